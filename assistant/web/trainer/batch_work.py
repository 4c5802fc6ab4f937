"""Answers batches in the background, one after the other, and tells how far each has come."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from assistant.masking import mask
from assistant.review.batch_sheet import BatchInput, run_input
from assistant.review.verdicts import Trainer
from assistant.state.answer_log import new_id
from assistant.state.tables import now
from assistant.web.trainer.batch_store import BatchStore, distinct_name
from corpus.editions import CHINA

if TYPE_CHECKING:
    from assistant.answering import Assistant

MOST_WAITING = 5
BROKE_OFF = "这张表没有处理完，请再上传一次；再次中断请查看服务日志。"
_log = logging.getLogger(__name__)


class TooManyBatches(Exception):
    """So many wait already that another one would wait too long; the message says so."""


@dataclass(frozen=True, slots=True)
class BatchWork:
    """How far a batch has come."""

    batch_id: str
    name: str
    by: str
    at: str
    total: int
    done: int = 0
    started: bool = False
    trouble: str = ""

    @property
    def when(self) -> str:
        """When it was uploaded, in China."""
        return f"{datetime.fromisoformat(self.at).astimezone(CHINA):%Y-%m-%d %H:%M}"

    @property
    def state(self) -> str:
        """One word for the script that draws the bar."""
        return "failed" if self.trouble else "running" if self.started else "waiting"


class BatchDesk:
    """Takes batches and works them off."""

    def __init__(self, assistant: Assistant, database: Engine, store: BatchStore) -> None:
        """Answer with one assistant.

        :param assistant: Answers.
        :param database: Where the answers are logged and put up for judging.
        :param store: Where what comes of a batch is kept.
        """
        self._assistant = assistant
        self._database = database
        self._store = store
        self._turn = threading.Lock()
        self._changing = threading.Lock()
        self._work: dict[str, BatchWork] = {}

    def take(self, name: str, given: BatchInput, trainer: Trainer) -> str:
        """Take a batch; it is worked off as soon as those before it are.

        :param name: Of the file; a second one of the same name gets a number.
        :param given: What is to be done.
        :param trainer: Whose it is.
        :return: Id of the batch.
        :raises TooManyBatches: if too many wait.
        """
        kept = {batch.name for batch in self._store.all()}
        with self._changing:
            told = distinct_name(mask(name), kept | {other.name for other in self._work.values()})
            work = BatchWork(new_id(), told, trainer.name, now(), len(given.rows))
            if sum(not other.trouble for other in self._work.values()) >= MOST_WAITING:
                raise TooManyBatches(f"已有 {MOST_WAITING} 张表在处理，请等其中一张完成后再上传。")
            self._work[work.batch_id] = work
        threading.Thread(target=self._see_through, args=(work, given, trainer), name="batch", daemon=True).start()
        return work.batch_id

    def find(self, batch_id: str) -> BatchWork | None:
        """Tell how far a batch has come; None once it is kept, and for one that was never taken."""
        return self._work.get(batch_id)

    def all(self) -> tuple[BatchWork, ...]:
        """List the batches under way and those that failed, the latest first."""
        return tuple(sorted(self._work.values(), key=lambda work: work.at, reverse=True))

    def forget(self, batch_id: str) -> None:
        """Take a batch that failed off the list."""
        with self._changing:
            if (work := self._work.get(batch_id)) and work.trouble:
                del self._work[batch_id]

    def _see_through(self, work: BatchWork, given: BatchInput, trainer: Trainer) -> None:
        """Work a batch off when its turn comes."""
        change = self._changer(work.batch_id)
        try:
            with self._turn:
                change(started=True)
                outcome = run_input(self._assistant, self._database, trainer, given, lambda done, _: change(done=done))
                self._store.keep(work.batch_id, work.name, work.by, given, outcome)
        except Exception:
            _log.exception("batch %s broke off", work.batch_id)
            change(trouble=BROKE_OFF)
            return
        with self._changing:
            del self._work[work.batch_id]

    def _changer(self, batch_id: str) -> Callable[..., None]:
        """Give what notes how far a batch has come."""

        def change(**values: object) -> None:
            with self._changing:
                self._work[batch_id] = replace(self._work[batch_id], **values)  # type: ignore[arg-type]  # names and types are those of the callers above

        return change
