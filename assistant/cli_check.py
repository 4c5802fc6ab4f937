"""``assistant check``: holds a draft reply, or a file of call lines, against the wording that regulations forbid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.wording_check import WordingChecker, WordingReport
    from corpus.regulation import Regulation


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a file and what came of it."""

    number: int  # from 1
    text: str
    report: WordingReport | None
    trouble: str = ""  # why there is no report


def check(
    text: Annotated[str | None, typer.Argument(metavar="话", help="要核对的话。", show_default=False)] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="文件", help="通话文字记录，每行一句；标明“客户:”的行不核对。"),
    ] = None,
    scope: Annotated[
        list[str] | None,
        typer.Option("--scope", metavar="名称", help="只按这个发布机关、规定名称或规定编号核对；可重复。"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON（文件则每行一个），此外不输出任何内容。")] = False,
) -> None:
    """Check one draft, or every line of a file."""
    if (text is None) == (file is None):
        raise typer.BadParameter("请给出要核对的话，或用 --file 给出文件（二者选一）。")
    lines = [] if file is None else _read_lines(file)
    from assistant.opening import open_assistant
    from assistant.visible_text import json_line
    from assistant.wording_check import wording_checker
    from assistant.wording_report import error_to_json, report_to_json

    clause_index = open_assistant().clause_index
    regulations, version = clause_index.regulations, clause_index.version
    checker = wording_checker(clause_index)
    if text is not None:
        report = checker.check(text, scope or ())
        if as_json:
            print(json_line(report_to_json(report, regulations, version)))
        else:
            _show(report, regulations)
        return
    checked = list(_check_lines(checker, lines, scope or []))
    if as_json:
        for line in checked:
            record = (
                report_to_json(line.report, regulations, version)
                if line.report
                else error_to_json(line.text, line.trouble, version)
            )
            print(json_line({"line": line.number} | record))
        return
    for line in checked:
        if line.trouble:
            print(f"第 {line.number} 行：{line.trouble}")
        elif line.report and line.report.findings:
            print(f"第 {line.number} 行：", end="", flush=True)
            _show(line.report, regulations)
    print(_summary(checked))


def _show(report: WordingReport, regulations: Sequence[Regulation]) -> None:
    """Print one report."""
    from assistant.terminal import show_marked
    from assistant.wording_report import draft_pieces, report_text

    pieces = ((piece.text, bool(piece.findings)) for piece in draft_pieces(report))
    show_marked(pieces, report_text(report, regulations).split("\n"))


def _read_lines(file: Path) -> list[str]:
    """Read a file in whatever encoding it is."""
    from assistant.cli_errors import Mendable
    from corpus.reading_text import decode
    from corpus.unreadable import UnreadableDocument

    try:
        return decode(file.read_bytes()).splitlines()
    except UnreadableDocument as error:
        raise Mendable(f"{file}：{error}") from error
    except IsADirectoryError as error:
        raise Mendable(f"{file} 是文件夹，这里需要文件。") from error
    except FileNotFoundError as error:
        raise Mendable(f"找不到 {file}，请检查路径。") from error
    except PermissionError as error:
        raise Mendable(f"没有读取 {file} 的权限。") from error


def _check_lines(checker: WordingChecker, lines: list[str], scope: list[str]) -> Iterator[_Line]:
    """Check the lines that hold words; one that cannot be checked never stops the rest."""
    from assistant.wording_check import DraftUnusable

    for number, text in enumerate(lines, 1):
        if any(character.isalnum() for character in text):
            try:
                yield _Line(number, text, checker.check(text, scope))
            except DraftUnusable as error:
                yield _Line(number, text, None, str(error))


def _summary(checked: list[_Line]) -> str:
    """Say how many lines there were and how many break a clause."""
    reports = [line.report for line in checked if line.report]
    skipped = sum(report.skipped for report in reports)
    breaking = sum(bool(report.findings) for report in reports)
    return f"核对 {len(reports) - skipped} 行，其中 {breaking} 行有不许说的话；客户的 {skipped} 行未核对。"
