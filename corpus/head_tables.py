"""The table above a controlled document: 文件名称 | 顾客投诉处理程序 | 文件编号 | QP-08. Its cells become the lines a cover has.

It holds no rules; written as lines, what it says of title, number and issuer is read as such lines are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.article_rows import MARKS
from corpus.labels import read_label
from corpus.passage import EMPTY, Account, Passage, join

KEY = "文件信息表"
LINES_OF_HEAD = 40
FEWEST_KEYS = 2
_ROW = re.compile(r"\|.*\||[^|\t]+\t[^|]*")
_RULE = re.compile(r"[\s|:-]+")
_SIGN = re.compile(r"[|\t]|<br\s*/?>")
_TITLE_KEY = re.compile(r"(?:文件|制度|程序|规范|标准|文档)?(?:名称|标题|题目)\s*[:：]?")
_KEY = re.compile(
    r"(?:(?:文件|制度|程序|规范|标准|文档)?(?:名称|标题|题目|编号|编码|版本|版次|类别|密级|状态)|文号|版本号?|版次|修订[号次]?|密级|页[码次数]|"
    r"(?:生效|实施|发布|施行|执行|制定|修订|编制|批准|审核)(?:日期|时间)|(?:发布|制定|编制|归口|主[办责管]|责任|起草|颁布|受控)(?:单位|部门|机构|状态)|"
    r"编制人?|审核人?|批准人?|会签人?|拟制人?|适用范围|分发[号部门]*|受控(?:状态|编号))\s*[:：]?"
)  # fmt: skip


def unfold_head_table(lines: Sequence[Passage], account: Account) -> list[Passage]:
    """Write the table above a controlled document as lines.

    :param lines: A file's lines without noise.
    :param account: Where bars and rules are entered.
    :return: The lines.
    """
    start = next((place for place, line in enumerate(lines[:LINES_OF_HEAD]) if _ROW.fullmatch(line.text)), -1)
    if start < 0 or any(read_label(line.text) or line.text[-1] in "。；;" for line in lines[:start] if line):
        return list(lines)
    end = start
    while end < len(lines) and _ROW.fullmatch(lines[end].text):
        end += 1
    rows = [line for line in lines[start:end] if not _RULE.fullmatch(line.text)]
    cells = [cell for row in rows for cell in _cells(row)]
    keys = sum(_is_key(cell.text) for cell in cells)
    if keys < FEWEST_KEYS or keys < len(cells) / 3 or any(cell.text[-1] in "。；;" for cell in cells):
        return list(lines)
    for row in lines[start:end]:
        if _RULE.fullmatch(row.text):
            account.drop(row, MARKS)
        for sign in _SIGN.finditer(row.text):
            account.drop(row[sign.start() : sign.end()], MARKS)
    return [*lines[:start], *_unfolded(cells, account), *lines[end:]]


def _is_key(text: str) -> bool:
    """Tell whether a cell is a key, with its value behind a colon or without it: 文件编号, 版本：B/1."""
    match = _KEY.match(text)
    return match is not None and (match.end() == len(text) or match[0][-1] in ":：")


def _cells(row: Passage) -> Iterator[Passage]:
    """Give the written lines of a row's cells; those of a merged cell once."""
    start, before = 0, ""
    for sign in _SIGN.finditer(row.text):
        cell = row[start : sign.start()].strip()
        if cell and cell.text != before:
            yield cell
            before = cell.text
        start = sign.end()
    if (last := row[start:].strip()) and last.text != before:  # behind the last tab
        yield last


def _unfolded(cells: Sequence[Passage], account: Account) -> Iterator[Passage]:
    """Give a line for each key with its value, and for each other cell; a title stands alone."""
    place = 0
    while place < len(cells):
        cell, following = cells[place], cells[place + 1] if place + 1 < len(cells) else EMPTY
        place += 1
        if not _KEY.fullmatch(cell.text) or not following or _KEY.fullmatch(following.text):
            yield cell
            continue
        place += 1
        if _TITLE_KEY.fullmatch(cell.text):
            account.drop(cell, KEY)
            yield following
        else:
            yield join([cell, following], "" if cell.text[-1] in ":：" else "：")
