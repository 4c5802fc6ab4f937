"""The conversations that are open on pages: kept in this process, and read from the log again where they are not."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from assistant.answer import Answer
from assistant.state.answer_log import Opinion, new_id
from assistant.web.chat.conversation import Conversation
from assistant.web.chat.history import History

if TYPE_CHECKING:
    from index.clause_index import ClauseIndex

CONVERSATIONS_KEPT = 500  # the longest unused goes first; each may hold some hundred kilobytes


class Conversations:
    """Open conversations by their id; several threads may use it at once."""

    def __init__(self, history: History, kept: int = CONVERSATIONS_KEPT) -> None:
        """Begin with none.

        :param history: Where one is read from that is not kept: after a restart, or after many others.
        :param kept: How many are kept.
        """
        self._history = history
        self._most = kept
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Conversation] = OrderedDict()

    def own(self, conversation_id: str, user_id: int | None, index: ClauseIndex) -> Conversation:
        """Give a conversation of a person's own.

        :param conversation_id: As the page says; empty where none has begun.
        :param user_id: Who asks.
        :param index: What is in force now.
        :return: The conversation; a new one where that is not theirs or is none.
        """
        with self._lock:
            found = self._kept.get(conversation_id)
        if found is None and conversation_id:
            found = self._history.reopen(conversation_id, user_id, index)
        if found is not None and found.user_id == user_id:
            return found
        return Conversation(conversation_id=new_id(), user_id=user_id)

    def reopen(self, conversation_id: str, user_id: int | None, index: ClauseIndex) -> Conversation | None:
        """Open a past conversation as the log keeps it; see ``History.reopen``. It goes on from there.

        One that is open here and longer stays as it is: its last answer is not in the log yet, or could not be written.
        """
        found = self._history.reopen(conversation_id, user_id, index) if conversation_id else None
        with self._lock:
            kept = self._kept.get(conversation_id)
            if kept and kept.user_id == user_id and (found is None or kept.last_turn > found.last_turn):
                return kept
            if found is not None:
                self._keep(found)
        return found

    def opinions(self, conversation: Conversation) -> dict[str, Opinion]:
        """Give what its person said of its answers; see ``History.opinions``."""
        return self._history.opinions(conversation)

    def add(self, conversation: Conversation, answer: Answer, characters: int, answer_id: str = "") -> Conversation:
        """Add an answer to a conversation, behind what was added to it since it was given.

        :param conversation: As it was when the question was asked.
        :param answer: The answer.
        :param characters: How many its question had as typed.
        :param answer_id: Its id in the log, once it is whole.
        :return: The longer conversation.
        """
        with self._lock:
            newest = self._kept.get(conversation.conversation_id, conversation)
            continued = newest.with_answer(answer, characters, answer_id)
            self._keep(continued)
        return continued

    def renew(self, conversation: Conversation, turn: int, answer: Answer, answer_id: str = "") -> Conversation:
        """Put an answer that has come further in place of what was added of it before.

        :param conversation: As it was when that was added.
        :param turn: The answer's number.
        :param answer: The answer.
        :param answer_id: Its id in the log, once it is whole.
        :return: The conversation.
        """
        with self._lock:
            newest = self._kept.get(conversation.conversation_id, conversation)
            renewed = newest.with_answer_at(turn, answer, answer_id)
            self._keep(renewed)
        return renewed

    def _keep(self, conversation: Conversation) -> None:
        """Keep a conversation as the last that was used; the lock is held."""
        self._kept[conversation.conversation_id] = conversation
        self._kept.move_to_end(conversation.conversation_id)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
