"""The chat page in a real Chromium: asked, read, clicked and copied as an agent does it."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fake_assistant import fake_assistant
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, ViewportSize, expect, sync_playwright
from sqlalchemy import Engine, select
from web_site import served

from assistant.answering import Assistant
from assistant.state.database import open_database, writing
from assistant.state.tables import answer_events, sessions
from assistant.state.users import Role, add_user
from assistant.web.app import create_app
from corpus.catalog import load_catalog, load_documents
from index.clause_index import ClauseIndex
from index.embedding import load_embedder

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
expect.set_options(timeout=20_000)  # a busy machine takes its time over a page
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium found (install Debian's chromium): page not tried"
)

WIDE, NARROW = ViewportSize(width=1440, height=900), ViewportSize(width=380, height=800)
DIALECT = "客户讲方言听不懂怎么办"
DOCUMENTS = Path(__file__).parent.parent / "corpus" / "documents"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The real assistant over the telephone rules of two real documents: few, because embedding takes its time."""
    files = [DOCUMENTS / name for name in ("cotton-exchange-conduct.txt", "fujian-fibre-inspection.txt")]
    documents = load_documents(files, load_catalog(DOCUMENTS.parent / "catalog.toml"))
    rules = ("cotton-exchange-conduct#30", "fujian-fibre-inspection#6.1")
    units = [unit for document in documents for unit in document.units if unit.unit_id.startswith(rules)]
    regulations = [regulation for document in documents for regulation in document.regulations]
    folder = tmp_path_factory.mktemp("index") / "telephone"
    return Assistant(ClauseIndex.build(units, regulations, load_embedder(None), folder))


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The log of the served application."""
    return open_database(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def site(assistant: Assistant, database: Engine) -> Iterator[str]:
    """The application, served on a free port."""
    app = create_app(assistant, database, on_loopback=True)
    with served(app) as where:
        yield where


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this file."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its sandbox to root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=sandbox)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    """A person's browser, in Chinese, with a wide window."""
    context = browser.new_context(viewport=WIDE, locale="zh-CN", base_url=site)
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def new_page(context: BrowserContext) -> Iterator[Page]:
    """A page of its own, not yet opened."""
    page = context.new_page()
    yield page
    page.close()


@pytest.fixture(scope="module")
def opened(context: BrowserContext) -> Iterator[tuple[Page, list[str]]]:
    """The chat page, opened once, and what it complains of on the console."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/")
    yield page, complaints
    page.close()


@pytest.fixture
def page(opened: tuple[Page, list[str]]) -> Iterator[Page]:
    """The chat page with a new conversation; no complaint on the console is left unread."""
    page, complaints = opened
    page.set_viewport_size(WIDE)
    page.locator("#new-conversation").click()
    expect(page.locator(".welcome").first).to_be_visible()
    page.locator("#question textarea").fill("")
    yield page
    assert complaints == []


def ask(page: Page, question: str) -> None:
    """Type a question, press Enter and wait for its card."""
    turns = page.locator(".turn").count()
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(turns + 1)


def test_question_is_answered_with_a_card_and_its_source(new_page: Page) -> None:
    """The box has the focus from the start, is empty afterwards, and the first citation stands beside the answer."""
    page = new_page
    page.goto("/")
    expect(page.locator("#question textarea")).to_be_focused()
    page.keyboard.type(DIALECT)
    page.keyboard.press("Enter")
    card = page.locator(".turn .card-answered")
    expect(card.locator(".part-say .wording").first).to_contain_text("对不起,请您讲普通话,好吗?谢谢!")
    expect(card.locator(".part-never")).to_contain_text("严禁直接挂机")
    expect(card.locator(".part-sources .locator").first).to_have_text("第三十条（六）")
    expect(page.locator("#question textarea")).to_have_value("")
    expect(page.locator("#question textarea")).to_be_focused()
    expect(page.locator("#source .source-header .locator")).to_have_text("第三十条（六）")
    expect(page.locator("#source mark")).to_contain_text("请您讲普通话")


def test_click_on_a_citation_shows_its_clause_among_its_neighbours(page: Page) -> None:
    """By the row of the newer answer, and by the marker of the older one, whose clause is shown again."""
    ask(page, DIALECT)
    ask(page, "接到无声电话应该怎么说")
    expect(page.locator("#source .source-header .locator")).to_have_text("第三十条（四）")
    older = page.locator('.turn[data-turn="1"]')
    older.locator(".part-say .marker").first.click()
    expect(page.locator("#source .source-header .locator")).to_have_text("第三十条（六）")
    expect(older.locator(".part-sources .citation").first).to_have_class(re.compile(r"\bshown\b"))
    mark = page.locator("#source mark")
    expect(mark).to_be_in_viewport()
    expect(mark).to_contain_text("遇到客户讲方言")
    expect(page.locator("#source .unit", has_text="当电话声音太小听不清楚时")).to_be_attached()
    expect(page.locator("#source .unit", has_text="若没有听清楚客户所述内容")).to_be_attached()
    page.locator('.turn[data-turn="2"] .part-sources .citation').first.click()
    expect(page.locator("#source mark")).to_contain_text("遇到无声电话")


def test_refusal_shows_what_is_near_and_not_as_an_answer(page: Page) -> None:
    """A near clause can be read, with nothing marked in it."""
    ask(page, "发票丢了能重开吗")
    card = page.locator(".turn .card-not_covered")
    expect(card).to_be_visible()
    expect(card.locator(".copy, .marker")).to_have_count(0)
    near = card.locator(".part-near .citation").first
    locator = near.locator(".locator").inner_text()
    near.click()
    expect(page.locator("#source .source-header .locator")).to_have_text(locator)
    expect(page.locator("#source .unit-target")).to_be_in_viewport()
    expect(page.locator("#source mark")).to_have_count(0)


def test_copy_button_puts_the_exact_wording_on_the_clipboard(context: BrowserContext, page: Page) -> None:
    """Word for word, without marker or blanks."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, DIALECT)
    page.locator(".part-say .copy").first.click()
    expect(page.locator(".part-say .copy").first).to_have_class(re.compile(r"\bcopied\b"))
    assert page.evaluate("navigator.clipboard.readText()") == "对不起,请您讲普通话,好吗?谢谢!"


def test_copy_works_without_a_clipboard_interface(new_page: Page) -> None:
    """Browsers offer none to a page without TLS on another machine."""
    page = new_page
    page.goto("/")
    expect(page.locator("#question textarea")).to_be_focused()
    ask(page, DIALECT)
    page.evaluate("""() => {
        Object.defineProperty(navigator, "clipboard", { value: undefined });
        document.addEventListener("copy", () => { window.copied = String(document.activeElement.value); });
    }""")
    page.locator(".part-say .copy").first.click()
    assert page.evaluate("window.copied") == "对不起,请您讲普通话,好吗?谢谢!"


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


def test_follow_up_is_answered_from_the_conversation(page: Page) -> None:
    """And the new conversation knows nothing of it."""
    ask(page, DIALECT)
    ask(page, "那还是听不懂呢")
    second = page.locator('.turn[data-turn="2"]')
    expect(second.locator(".card-answered .part-sources .locator").first).to_have_text("第三十条（六）")
    page.locator("#new-conversation").click()
    expect(page.locator(".welcome").first).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#source h2")).to_have_text("收录的规定")
    expect(page.locator("#question textarea")).to_be_focused()


def test_example_question_is_asked_by_a_click(page: Page) -> None:
    """The empty page shows what can be asked."""
    example = page.locator(".example").first
    question = example.inner_text()
    example.click()
    expect(page.locator(".turn .question")).to_have_text(question)
    expect(page.locator(".turn .card-answered")).to_be_visible()


def test_enter_in_an_input_method_does_not_send(page: Page) -> None:
    """Enter confirms the Pinyin being typed; only the next one asks. Shift and Enter begin a new line."""
    box = page.locator("#question textarea")
    devtools = page.context.new_cdp_session(page)
    devtools.send("Input.imeSetComposition", {"selectionStart": 6, "selectionEnd": 6, "text": "fangyan"})
    composing = {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, "key": "Process", "code": "Enter"}
    devtools.send("Input.dispatchKeyEvent", composing)
    devtools.send("Input.insertText", {"text": "方言"})
    page.keyboard.press("Shift+Enter")
    page.wait_for_timeout(300)
    expect(page.locator(".turn")).to_have_count(0)
    expect(box).to_have_value("方言\n")


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


def test_a_cited_clause_leads_to_its_place_in_the_whole_text(page: Page) -> None:
    ask(page, DIALECT)
    whole = page.locator("#source footer a")
    expect(whole).to_have_attribute("href", "/browse/cotton-exchange-conduct/30(6)")
    with page.expect_popup() as opening:
        whole.click()
    expect(opening.value.locator("[data-target] .locator")).to_have_text("第三十条（六）")
    opening.value.close()


def test_a_link_opens_the_page_with_its_question_asked_once(new_page: Page) -> None:
    """Inside the scope it names, which is not remembered; a name that is none is told."""
    page = new_page
    page.goto(f"/?q={DIALECT}&scope=福建省纤维检验局")
    expect(page.locator(".turn .question")).to_have_text(DIALECT)
    expect(page.locator(".turn .card-answered .regulation").first).to_contain_text("福建省纤维检验局")
    expect(page.locator("#modes select")).to_have_value("福建省纤维检验局")
    expect(page).to_have_url(re.compile(r"/$"))
    page.reload()
    expect(page.locator(".welcome").first).to_be_visible()
    expect(page.locator("#modes select")).to_have_value("")
    page.goto("/?q=方言&scope=没有的单位")
    expect(page.locator(".turn .card-error")).to_contain_text("没有的单位")
    page.goto("/?q=<img src=x onerror=alert(1)>方言")
    expect(page.locator(".turn .question")).to_contain_text("<img")


def test_keys_bring_back_questions_and_copy_what_is_to_be_said(context: BrowserContext, page: Page) -> None:
    """Arrows only where nothing else is being typed; each press copies the next wording."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    box = page.locator("#question textarea")
    ask(page, "接到无声电话应该怎么说")
    ask(page, DIALECT)
    expect(box).to_be_focused()
    for key, shown in (
        ("ArrowUp", DIALECT),
        ("ArrowUp", "接到无声电话应该怎么说"),
        ("ArrowDown", DIALECT),
        ("ArrowDown", ""),
    ):
        page.keyboard.press(key)
        expect(box).to_have_value(shown)
    box.fill("正在写")
    page.keyboard.press("ArrowUp")
    expect(box).to_have_value("正在写")
    for said in ("对不起,请您讲普通话,好吗?谢谢!", "对不起,请问您说的是"):
        page.keyboard.press("Alt+KeyC")
        page.wait_for_function("said => navigator.clipboard.readText().then((text) => text.startsWith(said))", arg=said)
    box.fill("")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#suggestions")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator('.turn[data-turn="3"] .question')).to_have_text(DIALECT)


def test_past_conversations_are_listed_searched_opened_again_and_gone_on_with(page: Page) -> None:
    """At the left; put away and brought back; over the page where there is no room."""
    ask(page, "客户讲方言听不懂怎么办，手机13812345678")
    page.locator("#new-conversation").click()
    expect(page.locator(".turn")).to_have_count(0)
    ask(page, "接到无声电话应该怎么说")
    rows = page.locator("#history li button")
    expect(rows.first).to_have_text("接到无声电话应该怎么说")
    expect(rows.first).to_have_attribute("aria-current", "true")
    page.locator("#history input").fill("怎么办，手机")
    expect(rows).to_have_text(["客户讲方言听不懂怎么办，手机〔手机号〕"])
    rows.click()
    expect(page.locator(".turn .question")).to_have_text("客户讲方言听不懂怎么办，手机〔手机号〕")
    expect(page.locator(".turn .card-answered > .plain")).to_contain_text("请您讲普通话,好吗?谢谢!")
    expect(page.locator("#source .source-header .locator")).to_have_text("第三十条（六）")
    expect(page.locator(".outdated:visible")).to_have_count(0)
    ask(page, "那还是听不懂呢")
    expect(page.locator('.turn[data-turn="2"] .part-sources .locator').first).to_have_text("第三十条（六）")
    expect(rows).to_have_count(1)
    page.locator("#history input").fill("查无此话")
    expect(page.locator("#history .list")).to_have_text("没有符合的对话。")
    page.locator("#history input").fill("")
    page.locator("[data-history]").click()
    expect(page.locator("#history-column")).to_be_hidden()
    page.set_viewport_size(NARROW)
    page.locator("[data-history]").click()
    expect(page.locator("#history input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#history-column")).to_be_hidden()
    page.set_viewport_size(WIDE)
    page.locator("[data-history]").click()
    expect(rows.first).to_be_visible()


def test_suggestions_stand_below_the_box_and_are_chosen_by_keys(page: Page) -> None:
    """Arrow keys choose, Escape puts the list away, Enter asks; nothing that is read is covered."""
    question = "遇到方言听不懂怎么办"
    found = [{"question": question, "unit_id": "", "regulation": "", "locator": ""}]
    page.route("**/api/suggest*", lambda route: route.fulfill(json={"status": "ok", "text": "", "suggestions": found}))
    page.keyboard.type("方言")
    rows = page.locator("#suggestions li")
    expect(rows).to_have_text([question])
    below = "document.querySelector('#suggestions').getBoundingClientRect().top >= document.querySelector('#question').getBoundingClientRect().bottom"
    assert page.evaluate(below)
    page.keyboard.press("Escape")
    expect(rows).to_have_count(0)
    page.keyboard.press("Backspace")
    page.keyboard.type("言")
    expect(rows).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(rows.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator(".turn .question")).to_have_text(question)
    expect(rows).to_have_count(0)
    page.unroute("**/api/suggest*")


def test_an_opinion_of_an_answer_is_written_down_and_stays_marked(page: Page, database: Engine) -> None:
    """Useful by one click; of no use by one, with a reason by two more; the next question loses neither."""
    ask(page, DIALECT)
    foot = page.locator('.turn[data-turn="1"] .feedback')
    expect(foot.locator(".why")).to_be_hidden()
    foot.locator("[data-signal=useless]").click()
    expect(foot.locator(".said")).to_have_text("已记下，谢谢")
    foot.locator("[data-reason=incomplete]").click()
    foot.locator("input").fill("缺时限,电话13812345678")
    page.keyboard.press("Enter")
    expect(foot.locator(".why")).to_be_hidden()
    expect(page.locator("#question textarea")).to_be_focused()
    ask(page, "接到无声电话应该怎么说")
    expect(foot.locator("[data-signal=useless]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator('.turn[data-turn="2"] [data-signal=useless]')).to_have_attribute("aria-pressed", "false")
    page.locator('.turn[data-turn="2"] .copy').first.click()
    page.locator('.turn[data-turn="2"] .part-sources .citation').first.click()
    expect(page.locator("#source mark")).to_contain_text("遇到无声电话")
    answer_id = foot.get_attribute("data-answer")
    of_second = page.locator('.turn[data-turn="2"] .feedback').get_attribute("data-answer")
    waited_until = time.monotonic() + 5
    while len(_events(database, of_second)) < 3 and time.monotonic() < waited_until:
        time.sleep(0.05)
    assert _events(database, answer_id) == [
        ("shown", "{}"),
        ("useless", "{}"),
        ("useless", '{"reason": "incomplete", "note": "缺时限,电话〔手机号〕"}'),
    ]
    assert sorted(kind for kind, _ in _events(database, of_second)) == ["citation", "copied", "shown"]


def _events(database: Engine, answer_id: str | None) -> list[tuple[str, str]]:
    """Read what became of an answer."""
    wanted = select(answer_events.c.kind, answer_events.c.detail).where(answer_events.c.answer_id == answer_id)
    with database.connect() as connection:
        return [(row.kind, row.detail) for row in connection.execute(wanted.order_by(answer_events.c.at))]


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
        expect(page.locator(".waiting")).to_have_text("登录已过期，请刷新页面重新登录。")
        page.reload()
        expect(page.locator("#name")).to_be_focused()
        page.keyboard.type("ann")
        page.keyboard.press("Tab")
        page.keyboard.type("a long enough one")
        page.keyboard.press("Enter")
        expect(page.locator("#question textarea")).to_be_focused()
        page.locator("#tools .account button").click()
        expect(page).to_have_url(f"{where}/login")
        page.goto("/")
        expect(page.locator("#password")).to_be_visible()
        context.close()
