"""The application over a few units and an embedder a person can compute, as whoever sits at this machine sees it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from web_site import HERE

from assistant.answering import Assistant
from assistant.state.database import open_database
from assistant.web.app import create_app
from index.clause_index import ClauseIndex

INDEX = "20261122-010203-abcdef"  # its folder is called as a version is


@dataclass(frozen=True, slots=True)
class LocalSite:
    """A browser of somebody at this machine, and what stands behind the pages."""

    client: TestClient
    database: Engine
    home: Path

    def get(self, path: str) -> httpx.Response:
        """Open a page."""
        return self.client.get(path)

    def post(
        self, path: str, data: Mapping[str, str] | None = None, files: Mapping[str, tuple[str, bytes]] | None = None
    ) -> httpx.Response:
        """Send a form as a page of ours does, without following where it leads."""
        return self.client.post(
            path, data={"form_token": self.token()} | dict(data or {}), files=files, follow_redirects=False
        )

    def token(self) -> str:
        """Read the token of a page."""
        found = re.search(r'name="form-token" content="(\w+)"', self.get("/trainer/batch").text)
        assert found
        return found[1]


def local_site(home: Path) -> LocalSite:
    """Make the application; ``ASSISTANT_HOME`` must be the folder."""
    index = ClauseIndex.build(UNITS, REGULATIONS, CountingEmbedder(), home / INDEX)
    database = open_database(home)
    app = create_app(Assistant(index), database, on_loopback=True)
    return LocalSite(TestClient(app, base_url=HERE), database, home)


def text_of(page: httpx.Response) -> str:
    """Give the words of a page, without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))
