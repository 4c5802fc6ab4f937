"""The pages by which regulations are withdrawn: repealed from a day on, or taken back with the file they came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from assistant.state.deeds import Deed, subject_of_repeal, subject_of_taking_back
from assistant.web.maintain.intake import Undecided, read_day
from assistant.web.maintain.staging import stage
from assistant.web.maintain.workshop import HOME_PATH, PAGE, MaintainRoute, NotThere, SentForm, Workshop, doer, field
from assistant.web.pages import draw_page, go_to
from corpus.catalog import Entry
from corpus.corrections import corrections_path
from corpus.editions import periods, today
from corpus.intake import IntakeRefused
from corpus.library import DOCUMENTS_FOLDER, open_library
from corpus.safe_reading import ReadingProcess
from corpus.withdrawing import coming_editions, repeal, take_back


def withdrawing_pages(workshop: Workshop) -> APIRouter:
    """Give the pages by which regulations are withdrawn."""
    pages = _Pages(workshop)
    router = APIRouter(include_in_schema=False, route_class=MaintainRoute)
    router.get("/maintain/repeal")(pages.ask_to_repeal)
    router.post("/maintain/repeal")(pages.repeal)
    router.get("/maintain/take-back/{source}")(pages.ask_to_take_back)
    router.post("/maintain/take-back/{source}")(pages.take_back)
    return router


@dataclass(frozen=True, slots=True)
class Repealable:
    """A regulation that may be repealed."""

    entry: Entry  # its newest edition
    repealed_on: date | None  # of any edition
    coming: tuple[Entry, ...]  # editions that take effect later


class _Pages:
    """The handlers."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def ask_to_repeal(self, request: Request, regulation: str = "") -> HTMLResponse:
        """Ask which regulation is repealed from when."""
        return self._draw_repeal(request, regulation, str(today()))

    def repeal(self, request: Request, form: SentForm) -> Response:
        """Write down from when a regulation holds no more, or take that back."""
        workshop, regulation_id, text = self._workshop, field(form, "regulation"), field(form, "on")
        lift = bool(field(form, "lift"))
        try:
            if not open_library(workshop.home, workshop.own).editions(regulation_id):
                raise Undecided("请选择是哪一部规定。")
            day = None if lift else read_day(text, "废止日期")
            if day is None and not lift:
                raise Undecided("请写废止日期。")
            entry = repeal(regulation_id, day, workshop.home, workshop.own)
        except (Undecided, IntakeRefused) as error:
            return self._draw_repeal(request, regulation_id, text, str(error))
        workshop.note(doer(request), Deed.REPEALED if day else Deed.LIFTED, subject_of_repeal(entry, day))
        return go_to(HOME_PATH)

    def ask_to_take_back(self, request: Request, source: str) -> HTMLResponse:
        """Ask once more before a file is taken back, naming what holds in its place."""
        workshop = self._workshop
        library = open_library(workshop.home, workshop.own)
        gone = tuple(entry for entry in library.entries if entry.source == source)
        if not gone or not (workshop.home / DOCUMENTS_FOLDER / source).is_file():
            raise NotThere(f"没有收入过 {source}，它可能已经撤回；请回到维护页另选。")
        held, left = {}, {}
        for entry in gone:
            editions = library.editions(entry.regulation_id)
            held[entry.regulation_id] = _held_today(editions)
            left[entry.regulation_id] = _held_today([each for each in editions if each.source != source])
        return draw_page(request, "maintain_take_back.html", PAGE, source=source, gone=gone, held=held, left=left)

    def take_back(self, request: Request, source: str, form: SentForm) -> Response:
        """Take a file back; it waits again among the uploaded ones."""
        workshop, by = self._workshop, doer(request)
        file = workshop.home / DOCUMENTS_FOLDER / source
        gone = take_back(source, workshop.home, workshop.own)
        workshop.note(by, Deed.TOOK_BACK, subject_of_taking_back(gone))
        notes = corrections_path(file)
        with ReadingProcess() as process:
            corrections = notes.read_bytes() if notes.is_file() else b""
            stage(workshop.home, source, file.read_bytes(), by.name, process, corrections)
        return go_to(HOME_PATH)

    def _draw_repeal(self, request: Request, regulation: str, on: str, trouble: str = "") -> HTMLResponse:
        library = open_library(self._workshop.home, self._workshop.own)
        newest = {entry.regulation_id: entry for entry in library.entries}
        listed = [
            Repealable(
                entry,
                next((each.repealed_on for each in reversed(library.editions(name)) if each.repealed_on), None),
                coming_editions(name, library, today()),
            )
            for name, entry in newest.items()
        ]
        return draw_page(
            request,
            "maintain_repeal.html",
            PAGE,
            status=400 if trouble else 200,
            listed=listed,
            chosen=next((one for one in listed if one.entry.regulation_id == regulation), None),
            on=on,
            trouble=trouble,
        )


def _held_today(editions: Sequence[Entry]) -> Entry | None:
    """Find the edition that holds today; where none does yet, the next."""
    day = today()
    dated = [(entry, period) for entry, period in zip(editions, periods(editions), strict=True) if day < period.ends]
    return next((entry for entry, period in dated if period.covers(day)), dated[0][0] if dated else None)
