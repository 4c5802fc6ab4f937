"""The documents there are: those that come with the program, and those taken in at run time, with the catalogs of both.

The first are read-only seeds. What is taken in lies in a folder of its own with its own catalog, whose entries go before those of the
seeds: one of the same id and another source is a later edition, one of the same id and source says something else of the same file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus.catalog import Entry, list_documents, load_catalog

CATALOG_FILE = "catalog.toml"
DOCUMENTS_FOLDER = "documents"
OWN = Path(__file__).parent  # what comes with the program


@dataclass(frozen=True, slots=True)
class Library:
    """Files with the entries that name their regulations, later editions behind those they replace."""

    files: tuple[Path, ...]
    entries: tuple[Entry, ...]

    def editions(self, regulation_id: str) -> tuple[Entry, ...]:
        """List the editions of a regulation, the newest last; none if the id is unknown."""
        return tuple(entry for entry in self.entries if entry.regulation_id == regulation_id)


def open_library(home: Path, own: Path | None = None) -> Library:
    """Find all documents.

    :param home: The state folder.
    :param own: Another folder than that of what comes with the program.
    :return: The files, those taken in behind the program's own, and the entries of both catalogs.
    :raises CatalogError: if a catalog cannot be used.
    :raises NoDocuments: if the program's own documents are not there.
    """
    taken_in = home / DOCUMENTS_FOLDER
    own = own or OWN
    files = list_documents(own / DOCUMENTS_FOLDER)
    added = load_catalog(taken_in / CATALOG_FILE)
    instead = {(entry.regulation_id, entry.source): entry for entry in added}
    seeds = load_catalog(own / CATALOG_FILE)
    kept = tuple(instead.pop((entry.regulation_id, entry.source), entry) for entry in seeds)
    own_names = {file.name for file in files}
    sources = dict.fromkeys(entry.source for entry in added if entry.source not in own_names)
    return Library((*files, *(taken_in / source for source in sources)), (*kept, *instead.values()))
