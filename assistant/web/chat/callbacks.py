"""What happens when a person asks, clicks or begins anew: ask the assistant, draw what comes back, decide nothing.

Knows of Gradio only the event that carries what the page sent, which may be anything at all.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import gradio as gr

from assistant.answer import Answer, Status
from assistant.live import LiveSuggestions, PerIndex
from assistant.namesakes import distinct_titles
from assistant.scope import UnknownScope, resolve_scope
from assistant.state.answer_log import EventKind, new_id
from assistant.web.access import EVERY_ROLE, rule_of
from assistant.web.chat.bar import draw_extent
from assistant.web.chat.conversation import Conversation, draw_conversation
from assistant.web.chat.history import History
from assistant.web.chat.modes import draw_modes, scope_names_of, unknown_scope
from assistant.web.chat.sent import sent, sent_number
from assistant.web.chat.source_panel import Highlight, Place, dates_of, draw_contents, draw_source, draw_withdrawn
from assistant.web.chat.welcome import Welcome
from assistant.web.errors import FAILED
from assistant.web.gate import caller, too_fast
from assistant.web.identity import Identity
from assistant.web.logging_answers import AnswerLog, Asked
from assistant.web.rate_limit import RateLimit

if TYPE_CHECKING:
    from assistant.answering import Assistant
    from index.clause_index import ClauseIndex

_log = logging.getLogger(__name__)
_ASK = rule_of("POST", "/api/ask")
_BEING_PHRASED = "正在整理成文，上面的原文现在就可以用。"
_QUESTIONS = (_ASK.path, _ASK.per_minute) if _ASK else ("", 0)  # page and programs share an account's questions


class Drawn(NamedTuple):
    """All that changes on the page, in the order of its components; never the box that is being typed in."""

    conversation: Conversation
    turns: str
    source: str | dict[str, Any]


class Callbacks:
    """The callbacks of one page. Holds nothing of a person: that comes in and goes out as a conversation."""

    def __init__(
        self,
        assistant: Assistant,
        suggestions: LiveSuggestions,
        answer_log: AnswerLog,
        rate_limit: RateLimit,
        history: History,
    ) -> None:
        """Draw for an assistant.

        :param assistant: Answers the questions; its index shows the cited clauses.
        :param suggestions: What may be asked next.
        :param answer_log: Where answers and clicks are written down.
        :param rate_limit: How much one account may ask.
        :param history: Where conversations are opened again from.
        """
        self._history = history
        self._answer_log = answer_log
        self._rate_limit = rate_limit
        self._suggestions = suggestions
        self._assistant = assistant
        self._welcome = Welcome(assistant)
        self._titles_of = PerIndex(assistant, lambda index: distinct_titles(index.regulations))
        self._contents_of = PerIndex(assistant, lambda index: draw_contents(index.regulations, index.units))

    @property
    def _index(self) -> ClauseIndex:
        """The index that answers now; another one after the next publishing."""
        return self._assistant.clause_index

    @property
    def _titles(self) -> dict[str, str]:
        return self._titles_of()

    @property
    def _contents(self) -> str:
        return self._contents_of()

    def start(self) -> Drawn:
        """Begin a new conversation."""
        return self._draw(Conversation(), self._contents)

    def modes(self) -> str:
        """Draw the row above the box, with the issuers of now."""
        return draw_modes(self._index.regulations)

    def extent(self) -> str:
        """Draw what is answered from now."""
        index = self._index
        return draw_extent(len(index.regulations), len(index.units), index.version)

    def ask(self, question: str, conversation: Conversation, scope: str, request: gr.Request) -> Iterator[Drawn]:
        """Answer a question as the answer comes; its first citation is shown beside the answer.

        :param question: As typed.
        :param conversation: The conversation so far.
        :param scope: Whose regulations, as the page sent it; empty for everybody's.
        :param request: Who asks.
        :yield: Once without a language model. With one first the clauses, then each sentence that was checked, last the
            whole answer, which alone is logged, unless the agent leaves before. What the agent types or opens meanwhile stays as it is.
        """
        identity = caller(request.request, EVERY_ROLE)
        conversation, names = _own(conversation, identity), scope_names_of(scope)
        seconds = self._rate_limit.wait(identity.user_id, *_QUESTIONS)
        if seconds:
            continued = conversation.with_answer(self._error(question, too_fast(seconds)), len(question))
            yield self._draw(continued, self._contents)
            return
        begun = False
        answer = self._error(question, FAILED)
        asked = Asked(identity.user_id, conversation.conversation_id, conversation.history, names)
        try:
            for answer in self._parts(question, conversation, names):
                if begun or not answer.text:  # a first part with a text is the whole answer
                    part = conversation.with_answer(replace(answer, note=answer.note or _BEING_PHRASED), len(question))
                    drawn = self._draw_part(part, begun=begun)
                    begun = True
                    yield drawn
        except GeneratorExit:  # the agent left before its end: what was shown by then is logged
            self._answer_log.add(answer, asked)
            raise
        continued = conversation.with_answer(answer, len(question), self._answer_log.add(answer, asked))
        if names and answer.text == unknown_scope(names):
            turns = draw_conversation(continued, self._titles, ask_all_units=question)
            yield Drawn(continued, turns, self._contents)
        else:
            yield self._draw_part(continued, begun=begun, following=self._next(continued, names))

    def ask_at_once(self, question: str, conversation: Conversation, scope: str, request: gr.Request) -> Drawn:
        """Answer a question whose answer comes whole: drawn once, Gradio sends it once; of what comes in parts it sends the last twice."""
        *_, drawn = self.ask(question, conversation, scope, request)
        return drawn

    def ask_example_at_once(self, conversation: Conversation, event: gr.EventData, request: gr.Request) -> Drawn:
        """Answer an example question that was clicked, whole."""
        *_, drawn = self.ask_example(conversation, event, request)
        return drawn

    def ask_example(self, conversation: Conversation, event: gr.EventData, request: gr.Request) -> Iterator[Drawn]:
        """Answer an example question that was clicked."""
        yield from self.ask(str(sent(event, "question")), conversation, str(sent(event, "scope")), request)

    def reopen(self, event: gr.EventData, request: gr.Request) -> Drawn:
        """Open a past conversation of the caller's own; for anybody else's a new one begins."""
        identity = caller(request.request, EVERY_ROLE)
        wanted = str(sent(event, "conversation"))
        reopened = self._history.reopen(wanted, identity.user_id, self._index)
        return self._draw_part(reopened, begun=False) if reopened else self.start()

    def show_source(self, conversation: Conversation, event: gr.EventData, request: gr.Request) -> str:
        """Show the clause of a citation, or one that is merely near."""
        identity = caller(request.request, EVERY_ROLE)
        conversation = _own(conversation, identity)
        turn, citation, near = (sent_number(event, name) for name in ("turn", "citation", "near"))
        answer = conversation.answer_of(turn)
        if answer is None:
            return self._contents
        answer_id = conversation.answer_id_of(turn)
        if answer_id and not sent(event, "again"):  # of a panel that only comes back nobody opened anything
            detail = {"near": str(near)} if near else {"citation": str(citation)}
            self._answer_log.note(answer_id, EventKind.CITATION, detail, identity.user_id)
        return self._draw_near(answer, turn, near) if near else self._draw_citation(answer, turn, citation)

    def _draw(self, conversation: Conversation, source: str) -> Drawn:
        questions = () if conversation.answers else self._welcome()
        return Drawn(conversation, draw_conversation(conversation, self._titles, questions), source)

    def _draw_part(self, conversation: Conversation, *, begun: bool, following: tuple[str, ...] = ()) -> Drawn:
        """Draw an answer as far as it has come; once it has begun, the panel is left to the agent."""
        turns = draw_conversation(conversation, self._titles, following)
        if begun:
            return Drawn(conversation, turns, gr.skip())
        answer = conversation.answers[-1]
        cited = answer.status is Status.ANSWERED and bool(answer.citations)
        source = self._draw_citation(answer, conversation.last_turn, 1) if cited else self._contents
        return Drawn(conversation, turns, source)

    def _next(self, conversation: Conversation, scope: tuple[str, ...]) -> tuple[str, ...]:
        """Choose what may be asked after the newest answer, which was found inside the scope."""
        newest = conversation.answers[-1]
        if newest.status is not Status.ANSWERED or not newest.citations:
            return ()
        near = [newest.citations[0].unit.unit_id, *(one.unit_id for one in newest.retrieved)]
        asked = [answer.question for answer in conversation.answers]
        inside = resolve_scope(scope, self._index.regulations)
        return tuple(each.question for each in self._suggestions.after(near, asked, newest.language, inside))

    def _parts(self, question: str, conversation: Conversation, scope: tuple[str, ...]) -> Iterator[Answer]:
        """Ask the assistant; whatever goes wrong, the page gets an answer to draw."""
        try:
            for part in self._assistant.answer_in_parts(question, conversation.history, scope):
                yield self._in_page_words(part, scope)
        except Exception:  # a bug must not leave the page waiting; its traceback is in the log
            _log.exception("a question of %d characters could not be answered", len(question))
            yield self._error(question, FAILED)

    def _in_page_words(self, answer: Answer, scope: tuple[str, ...]) -> Answer:
        """Say of a unit that there is not what a page says; the list of all names is for programs, a page has its selector."""
        if answer.status is not Status.ERROR:
            return answer
        try:
            resolve_scope(scope, self._index.regulations)
        except UnknownScope as error:
            return replace(answer, text=unknown_scope(scope)) if answer.text == str(error) else answer
        return answer

    def _error(self, question: str, text: str) -> Answer:
        """Make an answer that says in one sentence why there is none."""
        return Answer(question, Status.ERROR, text, (), (), (), self._index.version, "zh", 0.0)

    def _draw_citation(self, answer: Answer, turn: int, number: int) -> str:
        """Draw the clause of a citation among its neighbours, its quote marked."""
        citation = next((one for one in answer.citations if one.number == number), None)
        if citation is None:
            return draw_withdrawn()
        index, cited, place = self._index, citation.unit, Place(turn, number, len(answer.citations))
        try:
            unit, neighbours = index.unit(cited.unit_id), index.neighbours(cited.unit_id)
        except KeyError:
            return draw_withdrawn(cited, self._titles_of.of(index), place)
        titles, dates = self._titles_of.of(index), dates_of(unit, index.regulations, index.version)
        if unit.unit_text != cited.unit_text:
            return draw_source(unit, neighbours, titles, place=place, dates=dates, changed=True)
        highlight = Highlight(citation.start, citation.end, citation.in_heading)
        return draw_source(unit, neighbours, titles, highlight, place, dates=dates)

    def _draw_near(self, answer: Answer, turn: int, rank: int) -> str:
        """Draw a clause that is merely near, with nothing marked."""
        near, index = next((one for one in answer.retrieved if one.rank == rank), None), self._index
        try:
            unit = index.unit(near.unit_id if near else "")
        except KeyError:
            return draw_withdrawn()
        place, dates = Place(turn, 0, 0, near=rank), dates_of(unit, index.regulations, index.version)
        return draw_source(unit, index.neighbours(unit.unit_id), self._titles_of.of(index), place=place, dates=dates)


def _own(conversation: Conversation, identity: Identity) -> Conversation:
    """Give a conversation if it is the caller's, else a new one."""
    if conversation.conversation_id and conversation.user_id == identity.user_id:
        return conversation
    return Conversation(conversation_id=new_id(), user_id=identity.user_id)
