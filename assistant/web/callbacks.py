"""What happens when a person asks, clicks or begins anew: ask the assistant, draw what comes back, decide nothing.

Knows of Gradio only the event that carries what the page sent, which may be anything at all.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

import gradio as gr

from assistant.answer import Answer, Status
from assistant.namesakes import distinct_titles
from assistant.web.api import FAILED
from assistant.web.conversation import Conversation, draw_conversation
from assistant.web.source_panel import Highlight, Place, draw_contents, draw_source, draw_withdrawn

if TYPE_CHECKING:
    from assistant.answering import Assistant

_log = logging.getLogger(__name__)


class Drawn(NamedTuple):
    """All that changes on the page, in the order of its components."""

    conversation: Conversation
    turns: str
    source: str
    question: str = ""  # the box is empty again


class Callbacks:
    """The callbacks of one page. Holds nothing of a person: that comes in and goes out as a conversation."""

    def __init__(self, assistant: Assistant) -> None:
        """Draw for an assistant.

        :param assistant: Answers the questions; its index shows the cited clauses.
        """
        self._assistant = assistant
        self._index = assistant.clause_index
        self._titles = distinct_titles(self._index.regulations)
        self._contents = draw_contents(self._index.regulations, self._index.units)

    def start(self) -> Drawn:
        """Begin a new conversation."""
        return self._draw(Conversation(), self._contents)

    def ask(self, question: str, conversation: Conversation) -> Drawn:
        """Answer a question; its first citation is shown beside the answer."""
        answer = self._answer(question, conversation)
        continued = conversation.with_answer(answer, len(question))
        cited = answer.status is Status.ANSWERED and bool(answer.citations)
        source = self._draw_citation(answer, continued.last_turn, 1) if cited else self._contents
        return self._draw(continued, source)

    def ask_example(self, conversation: Conversation, event: gr.EventData) -> Drawn:
        """Answer an example question that was clicked."""
        return self.ask(str(_sent(event, "question")), conversation)

    def show_source(self, conversation: Conversation, event: gr.EventData) -> str:
        """Show the clause of a citation, or one that is merely near."""
        turn, citation, near = (_number(event, name) for name in ("turn", "citation", "near"))
        answer = conversation.answer_of(turn)
        if answer is None:
            return self._contents
        return self._draw_near(answer, near) if near else self._draw_citation(answer, turn, citation)

    def _draw(self, conversation: Conversation, source: str) -> Drawn:
        return Drawn(conversation, draw_conversation(conversation, self._titles), source)

    def _answer(self, question: str, conversation: Conversation) -> Answer:
        """Ask the assistant; whatever goes wrong, the page gets an answer to draw."""
        try:
            return self._assistant.answer(question, conversation.history)
        except Exception:  # a bug must not leave the page waiting; its traceback is in the log
            _log.exception("a question of %d characters could not be answered", len(question))
            return Answer(question, Status.ERROR, FAILED, (), (), (), self._index.version, "zh", 0.0)

    def _draw_citation(self, answer: Answer, turn: int, number: int) -> str:
        """Draw the clause of a citation among its neighbours, its quote marked."""
        citation = next((one for one in answer.citations if one.number == number), None)
        if citation is None:
            return draw_withdrawn()
        try:
            neighbours = self._index.neighbours(citation.unit.unit_id)
        except KeyError:
            return draw_withdrawn()
        highlight = Highlight(citation.start, citation.end, citation.in_heading)
        place = Place(turn, number, len(answer.citations))
        return draw_source(citation.unit, neighbours, self._titles, highlight, place)

    def _draw_near(self, answer: Answer, rank: int) -> str:
        """Draw a clause that is merely near, with nothing marked."""
        near = next((one for one in answer.retrieved if one.rank == rank), None)
        try:
            unit = self._index.unit(near.unit_id if near else "")
        except KeyError:
            return draw_withdrawn()
        return draw_source(unit, self._index.neighbours(unit.unit_id), self._titles)


def _sent(event: gr.EventData, name: str) -> object:
    """Read a value the page sent with an event."""
    sent = event._data
    return sent.get(name, "") if isinstance(sent, dict) else ""


def _number(event: gr.EventData, name: str) -> int:
    """Read a number the page sent with an event, 0 for anything else."""
    value = _sent(event, name)
    return value if isinstance(value, int) else 0
