"""Begins an answer as Enter is pressed: the page says so by a call of its own, a moment before Gradio's event arrives with the question.

Between the two lie a frame of the browser and Gradio's queue, some 40 ms, about as long as an answer takes. Nothing depends on it: where
the call is late or lost, or much is asked at once, the question is answered when it comes, as ever.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from time import monotonic
from typing import TYPE_CHECKING

from assistant.answer import Answer, Turn

if TYPE_CHECKING:
    from assistant.answering import Assistant
    from assistant.web.chat.conversation import Conversation

AT_ONCE = 2  # with more to answer than that, beginning earlier makes nothing earlier
KEPT_SECONDS = 5.0  # for a question that never comes; one that comes is there within a tenth of a second
CONVERSATIONS_KNOWN = 500  # as many as Gradio keeps

_Begun = tuple[Answer, Iterator[Answer]]  # the first part, and those to come


@dataclass(frozen=True, slots=True)
class _Key:
    """Which question of whose."""

    user_id: int | None
    conversation_id: str
    question: str
    scope: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """An answer that was begun."""

    history: tuple[Turn, ...]
    first_part: Future[_Begun]
    since: float


class AnswersAhead:
    """Answers begun before their question came in; several threads may use it at once."""

    def __init__(self, assistant: Assistant) -> None:
        """Begin answers of an assistant.

        :param assistant: Answers.
        """
        self._assistant = assistant
        self._workers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="answer-ahead")
        self._changing = threading.Lock()
        self._under_way: OrderedDict[_Key, _UnderWay] = OrderedDict()
        self._histories: OrderedDict[tuple[int | None, str], tuple[Turn, ...]] = OrderedDict()

    def remember(self, conversation: Conversation) -> None:
        """Keep what was said in a conversation as it is shown now: the page names it by its id only."""
        if not conversation.conversation_id:
            return
        whose = (conversation.user_id, conversation.conversation_id)
        with self._changing:
            self._histories[whose] = conversation.history
            self._histories.move_to_end(whose)
            while len(self._histories) > CONVERSATIONS_KNOWN:
                self._histories.popitem(last=False)

    def begin(self, user_id: int | None, conversation_id: str, question: str, scope: Sequence[str]) -> bool:
        """Begin to answer a question that is on its way.

        :param user_id: Who asks.
        :param conversation_id: The conversation it goes on with; empty for a new one.
        :param question: As typed.
        :param scope: Whose regulations.
        :return: Whether it was begun; not where the conversation is not known, or enough are under way.
        """
        key = _Key(user_id, conversation_id, question, tuple(scope))
        with self._changing:
            self._forget_old()
            history = self._histories.get((user_id, conversation_id)) if conversation_id else ()
            busy = sum(not one.first_part.done() for one in self._under_way.values()) >= AT_ONCE
            if history is None or busy or key in self._under_way:
                return False
            first_part = self._workers.submit(self._first_part, question, history, key.scope)
            self._under_way[key] = _UnderWay(history, first_part, monotonic())
            return True

    def take(
        self, user_id: int | None, conversation: Conversation, question: str, scope: Sequence[str]
    ) -> Iterator[Answer] | None:
        """Take over an answer that was begun for exactly this question; waits for its first part.

        :param user_id: Who asks.
        :param conversation: As the question found it.
        :param question: As it came.
        :param scope: Whose regulations.
        :return: The answer in parts; None where none was begun, so that it is to be answered now.
        :raises Exception: whatever went wrong in answering.
        """
        for conversation_id in (
            (conversation.conversation_id, "") if not conversation.answers else (conversation.conversation_id,)
        ):
            key = _Key(user_id, conversation_id, question, tuple(scope))
            with self._changing:
                begun = self._under_way.pop(key, None)
            if begun is None or begun.first_part.cancel() or begun.history != conversation.history:
                continue
            first, others = begun.first_part.result()
            return chain((first,), others)
        return None

    def _first_part(self, question: str, history: tuple[Turn, ...], scope: tuple[str, ...]) -> _Begun:
        """Answer up to what is shown first: without a language model that is all."""
        parts = self._assistant.answer_in_parts(question, history, scope)
        return next(parts), parts

    def _forget_old(self) -> None:
        """Let go of answers whose question never came."""
        now = monotonic()
        for key in [key for key, one in self._under_way.items() if now - one.since > KEPT_SECONDS]:
            self._under_way.pop(key).first_part.cancel()
