"""The folder of documents that were taken in: written by one process at a time, the catalog last and in one step.

What a killed process left half done is removed before the next change. Knows nothing of what stands in a document.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corpus.catalog import Entry, load_catalog
from corpus.catalog_writing import catalog_text
from corpus.corrections import corrections_path
from corpus.durable_files import locked, replace_synced, sync_folder
from corpus.library import CATALOG_FILE

LOCK_FILE = ".lock"
ADDING_FILE = ".adding"  # names of files that are no part of it before the catalog says so


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file as it will stand in the folder, and what the catalog will say of it."""

    source: str  # the name it gets
    content: bytes
    corrections: bytes | None
    entries: tuple[Entry, ...]


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Let one process at a time change the documents, behind what a killed one left half done.

    :param folder: The folder.
    :yield: While no other process may change it.
    :raises BlockingIOError: if another one is changing it.
    """
    with locked(folder / LOCK_FILE, wait=False):
        _clear_up(folder)
        yield


def _clear_up(folder: Path) -> None:
    """Remove files that were written and never became part of the catalog."""
    journal = folder / ADDING_FILE
    if not journal.exists():
        return
    known = {entry.source for entry in load_catalog(folder / CATALOG_FILE)}
    try:
        names = json.loads(journal.read_text(encoding="utf-8"))
    except ValueError:
        names = []  # the journal itself was not written whole; then nothing else was
    for name in names:
        if name not in known:
            (folder / name).unlink(missing_ok=True)
            corrections_path(folder / name).unlink(missing_ok=True)
    for half_written in folder.glob(".*.new"):
        half_written.unlink()
    journal.unlink()
    sync_folder(folder)


def in_place(entries: Sequence[Entry], new: Entry, day: date) -> tuple[Entry, ...]:
    """Put a new edition behind those it replaces, and before coming ones that take effect later than it.

    :param entries: The catalog.
    :param new: The edition; without a day of effect it holds from the day it is taken in.
    :param day: That day.
    :return: The catalog with it.
    """
    begins = max(new.effective_on or day, day)
    coming = (
        place
        for place, entry in enumerate(entries)
        if entry.regulation_id == new.regulation_id and entry.effective_on and entry.effective_on > begins
    )
    place = next(coming, len(entries))
    return (*entries[:place], new, *entries[place:])


def write_files(folder: Path, files: Sequence[NewFile], day: date) -> None:
    """Write the files, then the catalog that makes them part of it.

    :param folder: The folder, held by this process.
    :param files: What comes into it.
    :param day: Which day it is, in China.
    """
    entries = load_catalog(folder / CATALOG_FILE)
    for one in files:
        for entry in one.entries:
            entries = in_place(entries, entry, day)
    replace_synced(folder / ADDING_FILE, json.dumps([one.source for one in files], ensure_ascii=False))
    for one in files:
        replace_synced(folder / one.source, one.content)
        if one.corrections is not None:
            replace_synced(corrections_path(folder / one.source), one.corrections)
    replace_synced(folder / CATALOG_FILE, catalog_text(entries))
    (folder / ADDING_FILE).unlink()
    sync_folder(folder)
