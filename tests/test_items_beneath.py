"""Items of a list: those a sentence only introduces, and those of a list that is asked for by its title."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_units import made_unit
from real_corpus import answer_to

from assistant.choosing import Chosen
from assistant.items_beneath import ITEMS_AT_MOST, Lists, introduces_items, with_items
from assistant.question import read_question
from corpus.regulation import Unit

LEAD_IN = made_unit("上门前须备齐下列物品:", number="8")


def item(place: int) -> Unit:
    """An item beneath the lead-in."""
    text = f"第{place}件物品,由当班人员领取"
    return replace(made_unit(text), unit_id=f"heating#8({place})", path=("第8条", f"（{place}）"), text=text)


def chosen_for(question: str, lead: Unit, units: list[Unit], ranked: list[Unit] | None = None) -> list[str]:
    chosen = with_items(read_question(question), (Chosen(lead, "leads"),), Lists(units), ranked or [])
    return [each.unit.unit_id for each in chosen]


@pytest.mark.parametrize(
    ("text", "introduces"),
    [
        ("具体规范如下:", True),
        ("公司秘密包括下列秘密事项：", True),
        ("客户服务流程如下。", True),
        ("客户服务人员应当礼貌待人。", False),
        ("严禁说:喂、喂", False),
    ],
)
def test_what_only_introduces(text: str, introduces: bool) -> None:
    assert introduces_items(made_unit(text)) is introduces


def test_a_lead_in_brings_its_items_in_their_order() -> None:
    units = [LEAD_IN, *(item(place) for place in (1, 2, 3))]
    assert chosen_for("上门前要带什么", LEAD_IN, units) == ["heating#8", "heating#8(1)", "heating#8(2)", "heating#8(3)"]


def test_of_a_long_list_what_was_found_comes_before_what_stands_first() -> None:
    items = [item(place) for place in range(1, 10)]
    got = chosen_for("上门前要带什么", LEAD_IN, [LEAD_IN, *items], [items[8], items[7]])
    assert len(got) == 1 + ITEMS_AT_MOST
    assert got[-2:] == ["heating#8(8)", "heating#8(9)"]


def test_a_sentence_that_says_something_brings_nothing() -> None:
    lead = replace(LEAD_IN, text="上门前须备齐物品。")
    assert chosen_for("上门前要带什么", lead, [lead, item(1), item(2)]) == ["heating#8"]


def test_every_item_is_cited_and_quoted_by_itself() -> None:
    answer = answer_to("工作作风具体体现为哪些方面")
    ids = [citation.unit.unit_id for citation in answer.citations]
    assert ids == [f"department-rules#5{item}" for item in ("", "/1", "/2", "/3", "/4")]
    for point in answer.points:
        assert point.text in answer.citations[point.citation - 1].unit.unit_text


@pytest.mark.parametrize(("question", "count"), [("服务禁忌有哪些", 14), ("礼貌用语有哪些", 9)])
def test_a_short_list_asked_for_by_its_title_is_shown_whole_and_in_order(question: str, count: int) -> None:
    answer = answer_to(question)
    leads = [citation.unit.path for citation in answer.citations if citation.relation == "leads"]
    assert [path[-1] for path in leads] == [str(place) for place in range(1, count + 1)]
    assert "另有" not in answer.text


def test_a_list_of_wordings_keeps_its_labels() -> None:
    answer = answer_to("礼貌用语有哪些")
    assert answer.text.startswith("欢迎语：“欢迎光临/见到您很高兴”[1]\n问候语：“您好/")
    assert "送别语" in [point.lead_in for point in answer.points]


def test_a_list_that_is_not_shown_whole_says_how_many_more_there_are_and_where() -> None:
    answer = answer_to("电话用语规范有哪些")
    cited = sum(citation.unit.locator.startswith("第三十条（") for citation in answer.citations)
    assert cited == ITEMS_AT_MOST
    assert f"另有{15 - cited}项，见《全国棉花交易市场客户服务人员行为规范》第三十条 电话用语规范。" in answer.text


def test_a_lead_in_that_says_something_itself_brings_only_what_was_found() -> None:
    lead = replace(LEAD_IN, text="上门前须预约。须备齐下列物品:")
    units = [lead, *(item(place) for place in range(1, 10))]
    assert chosen_for("上门前要预约吗", lead, units, [units[4]]) == ["heating#8", "heating#8(4)"]
