"""Runs evaluations in the background, in a process of their own and one at a time, and tells how far the one under way has come."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.web.beside import Told, command_of, follow

COMMAND = command_of("assistant.web.trainer.evals_process")
BROKE_OFF = "评测没有完成，请再运行一次；再次中断请查看服务日志。"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EvalWork:
    """An evaluation as it stands."""

    by: str
    step: str = "准备"
    done: int = 0
    total: int = 0  # 0: nobody can say yet
    running: bool = True
    report: str = ""  # name of what was written
    trouble: str = ""


class EvalRunning(Exception):
    """An evaluation is under way already; the message says who began it."""


class EvalRuns:
    """The evaluations of one server; the last one is kept to look at."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        """Begin with none.

        :param command: What runs one.
        """
        self._command = tuple(command)
        self._lock = threading.Lock()
        self._last: EvalWork | None = None

    @property
    def last(self) -> EvalWork | None:
        """The last evaluation, as it stands."""
        return self._last

    def start(self, cases: str, by: str) -> None:
        """Begin an evaluation.

        :param cases: Whose cases.
        :param by: Who begins it.
        :raises EvalRunning: if one is under way.
        """
        with self._lock:
            if self._last and self._last.running:
                raise EvalRunning(f"{self._last.by} 正在运行评测，请等它完成后再开始。")
            self._last = EvalWork(by)
        threading.Thread(target=self._see_through, args=(cases,), name="evaluation", daemon=True).start()

    def _see_through(self, cases: str) -> None:
        """Run the process and note what it tells."""
        try:
            told = follow(self._command, {"cases": cases}, self._hear, BROKE_OFF)
            self._change(running=False, report=str(told.get("report", "")), trouble=str(told.get("failed", "")))
        except Exception:
            _log.exception("an evaluation broke off")
            self._change(running=False, trouble=BROKE_OFF)

    def _hear(self, told: Told) -> None:
        """Note what the process tells."""
        if "step" in told:
            self._change(step=str(told["step"]), done=int(str(told["done"])), total=int(str(told["total"])))

    def _change(self, **values: object) -> None:
        """Note how the evaluation stands now."""
        assert self._last is not None
        self._last = replace(self._last, **values)  # type: ignore[arg-type]  # names and types are those of the callers above
