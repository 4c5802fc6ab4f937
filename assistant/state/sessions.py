"""Who is logged in: sessions by random token, and the throttle that keeps passwords from being guessed."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, func, insert, select

from assistant.state.database import writing
from assistant.state.tables import login_failures, moment, now, sessions, users
from assistant.state.users import User, check_password, failures_key, user_of

LASTS = timedelta(hours=12)  # one shift and the overtime; then log in again
TOKEN_BYTES = 32
FAILURES_PER_HOUR = 20  # of one account; well below the 100 asked for, and more than a forgetful person types
_HOUR = timedelta(hours=1)


class TooManyFailures(Exception):
    """An account had too many wrong passwords within an hour; others are not affected."""


def log_in(engine: Engine, name: str, password: str) -> tuple[User, str] | None:
    """Check a password and open a session.

    :param engine: The database.
    :param name: As typed.
    :param password: As typed.
    :return: The account and the session's token; None where name or password is wrong.
    :raises TooManyFailures: if the account is throttled; then the password is not even looked at.
    """
    folded = failures_key(name)
    since = moment(datetime.now(UTC) - _HOUR)
    with writing(engine) as connection:
        connection.execute(delete(login_failures).where(login_failures.c.failed_at < since))
        failed = connection.execute(
            select(func.count()).select_from(login_failures).where(login_failures.c.name == folded)
        ).scalar_one()
        if failed >= FAILURES_PER_HOUR:
            raise TooManyFailures
        # Counted before the password is checked, so that guesses sent all at once are counted too.
        attempt = connection.execute(insert(login_failures).values(name=folded, failed_at=now())).inserted_primary_key
    user = check_password(engine, name, password)
    if user is None:
        return None
    with writing(engine) as connection:
        if attempt is not None:
            connection.execute(delete(login_failures).where(login_failures.c.failure_id == attempt[0]))
    return user, open_session(engine, user)


def open_session(engine: Engine, user: User) -> str:
    """Open a session for an account.

    :param engine: The database.
    :param user: The account.
    :return: The token; only its digest is kept.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with writing(engine) as connection:
        connection.execute(delete(sessions).where(sessions.c.expires_at < now()))
        connection.execute(
            insert(sessions).values(
                token_sha256=_digest(token),
                user_id=user.user_id,
                created_at=now(),
                expires_at=moment(datetime.now(UTC) + LASTS),
            )
        )
    return token


def find_session(engine: Engine, token: str) -> User | None:
    """Tell who a token belongs to.

    :param engine: The database.
    :param token: From the cookie.
    :return: The account; None where there is no such session, it is over, or the account is disabled.
    """
    current = (
        select(users)
        .join(sessions, sessions.c.user_id == users.c.user_id)
        .where(sessions.c.token_sha256 == _digest(token), sessions.c.expires_at > now(), users.c.disabled.is_(False))
    )
    with engine.connect() as connection:
        row = connection.execute(current).mappings().first()
    return user_of(row) if row else None


def close_session(engine: Engine, token: str) -> None:
    """End a session; nothing happens where there is none."""
    with writing(engine) as connection:
        connection.execute(delete(sessions).where(sessions.c.token_sha256 == _digest(token)))


def _digest(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
