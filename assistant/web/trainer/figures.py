"""The trainers' figures as pages: charts of a time, the questions nobody answers, and both as sheets."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Engine

from assistant.review.figure_sheets import figure_sheets, gap_sheet
from assistant.review.figures import figures, read_log
from assistant.review.gaps import Gap, find_gaps
from assistant.review.sheets import CSV, XLSX, Sheet, sheet_bytes
from assistant.state.tables import moment
from assistant.web.pages import draw_page, draw_trouble
from assistant.web.trainer.figures_charts import draw_charts, draw_tiles, list_unused
from index.building import CACHE_FILE

if TYPE_CHECKING:
    from assistant.answering import Assistant

PATH = "/trainer/figures"
CURRENT = "trainer"
SHOWN_GAPS = 8  # on the page of charts; all on their own
TYPES = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Span:
    """A time that can be chosen."""

    days: int  # 0: from the beginning
    label: str


SPANS = (Span(7, "7 天"), Span(30, "30 天"), Span(90, "90 天"), Span(365, "一年"), Span(0, "全部"))
USUAL = SPANS[2]


def figures_pages(assistant: Assistant, database: Engine, home: Path) -> APIRouter:
    """Give the pages of figures.

    :param assistant: Its index tells which units there are.
    :param database: Holds the log and the verdicts.
    :param home: The state folder, where the vectors of questions are kept.
    :return: The routes.
    """
    pages = _Pages(assistant, database, home)
    router = APIRouter(include_in_schema=False)
    router.get(PATH)(pages.figures)
    router.get(f"{PATH}/gaps")(pages.gaps)
    router.get(f"{PATH}/sheet{{kind}}")(pages.sheet)
    router.get(f"{PATH}/gaps{{kind}}")(pages.gap_sheet)
    return router


class _Pages:
    """The handlers."""

    def __init__(self, assistant: Assistant, database: Engine, home: Path) -> None:
        self._assistant = assistant
        self._database = database
        self._cache_file = home / CACHE_FILE
        self._embedding = threading.Lock()  # two who look at once embed each question once

    def figures(self, request: Request, days: str = "") -> HTMLResponse:
        """Show the figures of a time."""
        span = _span(days)
        units = {unit.unit_id: unit for unit in self._assistant.clause_index.units}
        taken = figures(self._database, list(units), _since(span))
        return draw_page(
            request,
            "trainer_figures.html",
            CURRENT,
            spans=SPANS,
            span=span,
            tiles=draw_tiles(taken),
            charts=draw_charts(taken, units),
            judged=bool(taken.accuracy or taken.calibration),
            asked=sum(week.answers for week in taken.weeks),
            kappa=taken.kappa,
            shared=taken.shared,
            unused=list_unused(taken.never_used, units) if taken.used else (),
            unused_count=len(taken.never_used),
            unit_count=len(units),
            refused=sum(week.not_covered for week in taken.weeks),
        )

    def gaps(self, request: Request, days: str = "", part: str = "") -> HTMLResponse:
        """Show the questions nobody answers, put together by what they are about; ``part`` is for the page of charts."""
        span = _span(days)
        found = self._find_gaps(span)
        return draw_page(
            request,
            "trainer_figures_gap_list.html" if part else "trainer_figures_gaps.html",
            CURRENT,
            spans=SPANS,
            span=span,
            gaps=found[:SHOWN_GAPS] if part else found,
            most=max((gap.times for gap in found), default=1),
            count=len(found),
            times=sum(gap.times for gap in found),
        )

    def sheet(self, request: Request, kind: str, days: str = "") -> Response:
        """Give all figures as a sheet to download; a CSV holds every table, one below the other."""
        if kind not in TYPES:
            return draw_trouble(request, CURRENT, "数据只能导出为 xlsx 或 csv。", PATH, 404)
        span = _span(days)
        unit_ids = [unit.unit_id for unit in self._assistant.clause_index.units]
        sheets = figure_sheets(figures(self._database, unit_ids, _since(span)), self._find_gaps(span))
        return download(f"质检数据-{span.label.replace(' ', '')}", sheets if kind == XLSX else (_joined(sheets),), kind)

    def gap_sheet(self, request: Request, kind: str, days: str = "") -> Response:
        """Give the questions nobody answers as a list of proposals to download."""
        if kind not in TYPES:
            return draw_trouble(request, CURRENT, "清单只能导出为 xlsx 或 csv。", f"{PATH}/gaps", 404)
        return download("规定未涉及的问题", (gap_sheet(self._find_gaps(_span(days))),), kind)

    def _find_gaps(self, span: Span) -> tuple[Gap, ...]:
        """Put together what nobody answers; the first time a question is seen takes hundredths of a second."""
        log = read_log(self._database, _since(span))
        with self._embedding:
            return find_gaps(log, self._assistant.clause_index.embedder, self._cache_file)


def download(name: str, sheets: tuple[Sheet, ...], kind: str) -> Response:
    """Answer with sheets as a file.

    :param name: Of the file, without its ending.
    :param sheets: The tables.
    :param kind: ``.xlsx`` or ``.csv``.
    :return: The answer; browsers save it.
    """
    from urllib.parse import quote

    headers = {
        "content-disposition": f"attachment; filename=\"figures{kind}\"; filename*=UTF-8''{quote(name + kind)}",
        "cache-control": "no-store",
    }
    return Response(sheet_bytes(sheets, kind), media_type=TYPES[kind], headers=headers)


def _span(days: str) -> Span:
    """Choose a time by what stands in the address; the usual one for anything else."""
    return next((span for span in SPANS if days == str(span.days)), USUAL)


def _since(span: Span) -> str:
    """Give the first moment of a time: midnight, so that one day's figures are one day's figures."""
    if not span.days:
        return ""
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return moment(midnight - timedelta(days=span.days))


def _joined(sheets: tuple[Sheet, ...]) -> Sheet:
    """Put tables below each other: a CSV has one."""
    first, *rest = sheets
    rows = list(first.rows)
    for sheet in rest:
        rows += [(), (sheet.title,), sheet.heads, *sheet.rows]
    return Sheet(first.title, first.heads, rows)
