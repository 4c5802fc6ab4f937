"""Answers questions: reads, resolves what is left out, looks up or searches, decides, composes.

``Assistant.answer`` never raises for what a user typed. Knows nothing of the terminal or the web, and of LangChain only that the
language model, where one is switched on, is asked through it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from time import perf_counter

from assistant.absent_documents import AbsentDocuments
from assistant.answer import Answer, PointKind, Retrieved, Status, Turn
from assistant.asking_back import ask_back, names_no_subject
from assistant.bare_nouns import Places, ask_which, bare_noun, places_of
from assistant.choosing import choose
from assistant.cited_before import CitableUnits, last_answer
from assistant.clause_reference import ClauseNumbers, is_look_up, read_references
from assistant.composing import Composition, compose
from assistant.coverage import confidence, is_covered
from assistant.disagreeing import relations_in
from assistant.follow_up import FollowUp, is_new_subject, last_topic, read_follow_up, says_its_subject
from assistant.follow_up_ranking import (
    SURELY_ALONE,
    Cited,
    is_of_something_else,
    likely_cited,
    merge_readings,
    search_readings,
)
from assistant.items_beneath import Lists, with_items
from assistant.looking_up import LookUp, focus, look_up, read_look_up
from assistant.phrases import phrases_in
from assistant.phrasing.condensing import condense
from assistant.phrasing.endpoint import ANSWER_SECONDS, LanguageModel
from assistant.phrasing.phrasing import Phrasing
from assistant.question import (
    MAX_QUESTION_CHARACTERS,
    Question,
    UnusableQuestion,
    asks_for,
    clean_for_search,
    language_of,
    read_question,
    strip_invisible,
)
from assistant.referring import References, with_references
from assistant.refusing import refuse, whom_to_ask
from assistant.retrieving import CANDIDATES, RETRIEVED, retrieve
from assistant.ruling import put_first, ruled_units
from assistant.scope import UnknownScope, named_alone, named_regulations, resolve_scope
from assistant.visible_text import unmarked
from assistant.words import WordWeights
from corpus.damage import damaged_runs
from corpus.regulation import Unit
from index.clause_index import ClauseIndex
from index.search import Found, Hit

SURELY_FOUND = 0.95  # confidence from which a question behind others is taken as one of its own


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done for a question: everything known before the search."""

    question: Question  # its search text is complete
    scope: frozenset[str] | None  # ids of regulations; None: all
    look_up: LookUp | None  # the clauses the question names
    started: float  # perf_counter
    follow_up: FollowUp | None = None  # both readings of a question behind others
    cited: Cited = Cited(())  # what the conversation is about, inside the scope
    absent: str = ""  # says that the document it names is not in force
    may_stand_alone: bool = False  # names a subject that nothing cited speaks of


class Assistant:
    """Answers from one index version. Keeps nothing of a conversation; several threads may use it at once."""

    def __init__(self, clause_index: ClauseIndex, language_model: LanguageModel | None = None) -> None:
        """Answer from an opened index.

        :param clause_index: The published version.
        :param language_model: Condenses follow-ups and phrases answers where it is given.
        """
        self.clause_index = clause_index
        self._phrasing = Phrasing(language_model) if language_model else None

    @property
    def answers_at_once(self) -> bool:
        """Whether an answer comes whole, since no language model phrases it."""
        return self._phrasing is None

    def extractive(self, index: ClauseIndex) -> Assistant:
        """Give an assistant over another index, without a language model."""
        return Assistant(index)

    def answer(self, question: str, history: Sequence[Turn] = (), scope: Sequence[str] = ()) -> Answer:
        """Answer a question.

        :param question: As typed.
        :param history: The conversation so far, oldest first, without the question.
        :param scope: Issuers, regulation titles or ids; empty: everything.
        :return: The answer; what cannot be answered has its status and one clear text.
        """
        *_, answer = self.answer_in_parts(question, history, scope)
        return answer

    def answer_in_parts(
        self, question: str, history: Sequence[Turn] = (), scope: Sequence[str] = ()
    ) -> Iterator[Answer]:
        """Answer a question as the answer comes: at once without a language model, sentence by sentence with one.

        :param question: As typed.
        :param history: The conversation so far, oldest first, without the question.
        :param scope: Issuers, regulation titles or ids; empty: everything.
        :yield: With a language model first the sources and points without a text, then with each sentence that was checked; last
            the whole answer, which may be another than was begun where the model failed.
        """
        planned = self.plan(question, history, scope)
        if isinstance(planned, Answer):
            yield planned
        else:
            yield from self.phrase(planned, self.conclude(planned, self.rank(planned)))

    def phrase(self, plan: Plan, answer: Answer) -> Iterator[Answer]:
        """Let the language model phrase an answer, where there is one; the fourth step.

        :param plan: What ``plan`` gave.
        :param answer: What ``conclude`` gave.
        :yield: The answer in parts, the whole one last.
        """
        if self._phrasing is None or plan.look_up is not None or answer.note:  # who asks for a clause wants its words
            yield answer
            return
        left = ANSWER_SECONDS - (perf_counter() - plan.started)
        for part in self._phrasing.phrase(answer, plan.question.search_text, left):
            yield replace(part, latency_ms=_milliseconds_since(plan.started))

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
        if read.asks_for is None and bare_noun(read):  # 方言: on a call one wants what to say, where there is something
            read = replace(read, asks_for=PointKind.SAY)
        wanted = read_look_up(read, history, self.clause_index.regulations, inside)
        absent, wanted = self._without_absent(read, wanted)
        if wanted is not None or absent:
            return Plan(read, inside, wanted, started, absent=absent)
        known = [each for each in self.clause_index.regulations if inside is None or each.regulation_id in inside]
        named = named_alone(read.search_text, known)
        if named and (topic := last_topic(history, lambda text: bool(named_alone(text, known)))):
            return Plan(replace(read, search_text=topic, asks_for=asks_for(topic)), named, None, started)
        follow_up = read_follow_up(read.search_text, history)
        if follow_up is None:
            return Plan(read, inside, None, started)
        if is_new_subject(read.search_text):
            read = replace(read, asks_for=read.asks_for or asks_for(follow_up.alone))
        if follow_up.dependence < SURELY_ALONE:
            return Plan(replace(read, search_text=follow_up.alone), inside, None, started)
        cited = self._cited(history, inside)
        if says_its_subject(read.search_text) and is_of_something_else(self.clause_index, cited, read.search_text):
            complete = replace(read, search_text=follow_up.alone)
            if is_new_subject(read.search_text):  # the question before, asked of another subject
                return Plan(complete, inside, None, started)
            return Plan(complete, inside, None, started, follow_up, cited, may_stand_alone=True)
        follow_up = self._condensed(follow_up, read, history, started)
        return Plan(replace(read, search_text=follow_up.search_text), inside, None, started, follow_up, cited)

    def _without_absent(self, read: Question, wanted: LookUp | None) -> tuple[str, LookUp | None]:
        """Say which document a question names that is not in force; a clause of it is no clause of any other.

        Where more is asked than what an unknown document says, the rest is answered without it.
        """
        if wanted is not None and wanted.unit_ids:
            return "", wanted
        text = wanted.named_in if wanted and wanted.named_in else read.text
        references = read_references(text) if wanted else ()
        explanation = self._absent.explain(text, references, read.language)
        if not explanation or wanted is None:
            return explanation, wanted
        rest = self._absent.without_title(text, references)
        alone = text is not read.text or is_look_up(rest, references)
        return (explanation, replace(wanted, alone=True)) if alone else ("", None)

    def _condensed(self, follow_up: FollowUp, read: Question, history: Sequence[Turn], started: float) -> FollowUp:
        """Let the language model, where there is one, put back what a question leaves out."""
        if self._phrasing is None:
            return follow_up
        left = ANSWER_SECONDS - (perf_counter() - started)
        condensed = condense(self._phrasing.model, read.text, history, left)
        return replace(follow_up, joined=clean_for_search(condensed)) if condensed else follow_up

    def rank(self, plan: Plan) -> Found:
        """Search; the second step.

        :param plan: What ``plan`` gave.
        :return: The final ranking; clauses that the question names, or that trainers gave this very question, stand first.
        """
        found = self._ranked(plan)
        alone = plan.follow_up.alone if plan.follow_up else None
        said = None if plan.look_up else ruled_units(self.clause_index, plan.question, plan.scope, alone)
        return found if said is None else put_first(found, said, RETRIEVED)

    def _ranked(self, plan: Plan) -> Found:
        """Search, and put clauses that the question names first."""
        if plan.follow_up is not None:
            search = partial(self._search, plan, top_k=CANDIDATES)
            is_enough = partial(self._is_sure, plan) if plan.may_stand_alone else None
            alone, joined = search_readings(search, plan.follow_up, is_enough)
            if joined is None:
                return replace(alone, hits=alone.hits[:RETRIEVED])
            found = merge_readings(self.clause_index, alone, joined, plan.cited, plan.follow_up)
            return replace(found, hits=found.hits[:RETRIEVED])
        if plan.look_up is None:
            return self._search(plan, plan.question.search_text, RETRIEVED)
        found = retrieve(self.clause_index, plan.question, plan.scope, top_k=2 * CANDIDATES)
        return focus(found, look_up(plan.look_up, self._numbers, plan.scope).units, alone=plan.look_up.alone)

    def _search(self, plan: Plan, search_text: str, top_k: int) -> Found:
        """Search for one reading of a question."""
        named = named_regulations(search_text, self.clause_index.regulations)
        question = replace(plan.question, search_text=search_text)
        return retrieve(self.clause_index, question, plan.scope, preferred=named, top_k=top_k)

    def _is_sure(self, plan: Plan, found: Found) -> bool:
        """Say whether a question alone found its clause, so surely that the conversation says nothing more."""
        return confidence(plan.question, found, self._weights) >= SURELY_FOUND

    def _cited(self, history: Sequence[Turn], scope: frozenset[str] | None) -> Cited:
        """Find what the conversation is about, inside the scope."""
        units = self._citable.cited_in(last_answer(history))
        inside = tuple(unit for unit in units if scope is None or unit.regulation_id in scope)
        return Cited(inside) if inside else likely_cited(self.clause_index, history, scope)

    def conclude(self, plan: Plan, found: Found) -> Answer:
        """Decide and compose; the third step.

        :param plan: What ``plan`` gave.
        :param found: What ``rank`` gave.
        :return: The answer.
        """
        if plan.absent:
            return self._refused(plan, found, plan.absent)
        if plan.look_up is not None and plan.look_up.alone:
            return self._looked_up(plan, plan.look_up, found)
        if plan.look_up is None and plan.follow_up is None and names_no_subject(plan.question.search_text):
            asked = ask_back(plan.question.language, [hit.unit for hit in found.hits])
            return self._without_citations(plan, found, Status.NEEDS_DETAIL, asked)
        places = self._places_of_noun(plan, found)
        if places is not None and places.is_broad:
            asked = ask_which(plan.question.language, places, [hit.unit for hit in found.hits])
            return self._without_citations(plan, found, Status.NEEDS_DETAIL, asked)
        hits = tuple(hit for hit in found.hits if hit.found_by == "exact")  # of the clause the question is about
        if plan.look_up is not None and not hits:
            return self._refused(plan, found, look_up(plan.look_up, self._numbers, plan.scope).explanation)
        if not hits and places is not None:
            hits = tuple(hit for hit in found.hits if hit.unit.unit_id in places.units)
        if not hits and self._is_covered(plan, found):
            hits = found.hits
        if not hits:
            return self._refused(plan, found)
        chosen = choose(plan.question, hits, self._weights, relations_in(self.clause_index, plan.scope))
        chosen = with_items(plan.question, chosen, self._lists, [hit.unit for hit in hits])
        chosen = with_references(plan.question, chosen, self._references, self._weights)
        return self._answered(plan, found, compose(plan.question, chosen, self._weights))

    def _looked_up(self, plan: Plan, wanted: LookUp, found: Found) -> Answer:
        """Give the clauses a question names, and nothing else."""
        outcome = look_up(wanted, self._numbers, plan.scope)
        if outcome.composition is not None:
            return self._answered(plan, found, outcome.composition)
        if outcome.needs_detail:
            return self._without_citations(plan, found, Status.NEEDS_DETAIL, outcome.explanation)
        return self._refused(plan, found, outcome.explanation)

    def _places_of_noun(self, plan: Plan, found: Found) -> Places | None:
        """Find where the regulations hold the one word that a question consists of; None where it is more, or trainers ruled on it."""
        word = "" if plan.look_up or plan.follow_up or found.ruled is not None else bare_noun(plan.question)
        return places_of(word, self._units_in(plan.scope)) if word else None

    def _units_in(self, scope: frozenset[str] | None) -> Iterator[Unit]:
        """List the units in scope, in document order."""
        return (unit for unit in self.clause_index.units if scope is None or unit.regulation_id in scope)

    def _is_covered(self, plan: Plan, found: Found) -> bool:
        """Whether the regulations settle a question, one that hangs on another included; trainers' word goes first."""
        if found.ruled is not None:
            return found.ruled
        if plan.follow_up is None:
            return is_covered(plan.question, found, self._weights)
        alone = replace(plan.question, search_text=plan.follow_up.alone)
        return is_covered(alone, found, self._weights, plan.follow_up.dependence)

    @cached_property
    def _weights(self) -> WordWeights:
        return WordWeights(self.clause_index.units)

    @cached_property
    def _absent(self) -> AbsentDocuments:
        index = self.clause_index
        return AbsentDocuments(index.regulations, index.every_regulation, index.units, index.day)

    @cached_property
    def _citable(self) -> CitableUnits:
        return CitableUnits(self.clause_index.units)

    @cached_property
    def _lists(self) -> Lists:
        return Lists(self.clause_index.units)

    @cached_property
    def _references(self) -> References:
        return References(self.clause_index.units)

    @cached_property
    def _numbers(self) -> ClauseNumbers:
        return ClauseNumbers(self.clause_index.units)

    def _answered(self, plan: Plan, found: Found, composition: Composition) -> Answer:
        """Give what was composed, and say where words of it are damaged."""
        damaged = any(damaged_runs(citation.quote) for citation in composition.citations)
        note = phrases_in(plan.question.language).damaged if damaged else ""
        return Answer(
            plan.question.text,
            Status.ANSWERED,
            f"{composition.text}\n{note}" if note else composition.text,
            composition.points,
            composition.citations,
            retrieved_from(found.hits),
            self.clause_index.version,
            plan.question.language,
            _milliseconds_since(plan.started),
            note=note,
        )

    def _refused(self, plan: Plan, found: Found, reason: str = "") -> Answer:
        """Say that the regulations do not settle the question."""
        named_only = plan.look_up is not None and plan.look_up.alone  # nothing is near a clause that does not exist
        near = [] if named_only else [hit.unit for hit in found.hits]
        text = refuse(
            plan.question.language,
            near,
            whom_to_ask(self._units_in(plan.scope)),
            scoped=plan.scope is not None,
            reason=reason,
        )
        return self._without_citations(plan, found, Status.NOT_COVERED, text)

    def _without_citations(self, plan: Plan, found: Found, status: Status, text: str) -> Answer:
        """Give an answer that rests on no clause."""
        return Answer(
            plan.question.text,
            status,
            unmarked(text),
            (),
            (),
            retrieved_from(found.hits),
            self.clause_index.version,
            plan.question.language,
            _milliseconds_since(plan.started),
        )

    def _failed(self, question: str, sentence: str, started: float) -> Answer:
        """Give one sentence for a question that cannot be used; of a pasted document only the start is repeated."""
        shown, version = strip_invisible(question[:MAX_QUESTION_CHARACTERS]), self.clause_index.version
        language = language_of(sentence)  # labels in the language of what they stand beside
        return Answer(shown, Status.ERROR, sentence, (), (), (), version, language, _milliseconds_since(started))


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
