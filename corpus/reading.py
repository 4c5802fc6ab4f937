"""Files as received -> text. What kind a file is, its bytes decide, whatever its name says.

One reader for each kind, imported only where such a file is read. Reads in this process and without limits on time and memory:
files that others sent go through ``safe_reading``.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus.line_ends import FURNITURE_END, NOTE_END
from corpus.progress import OnPage, Progress
from corpus.radicals import to_characters
from corpus.sniffing import SUFFIXES, Kind, sniff
from corpus.unreadable import UnreadableDocument, is_printable

__all__ = ["READERS", "OnPage", "Progress", "SourceText", "UnreadableDocument", "read_document"]

LARGEST_FILE = 50_000_000  # bytes
LONGEST_TEXT = 20_000_000  # characters; 40,000 pages. More is no regulation and would only occupy the parser
# Signs nobody sees: joiners, marks of direction, tags, soft hyphens, variants. They part words from their search, and can carry
# orders that a person who checks the text does not see.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)

_BLANKS = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f]")  # as wide as the typesetter liked: 目 次, 第一条 应当

_WEB_TABLE = re.compile("</table>", re.I)  # in Markdown that a program wrote

_SEPARATORS = re.compile(f"[{FURNITURE_END}{NOTE_END}]")  # in a text from outside they would hide a line


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of one file."""

    name: str  # file name
    text: str  # line ends as \n, page ends as \f
    sha256: str  # of the file's bytes
    unread_pages: tuple[int, ...] = ()  # from 1; pages of a PDF that are pictures, and were not recognised


@dataclass(frozen=True, slots=True)
class _Read:
    """What a reader made of a file."""

    text: str
    unread_pages: tuple[int, ...] = ()


def _text(content: bytes, on_page: OnPage | None) -> _Read:
    """Read plain text or Markdown."""
    from corpus.reading_text import read_text

    text = read_text(content)
    if _WEB_TABLE.search(text):
        from corpus.reading_html import write_tables_within

        text = write_tables_within(text)
    return _Read(_SEPARATORS.sub("\n", text))


def _pdf(content: bytes, on_page: OnPage | None) -> _Read:
    """Read PDF."""
    from corpus.reading_pdf import read_pdf

    read = read_pdf(content, on_page)
    return _Read(read.text, read.unread_pages)


def _docx(content: bytes, on_page: OnPage | None) -> _Read:
    """Read Word."""
    from corpus.reading_docx import read_docx

    return _Read(read_docx(content))


def _html(content: bytes, on_page: OnPage | None) -> _Read:
    """Read a web page."""
    from corpus.reading_html import read_html

    return _Read(_SEPARATORS.sub("\n", read_html(content)))


def _archive(content: bytes, on_page: OnPage | None) -> _Read:
    """Read a web page with its pictures in one file."""
    from corpus.reading_html import read_archive

    return _Read(_SEPARATORS.sub("\n", read_archive(content)))


_BY_KIND: dict[Kind, Callable[[bytes, OnPage | None], _Read]] = {
    Kind.TEXT: _text, Kind.PDF: _pdf, Kind.DOCX: _docx, Kind.HTML: _html, Kind.ARCHIVE: _archive,
}  # fmt: skip
READERS = SUFFIXES  # of the files that are read


def _content(path: Path) -> bytes:
    """Read the bytes of a regular file that lies where its path says."""
    try:
        target = path.resolve(strict=True)
        if path.is_symlink() and not target.is_relative_to(path.parent.resolve()):
            raise UnreadableDocument("是指向文件夹之外的链接,请放入文件本身", path.name)
        # Not waiting for a writer, should it be a pipe; not following a link that was put there just now.
        descriptor = os.open(target, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise UnreadableDocument("不是普通文件,请检查路径", path.name)
        with open(descriptor, "rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except UnreadableDocument:
        raise
    except (
        OSError,
        RuntimeError,
        ValueError,
    ) as error:  # besides the system's own: links in a circle, a NUL in the path
        raise UnreadableDocument("文件打不开,请检查路径和权限", path.name) from error
    if len(content) > LARGEST_FILE:
        raise UnreadableDocument(f"文件超过 {LARGEST_FILE // 1_000_000} MB,请拆成几个文件后再试", path.name)
    return content


def read_document(path: Path, on_page: OnPage | None = None) -> SourceText:
    """Read one regulation file.

    :param path: A file whose suffix is one of ``READERS``.
    :param on_page: Told before each page, where the file has pages.
    :return: Its text, its lines parted by line feeds and its pages by form feeds.
    :raises UnreadableDocument: if the file is missing, empty, of a kind that cannot be read, damaged, or too large.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UnreadableDocument(f"不支持这种文件,目前可读 {'、'.join(SUFFIXES)}", path.name)
    if not is_printable(path.name):
        raise UnreadableDocument("文件名里有看不见的字符,请改名后再试", path.name)
    content = _content(path)
    try:
        if not content.strip(b"\x00\t\n\r "):
            raise UnreadableDocument("是空文件,请检查是否选错")
        kind = sniff(content, suffix)
        read = _BY_KIND[kind](content, on_page)
        if len(read.text) > LONGEST_TEXT:
            raise UnreadableDocument(f"文字超过 {LONGEST_TEXT // 10_000} 万字,请拆成几个文件后再试")
    except UnreadableDocument as error:
        raise UnreadableDocument(error.reason, path.name) from error
    text = _INVISIBLE.sub("", to_characters(read.text).replace("\r\n", "\n").replace("\r", "\n"))
    text = _BLANKS.sub(" ", text)
    if not text.strip():
        raise UnreadableDocument("文件里没有文字,请检查是否选错", path.name)
    return SourceText(path.name, text, hashlib.sha256(content).hexdigest(), read.unread_pages)
