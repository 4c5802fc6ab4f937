"""What axe-core finds grave on a page: what keeps somebody from reading or using it."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = {"serious", "critical"}
OPTIONS = {"resultTypes": ["violations"], "preload": False}  # the styles are our own: nothing is to be fetched again


def grave_faults(page: Page) -> list[str]:
    """List what axe finds grave on a page, each with where it is.

    :param page: The page, as it is shown; opened without a policy, since axe is put into it as a script.
    :return: A line for each fault.
    """
    return [
        f"{page.url} {found['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for found in Axe().run(page, options=OPTIONS).response["violations"]
        if found["impact"] in GRAVE
        for node in found["nodes"]
    ]
