"""Which edition of a regulation holds on which day (施行日期, 废止日期).

A regulation may be there in several editions of one id, each read from a file of its own, the one taken in later behind the one it
replaces, and before a coming one that takes effect later still. An edition holds from its day of effect, always if it names none, until it is repealed or the next one takes effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Protocol

from corpus.regulation import Regulation, Unit

CHINA = timezone(timedelta(hours=8))  # Asia/Shanghai: no summer time, so no table of zones is needed


@dataclass(frozen=True, slots=True)
class Edition:
    """Tells the editions of regulations apart."""

    regulation_id: str
    source: str  # file name


@dataclass(frozen=True, slots=True)
class Period:
    """When an edition holds."""

    begins: date  # the first day
    ends: date  # the first day on which it holds no more

    def covers(self, day: date) -> bool:
        """Tell whether a day lies in it."""
        return self.begins <= day < self.ends


def today() -> date:
    """Tell which day it is in China."""
    return datetime.now(CHINA).date()


def edition_of(part: Regulation | Unit) -> Edition:
    """Name the edition of a regulation, or the one that a unit stands in."""
    return Edition(part.regulation_id, part.source)


def edition_unit_id(unit: Unit) -> str:
    """Name a unit where the editions of its regulation must be told apart, since both may have one of its id."""
    return f"{unit.unit_id}@{unit.source}"


class Dated(Protocol):
    """What says of an edition when it holds: a regulation, or its entry in a catalog."""

    @property
    def regulation_id(self) -> str:
        """Its id, the same in all editions."""

    @property
    def effective_on(self) -> date | None:
        """The first day on which it holds; None: always."""

    @property
    def repealed_on(self) -> date | None:
        """The first day on which it holds no more."""


def periods(regulations: Sequence[Dated]) -> tuple[Period, ...]:
    """Say when each regulation holds.

    :param regulations: Regulations, a later edition behind the one it replaces.
    :return: Their periods, in the same order; one that ends before it begins never held.
    """
    replaced_from: dict[str, date] = {}
    found: list[Period] = []
    for regulation in reversed(regulations):
        begins = regulation.effective_on or date.min
        replaced = replaced_from.get(regulation.regulation_id, date.max)
        found.append(Period(begins, min(regulation.repealed_on or date.max, replaced)))
        replaced_from[regulation.regulation_id] = min(begins, replaced)
    return tuple(reversed(found))


def in_force(regulations: Sequence[Regulation], day: date) -> tuple[Regulation, ...]:
    """Choose the editions that hold on a day: at most one of each regulation.

    :param regulations: Regulations, a later edition behind the one it replaces.
    :param day: The day, in China.
    :return: Those that hold, in the same order.
    """
    dated = zip(regulations, periods(regulations), strict=True)
    return tuple(regulation for regulation, period in dated if period.covers(day))


def ever_in_force(regulations: Sequence[Regulation]) -> tuple[Regulation, ...]:
    """Leave out the editions that hold on no day, since the next one takes effect no later."""
    dated = zip(regulations, periods(regulations), strict=True)
    return tuple(regulation for regulation, period in dated if period.begins < period.ends)
