"""Who may call what, by raw HTTP: every address of the application for nobody and for each role, as the matrix says."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import pytest
from fake_assistant import fake_assistant
from fastapi import FastAPI, Request
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from web_site import asked_by, served

from assistant.state import sessions, users
from assistant.state.database import open_database
from assistant.state.users import Role
from assistant.web.access import EVERY_ROLE, MAINTAINERS, RULES, rule_of, rules_of
from assistant.web.app import create_app
from assistant.web.gate import Gate, Guard, NotAllowed, caller
from assistant.web.identity import LOCAL, Accounts, Identity
from assistant.web.rate_limit import RateLimit

METHODS = ("GET", "HEAD", "POST", "DELETE", "OPTIONS")
REFUSED = {401, 403, 404, 405}


@dataclass(frozen=True, slots=True)
class Site:
    """A served application with an account of each role."""

    app: FastAPI
    where: str
    tokens: Mapping[Role | None, str]
    client: httpx.Client

    def call(self, method: str, path: str, role: Role | None) -> httpx.Response:
        """Call as a program of this role; the path goes out as it stands."""
        headers = {"authorization": f"Bearer {self.tokens[role]}"} if role else {}
        with self.client.stream(method, self.where + path, headers=headers) as response:  # some answers never end
            if response.status_code in REFUSED:
                response.read()
            return response


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The application with accounts, for raw requests."""
    database = open_database(tmp_path_factory.mktemp("home"))
    tokens = {
        role: sessions.open_session(database, users.add_user(database, role.value, role, "a long enough one"))
        for role in Role
    }
    app = create_app(fake_assistant(), database, on_loopback=True)
    with served(app) as where, httpx.Client(timeout=10) as client:
        yield Site(app, where, {None: "", **tokens}, client)


def _routes(routes: Sequence[BaseRoute], below: str = "") -> Iterator[tuple[str, str]]:
    """Walk all routes, also of what is mounted: method and an address that leads there."""
    for route in iter_route_contexts(routes):
        mounted = getattr(route.original_route, "app", None) if isinstance(route.original_route, Mount) else None
        if isinstance(mounted, FastAPI):
            yield from _routes(mounted.routes, below + route.original_route.path)
        elif mounted is not None:
            yield "GET", f"{below}{route.original_route.path}/icon.svg"
        else:
            for method in route.methods or {"GET"}:
                yield method, below + re.sub(r"\{[^}]*\}", "x", route.path)


def _own(app: FastAPI) -> list[tuple[str, str]]:
    """List the routes that are not a framework's."""
    return sorted(_routes([route for route in app.routes if not isinstance(route, Mount)]))


def test_every_address_answers_each_role_as_the_matrix_says(site: Site) -> None:
    """What is not in the matrix is not there for anybody; what is answers nobody but those it names."""
    wrong = []
    walked = sorted(set(_routes(site.app.routes)) | {(method, rule.path) for rule in RULES for method in METHODS})
    for method, path in walked:
        rule = rule_of(method, path)
        for role in (None, *Role) if rule else (None, Role.MAINTAINER):
            status = site.call(method, path, role).status_code
            if rule is None:
                right = status == (405 if rules_of(path) else 404)
            elif rule.roles is None or role in rule.roles:
                # Logging in and out takes a form, and so do our own pages; a framework may have a GET without its HEAD.
                needs_more = path in {"/login", "/logout", "/api/login"} or method == "HEAD"
                needs_more |= method == "POST" and path.startswith(("/trainer/", "/maintain/"))
                right = status not in {401, 403, 405} or needs_more
            elif role is None:
                right = status == (303 if rule.page else 401)
            else:
                right = status == 403
            if not right:
                wrong.append((method, path, role, status))
    assert wrong == []
    assert len(walked) > 150


def test_every_route_of_ours_is_declared(site: Site) -> None:
    """A page somebody adds without saying whose it is would be there for nobody; this says so at once."""
    own = _own(site.app)
    assert [call for call in own if not rule_of(*call)] == []
    assert len(own) >= 11


def test_every_handler_asks_by_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Not only the gate: with the gate open, the handlers still refuse who is not logged in."""

    async def let_everybody_in(*_: object) -> None:
        return None

    monkeypatch.setattr(Gate, "_answer", let_everybody_in)
    app = create_app(fake_assistant(), open_database(tmp_path_factory.mktemp("home")), on_loopback=False)
    of_pages = [("GET", "/"), ("POST", "/gradio_api/queue/join"), ("GET", "/gradio_api/queue/data")]
    with TestClient(app) as client:
        for method, path in [*_own(app), *of_pages]:
            rule = rule_of(method, path)
            if rule and rule.roles is not None:
                assert client.request(method, path).status_code == 401, path


@pytest.mark.parametrize(
    ("path", "status"), [("/api/ask", 401), ("/maintain", 401), ("/gradio_api/upload", 404), ("/api/health", 405)]
)
def test_a_handler_refuses_whom_the_gate_would_refuse(tmp_path: Path, path: str, status: int) -> None:
    guard = Guard(Accounts(open_database(tmp_path), on_loopback=False))
    request = Request(
        {"type": "http", "method": "POST" if "maintain" not in path else "GET", "path": path, "headers": []}
    )
    with pytest.raises(HTTPException) as refused:
        asyncio.run(guard(request))
    assert refused.value.status_code == status


def test_a_handler_of_a_page_refuses_whom_it_does_not_serve() -> None:
    """Gradio runs handlers behind the request; they ask who sent it."""
    agent = Identity(1, "ann", frozenset({Role.AGENT}))
    assert caller(asked_by(agent).request, EVERY_ROLE) == agent
    assert caller(asked_by().request, MAINTAINERS) == LOCAL
    for request in (asked_by(agent).request, asked_by(None).request, None):
        with pytest.raises(NotAllowed):
            caller(request, MAINTAINERS)


LEAKS = [
    f"{prefix}{path}"
    for prefix in (
        "/page/",
        "/assets/",
        "/static/js/",
        "/static/",
        "/gradio_api/file=",
        "/gradio_api/file/",
        "/gradio_api/proxy=file:///",
        "/gradio_api/custom_component/x/client/",
    )
    for path in (
        "../app.py",
        "..%2fapp.py",
        "%2e%2e/app.py",
        "%2e%2e%2fapp.py",
        "..%5capp.py",
        "..%252fapp.py",
        "....//app.py",
        "../../../../../../../../etc/passwd",
        "%2fetc%2fpasswd",
        "/etc/passwd",
        "..%00/app.py",
        "x/../../app.py",
        "%c0%ae%c0%ae/app.py",
    )
] + [
    "/app.db",
    "/var/app.db",
    "/.git/config",
    "/.env",
    "//etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/..;/app.py",
    "/gradio_api/upload",
    "/gradio_api/upload_progress?upload_id=x",
    "/gradio_api/stream/x/y/1/playlist.m3u8",
    "/gradio_api/deep_link?session_hash=x",
    "/gradio_api/info",
    "/gradio_api/openapi.json",
    "/config",
    "/monitoring/summary",
    "/svelte/../../routes.py",
    "/openapi.json/../app.db",
    "/docs/../../app.db",
]


@pytest.mark.parametrize("role", [None, Role.MAINTAINER])
def test_no_file_leaks(site: Site, role: Role | None) -> None:
    """By no way up, around or through, written in no way; sent as they stand, which clients would tidy up."""
    got_through = []
    for path in LEAKS:
        url = httpx.URL(site.where).copy_with(raw_path=path.encode())
        headers = {"authorization": f"Bearer {site.tokens[role]}"} if role else {}
        response = site.client.get(url, headers=headers)
        if (
            response.status_code not in {400, 401, 403, 404, 405}
            or "import" in response.text
            or "root:" in response.text
        ):
            got_through.append((path, response.status_code))
    assert got_through == []
    assert len(LEAKS) > 60


def test_no_link_leads_out_of_the_published_folder(site: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A symbolic link among the published files, should one ever be there, is not followed out of them."""
    folder = tmp_path_factory.mktemp("published")
    (folder.parent / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")
    mounted = next(route.app for route in site.app.routes if isinstance(route, Mount) and route.path == "/page")
    assert isinstance(mounted, StaticFiles)
    assert not mounted.follow_symlink
    app = FastAPI()
    app.mount("/page", StaticFiles(directory=folder))
    with served(app) as where:
        assert httpx.get(f"{where}/page/link.txt").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},  # another service of this machine
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"},
    ],
)
@pytest.mark.parametrize(
    "path",
    [
        "/api/ask",
        "/api/check",
        "/api/signal",
        "/api/login",
        "/login",
        "/logout",
        "/gradio_api/queue/join",
        "/chat/ask",
        "/chat/source",
    ],
)
def test_another_sites_page_changes_nothing(site: Site, path: str, headers: dict[str, str]) -> None:
    cookie = {"cookie": f"assistant_session={site.tokens[Role.AGENT]}"}
    response = site.client.post(site.where + path, json={"question": "方言"}, headers=headers | cookie)
    assert (response.status_code, response.json()["text"]) == (403, "请求来自其他网站，已拒绝。")
    assert "access-control-allow-origin" not in response.headers


def test_another_sites_page_reads_nothing_but_may_link_here(site: Site) -> None:
    cookie = {"cookie": f"assistant_session={site.tokens[Role.AGENT]}"}
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert site.client.get(f"{site.where}/?q=x", headers=cookie | link).status_code == 200
    embedded = link | {"sec-fetch-dest": "iframe"}
    assert site.client.get(f"{site.where}/", headers=cookie | embedded).status_code == 403
    script = {"sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script"}
    for path in ("/api/suggest?q=方言", "/openapi.json", "/", "/chat/start", "/gradio_api/queue/data?session_hash=x"):
        assert site.client.get(site.where + path, headers=cookie | script).status_code == 403
    foreign = site.client.get(f"{site.where}/openapi.json", headers=cookie | {"origin": "http://localhost:3000"})
    assert foreign.status_code == 403


def test_one_account_asks_no_faster_than_its_limit_and_others_are_not_affected(site: Site) -> None:
    rule = rule_of("POST", "/api/check")
    assert rule
    check = partial(site.client.post, f"{site.where}/api/check", json={"text": ""})
    allowed = 0
    # The first refusal is the one looked at: on a busy machine the next call may be allowed again.
    while (refused := check(headers=_as(site, Role.TRAINER))).status_code == 422:
        allowed += 1
    assert rule.per_minute <= allowed < 2 * rule.per_minute  # a few are given back while these are sent
    assert (refused.status_code, int(refused.headers["retry-after"])) == (429, 1)
    other = check(headers=_as(site, Role.AGENT))
    assert other.status_code == 422


def test_buckets_fill_again_as_time_passes() -> None:
    seconds = 0.0
    limit = RateLimit(lambda: seconds)
    assert [limit.wait(1, "ask", 2) for _ in range(4)] == [0, 0, 30, 30]
    seconds = 29.0
    assert limit.wait(1, "ask", 2) == 1
    seconds = 31.0
    assert [limit.wait(1, "ask", 2), limit.wait(2, "ask", 2), limit.wait(1, "check", 2)] == [0, 0, 0]
    assert [limit.wait(None, "ask", 1) for _ in range(9)] == [0] * 9  # whoever sits at this machine


def _as(site: Site, role: Role) -> dict[str, str]:
    return {"authorization": f"Bearer {site.tokens[role]}"}
