"""The chat inside another site's page, in a real Chromium: logging in there, asking, copying, the ways to the other pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from chromium import needs_chromium
from fake_assistant import fake_assistant
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect
from web_site import served

from assistant.state.database import open_database
from assistant.state.users import Role, add_user
from assistant.web.app import create_app
from assistant.web.embed_origins import VARIABLE
from assistant.web.login_forms import NO_COOKIE

pytestmark = needs_chromium

PASSWORD = "a long enough one"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application with an account."""
    database = open_database(tmp_path_factory.mktemp("home"))
    add_user(database, "ann", Role.AGENT, PASSWORD)
    with served(create_app(fake_assistant(), database, on_loopback=True)) as where:
        yield where


@pytest.fixture(scope="module")
def crm(site: str) -> Iterator[str]:
    """A page of another site, which shows the chat at its side."""
    app = FastAPI()

    @app.get("/")
    def page() -> HTMLResponse:
        return HTMLResponse(
            f'<!doctype html><h1>CRM</h1><iframe src="{site}/?q=方言" width="420" height="700"></iframe>'
        )

    with served(app) as where:
        yield where.replace("127.0.0.1", "localhost")  # to browsers another site


@pytest.fixture
def page(browser: Browser, crm: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A browser as people have it, on the CRM's page."""
    monkeypatch.setenv(VARIABLE, crm)
    context: BrowserContext = browser.new_context(locale="zh-CN")
    yield context.new_page()
    context.close()


def _log_in(page: Page) -> FrameLocator:
    frame = page.frame_locator("iframe")
    frame.locator("#name").fill("ann")
    frame.locator("#password").fill(PASSWORD)
    frame.locator("button[type=submit]").click()
    return frame


def test_an_agent_works_inside_the_crm(page: Page, crm: str, site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Browsers keep a foreign frame's cookies only as Secure and partitioned; this machine's address counts as safe without TLS."""
    monkeypatch.setenv("ASSISTANT_TLS", "1")
    page.goto(crm)
    frame = _log_in(page)
    expect(frame.locator(".turn .card-answered")).to_be_visible()  # what the link asked
    expect(frame.locator("#question textarea")).to_be_visible()
    copy = frame.locator(".part-say .copy").first
    frame.locator("#question textarea").click()
    page.keyboard.press("Alt+c")
    expect(copy).to_have_class(re.compile("copied"))
    page.keyboard.type("无声")  # goes on where it was
    expect(frame.locator("#question textarea")).to_have_value("无声")
    frame.locator("#brand [data-menu]").click()
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="看规定").click()
    expect(opened.value).to_have_url(f"{site}/login?next=/browse")  # a window of its own, logged in apart
    expect(frame.locator(".turn .card-answered")).to_be_visible()
    frame.get_by_role("button", name="退出").click()
    expect(frame.locator("#name")).to_be_visible()


def test_without_tls_the_frame_says_why_nobody_can_log_in_and_opens_a_window(
    page: Page, crm: str, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ASSISTANT_TLS", raising=False)
    page.goto(crm)
    frame = _log_in(page)
    expect(frame.locator("#trouble")).to_contain_text(NO_COOKIE)
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="在新窗口打开").click()
    window = opened.value
    window.locator("#name").fill("ann")
    window.locator("#password").fill(PASSWORD)
    window.locator("button[type=submit]").click()
    expect(window.locator(".turn .card-answered")).to_be_visible()


def test_a_site_that_is_not_named_shows_nothing_of_it(page: Page, crm: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "https://crm.example")
    page.goto(crm)
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_timeout(500)
    assert page.frames[1].url.startswith("chrome-error:")
