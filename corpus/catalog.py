"""Reads the catalog, and with it a folder of documents: which regulations there are, who issued them, and their units."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corpus.corrections import Action, Correction, hash_corrections, read_corrections
from corpus.parsed import ParsedDocument, ParsedRegulation
from corpus.reading import READERS, SourceText, UnreadableDocument
from corpus.regulation import Regulation, Unit
from corpus.safe_reading import ReadingProcess
from corpus.script import fold

_KEYS = {
    "id", "title", "issuer", "document_number", "effective_on", "repealed_on", "source", "printed", "occurrence", "origin", "sha256",
}  # fmt: skip


class CatalogError(ValueError):
    """The catalog cannot be used; the message names the entry and what is wrong with it."""


class NoDocuments(ValueError):
    """A documents folder is missing or holds nothing that can be read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalog says of one regulation."""

    regulation_id: str
    title: str
    issuer: str
    document_number: str
    effective_on: date | None
    repealed_on: date | None
    source: str
    printed: str  # the title as the parser reads it
    occurrence: int  # 1 for the first regulation of that title in its file
    sha256: str = ""  # of the file the entry was written for; empty where it does not say


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """The regulations and units of one file, named by the catalog."""

    name: str
    regulations: tuple[Regulation, ...]
    units: tuple[Unit, ...]
    differs_from_catalog: bool = False  # its bytes are not those the catalog was written for


@dataclass(frozen=True, slots=True)
class Document:
    """One file, parsed, its regulations and units named."""

    name: str
    regulations: tuple[Regulation, ...]
    units: tuple[Unit, ...]
    parsed: ParsedDocument
    differs_from_catalog: bool = False  # its bytes are not those the catalog was written for


def load_catalog(path: Path) -> tuple[Entry, ...]:
    """Read a catalog file.

    :param path: A TOML file of ``[[regulation]]`` tables.
    :return: Its entries; none if the file does not exist.
    :raises CatalogError: if the file is no TOML, lacks a key, has an unknown one, or repeats an id for one source.
    """
    if not path.exists():
        return ()
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("regulation", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogError(f"{path.name} 不是有效的 TOML 文件:{error}") from error
    entries: list[Entry] = []
    for number, table in enumerate(tables, 1):
        missing = {"id", "title", "source"} - set(table)
        unknown = set(table) - _KEYS
        if missing or unknown:
            wrong = f"缺少 {'、'.join(sorted(missing))}" if missing else f"有不认识的 {'、'.join(sorted(unknown))}"
            raise CatalogError(f"{path.name} 第 {number} 项 {wrong}")
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", table["id"]):
            raise CatalogError(f"{path.name} 第 {number} 项的 id「{table['id']}」只能用小写字母、数字和连字符")
        entries.append(
            Entry(
                table["id"], table["title"], table.get("issuer", ""), table.get("document_number", ""), table.get("effective_on"),
                table.get("repealed_on"), table["source"], table.get("printed", table["title"]), table.get("occurrence", 1),
                str(table.get("sha256", "")),
            )
        )  # fmt: skip
    named = Counter((entry.regulation_id, entry.source) for entry in entries)
    repeated = {regulation_id for (regulation_id, _), times in named.items() if times > 1}  # in two files: two editions
    if repeated:
        raise CatalogError(f"{path.name} 里 id 重复:{'、'.join(sorted(repeated))}")
    return tuple(entries)


def _find_entry(entries: Sequence[Entry], source: str, title: str, occurrence: int) -> Entry | None:
    """Find the entry of the nth regulation of a title in a file."""
    for entry in entries:
        if entry.source == source and entry.occurrence == occurrence and fold(entry.printed) == fold(title):
            return entry
    return None


def derive_id(source: str, title: str, occurrence: int, alone: bool) -> str:
    """Make an id where the catalog has none: from the file name where that is plain, else from the title's digest.

    :param source: Name of the file.
    :param title: Of the regulation.
    :param occurrence: 1 for the first regulation of that title in its file.
    :param alone: Whether the file holds no other.
    :return: The id.
    """
    stem = re.sub(r"[^a-z0-9]+", "-", Path(source).stem.lower()).strip("-")
    if alone and len(stem) >= 3:
        return stem
    digest = hashlib.sha256(fold(title or source).encode()).hexdigest()[:8]
    return f"{stem or 'regulation'}-{digest}" + (f"-{occurrence}" if occurrence > 1 else "")


def _name(
    parsed: ParsedRegulation, name: str, sha256: str, entry: Entry | None, regulation_id: str, corrections_sha256: str
) -> tuple[Regulation, tuple[Unit, ...]]:
    """Give a parsed regulation its id, title and issuer: corrections go before the catalog, the catalog before the text."""
    corrected = parsed.corrected
    regulation = Regulation(
        regulation_id,
        entry.title if entry and Action.TITLE not in corrected else parsed.title or Path(name).stem,
        entry.issuer if entry and entry.issuer and Action.ISSUER not in corrected else parsed.issuer,
        entry.document_number
        if entry and entry.document_number and Action.DOCUMENT_NUMBER not in corrected
        else parsed.document_number,
        entry.effective_on
        if entry and entry.effective_on and Action.EFFECTIVE_ON not in corrected
        else parsed.effective_on,
        entry.repealed_on if entry else None,
        name,
        sha256,
        corrections_sha256,
    )
    units = tuple(
        Unit(
            f"{regulation_id}#{unit.number_path}", name, regulation.title, regulation.issuer, unit.path, unit.locator,
            unit.heading, unit.context, unit.text,
        )
        for unit in parsed.units
    )  # fmt: skip
    return regulation, units


def name_document(text: SourceText, entries: Sequence[Entry], corrections: Sequence[Correction] = ()) -> Document:
    """Parse a file and name its regulations after the catalog; a regulation without any unit is left out.

    :param text: The file as read.
    :param entries: The catalog's entries; they name a title as the parser reads it, corrected or not.
    :param corrections: What a maintainer says of the file.
    :return: The document.
    """
    from corpus.document import parse_document  # who has the parse from before needs no parser

    parsed = parse_document(text, corrections)
    named = name_regulations(parsed.regulations, text.name, text.sha256, entries, corrections)
    return Document(text.name, named.regulations, named.units, parsed, named.differs_from_catalog)


def name_regulations(
    parsed: Sequence[ParsedRegulation],
    name: str,
    sha256: str,
    entries: Sequence[Entry],
    corrections: Sequence[Correction] = (),
) -> NamedDocument:
    """Name the parsed regulations of a file after the catalog; one without any unit is left out.

    :param parsed: The regulations, in the order they stand in the file.
    :param name: Of the file.
    :param sha256: Of its bytes.
    :param entries: The catalog's entries.
    :param corrections: What it was parsed with.
    :return: The regulations and their units.
    """
    corrections_sha256 = hash_corrections(corrections)
    known = {entry.sha256 for entry in entries if entry.source == name and entry.sha256}
    written = [part for part in parsed if part.units]
    regulations: list[Regulation] = []
    units: list[Unit] = []
    seen: dict[str, int] = {}
    for part in written:
        key = fold(part.printed)
        seen[key] = seen.get(key, 0) + 1
        entry = _find_entry(entries, name, part.printed, seen[key])
        entry = entry or _find_entry(entries, name, part.title, seen[key])
        regulation_id = entry.regulation_id if entry else derive_id(name, part.title, seen[key], len(written) == 1)
        regulation, own_units = _name(part, name, sha256, entry, regulation_id, corrections_sha256)
        regulations.append(regulation)
        units.extend(own_units)
    return NamedDocument(name, tuple(regulations), tuple(units), bool(known) and sha256 not in known)


def list_documents(folder: Path) -> tuple[Path, ...]:
    """List the readable files of a folder by name.

    :param folder: Where the documents are.
    :return: Their paths.
    :raises NoDocuments: if the folder is missing or holds no file of a known kind.
    """
    if not folder.is_dir():
        raise NoDocuments(f"找不到文件夹 {folder},请检查路径")
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.suffix.lower() in READERS)
    if not files:
        raise NoDocuments(f"文件夹 {folder} 里没有可读的规定文件({'、'.join(READERS)}),请先放入文件")
    return tuple(files)


def load_documents(
    files: Sequence[Path], entries: Sequence[Entry], on_refused: Callable[[UnreadableDocument], None] | None = None
) -> tuple[Document, ...]:
    """Read files, each in a guarded process, and parse them.

    :param files: The files, in the order their units should have.
    :param entries: The catalog's entries.
    :param on_refused: Told of each file that cannot be read; the others are read all the same.
    :return: The documents that could be read.
    :raises UnreadableDocument: if a file, or its corrections, cannot be read and nobody is told.
    """
    documents: list[Document] = []
    with ReadingProcess() as process:
        for path in files:
            try:
                text = process.read(path)
                if isinstance(text, UnreadableDocument):
                    raise text
                documents.append(name_document(text, entries, read_corrections(path)))
            except UnreadableDocument as error:
                if on_refused is None:
                    raise
                on_refused(error)
    return tuple(documents)
