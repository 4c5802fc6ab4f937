"""``assistant bank``: the example questions beside the documents, held against the units as they are parsed today."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from corpus.question_bank import BankEntry, ExampleQuestion, QuestionBank
    from corpus.regulation import Unit

bank_app = typer.Typer(help="核对、导出问法题库。", no_args_is_help=True)


@bank_app.command(help="核对题库：条目、问法、没有问法的条款、找不到条款的条目。")
def check() -> None:
    """Report what the bank holds, which units have no question and which entries no unit."""
    entries, units, bank, left_open = _read()
    questions = sum(len(entry.questions) for entry in entries)
    bare = [unit for unit in units if unit.unit_id not in bank.questions]
    print(f"题库 {len(entries)} 个条目，{questions} 个问法；规定未涉及的问题 {left_open} 个")
    print(f"条款 {len(units)} 条，有问法的 {len(units) - len(bare)} 条，没有的 {len(bare)} 条")
    for unit in bare:
        print(f"  没有问法：{unit.unit_id}\t{unit.locator}\t{_start(unit.unit_text)}")
    print(f"找不到条款的条目 {len(bank.orphans)} 个")
    for orphan in bank.orphans:
        print(
            f"  找不到条款：{orphan.regulation_id}\t{orphan.locator}\t{_start(orphan.wording)}（{len(orphan.questions)} 个问法）"
        )


@bank_app.command(help="按题库文件的格式输出题库，条款号和原文取现在的；找不到条款的条目不输出。")
def export() -> None:
    """Print the bank in the form of its files, brought up to date with the units."""
    entries, units, bank, _ = _read()
    for line in export_lines(units, bank.questions):
        print(line)
    if bank.orphans:
        print(f"略去 {len(bank.orphans)} 个找不到条款的条目（共 {len(entries)} 个）", file=sys.stderr)


def export_lines(units: Sequence[Unit], questions: Mapping[str, Sequence[ExampleQuestion]]) -> list[str]:
    """Write example questions in the form they are kept in.

    :param units: The units, in document order.
    :param questions: Their example questions by unit id.
    :return: One line for each wording, writer and method; units worded the same share theirs.
    """
    from corpus.question_bank import wording_digest
    from corpus.script import fold

    lines: list[str] = []
    written: set[tuple[str, str]] = set()
    for unit in units:
        digest = wording_digest(unit)
        if (unit.regulation_id, digest) in written:
            continue
        written.add((unit.regulation_id, digest))
        by_writer: dict[tuple[str, str], list[ExampleQuestion]] = {}
        for question in questions.get(unit.unit_id, ()):
            by_writer.setdefault((question.writer, question.method), []).append(question)
        for (writer, method), asked in by_writer.items():
            record = {
                "regulation_id": unit.regulation_id,
                "locator": unit.locator,
                "text_sha256": digest,
                "wording": fold(unit.unit_text),
                "writer": writer,
                "method": method,
                "questions": [{"kind": question.kind, "text": question.text} for question in asked],
            }
            lines.append(json.dumps(record, ensure_ascii=False))
    return lines


def _read() -> tuple[tuple[BankEntry, ...], tuple[Unit, ...], QuestionBank, int]:
    """Read the bank and the documents that come with the program, and match them."""
    from assistant.cli_corpus import own_folder, read_documents
    from assistant.cli_index import QUESTIONS_FOLDER
    from corpus.left_open import read_left_open
    from corpus.question_bank import match_bank, read_bank

    folder = own_folder() / QUESTIONS_FOLDER
    entries = read_bank(folder)
    units = tuple(unit for document in read_documents(None) for unit in document.units)
    return entries, units, match_bank(entries, units), len(read_left_open(folder))


def _start(text: str) -> str:
    """Shorten a clause to one line."""
    from assistant.cli_index import SHOWN_TEXT

    words = " ".join(text.split())
    return words if len(words) <= SHOWN_TEXT else f"{words[:SHOWN_TEXT]}…"
