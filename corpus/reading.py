"""Files as received -> text. One function per format; which characters are kept is not decided here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes


class UnreadableDocument(ValueError):
    """A file cannot be read as a regulation; the message says which and why, in one line."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of one file."""

    name: str  # file name
    text: str  # line ends as \n
    sha256: str  # of the file's bytes


def _decode(content: bytes, name: str) -> str:
    """Decode a text file: by its byte order mark, as UTF-8, else by what its bytes look like."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    best = from_bytes(content, cp_isolation=["gb18030", "big5", "utf_16_le", "utf_16_be"]).best()
    if best is None:
        raise UnreadableDocument(f"{name}:认不出文字编码,请另存为 UTF-8 后再试")
    return str(best)


def _read_text(content: bytes, name: str) -> str:
    """Read a plain text or Markdown file."""
    if b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableDocument(f"{name}:不是文本文件,请检查文件是否选错")
    return _decode(content, name)


def _read_pdf(content: bytes, name: str) -> str:
    """Read the text layer of a PDF, pages parted by form feeds."""
    from io import BytesIO  # pypdf is imported only where a PDF is read

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    except (PyPdfError, ValueError, KeyError, TypeError) as error:  # what pypdf raises for broken files
        raise UnreadableDocument(f"{name}:PDF 打不开或已损坏,请重新导出后再试") from error
    if not any(page.strip() for page in pages):
        raise UnreadableDocument(f"{name}:PDF 没有文字层(可能是扫描件),请换成可复制文字的版本")
    return "\f".join(pages)


READERS: dict[str, Callable[[bytes, str], str]] = {".txt": _read_text, ".md": _read_text, ".pdf": _read_pdf}


def read_document(path: Path) -> SourceText:
    """Read one regulation file.

    :param path: A .txt, .md or .pdf file.
    :return: Its text, its lines parted by line feeds.
    :raises UnreadableDocument: if the file is missing, empty, of another kind, or damaged.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        kinds = "、".join(READERS)
        raise UnreadableDocument(f"{path.name}:不支持这种文件,目前可读 {kinds}")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(f"{path}:文件打不开,请检查路径和权限") from error
    text = reader(content, path.name).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableDocument(f"{path.name}:文件里没有文字")
    return SourceText(path.name, text, hashlib.sha256(content).hexdigest())
