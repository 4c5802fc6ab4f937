"""Who took in, built, published, rolled back: one line of JSON each in ``history.jsonl`` of the state folder, brought to the disk."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from assistant.state.tables import now
from corpus.durable_files import locked

_log = logging.getLogger(__name__)
FILE = "history.jsonl"
SHOWN = 12  # of the last
_READ = 64_000  # bytes from the end: some hundreds of lines


class Deed(StrEnum):
    """What somebody did; the values are what people read."""

    TOOK_IN = "收入"
    REPEALED = "写明废止"
    BUILT = "建立版本"
    PUBLISHED = "发布"
    ROLLED_BACK = "退回"


@dataclass(frozen=True, slots=True)
class Event:
    """Somebody did something."""

    at: str  # in UTC
    by: str
    deed: str
    subject: str  # a version, or a regulation


class History:
    """Written at the end, never changed."""

    def __init__(self, home: Path) -> None:
        """Keep it in a state folder."""
        self._file = home / FILE

    def add(self, by: str, deed: Deed, subject: str) -> None:
        """Write down what somebody did; it was done already, so a disk that refuses the line is only logged."""
        try:
            self._add(by, deed, subject)
        except OSError:
            _log.exception("%s %s %s 没有记下", by, deed.value, subject)

    def _add(self, by: str, deed: Deed, subject: str) -> None:
        line = json.dumps(asdict(Event(now(), by, deed.value, subject)), ensure_ascii=False) + "\n"
        with locked(self._file.with_name(f".{FILE}.lock"), wait=True), self._file.open("ab+") as out:
            size = out.seek(0, os.SEEK_END)
            if size and not _ends_whole(self._file):  # a crash cut the last line short: keep ours apart from it
                line = "\n" + line
            out.write(line.encode())
            out.flush()
            os.fsync(out.fileno())

    def last(self, most: int = SHOWN) -> tuple[Event, ...]:
        """Give the last events, the newest first; a line that is not whole is left out."""
        try:
            with self._file.open("rb") as content:
                size = content.seek(0, os.SEEK_END)
                content.seek(max(0, size - _READ))
                lines = content.read().decode("utf-8", "replace").splitlines()
        except FileNotFoundError:
            return ()
        events: list[Event] = []
        for line in reversed(lines):
            try:
                events.append(Event(**json.loads(line)))
            except (ValueError, TypeError):
                continue
            if len(events) == most:
                break
        return tuple(events)


def _ends_whole(file: Path) -> bool:
    """Tell whether a file ends with the end of a line."""
    with file.open("rb") as content:
        content.seek(-1, os.SEEK_END)
        return content.read(1) == b"\n"
