"""Takes new and changed regulations into the state folder: each file whole or not at all.

The files as received go into ``documents/`` beside a catalog, which is replaced last and in one step: what it does not name is not
there. An edition that is replaced stays, with its dates. Nothing that answers changes before an index is built and published.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, count
from pathlib import Path

from corpus.catalog import Entry, derive_id, name_regulations
from corpus.corrections import Correction, corrections_path, read_corrections
from corpus.document import parse_document
from corpus.editions import today
from corpus.intake_files import NewFile, in_place, only_one, write_files
from corpus.library import DOCUMENTS_FOLDER, OWN, Library, open_library
from corpus.parse_cache import ParseCache, parse_key
from corpus.parsed import ParsedRegulation
from corpus.reading import READERS, SourceText
from corpus.regulation import Regulation
from corpus.safe_reading import ReadingProcess
from corpus.script import fold
from corpus.unreadable import UnreadableDocument


class IntakeRefused(Exception):
    """A file cannot be taken in as asked; the message says in one line why and what to do."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a person says of a file that holds one regulation; empty where its text says it."""

    title: str = ""
    issuer: str = ""
    effective_on: date | None = None
    repealed_on: date | None = None
    replaces: str = ""  # id of the regulation that this is a later edition of

    def __bool__(self) -> bool:
        """Tell whether anything is said."""
        return self != Given()


@dataclass(frozen=True, slots=True)
class Namesake:
    """A new regulation that is called like some that are there already."""

    title: str
    issuer: str
    source: str  # file name
    known: tuple[Entry, ...]  # the newest editions of those


Decide = Callable[[Namesake], str]  # -> id of the one it replaces; empty: it stands beside them
OnRefused = Callable[[Exception], None]  # told of a file that was left out; the message says in one line why


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A regulation that was taken in."""

    regulation: Regulation
    unit_count: int
    finding_count: int  # numbers that do not follow the one before
    stale_count: int  # corrections that do not fit the file
    replaces: bool
    printed: str = ""  # the title that stands in the file


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A file as it will be taken in."""

    file: NewFile
    taken: tuple[TakenIn, ...]
    key: str  # of its parse
    parsed: tuple[ParsedRegulation, ...]


def refuse_namesakes(namesake: Namesake) -> str:
    """Decide nothing: refuse a regulation that is called like one that is there.

    :param namesake: The regulation.
    :return: Nothing.
    :raises IntakeRefused: always; the message names the id.
    """
    ids = "、".join(entry.regulation_id for entry in namesake.known)
    first = namesake.known[0].regulation_id
    raise IntakeRefused(
        f"{namesake.source} 里的《{namesake.title}》与已有的规定同名同机关（编号 {ids}）：是它的新版请加 --replaces {first}，"
        "是另一部规定请用 --title 起一个能区分的名称。"
    )


def take_in(
    files: Sequence[Path],
    home: Path,
    given: Given = Given(),
    decide: Decide = refuse_namesakes,
    own: Path = OWN,
    on_refused: OnRefused | None = None,
) -> tuple[TakenIn, ...]:
    """Take files into the state folder, each of them whole or not at all.

    :param files: New or changed documents; a ``<stem>.corrections.toml`` beside one comes along.
    :param home: The state folder.
    :param given: What is said of the one file.
    :param decide: Asked for each regulation that is called like one that is there.
    :param own: The folder of what comes with the program.
    :param on_refused: Told why a file cannot be taken in; the others are. Without it the first such file keeps all out.
    :return: The regulations, in the order they were read.
    :raises IntakeRefused: if a file cannot be taken in as asked, or another process is taking files in.
    :raises UnreadableDocument: if a file or its corrections cannot be read.
    """
    if given and len(files) != 1:
        raise IntakeRefused(
            "--title、--issuer、--effective-on、--repealed-on、--replaces 一次只能用于一个文件，请逐个收入。"
        )
    folder = home / DOCUMENTS_FOLDER
    with held_alone(folder), ReadingProcess() as process:
        library = open_library(home, own)
        prepared: list[_Prepared] = []
        for path in files:
            try:
                one = _prepare(path, process, library, given, decide)
            except (IntakeRefused, UnreadableDocument) as error:
                if on_refused is None:
                    raise
                on_refused(error)
                continue
            library = _with(library, one.file, folder)
            prepared.append(one)
        if prepared:
            write_files(folder, [one.file for one in prepared], today())
    kept = ParseCache.of(home)
    for one in prepared:
        kept.keep(one.key, one.parsed)
    return tuple(taken for one in prepared for taken in one.taken)


@contextmanager
def held_alone(folder: Path) -> Iterator[None]:
    """Keep other processes from changing the documents.

    :param folder: Where what was taken in lies.
    :yield: While nobody else changes it.
    :raises IntakeRefused: if another process does.
    """
    try:
        with only_one(folder):
            yield
    except BlockingIOError as error:
        raise IntakeRefused("另一个进程正在收入规定文件，请等它完成后再试。") from error


def _prepare(path: Path, process: ReadingProcess, library: Library, given: Given, decide: Decide) -> _Prepared:
    """Read a file and decide what each of its regulations is."""
    text = process.read(path)
    if isinstance(text, UnreadableDocument):
        raise text
    corrections = read_corrections(path)
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != text.sha256:
        raise IntakeRefused(f"{path.name} 在读取时被改动了，请再试一次。")
    if path.suffix.lower() not in READERS:
        raise IntakeRefused(f"{path.name} 的后缀不是 {'、'.join(READERS)}，请改名后再收入。")
    source = _free_name(path.name, {file.name for file in library.files})
    parsed = parse_document(text, corrections)
    written = [part for part in parsed.regulations if part.units]
    if not written:
        raise IntakeRefused(f"{path.name} 里没有找到任何条款，可用 assistant corpus check {path.name} 查看原因。")
    if given and len(written) > 1:
        raise IntakeRefused(
            f"{path.name} 里有 {len(written)} 部规定，--title 等选项只能用于只有一部规定的文件；请拆开，或写在 {corrections_path(path).name} 里。"
        )
    stale = len(parsed.stale)
    entries: list[Entry] = []
    for part in written:
        known = Library(library.files, (*library.entries, *entries))
        occurrence = 1 + sum(fold(entry.printed) == fold(part.printed) for entry in entries)
        named_text = replace(text, name=source)
        entries.append(_entry(part, named_text, occurrence, known, given, decide, len(written) == 1, corrections))
    named = name_regulations(written, source, text.sha256, entries, corrections)
    counted = Counter(unit.regulation_id for unit in named.units)
    old = {entry.regulation_id for entry in library.entries}
    taken = tuple(
        TakenIn(
            regulation,
            counted[regulation.regulation_id],
            len(part.findings),
            stale,
            regulation.regulation_id in old,
            part.title,
        )
        for regulation, part in zip(named.regulations, written, strict=True)
    )
    notes = corrections_path(path)
    file = NewFile(source, content, notes.read_bytes() if corrections else None, tuple(entries))
    return _Prepared(file, taken, parse_key(text.sha256, path, corrections), parsed.regulations)


def _entry(
    part: ParsedRegulation,
    text: SourceText,
    occurrence: int,
    library: Library,
    given: Given,
    decide: Decide,
    alone: bool,
    corrections: Sequence[Correction],
) -> Entry:
    """Write the catalog's entry for one regulation."""
    title = given.title or part.title or Path(text.name).stem
    issuer = given.issuer or part.issuer
    if given.replaces and not library.editions(given.replaces):
        raise unknown_id(given.replaces)
    namesakes = find_namesakes(title, issuer, library, text.name)
    regulation_id = given.replaces
    if not regulation_id and namesakes:
        regulation_id = decide(Namesake(title, issuer, text.name, namesakes))
    if regulation_id:
        before = replaced_edition(library.editions(regulation_id), given.effective_on or part.effective_on)
        same_file = before.sha256 == text.sha256 and before.printed == part.printed
        if same_file and given.effective_on in (None, before.effective_on) and _kept(before, library) == corrections:
            raise IntakeRefused(f"{text.name} 与已有的《{before.title}》（编号 {regulation_id}）内容相同，无须再收入。")
        title, issuer = given.title or before.title, given.issuer or before.issuer or part.issuer
    else:
        regulation_id = _free_id(derive_id(text.name, part.title, occurrence, alone), library)
    return Entry(
        regulation_id, title, issuer, part.document_number, given.effective_on or part.effective_on, given.repealed_on,
        text.name, part.printed, occurrence, text.sha256,
    )  # fmt: skip


def replaced_edition(editions: Sequence[Entry], effective_on: date | None = None) -> Entry:
    """Tell which edition a new one stands behind, and replaces.

    :param editions: The editions there are; at least one.
    :param effective_on: When the new one takes effect; None: at once.
    :return: The last that takes effect no later.
    """
    begins = max(effective_on or today(), today())
    earlier = [entry for entry in editions if not (entry.effective_on and entry.effective_on > begins)]
    return earlier[-1] if earlier else editions[0]


def _with(library: Library, file: NewFile, folder: Path) -> Library:
    """Give the documents as they are with one more file."""
    entries = library.entries
    for entry in file.entries:
        entries = in_place(entries, entry, today())
    return Library((*library.files, folder / file.source), entries)


def find_namesakes(title: str, issuer: str, library: Library, source: str = "") -> tuple[Entry, ...]:
    """Find the regulations with a title and an issuer.

    :param title: The title.
    :param issuer: The issuer; one that is not known may be the same as any.
    :param library: The documents there are.
    :param source: A file whose regulations do not count: two in one file are two regulations.
    :return: Their newest editions.
    """
    newest = {entry.regulation_id: entry for entry in library.entries}
    return tuple(
        entry
        for entry in newest.values()
        if entry.source != source
        and fold(title) in (fold(entry.title), fold(entry.printed))
        and (not issuer or not entry.issuer or fold(issuer) == fold(entry.issuer))  # unknown, it may be the same
    )


def _kept(entry: Entry, library: Library) -> tuple[Correction, ...]:
    """Read the corrections of a document that is there."""
    file = next((file for file in library.files if file.name == entry.source), None)
    return read_corrections(file) if file and file.is_file() else ()


def _free_id(wanted: str, library: Library) -> str:
    """Make an id that no regulation has."""
    taken = {entry.regulation_id for entry in library.entries}
    return next(each for each in chain((wanted,), (f"{wanted}-{n}" for n in count(2))) if each not in taken)


def _free_name(name: str, taken: set[str]) -> str:
    """Make a file name that no document has, since the name tells editions apart."""
    folded = {Path(each).stem.lower() for each in taken}  # the stem, since corrections are named after it
    plain = re.sub(r"[\x00-\x1f\x7f/\\]", "-", name).lstrip(".") or "document.txt"
    stem, suffix = Path(plain).stem, Path(plain).suffix
    stems = chain((stem,), (f"{stem}-{n}" for n in count(2)))
    return next(f"{each}{suffix}" for each in stems if each.lower() not in folded)


def unknown_id(regulation_id: str) -> IntakeRefused:
    """Say that an id names no regulation.

    :param regulation_id: The id.
    :return: The refusal, to be raised.
    """
    return IntakeRefused(f"没有编号为 {regulation_id} 的规定，编号可用 assistant corpus list 查看。")
