"""Lets a request through to the application only if the matrix of ``access`` allows it to whoever sends it.

Asked twice: by the middleware for everything, also what a page's framework answers by itself, and by the dependency
of each handler of ours, so that neither alone can be forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from fastapi import Request
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.state.users import Role
from assistant.web.access import Rule, rule_of, rules_of
from assistant.web.embed_origins import may_be_embedded
from assistant.web.identity import Accounts, Identity, known
from assistant.web.pages import draw_missing, draw_trouble, wants_page
from assistant.web.rate_limit import RateLimit

_SAFE = frozenset({"GET", "HEAD"})
_OWN = frozenset({"same-origin", "none"})  # what a browser calls requests of our own pages, and of the address bar
NO_SUCH_ADDRESS = "没有这个地址。"
NOT_THIS_METHOD = "这个地址不接受这种请求方法。"
LOG_IN = "请先登录。"
SESSION_OVER = "登录已过期，这次填写的内容没有收到。请登录后再填一次；浏览器按“后退”也许还能看到刚才填的。"
NOT_YOURS = "您的账号不能使用这个页面。"
FOREIGN = "请求来自其他网站，已拒绝。"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not let through."""

    status: int
    text: str
    retry_after: int = 0  # seconds


class NotAllowed(PermissionError):
    """A page's handler was called by somebody who may not."""


class Gate:
    """ASGI middleware around the application."""

    def __init__(self, app: ASGIApp, accounts: Accounts, rate_limit: RateLimit) -> None:
        self.app = app
        self._accounts = accounts
        self._rate_limit = rate_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, lead it to the login, or refuse it in one sentence."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        response = await self._answer(scope)
        await (response or self.app)(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response | None:
        rule = rule_of(scope["method"], scope["path"])
        refusal = await refuse(self._accounts, scope)
        if rule and rule.roles is not None and refusal is None:
            refusal = self._count(rule, await self._accounts.identify(scope))
        if refusal is None:
            return None
        if refusal.status == 401 and rule and rule.page:
            wanted = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
            return RedirectResponse(f"/login?next={quote(wanted, safe='/')}", 303)
        if refusal.status == 401 and wants_page(Headers(scope=scope)):  # a form sent behind the end of a session
            return draw_trouble(Request(scope), "", SESSION_OVER, "/login", 401)
        if wants_page(Headers(scope=scope)):
            if refusal.status in (404, 405):
                return draw_missing(Request(scope), refusal.status)
            return draw_trouble(Request(scope), "", refusal.text, "/", refusal.status)
        headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else None
        return JSONResponse({"status": "error", "text": refusal.text}, refusal.status, headers)

    def _count(self, rule: Rule, identity: Identity | None) -> Refusal | None:
        user_id = identity.user_id if identity else None
        seconds = self._rate_limit.wait(user_id, rule.path, rule.per_minute)
        return Refusal(429, too_fast(seconds), seconds) if seconds else None


class Guard:
    """FastAPI's dependency of every handler: asks the matrix again, whatever stands around the application."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    async def __call__(self, request: Request) -> Identity | None:
        """Give who sends the request.

        :param request: The request.
        :return: Who it is; None where anybody may call.
        :raises HTTPException: if it is not allowed.
        """
        refusal = await refuse(self._accounts, request.scope)
        if refusal:
            raise HTTPException(refusal.status, refusal.text)
        return await self._accounts.identify(request.scope)


async def refuse(accounts: Accounts, scope: Scope) -> Refusal | None:
    """Say why a request may not be made.

    :param accounts: Tells who sends it.
    :param scope: The request as ASGI gives it.
    :return: The reason; None if it may.
    """
    rule = rule_of(scope["method"], scope["path"])
    if rule is None:
        return Refusal(405, NOT_THIS_METHOD) if rules_of(scope["path"]) else Refusal(404, NO_SUCH_ADDRESS)
    if is_foreign(scope, rule):
        return Refusal(403, FOREIGN)
    if rule.roles is None:
        return None
    identity = await accounts.identify(scope)
    if identity is None:
        return Refusal(401, LOG_IN)
    return None if identity.roles & rule.roles else Refusal(403, NOT_YOURS)


def caller(request: Request | None, roles: frozenset[Role]) -> Identity:
    """Tell who calls a handler: a route of ours, or one of a page's that Gradio runs behind the request that asked for it.

    :param request: The request, as it came or as Gradio hands it on.
    :param roles: Who may.
    :return: Who it is.
    :raises NotAllowed: if it is somebody else.
    """
    identity = known(request.scope) if request is not None else None
    if identity is None or not identity.roles & roles:
        raise NotAllowed(LOG_IN if identity is None else NOT_YOURS)
    return identity


def is_foreign(scope: Scope, rule: Rule) -> bool:
    """Say whether another site's page makes a browser send a request; links to our pages may stand anywhere.

    Programs send neither header. Browsers always send ``Origin`` with a POST, ``Sec-Fetch-Site`` by TLS and to this machine.
    """
    headers = Headers(scope=scope)
    site, safe = headers.get("sec-fetch-site"), scope["method"] in _SAFE
    if site in _OWN:
        return False
    if site is not None:
        shown = headers.get("sec-fetch-dest")
        led = shown == "document" or (shown == "iframe" and may_be_embedded(scope["path"]))
        followed = headers.get("sec-fetch-mode") == "navigate" and led
        return not (safe and followed and (rule.page or rule.roles is None))
    origin = headers.get("origin")
    if origin is None:
        return False
    return urlsplit(origin).netloc != headers.get("host", "")


def too_fast(seconds: int) -> str:
    """Say that somebody asks faster than a person can."""
    return f"请求太频繁，请 {seconds} 秒后再试。"
