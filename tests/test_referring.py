"""What a leading unit refers to in its own regulation comes with it, and nothing else does."""

from __future__ import annotations

import pytest
from made_units import made_unit
from real_corpus import answer_to

from assistant.answer import Status
from assistant.choosing import Chosen
from assistant.question import read_question
from assistant.referring import BROUGHT_IN, References, with_references, with_referred
from assistant.words import WordWeights
from corpus.regulation import Unit

QUESTION = read_question("用户反映暖气不热怎么处理")


def brought(text: str, *others: str, also: tuple[Unit, ...] = ()) -> list[str]:
    """The texts that come with a leading clause 第1条, the others being 第2条 and so on."""
    lead = made_unit(text)
    units = [lead, *(made_unit(other, number=str(number)) for number, other in enumerate(others, 2))]
    chosen = (Chosen(lead, "leads"), *(Chosen(unit, "also") for unit in also))
    found = with_references(QUESTION, chosen, References(units), WordWeights(units))
    assert [each.relation for each in found] == sorted((each.relation for each in found), reverse=True)  # leads first
    return [each.unit.text for each in found[1:] if each.relation == "leads"]


@pytest.mark.parametrize(
    ("text", "others", "expected"),
    [
        ("暖气不热的,按第2条处理。", ("应当在2小时内上门。", "无关。"), ["应当在2小时内上门。"]),
        ("暖气不热的,参照本规范第三条。", ("无关。", "应当在2小时内上门。"), ["应当在2小时内上门。"]),
        ("暖气不热的,应当在2小时内上门。", ("无关。",), []),  # refers to nothing
        ("根据第2条,制定暖气不热的处理办法。", ("本规范适用于本公司。",), []),  # where the rule comes from
        ("暖气不热的,按第9条处理。", ("无关。",), []),  # a clause that is not there
        ("暖气不热的,按《供热条例》第2条处理。", ("无关。",), []),  # of another regulation
        ("暖气不热的,按照公司有关规定执行。", ("无关。",), []),
    ],
)
def test_a_clause_brings_what_it_refers_to(text: str, others: tuple[str, ...], expected: list[str]) -> None:
    assert brought(text, *others) == expected


def test_of_many_those_come_that_share_most_with_the_question() -> None:
    others = ("着装应整洁。", "暖气不热应当先测温。", "保持桌面干净。", "暖气仍不热应当上门处理。")
    assert brought("暖气不热的,按第2条至第5条处理。", *others) == [others[1], others[3]]
    assert BROUGHT_IN == 2


def test_a_clause_that_is_there_already_is_not_brought_twice_and_others_stay_behind() -> None:
    other = made_unit("应当在2小时内上门。", number="2")
    assert brought("暖气不热的,按第2条处理。", other.text, also=(other,)) == []


def test_a_reference_in_a_passage_that_is_not_shown_brings_nothing() -> None:
    filler = "".join(f"暖气不热时应当处理第{n}种情形下用户的暖气;" for n in ("甲", "乙", "丙", "丁", "戊", "己"))
    assert brought(f"{filler}着装见第2条。", "着装应整洁。") == []


def test_the_sibling_item_comes_with_its_wording() -> None:
    answer = answer_to("客户来电的时候我不在座位上，没有及时接听怎么办")
    assert answer.status is Status.ANSWERED
    leads = [citation.unit.locator for citation in answer.citations if citation.relation == "leads"]
    assert leads[:2] == ["第三十条（十五）", "第三十条（九）"]
    assert any(point.text.startswith("对不起,刚才线路较忙") and point.citation == 2 for point in answer.points)


@pytest.mark.parametrize("question", ["第三十条（十五）", "第三十条（十五）说什么", "cotton-exchange-conduct#30(15)"])
def test_a_clause_looked_up_brings_what_it_refers_to(question: str) -> None:
    answer = answer_to(question)
    assert [citation.unit.locator for citation in answer.citations] == ["第三十条（十五）", "第三十条（九）"]
    assert [citation.relation for citation in answer.citations] == ["leads", "leads"]
    assert "对不起,刚才线路较忙" in answer.text


def test_what_is_looked_up_already_comes_once_and_few_others_come() -> None:
    units = [made_unit("按第2条至第9条处理。"), *(made_unit(f"第{n}件。", number=str(n)) for n in range(2, 10))]
    references = References(units)
    assert with_referred(units[:1], references) == tuple(units[: 1 + BROUGHT_IN])
    assert with_referred(units, references) == tuple(units)
