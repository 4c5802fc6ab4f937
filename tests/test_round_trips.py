"""A text gives the same units as plain text, as a Word file and as a PDF, however its pages are set."""

from __future__ import annotations

import pytest
from made_files import unit_rows
from regulation_texts import TEXTS
from typeset import Layout, pages_of, word_of

from corpus.reading_docx import read_docx
from corpus.reading_pdf import read_pdf

A5, LETTER_PAGE, B5 = (420.0, 595.0), (612.0, 792.0), (499.0, 709.0)
INDENTED = {
    "as office programs set it": Layout(),
    "ragged": Layout(alignment=0),
    "small page, small letters": Layout(page=A5, margin=40, size=10.5, leading=15.75),
    "another font, wide leading, centred chapters": Layout(
        page=LETTER_PAGE, font="MSung-Light", size=14, leading=28, is_centred=True
    ),
    "a third font": Layout(page=B5, font="HeiseiKakuGo-W5", size=11, leading=16, alignment=0),
    "header and page number": Layout(page=A5, margin=60, has_furniture=True),
    "space between paragraphs": Layout(space=6),
    "pages that end in mid sentence": Layout(page=(595.0, 300.0)),
    "landscape": Layout(page=(1100.0, 800.0)),
    "two columns": Layout(page=(595.0, 420.0), columns=2, size=9, leading=13, margin=50, has_furniture=True),
}
# Without an indent nothing but its label shows where a paragraph begins behind a full line.
FLUSH = {
    "flush left": Layout(indent=0),
    "flush left and ragged, header on small pages": Layout(
        page=(420.0, 300.0), margin=60, indent=0, alignment=0, has_furniture=True
    ),
    "space between": Layout(indent=0, alignment=0, space=6, is_centred=True),
    "narrow": Layout(page=(260.0, 500.0), margin=40, indent=0),
}
LABELLED = [
    name for name in TEXTS if name not in ("items", "long", "tables")
]  # every paragraph has a label or is a heading's
FEW_LINES = ("short", "latin", "traditional", "decimal")  # too few for a second column


@pytest.mark.parametrize("name", TEXTS)
def test_a_word_file_gives_the_units_of_the_text(name: str) -> None:
    assert unit_rows(TEXTS[name])
    assert unit_rows(read_docx(word_of(TEXTS[name]))) == unit_rows(TEXTS[name])


@pytest.mark.parametrize(
    ("name", "layout"),
    [(name, layout) for name in TEXTS for layout in INDENTED if layout != "two columns" or name not in FEW_LINES],
)
def test_a_pdf_gives_the_units_of_the_text(name: str, layout: str) -> None:
    assert unit_rows(read_pdf(pages_of(TEXTS[name], INDENTED[layout])).text) == unit_rows(TEXTS[name])


@pytest.mark.parametrize("layout", FLUSH)
@pytest.mark.parametrize("name", LABELLED)
def test_a_pdf_without_indents_gives_the_units_of_the_text(name: str, layout: str) -> None:
    assert unit_rows(read_pdf(pages_of(TEXTS[name], FLUSH[layout])).text) == unit_rows(TEXTS[name])


def test_a_paragraph_behind_a_table_stays_behind_its_rows() -> None:
    """As the next 款 of its 条; not in one unit with the words above the table."""
    keys = [row[1] for row in unit_rows(TEXTS["tables"])]
    assert keys[:5] == ["1", "1*t1.1", "1*t1.2", "1*t1.3", "1*1"]
