"""How long the log of answers is kept."""

from __future__ import annotations

import os

from sqlalchemy import Engine

from assistant.state.answer_log import purge

DAYS_VARIABLE = "ASSISTANT_RETENTION_DAYS"


class UnusableSetting(ValueError):
    """A setting of the environment makes no sense; the message says which and what it may be."""


def days_kept() -> int | None:
    """Read how many days answers are kept.

    :return: Days; None where they are kept for good.
    :raises UnusableSetting: if it is not a whole number of days from 1.
    """
    setting = os.environ.get(DAYS_VARIABLE, "").strip()
    if not setting:
        return None
    if not (setting.isascii() and setting.isdigit() and int(setting) >= 1):
        raise UnusableSetting(
            f"环境变量 {DAYS_VARIABLE} 须为不小于 1 的整数（天数），现在是“{setting}”；不设则一直保留。"
        )
    return int(setting)


def keep_days(engine: Engine, days: int | None) -> int:
    """Remove what is older than answers are kept.

    :param engine: The database.
    :param days: How long they are kept; None keeps all.
    :return: How many answers were removed.
    """
    return 0 if days is None else purge(engine, days)
