"""Small texts as the parser reads them, for tables of texts and their units."""

from __future__ import annotations

import pytest

from corpus.document import parse_document
from corpus.parsed import ParsedDocument
from corpus.passage import Fate
from corpus.reading import SourceText


def parsed(text: str) -> ParsedDocument:
    """A text as parsed; nothing of it may be lost."""
    document = parse_document(SourceText("规定.txt", text, ""))
    assert document.account.count(Fate.UNREAD) == 0
    return document


def cited(text: str) -> list[tuple[str, str]]:
    """Locator and text of every unit."""
    return [(unit.locator, unit.text) for part in parsed(text).regulations for unit in part.units]


def row(name: str, text: str, units: list[tuple[str, str]]) -> object:
    """A row of a table of texts and their units."""
    return pytest.param(text, units, id=name)
