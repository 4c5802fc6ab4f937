"""/trainer/examples/trials: examples on their way into effect, what one would lead elsewhere, and the trainer's decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from assistant.review.guard import Change, Given
from assistant.web.escaping import without_unseen
from assistant.web.pages import draw_page, draw_trouble, go_to, read_form
from assistant.web.trainer.desk import TrainerDesk, trainer_of
from assistant.web.trainer.examples_check import Trial, Trials, TrialState
from assistant.web.trainer.words import OUTCOME_LABELS, STATUS_LABELS

GONE = "这个例句的核对已经结束，请到例句页查看。"
LEFT_OPEN = "规定未涉及"
_WORDS = {
    TrialState.RUNNING: "正在核对是否影响别的问题",
    TrialState.IN_EFFECT: "已生效",
    TrialState.ASKS: "会改变别的问题的回答，请确认",
    TrialState.DROPPED: "已放弃",
    TrialState.FAILED: "核对出错，没有生效，请到例句页重新添加",
}


@dataclass(frozen=True, slots=True)
class TrialLine:
    """A trial as pages and scripts show it."""

    trial_id: str
    question: str
    target: str  # the unit, or that it is left open
    state: str
    under_way: bool
    waits: bool  # for those before it
    words: str
    done: int
    total: int
    changes: int
    version: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A question that an example would lead elsewhere, in words."""

    question: str
    history: tuple[str, ...]
    before: str
    after: str
    outcome: str
    outcome_label: str


def trial_lines(desk: TrainerDesk, trials: Sequence[Trial]) -> tuple[TrialLine, ...]:
    """Write trials as pages and scripts show them.

    :param desk: Names the units.
    :param trials: The trials.
    :return: One line each.
    """
    return tuple(_line(desk, trial) for trial in trials)


def target_label(desk: TrainerDesk, regulation_id: str, locator: str) -> str:
    """Name the unit an example belongs to, or say that it is left open."""
    return f"{desk.title(regulation_id)} {locator}" if regulation_id else LEFT_OPEN


def trial_pages(desk: TrainerDesk, trials: Trials) -> APIRouter:
    """Give the pages on which examples are let into effect, or not."""
    router = APIRouter(include_in_schema=False)

    @router.get("/trainer/examples/trials")
    def listed(request: Request) -> JSONResponse:
        lines = trial_lines(desk, trials.shown_to(trainer_of(request)))
        return JSONResponse({"trials": [asdict(line) for line in lines]}, headers={"cache-control": "no-store"})

    @router.get("/trainer/examples/trials/{trial_id}")
    def shown(request: Request, trial_id: str) -> Response:
        trial = trials.find(trial_id)
        if trial is None:
            return draw_trouble(request, "trainer", GONE, "/trainer/examples", 404)
        changes = [_change(desk, each) for each in trial.report.changes] if trial.report else []
        changes.sort(key=lambda change: ("worse", "unknown", "better").index(change.outcome))
        return draw_page(
            request,
            "trainer_trial.html",
            "trainer",
            trial=_line(desk, trial),
            changes=changes,
            replayed=trial.report.replayed if trial.report else 0,
            back=request.query_params.get("back", "") if _is_ours(request.query_params.get("back", "")) else "",
        )

    @router.post("/trainer/examples/trials/{trial_id}")
    async def decide(request: Request, trial_id: str) -> Response:
        form = await read_form(request)
        act = trials.accept if form.get("decision") == "accept" else trials.drop
        decided = await run_in_threadpool(act, trial_id)
        if "text/html" not in request.headers.get("accept", ""):
            return JSONResponse({"status": "ok" if decided else "error", "text": "" if decided else GONE})
        if decided is None:
            return draw_trouble(request, "trainer", GONE, "/trainer/examples", 409)
        back = str(form.get("back", ""))
        return go_to(back if _is_ours(back) else "/trainer/examples")

    return router


def _is_ours(path: str) -> bool:
    """Whether a path leads to a page of trainers and nowhere else."""
    return path.startswith("/trainer") and "\\" not in path and "\n" not in path and "\r" not in path


def _line(desk: TrainerDesk, trial: Trial) -> TrialLine:
    """Write one trial."""
    state = TrialState.RUNNING if trial.under_way else trial.state
    return TrialLine(
        trial.trial_id,
        without_unseen(trial.draft.question),
        target_label(desk, trial.draft.regulation_id, trial.draft.locator),
        state.value,
        trial.under_way,
        trial.under_way and not trial.total,
        _WORDS[state],
        trial.done,
        trial.total,
        len(trial.report.changes) if trial.report else 0,
        trial.version,
    )


def _change(desk: TrainerDesk, change: Change) -> ChangeLine:
    """Write one question that would be led elsewhere."""
    history = tuple(turn.content for turn in change.probe.history if turn.role == "user")
    return ChangeLine(
        change.probe.question,
        history,
        _given(desk, change.before),
        _given(desk, change.after),
        change.outcome.value,
        OUTCOME_LABELS[change.outcome],
    )


def _given(desk: TrainerDesk, given: Given) -> str:
    """Say what a question leads to."""
    unit = desk.find_unit(given.unit_id)
    place = f"{desk.title(given.unit_id)} {unit.locator}" if unit else ""
    if given.status == "answered":
        return place
    words = STATUS_LABELS[given.status.value]
    return f"{words}（最接近：{place}）" if place else words
