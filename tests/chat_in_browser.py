"""The chat page in a real Chromium, for tests that use it as a person does: a plugin of pytest with its fixtures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, expect
from sqlalchemy import Engine
from web_site import served

from assistant.answering import Assistant
from assistant.state.database import open_database
from assistant.web.app import create_app
from corpus.catalog import load_catalog, load_documents
from index.clause_index import ClauseIndex
from index.embedding import load_embedder

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

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "ERR_INTERNET_DISCONNECTED" not in message.text:  # as another test wants it
            complaints.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/")
    yield page, complaints
    page.close()


@pytest.fixture
def page(opened: tuple[Page, list[str]]) -> Iterator[Page]:
    """The chat page with a new conversation; no complaint on the console is left unread."""
    page, complaints = opened
    page.set_viewport_size(WIDE)
    expect(page.locator("#conversation .welcome, #conversation .turn").first).to_be_attached()
    if page.locator("#conversation .turn").count():  # on a new page nothing would show that the click was heard
        page.locator("#new-conversation").click()
    expect(page.locator("#conversation .welcome")).to_be_visible()
    page.locator("#question textarea").fill("")
    yield page
    assert complaints == []


def ask(page: Page, question: str) -> None:
    """Type a question, press Enter and wait for its card."""
    turns = page.locator(".turn").count()
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(turns + 1)
