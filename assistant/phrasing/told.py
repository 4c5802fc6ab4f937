"""Whether lines tell a point of the extractive answer: word for word, or in a sentence that holds all of it with its condition.

Knows nothing of how the lines came about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Point, PointKind
from assistant.phrasing import claims
from assistant.phrasing.clause_parts import blot_quotes, folded, split_parts
from assistant.phrasing.conditions import holds_case, says_when
from assistant.phrasing.plain_words import words_of_part
from corpus.script import to_simplified

_HELD = 0.8  # share of a rule's words that a sentence holds which tells it
_MARKER = re.compile(r"\[\d+]")


def is_told(point: Point, own: Sequence[str], told: Sequence[str]) -> bool:
    """Whether lines tell a point.

    :param point: The point.
    :param own: The extractive lines that give it, whose conditions must not get lost.
    :param told: The lines, each with its markers.
    :return: Whether so.
    """
    words = folded(point.text.replace("\n", " "))
    conditions = _conditions(point, own)
    for line in told:
        plain = to_simplified(line)
        if words in folded(_MARKER.sub("", line)):
            if point.kind is not PointKind.SAY or all(holds_case(plain, each) for each in conditions):
                return True
        elif point.kind is not PointKind.SAY and f"[{point.citation}]" in line and _holds(plain, point, conditions):
            return True
    return False


def touches(point: Point, line: str) -> bool:
    """Whether at least half of what a line says is of a point."""
    words = words_of_part(blot_quotes(to_simplified(_MARKER.sub("", line))))
    text = to_simplified(point.text)
    return bool(words) and 2 * sum(word in text for word in words) >= len(words)


def _conditions(point: Point, own: Sequence[str]) -> list[str]:
    """List the conditions that a point has in the extractive answer: its own, or those said before its wording there."""
    if point.kind is not PointKind.SAY:
        return _conditions_in(to_simplified(point.text))
    lead_in = folded(point.lead_in)
    shown = bool(lead_in) and any(lead_in in folded(line) for line in own)
    return _conditions_in(to_simplified(point.lead_in)) if shown else []


def _conditions_in(text: str) -> list[str]:
    """List the parts of a text that say when."""
    blotted = blot_quotes(text)
    return [blotted[start:end] for start, end in split_parts(blotted) if says_when(blotted[start:end])]


def _holds(line: str, point: Point, conditions: Sequence[str]) -> bool:
    """Whether a sentence in other words holds what a point says."""
    text = to_simplified(point.text)
    if not all(holds_case(line, each) for each in conditions):
        return False
    if point.kind is PointKind.NEVER and not claims.discourages(line):
        return False
    quoted = [text[start:end] for start, end in _quoted(text)]
    if any(folded(each) not in folded(line) for each in quoted):
        return False
    wanted = {(amount.value, amount.unit) for amount in claims.amounts(text)}
    if not wanted <= {(amount.value, amount.unit) for amount in claims.amounts(line)}:
        return False
    words = words_of_part(blot_quotes(text))
    said = line if claims.discourages(text) else _without_prohibitions(line)
    return len(words) > 1 and sum(word in said for word in words) >= _HELD * len(words)


def _without_prohibitions(line: str) -> str:
    """Leave out what a line forbids: 严禁直接挂机 does not tell the step 然后挂机."""
    return "，".join(line[start:end] for start, end in split_parts(line) if not claims.discourages(line[start:end]))


def _quoted(text: str) -> list[tuple[int, int]]:
    """List the places of quoted words, without their marks."""
    blotted = blot_quotes(text)
    return [(match.start() + 1, match.end() - 1) for match in re.finditer("□+", blotted)]
