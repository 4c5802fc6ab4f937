"""The maintainers' first page, building, and repealing; puts their other pages together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from sqlalchemy import Engine

from assistant.state.deeds import Deed, last_deeds, subject_of_repeal
from assistant.web.maintain.intake import Undecided, read_day
from assistant.web.maintain.overview import look_over
from assistant.web.maintain.staging import list_staged
from assistant.web.maintain.upload import upload_pages
from assistant.web.maintain.versions import version_pages
from assistant.web.maintain.work import Kind, Works, work_json
from assistant.web.maintain.workshop import HOME_PATH, PAGE, MaintainRoute, SentForm, Workshop, doer, field, local_time
from assistant.web.pages import draw_page, go_to
from corpus.catalog import Entry
from corpus.editions import today
from corpus.intake import repeal
from corpus.library import OWN, open_library

if TYPE_CHECKING:
    from assistant.answering import Assistant

LAST_VERSIONS = 5  # shown at first
EVERY_VERSION = 1_000


def maintain_pages(assistant: Assistant, database: Engine, home: Path, own: Path | None = None) -> APIRouter:
    """Give the pages of maintainers.

    :param assistant: Follows what they publish.
    :param database: Holds the log of answers.
    :param home: The state folder.
    :param own: Another folder than that of what comes with the program.
    :return: The routes.
    """
    workshop = Workshop(home, own or OWN, assistant, database, Works())
    pages = _Pages(workshop)
    router = APIRouter(include_in_schema=False, route_class=MaintainRoute)
    router.get(HOME_PATH)(pages.overview)
    router.get("/maintain/repeal")(pages.ask_to_repeal)
    router.post("/maintain/repeal")(pages.repeal)
    router.get("/maintain/build")(pages.building)
    router.post("/maintain/build")(pages.build)
    router.get("/maintain/build/progress")(pages.progress)
    router.include_router(upload_pages(workshop))
    router.include_router(version_pages(workshop))
    return router


class _Pages:
    """The handlers."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def overview(self, request: Request, versions: str = "") -> HTMLResponse:
        """Show the published version, all regulations, all versions, and what was done last."""
        workshop = self._workshop
        return draw_page(
            request,
            "maintain.html",
            PAGE,
            overview=look_over(workshop.home, workshop.own, workshop.not_taken_over),
            shown_versions=EVERY_VERSION if versions == "all" else LAST_VERSIONS,
            waiting=list_staged(workshop.home),
            work=workshop.works.last(Kind.BUILD),
            events=last_deeds(workshop.database),
            local_time=local_time,
        )

    def ask_to_repeal(self, request: Request, regulation: str = "") -> HTMLResponse:
        """Ask which regulation is repealed from when."""
        return self._draw_repeal(request, regulation, str(today()))

    def repeal(self, request: Request, form: SentForm) -> Response:
        """Write down from when a regulation holds no more, or take that back."""
        workshop, regulation_id, text = self._workshop, field(form, "regulation"), field(form, "on")
        entries = {entry.regulation_id: entry for entry in self._entries()}
        try:
            if regulation_id not in entries:
                raise Undecided("请选择是哪一部规定。")
            day = None if field(form, "lift") else read_day(text, "废止日期")
            if day is None and not field(form, "lift"):
                raise Undecided("请写废止日期。")
            begins = entries[regulation_id].effective_on
            if day and begins and day <= begins:
                raise Undecided(f"废止日期 {day} 应晚于施行日期 {begins}。")
        except Undecided as error:
            return self._draw_repeal(request, regulation_id, text, str(error))
        entry = repeal(regulation_id, day, workshop.home, workshop.own)
        workshop.note(doer(request), Deed.REPEALED, subject_of_repeal(entry, day))
        return go_to(HOME_PATH)

    def building(self, request: Request) -> HTMLResponse:
        """Show how far a build has come."""
        work = self._workshop.works.last(Kind.BUILD)
        return draw_page(request, "maintain_build.html", PAGE, work=work, local_time=local_time)

    def build(self, request: Request, form: SentForm) -> Response:
        """Begin to build a version beside the one that answers."""
        workshop, by = self._workshop, doer(request)

        def finish(outcome: Mapping[str, object]) -> str:
            version = str(outcome["version"])
            workshop.note(by, Deed.BUILT, version)
            return version

        order = {
            "work": "build",
            "home": str(workshop.home.absolute()),
            "own": str(workshop.own),
            "embedding_model": workshop.embedding_model,
        }
        workshop.works.start(Kind.BUILD, "", by.name, order, finish)
        return go_to("/maintain/build")

    def progress(self) -> JSONResponse:
        """Say how far a build has come."""
        return JSONResponse(work_json(self._workshop.works.last(Kind.BUILD)))

    def _entries(self) -> tuple[Entry, ...]:
        library = open_library(self._workshop.home, self._workshop.own)
        return tuple({entry.regulation_id: entry for entry in library.entries}.values())  # the newest editions

    def _draw_repeal(self, request: Request, regulation: str, on: str, trouble: str = "") -> HTMLResponse:
        return draw_page(
            request,
            "maintain_repeal.html",
            PAGE,
            status=400 if trouble else 200,
            entries=self._entries(),
            regulation=regulation,
            on=on,
            trouble=trouble,
        )
