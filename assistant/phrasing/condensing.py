"""Lets a language model put back what a follow-up leaves out, and takes its question only where it adds nothing new.

What is condensed is searched with and never shown.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence

from assistant.answer import Turn
from assistant.masking import mask
from assistant.phrasing import claims
from assistant.phrasing.clause_parts import folded
from assistant.phrasing.endpoint import LanguageModel, ModelFailed
from assistant.phrasing.hostile import speaks_to_a_model
from assistant.phrasing.plain_words import english_stems_known, unknown_words, words_of_part
from assistant.phrasing.prompts import CONDENSE, condense_request
from assistant.visible_text import visible
from corpus.script import to_simplified

CONDENSE_SECONDS = 4.0  # of the ten an answer may take; without it the search by rule goes on
LONGEST = 120  # characters; a longer one is an answer

_log = logging.getLogger(__name__)
_OPENING = re.compile(
    r"^(?:改写(?:后|为)?(?:的问题)?|问题|独立问题|追问|standalone question|question)\s*[:：]\s*", re.IGNORECASE
)


def condense(model: LanguageModel, question: str, history: Sequence[Turn], seconds: float) -> str | None:
    """Make a question that can be understood by itself.

    :param model: The model.
    :param question: The follow-up, without invisible characters.
    :param history: The conversation so far, oldest first.
    :param seconds: How long it may take.
    :return: The question, or None where the model gives none that passes.
    """
    if any(speaks_to_a_model(text) for text in (question, *(turn.content for turn in history if turn.role == "user"))):
        return None
    masked = tuple(Turn(turn.role, mask(turn.content)) for turn in history)
    request = condense_request(mask(question), masked)
    try:
        written = "".join(model.stream(CONDENSE, request, min(seconds, CONDENSE_SECONDS)))
    except ModelFailed as failure:
        _log.info("condensing: %s", failure.reason)
        return None
    condensed = _OPENING.sub("", visible(written).strip()).strip('"“”「」 \t')
    reason = why_not(condensed, question, history)
    _log.info("condensing: %s", reason or "passed")
    return None if reason else condensed


def why_not(condensed: str, question: str, history: Sequence[Turn]) -> str:
    """Tell why a condensed question must not be searched with.

    :param condensed: What the model wrote.
    :param question: The follow-up.
    :param history: The conversation.
    :return: A reason code; empty where it may.
    """
    said = " ".join(turn.content for turn in history) + " " + question
    plain, material = to_simplified(condensed), folded(said)
    if not condensed or "\n" in condensed or len(condensed) > LONGEST:
        return "no_question"
    if claims.holds_markup(plain) or claims.holds_web_address(plain) or "〔" in plain:
        return "markup"
    if not claims.bare_numbers(plain) <= claims.bare_numbers(to_simplified(said)):
        return "unknown_number"
    if unknown_words(words_of_part(plain), material) or not english_stems_known(plain, material, said):
        return "unknown_words"
    if any(folded(word) not in folded(condensed) for word in words_of_part(to_simplified(question))):
        return "lost_words"
    if claims.negations(to_simplified(question)) - claims.negations(plain):
        return "lost_negation"
    return ""
