"""References in units: found where they stand, resolved to unit ids, listed where the target does not exist."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from real_corpus import all_units

from corpus.catalog import Entry, name_document
from corpus.labelled_units import read_step
from corpus.mentions import find_mentions
from corpus.reading import SourceText
from corpus.references import Reference, resolve_references
from corpus.regulation import Unit

RULES = """客户服务管理办法
第一章 总则
第一条 依照第二条至第四条的规定提供服务;违反本办法第五条第二款第(二)项的,按第七条、第九条处理。
第二条 客服人员应当礼貌待客。
客服人员应当使用普通话。
有前款情形的,予以表扬;前两款的规定另有说明的除外。
第三条 有下列情形之一的,应当升级:
(一)客户要求升级的;
(二)涉及赔偿的;
(三)依照第(一)项升级后客户仍不满意的,参考第(二)条;
第四条 依照前条的规定升级的,由主管处理。
第四条之一 升级后按照本条例的要求登记,第三条(一)、(二)项除外。
第二章 投诉
第五条 客服人员应当在一个工作日内答复,依照本条第二款延长的除外。
有下列情形的,可以延长,但不得违反第一章:
(一)情况复杂的;
(二)客户同意的;
第六条 《保密制度》第二条和《考勤制度》第三条另有规定的,从其规定,并填写登记单(见附表1)。
"""
SECRECY = "保密制度\n第一条 为保守秘密,制定本制度。\n第二条 不得外传客户资料。\n"
NUMBERED = """服务手册
5.2 接待
5.2.5 接待来访客户,应当登记。
5.2.6 登记时,应当核对证件,与客户保持1.5米距离,完成率不低于98.5%。
5.3 送客
5.3.1 送客按5.2.6办理,另见5.9.1。
"""


def units_of(text: str, regulation_id: str) -> tuple[Unit, ...]:
    """Parse a text as one regulation."""
    title = text.split("\n", 1)[0]
    entry = Entry(regulation_id, title, "", "", None, None, "a.txt", title, 1)
    return name_document(SourceText("a.txt", text, ""), (entry,)).units


UNITS = units_of(RULES, "rules") + units_of(SECRECY, "secrecy") + units_of(NUMBERED, "manual")
REFERENCES = resolve_references(UNITS)


def references(unit_id: str) -> list[Reference]:
    return [reference for reference in REFERENCES if reference.unit_id == unit_id]


@pytest.mark.parametrize(
    ("unit_id", "text", "targets", "reason"),
    [
        ("rules#1", "第二条至第四条", "2 3 3(1) 3(2) 3(3) 4", ""),
        ("rules#1", "本办法第五条第二款第(二)项", "5(2)", ""),
        ("rules#1", "第七条、第九条", "", "找不到第7条、第9条"),
        ("rules#2", "前款", "2", ""),
        ("rules#2", "前两款", "2", ""),
        ("rules#3", "下列情形", "3(1) 3(2) 3(3)", ""),
        ("rules#3(3)", "第(一)项", "3(1)", ""),
        ("rules#3(3)", "第(二)条", "3(2)", ""),  # inside a list of items: its sibling, no 条
        ("rules#4", "前条", "3 3(1) 3(2) 3(3)", ""),
        ("rules#4-1", "第三条(一)、(二)项", "3(1) 3(2)", ""),  # and 本条例 is no 本条
        ("rules#5", "本条第二款", "5", ""),
        ("rules#5", "下列情形", "5(1) 5(2)", ""),
        ("rules#5", "第一章", "1 2 3 3(1) 3(2) 3(3) 4 4-1", ""),
        ("rules#6", "《保密制度》第二条", "secrecy#2", ""),
        ("rules#6", "《考勤制度》第三条", "", "没有收录《考勤制度》"),
        ("rules#6", "附表1", "", "附表、附件不在条款之中"),
        ("manual#5.3.1", "5.2.6", "manual#5.2.6", ""),
        ("manual#5.3.1", "5.9.1", "", "找不到5.9.1"),
    ],
)
def test_reference_resolves_to_the_units_it_names(unit_id: str, text: str, targets: str, reason: str) -> None:
    reference = next(r for r in references(unit_id) if r.text == text)
    assert reference.targets == tuple(t if "#" in t else f"rules#{t}" for t in targets.split())
    assert reference.reason_unresolved == reason


def test_every_reference_stands_where_it_says_and_no_other_is_found() -> None:
    by_id = {unit.unit_id: unit for unit in UNITS}
    assert all(by_id[r.unit_id].text[r.start : r.end] == r.text for r in REFERENCES)
    assert [r.text for r in references("rules#4-1")] == ["第三条(一)、(二)项"]
    assert len(REFERENCES) == 18  # 1.5米 and 98.5% are none


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("本办法第 １０ 条规定的情形", ["本办法第 １０ 条"]),
        ("第十二条之一第一款", ["第十二条之一第一款"]),
        ("依照第三條第二款辦理", ["第三條第二款"]),
        ("第三条第一款、第三款,第四条(二)", ["第三条第一款、第三款,第四条(二)"]),
        ("前款第二项所列", ["前款第二项"]),
        ("按照本规定第3条第1款第(2)项", ["本规定第3条第1款第(2)项"]),
        ("有前款(一)、(二)项情形的", ["前款(一)、(二)项"]),
        ("依照第一款规定", ["第一款"]),
        ("《客户服务规范》(试行)第八条", ["《客户服务规范》(试行)第八条"]),
        (
            "依照本条第一款、第四条第(二)项",
            ["本条第一款", "第四条第(二)项"],
        ),  # the second is counted from the regulation
        ("依照前款第(一)项和第五条办理", ["前款第(一)项", "第五条"]),
        ("按照第一款、第三条办理", ["第一款", "第三条"]),
        ("本条第(一)项、第二款", ["本条第(一)项、第二款"]),  # both are inside 本条
        ("第一项工作是接听,第一款产品,第三条线路,第一条件", []),
        ("填写《回访记录表》", []),
        ("本条例自发布之日起施行", []),
        ("(一)、(二)两类客户", []),
        ("依照第２三一条、第" + "1" * 5000 + "条办理", []),  # no numeral; no number of a clause
        ("客户分为三条主线,按3.5元收取,见1.5米处", []),
    ],
)
def test_mentions_are_told_from_other_words(text: str, found: list[str]) -> None:
    assert [mention.text for mention in find_mentions(text)] == found


@pytest.mark.parametrize(
    ("entry", "step"),
    [
        ("第十二条之一 投诉", ("条", (12, 1))),
        ("第2款", ("款", (2,))),
        ("三、 回访", ("comma", (3,))),
        ("（六）", ("bracketed", (6,))),
        ("3） 着工装", ("closed", (3,))),
        ("5.2.6 登记", ("1.1", (5, 2, 6))),
        ("1 声音", ("arabic", (1,))),
        ("b", ("a", (2,))),
        ("三定", ("三定", ())),  # a heading that begins with a numeral
    ],
)
def test_entry_of_a_path_is_read_as_a_label(entry: str, step: tuple[str, tuple[int, ...]]) -> None:
    assert read_step(entry) == step


def test_paragraph_that_does_not_exist_is_listed() -> None:
    units = units_of("投诉处理办法\n第一条 客服人员应当礼貌。\n第二条 依照第一条第三款、前款办理。\n", "a")
    assert [(r.text, r.targets, r.reason_unresolved) for r in resolve_references(units)] == [
        ("第一条第三款", (), "找不到第1条第3款"),
        ("前款", (), "前面没有款"),
    ]


def test_chained_references_are_each_counted_from_where_they_start() -> None:
    """依照本条第一款、第四条第(二)项: the 款 of 本条 is not carried into 第四条; a group of which a part exists has targets and a reason."""
    text = (
        "考勤制度\n第四条 下列情形免于登记:\n(一)外出;\n(二)出差。\n"
        "第五条 客服人员应当打卡。\n依照本条第一款、第四条第(二)项登记的除外。\n第六条 违反第五条、第九条的,予以通报。\n"
    )
    found = {r.text: r for r in resolve_references(units_of(text, "chained"))}
    assert found["本条第一款"].targets == ("chained#5",)
    assert found["第四条第(二)项"].targets == ("chained#4(2)",)
    mixed = found["第五条、第九条"]
    assert (mixed.targets, mixed.reason_unresolved) == (("chained#5",), "找不到第9条")


def test_two_regulations_of_one_title_are_not_guessed_between() -> None:
    units = (
        units_of(SECRECY, "one")
        + units_of(SECRECY, "two")
        + units_of("投诉处理办法\n第一条 依照《保密制度》第一条办理。\n", "a")
    )
    assert [r.reason_unresolved for r in resolve_references(units)] == ["有 2 部规定名为《保密制度》"]


def test_numbered_regulation_without_articles_has_its_items_named_as_articles() -> None:
    units = units_of("客服人员守则\n1、接听电话要及时。\n2、违反第1条的,予以批评。\n", "a")
    assert [r.targets for r in resolve_references(units)] == [("a#1",)]


def test_references_of_the_real_documents() -> None:
    found = {(r.unit_id, r.text): r.targets for r in resolve_references(all_units())}
    assert found["cotton-exchange-conduct#30(15)", "第(九)条"] == ("cotton-exchange-conduct#30(9)",)
    assert found["fujian-fibre-inspection#6.1(5)", "附表1"] == ()


def test_twenty_thousand_clauses_are_looked_up_in_time_that_grows_with_them() -> None:
    """Every unit refers to others; looking at all units for each would take minutes."""
    unit = UNITS[0]
    units = tuple(
        replace(
            unit, unit_id=f"many#{n}", path=(f"第{n}条",), text=f"依照第{n - 1 or 1}条、前条、本条第一款办理,见附表1。"
        )
        for n in range(1, 20_001)
    )
    started = time.perf_counter()
    references = resolve_references(units)
    assert time.perf_counter() - started < 20
    assert len(references) == 80_000
