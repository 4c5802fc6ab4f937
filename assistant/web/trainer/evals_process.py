"""The process in which an evaluation started from the trainers' page runs: one line of JSON in, lines of JSON out.

``step`` with ``done`` and ``total``, and last ``report`` with the name of what was written, or ``failed`` with one sentence. It gives way
to everything else on the machine, so that nobody who asks waits for it.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

_NICENESS = 10
OWN, TRAINERS = "own", "trainers"  # whose cases


def main() -> None:
    """Score the published index."""
    os.nice(_NICENESS)
    order: dict[str, str] = json.loads(sys.stdin.read())
    try:
        outcome = {"report": run(order["cases"])}
    except Exception as error:
        from assistant.cli_errors import mendable_errors

        if not isinstance(error, mendable_errors()):
            raise
        outcome = {"failed": str(error)}
    _write(outcome)


def run(cases: str) -> str:
    """Run cases and write the report.

    :param cases: Whose: ``own`` come with the program, ``trainers`` are those that trainers kept.
    :return: Name of the report.
    """
    from assistant.answering import open_assistant
    from assistant.review.trainer_cases import export_cases
    from assistant.state.database import open_database
    from evals.run import CHECKOUT, DOCUMENTS, run_eval
    from index.versions import home

    _write({"step": "打开索引", "done": 0, "total": 0})
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
            progress=lambda done, total: _write({"step": "逐题作答", "done": done, "total": total}),
        )
    return files.run.name


def _write(told: dict[str, object] | dict[str, str]) -> None:
    """Write one line; a server that is gone ends the process here."""
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
