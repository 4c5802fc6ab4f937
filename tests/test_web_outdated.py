"""规定已更新: an open answer whose clause is changed or withdrawn says so, and its panel shows what is in force, or nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from chromium import chromium
from fake_assistant import DIALECT, UNITS, FakeAssistant, FakeClauseIndex
from fake_embedder import REGULATIONS, CountingEmbedder
from fake_embedder import UNITS as RULES
from fastapi.testclient import TestClient
from playwright.sync_api import Page, Route, expect
from web_site import HERE, chat_over, served

from assistant import live as live_module
from assistant.live import LiveAssistant
from assistant.state.database import open_database
from assistant.web.app import create_app
from assistant.web.chat.outdated import draw_notice
from corpus.regulation import Unit
from index import versions
from index.building import build_version
from index.fates import digest_of

if TYPE_CHECKING:
    from assistant.answering import Assistant

REWORDED = replace(DIALECT, text="客户讲方言时，转接会方言的同事。")


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    fake = FakeAssistant(FakeClauseIndex(units=(REWORDED, *UNITS[3:])))
    app = create_app(cast("Assistant", fake), open_database(tmp_path), on_loopback=True)
    with TestClient(app, HERE) as client:
        yield client


def test_the_server_says_what_is_no_longer_as_it_was_cited(client: TestClient) -> None:
    kept = UNITS[3]
    cited = {
        DIALECT.unit_id: digest_of(DIALECT.unit_text),
        kept.unit_id: digest_of(kept.unit_text),
        UNITS[0].unit_id: digest_of(UNITS[0].unit_text),
        "nothing#1": "",
        UNITS[4].unit_id: digest_of(""),
    }
    found = client.post("/api/changed", json={"cited": cited}).json()
    assert found["changed"] == [DIALECT.unit_id]
    assert found["withdrawn"] == [UNITS[0].unit_id, "nothing#1", UNITS[4].unit_id]
    assert client.post("/api/changed", json={"cited": {}}).json()["changed"] == []


@pytest.mark.parametrize(
    "body",
    [{}, {"cited": []}, {"cited": {"x": 1}}, {"cited": {"x" * 500: ""}}, {"cited": {str(n): "" for n in range(301)}}],
)
def test_what_cannot_be_asked_is_refused_in_one_sentence(client: TestClient, body: dict[str, object]) -> None:
    response = client.post("/api/changed", json=body)
    assert (response.status_code, response.json()["status"]) == (422, "error")


def test_only_what_cites_something_carries_the_notice_and_nothing_in_it_is_unescaped() -> None:
    fake = FakeAssistant()
    answer = fake.answer("方言")
    cited = json.loads(draw_notice(answer).split('data-cited="')[1].split('"')[0].replace("&quot;", '"'))
    assert cited == {one.unit.unit_id: digest_of(one.unit.unit_text) for one in answer.citations}
    refused = fake.answer("发票")
    near = json.loads(unescape(draw_notice(refused).split('data-units="')[1].split('"')[0]))
    assert near == {"near-1": refused.retrieved[0].unit_id, "near-2": refused.retrieved[1].unit_id}
    assert draw_notice(replace(refused, retrieved=())) == ""
    attack = '"><img src=x onerror=alert(1)>'
    unit = replace(answer.citations[0].unit, unit_id=attack)
    citations = (replace(answer.citations[0], unit=unit),)
    html = draw_notice(replace(answer, question=attack, index_version=attack, citations=citations))
    assert "<img" not in html


def test_the_notice_says_which_unit_each_citation_rests_on() -> None:
    """By which the page finds the wording that holds no more."""
    answer = FakeAssistant().answer("方言")
    units = json.loads(unescape(draw_notice(answer).split('data-units="')[1].split('"')[0]))
    assert units == {str(one.number): one.unit.unit_id for one in answer.citations}


def test_the_panel_names_the_dates_and_no_file(tmp_path: Path) -> None:
    fake = FakeAssistant()
    regulations = tuple(replace(each, effective_on=date(2021, 3, 1)) for each in fake.clause_index.regulations)
    fake.clause_index = FakeClauseIndex(regulations=regulations, version="20261121-235959-abcdef")
    chat = chat_over(tmp_path, fake)
    panel = chat.ask("方言").source
    assert isinstance(panel, str)
    assert "2021-03-01 起施行 · 版本 2026-11-21</span>" in panel
    assert DIALECT.source not in panel
    fake.clause_index = replace(fake.clause_index, regulations=FakeClauseIndex().regulations)
    undated = chat.ask("方言").source
    assert isinstance(undated, str)
    assert ">版本 2026-11-21</span>" in undated
    assert "起施行" not in undated


def test_the_panel_shows_what_is_in_force_and_of_what_is_withdrawn_no_word(tmp_path: Path) -> None:
    fake = FakeAssistant()
    chat = chat_over(tmp_path, fake)
    conversation = chat.ask("方言").conversation.conversation_id
    fake.clause_index = FakeClauseIndex(units=(REWORDED, *UNITS[3:]))
    changed = chat.show_source(conversation, 1, 1)
    assert "规定已更新" in changed
    assert REWORDED.text in changed
    assert "请您讲普通话" not in changed
    assert "<mark>" not in changed
    fake.clause_index = FakeClauseIndex(units=UNITS[3:])
    gone = chat.show_source(conversation, 1, 1)
    assert "这一条在现行版本里没有（已撤回）" in gone
    assert "第三十条（六）" in gone
    assert "请您讲普通话" not in gone
    assert 'href="/browse/cotton-exchange-conduct"' in gone
    assert 'href="/browse/changes"' in gone


def _publish(home: Path, units: tuple[Unit, ...], live: LiveAssistant | None = None) -> str:
    version = build_version(units, REGULATIONS, CountingEmbedder(), home).version
    versions.publish(version, home)
    if live:
        live.look()
    return version


@pytest.fixture
def open_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Page, LiveAssistant]]:
    """A chat page over versions of its own."""
    monkeypatch.setattr(live_module, "load_embedder", lambda _: CountingEmbedder())
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    _publish(tmp_path, RULES)
    live = LiveAssistant(tmp_path)
    app = create_app(cast("Assistant", live), open_database(tmp_path), on_loopback=True)
    with served(app) as where, chromium() as browser:
        page = browser.new_page(base_url=where)
        page.set_default_timeout(30_000)
        page.goto("/")
        yield page, live


def test_an_open_answer_says_when_its_clause_is_changed_and_when_it_is_gone(
    open_page: tuple[Page, LiveAssistant], tmp_path: Path
) -> None:
    """And an answer whose clause stays as it is says nothing; the bar names the new version."""
    page, live = open_page
    for number, asked in enumerate(("conduct#2", "manual#2"), 1):
        page.locator("#question textarea").fill(asked)
        page.keyboard.press("Enter")
        expect(page.locator(".turn .card-answered")).to_have_count(number)
    notices = page.locator(".card > .outdated")
    reworded = replace(RULES[1], text="客户讲方言听不懂时，请客户写下来。")
    second = _publish(tmp_path, (RULES[0], reworded, *RULES[2:]), live)
    page.wait_for_timeout(1_100)  # looks within a second are one
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(notices).to_have_count(1)
    told = page.locator('.turn[data-turn="1"] .outdated')
    expect(told.locator("[data-changed]")).to_be_visible()
    expect(told.locator("[data-withdrawn]")).to_be_hidden()
    expect(page.locator("#extent p")).to_contain_text(second)
    page.locator('.turn[data-turn="1"] .part-sources .citation').first.click()
    expect(page.locator("#source .changed")).to_contain_text("规定已更新")
    expect(page.locator("#source .unit-target")).to_contain_text("请客户写下来")
    expect(notices).to_have_count(1)
    page.locator(".outdated button").first.click()
    expect(page.locator('.turn[data-turn="3"] .part-sources')).to_contain_text("请客户写下来")
    expect(notices).to_have_count(1)  # drawn anew, and marked again
    _publish(tmp_path, (RULES[0], *RULES[2:]), live)
    page.wait_for_timeout(1_100)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(notices).to_have_count(2)
    expect(page.locator('.turn[data-turn="3"] .outdated [data-withdrawn]')).to_be_visible()
    page.locator('.turn[data-turn="3"] .part-sources .citation').first.click()
    expect(page.locator("#source .plain")).to_contain_text("这一条在现行版本里没有")


def test_clauses_below_an_open_refusal_are_marked_when_they_go(
    open_page: tuple[Page, LiveAssistant], tmp_path: Path
) -> None:
    """They were shown as merely near; their words hold no more than those of an answer."""
    page, live = open_page
    page.locator("#question textarea").fill("加班费每月发多少钱")
    page.keyboard.press("Enter")
    near = page.locator(".turn .part-near .citation")
    expect(near.first).to_be_visible()
    shown = near.count()
    words = near.first.locator(".quote").text_content()
    gone = near.first
    expect(page.locator(".card > .outdated")).to_have_count(0)
    _publish(tmp_path, tuple(unit for unit in RULES if unit.text != words), live)
    page.wait_for_timeout(1_100)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator(".card > .outdated [data-withdrawn]")).to_have_text("所列条款已撤回。")
    expect(gone).to_have_class(re.compile(r"\bstale\b"))
    expect(gone.locator(".fate")).to_have_text("已撤回")
    stale = page.locator(".part-near .stale")
    assert set(stale.locator(".quote").all_text_contents()) == {words}
    assert stale.count() < near.count() == shown


SAYING = replace(RULES[1], text="客户讲方言听不懂时，应当说：“对不起，请您讲普通话。”")


def _hear_of(page: Page) -> None:
    page.wait_for_timeout(1_100)  # looks within a second are one
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def test_wording_of_a_withdrawn_clause_is_struck_through_and_copied_no_more_until_it_is_back(
    open_page: tuple[Page, LiveAssistant], tmp_path: Path
) -> None:
    """Neither by its button nor by keys; the panel that was open beside it no longer shows the clause."""
    page, live = open_page
    before = _publish(tmp_path, (RULES[0], SAYING, *RULES[2:]), live)
    page.reload()
    expect(page.locator("#question textarea")).to_be_focused()
    for number, asked in enumerate(("manual#2", "conduct#2"), 1):
        page.locator("#question textarea").fill(asked)
        page.keyboard.press("Enter")
        expect(page.locator(".turn .card-answered")).to_have_count(number)
    said = page.locator('.turn[data-turn="2"] .part-say li').first
    expect(said.locator(".copy")).to_be_visible()
    expect(page.locator("#source .unit-target")).to_contain_text("请您讲普通话")
    _publish(tmp_path, (RULES[0], *RULES[2:]), live)
    _hear_of(page)
    expect(said.locator(".fate")).to_have_text("withdrawn")  # as the question, which is no Chinese
    expect(page.locator('.turn[data-turn="2"] .part-sources .fate')).to_have_text("withdrawn")
    assert said.locator(".wording").evaluate("(one) => getComputedStyle(one).textDecorationLine") == "line-through"
    expect(said.locator("button[data-copy]")).to_be_hidden()
    assert page.evaluate("assistantCopying.copyByKey()") is False
    expect(page.locator("#source .plain")).to_contain_text("这一条在现行版本里没有")
    expect(page.locator("#source")).not_to_contain_text("请您讲普通话")
    expect(page.locator('.turn[data-turn="1"] .fate')).to_have_count(0)
    versions.publish(before, tmp_path)
    live.look()
    _hear_of(page)
    expect(page.locator(".fate")).to_have_count(0)
    expect(page.locator(".outdated:visible")).to_have_count(0)
    expect(said.locator(".copy")).to_be_visible()
    expect(page.locator("#source .unit-target")).to_contain_text("请您讲普通话")


def test_an_answer_of_a_newer_version_marks_those_above_it_at_once(
    open_page: tuple[Page, LiveAssistant], tmp_path: Path
) -> None:
    """Two wordings must not stand there as if both held."""
    page, live = open_page
    box = page.locator("#question textarea")
    box.fill("conduct#2")
    page.keyboard.press("Enter")
    expect(page.locator(".turn .card-answered")).to_have_count(1)
    with page.expect_response("**/api/health"):
        pass  # looked for a moment ago
    _publish(tmp_path, (RULES[0], SAYING, *RULES[2:]), live)
    box.fill("manual#2")
    page.keyboard.press("Enter")
    expect(page.locator('.turn[data-turn="1"] .card > .outdated')).to_be_visible(timeout=2_000)  # looks are 5 s apart
    expect(page.locator('.turn[data-turn="2"] .card > .outdated')).to_have_count(0)


def test_old_answers_are_marked_though_the_first_look_fails(
    open_page: tuple[Page, LiveAssistant], tmp_path: Path
) -> None:
    page, live = open_page
    page.locator("#question textarea").fill("conduct#2")
    page.keyboard.press("Enter")
    expect(page.locator(".turn .card-answered")).to_have_count(1)
    page.wait_for_timeout(500)  # until it is in the log
    _publish(tmp_path, (RULES[0], SAYING, *RULES[2:]), live)
    looked: list[Route] = []

    def fail_once(route: Route) -> None:
        looked.append(route)
        if len(looked) == 1:
            route.abort()
        else:
            route.continue_()

    page.route("**/api/health", fail_once)
    page.reload()
    expect(page.locator(".turn .question")).to_have_text("conduct#2")
    expect(page.locator(".card > .outdated")).to_be_visible()


def test_the_open_panel_of_a_neighbour_is_drawn_anew(open_page: tuple[Page, LiveAssistant], tmp_path: Path) -> None:
    """What stands beside the deleted clause shows it no more, and stays where it was scrolled to."""
    page, live = open_page
    page.locator("#question textarea").fill("conduct#3")
    page.keyboard.press("Enter")
    expect(page.locator("#source .unit-target")).to_contain_text("严禁先于客户挂断电话")
    expect(page.locator("#source")).to_contain_text(RULES[1].text)
    _publish(tmp_path, (RULES[0], *RULES[2:]), live)
    _hear_of(page)
    expect(page.locator("#source")).not_to_contain_text(RULES[1].text)
    expect(page.locator("#source .unit-target")).to_contain_text("严禁先于客户挂断电话")
    expect(page.locator("#outdated-line button")).to_have_count(0)


def test_a_line_above_the_box_names_how_many_answers_are_outdated_and_leads_to_them(
    open_page: tuple[Page, LiveAssistant], tmp_path: Path
) -> None:
    """The lowest first; gone once all were gone to, and there again when they change again."""
    page, live = open_page
    page.set_viewport_size({"width": 380, "height": 480})
    for number, asked in enumerate(("conduct#2", "manual#2", "conduct#2", "manual#1", "manual#3"), 1):
        page.locator("#question textarea").fill(asked)
        page.keyboard.press("Enter")
        expect(page.locator(".turn .card-answered")).to_have_count(number)
    reworded = replace(RULES[1], text="客户讲方言听不懂时，请客户写下来。")
    _publish(tmp_path, (RULES[0], reworded, *RULES[2:]), live)
    _hear_of(page)
    line = page.locator("#outdated-line button")
    expect(line).to_have_text("规定已更新，上面 2 个回答所引的条款有变")
    first, last = (page.locator(f'.turn[data-turn="{turn}"] .outdated') for turn in (1, 3))
    expect(last).not_to_be_in_viewport()
    line.click()
    expect(last).to_be_in_viewport()
    expect(last.locator("button")).to_be_focused()
    expect(line).to_contain_text("上面 1 个回答")
    line.click()
    expect(first).to_be_in_viewport()
    expect(line).to_have_count(0)
    _publish(tmp_path, (RULES[0], *RULES[2:]), live)
    _hear_of(page)
    expect(line).to_contain_text("上面 2 个回答")
    page.locator("#new-conversation").click()
    expect(line).to_have_count(0)


def test_a_clause_whose_number_another_takes_over_is_withdrawn_and_one_renumbered_says_its_number(
    open_page: tuple[Page, LiveAssistant], tmp_path: Path
) -> None:
    """The panel shows the clause where it stands now, and never the one that has its old number."""
    page, live = open_page
    _publish(tmp_path, (RULES[0], SAYING, *RULES[2:]), live)
    page.reload()
    for number, asked in enumerate(("conduct#2", "conduct#3"), 1):
        page.locator("#question textarea").fill(asked)
        page.keyboard.press("Enter")
        expect(page.locator(".turn .card-answered")).to_have_count(number)
    gone, moved = (page.locator(f'.turn[data-turn="{turn}"]') for turn in (1, 2))
    second = replace(RULES[2], unit_id="conduct#2", locator="第二条")
    _publish(tmp_path, (RULES[0], second, *RULES[3:]), live)
    _hear_of(page)
    expect(gone.locator(".outdated [data-withdrawn]")).to_be_visible()
    expect(gone.locator(".outdated [data-changed]")).to_be_hidden()
    expect(gone.locator(".part-sources .stale .fate").first).to_have_text("withdrawn")
    expect(moved.locator(".outdated [data-renumbered]")).to_be_visible()
    expect(moved.locator(".part-sources .renumbered .fate").first).to_have_text("now 第二条")
    expect(moved.locator(".stale")).to_have_count(0)
    expect(page.locator("#source .changed")).to_contain_text("现为第二条，文字未变")
    expect(page.locator("#source .unit-target mark")).to_have_text(RULES[2].text)
    gone.locator(".part-sources .citation").first.click()
    expect(page.locator("#source .plain")).to_contain_text("这一条在现行版本里没有")
    expect(page.locator("#source")).not_to_contain_text("严禁先于客户挂断电话")
