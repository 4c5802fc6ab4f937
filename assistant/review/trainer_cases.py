"""Judged answers as evaluation cases, in the form of evals/cases; printed by ``assistant eval export`` to commit by hand."""

from __future__ import annotations

import json

from sqlalchemy import Engine, insert, select

from assistant.answer import Status
from assistant.review.verdicts import Judgement, Opinion, Trainer, VerdictUnusable
from assistant.state import audit
from assistant.state.answer_log import LoggedAnswer, find_answer, new_id
from assistant.state.database import writing
from assistant.state.tables import now, trainer_cases
from corpus.regulation import Unit

WRITER, METHOD = "trainer", "trainer"
_KIND_OF_LANGUAGE = {"en": "english", "zh-Hant": "traditional"}


def add_case(engine: Engine, answer_id: str, opinion: Opinion, unit: Unit | None, trainer: Trainer) -> str:
    """Make an evaluation case of a judged answer; a second one of the same answer takes the place of the first.

    :param engine: The database.
    :param answer_id: The answer.
    :param opinion: What a trainer says of it.
    :param unit: The unit that answers it; None only where the answer should have been a refusal, or rightly was one.
    :param trainer: Who makes it.
    :return: Id of the case.
    :raises VerdictUnusable: if it is not said which unit answers the question.
    :raises UnknownAnswer: if there is no such answer.
    """
    case_id = f"trainer-{new_id()[:12]}"
    logged = find_answer(engine, answer_id)
    record = json.dumps(case_record(case_id, logged, opinion, unit), ensure_ascii=False)
    row: dict[str, object] = {
        "case_id": case_id,
        "answer_id": answer_id,
        "at": now(),
        "user_id": trainer.user_id,
        "record": record,
    }
    with writing(engine) as connection:
        connection.execute(insert(trainer_cases).values(**row))
        audit.append(connection, trainer_cases, case_id, row)
    return case_id


def case_record(case_id: str, logged: LoggedAnswer, opinion: Opinion, unit: Unit | None) -> dict[str, object]:
    """Write a judged answer in the form of a case.

    :param case_id: Its id.
    :param logged: The answer; its question is masked.
    :param opinion: What a trainer says of it.
    :param unit: The unit that answers it.
    :return: The record.
    :raises VerdictUnusable: if it is not said which unit answers the question.
    """
    refused = opinion.judgement is Judgement.SHOULD_HAVE_REFUSED or (
        opinion.judgement is Judgement.RIGHT and logged.status == Status.NOT_COVERED.value
    )
    if unit is None and not refused:
        raise VerdictUnusable("请先选出正确的条款，再存为评测题。")
    record: dict[str, object] = {"case_id": case_id, "question": logged.question}
    if logged.history:
        record["history"] = [{"role": turn.role, "content": turn.content} for turn in logged.history]
    if logged.scope:
        record["scope"] = list(logged.scope)
    kind = "follow_up" if logged.history else _KIND_OF_LANGUAGE.get(logged.language, "direct")
    record["kind"] = "not_covered" if refused else kind
    record["expected_status"] = (Status.NOT_COVERED if refused else Status.ANSWERED).value
    record["expected"] = []
    if unit is not None and not refused:
        quote = opinion.sentences[0] if opinion.sentences else unit.text or unit.heading
        record["expected"] = [{"source": unit.source, "locator": unit.locator, "quote": quote}]
    return record | {"writer": WRITER, "method": METHOD, "tags": ["trainer"]}


def export_cases(engine: Engine) -> tuple[str, ...]:
    """Write the cases as lines of a file for evals/cases: the latest of each answer, each question once."""
    wanted = select(trainer_cases).order_by(trainer_cases.c.at, trainer_cases.c.case_id)
    with engine.connect() as connection:
        latest = {row.answer_id: row.record for row in connection.execute(wanted)}
    asked: dict[str, str] = {}
    for line in latest.values():
        record = json.loads(line)
        words = [record["question"], *(turn["content"] for turn in record.get("history", ())), *record.get("scope", ())]
        asked["\n".join(words)] = line
    return tuple(asked.values())
