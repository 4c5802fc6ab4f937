"""How far the reading of a file has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """One page is about to be read."""

    page: int  # from 1
    pages: int
    is_scan: bool = False  # the page's letters have to be recognised, which takes seconds instead of milliseconds


OnPage = Callable[[Progress], None]
