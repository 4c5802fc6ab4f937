"""Lines of a call transcript: who speaks, and where the words begin. Knows nothing of regulations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TIME = r"[\[(（【]?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?[\])）】]?"
_CUSTOMER = r"客户|用户|顾客|客人|来电者?|来电人|主叫|对方|customer|caller|client"
_AGENT = r"坐席|座席|客服(?:人员|代表|专员)?|话务员|接线员|员工|agent|operator"
_SPEAKER = re.compile(
    rf"\s*(?:{_TIME}\s*)?[\[【(（]?(?:(?P<customer>{_CUSTOMER})|(?:{_AGENT}))[ \w]{{0,6}}?[\]】)）]?\s*(?:说)?[:：]\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """One line: ``text[start:end]`` are the words without the speaker."""

    start: int
    end: int
    by_customer: bool


def spoken_lines(text: str) -> Iterator[SpokenLine]:
    r"""Find the lines of a text and who speaks them; a line without a mark is the agent's.

    >>> [(line.start, line.by_customer) for line in spoken_lines("客户:喂?\n坐席：您好")]
    [(3, True), (9, False)]

    :param text: One line or several.
    :yield: The lines that hold words, in order.
    """
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            speaker = _SPEAKER.match(line)
            words = start + speaker.end() if speaker else start
            yield SpokenLine(words, end, bool(speaker and speaker["customer"]))
        start = end + 1
