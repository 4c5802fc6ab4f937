"""Tables that only set a regulation's 条 beside their labels: ``| 第一条 | 话务员应当… |``. Their rows become lines again.

A table that says something of 条 (第三条 | 扣2分) stays a table: the text has those 条 elsewhere, or the rows set no rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from corpus.headings import says_duty
from corpus.label import STRUCTURAL, Family, Label
from corpus.labels import read_label
from corpus.passage import EMPTY, Account, Passage, join
from corpus.table_lines import names_columns, reads_as_words

MARKS = "表格线"
_CELL = re.compile(r"\|")
_ROW = re.compile(r"\|.*\|.*\|")
_BREAK = re.compile(r"\s*<br\s*/?>\s*")
_RULE = re.compile(r"[\s|:-]+")
FEWEST_ROWS = 2  # with labels
NAMED = 2  # cells beside a label: what it is called, and what it says


def unfold_article_rows(lines: Sequence[Passage], account: Account) -> list[Passage]:
    """Write the rows of such tables as the lines they stand for.

    :param lines: A file's lines without noise.
    :param account: Where bars, rules and column heads are entered.
    :return: The lines.
    """
    lines = _without_tabbed_heads(lines, account)
    labels = {place: label for place, line in enumerate(lines) if (label := _label_of_row(line.text)) is not None}
    articles = [label.numbers for label in labels.values() if label.family is Family.ARTICLE]
    if len(articles) < FEWEST_ROWS or len(set(articles)) < len(articles):
        return list(lines)
    elsewhere = {label.numbers for line in lines if (label := _article(line.text)) is not None}
    if not elsewhere.isdisjoint(articles):
        return list(lines)
    if articles[0] != (1,) and not (_count_on(articles) and _set_rules(lines[place].text for place in labels)):
        return list(lines)
    written: list[Passage] = []
    heads: list[int] = []  # rows above the first one with a label
    inside = False
    for place, line in enumerate(lines):
        row = _ROW.fullmatch(line.text) is not None
        if place in labels or inside and row and not _cells(line.text)[0]:
            for head in heads:
                account.drop(written[head], MARKS)
                written[head] = EMPTY
            heads, inside = [], True
            written.extend(_lines_of(line, account))
        elif inside and _RULE.fullmatch(line.text):  # below a first row taken for column heads
            account.drop(line, MARKS)
            written.append(EMPTY)
        else:
            inside = False
            heads = [*heads, len(written)] if row else []
            written.append(line)
    return written


def _without_tabbed_heads(lines: Sequence[Passage], account: Account) -> list[Passage]:
    """Leave out the column heads above 条 that tabs set off from their text: 条款 <tab> 内容."""
    kept = list(lines)
    for place, (line, below) in enumerate(pairwise(lines)):
        cells = [cell.strip() for cell in line.text.split("\t")]
        above = len(cells) > 1 and "\t" in below.text and _article(below.text) is not None
        if above and all(map(reads_as_words, cells)) and names_columns(cells, []):
            account.drop(line, MARKS)
            kept[place] = EMPTY
    return kept


def _article(text: str) -> Label | None:
    """Read the 第X条 a line begins with."""
    label = read_label(text)
    return label if label is not None and label.family is Family.ARTICLE else None


def _count_on(articles: Sequence[tuple[int, ...]]) -> bool:
    """Tell whether 条 follow each other in number, whatever the first one is: a part of a regulation set as a table."""
    numbers = [article[0] for article in articles]
    return all(after - before in (0, 1) for before, after in pairwise(numbers))


def _set_rules(rows: Iterable[str]) -> bool:
    """Tell whether most rows say a rule in a sentence; 第三条 | 扣2分 only speaks of one."""
    texts = ["".join(_cells(row)[1:]) for row in rows]
    return 2 * sum(text[-1:] in "。；;" and bool(text) or says_duty(text) for text in texts) > len(texts)


def _cells(row: str) -> list[str]:
    """Cut a row at its bars."""
    return [cell.strip() for cell in row[1:-1].split("|")]


def _label_of_row(text: str) -> Label | None:
    """Read the label that fills the first cell of a row, where one text stands beside it, or its name and a sentence."""
    if not _ROW.fullmatch(text):
        return None
    cell, *others = _cells(text)
    filled = [other for other in others if other]
    beside = len(filled) == 1 or len(filled) == NAMED and filled[-1][-1] in "。；;" and filled[0][-1] not in "。；;"
    label = read_label(cell) if beside else None
    return label if label is not None and label.family in STRUCTURAL and label.length == len(cell) else None


def _lines_of(row: Passage, account: Account) -> list[Passage]:
    """Cut a row into its label with the first line of its text, and the lines below."""
    cells: list[Passage] = []
    start = 0
    for sign in _CELL.finditer(row.text):
        cells.append(row[start : sign.start()].strip())
        account.drop(row[sign.start() : sign.end()], MARKS)
        start = sign.end()
    _, label, *others = cells
    lines = [line for cell in others if cell for line in _broken(cell, account)]
    return [join([label, *lines[:1]], " "), *lines[1:]] if label else lines


def _broken(cell: Passage, account: Account) -> list[Passage]:
    """Cut a cell at its line breaks."""
    lines: list[Passage] = []
    start = 0
    for match in _BREAK.finditer(cell.text):
        lines.append(cell[start : match.start()])
        account.drop(cell[match.start() : match.end()], MARKS)
        start = match.end()
    return [line for line in [*lines, cell[start:]] if line]
