"""PDF files -> text, pages parted by form feeds. A scanned one goes to ``reading_scans``.

Page headers, footers and page numbers stay, as the first and last lines of their pages: ``noise`` tells them by their repeating.
"""

from __future__ import annotations

import logging
import re
from io import BytesIO

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import DictionaryObject

from corpus.pdf_lines import Piece, reading_order
from corpus.pdf_paragraphs import join_wrapped
from corpus.pdf_pieces import PieceReader
from corpus.progress import OnPage, Progress
from corpus.unreadable import UnreadableDocument

MOST_PAGES = 5_000  # a regulation of 2,000 pages must go in; a forged page count must not keep us busy
LEAST_TEXT = 12  # characters a page, on average, beside a picture on each: the stamp of a scanner, and no text
MOST_UNKNOWN = 0.3  # share of characters without a meaning: the font does not say which letter a drawing is
_UNKNOWN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uefff\ufffd]")
_DAMAGED = "PDF 打不开或已损坏,请重新导出后再试"

logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of each oddity in a file, page by page


def _open(content: bytes) -> PdfReader:
    """Open a PDF, one that is encrypted with no password for reading, too."""
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableDocument("PDF 有密码保护,请去掉密码后再试")
    return reader


def _has_picture(page: PageObject) -> bool:
    """Tell whether a page shows a picture."""
    resources = page.get_inherited("/Resources", DictionaryObject()).get_object()
    drawings = resources.get("/XObject", DictionaryObject()).get_object()
    return any(drawing.get_object().get("/Subtype") == "/Image" for drawing in drawings.values())


def _text_layer(content: bytes, on_page: OnPage | None) -> str | None:
    """Read the text layer; None if there is none worth the name."""
    reader = _open(content)
    count = len(reader.pages)
    if count > MOST_PAGES:
        raise UnreadableDocument(f"PDF 有 {count} 页,超过 {MOST_PAGES} 页,请拆成几个文件后再试")
    if not count:
        raise UnreadableDocument("PDF 里没有页面,请重新导出后再试")
    pieces = PieceReader()
    pages: list[list[Piece]] = []
    for number, page in enumerate(reader.pages, 1):
        if on_page:
            on_page(Progress(number, count))
        pages.append(pieces.read(page))
    text = "\f".join(join_wrapped(reading_order(pages)))
    letters = len("".join(text.split()))
    if not letters or len(_UNKNOWN.findall(text)) > MOST_UNKNOWN * letters:
        return None
    return None if letters < LEAST_TEXT * count and all(map(_has_picture, reader.pages)) else text


def read_pdf(content: bytes, on_page: OnPage | None = None) -> str:
    """Read the text layer of a PDF; where there is none, recognise the pages.

    :param content: The whole file.
    :param on_page: Told before each page.
    :return: Its pages, parted by form feeds.
    :raises UnreadableDocument: if it is encrypted, damaged, too long, or a scan that cannot be recognised here.
    """
    try:
        text = _text_layer(content, on_page)
    except UnreadableDocument:
        raise
    except DependencyError as error:  # encrypted in a way for which a library is missing
        raise UnreadableDocument("PDF 已加密,请另存为不加密的 PDF 后再试") from error
    # What pypdf raises for broken files, besides its own errors.
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise UnreadableDocument(_DAMAGED) from error
    if text is not None:
        return text
    from corpus.reading_scans import recognise_pages  # its parts are an extra that need not be there

    return recognise_pages(content, on_page)
