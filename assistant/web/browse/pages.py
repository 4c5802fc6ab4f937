"""The regulations to read: a list of all, each with its contents and an address for every unit, and what changed.

Each request reads the index that answers at that moment, so that nothing is shown that is withdrawn or not in force.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse
from sqlalchemy import Engine

from assistant.namesakes import distinct_titles
from assistant.state.deeds import last_publishings
from assistant.web.browse.changes import Changes, particulars_of
from assistant.web.browse.text import contents_of, list_by_issuer, passages_of, permalink
from assistant.web.pages import draw_page
from corpus.script import character_table

if TYPE_CHECKING:
    from assistant.answering import Assistant
    from corpus.regulation import Unit

_KEPT_SECONDS = 24 * 3600
NO_SUCH_UNIT = "这一条在现行版本里没有（已撤回或改号）"
NO_SUCH_REGULATION = "这部规定在现行版本里没有（已撤回、尚未施行或已废止）"


def browse_pages(assistant: Assistant, database: Engine, home: Path) -> APIRouter:
    """Give the pages at which regulations are read.

    :param assistant: Its index tells what is in force now.
    :param database: Says when versions were published.
    :param home: The state folder, where the versions published before are kept.
    :return: The routes.
    """
    pages = _Pages(assistant, Changes(home, lambda: last_publishings(database)))
    router = APIRouter(include_in_schema=False)
    router.get("/browse")(pages.regulations)
    router.get("/browse/changes")(pages.changes)
    router.get("/browse/simplified.json")(_simplified)
    router.get("/browse/{regulation_id}")(pages.regulation)
    router.get("/browse/{regulation_id}/{number:path}")(pages.unit)
    return router


def _simplified() -> JSONResponse:
    """Tell the browser which characters are the same when words are looked for; the table changes with the program only."""
    table = character_table()
    content = {"traditional": "".join(table), "simplified": "".join(table.values())}
    return JSONResponse(content, headers={"cache-control": f"private, max-age={_KEPT_SECONDS}"})


class _Pages:
    """The handlers."""

    def __init__(self, assistant: Assistant, changes: Changes) -> None:
        self._assistant = assistant
        self._changes = changes

    def regulations(self, request: Request) -> HTMLResponse:
        """List every regulation."""
        index = self._assistant.clause_index
        issuers = list_by_issuer(index.regulations, index.units)
        return draw_page(
            request,
            "browse.html",
            "browse",
            issuers=issuers,
            regulation_count=len(index.regulations),
            unit_count=len(index.units),
            version=index.version,
        )

    def changes(self, request: Request) -> HTMLResponse:
        """Show what the last publishes changed."""
        return draw_page(
            request,
            "browse_changes.html",
            "browse",
            publishes=self._changes.last_publishes(),
            particulars_of=particulars_of,
            permalink=permalink,
        )

    def regulation(self, request: Request, regulation_id: str) -> HTMLResponse:
        """Show a regulation."""
        return self._draw(request, regulation_id, "")

    def unit(self, request: Request, regulation_id: str, number: str) -> HTMLResponse:
        """Show a regulation with one of its units marked."""
        return self._draw(request, regulation_id, number)

    def _draw(self, request: Request, regulation_id: str, number: str) -> HTMLResponse:
        index = self._assistant.clause_index
        regulation = next((one for one in index.regulations if one.regulation_id == regulation_id), None)
        if regulation is None:
            return self._missing(request, NO_SUCH_REGULATION)
        title = distinct_titles(index.regulations)[regulation_id]
        units = tuple(unit for unit in index.units if unit.regulation_id == regulation_id)
        target = f"{regulation_id}#{number}" if number else ""
        if target and all(unit.unit_id != target for unit in units):
            moved = self._changes.moved_to(target)
            still = moved if moved in units else None
            return self._missing(request, NO_SUCH_UNIT, regulation_id, title, still)
        passages = passages_of(units)
        return draw_page(
            request,
            "browse_regulation.html",
            "browse",
            regulation=regulation,
            title=title,
            passages=passages,
            contents=contents_of(passages),
            target=target,
            taken_over=self._changes.taken_over(target) if target else None,
            permalink=permalink,
            version=index.version,
        )

    def _missing(
        self, request: Request, text: str, regulation_id: str = "", title: str = "", moved: Unit | None = None
    ) -> HTMLResponse:
        """Say that what was asked for is not there, with the ways on."""
        return draw_page(
            request,
            "browse_missing.html",
            "browse",
            status=404,
            text=text,
            regulation_id=regulation_id,
            title=title,
            moved=moved,
            moved_link=permalink(moved.unit_id) if moved else "",
        )
