"""What kind of file some bytes are, whatever the file is called.

Looks at the first bytes, and into a zip archive's list of names. Reads no text.
"""

from __future__ import annotations

import re
from enum import StrEnum
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from corpus.unreadable import UnreadableDocument


class Kind(StrEnum):
    """The kinds that can be read, as a maintainer calls them."""

    TEXT = "纯文本"
    PDF = "PDF"
    DOCX = "Word(.docx)"
    HTML = "网页"


SUFFIXES = {
    ".txt": Kind.TEXT, ".md": Kind.TEXT, ".pdf": Kind.PDF, ".docx": Kind.DOCX, ".html": Kind.HTML, ".htm": Kind.HTML,
}  # fmt: skip

_START = 1024  # bytes; a PDF may have some before its mark, a page its comments
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# A page begins with its own tags. A text that mentions <html> later on is a text, and so is Markdown that begins with <div>.
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head)[\s>]",
    re.I | re.S,
)
_TAG = re.compile(rb"<(?:p|div|br|table|h[1-6]|li|span|body|html)\b[^<>]*>", re.I)
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
    except (BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableDocument("Word 文件不完整或已损坏,请重新导出后再试") from error
    if "word/document.xml" in names or any(re.fullmatch(r"word/document\d*\.xml", name) for name in names):
        return Kind.DOCX
    for prefix, reason in _OTHER_OFFICE:
        if any(name.startswith(prefix) for name in names):
            raise UnreadableDocument(reason)
    if "content.xml" in names:
        raise UnreadableDocument("这是 ODF 或 WPS 文件,请另存为 .docx 后再试")
    raise UnreadableDocument("这是压缩包,请解压后再试")


def sniff(content: bytes) -> Kind:
    """Tell what kind of file some bytes are.

    :param content: The whole file.
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
        raise UnreadableDocument("这是旧版 Office 文件(.doc 等),请另存为 .docx 后再试")
    for mark, reason in _REFUSED:
        if start.startswith(mark):
            raise UnreadableDocument(reason)
    narrow = content[2 : 2 * _START].replace(b"\x00", b"") if start.startswith(_UTF16_MARKS) else start
    return Kind.HTML if _HTML.match(narrow) else Kind.TEXT


def check_suffix(suffix: str, kind: Kind, content: bytes) -> None:
    """Refuse a file whose name says another kind than its bytes do.

    :param suffix: What its name ends with, in lower case.
    :param kind: What it is.
    :param content: The whole file.
    :raises UnreadableDocument: if the suffix is of another kind.
    """
    named = SUFFIXES[suffix]
    if named is Kind.HTML and kind is Kind.TEXT and _TAG.search(content):
        return  # a piece of a page, without its head
    if named is not kind:
        right = next(ending for ending, known in SUFFIXES.items() if known is kind)
        raise UnreadableDocument(f"后缀是 {suffix},内容却是{kind},请确认没有选错,再把后缀改成 {right}")
