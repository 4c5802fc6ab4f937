"""Writes answers and what became of them into the log, while the page already shows them.

Nobody waits for the disk, and a log that cannot be written never costs anybody an answer.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from sqlalchemy import Engine

from assistant.answer import Answer, Turn
from assistant.state.answer_log import EventKind, UnknownAnswer, new_id, record_answer, record_event

_log = logging.getLogger(__name__)
AFTER_SECONDS = (
    0.03  # by then an answer is on its way; writing before would take the interpreter from whoever draws and sends it
)
WAITING_AT_MOST = 2_000  # entries; beyond this the disk has not kept up for minutes


class NotLogged(Exception):
    """An entry could not be written."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked along with a question."""

    user_id: int | None
    conversation_id: str | None = None
    history: Sequence[Turn] = ()
    scope: Sequence[str] = ()


class AnswerLog:
    """Writes one entry after the other, in the order they came."""

    def __init__(self, database: Engine) -> None:
        """Write into a database.

        :param database: Where the log is.
        """
        self._database = database
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="answer-log")
        self._room = threading.BoundedSemaphore(WAITING_AT_MOST)
        self._failing = False
        self._closing = threading.Event()

    def add(self, answer: Answer, asked: Asked) -> str:
        """Log an answer.

        :param answer: The answer.
        :param asked: What was asked along with it.
        :return: The id it will have in the log.
        """
        answer_id, due = new_id(), time.monotonic() + AFTER_SECONDS

        def entry() -> str:
            self._closing.wait(max(0.0, due - time.monotonic()))
            return record_answer(
                self._database,
                answer,
                answer_id=answer_id,
                user_id=asked.user_id,
                conversation_id=asked.conversation_id,
                history=asked.history,
                scope=asked.scope,
            )

        self._write(entry)
        return answer_id

    def note(
        self, answer_id: str, kind: EventKind, detail: dict[str, str] | None = None, user_id: int | None = None
    ) -> Future[str]:
        """Log what somebody did with an answer.

        :param answer_id: The answer.
        :param kind: What was done.
        :param detail: More of it.
        :param user_id: Who did it.
        :return: Done once it is on the disk; fails with ``UnknownAnswer`` or ``NotLogged``.
        """
        return self._write(lambda: record_event(self._database, answer_id, kind, detail, user_id))

    def close(self) -> None:
        """Write what still waits; where nothing can be written, let it go."""
        self._closing.set()
        self._writer.shutdown(wait=True, cancel_futures=self._failing)

    def _write(self, entry: Callable[[], str]) -> Future[str]:
        if not self._room.acquire(blocking=False):
            refused: Future[str] = Future()
            refused.set_exception(NotLogged())
            return refused
        written = self._writer.submit(self._try, entry)
        written.add_done_callback(lambda _: self._room.release())
        return written

    def _try(self, entry: Callable[[], str]) -> str:
        try:
            written = entry()
        except UnknownAnswer:
            raise
        except Exception as error:  # of the database, the driver, the disk: whatever it is, answers go on
            if not self._failing:
                self._failing = True
                _log.exception("回答日志写不进数据库，问答不受影响；请检查磁盘空间和数据库")
            raise NotLogged from error
        if self._failing:
            self._failing = False
            _log.warning("回答日志又能写入数据库了")
        return written
