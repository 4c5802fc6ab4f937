"""A log of invented answers, for tests about judging them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, insert

from assistant.state.database import writing
from assistant.state.tables import answer_events, answers, moment

BEGIN = datetime(2026, 11, 2, 8, tzinfo=UTC)  # a Monday
SINCE, UNTIL = moment(BEGIN), moment(BEGIN + timedelta(days=365))


def fill_log(engine: Engine, statuses: Sequence[str], *, disliked: frozenset[int] = frozenset()) -> list[str]:
    """Write answers, one an hour; the chain of digests is not under test here and is left out.

    :param engine: The database.
    :param statuses: Of each answer.
    :param disliked: Places of those that an agent found useless.
    :return: Their ids.
    """
    rows = [
        {
            "answer_id": f"a{place}",
            "asked_at": moment(BEGIN + timedelta(hours=place)),
            "question": f"问题{place % 7}",
            "history": "[]",
            "scope": "[]",
            "language": "zh",
            "status": status,
            "text": "答",
            "index_version": "v1",
            "cited": f'[["conduct#{place % 3 + 1}", "leads"]]' if status == "answered" else "[]",
            "retrieved": f'[["conduct#{place % 3 + 1}", 0.9], ["manual#1", 0.5]]',
            "top_score": (place % 10) / 10,
            "latency_ms": float(place % 100),
            "masked": False,
        }
        for place, status in enumerate(statuses)
    ]
    events = [
        {
            "event_id": f"e{place}",
            "answer_id": f"a{place}",
            "at": moment(BEGIN + timedelta(hours=place)),
            "kind": "useless",
            "detail": '{"reason": "wrong_clause"}',
        }
        for place in disliked
    ]
    with writing(engine) as connection:
        connection.execute(insert(answers), rows)
        if events:
            connection.execute(insert(answer_events), events)
    return [str(row["answer_id"]) for row in rows]
