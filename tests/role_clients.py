"""A served application and a client for each role: pages are opened and forms sent by raw HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import httpx

from assistant.state.users import Role
from assistant.web.login_forms import form_token
from corpus.catalog import load_catalog


@dataclass(frozen=True, slots=True)
class Site:
    """The served application, and a client for each role."""

    home: Path
    own: Path
    where: str
    tokens: dict[Role, str]

    def get(self, path: str, role: Role | None = Role.MAINTAINER) -> httpx.Response:
        """Open a page."""
        return httpx.get(self.where + path, headers=self._headers(role), timeout=60)

    def post(
        self,
        path: str,
        data: dict[str, str] | None = None,
        files: list[tuple[str, tuple[str, bytes]]] | None = None,
        role: Role | None = Role.MAINTAINER,
        token: str | None = None,
    ) -> httpx.Response:
        """Send a form as a page of this role's session does."""
        sent = form_token(self.tokens[role]) if role and token is None else token or ""
        fields = {"form_token": sent, **(data or {})}
        return httpx.post(self.where + path, data=fields, files=files, headers=self._headers(role), timeout=60)

    def upload(self, name: str, content: bytes | str) -> httpx.Response:
        """Upload one file."""
        content = content.encode() if isinstance(content, str) else content
        return self.post("/maintain/upload", files=[("files", (name, content))])

    def staged(self, name: str, content: bytes | str) -> str:
        """Upload one file that can be read; the address of its page."""
        response = self.upload(name, content)
        assert response.status_code == 303, response.text
        return response.headers["location"]

    def documents(self) -> list[str]:
        """List what was taken in."""
        return [entry.source for entry in load_catalog(self.home / "documents" / "catalog.toml")]

    def _headers(self, role: Role | None) -> dict[str, str]:
        cookie = {"cookie": f"assistant_session={self.tokens[role]}"} if role else {}
        return {"accept": "text/html", **cookie}
