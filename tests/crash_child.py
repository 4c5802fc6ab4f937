"""Work that is killed at a chosen point: every write, fsync, rename and removal is one. Run by ``test_crash`` in forked processes.

Points are seen by Python's audit events (open, rename, remove, mkdir and more) and by ``os.fsync``, so that none can be forgotten when
code is added. A kill at an fsync also takes back half of what was written: until it returns, that need not be on the disk.
"""

from __future__ import annotations

import os
import signal
import stat
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

tqdm.set_lock(
    threading.RLock()
)  # its own is shared between forked processes: one killed while holding it stopped all others

EVENTS = {
    "open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "shutil.rmtree", "sqlite3.connect",
}  # fmt: skip
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_fsync = os.fsync


@dataclass(slots=True)
class Point:
    """Where a process dies; counts what it passes."""

    at: int  # 0: nowhere
    home: str
    act: Callable[[int | None], None]  # told the file of an fsync
    passed: int = 0

    def reach(self, descriptor: int | None = None) -> None:
        self.passed += 1
        if self.passed == self.at:
            self.act(descriptor)


_point: Point | None = None


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if _point is None or event not in EVENTS:
        return
    if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & WRITES):
        return
    if any(
        isinstance(each, str | bytes | os.PathLike) and os.fsdecode(each).startswith(_point.home) for each in arguments
    ):
        _point.reach()


def _fsync_or_die(descriptor: int) -> None:
    if _point is not None:
        _point.reach(descriptor)
    _fsync(descriptor)


def install() -> None:
    """Watch this process and those forked from it."""
    sys.addaudithook(_audit)
    os.fsync = _fsync_or_die  # type: ignore[assignment]


def kill(descriptor: int | None) -> None:
    """Die at once; of a file being synced half is lost."""
    if descriptor is not None and stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.truncate(f"/proc/self/fd/{descriptor}", os.fstat(descriptor).st_size // 2)
    os.kill(os.getpid(), signal.SIGKILL)


def no_space(descriptor: int | None) -> None:
    """Fail as a full disk does, now and ever after."""
    assert _point is not None
    _point.at = _point.passed + 1
    raise OSError(28, "No space left on device")


def run(work: Callable[[], None], home: Path, at: int, act: Callable[[int | None], None] = kill) -> int:
    """Work in a forked process that acts at a point.

    :param work: What to do.
    :param home: Only what happens below it counts.
    :param at: The point, from 1; 0 for none.
    :param act: What happens there.
    :return: Minus the signal it died of; else 0 done, 1 failed, 2 failed otherwise than by an error of the system.
    """
    global _point
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        _point = Point(at, str(home), act)
        work()
        status = 0
    except OSError as error:
        status = 1 if error.errno == 28 else 2
    except BaseException:
        traceback.print_exc()
        status = 2
    os._exit(status)


def count(work: Callable[[], None], home: Path) -> int:
    """Count the points of some work, which is done here."""
    global _point
    _point = Point(0, str(home), kill)
    try:
        work()
        return _point.passed
    finally:
        _point = None


def run_for(work: Callable[[], None], seconds: float) -> None:
    """Work in a forked process that is killed from outside after some time, wherever it then is."""
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
