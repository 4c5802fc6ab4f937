"""The database of accounts and answers: what is written stays, what is masked is nowhere, what is changed is found out."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, delete, select, update

from assistant.answer import Answer, Retrieved, Status, Turn
from assistant.state import audit, sessions, users
from assistant.state.answer_log import (
    EventKind,
    UnknownAnswer,
    answers_of,
    conversations_of,
    find_answer,
    purge,
    record_answer,
    record_event,
)
from assistant.state.database import MIGRATIONS, DatabaseUnavailable, newest_migration, open_database, writing
from assistant.state.retention import DAYS_VARIABLE, UnusableSetting, days_kept, keep_days
from assistant.state.tables import METADATA, answer_events, answers, audit_entries, login_failures, moment
from assistant.state.users import AccountError, Role

PASSWORD = "a long enough one"
ANSWER = Answer(
    "客户骂人怎么办,我的手机13812345678",
    Status.ANSWERED,
    "严禁与客户争执或对骂[1]",
    (),
    (),
    (Retrieved(1, 0.93456, "x#1", "规定", "第一条", "严禁"),),
    "v1",
    "zh",
    21.44,
)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_database(tmp_path)


def test_the_migrations_make_the_tables_the_code_declares(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_the_schema_the_code_takes_for_the_newest_is_the_newest_migration(engine: Engine) -> None:
    """Else a database would be taken for up to date that is not."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == newest_migration()


def test_an_up_to_date_database_opens_without_alembic(tmp_path: Path) -> None:
    """Its import costs every start a quarter of a second."""
    open_database(tmp_path)
    program = f"""
import sys
from pathlib import Path
from assistant.state.database import open_database
open_database(Path({str(tmp_path)!r}))
assert "alembic" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parent.parent)


@pytest.mark.parametrize(("setting", "days"), [("", None), (" 30 ", 30), ("1", 1)])
def test_days_to_keep_are_a_setting(monkeypatch: pytest.MonkeyPatch, setting: str, days: int | None) -> None:
    monkeypatch.setenv(DAYS_VARIABLE, setting)
    assert days_kept() == days


@pytest.mark.parametrize("setting", ["0", "-1", "a month", "1.5", "３０"])
def test_days_to_keep_that_make_no_sense_are_told(monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    monkeypatch.setenv(DAYS_VARIABLE, setting)
    with pytest.raises(UnusableSetting, match=DAYS_VARIABLE):
        days_kept()


def test_what_was_kept_long_enough_is_removed_only_where_that_is_set(engine: Engine) -> None:
    _make_older(engine, record_answer(engine, ANSWER), days=40)
    assert [keep_days(engine, None), keep_days(engine, 50), keep_days(engine, 30)] == [0, 0, 1]


def test_an_opened_database_is_opened_again_with_what_was_in_it(tmp_path: Path) -> None:
    users.add_user(open_database(tmp_path), "Wang", Role.TRAINER, PASSWORD)
    assert [user.name for user in users.list_users(open_database(tmp_path))] == ["wang"]


def test_a_file_that_is_no_database_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "app.db").write_text("not a database " * 100)
    with pytest.raises(DatabaseUnavailable, match=r"app\.db.*无法打开"):
        open_database(tmp_path)


def test_passwords_are_kept_as_argon2_and_checked(engine: Engine) -> None:
    users.add_user(engine, "ann", Role.AGENT, PASSWORD)
    with engine.connect() as connection:
        hashed = connection.execute(select(users.users.c.password_hash)).scalar_one()
    assert hashed.startswith("$argon2id$")
    assert users.check_password(engine, " ＡＮＮ ", PASSWORD) is not None  # width and case are not the agent's worry
    assert users.check_password(engine, "ann", PASSWORD + "x") is None
    assert users.check_password(engine, "nobody", PASSWORD) is None


@pytest.mark.parametrize(
    ("name", "password"), [("", PASSWORD), ("x" * 65, PASSWORD), ("bob", "short"), ("ann", PASSWORD)]
)
def test_accounts_that_cannot_be_made_are_refused(engine: Engine, name: str, password: str) -> None:
    users.add_user(engine, "ann", Role.AGENT, PASSWORD)
    with pytest.raises(AccountError):
        users.add_user(engine, name, Role.AGENT, password)
    assert len(users.list_users(engine)) == 1


@pytest.mark.parametrize("change", ["disable", "reset"])
def test_a_locked_out_account_loses_its_open_sessions(engine: Engine, change: str) -> None:
    user = users.add_user(engine, "ann", Role.AGENT, PASSWORD)
    token = sessions.open_session(engine, user)
    assert sessions.find_session(engine, token) == user
    if change == "disable":
        users.set_disabled(engine, "ann", disabled=True)
        assert users.check_password(engine, "ann", PASSWORD) is None
    else:
        users.reset_password(engine, "ann", PASSWORD + "!")
    assert sessions.find_session(engine, token) is None


def test_a_session_ends_when_closed_or_when_its_time_is_up(engine: Engine) -> None:
    user = users.add_user(engine, "ann", Role.AGENT, PASSWORD)
    first, second = sessions.open_session(engine, user), sessions.open_session(engine, user)
    sessions.close_session(engine, first)
    assert sessions.find_session(engine, first) is None
    with writing(engine) as connection:
        past = moment(datetime.now(UTC) - timedelta(seconds=1))
        connection.execute(update(sessions.sessions).values(expires_at=past))
    assert sessions.find_session(engine, second) is None


def test_guessing_is_stopped_for_that_account_only_and_forgotten_after_an_hour(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    users.add_user(engine, "ann", Role.AGENT, PASSWORD)
    users.add_user(engine, "bob", Role.AGENT, PASSWORD)
    monkeypatch.setattr(sessions, "FAILURES_PER_HOUR", 3)  # argon2 is slow on purpose
    for _ in range(3):
        assert sessions.log_in(engine, "ann", "wrong") is None
    with pytest.raises(sessions.TooManyFailures):
        sessions.log_in(engine, "ann", PASSWORD)
    assert sessions.log_in(engine, "bob", PASSWORD) is not None
    with writing(engine) as connection:
        connection.execute(update(login_failures).values(failed_at=moment(datetime.now(UTC) - timedelta(minutes=61))))
    assert sessions.log_in(engine, "ann", PASSWORD) is not None


def test_another_password_forgives_wrong_ones_and_what_was_typed_as_a_name_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_database(tmp_path)
    users.add_user(engine, "ann", Role.AGENT, PASSWORD)
    monkeypatch.setattr(sessions, "FAILURES_PER_HOUR", 2)
    for name in ("ann", "Ann ", "13877001017"):
        assert sessions.log_in(engine, name, "wrong") is None
    with pytest.raises(sessions.TooManyFailures):
        sessions.log_in(engine, "ann", PASSWORD)
    users.reset_password(engine, "ann", PASSWORD)
    assert sessions.log_in(engine, "ann", PASSWORD) is not None
    engine.dispose()
    assert b"13877001017" not in b"".join(file.read_bytes() for file in tmp_path.glob("app.db*"))


def test_nobody_else_on_the_machine_reads_the_database(tmp_path: Path) -> None:
    (tmp_path / "app.db").touch(mode=0o644)
    engine = open_database(tmp_path)
    record_answer(engine, ANSWER)
    for file in tmp_path.glob("app.db*"):
        assert file.stat().st_mode & 0o077 == 0, file.name


@pytest.mark.parametrize("url", ["foo://x", "not a url", "postgresql://u:secret@127.0.0.1:1/x"])
def test_a_database_that_cannot_be_reached_is_told_without_its_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(DatabaseUnavailable) as told:
        open_database(tmp_path, url)
    assert "secret" not in str(told.value)
    assert not (tmp_path / "app.db").exists()


def test_personal_data_is_nowhere_in_the_database_files(tmp_path: Path) -> None:
    engine = open_database(tmp_path)
    turns = (Turn("user", "我的邮箱是 someone@example.com"), Turn("assistant", "好"))
    answer_id = record_answer(engine, ANSWER, conversation_id="c1", history=turns, scope=("13712345678",))
    record_event(engine, answer_id, EventKind.USELESS, {"note": "客户电话 13912345678，139\n1234\n5678"})
    engine.dispose()
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("app.db*"))
    assert b"1381234" not in kept
    assert b"1391234" not in kept
    assert b"139\\n1234" not in kept
    assert b"1371234" not in kept
    assert b"someone@" not in kept
    assert find_answer(open_database(tmp_path), answer_id).masked


def test_an_answer_is_read_back_as_logged(engine: Engine) -> None:
    logged = find_answer(engine, record_answer(engine, ANSWER, scope=("全国棉花交易市场",)))
    assert (logged.status, logged.scope, logged.retrieved) == ("answered", ("全国棉花交易市场",), (("x#1", 0.9346),))
    with pytest.raises(UnknownAnswer):
        find_answer(engine, "nothing")


def test_conversations_are_found_by_what_was_asked_and_are_their_owners_only(engine: Engine) -> None:
    ann = users.add_user(engine, "ann", Role.AGENT, PASSWORD).user_id
    bob = users.add_user(engine, "bob", Role.AGENT, PASSWORD).user_id
    record_answer(engine, replace(ANSWER, question="方言听不懂"), user_id=ann, conversation_id="c1")
    record_answer(engine, replace(ANSWER, question="那100%退款呢"), user_id=ann, conversation_id="c1")
    record_answer(engine, replace(ANSWER, question="无声电话"), user_id=ann, conversation_id="c2")
    assert [each.conversation_id for each in conversations_of(engine, ann)] == ["c2", "c1"]
    assert [each.title for each in conversations_of(engine, ann, "100%")] == ["方言听不懂"]  # % is a sign, no wildcard
    assert [(each.question_count, each.found) for each in conversations_of(engine, ann)] == [(1, ""), (2, "")]
    (searched,) = conversations_of(engine, ann, " 100% ")
    assert (searched.question_count, searched.found) == (2, "那100%退款呢")  # the question that was looked for
    assert conversations_of(engine, ann, "%%") == ()
    assert conversations_of(engine, bob) == ()
    assert [each.question for each in answers_of(engine, "c1", ann)] == ["方言听不懂", "那100%退款呢"]
    assert answers_of(engine, "c1", bob) == ()


def test_only_who_asked_may_say_what_came_of_an_answer(engine: Engine) -> None:
    ann = users.add_user(engine, "ann", Role.AGENT, PASSWORD).user_id
    answer_id = record_answer(engine, ANSWER, user_id=ann)
    with pytest.raises(UnknownAnswer):
        record_event(engine, answer_id, EventKind.USEFUL, user_id=ann + 1)
    assert record_event(engine, answer_id, EventKind.USEFUL, user_id=ann)


def test_an_untouched_log_verifies_also_after_a_purge(engine: Engine) -> None:
    old = record_answer(engine, ANSWER, conversation_id="c1")
    record_event(engine, old, EventKind.SHOWN)
    assert list(audit.verify(engine)) == []
    _make_older(engine, old, days=40)
    kept = record_answer(engine, ANSWER, conversation_id="c2")
    record_event(engine, kept, EventKind.COPIED)
    assert purge(engine, 30) == 1
    assert [each.conversation_id for each in conversations_of(engine, None)] == ["c2"]
    assert list(audit.verify(engine)) == []
    assert purge(engine, 30) == 0


@pytest.mark.parametrize(
    "tamper",
    [
        update(answers).values(text="可以直接挂机"),
        update(answer_events).values(kind="useful"),
        update(audit_entries).where(audit_entries.c.sequence == 2).values(content_sha256="0" * 64),
        delete(answer_events),
        delete(audit_entries).where(audit_entries.c.sequence == 2),
        update(audit_entries).where(audit_entries.c.sequence == 2).values(purged_by=9),
    ],
)
def test_whatever_is_changed_in_the_log_is_found(engine: Engine, tamper: object) -> None:
    for _ in range(3):
        record_event(engine, record_answer(engine, ANSWER), EventKind.USELESS)
    with writing(engine) as connection:
        connection.execute(tamper)  # type: ignore[call-overload]  # one of several kinds of statement
    assert list(audit.verify(engine))


def _make_older(engine: Engine, answer_id: str, days: int) -> None:
    """Let an answer have been given earlier, with an entry that fits."""
    with writing(engine) as connection:
        earlier = moment(datetime.now(UTC) - timedelta(days=days))
        connection.execute(update(answers).where(answers.c.answer_id == answer_id).values(asked_at=earlier))
