"""``assistant review``: a spot check drawn in a terminal is the one the page draws."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder
from fake_log import fill_log

from assistant.__main__ import main
from assistant.review.spot_checks import NEW_CLAUSE, spot_checks
from assistant.state.database import open_database
from index.building import build_version
from index.versions import publish


def test_a_spot_check_drawn_in_a_terminal_tells_new_clauses_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    for units in (UNITS[3:], UNITS):
        publish(build_version(units, REGULATIONS, CountingEmbedder(), tmp_path).version, tmp_path)
    engine = open_database(tmp_path)
    fill_log(engine, ["answered"] * 60)  # every third is led by conduct#2, whose wording stood in no version before
    assert main(["review", "draw", "--days", "30000"]) == 0
    (check,) = spot_checks(engine)
    assert check.strata[NEW_CLAUSE] == 40  # and by conduct#3; conduct#1 has the words of manual#1
    assert f"{NEW_CLAUSE}\t40 个" in capsys.readouterr().out


def test_an_empty_log_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    assert main(["review", "draw"]) == 1
    assert "没有可抽查的回答" in capsys.readouterr().err
