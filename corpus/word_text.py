"""The words of a Word paragraph as a reader sees them: changes accepted, fields as their results, hidden text left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from corpus.line_marks import strike_out
from corpus.word_numbering import W, value
from corpus.word_styles import PLAIN, Style, is_on

# What only wraps the text around it; deleted and moved-away text stands in wrappers that are not among these.
PASSED_THROUGH = frozenset(
    f"{W}{name}" for name in ("ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "customXml", "fldSimple", "dir", "bdo")
)  # fmt: skip
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_NOTE_MARKS = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_DRAWINGS = frozenset({f"{W}drawing", f"{W}pict", f"{W}object", _ALTERNATIVES})
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_PENDING = " "  # a field whose instruction has not come yet


class WordText:
    """Reads paragraph after paragraph: fields may go on from one to the next."""

    def __init__(self, styles: dict[str, Style], read_box: Callable[[etree._Element], list[str]]) -> None:
        """Begin before the first paragraph.

        :param styles: The document's styles by id.
        :param read_box: Reads the paragraphs inside a text box.
        """
        self.notes: list[tuple[str, str]] = []  # kind and id of each note, in the order of their marks
        self.boxes: list[str] = []  # lines of the text boxes met since somebody took them
        self._styles = styles
        self._read_box = read_box
        self._fields: list[str] = []  # open fields: their instructions; "" once the result has begun
        self._contents_depth: int | None = None  # how many fields were open when the table of contents began

    @property
    def is_in_contents(self) -> bool:
        """Tell whether a table of contents that Word made is open."""
        return self._contents_depth is not None

    def take_boxes(self) -> list[str]:
        """Hand over the lines of the text boxes met, and forget them."""
        boxes, self.boxes = self.boxes, []
        return boxes

    def read(self, element: etree._Element, *, hidden: bool) -> Iterator[str]:
        """Give the visible text under a paragraph, or under what is passed through inside it.

        :param element: The paragraph.
        :param hidden: Whether its style hides it.
        :yield: Its text in stretches; a line break as a line feed.
        """
        for child in element:
            if child.tag == f"{W}r":
                yield from self._run(child, hidden=hidden)
            elif child.tag in PASSED_THROUGH:
                yield from self.read(child, hidden=hidden)
            elif child.tag == _ALTERNATIVES:
                self._find_boxes(child)
            elif child.tag in (f"{_MATH}oMath", f"{_MATH}oMathPara"):
                yield from (part.text or "" for part in child.iter(f"{_MATH}t"))

    def _run(self, run: etree._Element, *, hidden: bool) -> Iterator[str]:
        """Give the visible text of one run."""
        properties = run.find(f"{W}rPr")
        style = self._styles.get(value(properties, "rStyle") or "", PLAIN)
        own = is_on(properties, "vanish")
        hidden = own if own is not None else hidden or style.hidden
        struck = is_on(properties, "strike") or is_on(properties, "dstrike")
        for child in run:
            if child.tag == f"{W}fldChar":
                self._field(child.get(f"{W}fldCharType") or "")
            elif child.tag == f"{W}instrText":
                self._instruct(child.text or "")
            elif not hidden and not any(self._fields):
                yield from map(strike_out, self._part(child)) if struck else self._part(child)

    def _part(self, part: etree._Element) -> Iterator[str]:
        """Give the text of one part of a run."""
        if part.tag == f"{W}t":
            yield (part.text or "").replace("\n", " ")
        elif part.tag in _SIGNS:
            yield _SIGNS[part.tag]
        elif part.tag == f"{W}sym":
            code = part.get(f"{W}char") or ""
            if re.fullmatch(r"[0-9A-CE-Fa-ce-f][0-9A-Fa-f]{3}", code):
                yield chr(int(code, 16))
        elif part.tag == f"{W}ruby":  # the readings above the characters are no part of the text
            for base in part.findall(f"{W}rubyBase"):
                yield from self.read(base, hidden=False)
        elif part.tag in _NOTE_MARKS:
            self.notes.append((_NOTE_MARKS[part.tag], part.get(f"{W}id") or ""))
        elif part.tag in _DRAWINGS:
            self._find_boxes(part)

    def _field(self, kind: str) -> None:
        """Follow a field: its instruction is no text, its result is."""
        if kind == "begin":
            self._fields.append(_PENDING)
        elif kind == "separate" and self._fields:
            self._fields[-1] = ""
        elif kind == "end" and self._fields:
            self._fields.pop()
            if self._contents_depth is not None and len(self._fields) < self._contents_depth:
                self._contents_depth = None

    def _instruct(self, instruction: str) -> None:
        """Read on in a field's instruction; notice that a table of contents begins."""
        if self._fields:
            self._fields[-1] += instruction
            if self._contents_depth is None and self._fields[-1].strip().upper().startswith("TOC"):
                self._contents_depth = len(self._fields)

    def _find_boxes(self, element: etree._Element) -> None:
        """Read the text boxes of a drawing; of two alternatives for old and new programs, the first that has text."""
        for child in element:
            found = len(self.boxes)
            if child.tag == f"{W}txbxContent":
                outer = self.take_boxes()
                self.boxes = [*outer, *self._read_box(child)]
            else:
                self._find_boxes(child)
            if element.tag == _ALTERNATIVES and len(self.boxes) > found:
                return
