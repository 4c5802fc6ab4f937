"""Withdraws regulations: says when one is repealed, and takes back a file that was taken in.

Both change the catalog of what was taken in, in one step. Nothing that answers changes before an index is built and published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from corpus.catalog import Entry, list_documents, load_catalog
from corpus.catalog_writing import catalog_text
from corpus.durable_files import replace_synced
from corpus.editions import periods
from corpus.intake import IntakeRefused, held_alone, unknown_id
from corpus.library import CATALOG_FILE, DOCUMENTS_FOLDER, OWN, Library, open_library


def repeal(regulation_id: str, on: date | None, home: Path, own: Path = OWN) -> Entry:
    """Write down from which day a regulation holds no more; of the edition that holds until then, one of the program's own too.

    An edition that takes effect later stays as it is: who does not want it either takes it back.

    :param regulation_id: Its id.
    :param on: The first day on which it does not hold; None takes back what was written down.
    :param home: The state folder.
    :param own: The folder of what comes with the program.
    :return: The entry of the edition as it now is.
    :raises IntakeRefused: if there is no such regulation, none of its editions holds before that day, nothing was written down that
        could be taken back, or another process is taking files in.
    """
    folder = home / DOCUMENTS_FOLDER
    with held_alone(folder):
        editions = open_library(home, own).editions(regulation_id)
        if not editions:
            raise unknown_id(regulation_id)
        repealed = replace(_lifted(editions) if on is None else _holding_until(on, editions), repealed_on=on)
        mine = load_catalog(folder / CATALOG_FILE)
        kept = [entry for entry in mine if not _is_edition(entry, repealed)]
        place = next((i for i, entry in enumerate(mine) if _is_edition(entry, repealed)), len(kept))
        replace_synced(folder / CATALOG_FILE, catalog_text([*kept[:place], repealed, *kept[place:]]))
    return repealed


def _is_edition(entry: Entry, other: Entry) -> bool:
    return (entry.regulation_id, entry.source) == (other.regulation_id, other.source)


def _lifted(editions: Sequence[Entry]) -> Entry:
    """Find the edition whose repeal is taken back."""
    repealed = [entry for entry in editions if entry.repealed_on]
    if not repealed:
        raise IntakeRefused(f"《{editions[-1].title}》没有写明过废止日期，没有可取消的。")
    return repealed[-1]


def _holding_until(day: date, editions: Sequence[Entry]) -> Entry:
    """Find the edition that would hold on the day before, were none repealed."""
    dated = periods([replace(entry, repealed_on=None) for entry in editions])
    held = [entry for entry, period in zip(editions, dated, strict=True) if period.covers(day - timedelta(days=1))]
    if not held:
        begins = min(entry.effective_on for entry in editions if entry.effective_on)
        raise IntakeRefused(f"废止日期 {day} 应晚于《{editions[-1].title}》的施行日期 {begins}。")
    return held[0]


def coming_editions(regulation_id: str, library: Library, day: date) -> tuple[Entry, ...]:
    """List the editions of a regulation that take effect later.

    :param regulation_id: Its id.
    :param library: The documents there are.
    :param day: The day from which later is counted.
    :return: Their entries.
    """
    editions = library.editions(regulation_id)
    dated = periods(editions)
    return tuple(entry for entry, period in zip(editions, dated, strict=True) if day < period.begins < period.ends)


def take_back(source: str, home: Path, own: Path = OWN) -> tuple[Entry, ...]:
    """Undo the taking in of a file, with all its regulations: the editions it replaced hold again.

    The file itself stays where it lies, named by no catalog, until one of its name comes in.

    :param source: Its file name.
    :param home: The state folder.
    :param own: The folder of what comes with the program.
    :return: The entries that are there no more.
    :raises IntakeRefused: if no such file was taken in, or another process is taking files in.
    """
    folder = home / DOCUMENTS_FOLDER
    with held_alone(folder):
        mine = load_catalog(folder / CATALOG_FILE)
        gone = tuple(entry for entry in mine if entry.source == source)
        if any(file.name == source for file in list_documents(own / DOCUMENTS_FOLDER)):
            raise IntakeRefused(f"{source} 是随程序提供的文件，不能撤回；它里面的规定可以写明废止。")
        if not gone:
            raise IntakeRefused(f"没有收入过 {source}，文件名可用 assistant corpus list 查看。")
        kept = [entry for entry in mine if entry.source != source]
        replace_synced(folder / CATALOG_FILE, catalog_text(kept))
    return gone
