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
