"""Adapts the HTML that Gradio sends for the chat page: our style and script, our icon, and a strict content policy.

Gradio's page is in English, names foreign addresses in its previews and runs inline scripts. Here its scripts get
a nonce, so that a browser runs those and no other, whatever text ever reaches the page unescaped.
"""

from __future__ import annotations

import re
import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.chat.assets import draw_assets
from assistant.web.chat.bar import draw_pages
from assistant.web.embed_origins import frame_ancestors
from assistant.web.escaping import escape
from assistant.web.identity import known, session_token
from assistant.web.login_forms import form_token
from assistant.web.pages import pages_of

# 'unsafe-eval': gr.HTML compiles its template in the browser. Styles: Svelte sets them on elements.
_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self';"
    " form-action 'self'; frame-ancestors {ancestors}"
)
_ICON = '<link rel="icon" type="image/svg+xml" href="/page/icon.svg">'
_ACCOUNT = '<meta name="account" content="{name}" data-form-token="{form_token}">'  # bar.js offers to log out
_PAGES = '<template id="pages">{pages}</template>'  # bar.js puts it into the bar
_LOADING = '<p class="loading">正在打开…</p>'  # the style hides it once Gradio has drawn the page
_PREVIEW = re.compile(r'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*>')
_MANIFEST = re.compile(r'\s*<link rel="manifest"[^>]*>')
_SCRIPT = re.compile(r"<script(?=[\s>])")


def adapt_page(html: str, nonce: str, account: str = "") -> str:
    """Adapt Gradio's page.

    :param html: The page as Gradio sends it; its configuration holds ``<`` only as an escape.
    :param nonce: Marks the scripts that may run.
    :param account: HTML that says who is logged in and which pages there are.
    :return: The page as a browser gets it.
    """
    html = _MANIFEST.sub("", _PREVIEW.sub("", html))
    html = html.replace('lang="en"', 'lang="zh-CN"', 1).replace("</head>", f"{_ICON}{draw_assets()}{account}</head>", 1)
    html = html.replace("<gradio-app", f"{_LOADING}<gradio-app", 1)
    return _SCRIPT.sub(f'<script nonce="{nonce}"', html)


class PageShell:
    """ASGI middleware that adapts the chat page and nothing else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold the page back until it is whole, adapt it and send it on."""
        if scope["type"] != "http" or scope["path"] != "/":
            await self.app(scope, receive, send)
            return
        start: Message = {}
        body = b""

        async def send_adapted(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            body += message.get("body", b"")
            if message.get("more_body", False):
                return
            if Headers(raw=start["headers"]).get("content-type", "").startswith("text/html"):
                body = _adapt_response(start, body, _account(scope))
            await send(start)
            await send({"type": "http.response.body", "body": body})

        # Without this Gradio would compress what is to be read here.
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self.app({**scope, "headers": plain}, receive, send_adapted)


def _account(scope: Scope) -> str:
    """Say which pages whoever asks may open, and who is logged in; the latter not of whoever sits at this machine."""
    identity, token = known(scope), session_token(Headers(scope=scope))
    if identity is None:
        return ""
    pages = _PAGES.format(pages=draw_pages(pages_of(identity.roles)))
    if identity.user_id is None:
        return pages
    return pages + _ACCOUNT.format(name=escape(identity.name), form_token=form_token(token))


def _adapt_response(start: Message, body: bytes, account: str) -> bytes:
    """Adapt a whole response: its page, its length and its policy."""
    nonce = secrets.token_urlsafe(16)
    adapted = adapt_page(body.decode("utf-8"), nonce, account).encode("utf-8")
    headers = MutableHeaders(scope=start)
    headers["content-length"] = str(len(adapted))
    headers["content-security-policy"] = _POLICY.format(nonce=nonce, ancestors=frame_ancestors())
    headers["cache-control"] = "no-store"
    return adapted
