"""Tables whose cells are marked: ``| 环节 | 时限 |``, or cells parted by tabs or by blanks that line up, one row a line.

Reads rows and column heads; which rows are rules is decided with all other tables in ``tables`` and ``parsing``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from corpus.aligned_columns import GAP, find_aligned
from corpus.headings import continues, is_heading_like
from corpus.labels import read_label
from corpus.passage import EMPTY, Account, Passage, join
from corpus.table_lines import names_columns, names_wording, reads_as_words
from corpus.tables import Table, is_form

MARKS = "表格线"
_PIPES = re.compile(r"\|.*\|")
_BAR = re.compile(r"(?<!\\)\|")
_DASHES = r"\s*(?::?-{2,}:?|:-:?|-:)\s*"
_RULE = re.compile(rf"\|?{_DASHES}(?:\|{_DASHES})*\|?")
_ESCAPED = re.compile(r"\\(?=\|)")
_BREAK = re.compile(r"<br\s*/?>")
_TAB = re.compile(r"[^\S\t]*\t[^\S\t]*")
_BLANK_CELL = re.compile(r"\t\s*\t")
_TABS = re.compile(r"\s*\t\s*")


def find_rows(lines: Sequence[Passage]) -> frozenset[int]:
    """Find the lines that are rows of a table.

    :param lines: A document's lines, none of them blank.
    :return: Their places. A line between bars is one; a line with tabs is one beside another with as many; so are lines whose
        cells begin in the same columns.
    """
    tabs = [_tabs_in(line.text) for line in lines]
    beside = {place for place in range(1, len(lines)) if tabs[place] and tabs[place] == tabs[place - 1]}
    beside |= _with_blank_cells(lines, tabs, beside)
    piped = {place for place, line in enumerate(lines) if _PIPES.fullmatch(line.text) and line.text.count("|") > 2}
    open_rows = {place for rule in range(1, len(lines)) for place in _around_rule(lines, rule)}
    aligned = find_aligned([line.text for line in lines])
    headed: set[int] = {place for head in range(len(lines) - 1) for place in _under_barred_head(lines, head)}
    for head in range(len(lines)):
        if tabs[head] and head not in headed:
            headed.update(_under_head(lines, head, tabs[head]))
    return frozenset(piped | open_rows | beside | {place - 1 for place in beside} | headed | aligned)


def _with_blank_cells(lines: Sequence[Passage], tabs: Sequence[int], beside: set[int]) -> set[int]:
    """Find the rows that go on below others though cells of theirs are blank: 首饰 <tab> <tab> 耳钉, or nothing in the last one."""
    found: set[int] = set()
    widest = 0  # tabs of the rows above; 0 where there are none
    for place, line in enumerate(lines):
        own = line.text.count("\t") if tabs[place] else 0
        if place in beside:
            widest = max(widest, own)
        elif 0 < own <= widest:
            found.add(place)
        else:
            widest = 0
    return found


def _under_head(lines: Sequence[Passage], head: int, tabs: int) -> range:
    """Give a line of column heads and the rows below it, whose first cells may begin with a label: 1.接听 <tab> 三声内接听."""
    if not names_columns(_TABS.split(lines[head].text), []):
        return range(0)
    end = head + 1
    while end < len(lines) and len(_TABS.findall(_behind_label(lines[end].text))) == tabs:
        end += 1
    return range(head, end) if end > head + 1 else range(0)


def _under_barred_head(lines: Sequence[Passage], head: int) -> range:
    """Give a line of column heads between bars, without bars at its sides, and the rows below it: 项目 | 频次 | 标准."""
    text = lines[head].text
    if "|" not in text or text.startswith("|") or head and "|" in lines[head - 1].text:
        return range(0)
    heads = [cell.strip() for cell in _BAR.split(text)]
    if len(heads) < 2 or not all(map(reads_as_words, heads)) or not names_columns(heads, []):
        return range(0)
    end = head + 1
    while end < len(lines) and len(_BAR.findall(lines[end].text)) == len(heads) - 1:
        end += 1
    return range(head, end) if end > head + 1 else range(0)


def _behind_label(text: str) -> str:
    """Give what stands behind the label of a line; a tab that only sets the label off is none of a table."""
    label = read_label(text)
    return text[label.length :].lstrip() if label is not None else text


def _around_rule(lines: Sequence[Passage], rule: int) -> range:
    """Give the rows of a table without bars at its sides around the rule below its heads; none around another line."""
    text = lines[rule].text
    if (
        "|" not in text
        or not _RULE.fullmatch(text)
        or len(_BAR.findall(lines[rule - 1].text)) != len(_BAR.findall(text))
    ):
        return range(0)
    end = rule + 1
    while end < len(lines) and _BAR.search(lines[end].text):
        end += 1
    return range(rule - 1, end)


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
    sign = _sign_of([row.text for row in rows])
    cells = [_cells(row, sign, account) for place, row in enumerate(rows) if place not in rules]
    if sign is _TAB:  # blanks behind the last tab were no part of the line
        cells = [[*row, *[EMPTY] * (len(cells[0]) - len(row))] for row in cells]
    for place in rules:
        account.drop(rows[place], MARKS)
    heads = rules[0] if rules and rules[0] < len(rows) - 1 else int(_reads_as_heads(cells))
    heads += int(heads == 1 and len(cells) > 2 and _names_parts(cells[0], cells[1]))
    header, body = cells[:heads], [row for row in cells[heads:] if any(row)]
    columns = tuple(_column_head(column, account) for column in zip_longest(*_with_merged(header), fillvalue=EMPTY))
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


def _column_head(column: Sequence[Passage], account: Account) -> Passage:
    """Join the heads of a column from top to bottom; one that goes on downwards is said once."""
    heads: list[Passage] = []
    for cell in column:
        if cell and heads and heads[-1].text == cell.text:
            account.drop(cell, MARKS)
        elif cell:
            heads.append(cell)
    return join(heads, " ")


def _is_head(word: str) -> bool:
    """Tell whether a cell's words can be a column head."""
    return (is_heading_like(word) or names_wording(word)) and not re.search(r"\d", word)


def _sign_of(rows: Sequence[str]) -> re.Pattern[str]:
    """Tell what parts the cells of a table's rows: each tab, where no row has more of them than the first one, which names all columns."""
    if any(map(_BAR.search, rows)):
        return _BAR
    most = max(row.count("\t") for row in rows)
    if not most:
        return GAP
    return _TAB if most == rows[0].count("\t") and not _BLANK_CELL.search(rows[0]) else _TABS


def _cells(row: Passage, sign: re.Pattern[str], account: Account) -> list[Passage]:
    """Cut a row at its bars, its tabs or its gaps; one that has none of the signs of its table by its own."""
    if not sign.search(row.text):
        sign = _TABS if "\t" in row.text else GAP
    cells: list[Passage] = []
    start = 0
    for match in sign.finditer(row.text):
        cells.append(_lines_of(_unescaped(row[start : match.start()], account), account))
        account.drop(row[match.start() : match.end()], MARKS)
        start = match.end()
    cells.append(_lines_of(_unescaped(row[start:], account), account))
    first = sign is _BAR and row.text.startswith("|")
    last = sign is _BAR and row.text.endswith("|")
    return cells[int(first) : len(cells) - int(last)]


def _unescaped(cell: Passage, account: Account) -> Passage:
    """Leave out the sign before a bar that parts no cells."""
    while match := _ESCAPED.search(cell.text):
        account.drop(cell[match.start() : match.end()], MARKS)
        cell = cell[: match.start()] + cell[match.end() :]
    return cell


def _lines_of(cell: Passage, account: Account) -> Passage:
    """Put the lines of a cell together again; one that was broken in mid sentence goes on."""
    lines: list[Passage] = []
    start = 0
    for match in _BREAK.finditer(cell.text):
        lines.append(cell[start : match.start()].strip())
        account.drop(cell[match.start() : match.end()], MARKS)
        start = match.end()
    whole = EMPTY
    for line in [*lines, cell[start:].strip()]:
        if line:
            parted = "" if continues(whole.text, line.text) else "\n"
            whole = join([whole, line], parted) if whole else line
    return whole


def _reads_as_heads(cells: Sequence[Sequence[Passage]]) -> bool:
    """Tell whether the first row holds column heads that no rule sets off: a few words each, fewer than below."""
    if len(cells) < 2 or not all(cells[0]):
        return False
    words = [cell.text for cell in cells[0]]
    longer = sum(len(cell.text) for row in cells[1:] for cell in row) / (len(cells) - 1) > sum(map(len, words))
    named = longer or names_columns(words, [[cell.text for cell in row] for row in cells[1:]])
    return named and len(set(words)) == len(words) and all(map(_is_head, words))
