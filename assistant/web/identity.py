"""Who sends a request: the account of its session, or whoever sits at this machine while nobody has an account."""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import Scope

from assistant.state.sessions import find_session
from assistant.state.users import Role, User, has_users
from assistant.web.access import EVERY_ROLE

SESSION_COOKIE = "assistant_session"
TLS_VARIABLE = "ASSISTANT_TLS"  # 1: browsers reach the service by TLS, though it does not see that itself
_FORWARDED = re.compile(
    r"forwarded|^via$|^cdn-|(?:client|real|connecting|user|remote|true|cluster|source)-(?:ip|addr)|original-(?:host|url)|^x-envoy-external"
)
_STATE = "assistant_identity"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who sends a request."""

    user_id: int | None  # None: whoever sits at this machine
    name: str
    roles: frozenset[Role]


LOCAL = Identity(None, "local", EVERY_ROLE)


class Accounts:
    """Tells who sends a request. Accounts are needed except on this machine alone, as long as there is none."""

    def __init__(self, database: Engine, *, on_loopback: bool) -> None:
        """Look accounts up in a database.

        :param database: Where accounts and sessions are.
        :param on_loopback: Whether the service can be reached from this machine only.
        """
        self.database = database
        self._on_loopback = on_loopback
        self._any = False

    async def identify(self, scope: Scope) -> Identity | None:
        """Tell who sends a request; looked up once a request.

        :param scope: The request as ASGI gives it.
        :return: Who it is; None for somebody who is not logged in.
        """
        state = scope.setdefault("state", {})
        if _STATE not in state:
            state[_STATE] = await run_in_threadpool(self._identify, scope)
        found: Identity | None = state[_STATE]
        return found

    def exist(self) -> bool:
        """Whether there is any account; accounts are disabled, never removed."""
        self._any = self._any or has_users(self.database)
        return self._any

    def _identify(self, scope: Scope) -> Identity | None:
        headers = Headers(scope=scope)
        if self._on_loopback and is_from_this_machine(headers) and not self.exist():
            return LOCAL
        token = session_token(headers)
        user = find_session(self.database, token) if token else None
        return identity_of(user) if user else None


def known(scope: Scope) -> Identity | None:
    """Give who was found to send a request; None where nobody looked or nobody was found."""
    found: Identity | None = scope.get("state", {}).get(_STATE)
    return found


def identity_of(user: User) -> Identity:
    """Give the identity of an account."""
    return Identity(user.user_id, user.name, frozenset({user.role}))


def session_token(headers: Headers) -> str:
    """Read the session's token: of a program from ``Authorization: Bearer``, of a browser from its cookie; else empty."""
    kind, _, token = headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return token.strip()
    return cookie_of(headers, SESSION_COOKIE)


def cookie_of(headers: Headers, name: str) -> str:
    """Read a cookie; empty where there is none."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(headers.get("cookie", ""))
    except CookieError:
        return ""
    return jar[name].value if name in jar else ""


def is_from_this_machine(headers: Headers) -> bool:
    """Say whether a request was neither passed on by a proxy nor meant for another name.

    A foreign page can let its own name stand for this machine's address; its requests still carry that name.
    """
    if any(_FORWARDED.search(name) for name in headers):
        return False
    try:
        host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    except ValueError:
        return False
    return host == "localhost" or is_loopback(host)


def is_loopback(host: str) -> bool:
    """Say whether an address is reached from this machine only.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0"), is_loopback("x")
    (True, True, False, False)
    """
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def came_by_tls(scope: Scope) -> bool:
    """Say whether the browser speaks TLS, so that its cookies must never be sent without."""
    return scope.get("scheme") == "https" or os.environ.get(TLS_VARIABLE) == "1"
