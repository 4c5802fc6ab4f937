"""A logged answer as the agent saw it, and the units it cites among their neighbours. Draws; judges nothing.

The log keeps an answer's words, its card and which units it cites. Of answers logged before cards were kept the words are drawn alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.answer import Status
from assistant.citing import Citation
from assistant.state.answer_log import LoggedAnswer
from assistant.web.chat.card import NEAR_SHOWN, draw_turn
from assistant.web.chat.history import History
from assistant.web.trainer.desk import TrainerDesk
from corpus.regulation import Unit

AROUND = 2  # neighbours before and after a cited unit
RELATION_LABELS = {"also": "其他单位", "differs": "规定不一致", "near": "较接近"}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit among its neighbours; of the cited one the quoted stretch is told apart."""

    under: tuple[str, ...]  # the headings it stands under, where the row before stands under others
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
    rows: tuple[UnitRow, ...]  # none: no longer in force


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """All that stands on the page of one answer."""

    card: str  # HTML, everything in it escaped
    cited: tuple[ShownUnit, ...]  # to be judged
    near: tuple[ShownUnit, ...]  # of a refusal: only to be looked at


def show_answer(desk: TrainerDesk, logged: LoggedAnswer) -> ShownAnswer:
    """Prepare a logged answer for its page.

    :param desk: Whose index and assistant.
    :param logged: The answer.
    :return: Its card and the units beside it.
    """
    answer = History(desk.database, desk.home).as_shown(logged, desk.index)
    quotes = {each.unit.unit_id: each for each in answer.citations} if logged.card else {}
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
    return ShownAnswer(card, tuple(cited), tuple(near))


def _shown(desk: TrainerDesk, number: int, unit_id: str, relation: str, citation: Citation | None) -> ShownUnit:
    """Prepare one unit."""
    unit = desk.find_unit(unit_id)
    if unit is None:
        return ShownUnit(number, unit_id, desk.title(unit_id), "", relation, ())
    around = desk.index.neighbours(unit_id, AROUND, AROUND)
    above = (None, *(each.path[:-1] for each in around))
    rows = tuple(
        _row(each, unit, citation, each.path[:-1] if each.path[:-1] != before else ())
        for each, before in zip(around, above, strict=False)
    )
    return ShownUnit(number, unit_id, desk.title(unit_id), unit.locator, relation, rows)


def _row(unit: Unit, cited: Unit, citation: Citation | None, under: tuple[str, ...]) -> UnitRow:
    """Prepare one unit of the neighbourhood."""
    label = unit.path[-1] if unit.path else unit.locator
    label = label.removesuffix(unit.heading).rstrip() or label
    if unit.unit_id != cited.unit_id:
        return UnitRow(under, label, unit.heading, unit.text, "", "", cited=False)
    start = unit.text.find(citation.quote) if citation and not citation.in_heading else -1
    if citation is None or start < 0:  # also where the unit has other words now
        return UnitRow(under, label, unit.heading, unit.text, "", "", cited=True)
    end = start + len(citation.quote)
    return UnitRow(under, label, unit.heading, unit.text[:start], unit.text[start:end], unit.text[end:], cited=True)
