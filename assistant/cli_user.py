"""``assistant user``: accounts. Passwords are asked for on the terminal, or read from a line of standard input."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli_errors import Mendable

if TYPE_CHECKING:
    from sqlalchemy import Engine

user_app = typer.Typer(help="账号：添加、列出、停用、重设密码。", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(metavar="账号名", help="登录用的名字，不分大小写。", show_default=False)]


class RoleName(StrEnum):
    """The roles, as typed; those of ``assistant.state.users``, which is slow to import."""

    AGENT = "agent"
    TRAINER = "trainer"
    MAINTAINER = "maintainer"


_ROLE_WORDS = {RoleName.AGENT: "坐席", RoleName.TRAINER: "培训师", RoleName.MAINTAINER: "维护人员"}


@user_app.command(help="添加一个账号；密码会提示输入，或从标准输入读一行。")
def add(
    name: NameArgument,
    role: Annotated[
        RoleName, typer.Option("--role", metavar="角色", help="agent 坐席、trainer 培训师或 maintainer 维护人员。")
    ],
) -> None:
    """Make an account."""
    from assistant.state.users import Role, add_user

    engine = _open()
    user = add_user(engine, name, Role(role.value), _password())
    print(f"已添加账号 {user.name}（{_ROLE_WORDS[role]}）。")


@user_app.command("list", help="列出全部账号。")
def list_all() -> None:
    """List the accounts."""
    from assistant.state.users import list_users

    users = list_users(_open())
    if not users:
        print("还没有账号。")
    for user in users:
        state = "，已停用" if user.disabled else ""
        print(f"{user.name}\t{_ROLE_WORDS[RoleName(user.role.value)]}\t{user.created_at[:10]} 添加{state}")


@user_app.command(help="停用一个账号；它正在用的页面立即失效。")
def disable(name: NameArgument) -> None:
    """Lock an account out."""
    from assistant.state.users import set_disabled

    print(f"已停用账号 {set_disabled(_open(), name, disabled=True).name}。")


@user_app.command(help="重新启用一个停用的账号。")
def enable(name: NameArgument) -> None:
    """Let an account in again."""
    from assistant.state.users import set_disabled

    print(f"已启用账号 {set_disabled(_open(), name, disabled=False).name}。")


@user_app.command(help="重设密码；这个账号要重新登录。")
def reset(name: NameArgument) -> None:
    """Give an account another password."""
    from assistant.state.users import find_user, reset_password

    engine = _open()
    find_user(engine, name)  # before anybody types a password for nothing
    print(f"已重设账号 {reset_password(engine, name, _password()).name} 的密码。")


def _open() -> Engine:
    """Open the database of the state folder."""
    from assistant.state.database import open_database
    from index.versions import home

    return open_database(home())


def _password() -> str:
    """Ask for a password twice without showing it; where nobody sits at a terminal, read one line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password: str = typer.prompt("密码（至少 10 个字符）", hide_input=True)
    if typer.prompt("再输一次", hide_input=True) != password:
        raise Mendable("两次输入的密码不一样，没有改动任何账号。")
    return password
