"""What the assistant gives back: an answer with its points, its citations and what was retrieved.

Values only; how they come about is in ``answering``. The JSON form is fixed by the project's contract.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from assistant.citing import Citation

Language = Literal["zh", "zh-Hant", "en"]


class Status(StrEnum):
    """Whether the regulations in scope settle the question."""

    ANSWERED = "answered"
    NOT_COVERED = "not_covered"
    NEEDS_DETAIL = "needs_detail"
    ERROR = "error"


class PointKind(StrEnum):
    """What a part of an answer is for, in the order an agent needs them."""

    SAY = "say"  # wording to use
    NEVER = "never"  # forbidden wording or act
    DEADLINE = "deadline"  # a time limit
    STEP = "step"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Point:
    """One part of an answer; ``text`` stands word for word in the unit of its citation."""

    kind: PointKind
    text: str
    citation: int  # number of a Citation of the same answer, from 1
    # Before wording, what says when it is for; of a table's cell, the head of its column. Shown above it, no part of the JSON form.
    lead_in: str = ""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """One place of the final ranking."""

    rank: int  # from 1
    score: float  # probability-like, 1 to 0, higher is better
    unit_id: str
    regulation: str
    locator: str
    unit_text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation so far."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question."""

    question: str
    status: Status
    text: str  # what the agent reads, with markers [1] that match the citations
    points: tuple[Point, ...]
    citations: tuple[Citation, ...]
    retrieved: tuple[Retrieved, ...]
    index_version: str
    language: Language
    latency_ms: float  # from question in hand to answer in hand
    phrased: str = (
        ""  # the part of the text that a language model worded and the checker passed; most answers have none
    )
    note: str = ""  # what the agent should know of how the answer came about; stands at the end of the text too
