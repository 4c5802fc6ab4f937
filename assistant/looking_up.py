"""Look-ups of clauses by number: what a question names, what that is in the index, and what to say where it is nothing.

Knows nothing of how clauses are searched for by meaning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer import Language, Turn
from assistant.clause_reference import (
    ClauseNumbers,
    ClauseReference,
    beside_reference,
    complete_reference,
    is_look_up,
    may_read_on,
    read_references,
)
from assistant.composing import Composition, compose_look_up, regulation_name
from assistant.phrases import phrases_in
from assistant.question import Question, clean_for_search, strip_invisible
from assistant.referring import References, with_referred
from assistant.retrieving import RETRIEVED
from assistant.scope import named_alone, named_regulations, without_names
from corpus.label import Family
from corpus.numerals import parse_number, to_chinese
from corpus.regulation import Regulation, Unit
from corpus.script import fold
from index.search import Found, Hit

UNITS_SHOWN = 12  # of a chapter or of a stretch of clauses; more are asked back for
_UNIT_ID = re.compile(r"(?<![A-Za-z0-9-])[a-z][a-z0-9]*(?:-[a-z0-9]+)*#[A-Za-z0-9()/*.-]*[A-Za-z0-9)]")
_ORDINAL = re.compile(
    r"^\W*(?:那|就|查|看|要|我|想|选|是|the\b|\s)*(?:第?\s*(?P<number>[一二两三四五六七八九十\d]{1,3})\s*[个部种]|(?P<word>first|second|third|fourth|fifth|最后|last))"
    r"(?:\s*(?:一?[个部]|规定|的|吧|呢|one|please|\s))*\W*$",
    re.IGNORECASE,
)
_WORDS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "最后": 0, "last": 0}
_OFFERED = re.compile(r"([^、，,？?:：。\s]*《[^》]*》)")
REGULATIONS_SHOWN = 3  # a number that fits more regulations is asked back for


@dataclass(frozen=True, slots=True)
class LookUp:
    """The clauses a question names."""

    references: tuple[ClauseReference, ...]
    regulations: frozenset[str] | None  # the regulations it names, inside the scope; None: it names none
    alone: bool  # nothing else is asked
    language: Language
    unit_ids: tuple[str, ...] = ()  # named by the ids the answers give
    named_in: str = ""  # the question that names them, this one or one before


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
    if unit_ids := tuple(dict.fromkeys(_UNIT_ID.findall(question.text))):
        return LookUp((), None, is_look_up(_UNIT_ID.sub(" ", question.text), ()), question.language, unit_ids)
    inside = [each for each in regulations if scope is None or each.regulation_id in scope]
    references, text = read_references(question.text), question.text
    if not references and (chosen := _chosen(question, history, inside)):
        return replace(chosen, language=question.language)
    if not references:
        references, text = _continued(question, history)
    if not references:
        return None
    named = named_regulations(text, inside)
    naming = [each for each in inside if each.regulation_id in named]
    alone = text is not question.text or is_look_up(question.text, references, lambda rest: without_names(rest, naming))
    return LookUp(references, named or None, alone, question.language, named_in=text)


def look_up(wanted: LookUp, numbers: ClauseNumbers, scope: frozenset[str] | None) -> Outcome:
    """Look clauses up.

    :param wanted: What the question names.
    :param numbers: The numbers of the index.
    :param scope: Ids inside the scope; None: all.
    :return: The clauses, or why there is nothing to give.
    """
    if wanted.unit_ids:
        return _by_ids(wanted, numbers, scope)
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
    is_stretch = len(wanted.references) > 2 or any(each.family is Family.CHAPTER for each in wanted.references)
    if is_stretch and len(found) > UNITS_SHOWN:
        return Outcome(found, None, True, _which_clause(wanted, found))
    if found:
        told = found if is_stretch else _with_referred(found, numbers)
        composition = compose_look_up(told, wanted.language)
        missing = [reference.label for reference, units in by_reference.items() if not units][:REGULATIONS_SHOWN]
        note = "\n" + say.also_missing.format(labels=say.comma.join(missing)) if missing else ""
        return Outcome(found, replace(composition, text=composition.text + note))
    return Outcome(explanation=_why_nothing(wanted, numbers, where))


def _by_ids(wanted: LookUp, numbers: ClauseNumbers, scope: frozenset[str] | None) -> Outcome:
    """Look up the units of ids."""
    found = tuple(dict.fromkeys(unit for each in wanted.unit_ids for unit in numbers.of_id(each, scope)))
    if found:
        return Outcome(found, compose_look_up(_with_referred(found, numbers), wanted.language))
    return Outcome(explanation=phrases_in(wanted.language).no_such_clause.format(label=wanted.unit_ids[0]))


def _with_referred(found: tuple[Unit, ...], numbers: ClauseNumbers) -> tuple[Unit, ...]:
    """Add what clauses refer to; only their regulations are read for it, and those only where they refer to anything."""
    return with_referred(found, References(numbers.of_regulations(frozenset(unit.regulation_id for unit in found))))


def _which_clause(wanted: LookUp, found: Sequence[Unit]) -> str:
    """Ask which clause of a chapter, or of a stretch of clauses, is meant."""
    say = phrases_in(wanted.language)
    by_regulation: dict[str, dict[str, None]] = {}
    for unit in found:
        clause = re.match(r"第[^条]{1,8}条(?:之[一二三四五六七八九十]+)?|[\d.]+|[^（(]+", unit.locator)
        by_regulation.setdefault(regulation_name(unit), {})[clause[0].strip() if clause else unit.locator] = None
    clauses = say.separator.join(name + say.comma.join(labels) for name, labels in by_regulation.items())
    label = say.comma.join(dict.fromkeys((wanted.references[0].label, wanted.references[-1].label)))
    if wanted.references[0].family is Family.ARTICLE:
        label = "—".join((wanted.references[0].label, wanted.references[-1].label))
    return say.which_clause.format(label=label, count=len(found), clauses=clauses)


def _chosen(question: Question, history: Sequence[Turn], regulations: Sequence[Regulation]) -> LookUp | None:
    """Look the clause asked for before up in the regulation now named, or chosen by its place in what was offered."""
    named = named_alone(question.search_text, regulations)
    if not named:
        offered = next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")
        named = _offered(question.text, offered, regulations)
    if not named:
        return None
    for turn in reversed(history):
        text = strip_invisible(turn.content)
        if turn.role != "user" or _ORDINAL.match(text) or named_alone(clean_for_search(text), regulations):
            continue
        references = read_references(text)
        if references and is_look_up(text, references, lambda rest: without_names(rest, regulations)):
            return LookUp(references, named, True, question.language)
        return None
    return None


def _offered(text: str, offered: str, regulations: Sequence[Regulation]) -> frozenset[str]:
    """Find the regulation that 第二个 means in a list of names."""
    match = _ORDINAL.match(text)
    names = _OFFERED.findall(offered)
    if match is None or len(names) < 2:
        return frozenset()
    place = parse_number(match["number"]) if match["number"] else _WORDS[match["word"].lower()]
    if place > len(names):
        return frozenset()
    wanted = fold(names[place - 1])
    return frozenset(
        each.regulation_id
        for each in regulations
        if wanted in (fold(f"《{each.title}》"), fold(f"{each.issuer}《{each.title}》"))
    )


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
    if not may_read_on(question.text):  # reading a long conversation for nothing takes longer than all the rest of this
        return (), question.text
    named = ""
    earlier: ClauseReference | None = None
    just_spoken_of = False  # 下一项 is counted from the question right before it
    for turn in history:
        if turn.role != "user":
            continue
        text = strip_invisible(turn.content)
        if references := read_references(text):
            named, earlier, just_spoken_of = text, references[-1], True
        elif earlier:
            reference = _read_on(text, earlier, just_spoken_of=just_spoken_of)
            earlier, just_spoken_of = reference or earlier, reference is not None
    reference = _read_on(question.text, earlier, just_spoken_of=just_spoken_of) if earlier else None
    return ((reference,), named) if reference else ((), question.text)


def _read_on(text: str, earlier: ClauseReference, *, just_spoken_of: bool) -> ClauseReference | None:
    """Read a question that names only an item of an earlier clause, or what stands beside it."""
    return complete_reference(text, earlier) or (beside_reference(text, earlier) if just_spoken_of else None)


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
