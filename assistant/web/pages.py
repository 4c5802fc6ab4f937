"""The shell of the pages beside the chat: one bar, one look, one way to send a form. Values in, HTML out.

Pages are drawn by the server from the templates in ``templates/``; every value is escaped there. A page that changes something does so
by a form or a script that sends the token of the page (``form_token`` or ``X-Form-Token``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.datastructures import FormData, Headers

from assistant.state.users import Role
from assistant.web.access import EVERY_ROLE, MAINTAINERS, TRAINERS
from assistant.web.escaping import without_unseen
from assistant.web.identity import Identity, known, session_token
from assistant.web.login_forms import form_token, is_form_token

APPLICATION = "客服规定助手"
EXPIRED = "页面打开太久了，请刷新后再试。"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Page:
    """An entry of the bar."""

    name: str
    label: str
    path: str
    roles: frozenset[Role]


PAGES = (
    Page("chat", "问规定", "/", EVERY_ROLE),
    Page("browse", "看规定", "/browse", EVERY_ROLE),
    Page("trainer", "质检", "/trainer", TRAINERS),
    Page("maintain", "维护", "/maintain", MAINTAINERS),
)

_environment = Environment(
    loader=PackageLoader("assistant.web", "templates"),
    autoescape=True,
    undefined=StrictUndefined,  # a name that a page forgot is an error, not an empty place
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=lambda value: without_unseen(value) if type(value) is str else value,
)


class FormExpired(PermissionError):
    """A form was not sent by a page of this session."""


def pages_of(roles: frozenset[Role]) -> tuple[Page, ...]:
    """Give the pages that somebody may open, in the order of the bar.

    >>> [page.label for page in pages_of(frozenset({Role.AGENT}))]
    ['问规定', '看规定']
    """
    return tuple(page for page in PAGES if page.roles & roles)


def draw_page(request: Request, template: str, current: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Draw a whole page.

    :param request: The request it answers, which tells who is logged in.
    :param template: Name of a file in ``templates/``.
    :param current: Name of the page in the bar that it belongs to.
    :param status: HTTP status of the answer.
    :param values: What the template shows; escaped where it is shown.
    :return: The page, never kept by a browser.
    """
    identity = known(request.scope)
    html = _environment.get_template(template).render(
        application=APPLICATION,
        pages=pages_of(identity.roles) if identity else (),
        current=current,
        account=identity.name if identity and identity.user_id is not None else "",
        form_token=page_token(request),
        **values,
    )
    return HTMLResponse(html, status, {"content-security-policy": _POLICY, "cache-control": "no-store"})


def draw_trouble(request: Request, current: str, text: str, back: str, status: int = 400) -> HTMLResponse:
    """Draw a page that says in one sentence why something did not work, with the way back."""
    return draw_page(request, "trouble.html", current, status=status, text=text, back=back)


def draw_missing(request: Request, status: int = 404) -> HTMLResponse:
    """Draw the page for an address at which there is none, with the ways on that whoever asks may go."""
    identity = known(request.scope)
    pages = pages_of(identity.roles) if identity else PAGES[:1]
    path = request.scope["path"]
    current = next((page.name for page in pages if path.startswith(f"{page.path}/")), "")
    return draw_page(request, "missing.html", current, status=status, ways=pages)


def wants_page(headers: Headers) -> bool:
    """Say whether a browser is to show the answer to a person; programs and scripts do not ask for HTML."""
    return "text/html" in headers.get("accept", "")


def way_back(request: Request, home: str = "/") -> str:
    """Name the page of ours that a request came from.

    :param request: The request.
    :param home: Where the way leads if it came from elsewhere, from no page beneath this one, or from itself.
    :return: An address of ours.
    """
    came_from = urlsplit(request.headers.get("referer", ""))
    own = came_from.netloc == request.headers.get("host") and came_from.path.startswith(home)
    if not own or (request.method == "GET" and came_from.path == request.url.path):
        return home
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path


def page_token(request: Request) -> str:
    """Give the token that shows that a form was sent by a page of this session."""
    return form_token(session_token(request.headers))


async def read_form(request: Request) -> FormData:
    """Read a form that a page of ours has sent.

    :param request: The request.
    :return: Its fields and files.
    :raises FormExpired: if the token is missing or that of another session.
    """
    form = await request.form()
    sent = request.headers.get("x-form-token") or form.get("form_token")
    if not isinstance(sent, str) or not is_form_token(sent, session_token(request.headers)):
        raise FormExpired(EXPIRED)
    return form


def who(request: Request) -> Identity:
    """Give who sends a request that the gate has let through."""
    return cast("Identity", known(request.scope))


def go_to(path: str) -> RedirectResponse:
    """Lead a browser on after a form, so that reloading sends nothing twice."""
    return RedirectResponse(path, 303)
