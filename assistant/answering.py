"""Answers questions: reads, resolves what is left out, looks up or searches, decides, composes.

``Assistant.answer`` never raises for what a user typed. Knows nothing of the terminal, the web or LangChain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from time import perf_counter

from assistant.answer import Answer, Retrieved, Status, Turn
from assistant.choosing import choose
from assistant.clause_reference import ClauseNumbers
from assistant.composing import Composition, compose
from assistant.coverage import is_covered
from assistant.follow_up import is_new_subject, last_topic, standalone
from assistant.looking_up import LookUp, focus, look_up, read_look_up
from assistant.question import (
    MAX_QUESTION_CHARACTERS,
    Question,
    UnusableQuestion,
    asks_for,
    language_of,
    read_question,
    strip_invisible,
)
from assistant.refusing import refuse, whom_to_ask
from assistant.retrieving import CANDIDATES, RETRIEVED, retrieve
from assistant.scope import UnknownScope, named_alone, named_regulations, resolve_scope
from assistant.words import WordWeights
from index import versions
from index.clause_index import ClauseIndex
from index.embedding import load_embedder
from index.search import Found, Hit


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done for a question: everything known before the search."""

    question: Question  # its search text is complete
    scope: frozenset[str] | None  # ids of regulations; None: all
    look_up: LookUp | None  # the clauses the question names
    started: float  # perf_counter


class Assistant:
    """Answers from one index version. Keeps nothing of a conversation; several threads may use it at once."""

    def __init__(self, clause_index: ClauseIndex) -> None:
        """Answer from an opened index.

        :param clause_index: The published version.
        """
        self.clause_index = clause_index

    def answer(self, question: str, history: Sequence[Turn] = (), scope: Sequence[str] = ()) -> Answer:
        """Answer a question.

        :param question: As typed.
        :param history: The conversation so far, oldest first, without the question.
        :param scope: Issuers, regulation titles or ids; empty: everything.
        :return: The answer; what cannot be answered has its status and one clear text.
        """
        planned = self.plan(question, history, scope)
        return planned if isinstance(planned, Answer) else self.conclude(planned, self.rank(planned))

    def plan(self, question: str, history: Sequence[Turn] = (), scope: Sequence[str] = ()) -> Plan | Answer:
        """Read a question and everything around it; the first of the three steps of ``answer``.

        :param question: As typed.
        :param history: The conversation so far.
        :param scope: Issuers, regulation titles or ids.
        :return: The plan, or at once the answer where the question or the scope is unusable.
        """
        started = perf_counter()
        try:
            read = read_question(question)
            inside = resolve_scope(scope, self.clause_index.regulations)
        except (UnusableQuestion, UnknownScope) as error:
            return self._failed(question, str(error), started)
        wanted = read_look_up(read, history, self.clause_index.regulations, inside)
        if wanted is not None:
            return Plan(read, inside, wanted, started)
        known = [each for each in self.clause_index.regulations if inside is None or each.regulation_id in inside]
        named = named_alone(read.search_text, known)
        if named and (topic := last_topic(history, lambda text: bool(named_alone(text, known)))):
            return Plan(replace(read, search_text=topic, asks_for=asks_for(topic)), named, None, started)
        search_text = standalone(read.search_text, history)
        asked = read.asks_for or (asks_for(search_text) if is_new_subject(read.search_text) else None)
        return Plan(replace(read, search_text=search_text, asks_for=asked), inside, None, started)

    def rank(self, plan: Plan) -> Found:
        """Search; the second step.

        :param plan: What ``plan`` gave.
        :return: The final ranking; clauses that the question names stand first.
        """
        if plan.look_up is None:
            named = named_regulations(plan.question.search_text, self.clause_index.regulations)
            return retrieve(self.clause_index, plan.question, plan.scope, preferred=named)
        found = retrieve(self.clause_index, plan.question, plan.scope, top_k=2 * CANDIDATES)
        return focus(found, look_up(plan.look_up, self._numbers, plan.scope).units, alone=plan.look_up.alone)

    def conclude(self, plan: Plan, found: Found) -> Answer:
        """Decide and compose; the third step.

        :param plan: What ``plan`` gave.
        :param found: What ``rank`` gave.
        :return: The answer.
        """
        if plan.look_up is not None and plan.look_up.alone:
            outcome = look_up(plan.look_up, self._numbers, plan.scope)
            if outcome.composition is not None:
                return self._answered(plan, found, outcome.composition)
            if outcome.needs_detail:
                return self._without_citations(plan, found, Status.NEEDS_DETAIL, outcome.explanation)
            return self._refused(plan, found, outcome.explanation)
        hits = tuple(hit for hit in found.hits if hit.found_by == "exact")  # of the clause the question is about
        if not hits and is_covered(plan.question, found, self._weights):
            hits = found.hits
        if not hits:
            return self._refused(plan, found)
        chosen = choose(plan.question, hits, self._weights)
        return self._answered(plan, found, compose(plan.question, chosen, self._weights))

    @cached_property
    def _weights(self) -> WordWeights:
        return WordWeights(self.clause_index.units)

    @cached_property
    def _numbers(self) -> ClauseNumbers:
        return ClauseNumbers(self.clause_index.units)

    def _answered(self, plan: Plan, found: Found, composition: Composition) -> Answer:
        """Give what was composed."""
        return Answer(
            plan.question.text,
            Status.ANSWERED,
            composition.text,
            composition.points,
            composition.citations,
            retrieved_from(found.hits),
            self.clause_index.version,
            plan.question.language,
            _milliseconds_since(plan.started),
        )

    def _refused(self, plan: Plan, found: Found, reason: str = "") -> Answer:
        """Say that the regulations do not settle the question."""
        in_scope = (u for u in self.clause_index.units if plan.scope is None or u.regulation_id in plan.scope)
        near = [] if reason else [hit.unit for hit in found.hits]  # nothing is near a clause that does not exist
        text = refuse(plan.question.language, near, whom_to_ask(in_scope), scoped=plan.scope is not None, reason=reason)
        return self._without_citations(plan, found, Status.NOT_COVERED, text)

    def _without_citations(self, plan: Plan, found: Found, status: Status, text: str) -> Answer:
        """Give an answer that rests on no clause."""
        latency = _milliseconds_since(plan.started)
        return Answer(
            plan.question.text,
            status,
            text,
            (),
            (),
            retrieved_from(found.hits),
            self.clause_index.version,
            plan.question.language,
            latency,
        )

    def _failed(self, question: str, sentence: str, started: float) -> Answer:
        """Give one sentence for a question that cannot be used; of a pasted document only the start is repeated."""
        shown = strip_invisible(question[:MAX_QUESTION_CHARACTERS])
        return Answer(
            shown,
            Status.ERROR,
            sentence,
            (),
            (),
            (),
            self.clause_index.version,
            language_of(shown),
            _milliseconds_since(started),
        )


def open_assistant(home: Path | None = None, embedding_model: str | None = None) -> Assistant:
    """Open the published index version.

    :param home: The state folder; ``$ASSISTANT_HOME`` or ``./var`` if not given.
    :param embedding_model: The model the index was built with; the packaged one if not given.
    :return: An assistant, ready to answer.
    :raises NoIndexBuilt: if none is published.
    :raises IndexOutOfDate: if it was built with another model or by another release.
    :raises IndexDamaged: if a file of it is missing or was changed.
    :raises ModelUnavailable: if the model is not there.
    """
    folder = versions.current_folder(home or versions.home())
    return Assistant(ClauseIndex.open(folder, load_embedder(embedding_model)))


def retrieved_from(hits: Sequence[Hit]) -> tuple[Retrieved, ...]:
    """Write the final ranking down.

    :param hits: The ranking, best first.
    :return: Its first places.
    """
    return tuple(
        Retrieved(rank, hit.score, hit.unit.unit_id, hit.unit.regulation, hit.unit.locator, hit.unit.unit_text)
        for rank, hit in enumerate(hits[:RETRIEVED], 1)
    )


def _milliseconds_since(started: float) -> float:
    """Tell the time since a moment."""
    return 1000 * (perf_counter() - started)
