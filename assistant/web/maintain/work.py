"""Long work of the maintainers' pages: in a process of its own that runs after everything else, told how far it has come.

One piece of each kind at a time. Whoever looks sees who began it; a server that stops takes nothing half done with it, since a version
gets its name and a comparison its file only when it is whole.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from pathlib import Path

from assistant.cli_errors import Mendable
from assistant.state.tables import now
from assistant.web.beside import Told, command_of, follow
from corpus.durable_files import replace_synced

COMMAND = command_of("assistant.web.maintain.process")
_log = logging.getLogger(__name__)
FOLDER = Path("cache") / "work"  # of the state folder
STOPPED = "服务中途停止，没有做完；正在使用的版本没有改变，请再试一次。"
BROKE_OFF = "这项工作中断了，什么都没有改变，请再试一次；再次中断请查看服务日志。"


class Kind(StrEnum):
    """What can be done in the background; the values are what people read."""

    BUILD = "建立新版本"
    ANSWERS = "新旧回答对照"


class State(StrEnum):
    """How a piece of work stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work as it stands."""

    kind: Kind
    about: str  # tells pieces of a kind apart
    by: str
    since: str  # in UTC
    state: State = State.RUNNING
    step: str = "准备"
    done: int = 0
    total: int = 0  # 0: nobody can say
    text: str = ""  # why it failed
    outcome: str = ""  # what came of it, in short
    notes: tuple[str, ...] = field(default=())


class WorkRunning(Mendable):
    """Somebody has begun work of this kind already; the message says who and since when."""


Finish = Callable[[Told], str]  # -> what came of it, in short


class Works:
    """The work of one server, the last piece of each kind kept to look at."""

    def __init__(self, folder: Path) -> None:
        """Begin with what a server that was stopped left under way; it is said to have been broken off.

        :param folder: Where it is kept what is under way.
        """
        self._lock = threading.Lock()
        self._folder = folder
        self._last: dict[Kind, Work] = {}
        for kind in Kind:
            if left := self._left(kind):
                self._last[kind] = left

    def last(self, kind: Kind) -> Work | None:
        """Give the last piece of a kind, as it stands."""
        return self._last.get(kind)

    def running(self, kind: Kind) -> Work | None:
        """Give the piece of a kind that is under way."""
        work = self._last.get(kind)
        return work if work and work.state is State.RUNNING else None

    def start(self, kind: Kind, about: str, by: str, order: Mapping[str, object], finish: Finish) -> None:
        """Begin a piece of work.

        :param kind: What is done.
        :param about: Tells it from others of its kind.
        :param by: Who begins it.
        :param order: What the process is told.
        :param finish: Called with what the process made; an error in it makes the work fail.
        :raises WorkRunning: if one of the kind is under way.
        """
        with self._lock:
            if under_way := self.running(kind):
                raise WorkRunning(f"{under_way.by} 正在{kind.value}，请等它完成后再开始。")
            work = Work(kind, about, by, now())
            begun = {"about": work.about, "by": work.by, "since": work.since}
            self._folder.mkdir(parents=True, exist_ok=True)
            replace_synced(self._file(kind), json.dumps(begun, ensure_ascii=False))
            self._last[kind] = work
        threading.Thread(target=self._run, args=(kind, order, finish), name=kind.name.lower(), daemon=True).start()

    def _run(self, kind: Kind, order: Mapping[str, object], finish: Finish) -> None:
        """See a piece of work through."""
        try:
            outcome = follow(COMMAND, order, partial(self._hear, kind), BROKE_OFF)
            if "failed" in outcome:
                self._change(kind, state=State.FAILED, text=str(outcome["failed"]))
                return
            self._change(kind, state=State.DONE, outcome=finish(outcome))
        except Exception:
            _log.exception("%s没有完成", kind.value)
            self._change(kind, state=State.FAILED, text=BROKE_OFF)
        finally:
            self._file(kind).unlink(missing_ok=True)

    def _file(self, kind: Kind) -> Path:
        return self._folder / f"{kind.name.lower()}.json"

    def _left(self, kind: Kind) -> Work | None:
        """Read what was under way when a server was stopped; None where nothing was."""
        try:
            begun = json.loads(self._file(kind).read_text(encoding="utf-8"))
            self._file(kind).unlink()
            return Work(kind, begun["about"], begun["by"], begun["since"], State.FAILED, text=STOPPED)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _hear(self, kind: Kind, told: Told) -> None:
        """Note what the process tells."""
        if "note" in told:
            self._change(kind, notes=(*self._last[kind].notes, str(told["note"])))
        else:
            self._change(kind, step=str(told["step"]), done=int(str(told["done"])), total=int(str(told["total"])))

    def _change(self, kind: Kind, **values: object) -> None:
        """Note how a piece of work stands now."""
        self._last[kind] = replace(self._last[kind], **values)  # type: ignore[arg-type]  # names and types are those of the callers above


def work_json(work: Work | None) -> dict[str, object]:
    """Write how a piece of work stands, for the script that draws its bar."""
    if work is None:
        return {"state": "none"}
    return {
        "state": work.state.value,
        "about": work.about,
        "by": work.by,
        "step": work.step,
        "done": work.done,
        "total": work.total,
        "text": work.text,
        "outcome": work.outcome,
    }
