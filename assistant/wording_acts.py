"""Forbidden acts that can be heard in what is said: abuse, and hanging up. Which clause forbids them is read from the clauses.

Only acts that words show by themselves; that somebody is arrogant or interrupts, no single line tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.answer import PointKind
from assistant.sentences import passages
from assistant.wording_lists import FORBIDDING
from corpus.regulation import Unit
from corpus.script import to_simplified


@dataclass(frozen=True, slots=True)
class ForbiddenAct:
    """An act that a clause forbids, and how it sounds."""

    unit: Unit
    text: str  # what the clause says of it, word for word
    heard: re.Pattern[str]  # in a draft in comparison form


_NAMED_AT_ALL = re.compile(
    r"[脏粗]话|脏字|粗口|污言|骂|侮辱|挂机|挂断|挂电话"
)  # passages of other units need not be found


@dataclass(frozen=True, slots=True)
class _Act:
    """An act: how clauses call it, and how it sounds."""

    named: re.Pattern[str]
    heard: re.Pattern[str]


_ACTS = (
    _Act(
        re.compile(rf"(?:{FORBIDDING}|^)[^,，。;；]{{0,12}}(?:[脏粗]话|脏字|粗口|污言|谩骂|辱骂|对骂|骂人|侮辱(?!性))"),
        re.compile(
            r"[他你]妈(?![妈咪在来去说要想买办给打也还家])|(?<![大姑姨舅奶爸的])妈的|[操草肏](?=[,!。]|$|你|蛋)|卧槽|我[靠操](?=[,!。]|$)|[傻煞沙][逼比b屄叉]|[脑神]经病(?![学理科人患史])"
            r"|有病(?=[吧啊!。,]|$)|脑子(?:有病|进水|坏)|白痴|混蛋|王八|滚(?=蛋|开(?!水)|远|[!。,]|$)|去死|找死|放屁|狗屁|屁事|蠢货|饭桶|笨蛋|废物(?!料|回收|处理|利用)|不要脸|贱人"
        ),
    ),
    _Act(
        re.compile(r"(?:直接|主动|擅自|随意|私自|提前|抢先|率先|强行)[^,，。;；]{0,4}(?:挂机|挂断|挂电话)"),
        re.compile(
            r"(?<![你请等让别不没待])(?:(?:我|那|先|再见)[^,。!?;\n你请别不没被挂再后]{0,4}|(?:^|(?<=[,。!;\n]))就?)挂(?:了(?![吗没])|机(?:了(?![吗没])|啊|啦|吧|$))"
        ),
    ),
)


def find_forbidden_acts(units: Iterable[Unit]) -> tuple[ForbiddenAct, ...]:
    """Find the acts that units forbid and a draft can show.

    :param units: The units, in document order.
    :return: In that order.
    """
    found: list[ForbiddenAct] = []
    for unit in units:
        if not _NAMED_AT_ALL.search(to_simplified(unit.unit_text)):
            continue
        found += [
            ForbiddenAct(unit, passage.text, act.heard)
            for passage in passages(unit)
            for act in _ACTS
            if passage.kind is PointKind.NEVER and act.named.search(to_simplified(passage.text))
        ]
    return tuple(found)
