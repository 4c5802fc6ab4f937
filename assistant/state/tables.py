"""The tables of ``app.db``. Values only; who may read or write them the other modules say.

Moments are stored in UTC, as ISO 8601 text of fixed width, which sorts as time in every database.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

MOMENT = String(32)

users = Table(
    "users",
    METADATA,
    Column("user_id", Integer, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("password_hash", String(255), nullable=False),  # argon2id, salt inside
    Column("disabled", Boolean, nullable=False),
    Column("created_at", MOMENT, nullable=False),
)

sessions = Table(
    "sessions",
    METADATA,
    Column("token_sha256", String(64), primary_key=True),  # who reads the table cannot log in with it
    Column("user_id", Integer, ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("expires_at", MOMENT, nullable=False),
    Index(None, "user_id"),
)

login_failures = Table(
    "login_failures",
    METADATA,
    Column("failure_id", Integer, primary_key=True),
    Column("name", String(64), nullable=False),  # as typed, folded; the account need not exist
    Column("failed_at", MOMENT, nullable=False),
    Index(None, "name", "failed_at"),
)

conversations = Table(
    "conversations",
    METADATA,
    Column("conversation_id", String(32), primary_key=True),
    Column("user_id", Integer, ForeignKey("users.user_id", ondelete="SET NULL")),
    Column("title", String(120), nullable=False),  # the first question, masked
    Column("started_at", MOMENT, nullable=False),
    Column("updated_at", MOMENT, nullable=False),
    Index(None, "user_id", "updated_at"),
)

answers = Table(  # rows are added and purged, never changed: audit_entries holds their digests
    "answers",
    METADATA,
    Column("answer_id", String(32), primary_key=True),
    Column("conversation_id", String(32), ForeignKey("conversations.conversation_id", ondelete="SET NULL")),
    Column("user_id", Integer, ForeignKey("users.user_id", ondelete="SET NULL")),
    Column("asked_at", MOMENT, nullable=False),
    Column("question", Text, nullable=False),  # masked
    Column("history", Text, nullable=False),  # JSON: role and text of the turns before it, masked
    Column("scope", Text, nullable=False),  # JSON: names
    Column("language", String(8), nullable=False),
    Column("status", String(16), nullable=False),
    Column("text", Text, nullable=False),  # as shown, masked
    Column("index_version", String(64), nullable=False),
    Column("cited", Text, nullable=False),  # JSON: unit ids with their relation
    Column("retrieved", Text, nullable=False),  # JSON: unit ids with their scores
    Column("top_score", Float, nullable=False),
    Column("latency_ms", Float, nullable=False),
    Column("masked", Boolean, nullable=False),  # whether the question as asked held personal data
    Column("card", Text),  # JSON: parts and quotes of its card, masked; none of answers before 2026-11-23
    Index(None, "asked_at"),
    Index(None, "conversation_id"),
)

answer_events = Table(  # what an agent did with an answer; added and purged, never changed
    "answer_events",
    METADATA,
    Column("event_id", String(32), primary_key=True),
    Column("answer_id", String(32), ForeignKey("answers.answer_id", ondelete="CASCADE"), nullable=False),
    Column("user_id", Integer, ForeignKey("users.user_id", ondelete="SET NULL")),
    Column("at", MOMENT, nullable=False),
    Column("kind", String(24), nullable=False),  # shown, citation, copied, useful, useless
    Column("detail", Text, nullable=False),  # JSON; free text masked
    Index(None, "answer_id"),
    Index(None, "at"),
)

verdicts = Table(  # what trainers judged; added, never changed: the latest of each trainer on an answer counts
    "verdicts",
    METADATA,
    Column("verdict_id", String(32), primary_key=True),
    Column("answer_id", String(32), nullable=False),  # no foreign key: a verdict counts on when its answer is purged
    Column("user_id", Integer, ForeignKey("users.user_id", ondelete="SET NULL")),
    Column("trainer", String(64), nullable=False),  # the account's name when it judged
    Column("at", MOMENT, nullable=False),
    Column("asked_at", MOMENT, nullable=False),  # of the answer
    Column("judgement", String(24), nullable=False),
    Column("citations", Text, nullable=False),  # JSON: unit ids with their judgement
    Column("reasons", Text, nullable=False),  # JSON: codes
    Column("right_unit_id", String(255)),
    Column("sentences", Text, nullable=False),  # JSON: stretches of the right unit, word for word
    Column("note", Text, nullable=False),  # for trainers; masked
    Column("blind", Boolean, nullable=False),  # judged before seeing other verdicts and the agent's feedback
    Index(None, "answer_id"),
    Index(None, "asked_at"),
)

review_samples = Table(  # spot checks drawn from the log
    "review_samples",
    METADATA,
    Column("sample_id", String(32), primary_key=True),
    Column("drawn_at", MOMENT, nullable=False),
    Column("user_id", Integer, ForeignKey("users.user_id", ondelete="SET NULL")),
    Column("since", MOMENT, nullable=False),  # of the answers it was drawn from
    Column("until", MOMENT, nullable=False),
    Column("strata", Text, nullable=False),  # JSON: for each stratum how many answers it has
)

review_items = Table(  # the answers of a spot check
    "review_items",
    METADATA,
    Column("sample_id", String(32), ForeignKey("review_samples.sample_id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),  # the order in which they are judged, at random
    Column("answer_id", String(32), nullable=False),
    Column("stratum", String(255), nullable=False),
    Column("shared", Boolean, nullable=False),  # judged by two trainers
    Index(None, "answer_id"),
)

trainer_examples = Table(  # a row a change: at a revision, the last row of each example up to it counts
    "trainer_examples",
    METADATA,
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("example_id", String(32), nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("user_id", Integer, ForeignKey("users.user_id", ondelete="SET NULL")),
    Column("trainer", String(64), nullable=False),
    Column("question", Text, nullable=False),  # masked
    Column("regulation_id", String(255), nullable=False),  # empty: the question is left open
    Column("locator", String(255), nullable=False),
    Column("text_sha256", String(64), nullable=False),  # of the unit's wording: what the question is kept by
    Column("wording", Text, nullable=False),
    Column("answer_id", String(32), nullable=False),  # the judged answer; empty where the trainer wrote the question
    Column("in_effect", Boolean, nullable=False),  # false: withdrawn
    Index(None, "example_id"),
)

trainer_cases = Table(  # judged answers as evaluation cases; the latest row of an answer counts
    "trainer_cases",
    METADATA,
    Column("case_id", String(32), primary_key=True),
    Column("answer_id", String(32), nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("user_id", Integer, ForeignKey("users.user_id", ondelete="SET NULL")),
    Column("record", Text, nullable=False),  # JSON, in the form of evals/cases
    Index(None, "answer_id"),
)

deeds = Table(  # what maintainers did with regulations and versions; added, never changed
    "deeds",
    METADATA,
    Column("deed_id", String(32), primary_key=True),
    Column(
        "user_id", Integer, ForeignKey("users.user_id", ondelete="SET NULL")
    ),  # none: by a command, or without accounts
    Column("doer", String(80), nullable=False),  # name of the account as it was, or of who ran the command
    Column("at", MOMENT, nullable=False),
    Column("deed", String(16), nullable=False),
    Column("subject", Text, nullable=False),  # a version, or a regulation
    Index(None, "at"),
)

audit_entries = Table(  # a chain of digests, one for each row ever added to the log; outlives the rows
    "audit_entries",
    METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", MOMENT, nullable=False),
    Column("subject", String(24), nullable=False),  # name of the table
    Column("subject_id", String(64), nullable=False),
    Column("content_sha256", String(64), nullable=False),
    Column("hash", String(64), nullable=False),  # over the entry before and this one
    Column(
        "purged_by", Integer
    ),  # sequence of the entry that says its row was purged; outside the hash, told by that entry's digest
    Index(None, "subject", "subject_id", unique=True),
)


def moment(at: datetime) -> str:
    """Write a moment as it is stored.

    :param at: With its time zone.
    :return: In UTC, to the millisecond: ``2026-11-22T01:02:03.004+00:00``.
    """
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def now() -> str:
    """Write the present moment."""
    return moment(datetime.now(UTC))
