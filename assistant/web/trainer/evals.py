"""Evaluations as pages: the reports there are, one of them with its cases, two beside each other, and a button that runs one more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from assistant.review.trainer_cases import export_cases
from assistant.web.charts.frame import Chart
from assistant.web.charts.lines import Line, line_chart
from assistant.web.pages import draw_page, draw_trouble, go_to, read_form, who
from assistant.web.trainer.evals_cases import (
    FAILED,
    GAINED,
    HELD_OUT,
    LOST,
    PASSED,
    REWORDED,
    TUNED,
    Filter,
    choose,
    choose_changes,
    draw_case,
    draw_kinds,
    draw_systems,
    faults,
    kind_rows,
    list_changes,
    measure_rows,
)
from assistant.web.trainer.evals_process import OWN, TRAINERS
from assistant.web.trainer.evals_reports import NoSuchReport, ReportLine, Reports, before_of, local_minute, ratio, share
from assistant.web.trainer.evals_run import EvalRunning, EvalRuns
from assistant.web.trainer.figures_charts import Tile
from evals.cases import Kind
from evals.comparison import pair_runs
from evals.report import KIND_NAMES
from evals.results import CaseResult
from evals.summary import rank_results, sum_up_answers

if TYPE_CHECKING:
    from assistant.answering import Assistant

PATH = "/trainer/evals"
CURRENT = "trainer"
A_PAGE = 40  # cases
DRAWN_RUNS = 20


def eval_pages(assistant: Assistant, database: Engine, home: Path, runs: EvalRuns | None = None) -> APIRouter:
    """Give the pages of evaluations.

    :param assistant: Its published version is what a new evaluation scores.
    :param database: Holds the cases that trainers kept.
    :param home: The state folder, where the reports are.
    :param runs: What runs evaluations; a new one if not given.
    :return: The routes.
    """
    pages = _Pages(assistant, database, Reports(home), runs or EvalRuns(home))
    router = APIRouter(include_in_schema=False)
    router.get(PATH)(pages.reports)
    router.post(f"{PATH}/run")(pages.run)
    router.post(f"{PATH}/cancel")(pages.cancel)
    router.get(f"{PATH}/progress")(pages.progress)
    router.get(f"{PATH}/compare")(pages.compare)
    router.get(f"{PATH}/{{name}}")(pages.report)
    return router


class _Pages:
    """The handlers."""

    def __init__(self, assistant: Assistant, database: Engine, reports: Reports, runs: EvalRuns) -> None:
        self._assistant = assistant
        self._database = database
        self._reports = reports
        self._runs = runs

    def reports(self, request: Request) -> HTMLResponse:
        """List the reports."""
        return self._draw(request)

    async def run(self, request: Request) -> Response:
        """Begin an evaluation."""
        form = await read_form(request)
        cases = TRAINERS if form.get("cases") == TRAINERS else OWN
        try:
            self._runs.start(cases, who(request).name)
        except EvalRunning as error:
            return await run_in_threadpool(self._draw, request, str(error))
        return go_to(PATH)

    async def cancel(self, request: Request) -> Response:
        """End the evaluation under way."""
        await read_form(request)
        await run_in_threadpool(self._runs.cancel, who(request).name)
        return go_to(PATH)

    def progress(self) -> JSONResponse:
        """Tell how far the evaluation under way has come."""
        work = self._runs.last
        if work is None or not work.running:
            return JSONResponse({"state": "done"})
        said = "正在取消" if work.cancelled_by else work.step
        return JSONResponse(
            {"state": "running", "step": said, "done": work.done, "total": work.total, "left": work.left}
        )

    def report(
        self,
        request: Request,
        name: str,
        part: str = "",
        outcome: str = "",
        kind: str = "",
        tag: str = "",
        writer: str = "",
        page: str = "1",
    ) -> HTMLResponse:
        """Show a report with its cases."""
        try:
            run = self._reports.find(name)
        except NoSuchReport as error:
            return draw_trouble(request, CURRENT, str(error), PATH, 404)
        wanted = Filter(part, outcome, kind, tag, writer)
        of_part = choose(run.results, Filter(part))
        found = sorted(choose(run.results, wanted), key=lambda result: not faults(result))  # what failed first
        at, pages = _page(page, len(found))
        return draw_page(
            request,
            "trainer_evals_report.html",
            CURRENT,
            name=name,
            run=run,
            before=before_of(self._reports.all(), name),
            when=local_minute(run.started_at),
            tiles=_tiles(of_part),
            kinds=kind_rows(of_part),
            charts=(draw_kinds(of_part), draw_systems(of_part)) if of_part else (),
            wanted=wanted,
            parts=((HELD_OUT, "未用于调参"), (TUNED, "调参用过")),
            outcomes=((FAILED, "没通过"), (PASSED, "通过")),
            kind_choices=tuple((str(each), KIND_NAMES[each]) for each in Kind),
            tags=sorted({tag for result in run.results for tag in result.case.tags}),
            writers=sorted({result.case.writer for result in run.results}),
            cases=[draw_case(result) for result in found[(at - 1) * A_PAGE : at * A_PAGE]],
            count=len(found),
            at=at,
            page_count=pages,
        )

    def compare(self, request: Request, a: str = "", b: str = "", show: str = "", page: str = "1") -> HTMLResponse:
        """Show two reports beside each other."""
        try:
            first, second = self._reports.find(a), self._reports.find(b)
        except NoSuchReport as error:
            return draw_trouble(request, CURRENT, str(error), PATH, 404)
        both = pair_runs(first, second)
        changes = list_changes(both)
        chosen = choose_changes(changes, show)
        at, pages = _page(page, len(chosen))
        return draw_page(
            request,
            "trainer_evals_compare.html",
            CURRENT,
            a=a,
            b=b,
            first=first,
            second=second,
            local_minute=local_minute,
            both=both,
            measures=measure_rows(both),
            show=show if show in (LOST, GAINED, REWORDED) else "",
            choices=(
                ("", "有得有失", len(choose_changes(changes, ""))),
                (LOST, "变差", len(choose_changes(changes, LOST))),
                (GAINED, "变好", len(choose_changes(changes, GAINED))),
                (REWORDED, "只是文字不同", len(choose_changes(changes, REWORDED))),
            ),
            changes=chosen[(at - 1) * A_PAGE : at * A_PAGE],
            at=at,
            page_count=pages,
        )

    def _draw(self, request: Request, trouble: str = "") -> HTMLResponse:
        """Draw the list."""
        lines, work = self._reports.all(), self._runs.last
        return draw_page(
            request,
            "trainer_evals.html",
            CURRENT,
            status=409 if trouble else 200,
            trouble=trouble,
            work=work,
            before=before_of(lines, work.report) if work else "",
            lines=lines,
            chart=_draw_runs(lines),
            share=share,
            ratio=ratio,
            version=self._assistant.clause_index.version,
            trainers_cases=len(export_cases(self._database)),
            own=OWN,
            trainers=TRAINERS,
        )


def _draw_runs(lines: tuple[ReportLine, ...]) -> Chart | None:
    """Draw the runs of as many cases as the latest has, where there are several."""
    alike = [line for line in reversed(lines) if line.cases == lines[0].cases][-DRAWN_RUNS:] if lines else []
    if len(alike) < 2:
        return None
    first = [line.ranking.first for line in alike]
    leads = [line.answering.leads_right for line in alike]
    lowest = min(each.low for each in (*first, *leads) if each)
    return line_chart(
        f"{alike[0].cases} 题的历次评测",
        [line.when[5:] for line in alike],
        [
            Line(
                "正确条款排第一位",
                "accent",
                tuple(each.mean if each else None for each in first),
                tuple(each.low if each else None for each in first),
                tuple(each.high if each else None for each in first),
            ),
            Line("首条引文正确", "say", tuple(each.mean if each else None for each in leads)),
        ],
        top=1.0,
        bottom=0.5 if lowest >= 0.5 else 0.0,
    )


def _tiles(results: tuple[CaseResult, ...]) -> tuple[Tile, ...]:
    """Draw what most people want to know first."""
    ranking, answering = rank_results(results), sum_up_answers(results)
    refusals = answering.refusals
    shares = (("正确条款排第一位", ranking.first), ("前五位", ranking.among_5), ("首条引文正确", answering.leads_right))
    tiles = [
        Tile(name, share(each).partition("（")[0], f"95% 区间 {each.low:.0%}-{each.high:.0%}，n={each.count}")
        for name, each in shares
        if each
    ]
    tiles.append(Tile("误答", ratio(refusals.false_answers, refusals.uncovered), "规定未涉及，却回答了"))
    tiles.append(Tile("误拒", ratio(refusals.false_refusals, refusals.covered), "规定有，却说未涉及"))
    tiles.append(Tile("引文与原文不符", str(answering.violations), f"出错 {answering.failures} 题"))
    return tuple(tiles)


def _page(asked: str, count: int) -> tuple[int, int]:
    """Give the page that is meant and how many there are."""
    pages = max(1, -(-count // A_PAGE))
    known = asked.isascii() and asked.isdigit() and len(asked) < 6
    return (min(pages, max(1, int(asked))) if known else 1, pages)
