"""Sheets: what people open in Excel, read and written as ``.xlsx`` or ``.csv``. Knows nothing of what is in them."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.review.workbook import Cell, workbook_bytes
from corpus.durable_files import replace_synced
from corpus.office_package import Package
from corpus.unreadable import UnreadableDocument

LARGEST_FILE = 20_000_000  # bytes
MOST_ROWS = 20_000
MOST_COLUMNS = 100  # what stands further to the right is not read: an empty sheet may claim sixteen thousand
MOST_CHARACTERS = 10_000_000  # in all: a cell's text is stored once in a workbook, however many cells show it
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
XLSX, CSV = ".xlsx", ".csv"
ZIP_START = b"PK\x03\x04"  # a workbook is one, whatever its name ends with
_DECLARATION = b"<!ENTITY"


class SheetUnusable(ValueError):
    """A sheet cannot be read or written; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table."""

    title: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


def read_sheet(file: Path) -> list[list[str]]:
    """Read the first table of a file.

    :param file: An ``.xlsx`` or ``.csv`` file.
    :return: Its rows as text; see ``parse_sheet``.
    :raises SheetUnusable: if it is none, is damaged, or too large.
    """
    try:
        size = file.stat().st_size
        return parse_sheet(file.name, file.read_bytes() if size <= LARGEST_FILE else b"", size)
    except OSError as error:
        raise SheetUnusable(f"打不开 {file}，请检查路径和权限。") from error


def parse_sheet(name: str, content: bytes, size: int = 0) -> list[list[str]]:
    """Read the first table of a file's content.

    :param name: Of the file; its ending says what it is.
    :param content: The whole file.
    :param size: How large it is, where its content was not read for that reason.
    :return: Its rows as text, up to the last that holds something; a row of blanks is an empty one, so that each keeps its number.
    :raises SheetUnusable: if it is none, is damaged, or too large.
    """
    if max(size, len(content)) > LARGEST_FILE:
        raise SheetUnusable(f"{name} 太大，最多 {LARGEST_FILE // 1_000_000} MB，请分成几个文件。")
    workbook = content.startswith(ZIP_START) or name.lower().endswith(XLSX)
    rows = _read_xlsx(name, content) if workbook else _read_csv(name, content)
    kept: list[list[str]] = []
    characters = blanks = 0  # blanks: empty rows since the last that is none
    for row in rows:
        characters += sum(map(len, row))
        if characters > MOST_CHARACTERS:
            raise SheetUnusable(f"{name} 的文字太多，请分成几个文件。")
        while row and not row[-1].strip():  # a workbook fills its rows up with blanks
            row.pop()
        if not row:
            blanks += 1
            continue
        if len(kept) + blanks >= MOST_ROWS:
            raise SheetUnusable(f"{name} 超过 {MOST_ROWS} 行，请分成几个文件。")
        kept += [[] for _ in range(blanks)]
        kept.append(row)
        blanks = 0
    return kept


def sheet_bytes(sheets: Sequence[Sheet], kind: str) -> bytes:
    """Write tables in the form Excel opens, formulas in cells made harmless.

    :param sheets: The tables; a ``.csv`` holds the first.
    :param kind: ``.xlsx`` or ``.csv``.
    :return: The file's bytes.
    :raises SheetUnusable: if it is another kind.
    """
    if kind == CSV:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(_harmless(sheets[0]))
        return text.getvalue().encode("utf-8-sig", "replace")  # with the mark by which Excel knows UTF-8
    if kind != XLSX:
        raise SheetUnusable(f"表格文件应以 {XLSX} 或 {CSV} 结尾，不能是“{kind}”。")
    return workbook_bytes([(sheet.title, list(_harmless(sheet))) for sheet in sheets])


def _harmless(sheet: Sheet) -> Iterator[list[Cell]]:
    """Give the heads and the rows, formulas made harmless."""
    for row in (sheet.heads, *sheet.rows):
        yield [neutralised(cell) for cell in row]


def write_sheet(file: Path, sheets: Sequence[Sheet]) -> None:
    """Write tables into a file, which appears whole or not at all.

    :param file: Where to; its ending says in which form.
    :param sheets: The tables.
    :raises SheetUnusable: if the ending is another, or the file cannot be written.
    """
    content = sheet_bytes(sheets, file.suffix.lower())
    try:
        replace_synced(file, content)
    except OSError as error:
        raise SheetUnusable(f"写不了 {file}，请检查路径和权限。") from error


def neutralised(cell: Cell) -> Cell:
    """Keep a text from being run as a formula when it is opened: what begins like one gets an apostrophe.

    >>> neutralised("=1+1"), neutralised(-1)
    ("'=1+1", -1)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA_STARTS) else cell


def _read_csv(name: str, content: bytes) -> list[list[str]]:
    """Read comma-separated lines in UTF-8 or the encoding of Chinese Excel."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        try:
            return [row[:MOST_COLUMNS] for row in csv.reader(io.StringIO(text, newline=""))]
        except csv.Error as error:
            raise SheetUnusable(f"{name} 不是完整的 CSV 表格，请另存后重试。") from error
    raise SheetUnusable(f"{name} 不是可读的表格，请另存为 xlsx，或 UTF-8 编码的 CSV。")


def _read_xlsx(name: str, content: bytes) -> Iterator[list[str]]:
    """Read the first page of a workbook, row by row; formulas by their last values."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with (
            Package(content) as package,
            zipfile.ZipFile(io.BytesIO(content)) as archive,
        ):  # not what unpacks to too much
            if any(_DECLARATION in (package.read(part) or b"") for part in archive.namelist()):
                raise UnreadableDocument(name)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        page = book.worksheets[0]
        for row in page.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True):
            yield ["" if cell is None else str(cell) for cell in row]
    except (
        UnreadableDocument,
        InvalidFileException,
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        SyntaxError,
        EOFError,
    ) as error:
        raise SheetUnusable(f"{name} 不是可读的 xlsx 表格，请用 Excel 或 WPS 另存后重试。") from error
