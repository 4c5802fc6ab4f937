"""Sheets: what people open in Excel, read and written as ``.xlsx`` or ``.csv``. Knows nothing of what is in them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.durable_files import replace_synced
from corpus.office_package import Package
from corpus.unreadable import UnreadableDocument

LARGEST_FILE = 20_000_000  # bytes
MOST_ROWS = 20_000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
XLSX, CSV = ".xlsx", ".csv"

Cell = str | int | float | None


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
    :return: Its rows as text; rows of blanks are left out.
    :raises SheetUnusable: if it is none, is damaged, or too large.
    """
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise SheetUnusable(f"{file.name} 太大，最多 {LARGEST_FILE // 1_000_000} MB，请分成几个文件。")
        rows = _read_xlsx(file) if file.suffix.lower() == XLSX else _read_csv(file)
    except OSError as error:
        raise SheetUnusable(f"打不开 {file}，请检查路径和权限。") from error
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    if len(kept) > MOST_ROWS:
        raise SheetUnusable(f"{file.name} 有 {len(kept)} 行，最多 {MOST_ROWS} 行，请分成几个文件。")
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
        rows = (sheets[0].heads, *sheets[0].rows)
        csv.writer(text).writerows([neutralised(cell) for cell in row] for row in rows)
        return text.getvalue().encode("utf-8-sig", "replace")  # with the mark by which Excel knows UTF-8
    if kind != XLSX:
        raise SheetUnusable(f"表格文件应以 {XLSX} 或 {CSV} 结尾，不能是“{kind}”。")
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.title)
        for row in (sheet.heads, *sheet.rows):
            cells = (neutralised(cell) for cell in row)
            page.append([ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell for cell in cells])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


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


def _read_csv(file: Path) -> list[list[str]]:
    """Read comma-separated lines in UTF-8 or the encoding of Chinese Excel."""
    content = file.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return list(csv.reader(io.StringIO(content.decode(encoding), newline="")))
        except UnicodeDecodeError:
            continue
        except csv.Error as error:
            raise SheetUnusable(f"{file.name} 不是完整的 CSV 表格，请另存后重试。") from error
    raise SheetUnusable(f"{file.name} 的文字编码无法识别，请另存为 UTF-8 的 CSV 或 xlsx。")


def _read_xlsx(file: Path) -> list[list[str]]:
    """Read the first page of a workbook; formulas by their last values."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    content = file.read_bytes()
    try:
        with Package(content):  # refuses what would unpack to too much
            pass
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        page = book.worksheets[0]
        rows = page.iter_rows(max_row=MOST_ROWS + 1, values_only=True)
        return [["" if cell is None else str(cell) for cell in row] for row in rows]
    except (
        UnreadableDocument,
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        IndexError,
        SyntaxError,
    ) as error:
        raise SheetUnusable(f"{file.name} 不是可读的 xlsx 表格，请用 Excel 另存后重试。") from error
