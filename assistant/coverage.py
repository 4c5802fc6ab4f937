"""Whether the regulations in scope settle a question, by how near the best units come to it.

What tells most is whether the question is nearer to an example question of a unit or to a question known to be left open. The
formulas and the thresholds were chosen on questions written for it (tests/coverage_questions.py), on the questions left open
(each without itself) and on the cases of writer dev-01, never on evaluation cases; what they cost on both sides is in README.md and
evals/LOG.md. Knows nothing of how answers are worded.
"""

from __future__ import annotations

import math

from assistant.question import Question
from assistant.words import WordWeights
from index.search import Found

# Logistic regressions, 2026-11-21. Cosines of the model lie between 0.74 and 0.96, which is why a hundredth of them weighs so much.
# With example questions and questions left open: 291 questions that the five documents answer, 419 that they do not; weighted so that
# 85 of 100 are answered, as on a desk that knows what the assistant is for.
NEAREST_EXAMPLE_WEIGHT = 160.47  # cosine of the nearest example question
LEFT_OPEN_WEIGHT = -106.67  # cosine of the nearest question left open
WORDS_WEIGHT = 8.19  # score by words of the best unit with its example questions
ENGLISH_BESIDE_LEFT_OPEN = 1.26
BIAS_BESIDE_LEFT_OPEN = -53.75
# With example questions alone, or where a regulation without any leads: 286 questions that are answered, 104 that are not.
EXAMPLE_MEANING_WEIGHT = 69.34  # cosine of the nearest example question
EXPANDED_WORDS_WEIGHT = 9.01  # score by words of the best unit with its example questions
ENGLISH_WITH_EXAMPLES = 2.51  # English questions lie farther from Chinese examples
BIAS_WITH_EXAMPLES = -67.55
ANSWERED_FROM_WITH_EXAMPLES = 0.6
# Without: 121 questions and 79.
CLAUSE_MEANING_WEIGHT = 88.15  # cosine of the nearest unit
CLAUSE_WORDS_WEIGHT = 4.43  # score of the best unit by words
SUPPORT_WEIGHT = 1.59  # share of the question's telling words in one of the first units
ENGLISH_WITHOUT_EXAMPLES = 2.64  # 0.03 of cosine
BIAS_WITHOUT_EXAMPLES = -80.356
ANSWERED_FROM_WITHOUT_EXAMPLES = 0.35
FIRST_UNITS = 3


def confidence(question: Question, found: Found, weights: WordWeights) -> float:
    """Tell how likely the first units answer a question.

    :param question: The question.
    :param found: What was found for it.
    :param weights: How telling words are.
    :return: From 0 to 1.
    """
    if not found.hits:
        return 0.0
    english = question.language == "en"
    if found.left_open > 0:
        return _logistic(
            BIAS_BESIDE_LEFT_OPEN
            + NEAREST_EXAMPLE_WEIGHT * found.example_meaning
            + LEFT_OPEN_WEIGHT * found.left_open
            + WORDS_WEIGHT * found.expanded_words
            + (ENGLISH_BESIDE_LEFT_OPEN if english else 0.0)
        )
    if _has_examples(found):
        return _logistic(
            BIAS_WITH_EXAMPLES
            + EXAMPLE_MEANING_WEIGHT * found.example_meaning
            + EXPANDED_WORDS_WEIGHT * found.expanded_words
            + (ENGLISH_WITH_EXAMPLES if english else 0.0)
        )
    return _logistic(
        BIAS_WITHOUT_EXAMPLES
        + CLAUSE_MEANING_WEIGHT * found.clause_meaning
        + CLAUSE_WORDS_WEIGHT * found.clause_words
        + SUPPORT_WEIGHT * max(weights.support(question.search_text, hit.unit) for hit in found.hits[:FIRST_UNITS])
        + (ENGLISH_WITHOUT_EXAMPLES if english else 0.0)
    )


def is_covered(question: Question, found: Found, weights: WordWeights) -> bool:
    """Tell whether a question is answered rather than refused.

    :param question: The question.
    :param found: What was found for it.
    :param weights: How telling words are.
    :return: Whether the confidence reaches the threshold.
    """
    threshold = ANSWERED_FROM_WITH_EXAMPLES if _has_examples(found) else ANSWERED_FROM_WITHOUT_EXAMPLES
    return confidence(question, found, weights) >= threshold


def _has_examples(found: Found) -> bool:
    """Whether the index holds example questions."""
    return found.example_meaning > 0


def _logistic(exponent: float) -> float:
    """Turn a sum into a probability; far from zero it is as good as certain."""
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, exponent))))
