"""Tables whose borders are gone: one cell a line, under a title that says 表.

Finds the number of columns from the lengths of the cells, so that each row becomes one rule.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.headings import is_heading_like
from corpus.passage import EMPTY, Passage
from corpus.script import to_simplified
from corpus.table_lines import is_column_name

MOST_COLUMNS = 8
FEWEST_CELLS = 6
FEWEST_NAMED = 3  # columns that are named, where no title says that a table follows
MOST_BLANK = 0.4  # share of cells; a table of rules has few blank ones
LEAST_FIT = 0.35  # share of the variance of cell lengths that the columns explain; random text stays below
_TABLE_LABEL = re.compile(r"(?:模板|附?表|附件)\s*(?:[\d一二三四五六七八九十]+(?:[-.]\d+)?)(?!\d)")
_TABLE_TITLE = re.compile(
    r"^(?:(?:模板|附?表|附件)\s*[\d一二三四五六七八九十]*\s*[:：、.]?\s*)?[^,，。;；]{2,25}(?<![仪儀代外发發钟鐘手电電水])表$|^(?:模板|附?表)\s*[\d一二三四五六七八九十]+\s*[:：]"
)
# 表2 奖惩标准, 表 A.1 处理时限: what stands above a table, if it is no sentence about one.
_NUMBERED_TITLE = re.compile(
    r"(?:续|續)?表\s{0,2}[A-Z]?\.?\d{1,3}(?:[-－—–.]\d{1,3})*(?:[\s:：]{1,4}[^,，。;；:：!！?？]{2,25}|\s*[(（][续續][)）])"
)
# 处理时限见下表:, 具体标准如下: – a sentence that speaks of the table below it, and no name of it.
_SPEAKS_OF_TABLE = re.compile(r"(?:[见見如按照]|详见)?(?:下|附|后附)(?:列)?表|如下")
# Above the versions of a file: rows of what was changed when and by whom, no rules.
_HISTORY_TITLE = re.compile(
    r"(?:文件|文档|文檔|制度|版本|程序)?(?:(?:修订|修訂|变更|變更|修改|更改|换版|更新)(?:记录|記錄|履历|历史|说明|一览|状态|页)|版本(?:记录|历史|信息|控制|履历))[:：]?"
)
_RECORD = re.compile(r"\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}|^\*{1,3}(?:先生|女士)?$")
_GAPS = re.compile(r"[\s_＿□☐]+")  # to be filled in
_FORM = re.compile(r"(?:记录|登记|统计|汇总|调查|评价|分布|追踪|申请|通知)[表单]")


@dataclass(frozen=True, slots=True)
class Table:
    """A table read back from its cells."""

    title: Passage
    header: tuple[Passage, ...]
    rows: tuple[tuple[Passage, ...], ...]
    is_form: bool  # a blank form or filled-in sample records: no rules in it


def is_table_title(text: str) -> bool:
    """Tell whether a line is the title of a table."""
    simplified = to_simplified(text.strip())
    return bool(_TABLE_TITLE.match(simplified) or _NUMBERED_TITLE.fullmatch(simplified))


def is_above_rows(text: str) -> bool:
    """Tell whether a line right above the rows of a table belongs to them, as its title or as what speaks of it; no heading does.

    >>> is_above_rows("投诉分级与时限见下表:"), is_above_rows("修订记录"), is_above_rows("通话质检")
    (True, True, False)
    """
    stripped = text.strip()
    speaks = stripped[-1:] in ":：。" and bool(_SPEAKS_OF_TABLE.search(stripped))
    return speaks or is_table_title(stripped) or is_history(stripped)


def is_history(title: str) -> bool:
    """Tell whether a table's title says that it lists the versions of the file."""
    return bool(_HISTORY_TITLE.fullmatch(title.strip()))


def table_label(title: str) -> str:
    """Return the numbered label a table's title begins with, as 模板2 in 模板2:投诉处理流程表; empty if it has none."""
    match = _TABLE_LABEL.match(to_simplified(title.strip()))
    return "".join(title.strip()[: match.end()].split()) if match else ""


def is_form(title: str, rows: Sequence[Sequence[Passage]]) -> bool:
    """Tell whether a table is a blank form, or holds records that show how to fill one in."""
    cells = [cell.text for row in rows for cell in row]
    blank = sum(not _GAPS.sub("", cell) for cell in cells)
    return (
        bool(_FORM.search(to_simplified(title)))
        or is_history(title)
        or any(_RECORD.search(cell) for cell in cells)
        or bool(cells)
        and blank >= MOST_BLANK * len(cells)
    )


def _fit(cells: Sequence[Passage], columns: int) -> float:
    """Return the adjusted share of the variance of log lengths that a number of columns explains (R² adjusted)."""
    lengths = [math.log(1 + len(cell.text)) for cell in cells]
    mean = sum(lengths) / len(lengths)
    total = sum((length - mean) ** 2 for length in lengths)
    within = 0.0
    for column in range(columns):
        own = lengths[column::columns]
        own_mean = sum(own) / len(own)
        within += sum((length - own_mean) ** 2 for length in own)
    freedom = len(lengths) - columns
    if total == 0 or freedom <= 0:
        return 0.0
    return 1 - (within / freedom) / (total / (len(lengths) - 1))


def read_named_table(paragraphs: Sequence[Passage]) -> Table | None:
    """Read a table whose first cells name its columns, one a line; its other cells fill all of its rows.

    :param paragraphs: Its cells.
    :return: The table; None if fewer than three columns are named, or a row is not full.
    """
    columns = 0
    while columns < min(MOST_COLUMNS, len(paragraphs)) and is_column_name(paragraphs[columns].text):
        columns += 1
    body = paragraphs[columns:]
    if columns < FEWEST_NAMED or len(body) < 2 * columns or len(body) % columns:
        return None
    rows = tuple(tuple(body[place : place + columns]) for place in range(0, len(body), columns))
    return Table(EMPTY, tuple(paragraphs[:columns]), rows, is_form("", rows))


def read_table(title: Passage, cells: Sequence[Passage]) -> Table | None:
    """Read a table back from its cells.

    :param title: The line above the cells.
    :param cells: The cells, row by row, the header first.
    :return: The table, or None if the cells fall into no columns.
    """
    if is_form(title.text, [cells]):
        return Table(title, (), (tuple(cells),), True)
    if len(cells) < FEWEST_CELLS:
        return None
    widest = 0
    while widest < min(MOST_COLUMNS, len(cells) // 2) and is_heading_like(cells[widest].text):
        widest += 1
    fits = {columns: _fit(cells[columns:], columns) for columns in range(2, widest + 1)}
    if not fits or max(fits.values()) < LEAST_FIT:
        return None
    columns = max(fits, key=lambda c: fits[c])
    body = cells[columns:]
    rows = tuple(tuple(body[place : place + columns]) for place in range(0, len(body), columns))
    return Table(title, tuple(cells[:columns]), rows, False)
