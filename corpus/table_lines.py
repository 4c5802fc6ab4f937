"""The rows of a table -> lines of text, in the form Markdown gives a table: ``| 环节 | 时限 |``, one row a line.

A row stands on its own in a line that begins and ends with ``|``; the lines of a cell are parted by ``<br>``; behind a row of
column heads comes ``| --- | --- |``. What only looks like a table on the page, one cell around a whole text, comes out as text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

LINE_BREAK = "<br>"
LONGEST_HEAD = 15  # characters of a column head that is not declared as one
LONGEST_COLUMN_NAME = 6  # characters, of one that stands on a line of its own
_SENTENCE = re.compile(r"[,，。;；!！?？…]|\d")
# What columns are named by: 办理时限, 责任单位, 处理要求.
_COLUMN = re.compile(
    r"(?:序号|编号|类[型别]|种类|分类|级别|等级|名称|项目|事项|事由|内容|情[形景况]|场景|时[限间]|期限|日期|频[次率]|部门|单位|岗位|人员?|对象|"
    r"职责|要求|标准|规范|方式|渠道|措施|办法|流程|步骤|环节|阶段|条件|结果|用语|话术|说明|备注|依据|责任|指标|分值|扣分|处[理罚])$"
)
_ARTICLE = re.compile(r"第[ \u3000]*[〇零一二三四五六七八九十百\d]+[ \u3000]*[条條]")
# 应说, 禁说, 不能这样说: columns of what to say, not sentences.
_WORDING = re.compile(
    r"(?:应当?|应该|必须|不得|不准|不许|不能|不要|不可|不应|不宜|严?禁止?|忌|可以?)(?:这样|怎么|如何)?(?:[说說讲講做用]|使用)(?:的?话|的|法)?"
)
FEWEST_ARTICLES = 2  # in one cell; then the table is but a frame around a text


@dataclass(frozen=True, slots=True)
class Row:
    """One row, as it stands in a file."""

    cells: tuple[tuple[str, ...], ...]  # the lines of each cell
    is_head: bool = False  # said to be one by the file itself
    is_frame: bool = False  # holds tables of its own
    widths: tuple[int, ...] = ()  # columns that each cell spans; none: one each


def _is_frame(row: Row) -> bool:
    """Tell whether a row serves the page and not its reader: it holds a whole text."""
    if row.is_frame or len(row.cells) < 2:
        return True
    return any(sum(bool(_ARTICLE.match(line)) for line in cell) >= FEWEST_ARTICLES for cell in row.cells)


def _reads_as_head(row: Row, others: Sequence[Row]) -> bool:
    """Tell whether a first row holds column heads: every cell a few words, as many cells as below, and longer ones below."""
    heads = ["".join(cell) for cell in row.cells]
    if not all(heads) or len(set(heads)) < len(heads) or not others or len(others[0].cells) != len(heads):
        return False
    if not all(map(reads_as_words, heads)):
        return False
    body = [["".join(cell) for cell in other.cells] for other in others]
    return sum(map(len, heads)) < sum(len(cell) for row in body for cell in row) / len(body) or names_columns(
        heads, body
    )


def reads_as_words(cell: str) -> bool:
    """Tell whether a cell can be a column head by its length and signs: a few words, no sentence, no figures.

    :param cell: Its text.
    :return: Whether it can.
    """
    return bool(cell) and len(cell) <= LONGEST_HEAD and not _SENTENCE.search(cell)


def is_column_name(word: str) -> bool:
    """Tell whether a line is what a column is named by, and nothing else.

    >>> is_column_name("处理时限"), is_column_name("商品质量")
    (True, False)
    """
    return len(word) <= LONGEST_COLUMN_NAME and reads_as_words(word) and bool(_COLUMN.search(word))


def names_wording(head: str) -> bool:
    """Tell whether a column head says that what to say, or what not to, stands below.

    >>> names_wording("应说"), names_wording("应说您好")
    (True, False)
    """
    return bool(_WORDING.fullmatch(head))


def names_columns(heads: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Tell whether a first row names the columns, however short the cells below are.

    >>> names_columns(["类型", "时限"], [["咨询", "1日"], ["投诉", "5日"]]), names_columns(["甲", "乙"], [["丙", "丁"]])
    (True, False)

    :param heads: The first row's words, without figures.
    :param body: The rows below.
    :return: Whether most of the words are those columns are named by, or a column below holds figures throughout.
    """
    if sum(bool(_COLUMN.search(head)) or names_wording(head) for head in heads) > len(heads) / 2:
        return True
    columns = list(zip(*body, strict=False)) if len(body) > 1 else []
    return any(all(re.search(r"\d", cell) for cell in column) for column in columns)


def _spread(row: Row) -> Row:
    """Write the words of merged column heads over each of the columns they span."""
    widths = row.widths or (1,) * len(row.cells)
    cells = tuple(cell for cell, width in zip(row.cells, widths, strict=True) for _ in range(width))
    return replace(row, cells=cells, widths=())


def _with_spread_heads(rows: Sequence[Row]) -> list[Row]:
    """Spread the heads of a table whose first row merges some, where a row of heads for the single columns follows."""
    place = next((place for place, row in enumerate(rows) if not _is_frame(row)), len(rows))
    if place + 2 > len(rows) or max(rows[place].widths, default=1) == 1:
        return list(rows)
    first, second = _spread(rows[place]), _spread(rows[place + 1])
    words = ["".join(cell) for row in (first, second) for cell in row.cells]
    if len(first.cells) != len(second.cells) or any(len(w) > LONGEST_HEAD or _SENTENCE.search(w) for w in words):
        return list(rows)
    return [*rows[:place], replace(first, is_head=True), replace(second, is_head=True), *rows[place + 2 :]]


def _line(cells: Sequence[Sequence[str]]) -> str:
    """Write one row; a bar inside a cell becomes a full-width one, so that cells stay apart."""
    return f"| {' | '.join(LINE_BREAK.join(cell).replace('|', '｜') for cell in cells)} |"


def write_table(rows: Sequence[Row]) -> list[str]:
    """Write a table's rows as lines.

    :param rows: The rows from top to bottom; a cell merged over several rows is in each of them.
    :return: The lines; rows without any text are left out.
    """
    written = _with_spread_heads([row for row in rows if any(line.strip() for cell in row.cells for line in cell)])
    frames = [_is_frame(row) for row in written]
    lines: list[str] = []
    heads = 0  # rows of column heads written since the last line of plain text
    in_table = False
    for place, row in enumerate(written):
        if frames[place]:
            lines.extend(line for cell in row.cells for line in cell if line.strip())
            in_table, heads = False, 0
            continue
        first = not in_table
        # Looked for at heads alone, else the time would grow with the square of the rows.
        later = range(place + 1, len(written)) if first or row.is_head else ()
        below = [written[other] for other in later if not frames[other]]
        is_head = row.is_head and heads == int(not first) or first and _reads_as_head(row, below)
        lines.append(_line([[line.strip() for line in cell if line.strip()] for cell in row.cells]))
        if is_head and not (below and below[0].is_head and row.is_head):
            lines.append(f"|{' --- |' * len(row.cells)}")
        heads += is_head
        in_table = True
    return lines
