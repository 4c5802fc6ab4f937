"""Reads files from outside in a process of its own, within limits on time and memory. The only way in for uploads.

A file that hangs, bursts or crashes its reader costs that process, which is replaced; it is refused in one line and the others
are read. Nothing is remembered of a refused file.
"""

from __future__ import annotations

import json
import logging
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from corpus.progress import Progress
from corpus.reading import SourceText, UnreadableDocument

__all__ = ["Progress", "ReadingProcess", "SourceText", "UnreadableDocument", "read_documents"]

SECONDS = 30.0
SECONDS_A_PAGE = 0.1
SECONDS_A_SCANNED_PAGE = 15.0  # recognising letters takes 3 seconds a page on one free core
MEMORY_BYTES = 512 * 1024 * 1024
FILES_A_PROCESS = 500  # then a fresh one, so that what libraries keep cannot pile up
LONGEST_ANSWER = 200_000_000  # bytes; the longest text there may be, as JSON
_LOOK_SECONDS = 0.05  # between two looks at the clock and at the memory
_LOG = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parents[1]
_CRASHED = "读取时出错,文件可能已损坏,请重新导出后再试"
_TOO_MUCH_MEMORY = f"读取时占用内存超过 {MEMORY_BYTES // 1024 // 1024} MB,请拆成几个文件或重新导出后再试"

OnProgress = Callable[[Path, Progress], None]


class _TooMuchMemory(Exception):
    """The process outgrew its limit."""


class _TooSlow(Exception):
    """The process did not come to an end; the message is the number of seconds it had."""


class _Gone(Exception):
    """The process ended before it answered."""


@dataclass(slots=True)
class _Deadline:
    """Until when a file must be read: the more pages it has, the later."""

    started: float
    seconds: float

    def extend(self, progress: Progress) -> None:
        """Allow for the pages of the file."""
        own = SECONDS + SECONDS_A_PAGE * progress.pages
        self.seconds = max(self.seconds, own + (SECONDS_A_SCANNED_PAGE * progress.pages if progress.is_scan else 0.0))

    def is_over(self) -> bool:
        """Tell whether the time is up."""
        return time.monotonic() > self.started + self.seconds


def _start() -> subprocess.Popen[bytes]:
    """Start a process that reads; it inherits no secrets, no terminal and no open files."""
    environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR", "TZ") if name in os.environ}
    environment |= {
        "PYTHONPATH": os.pathsep.join([str(_ROOT), *_extra_paths()]),
        "PYTHONUTF8": "1",
        "OMP_NUM_THREADS": "1",
    }
    return subprocess.Popen(
        # -P: a file named like a library, in the folder somebody happens to be in, is not taken for it.
        [sys.executable, "-P", "-B", "-m", "corpus.reading_child"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, cwd="/", start_new_session=True,
    )  # fmt: skip


def _extra_paths() -> list[str]:
    """List the folders packages were put in by hand."""
    return [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if os.path.isabs(path)]


def _resident_bytes(process_id: int) -> int:
    """Tell how much memory a process holds; 0 where the system does not say."""
    try:
        pages = Path(f"/proc/{process_id}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


class ReadingProcess:
    """A process that reads one file after the other; started when first needed, replaced when it had to be ended.

    Threads may share one; they are served in turn.
    """

    def __init__(self) -> None:
        """Start nothing yet."""
        self._process: subprocess.Popen[bytes] | None = None
        self._files = 0  # read by the present process
        self._lock = threading.Lock()

    def __enter__(self) -> ReadingProcess:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        self.close()

    def close(self) -> None:
        """End the process; a later file starts a new one."""
        process, self._process, self._files = self._process, None, 0
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()

    def read(self, path: Path, on_page: Callable[[Progress], None] | None = None) -> SourceText | UnreadableDocument:
        """Read one file.

        :param path: The file.
        :param on_page: Told before each page, where the file has pages.
        :return: Its text, or why it is refused.
        """
        with self._lock:
            for _ in range(2):  # once more in a fresh process: what failed may have failed for what was read before it
                was_fresh = self._files == 0
                try:
                    return self._ask(path, on_page)
                except _TooSlow as error:
                    self.close()
                    return UnreadableDocument(f"读取超过 {error} 秒仍未完成,请拆成几个文件或重新导出后再试", path.name)
                except _TooMuchMemory:
                    reason = _TOO_MUCH_MEMORY
                except (_Gone, OSError, ValueError) as error:  # OSError: the pipe broke; ValueError: no JSON came
                    _LOG.warning("The reading process ended before it answered: %s", type(error).__name__)
                    reason = _CRASHED
                except BaseException:  # interrupted, or on_page failed: the process is in mid file and of no use
                    self.close()
                    raise
                self.close()
                if was_fresh:
                    break
            return UnreadableDocument(reason, path.name)

    def _ask(self, path: Path, on_page: Callable[[Progress], None] | None) -> SourceText | UnreadableDocument:
        """Send a file to the process and wait for what comes of it."""
        if self._process is None or self._files >= FILES_A_PROCESS or self._process.poll() is not None:
            self.close()
            self._process = _start()
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        self._files += 1
        process.stdin.write(json.dumps({"path": os.path.abspath(path)}).encode() + b"\n")
        process.stdin.flush()
        deadline = _Deadline(time.monotonic(), SECONDS)
        for line in _lines_of(process, deadline):
            message = json.loads(line.decode("utf-8", errors="surrogatepass"))
            if "pages" in message:
                progress = Progress(int(message["page"]), int(message["pages"]), bool(message["is_scan"]))
                deadline.extend(progress)
                if on_page:
                    on_page(progress)
            elif "text" in message:
                return SourceText(
                    message["name"], message["text"], message["sha256"], tuple(map(int, message["unread_pages"]))
                )
            elif "refused" in message:
                return UnreadableDocument(message["refused"], message["name"])
            elif message.get("failed") == "memory":
                raise _TooMuchMemory
            else:
                _LOG.warning("A reader failed: %s", message.get("failed"))
                return UnreadableDocument(_CRASHED, path.name)
        raise _Gone


def _lines_of(process: subprocess.Popen[bytes], deadline: _Deadline) -> Iterator[bytes]:
    """Give the lines a process writes as they come, with an eye on the clock and on its memory."""
    assert process.stdout is not None
    received = bytearray()
    searched = 0
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            end = received.find(b"\n", searched)
            if end >= 0:
                line = bytes(received[:end])
                del received[: end + 1]
                searched = 0
                yield line
                continue
            searched = len(received)
            if _resident_bytes(process.pid) > MEMORY_BYTES:
                raise _TooMuchMemory
            if deadline.is_over():
                raise _TooSlow(f"{deadline.seconds:.0f}")
            if selector.select(_LOOK_SECONDS):
                chunk = os.read(process.stdout.fileno(), 1 << 20)
                if not chunk or len(received) > LONGEST_ANSWER:
                    return
                received += chunk


def read_documents(
    paths: Iterable[Path], *, progress: OnProgress | None = None, process: ReadingProcess | None = None
) -> Iterator[SourceText | UnreadableDocument]:
    """Read files, each within the limits; one that is refused does not keep the others out.

    :param paths: The files.
    :param progress: Told when a file begins, with page 0 of 0, and before each of its pages.
    :param process: A process to go on with; without it one is started and ended here.
    :yield: For each path, in order, its text or why it is refused.
    """
    reading = process or ReadingProcess()
    try:
        for path in paths:
            if progress:
                progress(path, Progress(0, 0))
            yield reading.read(path, None if progress is None else _for_file(progress, path))
    finally:
        if process is None:
            reading.close()


def _for_file(progress: OnProgress, path: Path) -> Callable[[Progress], None]:
    """Tie a file to what is told of its pages."""
    return lambda page: progress(path, page)
