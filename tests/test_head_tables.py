"""The table above a controlled document gives its title, issuer and number, and no rules."""

from __future__ import annotations

import pytest
from made_files import cited

from corpus.document import parse_document
from corpus.reading import SourceText

RULES = "1 目的\n规范来访接待。\n2 要求\n2.1 应起立迎接。\n2.2 不得冷落客户。\n"
UNITS = ["1", "2.1", "2.2"]


@pytest.mark.parametrize(
    ("rows", "title", "issuer"),
    [
        ("| 文件名称 | 客户来访接待程序 | 文件编号 | QP-08 |\n| 版本 | A/2 | 生效日期 | 2023-09-01 |\n", "客户来访接待程序", ""),
        ("| 东海物业服务有限公司 | 客户来访接待规程 | 文件编号：DH-03<br>版本：B/1<br>页次：1/3 |\n", "客户来访接待规程", "东海物业服务有限公司"),
    ],
)  # fmt: skip
def test_it_is_read_as_a_cover(rows: str, title: str, issuer: str) -> None:
    part = parse_document(SourceText("x.txt", rows + RULES, "")).regulations[0]
    assert (part.title, part.issuer) == (title, issuer)
    assert [locator for locator, _ in cited(rows + RULES)] == UNITS


def test_a_table_of_rules_at_the_start_stays_one() -> None:
    rows = "| 名称 | 要求 |\n|---|---|\n| 工牌 | 应当佩戴 |\n| 工服 | 应当整洁 |\n"
    assert [locator for locator, _ in cited("接待规范\n" + rows)] == ["「工牌」", "「工服」"]
