"""The panel beside the conversation, over the index of now: a cited clause, a near one, one that wording breaks, or all regulations.

Looks each clause up anew, so that nothing of an older version is shown as in force.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answer import Answer, Status
from assistant.live import PerIndex
from assistant.namesakes import distinct_titles
from assistant.web.chat.card import Titles
from assistant.web.chat.source_panel import Highlight, Place, dates_of, draw_contents, draw_source, draw_withdrawn
from index.fates import Fate, digest_of, fate_of, fates

if TYPE_CHECKING:
    from assistant.answering import Assistant
    from corpus.regulation import Unit


class Panel:
    """Draws the panel; holds nothing of a person."""

    def __init__(self, assistant: Assistant, home: Path) -> None:
        """Draw from an assistant's index.

        :param assistant: Whose index; a ``LiveAssistant`` or one that never changes.
        :param home: The state folder, where the versions that answered are kept.
        """
        self._assistant = assistant
        self._home = home
        self._titles_of = PerIndex(assistant, lambda index: distinct_titles(index.regulations))
        self._contents_of = PerIndex(assistant, lambda index: draw_contents(index.regulations, index.units))

    def titles(self) -> Titles:
        """Give the names of regulations as an agent reads them."""
        return self._titles_of()

    def contents(self) -> str:
        """Draw the list of regulations that answers come from."""
        return self._contents_of()

    def beside(self, answer: Answer, turn: int) -> str:
        """Draw what stands beside an answer that has just come: its first citation, or the list of regulations."""
        cited = answer.status is Status.ANSWERED and bool(answer.citations)
        return self.citation(answer, turn, 1) if cited else self.contents()

    def citation(self, answer: Answer, turn: int, number: int) -> str:
        """Draw the clause of a citation among its neighbours, its quote marked.

        :param answer: The answer.
        :param turn: The place of its turn in the conversation.
        :param number: Of the citation; the answer may have none of it.
        :return: HTML; where the clause is there no more, or is worded differently now, it says so.
        """
        citation = next((one for one in answer.citations if one.number == number), None)
        if citation is None:
            return draw_withdrawn()
        index, cited = self._assistant.clause_index, citation.unit
        place, titles = Place(turn, number, len(answer.citations)), self._titles_of.of(index)
        became = fate_of(self._home, answer.index_version, cited, index)
        unit = became.now
        if unit is None:
            return draw_withdrawn(cited, titles, place)
        neighbours, dates = index.neighbours(unit.unit_id), dates_of(unit, index.regulations, index.version)
        if became.fate is Fate.CHANGED:
            return draw_source(unit, neighbours, titles, place=place, dates=dates, changed=True)
        was = cited.locator if unit.locator != cited.locator else ""
        highlight = _find(citation.quote, unit) if unit.unit_text != cited.unit_text else None
        highlight = highlight or Highlight(citation.start, citation.end, citation.in_heading)
        return draw_source(unit, neighbours, titles, highlight, place, dates=dates, was=was)

    def near(self, answer: Answer, turn: int, rank: int) -> str:
        """Draw a clause that is merely near a question, with nothing marked.

        :param answer: The answer, which says what is near.
        :param turn: The place of its turn in the conversation.
        :param rank: Of the clause; there may be none.
        :return: HTML.
        """
        near, index = next((one for one in answer.retrieved if one.rank == rank), None), self._assistant.clause_index
        cited = {near.unit_id: digest_of(near.unit_text)} if near else {}
        became = list(fates(self._home, answer.index_version, cited, index).values())
        unit = became[0].now if became else None
        if unit is None:
            return draw_withdrawn()
        place, dates = Place(turn, 0, 0, near=rank), dates_of(unit, index.regulations, index.version)
        return draw_source(unit, index.neighbours(unit.unit_id), self._titles_of.of(index), place=place, dates=dates)

    def clause(self, unit_id: str, quote: str) -> str:
        """Draw a clause that wording breaks, what it forbids marked where it stands there.

        :param unit_id: The clause; there may be none.
        :param quote: What to mark in it; where it stands there no more, another clause of its regulation that has it is shown.
        :return: HTML.
        """
        index = self._assistant.clause_index
        there = [unit for unit in index.units if unit.regulation_id == unit_id.partition("#")[0]]
        there.sort(
            key=lambda unit: unit.unit_id != unit_id
        )  # the clause itself first, then where its words may stand now
        found = next(((unit, _find(quote, unit)) for unit in there if _find(quote, unit)), None)
        if quote and not found or not there or (not quote and there[0].unit_id != unit_id):
            return draw_withdrawn()
        unit, highlight = found or (there[0], None)
        dates = dates_of(unit, index.regulations, index.version)
        return draw_source(unit, index.neighbours(unit.unit_id), self._titles_of.of(index), highlight, dates=dates)


def _find(quote: str, unit: Unit) -> Highlight | None:
    """Find a quote in a unit; None where it does not stand there, or there is none."""
    in_heading = quote in unit.heading and quote not in unit.text
    start = (unit.heading if in_heading else unit.text).find(quote)
    return Highlight(start, start + len(quote), in_heading) if quote and start >= 0 else None
