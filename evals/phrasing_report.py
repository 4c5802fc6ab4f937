"""Writes what ``llm_phrasing`` measured as a page in Chinese: shares of answers that pass, are mended or fall back, and every case."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from evals.llm_phrasing import PhrasingFigures
from evals.report import new_page, table

RESULT_NAMES = {
    "passed": "句句通过核对",
    "mended": "经过修补：不通过的句子换成原文，或补回漏掉的原文",
    "extractive": "退回原文：剩下的句子答不了问题",
    "failed": "退回原文：模型没有及时给出可用的回答",
    "not_asked": "没有问模型",
}
REASON_NAMES = {
    "actor_changed": "换了由谁做、对谁做",
    "altered_quote": "引文与条款不符",
    "asks": "反问，或重复问题",
    "bare_modality": "只有“应当”“不得”而没有说什么",
    "broken_quote": "引号不成对",
    "changed_amount": "数字或时限与条款不符",
    "changed_bound": "“以内”“以上”与条款不符",
    "condition_changed": "条件与条款不符",
    "condition_lost": "丢了条款的条件",
    "duty_changed": "把可以说成应当，或反过来",
    "duty_sharpened": "说得比条款严",
    "empty": "没有回答",
    "forbidden_wording_offered": "把禁语当用语",
    "long_clause": "条款太长",
    "lost_negation": "丢了否定",
    "lost_words": "漏了字",
    "malformed": "回答的格式不对",
    "markup": "含有标记",
    "masked": "含有被遮盖的内容",
    "mixed_regulations": "混用几部规定",
    "moved_amount": "数字或时限放错了情形",
    "negation_changed": "否定与条款不符",
    "no_citation": "没有注明条款",
    "no_quote": "英文句子没有引文",
    "no_time": "没有剩下的时间",
    "not_wording": "把规定当用语",
    "nothing_to_phrase": "没有可组织的内容（未回答的题）",
    "order_changed": "先后次序与条款不符",
    "order_of_citations": "引文次序对不上",
    "permission_changed": "许可与条款不符",
    "prohibition_added": "加了条款没有的禁止",
    "prohibition_lost": "丢了条款的禁止",
    "prohibition_sharpened": "禁止说得比条款严",
    "refused": "模型拒绝回答",
    "resting": "模型刚失败过，暂时不问",
    "says_nothing": "没有内容",
    "scope_changed": "范围与条款不符（所有、都、只）",
    "script": "字形无法对照",
    "slow": "超过时限",
    "speaks_to_a_model": "问题或条款里有对模型说的话",
    "tells_half": "只说了一半，换成原文",
    "too_long": "太长",
    "truncated": "回答被截断",
    "unknown_citation": "注明了没有给出的条款",
    "unknown_label": "出现条款里没有的条号",
    "unknown_name": "出现条款里没有的名称",
    "unknown_number": "出现条款里没有的数字",
    "unreachable": "连不上模型",
    "unsupported_part": "半句话在条款里找不到依据",
    "unsupported_words": "用了条款和问题里都没有的词",
    "web_address": "含有网址",
    "wording_forbidden": "把用语说成禁语",
}


def write_phrasing_report(figures: PhrasingFigures, model: str, version: str, commit: str, out_dir: Path) -> Path:
    """Write the page.

    :param figures: What was measured.
    :param model: Name of the language model.
    :param version: The index version.
    :param commit: The code.
    :param out_dir: Where to write.
    :return: The page.
    """
    now = datetime.now(UTC)
    page = new_page(out_dir, "phrasing", version, commit, now)
    page.write_text(phrasing_page(figures, model, version, commit, now), encoding="utf-8")
    return page


def result_lines(figures: PhrasingFigures) -> list[str]:
    """Say the shares in a few lines, for a terminal."""
    lines = [
        f"{figures.questions} 题，回答 {figures.answered} 题；用时 p50 {figures.p50_ms:.0f} ms，p95 {figures.p95_ms:.0f} ms",
        *(f"  {RESULT_NAMES.get(result, result)}：{count}" for result, count in figures.results.most_common()),
        f"引文改为原文字符 {figures.corrected_quotes} 句；与原文不同的引文 {len(figures.altered_quotes)} 处，"
        f"其他不符 {len(figures.violations)} 处",
    ]
    return lines + [f"  {each}" for each in (*figures.altered_quotes, *figures.violations)]


def phrasing_page(figures: PhrasingFigures, model: str, version: str, commit: str, at: datetime) -> str:
    """Write what was measured as Markdown.

    :param figures: What was measured.
    :param model: Name of the language model.
    :param version: The index version.
    :param commit: The code.
    :param at: When, in UTC.
    :return: The page.
    """
    parts = [
        "# 语言模型组织的答案",
        f"模型 {model}，索引版本 {version}，代码 {commit}，{at:%Y-%m-%d %H:%M} UTC。{figures.questions} 题，"
        f"回答 {figures.answered} 题；用时 p50 {figures.p50_ms:.0f} ms，p95 {figures.p95_ms:.0f} ms（模型的时间在内）。",
        f"**到达使用者的引文中与原文不同的：{len(figures.altered_quotes)} 处；其他不符：{len(figures.violations)} 处。**"
        f"引文由程序改回原文字符的句子：{figures.corrected_quotes} 句。",
        *(["\n".join(f"- {each}" for each in (*figures.altered_quotes, *figures.violations))] if figures.wrong else []),
        "## 模型的回答怎样了",
        table(
            ("结果", "题数", "占比"),
            [
                (RESULT_NAMES.get(result, result), str(count), f"{count / figures.questions:.0%}")
                for result, count in figures.results.most_common()
            ],
        ),
        "## 为什么没有采用",
        "一题可有几句、几个原因。",
        table(
            ("原因", "次数"),
            [(_reason(reason), str(count)) for reason, count in figures.reasons.most_common()],
        ),
        "## 逐题",
        table(
            ("问题", "结果", "原因"),
            [
                (
                    _cell(question),
                    RESULT_NAMES.get(outcome.result, outcome.result).partition("：")[0],
                    "；".join(dict.fromkeys(map(_reason, outcome.reasons))),
                )
                for question, outcome in figures.outcomes
            ],
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _reason(code: str) -> str:
    """Name a reason as people read it; one without a name stands for itself."""
    return REASON_NAMES.get(code, code)


def _cell(text: str) -> str:
    """Write a text so that it stays one cell of a table."""
    return " ".join(text.replace("|", "｜").split())
