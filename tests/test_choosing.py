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


@pytest.mark.parametrize(("others", "cited"), [(0, 2), (2, 1)])
def test_within_two_organisations_each_ones_wording_for_the_moment_is_shown(others: int, cited: int) -> None:
    """第一句 is a greeting in one clause and a 问候语 in the other: they share no word."""
    first = made_unit("接听电话第一句可以讲“您好,青山供热公司”。", number="7")
    greeting = made_unit("问候语:“您好,碧水供水公司,请问有什么可以帮您”。", ("常用语",), number="8", regulation=OTHER)
    more = [
        made_unit(
            "水表每年检定。", number="9", regulation=Regulation(name, "规定", name, "", None, None, "x.txt", "0" * 64)
        )
        for name in ("gas", "power")[:others]
    ]
    scores = (0.9, 0.6, 0.3, 0.29)[: 2 + others]
    assert len(chosen("接电话第一句怎么说", (first, greeting, *more), scores, 0.33)) == cited
