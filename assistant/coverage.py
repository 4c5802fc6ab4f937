"""Whether the regulations in scope settle a question, by how near the best units come to it.

The formula and the threshold were chosen on questions written for it (tests/coverage_questions.py), never on evaluation cases;
what it costs on both sides is in README.md. Knows nothing of how answers are worded.
"""

from __future__ import annotations

import math

from assistant.question import Question
from assistant.words import WordWeights
from index.search import Found

# Logistic regression on 121 questions the five documents answer and 79 they do not, 2026-11-21. Cosines of the model lie between 0.74
# and 0.95, which is why a hundredth of it weighs so much.
MEANING_WEIGHT = 88.15  # cosine of the nearest unit
WORDS_WEIGHT = 4.43  # score of the best unit by words
SUPPORT_WEIGHT = 1.59  # share of the question's telling words in one of the first units
BIAS = -80.356
ENGLISH_COSINE_OFFSET = 0.03  # an English question lies that much farther from the Chinese clause that answers it
ANSWERED_FROM = 0.35
FIRST_UNITS = 3


def confidence(question: Question, ranking: Found, weights: WordWeights) -> float:
    """Tell how likely the first units answer a question.

    :param question: The question.
    :param ranking: What was found for it.
    :param weights: How telling words are.
    :return: From 0 to 1; above ``ANSWERED_FROM`` the question is answered.
    """
    if not ranking.hits:
        return 0.0
    support = max(weights.support(question.search_text, hit.unit) for hit in ranking.hits[:FIRST_UNITS])
    meaning = ranking.clause_meaning + (ENGLISH_COSINE_OFFSET if question.language == "en" else 0.0)
    exponent = BIAS + MEANING_WEIGHT * meaning + WORDS_WEIGHT * ranking.clause_words + SUPPORT_WEIGHT * support
    return 1 / (1 + math.exp(-exponent))


def is_covered(question: Question, ranking: Found, weights: WordWeights) -> bool:
    """Tell whether a question is answered rather than refused."""
    return confidence(question, ranking, weights) >= ANSWERED_FROM
