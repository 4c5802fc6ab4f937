"""A chain of digests over the log: whoever changes, removes or slips in a row later is found out.

Every row added to the log adds an entry whose hash covers the entry before it. Entries outlive rows that are purged when their
time is up: a purge adds an entry of its own that vouches for which rows it took.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, RowMapping, Table, desc, insert, select, text, update

from assistant.state.tables import (
    answer_events,
    answers,
    audit_entries,
    deeds,
    now,
    trainer_cases,
    trainer_examples,
    verdicts,
)

GENESIS = "0" * 64
PURGE = "purge"  # subject of the entries that vouch for purges
_LOCK = 7_201  # of the chain, for databases that let several write at once
_AT_ONCE = 500  # rows marked in one statement: databases limit its parameters
_MAY_BE_FORGOTTEN = frozenset({"user_id", "conversation_id"})
_ADDED_LATER = frozenset({"card"})
_AUDITED: tuple[tuple[Table, str], ...] = (
    (answers, "answer_id"),
    (answer_events, "event_id"),
    (verdicts, "verdict_id"),
    (trainer_examples, "revision"),
    (trainer_cases, "case_id"),
    (deeds, "deed_id"),
)


@dataclass(frozen=True, slots=True)
class Tampering:
    """Something that does not fit the chain."""

    sequence: int  # of the entry; 0 where there is none
    subject: str
    subject_id: str
    what: str  # for a maintainer, in Chinese


def append(connection: Connection, table: Table, subject_id: str, row: Mapping[str, object]) -> None:
    """Add an entry for a row, in the transaction that adds the row.

    :param connection: Of the transaction.
    :param table: The table the row is added to.
    :param subject_id: The row's key.
    :param row: The row as added.
    """
    _append(connection, table.name, subject_id, digest(row))


def append_purge(connection: Connection, purged: Sequence[tuple[Table, str]]) -> None:
    """Add an entry for a purge, in the transaction that removes the rows.

    :param connection: Of the transaction.
    :param purged: Table and key of each row removed.
    """
    sequences: list[int] = []
    for table, subject_id in purged:
        found = connection.execute(
            select(audit_entries.c.sequence).where(
                audit_entries.c.subject == table.name, audit_entries.c.subject_id == subject_id
            )
        )
        sequences += [int(sequence) for sequence in found.scalars()]
    sequence = _append(connection, PURGE, f"{now()} {len(sequences)}", _digest_of(sequences))
    for start in range(0, len(sequences), _AT_ONCE):
        some = sequences[start : start + _AT_ONCE]
        connection.execute(update(audit_entries).where(audit_entries.c.sequence.in_(some)).values(purged_by=sequence))


def take_turn(connection: Connection) -> None:
    """Wait, in a transaction that will append, until no other one is appending; in SQLite whoever writes is alone anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _append(connection: Connection, subject: str, subject_id: str, content_sha256: str) -> int:
    """Add an entry behind the last one and return its place."""
    take_turn(connection)
    last = connection.execute(
        select(audit_entries.c.sequence, audit_entries.c.hash).order_by(desc(audit_entries.c.sequence)).limit(1)
    ).first()
    sequence, before = (int(last.sequence), str(last.hash)) if last else (0, GENESIS)
    entry = {
        "sequence": sequence + 1,
        "at": now(),
        "subject": subject,
        "subject_id": subject_id,
        "content_sha256": content_sha256,
    }
    connection.execute(insert(audit_entries).values(**entry, hash=_link(before, entry)))
    return sequence + 1


def digest(row: Mapping[str, object]) -> str:
    """Return the digest of a row's content: of its columns by name, who it belonged to aside.

    The user and the conversation may be forgotten later without the row counting as changed. A column that a later release added
    is empty in the rows before it, which keep their digests: there it does not count.
    """
    content = {name: value for name, value in row.items() if name not in _MAY_BE_FORGOTTEN}
    content = {name: value for name, value in content.items() if value is not None or name not in _ADDED_LATER}
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def verify(engine: Engine) -> Iterator[Tampering]:
    """Hold the log against its chain.

    :param engine: The database.
    :yield: What does not fit; nothing for an untouched log.
    """
    with engine.connect() as connection:
        entries = list(connection.execute(select(audit_entries).order_by(audit_entries.c.sequence)).mappings())
        yield from _verify_chain(entries)
        yield from _verify_purges(entries)
        for table, key in _AUDITED:
            yield from _verify_rows(connection, table, key, [e for e in entries if e["subject"] == table.name])


def _verify_chain(entries: Sequence[RowMapping]) -> Iterator[Tampering]:
    """Recompute the hash of every entry."""
    before, expected = GENESIS, 1
    for entry in entries:
        values = {name: value for name, value in entry.items() if name not in ("hash", "purged_by")}
        if entry["sequence"] != expected:
            yield _tampering(entry, f"缺少第 {expected} 号记录")
        elif _link(before, values) != entry["hash"]:
            yield _tampering(entry, "记录的校验值不对，记录被改过")
        before, expected = entry["hash"], entry["sequence"] + 1


def _verify_purges(entries: Sequence[RowMapping]) -> Iterator[Tampering]:
    """Hold what is marked as purged against the entries of the purges."""
    taken: dict[int, list[int]] = {}
    for entry in entries:
        if entry["purged_by"] is not None:
            taken.setdefault(entry["purged_by"], []).append(entry["sequence"])
    for entry in entries:
        if entry["subject"] == PURGE and _digest_of(taken.pop(entry["sequence"], [])) != entry["content_sha256"]:
            yield _tampering(entry, "清理记录与被清理的内容不符")
    for sequence in taken:
        yield Tampering(sequence, PURGE, "", "有内容标为已清理，却没有这次清理的记录")


def _verify_rows(connection: Connection, table: Table, key: str, entries: Sequence[RowMapping]) -> Iterator[Tampering]:
    """Hold the rows of one table against their entries."""
    contents = {entry["subject_id"]: entry["content_sha256"] for entry in entries}
    present: set[str] = set()
    for row in connection.execute(select(table)).mappings():
        subject_id = str(row[key])
        present.add(subject_id)
        if subject_id not in contents:
            yield Tampering(0, table.name, subject_id, "日志里多出一行，没有对应的记录")
        elif contents[subject_id] != digest(dict(row)):
            yield Tampering(0, table.name, subject_id, "日志里的这一行被改过")
    for entry in entries:
        if entry["subject_id"] not in present and entry["purged_by"] is None:
            yield _tampering(entry, "日志里的这一行不见了")


def _tampering(entry: RowMapping, what: str) -> Tampering:
    """Make a finding of an entry."""
    return Tampering(entry["sequence"], entry["subject"], entry["subject_id"], what)


def _digest_of(sequences: Sequence[int]) -> str:
    """Return the digest of a set of places in the chain."""
    return hashlib.sha256(json.dumps(sorted(sequences)).encode()).hexdigest()


def _link(before: str, entry: Mapping[str, object]) -> str:
    """Hash an entry together with the hash before it."""
    content = json.dumps(dict(entry), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{before}\n{content}".encode()).hexdigest()
