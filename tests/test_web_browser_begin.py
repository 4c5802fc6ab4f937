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
CALLS = "**/chat/*"
QUICK_MS = 300  # in which a wrong page would show
LOGGED_MS = 600  # an answer is in the log a moment after it is shown
COMES_MS, LOOK_MS = 20_000, 20  # until a call comes, and between two looks for it


@pytest.fixture
def failing_page(new_page: Page) -> Page:
    """Give the open chat, whose console may say that a call failed."""
    new_page.goto("/")
    expect(new_page.locator("#question textarea")).to_be_focused()
    return new_page


class Held:
    """The next call of a page, kept from the server until it is let go; those behind it pass."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._route: Route | None = None
        page.route(CALLS, self._keep)

    @property
    def call(self) -> Route:
        """The call, as soon as the browser has made it."""
        for _ in range(COMES_MS // LOOK_MS):
            if self._route:
                return self._route
            self._page.wait_for_timeout(LOOK_MS)
        raise AssertionError("the page made no call")

    def end(self) -> None:
        """Let everything pass."""
        self._page.unroute(CALLS)

    def _keep(self, route: Route) -> None:
        if self._route:
            route.continue_()
        else:
            self._route = route


@pytest.fixture
def hold_next() -> Iterator[Callable[[Page], Held]]:
    """Keep the next call of a page back."""
    held: list[Held] = []

    def begin(page: Page) -> Held:
        held.append(Held(page))
        return held[-1]

    yield begin
    for each in held:
        each.end()


@pytest.mark.parametrize("send", ["Enter", "button"])
def test_a_question_asked_at_once_after_beginning_anew_stands_in_the_new_conversation(
    page: Page, database: Engine, hold_next: Callable[[Page], Held], send: str
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
    expect(page.locator(".turn .question")).to_have_text(SILENT)
    expect(page.locator("#question textarea")).to_have_value("")
    held.call.continue_()
    page.wait_for_timeout(QUICK_MS)
    expect(page.locator(".turn .card-answered")).to_have_count(1)  # the welcome comes too late for it
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
    page: Page, hold_next: Callable[[Page], Held]
) -> None:
    ask(page, DIALECT)
    page.locator("#question textarea").fill("原来想问的")
    held = hold_next(page)
    page.locator("#new-conversation").click()
    expect(page.locator("#question textarea")).to_have_value("")
    page.keyboard.type("接到无声")
    held.call.continue_()
    expect(page.locator("#conversation .welcome")).to_be_visible()
    page.keyboard.type("电话")
    expect(page.locator("#question textarea")).to_have_value("接到无声电话")


def test_where_the_service_cannot_begin_the_page_says_so_and_the_next_question_begins(
    failing_page: Page, hold_next: Callable[[Page], Held]
) -> None:
    page = failing_page
    ask(page, DIALECT)
    before = page.locator(".turns").get_attribute("data-conversation")
    held = hold_next(page)
    page.locator("#new-conversation").click()
    page.keyboard.type(SILENT)
    held.call.fulfill(status=503, json={"detail": "busy"})
    expect(page.locator("#conversation .waiting")).to_contain_text("这次没有成功")
    expect(page.locator("#question textarea")).to_have_value(SILENT)
    page.keyboard.press("Enter")
    expect(page.locator(".turn .question")).to_have_text(SILENT)
    assert page.locator(".turns").get_attribute("data-conversation") != before


def test_a_question_behind_a_conversation_that_is_opened_again_goes_on_with_it(
    page: Page, hold_next: Callable[[Page], Held]
) -> None:
    ask(page, DIALECT)
    wanted = page.locator(".turns").get_attribute("data-conversation")
    page.wait_for_timeout(LOGGED_MS)
    page.locator("#new-conversation").click()
    expect(page.locator("#conversation .welcome")).to_be_visible()
    held = hold_next(page)
    page.locator(f'#history [data-conversation="{wanted}"]').click()
    page.locator("#question textarea").fill(SILENT)
    page.keyboard.press("Enter")
    page.wait_for_timeout(QUICK_MS)
    expect(page.locator("#waiting-line")).to_have_text(f"接下来问：{SILENT}")
    held.call.continue_()
    expect(page.locator(".turn .question")).to_have_text([DIALECT, SILENT])
    assert page.locator(".turns").get_attribute("data-conversation") == wanted


def test_an_answer_to_a_conversation_that_was_left_is_not_shown(page: Page, hold_next: Callable[[Page], Held]) -> None:
    held = hold_next(page)
    page.keyboard.type(DIALECT)
    page.keyboard.press("Enter")
    page.wait_for_timeout(QUICK_MS)
    page.locator("#new-conversation").click()
    expect(page.locator("#conversation .welcome")).to_be_visible()
    held.call.continue_()
    page.wait_for_timeout(QUICK_MS)
    expect(page.locator("#conversation .turn")).to_have_count(0)
    ask(page, SILENT)
    expect(page.locator(".turn .question")).to_have_text(SILENT)


def test_what_is_typed_while_an_answer_is_on_its_way_stays(page: Page, hold_next: Callable[[Page], Held]) -> None:
    """The next question, begun before the answer to this one has come."""
    box = page.locator("#question textarea")
    ask(page, DIALECT)
    held = hold_next(page)
    page.keyboard.type(SILENT)
    page.keyboard.press("Enter")
    expect(box).to_have_value("")
    page.keyboard.type("客户骂人")
    held.call.continue_()
    expect(page.locator(".turn .question").last).to_have_text(SILENT)
    expect(page.locator(".turn .card-answered")).to_have_count(2)
    expect(box).to_have_value("客户骂人")


def test_a_letter_typed_in_the_same_moment_is_the_next_questions(page: Page) -> None:
    """The box is read at the press."""
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


def test_a_second_question_waits_for_the_answer_to_the_first(page: Page, hold_next: Callable[[Page], Held]) -> None:
    """It is asked as it was sent, in the conversation as the first leaves it; what is typed behind it is the next one's."""
    held = hold_next(page)
    third, begun = "客户骂人怎么办", "那要多久"
    for question in (DIALECT, SILENT, third):
        page.keyboard.type(question)
        page.keyboard.press("Enter")
    expect(page.locator("#waiting-line")).to_have_text(f"接下来问：{SILENT}；{third}")
    page.keyboard.type(begun)
    held.call.continue_()
    expect(page.locator(".turn .question")).to_have_text([DIALECT, SILENT, third])
    expect(page.locator("#waiting-line")).to_have_text("")
    expect(page.locator("#question textarea")).to_have_value(begun)


def test_questions_that_wait_for_an_answer_that_does_not_come_are_not_lost(
    failing_page: Page, hold_next: Callable[[Page], Held]
) -> None:
    page = failing_page
    held = hold_next(page)
    for question in (DIALECT, SILENT):
        page.keyboard.type(question)
        page.keyboard.press("Enter")
    held.call.abort()
    expect(page.locator("#question textarea")).to_have_value(DIALECT)
    expect(page.locator("#waiting-line")).to_have_text("")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#question textarea")).to_have_value(SILENT)


def test_a_question_over_a_connection_that_broke_comes_back_and_is_asked_again(failing_page: Page) -> None:
    page = failing_page
    ask(page, DIALECT)
    conversation = page.locator(".turns").get_attribute("data-conversation")
    page.context.set_offline(True)
    page.keyboard.type(SILENT)
    page.keyboard.press("Enter")
    expect(page.locator("#conversation .waiting")).to_contain_text("与服务的连接断开了")
    expect(page.locator("#question textarea")).to_have_value(SILENT)
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    expect(page.locator(".turn .question")).to_have_text([DIALECT, SILENT])
    expect(page.locator("#conversation .waiting")).to_have_count(0)
    assert page.locator(".turns").get_attribute("data-conversation") == conversation


def test_after_a_check_over_a_connection_that_broke_conversation_and_words_are_there_again(failing_page: Page) -> None:
    """Gradio loads the page anew as soon as the service can be reached."""
    page = failing_page
    ask(page, DIALECT)
    page.wait_for_timeout(LOGGED_MS)
    conversation = page.locator(".turns").get_attribute("data-conversation")
    page.keyboard.type(SILENT)
    page.evaluate("window.before = true")
    page.context.set_offline(True)
    page.locator("#modes [data-mode=check]").click()
    page.locator("#draft textarea").fill("你打错了")
    page.keyboard.press("Enter")
    page.wait_for_timeout(QUICK_MS)
    page.context.set_offline(False)
    page.wait_for_function("window.before === undefined")
    expect(page.locator(".turn .question")).to_have_text(DIALECT)
    assert page.locator(".turns").get_attribute("data-conversation") == conversation
    expect(page.locator("#question textarea")).to_have_value(SILENT)


def test_a_question_that_the_service_did_not_take_comes_back_into_the_box(
    failing_page: Page, hold_next: Callable[[Page], Held]
) -> None:
    page = failing_page
    held = hold_next(page)
    page.keyboard.type(SILENT)
    page.keyboard.press("Enter")
    expect(page.locator("#question textarea")).to_have_value("")
    held.call.fulfill(status=503, json={"detail": "busy"})
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


def test_an_answer_that_comes_while_wording_is_checked_stands_beside_it_on_the_way_back(
    page: Page, hold_next: Callable[[Page], Held]
) -> None:
    """And leaves the panel of the check alone."""
    ask(page, DIALECT)
    held = hold_next(page)
    page.keyboard.type(SILENT)
    page.keyboard.press("Enter")
    page.locator("#modes [data-mode=check]").click()
    expect(page.locator("#source h2")).to_have_text("收录的规定")
    held.call.continue_()
    expect(page.locator(".turn")).to_have_count(2)
    page.wait_for_timeout(QUICK_MS)
    expect(page.locator("#source h2")).to_have_text("收录的规定")
    page.locator("#modes [data-mode=ask]").click()
    expect(page.locator("#source .units")).to_have_attribute("data-turn", "2")


def test_a_citation_belongs_to_the_conversation_it_stands_in(page: Page, hold_next: Callable[[Page], Held]) -> None:
    """Also while another one is being opened, and where that fails."""
    ask(page, DIALECT)
    other = page.locator(".turns").get_attribute("data-conversation")
    page.wait_for_timeout(LOGGED_MS)
    page.locator("#new-conversation").click()
    ask(page, SILENT)
    shown = page.locator("#source .source-header .locator")
    locator = shown.text_content()
    hold_next(page)
    page.locator(f'#history [data-conversation="{other}"]').click()
    page.locator(".turn .citation").first.click()
    page.wait_for_timeout(QUICK_MS)
    expect(shown).to_have_text(str(locator))


def test_a_clause_that_cannot_be_fetched_leaves_no_other_in_its_place(
    failing_page: Page, hold_next: Callable[[Page], Held]
) -> None:
    page = failing_page
    ask(page, DIALECT)
    held = hold_next(page)
    page.locator(".turn .citation").last.click()
    held.call.fulfill(status=503, json={"detail": "busy"})
    expect(page.locator("#source")).to_contain_text("没有取到原文，请再点一次。")
    expect(page.locator("#source mark")).to_have_count(0)
    page.locator(".turn .citation").first.click()
    expect(page.locator("#source mark")).to_be_visible()


def test_what_was_chosen_comes_back_where_it_was_not_answered_and_what_was_left_does_not(
    failing_page: Page, hold_next: Callable[[Page], Held]
) -> None:
    page = failing_page
    box = page.locator("#question textarea")
    hold_next(page)
    page.keyboard.type(SILENT)
    page.keyboard.press("Enter")
    page.wait_for_timeout(QUICK_MS)
    page.locator("#new-conversation").click()
    example = page.locator("#conversation .welcome [data-question]").first
    question = str(example.get_attribute("data-question"))
    held = hold_next(page)
    example.click()
    held.call.fulfill(status=503, json={"detail": "busy"})
    expect(page.locator("#conversation .waiting")).to_contain_text("这次没有成功")
    expect(box).to_have_value(question)


def test_a_check_that_fails_says_so_where_one_looks(failing_page: Page) -> None:
    page = failing_page
    page.locator("#modes [data-mode=check]").click()
    page.route("**/gradio_api/queue/join*", lambda route: route.fulfill(status=503, json={"detail": "busy"}))
    page.locator("#draft textarea").fill("你打错了")
    page.keyboard.press("Enter")
    expect(page.locator("#check .waiting")).to_contain_text("这次没有核对成")
    expect(page.locator("#check .waiting")).to_be_visible()
    page.unroute("**/gradio_api/queue/join*")
    page.keyboard.press("Enter")
    expect(page.locator("#check .waiting")).to_have_count(0)
