"""Scanned pages of PDF files -> lines of text with their places, with the optional extra ``[ocr]``: pages drawn by PDFium, letters recognised by RapidOCR.

Its models come inside its package; nothing is fetched. Without the extra a scan is refused with the sentence that says so.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Protocol

from corpus.pdf_lines import Piece
from corpus.progress import OnPage, Progress
from corpus.unreadable import UnreadableDocument

EXTRA = ("rapidocr", "onnxruntime", "pypdfium2")  # what `pip install 'regulation-assistant[ocr]'` brings
MOST_SCANNED_PAGES = 200  # about a quarter of an hour
DOTS_PER_INCH = 150
LONGEST_SIDE = 2_000  # dots; a page that says it is larger is drawn smaller
# Lines are looked for in a picture reduced to this and then read one by one in full: 420 MB at the peak instead of 740, half
# the time, the same text (measured 2026-11-21).
SEARCHED_SIDE = 960
LEAST_SURE = 0.5
_ABSENT = (
    "是扫描件,没有文字层;请换成可以复制文字的版本,或先运行 pip install 'regulation-assistant[ocr]' 安装文字识别后再试"
)
_DAMAGED = "PDF 打不开或已损坏,请重新导出后再试"
_POINTS_PER_INCH = 72


class _Recognised(Protocol):
    """What RapidOCR says of one picture."""

    boxes: list[list[list[float]]] | None  # four corners of each line, y downwards
    txts: tuple[str, ...] | None
    scores: tuple[float, ...] | None


def is_installed() -> bool:
    """Tell whether the extra for recognising scans is there."""
    return all(importlib.util.find_spec(name) is not None for name in EXTRA)


def _pieces(found: _Recognised, height: float, scale: float) -> Iterator[Piece]:
    """Give the recognised lines of a page with their places, in points; so many dots high, so many dots a point."""
    if found.boxes is None or not found.txts or not found.scores:
        return
    # All letters of a page count as one size, since a box is as high as its highest letter happens to be.
    size = median(box[3][1] - box[0][1] for box in found.boxes) / 1.3
    for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        if score >= LEAST_SURE and text.strip():
            left, right, low = float(box[0][0]), float(box[1][0]), height - float(box[3][1])
            yield Piece(text.strip(), left / scale, right / scale, low / scale, float(size) / scale)


def recognise_pages(content: bytes, places: Sequence[int], on_page: OnPage | None = None) -> list[list[Piece]]:
    """Recognise the text of scanned pages.

    :param content: The whole PDF.
    :param places: Which of its pages, from 0.
    :param on_page: Told before each of them.
    :return: The lines of each page with their places.
    :raises UnreadableDocument: if the extra is not installed, the file is damaged, there are too many pages, or nothing can be
        recognised.
    """
    if not is_installed():
        raise UnreadableDocument(_ABSENT)
    import pypdfium2  # these three take two seconds and 100 MB, for scans alone
    from rapidocr import RapidOCR

    engine = RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,  # turns upside-down lines; a page that is one cannot be read anyhow
            "Det.limit_side_len": SEARCHED_SIDE,
            "Det.limit_type": "max",
            "Rec.rec_batch_num": 1,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    pages: list[list[Piece]] = []
    try:
        with pypdfium2.PdfDocument(content) as document:
            if len(places) > MOST_SCANNED_PAGES:
                raise UnreadableDocument(f"扫描件有 {len(places)} 页,超过 {MOST_SCANNED_PAGES} 页,请拆成几个文件后再试")
            for number in places:
                if on_page:
                    on_page(Progress(number + 1, len(document), is_scan=True))
                page = document[number]
                scale = min(DOTS_PER_INCH / _POINTS_PER_INCH, LONGEST_SIDE / max(1.0, *page.get_size()))
                picture = page.render(scale=scale).to_numpy()
                pages.append(list(_pieces(engine(picture), float(picture.shape[0]), scale)))
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument(_DAMAGED) from error
    if not any(pages):
        raise UnreadableDocument("是扫描件,但没有识别出文字,请换成更清晰的版本后再试")
    return pages
