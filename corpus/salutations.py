"""Whom a notice is addressed to: 各部门、各项目部: above its text, often glued to its title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.passage import Passage
from corpus.script import to_simplified
from corpus.titles import read_title

_SALUTATION = re.compile(r"(?:[各致]|全体|尊敬的|[公本][司局行院]各|机关各)[^:：。；;]{1,60}[:：]")
_GLUED = re.compile(rf"(?<=[知告报定见函示])(?={_SALUTATION.pattern})")  # …的通知各单位:


def is_salutation(text: str) -> bool:
    """Tell whether a line says whom a notice is addressed to, and nothing else.

    >>> is_salutation("各部门、各项目部:"), is_salutation("各项服务时限:2小时")
    (True, False)
    """
    return bool(_SALUTATION.fullmatch(to_simplified(text)))


def part_salutations(lines: Sequence[Passage]) -> list[Passage]:
    """Cut a title and a salutation apart that stand in one line.

    :param lines: The lines of a file.
    :return: The same lines, those two of them where they were one.
    """
    parted: list[Passage] = []
    for line in lines:
        place = _end_of_title(line.text)
        parted += [line[:place].strip(), line[place:].strip()] if place else [line]
    return parted


def _end_of_title(text: str) -> int:
    """Return where the title ends that a line begins with and a salutation follows; 0 if there is none."""
    simplified = to_simplified(text)
    for match in _GLUED.finditer(simplified):
        if len(simplified) == len(text) and read_title(text[: match.start()], at_start=True) is not None:
            return match.start()
    return 0
