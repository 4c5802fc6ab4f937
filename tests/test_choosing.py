"""Which units an answer rests on besides the leading one: near ties, leave that another rule gives, two questions in one."""

from __future__ import annotations

import pytest
from made_units import made_unit

from assistant.choosing import choose
from assistant.disagreeing import Relations
from assistant.question import read_question
from assistant.words import WordWeights
from corpus.regulation import Regulation, Unit
from index.search import Hit

OTHER = Regulation("water", "供水服务守则", "碧水供水公司", "", None, None, "water.txt", "0" * 64)
HEATING = made_unit("用户报修漏水时,维修人员应当2小时内到场。", number="3")
WATER = made_unit("发现管道渗漏的,抢修人员须携带工具前往。", number="5", regulation=OTHER)
UNITS = [
    HEATING,
    WATER,
    *(made_unit(f"第{place}类表具的抄录办法另行制定。", number=str(place)) for place in range(20, 40)),
]


def chosen(question: str, units: tuple[Unit, ...], scores: tuple[float, ...], nearness: float) -> list[tuple[str, str]]:
    hits = [Hit(unit, score, "hybrid") for unit, score in zip(units, scores, strict=True)]
    relations = Relations(nearness=lambda one, other: nearness)
    return [
        (each.unit.unit_id, each.relation)
        for each in choose(read_question(question), hits, WordWeights(UNITS), relations)
    ]


@pytest.mark.parametrize(
    ("scores", "cited"),
    [
        ((0.8, 0.78), 2),  # which of the two was meant is open
        ((0.8, 0.6), 1),
        ((0.3, 0.29), 1),  # everything is as far away
    ],
)
def test_a_near_tie_is_shown_whatever_words_it_shares(scores: tuple[float, float], cited: int) -> None:
    got = chosen("暖气片滴答滴答的咋整", (HEATING, WATER), scores, 0.0)
    assert got[0] == ("heating#3", "leads")
    assert len(got) == cited
    assert got[1:] in ([], [("water#5", "also")])


def test_only_one_near_tie_is_shown() -> None:
    third = made_unit("抢修记录须存档备查。", number="6", regulation=OTHER)
    assert len(chosen("暖气片滴答滴答的咋整", (HEATING, WATER, third), (0.8, 0.79, 0.78), 0.0)) == 2


FORBIDS = made_unit("维修人员不得在用户家中吸烟。", number="4")
ALLOWS = made_unit("经住户同意,抢修人员可以点烟。", number="7", regulation=OTHER)


@pytest.mark.parametrize(("nearness", "cited"), [(0.5, 2), (0.1, 1)])
def test_who_asks_for_leave_sees_another_rule_that_gives_it(nearness: float, cited: int) -> None:
    assert len(chosen("进门能不能来一根", (FORBIDS, ALLOWS), (0.9, 0.7), nearness)) == cited


def test_who_asks_what_is_forbidden_does_not() -> None:
    assert len(chosen("吸烟有哪些禁止的", (FORBIDS, ALLOWS), (0.9, 0.7), 0.5)) == 1
