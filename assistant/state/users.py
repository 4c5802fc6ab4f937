"""Accounts: names, roles and passwords. Knows nothing of sessions or pages."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import Engine, RowMapping, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.state.database import writing
from assistant.state.tables import login_failures, now, sessions, users

LONGEST_NAME = 64
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1_000  # hashing takes longer with length; nobody types more


class Role(StrEnum):
    """What a person may do. Each role sees its own pages; trainers and maintainers may ask as agents do."""

    AGENT = "agent"  # 坐席
    TRAINER = "trainer"  # 培训师
    MAINTAINER = "maintainer"  # 维护人员


@dataclass(frozen=True, slots=True)
class User:
    """One account, without its password."""

    user_id: int
    name: str
    role: Role
    disabled: bool
    created_at: str


class AccountError(ValueError):
    """An account cannot be made or changed; the message says why and what to do."""


def add_user(engine: Engine, name: str, role: Role, password: str) -> User:
    """Make an account.

    :param engine: The database.
    :param name: What the person logs in with.
    :param role: What the person may do.
    :param password: As typed.
    :return: The account.
    :raises AccountError: if the name is taken or empty, or the password too short.
    """
    folded = fold_name(name)
    if not folded or len(folded) > LONGEST_NAME:
        raise AccountError(f"账号名要有 1 至 {LONGEST_NAME} 个字。")
    if not folded.isprintable():
        raise AccountError("账号名里有看不见的字符，请只用文字、数字和符号。")
    hashed = _hash(password)
    try:
        with writing(engine) as connection:
            connection.execute(
                insert(users).values(
                    name=folded, role=role.value, password_hash=hashed, disabled=False, created_at=now()
                )
            )
    except IntegrityError as error:
        raise AccountError(f"账号 {folded} 已经存在；重设密码请用 assistant user reset {folded}。") from error
    return find_user(engine, folded)


def list_users(engine: Engine) -> Sequence[User]:
    """List all accounts by name."""
    with engine.connect() as connection:
        return [user_of(row) for row in connection.execute(select(users).order_by(users.c.name)).mappings()]


def find_user(engine: Engine, name: str) -> User:
    """Find an account.

    :param engine: The database.
    :param name: Its name, in any width and case.
    :return: The account.
    :raises AccountError: if there is none.
    """
    with engine.connect() as connection:
        row = connection.execute(select(users).where(users.c.name == fold_name(name))).mappings().first()
    if row is None:
        raise AccountError(f"没有账号 {fold_name(name)}；查看全部账号请用 assistant user list。")
    return user_of(row)


def set_disabled(engine: Engine, name: str, *, disabled: bool) -> User:
    """Lock an account out, or let it in again; its open sessions end at once.

    :param engine: The database.
    :param name: Its name.
    :param disabled: Whether it is locked out.
    :return: The account.
    :raises AccountError: if there is none.
    """
    return _change(engine, name, {"disabled": disabled})


def reset_password(engine: Engine, name: str, password: str) -> User:
    """Give an account another password; its open sessions end at once.

    :param engine: The database.
    :param name: Its name.
    :param password: As typed.
    :return: The account.
    :raises AccountError: if there is none, or the password is too short.
    """
    return _change(engine, name, {"password_hash": _hash(password)})


def check_password(engine: Engine, name: str, password: str) -> User | None:
    """Check name and password; takes as long for an unknown name as for a known one.

    :param engine: The database.
    :param name: As typed.
    :param password: As typed.
    :return: The account; None where either is wrong or the account is disabled.
    """
    with engine.connect() as connection:
        row = connection.execute(select(users).where(users.c.name == fold_name(name))).mappings().first()
    hashed = row["password_hash"] if row else _nobodys_hash()
    try:
        _hasher().verify(hashed, password[:LONGEST_PASSWORD])
    except (Argon2Error, InvalidHashError):
        return None
    return user_of(row) if row is not None and not row["disabled"] else None


def has_users(engine: Engine) -> bool:
    """Whether there is any account."""
    with engine.connect() as connection:
        return connection.execute(select(users.c.user_id).limit(1)).first() is not None


def fold_name(name: str) -> str:
    """Bring a name into the form accounts are kept in: half width, lower case, no blanks around it."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def failures_key(name: str) -> str:
    """Give what failed logins of a name are counted under: its digest, since a password may be typed in its place."""
    return hashlib.sha256(fold_name(name).encode("utf-8", "surrogatepass")).hexdigest()


def user_of(row: RowMapping) -> User:
    """Make an account of a row of ``users``."""
    return User(row["user_id"], row["name"], Role(row["role"]), bool(row["disabled"]), row["created_at"])


def _change(engine: Engine, name: str, values: dict[str, object]) -> User:
    """Change an account and end its sessions."""
    user = find_user(engine, name)
    with writing(engine) as connection:
        connection.execute(update(users).where(users.c.user_id == user.user_id).values(**values))
        connection.execute(delete(sessions).where(sessions.c.user_id == user.user_id))
        connection.execute(delete(login_failures).where(login_failures.c.name == failures_key(user.name)))
    return find_user(engine, name)


def _hash(password: str) -> str:
    """Hash a password, or refuse a short one."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise AccountError(f"密码要有 {SHORTEST_PASSWORD} 至 {LONGEST_PASSWORD} 个字符。")
    if any("\ud800" <= character <= "\udfff" for character in password):
        raise AccountError("密码里有读不出来的字节，请用 UTF-8 编码的终端输入。")
    return _hasher().hash(password)


@cache
def _hasher() -> PasswordHasher:
    """Return the hasher: argon2id with the library's parameters (RFC 9106, low memory)."""
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    """Return the hash of a password nobody has, for names that do not exist."""
    return _hasher().hash("nobody has this password")
