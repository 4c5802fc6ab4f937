"""Fitting the confidence: what speaks for an answer weighs for it, and what it costs is counted on questions kept apart."""

from __future__ import annotations

from dataclasses import fields

import pytest
from real_corpus import CORPUS

from assistant.coverage import BESIDE_LEFT_OPEN, WITH_EXAMPLES, Formula, Signals
from corpus.left_open import read_left_open, read_questions
from corpus.script import fold
from evals.fit_confidence import HELD_OUT, SETTLED, UNSETTLED, WEIGHED, Sample, fit_formula


def sample(nearest_example: float, left_open: float, *, settled: bool) -> Sample:
    return Sample("问", Signals(nearest_example=nearest_example, left_open=left_open, clause_meaning=0.8), settled)


SAMPLES = [sample(0.90 + step / 1000, 0.80 + side / 100, settled=True) for step in range(40) for side in range(3)] + [
    sample(0.80 + step / 1000, 0.90 + side / 100, settled=False) for step in range(40) for side in range(3)
]


def test_nearness_to_examples_speaks_for_an_answer_and_to_questions_left_open_against_it() -> None:
    fit = fit_formula(
        "BESIDE_LEFT_OPEN", SAMPLES, [sample(0.81, 0.91, settled=False), sample(0.93, 0.8, settled=False)]
    )
    assert fit.formula.weights.nearest_example > 0 > fit.formula.weights.left_open
    assert fit.formula.weights.english == 0  # tells nothing here
    assert (fit.settled, fit.unsettled, fit.false_answers) == (120, 120, 0.0)
    assert (fit.held_out, fit.held_out_answers) == (2, ("问",))  # the second looks like one that is settled
    assert fit.held_out_refusals == ()


def test_a_formula_weighs_only_its_own_signals() -> None:
    weights = fit_formula("WITH_EXAMPLES", SAMPLES).formula.weights
    assert weights.nearest_example > 0 == weights.left_open == weights.clause_meaning


def test_the_printed_constant_is_python_for_the_formula() -> None:
    fit = fit_formula("BESIDE_LEFT_OPEN", SAMPLES)
    known: dict[str, object] = {"Formula": Formula, "Signals": Signals}
    exec(fit.source, known)
    printed = known["BESIDE_LEFT_OPEN"]
    assert isinstance(printed, Formula)
    assert printed.log_odds(SAMPLES[0].signals) == pytest.approx(fit.formula.log_odds(SAMPLES[0].signals), rel=0.01)


@pytest.mark.parametrize(
    ("name", "formula"), [("BESIDE_LEFT_OPEN", BESIDE_LEFT_OPEN), ("WITH_EXAMPLES", WITH_EXAMPLES)]
)
def test_the_constants_in_use_weigh_what_the_fit_weighs(name: str, formula: Formula) -> None:
    used = {each.name for each in fields(Signals) if getattr(formula.weights, each.name)}
    assert used == set(WEIGHED[name])


def test_the_questions_kept_apart_stand_nowhere_else() -> None:
    known = {fold(question) for file in (SETTLED, UNSETTLED) for question in read_questions(file)}
    known |= {fold(question) for question in read_left_open(CORPUS / "questions")}
    kept_apart = [fold(question) for question in read_questions(HELD_OUT)]
    assert len(kept_apart) >= 100
    assert not known & set(kept_apart)
