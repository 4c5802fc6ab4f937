"""Leaving the chat and coming back to it, in a real Chromium: what stood there stands there again, for whom it belongs to."""

from __future__ import annotations

import pytest
from chat_in_browser import DIALECT, ask
from chromium import needs_chromium
from playwright.sync_api import Page, Route, expect

pytestmark = needs_chromium
pytest_plugins = ("chat_in_browser",)

SILENT = "接到无声电话应该怎么说"
QUICK_MS = 300  # in which a wrong page would show
GONE_ON = "投诉多久要答复"


@pytest.fixture
def page(new_page: Page) -> Page:
    """Give the open chat. As it is left, Gradio says in the console that its calls broke off, so the console is not looked at."""
    new_page.goto("/")
    expect(new_page.locator("#question textarea")).to_be_focused()
    return new_page


@pytest.fixture
def left(page: Page) -> str:
    """A conversation, and words in the box; gives the id of the conversation."""
    ask(page, DIALECT)
    page.keyboard.type(SILENT)
    return str(page.locator(".turns").get_attribute("data-conversation"))


def stands_there(page: Page, conversation: str) -> None:
    expect(page.locator(".turn .question")).to_have_text(DIALECT)
    expect(page.locator(".turns")).to_have_attribute("data-conversation", conversation)
    expect(page.locator("#question textarea")).to_have_value(SILENT)


def begins_anew(page: Page) -> None:
    expect(page.locator("#conversation .welcome")).to_be_visible()
    page.wait_for_timeout(QUICK_MS)
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#question textarea")).to_have_value("")


def test_loaded_anew_one_goes_on(page: Page, left: str) -> None:
    for _ in range(2):
        page.reload()
        stands_there(page, left)
    page.locator("#question textarea").fill(GONE_ON)
    page.keyboard.press("Enter")
    expect(page.locator(".turn .question")).to_have_text([DIALECT, GONE_ON])
    expect(page.locator(".turns")).to_have_attribute("data-conversation", left)
    expect(page.locator("#question textarea")).to_have_value("")


def test_what_was_said_of_an_answer_is_marked(page: Page, left: str) -> None:
    page.locator(".turn [data-signal=useless]").click()
    page.locator(".turn [data-reason=unclear]").click()
    page.locator(".turn .feedback input").press("Enter")
    expect(page.locator(".turn .feedback .said")).to_have_text("已记下，谢谢")
    page.reload()
    stands_there(page, left)
    expect(page.locator(".turn [data-signal=useless]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".turn [data-signal=useful]")).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".turn [data-reason=unclear]")).to_have_attribute("aria-pressed", "true")


def test_words_typed_meanwhile_are_not_overwritten(page: Page, left: str) -> None:
    opening: list[Route] = []
    page.route("**/chat/open", lambda route: opening.append(route))  # noqa: PLW0108
    page.reload()
    box = page.locator("#question textarea")
    expect(box).to_be_focused()
    while not opening:
        page.wait_for_timeout(50)
    box.fill(GONE_ON)
    opening[0].continue_()
    expect(page.locator(".turns")).to_have_attribute("data-conversation", left)
    page.wait_for_timeout(QUICK_MS)
    expect(box).to_have_value(GONE_ON)


def test_who_logs_out_in_another_tab_leaves_nothing_here(page: Page, left: str) -> None:
    """The tab is loaded anew, which leads to the login where there are accounts; here it begins anew."""
    page.evaluate("window.before = true")
    other = page.context.new_page()
    other.goto("/browse")
    other.evaluate("""() => {
        const form = document.createElement("form");
        form.setAttribute("action", "/logout");
        document.body.append(form);
        form.addEventListener("submit", (event) => event.preventDefault());
        form.requestSubmit();
    }""")
    page.wait_for_function("window.before === undefined")
    begins_anew(page)
    other.close()


def test_from_another_page_of_ours_back_or_by_its_link(page: Page, left: str) -> None:
    page.locator("#brand a[href='/browse']").first.click()
    expect(page).to_have_url("/browse")
    page.go_back()
    stands_there(page, left)
    page.locator("#brand a[href='/browse']").first.click()
    page.locator("a[href='/']").first.click()
    stands_there(page, left)


def test_from_elsewhere_one_begins_anew(page: Page, left: str) -> None:
    assert left
    page.goto("/")
    begins_anew(page)
    page.reload()
    begins_anew(page)


def test_a_conversation_that_was_put_away_does_not_come_back(page: Page, left: str) -> None:
    assert left
    page.locator("#new-conversation").click()
    expect(page.locator("#conversation .welcome")).to_be_visible()
    page.reload()
    begins_anew(page)


def test_a_question_in_the_address_begins_anew(page: Page, left: str) -> None:
    page.evaluate(f"location.href = '/?q={SILENT}'")  # from a page of ours
    expect(page.locator(".turn .question")).to_have_text(SILENT)
    assert page.locator(".turns").get_attribute("data-conversation") != left
    expect(page.locator("#question textarea")).to_have_value("")


def test_what_somebody_else_left_is_not_shown(page: Page, left: str) -> None:
    assert left
    page.evaluate(
        "addEventListener('pagehide', () => sessionStorage.setItem('assistant-left', "
        "sessionStorage.getItem('assistant-left').replace('\"account\":\"', '\"account\":\"another')))"
    )
    page.reload()
    begins_anew(page)


def test_loaded_anew_twice_before_it_stands_there(page: Page, left: str) -> None:
    """The page in between had nothing of its own yet."""
    page.reload(wait_until="commit")
    page.wait_for_timeout(100)
    page.reload()
    stands_there(page, left)


def test_what_cannot_be_opened_again_is_gone_on_with_all_the_same(page: Page) -> None:
    ask(page, DIALECT)
    conversation = str(page.locator(".turns").get_attribute("data-conversation"))
    page.keyboard.type(SILENT)
    page.route("**/chat/open", lambda route: route.abort())
    page.reload()
    expect(page.locator("#conversation .waiting")).to_contain_text("与服务的连接断开了")
    expect(page.locator("#question textarea")).to_have_value(SILENT)
    page.unroute("**/chat/open")
    page.reload()
    stands_there(page, conversation)
    page.route("**/chat/open", lambda route: route.abort())
    page.reload()
    expect(page.locator("#question textarea")).to_have_value(SILENT)
    page.keyboard.press("Enter")
    expect(page.locator(".turn .question")).to_have_text(SILENT)
    expect(page.locator(".turns")).to_have_attribute("data-conversation", conversation)


def test_a_draft_that_is_being_checked_stands_there_and_is_checked_again(page: Page) -> None:
    page.locator("#modes [data-mode=check]").click()
    page.locator("#draft textarea").fill("你打错了")
    expect(page.locator("#check .report")).to_be_visible()
    page.reload()
    expect(page.locator("#draft textarea")).to_have_value("你打错了")
    expect(page.locator("#check .report")).to_be_visible()
    expect(page.locator("#modes [data-mode=check]")).to_have_attribute("aria-pressed", "true")


def test_a_question_whose_answer_has_not_come_is_in_the_box_again(page: Page) -> None:
    page.route("**/chat/ask", lambda route: None)  # never answered
    page.keyboard.type(SILENT)
    page.keyboard.press("Enter")
    expect(page.locator("#question textarea")).to_have_value("")
    page.reload()
    expect(page.locator("#question textarea")).to_have_value(SILENT)
