"""Writes down what a command did with regulations and versions, where the pages write it too."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.state.deeds import Deed, Doer


def note_deed(deed: Deed, *subjects: str, by_itself: bool = False) -> None:
    """Write down what a command did; it was done already, so a database that refuses is only told of.

    :param deed: What was done.
    :param subjects: To which versions or regulations, a row for each.
    :param by_itself: Whether it came of another deed, and nobody asked for it.
    """
    from sqlalchemy.exc import SQLAlchemyError

    from assistant.state.database import DatabaseUnavailable, open_database
    from assistant.state.deeds import ITSELF, record_deed
    from index.versions import home

    try:
        engine = open_database(home())
        for subject in subjects:
            record_deed(engine, ITSELF if by_itself else _doer(), deed, subject)
        engine.dispose()
    except (DatabaseUnavailable, SQLAlchemyError) as error:
        print(f"提醒：已经{deed.value}，但没有记入操作记录（{str(error).splitlines()[0]}）", file=sys.stderr)


def _doer() -> Doer:
    """Name who runs the command: the system's account, where there is one."""
    from assistant.state.deeds import Doer

    try:
        return Doer(f"命令行（{getpass.getuser()}）")
    except (KeyError, OSError):  # in a container that knows no name for its user
        return Doer("命令行")
