"""``assistant user``, ``audit`` and ``log``: accounts by command, the log verified and purged."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from fake_assistant import FakeAssistant
from sqlalchemy import Engine, update

from assistant import cli_user
from assistant.__main__ import main
from assistant.state.answer_log import record_answer
from assistant.state.database import open_database, writing
from assistant.state.deeds import last_deeds
from assistant.state.tables import answers
from assistant.state.users import Role, check_password, list_users

PASSWORD = "a long enough one"


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The database the commands use."""
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    return open_database(tmp_path)


def _type(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Give the next command lines on its standard input."""
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_an_account_from_its_beginning_to_its_end(
    database: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["user", "list"]) == 0
    _type(monkeypatch, PASSWORD)
    assert main(["user", "add", "Ann", "--role", "trainer"]) == 0
    assert [(user.name, user.role) for user in list_users(database)] == [("ann", Role.TRAINER)]
    assert check_password(database, "ann", PASSWORD)
    assert main(["user", "disable", "ann"]) == 0
    assert check_password(database, "ann", PASSWORD) is None
    assert main(["user", "list"]) == 0
    assert main(["user", "enable", "ann"]) == 0
    _type(monkeypatch, "another long one")
    assert main(["user", "reset", "ann"]) == 0
    assert check_password(database, "ann", PASSWORD) is None
    assert check_password(database, "ann", "another long one")
    said = capsys.readouterr()
    assert "还没有账号。" in said.out
    assert "ann\t培训师\t" in said.out
    assert "已停用" in said.out
    assert PASSWORD not in said.out + said.err


@pytest.mark.parametrize(
    ("arguments", "typed", "code", "message"),
    [
        (["add", "ann", "--role", "agent"], ["short"], 1, "密码要有"),
        (["add", "ann", "--role", "agent"], [], 1, "密码要有"),
        (["add", "ann", "--role", "boss"], [PASSWORD], 2, "用法不对"),
        (["add", "ann"], [PASSWORD], 2, "--role"),
        (["disable", "nobody"], [], 1, "没有账号 nobody"),
        (["reset", "nobody"], [PASSWORD], 1, "没有账号 nobody"),
        (["add", "a\tb\x1b[31m", "--role", "agent"], [PASSWORD], 1, "看不见的字符"),
        (["add", "ann", "--role", "agent"], ["bad\udcff\udcfebytes"], 1, "读不出来的字节"),
        (["disable", "\udcff"], [], 2, "读不出来的字节"),
        (["add", "ann", "--role", "admin"], [], 2, "“admin”不在可选的"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    database: Engine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    typed: list[str],
    code: int,
    message: str,
) -> None:
    _type(monkeypatch, *typed)
    assert main(["user", *arguments]) == code
    said = capsys.readouterr()
    assert message in said.err
    assert said.err.count("\n") == 1
    assert list_users(database) == []


def test_a_password_typed_at_a_terminal_is_typed_twice(
    database: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed: list[str] = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)

    def prompt(_: str, hide_input: bool) -> str:
        assert hide_input
        return typed.pop(0)

    monkeypatch.setattr(cli_user.typer, "prompt", prompt)
    typed += [PASSWORD, "something else"]
    assert main(["user", "add", "ann", "--role", "agent"]) == 1
    assert "两次输入的密码不一样" in capsys.readouterr().err
    typed += [PASSWORD, PASSWORD]
    assert main(["user", "add", "ann", "--role", "agent"]) == 0
    assert check_password(database, "ann", PASSWORD)


def test_the_log_is_verified_and_a_change_is_listed(database: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    answer_id = record_answer(database, FakeAssistant().answer("方言"))
    assert main(["audit", "verify"]) == 0
    printed = capsys.readouterr().out
    assert "一致" in printed
    noted = re.findall(r"1:[0-9a-f]{64}", printed)[0]
    assert main(["audit", "verify", "--head", noted]) == 0
    assert main(["audit", "verify", "--head", f"2{noted[1:]}"]) == 1
    assert "末尾被截去" in capsys.readouterr().err
    with writing(database) as connection:
        connection.execute(update(answers).values(text="可以挂机"))
    assert main(["audit", "verify"]) == 1
    said = capsys.readouterr()
    assert f"answers {answer_id}：日志里的这一行被改过" in said.out
    assert "有 1 处与写入时不符" in said.err


def test_the_log_is_purged_by_age(database: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    record_answer(database, FakeAssistant().answer("方言"))
    assert main(["log", "purge", "--days", "30"]) == 0
    assert "已删除 0 个" in capsys.readouterr().out
    assert last_deeds(database) == ()
    with writing(database) as connection:
        connection.execute(update(answers).values(asked_at="2020-01-01T00:00:00.000+00:00"))
    assert main(["log", "purge", "--days", "30"]) == 0
    assert "已删除 1 个" in capsys.readouterr().out
    [deed] = last_deeds(database)
    assert (deed.deed, deed.subject) == ("清理回答", "30 天以前的 1 个回答")
    assert deed.by.startswith("命令行")
    assert main(["log", "purge", "--days", "0"]) == 2
    assert main(["log", "purge", "--days", "800000"]) == 0
