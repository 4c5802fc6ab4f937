"""ClauseIndex: the units of one version, found by number, by neighbourhood and by search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from corpus.editions import edition_of, in_force, today
from corpus.regulation import Regulation, Unit
from corpus.script import to_simplified
from index import search
from index.added_questions import AddedQuestions
from index.building import Bank, write_version
from index.conflicts import CONFLICTS_FILE, Conflict, read_conflicts
from index.embedding import Embedder
from index.embedding_cache import Progress
from index.examples import Example
from index.indexing import searched_form, searched_text
from index.manifest import REBUILD, IndexDamaged, Manifest, check_files, check_model, read_manifest
from index.search import Found, Hit, Lending, Query, Searchable
from index.spelling import Spelling
from index.store import InProcessStore
from index.token_matching import TokenIndex
from index.unit_records import read_regulations, read_units
from index.versions import REGULATIONS_FILE, UNITS_FILE


@dataclass(frozen=True, slots=True)
class _Whole:
    """All editions of a version, in force or not."""

    regulations: tuple[Regulation, ...]
    searchable: Searchable
    conflicts: tuple[Conflict, ...]


class ClauseIndex:
    """One opened version, as it is on one day. Does not change; several threads may search it at once."""

    def __init__(
        self,
        manifest: Manifest,
        regulations: tuple[Regulation, ...],
        searchable: Searchable,
        spelling: Spelling | None = None,
        conflicts: Sequence[Conflict] = (),
        on: date | None = None,
    ) -> None:
        """Wire an index from its parts; ``open`` reads them from a folder.

        :param manifest: What the version is.
        :param regulations: The regulations in it.
        :param searchable: Its units, and how they are searched.
        :param spelling: How its texts write what sounds alike.
        :param conflicts: The pairs of its units that disagree.
        :param on: The day it is asked for: nothing else is in it than what is then in force. None: all editions.
        """
        self.manifest = manifest
        self._on = on
        self._whole = _Whole(tuple(regulations), searchable, tuple(conflicts))
        self._spelling = spelling
        self.regulations = self._whole.regulations if on is None else in_force(self._whole.regulations, on)
        self._searchable, rows = _narrowed(searchable, self.regulations, self._whole.regulations)
        self.units = tuple(searchable.units[row] for row in rows)
        self._rows = {unit.unit_id: row for unit, row in zip(self.units, rows, strict=True)}  # in the store
        self._places = {row: place for place, row in enumerate(rows)}  # in ``units``
        self.conflicts = tuple(each for each in conflicts if self._is_said(each))
        self._conflicts_of: dict[str, list[Conflict]] = {}
        for conflict in self.conflicts:
            for unit_id in conflict.unit_ids:
                self._conflicts_of.setdefault(unit_id, []).append(conflict)

    def _is_said(self, conflict: Conflict) -> bool:
        """Whether both units are in force, and where there are editions of one, worded as the conflict has it."""
        if not all(unit_id in self._rows for unit_id in conflict.unit_ids):
            return False
        if len(self.units) == len(self._whole.searchable.units):
            return True
        said = (_pressed(self.unit(unit_id).unit_text) for unit_id in conflict.unit_ids)
        return all(
            _pressed(line) in text
            for text, sentence in zip(said, conflict.sentences, strict=True)
            for line in sentence.split("\n")
        )

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
    def open(cls, folder: Path, embedder: Embedder, on: date | None = None) -> ClauseIndex:
        """Open a version after checking every byte of it.

        :param folder: The version's folder.
        :param embedder: The model to embed questions with.
        :param on: The day whose regulations are to be found; today in China if not given.
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
            Searchable(units, store, embedder, tokens=TokenIndex.load(folder)),
            Spelling.load(folder),
            read_conflicts(folder / CONFLICTS_FILE),
            on or today(),
        )

    def for_day(self, day: date) -> ClauseIndex:
        """Give the index of the same version for another day; nothing is read or copied.

        :param day: The day, in China.
        :return: The index in which what is then in force is found, and nothing else; this one where nothing changes.
        """
        whole = self._whole
        if in_force(whole.regulations, day) == self.regulations:
            return self
        return ClauseIndex(self.manifest, whole.regulations, whole.searchable, self._spelling, whole.conflicts, day)

    @property
    def version(self) -> str:
        """Name of the version; behind it, where there are questions added since, the revision of these."""
        added = self._whole.searchable.store.added
        return self.manifest.version if added is None else f"{self.manifest.version}+{added.revision}"

    @property
    def every_regulation(self) -> tuple[Regulation, ...]:
        """All editions of the regulations, in force or not."""
        return self._whole.regulations

    @property
    def day(self) -> date:
        """The day it is asked for; today in China where it holds all editions."""
        return self._on or today()

    @property
    def embedder(self) -> Embedder:
        """The model that questions are embedded with."""
        return self._searchable.embedder

    @property
    def example_questions(self) -> tuple[Example, ...]:
        """The example questions of all units, each with the place of its unit in ``units``."""
        found = self._searchable.store.example_questions()
        if len(self.units) == len(self._whole.searchable.units):
            return tuple(found)
        return tuple(replace(example, row=self._places[example.row]) for example in found)

    def search(self, query: str, *, top_k: int = 10, regulations: frozenset[str] | None = None) -> tuple[Hit, ...]:
        """Find units by meaning and by words; see ``search.search_hybrid``."""
        return search.search_hybrid(self._searchable, query, top_k, regulations)

    def find(self, query: Query | str, *, top_k: int = 10, regulations: frozenset[str] | None = None) -> Found:
        """Find units, and tell how near each kind of search came; see ``search.find``."""
        return search.find(self._searchable, query, top_k, regulations)

    def corrected(self, text: str) -> str:
        """Put right what was mistyped by sound, in the words of this version's texts; see ``spelling``."""
        return text if self._spelling is None else self._spelling.correct(text)

    def sound_of(self, character: str) -> str:
        """Tell how a character is read, near sounds as one; see ``spelling``."""
        return character if self._spelling is None else self._spelling.sound_of(character)

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

    @property
    def every_unit(self) -> tuple[Unit, ...]:
        """The units of all editions, in force or not; their places are the rows of added questions."""
        return tuple(self._whole.searchable.units)

    def with_added(self, added: AddedQuestions | None) -> ClauseIndex:
        """Search questions that trainers added since the build too, at once.

        :param added: The questions, by places in ``every_unit``; None: none, also where there were some.
        :return: Another index over the same units; nothing is written or copied.
        """
        whole = self._whole
        searchable = replace(whole.searchable, store=whole.searchable.store.with_added(added))
        return ClauseIndex(self.manifest, whole.regulations, searchable, self._spelling, whole.conflicts, self._on)

    def asked_through(self, embedder: Embedder) -> ClauseIndex:
        """Embed questions by another way to the same model, such as one that remembers them."""
        whole = self._whole
        searchable = replace(whole.searchable, embedder=embedder)
        return ClauseIndex(self.manifest, whole.regulations, searchable, self._spelling, whole.conflicts, self._on)

    def ruling(self, question: str) -> tuple[Unit, ...] | None:
        """Tell what trainers said of this very question.

        :param question: As typed, personal data masked.
        :return: The units in force that answer it, none where it is left open; None where nothing was said, or no such unit is left.
        """
        added = self._whole.searchable.store.added
        said = added.ruling(question) if added else None
        if said is None:
            return None
        units = tuple(self.units[self._places[row]] for row in said.rows if row in self._places)
        return units if units or not said.rows else None

    def without_examples(
        self, regulations: frozenset[str] | None = None, lending: Lending | None = None
    ) -> ClauseIndex:
        """Take example questions out of the search, to see what they are worth or how a new regulation would fare.

        :param regulations: Ids of the regulations that lose theirs; None: all.
        :param lending: What units without any are lent; as always if not given.
        :return: Another index over the same units; nothing is written.
        """
        whole = self._whole
        old = whole.searchable
        passages = [searched_form(searched_text(unit)) for unit in old.units]
        store = old.store.without_examples(passages, regulations)
        searchable = replace(old, store=store, lending=lending or old.lending)
        return ClauseIndex(self.manifest, whole.regulations, searchable, self._spelling, whole.conflicts, self._on)

    def without_spelling(self) -> ClauseIndex:
        """Leave typos as they are, to see what correcting them is worth."""
        whole = self._whole
        return ClauseIndex(self.manifest, whole.regulations, whole.searchable, None, whole.conflicts, self._on)

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
        return self._whole.searchable.units[self._rows[unit_id]]

    def nearness(self, unit_id: str, other_id: str) -> float:
        """Tell how near two units are by meaning, from -1 to 1; 0 is no nearer than any two units of this version."""
        return self._searchable.store.nearness(self._rows[unit_id], self._rows[other_id])

    def conflicts_of(self, unit_id: str) -> tuple[Conflict, ...]:
        """List in what other units disagree with a unit; see ``conflicts``."""
        return tuple(self._conflicts_of.get(unit_id, ()))

    def neighbours(self, unit_id: str, before: int = 3, after: int = 3) -> tuple[Unit, ...]:
        """Show a unit among what stands around it in its regulation.

        :param unit_id: Its id.
        :param before: How many units before it.
        :param after: How many after it.
        :return: Those, and the unit itself in its place, in document order.
        :raises KeyError: if this version has none of that id.
        """
        place = self._places[self._rows[unit_id]]
        around = self.units[max(0, place - before) : place + after + 1]
        return tuple(unit for unit in around if unit.regulation_id == self.units[place].regulation_id)


def _narrowed(
    searchable: Searchable, held: Sequence[Regulation], every: Sequence[Regulation]
) -> tuple[Searchable, Sequence[int]]:
    """Let nothing else be found than the units of some editions; gives their rows too."""
    if len(held) == len(every):
        return searchable, range(len(searchable.units))
    editions = {edition_of(regulation) for regulation in held}
    marked = np.array([edition_of(unit) in editions for unit in searchable.units], dtype=np.bool_)
    return replace(searchable, store=searchable.store.only(marked)), np.flatnonzero(marked).tolist()


def _pressed(text: str) -> str:
    """Bring a text into the form of the sentences of conflicts: simplified, without blanks."""
    return "".join(to_simplified(text).split())
