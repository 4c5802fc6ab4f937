"""Turns of speech that say the same: brought to one form, and only where they do say the same."""

from __future__ import annotations

import pytest
from made_units import HEATING, made_unit

from assistant.wording_check import WordingChecker
from assistant.wording_form import comparison_form

FORBIDDEN = ("我怎么知道", "这不关我的事", "我也没办法", "大声点,我听不清", "你打错了", "领导没空", "我就这种态度")
CHECKER = WordingChecker(
    tuple(made_unit(f"严禁说“{each}”", number=str(number)) for number, each in enumerate(FORBIDDEN, 1)),
    (HEATING,),
    lambda character: character,
)


@pytest.mark.parametrize(
    ("draft", "number"),
    [
        ("我哪知道啊", "1"),  # a question that is none
        ("这我哪儿清楚", "1"),
        ("跟我有什么关系", "2"),
        ("这个不归我管", "2"),
        ("我能有什么办法", "3"),
        ("我也没辙", "3"),
        ("您声音大点", "4"),  # the same words in another order
        ("听不见，说话大声点", "4"),
        ("听不见大点声", "4"),  # typed without a comma
        ("打错了打错了", "5"),  # said twice
        ("您号码拨错啦", "5"),
        ("领导现在没时间", "6"),
        ("我态度就这样", "7"),
    ],
)
def test_what_says_the_same_is_found(draft: str, number: str) -> None:
    assert f"heating#{number}" in {finding.unit.unit_id for finding in CHECKER.check(draft).findings}


@pytest.mark.parametrize(
    "draft",
    [
        "有什么办法能联系到您",  # asked, and not said to its end
        "这跟您上次反映的情况有关系",
        "我知道了，马上处理",
        "请您声音稍微大一点，好吗",  # a polite request
        "抱歉，我把您的名字打错了",  # it was the agent
        "没时间取货的话我们送到家",
        "这件事归我负责",
    ],
)
def test_what_says_something_else_is_left_alone(draft: str) -> None:
    assert not CHECKER.check(draft).findings


def test_a_paraphrase_keeps_its_place_in_the_text() -> None:
    """Each character of what is written for it stands for the whole turn of speech."""
    form = comparison_form("哎，跟我有什么关系")
    start = form.text.index("不关我的事")
    assert form.span(start, start + 5) == (2, 9)
