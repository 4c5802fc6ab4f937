"""Tables that set 条 beside their text are the regulation, wherever it begins in them; those that speak of 条 stay tables."""

from __future__ import annotations

import pytest
from made_files import cited

TITLE = "# 供水服务办法\n\n"
FROM_THREE = "| 条款 | 内容 |\n|---|---|\n| 第三条 | 应当三声内接听。 |\n| 第四条 | 应当说普通话。 |\n"


@pytest.mark.parametrize(
    ("text", "locators"),
    [
        (TITLE + FROM_THREE, ["第三条", "第四条"]),  # a part of a regulation
        (TITLE + "第一条 应当微笑。\n\n第二条 应当问好。\n\n" + FROM_THREE, ["第一条", "第二条", "第三条", "第四条"]),  # the rest of it
        (TITLE + "条款\t内容\n第三条\t应当三声内接听。\n第四条\t应当说普通话。\n", ["第三条", "第四条"]),  # set with tabs
        (TITLE + "| 第三条 | 扣2分 |\n|---|---|\n| 第四条 | 扣3分 |\n| 第五条 | 扣3分 |\n", ["「第四条」", "「第五条」"]),  # sets no rules
        (TITLE + "| 条款 | 说明 |\n|---|---|\n| 第三条 | 应当扣分。 |\n| 第七条 | 应当扣分。 |\n", ["「第三条」", "「第七条」"]),  # skips
        (TITLE + "第三条 应当微笑。\n\n" + FROM_THREE, ["第三条", "第三条「第三条」", "第三条「第四条」"]),  # speaks of a 条 that is there
    ],
)  # fmt: skip
def test_a_table_of_articles_is_lines_where_it_sets_them(text: str, locators: list[str]) -> None:
    assert [locator for locator, _ in cited(text)] == locators
