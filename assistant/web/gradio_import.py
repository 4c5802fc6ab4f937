"""Imports Gradio in half the time.

At each import Gradio parses all its component sources and rewrites the type stubs beside them, in the installed
package. That serves editors, not a server: 3 to 4 s of 4 to 5 s when measured on 2026-11-21 on two busy cores.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast


@contextmanager
def without_stub_files() -> Iterator[None]:
    """Keep Gradio from writing type stubs while it is imported.

    Gradio writes none for a component whose source file cannot be named, so for that time none can.
    """
    find_file = inspect.getfile

    def find_no_component(thing: object) -> str:
        if type(thing).__name__ == "ComponentMeta":
            raise OSError(f"the source of {thing} is not wanted")
        return find_file(cast("type", thing))

    inspect.getfile = find_no_component  # type: ignore[assignment]  # its parameter has another name
    try:
        yield
    finally:
        inspect.getfile = find_file
