"""Situation → wording tables flattened without borders, and texts that only mention situations."""

from __future__ import annotations

from corpus.document import parse_document
from corpus.reading import SourceText


def units_in(text: str) -> list[tuple[str, str]]:
    """Locator and text of every unit."""
    parsed = parse_document(SourceText("规范.txt", text, ""))
    return [(unit.locator, unit.text) for regulation in parsed.regulations for unit in regulation.units]


def test_situations_are_told_from_the_wordings_behind_them() -> None:
    text = (
        "三、常用语:情景规范用语新客户1.感谢您成为我们的客户。 2.很高兴认识您。客户抱怨或投诉非常感谢您的建议,请您告诉我具体情况好吗?"
        "遇客户致歉“没关系,请您不要介意。”遇客户致谢“不用谢,这是我们应该做的。”\n四、服务禁忌\n1、不得与客户发生争执。"
    )
    assert units_in(text) == [
        ("三、「新客户」1", "感谢您成为我们的客户。"),
        ("三、「新客户」2", "很高兴认识您。"),
        ("三、「客户抱怨或投诉」", "非常感谢您的建议,请您告诉我具体情况好吗?"),
        ("三、「遇客户致歉」", "“没关系,请您不要介意。”"),
        ("三、「遇客户致谢」", "“不用谢,这是我们应该做的。”"),
        ("四、1", "不得与客户发生争执。"),
    ]


def test_the_situation_is_in_path_and_context_and_not_in_the_text() -> None:
    text = "三、常用语:情景规范用语遇客户致歉“没关系,请您不要介意。”遇客户致谢“不用谢。”"
    unit = parse_document(SourceText("规范.txt", text, "")).regulations[0].units[0]
    assert (unit.path[-1], unit.context[-1], unit.text) == ("遇客户致歉", "遇客户致歉", "“没关系,请您不要介意。”")


def test_a_text_that_only_speaks_of_situations_is_not_cut() -> None:
    items = "(一)遇到客户投诉时,应当说:“对不起,给您添麻烦了。”\n(二)遇到客户讲方言时,应当说:“请您讲普通话。”"
    wanted = [
        ("第一条（一）", "遇到客户投诉时,应当说:“对不起,给您添麻烦了。”"),
        ("第一条（二）", "遇到客户讲方言时,应当说:“请您讲普通话。”"),
    ]
    assert units_in(f"第一条 常见场景用语\n{items}") == wanted
    assert units_in(f"第一条 场景用语\n{items}") == wanted  # the word stands alone, but numbered items follow


def test_a_situation_behind_words_without_an_end_begins_anew() -> None:
    """A heading without a full stop before it was kept at the end of the item above; a case without its situation says nothing."""
    text = (
        "三、情景用语遇到客户查询问题1.了解清楚再回答。2.随机应答,灵活应变对客户服务时限征询客户是否愿意等待:“请问您愿意等待吗?”"
        "若客户同意“好的,请您稍等。”遇客户致谢“不用谢。”\n四、投诉\n1、不得争执。"
    )
    units = parse_document(SourceText("规范.txt", text, "")).regulations[0].units
    assert [(unit.locator, unit.text) for unit in units[:4]] == [
        ("三、「遇到客户查询问题」1", "了解清楚再回答。"),
        ("三、「遇到客户查询问题」2", "随机应答,灵活应变"),
        ("三、「对客户服务时限…」", "“请问您愿意等待吗?”"),
        ("三、「若客户同意」", "“好的,请您稍等。”"),
    ]
    assert units[3].context == ("对客户服务时限:征询客户是否愿意等待:", "若客户同意")


def test_the_title_of_a_marked_table_is_no_header() -> None:
    text = "情景话术对照表\n场景\t标准话术\n客户等待\t“抱歉让您久等了,我马上为您处理。”\n客户致谢\t“不客气。”"
    units = parse_document(SourceText("规范.txt", text, "")).regulations[0].units
    assert units[0].context == ("情景话术对照表", "场景 | 标准话术", "客户等待")


def test_the_table_ends_with_its_section() -> None:
    text = "三、情景用语遇客户致谢“不用谢。”\n四、投诉\n1、遇到客户投诉时“对不起”要先说。"
    assert units_in(text)[-1] == ("四、1", "遇到客户投诉时“对不起”要先说。")
