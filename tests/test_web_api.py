"""The HTTP application by raw requests: answers, refusals, what is published and what is not, security headers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

import pytest
from fake_assistant import INDEX_VERSION, UNITS, FakeAssistant
from fastapi import FastAPI
from fastapi.testclient import TestClient
from web_site import HERE

from assistant.answer import Answer, Turn
from assistant.answer_json import answer_to_json
from assistant.state.database import open_database
from assistant.web.api.schema import AnswerBody, CitationBody, PointBody, RetrievedBody
from assistant.web.app import create_app
from assistant.web.chat.assets import SCRIPT_PATH, STYLE_PATH
from assistant.web.errors import FAILED
from assistant.web.protection import LARGEST_BODY

if TYPE_CHECKING:
    from assistant.answering import Assistant

KEYS = list(answer_to_json(FakeAssistant().answer("方言")))
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def assistant() -> FakeAssistant:
    """The assistant behind the application, with a record of what it was asked."""
    return FakeAssistant()


@pytest.fixture(scope="module")
def app(assistant: FakeAssistant, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The whole application, as whoever sits at this machine uses it."""
    database = open_database(tmp_path_factory.mktemp("home"))
    return create_app(cast("Assistant", assistant), database, on_loopback=True)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client of the whole application."""
    with TestClient(app, HERE, raise_server_exceptions=False) as client:
        yield client


def test_answer_is_that_of_the_contract(client: TestClient) -> None:
    """One input line in, one answer out, with the id it came with."""
    response = client.post("/api/ask", json={"id": "q1", "question": "客户讲方言怎么办"})
    assert response.status_code == 200
    answer = response.json()
    assert list(answer) == ["id", *KEYS]
    assert (answer["id"], answer["status"], answer["index_version"]) == ("q1", "answered", INDEX_VERSION)
    assert answer["citations"][0]["locator"] == "第三十条（六）"


@pytest.mark.parametrize("left_out", [{}, {"history": None, "scope": None}, {"history": [], "scope": []}])
def test_history_and_scope_may_be_absent_null_or_empty(
    client: TestClient, assistant: FakeAssistant, left_out: dict[str, object]
) -> None:
    """All three mean the same."""
    assert client.post("/api/ask", json={"question": "方言", **left_out}).status_code == 200
    assert assistant.asked[-1] == ("方言", (), ())


def test_history_and_scope_reach_the_assistant(client: TestClient, assistant: FakeAssistant) -> None:
    """A follow-up is answered with what was said before, inside the scope."""
    history = [{"role": "user", "content": "方言"}, {"role": "assistant", "content": "…"}]
    client.post("/api/ask", json={"question": "那还是听不懂呢", "history": history, "scope": ["福建省纤维检验局"]})
    assert assistant.asked[-1] == (
        "那还是听不懂呢",
        (Turn("user", "方言"), Turn("assistant", "…")),
        ("福建省纤维检验局",),
    )


@pytest.mark.parametrize(
    "body", [{"question": ""}, {"question": "方" * 100_000}, {"question": "方言", "scope": ["无此单位"]}]
)
def test_error_of_the_assistant_is_422_with_the_same_json(client: TestClient, body: dict[str, object]) -> None:
    """One sentence, the usual keys, and the next question works."""
    response = client.post("/api/ask", json=body)
    assert response.status_code == 422
    assert list(response.json()) == KEYS
    assert response.json()["status"] == "error"
    assert client.post("/api/ask", json={"question": "方言"}).status_code == 200


@pytest.mark.parametrize(
    ("body", "headers", "sentence"),
    [
        (b"{", JSON, "请求正文不是有效的 JSON。"),
        (b'{"question": "\xff\xfe"}', JSON, "请求正文不是有效的 JSON。"),  # not UTF-8
        (b"[" * 100_000, JSON, "请求正文不是有效的 JSON。"),  # nested beyond what the reader takes
        (b"", JSON, "请求正文须为 JSON 对象"),
        (b"[]", JSON, "请求正文须为 JSON 对象"),
        (b"null", JSON, "请求正文须为 JSON 对象"),
        (b'{"question": "x"}', {"content-type": "text/plain"}, "请求正文须为 JSON 对象"),
        (b"question=x", {"content-type": "application/x-www-form-urlencoded"}, "Content-Type: application/json"),
        (b"{}", JSON, "请求缺少 question"),
        (b'{"question": 1}', JSON, "question 必须是文字。"),
        (b'{"question": null}', JSON, "question 必须是文字。"),
        (b'{"question": "\\ud800"}', JSON, "question 必须是文字。"),  # half a character
        (b'{"question": "x", "history": "y"}', JSON, "history 必须是消息列表"),
        (b'{"question": "x", "history": [{"role": "system", "content": "y"}]}', JSON, "history 必须是消息列表"),
        (b'{"question": "x", "history": [{"role": "user"}]}', JSON, "history 必须是消息列表"),
        ('{"question": "x", "scope": "全国棉花交易市场"}'.encode(), JSON, "scope 必须是名称列表"),
        (b'{"question": "x", "scope": [1]}', JSON, "scope 必须是名称列表"),
        (b'{"question": "x", "id": {}}', JSON, "id 必须是文字或整数。"),
    ],
)
def test_unreadable_request_is_422_with_one_clear_sentence(
    client: TestClient, body: bytes, headers: dict[str, str], sentence: str
) -> None:
    """Never a traceback, never a validator's English."""
    response = client.post("/api/ask", content=body, headers=headers)
    assert response.status_code == 422
    assert list(response.json()) == KEYS
    assert response.json()["status"] == "error"
    assert sentence in response.json()["text"]
    assert "\n" not in response.json()["text"]


def test_body_beyond_the_limit_is_refused(client: TestClient) -> None:
    """Declared or sent in pieces without saying how much."""

    def pieces() -> Iterator[bytes]:
        for _ in range(LARGEST_BODY // 100_000 + 1):
            yield b" " * 100_000

    whole: bytes = b" " * (LARGEST_BODY + 1)
    for content in (whole, pieces()):
        response = client.post("/api/ask", content=content, headers=JSON)
        assert (response.status_code, response.json()["text"]) == (413, "请求过大，最多 1000 KB。")


def test_bug_is_one_sentence_and_no_traceback(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """What went wrong is for the log."""

    def fail(*_: object) -> Answer:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(FakeAssistant, "answer", fail)
    response = client.post("/api/ask", json={"question": "方言"})
    assert (response.status_code, response.json()["text"]) == (500, FAILED)
    assert "secret" not in response.text


def test_health_names_the_published_version(client: TestClient) -> None:
    """For monitoring and for people."""
    assert client.get("/api/health").json() == {
        "status": "ok",
        "index_version": INDEX_VERSION,
        "clause_count": len(UNITS),
    }


@pytest.mark.parametrize(("method", "path", "code"), [("GET", "/api/ask", 405), ("GET", "/api/none", 404)])
def test_wrong_method_and_path_are_answered_in_json(client: TestClient, method: str, path: str, code: int) -> None:
    """In the same words as everything else."""
    response = client.request(method, path)
    assert response.status_code == code
    assert response.json()["text"].startswith(("没有这个地址", "这个地址不接受"))


@pytest.mark.parametrize(
    "path",
    [
        "/config",
        "/gradio_api/info",
        "/gradio_api/openapi.json",
        "/gradio_api/upload",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/proxy=http://127.0.0.1/",
        "/gradio_api/run/predict",
        "/gradio_api/call/ask",
        "/gradio_api/component_server",
        "/gradio_api/vibe-edit",
        "/gradio_api/process_recording",
        "/gradio_api/runs",
        "/monitoring",
        "/redoc",
        "/page/../app.py",
        "/page/%2e%2e/app.py",
        "/page/..%2fapp.py",
        "/assets/../../../routes.py",
        "/static/js/..%2f..%2f..%2findex.html",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_else_is_published(client: TestClient, method: str, path: str) -> None:
    """The page's framework has some eighty routes; uploads, files, proxies and listings are none of ours."""
    assert client.request(method, path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/docs", "/openapi.json", "/api/health", "/page/page.js", "/gradio_api/info"])
def test_every_response_carries_the_security_headers(client: TestClient, path: str) -> None:
    """Also the refusals."""
    headers = client.get(path).headers
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy  # no foreign origin
    assert not re.search(r"script-src[^;]*'unsafe-inline'", policy)


def test_page_runs_only_scripts_marked_for_this_request(client: TestClient) -> None:
    """Without the mark of this very response a browser runs no inline script, whatever reaches the page."""
    first, second = client.get("/"), client.get("/")
    nonce = re.search(r"'nonce-([^']+)'", first.headers["content-security-policy"])
    assert nonce
    assert nonce[1] not in second.text
    scripts = re.findall(r"<script[^>]*>", first.text)
    assert scripts
    assert all(f'nonce="{nonce[1]}"' in script for script in scripts)
    assert int(first.headers["content-length"]) == len(first.content)


def test_page_and_docs_name_no_foreign_address(client: TestClient) -> None:
    """Nothing to load from elsewhere; the browser test watches what is really requested."""
    for path in (
        "/",
        "/docs",
        "/page/docs.js",
        "/page/docs.css",
        STYLE_PATH,
        SCRIPT_PATH,
        "/theme.css",
    ):
        text = client.get(path).text
        loaded = re.findall(r"""(?:src|href|import|url\()\s*[=(]?\s*["']?((?:https?:)?//[^"')\s]+)""", text)
        assert loaded == [], path
    assert 'lang="zh-CN"' in client.get("/").text


def test_the_look_and_the_script_of_the_chat_are_one_file_each_that_a_browser_keeps(client: TestClient) -> None:
    """Until they change: then the page names another address."""
    page = client.get("/").text
    for path, kind in ((STYLE_PATH, "text/css"), (SCRIPT_PATH, "text/javascript")):
        named = re.findall(rf'"({path}\?v=[0-9a-f]{{16}})"', page)
        assert len(named) == 1
        answer = client.get(named[0])
        assert answer.headers["content-type"].startswith(kind)
        assert "immutable" in answer.headers["cache-control"]
    assert not re.search(r'"/page/(?!icon|chat)[^"]*"', page), "nothing else of ours is loaded before the page stands"


def test_page_publishes_no_api_of_its_own(client: TestClient) -> None:
    """Programs use ``/api/ask``; the page's events are not named for them."""
    page = client.get("/").text
    listed = re.search(r"window\.gradio_api_info = (\{.*?\});</script>", page)
    assert listed
    assert json.loads(listed[1]) == {"named_endpoints": {}, "unnamed_endpoints": {}}


def test_openapi_describes_what_is_answered(client: TestClient) -> None:
    """The published shapes and the written ones have the same keys, in the same order."""
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    answer = client.post("/api/ask", json={"id": "q", "question": "方言"}).json()
    assert list(schemas["AnswerBody"]["properties"]) == list(answer)
    assert list(PointBody.model_fields) == list(answer["points"][0])
    assert list(CitationBody.model_fields) == list(answer["citations"][0])
    assert list(RetrievedBody.model_fields) == list(answer["retrieved"][0])
    AnswerBody.model_validate(answer)


def test_suggestions_name_the_clause_that_answers_them(client: TestClient) -> None:
    """And an unknown scope or limit is told in one sentence."""
    found = client.get("/api/suggest", params={"q": "方言"}).json()
    assert (found["status"], [one["locator"] for one in found["suggestions"]]) == ("ok", [UNITS[0].locator])
    assert client.get("/api/suggest").json()["suggestions"] == []
    unknown = client.get("/api/suggest", params={"q": "方言", "scope": "没有这家"})
    assert (unknown.status_code, unknown.json()["status"]) == (422, "error")
    many = client.get("/api/suggest", params={"q": "方言", "limit": 1000})
    assert (many.status_code, many.json()["text"]) == (422, "limit 必须是 1 到 10 的整数。")
