"""``assistant bank``: what the bank holds, what it lacks, and its lines brought up to date."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from real_corpus import CORPUS, all_units

from assistant.__main__ import main
from assistant.cli_bank import export_lines
from corpus.question_bank import match_bank, read_bank


def test_check_counts_and_lists_and_exits_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bank", "check"]) == 0
    out = capsys.readouterr().out
    entries = read_bank(CORPUS / "questions")
    bank = match_bank(entries, all_units())
    assert out.startswith(f"题库 {len(entries)} 个条目，{sum(len(entry.questions) for entry in entries)} 个问法")
    assert out.count("  没有问法：") == sum(unit.unit_id not in bank.questions for unit in all_units())
    assert out.count("  找不到条款：") == len(bank.orphans)


def test_export_prints_what_read_bank_reads(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["bank", "export"]) == 0
    (tmp_path / "bank.jsonl").write_text(capsys.readouterr().out, encoding="utf-8")
    before = match_bank(read_bank(CORPUS / "questions"), all_units())
    after = match_bank(read_bank(tmp_path), all_units())
    assert after.orphans == ()
    assert {unit_id: set(asked) for unit_id, asked in after.questions.items()} == {
        unit_id: set(asked) for unit_id, asked in before.questions.items()
    }


def test_units_worded_the_same_are_written_once_and_writers_apart() -> None:
    bank = match_bank(read_bank(CORPUS / "questions"), all_units())
    lines = [json.loads(line) for line in export_lines(all_units(), bank.questions)]
    keys = [(line["regulation_id"], line["text_sha256"], line["writer"], line["method"]) for line in lines]
    assert len(keys) == len(set(keys))
    assert list(lines[0]) == ["regulation_id", "locator", "text_sha256", "wording", "writer", "method", "questions"]
