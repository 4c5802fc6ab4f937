"""Questions in the setting of a clause: half of them it settles, half ask for what no clause says (``coverage/near-01.jsonl``).

Each half is parted in one that constants may be chosen on and one kept apart. How they are asked and scored stands elsewhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from evals.cases import CasesUnreadable

NEAR_DOMAIN = Path(__file__).parent / "coverage" / "near-01.jsonl"
_KEYS = frozenset({"question_id", "question", "settled", "part", "writer", "method"})


class Part(StrEnum):
    """What a question may be used for."""

    DEVELOPMENT = "dev"
    HELD_OUT = "held-out"


@dataclass(frozen=True, slots=True)
class NearQuestion:
    """A question as an agent asks it, and whether the documents settle it."""

    question_id: str
    question: str
    settled: bool
    part: Part


def load_near_domain(file: Path = NEAR_DOMAIN) -> tuple[NearQuestion, ...]:
    """Read the questions.

    :param file: One JSON object a line.
    :return: The questions, in the order of the file.
    :raises CasesUnreadable: if the file is missing or a line is no such question.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CasesUnreadable(f"找不到 {file}，请检查路径") from error
    return tuple(_read(line, f"{file.name} 第 {number} 行") for number, line in enumerate(lines, 1))


def _read(line: str, place: str) -> NearQuestion:
    """Read one line."""
    try:
        record = json.loads(line)
    except ValueError as error:
        raise CasesUnreadable(f"{place}不是有效的 JSON，请改正") from error
    if not isinstance(record, dict) or set(record) != _KEYS or record["part"] not in set(Part):
        raise CasesUnreadable(f"{place}须恰好有这些键：{'、'.join(sorted(_KEYS))}，part 为 dev 或 held-out")
    return NearQuestion(
        str(record["question_id"]), str(record["question"]), bool(record["settled"]), Part(record["part"])
    )
