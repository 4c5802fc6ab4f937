"""The process in which an evaluation started from the trainers' page runs; ``beside`` tells how it is spoken with."""

from __future__ import annotations

import tempfile
from pathlib import Path

from assistant.web.beside import carry_out, tell

OWN, TRAINERS = "own", "trainers"  # whose cases
OPENING = "打开索引"
PREPARING = "第 1 步，共 2 步：准备对照方法"
ASKING = "第 2 步，共 2 步：逐题作答"
WRITING = "写报告"


def main() -> None:
    """Score the published index."""
    carry_out(lambda order: {"report": run(str(order["cases"]))})


def run(cases: str) -> str:
    """Run cases and write the report.

    :param cases: Whose: ``own`` come with the program, ``trainers`` are those that trainers kept.
    :return: Name of the report.
    """
    from assistant.opening import open_assistant
    from assistant.review.trainer_cases import export_cases
    from assistant.state.database import open_database
    from evals.run import CHECKOUT, DOCUMENTS, run_eval
    from index.building import CACHE_FILE
    from index.versions import home

    tell(OPENING)
    assistant = open_assistant()
    with tempfile.TemporaryDirectory() as folder:
        chosen = CHECKOUT / "evals" / "cases"
        if cases == TRAINERS:
            chosen = Path(folder) / "trainers.jsonl"
            chosen.write_text("\n".join(export_cases(open_database(home()))), encoding="utf-8")
        files = run_eval(
            assistant,
            chosen,
            home() / "reports",
            document_folders=(home() / "documents", DOCUMENTS),
            embedder=assistant.clause_index.embedder,
            progress=lambda done, total: tell(ASKING if done < total else WRITING, done, total),
            cache_file=home() / CACHE_FILE,
            preparing=lambda done, total: tell(PREPARING, done, total),
        )
    return files.run.name


if __name__ == "__main__":
    main()
