"""Which files of tests begin first: those that take longest, so that no core waits for the last of them at the end."""

from __future__ import annotations

import pytest

LONGEST = ("test_crash", "test_web_trainer_story", "test_web_maintain_story", "test_web_accessible", "test_web_browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; within a file the order stays."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(LONGEST)))
