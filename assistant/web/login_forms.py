"""Logging in and out in a browser: ``/login`` and ``/logout``."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from assistant.state.sessions import LASTS, TooManyFailures, close_session
from assistant.state.users import LONGEST_NAME
from assistant.web.access import rule_of
from assistant.web.embed_origins import embed_origins, frame_ancestors
from assistant.web.identity import SESSION_COOKIE, Accounts, came_by_tls, cookie_of, session_token
from assistant.web.login_page import draw_login
from assistant.web.passwords import TOO_MANY, TRY_AGAIN_SECONDS, WRONG, Passwords

FORM_COOKIE = "assistant_form"
EXPIRED = "页面打开太久了，请再登录一次。"
NO_COOKIE = "登录不了：浏览器没有保存这个页面的登录信息。嵌在其他网站里时会这样，浏览器禁用 Cookie 时也会。"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'self'; frame-ancestors "
)


def login_forms(accounts: Accounts, passwords: Passwords) -> APIRouter:
    """Give the addresses at which people log in and out."""
    forms = _Forms(accounts, passwords)
    router = APIRouter(include_in_schema=False)
    router.get("/login")(forms.show)
    router.post("/login")(forms.enter)
    router.post("/logout")(forms.leave)
    return router


class _Forms:
    """The handlers."""

    def __init__(self, accounts: Accounts, passwords: Passwords) -> None:
        self._accounts = accounts
        self._passwords = passwords

    async def show(self, request: Request, next: str = "/") -> Response:
        """Show the page to log in on; who is logged in goes on at once."""
        if await self._accounts.identify(request.scope):
            return RedirectResponse(after_login(next), 303)
        return await self._page(request, after_login(next))

    async def enter(self, request: Request) -> Response:
        """Log in, with a session that nobody knew before."""
        form = await _fields(request)
        after, name = after_login(form.get("next", "/")), form.get("name", "")
        key = cookie_of(request.headers, FORM_COOKIE)
        if not key:
            return await self._page(request, after, name, NO_COOKIE, 403)
        if not is_form_token(form.get("form_token", ""), key):
            return await self._page(request, after, name, EXPIRED, 403)
        try:
            entered = await self._passwords.check(name, form.get("password", ""))
        except TooManyFailures:
            return await self._page(request, after, name, TOO_MANY, 429)
        if entered is None:
            return await self._page(request, after, name, WRONG, 401)
        # A session that was there before is never gone on with: somebody else may have put it into this browser.
        await run_in_threadpool(close_session, self._accounts.database, cookie_of(request.headers, SESSION_COOKIE))
        response = RedirectResponse(after, 303)
        _set(response, request, SESSION_COOKIE, entered[1], int(LASTS.total_seconds()))
        _set(response, request, FORM_COOKIE, "", 0, path="/login", strict=True)
        return response

    async def leave(self, request: Request) -> Response:
        """Log out."""
        token, form = session_token(request.headers), await _fields(request)
        if not token or not is_form_token(form.get("form_token", ""), token):
            return JSONResponse({"status": "error", "text": EXPIRED}, 403)
        await run_in_threadpool(close_session, self._accounts.database, token)
        response = RedirectResponse("/login", 303)
        _set(response, request, SESSION_COOKIE, "", 0)
        return response

    async def _page(
        self, request: Request, after: str, name: str = "", trouble: str = "", status: int = 200
    ) -> Response:
        """Answer with the page to log in on, and with the cookie its form belongs to."""
        key = cookie_of(request.headers, FORM_COOKIE) or secrets.token_urlsafe(32)
        exist = await run_in_threadpool(self._accounts.exist)
        page = draw_login(
            form_token(key),
            after,
            name[:LONGEST_NAME],
            trouble,
            accounts_exist=exist,
            elsewhere=trouble == NO_COOKIE,
        )
        response = HTMLResponse(
            page, status, {"content-security-policy": _POLICY + frame_ancestors(), "cache-control": "no-store"}
        )
        if status == 429:
            response.headers["retry-after"] = str(TRY_AGAIN_SECONDS)
        _set(response, request, FORM_COOKIE, key, None, path="/login", strict=True)
        return response


def form_token(cookie: str) -> str:
    """Make the token of a form from a cookie that no other site can read: only our own page can name it."""
    return hmac.new(cookie.encode(), b"form", hashlib.sha256).hexdigest()


def is_form_token(sent: str, cookie: str) -> bool:
    """Say whether a form's token is that of a cookie."""
    return hmac.compare_digest(sent.encode(), form_token(cookie).encode())


def after_login(wanted: str) -> str:
    """Give where to go after the login: a page of ours, whatever a link says.

    >>> after_login("/?q=%E6%96%B9"), after_login("//evil.example/"), after_login("/logout")
    ('/?q=%E6%96%B9', '/', '/')
    """
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    rule = rule_of("GET", parts.path)
    if parts.scheme or parts.netloc or rule is None or not rule.page:
        return "/"
    return parts.path + (f"?{quote(parts.query, safe='=&%+')}" if parts.query else "")


async def _fields(request: Request) -> dict[str, str]:
    """Read a form; files in it are none of ours."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


def _set(
    response: Response,
    request: Request,
    name: str,
    value: str,
    seconds: int | None,
    path: str = "/",
    *,
    strict: bool = False,
) -> None:
    """Set a cookie no script can read. Lax where links from other sites must find the person logged in.

    Where another site may embed the chat, its cookies are sent there too; which browsers allow by TLS only. Most of today's keep a
    foreign frame's cookies only if they are partitioned: kept for that site's pages alone, so one logs in there apart.
    """
    tls = came_by_tls(request.scope)
    embedded = tls and bool(embed_origins())
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=path,
        secure=tls,
        httponly=True,
        samesite="none" if embedded else "strict" if strict else "lax",
    )
    if embedded:  # Starlette knows the attribute from Python 3.14 on only
        written, cookie = response.raw_headers.pop()
        response.raw_headers.append((written, cookie + b"; Partitioned"))
