"""Scores one answer to one case. Retrieval, citation and status are scored apart, so that a drop names its cause."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answer import Answer, Status
from corpus.regulation import Unit
from evals.cases import Case, Kind
from evals.gold import GoldUnits
from evals.metrics import citation_precision, contains_all, first_rank, recall_at_k
from evals.verbatim import verbatim_violations


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of one answer. None means that the score does not apply to the case."""

    rank: int | None = None  # place of the first right unit in the final ranking; None also when it is not there
    recall_5: float | None = None
    recall_10: float | None = None
    leads_right: bool | None = None  # the first citation is a right clause; False where nothing is cited
    citation_precision: float | None = None
    sides_cited: bool | None = None  # of a conflict: both sides are cited
    words_present: bool | None = None  # every word of ``must_contain`` is in the answer
    status: Status | None = None  # as answered; None where answering failed
    violations: tuple[str, ...] = ()  # what does not stand word for word in its clause


def score(case: Case, answer: Answer, gold: Sequence[GoldUnits], unit_by_id: Callable[[str], Unit]) -> Scores:
    """Score an answer against what its case expects.

    :param case: The case.
    :param answer: What the assistant gave.
    :param gold: The units of the case's gold clauses.
    :param unit_by_id: Gives the published unit of an id, KeyError where there is none.
    :return: The scores.
    """
    found = [entry.unit_id for entry in answer.retrieved]
    cited = [citation.unit.unit_id for citation in answer.citations]
    clauses = [entry.unit_ids for entry in gold]
    right = frozenset[str]().union(*clauses)
    expects_answer = case.expected_status is Status.ANSWERED
    return Scores(
        rank=first_rank(found, right),
        recall_5=recall_at_k(found, clauses, 5) if clauses else None,
        recall_10=recall_at_k(found, clauses, 10) if clauses else None,
        leads_right=bool(cited) and cited[0] in right if expects_answer else None,
        citation_precision=citation_precision(cited, right) if clauses else None,
        sides_cited=_sides_cited(cited, gold) if case.kind is Kind.CONFLICT else None,
        words_present=contains_all(answer.text, case.must_contain) if case.must_contain else None,
        status=answer.status,
        violations=verbatim_violations(answer, unit_by_id),
    )


def score_failure(case: Case) -> Scores:
    """Score a case whose answering broke: everything that applies to the case was missed."""
    graded = bool(case.expected)
    return Scores(
        recall_5=0.0 if graded else None,
        recall_10=0.0 if graded else None,
        leads_right=False if case.expected_status is Status.ANSWERED else None,
        sides_cited=False if case.kind is Kind.CONFLICT else None,
        words_present=False if case.must_contain else None,
    )


def _sides_cited(cited: Sequence[str], gold: Sequence[GoldUnits]) -> bool:
    """Tell whether at least one clause of each side of a conflict is cited."""
    sides = {entry.gold.side for entry in gold}
    return sides == {entry.gold.side for entry in gold if not entry.unit_ids.isdisjoint(cited)}
