"""Questions left open: read, kept apart from the example questions, and nearer to what is refused."""

from __future__ import annotations

from pathlib import Path

from real_corpus import CORPUS, all_units

from corpus.left_open import LEFT_OPEN_FILE, read_left_open
from corpus.question_bank import match_bank, read_bank
from corpus.script import fold


def test_each_is_read_once_and_remarks_are_left_out(tmp_path: Path) -> None:
    (tmp_path / LEFT_OPEN_FILE).write_text("# 说明\n加班费怎么算\n\n 年假几天 \n加班费怎么算\n", encoding="utf-8")
    assert read_left_open(tmp_path) == ("加班费怎么算", "年假几天")
    assert read_left_open(tmp_path / "nowhere") == ()


def test_none_of_ours_is_an_example_question_of_a_unit() -> None:
    bank = match_bank(read_bank(CORPUS / "questions"), all_units())
    answered = {fold(question.text) for questions in bank.questions.values() for question in questions}
    ours = read_left_open(CORPUS / "questions")
    assert len(ours) >= 300
    assert [question for question in ours if fold(question) in answered] == []
