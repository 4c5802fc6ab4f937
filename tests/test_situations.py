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


def test_the_table_ends_with_its_section() -> None:
    text = "三、情景用语遇客户致谢“不用谢。”\n四、投诉\n1、遇到客户投诉时“对不起”要先说。"
    assert units_in(text)[-1] == ("四、1", "遇到客户投诉时“对不起”要先说。")
