"""What kind of file some bytes are, whatever the file is called.

Looks at the first bytes, and into a zip archive's list of names. Reads no text.
"""

from __future__ import annotations

import re
from enum import StrEnum
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from corpus.unreadable import UnreadableDocument

# What zipfile raises of a damaged archive, or of a compression or a version that it does not know.
ZIP_TROUBLE = (BadZipFile, NotImplementedError, ValueError, OSError)


class Kind(StrEnum):
    """The kinds that can be read, as a maintainer calls them."""

    TEXT = "纯文本"
    PDF = "PDF"
    DOCX = "Word(.docx)"
    HTML = "网页"
    ARCHIVE = "网页存档(.mht)"


# What a regulation file may be called. Its name says nothing of what it is: systems name a web page .doc, and people rename.
SUFFIXES = (".txt", ".md", ".pdf", ".docx", ".doc", ".html", ".htm", ".mht", ".mhtml")

_START = 1024  # bytes; a PDF may have some before its mark, a page its comments
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# A page begins with its own tags. A text that mentions <html> later on is a text, and so is Markdown that begins with <div>.
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head)[\s>]",
    re.I | re.S,
)
_TAG = re.compile(rb"<(?:p|div|br|table|h[1-6]|li|span|body|html)\b[^<>]*>", re.I)
_PAGE_SUFFIXES = (".html", ".htm", ".doc")  # of a piece of a page without its head; Markdown may begin with tags, too
_ARCHIVE = re.compile(rb"\s*(?:[\w-]+:.*\r?\n(?:[ \t].*\r?\n)*)*?MIME-Version:", re.I)
# Files that are often sent by mistake: their first bytes, and what to say.
_REFUSED = (
    (b"{\\rtf", "这是 RTF 文件,请用 Word 或 WPS 另存为 .docx 后再试"),
    (b"\x89PNG", "这是图片,请先识别成文字后再试"),
    (b"\xff\xd8\xff", "这是图片,请先识别成文字后再试"),
    (b"GIF8", "这是图片,请先识别成文字后再试"),
    (b"II*\x00", "这是图片,请先识别成文字后再试"),
    (b"MM\x00*", "这是图片,请先识别成文字后再试"),
    (b"Rar!", "这是压缩包,请解压后再试"),
    (b"7z\xbc\xaf", "这是压缩包,请解压后再试"),
    (b"\x1f\x8b", "这是压缩包,请解压后再试"),
    (b"BZh", "这是压缩包,请解压后再试"),
    (b"\xfd7zXZ", "这是压缩包,请解压后再试"),
    (b"\x7fELF", "这是程序,不是文档,请检查文件是否选错"),
    (b"MZ\x90", "这是程序,不是文档,请检查文件是否选错"),
    (b"SQLite format 3", "这是数据库,不是文档,请检查文件是否选错"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office files before 2007, and encrypted ones since
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_OTHER_OFFICE = (
    ("xl/", "这是 Excel 表格,请把规定文字另存为 .docx 或 .txt 后再试"),
    ("ppt/", "这是幻灯片,请把规定文字另存为 .docx 或 .txt 后再试"),
)


def _inside_zip(content: bytes) -> Kind:
    """Tell a Word file from any other zip archive by the names in it."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
    except ZIP_TROUBLE as error:
        raise UnreadableDocument("Word 文件不完整或已损坏,请重新导出后再试") from error
    if "word/document.xml" in names or any(re.fullmatch(r"word/document\d*\.xml", name) for name in names):
        return Kind.DOCX
    for prefix, reason in _OTHER_OFFICE:
        if any(name.startswith(prefix) for name in names):
            raise UnreadableDocument(reason)
    if "content.xml" in names:
        raise UnreadableDocument("这是 ODF 或 WPS 文件,请另存为 .docx 后再试")
    raise UnreadableDocument("这是压缩包,请解压后再试")


def sniff(content: bytes, suffix: str = "") -> Kind:
    """Tell what kind of file some bytes are.

    :param content: The whole file.
    :param suffix: What its name ends with, in lower case; heard only where the bytes leave it open.
    :return: Its kind; what nothing else fits is taken for text.
    :raises UnreadableDocument: if it is of a kind that is known and cannot be read, an encrypted or damaged one among them.
    """
    start = content[:_START]
    if b"%PDF-" in start and not _HTML.match(start):
        return Kind.PDF
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _inside_zip(content)
    if start.startswith(_OLE):
        if _ENCRYPTED_PACKAGE in content:
            raise UnreadableDocument("文件有密码保护,请去掉密码后再试")
        raise UnreadableDocument("这是旧版 Office 文件(.doc 等),请用 Word 或 WPS 另存为 .docx 后再试")
    for mark, reason in _REFUSED:
        if start.startswith(mark):
            raise UnreadableDocument(reason)
    if _ARCHIVE.match(start):
        return Kind.ARCHIVE
    narrow = content[2 : 2 * _START].replace(b"\x00", b"") if start.startswith(_UTF16_MARKS) else start
    if _HTML.match(narrow):
        return Kind.HTML
    is_piece = suffix in _PAGE_SUFFIXES and _TAG.search(content)
    return Kind.HTML if is_piece else Kind.TEXT
