"""A chain of digests over the log: whoever changes, removes or slips in a row later is found out.

Every row added to the log adds an entry whose hash covers the entry before it. Entries outlive rows that are purged when their
time is up: a purge adds an entry of its own that vouches for which rows it took.

Who may write to the database can cut off the end of the chain together with its rows, or write it anew from any place on: only its
``head``, noted down elsewhere, tells that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, RowMapping, Table, desc, func, insert, select, text, update

from assistant.state.row_digest import covers_whose, is_as_written, sample_items, whole_digest
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
    users,
    verdicts,
)

GENESIS = "0" * 64
PURGE = "purge"  # subject of the entries that vouch for purges
_LOCK = 7_201  # of the chain, for databases that let several write at once
_LONGEST_SEQUENCE = 18  # digits: more than databases hold
_AT_ONCE = 500  # rows marked in one statement: databases limit its parameters
_AUDITED: tuple[tuple[Table, str], ...] = (
    (answers, "answer_id"),
    (answer_events, "event_id"),
    (verdicts, "verdict_id"),
    (trainer_examples, "revision"),
    (trainer_cases, "case_id"),
    (review_samples, "sample_id"),  # with their items
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
    :param row: The row as added; of a spot check with its ``items``, see ``row_digest.sample_items``.
    """
    _append(connection, table.name, subject_id, whole_digest(row))


def head(engine: Engine) -> str:
    """Give the place and the hash of the last entry, to be noted down elsewhere.

    :param engine: The database.
    :return: Such as ``120:3fa9…``; ``0:000…`` of an empty log.
    """
    with engine.connect() as connection:
        last = _last(connection)
    return f"{last[0]}:{last[1]}"


def holds(engine: Engine, noted: str) -> bool:
    """Tell whether a head noted down earlier is still part of the chain: nothing up to it was cut off or written anew.

    :param engine: The database.
    :param noted: As ``head`` gave it.
    :return: False also for what is no head.
    """
    sequence, _, expected = noted.strip().partition(":")
    if not sequence.isascii() or not sequence.isdigit() or len(sequence) > _LONGEST_SEQUENCE:
        return False
    if int(sequence) == 0:
        return expected == GENESIS
    wanted = select(audit_entries.c.hash).where(audit_entries.c.sequence == int(sequence))
    with engine.connect() as connection:
        return connection.execute(wanted).scalar() == expected


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
    sequence, before = _last(connection)
    entry = {
        "sequence": sequence + 1,
        "at": now(),
        "subject": subject,
        "subject_id": subject_id,
        "content_sha256": content_sha256,
    }
    connection.execute(insert(audit_entries).values(**entry, hash=_link(before, entry)))
    return sequence + 1


def _last(connection: Connection) -> tuple[int, str]:
    """Read place and hash of the last entry."""
    columns = (audit_entries.c.sequence, audit_entries.c.hash)
    last = connection.execute(select(*columns).order_by(desc(audit_entries.c.sequence)).limit(1)).first()
    return (int(last.sequence), str(last.hash)) if last else (0, GENESIS)


def verify(engine: Engine) -> Iterator[Tampering]:
    """Hold the log against its chain.

    :param engine: The database.
    :yield: What does not fit; nothing for an untouched log.
    """
    with engine.connect() as connection:
        entries = list(connection.execute(select(audit_entries).order_by(audit_entries.c.sequence)).mappings())
        yield from _verify_chain(entries)
        yield from _verify_purges(entries)
        unlisted = _unlisted_spot_checks(entries)
        for table, key in _AUDITED:
            of_table = [each for each in entries if each["subject"] == table.name]
            yield from _verify_rows(connection, table, key, of_table, unlisted)


def _unlisted_spot_checks(entries: Sequence[RowMapping]) -> tuple[str, str]:
    """Tell between which moments spot checks had no entry: from the beginning of the log to the first entry of today's form."""
    of_today = (entry["at"] for entry in entries if covers_whose(entry["content_sha256"]))
    return (str(entries[0]["at"]) if entries else ""), str(next(of_today, now()))


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


def _verify_rows(
    connection: Connection, table: Table, key: str, entries: Sequence[RowMapping], unlisted: tuple[str, str]
) -> Iterator[Tampering]:
    """Hold the rows of one table against their entries."""
    of_row = {entry["subject_id"]: entry for entry in entries}
    highest = int(connection.execute(select(func.max(users.c.user_id))).scalar() or 0)
    present: set[str] = set()
    for row in _rows(connection, table):
        subject_id = str(row[key])
        present.add(subject_id)
        entry = of_row.get(subject_id)
        if entry is None:
            if table is not review_samples or not unlisted[0] <= str(row["drawn_at"]) < unlisted[1]:
                yield Tampering(0, table.name, subject_id, "日志里多出一行，没有对应的记录")
        elif not is_as_written(row, entry["content_sha256"], highest):
            yield Tampering(0, table.name, subject_id, "日志里的这一行被改过")
    for entry in entries:
        if entry["subject_id"] not in present and entry["purged_by"] is None:
            yield _tampering(entry, "日志里的这一行不见了")


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, object]]:
    """Read the rows of a table as their entries cover them."""
    items: dict[str, list[RowMapping]] = {}
    if table is review_samples:
        for item in connection.execute(select(review_items).order_by(review_items.c.position)).mappings():
            items.setdefault(item["sample_id"], []).append(item)
    for row in connection.execute(select(table)).mappings():
        held: dict[str, object] = dict(row)
        if table is review_samples:
            held["items"] = sample_items([dict(item) for item in items.get(row["sample_id"], [])])
        yield held


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
