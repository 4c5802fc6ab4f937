"""Trainers' examples: in effect without a build, in every later version, withdrawn without a trace, and replayed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder
from sqlalchemy import Engine, update

from assistant.answer import Status, Turn
from assistant.answering import Assistant
from assistant.review.effect import ExamplesInEffect
from assistant.review.examples import (
    ExampleUnusable,
    UnknownExample,
    add_example,
    bank_entries,
    change_example,
    list_examples,
    withdraw_example,
)
from assistant.review.guard import Outcome, Probe, choose_probes, recent_probes, replay_probes
from assistant.review.replay import MASKED, SHORTENED, VersionGone, replay
from assistant.review.trainer_cases import add_case, export_cases
from assistant.review.verdicts import Judgement, Opinion, Trainer, VerdictUnusable, record_verdict
from assistant.state import audit
from assistant.state.answer_log import find_answer, record_answer
from assistant.state.database import open_database, writing
from assistant.state.tables import answers, trainer_examples
from corpus.question_bank import match_bank
from evals.cases import Kind, load_cases
from index.building import build_version
from index.clause_index import ClauseIndex
from index.versions import version_folder

ANN = Trainer(None, "ann")
SINGING = "顾客在电话里唱歌怎么办"
UNIT = {unit.unit_id: unit for unit in UNITS}


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_database(tmp_path)


@pytest.fixture
def index(tmp_path: Path) -> ClauseIndex:
    return build(tmp_path)


def build(home: Path, *, without: str = "") -> ClauseIndex:
    """A version in the state folder; a unit may be missing from it."""
    units = [unit for unit in UNITS if unit.unit_id != without]
    manifest = build_version(units, REGULATIONS, CountingEmbedder(), home)
    return ClauseIndex.open(version_folder(manifest.version, home), CountingEmbedder())


def first(index: ClauseIndex, question: str = SINGING) -> str:
    return Assistant(index).answer(question).retrieved[0].unit_id


def test_an_example_is_in_effect_at_once_and_after_a_rebuild(
    engine: Engine, index: ClauseIndex, tmp_path: Path
) -> None:
    examples = ExamplesInEffect(engine, tmp_path)
    assert examples.over(index) is index
    add_example(engine, SINGING, UNIT["conduct#4"], ANN)
    assert examples.revision() == 1
    assert first(examples.over(index)) == "conduct#4"
    later = build(tmp_path, without="conduct#1")  # every row of it is another one now
    assert first(examples.over(later)) == "conduct#4"
    assert examples.over(later).version.endswith("+1")
    gone = build(tmp_path, without="conduct#4")
    assert first(examples.over(gone)) == first(gone)  # its clause is no more: it finds nothing, and breaks nothing


def test_a_withdrawn_example_leaves_everything_as_it_was(engine: Engine, index: ClauseIndex, tmp_path: Path) -> None:
    example = add_example(engine, SINGING, UNIT["conduct#4"], ANN)
    withdraw_example(engine, example.example_id, ANN)
    examples = ExamplesInEffect(engine, tmp_path)
    now = examples.over(examples.over(index, 1))
    assert now.version.endswith("+2")
    for question in (SINGING, "客户讲方言听不懂", "投诉多久回复", "着装"):
        assert now.find(question) == index.find(question)
        assert replace(Assistant(now).answer(question), index_version="", latency_ms=0) == replace(
            Assistant(index).answer(question), index_version="", latency_ms=0
        )


def test_an_example_can_be_put_right_and_every_state_is_kept(
    engine: Engine, index: ClauseIndex, tmp_path: Path
) -> None:
    example = add_example(engine, f"{SINGING},我电话13812345678", UNIT["conduct#1"], ANN)
    assert "138" not in example.question
    changed = change_example(engine, example.example_id, SINGING, UNIT["conduct#4"], Trainer(None, "bob"))
    assert list_examples(engine) == (changed,)
    assert (changed.revision, changed.trainer) == (2, "bob")
    assert list_examples(engine, 1)[0].locator == example.locator
    assert first(ExamplesInEffect(engine, tmp_path).over(index)) == "conduct#4"
    left_open = change_example(engine, example.example_id, "接听电话时使用普通话吗", None, ANN)
    assert left_open.left_open
    assert Assistant(ExamplesInEffect(engine, tmp_path).over(index)).answer("接听电话时使用普通话吗").status is (
        Status.NOT_COVERED
    )


def test_what_cannot_be_an_example_is_refused(engine: Engine) -> None:
    with pytest.raises(ExampleUnusable):
        add_example(engine, "？？", UNIT["conduct#4"], ANN)
    with pytest.raises(UnknownExample):
        withdraw_example(engine, "nothing", ANN)


def test_examples_go_into_the_bank_and_are_under_the_chain(engine: Engine) -> None:
    add_example(engine, SINGING, UNIT["conduct#4"], ANN)
    add_example(engine, "今天天气怎么样", None, ANN)
    withdrawn = add_example(engine, "着装有什么要求", UNIT["conduct#4"], ANN)
    withdraw_example(engine, withdrawn.example_id, ANN)
    bank = match_bank(bank_entries(list_examples(engine)), UNITS)
    assert [(q.text, q.method) for q in bank.questions["conduct#4"]] == [(SINGING, "trainer")]
    assert list(audit.verify(engine)) == []
    with writing(engine) as connection:
        connection.execute(update(trainer_examples).values(trainer="eve"))
    assert len(list(audit.verify(engine))) == 4


def test_the_guard_shows_what_an_example_would_lead_elsewhere(
    engine: Engine, index: ClauseIndex, tmp_path: Path
) -> None:
    asked = "投诉应当多久回复"
    logged = record_answer(engine, Assistant(index).answer(asked))
    record_verdict(engine, logged, Opinion(Judgement.RIGHT), ANN, blind=True)
    bad = add_example(engine, asked, UNIT["conduct#4"], ANN)
    after = ExamplesInEffect(engine, tmp_path).with_these(index, (bad,), 1)
    (probe,) = recent_probes(engine)
    assert probe.right == {"manual#2"}
    report = replay_probes(index, after, [probe, Probe("着装整洁吗")])
    assert report.harmful
    assert [(c.probe.question, c.before.unit_id, c.after.unit_id, c.outcome) for c in report.changes] == [
        (asked, "manual#2", "conduct#4", Outcome.WORSE)
    ]


def test_the_guard_replays_what_is_likeliest_to_change_and_not_more() -> None:
    recent = [Probe(f"着装要求{i}") for i in range(50)] + [Probe("客户唱歌")]
    cases = [Probe(f"投诉{i}") for i in range(50)]
    chosen = choose_probes("客户在电话里唱歌", recent, cases, limit=20)
    assert len(chosen) == 20
    assert Probe("客户唱歌") in chosen
    assert choose_probes("着装要求1", recent, (), limit=5).count(Probe("着装要求1")) == 0


def test_an_example_that_contradicts_what_is_known_of_its_own_question_is_shown(
    engine: Engine, index: ClauseIndex, tmp_path: Path
) -> None:
    asked = "投诉应当多久回复"
    case = Probe(asked, right=frozenset({"manual#2"}), origin="an evaluation case")
    bad = add_example(engine, f"{asked}？", UNIT["conduct#4"], ANN)
    after = ExamplesInEffect(engine, tmp_path).with_these(index, (bad,), 1)
    report = replay_probes(index, after, choose_probes(bad.question, (), [case, Probe("着装整洁吗")]))
    assert [(change.probe, change.outcome) for change in report.changes] == [(case, Outcome.WORSE)]


def test_a_judged_answer_becomes_a_case_that_evaluation_reads(
    engine: Engine, index: ClauseIndex, tmp_path: Path
) -> None:
    assistant = Assistant(index)
    wrong = record_answer(engine, assistant.answer("投诉应当多久回复"), scope=("客服手册",))
    opinion = Opinion(Judgement.WRONG, right_unit_id="conduct#2", sentences=("请客户讲普通话",))
    with pytest.raises(VerdictUnusable, match="选出正确的条款"):
        add_case(engine, wrong, opinion, None, ANN)
    add_case(engine, wrong, opinion, UNIT["conduct#2"], ANN)
    add_case(engine, wrong, opinion, UNIT["conduct#2"], ANN)  # again: takes the place of the first
    refused = record_answer(engine, assistant.answer("今天天气怎么样"))
    add_case(engine, refused, Opinion(Judgement.SHOULD_HAVE_REFUSED), None, ANN)
    (tmp_path / "cases.jsonl").write_text("\n".join(export_cases(engine)), encoding="utf-8")
    cases = load_cases(tmp_path / "cases.jsonl")
    assert [case.kind for case in cases] == [Kind.DIRECT, Kind.NOT_COVERED]
    assert cases[0].expected[0].quote == "请客户讲普通话"
    assert list(audit.verify(engine)) == []


def test_an_answer_is_replayed_against_its_version_and_examples(
    engine: Engine, index: ClauseIndex, tmp_path: Path
) -> None:
    example = add_example(engine, SINGING, UNIT["conduct#4"], ANN)
    corrected = ExamplesInEffect(engine, tmp_path).over(index)
    answer_id = record_answer(engine, Assistant(corrected).answer(SINGING))
    withdraw_example(engine, example.example_id, ANN)  # later changes do not matter
    again = replay(engine, tmp_path, answer_id, CountingEmbedder())
    assert again.same, again.differences
    assert again.limits == ()
    assert again.answer.index_version == corrected.version


def test_a_follow_up_is_replayed_with_both_sides_of_its_conversation(
    engine: Engine, index: ClauseIndex, tmp_path: Path
) -> None:
    assistant = Assistant(index)
    first = assistant.answer("投诉多久回复")
    turns = (Turn("user", first.question), Turn("assistant", first.text))
    answer_id = record_answer(engine, assistant.answer("那普通话呢", turns), history=turns)
    assert find_answer(engine, answer_id).history == turns
    again = replay(engine, tmp_path, answer_id, CountingEmbedder())
    assert (again.differences, again.limits) == ((), ())


def test_a_follow_up_logged_with_its_questions_only_says_so(engine: Engine, index: ClauseIndex, tmp_path: Path) -> None:
    turns = (Turn("user", "投诉多久回复"),)
    answer_id = record_answer(engine, Assistant(index).answer("那普通话呢", turns))
    with writing(engine) as connection:  # as entries before 2026-11-22 are
        connection.execute(update(answers).values(history='["投诉多久回复"]'))
    assert find_answer(engine, answer_id).history == turns
    assert SHORTENED in replay(engine, tmp_path, answer_id, CountingEmbedder()).limits


def test_a_replay_says_when_masking_or_a_version_that_is_gone_stands_in_its_way(
    engine: Engine, index: ClauseIndex, tmp_path: Path
) -> None:
    masked = record_answer(engine, Assistant(index).answer("投诉多久回复,我电话13812345678"))
    assert MASKED in replay(engine, tmp_path, masked, CountingEmbedder()).limits
    gone = record_answer(engine, replace(Assistant(index).answer("着装"), index_version="20200101-000000-abcdef+3"))
    with pytest.raises(VersionGone, match="已清理"):
        replay(engine, tmp_path, gone, CountingEmbedder())
