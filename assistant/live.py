"""Answers from the version that is published, and from the regulations in force, at the moment of each question.

A newly published version is opened beside the one that answers and takes its place between two questions; at midnight in China a new
edition, or a repeal, takes effect in the same way. A question under way ends with the version it began with. A version that cannot be
opened is logged, and the one before goes on answering.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Generic, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from assistant.answer import Answer, Language, Turn
from assistant.answering import Assistant
from assistant.opening import open_language_model
from assistant.phrasing.endpoint import LanguageModel
from assistant.review.effect import ExamplesInEffect
from assistant.state.presence import has_database
from assistant.suggesting import COMPLETIONS, Suggestion, Suggestions
from corpus.editions import today
from index import versions
from index.clause_index import ClauseIndex
from index.embedding import Embedder, load_embedder
from index.manifest import IndexDamaged, IndexOutOfDate
from index.remembering_embedder import remembering

logger = logging.getLogger(__name__)

QUESTIONS_REMEMBERED = 1000  # embedded; 1.5 kB each, and 20 more where questions are matched token by token
LOOK_SECONDS = 0.2  # between two looks at the pointer; a look is one call to the system
REFUSED_SECONDS = 10.0  # until a version that could not be opened is tried again: what stood in the way may be over
EXAMPLES_SECONDS = 1.0  # between two looks at trainers' examples, a query; this server's own are taken over at once
_FIRST_QUESTION = "接听客户电话"  # loads what is loaded with a first question only, so that nobody waits for it

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class NotTakenOver:
    """A published version that could not be opened, so that the one before goes on answering."""

    answering: str  # the version that answers
    reason: str  # in Chinese, with the way out


@dataclass(frozen=True, slots=True)
class _Refused:
    """A pointer that leads to nothing that can be opened."""

    pointer: tuple[int, int]
    reason: str
    at: float  # monotonic


@dataclass(frozen=True, slots=True)
class _Held:
    """What answers, and since when."""

    assistant: Assistant
    day: date
    pointer: tuple[int, int]  # inode and time of the pointer it was opened by
    revision: int  # of the trainers' examples


class LiveAssistant:
    """An ``Assistant`` that follows what is published; several threads may use it at once."""

    def __init__(self, home: Path | None = None, embedding_model: str | None = None) -> None:
        """Open the published version; ``watch`` begins to follow.

        :param home: The state folder; ``$ASSISTANT_HOME`` or ``./var`` if not given.
        :param embedding_model: The model the index was built with; the packaged one if not given.
        :raises NoIndexBuilt: if none is published.
        :raises IndexOutOfDate: if it was built with another model or by another release.
        :raises IndexDamaged: if a file of it is missing or was changed.
        """
        self._home = home or versions.home()
        self.embedding_model = embedding_model  # a new version must be built with the same
        self._language_model: LanguageModel | None = open_language_model()
        versions.current_folder(self._home)  # says that nothing is published before a model is loaded
        self._embedder: Embedder = remembering(load_embedder(embedding_model), QUESTIONS_REMEMBERED)
        self._changing = threading.Lock()
        self._opening = threading.Lock()  # one version is opened once, whoever sees it first
        self._stopped = threading.Event()
        self._prepare: list[Callable[[ClauseIndex], object]] = []
        self._added: ExamplesInEffect | None = None
        self._examples_failed = False
        self._held = self._open()
        self._refused: _Refused | None = None

    @property
    def clause_index(self) -> ClauseIndex:
        """The index that answers at this moment; whoever asks it twice in a row may be given two."""
        return self.of_now().clause_index

    @property
    def answers_at_once(self) -> bool:
        """Whether an answer comes whole, since no language model phrases it."""
        return self._language_model is None

    @property
    def not_taken_over(self) -> NotTakenOver | None:
        """Why what is published does not answer; None where it does, or will at the next look."""
        refused = self._refused
        if refused is None or refused.pointer != self._pointer():
            return None
        return NotTakenOver(self.clause_index.version, refused.reason)

    def answer(self, question: str, history: Sequence[Turn] = (), scope: Sequence[str] = ()) -> Answer:
        """Answer a question from one version; see ``Assistant.answer``."""
        return self.of_now().answer(question, history, scope)

    def answer_in_parts(
        self, question: str, history: Sequence[Turn] = (), scope: Sequence[str] = ()
    ) -> Iterator[Answer]:
        """Answer a question from one version as the answer comes; see ``Assistant.answer_in_parts``."""
        yield from self.of_now().answer_in_parts(question, history, scope)

    def of_now(self) -> Assistant:
        """Give the assistant of one version and day, for what must come from one index."""
        held = self._held
        if held.day != today():
            self._turn_the_day()
            held = self._held
        return held.assistant

    def extractive(self, index: ClauseIndex) -> Assistant:
        """Give an assistant over an index, without a language model."""
        return self.of_now().extractive(index)

    def prepare(self, make: Callable[[ClauseIndex], object]) -> None:
        """Have something made of each new index before it answers, so that nobody waits for it."""
        self._prepare.append(make)

    def watch(self, seconds: float = LOOK_SECONDS) -> None:
        """Begin to follow what is published, in a thread of its own.

        :param seconds: Between two looks.
        """

        def look() -> None:
            looked = -EXAMPLES_SECONDS
            while not self._stopped.wait(seconds):
                due = time.monotonic() - looked >= EXAMPLES_SECONDS
                looked = time.monotonic() if due else looked
                try:
                    self.look(examples=due)
                except Exception:  # a thread that ends would leave agents with an old version for ever, and nobody told
                    logger.exception("looking for a published version failed; it is looked for again")

        threading.Thread(target=look, name="published-version", daemon=True).start()

    def stop(self) -> None:
        """Follow no more; what is held goes on answering."""
        self._stopped.set()

    def look(self, *, examples: bool = True) -> None:
        """Take over what is published and in force now; nothing changes where it cannot be opened.

        :param examples: Whether to look for trainers' examples too.
        """
        if self._held.day != today():
            self._turn_the_day()
        if examples:
            self._look_for_examples()
        if self._pointer() != self._held.pointer:
            with self._opening:
                self._take_over()

    def _take_over(self) -> None:
        """Open what is published and let it answer; it is held already where another thread was first."""
        pointer, refused = self._pointer(), self._refused
        again = refused is not None and refused.pointer == pointer
        if pointer == self._held.pointer or (refused and again and time.monotonic() - refused.at < REFUSED_SECONDS):
            return
        try:
            opened = self._open()
        except (IndexDamaged, IndexOutOfDate, versions.NoIndexBuilt, OSError, SQLAlchemyError) as error:
            reason = "数据库暂时读不到，稍后会再试。" if isinstance(error, SQLAlchemyError) else str(error)
            self._refused = _Refused(pointer, reason, time.monotonic())
            if not again:  # said once
                logger.warning(
                    "新发布的版本打不开，继续使用版本 %s：%s", self._held.assistant.clause_index.version, error
                )
            return
        self._warm(opened.assistant)
        with self._changing:
            self._held = opened
        self._refused = None
        logger.info("answers from version %s", opened.assistant.clause_index.version)

    def take_over_examples(self) -> None:
        """Let what trainers have added, changed or withdrawn take effect now, without waiting for the next look."""
        added = self._trainers()
        if added is None or added.revision() == self._held.revision:
            return
        with self._changing:
            held, revision = self._held, added.revision()
            if revision == held.revision:
                return
            assistant = Assistant(added.over(held.assistant.clause_index, revision), self._language_model)
            self._warm(assistant)
            self._held = replace(held, assistant=assistant, revision=revision)

    def _look_for_examples(self) -> None:
        """Take over examples; a database that fails is said once and asked again at the next look."""
        try:
            self.take_over_examples()
        except SQLAlchemyError as error:
            if not self._examples_failed:
                logger.warning("读不到培训师的例句，继续使用现有的：%s", error)
            self._examples_failed = True
        else:
            self._examples_failed = False

    def _trainers(self) -> ExamplesInEffect | None:
        """Give the trainers' examples, as soon as there is a database."""
        if self._added is None and has_database(self._home):
            self._added = ExamplesInEffect.of(self._home)
        return self._added

    def _open(self) -> _Held:
        """Open what is published."""
        pointer, day = self._pointer(), today()  # before reading it: what changes meanwhile is seen at the next look
        index = ClauseIndex.open(versions.current_folder(self._home), self._embedder, day)
        added = self._trainers()
        revision = added.revision() if added else 0
        index = added.over(index, revision) if added else index
        return _Held(Assistant(index, self._language_model), day, pointer, revision)

    def _turn_the_day(self) -> None:
        """Let what is in force today answer."""
        with self._changing:
            held, day = self._held, today()
            if held.day == day:
                return
            index = held.assistant.clause_index.for_day(day)
            same = index is held.assistant.clause_index
            assistant = held.assistant if same else Assistant(index, self._language_model)
            self._held = replace(held, assistant=assistant, day=day)

    def _warm(self, assistant: Assistant) -> None:
        """Make what is made once for each index."""
        next(assistant.answer_in_parts(_FIRST_QUESTION))
        for make in self._prepare:
            make(assistant.clause_index)

    def _pointer(self) -> tuple[int, int]:
        """Tell one state of the pointer from another; it is replaced whole, so its inode changes too."""
        try:
            state = os.stat(versions.versions_folder(self._home) / versions.CURRENT_FILE)
        except FileNotFoundError:
            return (0, 0)
        return (state.st_ino, state.st_mtime_ns)


class PerIndex(Generic[Made]):
    """Something made once of each index that answers: called, it gives what belongs to the one of now."""

    def __init__(self, assistant: Assistant, make: Callable[[ClauseIndex], Made]) -> None:
        """Make it of the present index.

        :param assistant: Whose index; a ``LiveAssistant`` or one that never changes.
        :param make: Makes it.
        """
        self._assistant = assistant
        self._make = make
        self._lock = threading.Lock()
        self._made: tuple[tuple[ClauseIndex, Made], ...] = ()
        if isinstance(assistant, LiveAssistant):
            assistant.prepare(self.of)
        self.of(assistant.clause_index)

    def __call__(self) -> Made:
        """Give what belongs to the index of now."""
        return self.of(self._assistant.clause_index)

    def of(self, index: ClauseIndex) -> Made:
        """Give what belongs to an index; the last two are kept: one answers, the next is being prepared."""
        for known, made in self._made:
            if known is index:
                return made
        with self._lock:
            made = self._make(index)
            self._made = ((index, made), *self._made[:1])
        return made


class LiveSuggestions:
    """``Suggestions`` from the example questions of the index that answers now."""

    def __init__(self, assistant: Assistant) -> None:
        """Suggest what an assistant can answer.

        :param assistant: Whose questions.
        """
        self._newest: Suggestions | None = None
        self._suggestions: PerIndex[Suggestions] = PerIndex(assistant, self._make)

    def complete(
        self, typed: str, regulations: frozenset[str] | None = None, limit: int = COMPLETIONS
    ) -> tuple[Suggestion, ...]:
        """Suggest questions for what is typed so far; see ``Suggestions.complete``."""
        return self._suggestions().complete(typed, regulations, limit)

    def after(
        self,
        unit_ids: Sequence[str],
        asked: Sequence[str],
        language: Language = "zh",
        regulations: frozenset[str] | None = None,
    ) -> tuple[Suggestion, ...]:
        """Suggest what to ask next; see ``Suggestions.after``."""
        return self._suggestions().after(unit_ids, asked, language, regulations)

    def _make(self, index: ClauseIndex) -> Suggestions:
        """Make those of an index from those made last."""
        self._newest = Suggestions(index, self._newest)
        return self._newest
