"""Picking the right clause from the contents, by keys alone, in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from chromium import chromium, needs_chromium
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder
from playwright.sync_api import Page, expect
from web_site import served

from assistant.answering import Assistant
from assistant.state.answer_log import record_answer
from assistant.state.database import open_database
from assistant.web.app import create_app
from corpus.regulation import Unit
from index.clause_index import ClauseIndex

pytestmark = needs_chromium
ITEMS = 14  # more than are shown open
CHAPTERS = ("第一章 总则", "第二章 接听")


def article(number: int) -> Unit:
    """A clause of the first regulation; the first three stand in another chapter than the others."""
    chapter = CHAPTERS[number > 3]
    return replace(UNITS[0], unit_id=f"conduct#{number}", locator=f"第{number}条", path=(chapter, f"第{number}条"))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page of one answer, before anything is judged."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patched, chromium() as browser:
        patched.setenv("ASSISTANT_HOME", str(home))
        units = (*(article(number) for number in range(1, ITEMS + 1)), *UNITS[4:])
        assistant = Assistant(ClauseIndex.build(units, REGULATIONS, CountingEmbedder(), home / "v1"))
        engine = open_database(home)
        record_answer(engine, assistant.answer("投诉多久回复"))
        with served(create_app(assistant, engine, on_loopback=True)) as where:
            page = browser.new_page(base_url=where, locale="zh-CN")
            page.goto("/trainer")
            page.get_by_role("button", name="抽取并开始判定").click()
            expect(page.locator("[data-judge]")).to_be_visible()
            page.wait_for_load_state()  # until its scripts hear the keys
            yield page


def test_a_clause_is_picked_from_the_contents_by_keys_alone(page: Page) -> None:
    marked, rows = page.locator('.result[aria-selected="true"]'), page.locator("#unit-results .result")
    page.keyboard.press("/")
    page.keyboard.press("Tab")
    expect(page.locator("#unit-contents")).to_be_focused()
    page.locator("#unit-contents").select_option("conduct")
    expect(rows).to_have_text([f"{CHAPTERS[0]} 3", f"{CHAPTERS[1]} {ITEMS - 3}"])
    page.keyboard.press("Enter")
    expect(marked).to_contain_text(CHAPTERS[0])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(marked).to_have_attribute("aria-expanded", "true")
    expect(rows).to_have_count(2 + ITEMS - 3)
    page.keyboard.press("ArrowLeft")
    expect(rows).to_have_count(2)
    page.keyboard.press("Enter")
    expect(rows).to_have_count(2 + ITEMS - 3)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(marked).to_contain_text("第5条")
    page.keyboard.press("Enter")
    expect(page.locator("[data-picked-name]")).to_contain_text("第5条")
    assert page.locator('[name="right_unit"]').input_value() == "conduct#5"
    expect(page.locator("#unit-results")).to_be_hidden()
    assert page.locator('[name="judgement"]:checked').get_attribute("value") == "wrong"


def test_a_short_regulation_is_open_at_once_and_the_list_hides_what_is_behind_it(page: Page) -> None:
    page.locator("#unit-contents").select_option("manual")
    expect(page.locator("#unit-results .result")).to_have_count(3)
    expect(page.locator("#unit-results")).to_have_attribute("role", "tree")
    faint = "element => { for (let e = element; e; e = e.parentElement) if (getComputedStyle(e).opacity !== '1') return e.className }"
    page.locator('label:has([name="judgement"][value="right"])').click()
    page.locator("#unit-search").focus()
    expect(page.locator("#unit-results")).to_be_visible()
    assert page.locator("#unit-results").evaluate(faint) is None
