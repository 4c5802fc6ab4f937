"""The panel beside the conversation, over the index of now: a cited clause, a near one, one that wording breaks, or all regulations.

Looks each clause up anew, so that nothing of an older version is shown as in force.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.answer import Answer, Status
from assistant.live import PerIndex
from assistant.namesakes import distinct_titles
from assistant.web.chat.card import Titles
from assistant.web.chat.source_panel import Highlight, Place, dates_of, draw_contents, draw_source, draw_withdrawn

if TYPE_CHECKING:
    from assistant.answering import Assistant


class Panel:
    """Draws the panel; holds nothing of a person."""

    def __init__(self, assistant: Assistant) -> None:
        """Draw from an assistant's index.

        :param assistant: Whose index; a ``LiveAssistant`` or one that never changes.
        """
        self._assistant = assistant
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
        try:
            unit, neighbours = index.unit(cited.unit_id), index.neighbours(cited.unit_id)
        except KeyError:
            return draw_withdrawn(cited, titles, place)
        dates = dates_of(unit, index.regulations, index.version)
        if unit.unit_text != cited.unit_text:
            return draw_source(unit, neighbours, titles, place=place, dates=dates, changed=True)
        highlight = Highlight(citation.start, citation.end, citation.in_heading)
        return draw_source(unit, neighbours, titles, highlight, place, dates=dates)

    def near(self, answer: Answer, turn: int, rank: int) -> str:
        """Draw a clause that is merely near a question, with nothing marked.

        :param answer: The answer, which says what is near.
        :param turn: The place of its turn in the conversation.
        :param rank: Of the clause; there may be none.
        :return: HTML.
        """
        near, index = next((one for one in answer.retrieved if one.rank == rank), None), self._assistant.clause_index
        try:
            unit = index.unit(near.unit_id if near else "")
        except KeyError:
            return draw_withdrawn()
        place, dates = Place(turn, 0, 0, near=rank), dates_of(unit, index.regulations, index.version)
        return draw_source(unit, index.neighbours(unit.unit_id), self._titles_of.of(index), place=place, dates=dates)

    def clause(self, unit_id: str, quote: str) -> str:
        """Draw a clause that wording breaks, what it forbids marked where it stands there.

        :param unit_id: The clause; there may be none.
        :param quote: What to mark in it; nothing where it does not stand there.
        :return: HTML.
        """
        index = self._assistant.clause_index
        try:
            unit = index.unit(unit_id)
        except KeyError:
            return draw_withdrawn()
        in_heading = quote in unit.heading and quote not in unit.text
        start = (unit.heading if in_heading else unit.text).find(quote)
        highlight = Highlight(start, start + len(quote), in_heading) if quote and start >= 0 else None
        dates = dates_of(unit, index.regulations, index.version)
        return draw_source(unit, index.neighbours(unit.unit_id), self._titles_of.of(index), highlight, dates=dates)
