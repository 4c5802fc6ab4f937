"""The drawing instructions of a PDF page -> pieces of text with their places. Parsing is pypdf's; the order is that of drawing.

pypdf's own extraction says where a text is only roughly, too roughly to tell columns and full lines, and reads each font anew on
every page.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from pypdf import PageObject
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, PdfObject, StreamObject

from corpus.pdf_fonts import Typeface, read_typeface
from corpus.pdf_lines import Piece
from corpus.pdf_open_tables import OpenTables
from corpus.pdf_rulings import PATH_OPERATORS, RulingReader
from corpus.pdf_tables import find_tables

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
MOST_FORMS = 500  # drawings inside a page's drawing; a crafted file nests them without end
DEEPEST_FORM = 8
RUN_ON = 0.3  # letter heights; a text that begins so near to where the last one ended goes on with it
OVERPRINT = 0.06  # letter heights; the same text again, this near, is only printed bold
QUARTER_TURNS = 4
_SEPARATORS = re.compile(r"[\x1c-\x1f]")  # a reader marks lines with them, see ``line_ends``; no text has a say in that


def _times(one: Matrix, other: Matrix) -> Matrix:
    """Apply one matrix after the other."""
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _numbers(operands: Sequence[object], count: int) -> tuple[float, ...] | None:
    """Read so many numbers, None if something else stands there."""
    values = [float(operand) for operand in operands[-count:] if isinstance(operand, (int, float))]
    return tuple(values) if len(values) == count else None


@dataclass(slots=True)
class _State:
    """What the instructions set and a text is drawn with."""

    page: Matrix = IDENTITY  # from the text's space to the page
    typeface: Typeface | None = None
    size: float = 12.0
    between_letters: float = 0.0
    between_words: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


@dataclass(frozen=True, slots=True)
class _Turned:
    """A piece, and by how many quarters of a turn its page must be turned for it to stand upright."""

    piece: Piece
    quarters: int
    is_aslant: bool  # a watermark across the page


@dataclass(slots=True)
class _Page:
    """Draws one page without drawing: follows its instructions and notes the text."""

    typefaces: dict[int, Typeface | None]
    pieces: list[_Turned] = field(default_factory=list)
    state: _State = field(default_factory=_State)
    saved: list[_State] = field(default_factory=list)
    text: Matrix = IDENTITY  # moves on with every letter
    line: Matrix = IDENTITY  # the start of the line
    forms: int = 0
    printed: dict[str, list[tuple[float, float]]] = field(default_factory=dict)  # where each text stands already
    lines: RulingReader = field(default_factory=RulingReader)
    pictured: float = 0.0  # square points that pictures cover

    def draw(self, content: PdfObject | None, owner: object, resources: DictionaryObject, depth: int = 0) -> None:
        """Follow a content stream."""
        fonts = _dictionary(resources.get("/Font"))
        for operands, operator in ContentStream(content, owner, "bytes").operations:
            if operator == b"Tf":
                self._set_font(fonts, operands)
            elif operator == b"Do":
                self._draw_form(resources, operands, owner, depth)
            elif operator in (b"'", b'"'):
                if operator == b'"' and (spaces := _numbers(operands[:2], 2)):
                    self.state.between_words, self.state.between_letters = spaces
                self._next_line(0.0, -self.state.leading)
                self._show(operands[-1:])
            elif operator == b"Tj":
                self._show(operands)
            elif operator == b"TJ" and operands and isinstance(operands[0], ArrayObject):
                self._show(operands[0])
            elif operator in _INSTRUCTIONS:
                _INSTRUCTIONS[operator](self, operands)
            elif operator in PATH_OPERATORS:
                self.lines.follow(operator, _numbers(operands, len(operands)) or (), self.state.page)

    def _set_font(self, fonts: DictionaryObject, operands: Sequence[object]) -> None:
        """Choose a typeface and its size; one that was read on an earlier page is not read again."""
        size = _numbers(operands, 1)
        self.state.size = size[0] if size else self.state.size
        resource = _dictionary(fonts.get(operands[0])) if operands else None
        if not resource:
            self.state.typeface = None
            return
        key = resource.indirect_reference.idnum if resource.indirect_reference else id(resource)
        if key not in self.typefaces:
            self.typefaces[key] = read_typeface(resource)
        self.state.typeface = self.typefaces[key]

    def _draw_form(self, resources: DictionaryObject, operands: Sequence[object], owner: object, depth: int) -> None:
        """Draw what is drawn inside a drawing."""
        form = _dictionary(resources.get("/XObject")).get(operands[0]) if operands else None
        form = form.get_object() if form is not None else None
        if isinstance(form, StreamObject) and form.get("/Subtype") == "/Image":
            self.draw_picture(())
        if not isinstance(form, StreamObject) or form.get("/Subtype") != "/Form":
            return
        self.forms += 1
        if self.forms > MOST_FORMS or depth >= DEEPEST_FORM:
            return
        outer, text, line = replace(self.state), self.text, self.line
        matrix = form.get("/Matrix")
        own = _numbers(matrix.get_object(), 6) if matrix is not None else None
        if own:
            self.state.page = _times((own[0], own[1], own[2], own[3], own[4], own[5]), self.state.page)
        depth_of_saved = len(self.saved)
        self.draw(form, owner, _dictionary(form.get("/Resources")) or resources, depth + 1)
        del self.saved[depth_of_saved:]
        self.state, self.text, self.line = outer, text, line

    def draw_picture(self, _operands: Sequence[object]) -> None:
        """Note how much of the page a picture covers: it fills the square of one by one."""
        a, b, c, d, _, _ = self.state.page
        self.pictured += abs(a * d - b * c)

    def save(self, _operands: Sequence[object]) -> None:
        """Remember the state."""
        self.saved.append(replace(self.state))

    def restore(self, _operands: Sequence[object]) -> None:
        """Go back to the state remembered last."""
        if self.saved:
            self.state = self.saved.pop()

    def transform(self, operands: Sequence[object]) -> None:
        """Move, turn or stretch what follows."""
        if matrix := _numbers(operands, 6):
            self.state.page = _times(
                (matrix[0], matrix[1], matrix[2], matrix[3], matrix[4], matrix[5]), self.state.page
            )

    def begin_text(self, _operands: Sequence[object]) -> None:
        """Begin at the origin."""
        self.text = self.line = IDENTITY

    def place_text(self, operands: Sequence[object]) -> None:
        """Put the next text at a place."""
        if matrix := _numbers(operands, 6):
            self.text = self.line = (matrix[0], matrix[1], matrix[2], matrix[3], matrix[4], matrix[5])

    def move_line(self, operands: Sequence[object]) -> None:
        """Put the next text so far from the start of the line."""
        if step := _numbers(operands, 2):
            self._next_line(step[0], step[1])

    def move_line_and_lead(self, operands: Sequence[object]) -> None:
        """Do the same, and keep the distance for the lines to come."""
        if step := _numbers(operands, 2):
            self.state.leading = -step[1]
            self._next_line(step[0], step[1])

    def next_line(self, _operands: Sequence[object]) -> None:
        """Go to the next line."""
        self._next_line(0.0, -self.state.leading)

    def _next_line(self, x: float, y: float) -> None:
        """Move the start of the line."""
        self.text = self.line = _times((1.0, 0.0, 0.0, 1.0, x, y), self.line)

    def _advance(self, width: float) -> None:
        """Move on along the line."""
        self.text = _times((1.0, 0.0, 0.0, 1.0, width, 0.0), self.text)

    def _show(self, strings: Sequence[object]) -> None:
        """Draw strings one after the other, with steps between them."""
        state = self.state
        if state.typeface is None:
            return
        for string in strings:
            if isinstance(string, (int, float)):
                self._advance(-float(string) / 1000 * state.size * state.stretch)
                continue
            code = (
                string
                if isinstance(string, bytes)
                else string.encode("latin-1", "replace")
                if isinstance(string, str)
                else b""
            )
            start = _times((1.0, 0.0, 0.0, 1.0, 0.0, state.rise), _times(self.text, state.page))
            characters = state.typeface.decode(code)
            width = 0.0
            for character, thousandths in characters:
                space = state.between_letters + (state.between_words if character == " " else 0.0)
                width += (thousandths / 1000 * state.size + space) * state.stretch
            self._advance(width)
            self._note(_SEPARATORS.sub("\ufffd", "".join(character for character, _ in characters)), start, width)

    def _note(self, text: str, start: Matrix, width: float) -> None:
        """Note a text that was drawn."""
        if not text:
            return
        across, up = math.hypot(start[0], start[1]), math.hypot(start[2], start[3])
        size = abs(self.state.size * up) or 1.0
        angle = math.atan2(start[1], start[0]) / (math.pi / 2)
        quarters = round(angle)
        x, y = start[4], start[5]
        for _ in range(quarters % QUARTER_TURNS):  # turned back, so that it runs from left to right
            x, y = y, -x
        places = self.printed.setdefault(text, [])
        if text.strip() and any(
            abs(x - px) < OVERPRINT * size and abs(y - py) < OVERPRINT * size for px, py in places[-3:]
        ):
            return
        places.append((x, y))
        piece = Piece(text, x, x + width * across, y, size)
        turned = _Turned(piece, quarters % QUARTER_TURNS, abs(angle - quarters) > 0.05)
        self.pieces[-1:] = _run_on(self.pieces[-1:], turned)


_INSTRUCTIONS: dict[bytes, Callable[[_Page, Sequence[object]], None]] = {
    b"q": _Page.save, b"Q": _Page.restore, b"cm": _Page.transform, b"BT": _Page.begin_text, b"Tm": _Page.place_text,
    b"Td": _Page.move_line, b"TD": _Page.move_line_and_lead, b"T*": _Page.next_line, b"INLINE IMAGE": _Page.draw_picture,
}  # fmt: skip


def _setter(name: str, factor: float = 1.0) -> Callable[[_Page, Sequence[object]], None]:
    """Make an instruction that sets one number of the state."""

    def set_number(page: _Page, operands: Sequence[object]) -> None:
        if value := _numbers(operands, 1):
            setattr(page.state, name, value[0] * factor)

    return set_number


_INSTRUCTIONS |= {
    b"Tc": _setter("between_letters"), b"Tw": _setter("between_words"), b"Tz": _setter("stretch", 0.01),
    b"TL": _setter("leading"), b"Ts": _setter("rise"),
}  # fmt: skip


def _run_on(last: list[_Turned], new: _Turned) -> list[_Turned]:
    """Join a piece to the one drawn before it, if it goes on where that one ended."""
    if not last or last[0].quarters != new.quarters or last[0].is_aslant or new.is_aslant:
        return [*last, new]
    before, after = last[0].piece, new.piece
    near = (
        abs(after.left - before.right) <= RUN_ON * after.size
        and abs(after.baseline - before.baseline) < 0.1 * after.size
    )
    if not near or abs(after.size - before.size) > 0.1 * after.size:
        return [*last, new]
    gap = after.left - before.right > 0.15 * after.size
    blank = (
        " " if gap and before.text[-1:].isascii() and after.text[:1].isascii() and not before.text.endswith(" ") else ""
    )
    whole = Piece(before.text + blank + after.text, before.left, after.right, before.baseline, before.size)
    return [_Turned(whole, new.quarters, is_aslant=False)]


def _dictionary(value: object) -> DictionaryObject:
    """Follow a reference to a dictionary; an empty one if there is none."""
    found = value.get_object() if isinstance(value, PdfObject) else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


@dataclass(frozen=True, slots=True)
class PagePieces:
    """What stands on a page."""

    pieces: list[Piece]
    pictured: float  # square points that pictures cover, twice where they overlap


class PieceReader:
    """Reads the pages of one file; what it learns of a font on one page it knows on the next."""

    def __init__(self) -> None:
        """Know no font yet."""
        self._typefaces: dict[int, Typeface | None] = {}
        self._open_tables = OpenTables()

    def read(self, page: PageObject) -> PagePieces:
        """List the pieces of text on a page in the order in which they are drawn.

        :param page: The page.
        :return: The pieces, as they stand when the page is turned so that most of its text is upright; a watermark aslant
            comes last, below all else.
        """
        content = page.get("/Contents")
        drawing = _Page(self._typefaces)
        if content is not None:
            resources = page.get_inherited("/Resources", DictionaryObject())
            drawing.draw(content, page.pdf, _dictionary(resources))
        turns = Counter(turned.quarters for turned in drawing.pieces for _ in turned.piece.text)
        upright = turns.most_common(1)[0][0] if turns else 0
        pieces = [turned.piece for turned in drawing.pieces if turned.quarters == upright and not turned.is_aslant]
        others = [turned.piece for turned in drawing.pieces if turned.quarters != upright or turned.is_aslant]
        bottom = min((piece.baseline for piece in pieces), default=0.0)
        below = [
            replace(piece, left=0.0, right=0.0, baseline=bottom - 100.0 * number, size=0.0)
            for number, piece in enumerate(others, 1)
        ]
        rulings = drawing.lines.rulings(upright)
        pieces = self._open_tables.find(find_tables(pieces, rulings), rulings)
        return PagePieces([*pieces, *below], drawing.pictured)
