"""What the trainers' pages work with: the assistant of now, the database, and what both say together.

Knows no page. What a trainer keeps takes effect here at once; other processes see it at their next look.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from fastapi import Request
from sqlalchemy import Engine

from assistant.clause_reference import ClauseNumbers
from assistant.live import LiveAssistant, PerIndex
from assistant.namesakes import distinct_titles
from assistant.review.effect import ExamplesInEffect
from assistant.review.examples import TrainerExample, keep_example, list_examples, with_draft, withdraw_example
from assistant.review.new_clauses import newly_published
from assistant.review.topics import topics_of
from assistant.review.verdicts import Trainer
from assistant.web.pages import who
from index.versions import home

if TYPE_CHECKING:
    from assistant.answering import Assistant
    from corpus.regulation import Unit
    from index.clause_index import ClauseIndex


class TrainerDesk:
    """The assistant and the database of one application, as trainers use them; several threads may use it at once."""

    def __init__(self, assistant: Assistant, database: Engine) -> None:
        """Work with an assistant and a database.

        :param assistant: What trainers add takes effect in it at once where it is a ``LiveAssistant``.
        :param database: Holds the log and what trainers say of it.
        """
        self.assistant = assistant
        self.database = database
        self.home = home()
        self.titles = PerIndex(assistant, lambda index: distinct_titles(index.regulations))
        self.topics = PerIndex(assistant, lambda index: topics_of(index.units))
        self.numbers = PerIndex(assistant, lambda index: ClauseNumbers(index.units))
        self._examples = ExamplesInEffect(database, self.home)
        self._keeping = threading.Lock()

    @property
    def index(self) -> ClauseIndex:
        """The index that answers now."""
        return self.assistant.clause_index

    def find_unit(self, unit_id: str) -> Unit | None:
        """Look a unit of now up; None where there is none of that id."""
        try:
            return self.index.unit(unit_id)
        except KeyError:
            return None

    def title(self, unit_id: str) -> str:
        """Name the regulation of a unit as people read it."""
        regulation_id = unit_id.partition("#")[0]
        return self.titles().get(regulation_id, regulation_id)

    def new_units(self, since: str) -> frozenset[str]:
        """Find the units published since a moment."""
        return newly_published(self.home, self.index.units, since)

    def index_with(self, draft: TrainerExample) -> ClauseIndex:
        """Give the index as it would be with one more, or one changed, example; nothing is kept."""
        examples = with_draft(list_examples(self.database), draft)
        return self._examples.with_these(self.index, examples, self._examples.revision() + 1)

    def keep(self, draft: TrainerExample, trainer: Trainer) -> str:
        """Keep an example and let it take effect.

        :param draft: The example.
        :param trainer: Who keeps it.
        :return: The version that answers from now on.
        """
        with self._keeping:
            keep_example(self.database, draft, trainer)
            return self._take_over()

    def withdraw(self, example_id: str, trainer: Trainer) -> str:
        """Take an example out of effect.

        :param example_id: The example.
        :param trainer: Who says so.
        :return: The version that answers from now on.
        :raises UnknownExample: if there is none.
        """
        with self._keeping:
            withdraw_example(self.database, example_id, trainer)
            return self._take_over()

    def _take_over(self) -> str:
        """Let the assistant of this process follow."""
        if isinstance(self.assistant, LiveAssistant):
            self.assistant.take_over_examples()
        return self.index.version


def trainer_of(request: Request) -> Trainer:
    """Name the trainer who sends a request."""
    identity = who(request)
    return Trainer(identity.user_id, identity.name)
