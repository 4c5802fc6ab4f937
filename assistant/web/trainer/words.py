"""How the trainers' pages name things: judgements, reasons, states, strata and moments. Values in, Chinese words out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assistant.answer import Status
from assistant.review.guard import Outcome
from assistant.review.verdicts import CitationJudgement, Judgement, ReasonCode
from corpus.editions import CHINA


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a trainer can choose, and the key that chooses it."""

    value: str
    label: str
    key: str


JUDGEMENTS = (
    Choice(Judgement.RIGHT.value, "正确", "1"),
    Choice(Judgement.PARTLY.value, "部分正确", "2"),
    Choice(Judgement.WRONG.value, "有误", "3"),
    Choice(Judgement.SHOULD_HAVE_REFUSED.value, "本应拒答", "4"),
    Choice(Judgement.SHOULD_HAVE_ANSWERED.value, "本应回答", "5"),
)
CITATIONS = (
    Choice(CitationJudgement.SUPPORTS.value, "支持", "a"),
    Choice(CitationJudgement.DOES_NOT.value, "不支持", "s"),
    Choice(CitationJudgement.OUTDATED.value, "已过时", "d"),
)
REASONS = (
    Choice(ReasonCode.WRONG_CLAUSE.value, "条款不对", "q"),
    Choice(ReasonCode.WRONG_DUTY.value, "条款对，要求不对", "w"),
    Choice(ReasonCode.INCOMPLETE.value, "不完整", "e"),
    Choice(ReasonCode.OUTDATED.value, "已过时", "r"),
    Choice(ReasonCode.UNCLEAR.value, "不清楚", "t"),
)
JUDGEMENT_LABELS = {Judgement(choice.value): choice.label for choice in JUDGEMENTS}
REASON_LABELS = {choice.value: choice.label for choice in REASONS} | {"should_have_refused": "本应拒答"}
STATUS_LABELS = {
    Status.ANSWERED.value: "已回答",
    Status.NOT_COVERED.value: "规定未涉及",
    Status.NEEDS_DETAIL.value: "请说具体",
    Status.ERROR.value: "没有回答",
}
OUTCOME_LABELS = {Outcome.BETTER: "变好", Outcome.WORSE: "变差", Outcome.UNKNOWN: "未判过"}


def local_time(moment: str, *, with_year: bool = False) -> str:
    """Write a stored moment as it is in China.

    >>> local_time("2026-11-21T18:02:03.004+00:00")
    '11-22 02:02'
    """
    return datetime.fromisoformat(moment).astimezone(CHINA).strftime("%Y-%m-%d %H:%M" if with_year else "%m-%d %H:%M")


def local_day(moment: str) -> str:
    """Write the day of a stored moment as it is in China."""
    return datetime.fromisoformat(moment).astimezone(CHINA).strftime("%Y-%m-%d")


def stratum_label(name: str, titles: Mapping[str, str]) -> str:
    """Name a stratum as people read it: regulation ids and statuses in words.

    >>> stratum_label("gas-manual · answered · 置信低", {"gas-manual": "燃气手册"})
    '燃气手册 · 已回答 · 置信低'
    """
    return " · ".join(titles.get(part, STATUS_LABELS.get(part, part)) for part in name.split(" · "))


def percent(share: float) -> str:
    """Write a share.

    >>> percent(0.925)
    '92.5%'
    """
    return f"{share:.1%}"
