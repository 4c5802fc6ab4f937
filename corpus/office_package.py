"""The zip archive an Office file is, opened with care: what it may unpack to is limited before anything is unpacked.

Knows parts and their relations; knows nothing of Word's markup.
"""

from __future__ import annotations

import posixpath
import zlib
from collections.abc import Iterator
from io import BytesIO
from types import TracebackType
from zipfile import ZipFile, ZipInfo

from lxml import etree

from corpus.sniffing import ZIP_TROUBLE
from corpus.unreadable import UnreadableDocument

MOST_ENTRIES = 2_000
MOST_ENTRY_BYTES = 20_000_000
MOST_BYTES = 50_000_000
MOST_RATIO = 100  # unpacked against packed
SMALL_ENTRY = 1_000_000  # bytes; what unpacks to less does no harm, however well it is packed

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_BOMB = "Word 文件解压后过大,疑似压缩炸弹,请用 Word 或 WPS 重新另存后再试"
_DAMAGED = "Word 文件不完整或已损坏,请重新导出后再试"
_DECLARED = "文件里带有 XML 实体声明,可能不安全,请用 Word 或 WPS 重新另存后再试"
# Files written to the strict standard use other names for the same markup.
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_CHUNK = 65_536


def _check(entries: list[ZipInfo]) -> None:
    """Refuse an archive by its own list of what is in it."""
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise UnreadableDocument(_BOMB)
    for entry in entries:
        if entry.flag_bits & 1:
            raise UnreadableDocument("文件有密码保护,请去掉密码后再试")
        if entry.file_size > MOST_ENTRY_BYTES:
            raise UnreadableDocument(_BOMB)
        if entry.file_size > SMALL_ENTRY and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
            raise UnreadableDocument(_BOMB)
        if entry.filename.startswith("/") or ".." in entry.filename.split("/") or "\\" in entry.orig_filename:
            raise UnreadableDocument("Word 文件里有可疑的路径,请用 Word 或 WPS 重新另存后再试")


class Package:
    """An Office file, open for reading its parts."""

    def __init__(self, content: bytes) -> None:
        """Open the archive.

        :param content: The whole file.
        :raises UnreadableDocument: if it is damaged, encrypted, or would unpack to too much.
        """
        try:
            self._archive = ZipFile(BytesIO(content))
        except ZIP_TROUBLE as error:
            raise UnreadableDocument(_DAMAGED) from error
        self._left = MOST_BYTES  # what may still be unpacked, whatever the archive's list says
        self._names = frozenset(self._archive.namelist())
        _check(self._archive.infolist())

    def __enter__(self) -> Package:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the archive."""
        self._archive.close()

    def read(self, name: str) -> bytes | None:
        """Unpack a part.

        :param name: Its name in the archive.
        :return: Its bytes, None if there is no such part.
        :raises UnreadableDocument: if it is damaged or too large.
        """
        if name not in self._names:
            return None
        chunks: list[bytes] = []
        size = 0
        try:
            with self._archive.open(name) as part:
                while chunk := part.read(_CHUNK):
                    size += len(chunk)
                    if size > min(MOST_ENTRY_BYTES, self._left):
                        raise UnreadableDocument(_BOMB)
                    chunks.append(chunk)
        except (*ZIP_TROUBLE, zlib.error, EOFError, RuntimeError) as error:  # RuntimeError: an entry with a password
            raise UnreadableDocument(_DAMAGED) from error
        self._left -= size
        return b"".join(chunks).replace(_STRICT, _TRANSITIONAL)

    def related(self, part: str) -> dict[str, str]:
        """List what a part refers to inside the archive; what lies outside is never followed.

        :param part: The part's name; "" for the archive itself.
        :return: The name of a part for each kind of relation, as ``numbering``; of several, the first.
        """
        folder, name = posixpath.split(part)
        content = self.read(posixpath.join(folder, "_rels", f"{name}.rels"))
        targets: dict[str, str] = {}
        for relation in parse_xml(content).iter(_RELATIONS) if content else ():
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
                targets.setdefault(relation.get("Type", "").rsplit("/", 1)[-1], target.lstrip("/"))
        return targets


def parse_xml(content: bytes) -> etree._Element:
    """Parse a small part as a whole.

    :param content: The part.
    :return: Its root.
    :raises UnreadableDocument: if it is no XML, or declares entities.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument(_DAMAGED) from error
    _refuse_declarations(root)
    return root


def iterate_xml(content: bytes, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """Parse a large part piece by piece, so that memory does not grow with it.

    :param content: The part.
    :param tags: The elements wanted.
    :yield: Each of them when it is complete, inner ones before outer ones. Clearing them is up to the caller.
    :raises UnreadableDocument: if the part is no XML, or declares entities.
    """
    elements = etree.iterparse(
        BytesIO(content), tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    checked = False
    try:
        for _, element in elements:
            if not checked:
                _refuse_declarations(element)
                checked = True
            yield element
        if not checked and elements.root is not None:
            _refuse_declarations(elements.root)
    except UnreadableDocument:
        raise
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument(_DAMAGED) from error


def _refuse_declarations(element: etree._Element) -> None:
    """Refuse a document type: Office writes none, and it is what entity attacks need."""
    if element.getroottree().docinfo.internalDTD is not None:
        raise UnreadableDocument(_DECLARED)
