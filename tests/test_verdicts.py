"""Verdicts: what is written stays, the latest counts, and two who disagree need a third."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_embedder import UNITS
from fake_log import fill_log
from sqlalchemy import Engine, update

from assistant.review.verdicts import (
    CitationJudgement,
    Judgement,
    Opinion,
    ReasonCode,
    Trainer,
    VerdictUnusable,
    blind_judgements,
    disagreements,
    record_verdict,
    settled,
    verdicts_on,
)
from assistant.state import audit
from assistant.state.answer_log import UnknownAnswer, purge
from assistant.state.database import open_database, writing
from assistant.state.tables import verdicts

ANN, BOB, EVE = Trainer(None, "ann"), Trainer(None, "bob"), Trainer(None, "eve")
RIGHT, WRONG = Opinion(Judgement.RIGHT), Opinion(Judgement.WRONG)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_database(tmp_path)
    fill_log(engine, ["answered"] * 5)
    return engine


def judge(engine: Engine, answer_id: str, opinion: Opinion, trainer: Trainer, *, blind: bool = True) -> None:
    unit = next((unit for unit in UNITS if unit.unit_id == opinion.right_unit_id), None)
    record_verdict(engine, answer_id, opinion, trainer, blind=blind, right_unit=unit)


def test_a_verdict_is_read_back_with_everything_in_it(engine: Engine) -> None:
    opinion = Opinion(
        Judgement.WRONG,
        {"conduct#1": CitationJudgement.DOES_NOT},
        (ReasonCode.WRONG_CLAUSE, ReasonCode.INCOMPLETE),
        "conduct#2",
        ("请客户讲普通话",),
        "坐席说他的电话是13812345678",
    )
    judge(engine, "a0", opinion, ANN)
    (verdict,) = verdicts_on(engine)["a0"]
    assert verdict.opinion.note == "坐席说他的电话是〔手机号〕"
    assert verdict.opinion.citations == opinion.citations
    assert (verdict.opinion.reasons, verdict.opinion.sentences) == (opinion.reasons, opinion.sentences)
    assert (verdict.trainer, verdict.blind) == ("ann", True)


@pytest.mark.parametrize(
    ("opinion", "why"),
    [
        (Opinion(Judgement.WRONG, right_unit_id="conduct#99"), "没有所选的条款"),
        (Opinion(Judgement.PARTLY, sentences=("请客户讲普通话",)), "没有选条款"),
        (Opinion(Judgement.PARTLY, right_unit_id="conduct#2", sentences=("可以直接挂机",)), "不是所选条款的原文"),
        (Opinion(Judgement.PARTLY, right_unit_id="conduct#2", sentences=(" ",)), "不是所选条款的原文"),
        (Opinion(Judgement.SHOULD_HAVE_REFUSED, right_unit_id="conduct#2"), "没有涉及"),
    ],
)
def test_what_contradicts_itself_or_the_clause_is_refused(engine: Engine, opinion: Opinion, why: str) -> None:
    with pytest.raises(VerdictUnusable, match=why):
        judge(engine, "a0", opinion, ANN)
    assert verdicts_on(engine) == {}


def test_an_answer_that_is_not_there_is_not_judged(engine: Engine) -> None:
    with pytest.raises(UnknownAnswer):
        judge(engine, "nothing", RIGHT, ANN)


def test_who_changes_his_mind_counts_once(engine: Engine) -> None:
    judge(engine, "a0", RIGHT, ANN)
    judge(engine, "a0", WRONG, ANN)
    (verdict,) = verdicts_on(engine, ["a0"])["a0"]
    assert verdict.opinion.judgement is Judgement.WRONG


def test_two_who_disagree_wait_for_a_third_whose_side_counts(engine: Engine) -> None:
    judge(engine, "a0", RIGHT, ANN)
    judge(engine, "a0", WRONG, BOB)
    judge(engine, "a1", RIGHT, ANN)
    judge(engine, "a1", RIGHT, BOB)
    given = verdicts_on(engine)
    assert [each.answer_id for each in disagreements(given)] == ["a0"]
    assert settled(given["a0"]) is None
    judge(engine, "a0", WRONG, EVE, blind=False)
    given = verdicts_on(engine)
    assert disagreements(given) == ()
    third = settled(given["a0"])
    assert third is not None
    assert third.opinion.judgement is Judgement.WRONG
    assert blind_judgements(engine) == {
        "a0": (Judgement.RIGHT, Judgement.WRONG),
        "a1": (Judgement.RIGHT, Judgement.RIGHT),
    }


def test_who_comes_round_after_seeing_the_other_did_not_agree_from_the_beginning(engine: Engine) -> None:
    judge(engine, "a0", RIGHT, ANN)
    judge(engine, "a0", Opinion(Judgement.PARTLY), BOB)
    judge(engine, "a0", WRONG, BOB)  # changed before there was anything to see
    judge(engine, "a0", RIGHT, BOB, blind=False)
    assert disagreements(verdicts_on(engine)) == ()
    assert blind_judgements(engine) == {"a0": (Judgement.RIGHT, Judgement.WRONG)}
    assert blind_judgements(engine, since="2999") == {}


def test_verdicts_outlive_their_answers_and_are_under_the_chain(engine: Engine) -> None:
    judge(engine, "a0", RIGHT, ANN)
    assert not [found for found in audit.verify(engine) if found.subject == "verdicts"]
    purge(engine, 1)
    assert "a0" in verdicts_on(engine)
    with writing(engine) as connection:
        connection.execute(update(verdicts).values(judgement="wrong"))
    assert [found.subject for found in audit.verify(engine) if found.subject == "verdicts"] == ["verdicts"]
