"""The words on an answer card, in the language of the question. The quoted wording is never translated."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answer import Language, PointKind


@dataclass(frozen=True, slots=True)
class CardLabels:
    """The fixed words of one card."""

    points: dict[PointKind, str]
    also: str
    differs: str
    sources: str
    not_covered: str
    near: str
    needs_detail: str
    error: str
    copy: str
    show_source: str
    latency: str
    version: str
    withdrawn: str  # instead of words that hold no more


LABELS: dict[Language, CardLabels] = {
    "zh": CardLabels(
        points={
            PointKind.SAY: "这样说",
            PointKind.NEVER: "不要说、不要做",
            PointKind.DEADLINE: "时限",
            PointKind.STEP: "这样做",
            PointKind.RULE: "按规定",
        },
        also="其他单位的规定",
        differs="规定不一致",
        sources="依据",
        not_covered="规定未涉及",
        near="较接近的条款，仅供参考",
        needs_detail="请再说具体一点",
        error="没有回答",
        copy="复制",
        show_source="查看原文",
        latency="用时",
        version="版本",
        withdrawn="所引条款已撤回，原来的回答不再显示。",
    ),
    "zh-Hant": CardLabels(
        points={
            PointKind.SAY: "這樣說",
            PointKind.NEVER: "不要說、不要做",
            PointKind.DEADLINE: "時限",
            PointKind.STEP: "這樣做",
            PointKind.RULE: "按規定",
        },
        also="其他單位的規定",
        differs="規定不一致",
        sources="依據",
        not_covered="規定未涉及",
        near="較接近的條款，僅供參考",
        needs_detail="請再說具體一點",
        error="沒有回答",
        copy="複製",
        show_source="查看原文",
        latency="用時",
        version="版本",
        withdrawn="所引條款已撤回，原來的回答不再顯示。",
    ),
    "en": CardLabels(
        points={
            PointKind.SAY: "Say this",
            PointKind.NEVER: "Never say or do",
            PointKind.DEADLINE: "Time limit",
            PointKind.STEP: "Do this",
            PointKind.RULE: "The rule",
        },
        also="Rules of other organisations",
        differs="The regulations disagree",
        sources="Sources",
        not_covered="Not covered by the regulations",
        near="Nearest clauses, for reference only",
        needs_detail="Please be more specific",
        error="No answer",
        copy="Copy",
        show_source="Show source",
        latency="Took",
        version="version",
        withdrawn="The cited clauses have been withdrawn; the answer is shown no more.",
    ),
}
