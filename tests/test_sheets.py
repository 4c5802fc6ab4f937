"""Sheets in and out: what was written is read, and nothing in a cell is run."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder
from openpyxl import Workbook, load_workbook

from assistant.answering import Assistant
from assistant.review.batch_sheet import NOTHING_THERE, read_input, run_sheet
from assistant.review.sheets import Sheet, SheetUnusable, neutralised, read_sheet, sheet_bytes, write_sheet
from assistant.review.spot_checks import next_answers
from assistant.review.verdicts import Trainer
from assistant.state.database import open_database
from index.clause_index import ClauseIndex

ANN = Trainer(None, "ann")
ROWS = [("客户讲方言", 1, 0.5, None), ("=HYPERLINK(1)", -1, 2.0, "第二行\n续")]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("-1", "'-1"),  # as text it would be a formula too
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("第一条=1", "第一条=1"),
        (-1, -1),  # a number is no formula
        (None, None),
    ],
)
def test_what_begins_like_a_formula_is_text(cell: str | int | None, written: str | int | None) -> None:
    assert neutralised(cell) == written


@pytest.mark.parametrize("kind", [".xlsx", ".csv"])
def test_what_was_written_is_read(tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"out{kind}"
    write_sheet(file, [Sheet("页", ("甲", "乙", "丙", "丁"), ROWS)])
    rows = read_sheet(file)
    assert rows[0] == ["甲", "乙", "丙", "丁"]
    assert [row[0] for row in rows[1:]] == ["客户讲方言", "'=HYPERLINK(1)"]
    assert rows[2][3] == "第二行\n续"


def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path) -> None:
    write_sheet(tmp_path / "out.xlsx", [Sheet("页", ("=甲",), [("=1+1",), ("a\x01b",)])])
    cells = [cell for row in load_workbook(tmp_path / "out.xlsx").worksheets[0].iter_rows() for cell in row]
    assert all(cell.data_type == "s" for cell in cells)


def test_sheets_from_chinese_excel_are_read(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes("问题\n客户骂人\n\n".encode("gb18030"))
    assert read_sheet(tmp_path / "in.csv") == [["问题"], ["客户骂人"]]


@pytest.mark.parametrize("name", ["in.csv", "in.xlsx"])
def test_rows_keep_their_places_blank_ones_too(tmp_path: Path, name: str) -> None:
    if name.endswith("csv"):
        (tmp_path / name).write_text("\n问题\n\n  \n方言\n\n\n", encoding="utf-8")
    else:
        book = Workbook()
        book.active["A2"], book.active["A4"], book.active["A5"] = "问题", "  ", "方言"
        book.active["ZZ900"] = "far right, and not read"
        book.save(tmp_path / name)
    assert read_sheet(tmp_path / name) == [[], ["问题"], [], [], ["方言"]]


@pytest.mark.parametrize(
    ("table", "heads", "rows", "numbers"),
    [
        # heads in the first row: each row of the result stands where it stood
        ([["问题", "a"], ["x"], [], ["", "b"]], ("问题", "a"), [("x", ""), ("", ""), ("", "b")], (2, 3, 4)),
        # heads further down, or none: they cannot, so a column says where
        ([[], ["问题"], ["x"], [], ["y"]], ("问题", "原表行号"), [("x", "3"), ("", ""), ("y", "5")], (3, 4, 5)),
        ([["x"], [], ["y"]], ("问题", "原表行号"), [("x", "1"), ("", ""), ("y", "3")], (1, 2, 3)),
    ],
)
def test_numbers_of_rows_are_those_of_the_sheet(
    table: list[list[str]], heads: tuple[str, ...], rows: list[tuple[str, ...]], numbers: tuple[int, ...]
) -> None:
    given = read_input("in.csv", table)
    assert (given.heads, list(given.rows), given.numbers) == (heads, rows, numbers)
    assert given.asked == sum(bool(row[0]) for row in rows)


@pytest.mark.parametrize("name", ["missing.xlsx", "broken.xlsx"])
def test_what_is_no_sheet_is_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "broken.xlsx").write_bytes(b"no zip")
    with pytest.raises(SheetUnusable, match=name):
        read_sheet(tmp_path / name)


def test_another_ending_is_refused() -> None:
    with pytest.raises(SheetUnusable, match=r"\.pdf"):
        sheet_bytes([Sheet("页", ("甲",), [])], ".pdf")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("sheets") / "v1"
    return Assistant(ClauseIndex.build(UNITS, REGULATIONS, CountingEmbedder(), folder))


def test_a_sheet_of_questions_comes_back_with_answers_that_wait_to_be_judged(
    tmp_path: Path, assistant: Assistant
) -> None:
    book = Workbook()
    for row in (("编号", "问题"), (1, "客户讲方言听不懂怎么办"), (2, ""), (3, "？"), (4, "投诉多久回复")):
        book.active.append(row)
    book.save(tmp_path / "in.xlsx")
    engine = open_database(tmp_path)
    done = run_sheet(assistant, engine, ANN, tmp_path / "in.xlsx", tmp_path / "out.xlsx")
    rows = read_sheet(tmp_path / "out.xlsx")
    assert rows[0] == ["编号", "问题", "状态", "回答", "依据", "检索前三", "回答编号"]
    states = [("1", "已回答"), ("2", NOTHING_THERE), ("3", "无法处理"), ("4", "已回答")]
    assert [(row[0], row[2]) for row in rows[1:]] == states
    assert (done.rows, done.checked) == (3, False)
    assert list(next_answers(engine, done.sample_id, "ann")) == [rows[1][6], rows[4][6]]


def test_a_sheet_of_calls_is_checked_line_by_line(tmp_path: Path, assistant: Assistant) -> None:
    (tmp_path / "in.csv").write_text("话术\n客户：喂\n坐席：您好\n", encoding="utf-8")
    engine = open_database(tmp_path)
    done = run_sheet(assistant, engine, ANN, tmp_path / "in.csv", tmp_path / "out.csv")
    rows = read_sheet(tmp_path / "out.csv")
    assert [row[1] for row in rows] == ["结果", "客户的话，不核对", "未发现问题"]
    assert (done.checked, done.sample_id) == (True, "")


def test_an_empty_sheet_is_refused(tmp_path: Path, assistant: Assistant) -> None:
    (tmp_path / "in.csv").write_text("问题\n", encoding="utf-8")
    with pytest.raises(SheetUnusable, match="没有内容"):
        run_sheet(assistant, open_database(tmp_path), ANN, tmp_path / "in.csv", tmp_path / "out.csv")
