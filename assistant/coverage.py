"""Whether the regulations in scope settle a question, by how near the best units come to it.

What tells most is whether the question is nearer to an example question of a unit or to questions known to be left open, and whose
words it uses. Weights and thresholds come from questions written for it (evals/coverage, the questions left open each without itself,
the cases of writer dev-01), never from evaluation cases; ``assistant eval confidence`` fits them again, which a changed question bank
makes necessary.
What they cost on both sides is in README.md and evals/LOG.md. Knows nothing of how answers are worded.
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass

from assistant.question import Question
from assistant.words import WordWeights
from index.search import Found

FIRST_UNITS = 3
# Of a follow-up: 96 that are answered after what came before (tuning half of dev-02), 67 questions left open put behind the same.
DEPENDENCE_WEIGHT = 1.9


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for and against an answer, each from 0 to 1 if nothing else is said."""

    nearest_example: float = 0.0  # cosine of the nearest example question
    left_open: float = 0.0  # mean cosine of the nearest questions left open
    clause_meaning: float = 0.0  # cosine of the nearest unit
    expanded_words: float = 0.0  # score by words of the best unit with its example questions
    clause_words: float = 0.0  # score by words of the best unit
    support: float = 0.0  # share of the question's telling words in one of the first units
    left_open_words: float = 0.0  # log odds by words of a question left open; from about -10 to 10
    english: float = 0.0  # English questions lie farther from Chinese examples and units


@dataclass(frozen=True, slots=True)
class Formula:
    """A logistic regression: weights of the signals, and the probability from which a question is answered."""

    weights: Signals
    bias: float
    answered_from: float

    def log_odds(self, signals: Signals) -> float:
        """Sum the signals up."""
        pairs = zip(astuple(self.weights), astuple(signals), strict=True)
        return self.bias + sum(float(weight) * float(signal) for weight, signal in pairs)


# Cosines of the model lie between 0.74 and 0.96, which is why a hundredth of them weighs so much.
# With example questions and questions left open: 520 questions that the five documents answer, 892 that they do not, 2026-11-22.
BESIDE_LEFT_OPEN = Formula(
    Signals(
        nearest_example=143.5,
        left_open=-135,
        clause_meaning=51.99,
        expanded_words=11.39,
        left_open_words=-1.59,
        english=1.13,
    ),
    bias=-63.1,
    answered_from=0.77,
)
# With example questions alone, or where a regulation without any leads: the same questions.
WITH_EXAMPLES = Formula(
    Signals(nearest_example=106.4, expanded_words=15.01, english=7.5),
    bias=-105.41,
    answered_from=0.63,
)
# Without, where the bank has no part in it: 121 questions that are answered and 79 that are not, 2026-11-21.
WITHOUT_EXAMPLES = Formula(
    Signals(clause_meaning=88.15, clause_words=4.43, support=1.59, english=2.64), bias=-80.356, answered_from=0.35
)


def read_signals(question: Question, found: Found, weights: WordWeights) -> Signals:
    """Gather what speaks for and against an answer.

    :param question: The question.
    :param found: What was found for it.
    :param weights: How telling words are.
    :return: The signals.
    """
    first = found.hits[:FIRST_UNITS]
    return Signals(
        found.example_meaning,
        found.left_open,
        found.clause_meaning,
        found.expanded_words,
        found.clause_words,
        max((weights.support(question.search_text, hit.unit) for hit in first), default=0.0),
        found.left_open_odds,
        float(question.language == "en"),
    )


def formula_for(found: Found) -> Formula:
    """Choose the formula by what the index holds.

    :param found: What was found.
    :return: The formula.
    """
    if found.left_open > 0:
        return BESIDE_LEFT_OPEN
    return WITH_EXAMPLES if found.example_meaning > 0 else WITHOUT_EXAMPLES


def confidence(question: Question, found: Found, weights: WordWeights) -> float:
    """Tell how likely the first units answer a question.

    :param question: The question.
    :param found: What was found for it.
    :param weights: How telling words are.
    :return: From 0 to 1.
    """
    if not found.hits:
        return 0.0
    return _logistic(formula_for(found).log_odds(read_signals(question, found, weights)))


def is_covered(question: Question, found: Found, weights: WordWeights, dependence: float = 0.0) -> bool:
    """Tell whether a question is answered rather than refused.

    :param question: The question, as asked alone.
    :param found: What was found for it alone.
    :param weights: How telling words are.
    :param dependence: How likely it hangs on the question before it, from 0 to 1. One that does says little alone and needs the
        less confidence, since what it hangs on was answered.
    :return: Whether the confidence reaches the threshold.
    """
    threshold = formula_for(found).answered_from
    lent = DEPENDENCE_WEIGHT * max(0.0, _log_odds(dependence))
    return _log_odds(confidence(question, found, weights)) + lent >= _log_odds(threshold)


def _log_odds(probability: float) -> float:
    """Turn a probability into log odds; what is as good as certain stays finite."""
    inside = max(1e-12, min(1 - 1e-12, probability))
    return math.log(inside / (1 - inside))


def _logistic(exponent: float) -> float:
    """Turn a sum into a probability; far from zero it is as good as certain."""
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, exponent))))
