"""``assistant bank``: the example questions, held against the units as they are parsed today, and drafts for units without any."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli_errors import Mendable

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.question_bank import BankEntry, ExampleQuestion, QuestionBank
    from corpus.regulation import Unit

DRAFTS_FILE = "drafted.jsonl"  # in $ASSISTANT_HOME, never in the checkout

bank_app = typer.Typer(help="核对、导出、草拟问法题库。", no_args_is_help=True)


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


@bank_app.command(help="用已配置的语言模型，为没有问法的条款各拟八个问法，存到 ASSISTANT_HOME；之后重建索引才生效。")
def draft(
    unit_ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="条款编号…", help="例如 cotton-exchange-conduct#30(6)。", show_default=False),
    ] = None,
    missing: Annotated[bool, typer.Option("--missing", help="所有没有问法的条款。")] = False,
) -> None:
    """Draft questions for units that have none."""
    from assistant.opening import open_language_model
    from assistant.phrasing.drafting import draft_questions
    from assistant.phrasing.endpoint import MODEL, URL
    from assistant.terminal import progress

    if bool(unit_ids) == missing:
        raise typer.BadParameter("请写出条款编号，或用 --missing（二者选一）。")
    model = open_language_model()
    if model is None:
        raise Mendable(f"拟问法需要语言模型，请先用环境变量 {URL} 和 {MODEL} 配置一个。")
    entries, units, bank, _ = _read()
    wanted = _wanted(units, unit_ids or (), bank)
    drafted, refused = 0, 0
    with progress("拟问法") as advance:
        for done, unit in enumerate(wanted, 1):
            drafts = draft_questions(model, unit)
            _keep(unit, drafts.questions)
            drafted, refused = drafted + len(drafts.questions), refused + len(drafts.refused)
            advance(done, len(wanted))
    print(f"为 {len(wanted)} 个条款拟了 {drafted} 个问法，未通过核对 {refused} 个")
    if wanted and not drafted:
        raise Mendable("语言模型没有给出可用的问法，请检查它是否正常，或换一个模型。")
    if drafted:
        print("重建索引后生效：assistant index build --publish")


def export_lines(units: Sequence[Unit], questions: Mapping[str, Sequence[ExampleQuestion]]) -> list[str]:
    """Write example questions in the form they are kept in.

    :param units: The units, in document order.
    :param questions: Their example questions by unit id.
    :return: One line for each wording, writer and method; units worded the same share theirs.
    """
    from assistant.visible_text import json_line
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
            lines.append(json_line(record))
    return lines


def _wanted(units: Sequence[Unit], unit_ids: Sequence[str], bank: QuestionBank) -> list[Unit]:
    """Find the units to draft for: those named, or all, that have no question yet."""
    by_id = {unit.unit_id: unit for unit in units}
    unknown = [unit_id for unit_id in unit_ids if unit_id not in by_id]
    if unknown:
        raise Mendable(f"没有编号为 {'、'.join(unknown)} 的条款，编号可用 assistant corpus units 查看。")
    wanted = [by_id[unit_id] for unit_id in dict.fromkeys(unit_ids)] if unit_ids else list(units)
    bare = [unit for unit in wanted if not bank.questions.get(unit.unit_id)]
    if unit_ids and len(bare) < len(wanted):
        print(f"略去 {len(wanted) - len(bare)} 个已有问法的条款", file=sys.stderr)
    return bare


def _keep(unit: Unit, questions: Sequence[ExampleQuestion]) -> None:
    """Add the questions of a unit to the file of drafts, which appears whole or not at all."""
    from assistant.gathering import QUESTIONS_FOLDER
    from corpus.durable_files import write_synced
    from index.versions import home

    if not questions:
        return
    file = home() / QUESTIONS_FOLDER / DRAFTS_FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    temporary = file.with_suffix(".new")
    write_synced(temporary, before + "".join(f"{line}\n" for line in export_lines([unit], {unit.unit_id: questions})))
    temporary.replace(file)


def _read() -> tuple[tuple[BankEntry, ...], tuple[Unit, ...], QuestionBank, int]:
    """Read the bank, what was drafted here included, and the documents that come with the program, and match them."""
    from assistant.cli_corpus import own_folder, read_documents
    from assistant.gathering import QUESTIONS_FOLDER
    from corpus.left_open import read_left_open
    from corpus.question_bank import match_bank, read_bank
    from index.versions import home

    folder = own_folder() / QUESTIONS_FOLDER
    entries = (*read_bank(folder), *read_bank(home() / QUESTIONS_FOLDER), *_of_trainers(home()))
    units = tuple(unit for document in read_documents(None) for unit in document.units)
    return entries, units, match_bank(entries, units), len(read_left_open(folder))


def _of_trainers(folder: Path) -> tuple[BankEntry, ...]:
    """Read the questions trainers gave to units, those withdrawn aside."""
    from assistant.state.presence import has_database

    if not has_database(folder):
        return ()
    from assistant.review.examples import bank_entries, list_examples
    from assistant.state.database import open_database

    return bank_entries(list_examples(open_database(folder)))


def _start(text: str) -> str:
    """Shorten a clause to one line."""
    from assistant.cli_index import SHOWN_TEXT

    words = " ".join(text.split())
    return words if len(words) <= SHOWN_TEXT else f"{words[:SHOWN_TEXT]}…"
