"""Tables are read back row by row: from cells on lines of their own, and from marked ones."""

from __future__ import annotations

import pytest
from made_files import cited

from corpus.document import parse_document
from corpus.passage import Account, Fate, Passage
from corpus.reading import SourceText
from corpus.tables import is_above_rows, is_table_title, read_table


def cells(*texts: str) -> list[Passage]:
    """Cells as passages."""
    return [Passage(text, range(len(text))) for text in texts]


FLOW = (  # etiquette-guide 模板2, four columns
    "环节", "处理标准", "责任人", "时限要求",
    "投诉接收", "记录投诉时间、客户信息、问题描述,同步情绪安抚", "一线客服", "即时",
    "问题核实", "调取订单记录、沟通日志、相关凭证,确认投诉真实性及责任方", "主管/专员", "2个工作日内",
    "方案制定", "根据核实结果,提出解决方案(如退款、换货、补偿),方案需符合企业政策", "主管", "1个工作日内",
)  # fmt: skip


def test_columns_are_found_by_the_lengths_of_the_cells() -> None:
    table = read_table(Passage("模板2:投诉处理流程表", range(11)), cells(*FLOW))
    assert table is not None
    assert [cell.text for cell in table.header] == ["环节", "处理标准", "责任人", "时限要求"]
    assert [row[0].text for row in table.rows] == ["投诉接收", "问题核实", "方案制定"]
    assert {len(row) for row in table.rows} == {4}


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("客户沟通记录表", FLOW),  # a form by its title
        (
            "沟通情况表",
            ("时间", "客户", "电话", "事项", "2024-03-15 14:30", "*女士", "5678", "咨询产品保修政策及就近维修点地址"),
        ),  # sample records
    ],
)
def test_forms_and_sample_records_are_no_rules(title: str, body: tuple[str, ...]) -> None:
    table = read_table(Passage(title, range(len(title))), cells(*body))
    assert table is not None
    assert table.is_form


def test_lines_without_columns_are_no_table() -> None:
    assert read_table(Passage("服务要求表", range(5)), cells("守时", "保密")) is None
    same = cells(*["应当守时并保密"] * 9)
    assert read_table(Passage("服务要求表", range(5)), same) is None


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("模板2:投诉处理流程表", True),
        ("表1:服务时限", True),
        ("附表3 岗位职责表", True),
        ("表1 处理时限", True),  # as standards write it: no colon, no 表 at the end
        ("表 A.2　服务用语", True),
        ("续表1 处理时限", True),
        ("表1(续)", True),
        ("表1所示的时限", False),
        ("表1 规定的时限,自受理之日起计算", False),
        ("填写《客户来电记录表》,当日归档", False),
        ("客户代表", False),
        ("仪容仪表", False),  # what stands under it is no form
    ],
)
def test_titles_of_tables_are_told(line: str, title: bool) -> None:
    assert is_table_title(line) is title


MARKED = """客户服务规范
一、服务时限
投诉处理时限表
| 环节 | 时限 | 责任人 |
| --- | --- | --- |
| 受理 | 10分钟内 | 一线客服 |
| 核实<br>回复 | 2个工作日内 | 主管 |
二、服务用语
| 情景 | 规范用语 |
| --- | --- |
| 客户要求找领导 | 请您先把情况告诉我，我会尽力为您解决。 |
以上用语须熟记。
三、记录
客户来电登记表
| 姓名 |  | 电话 |  |
| 内容 |  |  |  |
四、其他
序号\t项目\t要求
1\t着装\t统一工装,佩戴工牌
2\t用语\t使用普通话
"""


def test_each_row_of_a_marked_table_is_a_unit() -> None:
    parsed = parse_document(SourceText("规范.md", MARKED, ""))
    units = {unit.locator: unit for unit in parsed.regulations[0].units}
    assert list(units) == [
        "一、「受理」",
        "一、「核实…」",
        "二",
        "二、「客户要求找领导」",
        "四、「着装」",
        "四、「用语」",
    ]
    row = units["一、「核实…」"]
    assert row.text == "核实\n回复\n2个工作日内\n主管"
    assert row.context == ("一、 服务时限", "投诉处理时限表", "环节 | 时限 | 责任人")
    situation = units["二、「客户要求找领导」"]  # what to say in which situation: the situation is in path and context
    assert situation.path[-1] == "「客户要求找领导」"
    assert "客户要求找领导" in situation.context
    assert units["二"].text == "以上用语须熟记。"
    assert units["四、「着装」"].text == "1\n着装\n统一工装,佩戴工牌"  # cells parted by tabs
    assert parsed.account.count(Fate.UNREAD) == 0
    assert "空白表格或填写样例" in parsed.account.reasons  # the blank form


def test_bars_are_entered_as_noise_and_cells_as_kept() -> None:
    text = "一、时限\n| 受理 | 10分钟内 |\n| 核实 | 2个工作日内 |"
    account: Account = parse_document(SourceText("a.md", text, "")).account
    assert all(account.fates[place] == Fate.NOISE for place, sign in enumerate(text) if sign == "|")
    assert account.fates[text.index("受")] == Fate.KEPT


@pytest.mark.parametrize(
    ("table", "heads"),
    [
        (  # heads merged over two rows
            "| 类型 | 处理要求 | |\n| --- | --- | --- |\n| | 响应时限 | 办结时限 |\n| 一般 | 2小时 | 3日 |\n| 重大 | 1小时 | 1日 |",
            "类型 | 处理要求 响应时限 | 处理要求 办结时限",
        ),
        (
            "| 类型 | 处理要求 | 处理要求 |\n| 类型 | 响应时限 | 办结时限 |\n| --- | --- | --- |\n| 一般 | 2小时 | 3日 |\n| 重大 | 1小时 | 1日 |",
            "类型 | 处理要求 响应时限 | 处理要求 办结时限",
        ),
        (
            "工单类型\t办理时限\t责任单位\n一般\t3日\t话务部\n重大\t1日\t质检部",
            "工单类型 | 办理时限 | 责任单位",
        ),  # longer than the cells
        ("甲\t乙\n一般\t3日\n重大\t1日", "甲 | 乙"),  # a column of figures
    ],
)
def test_rows_of_heads_are_no_units(table: str, heads: str) -> None:
    units = parse_document(SourceText("a.md", f"第一条 时限如下。\n{table}", "")).regulations[0].units
    assert [unit.text.split("\n")[0] for unit in units[1:]] == ["一般", "重大"]
    assert all(unit.context[-1] == heads for unit in units[1:])


def test_a_first_row_of_words_like_the_others_is_no_head() -> None:
    units = (
        parse_document(SourceText("a.md", "第一条 忌语如下。\n不知道\t自己看\n找领导\t别问我", "")).regulations[0].units
    )
    assert len(units) == 3


@pytest.mark.parametrize(
    ("text", "units"),
    [
        (  # a rule is no heading of the table behind it, which its title may stand above
            "接待规范\n2、来电三声内接听。\n| 事项 | 标准 |\n|---|---|\n| 报修 | 30分钟派单 |",
            [("2", "来电三声内接听。"), ("2「报修」", "报修\n30分钟派单")],
        ),
        (
            "接待规范\n4.1 投诉分级见表1。\n表1 投诉分级表\n| 级别 | 时限 |\n|---|---|\n| 一级 | 2小时 |\n| 二级 | 5小时 |",
            [("4.1", "投诉分级见表1。"), ("4.1表1「一级」", "一级\n2小时"), ("4.1表1「二级」", "二级\n5小时")],
        ),
        (  # bars at the sides are not needed where a rule stands below the heads; an escaped one parts no cells
            "接待规范\n一、时限\n类型 | 时限\n--- | ---\n咨询 | 当场\n投诉 | a\\|b 类除外",
            [("一、「咨询」", "咨询\n当场"), ("一、「投诉」", "投诉\na|b 类除外")],
        ),
        (
            "接待规范\n一、扣分\n| 事项 | 扣分 |\n|:-:|:-:|\n| 迟到 | 2分 |\n| 早退 | 2分 |",
            [("一、「迟到」", "迟到\n2分"), ("一、「早退」", "早退\n2分")],
        ),
        (  # labels in the cells of a table set with tabs
            "总机流程\n步骤\t操作要求\n1.接听\t铃响三声内接听\n2.转接\t核对房号",
            [("「1.接听」", "1.接听\n铃响三声内接听"), ("「2.转接」", "2.转接\n核对房号")],
        ),
        ("接待规范\n（一）应当登记\t工单\n（二）应当回访\t客户", [("（一）", "应当登记工单"), ("（二）", "应当回访客户")]),  # but a stray tab makes none
    ],
)  # fmt: skip
def test_rows_and_what_stands_above_them(text: str, units: list[tuple[str, str]]) -> None:
    assert cited(text) == units


@pytest.mark.parametrize(
    ("line", "belongs"),
    [
        ("投诉分级与时限见下表：", True),
        ("具体标准如下:", True),
        ("文件修订记录", True),
        ("表3 职责分工", True),
        ("通话质检", False),  # the name of a section
        ("岗位职责：", False),
    ],
)
def test_what_stands_right_above_the_rows_is_told_from_a_heading(line: str, belongs: bool) -> None:
    assert is_above_rows(line) is belongs


ROWS = "| 级别 | 响应时限 |\n| --- | --- |\n| 一般 | 2小时 |\n| 重大 | 30分钟 |\n"


@pytest.mark.parametrize(
    ("text", "locators"),
    [
        # Each of these lines was once taken for a heading above all sections, and the sections behind it for its own.
        ("客服管理规定\n4 程序\n4.1 受理\n应当登记。\n4.2 处理\n分级与时限见下表：\n" + ROWS + "4.3 回访\n应当回访。",
         ["4.1", "4.2", "4.2「一般」", "4.2「重大」", "4.3"]),
        ("客服管理规定\n3 要求\n3.1 受理\n应当登记。\n3.2 时限\n应当符合表1。\n表1 处理时限\n" + ROWS + "3.3 回访\n应当回访。",
         ["3.1", "3.2", "3.2表1「一般」", "3.2表1「重大」", "3.3"]),
        ("客服管理规定\n修订记录\n| 版本 | 修订内容 | 日期 |\n| --- | --- | --- |\n| A/1 | 增加时限 | 三月 |\n1 目的\n规范服务。\n2 范围\n适用于全体员工。",
         ["1", "2"]),
        # A second table behind the first one, under its own title.
        ("客服管理规定\n一、奖惩\n按表1和表2执行。\n表1 奖励\n" + ROWS + "表2 处罚\n" + ROWS + "二、附则\n应当遵守。",
         ["一", "一、表1「一般」", "一、表1「重大」", "一、表2「一般」", "一、表2「重大」", "二"]),
        # A name above the rows stays in the section that has text already.
        ("客服管理规定\n一、质检\n每周抽检。\n扣分标准\n" + ROWS + "二、附则\n应当遵守。", ["一", "一、「一般」", "一、「重大」", "二"]),
    ],
)  # fmt: skip
def test_a_line_above_the_rows_takes_no_section_out_of_its_place(text: str, locators: list[str]) -> None:
    assert [locator for locator, _ in cited(text)] == locators


def test_a_blank_cell_takes_the_head_of_its_column_with_it() -> None:
    """Without it the rule for women stood under the head of the men's column."""
    text = "一、着装\n| 项目 | 男员工 | 女员工 |\n| --- | --- | --- |\n| 发型 | 前不遮眉 | 长发盘起 |\n| 首饰 |  | 耳钉不超过一对 |\n"
    units = parse_document(SourceText("a.md", text, "")).regulations[0].units
    assert [unit.context[-1] for unit in units] == ["项目 | 男员工 | 女员工", "项目 | 女员工"]
    assert units[1].text == "首饰\n耳钉不超过一对"


def test_a_merged_head_written_twice_is_accounted_for() -> None:
    text = "一、时限\n| 事项 | 时限 | 时限 |\n| 事项 | 响应 | 办结 |\n| --- | --- | --- |\n| 报修 | 30分钟 | 1日 |\n| 投诉 | 2小时 | 5日 |\n"
    assert parse_document(SourceText("a.md", text, "")).account.count(Fate.UNREAD) == 0


def test_blank_cells_between_tabs_are_cells() -> None:
    """As tables copied out of Word and Excel have them; the row behind them was text, and cells stood under wrong heads."""
    text = "服务规范\n一、着装要求\n项目\t男员工\t女员工\n发型\t前不遮眉，侧不盖耳\t长发应当盘起\n首饰\t\t耳钉不超过一对\n鞋袜\t黑色皮鞋\t\n工牌\t左胸\t右胸\n二、附则\n应当遵守。\n"
    units = parse_document(SourceText("a.txt", text, "")).regulations[0].units
    assert [(unit.locator, unit.context[-1], unit.text) for unit in units[1:-1]] == [
        ("一、「首饰」", "项目 | 女员工", "首饰\n耳钉不超过一对"),
        ("一、「鞋袜」", "项目 | 男员工", "鞋袜\n黑色皮鞋"),
        ("一、「工牌」", "项目 | 男员工 | 女员工", "工牌\n左胸\n右胸"),
    ]


def test_tabs_that_only_line_cells_up_part_them_once() -> None:
    text = "服务规范\n一、时限\n事项\t\t时限\n停水报修\t30分钟\n水质投诉\t2小时\n"
    units = parse_document(SourceText("a.txt", text, "")).regulations[0].units
    assert [unit.text for unit in units] == ["停水报修\n30分钟", "水质投诉\n2小时"]
