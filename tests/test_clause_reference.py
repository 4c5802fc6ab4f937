"""Clause numbers in questions: read in every form people use, never in amounts, found by the labels of the real documents."""

from __future__ import annotations

import pytest
from real_corpus import all_units

from assistant.clause_reference import (
    ClauseNumbers,
    beside_reference,
    complete_reference,
    is_look_up,
    read_references,
)


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("第三十条第六项说什么", ["第三十条（六）"]),
        ("第三十條第六項", ["第三十条（六）"]),
        ("第30条(6)", ["第三十条（六）"]),
        ("第３０条（６）", ["第三十条（六）"]),
        ("30条6项", ["第三十条（六）"]),
        ("第三十条（六）", ["第三十条（六）"]),
        ("第三十条的第六项内容", ["第三十条（六）"]),
        ("clause 30 (6)", ["第三十条（六）"]),
        ("Clause 30(6) please", ["第三十条（六）"]),
        ("article 30 item 6", ["第三十条（六）"]),
        ("Art. 30, paragraph 6", ["第三十条（六）"]),
        ("30(6)", ["第三十条（六）"]),
        ("第二十九条（三）5", ["第二十九条（三）5"]),
        ("第二十九条第三项第5目", ["第二十九条（三）5"]),
        ("第十二条之一", ["第十二条之一"]),
        ("第三十条", ["第三十条"]),
        ("第九十九条", ["第九十九条"]),
        ("第（九）条", ["第九条"]),
        ("30条说什么", ["第三十条"]),
        ("6.1(7)", ["6.1（7）"]),
        ("6.1（7）a", ["6.1（7）1"]),
        ("section 6.1", ["6.1"]),
        ("第6.1条", ["6.1"]),
        ("把7.6那条原文念给我", ["7.6"]),
        ("5.1.2", ["5.1.2"]),
        ("三、（一）1", ["三、（一）1"]),
        ("第六条和第七条", ["第六条", "第七条"]),
        ("三十条六", ["第三十条（六）"]),
        ("30条6", ["第三十条（六）"]),
        ("三十条第六说什么", ["第三十条（六）"]),
        ("第三十条六怎么规定", ["第三十条（六）"]),
        ("第三十条2小时内答复吗", ["第三十条"]),
        ("第三十条第六项和第七项", ["第三十条（六）", "第三十条（七）"]),
        ("第三十条第六项、第八项怎么说？另外第十九条呢", ["第三十条（六）", "第三十条（八）", "第十九条"]),
        ("第三十条第一项到第三项", ["第三十条（一）", "第三十条（二）", "第三十条（三）"]),
        ("第三十条到第三十二条", ["第三十条", "第三十一条", "第三十二条"]),
        ("第十九至二十一条", ["第十九条", "第二十条", "第二十一条"]),
        ("clauses 19 to 20", ["第十九条", "第二十条"]),
        ("第六章", ["第六章"]),
        ("chapter 6", ["第六章"]),
        ("第六章第三十条", ["第三十条"]),
        ("第三十条允许直接挂机，对吗", ["第三十条"]),
    ],
)
def test_a_clause_number_is_read_in_every_form(question: str, labels: list[str]) -> None:
    assert [reference.label for reference in read_references(question)] == labels


@pytest.mark.parametrize(
    "question",
    [
        "等了10条消息没回怎么办",
        "10条消息没回怎么办",
        "客户提了三条意见",
        "三条",
        "1.5小时内要回吗",
        "运费3.5元一公斤",
        "热线400-050-0827是谁的",
        "一般投诉1个小时还是2小时",
        "电话响3声接",
        "2024.03.15的投诉怎么查",
        "每分钟120个字",
        "13800138000打来的",
        "客户有3点要求",
        "how do I handle 30 callers",
        "第一次投诉",
        "30条6个",
        "提了30条2小时没回",
        "",
    ],
)
def test_amounts_times_and_telephone_numbers_are_no_clause(question: str) -> None:
    assert read_references(question) == ()


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("第三十条第六项说什么", True),
        ("请问第三十条是怎么规定的呢", True),
        ("what does clause 30(6) say?", True),
        ("show me the full text of article 30", True),
        ("第六条和第七条的内容", True),
        ("第三十条第六项怎么说？另外第十九条呢", True),
        ("第十九条到第二十一条", True),
        ("第六章第三十条", True),
        ("第三十条允许直接挂机，对吗", False),
        ("is it allowed to hang up under clause 30", False),
        ("第三十条里讲方言的客户怎么办", False),
    ],
)
def test_a_look_up_asks_for_nothing_else(question: str, alone: bool) -> None:
    assert is_look_up(question, read_references(question)) is alone


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("那第七项呢", "第三十条（七）"),
        ("（七）呢", "第三十条（七）"),
        ("what about item 7", "第三十条（七）"),
        ("那第二种情况呢", None),
        ("第七项投诉多久答复", None),  # asks something else
        ("第七条呢", None),  # names a clause itself
    ],
)
def test_an_item_alone_belongs_to_the_clause_spoken_of(question: str, label: str | None) -> None:
    (earlier,) = read_references("第三十条第六项说什么")
    reference = complete_reference(question, earlier)
    assert (reference.label if reference else None) == label


@pytest.fixture(scope="module")
def numbers() -> ClauseNumbers:
    return ClauseNumbers(all_units())


@pytest.mark.parametrize(
    ("question", "unit_ids"),
    [
        ("第三十条第六项", ["cotton-exchange-conduct#30(6)"]),
        ("第二十九条（三）5", ["cotton-exchange-conduct#29(3)5"]),
        ("第三十七条", ["cotton-exchange-conduct#37"]),
        ("第二十七条", ["cotton-exchange-conduct#27(1)", "cotton-exchange-conduct#27(2)"]),
        ("第九十九条", []),
        ("第三十条第二十项", []),
    ],
)
def test_a_clause_is_found_with_everything_beneath_it(
    numbers: ClauseNumbers, question: str, unit_ids: list[str]
) -> None:
    (reference,) = read_references(question)
    assert [unit.unit_id for unit in numbers.find(reference)] == unit_ids


def test_a_lead_in_comes_with_its_items(numbers: ClauseNumbers) -> None:
    (reference,) = read_references("第三十条")
    found = [unit.unit_id for unit in numbers.find(reference)]
    assert found == ["cotton-exchange-conduct#30", *(f"cotton-exchange-conduct#30({n})" for n in range(1, 16))]


@pytest.mark.parametrize("question", ["6.1(7)", "5.1.2", "三、（一）1"])
def test_decimal_and_listed_numbers_are_found_in_their_own_form(numbers: ClauseNumbers, question: str) -> None:
    (reference,) = read_references(question)
    found = numbers.find(reference)
    assert found
    label = reference.label.replace("（七）", "（7）")
    assert all(unit.locator.startswith(label) for unit in found)


def test_a_number_fits_several_regulations_unless_one_is_named(numbers: ClauseNumbers) -> None:
    (reference,) = read_references("第三条")
    assert len({unit.regulation_id for unit in numbers.find(reference)}) > 3
    inside = numbers.find(reference, frozenset({"cotton-exchange-conduct"}))
    assert [unit.unit_id for unit in inside] == ["cotton-exchange-conduct#3"]


def test_the_longest_regulation_is_known(numbers: ClauseNumbers) -> None:
    unit, last = numbers.longest()[0]
    assert (unit.regulation_id, last) == ("cotton-exchange-conduct", 37)


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("那下一项呢", "第三十条（七）"),
        ("上一项说什么", "第三十条（五）"),
        ("下一条呢", "第三十一条"),
        ("那条具体怎么说", "第三十条（六）"),
        ("那条规定对女士也一样吗", None),  # asks something else
        ("下一步怎么办", None),
    ],
)
def test_the_item_beside_the_one_spoken_of_is_counted_from_it(question: str, label: str | None) -> None:
    (earlier,) = read_references("第三十条第六项")
    found = beside_reference(question, earlier)
    assert (found.label if found else None) == label


def test_nothing_stands_before_the_first_item() -> None:
    (first,) = read_references("第三十条第一项")
    assert beside_reference("上一项呢", first) is None
