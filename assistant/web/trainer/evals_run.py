"""Runs evaluations in the background, in a process of their own and one at a time, and tells how far the one under way has come.

While one runs, a note of it lies in the state folder under a lock that ends with this server: a note without its lock is of an
evaluation that a restart broke off, and is told as such until the next one begins.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from assistant.state.tables import now
from assistant.web.beside import Told, command_of, follow
from corpus.durable_files import locked, replace_synced
from corpus.editions import CHINA

COMMAND = command_of("assistant.web.trainer.evals_process")
NOTE = "evaluation.json"
LOCK = "evaluation.lock"
BROKE_OFF = "评测没有完成，请再运行一次；再次中断请查看服务日志。"
TELLING_SECONDS = 3  # of a step before its length can be guessed from
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EvalWork:
    """An evaluation as it stands."""

    by: str
    since: str  # in UTC
    step: str = "正在启动"
    done: int = 0
    total: int = 0  # 0: nobody can say yet
    step_since: float = 0.0  # when the step began, in seconds of a clock that is never set
    running: bool = True
    report: str = ""  # name of what was written
    trouble: str = ""
    cancelled_by: str = ""

    @property
    def begun(self) -> str:
        """When it began, in China."""
        return clock_time(self.since)

    @property
    def left(self) -> str:
        """About how long the step will take yet; empty where nobody can say."""
        gone = time.monotonic() - self.step_since
        if not self.done or gone < TELLING_SECONDS:
            return ""
        return _lasting(gone / self.done * (self.total - self.done))


class EvalRunning(Exception):
    """An evaluation is under way already; the message says who began it."""


class EvalRuns:
    """The evaluations of one server; the last one is kept to look at."""

    def __init__(self, home: Path, command: Sequence[str] = COMMAND) -> None:
        """Begin with none, or with the one that a restart broke off.

        :param home: The state folder.
        :param command: What runs one.
        """
        self._note, self._lock_file = home / NOTE, home / LOCK
        self._command = tuple(command)
        self._lock = threading.Lock()
        self._end: Callable[[], None] | None = None
        self._last = self._broken_off()

    @property
    def last(self) -> EvalWork | None:
        """The last evaluation, as it stands."""
        return self._last

    def start(self, cases: str, by: str) -> None:
        """Begin an evaluation.

        :param cases: Whose cases.
        :param by: Who begins it.
        :raises EvalRunning: if one is under way, here or at another server of this state folder.
        """
        with self._lock:
            if self._last and self._last.running:
                raise EvalRunning(f"{self._last.by} 正在运行评测，请等它完成或取消后再开始。")
            held = ExitStack()
            try:
                held.enter_context(locked(self._lock_file, wait=False))
            except BlockingIOError as error:
                raise EvalRunning("另一个服务正在运行评测，请等它完成后再开始。") from error
            work = EvalWork(by, now(), step_since=time.monotonic())
            try:
                replace_synced(self._note, json.dumps({"by": work.by, "since": work.since}, ensure_ascii=False))
            except BaseException:
                held.close()
                raise
            self._last, self._end = work, None
        threading.Thread(target=self._see_through, args=(cases, held), name="evaluation", daemon=True).start()

    def cancel(self, by: str) -> None:
        """End the evaluation under way, if there is one; nothing is written.

        :param by: Who says so.
        """
        with self._lock:
            if self._last and self._last.running:
                self._last = replace(self._last, cancelled_by=by)
                if self._end:
                    self._end()

    def _see_through(self, cases: str, held: ExitStack) -> None:
        """Run the process and note what it tells."""
        with held:
            try:
                told = follow(self._command, {"cases": cases}, self._hear, BROKE_OFF, self._begun)
            except Exception:
                _log.exception("an evaluation broke off")
                told = {"failed": BROKE_OFF}
            self._note.unlink(missing_ok=True)
            with self._lock:
                assert self._last is not None
                report = str(told.get("report", ""))
                # Cancelled in its last moment it may have written its report all the same: then there is one to look at.
                trouble = "" if report or self._last.cancelled_by else str(told.get("failed", BROKE_OFF))
                self._last = replace(self._last, running=False, report=report, trouble=trouble)

    def _begun(self, end: Callable[[], None]) -> None:
        """Note how the process is ended; at once if it was cancelled before it ran."""
        with self._lock:
            self._end = end
            if self._last and self._last.cancelled_by:
                end()

    def _hear(self, told: Told) -> None:
        """Note what the process tells."""
        if "step" not in told:
            return
        with self._lock:
            assert self._last is not None
            step = str(told["step"])
            since = self._last.step_since if step == self._last.step else time.monotonic()
            done, total = int(str(told["done"])), int(str(told["total"]))
            self._last = replace(self._last, step=step, done=done, total=total, step_since=since)

    def _broken_off(self) -> EvalWork | None:
        """Read the note of an evaluation that no server runs any more."""
        try:
            with locked(self._lock_file, wait=False):
                noted = json.loads(self._note.read_text(encoding="utf-8"))
            by, since = str(noted["by"]), str(noted["since"])
            told = f"{by} 在 {clock_time(since)} 启动的评测因服务重启而中断，没有写出报告，请再运行一次。"
        except (
            OSError,
            ValueError,
            KeyError,
            TypeError,
        ):  # none, one that another server runs, or one torn by the crash
            return None
        return EvalWork(by, since, running=False, trouble=told)


def clock_time(moment: str) -> str:
    """Write when something began, in China.

    >>> clock_time("2026-11-22T05:45:26.001+00:00")
    '11-22 13:45'
    """
    return f"{datetime.fromisoformat(moment).astimezone(CHINA):%m-%d %H:%M}"


def _lasting(seconds: float) -> str:
    """Write how long something will take yet.

    >>> _lasting(40), _lasting(100)
    ('不到 1 分钟', '约 2 分钟')
    """
    return "不到 1 分钟" if seconds < 60 else f"约 {seconds / 60:.0f} 分钟"
