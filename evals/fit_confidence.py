"""Fits the constants of ``assistant.coverage`` anew, on questions written for it (`assistant eval confidence`).

To be run when the question bank or the list of questions left open has changed, since every cosine rises with them. Looks at no
evaluation case but those of writer dev-01, and of the questions near the clauses at the half they are kept for. Prints nothing; the command line does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Status
from assistant.coverage import Formula, Signals, formula_for, read_signals
from assistant.question import read_question
from assistant.retrieving import query_for, retrieve
from assistant.words import WordWeights
from corpus.left_open import read_left_open, read_questions
from evals.cases import Kind, load_cases
from evals.near_domain import Part, load_near_domain
from index.clause_index import ClauseIndex
from index.examples import LEFT_OPEN_NEAREST
from index.indexing import searched_form
from index.left_open_words import LeftOpenWords

COVERAGE = Path(__file__).parent / "coverage"
SETTLED, UNSETTLED, HELD_OUT = (COVERAGE / name for name in ("settled.txt", "unsettled.txt", "unsettled-held-out.txt"))
DEVELOPMENT_CASES = Path(__file__).parent / "cases" / "dev-01.jsonl"
# Which signals each formula weighs; the others gained nothing on the same questions (evals/LOG.md).
WEIGHED: Mapping[str, tuple[str, ...]] = {
    "BESIDE_LEFT_OPEN": (
        "nearest_example",
        "left_open",
        "clause_meaning",
        "expanded_words",
        "left_open_words",
        "english",
    ),
    "WITH_EXAMPLES": ("nearest_example", "expanded_words", "english"),
}
SETTLED_SHARE = 0.85  # of the questions on a desk that knows what the assistant is for
# Of the settled questions, each judged by a formula fitted without it. Half of what is allowed where questions left open are known: others
# ask otherwise than the writers here. Without them a lower bar would answer a quarter of what no clause settles.
FALSE_REFUSALS = {"BESIDE_LEFT_OPEN": 0.02, "WITH_EXAMPLES": 0.04}
FOLDS = 10
SHRINKAGE = 1e-4  # keeps weights finite should the questions be parted without an error

Progress = Callable[[int, int], None]
Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """A question, what speaks for and against an answer to it, and whether the documents settle it."""

    question: str
    signals: Signals
    settled: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """A formula, and what it costs: in cross-validation on the questions it was fitted on, and on questions kept apart."""

    name: str  # of the constant in assistant.coverage
    formula: Formula
    settled: int
    unsettled: int
    false_answers: float
    held_out: int
    held_out_answers: tuple[str, ...]  # the unsettled questions kept apart that would be answered
    held_out_refusals: tuple[str, ...]  # the settled ones that would be refused

    @property
    def source(self) -> str:
        """The constant as it stands in assistant.coverage."""
        weights = ", ".join(
            f"{each.name}={getattr(self.formula.weights, each.name):.4g}"
            for each in fields(Signals)
            if getattr(self.formula.weights, each.name)
        )
        return (
            f"{self.name} = Formula(\n    Signals({weights}),\n    bias={self.formula.bias:.5g},\n"
            f"    answered_from={self.formula.answered_from:.2f},\n)"
        )


def fit_confidence(clause_index: ClauseIndex, bank: Path, progress: Progress | None = None) -> tuple[Fit, ...]:
    """Fit the formulas on the published index.

    :param clause_index: With example questions and questions left open.
    :param bank: The folder of both.
    :param progress: Called with questions asked and questions to ask.
    :return: The formulas in the order of ``WEIGHED``.
    """
    left_open = read_left_open(bank)
    cases = [
        case for case in load_cases(DEVELOPMENT_CASES) if not (case.history or case.scope or case.kind is Kind.EXACT)
    ]
    near = load_near_domain()
    asked = {
        **dict.fromkeys((*left_open, *read_questions(UNSETTLED)), False),
        **dict.fromkeys(read_questions(SETTLED), True),
        **{case.question: case.expected_status is Status.ANSWERED for case in cases},
        **{each.question: each.settled for each in near if each.part is Part.DEVELOPMENT},
    }
    kept_apart = {
        **dict.fromkeys(read_questions(HELD_OUT), False),
        **{each.question: each.settled for each in near if each.part is Part.HELD_OUT},
    }
    read = _Reader(clause_index, left_open)
    samples: list[Sample] = []
    for question, settled in (*asked.items(), *kept_apart.items()):
        samples.append(Sample(question, read.signals(question), settled))
        if progress:
            progress(len(samples), len(asked) + len(kept_apart))
    return tuple(fit_formula(name, samples[: len(asked)], samples[len(asked) :]) for name in WEIGHED)


def fit_formula(name: str, samples: Sequence[Sample], held_out: Sequence[Sample] = ()) -> Fit:
    """Fit one formula, and choose the probability from which it answers by what it refuses wrongly in cross-validation.

    :param name: Which one of ``WEIGHED``.
    :param samples: Settled and unsettled questions.
    :param held_out: Questions to count wrong answers and wrong refusals on.
    :return: The formula and its costs.
    """
    places = [[each.name for each in fields(Signals)].index(signal) for signal in WEIGHED[name]]
    signals = np.array([astuple(sample.signals) for sample in samples], dtype=np.float64)[:, places]
    settled = np.array([sample.settled for sample in samples])
    weights = np.where(settled, SETTLED_SHARE / settled.mean(), (1 - SETTLED_SHARE) / (1 - settled.mean()))
    folds = np.random.default_rng(0).integers(0, FOLDS, len(samples))
    judged = np.zeros(len(samples))
    for fold in range(FOLDS):
        inside = folds == fold
        fitted = _fit_logistic(signals[~inside], settled[~inside], weights[~inside])
        judged[inside] = signals[inside] @ fitted[:-1] + fitted[-1]
    threshold = float(np.quantile(judged[settled], FALSE_REFUSALS[name]))
    *slopes, bias = _fit_logistic(signals, settled, weights)
    weighed = replace(Signals(), **dict(zip(WEIGHED[name], (round(slope, 2) for slope in slopes), strict=True)))
    formula = Formula(weighed, round(float(bias), 2), round(float(1 / (1 + np.exp(-threshold))), 2))
    wrong = [sample for sample in held_out if (formula.log_odds(sample.signals) >= threshold) != sample.settled]
    false_answers = float((judged[~settled] >= threshold).mean())
    return Fit(
        name,
        formula,
        int(settled.sum()),
        int((~settled).sum()),
        false_answers,
        len(held_out),
        tuple(sample.question for sample in wrong if not sample.settled),
        tuple(sample.question for sample in wrong if sample.settled),
    )


class _Reader:
    """Reads the signals of questions, each question left open as if it were not in the list."""

    def __init__(self, clause_index: ClauseIndex, left_open: Sequence[str]) -> None:
        self._clause_index = clause_index
        self._weights = WordWeights(clause_index.units)
        self._left_open = [searched_form(question) for question in left_open]
        self._words = LeftOpenWords.count(self._left_open, [each.text for each in clause_index.example_questions])
        self._vectors = np.vstack([clause_index.embedder.embed_questions([form]) for form in self._left_open])

    def signals(self, text: str) -> Signals:
        """Read the signals of a question."""
        question = read_question(text)
        found = retrieve(self._clause_index, question)
        signals = read_signals(question, found, self._weights)
        own = searched_form(text)
        if own in self._left_open and formula_for(found).weights.left_open:
            corrected = replace(question, search_text=self._clause_index.corrected(question.search_text))
            form = searched_form(query_for(corrected).meaning)
            [vector] = self._clause_index.embedder.embed_questions([form])
            others = self._vectors[[form != own for form in self._left_open]]
            signals = replace(
                signals,
                left_open=float(np.sort(others @ vector)[-LEFT_OPEN_NEAREST:].mean()),
                left_open_words=self._words.odds(form, is_one_of_them=True),
            )
        return signals


def _fit_logistic(signals: Vector, settled: NDArray[np.bool_], weights: Vector) -> Vector:
    """Fit a logistic regression by Newton's method: slopes, and the bias last."""
    mean, spread = signals.mean(axis=0), signals.std(axis=0) + 1e-9
    scaled = np.c_[(signals - mean) / spread, np.ones(len(signals))]
    shrinkage = SHRINKAGE * len(signals) * np.r_[np.ones(signals.shape[1]), 0.0]
    found = np.zeros(scaled.shape[1])
    for _ in range(100):
        probabilities = 1 / (1 + np.exp(-np.clip(scaled @ found, -30, 30)))
        slope = scaled.T @ (weights * (probabilities - settled)) + shrinkage * found
        curvature = (scaled * (weights * probabilities * (1 - probabilities))[:, None]).T @ scaled + np.diag(shrinkage)
        step = np.linalg.solve(curvature + 1e-9 * np.eye(len(found)), slope)
        found = found - step
        if np.abs(step).max() < 1e-9:
            break
    slopes = found[:-1] / spread
    return np.append(slopes, found[-1] - slopes @ mean)
