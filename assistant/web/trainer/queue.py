"""/trainer: the spot checks and how far they have come, a form that draws another one, and what else waits."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from assistant.review.check_progress import CheckProgress, progress_of_checks
from assistant.review.examples import list_examples
from assistant.review.sampling import Estimate, Judged
from assistant.review.spot_checks import (
    BATCH,
    NothingToCheck,
    SpotCheck,
    draw_spot_check,
    judged_since,
    judged_strata,
    plan_spot_check,
)
from assistant.review.verdicts import Verdict, disagreements, verdicts_on
from assistant.state.tables import moment
from assistant.web.pages import draw_page, draw_trouble, go_to, read_form
from assistant.web.trainer.batch_store import BatchStore
from assistant.web.trainer.desk import TrainerDesk, trainer_of
from assistant.web.trainer.examples_check import Trials
from assistant.web.trainer.examples_trial import trial_lines
from assistant.web.trainer.words import local_day, local_time, percent, stratum_label
from corpus.editions import CHINA

DAYS = (7, 14, 30, 90, 365)
PRECISIONS = ((0.03, "±3 个百分点"), (0.05, "±5 个百分点"), (0.08, "±8 个百分点"), (0.1, "±10 个百分点"))
DEFAULT_DAYS, DEFAULT_PRECISION = 30, 0.05
AN_HOUR = 100  # answers a trainer judges


@dataclass(frozen=True, slots=True)
class StratumLine:
    """A stratum of a spot check, in words."""

    label: str
    drawn: int
    population: int
    right: str  # how many of those judged are right; empty where none is


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A spot check as the page lists it."""

    sample_id: str
    name: str
    drawn_at: str
    drawn: int
    judged: int
    waiting: int  # for whoever looks
    disputed: int
    right: str  # the share of right answers, with its interval; empty where nothing is judged
    agreement: str  # empty where no two judged the same
    strata: tuple[StratumLine, ...]


def queue_pages(desk: TrainerDesk, trials: Trials) -> APIRouter:
    """Give the overview and what draws spot checks."""
    router = APIRouter(include_in_schema=False)

    @router.get("/trainer")
    def overview(request: Request) -> Response:
        return _draw_overview(request, desk, trials)

    @router.get("/trainer/checks/size")
    def size(
        days: Annotated[int, Query()] = DEFAULT_DAYS, precision: Annotated[float, Query()] = DEFAULT_PRECISION
    ) -> JSONResponse:
        return JSONResponse({"text": size_told(desk, days, precision)}, headers={"cache-control": "no-store"})

    @router.post("/trainer/checks")
    async def draw(request: Request) -> Response:
        form = await read_form(request)
        return await run_in_threadpool(_draw_check, request, desk, form)

    return router


def size_told(desk: TrainerDesk, days: int, precision: float) -> str:
    """Say how many answers a spot check would hold, and how long judging them takes."""
    if not _asked_rightly(days, precision):
        return "请选一段时间和一个精度。"
    since, until = _last(days)
    planned = plan_spot_check(desk.database, since, until, precision, desk.new_units(since), desk.topics())
    if not planned.population:
        return "这段时间里没有可抽查的回答。"
    minutes = max(1, round(planned.size * 60 / AN_HOUR))
    time = f"{minutes} 分钟" if minutes < 100 else f"{minutes / 60:.1f} 小时"
    return f"从 {planned.population} 个回答里抽 {planned.size} 个，分 {len(planned.strata)} 层，约需 {time}。"


def check_name(check: SpotCheck, sheets: Mapping[str, str]) -> str:
    """Name a spot check by the days of its answers, a batch by its sheet.

    :param check: The spot check.
    :param sheets: Names of the sheets that are still kept, by the id of their spot check.
    :return: The name.
    """
    if BATCH in check.strata:
        return f"批量 {sheets.get(check.sample_id) or local_time(check.drawn_at)}"
    return f"抽查 {local_day(check.since)[5:]} 至 {local_day(check.until)[5:]}"


def _draw_overview(request: Request, desk: TrainerDesk, trials: Trials) -> Response:
    """Draw the overview."""
    trainer, titles = trainer_of(request), desk.titles()
    given = verdicts_on(desk.database)
    sheets = BatchStore(desk.home).names()
    lines = [_line(each, titles, sheets, given) for each in progress_of_checks(desk.database, trainer.name, given)]
    disputed = disagreements(given)
    open_to_me = sum(all(v.trainer != trainer.name for v in each.verdicts) for each in disputed)
    in_effect = sum(each.in_effect for each in list_examples(desk.database))
    midnight = datetime.now(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    return draw_page(
        request,
        "trainer_overview.html",
        "trainer",
        open_checks=[line for line in lines if line.waiting or line.judged < line.drawn],
        done_checks=[line for line in lines if not line.waiting and line.judged >= line.drawn],
        disputed=len(disputed),
        open_to_me=open_to_me,
        examples_in_effect=in_effect,
        judged_today=judged_since(desk.database, trainer.name, moment(midnight)),
        version=desk.index.version,
        days=DAYS,
        precisions=PRECISIONS,
        default_days=DEFAULT_DAYS,
        default_precision=DEFAULT_PRECISION,
        size=size_told(desk, DEFAULT_DAYS, DEFAULT_PRECISION),
        trials=trial_lines(desk, trials.shown_to(trainer)),
    )


def right_told(right: Estimate) -> str:
    """Write a share of right answers with its interval; where all were judged there is none."""
    if right.complete:
        return f"{percent(right.share)}（全部已判）"
    return f"{percent(right.share)}（{percent(right.low)}–{percent(right.high)}）"


def _line(
    progress: CheckProgress,
    titles: Mapping[str, str],
    sheets: Mapping[str, str],
    given: Mapping[str, Sequence[Verdict]],
) -> CheckLine:
    """Write a spot check for the list."""
    check = progress.check
    right = agreement = ""
    if progress.right and (
        progress.right.complete or BATCH not in check.strata
    ):  # the first of a batch are no sample of it
        right = right_told(progress.right)
    if progress.shared:
        kappa = "" if progress.kappa is None else f"，κ {progress.kappa:.2f}"
        agreement = f"{progress.alike} / {progress.shared}{kappa}"
    drawn: dict[str, int] = {}
    for _, name in check.items:
        drawn[name] = drawn.get(name, 0) + 1
    judged = dict(zip(check.strata, judged_strata(check, given), strict=True))
    strata = sorted(check.strata.items(), key=lambda pair: -pair[1])
    return CheckLine(
        check.sample_id,
        check_name(check, sheets),
        f"{'处理完' if BATCH in check.strata else '抽'}于 {local_time(check.drawn_at)}",
        len(check.items),
        progress.judged,
        progress.waiting,
        progress.disputed,
        right,
        agreement,
        tuple(
            StratumLine(stratum_label(each, titles), drawn.get(each, 0), population, _right_of(judged[each]))
            for each, population in strata
        ),
    )


def _right_of(judged: Judged) -> str:
    """Write how many of a stratum are right, of those judged."""
    count = len(judged.values)
    if not count:
        return ""
    return f"{sum(judged.values):.0f} / {count}{'（全部已判）' if count >= judged.population else ''}"


def _draw_check(request: Request, desk: TrainerDesk, form: FormData) -> Response:
    """Draw a spot check and lead to its first answer."""
    try:
        days, precision = int(str(form.get("days", ""))), float(str(form.get("precision", "")))
    except ValueError:
        days, precision = 0, 0.0
    if not _asked_rightly(days, precision):
        return draw_trouble(request, "trainer", "请选一段时间和一个精度。", "/trainer")
    since, until = _last(days)
    try:
        check = draw_spot_check(
            desk.database,
            trainer_of(request),
            since,
            until,
            half_width=precision,
            seed=secrets.randbits(32),
            new_units=desk.new_units(since),
            topics=desk.topics(),
        )
    except NothingToCheck as error:
        return draw_trouble(request, "trainer", str(error), "/trainer")
    return go_to(f"/trainer/judge/{check.sample_id}")


def _asked_rightly(days: int, precision: float) -> bool:
    """Whether days and precision can be meant."""
    return 1 <= days <= DAYS[-1] and PRECISIONS[0][0] <= precision <= PRECISIONS[-1][0]


def _last(days: int) -> tuple[str, str]:
    """Give the first moment of the last days, and this moment."""
    until = datetime.now(UTC)
    return moment(until - timedelta(days=days)), moment(until)
