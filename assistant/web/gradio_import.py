"""Imports Gradio in a third of the time, without what its other uses need and a server of pages does not.

At each import Gradio parses all its component sources and rewrites the type stubs beside them, in the installed package. That serves
editors: 3 to 4 s of 4 to 5 s when measured on 2026-11-21 on two busy cores. Of the 2 s that were left, pandas took 0.4 s, and 26 MB,
for tables and caches nobody has here; 0.3 s went into compiling 37 templates of docstrings 221 times. matplotlib, asked for its
backend around each event of a page, took 11 MB.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from typing import cast

import jinja2

from index.postponed_import import postponing

_GUARD_OF_PLOTS = "MatplotlibBackendMananger"  # as Gradio spells it


@contextmanager
def importing_gradio() -> Iterator[None]:
    """Import Gradio in the block, and nothing with it that no page of ours uses."""
    with without_stub_files(), _each_template_once(), postponing("pandas"):
        yield
        import gradio.utils

        if hasattr(gradio.utils, _GUARD_OF_PLOTS):
            setattr(gradio.utils, _GUARD_OF_PLOTS, nullcontext)


@contextmanager
def _each_template_once() -> Iterator[None]:
    """Compile a template that was compiled before no second time."""
    compiled = jinja2.Template
    jinja2.Template = cache(compiled)  # type: ignore[assignment, misc]  # Gradio calls it, and no more
    try:
        yield
    finally:
        jinja2.Template = compiled  # type: ignore[misc]  # puts back what stood there


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
