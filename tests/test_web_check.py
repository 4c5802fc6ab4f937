"""The wording check on the page: what is marked, what is given instead, and that nothing a page sends runs or fails."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import cast

import gradio as gr
import pytest
from fake_assistant import COTTON, FUJIAN, REPEAT, FakeAssistant, FakeClauseIndex, fake_assistant
from web_site import asked_by

from assistant.answering import Assistant
from assistant.state.users import Role
from assistant.web.access import rule_of
from assistant.web.chat.check_callbacks import CheckCallbacks
from assistant.web.chat.modes import draw_modes
from assistant.web.chat.panel import Panel
from assistant.web.gate import NotAllowed
from assistant.web.identity import Identity
from assistant.web.rate_limit import RateLimit

ATTACK = "<script>alert(1)</script><img src=x onerror='alert(2)'>"


def _checks(index: FakeClauseIndex | None = None) -> CheckCallbacks:
    return CheckCallbacks(cast("Assistant", FakeAssistant(index or FakeClauseIndex())), RateLimit())


def _check(**sent: object) -> str:
    return _checks().check(gr.EventData(None, sent), asked_by())


def test_a_breach_is_marked_and_comes_with_clause_and_wording_to_copy() -> None:
    html = _check(draft="什么?你说什么?我没听清,你再说一遍。谢谢")
    assert re.findall(r"<mark>(.*?)</mark>", html) == ["什么", "你说什么", "我没听清,你再说一遍"]
    assert html.count("<dl>") == 1  # the clause they break together is explained once
    assert "第三十条（七）" in html
    assert 'data-copy="对不起,麻烦您将刚才反映的问题再重复一遍,好吗?"' in html
    assert f'data-unit="{REPEAT.unit_id}"' in html


def test_another_organisations_clause_is_no_second_breach() -> None:
    other = replace(REPEAT, unit_id="other#1", issuer=FUJIAN.issuer, text="严禁说“你再说一遍”")
    index = FakeClauseIndex(units=(REPEAT, other), regulations=FakeClauseIndex().regulations)
    html = _checks(index).check(gr.EventData(None, {"draft": "你再说一遍😅"}), asked_by())
    assert "有 1 处不合规定" in html
    assert html.index(">不许说<") < html.index(">也不许说<")


def test_nothing_found_is_said_with_what_was_checked() -> None:
    html = _check(draft="您好,请稍等。")
    assert "没有发现规定禁止的用语" in html
    assert "核对了 2 部规定" in html
    assert "<mark>" not in html


def test_a_unit_there_is_not_is_named_in_one_sentence() -> None:
    """The page has its selector; the list of all names is for programs."""
    html = _check(draft="好", scope="某局")
    assert "没有名为“某局”的单位或规定；要按某个单位查" in html
    assert FUJIAN.issuer not in html


def test_scope_limits_what_is_checked() -> None:
    html = _check(draft="什么?你说什么?我没听清,你再说一遍", scope=FUJIAN.issuer)
    assert "核对了 1 部规定" in html
    assert "<mark>" not in html


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ({}, "这样说行不行"),
        ({"draft": " "}, "这样说行不行"),
        ({"draft": "??"}, "没有可检查的文字"),
        ({"draft": "好" * 6000}, "文字太长"),
        ({"draft": "好", "scope": "别处"}, "没有名为"),
        ({"draft": "好", "scope": ["别处"]}, "没有发现"),
        ({"draft": 7, "scope": 7}, "没有发现"),
    ],
)
def test_whatever_a_page_sends_is_drawn_as_something(sent: dict[str, object], shown: str) -> None:
    assert shown in _check(**sent)


def test_nothing_is_drawn_unescaped() -> None:
    """Neither from a draft, a scope, nor a document."""
    unit = replace(REPEAT, regulation=ATTACK, issuer=ATTACK, locator=ATTACK)
    index = FakeClauseIndex(units=(unit,), regulations=(replace(COTTON, title=ATTACK, issuer=ATTACK),))
    draft = f"什么?你说什么?我没听清,你再说一遍{ATTACK}"
    pages = [
        _checks(index).check(gr.EventData(None, {"draft": draft}), asked_by()),
        _check(draft="好", scope=ATTACK),
        draw_modes(index.regulations),
    ]
    assert "data-unit" in pages[0]
    assert not any("<script" in html or "<img" in html for html in pages)


def test_a_clause_is_shown_with_what_it_forbids_marked() -> None:
    quote = "我没听清"
    assert f"<mark>{quote}</mark>" in Panel(fake_assistant(), Path()).clause(REPEAT.unit_id, quote)


@pytest.mark.parametrize(
    ("unit", "quote"), [("", ""), ("none", "我没听清"), (REPEAT.unit_id, ""), (REPEAT.unit_id, ATTACK)]
)
def test_a_clause_that_is_not_there_or_a_quote_that_is_not_its_own_marks_nothing(unit: str, quote: str) -> None:
    html = Panel(fake_assistant(), Path()).clause(unit, quote)
    assert "<mark>" not in html
    assert "<script" not in html


def test_only_who_is_logged_in_checks_and_no_faster_than_allowed() -> None:
    checks, rule = _checks(), rule_of("POST", "/api/check")
    event, ann = gr.EventData(None, {"draft": "好"}), asked_by(Identity(7, "ann", frozenset({Role.AGENT})))
    with pytest.raises(NotAllowed):
        checks.check(event, asked_by(None))
    assert rule
    shown = [checks.check(event, ann) for _ in range(rule.per_minute + 20)]
    assert "没有发现" in shown[0]
    assert "请求太频繁" in shown[-1]


def test_a_regulation_without_issuer_is_chosen_by_what_no_publish_renames() -> None:
    """Its title may change while a page is open; two that share one are chosen together by it."""
    first, second = (
        replace(COTTON, regulation_id=name, issuer="", title="礼仪指南") for name in ("etiquette", "other")
    )
    assert '<option value="etiquette">礼仪指南</option>' in draw_modes((COTTON, first))
    assert f'<option value="{COTTON.issuer}">' in draw_modes((COTTON, first))
    assert '<option value="礼仪指南">礼仪指南</option>' in draw_modes((first, second))
