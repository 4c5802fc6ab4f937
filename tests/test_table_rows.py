"""Rows of tables: what each cell is for, told by the head of its column."""

from __future__ import annotations

from dataclasses import replace

import pytest
from real_corpus import all_units, unit

from assistant.answer import PointKind
from assistant.sentences import passages
from assistant.table_rows import cells
from corpus.regulation import Unit

CHECKED = "etiquette-guide#3*t2.2"


def row(heads: str, text: str) -> Unit:
    return replace(unit(CHECKED), unit_id="x#1", context=("表1", heads), text=text)


def test_a_real_row_gives_its_cells_under_their_heads() -> None:
    found = [(cell.head, unit(CHECKED).text[cell.start : cell.end], cell.kind) for cell in cells(unit(CHECKED))]
    assert found == [
        ("", "问题核实", PointKind.RULE),
        ("处理标准", "调取订单记录、沟通日志、相关凭证,确认投诉真实性及责任方", PointKind.STEP),
        ("责任人", "主管/专员", PointKind.RULE),
        ("时限要求", "2个工作日内", PointKind.DEADLINE),
    ]


@pytest.mark.parametrize(
    ("heads", "text", "kinds"),
    [
        (
            "情景 | 规范用语 | 禁忌",
            "迟到\n让您久等了\n急什么",
            "rule say never",
        ),  # wording is to be said, taboos are not
        ("环节 | 时限", "回访\n按约定", "rule rule"),  # no amount of time and not at once: no limit an agent can keep
        ("環節 | 時限", "回訪\n即時", "rule deadline"),  # Traditional heads
        ("维度 | 自查项 | 达标", "仪表\n整洁\n□是□否", "rule rule"),  # a box to tick says nothing
    ],
)
def test_the_head_of_the_column_says_what_a_cell_is_for(heads: str, text: str, kinds: str) -> None:
    assert " ".join(cell.kind.value for cell in cells(row(heads, text))) == kinds


def test_text_in_lines_under_no_heads_is_no_row() -> None:
    assert not cells(replace(unit(CHECKED), context=("模板2:投诉处理流程表",)))
    assert not cells(row("甲 | 乙", "一\n二\n三"))  # more cells than heads: not its heads


def test_every_row_of_the_documents_gives_its_cells_as_passages() -> None:
    rows = [each for each in all_units() if cells(each)]
    assert len(rows) >= 10
    for each in rows:
        assert [each.text[p.start : p.end] for p in passages(each)] == [p.text for p in passages(each)]
        assert any(p.column for p in passages(each))
