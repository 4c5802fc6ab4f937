"""Citations: a passage of one unit, quoted word for word. A quote that is not in its unit is never made.

Knows nothing of how units are found or answers composed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from corpus.regulation import Unit

Relation = Literal["leads", "also", "differs"]


class QuoteNotFound(ValueError):
    """A passage is not in the unit it is said to come from."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage of one unit that an answer rests on."""

    number: int  # the marker [number] in the answer's text
    relation: Relation  # leads; also: another organisation's rule for the same case; differs: a rule that disagrees
    unit: Unit
    quote: str  # unit.text[start:end], or of unit.heading where in_heading
    start: int
    end: int
    in_heading: bool = False


def cite(unit: Unit, number: int, relation: Relation, start: int, end: int, *, in_heading: bool = False) -> Citation:
    """Cite a stretch of a unit.

    :param unit: The unit.
    :param number: The marker in the answer's text.
    :param relation: How the unit stands to the answer.
    :param start: Where the passage starts in the unit's text, or in its heading.
    :param end: Where it ends.
    :param in_heading: Whether the places are counted in the heading.
    :return: The citation.
    :raises QuoteNotFound: if there is no word at that place.
    """
    quote = (unit.heading if in_heading else unit.text)[max(0, start) : end]
    if start < 0 or not quote.strip():
        raise QuoteNotFound(f"{unit.unit_id} has no words at {start}:{end}; quote the unit word for word")
    return Citation(number, relation, unit, quote, start, end, in_heading)
