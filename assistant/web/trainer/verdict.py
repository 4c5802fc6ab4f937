"""/trainer/judge: one answer after the other, judged blind; what else a verdict is worth happens beside the judging."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from assistant.follow_up import depends_on_history, is_new_subject
from assistant.review.examples import ExampleUnusable, TrainerExample, draft_example
from assistant.review.trainer_cases import add_case, case_record
from assistant.review.verdicts import (
    Judgement,
    Opinion,
    Trainer,
    VerdictUnusable,
    record_verdict,
    verdicts_on,
)
from assistant.state.answer_log import LoggedAnswer, UnknownAnswer, find_answer
from assistant.web.pages import draw_page, draw_trouble, go_to, read_form
from assistant.web.trainer.batch_store import BatchStore
from assistant.web.trainer.desk import TrainerDesk, trainer_of
from assistant.web.trainer.examples_check import Trials
from assistant.web.trainer.examples_trial import trial_lines
from assistant.web.trainer.units import unit_json
from assistant.web.trainer.verdict_answer import show_answer
from assistant.web.trainer.verdict_form import VerdictForm, form_of, opinion_of, read_verdict
from assistant.web.trainer.verdict_queue import Queue, is_blind, open_queue
from assistant.web.trainer.words import CITATIONS, JUDGEMENTS, REASONS
from corpus.regulation import Unit

NO_QUEUE = "没有这次抽查。"
NO_ANSWER = "这个回答已不在日志里，请判下一个。"


@dataclass(frozen=True, slots=True)
class _Said:
    """What a form says, once it makes sense as a whole."""

    opinion: Opinion
    right_unit: Unit | None
    example: TrainerExample | None
    case_unit: Unit | None
    make_case: bool


def verdict_pages(desk: TrainerDesk, trials: Trials) -> APIRouter:
    """Give the pages on which answers are judged."""
    router = APIRouter(include_in_schema=False)

    @router.get("/trainer/judge/{queue_id}")
    def next_one(request: Request, queue_id: str, after: Annotated[str, Query()] = "") -> Response:
        trainer = trainer_of(request)
        queue = open_queue(desk.database, queue_id, trainer.name, BatchStore(desk.home).names())
        if queue is None:
            return draw_trouble(request, "trainer", NO_QUEUE, "/trainer", 404)
        answer_id = queue.following(after)
        if answer_id is None:
            lines = trial_lines(desk, trials.shown_to(trainer))
            return draw_page(request, "trainer_done.html", "trainer", queue=queue, trials=lines)
        return _draw(request, desk, trials, queue, answer_id)

    @router.get("/trainer/judge/{queue_id}/{answer_id}")
    def this_one(request: Request, queue_id: str, answer_id: str) -> Response:
        queue = open_queue(desk.database, queue_id, trainer_of(request).name, BatchStore(desk.home).names())
        if queue is None or answer_id not in queue.answer_ids:
            return draw_trouble(request, "trainer", NO_QUEUE, "/trainer", 404)
        return _draw(request, desk, trials, queue, answer_id)

    @router.post("/trainer/judge/{queue_id}/{answer_id}")
    async def judge(request: Request, queue_id: str, answer_id: str) -> Response:
        filled = read_verdict(await read_form(request))
        return await run_in_threadpool(_judge, request, desk, trials, queue_id, answer_id, filled)

    return router


def _judge(
    request: Request, desk: TrainerDesk, trials: Trials, queue_id: str, answer_id: str, filled: VerdictForm
) -> Response:
    """Write a verdict down and lead to the next answer."""
    trainer = trainer_of(request)
    queue = open_queue(desk.database, queue_id, trainer.name, BatchStore(desk.home).names())
    if queue is None or answer_id not in queue.answer_ids:
        return draw_trouble(request, "trainer", NO_QUEUE, "/trainer", 404)
    try:
        logged = find_answer(desk.database, answer_id)
        said = _understand(desk, logged, filled, trainer)
        record_verdict(
            desk.database,
            answer_id,
            said.opinion,
            trainer,
            blind=is_blind(desk.database, answer_id, trainer.name),
            right_unit=said.right_unit,
        )
        if said.make_case:
            add_case(desk.database, answer_id, said.opinion, said.case_unit, trainer)
    except UnknownAnswer:
        return draw_trouble(request, "trainer", NO_ANSWER, f"/trainer/judge/{queue_id}", 404)
    except (VerdictUnusable, ExampleUnusable) as error:
        return _draw(request, desk, trials, queue, answer_id, filled, str(error))
    if said.example:
        trials.begin(said.example, trainer)
    return go_to(f"/trainer/judge/{queue_id}?after={answer_id}")


def _understand(desk: TrainerDesk, logged: LoggedAnswer, filled: VerdictForm, trainer: Trainer) -> _Said:
    """Read a form as a whole, so that nothing of it is written where a part of it makes no sense."""
    opinion = opinion_of(filled, frozenset(unit_id for unit_id, _ in logged.cited))
    right_unit = desk.find_unit(filled.right_unit_id) if filled.right_unit_id else None
    if filled.right_unit_id and right_unit is None:
        raise VerdictUnusable("现行规定里没有所选的条款，请重新选择。")
    case_unit = right_unit or _rightly_cited(desk, logged, opinion)
    if filled.make_case:
        case_record("", logged, opinion, case_unit)  # refuses what cannot be a case
    example = None
    if filled.make_example:
        if right_unit is None and opinion.judgement is not Judgement.SHOULD_HAVE_REFUSED:
            raise VerdictUnusable("要设为例句，请先选出正确的条款；规定没有涉及的，请判“本应拒答”。")
        question = filled.example_question or logged.question
        if logged.history and (depends_on_history(question) or is_new_subject(question)):
            raise VerdictUnusable("这是追问，单看这一句不知道问的是什么，请把“例句的问法”补完整再保存。")
        example = draft_example(question, right_unit, trainer, logged.answer_id)
    return _Said(opinion, right_unit, example, case_unit, filled.make_case)


def _rightly_cited(desk: TrainerDesk, logged: LoggedAnswer, opinion: Opinion) -> Unit | None:
    """Give the unit that a right answer rests on first."""
    if opinion.judgement is not Judgement.RIGHT or not logged.cited:
        return None
    return desk.find_unit(logged.cited[0][0])


def _draw(
    request: Request,
    desk: TrainerDesk,
    trials: Trials,
    queue: Queue,
    answer_id: str,
    filled: VerdictForm | None = None,
    trouble: str = "",
) -> Response:
    """Draw the page of one answer."""
    trainer = trainer_of(request)
    try:
        logged = find_answer(desk.database, answer_id)
    except UnknownAnswer:
        return draw_trouble(request, "trainer", NO_ANSWER, f"/trainer/judge/{queue.queue_id}", 404)
    given = verdicts_on(desk.database, [answer_id]).get(answer_id, ())
    own = next((verdict for verdict in given if verdict.trainer == trainer.name), None)
    known = filled or (form_of(own) if own else VerdictForm())
    unit = desk.find_unit(known.right_unit_id) if known.right_unit_id else None
    return draw_page(
        request,
        "trainer_judge.html",
        "trainer",
        status=400 if trouble else 200,
        queue=queue,
        logged=logged,
        titles=desk.titles(),
        shown=show_answer(desk, logged),
        filled=known,
        picked=unit_json(desk, unit) if unit else None,
        again=own is not None,
        trouble=trouble,
        regulations=sorted(desk.titles().items(), key=lambda pair: pair[1]),
        judgements=JUDGEMENTS,
        citation_choices=CITATIONS,
        reasons=REASONS,
        trials=trial_lines(desk, trials.shown_to(trainer)),
    )
