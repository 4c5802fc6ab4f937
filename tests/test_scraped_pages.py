"""Regulations scraped from sites nobody tuned the parser to: all of the regulation is read, and nothing of the page."""

from __future__ import annotations

import pytest
from scraped_pages import PAGES, ScrapedPage

from corpus.document import parse_document
from corpus.parsed import ParsedDocument
from corpus.passage import Fate
from corpus.reading import SourceText


def parsed(page: ScrapedPage) -> ParsedDocument:
    """The page, parsed."""
    return parse_document(SourceText(f"{page.name}.txt", page.text, ""))


def fate_of_lines(page: ScrapedPage) -> list[tuple[str, bool, bool, bool]]:
    """Each line, whether it is the regulation's, and whether all of it and any of it was kept."""
    account = parsed(page).account
    fates, offset = [], 0
    for line, own in page.lines:
        kept = [
            account.fates[offset + place] == Fate.KEPT
            for place, character in enumerate(line)
            if not character.isspace()
        ]
        fates.append((line, own, all(kept), any(kept)))
        offset += len(line) + 1
    return fates


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_line_of_the_regulation_is_lost(page: ScrapedPage) -> None:
    assert [line for line, own, whole, _ in fate_of_lines(page) if own and not whole] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_line_of_the_page_is_in_a_unit(page: ScrapedPage) -> None:
    in_units = [line for line, own, _, some in fate_of_lines(page) if not own and some]
    assert [
        line for line in in_units if not line.startswith(page.title)
    ] == []  # the title again, with the site's name behind


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_name_issuer_number_and_date_are_those_of_the_text(page: ScrapedPage) -> None:
    (regulation,) = [r for r in parsed(page).regulations if r.units]
    assert (regulation.title, regulation.issuer, regulation.document_number) == (
        page.title,
        page.issuer,
        page.document_number,
    )
    assert str(regulation.effective_on or "") == page.effective_on


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_character_of_a_page_is_accounted_for(page: ScrapedPage) -> None:
    account = parsed(page).account
    assert account.count(Fate.UNREAD) == 0
    assert sum(account.reasons.values()) == account.count(Fate.NOISE)
