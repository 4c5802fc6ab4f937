"""Headers and footers of a PDF: what stands at one height on most pages, or small and apart from the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from corpus.labels import read_label
from corpus.pdf_lines import SAME_LINE, Piece
from corpus.radicals import to_characters

EDGE_ROWS = 2  # at the top and at the bottom of a page, that may be its header or footer
SAME_HEIGHT = 4.0  # points
FURNITURE_GAP = 1.6  # times the usual distance of lines, from a header or footer to the text
LOOSEST = 2.5  # letter heights from line to line; more is no line spacing
SMALLER = 0.92  # times the usual height of letters
LONGEST_FURNITURE = 40  # characters
LONGEST_BOX = 100  # characters of a header that is set as a table
_Kind = tuple[str, bool]  # a line's words without figures, and whether it stands in the upper half of its page
_SENTENCE = re.compile(r"[。；;！!？?，,:：]$")


def _pattern(line: Piece) -> str:
    """Write a line so that page numbers make no difference."""
    return re.sub(r"\d+", "#", line.text.strip())


def may_be_furniture(line: Piece) -> bool:
    """Tell whether a line can be a header or a footer by its words: a sentence and what has a label are none.

    :param line: The line.
    :return: Whether it can.
    """
    words = line.text.strip()
    if line.rows:
        return len(words) <= LONGEST_BOX
    if not re.search(r"[^\W\d第共页頁]", words):  # a page number looks like a label
        return True
    return not _SENTENCE.search(words) and read_label(to_characters(words)) is None


def _repeated(pages: Sequence[Sequence[Piece]]) -> dict[_Kind, frozenset[int]]:
    """Find the highest and the lowest lines that stand on most pages, headers and footers, and the heights they usually have."""
    found: dict[_Kind, Counter[int]] = {}
    times: Counter[_Kind] = Counter()
    for lines in pages:
        heights = sorted({line.baseline for line in lines})
        outer = {*heights[:EDGE_ROWS], *heights[-EDGE_ROWS:]}
        middle = _middle(lines)
        own = {
            (_kind(line, middle), _height(line)) for line in lines if line.baseline in outer and may_be_furniture(line)
        }
        times.update({kind for kind, _ in own})
        for kind, height in own:
            found.setdefault(kind, Counter())[height] += 1
    return {
        kind: frozenset(height for height, own in found[kind].items() if own > max(1.0, count / 2))
        for kind, count in times.items()
        if count > max(1.0, len(pages) / 2)
    }


def _middle(lines: Sequence[Piece]) -> float:
    """Give the height half-way between a page's highest and lowest line."""
    heights = [line.baseline for line in lines]
    return (min(heights, default=0.0) + max(heights, default=0.0)) / 2


def _kind(line: Piece, middle: float) -> _Kind:
    """Give what the same header or footer has on all pages."""
    return _pattern(line), line.baseline >= middle


def _height(line: Piece) -> int:
    """Give the height of a line, such that the same one on another page has the same."""
    return round(line.baseline / SAME_HEIGHT)


def _set_apart(lines: Sequence[Piece], size: float, leading: float) -> Iterator[Piece]:
    """Find the header and the footer of a page that no other page shows: in smaller letters, apart from the text."""
    heights = sorted({line.baseline for line in lines})
    for outer, inner in ((heights[-1], heights[-2:][0]), (heights[0], heights[:2][-1])):
        row = [line for line in lines if abs(line.baseline - outer) <= SAME_LINE * line.size]
        if abs(outer - inner) >= FURNITURE_GAP * leading > 0 and all(
            0 < line.size <= SMALLER * size and len(line.text) <= LONGEST_FURNITURE and may_be_furniture(line)
            for line in row
        ):
            yield from row


def find_edges(pages: Sequence[Sequence[Piece]]) -> list[list[Piece]]:
    """Find the headers and footers of all pages, from top to bottom.

    :param pages: The lines of each page.
    :return: Those of them that are header or footer.
    """
    repeated = _repeated(pages)
    sizes = Counter[float]()
    steps = Counter[int]()
    for lines in pages:
        for line in lines:
            sizes[line.size] += 0 if line.rows else len(line.text)
        steps.update(round(above.baseline - below.baseline) for above, below in zip(lines, lines[1:], strict=False))
    size = sizes.most_common(1)[0][0] if sizes else 0.0
    near = {step: times for step, times in steps.items() if 0 < step <= LOOSEST * size}
    leading = max(near, key=lambda step: (near[step], -step), default=round(1.5 * size))
    edges: list[list[Piece]] = []
    for lines in pages:
        apart = list(_set_apart(lines, size, leading)) if lines else []
        outermost = {place(line.baseline for line in lines) for place in (min, max)} if lines else set()
        middle = _middle(lines)
        own = [
            line
            for line in lines
            if line in apart
            or (usual := repeated.get(_kind(line, middle))) is not None
            and (line.baseline in outermost or _height(line) in usual)
        ]
        edges.append(sorted(own, key=lambda line: (-line.baseline, line.left)))
    return edges
