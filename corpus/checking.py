"""What the parser made of one file, in figures: for whoever takes a document in and wants to know whether all of it was read.

Counts only; how it is printed is the command line's business.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.catalog import Document
from corpus.corrections import StaleCorrection
from corpus.numerals import LABEL_NUMERAL_CLASS
from corpus.parsed import NumberingFinding
from corpus.passage import Fate
from corpus.references import Reference, resolve_references
from corpus.regulation import Unit

_ARTICLE = re.compile(rf"第[{LABEL_NUMERAL_CLASS}]+[条條](?:之[{LABEL_NUMERAL_CLASS}]+)?")


@dataclass(frozen=True, slots=True)
class Characters:
    """The characters of a file; the four kinds add up to the total."""

    total: int
    kept: int  # in a unit, a label, a heading or a title
    noise: int
    repaired: int
    blank: int


@dataclass(frozen=True, slots=True)
class RegulationReport:
    """What was found of one regulation."""

    regulation_id: str
    title: str
    clauses: int  # 条
    items: int  # units that are no 条: items, table rows, rules without a number
    findings: tuple[NumberingFinding, ...]


@dataclass(frozen=True, slots=True)
class ParseReport:
    """What was found in one file, and what became of its characters."""

    source: str
    regulations: tuple[RegulationReport, ...]
    titles_only: tuple[str, ...]  # regulations of which the file holds a title or a table of contents, but no rule
    characters: Characters
    noise: tuple[tuple[str, int], ...]  # reason and characters, the most first; together all the noise
    repaired: tuple[tuple[str, str], ...]  # what stood there, what it was
    damaged: tuple[str, ...]  # runs kept as they stand, since no single reading fits
    references: tuple[Reference, ...] = ()  # in its units
    stale: tuple[StaleCorrection, ...] = ()  # corrections that do not fit this version of the file
    unread_pages: tuple[int, ...] = ()  # of a PDF, from 1: pictures of pages, which nothing here can read
    differs_from_catalog: bool = False  # its bytes are not those the catalog was written for

    @property
    def unresolved(self) -> tuple[Reference, ...]:
        """List the references that name a place which does not exist, alone or beside others that do."""
        return tuple(reference for reference in self.references if reference.reason_unresolved)

    @property
    def clauses(self) -> int:
        """Count the 条 of all regulations."""
        return sum(regulation.clauses for regulation in self.regulations)

    @property
    def items(self) -> int:
        """Count the units that are no 条."""
        return sum(regulation.items for regulation in self.regulations)


def check_document(document: Document, others: Sequence[Unit] = ()) -> ParseReport:
    """Report what was read of a file.

    :param document: The file, parsed and named.
    :param others: Units of other files, which its references may name.
    :return: The report.
    """
    account = document.parsed.account
    written = [part for part in document.parsed.regulations if part.units]
    regulations = tuple(
        RegulationReport(
            regulation.regulation_id,
            regulation.title,
            part.article_count,
            sum(not _ARTICLE.fullmatch(unit.locator) for unit in part.units),
            part.findings,
        )
        for regulation, part in zip(document.regulations, written, strict=True)
    )
    own = {unit.unit_id for unit in document.units}
    known = (*document.units, *(unit for unit in others if unit.source != document.name))
    return ParseReport(
        document.name,
        regulations,
        tuple(part.title for part in document.parsed.regulations if not part.units and part.title),
        Characters(
            len(account.source), *(account.count(f) for f in (Fate.KEPT, Fate.NOISE, Fate.REPAIRED, Fate.BLANK))
        ),
        tuple(sorted(account.reasons.items(), key=lambda entry: (-entry[1], entry[0]))),
        tuple(account.repairs),
        tuple(run for run, _ in account.marks),
        tuple(reference for reference in resolve_references(known) if reference.unit_id in own),
        document.parsed.stale,
        document.parsed.unread_pages,
        document.differs_from_catalog,
    )


def report_to_json(report: ParseReport) -> dict[str, object]:
    """Write a report in plain values, ready for ``json.dumps``.

    :param report: The report.
    :return: Its fields by name.
    """
    characters = report.characters
    return {
        "source": report.source,
        "differs_from_catalog": report.differs_from_catalog,
        "clauses": report.clauses,
        "items": report.items,
        "characters": {
            "total": characters.total,
            "kept": characters.kept,
            "noise": characters.noise,
            "repaired": characters.repaired,
            "blank": characters.blank,
        },
        "noise": dict(report.noise),
        "repaired": [{"damaged": damaged, "original": original} for damaged, original in report.repaired],
        "damaged": list(report.damaged),
        "titles_only": list(report.titles_only),
        "references": {
            "resolved": sum(bool(reference.targets) for reference in report.references),  # wholly or in part
            "unresolved": [
                {"unit_id": r.unit_id, "text": r.text, "reason": r.reason_unresolved} for r in report.unresolved
            ],
        },
        "unread_pages": list(report.unread_pages),
        "stale_corrections": [{"number": s.correction.number, "reason": s.reason} for s in report.stale],
        "regulations": [
            {
                "regulation_id": regulation.regulation_id,
                "title": regulation.title,
                "clauses": regulation.clauses,
                "items": regulation.items,
                "findings": [
                    {"kind": f.kind, "where": f.where, "before": f.before, "after": f.after}
                    for f in regulation.findings
                ],
            }
            for regulation in report.regulations
        ],
    }
