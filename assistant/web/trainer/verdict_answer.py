"""A logged answer as the agent saw it, and the units it cites among their neighbours. Draws; judges nothing.

The log keeps an answer's words and which units it cites. Asked again, the assistant of now mostly says the same; then the very same
card is drawn. Where it says something else, the logged words are drawn as they stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from assistant.answer import Answer, Language, Retrieved, Status
from assistant.citing import Citation, Relation
from assistant.masking import mask
from assistant.state.answer_log import LoggedAnswer
from assistant.web.chat.card import NEAR_SHOWN, draw_turn
from assistant.web.trainer.desk import TrainerDesk
from corpus.regulation import Unit

AROUND = 2  # neighbours before and after a cited unit
RELATION_LABELS = {"also": "其他单位", "differs": "规定不一致", "near": "较接近"}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit among its neighbours; of the cited one the quoted stretch is told apart."""

    label: str
    heading: str
    before: str
    quoted: str
    after: str
    cited: bool


@dataclass(frozen=True, slots=True)
class ShownUnit:
    """A cited or near unit beside the answer."""

    number: int
    unit_id: str
    title: str
    locator: str
    relation: str  # in words; empty for what leads
    path: tuple[str, ...]
    rows: tuple[UnitRow, ...]  # none: no longer in force


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """All that stands on the page of one answer."""

    card: str  # HTML, everything in it escaped
    as_then: bool  # the very card; else the logged words without their parts
    cited: tuple[ShownUnit, ...]  # to be judged
    near: tuple[ShownUnit, ...]  # of a refusal: only to be looked at


def show_answer(desk: TrainerDesk, logged: LoggedAnswer) -> ShownAnswer:
    """Prepare a logged answer for its page.

    :param desk: Whose index and assistant.
    :param logged: The answer.
    :return: Its card and the units beside it.
    """
    again = _asked_again(desk, logged)
    answer = again or _from_log(desk, logged)
    quotes = {each.unit.unit_id: each for each in answer.citations} if again else {}
    cited = [
        _shown(desk, number, unit_id, RELATION_LABELS.get(relation, ""), quotes.get(unit_id))
        for number, (unit_id, relation) in enumerate(logged.cited, 1)
    ]
    near: list[ShownUnit] = []
    if logged.status == Status.NOT_COVERED.value:
        near = [
            _shown(desk, number, unit_id, RELATION_LABELS["near"], None)
            for number, (unit_id, _) in enumerate(logged.retrieved[:NEAR_SHOWN], 1)
        ]
    # The question stands above the card already.
    card = draw_turn(
        replace(answer, question="", index_version=logged.index_version, latency_ms=logged.latency_ms),
        1,
        desk.titles(),
    )
    return ShownAnswer(card, again is not None, tuple(cited), tuple(near))


def _asked_again(desk: TrainerDesk, logged: LoggedAnswer) -> Answer | None:
    """Ask the question again; None where the assistant of now says something else."""
    answer = desk.assistant.answer(logged.question, logged.history, logged.scope)
    cited = tuple((each.unit.unit_id, str(each.relation)) for each in answer.citations)
    same = answer.status.value == logged.status and cited == logged.cited and mask(answer.text) == logged.text
    return answer if same else None


def _from_log(desk: TrainerDesk, logged: LoggedAnswer) -> Answer:
    """Make an answer of what the log keeps: its words and the units it cites, without its parts."""
    citations = []
    for number, (unit_id, relation) in enumerate(logged.cited, 1):
        if unit := desk.find_unit(unit_id):
            in_heading = not unit.text
            quote = unit.heading if in_heading else unit.text
            citations.append(Citation(number, cast("Relation", relation), unit, quote, 0, len(quote), in_heading))
    return Answer(
        logged.question,
        Status(logged.status),
        logged.text,
        (),
        tuple(citations),
        tuple(_retrieved(desk, logged)),
        logged.index_version,
        cast("Language", logged.language),
        logged.latency_ms,
    )


def _retrieved(desk: TrainerDesk, logged: LoggedAnswer) -> Sequence[Retrieved]:
    """Give what the search found, as far as it is still in force."""
    found = ((score, desk.find_unit(unit_id)) for unit_id, score in logged.retrieved)
    return [
        Retrieved(rank, score, unit.unit_id, unit.regulation, unit.locator, unit.unit_text)
        for rank, (score, unit) in enumerate(found, 1)
        if unit is not None
    ]


def _shown(desk: TrainerDesk, number: int, unit_id: str, relation: str, citation: Citation | None) -> ShownUnit:
    """Prepare one unit."""
    unit = desk.find_unit(unit_id)
    if unit is None:
        return ShownUnit(number, unit_id, desk.title(unit_id), "", relation, (), ())
    rows = tuple(_row(each, unit, citation) for each in desk.index.neighbours(unit_id, AROUND, AROUND))
    return ShownUnit(number, unit_id, desk.title(unit_id), unit.locator, relation, unit.path[:-1], rows)


def _row(unit: Unit, cited: Unit, citation: Citation | None) -> UnitRow:
    """Prepare one unit of the neighbourhood."""
    label = unit.path[-1] if unit.path else unit.locator
    label = label.removesuffix(unit.heading).rstrip() or label
    if unit.unit_id != cited.unit_id:
        return UnitRow(label, unit.heading, unit.text, "", "", cited=False)
    if citation is None or citation.in_heading:
        return UnitRow(label, unit.heading, unit.text, "", "", cited=True)
    start, end = citation.start, citation.end
    return UnitRow(label, unit.heading, unit.text[:start], unit.text[start:end], unit.text[end:], cited=True)
