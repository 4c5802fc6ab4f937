"""Scores the check of wording on labelled drafts: does it find what breaks a clause, name the right clause, and leave the rest alone.

The drafts are in ``evals/wording``: those called tuning were looked at while the check was made, those called held-out were not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from assistant.wording_check import WordingChecker
from corpus.regulation import Unit
from corpus.script import fold
from evals.cases import CasesUnreadable

DRAFTS = Path(__file__).parent / "wording"
_KEYS = frozenset({"draft_id", "text", "kind", "expected", "allowed", "writer", "method"})


@dataclass(frozen=True, slots=True)
class BrokenClause:
    """A clause that a draft breaks, named by its own words, so that it survives a change of the parser."""

    source: str  # file name of the document
    quote: str  # a verbatim stretch of the clause


@dataclass(frozen=True, slots=True)
class LabelledDraft:
    """A draft with what a trainer would say of it."""

    draft_id: str
    text: str
    kind: str  # exact, variant, typo, …; look_alike and innocent break nothing
    expected: tuple[BrokenClause, ...]  # each must be found; empty: the draft is innocent
    allowed: tuple[BrokenClause, ...]  # may be found as well


@dataclass(frozen=True, slots=True)
class DraftResult:
    """What the check said of one draft."""

    draft: LabelledDraft
    right: int  # expected clauses that were found
    missed: tuple[BrokenClause, ...]
    wrong: tuple[str, ...]  # ids of units that were found and are neither expected nor allowed
    found: int  # units found
    latency_ms: float


@dataclass(frozen=True, slots=True)
class WordingScores:
    """The figures of one set of drafts; higher is better, but for the latency."""

    drafts: int
    breaches: int
    precision: float  # clauses found that are right / clauses found
    recall: float  # expected clauses found / expected clauses
    draft_precision: float  # drafts that break a clause, of those where something was found
    draft_recall: float  # drafts with a right clause found, of those that break one
    p95_ms: float


@dataclass(frozen=True, slots=True)
class DraftSet:
    """One file of labelled drafts."""

    name: str
    file: Path
    held_out: bool  # not looked at while the check was made


def own_drafts() -> tuple[DraftSet, ...]:
    """List the labelled drafts that come with the program."""
    return (
        DraftSet("调试部分", DRAFTS / "tuning.jsonl", held_out=False),
        DraftSet("检验部分", DRAFTS / "held-out.jsonl", held_out=True),
        DraftSet("换说法，调试部分", DRAFTS / "paraphrases-tuning.jsonl", held_out=False),
        DraftSet("换说法，检验部分", DRAFTS / "paraphrases-held-out.jsonl", held_out=True),
    )


def load_drafts(file: Path) -> tuple[LabelledDraft, ...]:
    """Read labelled drafts.

    :param file: One JSON object a line.
    :return: The drafts, in the order of the file.
    :raises CasesUnreadable: if the file is missing or empty, or a line is no draft.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CasesUnreadable(f"找不到 {file}，请检查路径") from error
    drafts: list[LabelledDraft] = []
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
        except ValueError as error:
            raise CasesUnreadable(f"{file.name} 第 {number} 行不是有效的 JSON，请改正") from error
        if not isinstance(record, dict) or set(record) != _KEYS:
            raise CasesUnreadable(f"{file.name} 第 {number} 行须恰好有这些键：{'、'.join(sorted(_KEYS))}")
        drafts.append(
            LabelledDraft(
                str(record["draft_id"]),
                str(record["text"]),
                str(record["kind"]),
                tuple(BrokenClause(each["source"], each["quote"]) for each in record["expected"]),
                tuple(BrokenClause(each["source"], each["quote"]) for each in record["allowed"]),
            )
        )
    if not drafts:
        raise CasesUnreadable(f"{file.name} 是空的，请写入至少一句话")
    return tuple(drafts)


def check_drafts(checker: WordingChecker, drafts: Iterable[LabelledDraft]) -> tuple[DraftResult, ...]:
    """Check every draft.

    :param checker: The check.
    :param drafts: The labelled drafts.
    :return: One result a draft, in their order.
    """
    results: list[DraftResult] = []
    for draft in drafts:
        report = checker.check(draft.text)
        units = tuple(dict.fromkeys(finding.unit for finding in report.findings))
        missed = tuple(gold for gold in draft.expected if not any(_holds(unit, gold) for unit in units))
        wrong = tuple(
            unit.unit_id for unit in units if not any(_holds(unit, gold) for gold in (*draft.expected, *draft.allowed))
        )
        results.append(
            DraftResult(draft, len(draft.expected) - len(missed), missed, wrong, len(units), report.latency_ms)
        )
    return tuple(results)


def score_drafts(results: Sequence[DraftResult]) -> WordingScores:
    """Turn results into figures.

    :param results: Of one set; not empty.
    :return: Its figures; a share of nothing is 1.
    """
    breaches = [result for result in results if result.draft.expected]
    flagged = [result for result in results if result.found]
    found, wrong = sum(result.found for result in results), sum(len(result.wrong) for result in results)
    times = [result.latency_ms for result in results]
    return WordingScores(
        len(results),
        len(breaches),
        _share(found - wrong, found),
        _share(sum(result.right for result in results), sum(len(result.draft.expected) for result in results)),
        _share(sum(bool(result.draft.expected) for result in flagged), len(flagged)),
        _share(sum(result.right > 0 for result in breaches), len(breaches)),
        quantiles(times, n=20)[-1] if len(times) > 1 else times[0],
    )


def scores_line(name: str, results: Sequence[DraftResult]) -> str:
    """Write the figures of one set as a line.

    :param name: Of the set.
    :param results: Its results.
    :return: The line, in Chinese.
    """
    scores = score_drafts(results)
    return (
        f"{name}：{scores.drafts} 句（{scores.breaches} 句违规）"
        f"，按条款 精确率 {scores.precision:.3f}、召回率 {scores.recall:.3f}"
        f"，按句 精确率 {scores.draft_precision:.3f}、召回率 {scores.draft_recall:.3f}"
        f"，用时 p95 {scores.p95_ms:.1f} 毫秒"
    )


def mistakes(results: Iterable[DraftResult]) -> Iterator[str]:
    """List the drafts where a clause was missed or wrongly named.

    :param results: The results.
    :yield: A line each.
    """
    for result in results:
        if result.missed or result.wrong:
            missed = "、".join(gold.quote for gold in result.missed) or "无"
            yield f"{result.draft.text}（漏：{missed}；错：{'、'.join(result.wrong) or '无'}）"


def _holds(unit: Unit, gold: BrokenClause) -> bool:
    """Whether a unit is the clause meant."""
    return unit.source == gold.source and fold(gold.quote) in fold(unit.unit_text)


def _share(part: int, whole: int) -> float:
    """Divide, where nothing of nothing is all."""
    return part / whole if whole else 1.0
