"""Regulations that are called the same can be told apart wherever they are named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fake_assistant import COTTON, DIALECT, FUJIAN, FakeAssistant, cite

from assistant.namesakes import distinct_titles
from assistant.scope import resolve_scope
from assistant.terminal import show_answer
from assistant.web.chat.card import draw_turn
from assistant.web.chat.source_panel import draw_contents, draw_source

FIRST = replace(COTTON, regulation_id="department-rules", title="规章制度", issuer="")
SECOND = replace(FIRST, regulation_id="property-rules", title="规章 制度")  # a blank makes no other name
ELSEWHERE = replace(FIRST, regulation_id="gas-rules", issuer="燃气公司")
ALL = (FIRST, SECOND, ELSEWHERE, FUJIAN)
TITLES = distinct_titles(ALL)
UNITS = tuple(
    replace(DIALECT, unit_id=f"{one.regulation_id}#1", regulation=one.title, issuer=one.issuer) for one in ALL
)
NAMES = ("规章制度（department-rules）", "规章 制度（property-rules）")


def test_only_equal_names_are_made_longer() -> None:
    assert tuple(TITLES.values()) == (*NAMES, "燃气公司《规章制度》", "福建省纤维检验局《客户服务行为规范》")


@pytest.mark.parametrize("relation", ["leads", "also"])
def test_a_card_tells_them_apart(relation: str) -> None:
    citations = (cite(1, "leads", UNITS[0]), cite(2, "also" if relation == "also" else "leads", UNITS[1]))
    html = draw_turn(replace(FakeAssistant().answer("方言"), citations=citations, points=()), 1, TITLES)
    assert all(html.count(name) == 1 for name in NAMES)


def test_the_source_panel_tells_them_apart() -> None:
    contents = draw_contents(ALL, UNITS)
    for unit, name in zip(UNITS, NAMES, strict=False):
        assert name in contents
        assert name in draw_source(unit, [unit], TITLES)


def test_the_terminal_tells_them_apart(capsys: pytest.CaptureFixture[str]) -> None:
    citations = tuple(cite(number, "leads", unit) for number, unit in enumerate(UNITS, 1))
    show_answer(replace(FakeAssistant().answer("方言"), citations=citations), ALL)
    out = capsys.readouterr().out
    assert "[1] 《规章制度》（department-rules） 第三十条（六）" in out
    assert "[2] 《规章 制度》（property-rules） 第三十条（六）" in out
    assert "[3] 燃气公司《规章制度》 第三十条（六）" in out


def test_a_scope_by_that_name_takes_both_and_the_id_one() -> None:
    assert resolve_scope(["规章制度"], (FIRST, SECOND, FUJIAN)) == frozenset({"department-rules", "property-rules"})
    assert resolve_scope(["property-rules"], ALL) == frozenset({"property-rules"})
