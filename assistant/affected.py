"""Which questions two index versions answer differently: the answers side by side, before the new one is published.

Both versions answer in this process, the language model switched off: what is compared is which clauses an answer rests on and what it
says of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from assistant.answer import Answer
from assistant.answering import Assistant
from assistant.asked_again import AskedQuestion, asked_to_json


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one version makes of a question."""

    status: str
    leading: str  # id of the clause that leads; empty without one
    locator: str
    first_line: str
    cited: tuple[str, ...]  # ids of all clauses the answer rests on
    text: str = ""  # the whole answer


@dataclass(frozen=True, slots=True)
class AffectedAnswer:
    """A question that two versions answer differently."""

    asked: AskedQuestion
    before: Outcome
    after: Outcome


def affected_answers(
    before: Assistant,
    after: Assistant,
    questions: Iterable[AskedQuestion],
    advance: Callable[[int, int], None] | None = None,
) -> tuple[AffectedAnswer, ...]:
    """Ask two versions the same questions.

    :param before: The one.
    :param after: The other.
    :param questions: The questions, each with the conversation it stood in; one asked twice in the same way is asked once.
    :param advance: Told how many of how many are asked.
    :return: Those answered differently, in the order given.
    """
    stripped = (replace(asked, question=asked.question.strip()) for asked in questions)
    wanted = tuple(dict.fromkeys(asked for asked in stripped if asked.question))
    found: list[AffectedAnswer] = []
    for number, asked in enumerate(wanted, 1):
        was, now = (
            _outcome(assistant.answer(asked.question, asked.history, asked.scope)) for assistant in (before, after)
        )
        if was != now:
            found.append(AffectedAnswer(asked, was, now))
        if advance:
            advance(number, len(wanted))
    return tuple(found)


def affected_to_json(found: Iterable[AffectedAnswer]) -> list[dict[str, object]]:
    """Write affected answers as plain values."""
    return [
        {**asked_to_json(each.asked), "before": _outcome_json(each.before), "after": _outcome_json(each.after)}
        for each in found
    ]


def _outcome_json(outcome: Outcome) -> dict[str, object]:
    return {
        "status": outcome.status,
        "leading": outcome.leading,
        "locator": outcome.locator,
        "first_line": outcome.first_line,
        "cited": list(outcome.cited),
        "text": outcome.text,
    }


def _outcome(answer: Answer) -> Outcome:
    """Say in short what an answer is."""
    first = answer.citations[0].unit if answer.citations else None
    return Outcome(
        answer.status.value,
        first.unit_id if first else "",
        first.locator if first else "",
        answer.text.strip().split("\n")[0],
        tuple(citation.unit.unit_id for citation in answer.citations),
        answer.text.strip(),
    )
