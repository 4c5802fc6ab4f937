"""Batches as pages: a sheet of questions or of lines of calls goes in, is worked off in the background, and comes back with answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from assistant.review.batch_sheet import NOTHING_THERE, read_input
from assistant.review.sheets import LARGEST_FILE, SheetUnusable, parse_sheet
from assistant.review.verdicts import Trainer
from assistant.review.workbook import Cell
from assistant.web.pages import draw_page, draw_trouble, go_to, read_form, who
from assistant.web.trainer.batch_store import KEPT_DAYS, Batch, BatchStore
from assistant.web.trainer.batch_work import BatchDesk, TooManyBatches
from assistant.web.trainer.figures import TYPES, download

if TYPE_CHECKING:
    from assistant.answering import Assistant

PATH = "/trainer/batch"
CURRENT = "trainer"
QUEUE = "/trainer/judge"
A_PAGE = 50  # rows
MOST_ROWS = 2_000  # of a batch at the page: a minute of work; longer sheets are for the command line
TONES = {"已回答": "say", "规定未涉及": "deadline", "需补充": "quiet", "无法处理": "never"}
GONE = f"没有这批结果：可能已被删除，或超过 {KEPT_DAYS} 天已自动清除。"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a result, as it is shown."""

    number: int
    words: str  # what was asked or checked
    state: str  # in a word, for the choice
    status: str
    tone: str
    first_line: str
    rest: str
    cited: tuple[str, ...]
    answer_id: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A state that can be looked at alone."""

    name: str
    count: int
    tone: str


def batch_pages(assistant: Assistant, database: Engine, home: Path) -> APIRouter:
    """Give the pages of batches.

    :param assistant: Answers.
    :param database: Where answers are logged and put up for judging.
    :param home: The state folder, where results are kept for a week.
    :return: The routes.
    """
    pages = _Pages(assistant, database, home)
    router = APIRouter(include_in_schema=False)
    router.get(PATH)(pages.batches)
    router.post(f"{PATH}/upload")(pages.upload)
    router.get(f"{PATH}/{{batch_id}}")(pages.batch)
    router.get(f"{PATH}/{{batch_id}}/progress")(pages.progress)
    router.get(f"{PATH}/{{batch_id}}/sheet{{kind}}")(pages.sheet)
    router.post(f"{PATH}/{{batch_id}}/remove")(pages.remove)
    return router


class _Pages:
    """The handlers."""

    def __init__(self, assistant: Assistant, database: Engine, home: Path) -> None:
        self._store = BatchStore(home)
        self._desk = BatchDesk(assistant, database, self._store)

    def batches(self, request: Request) -> HTMLResponse:
        """Show the form and what was uploaded lately."""
        return self._draw(request)

    async def upload(self, request: Request) -> Response:
        """Take a sheet."""
        form = await read_form(request)
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            return await run_in_threadpool(self._draw, request, "请先选择一个 xlsx 或 csv 文件。")
        content = await file.read(LARGEST_FILE + 1)
        return await run_in_threadpool(self._take, request, Path(file.filename.replace("\\", "/")).name, content)

    def batch(self, request: Request, batch_id: str, status: str = "", page: str = "1") -> HTMLResponse:
        """Show how far a batch has come, or what came of it."""
        if work := self._desk.find(batch_id):
            return draw_page(request, "trainer_batch_work.html", CURRENT, work=work)
        batch = self._store.find(batch_id)
        if batch is None:
            return draw_trouble(request, CURRENT, GONE, PATH, 404)
        counts = batch.counts
        shown = [row for row in draw_rows(batch) if status not in counts or row.state == status]
        pages = max(1, -(-len(shown) // A_PAGE))
        at = min(pages, max(1, int(page))) if page.isascii() and page.isdigit() and len(page) < 6 else 1
        return draw_page(
            request,
            "trainer_batch_result.html",
            CURRENT,
            batch=batch,
            total=sum(counts.values()),
            blank=len(batch.rows) - sum(counts.values()),
            choices=[Choice(name, count, TONES.get(name, "quiet")) for name, count in counts.items()],
            chosen=status if status in counts else "",
            rows=shown[(at - 1) * A_PAGE : at * A_PAGE],
            at=at,
            page_count=pages,
            queue=f"{QUEUE}/{batch.sample_id}",
            kept_days=KEPT_DAYS,
        )

    def progress(self, batch_id: str) -> JSONResponse:
        """Tell how far a batch has come."""
        if work := self._desk.find(batch_id):
            return JSONResponse({"state": work.state, "done": work.done, "total": work.total, "text": work.trouble})
        return JSONResponse({"state": "done" if self._store.find(batch_id) else "gone"})

    def sheet(self, request: Request, batch_id: str, kind: str) -> Response:
        """Give the sheet with the answers to download."""
        batch = self._store.find(batch_id)
        if batch is None or kind not in TYPES:
            return draw_trouble(request, CURRENT, GONE, PATH, 404)
        return download(f"{Path(batch.name).stem}-结果", (batch.sheet,), kind)

    async def remove(self, request: Request, batch_id: str) -> Response:
        """Remove what came of a batch, or the note of one that failed."""
        await read_form(request)
        await run_in_threadpool(self._store.remove, batch_id)
        self._desk.forget(batch_id)
        return go_to(PATH)

    def _take(self, request: Request, name: str, content: bytes) -> Response:
        """Read a sheet and begin to work it off."""
        identity = who(request)
        try:
            given = read_input(name, parse_sheet(name, content))
            if given.asked > MOST_ROWS:
                raise SheetUnusable(
                    f"{name} 有 {given.asked} 行，网页上一次最多 {MOST_ROWS} 行，请分成几个文件，"
                    "或用命令 assistant review batch 处理。"
                )
            batch_id = self._desk.take(name, given, Trainer(identity.user_id, identity.name))
        except (SheetUnusable, TooManyBatches) as error:
            return self._draw(request, str(error))
        return go_to(f"{PATH}/{batch_id}")

    def _draw(self, request: Request, trouble: str = "") -> HTMLResponse:
        """Draw the form and the list."""
        return draw_page(
            request,
            "trainer_batch.html",
            CURRENT,
            status=400 if trouble else 200,
            trouble=trouble,
            under_way=self._desk.all(),
            batches=self._store.all(),
            most_rows=MOST_ROWS,
            largest=LARGEST_FILE // 1_000_000,
            kept_days=KEPT_DAYS,
        )


def draw_rows(batch: Batch) -> tuple[Row, ...]:
    """Take from each row of a batch what is shown of it; blank ones are not."""
    numbers = batch.numbers or range(1, len(batch.rows) + 1)
    return tuple(_row(batch, number, row) for number, row in zip(numbers, batch.rows, strict=True) if batch.state(row))


def _row(batch: Batch, number: int, cells: tuple[Cell, ...]) -> Row:
    """Take from a row what is shown of it."""
    words, own = str(cells[batch.column] or ""), [str(cell or "") for cell in cells[batch.own_heads :]]
    if batch.checked:
        result, forbidden, clauses, instead = own
        found = result not in ("未发现问题", "客户的话，不核对", NOTHING_THERE)
        tone = "never" if forbidden else "deadline" if found else "say" if result == "未发现问题" else "quiet"
        state = batch.state(cells)
        return Row(
            number, words, state, result, tone, forbidden, f"改说：{instead}" if instead else "", _lines(clauses), ""
        )
    status, text, cited, _, answer_id = own
    first, _, rest = text.partition("\n")
    return Row(number, words, status, status, TONES.get(status, "quiet"), first, rest.strip(), _lines(cited), answer_id)


def _lines(text: str) -> tuple[str, ...]:
    """Give the lines of a cell."""
    return tuple(line for line in text.split("\n") if line)
