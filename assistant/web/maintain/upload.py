"""The pages by which a file comes in: uploading, reading the report, correcting, taking in. Nothing agents see changes here."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData, UploadFile

from assistant.state.deeds import Deed, subject_of_intake
from assistant.web.maintain.intake import (
    NEW,
    OTHER,
    REPLACES,
    Reading,
    Undecided,
    Wanted,
    draw_report,
    read_corrections_text,
    read_staged,
    take_staged_in,
    typed_of,
    wanted_again,
    wanted_of,
)
from assistant.web.maintain.staging import (
    KEPT_DAYS,
    LARGEST_FILE,
    SHOWN_SUFFIXES,
    CannotStage,
    Staged,
    clear_old,
    find_staged,
    is_corrections,
    list_staged,
    plain_name,
    stage,
)
from assistant.web.maintain.workshop import PAGE, MaintainRoute, NotThere, SentForm, Workshop, doer, field, local_time
from assistant.web.pages import draw_page, go_to
from corpus.catalog import load_documents
from corpus.corrections import corrections_path
from corpus.editions import today
from corpus.intake import IntakeRefused, replaced_edition
from corpus.library import open_library
from corpus.reading import READERS, UnreadableDocument
from corpus.safe_reading import ReadingProcess
from corpus.withdrawing import coming_editions

UPLOAD_PATH = "/maintain/upload"
MOST_FILES = 20  # in one upload


def upload_pages(workshop: Workshop) -> APIRouter:
    """Give the pages by which files come in."""
    pages = _Pages(workshop)
    router = APIRouter(include_in_schema=False, route_class=MaintainRoute)
    router.get(UPLOAD_PATH)(pages.upload)
    router.post(UPLOAD_PATH)(pages.uploaded)
    router.get("/maintain/intake/{staged_id}")(pages.intake)
    for form in ("corrections", "take-in", "discard"):  # an address whose answer is loaded anew
        router.get(f"/maintain/intake/{{staged_id}}/{form}")(_to_intake)
    router.post("/maintain/intake/{staged_id}/corrections")(pages.correct)
    router.post("/maintain/intake/{staged_id}/take-in")(pages.take_in)
    router.post("/maintain/intake/{staged_id}/discard")(pages.discard)
    router.get("/maintain/documents/{source}")(pages.document)
    return router


def _to_intake(staged_id: str) -> Response:
    """Lead back to the page of an uploaded file."""
    return go_to(f"/maintain/intake/{quote(staged_id, safe='')}")


class _Pages:
    """The handlers."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def upload(self, request: Request) -> HTMLResponse:
        """Ask for files, and list those that wait."""
        return self._draw_upload(request)

    def uploaded(self, request: Request, form: SentForm) -> Response:
        """Keep and read the files; those that cannot be read are named, the others wait to be taken in."""
        home = self._workshop.home
        clear_old(home)
        files, notes = _files_of(form)
        troubles: list[str] = []
        staged: list[Staged] = []
        with ReadingProcess() as process:
            for name, content in files.items():
                own_notes = notes.pop(corrections_name(name), b"")
                try:
                    staged.append(stage(home, name, content, doer(request).name, process, own_notes))
                except (CannotStage, UnreadableDocument) as error:
                    troubles.append(f"{str(error).rstrip('。')}。")
        troubles += [f"{name} 没有和它同名的规定文件一起上传，没有收下。" for name in notes]
        if not files and not notes:
            troubles.append("请先选择文件。")
        if len(staged) == 1 and not troubles:
            return go_to(f"/maintain/intake/{staged[0].staged_id}")
        return self._draw_upload(request, troubles, 400 if troubles else 200)

    def intake(self, request: Request, staged_id: str) -> HTMLResponse:
        """Show what the parser made of an uploaded file."""
        return self._draw_intake(request, find_staged(self._workshop.home, staged_id))

    def correct(self, request: Request, staged_id: str, form: SentForm) -> Response:
        """Read the file again with other corrections."""
        staged = find_staged(self._workshop.home, staged_id)
        text = field(form, "corrections").replace("\r\n", "\n")
        try:
            read_corrections_text(text, corrections_path(staged.file).name)
        except Undecided as error:
            self._keep_wanted(staged, form)
            return self._draw_intake(request, staged, corrections=text, correction_trouble=str(error))
        self._keep_wanted(staged, form)
        staged.correct(text + "\n" if text else "")
        return go_to(f"/maintain/intake/{staged_id}#corrections")

    def take_in(self, request: Request, staged_id: str, form: SentForm) -> Response:
        """Take the file in as the form says, or ask again."""
        workshop = self._workshop
        staged = find_staged(workshop.home, staged_id)
        corrections = read_corrections_text(staged.corrections, corrections_path(staged.file).name)
        reading = read_staged(staged, corrections, workshop.home, workshop.own)
        if not reading.regulations:
            raise NotThere("这个文件里没有找到任何条款，不能收入；可以用更正标出标题和条款，或换一个文件。")
        wanted = wanted_of(form, len(reading.regulations))
        typed = field(form, "corrections").replace("\r\n", "\n")
        if "corrections" in form and typed != staged.corrections.strip():
            trouble = "更正改过还没有应用：请先按“应用更正”看一下结果，再收入。"
            return self._draw_intake(request, staged, wanted=wanted, corrections=typed, trouble=trouble)
        try:
            taken = take_staged_in(staged, reading, wanted, workshop.home, workshop.own)
        except (Undecided, IntakeRefused) as error:
            return self._draw_intake(request, staged, wanted=wanted, trouble=str(error))
        for each in taken:
            workshop.note(doer(request), Deed.TOOK_IN, subject_of_intake(each))
        staged.discard()
        return go_to("/maintain")

    def discard(self, request: Request, staged_id: str, form: SentForm) -> Response:
        """Remove an uploaded file."""
        find_staged(self._workshop.home, staged_id).discard()
        return go_to(UPLOAD_PATH)

    def document(self, request: Request, source: str) -> HTMLResponse:
        """Show what the parser made of a document that is there."""
        library = open_library(self._workshop.home, self._workshop.own)
        file = next((file for file in library.files if file.name == source), None)
        if file is None:
            raise NotThere("没有这个文件，它可能换了名字；请回到维护页另选。")
        documents = load_documents(library.files, library.entries, lambda _: None)
        document = next((document for document in documents if document.name == source), None)
        if document is None:
            raise NotThere(f"{source} 现在读不出来，请检查服务器上的这个文件。")
        others = [unit for other in documents if other.name != source for unit in other.units]
        return draw_page(request, "maintain_document.html", PAGE, report=draw_report(document, others))

    def _keep_wanted(self, staged: Staged, form: FormData) -> None:
        """Keep what was typed of the regulations while their file is read anew."""
        reading = self._read(staged)[0]
        staged.keep_typed(typed_of(form, reading.regulations))

    def _read(self, staged: Staged) -> tuple[Reading, int, str]:
        """Read a file with its corrections; gives their number too, and why they cannot be used."""
        try:
            entries = read_corrections_text(staged.corrections, corrections_path(staged.file).name)
        except Undecided as error:  # uploaded with the file, and wrong
            return read_staged(staged, (), self._workshop.home, self._workshop.own), 0, str(error)
        return read_staged(staged, entries, self._workshop.home, self._workshop.own), len(entries), ""

    def _draw_upload(self, request: Request, troubles: list[str] | None = None, status: int = 200) -> HTMLResponse:
        return draw_page(
            request,
            "maintain_upload.html",
            PAGE,
            status=status,
            troubles=troubles or [],
            waiting=list_staged(self._workshop.home),
            accepted=READERS,
            suffixes=SHOWN_SUFFIXES,
            largest=LARGEST_FILE,
            most_files=MOST_FILES,
            kept_days=KEPT_DAYS,
            local_time=local_time,
        )

    def _draw_intake(
        self,
        request: Request,
        staged: Staged,
        *,
        wanted: Wanted | None = None,
        trouble: str = "",
        corrections: str | None = None,
        correction_trouble: str = "",
    ) -> HTMLResponse:
        workshop = self._workshop
        reading, correction_count, unusable = self._read(staged)
        correction_trouble = correction_trouble or unusable
        library = open_library(workshop.home, workshop.own)
        known = tuple({entry.regulation_id: entry for entry in library.entries}.values())  # the newest editions
        return draw_page(
            request,
            "maintain_intake.html",
            PAGE,
            status=400 if trouble or correction_trouble else 200,
            staged=staged,
            reading=reading,
            report=reading.report,
            wanted=wanted or wanted_again(reading.regulations, staged.typed),
            trouble=trouble,
            corrections=staged.corrections if corrections is None else corrections,
            correction_count=correction_count,
            correction_trouble=correction_trouble,
            known=known,
            replaced={entry.regulation_id: replaced_edition(library.editions(entry.regulation_id)) for entry in known},
            coming={entry.regulation_id: coming_editions(entry.regulation_id, library, today()) for entry in known},
            local_time=local_time,
            new=NEW,
            other=OTHER,
            replaces=REPLACES,
        )


def corrections_name(name: str) -> str:
    """Name the corrections that belong to an uploaded file.

    >>> corrections_name("规范.docx")
    '规范.corrections.toml'
    """
    return corrections_path(Path(name)).name


def _files_of(form: FormData) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Read what was uploaded: documents, and corrections to them, by name."""
    files: dict[str, bytes] = {}
    notes: dict[str, bytes] = {}
    sent = [each for each in form.getlist("files") if isinstance(each, UploadFile) and each.filename]
    for each in sent[:MOST_FILES]:
        name = plain_name(each.filename or "")
        (notes if is_corrections(name) else files)[name] = each.file.read(LARGEST_FILE + 1)
    return files, notes
