"""The process in which files are read: takes paths, gives texts, one JSON object a line each way. Started by ``safe_reading``.

It limits itself before it touches a file: memory, no files written, no core dump. Time is the parent's business; a limit on
processor time ends the process should the parent be gone.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from typing import BinaryIO

from corpus.progress import Progress
from corpus.reading import read_document
from corpus.unreadable import UnreadableDocument

MEMORY_BYTES = 512 * 1024 * 1024
# Writable memory is limited here; what is resident, by the parent. Not the address space: libraries map far more than they use.
_MEMORY = resource.RLIMIT_DATA
ORPHAN_SECONDS = 3_600  # of processor time for one file; the longest the parent ever allows


def _limit() -> None:
    """Give up what reading a file does not need."""
    for which, most in ((_MEMORY, MEMORY_BYTES), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)):
        _, hard = resource.getrlimit(which)
        resource.setrlimit(which, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _limit_time() -> None:
    """Begin to count processor time for the next file."""
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    most = int(used) + ORPHAN_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _say(channel: BinaryIO, message: dict[str, object]) -> None:
    """Send one message."""
    channel.write(json.dumps(message, ensure_ascii=False).encode("utf-8", errors="surrogatepass") + b"\n")
    channel.flush()


def _read(path: Path, channel: BinaryIO) -> dict[str, object]:
    """Read one file and say what came of it."""

    def on_page(progress: Progress) -> None:
        _say(channel, {"page": progress.page, "pages": progress.pages, "is_scan": progress.is_scan})

    try:
        text = read_document(path, on_page)
    except UnreadableDocument as error:
        return {"refused": error.reason, "name": error.name}
    except MemoryError:
        return {"failed": "memory"}
    except (
        Exception
    ) as error:  # a reader stumbles over something nobody thought of: this file is refused, the next one is read
        place = error.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        line = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else "?"
        return {"failed": f"{type(error).__name__} in {line}"}
    return {"name": text.name, "text": text.text, "sha256": text.sha256, "unread_pages": text.unread_pages}


def main() -> None:
    """Read files until nobody asks any more."""
    channel = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints goes where errors go, not between the messages
    _limit()
    for request in sys.stdin.buffer:
        _limit_time()
        answer = _read(Path(json.loads(request)["path"]), channel)
        _say(channel, answer)
        if answer.get("failed") == "memory":
            return  # what is left in memory would count against the next file


if __name__ == "__main__":
    main()
