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

from assistant.state.database import open_database
from evals.processes import build, free_port, serving, wait_until_ready
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
CLEAR_STORAGE = "localStorage.clear()"


@dataclass(frozen=True, slots=True)
class Site:
    """A server with a log, and where pictures of it go."""

    address: str
    pictures: Path


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The real server, with months of an invented log behind it and a few questions of today."""
    home = tmp_path_factory.mktemp("home")
    pictures = Path(os.environ.get("ASSISTANT_SCREENSHOTS") or tmp_path_factory.mktemp("screenshots")).absolute()
    build(home, "--publish")
    version = current(home)
    assert version
    units = [unit.unit_id for unit in read_version(version, home).units]
    simulate_log(open_database(home), 2_000, unit_ids=units[::3], spot_checks=5)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with serving(port, home) as server:
        wait_until_ready(f"{address}/api/health", server)
        for question in QUESTIONS:
            httpx.post(f"{address}/api/ask", json={"question": question}, timeout=30).raise_for_status()
        yield Site(address, pictures)


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
        ("maintain", "/maintain"),
        ("maintain-upload", "/maintain/upload"),
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
