"""The maintainers' first page, and building; puts their other pages together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from sqlalchemy import Engine

from assistant.state.deeds import Deed, last_deeds
from assistant.web.maintain.overview import look_over
from assistant.web.maintain.staging import list_staged
from assistant.web.maintain.upload import upload_pages
from assistant.web.maintain.versions import version_pages
from assistant.web.maintain.withdrawing import withdrawing_pages
from assistant.web.maintain.work import FOLDER, Kind, Works, work_json
from assistant.web.maintain.workshop import HOME_PATH, PAGE, MaintainRoute, SentForm, Workshop, doer, local_time
from assistant.web.pages import draw_page, go_to
from corpus.library import OWN

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
    workshop = Workshop(home, own or OWN, assistant, database, Works(home / FOLDER))
    pages = _Pages(workshop)
    router = APIRouter(include_in_schema=False, route_class=MaintainRoute)
    router.get(HOME_PATH)(pages.overview)
    router.get("/maintain/build")(pages.building)
    router.post("/maintain/build")(pages.build)
    router.get("/maintain/build/progress")(pages.progress)
    router.include_router(upload_pages(workshop))
    router.include_router(withdrawing_pages(workshop))
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
