"""Who took in, repealed, built, published, rolled back or removed: rows under the audit chain, written by pages and commands alike.

What the program removes by itself, old versions after a publishing and answers kept long enough, is written down as well.

A deed is written down once it is done. A database that refuses the row does not undo it; whoever calls says so.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Engine, desc, insert, select

from assistant.state import audit
from assistant.state.database import writing
from assistant.state.tables import deeds, now

if TYPE_CHECKING:
    from corpus.catalog import Entry
    from corpus.intake import TakenIn

SHOWN = 12  # of the last


class Deed(StrEnum):
    """What somebody did; the values are what people read."""

    TOOK_IN = "收入"
    TOOK_BACK = "撤回收入"
    REPEALED = "写明废止"
    LIFTED = "取消废止"
    BUILT = "建立版本"
    PUBLISHED = "发布"
    ROLLED_BACK = "退回"
    REMOVED = "清理版本"
    FORGOT = "清理回答"


@dataclass(frozen=True, slots=True)
class Doer:
    """Who does something."""

    name: str  # as people read it; stays when the account is forgotten
    user_id: int | None = None  # None: not by an account


ITSELF = Doer("自动")  # what no person asked for


@dataclass(frozen=True, slots=True)
class Event:
    """Somebody did something."""

    at: str  # in UTC
    by: str
    deed: str
    subject: str  # a version, or a regulation


def record_deed(engine: Engine, doer: Doer, deed: Deed, subject: str) -> str:
    """Write down what somebody did.

    :param engine: The database.
    :param doer: Who did it.
    :param deed: What was done.
    :param subject: To which version or regulation.
    :return: The id of the row; once it is returned the row is on the disk.
    """
    row: dict[str, object] = {
        "deed_id": uuid.uuid4().hex,
        "user_id": doer.user_id,
        "doer": doer.name,
        "at": now(),
        "deed": deed.value,
        "subject": subject,
    }
    with writing(engine) as connection:
        connection.execute(insert(deeds).values(**row))
        audit.append(connection, deeds, str(row["deed_id"]), row)
    return str(row["deed_id"])


def last_deeds(engine: Engine, most: int = SHOWN) -> tuple[Event, ...]:
    """Give the last deeds, the newest first."""
    wanted = select(deeds).order_by(desc(deeds.c.at)).limit(most)
    with engine.connect() as connection:
        return tuple(Event(row.at, row.doer, row.deed, row.subject) for row in connection.execute(wanted))


@dataclass(frozen=True, slots=True)
class Publishing:
    """A version was published, or gone back to."""

    version: str
    at: str  # in UTC
    is_rollback: bool


def last_publishings(engine: Engine, most: int = SHOWN) -> tuple[Publishing, ...]:
    """Give the last times that another version was published or gone back to, the newest first, as far as it was written down."""
    kinds = (Deed.PUBLISHED.value, Deed.ROLLED_BACK.value)
    wanted = select(deeds).where(deeds.c.deed.in_(kinds)).order_by(desc(deeds.c.at)).limit(most)
    with engine.connect() as connection:
        return tuple(
            Publishing(row.subject, row.at, row.deed == Deed.ROLLED_BACK.value) for row in connection.execute(wanted)
        )


def subject_of_intake(taken: TakenIn) -> str:
    """Name what was taken in."""
    return f"《{taken.regulation.title}》{'的新版' if taken.replaces else ''}"


def subject_of_repeal(entry: Entry, day: date | None) -> str:
    """Name what was repealed, and from when; None takes the repeal back."""
    return f"《{entry.title}》{f'自 {day} 起' if day else ''}"


def subject_of_taking_back(entries: Iterable[Entry]) -> str:
    """Name the regulations of a file that was taken back, and the file."""
    gone = tuple(entries)
    return f"{'、'.join(f'《{entry.title}》' for entry in gone)}（{gone[0].source}）"


def subject_of_removal(versions: Iterable[str]) -> str:
    """Name the versions that were removed."""
    return "、".join(versions)


def subject_of_forgetting(answers: int, days: int) -> str:
    """Name the answers that were removed because they were kept long enough."""
    return f"{days} 天以前的 {answers} 个回答"
