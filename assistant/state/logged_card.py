"""What of an answer's card is kept in the log, so that a conversation opened again shows it as it was: parts, quotes, own words.

Personal data is masked in it as in everything else that is stored.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.answer import Answer, Point, PointKind
from assistant.masking import mask


@dataclass(frozen=True, slots=True)
class LoggedQuote:
    """The words an answer quoted of a unit."""

    text: str
    in_heading: bool


@dataclass(frozen=True, slots=True)
class LoggedCard:
    """What an answer's card showed beside its text."""

    points: tuple[Point, ...]
    quotes: tuple[LoggedQuote, ...]  # one for each cited unit, in their order
    phrased: str
    note: str


def write_card(answer: Answer) -> str:
    """Write what is kept of an answer's card.

    :param answer: The answer.
    :return: JSON, masked.
    """
    record = {
        "points": [
            [point.kind.value, mask(point.text), point.citation, mask(point.lead_in)] for point in answer.points
        ],
        "quotes": [[mask(citation.quote), citation.in_heading] for citation in answer.citations],
        "phrased": mask(answer.phrased),
        "note": mask(answer.note),
    }
    return json.dumps(record, ensure_ascii=False)


def read_card(text: str | None) -> LoggedCard | None:
    """Read what is kept of an answer's card.

    :param text: The JSON; None for an answer logged before cards were kept.
    :return: The card, if there is one.
    """
    if text is None:
        return None
    record: Mapping[str, Any] = json.loads(text)
    return LoggedCard(
        tuple(Point(PointKind(kind), words, citation, lead_in) for kind, words, citation, lead_in in record["points"]),
        tuple(LoggedQuote(words, in_heading) for words, in_heading in record["quotes"]),
        record["phrased"],
        record["note"],
    )
