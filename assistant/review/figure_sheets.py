"""Figures as sheets, for people who go on with them in Excel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assistant.review.figures import Figures
from assistant.review.gaps import Gap
from assistant.review.sampling import Estimate
from assistant.review.sheets import Sheet
from assistant.review.workbook import Cell

ALL_JUDGED = "全部已判"


def figure_sheets(figures: Figures, gaps: Sequence[Gap] = ()) -> tuple[Sheet, ...]:
    """Write figures as sheets.

    :param figures: The figures.
    :param gaps: Questions nobody answers.
    :return: One sheet for each kind of figure.
    """
    right, accuracy = figures.refusals, figures.accuracy
    return (
        Sheet(
            "抽查准确率",
            ("起", "止", "准确率", "区间下限", "区间上限", "已判", "总数"),
            [(a.since, a.until, *_share(a.right), a.right.judged, a.right.population) for a in accuracy],
        ),
        Sheet(
            "每周",
            ("周一", "回答", "未涉及", "有用", "没用", "用时中位数（毫秒）", "用时95%（毫秒）"),
            [(w.monday, w.answers, w.not_covered, w.useful, w.useless, w.median_ms, w.slow_ms) for w in figures.weeks],
        ),
        Sheet(
            "拒答",
            ("该拒而拒", "不该拒而拒", "该拒而答", "其他回答", "一致性κ", "双人判定"),
            [
                (
                    right.right_refusals,
                    right.wrong_refusals,
                    right.wrong_answers,
                    right.other_answers,
                    figures.kappa,
                    figures.shared,
                )
            ],
        ),
        Sheet("反馈原因", ("原因", "次数"), list(Counter(figures.reasons).most_common())),
        Sheet(
            "置信度",
            ("置信度自", "已判", "平均置信度", "正确率", "区间下限", "区间上限"),
            [(t.low, t.count, t.mean_score, t.right, t.right_from, t.right_to) for t in figures.calibration],
        ),
        Sheet(
            "条款使用",
            ("条款编号", "被引用", "话术被复制"),
            [
                *((use.unit_id, use.cited, use.copied) for use in figures.used),
                *((unit_id, 0, 0) for unit_id in figures.never_used),
            ],
        ),
        gap_sheet(gaps),
    )


def _share(right: Estimate) -> tuple[Cell, Cell, Cell]:
    """Write a share with its interval; where all were judged there is none."""
    ends: tuple[Cell, Cell] = (ALL_JUDGED, ALL_JUDGED) if right.complete else (right.low, right.high)
    return (right.share, *ends)


def gap_sheet(gaps: Sequence[Gap]) -> Sheet:
    """Write the questions nobody answers as a list of proposals for those who look after the regulations."""
    rows = [(gap.times, gap.question, "\n".join(gap.questions[1:])) for gap in gaps]
    return Sheet("规定未涉及的问题", ("问过次数", "问题", "同类问法"), rows)
