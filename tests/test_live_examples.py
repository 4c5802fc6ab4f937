"""The assistant that serves: what trainers add answers at the next question, what they withdraw is gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder

import assistant.live
from assistant.live import LiveAssistant
from assistant.opening import open_assistant
from assistant.review.examples import add_example, withdraw_example
from assistant.review.verdicts import Trainer
from assistant.state.database import open_database
from index.building import build_version
from index.versions import publish

ANN = Trainer(None, "ann")
SINGING = "顾客在电话里唱歌怎么办"


@pytest.fixture
def live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LiveAssistant:
    monkeypatch.setattr(assistant.live, "load_embedder", lambda _: CountingEmbedder())
    monkeypatch.setattr(assistant.opening, "load_embedder", lambda _: CountingEmbedder())
    publish(build_version(UNITS, REGULATIONS, CountingEmbedder(), tmp_path).version, tmp_path)
    return LiveAssistant(tmp_path)


def test_an_example_is_taken_over_by_a_look_and_after_the_next_publishing(live: LiveAssistant, tmp_path: Path) -> None:
    before = live.answer(SINGING)
    version = live.clause_index.version
    example = add_example(open_database(tmp_path), SINGING, UNITS[3], ANN)  # by another process: the page of a trainer
    live.look()
    assert live.answer(SINGING).retrieved[0].unit_id == UNITS[3].unit_id
    assert live.clause_index.version == f"{version}+1"
    publish(build_version(UNITS[1:], REGULATIONS, CountingEmbedder(), tmp_path).version, tmp_path)
    live.look()
    assert live.answer(SINGING).retrieved[0].unit_id == UNITS[3].unit_id
    withdraw_example(open_database(tmp_path), example.example_id, ANN)
    live.take_over_examples()
    assert live.answer(SINGING).retrieved[0].unit_id != UNITS[3].unit_id
    assert [one.unit_id for one in before.retrieved][:1] != [UNITS[3].unit_id]


def test_a_command_answers_with_the_examples_too(live: LiveAssistant, tmp_path: Path) -> None:
    assert "+" not in open_assistant(tmp_path).clause_index.version  # no database, none is made for this
    assert not (tmp_path / "app.db").exists()
    add_example(open_database(tmp_path), SINGING, UNITS[3], ANN)
    opened = open_assistant(tmp_path)
    assert opened.clause_index.version.endswith("+1")
    assert opened.answer(SINGING).retrieved[0].unit_id == UNITS[3].unit_id
