"""Shows answers and tables in a terminal: calm, in the order they are read, plain where the output is no terminal.

Decides nothing. Words of questions and regulations are printed as they are, never as markup.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from assistant.namesakes import distinct_endings
from assistant.visible_text import visible
from corpus.regulation import Regulation

if TYPE_CHECKING:
    from assistant.affected import AffectedAnswer
    from assistant.answer import Answer
    from index.comparing import ChangedUnit, RegulationDiff

PLAIN_PROGRESS_STEPS = 10  # lines of progress where there is no terminal to draw a bar on
PLAIN_WIDTH = 10_000  # output into a file or a pipe is never wrapped

Advance = Callable[[int, int], None]  # done, in all


def show_answer(answer: Answer, regulations: Iterable[Regulation]) -> None:
    """Print an answer: its text, then each clause it rests on, quoted.

    :param answer: The answer.
    :param regulations: All of the index, to tell apart those that are called the same.
    """
    from assistant.composing import regulation_name  # brings all that answers; a bar of progress needs none of it

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


def show_diff(diffs: Iterable[RegulationDiff]) -> None:
    """Print what differs between two versions: words taken out stand as [-…-], new ones as {+…+}.

    :param diffs: A regulation each.
    """
    console, nothing = _console(), True
    for diff in diffs:
        nothing = False
        regulation = diff.regulation
        state = "（新收入）" if diff.before is None else "（已不在）" if diff.after is None else ""
        counts = (
            f"新增 {len(diff.added)}，删去 {len(diff.removed)}，改动 {len(diff.changed)}，改号 {len(diff.renumbered)}"
        )
        console.print(Text(visible(f"{regulation.display_title}{state}：{counts}"), style="bold"), soft_wrap=True)
        if diff.before is not None and diff.after is not None:
            for name, was, now in (
                ("施行", diff.before.effective_on, diff.after.effective_on),
                ("废止", diff.before.repealed_on, diff.after.repealed_on),
            ):
                if was != now:
                    console.print(Text(f"  {name}日期  {was or '未写'} → {now or '未写'}"), soft_wrap=True)
        for unit in diff.added:
            _print_unit(console, "新增", unit.unit_id, Text(_one_line(unit.unit_text), style="green"))
        for unit in diff.removed:
            _print_unit(console, "删去", unit.unit_id, Text(_one_line(unit.unit_text), style="red"))
        for change in diff.changed:
            _print_unit(console, "改动", _both_ids(change), _marked(change))
        for change in diff.renumbered:
            _print_unit(console, "改号", _both_ids(change), Text(_one_line(change.after.unit_text), style="dim"))
    if nothing:
        console.print("两个版本没有差别")


def show_affected(found: Sequence[AffectedAnswer], asked: int) -> None:
    """Print the questions that two versions answer differently.

    :param found: Those.
    :param asked: How many were asked.
    """
    console = _console()
    for each in found:
        for earlier in each.asked.asked_before:
            console.print(Text(f"  接着：{_one_line(earlier)}"), soft_wrap=True)
        console.print(Text(visible(each.asked.question), style="bold"), soft_wrap=True)
        for name, outcome in (("旧", each.before), ("新", each.after)):
            line = f"  {name}\t{outcome.status}\t{outcome.leading or '-'}\t{_one_line(outcome.first_line)}"
            console.print(Text(line), soft_wrap=True)
    console.print(f"{asked} 个问题中 {len(found)} 个的回答不同")


def _print_unit(console: Console, what: str, unit_id: str, wording: Text) -> None:
    """Print one line of a difference."""
    console.print(Text.assemble(f"  {what}\t{visible(unit_id)}\t", wording), soft_wrap=True)


def _both_ids(change: ChangedUnit) -> str:
    """Name a unit, by both ids where it has another now."""
    before, after = change.before.unit_id, change.after.unit_id
    return after if before == after else f"{before} → {after}"


def _marked(change: ChangedUnit) -> Text:
    """Write both wordings as one line, the words that differ marked."""
    styles = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
    colours = {"same": "", "removed": "red", "added": "green"}
    marked = Text()
    for piece in change.pieces:
        before, after = styles[piece.mark.value]
        marked.append(f"{before}{_one_line(piece.text, strip=False)}{after}", colours[piece.mark.value])
    return marked


def _one_line(text: str, *, strip: bool = True) -> str:
    """Put a clause on one line."""
    line = re.sub(r"\s*\n\s*", " ", visible(text))
    return line.strip() if strip else line


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
        told = told if done else 0  # another part of the work begins
        step = PLAIN_PROGRESS_STEPS * done // max(1, total)
        if step > told:
            told = step
            sys.stderr.write(f"{title} {done}/{total}\n")

    return advance


def _console() -> Console:
    """Make a console for standard output as it is at this moment."""
    width = None if sys.stdout.isatty() else PLAIN_WIDTH
    return Console(file=sys.stdout, highlight=False, width=width, no_color="NO_COLOR" in os.environ)
