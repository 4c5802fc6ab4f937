"""Whatever is done to any row under the chain of digests, in any of its columns, is found."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder
from sqlalchemy import Boolean, Column, Float, Integer, Table, delete, insert, update

from assistant.answering import Assistant
from assistant.review.examples import add_example
from assistant.review.spot_checks import draw_spot_check
from assistant.review.trainer_cases import add_case
from assistant.review.verdicts import Judgement, Opinion, Trainer, record_verdict
from assistant.state import audit, users
from assistant.state.answer_log import EventKind, record_answer, record_event
from assistant.state.database import open_database, writing
from assistant.state.deeds import Deed, Doer, record_deed
from assistant.state.presence import FILE
from assistant.state.row_digest import digest
from assistant.state.tables import (
    answer_events,
    answers,
    audit_entries,
    deeds,
    now,
    review_items,
    review_samples,
    trainer_cases,
    trainer_examples,
    verdicts,
)
from assistant.state.users import Role
from index.clause_index import ClauseIndex

TABLES = (answers, answer_events, verdicts, trainer_examples, trainer_cases, review_samples, deeds)
CHANGES = [(table, column) for table in TABLES for column in table.columns]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with two rows in every table."""
    home = tmp_path_factory.mktemp("home")
    engine = open_database(home)
    user_id = users.add_user(engine, "ann", Role.TRAINER, "a long enough one").user_id
    ann = Trainer(user_id, "ann")
    assistant = Assistant(ClauseIndex.build(UNITS, REGULATIONS, CountingEmbedder(), home / "index"))
    for question in ("客户讲方言听不懂怎么办", "投诉多久回复"):
        answer = assistant.answer(question)
        answer_id = record_answer(engine, answer, user_id=user_id, conversation_id=question)
        record_event(engine, answer_id, EventKind.USELESS, {"reason": "unclear"}, user_id)
        opinion = Opinion(Judgement.RIGHT, note="好")
        record_verdict(engine, answer_id, opinion, ann, blind=True)
        add_example(engine, question, answer.citations[0].unit, ann)
        add_case(engine, answer_id, opinion, answer.citations[0].unit, ann)
        record_deed(engine, Doer("mei", user_id), Deed.PUBLISHED, question)
        draw_spot_check(engine, ann, "2026", "2999", half_width=0.03, seed=7)
    assert list(audit.verify(engine)) == []
    engine.dispose()  # all of it is in the one file now
    return home / FILE


def findings(filled: Path, folder: Path, tamper: str, values: list[object]) -> list[audit.Tampering]:
    """Copy the database, do something to it behind the program's back, and verify."""
    shutil.copy(filled, folder / FILE)
    with closing(sqlite3.connect(folder / FILE)) as connection:
        assert connection.execute(tamper, values).rowcount == 1
        connection.commit()
    engine = open_database(folder)
    found = list(audit.verify(engine))
    engine.dispose()
    return found


def row_of(filled: Path, table: Table) -> dict[str, object]:
    """Read the first row of a table."""
    with closing(sqlite3.connect(filled)) as connection:
        connection.row_factory = sqlite3.Row
        return dict(connection.execute(f"SELECT * FROM {table.name}").fetchone())


def other(column: Column[object], value: object) -> object:
    """Give another value that the column may hold."""
    if isinstance(column.type, Boolean):
        return not value
    if isinstance(column.type, Integer):
        return int(str(value)) + 7
    if isinstance(column.type, Float):
        return float(str(value)) + 0.001
    return f"{value or ''}x"


def test_these_are_all_tables_under_the_chain() -> None:
    assert {table.name for table in TABLES} == {table.name for table, _ in audit._AUDITED}


@pytest.mark.parametrize(("table", "column"), CHANGES, ids=[f"{table.name}.{each.name}" for table, each in CHANGES])
def test_a_change_of_any_column_is_found(filled: Path, tmp_path: Path, table: Table, column: Column[object]) -> None:
    row, (key,) = row_of(filled, table), table.primary_key.columns
    tamper = f"UPDATE {table.name} SET {column.name} = ? WHERE {key.name} = ?"
    found = findings(filled, tmp_path, tamper, [other(column, row[column.name]), row[key.name]])
    assert {finding.subject for finding in found} == {table.name}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_row_taken_out_or_slipped_in_is_found(filled: Path, tmp_path: Path, table: Table) -> None:
    row, (key,) = row_of(filled, table), table.primary_key.columns
    taken = findings(filled, tmp_path, f"DELETE FROM {table.name} WHERE {key.name} = ?", [row[key.name]])
    assert [(finding.subject, finding.subject_id) for finding in taken] == [(table.name, str(row[key.name]))]
    row[key.name] = other(key, row[key.name])
    slots = ", ".join("?" * len(row))
    slipped_in = findings(filled, tmp_path, f"INSERT INTO {table.name} VALUES ({slots})", list(row.values()))
    assert [(finding.subject, finding.subject_id) for finding in slipped_in] == [(table.name, str(row[key.name]))]


@pytest.mark.parametrize("column", [each for each in review_items.columns if each.name != "sample_id"], ids=str)
def test_a_change_of_what_a_spot_check_holds_is_found(filled: Path, tmp_path: Path, column: Column[object]) -> None:
    row = row_of(filled, review_items)
    tamper = f"UPDATE review_items SET {column.name} = ? WHERE sample_id = ? AND position = ?"
    values = [other(column, row[column.name]), row["sample_id"], row["position"]]
    assert [each.subject for each in findings(filled, tmp_path, tamper, values)] == ["review_samples"]
    taken = "DELETE FROM review_items WHERE sample_id = ? AND position = ?"
    assert [each.subject for each in findings(filled, tmp_path, taken, values[1:])] == ["review_samples"]


def test_an_account_that_was_removed_is_no_tampering(filled: Path, tmp_path: Path) -> None:
    answer_id = row_of(filled, answers)["answer_id"]
    forget = "UPDATE answers SET user_id = NULL WHERE answer_id = ?"
    assert findings(filled, tmp_path, forget, [answer_id]) == []


def test_a_log_whose_end_was_cut_off_or_written_anew_does_not_hold_the_head_noted_before(
    filled: Path, tmp_path: Path
) -> None:
    shutil.copy(filled, tmp_path / FILE)
    engine = open_database(tmp_path)
    early = audit.head(engine)
    answer_id = row_of(filled, answers)["answer_id"]
    record_event(engine, str(answer_id), EventKind.USEFUL, user_id=1)
    late = audit.head(engine)
    assert audit.holds(engine, early)
    assert audit.holds(engine, late)
    with writing(engine) as connection:  # the last row, with its entry: what is left fits together
        connection.execute(delete(answer_events).where(answer_events.c.kind == EventKind.USEFUL.value))
        connection.execute(delete(audit_entries).where(audit_entries.c.sequence == int(late.partition(":")[0])))
    assert list(audit.verify(engine)) == []
    assert audit.holds(engine, early)
    assert not audit.holds(engine, late)
    record_event(engine, str(answer_id), EventKind.USELESS, user_id=1)
    assert not audit.holds(engine, late)
    assert not any(audit.holds(engine, said) for said in ("", "x", "9", "²:0", f"{'9' * 40}:0", "0:1"))
    engine.dispose()


def test_a_log_of_an_earlier_release_holds_whenever_this_one_took_it_over(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its entries did not cover whose a row is, and its spot checks had none; what is written from then on is covered."""
    shutil.copy(filled, tmp_path / FILE)
    engine = open_database(tmp_path)
    bob = users.add_user(engine, "bob", Role.TRAINER, "a long enough one").user_id
    sample = row_of(filled, review_samples)
    with engine.begin() as connection:
        for table in (
            answer_events,
            verdicts,
            trainer_examples,
            trainer_cases,
            review_items,
            review_samples,
            deeds,
            answers,
        ):
            connection.execute(delete(table))
        connection.execute(delete(audit_entries))
    monkeypatch.setattr(audit, "whole_digest", digest)
    record_deed(engine, Doer("mei", 1), Deed.PUBLISHED, "v1")
    monkeypatch.undo()
    with engine.begin() as connection:
        connection.execute(insert(review_samples).values(**sample | {"drawn_at": now()}))
        connection.execute(update(deeds).values(user_id=bob))  # nobody wrote down whose it was
    assert list(audit.verify(engine)) == []
    new = record_deed(engine, Doer("mei", 1), Deed.PUBLISHED, "v2")
    assert list(audit.verify(engine)) == []
    with engine.begin() as connection:
        connection.execute(update(deeds).where(deeds.c.deed_id == new).values(user_id=bob))
        for slipped_in, drawn_at in (("late", now()), ("early", "2000")):
            row = sample | {"sample_id": slipped_in, "drawn_at": drawn_at}
            connection.execute(insert(review_samples).values(**row))
    found = {(each.subject, each.subject_id) for each in audit.verify(engine)}
    assert found == {("deeds", new), ("review_samples", "late"), ("review_samples", "early")}
    engine.dispose()
