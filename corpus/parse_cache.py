"""Keeps what documents were parsed to, so that a build parses only what changed.

An entry is found by the bytes of the file and of its corrections and by the code that reads and parses; losing the folder costs time,
nothing else. What people look at to judge a parse (noise, findings) is not kept: who wants it parses.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import mkstemp

from corpus.catalog import Entry, NamedDocument, name_regulations
from corpus.corrections import Action, Correction, hash_corrections, read_corrections
from corpus.parsed import ParsedRegulation, ParsedUnit
from corpus.safe_reading import ReadingProcess
from corpus.unreadable import UnreadableDocument

logger = logging.getLogger(__name__)

PARSED_FOLDER = Path("cache") / "parsed"  # in the state folder
NEW = ".new"  # being written
# Another release of one of these may read another text; ocr is read only where rapidocr is there.
_READING_PACKAGES = ("lxml", "opencc", "pypdf", "pypinyin", "rapidocr", "rjieba", "trafilatura")


class ParseCache:
    """What was parsed before, one readable file each."""

    def __init__(self, folder: Path) -> None:
        """Keep it in a folder; made when something is kept."""
        self._folder = folder
        self._used: set[str] = set()

    @classmethod
    def of(cls, home: Path) -> ParseCache:
        """Give the one in a state folder."""
        return cls(home / PARSED_FOLDER)

    def find(self, key: str) -> tuple[ParsedRegulation, ...] | None:
        """Fetch what a file was parsed to; None if it is not there or not whole."""
        self._used.add(key)
        try:
            text = (self._folder / f"{key}.json").read_text(encoding="utf-8")
        except OSError:
            return None
        try:
            digest, _, content = text.partition("\n")
            if hashlib.sha256(content.encode()).hexdigest() != digest:
                raise ValueError("not the content that was kept")
            return tuple(_read_regulation(record) for record in json.loads(content))
        except (ValueError, KeyError, TypeError):
            logger.warning("a kept parse cannot be read; parsing anew")
            return None

    def keep(self, key: str, regulations: Sequence[ParsedRegulation]) -> None:
        """Keep what a file was parsed to; where it cannot be kept, it is parsed anew the next time."""
        records = [_record(regulation) for regulation in regulations]
        content = json.dumps(records, ensure_ascii=False, default=str)
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            descriptor, temporary = mkstemp(NEW, key, self._folder)  # of its own: several builds may keep the same one
            with os.fdopen(descriptor, "w", encoding="utf-8") as out:
                out.write(f"{hashlib.sha256(content.encode()).hexdigest()}\n{content}")
            os.replace(temporary, self._folder / f"{key}.json")

    def drop_unused(self) -> None:
        """Remove what was not asked for since this was made, by a build of all documents: files that are gone, other code's."""
        for file in self._folder.glob("*.json"):
            if file.stem not in self._used:
                file.unlink(missing_ok=True)
        for file in self._folder.glob(f"*{NEW}"):  # left by a process that was killed
            file.unlink(missing_ok=True)


def load_named(
    files: Sequence[Path],
    entries: Sequence[Entry],
    kept: ParseCache,
    on_refused: Callable[[UnreadableDocument], None],
) -> tuple[NamedDocument, ...]:
    """Name the regulations of files; those parsed before are neither read nor parsed.

    :param files: The files, in the order their units should have.
    :param entries: The catalog's entries.
    :param kept: What was parsed before.
    :param on_refused: Told of each file that cannot be read; the others are read all the same.
    :return: The documents that could be read.
    """
    documents: list[NamedDocument] = []
    with ReadingProcess() as process:
        for path in files:
            try:
                documents.append(_load(path, entries, kept, process))
            except UnreadableDocument as error:
                on_refused(error)
    return tuple(documents)


def _load(path: Path, entries: Sequence[Entry], kept: ParseCache, process: ReadingProcess) -> NamedDocument:
    """Name the regulations of one file."""
    corrections = read_corrections(path)
    try:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        sha256 = ""  # the guarded reader says what is the matter with it
    key = parse_key(sha256, path, corrections)
    regulations = kept.find(key) if sha256 else None
    if regulations is None:
        text = process.read(path)
        if isinstance(text, UnreadableDocument):
            raise text
        from corpus.document import parse_document  # needed only where a file changed

        regulations = parse_document(text, corrections).regulations
        if text.sha256 == sha256:  # else it was written to in between
            kept.keep(key, regulations)
        sha256 = text.sha256
    return name_regulations(regulations, path.name, sha256, entries, corrections)


def parse_key(sha256: str, path: Path, corrections: Sequence[Correction]) -> str:
    """Name a parse by all it depends on.

    :param sha256: Of the bytes of the file.
    :param path: The file; only its suffix counts.
    :param corrections: What it is parsed with.
    :return: The name.
    """
    parts = (sha256, path.suffix.lower(), hash_corrections(corrections), code_digest())
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


@cache
def code_digest() -> str:
    """Digest the code that reads and parses, and the packages it reads with; taken when it was loaded, as it may be replaced on the disk."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    for package in _READING_PACKAGES:
        try:
            digest.update(f"{package} {version(package)}\n".encode())
        except PackageNotFoundError:
            digest.update(f"{package} is not there\n".encode())
    return digest.hexdigest()


def _record(regulation: ParsedRegulation) -> dict[str, object]:
    """Write what naming needs of a parsed regulation."""
    return {
        "title": regulation.title,
        "issuer": regulation.issuer,
        "document_number": regulation.document_number,
        "units": [asdict(unit) for unit in regulation.units],
        "article_count": regulation.article_count,
        "printed": regulation.printed,
        "effective_on": regulation.effective_on,
        "corrected": sorted(regulation.corrected),
    }


def _read_regulation(record: dict[str, object]) -> ParsedRegulation:
    """Read what ``_record`` wrote."""
    units, corrected, effective_on = record["units"], record["corrected"], record["effective_on"]
    if not isinstance(units, list) or not isinstance(corrected, list):
        raise TypeError("no list of units")
    return ParsedRegulation(
        str(record["title"]),
        str(record["issuer"]),
        str(record["document_number"]),
        tuple(
            ParsedUnit(**unit | {name: tuple(unit[name]) for name in ("path", "context", "offsets")}) for unit in units
        ),
        int(str(record["article_count"])),
        (),
        str(record["printed"]),
        None if effective_on is None else date.fromisoformat(str(effective_on)),
        frozenset(Action(each) for each in corrected),
    )


code_digest()  # now, while the code on the disk is the one that is loaded
