"""What happens when a person asks, opens a conversation or a clause, or begins anew: ask the assistant, draw what comes, decide nothing.

Knows nothing of requests: who asks comes in as an identity, and what a page is to show goes out as values.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.answer import Answer, Status
from assistant.live import LiveSuggestions
from assistant.scope import UnknownScope, resolve_scope
from assistant.state.answer_log import EventKind
from assistant.web.access import rule_of
from assistant.web.chat.conversation import (
    Conversation,
    draw_all_units,
    draw_conversation,
    draw_following,
    draw_frame,
    draw_older,
    draw_one_turn,
    draw_welcome,
)
from assistant.web.chat.conversations import Conversations
from assistant.web.chat.modes import scope_names_of, unknown_scope
from assistant.web.chat.panel import Panel
from assistant.web.chat.welcome import Welcome
from assistant.web.errors import FAILED
from assistant.web.gate import too_fast
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


class TooFast(Exception):
    """Somebody asks faster than a person can; the text is one sentence for them."""

    def __init__(self, seconds: int) -> None:
        """Refuse.

        :param seconds: After which one may ask again.
        """
        super().__init__(too_fast(seconds))
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Opened:
    """All that a page shows: a conversation, or the welcome, and the panel beside it."""

    turns: str
    source: str


@dataclass(frozen=True, slots=True)
class Aim:
    """Which clause of which answer is shown; none shows all regulations."""

    turn: int = 0  # place of the answer in its conversation
    citation: int = 0
    near: int = 0  # rank of a clause that is merely near; 0 for a citation
    again: bool = False  # of a panel that only comes back nobody opened anything


@dataclass(frozen=True, slots=True)
class Part:
    """What a page shows of the newest answer, which may come in parts."""

    conversation: Conversation  # as it is with this answer
    turn: str  # the whole turn, in place of the part before
    source: str | None  # None leaves the panel as the agent has it
    below: str = ""  # what may be asked next


class Dialogue:
    """Answers pages. Of a person it holds the conversations that are open."""

    def __init__(
        self,
        assistant: Assistant,
        suggestions: LiveSuggestions,
        answer_log: AnswerLog,
        rate_limit: RateLimit,
        conversations: Conversations,
        panel: Panel,
    ) -> None:
        """Draw for an assistant.

        :param assistant: Answers the questions.
        :param suggestions: What may be asked next.
        :param answer_log: Where answers and clicks are written down.
        :param rate_limit: How much one account may ask.
        :param conversations: Those that are open.
        :param panel: What stands beside a conversation.
        """
        self._assistant = assistant
        self._suggestions = suggestions
        self._answer_log = answer_log
        self._rate_limit = rate_limit
        self._conversations = conversations
        self._panel = panel
        self._welcome = Welcome(assistant)

    @property
    def answers_at_once(self) -> bool:
        """Whether an answer has one part, since no language model phrases it."""
        return self._assistant.answers_at_once

    @property
    def _index(self) -> ClauseIndex:
        """The index that answers now; another one after the next publishing."""
        return self._assistant.clause_index

    def start(self) -> Opened:
        """Draw what a page shows where nothing was asked yet."""
        return Opened(draw_welcome(self._welcome()), self._panel.contents())

    def reopen(self, conversation_id: str, identity: Identity) -> Opened:
        """Open a past conversation of the caller's own; for anybody else's there is the welcome."""
        found = self._conversations.reopen(conversation_id, identity.user_id, self._index)
        if found is None:
            return self.start()
        source = self._panel.beside(found.answers[-1], found.last_turn)
        opinions = self._conversations.opinions(found)
        return Opened(draw_conversation(found, self._panel.titles(), opinions), source)

    def ask(self, question: str, conversation_id: str, scope: str, identity: Identity) -> Iterator[Part]:
        """Answer a question as the answer comes; its first citation is shown beside the answer.

        :param question: As typed.
        :param conversation_id: Which conversation it goes on with; a new one begins where it is none of the caller's.
        :param scope: Whose regulations, as the page sent it; empty for everybody's.
        :param identity: Who asks.
        :return: One part without a language model. With one first the clauses, then each sentence that was checked, last the
            whole answer, which alone is logged, unless the agent leaves before. What the agent opens meanwhile stays as it is.
        :raises TooFast: if they ask faster than a person can.
        """
        seconds = self._rate_limit.wait(identity.user_id, *_QUESTIONS)
        if seconds:
            raise TooFast(seconds)
        return self._answer(question, self._own(conversation_id, identity), scope_names_of(scope))

    def show_source(self, conversation_id: str, aim: Aim, identity: Identity) -> str:
        """Show the clause of a citation, or one that is merely near; all regulations where there is no such turn.

        :param conversation_id: The caller's conversation.
        :param aim: Which clause; that somebody opened it is written down.
        :param identity: Who asks.
        :return: HTML.
        """
        conversation = self._own(conversation_id, identity)
        answer, answer_id = conversation.answer_of(aim.turn), conversation.answer_id_of(aim.turn)
        if answer is None:
            return self._panel.contents()
        if answer_id and not aim.again:
            detail = {"near": str(aim.near)} if aim.near else {"citation": str(aim.citation)}
            self._answer_log.note(answer_id, EventKind.CITATION, detail, identity.user_id)
        if aim.near:
            return self._panel.near(answer, aim.turn, aim.near)
        return self._panel.citation(answer, aim.turn, aim.citation)

    def _own(self, conversation_id: str, identity: Identity) -> Conversation:
        return self._conversations.own(conversation_id, identity.user_id, self._index)

    def _answer(self, question: str, conversation: Conversation, names: tuple[str, ...]) -> Iterator[Part]:
        begun = 0  # the turn it has, once part of it was shown: its citations can be opened from then on
        answer = self._error(question, FAILED)
        asked = Asked(conversation.user_id, conversation.conversation_id, conversation.history, names)
        try:
            for answer in self._parts(question, conversation, names):
                if begun or not answer.text:  # a first part with a text is the whole answer
                    so_far = replace(answer, note=answer.note or _BEING_PHRASED)
                    if begun:
                        conversation = self._conversations.renew(conversation, begun, so_far)
                        yield self._draw(conversation, begun)
                    else:
                        conversation = self._conversations.add(conversation, so_far, len(question))
                        begun = conversation.last_turn
                        yield self._draw(conversation, begun, answer)
        except GeneratorExit:  # the agent left before its end: what was shown by then is logged
            self._conversations.renew(conversation, begun, answer, self._answer_log.add(answer, asked))
            raise
        answer_id = self._answer_log.add(answer, asked)
        if begun:
            whole = self._draw(self._conversations.renew(conversation, begun, answer, answer_id), begun)
        else:
            conversation = self._conversations.add(conversation, answer, len(question), answer_id)
            whole = self._draw(conversation, conversation.last_turn, answer)
        if names and answer.text == unknown_scope(names):
            yield replace(whole, below=draw_all_units(question))
        else:
            yield replace(whole, below=draw_following(self._next(answer, whole.conversation, names)))

    def _draw(self, conversation: Conversation, turn: int, beside: Answer | None = None) -> Part:
        """Draw a turn as far as it has come, and beside it the first citation of an answer that has just begun."""
        source = self._panel.beside(beside, turn) if beside else None
        return Part(conversation, draw_one_turn(conversation, turn, self._panel.titles()), source)

    def _next(self, answer: Answer, conversation: Conversation, scope: tuple[str, ...]) -> tuple[str, ...]:
        """Choose what may be asked after an answer, which was found inside the scope."""
        if answer.status is not Status.ANSWERED or not answer.citations:
            return ()
        near = [answer.citations[0].unit.unit_id, *(one.unit_id for one in answer.retrieved)]
        asked = [each.question for each in conversation.answers]
        try:
            inside = resolve_scope(scope, self._index.regulations)
        except UnknownScope:  # a version without it was published meanwhile
            return ()
        return tuple(each.question for each in self._suggestions.after(near, asked, answer.language, inside))

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


def part_to_json(part: Part) -> dict[str, object]:
    """Give a part as ``dialogue.js`` reads it."""
    return {
        "conversation": part.conversation.conversation_id,
        "first_turn": part.conversation.first_turn,
        "frame": draw_frame(part.conversation),
        "older": draw_older(part.conversation),
        "turn": part.turn,
        "below": part.below,
        "source": part.source,
    }
