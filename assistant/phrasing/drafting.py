"""Drafts example questions for clauses that have none, with a language model, and keeps those that pass.

What is drafted is only searched with, never shown as anybody's words; a person may review it. Knows nothing of where it is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.phrasing import claims
from assistant.phrasing.clause_parts import folded
from assistant.phrasing.endpoint import LanguageModel, ModelFailed
from assistant.phrasing.hostile import speaks_to_a_model
from assistant.phrasing.prompts import DRAFT, draft_request
from assistant.question import language_of
from assistant.visible_text import visible
from corpus.question_bank import ExampleQuestion
from corpus.regulation import Unit
from corpus.script import to_simplified

QUESTIONS_WANTED = 8
ROUNDS = 3  # a small model gives half of them the first time
DRAFT_SECONDS = 60.0  # nobody waits on a call
WRITER, METHOD = "model", "drafted"
SHORTEST, LONGEST = 4, 80  # characters
COPIED = 12  # characters in a row that stand in the clause too; more is its sentence, not a question

_LIST_MARK = re.compile(r"^\s*(?:[-*•]|\d{1,2}\s*[.、)）:：]|[（(]\d{1,2}[)）])\s*")
_KIND_LABEL = re.compile(r"^(?:正式|关键词|口语|英文|English|Q|问题|问)\s*\d*\s*[:：]\s*", re.IGNORECASE)
_ASKS = re.compile(
    r"[?？吗呢啥]|什么|怎么|怎样|如何|多久|几|哪|谁|能不能|可不可以|是否|为什么|咋|\b(?:what|how|when|who|which|why|can|should|do|is|may)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Drafts:
    """What a model drafted for one clause."""

    questions: tuple[ExampleQuestion, ...]  # that passed
    refused: tuple[str, ...]  # reason codes of the others, and of failures of the model


def draft_questions(model: LanguageModel, unit: Unit) -> Drafts:
    """Draft example questions for a clause.

    :param model: The model; asked again while questions are missing.
    :param unit: The clause.
    :return: At most ``QUESTIONS_WANTED`` questions, none twice, and why others were refused.
    """
    kept: list[ExampleQuestion] = []
    refused: list[str] = []
    if speaks_to_a_model(unit.unit_text):
        return Drafts((), ("speaks_to_a_model",))
    for _ in range(ROUNDS):
        try:
            written = "".join(model.stream(DRAFT, _request(unit, kept), DRAFT_SECONDS))
        except ModelFailed as failure:
            refused.append(failure.reason)
            break
        for text in _lines(written):
            reason = why_not(text, unit, kept)
            if reason:
                refused.append(reason)
            elif len(kept) < QUESTIONS_WANTED:
                kept.append(ExampleQuestion(text, _kind(text, first=not kept), WRITER, METHOD))
        if len(kept) >= QUESTIONS_WANTED:
            break
    return Drafts(tuple(kept), tuple(refused))


def why_not(text: str, unit: Unit, kept: Sequence[ExampleQuestion] = ()) -> str:
    """Tell why a drafted question is not kept.

    :param text: The question.
    :param unit: Its clause.
    :param kept: The questions of the clause so far.
    :return: A reason code; empty where it is kept.
    """
    words, clause = folded(text), folded(unit.unit_text)
    plain = to_simplified(text)
    if not SHORTEST <= len(text) <= LONGEST or not any(character.isalnum() for character in text):
        return "length"
    if claims.holds_markup(plain) or claims.holds_web_address(plain) or speaks_to_a_model(text):
        return "markup"
    if any(_letters(words) == _letters(folded(question.text)) for question in kept):
        return "repeated"
    if any(words[start : start + COPIED] in clause for start in range(max(1, len(words) - COPIED + 1))) and (
        len(words) >= COPIED or not _ASKS.search(text)
    ):
        return "copied"
    known = {(amount.value, amount.unit) for amount in claims.amounts(to_simplified(unit.unit_text))}
    numbers = {amount[0] for amount in known} | claims.bare_numbers(clause)
    if not claims.bare_numbers(plain) <= numbers:
        return "unknown_number"
    if any((amount.value, amount.unit) not in known for amount in claims.amounts(plain) if amount.value != 1):
        return "unknown_number"
    material = folded(" ".join([unit.unit_text, *unit.context, unit.regulation, unit.issuer]))
    return "unknown_name" if any(folded(name) not in material for name in claims.names(plain)) else ""


def _request(unit: Unit, kept: Sequence[ExampleQuestion]) -> str:
    """Ask for questions, other ones than there are."""
    if not kept:
        return draft_request(unit)
    already = "\n".join(question.text for question in kept)
    return f"{draft_request(unit)}\n\n已有下面这些，请写不同的：\n{already}"


def _lines(written: str) -> Iterator[str]:
    """Read what a model wrote, one question a line."""
    for line in visible(written).split("\n"):
        text = _KIND_LABEL.sub("", _LIST_MARK.sub("", line)).strip().strip('"“”')
        if text:
            yield text


def _letters(words: str) -> str:
    """Leave punctuation out: a question with another mark at its end is the same."""
    return "".join(character for character in words if character.isalnum())


def _kind(text: str, *, first: bool) -> str:
    """Say what kind of question it is, in the bank's words."""
    if language_of(text) == "en":
        return "english"
    if not _ASKS.search(text):
        return "keywords"
    return "formal" if first else "colloquial"
