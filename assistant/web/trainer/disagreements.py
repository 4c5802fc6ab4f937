"""/trainer/disagreements: answers that two trainers judged differently. Who has not judged one sees no verdict on it."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from assistant.review.verdicts import Verdict, disagreements, verdicts_on
from assistant.state.answer_log import UnknownAnswer, find_answer
from assistant.web.pages import draw_page
from assistant.web.trainer.desk import TrainerDesk, trainer_of
from assistant.web.trainer.verdict_queue import DISAGREEMENTS
from assistant.web.trainer.words import JUDGEMENT_LABELS, REASON_LABELS, local_time


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """What one trainer said, in words."""

    trainer: str
    at: str
    judgement: str
    reasons: str
    right_unit: str
    note: str


@dataclass(frozen=True, slots=True)
class DisputedLine:
    """An answer that waits for a third trainer."""

    answer_id: str
    question: str
    asked_at: str
    verdicts: tuple[VerdictLine, ...]  # none for who has still to judge it


def disagreement_pages(desk: TrainerDesk) -> APIRouter:
    """Give the page of disagreements."""
    router = APIRouter(include_in_schema=False)

    @router.get("/trainer/disagreements")
    def listed(request: Request) -> Response:
        lines, own = [], trainer_of(request).name
        for each in disagreements(verdicts_on(desk.database)):
            try:
                logged = find_answer(desk.database, each.answer_id)
            except UnknownAnswer:
                continue  # purged: nobody can judge it any more
            seen = any(verdict.trainer == own for verdict in each.verdicts)
            told = tuple(_line(desk, verdict) for verdict in each.verdicts) if seen else ()
            lines.append(DisputedLine(each.answer_id, logged.question, local_time(logged.asked_at), told))
        return draw_page(
            request,
            "trainer_disagreements.html",
            "trainer",
            waiting=[line for line in lines if not line.verdicts],
            judged=[line for line in lines if line.verdicts],
            queue_id=DISAGREEMENTS,
        )

    return router


def _line(desk: TrainerDesk, verdict: Verdict) -> VerdictLine:
    """Write one verdict."""
    opinion = verdict.opinion
    unit = desk.find_unit(opinion.right_unit_id) if opinion.right_unit_id else None
    return VerdictLine(
        verdict.trainer,
        local_time(verdict.at),
        JUDGEMENT_LABELS[opinion.judgement],
        "、".join(REASON_LABELS[reason.value] for reason in opinion.reasons),
        f"{desk.title(unit.unit_id)} {unit.locator}" if unit else "",
        opinion.note,
    )
