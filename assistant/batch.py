"""Answers a file of questions: JSON Lines in, JSON Lines out, one line for one line in the same order.

A line that cannot be read gets an answer of status ``error`` and never stops the rest. Blank lines are no questions and get no
answer. The output appears whole or not at all.
"""

from __future__ import annotations

import errno
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from assistant.answer import Answer, Status, Turn
from assistant.answer_json import answer_to_json
from assistant.answering import Assistant
from assistant.visible_text import json_line

Progress = Callable[[int, int], None]  # questions answered, questions in all


class BatchUnusable(ValueError):
    """The input file cannot be read or the output file cannot be written."""


class _BrokenLine(ValueError):
    """A line is no question; the message is one sentence. Carries the line's id where it could be read."""

    def __init__(self, message: str, question_id: object = None) -> None:
        super().__init__(message)
        self.question_id = question_id


@dataclass(frozen=True, slots=True)
class BatchCount:
    """How many lines were answered, and how many of them with an error."""

    lines: int
    errors: int


@dataclass(frozen=True, slots=True)
class _Line:
    """One question of a batch."""

    question_id: object  # as given, of any JSON type
    question: str
    history: tuple[Turn, ...]
    scope: tuple[str, ...]


def run_batch(
    assistant: Assistant, in_file: Path, out_file: Path, scope: Sequence[str] = (), progress: Progress | None = None
) -> BatchCount:
    """Answer every line of a file.

    :param assistant: The assistant.
    :param in_file: Input lines of the project's contract, in UTF-8.
    :param out_file: Where the answers go; replaced in one step once all are there.
    :param scope: For lines that name no scope of their own.
    :param progress: Told after every line; not at all where the input can be read only once, such as a pipe.
    :return: How many lines were answered.
    :raises BatchUnusable: if the input cannot be read or the output cannot be written.
    """
    try:
        with in_file.open("rb") as lines, _written_whole(out_file) as out:
            total = _count_questions(lines) if lines.seekable() else 0
            count = BatchCount(0, 0)
            for line in lines:
                if _is_blank(line):
                    continue
                record = answer_line(assistant, line, scope)
                out.write(json_line(record).encode() + b"\n")
                count = BatchCount(count.lines + 1, count.errors + (record["status"] == Status.ERROR))
                if progress and total:
                    progress(count.lines, total)
    except IsADirectoryError as error:
        raise BatchUnusable(f"{error.filename} 是文件夹，这里需要文件。") from error
    except FileNotFoundError as error:
        raise BatchUnusable(f"找不到 {error.filename}，请检查路径。") from error
    except PermissionError as error:
        raise BatchUnusable(f"没有读写 {error.filename} 的权限。") from error
    return count


def answer_line(assistant: Assistant, line: bytes, scope: Sequence[str] = ()) -> dict[str, object]:
    """Answer one input line.

    :param assistant: The assistant.
    :param line: The line as it stands in the file.
    :param scope: For a line that names no scope.
    :return: The output line; of status ``error`` where the line is no question.
    """
    try:
        read = _read(line)
    except _BrokenLine as error:
        version = assistant.clause_index.version
        answer = Answer("", Status.ERROR, str(error), (), (), (), version, "zh", 0.0)
        return {"id": error.question_id, **answer_to_json(answer)}
    answer = assistant.answer(read.question, read.history, read.scope or tuple(scope))
    return {"id": read.question_id, **answer_to_json(answer)}


def _is_blank(line: bytes) -> bool:
    """Tell whether a line holds no question: nothing but blanks, or the mark some editors begin a file with."""
    return not line.strip(b" \t\r\n\xef\xbb\xbf")


def _count_questions(lines: BinaryIO) -> int:
    """Count the lines to be answered, and go back to the first."""
    total = sum(not _is_blank(line) for line in lines)
    lines.seek(0)
    return total


def _read(line: bytes) -> _Line:
    """Read one line."""
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _BrokenLine("这一行不是 UTF-8 编码的文字。") from error
    except (ValueError, RecursionError) as error:  # not JSON, or nested so deep that nobody meant it
        raise _BrokenLine("这一行不是有效的 JSON。") from error
    if not isinstance(fields, dict):
        raise _BrokenLine('这一行须为 JSON 对象，例如 {"id": "q1", "question": "…"}。')
    question_id = fields.get("id")
    if not isinstance(fields.get("question"), str):
        raise _BrokenLine("这一行缺少 question（要问的问题，须为文字）。", question_id)
    scope = fields.get("scope") or []
    if not isinstance(scope, list) or not all(isinstance(name, str) for name in scope):
        raise _BrokenLine("scope 须为名称列表（发布机关、规定名称或规定编号）。", question_id)
    return _Line(question_id, fields["question"], tuple(_turns(fields.get("history") or [], question_id)), tuple(scope))


def _turns(history: object, question_id: object) -> Iterator[Turn]:
    """Read the history of a line."""
    for turn in history if isinstance(history, list) else [None]:
        if (
            not isinstance(turn, dict)
            or turn.get("role") not in ("user", "assistant")
            or not isinstance(turn.get("content"), str)
        ):
            raise _BrokenLine("history 须为消息列表，每条含 role（user 或 assistant）和 content（文字）。", question_id)
        yield Turn(turn["role"], turn["content"])


@contextmanager
def _written_whole(wanted: Path) -> Iterator[BinaryIO]:
    """Open a temporary file beside the wanted one; it takes that one's name only if the block ends well."""
    if wanted.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(wanted))
    if not wanted.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(wanted.parent))
    handle, name = tempfile.mkstemp(prefix=f".{wanted.name}.", dir=wanted.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        temporary.chmod(0o644)  # a temporary file is its owner's only
        os.replace(temporary, wanted)
    finally:
        temporary.unlink(missing_ok=True)  # still there only if something went wrong, Ctrl-C included
