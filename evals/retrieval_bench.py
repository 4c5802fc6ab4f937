"""Measures the search step by step, without each regulation's questions, and its confidence (`make bench-retrieval`).

Ranks every case by every stage and by both baselines in one run. Draws no tables; ``retrieval_report`` does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.answer import Answer, Status
from assistant.answering import Assistant
from assistant.coverage import confidence
from assistant.words import WordWeights
from evals.baselines import BM25_ALONE, TUTORIAL, Bm25Alone, TutorialPipeline, read_sources
from evals.cases import Case, load_cases
from evals.gold import GoldUnits, find_gold
from evals.metrics import first_rank
from evals.retrieval_stages import Ranking, Stage, StagedSearch, whole_ranking
from index.clause_index import ClauseIndex
from index.search import Lending

NOTHING_LENT = Lending(cosine=0.0, words=1.0)
FULL_BANK, LENT, NOT_LENT, NO_BANK = (
    "full bank",
    "its questions out, lent",
    "its questions out, nothing lent",
    "no bank",
)
VARIANTS = (FULL_BANK, LENT, NOT_LENT, NO_BANK)

Progress = Callable[[int, int], None]
Ranks = dict[
    str, list[int | None]
]  # by system: the place of the first right unit for each case, in the order of the cases


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure the assistant was of one case."""

    case: Case
    confidence: float
    leads_right: bool  # the first unit of the ranking is right


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One regulation without its example questions."""

    regulation_id: str
    own: Ranks  # by variant: cases that only this regulation answers
    others: Ranks  # by variant: cases that other regulations answer


@dataclass(frozen=True, slots=True)
class RetrievalBench:
    """Everything measured on one set of cases."""

    cases: tuple[Case, ...]  # those that a clause answers
    ranks: Ranks  # by stage or baseline
    left_out: tuple[LeftOut, ...] = ()
    confidences: tuple[Confidence, ...] = field(default=())  # of all cases that are searched for, uncovered ones too


def measure(
    clause_index: ClauseIndex,
    cases_path: Path,
    document_folders: Sequence[Path],
    progress: Progress | None = None,
    *,
    leave_out: bool = True,
) -> tuple[RetrievalBench, RetrievalBench]:
    """Measure the cases kept for it, and apart those that constants were chosen on.

    :param clause_index: The published version; its embedder should remember what it embedded.
    :param cases_path: The cases.
    :param document_folders: Where the documents lie, for the tutorial pipeline.
    :param progress: Called with steps done and steps to do.
    :param leave_out: Whether to leave out the questions of each regulation in turn: two thirds of the time.
    :return: The cases nobody tuned on, and those tagged ``tuning``.
    """
    cases = load_cases(cases_path)
    gold = find_gold(cases, clause_index.units)
    covered = [case for case in cases if gold[case.case_id]]
    regulations = _asked_regulations(covered, gold) if leave_out else ()
    steps = _Steps(progress, len(covered) + len(cases) + len(regulations))
    documents = read_sources({unit.source for unit in clause_index.units}, document_folders)
    baselines = (
        Bm25Alone(clause_index.units, clause_index.regulations),
        TutorialPipeline(documents, clause_index.regulations, clause_index.embedder),
    )
    systems = StagedSearch(clause_index).stages()
    ranks = {case.case_id: _ranks(case, gold[case.case_id], systems, baselines, steps) for case in covered}
    sure = _confidences(clause_index, cases, gold, steps)
    held_out = [case for case in covered if not case.used_for_tuning]
    left_out = _leave_out(clause_index, held_out, gold, regulations, steps)

    def of(tuning: bool) -> RetrievalBench:
        chosen = tuple(case for case in covered if case.used_for_tuning is tuning)
        names = [*(stage.name for stage in systems), BM25_ALONE, TUTORIAL]
        return RetrievalBench(
            chosen,
            {name: [ranks[case.case_id][name] for case in chosen] for name in names},
            () if tuning else left_out,
            tuple(entry for entry in sure if entry.case.used_for_tuning is tuning),
        )

    return of(tuning=False), of(tuning=True)


class _Steps:
    """Counts steps for a progress bar."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def advance(self) -> None:
        """Tell that one more is done."""
        self._done += 1
        if self._progress:
            self._progress(self._done, self._total)


def _ranks(
    case: Case,
    gold: Sequence[GoldUnits],
    systems: Sequence[Stage],
    baselines: Sequence[Bm25Alone | TutorialPipeline],
    steps: _Steps,
) -> dict[str, int | None]:
    """Rank one case by every stage and baseline."""
    right = _right(gold)
    ranks = {stage.name: _place(stage.rank(case), right) for stage in systems}
    for baseline in baselines:
        ranks |= baseline.ranks(case, gold)
    steps.advance()
    return ranks


def _confidences(
    clause_index: ClauseIndex, cases: Sequence[Case], gold: Mapping[str, Sequence[GoldUnits]], steps: _Steps
) -> tuple[Confidence, ...]:
    """Ask how sure the assistant is; clauses named by number are looked up, whatever the confidence."""
    assistant, weights = Assistant(clause_index), WordWeights(clause_index.units)
    sure: list[Confidence] = []
    for case in cases:
        plan = assistant.plan(case.question, case.history, case.scope)
        if not isinstance(plan, Answer) and plan.look_up is None and case.expected_status is not Status.NEEDS_DETAIL:
            found = assistant.rank(plan)
            leads = _place(found.hits, _right(gold[case.case_id])) == 1
            sure.append(Confidence(case, confidence(plan.question, found, weights), leads))
        steps.advance()
    return tuple(sure)


def _leave_out(
    clause_index: ClauseIndex,
    cases: Sequence[Case],
    gold: Mapping[str, Sequence[GoldUnits]],
    regulations: Sequence[str],
    steps: _Steps,
) -> tuple[LeftOut, ...]:
    """Take the questions of each regulation out of the index in turn."""
    full, bare = Assistant(clause_index), Assistant(clause_index.without_examples())
    at_best = {case.case_id: _place(whole_ranking(full, case), _right(gold[case.case_id])) for case in cases}
    found: list[LeftOut] = []
    for regulation_id in regulations:
        one = frozenset({regulation_id})
        variants = {
            LENT: Assistant(clause_index.without_examples(one)),
            NOT_LENT: Assistant(clause_index.without_examples(one, NOTHING_LENT)),
        }
        own = [case for case in cases if _answering(gold[case.case_id]) == one]
        others = [case for case in cases if regulation_id not in _answering(gold[case.case_id])]
        of_own: Ranks = {FULL_BANK: [at_best[case.case_id] for case in own]}
        of_others: Ranks = {FULL_BANK: [at_best[case.case_id] for case in others]}
        for name, assistant in variants.items():
            of_own[name] = [_place(whole_ranking(assistant, case), _right(gold[case.case_id])) for case in own]
            of_others[name] = [_place(whole_ranking(assistant, case), _right(gold[case.case_id])) for case in others]
        of_own[NO_BANK] = [_place(whole_ranking(bare, case), _right(gold[case.case_id])) for case in own]
        found.append(LeftOut(regulation_id, of_own, of_others))
        steps.advance()
    return tuple(found)


def _asked_regulations(cases: Sequence[Case], gold: Mapping[str, Sequence[GoldUnits]]) -> tuple[str, ...]:
    """List the regulations that alone answer some case nobody tuned on."""
    answering = (_answering(gold[case.case_id]) for case in cases if not case.used_for_tuning)
    return tuple(sorted({regulation for ids in answering if len(ids) == 1 for regulation in ids}))


def _answering(gold: Sequence[GoldUnits]) -> frozenset[str]:
    """Ids of the regulations that hold a right clause."""
    return frozenset(unit.regulation_id for clause in gold for unit in clause.units)


def _right(gold: Sequence[GoldUnits]) -> frozenset[str]:
    """Ids of the right units."""
    return frozenset[str]().union(*(clause.unit_ids for clause in gold))


def _place(ranking: Ranking, right: frozenset[str]) -> int | None:
    """Place of the first right unit."""
    return first_rank([hit.unit.unit_id for hit in ranking], right)
