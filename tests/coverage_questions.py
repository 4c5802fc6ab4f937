"""The questions that the constants of ``assistant.coverage`` were chosen on, for tests: those of evals/coverage."""

from __future__ import annotations

from assistant.question import language_of
from corpus.left_open import read_questions
from evals.fit_confidence import HELD_OUT, SETTLED, UNSETTLED

_SETTLED = read_questions(SETTLED)
ANSWERED = tuple(question for question in _SETTLED if language_of(question) != "en")
ANSWERED_IN_ENGLISH = tuple(question for question in _SETTLED if language_of(question) == "en")
NOT_SETTLED = read_questions(UNSETTLED)
NOT_SETTLED_AND_NEVER_TUNED_ON = read_questions(HELD_OUT)
