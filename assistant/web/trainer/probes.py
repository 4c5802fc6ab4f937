"""What a trainer's example is tried on before it takes effect: evaluation cases and questions of the log."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Engine

import evals
from assistant.answer import Status
from assistant.review.guard import Probe, choose_probes, recent_probes
from assistant.review.trainer_cases import export_cases
from corpus.regulation import Unit
from evals.cases import Case, CasesUnreadable, case_from_json, load_cases
from evals.gold import find_gold


def probes_for(question: str, engine: Engine, units: tuple[Unit, ...]) -> list[Probe]:
    """Choose the questions that an example is tried on.

    :param question: The example.
    :param engine: The database, with the log and the trainers' own cases.
    :param units: The units of the index.
    :return: The questions that share most words with it.
    """
    cases = (*_shipped_cases(), *(case_from_json(json.loads(line)) for line in export_cases(engine)))
    gold = find_gold(cases, units)
    right = {case.case_id: frozenset(u for each in gold[case.case_id] for u in each.unit_ids) for case in cases}
    of_cases = [_probe(case, right[case.case_id]) for case in cases]
    return choose_probes(question, recent_probes(engine), of_cases)


@lru_cache(maxsize=1)
def _shipped_cases() -> tuple[Case, ...]:
    """Read the cases that come with the program; none where they are not installed with it."""
    try:
        return load_cases(Path(evals.__file__).parent / "cases")
    except CasesUnreadable:
        return ()


def _probe(case: Case, unit_ids: frozenset[str]) -> Probe:
    """Make a question to replay of a case; of one whose clause is not in this index nobody knows the right answer."""
    refused = case.expected_status is Status.NOT_COVERED
    right = frozenset[str]() if refused else unit_ids or None
    return Probe(case.question, case.history, case.scope, right, case.case_id)
