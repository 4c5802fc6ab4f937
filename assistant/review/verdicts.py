"""Verdicts of trainers on logged answers: written once, never changed; the latest of each trainer counts.

A verdict outlives the answer it judges, so that figures stay when the log is purged. Nothing in it is shown to agents.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import Engine, RowMapping, insert, select

from assistant.masking import mask
from assistant.state import audit
from assistant.state.answer_log import UnknownAnswer, new_id
from assistant.state.database import writing
from assistant.state.tables import answers, now, verdicts
from corpus.regulation import Unit
from corpus.script import fold

DECIDED_BY = 2  # trainers who agree


class Judgement(StrEnum):
    """What an answer is worth."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    SHOULD_HAVE_REFUSED = "should_have_refused"
    SHOULD_HAVE_ANSWERED = "should_have_answered"


class CitationJudgement(StrEnum):
    """What a citation is worth."""

    SUPPORTS = "supports"
    DOES_NOT = "does_not"
    OUTDATED = "outdated"


class ReasonCode(StrEnum):
    """What is wrong with an answer."""

    WRONG_CLAUSE = "wrong_clause"
    WRONG_DUTY = "wrong_duty"  # the right clause, but another duty of it
    INCOMPLETE = "incomplete"
    OUTDATED = "outdated"
    UNCLEAR = "unclear"


class VerdictUnusable(ValueError):
    """A verdict contradicts itself or the clause; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Trainer:
    """Who judges: the account, and its name as it is kept beside what was judged."""

    user_id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a trainer says of one answer."""

    judgement: Judgement
    citations: Mapping[str, CitationJudgement] = field(default_factory=dict)  # by unit id
    reasons: tuple[ReasonCode, ...] = ()
    right_unit_id: str | None = None
    sentences: tuple[str, ...] = ()  # of the right unit, word for word: what should have been shown
    note: str = ""  # for trainers


@dataclass(frozen=True, slots=True)
class Verdict:
    """An opinion as written down."""

    verdict_id: str
    answer_id: str
    trainer: str
    at: str
    asked_at: str
    opinion: Opinion
    blind: bool


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An answer that two trainers judged differently and no majority settles yet."""

    answer_id: str
    verdicts: tuple[Verdict, ...]  # the latest of each trainer, in the order they were given


def record_verdict(
    engine: Engine, answer_id: str, opinion: Opinion, trainer: Trainer, *, blind: bool, right_unit: Unit | None = None
) -> str:
    """Write a verdict down.

    :param engine: The database.
    :param answer_id: The answer.
    :param opinion: What the trainer says; the note is masked.
    :param trainer: Who says it.
    :param blind: Whether other verdicts and the agent's feedback were hidden until now.
    :param right_unit: The unit that ``right_unit_id`` names.
    :return: The id of the verdict.
    :raises VerdictUnusable: if a chosen sentence does not stand in the right unit, or a unit is named of which nothing is known.
    :raises UnknownAnswer: if there is no such answer.
    """
    _check(opinion, right_unit)
    with writing(engine) as connection:
        asked_at = connection.execute(select(answers.c.asked_at).where(answers.c.answer_id == answer_id)).scalar()
        if asked_at is None:
            raise UnknownAnswer(answer_id)
        row: dict[str, object] = {
            "verdict_id": new_id(),
            "answer_id": answer_id,
            "user_id": trainer.user_id,
            "trainer": trainer.name,
            "at": now(),
            "asked_at": asked_at,
            "judgement": opinion.judgement.value,
            "citations": json.dumps({unit_id: each.value for unit_id, each in opinion.citations.items()}),
            "reasons": json.dumps([reason.value for reason in opinion.reasons]),
            "right_unit_id": opinion.right_unit_id,
            "sentences": json.dumps(list(opinion.sentences), ensure_ascii=False),
            "note": mask(opinion.note.strip()),
            "blind": blind,
        }
        connection.execute(insert(verdicts).values(**row))
        audit.append(connection, verdicts, str(row["verdict_id"]), row)
    return str(row["verdict_id"])


def verdicts_on(engine: Engine, answer_ids: Sequence[str] | None = None) -> dict[str, tuple[Verdict, ...]]:
    """Read what counts of the verdicts.

    :param engine: The database.
    :param answer_ids: Of which answers; None: of all.
    :return: By answer, the latest verdict of each trainer, in the order in which the trainers first judged it.
    """
    wanted = select(verdicts).order_by(verdicts.c.at, verdicts.c.verdict_id)
    if answer_ids is not None and len(answer_ids) == 1:
        wanted = wanted.where(verdicts.c.answer_id == answer_ids[0])
    among = None if answer_ids is None else set(answer_ids)
    latest: dict[str, dict[str, Verdict]] = {}
    with engine.connect() as connection:
        for row in connection.execute(wanted).mappings():
            if among is None or row["answer_id"] in among:
                latest.setdefault(row["answer_id"], {})[row["trainer"]] = _verdict(row)
    return {answer_id: tuple(of_answer.values()) for answer_id, of_answer in latest.items()}


def settled(of_answer: Sequence[Verdict]) -> Verdict | None:
    """Give the verdict that counts on an answer.

    :param of_answer: The latest verdict of each trainer.
    :return: The only one, or the first of those that most trainers share; None where no two agree, or none was given.
    """
    if len(of_answer) < DECIDED_BY:
        return of_answer[0] if of_answer else None
    counted = Counter(verdict.opinion.judgement for verdict in of_answer).most_common(2)
    if counted[0][1] < DECIDED_BY or (len(counted) > 1 and counted[0][1] == counted[1][1]):
        return None
    return next(verdict for verdict in of_answer if verdict.opinion.judgement is counted[0][0])


def disagreements(given: Mapping[str, Sequence[Verdict]]) -> tuple[Disagreement, ...]:
    """List the answers that wait for a third trainer: judged by two or more, settled by none."""
    return tuple(
        Disagreement(answer_id, tuple(of_answer))
        for answer_id, of_answer in given.items()
        if len(of_answer) >= DECIDED_BY and settled(of_answer) is None
    )


def blind_judgements(engine: Engine, since: str = "", until: str = "~") -> dict[str, tuple[Judgement, Judgement]]:
    """Give what the first two trainers said of every answer that two judged blind; for Cohen's kappa.

    The last blind verdict of each counts, also where he or she gave another one after seeing more: else those who come to agree by talking
    would have agreed from the beginning.

    :param engine: The database.
    :param since: The first moment of the answers, as stored; from the beginning if not given.
    :param until: The first moment behind them.
    :return: By answer.
    """
    columns = (verdicts.c.answer_id, verdicts.c.trainer, verdicts.c.judgement)
    of_time = (verdicts.c.asked_at >= since, verdicts.c.asked_at < until, verdicts.c.blind.is_(True))
    wanted = select(*columns).where(*of_time).order_by(verdicts.c.at, verdicts.c.verdict_id)
    said: dict[str, dict[str, str]] = {}
    with engine.connect() as connection:
        for answer_id, trainer, judgement in connection.execute(wanted):
            said.setdefault(answer_id, {})[trainer] = judgement
    pairs = {answer_id: tuple(of_answer.values())[:DECIDED_BY] for answer_id, of_answer in said.items()}
    return {answer_id: (Judgement(p[0]), Judgement(p[1])) for answer_id, p in pairs.items() if len(p) == DECIDED_BY}


def _check(opinion: Opinion, right_unit: Unit | None) -> None:
    """Refuse an opinion that cannot be meant."""
    if (right_unit.unit_id if right_unit else None) != opinion.right_unit_id:
        raise VerdictUnusable("现行规定里没有所选的条款，请重新选择。")
    if opinion.sentences and right_unit is None:
        raise VerdictUnusable("选了句子，却没有选条款，请先选条款。")
    if opinion.judgement is Judgement.SHOULD_HAVE_REFUSED and right_unit is not None:
        raise VerdictUnusable("认为规定没有涉及，就不要再选条款；若有条款可用，请改判“有误”。")
    for sentence in opinion.sentences:
        if right_unit is not None and (not sentence.strip() or fold(sentence) not in fold(right_unit.unit_text)):
            raise VerdictUnusable(f"“{sentence}”不是所选条款的原文，请从原文中选取。")


def _verdict(row: RowMapping) -> Verdict:
    """Make a verdict of a row."""
    citations = {unit_id: CitationJudgement(each) for unit_id, each in json.loads(row["citations"]).items()}
    reasons = tuple(ReasonCode(reason) for reason in json.loads(row["reasons"]))
    opinion = Opinion(
        Judgement(row["judgement"]),
        citations,
        reasons,
        row["right_unit_id"],
        tuple(json.loads(row["sentences"])),
        row["note"],
    )
    return Verdict(
        row["verdict_id"], row["answer_id"], row["trainer"], row["at"], row["asked_at"], opinion, bool(row["blind"])
    )
