"""The scoring of the check of wording, and the labelled drafts themselves."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from made_units import HEATING, made_unit
from real_corpus import all_regulations, all_units

from assistant.wording_check import WordingChecker
from corpus.script import fold
from evals.cases import CasesUnreadable
from evals.wording import BrokenClause, LabelledDraft, check_drafts, load_drafts, mistakes, own_drafts, score_drafts

GOLD = BrokenClause("heating.txt", "严禁说“你打错了”")
OTHER = BrokenClause("heating.txt", "严禁说“喂”")
CHECKER = WordingChecker(
    (made_unit("严禁说“你打错了”"), made_unit("严禁说“喂”", number="2")), (HEATING,), lambda character: character
)


def draft(text: str, *expected: BrokenClause) -> LabelledDraft:
    """Label a draft."""
    return LabelledDraft(text, text, "exact", expected, ())


def test_scores() -> None:
    """Found, missed, wrongly found, rightly left alone: one each."""
    labelled = [draft("你打错了", GOLD), draft("打完了", GOLD), draft("喂"), draft("您好")]
    results = check_drafts(CHECKER, labelled)
    scores = score_drafts(results)
    assert (scores.drafts, scores.breaches) == (4, 2)
    assert (scores.precision, scores.recall) == (0.5, 0.5)
    assert (scores.draft_precision, scores.draft_recall) == (0.5, 0.5)
    assert len(list(mistakes(results))) == 2


def test_the_right_sentence_with_the_wrong_clause_is_a_mistake_twice() -> None:
    scores = score_drafts(check_drafts(CHECKER, [draft("你打错了", OTHER), draft("您好")]))
    assert (scores.precision, scores.recall, scores.draft_precision, scores.draft_recall) == (0.0, 0.0, 1.0, 0.0)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"draft_id": "a"}'])
def test_files_that_hold_no_drafts(tmp_path: Path, content: str) -> None:
    file = tmp_path / "drafts.jsonl"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CasesUnreadable, match="请|须"):
        load_drafts(file)


def test_labelled_drafts_are_sound() -> None:
    """Half of them innocent, no text twice, every clause found in the documents."""
    drafts = [each for one in own_drafts() for each in load_drafts(one.file)]
    assert len(drafts) >= 240
    assert max(Counter(each.text for each in drafts).values()) == 1
    assert 0.45 < sum(not each.expected for each in drafts) / len(drafts) < 0.55
    units = [(unit.source, fold(unit.unit_text)) for unit in all_units()]
    named = {clause for each in drafts for clause in (*each.expected, *each.allowed)}
    assert all(any(source == one.source and fold(one.quote) in text for source, text in units) for one in named)
    records = [json.loads(line) for one in own_drafts() for line in one.file.read_text(encoding="utf-8").splitlines()]
    assert {(record["writer"], record["method"]) for record in records} == {
        ("wording-01", "drafted"),
        ("wording-02", "drafted"),
    }


@pytest.mark.parametrize("drafts", own_drafts(), ids=lambda drafts: drafts.file.stem)
def test_targets(drafts: object) -> None:
    """Precision at least .95, recall at least .90 (of paraphrases .80), with the clause right; like sounds are not known here."""
    checker = WordingChecker(all_units(), all_regulations(), lambda character: character)
    labelled = [each for each in load_drafts(drafts.file) if each.kind != "typo"]  # type: ignore[attr-defined]
    scores = score_drafts(check_drafts(checker, labelled))
    assert scores.precision >= 0.95
    assert scores.recall >= (0.80 if drafts.file.stem.startswith("paraphrases") else 0.90)  # type: ignore[attr-defined]
