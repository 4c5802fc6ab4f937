"""Composes an answer from the regulations' own words: which passages, in which order, in which frame.

Every point is a stretch of its unit. Knows nothing of search.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer import Language, Point, PointKind
from assistant.choosing import Chosen, asks_for_list, shown
from assistant.citing import Citation, Relation, cite
from assistant.phrases import Phrases, phrases_in
from assistant.picking import case_of, first_told, is_for_another_case, joined, lead_in_of, names_case, pick
from assistant.question import Question
from assistant.sentences import Passage, list_kind, passages
from assistant.speech_acts import asks_more_than_words, demands, forbids, is_condition
from assistant.visible_text import unmarked
from assistant.words import TELLING, WordWeights, question_words
from corpus.regulation import Unit
from corpus.script import to_simplified

PASSAGES_OF_LONG_UNIT = 5
PASSAGES_OF_OTHERS = 3
SHOWN_HEADING = 40  # characters of a heading shown behind an item that needs it
_OPENING = 10  # characters of a list item in which 严禁 would stand

_RELATIONS: tuple[Relation, ...] = ("leads", "differs", "also")
_ORDER = (PointKind.SAY, PointKind.NEVER, PointKind.DEADLINE, PointKind.STEP, PointKind.RULE)


@dataclass(frozen=True, slots=True)
class Composition:
    """The words of an answer."""

    text: str
    points: tuple[Point, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """What one citation contributes."""

    citation: Citation
    passages: tuple[Passage, ...]  # in the order of the unit


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands around the regulations' words."""

    question: Question
    weights: WordWeights
    say: Phrases
    order: tuple[PointKind, ...]  # what was asked for first


def compose(question: Question, chosen: Sequence[Chosen], weights: WordWeights) -> Composition:
    """Compose the answer to a question from the units it rests on.

    The first line alone settles the common case; then what else the leading clauses say, their sources, and other organisations' rules.

    :param question: The question.
    :param chosen: The units, in the order of use; not empty.
    :param weights: How telling words are.
    :return: Text with markers, points in the order an agent needs them, citations.
    """
    blocks = [_block(question, each, number, weights) for number, each in enumerate(chosen, 1)]
    leading = [block for block in blocks if block.citation.relation == "leads"]
    frame = _Frame(question, weights, phrases_in(question.language), _order_for(question, leading[0], weights))
    lines = [_first_line(leading[0], frame)]
    for block in leading:
        lines += _other_lines(block, frame, first=block is leading[0])
    lines = _merge_repeated(lines)
    lines += [_left_out(each, frame.say) for each in chosen if each.left_out]
    lines += [_named_line(block, frame, frame.say.differs) for block in blocks if block.citation.relation == "differs"]
    lines.append(frame.say.sources.format(sources=_sources([block.citation for block in leading], frame.say)))
    others = [block for block in blocks if block.citation.relation == "also"]
    if others:
        lines.append(frame.say.others)
        lines += [_named_line(block, frame, frame.say.other) for block in others]
    points = [(_RELATIONS.index(block.citation.relation), point) for block in blocks for point in _points(block)]
    points.sort(key=lambda pair: (pair[0], frame.order.index(pair[1].kind), pair[1].citation))
    return Composition("\n".join(lines), tuple(point for _, point in points), tuple(block.citation for block in blocks))


def compose_look_up(units: Sequence[Unit], language: Language) -> Composition:
    """Compose the answer to a look-up: each clause as it stands.

    :param units: The clauses, in document order; not empty.
    :param language: Of the question.
    :return: One line a clause, every passage a point.
    """
    say = phrases_in(language)
    first = units[0].regulation_id
    citations = tuple(
        _whole(unit, number, "leads" if unit.regulation_id == first else "also") for number, unit in enumerate(units, 1)
    )
    lines: list[str] = []
    for citation in citations:
        unit = citation.unit
        known = any(unit.regulation_id == earlier.unit.regulation_id for earlier in citations[: citation.number - 1])
        name = "" if known else regulation_name(unit)  # named at the first of its clauses
        words = say.look_up.format(name=name, locator=unit.locator, text=unit.unit_text)
        lines.append(_marked(words, citation))
    points = [point for citation in citations for point in _points(_Block(citation, passages(citation.unit)))]
    if len(units) == 1:
        points.sort(key=lambda point: _ORDER.index(point.kind))
    return Composition("\n".join(lines), tuple(points), citations)


def regulation_name(unit: Unit) -> str:
    """Name a unit's regulation as an agent reads it: with the issuer where the title does not say it already."""
    if not unit.issuer or unit.issuer in unit.regulation:
        return f"《{unit.regulation}》"
    return f"{unit.issuer}《{unit.regulation}》"


def _order_for(question: Question, lead: _Block, weights: WordWeights) -> tuple[PointKind, ...]:
    """Put what was asked for first.

    Where the first line forbids, and no wording is for the case asked about, the prohibition stands above the wording; where all
    wording is for another case, the rule for this one does.
    """
    if question.asks_for is not None:
        return (question.asks_for, *(kind for kind in _ORDER if kind is not question.asks_for))
    unit = lead.citation.unit
    wording = [passage for passage in lead.passages if passage.kind is PointKind.SAY]
    first = first_told(lead.passages, unit, question, weights)
    if first[0].kind is PointKind.NEVER and not any(names_case(question, passage, unit) for passage in wording):
        return (PointKind.NEVER, *(kind for kind in _ORDER if kind is not PointKind.NEVER))
    if wording and all(is_for_another_case(each, lead.passages, unit, question, weights) for each in wording):
        return (*(kind for kind in _ORDER if kind is not PointKind.SAY), PointKind.SAY)
    return _ORDER


def _block(question: Question, chosen: Chosen, number: int, weights: WordWeights) -> _Block:
    """Pick the passages of a unit that answer, and cite the stretch they stand in."""
    limit = chosen.passages_at_most or (PASSAGES_OF_LONG_UNIT if chosen.relation == "leads" else PASSAGES_OF_OTHERS)
    picked = pick(question, chosen.unit, weights, limit, deadlines_only=chosen.relation != "leads")
    picked = shown(picked, chosen)
    if chosen.relation != "leads":
        picked = tuple(dict.fromkeys(_as_rule(passage, chosen.unit) for passage in picked))
    starts = [_start_with_lead_in(passage, chosen.unit) for passage in picked]
    in_heading = picked[0].in_heading
    end = max(passage.end for passage in picked)
    text = chosen.unit.heading if in_heading else chosen.unit.text
    closing = 1 if text[end : end + 1] in '”"」』' and text[end : end + 1] else 0
    return _Block(cite(chosen.unit, number, chosen.relation, min(starts), end + closing, in_heading=in_heading), picked)


def _as_rule(passage: Passage, unit: Unit) -> Passage:
    """Make another organisation's wording part of its rule: its greeting is not the agent's to say."""
    if passage.kind is not PointKind.SAY or passage.in_heading:
        return passage
    start = _start_with_lead_in(passage, unit)
    end = passage.end + (1 if unit.text[passage.end : passage.end + 1] in ("”", '"', "」", "』") else 0)
    return replace(passage, kind=PointKind.RULE, text=unit.text[start:end], start=start, end=end, lead_in="")


def _start_with_lead_in(passage: Passage, unit: Unit) -> int:
    """Find where a passage starts with the words that say when it is for."""
    place = unit.text.rfind(passage.lead_in, 0, passage.start) if passage.lead_in else -1
    if place >= 0:
        return place
    opening = passage.kind is PointKind.SAY and unit.text[passage.start - 1 : passage.start] in ("“", '"', "「", "『")
    return passage.start - 1 if opening and passage.start else passage.start


def _whole(unit: Unit, number: int, relation: Relation) -> Citation:
    """Cite all of a unit."""
    in_heading = not unit.text.strip()
    return cite(unit, number, relation, 0, len(unit.heading if in_heading else unit.text), in_heading=in_heading)


def _points(block: _Block) -> list[Point]:
    """Make the points of a block."""
    return [
        Point(
            passage.kind,
            passage.text,
            block.citation.number,
            lead_in_of(passage, block.citation.unit) or passage.column,
        )
        for passage in sorted(block.passages, key=_is_for_a_case)
    ]


def _is_for_a_case(passage: Passage) -> bool:
    """Whether wording is only for a case of its own, as 当客户继续讲方言: it comes after the wording for every case."""
    return passage.kind is PointKind.SAY and any(
        is_condition(part.strip()) for part in re.split(r"[,，]", to_simplified(passage.lead_in))
    )


def _first_line(block: _Block, frame: _Frame) -> str:
    """Word what settles the common case: what was asked for first, and what must never be done."""
    unit = block.citation.unit
    first = joined(first_told(block.passages, unit, frame.question, frame.weights), unit, frame.question)
    worded = [_worded(passage, unit, frame, short=True) for passage in first]
    return _marked(frame.say.separator.join(worded) + _heading_for(first, unit, frame), block.citation)


def _other_lines(block: _Block, frame: _Frame, *, first: bool) -> list[str]:
    """Word the rest of a block in the order of the unit, one passage a line."""
    unit = block.citation.unit
    done = first_told(block.passages, unit, frame.question, frame.weights) if first else []
    rest = [passage for passage in block.passages if passage not in done]
    if not rest:
        return []
    told = joined(rest, unit, frame.question)
    worded = [_worded(passage, unit, frame, short=not first) for passage in told]
    if not first:
        worded[-1] += _heading_for(told[-1:], unit, frame)
    return [_marked(words, block.citation) for words in worded]


def _left_out(last: Chosen, say: Phrases) -> str:
    """Say how many items of a list are not shown, and where they stand."""
    heading = last.unit.path[-2] if len(last.unit.path) > 1 else ""
    name = regulation_name(last.unit)
    return unmarked(say.left_out.format(count=last.left_out, name=name, heading=_shown_heading(heading)))


def _merge_repeated(lines: Sequence[str]) -> list[str]:
    """Say once what several clauses say in the same words, with their markers; markers first appear in the order of their numbers."""
    markers: dict[str, list[int]] = {}
    first_use: dict[int, int] = {}  # number of a citation -> place of its line
    for line in lines:
        words, _, marker = line.rpartition("[")
        number = int(marker.rstrip("]"))
        place = list(markers).index(words) if words in markers else len(markers)
        if words in markers and first_use.get(number - 1, 0) > place:
            continue  # its clause is named with the sources
        if number not in markers.setdefault(words, []):
            markers[words].append(number)
        first_use[number] = min(place, first_use.get(number, place))
    return [words + "".join(f"[{number}]" for number in numbers) for words, numbers in markers.items()]


def _worded(passage: Passage, unit: Unit, frame: _Frame, *, short: bool = False) -> str:
    """Put a passage in its frame."""
    words = passage.text.replace("\n", " ")
    if passage.kind is PointKind.SAY:
        lead_in = lead_in_of(passage, unit).replace("\n", " ")
        if lead_in and not (short and _may_stand_bare(passage, unit, frame.question)):
            return frame.say.say_when.format(lead_in=lead_in, wording=words)
        return frame.say.say.format(wording=words)
    if passage.column:
        return frame.say.cell.format(head=passage.column, text=words)
    if passage.kind is PointKind.NEVER and (
        frame.question.language == "en" or not _says_it_is_forbidden(passage, unit)
    ):  # who asks in English may not read 严禁
        words = frame.say.never.format(text=words)
    return words


def _may_stand_bare(passage: Passage, unit: Unit, question: Question) -> bool:
    """Whether wording may be told without what stands before it: the question names its case, and nothing else is to be done."""
    if not passage.lead_in and case_of(passage, unit):
        return False  # only its heading says when
    if asks_for_list(question):  # 欢迎语, 送别语: a list of wordings is no use without them
        return not passage.lead_in
    asked = question.asks_for is PointKind.SAY
    only_says = asked or not asks_more_than_words(to_simplified(passage.lead_in))
    return only_says and names_case(question, passage, unit)


def _says_it_is_forbidden(passage: Passage, unit: Unit) -> bool:
    """Whether a prohibition reads as one; an item of 服务禁忌 only names what is forbidden."""
    words = to_simplified(passage.text)
    return forbids(re.split("[:：]", words[:_OPENING])[0] if list_kind(unit) is PointKind.NEVER else words)


def _heading_for(told: Sequence[Passage], unit: Unit, frame: _Frame) -> str:
    """Name the heading that a line needs behind it; wording and the cells of a table stand for themselves."""
    last = told[-1]
    return "" if last.kind is PointKind.SAY or last.column else _heading(unit, frame)


def _heading(unit: Unit, frame: _Frame) -> str:
    """Name the heading that holds what the question is about, where the unit itself does not; above a mere item of a list the next one."""
    own, regulations = question_words(frame.question.search_text)
    words = [word for word in (*own, *regulations) if len(word) > 1 and frame.weights.weight(word) >= TELLING]
    for label in reversed(unit.context):
        title = to_simplified(label)
        if any(word in title and word not in to_simplified(unit.unit_text) for word in words):
            return frame.say.under.format(heading=_shown_heading(label))
    if unit.context and _is_mere_item(unit):
        return frame.say.under.format(heading=_shown_heading(unit.context[-1]))
    return ""


def _shown_heading(label: str) -> str:
    """Shorten a heading to what fits behind a line."""
    return label[:SHOWN_HEADING].rstrip(" :：?？")


def _is_mere_item(unit: Unit) -> bool:
    """Whether a unit names something and asks for nothing, as 至今所签合同额不大,但为潜在大客户: only its heading says what of."""
    found = passages(unit)
    words = to_simplified(unit.unit_text)
    asks = demands(re.sub("[但则就才并]", "", words))
    return len(words) <= SHOWN_HEADING and not asks and all(passage.kind is PointKind.RULE for passage in found)


def _named_line(block: _Block, frame: _Frame, pattern: str) -> str:
    """Word a rule that is named as somebody's: another organisation's, or one that disagrees."""
    unit = block.citation.unit
    told = joined(block.passages, unit, frame.question)
    worded = frame.say.separator.join(_worded(passage, unit, frame) for passage in told)
    text = worded + _heading(unit, frame)
    return _marked(pattern.format(name=regulation_name(unit), locator=unit.locator, text=text), block.citation)


def _sources(citations: Sequence[Citation], say: Phrases) -> str:
    """Name where the leading clauses stand, each regulation once."""
    by_regulation: dict[str, list[str]] = {}
    for citation in citations:
        name = unmarked(regulation_name(citation.unit))
        by_regulation.setdefault(name, []).append(_marked(citation.unit.locator, citation))
    return say.separator.join(name + say.comma.join(located) for name, located in by_regulation.items())


def _marked(words: str, citation: Citation) -> str:
    """Put the marker of a citation behind words that hold none of their own."""
    return f"{unmarked(words)}[{citation.number}]"
