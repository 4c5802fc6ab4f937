"""Whatever is done to any row under the chain of digests, in any of its columns, is found."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder
from sqlalchemy import Boolean, Column, Float, Integer, Table

from assistant.answering import Assistant
from assistant.review.examples import add_example
from assistant.review.trainer_cases import add_case
from assistant.review.verdicts import Judgement, Opinion, Trainer, record_verdict
from assistant.state import audit
from assistant.state.answer_log import EventKind, record_answer, record_event
from assistant.state.database import open_database
from assistant.state.deeds import Deed, Doer, record_deed
from assistant.state.presence import FILE
from assistant.state.tables import answer_events, answers, deeds, trainer_cases, trainer_examples, verdicts
from index.clause_index import ClauseIndex

ANN = Trainer(None, "ann")
TABLES = (answers, answer_events, verdicts, trainer_examples, trainer_cases, deeds)
WHOSE = {"user_id", "conversation_id"}  # may be forgotten later, and are outside the digest for that
CHANGES = [(table, column) for table in TABLES for column in table.columns if column.name not in WHOSE]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with two rows in every table."""
    home = tmp_path_factory.mktemp("home")
    engine = open_database(home)
    assistant = Assistant(ClauseIndex.build(UNITS, REGULATIONS, CountingEmbedder(), home / "index"))
    for question in ("客户讲方言听不懂怎么办", "投诉多久回复"):
        answer = assistant.answer(question)
        answer_id = record_answer(engine, answer)
        record_event(engine, answer_id, EventKind.USELESS, {"reason": "unclear"})
        opinion = Opinion(Judgement.RIGHT, note="好")
        record_verdict(engine, answer_id, opinion, ANN, blind=True)
        add_example(engine, question, answer.citations[0].unit, ANN)
        add_case(engine, answer_id, opinion, answer.citations[0].unit, ANN)
        record_deed(engine, Doer("mei"), Deed.PUBLISHED, question)
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
