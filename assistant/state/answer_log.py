"""The log of answers: what was asked, what was answered from which clauses, and what the agent did with it.

Personal data is masked before anything is written. Rows are added and, when their time is up, purged; never changed.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Literal, cast

from sqlalchemy import Connection, Engine, RowMapping, Table, delete, desc, func, insert, or_, select, update

from assistant.answer import Answer, Turn
from assistant.masking import mask
from assistant.state import audit
from assistant.state.database import writing
from assistant.state.logged_card import LoggedCard, read_card, write_card
from assistant.state.tables import answer_events, answers, conversations, moment, now

TITLE_CHARACTERS = 60
LISTED = 200
_LONGEST_KEPT_DAYS = 36_500  # a hundred years; more has no date
TURNS_REMEMBERED = 1_000  # turns of conversations, masked


class EventKind(StrEnum):
    """What an agent did with an answer."""

    SHOWN = "shown"
    CITATION = "citation"  # opened a citation
    COPIED = "copied"  # copied wording
    USEFUL = "useful"
    USELESS = "useless"


class Reason(StrEnum):
    """Why an answer was of no use."""

    WRONG_CLAUSE = "wrong_clause"
    INCOMPLETE = "incomplete"
    OUTDATED = "outdated"
    UNCLEAR = "unclear"
    SHOULD_HAVE_REFUSED = "should_have_refused"


class UnknownAnswer(LookupError):
    """No answer of this id is in the log, or it is another person's."""


@dataclass(frozen=True, slots=True)
class LoggedAnswer:
    """One answer as logged."""

    answer_id: str
    conversation_id: str | None
    user_id: int | None
    asked_at: str
    question: str
    history: tuple[Turn, ...]  # of entries before 2026-11-22 the questions only
    scope: tuple[str, ...]
    language: str
    status: str
    text: str
    index_version: str
    cited: tuple[tuple[str, str], ...]  # unit id, relation
    retrieved: tuple[tuple[str, float], ...]  # unit id, score
    latency_ms: float
    masked: bool
    card: LoggedCard | None = None  # of entries before 2026-11-23 there is none

    @property
    def asked_before(self) -> tuple[str, ...]:
        """The questions of the conversation before this one."""
        return tuple(turn.content for turn in self.history if turn.role == "user")


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation, for a list of them."""

    conversation_id: str
    title: str
    started_at: str
    updated_at: str
    question_count: int = 0
    found: str = ""  # the latest question that was searched for; empty in the whole list


@lru_cache(maxsize=TURNS_REMEMBERED)
def _mask_again(text: str) -> str:
    """Mask what was said earlier in a conversation, which comes once more with each further question."""
    return mask(text)


def new_id() -> str:
    """Make an id that nobody can guess."""
    return uuid.uuid4().hex


def record_answer(
    engine: Engine,
    answer: Answer,
    *,
    answer_id: str | None = None,
    user_id: int | None = None,
    conversation_id: str | None = None,
    history: Sequence[Turn] = (),
    scope: Sequence[str] = (),
) -> str:
    """Write an answer into the log.

    :param engine: The database.
    :param answer: The answer, which carries its question.
    :param answer_id: From ``new_id``, where it was needed before this is written; one is made if not given.
    :param user_id: Who asked.
    :param conversation_id: The conversation; made if it is not there.
    :param history: The turns before: what was said on both sides decides how a follow-up is understood.
    :param scope: The scope as asked for.
    :return: The id of the logged answer; once it is returned the row is on the disk.
    """
    question = mask(answer.question)
    row: dict[str, object] = {
        "answer_id": answer_id or new_id(),
        "conversation_id": conversation_id,
        "user_id": user_id,
        "asked_at": now(),
        "question": question,
        "history": _json([[turn.role, _mask_again(turn.content)] for turn in history]),
        "scope": _json([mask(name) for name in scope]),
        "language": answer.language,
        "status": answer.status.value,
        "text": mask(answer.text),
        "index_version": answer.index_version,
        "cited": _json([[citation.unit.unit_id, citation.relation] for citation in answer.citations]),
        "retrieved": _json([[one.unit_id, round(one.score, 4)] for one in answer.retrieved]),
        "top_score": round(answer.retrieved[0].score, 4) if answer.retrieved else 0.0,
        "latency_ms": round(answer.latency_ms, 1),
        "masked": question != answer.question,
        "card": write_card(answer),
    }
    with writing(engine) as connection:
        if conversation_id is not None:
            _touch(connection, conversation_id, user_id, question)
        connection.execute(insert(answers).values(**row))
        audit.append(connection, answers, str(row["answer_id"]), row)
    return str(row["answer_id"])


def record_event(
    engine: Engine, answer_id: str, kind: EventKind, detail: Mapping[str, str] | None = None, user_id: int | None = None
) -> str:
    """Write down what an agent did with an answer.

    :param engine: The database.
    :param answer_id: The answer.
    :param kind: What was done.
    :param detail: More of it: ``unit_id``, ``reason``, ``note``; masked.
    :param user_id: Who did it; only the person who asked may.
    :return: The id of the event.
    :raises UnknownAnswer: if there is no such answer, or it is another person's.
    """
    row: dict[str, object] = {
        "event_id": new_id(),
        "answer_id": answer_id,
        "user_id": user_id,
        "at": now(),
        "kind": kind.value,
        "detail": _json({name: mask(value) for name, value in (detail or {}).items()}),
    }
    with writing(engine) as connection:
        owner = connection.execute(select(answers.c.user_id).where(answers.c.answer_id == answer_id)).first()
        if owner is None or owner.user_id != user_id:
            raise UnknownAnswer(answer_id)
        connection.execute(insert(answer_events).values(**row))
        audit.append(connection, answer_events, str(row["event_id"]), row)
    return str(row["event_id"])


def find_answer(engine: Engine, answer_id: str) -> LoggedAnswer:
    """Read one answer.

    :param engine: The database.
    :param answer_id: Its id.
    :return: The answer as logged.
    :raises UnknownAnswer: if there is none.
    """
    with engine.connect() as connection:
        row = connection.execute(select(answers).where(answers.c.answer_id == answer_id)).mappings().first()
    if row is None:
        raise UnknownAnswer(answer_id)
    return logged_answer(row)


def answers_of(engine: Engine, conversation_id: str, user_id: int | None) -> tuple[LoggedAnswer, ...]:
    """Read a person's conversation, oldest answer first; empty for another person's."""
    wanted = (
        select(answers)
        .where(answers.c.conversation_id == conversation_id, answers.c.user_id == user_id)
        .order_by(answers.c.asked_at)
    )
    with engine.connect() as connection:
        return tuple(logged_answer(row) for row in connection.execute(wanted).mappings())


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody said last of an answer."""

    kind: EventKind  # of use, or of none
    reason: str = ""  # a ``Reason``; empty where none was given


def opinions_of(engine: Engine, answer_ids: Sequence[str], user_id: int | None) -> dict[str, Opinion]:
    """Read what a person said of answers; those of which they said nothing are left out."""
    wanted = (
        select(answer_events.c.answer_id, answer_events.c.kind, answer_events.c.detail)
        .where(
            answer_events.c.answer_id.in_(answer_ids),
            answer_events.c.user_id == user_id,
            answer_events.c.kind.in_((EventKind.USEFUL, EventKind.USELESS)),
        )
        .order_by(answer_events.c.at)
    )
    with engine.connect() as connection:
        return {
            row.answer_id: Opinion(EventKind(row.kind), str(json.loads(row.detail).get("reason", "")))
            for row in connection.execute(wanted)
        }


def conversations_of(engine: Engine, user_id: int | None, containing: str = "") -> tuple[Conversation, ...]:
    """List a person's conversations, the latest first.

    :param engine: The database.
    :param user_id: Whose.
    :param containing: Only those in whose title or questions these characters stand.
    :return: At most ``LISTED`` conversations; of those searched for with the question in which the characters stand.
    """
    wanted = select(conversations).where(conversations.c.user_id == user_id)
    words = containing.strip()
    if words:
        asked = select(answers.c.conversation_id).where(answers.c.question.contains(words, autoescape=True))
        wanted = wanted.where(
            or_(conversations.c.title.contains(words, autoescape=True), conversations.c.conversation_id.in_(asked))
        )
    with engine.connect() as connection:
        rows = connection.execute(wanted.order_by(desc(conversations.c.updated_at)).limit(LISTED)).mappings().all()
        listed = [row["conversation_id"] for row in rows]
        counts = _question_counts(connection, listed)
        found = _questions_found(connection, listed, words) if words else {}
    return tuple(
        Conversation(
            one,
            row["title"],
            row["started_at"],
            row["updated_at"],
            counts.get(one, 0),
            found.get(one, row["title"] if words else ""),
        )
        for one, row in zip(listed, rows, strict=True)
    )


def _question_counts(connection: Connection, listed: Sequence[str]) -> dict[str, int]:
    """Count the questions of some conversations."""
    counted = (
        select(answers.c.conversation_id, func.count())
        .where(answers.c.conversation_id.in_(listed))
        .group_by(answers.c.conversation_id)
    )
    return {conversation_id: count for conversation_id, count in connection.execute(counted)}


def _questions_found(connection: Connection, listed: Sequence[str], words: str) -> dict[str, str]:
    """Find the latest question of each conversation in which some characters stand."""
    asked = (
        select(answers.c.conversation_id, answers.c.question)
        .where(answers.c.conversation_id.in_(listed), answers.c.question.contains(words, autoescape=True))
        .order_by(answers.c.asked_at)
    )
    return {conversation_id: question for conversation_id, question in connection.execute(asked)}


def purge(engine: Engine, days: int) -> int:
    """Remove what is older than a number of days, for good.

    :param engine: The database.
    :param days: How long answers are kept.
    :return: How many answers were removed.
    """
    before = moment(datetime.now(UTC) - timedelta(days=min(days, _LONGEST_KEPT_DAYS)))
    with writing(engine) as connection:
        old = connection.execute(select(answers.c.answer_id).where(answers.c.asked_at < before)).scalars().all()
        if not old:
            return 0
        gone: list[tuple[Table, str]] = [(answers, answer_id) for answer_id in old]
        outdated = answers.c.asked_at < before
        events = select(answer_events.c.event_id).join(answers, answers.c.answer_id == answer_events.c.answer_id)
        gone += [(answer_events, event_id) for event_id in connection.execute(events.where(outdated)).scalars()]
        of_old = select(answers.c.answer_id).where(outdated)
        connection.execute(delete(answer_events).where(answer_events.c.answer_id.in_(of_old)))
        connection.execute(delete(answers).where(outdated))
        still_used = select(answers.c.conversation_id).where(answers.c.conversation_id.is_not(None))
        connection.execute(delete(conversations).where(conversations.c.conversation_id.not_in(still_used)))
        audit.append_purge(connection, gone)
    return len(old)


def _touch(connection: Connection, conversation_id: str, user_id: int | None, question: str) -> None:
    """Make a conversation, or say that it went on."""
    changed = connection.execute(
        update(conversations)
        .where(conversations.c.conversation_id == conversation_id, conversations.c.user_id == user_id)
        .values(updated_at=now())
    )
    if changed.rowcount == 0:
        title = question.strip().split("\n")[0][:TITLE_CHARACTERS]
        at = now()
        connection.execute(
            insert(conversations).values(
                conversation_id=conversation_id, user_id=user_id, title=title, started_at=at, updated_at=at
            )
        )


def _json(value: object) -> str:
    """Write a value as JSON."""
    return json.dumps(value, ensure_ascii=False)


def _turn(logged: str | list[str]) -> Turn:
    """Read a turn; a mere text is a question, as entries before 2026-11-22 have it."""
    if isinstance(logged, str):
        return Turn("user", logged)
    role, content = logged
    return Turn(cast('Literal["user", "assistant"]', role), content)


def logged_answer(row: RowMapping) -> LoggedAnswer:
    """Make a logged answer of a row of ``answers``."""
    return LoggedAnswer(
        row["answer_id"],
        row["conversation_id"],
        row["user_id"],
        row["asked_at"],
        row["question"],
        tuple(_turn(each) for each in json.loads(row["history"])),
        tuple(json.loads(row["scope"])),
        row["language"],
        row["status"],
        row["text"],
        row["index_version"],
        tuple((unit_id, relation) for unit_id, relation in json.loads(row["cited"])),
        tuple((unit_id, score) for unit_id, score in json.loads(row["retrieved"])),
        row["latency_ms"],
        bool(row["masked"]),
        read_card(row["card"]),
    )
