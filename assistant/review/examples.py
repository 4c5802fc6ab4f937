"""Questions that trainers gave to units, or marked as left open. Every change is a revision; none is ever lost.

A question is kept by the regulation and the digest of the unit's wording, as those of the question bank are, so that it finds its
unit in every version.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Engine, RowMapping, func, insert, select

from assistant.masking import mask
from assistant.question import UnusableQuestion, read_question
from assistant.review.verdicts import Trainer
from assistant.state import audit
from assistant.state.answer_log import new_id
from assistant.state.database import writing
from assistant.state.tables import now, trainer_examples
from corpus.question_bank import BankEntry, ExampleQuestion, match_bank, wording_digest
from corpus.regulation import Unit
from corpus.script import fold

METHOD = "trainer"
KIND = "colloquial"  # asked by somebody on a call
WRITER = "trainer"  # in exports; who it was stays in the database


class UnknownExample(LookupError):
    """No trainer's example has this id."""


class ExampleUnusable(ValueError):
    """A question cannot be an example; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class TrainerExample:
    """One question as it stands at a revision."""

    example_id: str
    revision: int  # of its last change
    at: str
    trainer: str
    question: str  # masked
    regulation_id: str  # empty: the question is left open
    locator: str
    text_sha256: str
    wording: str
    answer_id: str
    in_effect: bool

    @property
    def left_open(self) -> bool:
        """Whether no unit answers it."""
        return not self.regulation_id


def add_example(
    engine: Engine, question: str, unit: Unit | None, trainer: Trainer, answer_id: str = ""
) -> TrainerExample:
    """Give a question to a unit, or mark it as left open; it takes effect with the next look at the revision.

    :param engine: The database.
    :param question: As asked; masked here.
    :param unit: The unit that answers it; None: no unit does.
    :param trainer: Who says so.
    :param answer_id: The judged answer it comes from.
    :return: The example.
    :raises ExampleUnusable: if nothing can be searched with the question.
    """
    return keep_example(engine, draft_example(question, unit, trainer, answer_id), trainer)


def change_example(
    engine: Engine, example_id: str, question: str, unit: Unit | None, trainer: Trainer
) -> TrainerExample:
    """Put an example right: its words, or the unit it belongs to.

    :param engine: The database.
    :param example_id: The example.
    :param question: Its words from now on.
    :param unit: The unit that answers it; None: no unit does.
    :param trainer: Who says so.
    :return: The example as it is now.
    :raises UnknownExample: if there is none.
    :raises ExampleUnusable: if nothing can be searched with the question.
    """
    return keep_example(engine, draft_change(find_example(engine, example_id), question, unit, trainer), trainer)


def draft_example(question: str, unit: Unit | None, trainer: Trainer, answer_id: str = "") -> TrainerExample:
    """Write an example that is not kept yet, so that it can be tried first.

    :param question: As asked; masked here.
    :param unit: The unit that answers it; None: no unit does.
    :param trainer: Who says so.
    :param answer_id: The judged answer it comes from.
    :return: The example; ``keep_example`` keeps it.
    :raises ExampleUnusable: if nothing can be searched with the question.
    """
    asked = _usable(question)
    return TrainerExample(new_id(), 0, now(), trainer.name, asked, **_place(unit), answer_id=answer_id, in_effect=True)


def draft_change(known: TrainerExample, question: str, unit: Unit | None, trainer: Trainer) -> TrainerExample:
    """Write what an example would become; a withdrawn one would be in effect again.

    :param known: The example as it stands.
    :param question: Its words from then on.
    :param unit: The unit that answers it; None: no unit does.
    :param trainer: Who says so.
    :return: The example; ``keep_example`` keeps it.
    :raises ExampleUnusable: if nothing can be searched with the question.
    """
    return replace(draft_example(question, unit, trainer, known.answer_id), example_id=known.example_id)


def with_draft(examples: Sequence[TrainerExample], draft: TrainerExample) -> tuple[TrainerExample, ...]:
    """Give the examples as they would stand with a draft, which takes the place of what it changes."""
    return (*(each for each in examples if each.example_id != draft.example_id), draft)


def keep_example(engine: Engine, draft: TrainerExample, trainer: Trainer) -> TrainerExample:
    """Keep a draft; it takes effect with the next look at the revision.

    :param engine: The database.
    :param draft: The example.
    :param trainer: Who keeps it.
    :return: The example as kept, with its revision.
    """
    return _write(engine, draft, trainer)


def withdraw_example(engine: Engine, example_id: str, trainer: Trainer) -> TrainerExample:
    """Take an example out of effect: what was found before it is found again.

    :param engine: The database.
    :param example_id: The example.
    :param trainer: Who says so.
    :return: The example as it is now.
    :raises UnknownExample: if there is none.
    """
    return _write(engine, replace(find_example(engine, example_id), trainer=trainer.name, in_effect=False), trainer)


def list_examples(engine: Engine, revision: int | None = None) -> tuple[TrainerExample, ...]:
    """List the examples, withdrawn ones too, in the order they were first added.

    :param engine: The database.
    :param revision: As they stood then; None: now.
    :return: Each example once.
    """
    wanted = select(trainer_examples).order_by(trainer_examples.c.revision)
    if revision is not None:
        wanted = wanted.where(trainer_examples.c.revision <= revision)
    latest: dict[str, TrainerExample] = {}
    with engine.connect() as connection:
        for row in connection.execute(wanted).mappings():
            latest[row["example_id"]] = _example(row)
    return tuple(latest.values())


def find_example(engine: Engine, example_id: str) -> TrainerExample:
    """Read one example.

    :param engine: The database.
    :param example_id: Its id.
    :return: The example as it stands now.
    :raises UnknownExample: if there is none.
    """
    found = next((each for each in list_examples(engine) if each.example_id == example_id), None)
    if found is None:
        raise UnknownExample(f"没有编号为 {example_id} 的例句。")
    return found


def revision_of_now(engine: Engine) -> int:
    """Tell at which revision the examples are; 0 before the first."""
    with engine.connect() as connection:
        return _last(connection)


def places(examples: Sequence[TrainerExample], units: Sequence[Unit]) -> dict[str, tuple[int, ...]]:
    """Find the units of examples in a version, as the question bank finds those of its entries.

    :param examples: The examples.
    :param units: The units of a version, of all editions.
    :return: By example id, the places of its units; none for one whose clause is gone.
    """
    by_id: dict[str, list[int]] = {}
    for place, unit in enumerate(units):
        by_id.setdefault(unit.unit_id, []).append(place)
    found: dict[str, tuple[int, ...]] = {}
    for each in examples:
        owners = () if each.left_open else match_bank([_entry(each)], _of_regulation(units, each)).questions
        rows = [row for unit_id in owners for row in by_id[unit_id]]
        alike = [row for row in rows if wording_digest(units[row]) == each.text_sha256]
        found[each.example_id] = tuple(alike or rows)
    return found


def bank_entries(examples: Iterable[TrainerExample]) -> tuple[BankEntry, ...]:
    """Write the examples in effect as entries of the question bank, for ``assistant bank export``."""
    return tuple(_entry(each) for each in examples if each.in_effect and not each.left_open)


def _of_regulation(units: Sequence[Unit], example: TrainerExample) -> list[Unit]:
    """Take the units an example can belong to."""
    return [unit for unit in units if unit.regulation_id == example.regulation_id]


def _entry(example: TrainerExample) -> BankEntry:
    """Write an example as an entry of the question bank."""
    question = ExampleQuestion(example.question, KIND, WRITER, METHOD)
    return BankEntry(example.regulation_id, example.locator, example.text_sha256, example.wording, (question,))


def _usable(question: str) -> str:
    """Mask a question and refuse one that nothing can be searched with."""
    masked = mask(question.strip())
    try:
        read_question(masked)
    except UnusableQuestion as error:
        raise ExampleUnusable(str(error)) from error
    return masked


def _place(unit: Unit | None) -> dict[str, str]:
    """Say what an example is kept by."""
    if unit is None:
        return {"regulation_id": "", "locator": "", "text_sha256": "", "wording": ""}
    return {
        "regulation_id": unit.regulation_id,
        "locator": unit.locator,
        "text_sha256": wording_digest(unit),
        "wording": fold(unit.unit_text),
    }


def _write(engine: Engine, example: TrainerExample, trainer: Trainer) -> TrainerExample:
    """Write the next revision."""
    with writing(engine) as connection:
        audit.take_turn(connection)
        written = replace(example, revision=_last(connection) + 1, at=now())
        row: dict[str, object] = {name: getattr(written, name) for name in TrainerExample.__dataclass_fields__}
        row["user_id"] = trainer.user_id
        connection.execute(insert(trainer_examples).values(**row))
        audit.append(connection, trainer_examples, str(written.revision), row)
    return written


def _last(connection: Connection) -> int:
    """Read the last revision."""
    return int(connection.execute(select(func.max(trainer_examples.c.revision))).scalar() or 0)


def _example(row: RowMapping) -> TrainerExample:
    """Make an example of a row."""
    return TrainerExample(**{name: row[name] for name in TrainerExample.__dataclass_fields__})
