"""All documents -> what a version is built of: units and regulations, with the example questions that belong to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.catalog import NamedDocument
from corpus.editions import edition_of, edition_unit_id, ever_in_force
from corpus.left_open import read_left_open
from corpus.library import open_library
from corpus.parse_cache import ParseCache, load_named
from corpus.question_bank import ExampleQuestion, match_bank, read_bank
from corpus.unreadable import UnreadableDocument
from index.versions import VersionContent

QUESTIONS_FOLDER = "questions"  # example questions, beside the documents


@dataclass(frozen=True, slots=True)
class Questions:
    """The example questions that a version is built with."""

    bank: Mapping[str, Sequence[ExampleQuestion]]  # by ``edition_unit_id``
    left_open: tuple[str, ...]


def read_library(
    home: Path, own: Path, on_refused: Callable[[UnreadableDocument], None], *, drop_unused: bool = False
) -> tuple[NamedDocument, ...]:
    """Read all documents; those that did not change since the last time are not parsed again.

    :param home: The state folder.
    :param own: The folder of what comes with the program.
    :param on_refused: Told of each file that cannot be read.
    :param drop_unused: Whether what is kept of other files and other code is removed.
    :return: The documents that could be read.
    :raises CatalogError: if a catalog cannot be used.
    :raises NoDocuments: if the program's own documents are not there.
    """
    library = open_library(home, own)
    kept = ParseCache.of(home)
    documents = load_named(library.files, library.entries, kept, on_refused)
    if drop_unused:
        kept.drop_unused()
    return documents


def content_of(documents: Sequence[NamedDocument]) -> VersionContent:
    """Give what a version of documents holds: the editions that hold on some day, and their units.

    A new edition stands where the one it replaces stands: what is told of the first regulation that says it, such as whom to ask,
    does not change to another organisation's because a file was replaced.

    :param documents: The documents, later editions behind those they replace.
    :return: The content.
    """
    regulations = ever_in_force([regulation for document in documents for regulation in document.regulations])
    editions = {edition_of(regulation) for regulation in regulations}
    units = [unit for document in documents for unit in document.units if edition_of(unit) in editions]
    first = list(
        dict.fromkeys(regulation.regulation_id for document in documents for regulation in document.regulations)
    )
    places = {regulation_id: place for place, regulation_id in enumerate(first)}
    return VersionContent(
        tuple(sorted(regulations, key=lambda regulation: places[regulation.regulation_id])),
        tuple(sorted(units, key=lambda unit: places[unit.regulation_id])),
    )


def gather_questions(documents: Sequence[NamedDocument], content: VersionContent, home: Path, own: Path) -> Questions:
    """Gather the example questions for a version, document by document.

    :param documents: The documents.
    :param content: What the version holds of them.
    :param home: The state folder: the questions drafted here are there.
    :param own: The folder of what comes with the program.
    :return: The questions.
    """
    entries = [*read_bank(own / QUESTIONS_FOLDER), *read_bank(home / QUESTIONS_FOLDER)]
    editions = {edition_of(regulation) for regulation in content.regulations}
    bank: dict[str, Sequence[ExampleQuestion]] = {}
    for document in documents:
        held = [unit for unit in document.units if edition_of(unit) in editions]
        matched = match_bank(entries, held).questions
        bank |= {edition_unit_id(unit): matched.get(unit.unit_id, ()) for unit in held}
    return Questions(bank, read_left_open(own / QUESTIONS_FOLDER))
