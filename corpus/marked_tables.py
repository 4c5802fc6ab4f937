"""Tables whose cells are marked: ``| 环节 | 时限 |``, or cells parted by tabs, one row a line.

Reads rows and column heads; which rows are rules is decided with all other tables in ``tables`` and ``parsing``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.headings import is_heading_like
from corpus.labels import read_label
from corpus.passage import Account, Passage, join
from corpus.table_lines import names_columns
from corpus.tables import Table, is_form

MARKS = "表格线"
_PIPES = re.compile(r"\|.*\|")
_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?")
_BREAK = re.compile(r"<br\s*/?>")
_TABS = re.compile(r"\s*\t\s*")


def find_rows(lines: Sequence[Passage]) -> frozenset[int]:
    """Find the lines that are rows of a table.

    :param lines: A document's lines, none of them blank.
    :return: Their places. A line between bars is one; a line with tabs is one beside another with as many.
    """
    tabs = [_tabs_in(line.text) for line in lines]
    beside = {place for place in range(1, len(lines)) if tabs[place] and tabs[place] == tabs[place - 1]}
    piped = {place for place, line in enumerate(lines) if _PIPES.fullmatch(line.text) and line.text.count("|") > 2}
    return frozenset(piped | beside | {place - 1 for place in beside})


def _tabs_in(text: str) -> int:
    """Count the places where tabs part cells; none behind a label, which a tab sets off from its text."""
    return 0 if "\t" not in text or read_label(text) else len(_TABS.findall(text))


def read_marked_table(title: Passage, rows: Sequence[Passage], account: Account) -> Table:
    """Read a table from its rows.

    :param title: The line above the table; may be empty.
    :param rows: Its lines.
    :param account: Where bars and rules are entered.
    :return: The table.
    """
    rules = [place for place, row in enumerate(rows) if _RULE.fullmatch(row.text)]
    cells = [_cells(row, account) for place, row in enumerate(rows) if place not in rules]
    for place in rules:
        account.drop(rows[place], MARKS)
    heads = rules[0] if rules and rules[0] < len(rows) - 1 else int(_reads_as_heads(cells))
    heads += int(heads == 1 and len(cells) > 2 and _names_parts(cells[0], cells[1]))
    header, body = cells[:heads], [row for row in cells[heads:] if any(row)]
    columns = tuple(_column_head(column) for column in zip(*_with_merged(header), strict=False))
    return Table(title, columns, tuple(tuple(row) for row in body), is_form(title.text, body))


def _names_parts(heads: Sequence[Passage], row: Sequence[Passage]) -> bool:
    """Tell whether a row names the parts of merged column heads: 处理要求 over 响应时限 and 办结时限."""
    if len(heads) != len(row) or not heads[0]:
        return False
    merged = [n for n, cell in enumerate(heads) if n and (not cell or cell.text == heads[n - 1].text)]
    merged = sorted({*merged, *(n - 1 for n in merged)})
    parts = [row[n].text for n in merged]
    single = all(not row[n] or row[n].text == heads[n].text for n in range(len(heads)) if n not in merged)
    return bool(merged) and single and len(set(parts)) == len(parts) and all(map(_is_head, parts))


def _with_merged(header: Sequence[Sequence[Passage]]) -> list[Sequence[Passage]]:
    """Give the columns under a merged head its words: in all rows of heads but the last, a blank head goes on from the left."""
    filled: list[Sequence[Passage]] = []
    for row in header[:-1]:
        cells: list[Passage] = []
        for cell in row:
            cells.append(cell or (cells[-1] if cells else cell))
        filled.append(cells)
    return [*filled, *header[-1:]]


def _column_head(column: Sequence[Passage]) -> Passage:
    """Join the heads of a column from top to bottom; one that goes on downwards is said once."""
    heads: list[Passage] = []
    for cell in column:
        if cell and (not heads or heads[-1].text != cell.text):
            heads.append(cell)
    return join(heads, " ")


def _is_head(word: str) -> bool:
    """Tell whether a cell's words can be a column head."""
    return is_heading_like(word) and not re.search(r"\d", word)


def _cells(row: Passage, account: Account) -> list[Passage]:
    """Cut a row at its bars or tabs."""
    inside = _PIPES.fullmatch(row.text) is not None
    sign = re.compile(r"\|") if inside else _TABS
    cells: list[Passage] = []
    start = 0
    for match in sign.finditer(row.text):
        cells.append(_lines_of(row[start : match.start()], account))
        account.drop(row[match.start() : match.end()], MARKS)
        start = match.end()
    cells.append(_lines_of(row[start:], account))
    return cells[1:-1] if inside else cells


def _lines_of(cell: Passage, account: Account) -> Passage:
    """Put the lines of a cell together again."""
    lines: list[Passage] = []
    start = 0
    for match in _BREAK.finditer(cell.text):
        lines.append(cell[start : match.start()].strip())
        account.drop(cell[match.start() : match.end()], MARKS)
        start = match.end()
    return join([line for line in [*lines, cell[start:].strip()] if line], "\n")


def _reads_as_heads(cells: Sequence[Sequence[Passage]]) -> bool:
    """Tell whether the first row holds column heads that no rule sets off: a few words each, fewer than below."""
    if len(cells) < 2 or not all(cells[0]):
        return False
    words = [cell.text for cell in cells[0]]
    longer = sum(len(cell.text) for row in cells[1:] for cell in row) / (len(cells) - 1) > sum(map(len, words))
    named = longer or names_columns(words, [[cell.text for cell in row] for row in cells[1:]])
    return named and len(set(words)) == len(words) and all(map(_is_head, words))
