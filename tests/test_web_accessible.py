"""The pages by axe-core, in both themes and widths: nothing that keeps somebody from reading or using them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from chromium import needs_chromium
from fake_assistant import fake_assistant
from grave_faults import grave_faults
from playwright.sync_api import Browser, Page, ViewportSize, expect
from web_site import served

from assistant.state import sessions, users
from assistant.state.database import open_database
from assistant.state.users import Role
from assistant.web.app import create_app
from assistant.web.identity import SESSION_COOKIE

pytestmark = [pytest.mark.story, needs_chromium]
BROWSE = (
    "/browse",
    "/browse/cotton-exchange-conduct",
    "/browse/cotton-exchange-conduct/30(6)",
    "/browse/cotton-exchange-conduct/99",
    "/browse/changes",
    "/nothing",
    "/docs",
)


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The application with an account, and a session of it."""
    home = tmp_path_factory.mktemp("home")
    database = open_database(home)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("ASSISTANT_HOME", str(home))
        token = sessions.open_session(database, users.add_user(database, "ann", Role.AGENT, "a long enough one"))
        with served(create_app(fake_assistant(), database, on_loopback=True)) as address:
            yield address, token


@pytest.fixture(params=[("light", 1280), ("dark", 1280), ("dark", 380)], ids=lambda each: f"{each[0]}-{each[1]}")
def page(request: pytest.FixtureRequest, browser: Browser, where: tuple[str, str]) -> Iterator[Page]:
    scheme, width = request.param
    context = browser.new_context(
        base_url=where[0],
        color_scheme=scheme,
        viewport=ViewportSize(width=width, height=800),
        reduced_motion="reduce",  # no measuring while something fades in
        bypass_csp=True,  # axe is put into the page as a script
    )
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def _enter(page: Page, where: tuple[str, str]) -> None:
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": where[1], "url": where[0]}])


def test_the_login_and_the_pages_to_read(page: Page, where: tuple[str, str]) -> None:
    page.goto("/login")
    found = grave_faults(page)
    page.locator("#name").fill("ann")
    page.locator("#password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.locator(".trouble")).to_be_visible()
    found += grave_faults(page)
    _enter(page, where)
    for path in BROWSE:
        page.goto(path)
        if path.endswith("conduct"):
            page.locator("[data-find] input").fill("挂机")
            expect(page.locator(".text mark").first).to_be_visible()
        found += grave_faults(page)
    assert not found, "\n".join(found)


def test_the_chat_as_it_is_opened_asked_and_checked(page: Page, where: tuple[str, str]) -> None:
    _enter(page, where)
    page.goto("/")
    expect(page.locator(".welcome").first).to_be_visible()
    expect(page.locator("#brand nav")).to_be_attached()
    found = grave_faults(page)
    for number, question in enumerate(("方言", "复杂投诉", "发票", "第三条"), 1):
        page.locator("#question textarea").fill(question)
        page.keyboard.press("Enter")
        expect(page.locator(".turn")).to_have_count(number)
    page.locator('.turn[data-turn="1"] [data-signal=useless]').click()
    page.locator('.turn[data-turn="1"] .citation').first.click()
    expect(page.locator("#source mark")).to_be_visible()
    page.evaluate(
        "document.querySelectorAll('.outdated, .outdated [hidden]').forEach((one) => { one.hidden = false; })"
    )
    found += grave_faults(page)
    page.keyboard.press("Escape")
    if page.locator("#history-column").is_hidden():
        page.locator("[data-history]").click()
    expect(page.locator("#history li").first).to_be_visible()
    found += grave_faults(page)
    page.keyboard.press("Escape")
    page.locator("#modes [data-mode=check]").click()
    found += grave_faults(page)
    assert not found, "\n".join(found)
