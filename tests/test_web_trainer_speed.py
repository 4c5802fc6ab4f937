"""The trainers' pages over ten thousand logged answers. ``pytest -m slow tests/test_web_trainer_speed.py`` shows the figures.

The baseline is reading each of these answers once from the database, by the same machine at the same moment.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fake_assistant import fake_assistant
from fake_log import fill_log
from fastapi.testclient import TestClient
from sqlalchemy import insert, select, update
from web_site import HERE

from assistant.review.spot_checks import draw_spot_check
from assistant.review.verdicts import Trainer
from assistant.state.database import open_database, writing
from assistant.state.tables import answers, moment, now, verdicts
from assistant.web.app import create_app

ANSWERS = 10_000
CHECKS = 8


def seconds(action: Callable[[], object]) -> float:
    """Tell how long an action takes on the processor, at its quickest of three."""
    taken = []
    for _ in range(3):
        begun = time.process_time()
        action()
        taken.append(time.process_time() - begun)
    return min(taken)


@pytest.mark.slow
def test_pages_over_ten_thousand_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    engine = open_database(tmp_path)
    statuses = ["answered", "answered", "not_covered", "answered", "error"] * (ANSWERS // 5)
    fill_log(engine, statuses, disliked=frozenset(range(0, ANSWERS, 17)))
    with writing(engine) as connection:  # all of them of the last days, so that each page has to look at each
        connection.execute(update(answers).values(asked_at=now()))
    since, until = (moment(datetime.now(UTC) + timedelta(hours=hours)) for hours in (-1, 1))
    checks = [
        draw_spot_check(engine, Trainer(None, "ann"), since, until, half_width=0.03, seed=seed)
        for seed in range(CHECKS)
    ]
    rows = [_verdict(place, answer_id) for place, check in enumerate(checks[1:]) for answer_id, _ in check.items]
    with writing(engine) as connection:
        connection.execute(insert(verdicts), rows)
    app = create_app(fake_assistant(), engine, on_loopback=True)
    with TestClient(app, base_url=HERE) as client:
        pages = {
            "overview": "/trainer",
            "size of a spot check": "/trainer/checks/size?days=30&precision=0.03",
            "an answer": f"/trainer/judge/{checks[0].sample_id}",
            "disagreements": "/trainer/disagreements",
            "examples": "/trainer/examples",
        }
        for path in pages.values():
            assert client.get(path).status_code == 200
        taken = {name: seconds(lambda path=path: client.get(path)) for name, path in pages.items()}  # type: ignore[misc]
    with engine.connect() as connection:
        baseline = seconds(lambda: connection.execute(select(answers)).all())
    with capsys.disabled():
        sys.stdout.write(f"\nreading {ANSWERS} answers once: {baseline * 1000:.0f} ms; {len(rows)} verdicts\n")
        for name, each in taken.items():
            sys.stdout.write(f"  {name:22} {each * 1000:6.0f} ms  {each / baseline:5.1f} times the reading\n")


def _verdict(place: int, answer_id: str) -> dict[str, object]:
    """A verdict as it stands in the database."""
    return {
        "verdict_id": f"v{place}-{answer_id}",
        "answer_id": answer_id,
        "trainer": ("ann", "bob", "eve")[place % 3],
        "at": now(),
        "asked_at": now(),
        "judgement": "wrong" if int(answer_id[1:]) % 7 == place else "right",
        "citations": '{"conduct#1": "supports"}',
        "reasons": '["wrong_clause"]',
        "sentences": "[]",
        "note": "",
        "blind": True,
    }
