"""Sums results up: how often the right clause was first, among five, among ten, and what the answers did.

Every figure carries the number of cases it was taken over. Failed cases count as missed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Status
from evals.cases import Kind
from evals.metrics import Interval, RefusalRates, bootstrap_interval, hit_at_k, reciprocal_rank, refusal_rates
from evals.results import CaseResult

BROKEN = "failed"  # stands where a status would, for a case whose answering broke


@dataclass(frozen=True, slots=True)
class Ranking:
    """How well one system ranks, over the cases some clause is right for. None where there is no such case."""

    first: Interval | None
    among_5: Interval | None
    among_10: Interval | None
    mrr: Interval | None  # mean reciprocal rank; rankings have ten places

    @property
    def count(self) -> int:
        """Cases it was taken over."""
        return self.first.count if self.first else 0


@dataclass(frozen=True, slots=True)
class Answering:
    """What the answers did, retrieval aside. None where no case is of the sort."""

    leads_right: Interval | None  # answered, and the first citation is right; over the cases that a clause answers
    citation_precision: Interval | None  # over the cases in which something was cited
    recall_5: Interval | None  # share of all right clauses among the first five
    sides_cited: Interval | None  # conflicts with both sides cited
    words_present: Interval | None  # cases that name words, with all of them in the answer
    refusals: RefusalRates
    failures: int  # cases whose answering broke or gave an error
    violations: int  # what does not stand word for word, over all answers


def rank_ranks(ranks: Sequence[int | None]) -> Ranking:
    """Sum up the places of the first right unit.

    :param ranks: For each case its place, None where it is not among the ranked.
    :return: The shares and the mean reciprocal rank, each with its interval.
    """
    return Ranking(
        first=bootstrap_interval([hit_at_k(rank, 1) for rank in ranks]),
        among_5=bootstrap_interval([hit_at_k(rank, 5) for rank in ranks]),
        among_10=bootstrap_interval([hit_at_k(rank, 10) for rank in ranks]),
        mrr=bootstrap_interval([reciprocal_rank(rank) for rank in ranks]),
    )


def rank_results(results: Iterable[CaseResult]) -> Ranking:
    """Sum up how the assistant ranked."""
    return rank_ranks([result.scores.rank for result in results if result.graded])


def rank_baselines(results: Sequence[CaseResult]) -> dict[str, Ranking]:
    """Sum up how each baseline ranked on the same cases, by name."""
    names = dict.fromkeys(name for result in results for name in result.baseline_ranks)
    return {
        name: rank_ranks([result.baseline_ranks.get(name) for result in results if result.graded]) for name in names
    }


def by_kind(results: Iterable[CaseResult]) -> dict[Kind, tuple[CaseResult, ...]]:
    """Group results by the kind of their question, in the order the kinds are defined."""
    groups: dict[Kind, list[CaseResult]] = {kind: [] for kind in Kind}
    for result in results:
        groups[result.case.kind].append(result)
    return {kind: tuple(group) for kind, group in groups.items() if group}


def sum_up_answers(results: Sequence[CaseResult]) -> Answering:
    """Sum up what the answers did."""
    scores = [result.scores for result in results]
    return Answering(
        leads_right=_share(score.leads_right for score in scores),
        citation_precision=_share(score.citation_precision for score in scores),
        recall_5=_share(score.recall_5 for score in scores),
        sides_cited=_share(score.sides_cited for score in scores),
        words_present=_share(score.words_present for score in scores),
        refusals=refusal_rates((result.case.expected_status, result.scores.status) for result in results),
        failures=sum(result.failure is not None for result in results),
        violations=sum(len(score.violations) for score in scores),
    )


def count_statuses(results: Iterable[CaseResult]) -> Mapping[tuple[Status, str], int]:
    """Count expected status against given status; a broken case is given as ``failed``."""
    return Counter((result.case.expected_status, str(result.scores.status or BROKEN)) for result in results)


def _share(values: Iterable[float | None]) -> Interval | None:
    """Take the mean of the values that apply."""
    return bootstrap_interval([float(value) for value in values if value is not None])
