"""The drawing instructions of a PDF page -> the straight lines on it, level or upright: what the borders of tables are made of.

A border may be stroked as a line or a frame, or filled as a rectangle as thin as one. All else that is drawn is passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]
THICKEST = 3.0  # points; a filled area that is thicker is a background
SHORTEST = 4.0  # points; shorter ones are ticks and parts of letters
MOST_RULINGS = 20_000  # on a page; a map has more, a table never
_STROKES = frozenset((b"S", b"s", b"B", b"B*", b"b", b"b*"))
_FILLS = frozenset((b"f", b"F", b"f*"))
_CURVES = frozenset((b"c", b"v", b"y"))
PATH_OPERATORS = frozenset((b"m", b"l", b"re", b"h", b"n")) | _CURVES | _STROKES | _FILLS


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight line, in points; y upwards."""

    is_level: bool
    at: float  # its height if it is level, else how far right it stands
    start: float  # its left end, or its lower one
    end: float


class RulingReader:
    """Follows the drawing of one page and notes its straight lines."""

    def __init__(self) -> None:
        """Begin with an empty page."""
        self.strokes: list[tuple[Point, Point]] = []
        self._paths: list[list[Point]] = []  # of the drawing that is neither stroked nor filled yet

    def follow(self, operator: bytes, numbers: Sequence[float], matrix: Sequence[float]) -> None:
        """Follow one instruction.

        :param operator: The instruction; one that draws no line is passed over.
        :param numbers: Its operands.
        :param matrix: From the drawing's space to the page.
        """
        a, b, c, d, e, f = matrix

        def point(x: float, y: float) -> Point:
            return (a * x + c * y + e, b * x + d * y + f)

        if operator == b"m" and len(numbers) == 2:
            self._paths.append([point(*numbers)])
        elif operator == b"l" and len(numbers) == 2 and self._paths:
            self._paths[-1].append(point(*numbers))
        elif operator == b"re" and len(numbers) == 4:
            x, y, width, height = numbers
            corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y))
            self._paths.append([point(*corner) for corner in corners])
        elif operator == b"h" and self._paths and self._paths[-1]:
            self._paths[-1].append(self._paths[-1][0])
        elif operator in _CURVES and self._paths:
            self._paths.pop()
        elif operator in _STROKES or operator in _FILLS:
            for path in self._paths:
                self._note(path, stroked=operator in _STROKES)
            self._paths.clear()
        elif operator == b"n":
            self._paths.clear()

    def _note(self, path: Sequence[Point], *, stroked: bool) -> None:
        """Note the lines of a path that was drawn."""
        if len(self.strokes) >= MOST_RULINGS or len(path) < 2:
            return
        left, right = min(x for x, _ in path), max(x for x, _ in path)
        low, high = min(y for _, y in path), max(y for _, y in path)
        if min(right - left, high - low) <= THICKEST:
            middle = ((left + right) / 2, (low + high) / 2)
            level = right - left >= high - low
            ends = ((left, middle[1]), (right, middle[1])) if level else ((middle[0], low), (middle[0], high))
            self.strokes.append(ends)
        elif stroked:
            self.strokes.extend(zip(path, path[1:], strict=False))

    def rulings(self, quarters: int) -> list[Ruling]:
        """List the lines drawn.

        :param quarters: By how many quarters of a turn the page is turned back first.
        :return: The level and the upright ones, in the order of drawing.
        """
        found: list[Ruling] = []
        for (x1, y1), (x2, y2) in self.strokes:
            for _ in range(quarters):
                x1, y1, x2, y2 = y1, -x1, y2, -x2
            if abs(y1 - y2) <= 1.0 and abs(x1 - x2) >= SHORTEST:
                found.append(Ruling(True, (y1 + y2) / 2, min(x1, x2), max(x1, x2)))
            elif abs(x1 - x2) <= 1.0 and abs(y1 - y2) >= SHORTEST:
                found.append(Ruling(False, (x1 + x2) / 2, min(y1, y2), max(y1, y2)))
        return found
