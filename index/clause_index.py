"""ClauseIndex: the units of one version, found by number, by neighbourhood and by search."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from corpus.regulation import Regulation, Unit
from index import search
from index.building import REGULATIONS_FILE, Bank, write_version
from index.embedding import Embedder
from index.embedding_cache import Progress
from index.indexing import searched_form, searched_text
from index.manifest import REBUILD, IndexDamaged, Manifest, check_files, check_model, read_manifest
from index.search import Found, Hit, Lending, Query, Searchable
from index.spelling import Spelling
from index.store import InProcessStore
from index.unit_records import read_regulations, read_units
from index.versions import UNITS_FILE


class ClauseIndex:
    """One opened version. Does not change; several threads may search it at once."""

    def __init__(
        self,
        manifest: Manifest,
        regulations: tuple[Regulation, ...],
        searchable: Searchable,
        spelling: Spelling | None = None,
    ) -> None:
        """Wire an index from its parts; ``open`` reads them from a folder.

        :param manifest: What the version is.
        :param regulations: The regulations in it.
        :param searchable: Its units, and how they are searched.
        :param spelling: How its texts write what sounds alike.
        """
        self.manifest = manifest
        self.regulations = regulations
        self.units = tuple(searchable.units)
        self._searchable = searchable
        self._spelling = spelling
        self._rows = {unit.unit_id: row for row, unit in enumerate(self.units)}

    @classmethod
    def build(
        cls,
        units: Sequence[Unit],
        regulations: Sequence[Regulation],
        embedder: Embedder,
        folder: Path,
        cache_file: Path | None = None,
        progress: Progress | None = None,
        bank: Bank | None = None,
        left_open: Sequence[str] = (),
    ) -> ClauseIndex:
        """Write a version into a folder of its own and open it; ``building.build_version`` makes one to publish.

        :param units: What can be cited, in document order.
        :param regulations: Where it stands.
        :param embedder: The model.
        :param folder: A folder that is empty or does not exist; its name becomes the version's.
        :param cache_file: Where vectors are kept between builds; None: beside the folder.
        :param progress: Called with texts embedded so far and texts to embed.
        :param bank: Example questions by unit id.
        :param left_open: Questions that no unit answers.
        :return: The opened index.
        """
        folder.mkdir(parents=True, exist_ok=True)
        cache_file = cache_file or folder.with_name(f"{folder.name}.vectors.sqlite")
        write_version(
            units, regulations, embedder, folder, cache_file, folder.name, datetime.now(UTC), progress, bank, left_open
        )
        return cls.open(folder, embedder)

    @classmethod
    def open(cls, folder: Path, embedder: Embedder) -> ClauseIndex:
        """Open a version after checking every byte of it.

        :param folder: The version's folder.
        :param embedder: The model to embed questions with.
        :return: The index.
        :raises IndexOutOfDate: if it was built with another model or by another release.
        :raises IndexDamaged: if a file is missing or was changed.
        """
        manifest = read_manifest(folder)
        check_model(manifest, embedder)
        check_files(folder, manifest)
        units = read_units(folder / UNITS_FILE)
        store = InProcessStore.load(folder, [unit.regulation_id for unit in units])
        if store.count() != manifest.unit_count:
            raise IndexDamaged(
                f"索引版本 {folder.name} 有 {store.count()} 条，清单写的是 {manifest.unit_count} 条，请运行 {REBUILD} 重建索引。"
            )
        return cls(
            manifest,
            read_regulations(folder / REGULATIONS_FILE),
            Searchable(units, store, embedder),
            Spelling.load(folder),
        )

    @property
    def version(self) -> str:
        """Name of the version."""
        return self.manifest.version

    @property
    def embedder(self) -> Embedder:
        """The model that questions are embedded with."""
        return self._searchable.embedder

    def search(self, query: str, *, top_k: int = 10, regulations: frozenset[str] | None = None) -> tuple[Hit, ...]:
        """Find units by meaning and by words; see ``search.search_hybrid``."""
        return search.search_hybrid(self._searchable, query, top_k, regulations)

    def find(self, query: Query | str, *, top_k: int = 10, regulations: frozenset[str] | None = None) -> Found:
        """Find units, and tell how near each kind of search came; see ``search.find``."""
        return search.find(self._searchable, query, top_k, regulations)

    def corrected(self, text: str) -> str:
        """Put right what was mistyped by sound, in the words of this version's texts; see ``spelling``."""
        return text if self._spelling is None else self._spelling.correct(text)

    def search_dense(
        self, query: str, *, top_k: int = 10, regulations: frozenset[str] | None = None
    ) -> tuple[Hit, ...]:
        """Find units by meaning alone; see ``search.search_dense``."""
        return search.search_dense(self._searchable, query, top_k, regulations)

    def search_lexical(
        self, query: str, *, top_k: int = 10, regulations: frozenset[str] | None = None
    ) -> tuple[Hit, ...]:
        """Find units by words alone; see ``search.search_lexical``."""
        return search.search_lexical(self._searchable, query, top_k, regulations)

    def without_examples(
        self, regulations: frozenset[str] | None = None, lending: Lending | None = None
    ) -> ClauseIndex:
        """Take example questions out of the search, to see what they are worth or how a new regulation would fare.

        :param regulations: Ids of the regulations that lose theirs; None: all.
        :param lending: What units without any are lent; as always if not given.
        :return: Another index over the same units; nothing is written.
        """
        old = self._searchable
        passages = [searched_form(searched_text(unit)) for unit in self.units]
        store = old.store.without_examples(passages, regulations)
        searchable = Searchable(old.units, store, old.embedder, lending or old.lending)
        return ClauseIndex(self.manifest, self.regulations, searchable, self._spelling)

    def without_spelling(self) -> ClauseIndex:
        """Leave typos as they are, to see what correcting them is worth."""
        return ClauseIndex(self.manifest, self.regulations, self._searchable)

    def search_examples(
        self, query: str, *, top_k: int = 10, regulations: frozenset[str] | None = None
    ) -> tuple[Hit, ...]:
        """Find units by their nearest example question alone; see ``search.search_examples``."""
        return search.search_examples(self._searchable, query, top_k, regulations)

    def search_expanded(
        self, query: str, *, top_k: int = 10, regulations: frozenset[str] | None = None
    ) -> tuple[Hit, ...]:
        """Find units by their words and those of their example questions alone; see ``search.search_expanded``."""
        return search.search_expanded(self._searchable, query, top_k, regulations)

    def unit(self, unit_id: str) -> Unit:
        """Look a unit up.

        :param unit_id: Its id.
        :return: The unit.
        :raises KeyError: if this version has none of that id.
        """
        return self.units[self._rows[unit_id]]

    def neighbours(self, unit_id: str, before: int = 3, after: int = 3) -> tuple[Unit, ...]:
        """Show a unit among what stands around it in its regulation.

        :param unit_id: Its id.
        :param before: How many units before it.
        :param after: How many after it.
        :return: Those, and the unit itself in its place, in document order.
        :raises KeyError: if this version has none of that id.
        """
        row = self._rows[unit_id]
        around = self.units[max(0, row - before) : row + after + 1]
        return tuple(unit for unit in around if unit.regulation_id == self.units[row].regulation_id)
