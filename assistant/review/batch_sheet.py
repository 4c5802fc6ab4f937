"""A sheet of questions, or of lines of calls, in; the same sheet with answers, or what must not be said, out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine

from assistant.answer import Answer, Status
from assistant.answering import Assistant
from assistant.review.sheets import Sheet, SheetUnusable, read_sheet, write_sheet
from assistant.review.spot_checks import keep_batch
from assistant.review.verdicts import Trainer
from assistant.review.workbook import Cell
from assistant.state.answer_log import record_answer
from assistant.wording_check import DraftUnusable, WordingChecker, wording_checker
from corpus.script import fold

QUESTION_HEADS = ("问题", "提问", "question", "q")
LINE_HEADS = ("话术", "对话", "通话记录", "坐席话术", "转写", "transcript", "line", "text")
ANSWER_HEADS = ("状态", "回答", "依据", "检索前三", "回答编号")
CHECK_HEADS = ("结果", "不许说的", "条款", "改说")
STATUS_WORDS = {
    Status.ANSWERED: "已回答",
    Status.NOT_COVERED: "规定未涉及",
    Status.NEEDS_DETAIL: "需补充",
    Status.ERROR: "无法处理",
}
NUMBER_HEAD = "原表行号"
NOTHING_THERE = "这一行没有内容"
SHOWN_FIRST = 3
Progress = Callable[[int, int], None]  # rows done, rows in all


@dataclass(frozen=True, slots=True)
class BatchDone:
    """What came of a sheet."""

    rows: int
    checked: bool  # lines of calls were checked, not questions answered
    sample_id: str  # where the answers wait to be judged; empty where none do


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """What came of a sheet, row by row."""

    sheet: Sheet  # as many rows as were given
    checked: bool
    sample_id: str


@dataclass(frozen=True, slots=True)
class BatchInput:
    """A sheet that was read."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]  # all of them, blank ones too
    column: int
    lines: bool  # of calls
    numbers: tuple[int, ...]  # of the rows, as the sheet that was given counts them

    @property
    def asked(self) -> int:
        """How many rows hold something to answer or to check."""
        return sum(bool(row[self.column].strip()) for row in self.rows)


def run_sheet(
    assistant: Assistant,
    engine: Engine,
    trainer: Trainer,
    in_file: Path,
    out_file: Path,
    progress: Progress | None = None,
) -> BatchDone:
    """Answer the questions of a sheet, or check its lines of calls; which, the head of the column says.

    :param assistant: Answers.
    :param engine: The database; answers are logged there and put up for judging.
    :param trainer: Whose sheet it is.
    :param in_file: The sheet; without a head that is known the first column holds questions.
    :param out_file: Where the sheet with the answers goes.
    :param progress: Called after each row.
    :return: What came of it.
    :raises SheetUnusable: if the sheet cannot be read or written, or holds nothing.
    """
    given = read_input(in_file.name, read_sheet(in_file))
    outcome = run_input(assistant, engine, trainer, given, progress)
    write_sheet(out_file, [outcome.sheet])
    return BatchDone(given.asked, outcome.checked, outcome.sample_id)


def read_input(name: str, table: Sequence[Sequence[str]]) -> BatchInput:
    """Find the column that is asked or checked; short rows are filled up, and none is left out.

    Where the rows cannot keep their places, since the sheet has no heads or has them further down, a column says which row each was.

    :param name: Of the file, for the messages.
    :param table: Its rows, blank ones empty.
    :return: What is to be done.
    :raises SheetUnusable: if there is nothing to do.
    """
    top = next((place for place, row in enumerate(table) if row), None)
    if top is None:
        raise SheetUnusable(f"{name} 是空的，请在第一列写上问题。")
    width = max(len(row) for row in table)
    rows = tuple(tuple(row) + ("",) * (width - len(row)) for row in table)
    first = [fold(cell).lower() for cell in rows[top]]
    for heads, lines in ((QUESTION_HEADS, False), (LINE_HEADS, True)):
        column = next((place for place, cell in enumerate(first) if cell in heads), None)
        if column is not None:
            given = BatchInput(rows[top], rows[top + 1 :], column, lines, tuple(range(top + 2, len(rows) + 1)))
            if not given.asked:
                raise SheetUnusable(f"{name} 的“{rows[top][column]}”一列没有内容。")
            return given if top == 0 else _numbered(given)
    given = BatchInput(("问题", *("",) * (width - 1)), rows[top:], 0, False, tuple(range(top + 1, len(rows) + 1)))
    if not given.asked:
        raise SheetUnusable(f"{name} 的第一列没有内容，请写上问题，或把那一列的标题改为“问题”。")
    return _numbered(given)


def _numbered(given: BatchInput) -> BatchInput:
    """Write beside each row which one it was."""
    rows = tuple((*row, str(number) if any(row) else "") for row, number in zip(given.rows, given.numbers, strict=True))
    return replace(given, heads=(*given.heads, NUMBER_HEAD), rows=rows)


def run_input(
    assistant: Assistant, engine: Engine, trainer: Trainer, given: BatchInput, progress: Progress | None = None
) -> BatchOutcome:
    """Answer the questions of a sheet that was read, or check its lines of calls.

    :param assistant: Answers.
    :param engine: The database; answers are logged there and put up for judging.
    :param trainer: Whose sheet it is.
    :param given: What is to be done.
    :param progress: Called after each row; an error in it ends the work.
    :return: The sheet with what came of it.
    """
    checker = wording_checker(assistant.clause_index) if given.lines else None
    own_heads = CHECK_HEADS if given.lines else ANSWER_HEADS
    rows: list[tuple[Cell, ...]] = []
    answer_ids: list[str] = []
    sample_id = ""
    try:
        for done, row in enumerate(given.rows, 1):
            words = row[given.column]
            if not words.strip():
                rows.append((*row, *_left_out(row, len(own_heads))))
            elif checker is not None:
                rows.append((*row, *_checked(checker, words)))
            else:
                answer = assistant.answer(words)
                answer_id = "" if answer.status is Status.ERROR else record_answer(engine, answer)
                answer_ids += [answer_id] if answer_id else []
                rows.append((*row, *_answered(answer, answer_id)))
            if progress:
                progress(done, len(given.rows))
    finally:  # what was logged already is a batch too where the work breaks off: nobody asked it on a call
        sample_id = keep_batch(engine, trainer, answer_ids) if answer_ids else ""
    return BatchOutcome(Sheet("结果", (*given.heads, *own_heads), rows), given.lines, sample_id)


def _left_out(row: Sequence[str], width: int) -> tuple[Cell, ...]:
    """Say of a row that holds something else that there was nothing to ask; nothing of a blank one."""
    return (NOTHING_THERE if any(cell.strip() for cell in row) else "", *("",) * (width - 1))


def _answered(answer: Answer, answer_id: str) -> tuple[Cell, ...]:
    """Write an answer into cells."""
    cited = "\n".join(f"[{each.number}] {each.unit.regulation} {each.unit.locator}" for each in answer.citations)
    found = "\n".join(f"{one.regulation} {one.locator}" for one in answer.retrieved[:SHOWN_FIRST])
    return (STATUS_WORDS[answer.status], answer.text, cited, found, answer_id)


def _checked(checker: WordingChecker, words: str) -> tuple[Cell, ...]:
    """Write what is wrong with a line into cells."""
    try:
        report = checker.check(words)
    except DraftUnusable as error:
        return (str(error), "", "", "")
    if report.skipped:
        return ("客户的话，不核对", "", "", "")
    if not report.findings:
        return ("未发现问题", "", "", "")
    forbidden = "\n".join(each.forbidden for each in report.findings)
    clauses = "\n".join(f"{each.unit.regulation} {each.unit.locator}" for each in report.findings)
    instead = "\n".join(given.text for each in report.findings for given in each.instead)
    return (f"{len(report.findings)} 处", forbidden, clauses, instead)
