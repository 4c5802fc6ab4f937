"""The search switched on one step at a time, each step by the index's and the assistant's own functions.

A stage ranks units for a case; it sees the history only where its name says so. Keeps no figures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Answer
from assistant.answering import Assistant
from assistant.follow_up import standalone
from assistant.question import Question, UnusableQuestion, read_question, subject_of
from assistant.retrieving import RETRIEVED, retrieve
from assistant.scope import UnknownScope, resolve_scope
from evals.cases import Case
from index.clause_index import ClauseIndex
from index.search import Hit, Query

Ranking = Sequence[Hit]


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the search, with everything before it."""

    name: str  # as it stands in the report
    rank: Callable[[Case], Ranking]


class StagedSearch:
    """One opened version, searched with more and more of what it can do."""

    def __init__(self, clause_index: ClauseIndex) -> None:
        self._index = clause_index
        self._without_bank = clause_index.without_examples()
        self._as_typed = clause_index.without_spelling()
        self._assistant = Assistant(clause_index)

    def stages(self) -> tuple[Stage, ...]:
        """List the steps from BM25 over the clauses to what the chat does: single rankings first, then each with one step more."""
        return (
            Stage("条款原文：BM25", self._by_words),
            Stage("条款原文：向量", self._by_meaning),
            Stage("前两者加权求和", self._fused),
            Stage("最近的例句：向量", self._by_example),
            Stage("原文加例句：BM25", self._by_expanded),
            Stage("三种排序加权求和", self._weighed),
            Stage("＋去口头语", self._cleaned),
            Stage("＋规定用词", self._with_words),
            Stage("＋按所问类别提升", self._lifted),
            Stage("＋改同音错字", self._corrected),
            Stage("＋补全追问", self._completed),
            Stage("＋点名的单位、条款号（全系统）", lambda case: whole_ranking(self._assistant, case)),
        )

    def _by_words(self, case: Case) -> Ranking:
        return self._index.search_lexical(case.question, top_k=RETRIEVED, regulations=self._inside(case))

    def _by_meaning(self, case: Case) -> Ranking:
        return self._index.search_dense(case.question, top_k=RETRIEVED, regulations=self._inside(case))

    def _fused(self, case: Case) -> Ranking:
        return self._without_bank.find(case.question, top_k=RETRIEVED, regulations=self._inside(case)).hits

    def _by_example(self, case: Case) -> Ranking:
        return self._index.search_examples(case.question, top_k=RETRIEVED, regulations=self._inside(case))

    def _by_expanded(self, case: Case) -> Ranking:
        return self._index.search_expanded(case.question, top_k=RETRIEVED, regulations=self._inside(case))

    def _weighed(self, case: Case) -> Ranking:
        return self._index.find(case.question, top_k=RETRIEVED, regulations=self._inside(case)).hits

    def _cleaned(self, case: Case) -> Ranking:
        text = _read(case).search_text
        return self._index.find(Query(text, subject_of(text)), top_k=RETRIEVED, regulations=self._inside(case)).hits

    def _with_words(self, case: Case) -> Ranking:
        return retrieve(self._as_typed, replace(_read(case), asks_for=None), self._inside(case)).hits

    def _lifted(self, case: Case) -> Ranking:
        return retrieve(self._as_typed, _read(case), self._inside(case)).hits

    def _corrected(self, case: Case) -> Ranking:
        return retrieve(self._index, _read(case), self._inside(case)).hits

    def _completed(self, case: Case) -> Ranking:
        read = _read(case)
        complete = replace(read, search_text=standalone(read.search_text, case.history))
        return retrieve(self._index, complete, self._inside(case)).hits

    def _inside(self, case: Case) -> frozenset[str] | None:
        """Ids of the regulations a case may be answered from; none where it names an unknown one."""
        try:
            return resolve_scope(case.scope, self._index.regulations)
        except UnknownScope:
            return frozenset()


def whole_ranking(assistant: Assistant, case: Case) -> Ranking:
    """Rank as the chat does; nothing for what it cannot take as a question."""
    plan = assistant.plan(case.question, case.history, case.scope)
    return () if isinstance(plan, Answer) else assistant.rank(plan).hits[:RETRIEVED]


def _read(case: Case) -> Question:
    """Read the question of a case; one the assistant refuses to read is searched as it stands."""
    try:
        return read_question(case.question)
    except UnusableQuestion:
        return Question(case.question, case.question, "zh", None)
