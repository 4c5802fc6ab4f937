"""Shows answers and tables in a terminal: calm, in the order they are read, plain where the output is no terminal.

Decides nothing. Words of questions and regulations are printed as they are, never as markup.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from assistant.answer import Answer
from assistant.composing import regulation_name
from assistant.namesakes import distinct_endings
from assistant.visible_text import visible
from corpus.regulation import Regulation

PLAIN_PROGRESS_STEPS = 10  # lines of progress where there is no terminal to draw a bar on
PLAIN_WIDTH = 10_000  # output into a file or a pipe is never wrapped

Advance = Callable[[int, int], None]  # done, in all


def show_answer(answer: Answer, regulations: Iterable[Regulation]) -> None:
    """Print an answer: its text, then each clause it rests on, quoted.

    :param answer: The answer.
    :param regulations: All of the index, to tell apart those that are called the same.
    """
    console = _console()
    endings = distinct_endings(regulations)
    first, *rest = visible(answer.text).split("\n")
    console.print(Text(first, style="bold"), soft_wrap=True)
    for line in rest:
        console.print(Text(line), soft_wrap=True)
    if answer.citations:
        console.print()
    for citation in answer.citations:
        unit = citation.unit
        name = regulation_name(unit) + endings.get(unit.regulation_id, "")
        console.print(Text(visible(f"[{citation.number}] {name} {unit.locator}"), style="cyan"), soft_wrap=True)
        for line in visible(citation.quote).split("\n"):
            console.print(Text(f"    {line}", style="dim"), soft_wrap=True)


def show_marked(pieces: Iterable[tuple[str, bool]], lines: Iterable[str]) -> None:
    """Print a text with stretches of it marked, then what there is to say of them.

    :param pieces: The text in pieces, each with whether it is marked.
    :param lines: What follows, indented.
    """
    console = _console()
    console.print(Text.assemble(*((text, "bold red" if marked else "") for text, marked in pieces)), soft_wrap=True)
    for line in lines:
        console.print(Text(f"  {line}"), soft_wrap=True)


def show_rows(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; outside a terminal one line a row, cells parted by tabs.

    :param heads: Names of the columns.
    :param rows: The cells.
    """
    if not sys.stdout.isatty():
        for row in rows:
            sys.stdout.write("\t".join(" ".join(visible(cell).split()) for cell in row) + "\n")
        return
    table = Table(*heads, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    _console().print(table)


@contextmanager
def progress(title: str) -> Iterator[Advance]:
    """Show how far long work has come: a bar on a terminal, some plain lines on stderr otherwise.

    :param title: What is being done.
    :yield: To be called with what is done and what there is in all.
    """
    if not sys.stderr.isatty():
        yield _plain_progress(title)
        return
    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _plain_progress(title: str) -> Advance:
    """Print a line for each tenth that is done."""
    told = 0

    def advance(done: int, total: int) -> None:
        nonlocal told
        step = PLAIN_PROGRESS_STEPS * done // max(1, total)
        if step > told:
            told = step
            sys.stderr.write(f"{title} {done}/{total}\n")

    return advance


def _console() -> Console:
    """Make a console for standard output as it is at this moment."""
    width = None if sys.stdout.isatty() else PLAIN_WIDTH
    return Console(file=sys.stdout, highlight=False, width=width, no_color="NO_COLOR" in os.environ)
