"""Each row of a table is cited in its own way, and a table that only counts its texts is a list."""

from __future__ import annotations

import pytest
from made_files import cited

HEAD = "投诉处理规定\n第一条 投诉按照下列时限处理:\n"


@pytest.mark.parametrize(
    ("rows", "units"),
    [
        pytest.param(
            "| 类别 | 情形 | 时限 |\n|---|---|---|\n| 服务类 | 推诿 | 1日 |\n| 服务类 | 争吵 | 2日 |\n| 产品类 | 破损 | 3日 |",
            [("第一条「服务类」「推诿」", "服务类\n推诿\n1日"), ("第一条「服务类」「争吵」", "服务类\n争吵\n2日"), ("第一条「产品类」", "产品类\n破损\n3日")],
            id="rows under a merged cell",
        ),
        pytest.param(
            "| 类别 | 部门 | 情形 |\n|---|---|---|\n| 服务类 | 客服部 | 推诿 |\n| 服务类 | 客服部 | 争吵 |",
            [("第一条「服务类」「推诿」", "服务类\n客服部\n推诿"), ("第一条「服务类」「争吵」", "服务类\n客服部\n争吵")],
            id="a cell that is the same too tells nothing apart",
        ),
        pytest.param(
            "| 序号 | 内容 |\n|---|---|\n| 1 | 应当登记。 |\n| 2 | 不得推诿。 |",
            [("第一条第1项", "应当登记。"), ("第一条第2项", "不得推诿。")],
            id="a column that counts, and a text",
        ),
        pytest.param(
            "| （一） | 应当登记。 |\n|---|---|\n| （二） | 不得推诿。 |\n| （三） | 应当回访。 |",
            [("第一条（二）", "不得推诿。"), ("第一条（三）", "应当回访。")],
            id="labels in the first column",
        ),
        pytest.param(
            "| 违反条款 | 扣分 |\n|---|---|\n| 第三条 | 扣2分 |\n| 第五条 | 扣5分 |",
            [("第一条「第三条」", "第三条\n扣2分"), ("第一条「第五条」", "第五条\n扣5分")],
            id="a row that speaks of a 条 keeps it",
        ),
        pytest.param(
            "| 序号 | 情形 | 时限 |\n|---|---|---|\n| 1 | 推诿 | 1日 |\n| 2 | 争吵 | 2日 |",
            [("第一条「推诿」", "1\n推诿\n1日"), ("第一条「争吵」", "2\n争吵\n2日")],
            id="more columns make a row",
        ),
    ],
)  # fmt: skip
def test_rows_are_named(rows: str, units: list[tuple[str, str]]) -> None:
    assert cited(HEAD + rows)[1:] == units
