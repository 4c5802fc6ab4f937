"""Logging in and out over HTTP: forms and programs, guessing, fixation, forged forms, and when nobody needs to log in."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from fake_assistant import fake_assistant
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from starlette.datastructures import Headers
from web_site import HERE, served

from assistant.state import sessions, users
from assistant.state.database import open_database, writing
from assistant.state.tables import login_failures
from assistant.state.users import Role
from assistant.web.app import create_app
from assistant.web.identity import is_from_this_machine
from assistant.web.login_forms import after_login, form_token
from assistant.web.login_page import HOW_TO_ADD
from assistant.web.passwords import TOO_MANY, WRONG

PASSWORD = "a long enough one"


@pytest.fixture(scope="module", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Argon2 is slow on purpose; here it need not be."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(users, "_hasher", lambda: PasswordHasher(1, 8, 1))
        yield


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A database with two accounts."""
    engine = open_database(tmp_path_factory.mktemp("home"))
    users.add_user(engine, "ann", Role.AGENT, PASSWORD)
    users.add_user(engine, "bob", Role.MAINTAINER, PASSWORD)
    return engine


@pytest.fixture(scope="module")
def site(database: Engine) -> Iterator[str]:
    """The application, served."""
    with served(create_app(fake_assistant(), database, on_loopback=True)) as where:
        yield where


@pytest.fixture
def browser(site: str, database: Engine) -> Iterator[httpx.Client]:
    """A client that keeps cookies, and no failures of earlier tests."""
    with writing(database) as connection:
        connection.execute(login_failures.delete())
    with httpx.Client(base_url=site, timeout=10) as client:
        yield client


def _fill_in(browser: httpx.Client, name: str, password: str, after: str = "/", **more: str) -> httpx.Response:
    """Open the login and send its form."""
    page = browser.get("/login", params={"next": after}).text
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    assert token
    return browser.post(
        "/login", data={"name": name, "password": password, "form_token": token[1], "next": after} | more
    )


def test_logged_in_with_a_form_and_out_again(browser: httpx.Client) -> None:
    """The page that was wanted is shown next; the way out ends the session itself, not only the cookie."""
    wanted = "/?q=方言&scope=全国棉花交易市场"
    led = browser.get(wanted)
    assert led.status_code == 303
    assert led.headers["location"].startswith("/login?next=/%3Fq%3D")
    login = browser.get(led.headers["location"]).text
    entered = _fill_in(browser, "Ann", PASSWORD, after=wanted)
    assert entered.status_code == 303
    assert entered.headers["location"] == str(httpx.URL(wanted))
    assert entered.headers["location"].split("?")[1].replace("&", "&amp;") in login
    cookie = entered.headers["set-cookie"].split("\n")[0].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    page = browser.get("/").text
    account = re.search(r'<meta name="account" content="ann" data-form-token="(\w+)">', page)
    assert account
    assert browser.get("/login").headers["location"] == "/"
    kept = browser.cookies["assistant_session"]
    assert browser.post("/logout", data={"form_token": account[1]}).headers["location"] == "/login"
    assert browser.get("/", headers={"cookie": f"assistant_session={kept}"}).status_code == 303


def test_a_program_logs_in_for_a_token(browser: httpx.Client) -> None:
    token = browser.post("/api/login", json={"name": "bob", "password": PASSWORD}).json()
    assert (token["name"], token["role"]) == ("bob", "maintainer")
    assert "set-cookie" not in browser.get("/api/health").headers
    bearer = {"authorization": f"Bearer {token['token']}"}
    assert browser.post("/api/ask", json={"question": "方言"}, headers=bearer).json()["status"] == "answered"
    assert browser.post("/api/ask", json={"question": "方言"}).status_code == 401
    wrong = browser.post("/api/login", json={"name": "bob", "password": "wrong"})
    assert (wrong.status_code, wrong.json()["text"]) == (401, WRONG)


@pytest.mark.parametrize(("name", "password"), [("ann", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_wrong_name_and_wrong_password_are_told_alike(browser: httpx.Client, name: str, password: str) -> None:
    refused = _fill_in(browser, name, password)
    assert (refused.status_code, "assistant_session" in browser.cookies) == (401, False)
    assert WRONG in refused.text


def test_guessing_is_stopped_for_that_account_only(browser: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """By form and by program together; the right password does not help then, and is not even checked."""
    monkeypatch.setattr(sessions, "FAILURES_PER_HOUR", 3)
    guess = {"name": "ann", "password": "guess"}
    codes = [browser.post("/api/login", json=guess).status_code for _ in range(2)]
    codes += [_fill_in(browser, "ann", "guess").status_code for _ in range(2)]
    assert codes == [401, 401, 401, 429]
    stopped = _fill_in(browser, "ann", PASSWORD)
    assert (stopped.status_code, TOO_MANY in stopped.text) == (429, True)
    assert int(stopped.headers["retry-after"]) > 0
    assert browser.post("/api/login", json={"name": "ＡＮＮ ", "password": PASSWORD}).status_code == 429
    assert _fill_in(browser, "bob", PASSWORD).status_code == 303


def test_a_full_disk_is_told_at_the_login(browser: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))

    monkeypatch.setattr("assistant.web.passwords.log_in", full)
    answer = _fill_in(browser, "ann", PASSWORD)
    assert answer.status_code == 503
    assert "磁盘满了" in answer.json()["text"]


def test_guesses_by_the_hundred_are_within_the_limit() -> None:
    assert sessions.FAILURES_PER_HOUR <= 100


def test_a_session_put_into_the_browser_is_not_gone_on_with(browser: httpx.Client, database: Engine) -> None:
    """Neither an invented one nor one of somebody else's, which ends."""
    planted = sessions.open_session(database, users.find_user(database, "bob"))
    for before in ("invented", planted):
        browser.cookies.clear()
        page = browser.get("/login")
        token = re.search(r'name="form_token" value="([^"]+)"', page.text)
        assert token
        cookies = f"assistant_form={browser.cookies['assistant_form']}; assistant_session={before}"
        entered = browser.post(
            "/login", data={"name": "ann", "password": PASSWORD, "form_token": token[1]}, headers={"cookie": cookies}
        )
        assert entered.status_code == 303
        assert re.search(r"assistant_session=([^;]+)", entered.headers["set-cookie"])[1] != before  # type: ignore[index]
        browser.cookies.clear()
        assert browser.get("/", headers={"cookie": f"assistant_session={before}"}).status_code == 303


@pytest.mark.parametrize("token", ["", "x" * 64, form_token("another browser's")])
def test_a_form_of_somebody_elses_making_is_not_taken(browser: httpx.Client, database: Engine, token: str) -> None:
    forged = _fill_in(browser, "ann", PASSWORD, form_token=token)
    assert (forged.status_code, "assistant_session" in browser.cookies) == (403, False)
    session = sessions.open_session(database, users.find_user(database, "ann"))
    cookie = {"cookie": f"assistant_session={session}"}
    assert browser.post("/logout", data={"form_token": token}, headers=cookie).status_code == 403
    assert browser.get("/docs", headers=cookie).status_code == 200  # still logged in


def test_a_form_without_its_cookie_is_not_taken(browser: httpx.Client) -> None:
    browser.get("/login")
    browser.cookies.clear()
    answer = browser.post("/login", data={"name": "ann", "password": PASSWORD, "form_token": form_token("")})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/logout",
        "/api/ask",
        "/nowhere",
        "/login",
        "http://[",
        "",
        "/%0d%0aset-cookie:x=1",
    ],
)
def test_after_the_login_nobody_is_led_elsewhere(wanted: str) -> None:
    assert after_login(wanted) == "/"


def test_a_name_is_shown_as_typed_and_never_run(browser: httpx.Client) -> None:
    page = _fill_in(browser, '"><script>alert(1)</script>', "x", after="/").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert browser.get("/login", params={"next": '"><script>'}).text.count("<script") == 1


def test_disabled_and_reset_accounts_are_out_at_once(browser: httpx.Client, database: Engine) -> None:
    users.add_user(database, "eve", Role.AGENT, PASSWORD)
    assert _fill_in(browser, "eve", PASSWORD).status_code == 303
    assert browser.get("/docs").status_code == 200
    users.set_disabled(database, "eve", disabled=True)
    assert browser.get("/docs").status_code == 303
    assert browser.get("/openapi.json").status_code == 401


def test_login_page_has_a_policy_without_foreign_origins(browser: httpx.Client) -> None:
    response = browser.get("/login")
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert not re.search(r'(?:src|href|action)="(?!/)', response.text)


@pytest.mark.parametrize("tls", ["scheme", "setting"])
def test_cookies_are_for_tls_only_behind_tls(database: Engine, monkeypatch: pytest.MonkeyPatch, tls: str) -> None:
    if tls == "setting":
        monkeypatch.setenv("ASSISTANT_TLS", "1")
    client = TestClient(
        create_app(fake_assistant(), database, on_loopback=True),
        "https://service.example" if tls == "scheme" else "http://service.example",
    )
    assert "secure" in client.get("/login").headers["set-cookie"].lower()


@pytest.mark.parametrize("on_loopback", [True, False])
def test_nobody_needs_an_account_on_this_machine_alone_until_there_is_one(tmp_path: Path, on_loopback: bool) -> None:
    database = open_database(tmp_path)
    client = TestClient(create_app(fake_assistant(), database, on_loopback=on_loopback), HERE, follow_redirects=False)
    assert client.get("/docs").status_code == (200 if on_loopback else 303)
    assert client.post("/api/ask", json={"question": "方言"}).status_code == (200 if on_loopback else 401)
    assert (HOW_TO_ADD in client.get("/login").text) != on_loopback
    users.add_user(database, "ann", Role.AGENT, PASSWORD)
    assert client.get("/docs").status_code == 303
    assert HOW_TO_ADD not in client.get("/login").text
    users.set_disabled(database, "ann", disabled=True)
    assert client.get("/docs").status_code == 303  # the last account disabled does not open the door


@pytest.mark.parametrize(
    ("headers", "here"),
    [
        ({}, True),
        ({"host": "localhost:7860"}, True),
        ({"host": "[::1]:7860"}, True),
        ({"host": "evil.example"}, False),  # a name that stands for this machine's address
        ({"host": "127.0.0.1.evil.example"}, False),
        ({"host": "["}, False),
        ({"x-forwarded-for": "127.0.0.1"}, False),
        ({"x-forwarded-host": "127.0.0.1"}, False),
        ({"X-Forwarded-Anything": ""}, False),
        ({"forwarded": "for=127.0.0.1"}, False),
        ({"via": "1.1 proxy"}, False),
        *(
            ({name: "127.0.0.1"}, False)
            for name in (
                "x-real-ip",
                "cf-connecting-ip",
                "true-client-ip",
                "x-client-ip",
                "x-original-forwarded-for",
                "x-proxyuser-ip",
                "x-cluster-client-ip",
                "cdn-loop",
            )
        ),
    ],
)
def test_only_requests_of_this_machine_go_without_account(headers: dict[str, str], here: bool) -> None:
    sent = httpx.Headers({"host": "127.0.0.1"} | headers)
    assert is_from_this_machine(Headers(raw=[(name.lower(), value) for name, value in sent.raw])) == here
