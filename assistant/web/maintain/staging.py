"""Uploaded files before they are taken in: each in a folder of its own under ``staging/`` of the state folder, where nothing answers from.

A file is read once, in the guarded process; its text is kept beside it, so that corrections can be tried without reading it again.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.cli_errors import Mendable
from assistant.state.tables import now
from corpus.corrections import SUFFIX, corrections_path
from corpus.durable_files import replace_synced
from corpus.reading import READERS, SourceText, UnreadableDocument
from corpus.safe_reading import ReadingProcess

FOLDER = "staging"
KEPT_DAYS = 7  # then a file that nobody took in is removed
SHOWN_SUFFIXES = tuple(suffix for suffix in READERS if suffix != ".doc")  # of .doc only what is a web page can be read
MOST_CHARACTERS = 1_000_000  # of one file: it is parsed each time its page is drawn, at some 4 seconds a million
LARGEST_FILE = 20_000_000  # bytes; a request may hold several
_LONGEST_STEM = 160  # bytes: file systems take 255 with the suffix of corrections
_ID = re.compile(r"[0-9a-f]{16}")
_NEW = ".new-"


class NotStaged(Mendable):
    """There is no such uploaded file, or no more."""


class CannotStage(Mendable):
    """A file cannot be uploaded; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Staged:
    """An uploaded file."""

    staged_id: str
    by: str
    at: str  # in UTC
    file: Path

    @property
    def name(self) -> str:
        """Its file name."""
        return self.file.name

    @property
    def corrections(self) -> str:
        """The text of its corrections; empty where there are none."""
        notes = corrections_path(self.file)
        return notes.read_text(encoding="utf-8", errors="replace") if notes.is_file() else ""

    def text(self) -> SourceText:
        """Give what was read of it."""
        kept = json.loads((self.file.parents[1] / "text.json").read_text(encoding="utf-8"))
        return SourceText(kept["name"], kept["text"], kept["sha256"], tuple(kept["unread_pages"]))

    def correct(self, corrections: str) -> None:
        """Keep other corrections beside it; empty ones remove them."""
        notes = corrections_path(self.file)
        if corrections.strip():
            notes.write_text(corrections, encoding="utf-8")
        else:
            notes.unlink(missing_ok=True)

    def keep_typed(self, typed: Mapping[str, object]) -> None:
        """Keep what was typed of it, until it is taken in."""
        replace_synced(self.file.parents[1] / "typed.json", json.dumps(typed, ensure_ascii=False))

    @property
    def typed(self) -> dict[str, object]:
        """What was typed of it; nothing where nothing was."""
        try:
            return dict(json.loads((self.file.parents[1] / "typed.json").read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError):
            return {}

    def discard(self) -> None:
        """Remove it."""
        shutil.rmtree(self.file.parents[1], ignore_errors=True)


def stage(home: Path, name: str, content: bytes, by: str, process: ReadingProcess, corrections: bytes = b"") -> Staged:
    """Keep an uploaded file and read it.

    :param home: The state folder.
    :param name: Its name, as the browser gave it.
    :param content: Its bytes.
    :param by: Who uploaded it.
    :param process: Reads it.
    :param corrections: The corrections uploaded with it.
    :return: The file.
    :raises CannotStage: if it is empty, too large or of no kind that can be read.
    :raises UnreadableDocument: if it cannot be read; then nothing is kept.
    """
    plain = plain_name(name)
    if Path(plain).suffix.lower() not in READERS:
        raise CannotStage(f"{plain} 不是能读的文件：只收 {'、'.join(SHOWN_SUFFIXES)}，请另存为其中一种再上传。")
    if not content:
        raise CannotStage(f"{plain} 是空文件，请检查后再上传。")
    if len(content) > LARGEST_FILE:
        raise CannotStage(f"{plain} 超过 {LARGEST_FILE // 1_000_000} MB，请拆成几个文件再上传。")
    staged_id = secrets.token_hex(8)
    folder = home / FOLDER / f"{_NEW}{staged_id}"
    file = folder / "document" / plain
    try:
        file.parent.mkdir(parents=True)
        file.write_bytes(content)
        if corrections:
            corrections_path(file).write_bytes(corrections)
        text = process.read(file)
        if isinstance(text, UnreadableDocument):
            raise text
        if len(text.text) > MOST_CHARACTERS:
            raise CannotStage(
                f"{plain} 有 {len(text.text) // 10_000} 万字，一个文件最多 {MOST_CHARACTERS // 10_000} 万字，请拆成几个文件再上传。"
            )
        (folder / "text.json").write_text(json.dumps(asdict(text)), encoding="utf-8")
        (folder / "staged.json").write_text(json.dumps({"by": by, "at": now(), "name": plain}), encoding="utf-8")
        folder.rename(home / FOLDER / staged_id)  # in one step: a file half uploaded is none
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return find_staged(home, staged_id)


def find_staged(home: Path, staged_id: str) -> Staged:
    """Find an uploaded file.

    :param home: The state folder.
    :param staged_id: Its id.
    :return: The file.
    :raises NotStaged: if there is none of that id.
    """
    folder = home / FOLDER / staged_id
    try:
        if not _ID.fullmatch(staged_id):
            raise FileNotFoundError
        told = json.loads((folder / "staged.json").read_text(encoding="utf-8"))
        return Staged(staged_id, told["by"], told["at"], folder / "document" / told["name"])
    except (FileNotFoundError, ValueError, KeyError) as error:
        raise NotStaged(
            f"这个上传的文件不在了：已经收入、已经放弃，或超过 {KEPT_DAYS} 天没有处理；需要时请重新上传。"
        ) from error


def list_staged(home: Path) -> tuple[Staged, ...]:
    """List the uploaded files that wait, the newest first."""
    found = [find_staged(home, folder.parent.name) for folder in (home / FOLDER).glob("*/staged.json")]
    return tuple(sorted(found, key=lambda staged: staged.at, reverse=True))


def clear_old(home: Path, seconds: float = KEPT_DAYS * 86_400) -> None:
    """Remove what nobody came back for."""
    for folder in (home / FOLDER).glob("*"):
        if time.time() - folder.stat().st_mtime > seconds:
            shutil.rmtree(folder, ignore_errors=True)


def plain_name(name: str) -> str:
    r"""Make a browser's file name one that is safe to write, no longer than systems take.

    >>> plain_name("C:\\规定\\服务 规范.docx"), plain_name("../../etc/passwd")
    ('服务 规范.docx', 'passwd')
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = re.sub(r"[\x00-\x1f\x7f:*?\"<>|]", "-", last).lstrip(".").strip() or "document.txt"
    stem, suffix = Path(plain).stem, Path(plain).suffix[:16]
    return stem.encode()[:_LONGEST_STEM].decode("utf-8", "ignore") + suffix


def is_corrections(name: str) -> bool:
    """Tell whether an uploaded file is corrections to another."""
    return name.endswith(SUFFIX)
