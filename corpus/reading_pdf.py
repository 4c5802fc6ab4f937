"""PDF files -> text, pages parted by form feeds. A scanned one goes to ``reading_scans``.

Page headers, footers and page numbers stay, as the first and last lines of their pages; those that show as such are marked,
see ``line_ends``.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from dataclasses import dataclass
from io import BytesIO

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, PyPdfError

from corpus.pdf_lines import Piece
from corpus.pdf_order import reading_order
from corpus.pdf_paragraphs import join_wrapped
from corpus.pdf_pieces import PieceReader
from corpus.progress import OnPage, Progress
from corpus.unreadable import UnreadableDocument

MOST_PAGES = 5_000  # a regulation of 2,000 pages must go in; a forged page count must not keep us busy
LEAST_TEXT = 12  # characters on a page that is a picture; fewer are the stamp of a scanner, and no text
LEAST_PICTURED = 0.5  # share of a page that pictures cover, for it to be a scanned one
MOST_UNKNOWN = 0.3  # share of characters without a meaning: the font does not say which letter a drawing is
_UNKNOWN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uefff\ufffd]")
_DAMAGED = "PDF 打不开或已损坏,请重新导出后再试"


@dataclass(frozen=True, slots=True)
class PdfText:
    """The text of a PDF."""

    text: str
    unread_pages: tuple[int, ...]  # from 1; without a text layer, and not recognised either


logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of each oddity in a file, page by page


def _open(content: bytes) -> PdfReader:
    """Open a PDF, one that is encrypted with no password for reading, too."""
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableDocument("PDF 有密码保护,请去掉密码后再试")
    return reader


@dataclass(frozen=True, slots=True)
class _Page:
    """What was read of one page."""

    pieces: list[Piece]
    letters: int
    unknown: int  # of them; a damaged font
    sides: float  # where the left side of the page stands plus where the right one does
    is_pictured: bool  # most of it is covered by pictures

    @property
    def is_unread(self) -> bool:
        """Whether the page shows text that cannot be read: it is the picture of a page, or in letters without a meaning."""
        return self.is_pictured and self.letters < LEAST_TEXT or self.unknown > MOST_UNKNOWN * self.letters


def _read_page(page: PageObject, reader: PieceReader) -> _Page:
    """Read the text layer of one page."""
    found = reader.read(page)
    text = "".join(piece.text for piece in found.pieces)
    box = page.mediabox
    return _Page(
        found.pieces,
        len("".join(text.split())),
        len(_UNKNOWN.findall(text)),
        float(box.left) + float(box.right),
        found.pictured >= LEAST_PICTURED * float(box.width) * float(box.height),
    )


def _text_layer(content: bytes, on_page: OnPage | None) -> list[_Page]:
    """Read the text layer of every page."""
    reader = _open(content)
    count = len(reader.pages)
    if count > MOST_PAGES:
        raise UnreadableDocument(f"PDF 有 {count} 页,超过 {MOST_PAGES} 页,请拆成几个文件后再试")
    if not count:
        raise UnreadableDocument("PDF 里没有页面,请重新导出后再试")
    piece_reader = PieceReader()
    pages: list[_Page] = []
    for number, page in enumerate(reader.pages, 1):
        if on_page:
            on_page(Progress(number, count))
        pages.append(_read_page(page, piece_reader))
    return pages


def read_pdf(content: bytes, on_page: OnPage | None = None) -> PdfText:
    """Read the text layer of a PDF; pages that have none are recognised where that is possible, else named.

    :param content: The whole file.
    :param on_page: Told before each page.
    :return: Its pages, parted by form feeds, and which of them could not be read.
    :raises UnreadableDocument: if it is encrypted, damaged, too long, or a scan that cannot be recognised here.
    """
    try:
        pages = _text_layer(content, on_page)
    except UnreadableDocument:
        raise
    except DependencyError as error:  # encrypted in a way for which a library is missing
        raise UnreadableDocument("PDF 已加密,请另存为不加密的 PDF 后再试") from error
    # What pypdf raises for broken files, besides its own errors.
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise UnreadableDocument(_DAMAGED) from error
    from corpus.reading_scans import is_installed, recognise_pages  # its parts are an extra that need not be there

    unread = [place for place, page in enumerate(pages) if page.is_unread]
    found = [[] if page.is_unread else page.pieces for page in pages]
    is_scan = not any(found)
    if is_scan:
        unread = list(range(len(pages)))
    if unread and (is_scan or is_installed()):
        for place, pieces in zip(unread, recognise_pages(content, unread, on_page), strict=True):
            found[place] = pieces
        unread = [place for place in unread if not found[place]]
    text = "\f".join(join_wrapped(reading_order(found), Counter(page.sides for page in pages).most_common(1)[0][0]))
    return PdfText(text, () if is_scan else tuple(place + 1 for place in unread))
