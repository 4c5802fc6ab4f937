"""Imports packages that others import but that are rarely used: only when something of them is asked for.

Search needs bm25s, which imports SciPy to build an index with; pages need Gradio, which imports pandas for tables nobody shows.
Together they take a second at start and 45 MB.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType


class _Postponing:
    """Finds some packages in such a way that they are loaded with the first thing that is asked of them."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find one of the packages; None for all others, which are then found as always."""
        if name not in self._names:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


@contextmanager
def postponing(*names: str) -> Iterator[None]:
    """Let packages that are imported in the block be loaded only when something of them is asked for.

    :param names: Names of packages as in ``sys.modules``; one that is imported already stays so.
    """
    finder = _Postponing(frozenset(names))
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
