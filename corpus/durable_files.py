"""Files that are on the disk when the call returns, and locks that end with their process.

A rename is safe only after what is renamed was synced, and itself only after its folder was.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_synced(file: Path, content: str | bytes) -> None:
    """Write a file and wait until it is on the disk."""
    with file.open("wb") as out:
        out.write(content.encode("utf-8") if isinstance(content, str) else content)
        out.flush()
        os.fsync(out.fileno())


def replace_synced(file: Path, content: str | bytes) -> None:
    """Replace a file in one step: whoever reads it sees the old content or the new one, after a power cut too.

    :param file: The file; there need not be one yet. One writer at a time: the caller holds a lock.
    :param content: What it is to hold.
    """
    temporary = file.with_name(f".{file.name}.new")
    write_synced(temporary, content)
    os.replace(temporary, file)
    sync_folder(file.parent)


def sync_file(file: Path) -> None:
    """Wait until a file that a library wrote is on the disk."""
    with file.open("rb") as content:
        os.fsync(content.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(file: Path, *, wait: bool) -> Iterator[None]:
    """Hold a lock; the system lifts it when the process ends, however it ends.

    :param file: The lock file; it stays.
    :param wait: Whether to wait for another holder.
    :yield: Nothing; the lock is held inside.
    :raises BlockingIOError: if another holds it and ``wait`` is false.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
