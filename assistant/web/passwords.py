"""Checks passwords for the login pages, a few at a time."""

from __future__ import annotations

import anyio
import anyio.to_thread

from assistant.state.sessions import log_in
from assistant.state.users import User
from assistant.web.identity import Accounts

CHECKED_AT_ONCE = 2  # a password takes 64 MB and most of a core for a moment; more at once would starve the answers
WRONG = "账号或密码不对。"
TOO_MANY = "这个账号输错密码的次数过多，请过一会儿再试。"
TRY_AGAIN_SECONDS = 600


class Passwords:
    """Checks passwords on threads of its own: guesses keep neither pages nor answers waiting."""

    def __init__(self, accounts: Accounts) -> None:
        """Check against the accounts.

        :param accounts: Where they are.
        """
        self._accounts = accounts
        self._limiter: anyio.CapacityLimiter | None = None  # made within the event loop it belongs to

    async def check(self, name: str, password: str) -> tuple[User, str] | None:
        """Check a password and open a session.

        :param name: As typed.
        :param password: As typed.
        :return: The account and the session's token; None where name or password is wrong.
        :raises TooManyFailures: if the account is throttled.
        """
        self._limiter = self._limiter or anyio.CapacityLimiter(CHECKED_AT_ONCE)
        return await anyio.to_thread.run_sync(log_in, self._accounts.database, name, password, limiter=self._limiter)
