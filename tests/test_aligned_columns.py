"""Rows of a table that somebody typed with blanks."""

from __future__ import annotations

import pytest
from made_files import cited

from corpus.aligned_columns import find_aligned


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        (["车型      标准", "小型车    5元", "大型车    10元"], {0, 1, 2}),
        (["车型    标准", "小型车    5元", "中型大客车    8元"], {0, 1, 2}),  # do not line up, but are named
        (["舱位　　　件数", "头等舱　　2件", "经济舱　　1件"], {0, 1, 2}),  # full-width blanks
        (["车型      标准", "小型车    5元"], set()),  # two lines happen by chance
        (["王 小 明    到岗", "李四    请假", "欧阳修    值班"], set()),
        (["总则      1", "附则      7", "附件      9"], set()),  # a table of contents
        (["一、迎客    二、待客", "三、送客    四、回访", "五、归档    六、总结"], set()),  # lists in a line
        (["应当微笑。  应当问好。", "应当起立。  应当让座。", "应当倒水。  应当送客。"], set()),  # sentences
    ],
)
def test_rows_are_found_where_columns_line_up(lines: list[str], rows: set[int]) -> None:
    assert find_aligned(lines) == rows


def test_rows_of_blanks_become_units() -> None:
    text = "停车规定\n第一条 收费标准：\n  车型      标准\n  小型车    5元\n  大型车    10元\n第二条 不得多收。"
    assert cited(text) == [
        ("第一条「小型车」", "小型车\n5元"),
        ("第一条「大型车」", "大型车\n10元"),
        ("第二条", "不得多收。"),
    ]
