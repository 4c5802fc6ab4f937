"""The chat's page as such in a real Chromium: safe, without foreign hosts, in both widths and themes, logged in and out."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from chat_in_browser import DIALECT, NARROW, ask
from chromium import needs_chromium
from fake_assistant import fake_assistant
from playwright.sync_api import Browser, Dialog, Page, expect
from sqlalchemy import Engine
from web_site import served

from assistant.state.database import open_database, writing
from assistant.state.tables import sessions
from assistant.state.users import Role, add_user
from assistant.web.app import create_app

pytestmark = needs_chromium
pytest_plugins = ("chat_in_browser",)


def test_script_in_a_question_is_shown_and_never_run(page: Page) -> None:
    """Neither as HTML nor as a template, and the next question works."""
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    attack = "<script>alert(1)</script><img src=x onerror=alert(2)>${alert(3)}{{alert(4)}} 方言"
    ask(page, attack)
    expect(page.locator(".turn .question")).to_have_text(attack)
    assert page.locator(".question script, .question img").count() == 0
    ask(page, DIALECT)
    assert dialogs == []


def test_inline_script_is_refused_by_the_browser_itself(new_page: Page) -> None:
    """Should text ever reach the page unescaped, the content policy stops it."""
    page = new_page
    page.goto("/")
    expect(page.locator(".welcome").first).to_be_visible()
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran = 1\">')")
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.ran = 2";
        document.body.append(script);
    }""")
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None


def test_nothing_is_requested_from_another_host(new_page: Page, site: str) -> None:
    """The page, an answer, a source, and the API description work with no internet."""
    requested: list[str] = []
    new_page.on("request", lambda request: requested.append(request.url))
    new_page.goto("/")
    ask(new_page, DIALECT)
    new_page.locator(".citation").last.click()
    expect(new_page.locator("#source mark")).to_be_visible()
    new_page.goto("/docs")
    expect(new_page.locator("section").first).to_be_visible()
    assert len(requested) > 20
    assert {urlsplit(url).netloc for url in requested if not url.startswith("data:")} == {urlsplit(site).netloc}


def test_docs_describe_the_api_and_try_it(new_page: Page) -> None:
    """The page is drawn from the published description; its example is answered."""
    new_page.goto("/docs")
    asked = new_page.locator("section", has_text="/api/ask")
    asked.locator("summary", has_text="请求字段").click()
    expect(asked.locator("td", has_text="要问的问题")).to_be_visible()
    asked.get_by_role("button", name="发送").click()
    expect(asked.locator("pre")).to_contain_text('"status": "answered"')


def test_narrow_window_has_no_overflow_and_lays_the_source_over(page: Page) -> None:
    """It fits beside another window; Escape closes the source and gives the focus back."""
    page.set_viewport_size(NARROW)
    ask(page, DIALECT)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    wide_parts = """[...document.querySelectorAll('.card, .card *, #question, #topbar *')]
        .filter((part) => part.getBoundingClientRect().right > innerWidth).map((part) => part.className)"""
    assert page.evaluate(wide_parts) == []
    source = page.locator("#source-column")
    expect(source).to_be_hidden()
    page.locator(".citation").first.click()
    expect(source).to_be_visible()
    expect(page.locator("#source mark")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(source).to_be_hidden()
    expect(page.locator("#question textarea")).to_be_focused()
    page.locator(".marker").first.click()
    expect(source).to_be_visible()
    page.locator("#topbar h1").click()
    expect(source).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_theme_follows_the_system_until_one_is_chosen(browser: Browser, site: str, scheme: str) -> None:
    """The choice outlives a reload."""
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light", base_url=site)
    page = context.new_page()
    page.goto("/")
    theme = page.locator("html")
    expect(theme).to_have_attribute("data-theme", scheme)
    page.get_by_label("切换深浅色").click()
    chosen = "light" if scheme == "dark" else "dark"
    page.reload()
    expect(page.locator(".welcome").first).to_be_visible()
    expect(theme).to_have_attribute("data-theme", chosen)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", background))) < 200) == (chosen == "dark")
    context.close()


def test_the_bar_leads_to_the_pages_one_may_open(page: Page, database: Engine) -> None:
    """In a row; in a narrow window by a menu that keys open and close."""
    links = page.locator("#brand nav a")
    expect(links).to_have_text(["问规定", "看规定", "质检", "维护"])
    expect(links.first).to_have_attribute("aria-current", "page")
    expect(page.locator("#extent p")).to_contain_text("2 部规定")
    menu = page.locator("[data-menu]")
    expect(menu).to_be_hidden()
    page.set_viewport_size(NARROW)
    expect(links.first).to_be_hidden()
    menu.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    expect(links.first).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.keyboard.press("Escape")
    expect(links.first).to_be_hidden()
    expect(menu).to_be_focused()
    menu.click()
    page.locator("#question textarea").click()
    expect(links.first).to_be_hidden()


def test_a_link_opens_the_page_with_its_question_asked_once(new_page: Page) -> None:
    """Inside the scope it names, which is not remembered; a name that is none is told."""
    page = new_page
    page.goto(f"/?q={DIALECT}&scope=福建省纤维检验局")
    expect(page.locator(".turn .question")).to_have_text(DIALECT)
    expect(page.locator(".turn .card-answered .regulation").first).to_contain_text("福建省纤维检验局")
    expect(page.locator("#modes select")).to_have_value("福建省纤维检验局")
    expect(page).to_have_url(re.compile(r"/$"))
    page.reload()
    expect(page.locator(".turn .question")).to_have_text(DIALECT)
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator("#modes select")).to_have_value("福建省纤维检验局")  # what is asked next is asked of the same
    page.goto("about:blank")
    page.goto("/")
    expect(page.locator("#modes select")).to_have_value("")
    page.goto("/?q=方言&scope=没有的单位")
    error = page.locator(".turn .card-error .plain")
    expect(error).to_have_text(re.compile("^没有名为“没有的单位”的单位或规定；.*“适用”里选。$"))
    expect(page.locator("#modes select")).to_have_value("没有的单位")
    page.locator("#conversation .following").get_by_role("button", name="按全部单位问这个问题").click()
    expect(page.locator('.turn[data-turn="2"] .card-answered')).to_be_visible()
    expect(page.locator('.turn[data-turn="2"] .question')).to_have_text("方言")
    expect(page.locator("#modes select")).to_have_value("")
    page.goto("/?q=<img src=x onerror=alert(1)>方言")
    expect(page.locator(".turn .question")).to_contain_text("<img")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_logged_in_asked_and_logged_out(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, scheme: str
) -> None:
    """By keys alone, in a window of 380 pixels; a session that ends meanwhile is told as what it is."""
    database = open_database(tmp_path_factory.mktemp("home"))
    add_user(database, "ann", Role.AGENT, "a long enough one")
    with served(create_app(fake_assistant(), database, on_loopback=True)) as where:
        context = browser.new_context(
            color_scheme="dark" if scheme == "dark" else "light", base_url=where, viewport=NARROW
        )
        page = context.new_page()
        page.goto("/docs")
        expect(page).to_have_url(f"{where}/login?next=/docs")
        page.goto("/")
        expect(page.locator("#name")).to_be_focused()
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, re.findall(r"\d+", background))) < 200) == (scheme == "dark")
        page.keyboard.type("ann")
        page.keyboard.press("Tab")
        page.keyboard.type("wrong")
        page.keyboard.press("Enter")
        expect(page.locator(".trouble")).to_have_text("账号或密码不对。")
        expect(page.locator("#password")).to_be_focused()
        page.keyboard.type("a long enough one")
        page.keyboard.press("Enter")
        expect(page.locator("#question textarea")).to_be_focused()
        ask(page, DIALECT)
        with writing(database) as connection:
            connection.execute(sessions.delete())
        page.locator("#question textarea").fill("投诉")
        page.keyboard.press("Enter")
        expect(page.locator(".waiting")).to_have_text("登录已过期，请重新登录，再回到这里继续。 登录")
        page.reload()
        expect(page.locator("#name")).to_be_focused()
        page.keyboard.type("ann")
        page.keyboard.press("Tab")
        page.keyboard.type("a long enough one")
        page.keyboard.press("Enter")
        expect(page.locator("#question textarea")).to_be_focused()
        expect(page.locator(".turn .question")).to_have_text(DIALECT)  # what one was about to do goes on
        expect(page.locator("#question textarea")).to_have_value("投诉")
        page.goto("/browse")
        assert page.evaluate("sessionStorage.length") == 1
        page.locator(".account").get_by_role("button", name="退出").click()  # from another page than the chat too
        expect(page).to_have_url(f"{where}/login")
        assert page.evaluate("sessionStorage.length") == 0
        page.goto("/")
        expect(page.locator("#password")).to_be_visible()
        context.close()
