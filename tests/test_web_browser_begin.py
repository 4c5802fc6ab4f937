"""Beginning anew and changing between asking and checking, in a real Chromium, by a hand that is quicker than the server."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from chat_in_browser import DIALECT, ask
from chromium import needs_chromium
from playwright.sync_api import Page, Route, expect
from sqlalchemy import Engine, desc, func, select

from assistant.state.tables import answer_events, answers

pytestmark = needs_chromium
pytest_plugins = ("chat_in_browser",)

SILENT = "接到无声电话应该怎么说"
JOIN = "**/gradio_api/queue/join*"
QUICK_MS = 300  # from 新对话 to Enter
LOGGED_MS = 600  # an answer is in the log a moment after it is shown


@pytest.fixture
def hold_next() -> Iterator[Callable[[Page], list[Route]]]:
    """Keep the next event of a page from the server until it is let go; those behind it pass."""
    held: list[Route] = []

    def pass_on(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    pages: list[Page] = []

    def begin(page: Page) -> list[Route]:
        pages.append(page)
        page.route(JOIN, pass_on)
        return held

    yield begin
    for page in pages:
        page.unroute(JOIN)


@pytest.mark.parametrize("send", ["Enter", "button"])
def test_a_question_asked_at_once_after_beginning_anew_stands_in_the_new_conversation(
    page: Page, database: Engine, hold_next: Callable[[Page], list[Route]], send: str
) -> None:
    """Neither lost nor answered as a follow-up of what was put away."""
    ask(page, DIALECT)
    before = page.locator(".turns").get_attribute("data-conversation")
    held = hold_next(page)
    page.locator("#new-conversation").click()
    page.keyboard.type(SILENT)
    if send == "Enter":
        page.keyboard.press("Enter")
    else:
        page.locator("#question button").click()
    page.wait_for_timeout(QUICK_MS)
    expect(page.locator(".turn .question")).to_have_text(DIALECT)  # it waits, and its words are in the box
    expect(page.locator("#question textarea")).to_have_value(SILENT)
    held[0].continue_()
    expect(page.locator(".turn .question")).to_have_text(SILENT)
    expect(page.locator(".turn .card-answered")).to_have_count(1)
    expect(page.locator("#question textarea")).to_have_value("")
    assert page.locator(".turns").get_attribute("data-conversation") != before
    newest = select(answers).order_by(desc(answers.c.asked_at)).limit(1)
    for _ in range(50):  # it is logged a moment after it is shown
        with database.connect() as connection:
            logged = connection.execute(newest).one()
        if logged.question == SILENT:
            break
        page.wait_for_timeout(100)
    assert (logged.question, json.loads(logged.history)) == (SILENT, [])


def test_what_is_typed_while_a_conversation_begins_stays_and_what_was_typed_before_goes(
    page: Page, hold_next: Callable[[Page], list[Route]]
) -> None:
    ask(page, DIALECT)
    page.locator("#question textarea").fill("原来想问的")
    held = hold_next(page)
    page.locator("#new-conversation").click()
    expect(page.locator("#question textarea")).to_have_value("")
    page.keyboard.type("接到无声")
    held[0].continue_()
    expect(page.locator("#conversation .welcome")).to_be_visible()
    page.keyboard.type("电话")
    expect(page.locator("#question textarea")).to_have_value("接到无声电话")


def test_a_question_is_not_lost_where_the_service_cannot_begin(
    new_page: Page, hold_next: Callable[[Page], list[Route]]
) -> None:
    """It can be sent again as soon as the service is back."""
    page = new_page  # whose console may say that there was a 503
    page.goto("/")
    expect(page.locator("#question textarea")).to_be_focused()
    ask(page, DIALECT)
    held = hold_next(page)
    page.locator("#new-conversation").click()
    page.keyboard.type(SILENT)
    page.keyboard.press("Enter")
    held[0].fulfill(status=503, json={"detail": "busy"})
    expect(page.locator("#conversation .waiting")).to_contain_text("这次没有成功")
    expect(page.locator("#question textarea")).to_have_value(SILENT)
    page.keyboard.press("Enter")
    expect(page.locator(".turn .question").last).to_have_text(SILENT)


def test_what_is_typed_while_an_answer_is_on_its_way_stays(
    page: Page, hold_next: Callable[[Page], list[Route]]
) -> None:
    """The next question, begun before the answer to this one has come."""
    box = page.locator("#question textarea")
    ask(page, DIALECT)
    held = hold_next(page)
    page.keyboard.type(SILENT)
    page.keyboard.press("Enter")
    expect(box).to_have_value("")
    page.keyboard.type("客户骂人")
    held[0].continue_()
    expect(page.locator(".turn .question").last).to_have_text(SILENT)
    expect(page.locator(".turn .card-answered")).to_have_count(2)
    expect(box).to_have_value("客户骂人")


def test_a_letter_typed_in_the_same_moment_is_the_next_questions(page: Page) -> None:
    """Gradio reads the box a moment after the press."""
    box = page.locator("#question textarea")
    box.fill(DIALECT)
    box.evaluate("""(field) => {
        field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", bubbles: true, cancelable: true }));
        field.dispatchEvent(new KeyboardEvent("keypress", { key: "Enter", code: "Enter", bubbles: true, cancelable: true }));
        field.value += "接";
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }""")
    expect(page.locator(".turn .question")).to_have_text(DIALECT)
    expect(box).to_have_value("接")


def test_a_second_question_waits_for_the_answer_to_the_first(
    page: Page, hold_next: Callable[[Page], list[Route]]
) -> None:
    """It is asked in the conversation as the first leaves it, without another press."""
    held = hold_next(page)
    page.keyboard.type(DIALECT)
    page.keyboard.press("Enter")
    page.keyboard.type(SILENT)
    page.keyboard.press("Enter")
    expect(page.locator("#question textarea")).to_have_value(SILENT)
    held[0].continue_()
    expect(page.locator(".turn .question")).to_have_text([DIALECT, SILENT])
    expect(page.locator("#question textarea")).to_have_value("")


def test_after_a_connection_that_broke_the_conversation_and_the_words_are_there_again(new_page: Page) -> None:
    """Gradio loads the page anew as soon as the service can be reached."""
    page = new_page  # whose console says that there was no connection
    page.goto("/")
    expect(page.locator("#question textarea")).to_be_focused()
    ask(page, DIALECT)
    page.wait_for_timeout(LOGGED_MS)
    conversation = page.locator(".turns").get_attribute("data-conversation")
    page.context.set_offline(True)
    page.evaluate("window.before = true")
    page.keyboard.type(SILENT)
    page.keyboard.press("Enter")
    expect(page.locator("#conversation .waiting")).to_contain_text("与服务的连接断开了")
    page.keyboard.type("呢")
    page.context.set_offline(False)
    page.wait_for_function("window.before === undefined")
    expect(page.locator(".turn .question")).to_have_text(DIALECT)
    assert page.locator(".turns").get_attribute("data-conversation") == conversation
    expect(page.locator("#question textarea")).to_have_value(f"{SILENT}呢")
    page.reload()  # once, not for ever
    expect(page.locator("#conversation .welcome")).to_be_visible()
    expect(page.locator("#question textarea")).to_have_value("")


def test_a_question_that_the_service_did_not_take_comes_back_into_the_box(
    new_page: Page, hold_next: Callable[[Page], list[Route]]
) -> None:
    page = new_page  # whose console may say that there was a 503
    page.goto("/")
    expect(page.locator("#question textarea")).to_be_focused()
    held = hold_next(page)
    page.keyboard.type(SILENT)
    page.keyboard.press("Enter")
    expect(page.locator("#question textarea")).to_have_value("")
    held[0].fulfill(status=503, json={"detail": "busy"})
    expect(page.locator("#conversation .waiting")).to_contain_text("这次没有成功")
    expect(page.locator("#question textarea")).to_have_value(SILENT)


def test_checking_wording_shows_no_clause_of_an_answer_and_asking_shows_it_again(page: Page, database: Engine) -> None:
    """That it comes back is no click of the agent's, so nothing is written down."""

    def opened() -> int:
        wanted = select(func.count()).where(answer_events.c.kind == "citation")
        with database.connect() as connection:
            return int(connection.execute(wanted).scalar_one())

    ask(page, DIALECT)
    shown = page.locator("#source .source-header .locator")
    expect(shown).to_have_text("第三十条（六）")
    before = opened()
    page.locator("#modes [data-mode=check]").click()
    expect(page.locator("#source h2")).to_have_text("收录的规定")
    expect(page.locator("#source mark")).to_have_count(0)
    page.locator("#modes [data-mode=ask]").click()
    expect(shown).to_have_text("第三十条（六）")
    expect(page.locator("#source mark")).to_be_in_viewport()
    page.locator("#modes [data-mode=check]").click()
    expect(page.locator("#source h2")).to_have_text("收录的规定")
    page.locator("#new-conversation").click()
    expect(page.locator("#conversation .welcome")).to_be_visible()
    expect(page.locator("#source h2")).to_have_text("收录的规定")
    assert opened() == before
