"""A maintainer's whole story in a real Chromium, over a real index: a changed regulation from the upload to the chat, and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from chromium import needs_chromium
from maintained_site import REGULATION, few_cases, make_own, next_edition
from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize, expect
from web_site import served

from assistant.live import LiveAssistant
from assistant.state.database import open_database
from assistant.state.sessions import open_session
from assistant.state.users import Role, add_user
from assistant.web.app import create_app
from assistant.web.maintain import answers as maintain_answers
from assistant.web.maintain.process import build
from index.versions import current, list_versions, publish

pytestmark = [pytest.mark.story, needs_chromium]

WIDE, NARROW = ViewportSize(width=1280, height=800), ViewportSize(width=380, height=800)
QUESTION = "电话铃响几次之内要接听"
LONG_MS = 180_000  # a build or a comparison on a machine that does other things


@dataclass(frozen=True, slots=True)
class Desk:
    """The served application over a state folder, and who may log in."""

    where: str
    home: Path
    tokens: dict[Role, str]

    def browse_as(self, browser: Browser, role: Role, viewport: ViewportSize = WIDE) -> BrowserContext:
        """Open a browser in which somebody of this role is logged in."""
        context = browser.new_context(viewport=viewport, locale="zh-CN", base_url=self.where)
        context.add_cookies([{"name": "assistant_session", "value": self.tokens[role], "url": self.where}])
        context.set_default_timeout(30_000)
        return context


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One regulation, built, published and served, with an account of each role."""
    home = tmp_path_factory.mktemp("home")
    own = make_own(tmp_path_factory.mktemp("own") / "program")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("ASSISTANT_HOME", str(home))
        monkeypatch.setattr(maintain_answers, "CASES", few_cases(home))
        publish(str(build({"home": home, "own": own})["version"]), home)
        database = open_database(home)
        tokens = {
            role: open_session(database, add_user(database, role.value, role, "a long enough one")) for role in Role
        }
        app = create_app(LiveAssistant(home), database, on_loopback=True, own=own)
        with served(app) as where:
            yield Desk(where, home, tokens)


def _ask(page: Page) -> str:
    """Ask the same question and give the card that answers it."""
    turns = page.locator(".turn").count()
    page.locator("#question textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(turns + 1)
    card = page.locator(".turn .card-answered").last
    expect(card).to_be_visible()
    return card.inner_text()


def _fits(page: Page) -> None:
    """Nothing stands out of the window."""
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.evaluate("innerWidth")


def test_from_the_upload_to_the_chat_and_back(desk: Desk, browser: Browser, tmp_path: Path) -> None:
    """An agent's open page answers from the new wording once it is published, and from the old one after going back."""
    maintainer, agent = desk.browse_as(browser, Role.MAINTAINER), desk.browse_as(browser, Role.AGENT)
    page, chat = maintainer.new_page(), agent.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if "Security" in message.text else None)
    chat.goto("/")
    assert "三次" in _ask(chat)
    old = current(desk.home)
    file = tmp_path / "制度-2026.txt"
    file.write_text(next_edition(), encoding="utf-8")

    page.goto("/maintain")
    expect(page.locator(".status")).to_contain_text(str(old))
    expect(page.locator(".warned")).to_have_count(0)
    page.get_by_role("link", name="上传规定文件").click()
    page.set_input_files("#files", file)
    page.get_by_role("button", name="上传并检查").click()

    # The report, and a letter corrected.
    expect(page.locator(".source")).to_contain_text("振玲声不应超过两次")
    expect(page.locator(".source .unit").first).to_be_visible()
    page.locator("#corrections-text").fill('[[correction]]\naction = "replace"\ntext = "振玲声"\nwith = 振铃声')
    page.get_by_role("button", name="应用更正").click()
    expect(page.locator("#corrections .trouble")).to_contain_text("第 4 行")
    entry = '[[correction]]\naction = "replace"\ntext = "振玲声"\nwith = "振铃声"\n'
    stale = '\n[[correction]]\naction = "noise"\ntext = "这里没有的字"\n'
    page.locator("#corrections-text").fill(entry + stale)
    page.get_by_role("button", name="应用更正").click()
    expect(page.locator("#corrections .trouble")).to_have_text("第 2 项（noise）没有起作用：原文中找不到这段文字。")
    page.locator("#corrections-text").fill(entry)
    page.get_by_role("button", name="应用更正").click()
    expect(page.locator("#corrections .done")).to_have_text("1 项更正都已应用。")
    expect(page.locator(".source .repaired")).to_have_text("振玲声")
    expect(page.locator(".source ins")).to_have_text("振铃声")

    # Which regulation it is must be said; nothing is replaced without.
    take_in = page.locator("#take-in").get_by_role("button", name="收入", exact=True)
    take_in.click()
    assert page.locator("input:invalid").count() > 0
    assert not (desk.home / "documents" / file.name).exists()
    page.locator(f"input[value='replaces:{REGULATION}']").check()
    take_in.click()
    expect(page.locator(".warned")).to_contain_text("文件在发布之后改过，还没有建立新版本")
    assert "三次" in _ask(chat)

    # Built beside the one that answers.
    page.locator(".warned").get_by_role("button", name="建立新版本").click()
    expect(page.locator(".next .done")).to_contain_text("已建好", timeout=LONG_MS)
    assert current(desk.home) == old
    new = list_versions(desk.home)[-1].version
    page.get_by_role("link", name="看改动").click()
    expect(page.locator(".filters a").first).to_have_text("全部 3")
    changes = page.locator(".change-list li")
    expect(changes.nth(0).locator("del")).to_have_text("三次")
    expect(changes.nth(0).locator("ins")).to_have_text("两次")
    expect(changes.nth(1)).to_contain_text("应当等客户先挂机")
    expect(changes.nth(2).locator("del")).to_contain_text("注意倾听,保持耐心")
    page.get_by_role("link", name="删去 1").click()
    expect(changes).to_have_count(1)
    page.set_viewport_size(NARROW)
    boxes = page.locator(".diff h2 small").evaluate("each => each.getClientRects().length")
    assert boxes == 1, "who issued it begins a line of its own, rather than break behind the title"
    page.set_viewport_size(WIDE)

    # The same questions on both.
    page.get_by_role("link", name="看回答的变化").click()
    page.get_by_role("button", name="开始对照").click()
    expect(page.locator(".answers")).to_be_visible(timeout=LONG_MS)
    logged = page.locator(".answers > li", has_text=QUESTION)
    expect(logged).to_have_count(1)  # asked alone and behind its own answer, as the agent did: both change alike
    expect(logged).to_contain_text(f"接着：{QUESTION}")
    expect(logged.locator(".asked")).to_contain_text("日志")
    expect(logged.locator(".sides > div").nth(0)).to_contain_text("三次")
    expect(logged.locator(".sides > div").nth(1)).to_contain_text("两次")
    expect(logged.locator(".alike li")).to_be_hidden()
    logged.get_by_text("另有 1 个问题同样变化").click()
    expect(logged.locator(".alike li")).to_contain_text(QUESTION)
    expect(logged.locator(".alike li")).to_be_visible()

    # Published after being asked once more, and taken back.
    page.get_by_role("link", name="发布…").click()
    expect(page.locator("main")).to_contain_text("改动 1 条，新增 1 条，删去 1 条，改号 0 条")
    assert "三次" in _ask(chat)
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.locator(".status")).to_contain_text(new)
    assert current(desk.home) == new
    assert "两次" in _ask(chat)
    expect(page.locator(".events li").first).to_contain_text(f"maintainer发布{new}")
    page.get_by_role("link", name="退回上一版本…").click()
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.locator(".status")).to_contain_text(str(old))
    assert "三次" in _ask(chat)
    expect(page.locator(".events li").first).to_contain_text("退回")
    assert complaints == []
    maintainer.close()
    agent.close()


def test_words_selected_in_the_source_become_a_correction(desk: Desk, browser: Browser, tmp_path: Path) -> None:
    """Nobody need know the format by heart, and who selects before the page's script has come loses nothing."""
    context = desk.browse_as(browser, Role.MAINTAINER)
    page = context.new_page()
    file = tmp_path / "制度-更正.txt"
    file.write_text(next_edition(), encoding="utf-8")
    page.goto("/maintain/upload")
    page.set_input_files("#files", file)
    held: list[Route] = []
    page.route("**/maintain.js*", lambda route: held.append(route))  # noqa: PLW0108
    page.get_by_role("button", name="上传并检查").click()
    expect(page.locator(".source .row", has_text="振玲声")).to_be_visible()
    page.evaluate("""() => {
        const row = [...document.querySelectorAll(".source .row")].find((each) => each.textContent.includes("振玲声"));
        document.getSelection().selectAllChildren(row.querySelector(".unit"));
    }""")
    page.wait_for_timeout(100)  # the browser tells of a selection a task later: also that shall come before the script
    leave_out = page.get_by_role("button", name="略去", exact=True)
    expect(leave_out).to_be_disabled()  # a click would come to nothing
    [script] = held
    script.continue_()
    page.unroute_all()
    leave_out.click()
    expect(page.locator("#corrections-text")).to_have_value(
        '[[correction]]\naction = "noise"\ntext = "接听电话,振玲声不应超过两次。"\n'
    )
    page.get_by_role("button", name="应用更正").click()
    expect(page.locator(".source .noise", has_text="振玲声")).to_be_visible()
    page.get_by_role("button", name="放弃这个文件").click()
    expect(page.locator("main")).not_to_contain_text(file.name)
    context.close()


@pytest.mark.parametrize("path", ["/maintain", "/maintain/upload", "/maintain/repeal", "/maintain/build", "/maintain/documents/fujian-fibre-inspection.txt"])  # fmt: skip
def test_pages_fit_beside_another_window(desk: Desk, browser: Browser, path: str) -> None:
    for viewport in (WIDE, NARROW):
        context = desk.browse_as(browser, Role.MAINTAINER, viewport)
        page = context.new_page()
        page.goto(path)
        _fits(page)
        context.close()


def test_a_form_whose_session_is_over_keeps_what_was_typed_and_goes_out_after_the_login(
    desk: Desk, browser: Browser, tmp_path: Path
) -> None:
    """A page left open over lunch: nothing typed is lost, and nothing is sent twice."""
    context = desk.browse_as(browser, Role.MAINTAINER)
    page = context.new_page()
    page.goto(f"/maintain/repeal?regulation={REGULATION}")
    page.evaluate("performance.now = () => 3_600_000")
    page.locator("#on").fill("2099-12-31")
    context.clear_cookies()
    page.get_by_role("button", name="写明废止").click()
    expect(page.locator("[data-not-sent]")).to_contain_text("登录已过期，没有发送")
    expect(page.locator("#on")).to_have_value("2099-12-31")
    with page.expect_popup() as opened:
        page.locator("[data-not-sent] a").click()
    login = opened.value
    login.locator("[name=name]").fill(Role.MAINTAINER.value)
    login.locator("[name=password]").fill("a long enough one")
    login.keyboard.press("Enter")
    expect(login.locator("#question textarea")).to_be_visible()
    page.route("**/form-token", lambda route: route.abort())
    page.get_by_role("button", name="写明废止").click()
    expect(page.locator("[data-not-sent]")).to_contain_text("连接不上服务，没有发送")
    page.unroute("**/form-token")
    page.get_by_role("button", name="写明废止").click()
    page.wait_for_url("**/maintain")
    expect(page.locator("main")).to_contain_text("2099-12-31")
    page.goto(f"/maintain/repeal?regulation={REGULATION}")
    page.get_by_role("button", name="取消废止").click()
    page.wait_for_url("**/maintain")
    expect(page.locator(".events li").first).to_contain_text("取消废止")
    context.close()
