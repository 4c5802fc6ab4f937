"""Look-ups of clauses by number: what a question names, what that is in the index, and what to say where it is nothing.

Knows nothing of how clauses are searched for by meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer import Language, Turn
from assistant.clause_reference import ClauseNumbers, ClauseReference, complete_reference, is_look_up, read_references
from assistant.composing import Composition, compose_look_up, regulation_name
from assistant.phrases import phrases_in
from assistant.question import Question, strip_invisible
from assistant.retrieving import RETRIEVED
from assistant.scope import named_regulations, without_names
from corpus.numerals import to_chinese
from corpus.regulation import Regulation, Unit
from index.search import Found, Hit

REGULATIONS_SHOWN = 3  # a number that fits more regulations is asked back for


@dataclass(frozen=True, slots=True)
class LookUp:
    """The clauses a question names."""

    references: tuple[ClauseReference, ...]
    regulations: frozenset[str] | None  # the regulations it names, inside the scope; None: it names none
    alone: bool  # nothing else is asked
    language: Language


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a look-up came to."""

    units: tuple[Unit, ...] = ()  # in document order
    composition: Composition | None = None  # the clauses as they stand, where they can be given
    needs_detail: bool = False  # too many regulations have a clause of that number
    explanation: str = ""  # why nothing can be given


def read_look_up(
    question: Question, history: Sequence[Turn], regulations: Sequence[Regulation], scope: frozenset[str] | None
) -> LookUp | None:
    """Find the clauses a question names, by itself or as the next item of the clause spoken of before.

    :param question: The question.
    :param history: The conversation so far, oldest first.
    :param regulations: The regulations of the index.
    :param scope: Ids inside the scope; None: all.
    :return: The look-up, or None where no clause is named.
    """
    references, text = read_references(question.text), question.text
    if not references:
        references, text = _continued(question, history)
    if not references:
        return None
    inside = [each for each in regulations if scope is None or each.regulation_id in scope]
    named = named_regulations(text, inside)
    naming = [each for each in inside if each.regulation_id in named]
    alone = text is not question.text or is_look_up(question.text, references, lambda rest: without_names(rest, naming))
    return LookUp(references, named or None, alone, question.language)


def look_up(wanted: LookUp, numbers: ClauseNumbers, scope: frozenset[str] | None) -> Outcome:
    """Look clauses up.

    :param wanted: What the question names.
    :param numbers: The numbers of the index.
    :param scope: Ids inside the scope; None: all.
    :return: The clauses, or why there is nothing to give.
    """
    where = wanted.regulations or scope
    say = phrases_in(wanted.language)
    by_reference = {reference: numbers.find(reference, where) for reference in wanted.references}
    if where is not None and not any(by_reference.values()):
        by_reference = {reference: numbers.find_by_own_number(reference, where) for reference in wanted.references}
    for reference, units in by_reference.items():
        names = list(dict.fromkeys(regulation_name(unit) for unit in units))
        ids = {unit.regulation_id for unit in units}
        if len(ids) > REGULATIONS_SHOWN:
            explanation = say.which_regulation.format(count=len(ids), label=reference.label, names="、".join(names))
            return Outcome(units, None, True, explanation)
    found = tuple(dict.fromkeys(unit for units in by_reference.values() for unit in units))
    if found:
        return Outcome(found, compose_look_up(found, wanted.language))
    return Outcome(explanation=_why_nothing(wanted, numbers, where))


def focus(ranking: Found, units: Sequence[Unit], *, alone: bool) -> Found:
    """Put the clauses a question names first.

    :param ranking: What a search for the question found.
    :param units: The clauses named, in document order; none leaves the ranking as it is.
    :param alone: Whether nothing else is asked: then the clauses stand in their own order, else in that of the search.
    :return: The final ranking.
    """
    if not units:
        return replace(ranking, hits=ranking.hits[:RETRIEVED])
    scores = {hit.unit.unit_id: hit.score for hit in ranking.hits}
    named = [Hit(unit, 1.0 if alone else (1 + scores.get(unit.unit_id, 0.0)) / 2, "exact") for unit in units]
    named.sort(key=lambda hit: -hit.score)  # stable: clauses not found by the search keep document order
    inside = {unit.unit_id for unit in units}
    rest = [replace(hit, score=hit.score / 2) for hit in ranking.hits if hit.unit.unit_id not in inside]
    return replace(ranking, hits=(*named, *rest)[:RETRIEVED])


def _continued(question: Question, history: Sequence[Turn]) -> tuple[tuple[ClauseReference, ...], str]:
    """Read 那第七项呢 below the clause spoken of before; gives the question that named that clause too."""
    for turn in reversed(history):
        if turn.role != "user":
            continue
        text = strip_invisible(turn.content)
        if earlier := read_references(text):
            reference = complete_reference(question.text, earlier[-1])
            return ((reference,), text) if reference else ((), question.text)
    return (), question.text


def _why_nothing(wanted: LookUp, numbers: ClauseNumbers, where: frozenset[str] | None) -> str:
    """Say which clause does not exist, and where the regulations end that could have had it."""
    say = phrases_in(wanted.language)
    reference = wanted.references[0]
    clause = replace(reference, items=())
    parents = numbers.find(clause, where) if reference.items else ()
    if parents:
        names = dict.fromkeys(regulation_name(unit) for unit in parents)
        item = reference.label.removeprefix(clause.label)
        told = [
            say.no_such_item.format(name=name, clause=clause.label, label=item)
            for name in list(names)[:REGULATIONS_SHOWN]
        ]
        return say.no_such_clause.format(label=reference.label) + "".join(told)
    longest = numbers.longest(where)[:REGULATIONS_SHOWN]
    ends = [say.ends_at.format(name=regulation_name(unit), last=to_chinese(last)) for unit, last in longest]
    return say.no_such_clause.format(label=reference.label) + "".join(ends)
