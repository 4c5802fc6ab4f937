"""Ranks units for a query. Knows nothing of prompts, answers or models.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from corpus.regulation import Unit

FoundBy = Literal["dense", "lexical", "hybrid", "exact"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit found for a query."""

    unit: Unit
    score: float  # 1 to 0, higher is better
    found_by: FoundBy
