"""The process in which a version is built, or two are compared, for a maintainer's page; ``beside`` tells how it is spoken with."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.web.beside import Told, carry_out, tell, write

if TYPE_CHECKING:
    from assistant.answering import Assistant
    from index.embedding import Embedder


def main() -> None:
    """Do what the order says."""
    carry_out(lambda order: build(order) if order["work"] == "build" else compare_answers(order))


def build(order: Told) -> Told:
    """Build a version of all documents.

    :param order: ``home``, ``own`` and ``embedding_model``, the packaged one if not given.
    :return: ``version`` and ``units``.
    """
    from assistant.gathering import content_of, gather_questions, read_library
    from index.building import build_version, counting

    home, own = Path(str(order["home"])), Path(str(order["own"]))
    tell("读取规定文件")
    documents = read_library(
        home,
        own,
        lambda refused: write({"note": f"这个文件没有读出来，新版本里不含它：{refused}"}),
        drop_unused=True,
    )
    content = content_of(documents)
    questions = gather_questions(documents, content, home, own)
    with counting(content.units, questions.bank, questions.left_open) as counted:
        tell("准备检索模型")
        manifest = build_version(
            content.units,
            content.regulations,
            _embedder(order),
            home,
            lambda done, total: tell("计算检索数据" if done < total else "写入新版本", done, total),
            questions.bank,
            questions.left_open,
            counted,
        )
    return {"version": manifest.version, "units": manifest.unit_count}


def compare_answers(order: Told) -> Told:
    """Ask two versions the same questions.

    :param order: ``home``, ``before``, ``after``, ``on`` (a date), ``embedding_model`` and ``questions``.
    :return: ``affected``.
    """
    from assistant.affected import affected_answers, affected_to_json
    from assistant.asked_again import asked_from_json

    home, day = Path(str(order["home"])), date.fromisoformat(str(order["on"]))
    questions = order["questions"]
    assert isinstance(questions, list)
    asked = map(asked_from_json, questions)
    tell("打开两个版本")
    embedder = _embedder(order)

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
    found = affected_answers(before, after, asked, lambda done, total: tell("逐题对照", done, total))
    return {"affected": affected_to_json(found)}


def _embedder(order: Told) -> Embedder:
    """Load the model that the server answers with."""
    from index.embedding import load_embedder

    return load_embedder(str(order.get("embedding_model") or ""))


if __name__ == "__main__":
    main()
