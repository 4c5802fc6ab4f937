"""Trainers' examples in effect: laid over an opened index at once, without a build, and over every later version too."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sqlalchemy import Engine

from assistant.review.examples import KIND, METHOD, WRITER, TrainerExample, list_examples, places, revision_of_now
from assistant.state.database import open_database
from index.added_questions import AddedQuestions
from index.building import CACHE_FILE
from index.clause_index import ClauseIndex
from index.embedding_cache import TextKind, embed_once
from index.examples import Example
from index.indexing import searched_form


class ExamplesInEffect:
    """Lays the trainers' examples of a database over an index."""

    def __init__(self, engine: Engine, home: Path) -> None:
        """Read from a database.

        :param engine: The database.
        :param home: The state folder, where vectors are kept.
        """
        self._engine = engine
        self._cache_file = home / CACHE_FILE

    @classmethod
    def of(cls, home: Path) -> ExamplesInEffect:
        """Read from the database of a state folder."""
        return cls(open_database(home), home)

    def revision(self) -> int:
        """Tell at which revision the examples are; a look that costs next to nothing."""
        return revision_of_now(self._engine)

    def over(self, index: ClauseIndex, revision: int | None = None) -> ClauseIndex:
        """Lay the examples over an index, in place of those that lay over it before.

        :param index: The index.
        :param revision: As they stood then; None: now.
        :return: Another index over the same units; the index itself where there was never an example.
        """
        at = self.revision() if revision is None else revision
        if at == 0:
            return index.with_added(None) if index.version != index.manifest.version else index
        return self.with_these(index, list_examples(self._engine, at), at)

    def with_these(self, index: ClauseIndex, examples: tuple[TrainerExample, ...], revision: int) -> ClauseIndex:
        """Lay given examples over an index, be they written down yet or not.

        :param index: The index.
        :param examples: The examples; those withdrawn are left out.
        :param revision: What the index will say its revision is.
        :return: Another index over the same units.
        """
        held = tuple(each for each in examples if each.in_effect)
        rows = places(held, index.every_unit)
        added = [Example(row, each.question, KIND, WRITER, METHOD) for each in held for row in rows[each.example_id]]
        left_open = [each.question for each in held if each.left_open]
        texts = [searched_form(text) for text in (*(example.text for example in added), *left_open)]
        vectors = np.empty((0, index.embedder.dimension), dtype=np.float32)
        if texts:
            vectors = embed_once(texts, index.embedder, self._cache_file, kind=TextKind.QUESTION)
        count = len(added)
        questions = AddedQuestions(revision, added, vectors[:count], left_open, vectors[count:])
        return index.with_added(questions)
