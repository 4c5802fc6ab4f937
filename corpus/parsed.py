"""What parsing gives of one file: its regulations, their units, what is odd about their numbering. Records alone.

Apart from the parser, whose word lists take a while to load: who finds a regulation kept from before needs only these.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from corpus.corrections import Action, StaleCorrection
from corpus.passage import Account


@dataclass(frozen=True, slots=True)
class ParsedUnit:
    """A unit before its regulation is known by name: everything but title, issuer and the id of the regulation."""

    number_path: str
    path: tuple[str, ...]
    locator: str
    context: tuple[str, ...]
    heading: str
    text: str
    offsets: tuple[int, int]  # first and last source offset, for showing where it stands


@dataclass(frozen=True, slots=True)
class NumberingFinding:
    """A number that does not follow the one before it. Reported, never repaired."""

    kind: str  # 跳号, 重号 or 倒序
    where: str  # labels above, as printed
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ParsedRegulation:
    """One regulation of a file, before the catalog names it."""

    title: str
    issuer: str
    document_number: str
    units: tuple[ParsedUnit, ...]
    article_count: int  # 条
    findings: tuple[NumberingFinding, ...]
    printed: str = ""  # the title as the parser read it, before corrections
    effective_on: date | None = None  # where the text or a correction gives it
    corrected: frozenset[Action] = frozenset()  # which of its names a correction gives


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """One file, parsed."""

    regulations: tuple[ParsedRegulation, ...]
    account: Account
    stale: tuple[StaleCorrection, ...] = ()  # corrections that do not fit this version of the file
    unread_pages: tuple[int, ...] = ()  # of a PDF, from 1: pictures of pages, which nothing here can read
