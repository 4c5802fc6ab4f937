"""Every page in both widths and both themes, drawn by a real browser from the real server over the real documents.

The pictures go to the folder that ``ASSISTANT_SCREENSHOTS`` names (``make screenshots`` fills ``docs/images``), else to a temporary one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from chromium import needs_chromium
from maintained_site import next_edition
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from simulated_log import simulate_log
from sqlalchemy import select
from test_web_evals import AFTER, BEFORE

from assistant.state import users
from assistant.state.database import open_database
from assistant.state.tables import answers
from evals.processes import build, free_port, serving, wait_until_ready
from evals.results import write_run
from index.versions import current, read_version

pytestmark = [
    pytest.mark.story,
    needs_chromium,
]

SIZES = {"wide": ViewportSize(width=1280, height=800), "narrow": ViewportSize(width=380, height=800)}
THEMES = ("light", "dark")
QUESTIONS = (
    "客户讲方言听不懂怎么办",
    "客户骂人怎么办",
    "多久要给投诉客户回电话",
    "食堂几点开饭",
    "可以让客户先挂电话吗",
)
WAIT_MS = 60_000
SCREENS = Path(__file__).parents[1] / "docs" / "screens.md"
LEAST_PICTURES = 100
CLEAR_STORAGE = "localStorage.clear()"


@dataclass(frozen=True, slots=True)
class Site:
    """A server with a log, and where pictures of it go."""

    address: str
    home: Path
    pictures: Path


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The real server, with months of an invented log behind it and a few questions of today."""
    home = tmp_path_factory.mktemp("home")
    pictures = Path(os.environ.get("ASSISTANT_SCREENSHOTS") or tmp_path_factory.mktemp("screenshots")).absolute()
    build(home, "--publish")
    version = current(home)
    assert version
    (home / "reports").mkdir(exist_ok=True)
    for run in (BEFORE, AFTER):
        write_run(run, home / "reports" / f"{run.name}.json")
    units = [unit.unit_id for unit in read_version(version, home).units]
    simulate_log(open_database(home), 2_000, unit_ids=units[::3], spot_checks=5)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with serving(port, home) as server:
        wait_until_ready(f"{address}/api/health", server)
        for question in QUESTIONS:
            httpx.post(f"{address}/api/ask", json={"question": question}, timeout=30).raise_for_status()
        yield Site(address, home, pictures)


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A person's browser, in Chinese."""
    context: BrowserContext = browser.new_context(
        viewport=SIZES["wide"], locale="zh-CN", base_url=site.address, reduced_motion="reduce"
    )
    context.set_default_timeout(WAIT_MS)
    yield context.new_page()
    context.close()


def keep(page: Page, site: Site, name: str) -> None:
    """Keep pictures of what a page shows, and see that nothing of it lies beside the screen."""
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        for theme in THEMES:
            page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
            suffix = "" if (size, theme) == ("wide", "light") else f"-{size}-{theme}"
            page.screenshot(path=site.pictures / f"{name}{suffix}.png")
        beside = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beside <= 0, f"{name}, {size}: {beside} pixels beside the screen"
    page.set_viewport_size(SIZES["wide"])


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("browse", "/browse"),
        ("browse-regulation", "/browse/cotton-exchange-conduct/30(6)"),
        ("browse-changes", "/browse/changes"),
        ("trainer", "/trainer"),
        ("trainer-examples", "/trainer/examples"),
        ("trainer-disagreements", "/trainer/disagreements"),
        ("trainer-figures", "/trainer/figures"),
        ("trainer-batch", "/trainer/batch"),
        ("trainer-evals", "/trainer/evals"),
        ("trainer-eval-report", f"/trainer/evals/{AFTER.name}"),
        ("trainer-eval-compare", f"/trainer/evals/compare?a={BEFORE.name}&b={AFTER.name}"),
        ("trainer-gaps", "/trainer/figures/gaps"),
        ("trainer-example", "/trainer/examples/new"),
        ("maintain", "/maintain"),
        ("maintain-upload", "/maintain/upload"),
        ("maintain-document", "/maintain/documents/cotton-exchange-conduct.txt"),
        ("maintain-repeal", "/maintain/repeal?regulation=fujian-fibre-inspection"),
    ],
)
def test_a_page_fits_both_widths(page: Page, site: Site, name: str, path: str) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200
    expect(page.locator("h1")).to_have_count(1)
    keep(page, site, name)
    assert errors == []


def test_the_chat_answers(page: Page, site: Site) -> None:
    """With the conversations before it in the list beside it."""
    page.goto("/")
    listed = page.locator("#history-column button[data-conversation]")
    for count, question in enumerate((*QUESTIONS[1:4], QUESTIONS[0]), start=1):
        page.locator("#question textarea").fill(question)
        page.keyboard.press("Enter")
        expect(page.locator(".turn .question")).to_have_text(question)
        expect(listed).to_have_count(count)
        if question != QUESTIONS[0]:
            page.locator("#new-conversation").click()
    page.mouse.move(0, 0)
    expect(page.locator(".card-answered")).to_be_visible()
    expect(page.locator("#source mark").first).to_be_attached()
    keep(page, site, "chat")


def test_an_answer_is_judged(page: Page, site: Site) -> None:
    page.goto("/trainer")
    page.locator("form[data-draw] button[type=submit]").click()
    page.wait_for_url(re.compile("/trainer/judge/"))
    expect(page.locator("form[data-judge]")).to_be_visible()
    keep(page, site, "trainer-judge")


def test_a_changed_regulation_is_taken_in_and_compared(page: Page, site: Site, tmp_path: Path) -> None:
    file = tmp_path / "客户服务管理制度2026.txt"
    file.write_text(next_edition(), encoding="utf-8")
    page.goto("/maintain/upload")
    page.locator("input[type=file]").set_input_files(file)
    page.locator("form:has(input[type=file]) button[type=submit]").click()
    page.wait_for_url(re.compile("/maintain/intake/"))
    expect(page.locator("h1")).to_contain_text("客户服务管理制度2026")
    keep(page, site, "maintain-intake")
    page.locator("input[type=radio][value^='replaces'], input[type=radio]").first.check()
    page.locator("#take-in button.primary").click()
    page.wait_for_url(re.compile("/maintain$|/maintain[?#]"))
    page.locator("form[action='/maintain/build'] button").first.click()
    page.get_by_role("link", name="看改动").first.click(timeout=WAIT_MS)
    expect(page.locator("del").first).to_be_visible()
    keep(page, site, "maintain-diff")
    page.get_by_role("link", name="看回答的变化").click()
    page.get_by_role("button", name="开始对照").click()
    expect(page.locator(".answers > li").first).to_be_visible(timeout=2 * WAIT_MS)
    keep(page, site, "maintain-answers")
    page.goto("/maintain/build")
    expect(page.locator(".done")).to_be_visible()
    keep(page, site, "maintain-build")
    page.get_by_role("link", name="发布…").first.click()
    expect(page.locator("h1")).to_have_text("发布这个版本？")
    keep(page, site, "maintain-publish")
    page.locator("form button.primary").click()
    page.wait_for_url(re.compile("/maintain$"))
    page.goto("/maintain/rollback")
    keep(page, site, "maintain-rollback")
    page.goto("/maintain")
    page.get_by_role("link", name="撤回收入…").first.click()
    expect(page.locator("h1")).to_have_text("撤回收入这个文件？")
    keep(page, site, "maintain-take-back")


def test_wording_is_checked(page: Page, site: Site) -> None:
    page.goto("/")
    page.locator("button[data-mode='check']").click()
    page.locator("textarea:visible").fill("喂，说话呀！你再说一遍，我没听清。这事不归我管。")
    page.keyboard.press("Enter")
    expect(page.locator("[data-unit]").first).to_be_visible()
    keep(page, site, "chat-check")


def test_a_past_answer_is_looked_at(page: Page, site: Site) -> None:
    with open_database(site.home).connect() as connection:
        newest = connection.execute(select(answers.c.answer_id).order_by(answers.c.asked_at.desc())).scalars().first()
    page.goto(f"/trainer/answers/{newest}")
    expect(page.locator("h1")).to_have_count(1)
    keep(page, site, "trainer-answer")


def test_whoever_has_an_account_logs_in(page: Page, site: Site) -> None:
    """The last one here: from the first account on nobody comes in without."""
    users.add_user(open_database(site.home), "ann", users.Role.AGENT, "a long enough one")
    page.goto("/login")
    expect(page.locator("input[type=password]")).to_be_visible()
    keep(page, site, "login")


def test_every_picture_is_shown_in_the_docs(site: Site) -> None:
    """Behind all others: what they kept, each in both widths and themes."""
    kept = {picture.name for picture in site.pictures.glob("*.png")}
    shown = set(re.findall(r"images/([a-z-]+\.png)", SCREENS.read_text(encoding="utf-8")))
    if len(kept) > LEAST_PICTURES:  # else some tests were left out
        assert kept <= shown
