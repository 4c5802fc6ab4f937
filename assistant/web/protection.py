"""What stands between the network and the application: published paths, body size, and security headers.

Everything that the matrix of ``access`` does not name is answered 404, so nothing that the page's framework brings along
(uploads, file and proxy routes, listings of internal events) can be reached by its address.
"""

from __future__ import annotations

from typing import cast

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.access import LARGEST_BODY, rule_of, rules_of
from assistant.web.gate import NO_SUCH_ADDRESS
from assistant.web.identity import Accounts
from assistant.web.pages import draw_missing, wants_page

_DENIES = "frame-ancestors 'none'"
STRICT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; " + _DENIES
)
_HEADERS = {
    "content-security-policy": STRICT_POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with none, browsers would not say of a form that it is our own
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Protection:
    """ASGI middleware around the whole application: headers, and nothing but published paths."""

    def __init__(self, app: ASGIApp, accounts: Accounts) -> None:
        self.app = app
        self._accounts = accounts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through if its path is published; add the headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if _DENIES not in headers["content-security-policy"]:  # that header knows no list of origins
                    del headers["x-frame-options"]
            await send(message)

        if not is_published(scope["path"]):
            response = await self._missing(scope)
            await response(scope, receive, send_protected)
            return
        await self.app(scope, receive, send_protected)

    async def _missing(self, scope: Scope) -> Response:
        """Say that there is nothing at an address: to a browser with the ways on."""
        if not wants_page(Headers(scope=scope)):
            return _in_json(404, NO_SUCH_ADDRESS)
        await self._accounts.identify(scope)  # the page shows the bar of whoever asks
        return draw_missing(Request(scope))


class BodyLimit:
    """ASGI middleware behind the gate, so that only who may send something can keep memory busy with it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through if its body is small enough; it is read whole first."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        rule = rule_of(scope["method"], scope["path"])
        largest = rule.largest_body if rule else LARGEST_BODY
        body = await _read_body(scope, receive, largest)
        if body is None:
            await _in_json(413, f"请求过大，最多 {largest // 1000} KB。")(scope, receive, send)
            return
        await self.app(scope, _replay(body, receive), send)


def is_published(path: str) -> bool:
    """Say whether a path may be reached from outside.

    >>> is_published("/api/ask"), is_published("/gradio_api/upload")
    (True, False)
    """
    return bool(rules_of(path))


async def _read_body(scope: Scope, receive: Receive, largest: int) -> bytes | None:
    """Read a request's body whole; None if it is larger than is taken."""
    if scope["method"] in {"GET", "HEAD"}:
        return b""
    declared = Headers(scope=scope).get("content-length", "0")
    if declared.isdigit() and int(declared) > largest:
        return None
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return body
        body += cast("bytes", message.get("body", b""))
        if len(body) > largest:
            return None
        if not message.get("more_body", False):
            return body


def _replay(body: bytes, receive: Receive) -> Receive:
    """Hand a body out again that was read already, then what comes after it."""
    handed_out = False

    async def replayed() -> Message:
        nonlocal handed_out
        if handed_out:
            return await receive()
        handed_out = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


def _in_json(code: int, sentence: str) -> Response:
    return JSONResponse({"status": "error", "text": sentence}, code)
