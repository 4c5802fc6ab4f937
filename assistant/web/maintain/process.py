"""The process in which a version is built, or two are compared, for a maintainer's page: orders in, progress and outcome out.

One line of JSON comes in on standard input; lines of JSON go out: ``step`` with ``done`` and ``total``, ``note``, and last what came of it,
or ``failed`` with one sentence. It gives way to everything else on the machine, so that nobody who asks waits for it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.answering import Assistant

_NICENESS = 10
_TOLD_AT_ONCE = 200  # lines at most for one step

Order = Mapping[str, object]


def main() -> None:
    """Do what the order says."""
    os.nice(_NICENESS)
    order: dict[str, object] = json.loads(sys.stdin.read())
    try:
        outcome = build(order) if order["work"] == "build" else compare_answers(order)
    except Exception as error:
        from assistant.cli_errors import mendable_errors, state_folder_trouble

        text = str(error) if isinstance(error, mendable_errors()) else ""
        if not text and isinstance(error, OSError):
            text = state_folder_trouble(error)
        if not text:
            raise
        outcome = {"failed": text}
    _write(outcome)


def build(order: Order) -> Order:
    """Build a version of all documents.

    :param order: ``home`` and ``own``.
    :return: ``version`` and ``units``.
    """
    from assistant.gathering import content_of, gather_questions, read_library
    from index.building import build_version
    from index.embedding import load_embedder

    home, own = Path(str(order["home"])), Path(str(order["own"]))
    tell("读取规定文件", 0, 0)
    documents = read_library(
        home, own, lambda refused: _write({"note": f"这个文件没有读出来，新版本里不含它：{refused}"})
    )
    content = content_of(documents)
    questions = gather_questions(documents, content, home, own)
    tell("准备检索模型", 0, 0)
    embedder = load_embedder()
    manifest = build_version(
        content.units,
        content.regulations,
        embedder,
        home,
        lambda done, total: tell("计算检索数据" if done < total else "写入新版本", done, total),
        questions.bank,
        questions.left_open,
    )
    return {"version": manifest.version, "units": manifest.unit_count}


def compare_answers(order: Order) -> Order:
    """Ask two versions the same questions.

    :param order: ``home``, ``before``, ``after``, ``on`` (a date) and ``questions``.
    :return: ``affected``.
    """
    from assistant.affected import affected_answers, affected_to_json
    from index.embedding import load_embedder

    home, day = Path(str(order["home"])), date.fromisoformat(str(order["on"]))
    questions = order["questions"]
    assert isinstance(questions, list)
    tell("打开两个版本", 0, 0)
    embedder = load_embedder()

    def opened(version: object) -> Assistant:
        from assistant.answering import Assistant
        from assistant.review.effect import ExamplesInEffect
        from assistant.state.presence import has_database
        from index.clause_index import ClauseIndex
        from index.versions import version_folder

        index = ClauseIndex.open(version_folder(str(version), home), embedder, day)
        if has_database(home):  # trainers' examples help both, as they do in the chat
            added = ExamplesInEffect.of(home)
            index = added.over(index, added.revision())
        return Assistant(index)

    before, after = opened(order["before"]), opened(order["after"])
    found = affected_answers(before, after, map(str, questions), lambda done, total: tell("逐题对照", done, total))
    return {"affected": affected_to_json(found)}


def tell(step: str, done: int, total: int) -> None:
    """Say how far the work has come, not more often than a bar can show."""
    if total <= _TOLD_AT_ONCE or done == total or done % (total // _TOLD_AT_ONCE) == 0:
        _write({"step": step, "done": done, "total": total})


def _write(told: Order) -> None:
    """Write one line; a server that is gone ends the process here."""
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
