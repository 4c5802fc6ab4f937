"""What tests share: a browser, a state folder, and which files begin first: those that take longest, so that no core waits at the end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import chromium
from playwright.sync_api import Browser

from assistant.web.gradio_import import importing_gradio

with importing_gradio():  # as the application does, in a third of the time: each worker imports it
    import gradio  # noqa: F401

pytest.register_assert_rewrite("chat_in_browser")  # before a test imports it

LONGEST = (
    "test_web_trainer_story",
    "test_web_maintain_story",
    "test_crash",
    "test_web_browser_page",
    "test_web_browse",
    "test_web_maintain",
    "test_web_browser",
    "test_web_embed_browser",
    "test_cli",
    "test_web_browser_begin",
    "test_web_serving",
    "test_coverage",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; within a file the order stays."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(LONGEST)))


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than cores: a quarter of the time tests wait for a browser or another process."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a file."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of its own."""
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"
