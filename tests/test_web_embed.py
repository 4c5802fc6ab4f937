"""Showing the chat inside another site's page: only where the setting names it, and nothing else than the chat."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_assistant import fake_assistant
from fastapi.testclient import TestClient
from web_site import HERE

from assistant.state import users
from assistant.state.database import open_database
from assistant.state.retention import UnusableSetting
from assistant.state.users import Role
from assistant.web.app import create_app
from assistant.web.embed_origins import VARIABLE, embed_origins
from assistant.web.login_forms import NO_COOKIE
from assistant.web.serving import _open_database

CRM = "https://crm.example:8443"
EMBEDDED = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    database = open_database(tmp_path_factory.mktemp("home"))
    users.add_user(database, "ann", Role.AGENT, "a long enough one")
    with TestClient(create_app(fake_assistant(), database, on_loopback=True), HERE) as client:
        yield client


def _ancestors(client: TestClient, path: str) -> tuple[str, str]:
    """Read who may embed a page by either header."""
    headers = client.get(path, headers=EMBEDDED, follow_redirects=False).headers
    policy = re.search(r"frame-ancestors ([^;]+)", headers["content-security-policy"])
    assert policy
    return policy[1], headers.get("x-frame-options", "")


def _log_in(client: TestClient) -> tuple[str, str]:
    """Log in; the two cookies as they were set."""
    page = client.get("/login")
    token = re.findall(r'name="form_token" value="(\w+)"', page.text)[0]
    key = page.cookies["assistant_form"]
    form = {"name": "ann", "password": "a long enough one", "form_token": token, "next": "/"}
    entered = client.post("/login", data=form, headers={"cookie": f"assistant_form={key}"}, follow_redirects=False)
    assert entered.status_code == 303
    return page.headers["set-cookie"].lower(), entered.headers.get_list("set-cookie")[0].lower()


def test_nobody_may_embed_anything_without_the_setting(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert _ancestors(client, "/login") == ("'none'", "DENY")
    assert client.get("/", headers=EMBEDDED).status_code == 403
    monkeypatch.setenv("ASSISTANT_TLS", "1")
    form_cookie, session_cookie = _log_in(client)
    assert "samesite=strict" in form_cookie
    assert "samesite=lax" in session_cookie
    assert "partitioned" not in form_cookie + session_cookie


def test_the_named_sites_may_embed_the_chat_and_nothing_else(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, f"{CRM} http://Intranet/ {CRM}")
    monkeypatch.setenv("ASSISTANT_TLS", "1")
    assert _ancestors(client, "/login") == (f"{CRM} http://intranet", "")
    led = client.get("/", headers=EMBEDDED, follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, "/login?next=/")
    form_cookie, session_cookie = _log_in(client)
    for cookie in (form_cookie, session_cookie):
        assert "samesite=none" in cookie
        assert "secure" in cookie
        assert "httponly" in cookie
        assert "partitioned" in cookie  # else browsers keep none of a foreign frame
    session = re.findall(r"assistant_session=([^;]+)", session_cookie)[0]
    client.cookies.clear()
    token = client.post("/api/login", json={"name": "ann", "password": "a long enough one"}).json()["token"]
    assert session
    entered = {"authorization": f"Bearer {token}"}
    page = client.get("/", headers=EMBEDDED | entered)
    assert f"frame-ancestors {CRM} http://intranet" in page.headers["content-security-policy"]
    assert "x-frame-options" not in page.headers
    for path in ("/browse", "/docs", "/api/suggest?q=x"):
        assert client.get(path, headers=EMBEDDED | entered).status_code == 403
        assert client.get(path, headers=entered).headers["x-frame-options"] == "DENY"
    assert client.post("/api/ask", json={"question": "x"}, headers=entered | {"origin": CRM}).status_code == 403


def test_without_tls_the_cookie_stays_as_it_is(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Browsers take no cookie of other sites' frames that is not Secure."""
    monkeypatch.setenv(VARIABLE, CRM)
    monkeypatch.delenv("ASSISTANT_TLS", raising=False)
    assert "samesite=lax" in _log_in(client)[1]


def test_where_the_browser_keeps_no_cookie_the_way_out_is_shown(client: TestClient) -> None:
    """It would never succeed there, however often one tries."""
    client.cookies.clear()
    form = {"name": "ann", "password": "a long enough one", "form_token": "0" * 64, "next": "/?q=a%26b"}
    refused = client.post("/login", data=form, headers={"cookie": ""})
    assert refused.status_code == 403
    assert NO_COOKIE in refused.text
    assert '<a href="/?q=a%26b" target="_blank" rel="noopener">在新窗口打开</a>' in refused.text
    assert "在新窗口打开" not in client.get("/login").text


@pytest.mark.parametrize(
    "setting",
    ["*", "https://*.example", "crm.example", "https://crm.example/app", "ftp://crm.example", "https://a.example;", "https://a@b",
     "https://crm.example:x", "https://crm.example:443:1", "'self'", "https://", "https://a.example, https://b.example", "https://[x", "javascript:1"],
)  # fmt: skip
def test_what_is_no_origin_is_told_in_one_sentence_at_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, setting: str
) -> None:
    monkeypatch.setenv(VARIABLE, setting)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    with pytest.raises(UnusableSetting, match=f"^环境变量 {VARIABLE} 须为网站地址[^\n]*。$"):
        _open_database()
    assert not (tmp_path / "app.db").exists()


def test_origins_are_read_as_browsers_write_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "  http://127.0.0.1:8000 http://[::1]:80 HTTPS://Crm.Example/ ")
    assert embed_origins() == ("http://127.0.0.1:8000", "http://[::1]:80", "https://crm.example")
    monkeypatch.setenv(VARIABLE, " ")
    assert embed_origins() == ()
