"""What went wrong, as the caller reads it: a page with the ways on to a browser, one sentence of JSON to a program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_assistant import fake_assistant
from fastapi import FastAPI
from fastapi.testclient import TestClient
from web_site import HERE

from assistant.state import sessions, users
from assistant.state.database import open_database
from assistant.state.users import Role
from assistant.web.app import create_app

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
NOWHERE = (
    "/nothing",
    "/browse/unknown",  # no such regulation
    "/browse/cotton-exchange-conduct/99",  # a unit that is withdrawn, or never was
    "/trainer/nothing",  # beneath a page: Gradio, mounted at /, would answer here
    "/trainer/examples/nothing/further",
    "/maintain/nothing",
    "/maintain/versions/nothing",
    "/page/nothing.css",
    "/docs/nothing",
    "/gradio_api/upload",  # of Gradio's, not published
    "/config",
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("ASSISTANT_HOME", str(home))
        yield create_app(fake_assistant(), open_database(home), on_loopback=True)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> TestClient:
    return TestClient(app, HERE, raise_server_exceptions=False)


@pytest.mark.parametrize("path", NOWHERE)
def test_an_unknown_address_is_a_page_in_a_browser(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    main = answer.text.split("<main", 1)[1]
    assert re.search(r"<h1>[^<]*(没有|找不到)", main)
    links = re.findall(r'href="([^"]+)"', main)
    assert links
    assert {client.get(link, headers=BROWSER).status_code for link in links} == {200}


@pytest.mark.parametrize(
    "path", ["/nothing", "/trainer/nothing", "/maintain/nothing", "/page/nothing.css", "/api/nothing"]
)
def test_a_program_gets_one_sentence_of_json(client: TestClient, path: str) -> None:
    """Also where the page's framework would answer in English."""
    answer = client.get(path)
    assert (answer.status_code, answer.json()["status"], answer.json()["text"]) == (404, "error", "没有这个地址。")


def test_a_form_sent_nowhere_and_an_address_for_forms_alone(client: TestClient) -> None:
    """The latter is what a browser asks for when somebody presses Enter in its address bar behind a form."""
    for method, path, status in (
        ("POST", "/trainer/nothing", 404),
        ("GET", "/trainer/batch/x/stop", 404),
        ("GET", "/logout", 405),
    ):
        answer = client.request(method, path, headers=BROWSER)
        assert (answer.status_code, "没有这个页面" in answer.text) == (status, True), path
    assert client.get("/logout").json()["text"] == "这个地址不接受这种请求方法。"


def test_everybody_is_led_to_pages_of_their_own(tmp_path: Path) -> None:
    """Who is not logged in learns no more than that there is nothing here."""
    database = open_database(tmp_path)
    agent = users.add_user(database, "ann", Role.AGENT, "a long enough one")
    token = sessions.open_session(database, agent)
    with TestClient(create_app(fake_assistant(), database, on_loopback=False), HERE) as client:
        nobody = client.get("/nothing", headers=BROWSER)
        assert set(re.findall(r'<a href="([^"]+)"', nobody.text)) == {"/"}
        known = client.get("/nothing", headers={**BROWSER, "cookie": f"assistant_session={token}"})
        assert set(re.findall(r'<a href="([^"]+)"', known.text)) == {"/", "/browse"}
        assert "ann" in known.text


def test_a_fault_of_the_program_is_a_page_in_a_browser(client: TestClient, app: FastAPI) -> None:
    """With the way back to where one came from, and nothing of the program in it."""

    def broken() -> None:
        raise RuntimeError("secret")

    route = next(route for route in app.router.routes if getattr(route, "path", "") == "/openapi.json")
    app.router.routes.remove(route)
    app.get("/openapi.json")(broken)
    app.router.routes.insert(0, app.router.routes.pop())
    page = client.get("/openapi.json", headers={**BROWSER, "referer": f"{HERE}/browse/changes"})
    assert (page.status_code, "secret" in page.text) == (500, False)
    assert "服务内部出错" in page.text
    assert '<a href="/browse/changes">返回</a>' in page.text
    assert client.get("/openapi.json").json()["status"] == "error"
    elsewhere = client.get("/openapi.json", headers={**BROWSER, "referer": "http://evil.example/x"})
    assert '<a href="/">返回</a>' in elsewhere.text
