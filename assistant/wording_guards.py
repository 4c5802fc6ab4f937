"""What makes the same characters no breach: someone else's words repeated, a condition, a polite request.

Every function takes text in comparison form. Knows nothing of regulations.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.wording_alignment import NEGATIONS
from assistant.wording_form import BREAKS, REPORTED, Form

_QUOTED = re.compile(r"[“\"「『‘][^“”\"「」『』‘’\n]*[”\"」』’]")
_REPORTING = re.compile(
    rf"(?:[你他她]|客户|用户|顾客|对方|坐席|同事|员工|人员|大家)[^{BREAKS}]{{0,5}}(?:说|问|提到|反映|觉得|认为|表示|以为|担心)[^{BREAKS}]{{0,3}}$"
    rf"|(?:不|别|勿|严禁|禁止|避免)[^{BREAKS}]{{0,7}}(?:说|用|回答)[^{BREAKS}]{{0,2}}$"
)
_SUPPOSING = re.compile(
    r"如果|要是|倘若|若|假如|万一|是不是|是否|有没|会不会|以免|免得|防止|避免|能否|即使|哪怕|怎么会|为什么|检查|核[实对]"
)
_POLITE = re.compile(r"请(?!问)|麻烦|劳驾|拜托|方便|辛苦|能[^不]{0,8}吗|可以|可否|能否|[好行]吗")
_DEALT_WITH = frozenset("把将")
_REQUEST_BEHIND = 4  # characters: ,好吗


def without_reported(form: Form) -> Form:
    """Take words in quotes out of a draft that says more than them: they are somebody else's.

    :param form: The draft.
    :return: The same with every such character replaced; unchanged where the draft is only a quote.
    """
    outside = _QUOTED.sub("", form.text)
    if sum(character.isalnum() for character in outside) < 2:
        return form
    return replace(form, text=_QUOTED.sub(lambda quoted: REPORTED * len(quoted.group()), form.text))


def is_reported(text: str, start: int) -> bool:
    """Tell whether what begins at a place is said to be another's words, or words not to be used: 您说您不知道密码."""
    return _REPORTING.search(text, 0, start) is not None


def is_supposed(text: str, start: int) -> bool:
    """Tell whether what begins at a place is asked or supposed, and not said: 看看是不是打错了."""
    clause, _ = clause_around(text, start, start)
    return _SUPPOSING.search(text, clause, start) is not None


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Give where the clause of a stretch begins and ends, without the marks around it."""
    first = max(text.rfind(mark, 0, start) for mark in BREAKS) + 1
    return first, min((place for mark in BREAKS if (place := text.find(mark, end)) >= 0), default=len(text))


def is_negated(text: str, start: int) -> bool:
    """Tell whether a negation stands before a place, or a word that makes it the thing dealt with: 没什么了不起, 把你的名字打错了."""
    before = text[start - 1 : start]
    return before in NEGATIONS or before in _DEALT_WITH


def is_polite(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch is part of a polite request, by words in it or before it in its clause, or a 好吗 behind it."""
    clause, _ = clause_around(text, start, start)
    return _POLITE.search(text, clause, end + _REQUEST_BEHIND) is not None
