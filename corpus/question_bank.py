"""Example questions of units: what agents, trainers and managers would ask that a unit answers.

Written by people and kept beside the documents, one line a unit. A line finds its unit by the regulation and the digest of the
unit's wording; when the wording changed a little, by the regulation and the locator. What finds no unit is an orphan: listed,
never used.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from corpus.regulation import Unit
from corpus.script import fold

LEAST_SIMILARITY = 0.9  # of the wording, where only the locator is the same: the rule is still the one asked about
METHODS = ("drafted", "reviewed", "trainer")


class QuestionBankError(ValueError):
    """A file of example questions cannot be used; the message names the file, the line and what is wrong."""


@dataclass(frozen=True, slots=True)
class ExampleQuestion:
    """One question that a unit answers."""

    text: str
    kind: str  # formal, keywords, colloquial, scenario, typo_or_traditional, english
    writer: str  # neutral code: bank-03
    method: str  # drafted, reviewed or trainer


@dataclass(frozen=True, slots=True)
class BankEntry:
    """The example questions of one unit, as kept in a file."""

    regulation_id: str
    locator: str
    text_sha256: str  # of the unit's folded wording, first 16 characters
    wording: (
        str  # the unit's folded wording when the questions were written, for telling a small change from a new rule
    )
    questions: tuple[ExampleQuestion, ...]


@dataclass(frozen=True, slots=True)
class QuestionBank:
    """Example questions by unit, and the entries whose unit is gone."""

    questions: dict[str, tuple[ExampleQuestion, ...]]  # unit id -> questions
    orphans: tuple[BankEntry, ...]


def wording_digest(unit: Unit) -> str:
    """Return the digest a bank entry finds its unit by: of the wording without blanks, width and script."""
    return hashlib.sha256(fold(unit.unit_text).encode()).hexdigest()[:16]


def read_bank(folder: Path) -> tuple[BankEntry, ...]:
    """Read every ``*.jsonl`` file of a folder.

    :param folder: Where the files are; one that does not exist holds none.
    :return: The entries, in the order of file names and lines.
    :raises QuestionBankError: if a line is no JSON, lacks a key or names an unknown method.
    """
    entries: list[BankEntry] = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                entries.append(_read_entry(json.loads(line)))
            except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
                raise QuestionBankError(f"例句文件 {path.name} 第 {number} 行无法使用：{error}") from error
    return tuple(entries)


def _read_entry(line: dict[str, object]) -> BankEntry:
    """Read one line."""
    writer, method = str(line["writer"]), str(line["method"])
    if method not in METHODS:
        raise ValueError(f"method 只能是 {'、'.join(METHODS)}，不能是 {method}")
    written = line["questions"]
    if not isinstance(written, list):
        raise ValueError("questions 应是列表")
    questions = tuple(ExampleQuestion(str(q["text"]), str(q["kind"]), writer, method) for q in written)
    return BankEntry(
        str(line["regulation_id"]), str(line["locator"]), str(line["text_sha256"]), str(line["wording"]), questions
    )


def match_bank(entries: Iterable[BankEntry], units: Sequence[Unit]) -> QuestionBank:
    """Find the unit of every entry.

    :param entries: What ``read_bank`` gives.
    :param units: The units of the documents.
    :return: The questions of each unit that has any, and the orphans. Units of one regulation with equal wording share theirs.
    """
    by_digest: dict[tuple[str, str], list[Unit]] = {}
    by_locator: dict[tuple[str, str], list[Unit]] = {}
    for unit in units:
        by_digest.setdefault((unit.regulation_id, wording_digest(unit)), []).append(unit)
        by_locator.setdefault((unit.regulation_id, fold(unit.locator)), []).append(unit)
    found: dict[str, dict[ExampleQuestion, None]] = {}  # each question once, in the order of the entries
    orphans: list[BankEntry] = []
    for entry in entries:
        targets = by_digest.get((entry.regulation_id, entry.text_sha256)) or [
            unit
            for unit in by_locator.get((entry.regulation_id, fold(entry.locator)), ())
            if SequenceMatcher(None, entry.wording, fold(unit.unit_text), autojunk=False).ratio() >= LEAST_SIMILARITY
        ]
        if not targets:
            orphans.append(entry)
        for unit in targets:
            found.setdefault(unit.unit_id, {}).update(dict.fromkeys(entry.questions))
    return QuestionBank({unit_id: tuple(questions) for unit_id, questions in found.items()}, tuple(orphans))
