"""A real Chromium for tests of pages. Where the machine has none, they are skipped and say so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

_CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_REASON = "no Chromium found (install Debian's chromium): pages not tried"

expect.set_options(timeout=20_000)  # a busy machine takes its time over a page
needs_chromium = pytest.mark.skipif(_CHROMIUM is None, reason=_REASON)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open a browser, and close it."""
    if _CHROMIUM is None:
        pytest.skip(_REASON)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its sandbox to root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=sandbox)
        yield browser
        browser.close()
