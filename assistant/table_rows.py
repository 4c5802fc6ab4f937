"""Rows of tables: which cell of a unit's text stands under which head. Knows nothing of questions.

A row is one unit, its cells parted by line breaks, the heads of the columns last in its context (``环节 | 责任人 | 时限要求``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answer import PointKind
from assistant.speech_acts import limits_time
from corpus.regulation import Unit
from corpus.script import to_simplified

_HEADS_PARTED_BY = " | "
_SAY_COLUMN = re.compile(r"用语|话术|说法|应答|怎么说")
_NEVER_COLUMN = re.compile(r"禁|忌|不得|不准|不可")
_DEADLINE_COLUMN = re.compile(r"时限|期限|时效|时间|多久")
_STEP_COLUMN = re.compile(r"步骤|处理(?:标准|办法|方法|方式)|流程|措施|操作")
_AT_ONCE = re.compile(r"即时|立即|马上|当[日天场]|随时|及时")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that says something: ``unit.text[start:end]``."""

    start: int
    end: int
    head: str  # of its column; "" for the cell that names the row
    kind: PointKind


def cells(unit: Unit) -> tuple[Cell, ...]:
    """Read the cells of a unit that is a row of a table.

    :param unit: Any unit.
    :return: Its cells with words in them, in their order; none for a unit that is no row.
    """
    heads = unit.context[-1].split(_HEADS_PARTED_BY) if unit.context else []
    texts = unit.text.split("\n")
    if len(heads) < 2 or not 2 <= len(texts) <= len(heads):
        return ()
    found: list[Cell] = []
    start = 0
    for place, text in enumerate(texts):
        if any(character.isalnum() for character in text) and not text.startswith(("□", "☐")):
            head = heads[place].strip() if place else ""
            found.append(Cell(start, start + len(text), head, _kind(head, text)))
        start += len(text) + 1
    return tuple(found)


def _kind(head: str, text: str) -> PointKind:
    """Tell what a cell is for: by the head of its column, then by its words."""
    title, words = to_simplified(head), to_simplified(text)
    if _NEVER_COLUMN.search(title):
        return PointKind.NEVER
    if _SAY_COLUMN.search(title):
        return PointKind.SAY
    if _DEADLINE_COLUMN.search(title):
        return PointKind.DEADLINE if limits_time(words) or _AT_ONCE.search(words) else PointKind.RULE
    return PointKind.STEP if _STEP_COLUMN.search(title) else PointKind.RULE
