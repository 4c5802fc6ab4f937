"""What the maintainers' pages work with, and how every one of them says what went wrong: in one sentence, with the way back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import FormData

from assistant.cli_errors import Mendable, mendable_errors, state_folder_trouble
from assistant.live import LiveAssistant, NotTakenOver
from assistant.state.deeds import Deed, Doer, record_deed
from assistant.web.maintain.staging import NotStaged
from assistant.web.maintain.work import Works
from assistant.web.pages import draw_trouble, read_form, way_back, who
from corpus.editions import CHINA
from index.manifest import Manifest, check_model
from index.versions import UnknownVersion

if TYPE_CHECKING:
    from assistant.answering import Assistant

_log = logging.getLogger(__name__)
PAGE = "maintain"  # name in the bar
HOME_PATH = "/maintain"

SentForm = Annotated[FormData, Depends(read_form)]  # of a page of ours: refuses every other before a handler runs


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where documents and versions lie, and who answers from them."""

    home: Path  # the state folder
    own: Path  # the folder of what comes with the program
    assistant: Assistant
    database: Engine
    works: Works  # what is built or compared in the background

    @property
    def embedding_model(self) -> str | None:
        """What a new version must be built with, so that this server can answer from it; None: the packaged model."""
        return self.assistant.embedding_model if isinstance(self.assistant, LiveAssistant) else None

    @property
    def not_taken_over(self) -> NotTakenOver | None:
        """Why what is published does not answer; None where it does."""
        return self.assistant.not_taken_over if isinstance(self.assistant, LiveAssistant) else None

    def refuse_other_model(self, manifest: Manifest) -> None:
        """Refuse a version that this server could not answer from.

        :param manifest: Of the version.
        :raises IndexOutOfDate: if it was built with another embedding model.
        """
        if isinstance(self.assistant, LiveAssistant):
            check_model(manifest, self.assistant.clause_index.embedder)

    def note(self, doer: Doer, deed: Deed, subject: str) -> None:
        """Write down what somebody did; it was done already, so a database that refuses is only logged."""
        try:
            record_deed(self.database, doer, deed, subject)
        except SQLAlchemyError:
            _log.exception("%s %s %s 没有记下", doer.name, deed.value, subject)


class MaintainRoute(APIRoute):
    """A route whose mendable errors become a page: a lock that is taken, a disk that is full, a file that cannot be read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the handler."""
        handle = super().get_route_handler()

        async def handle_or_explain(request: Request) -> Response:
            try:
                return await handle(request)
            except Exception as error:
                text = trouble_of(error)
                if not text:
                    raise
                missing = isinstance(error, (NotThere, NotStaged, UnknownVersion))
                return draw_trouble(request, PAGE, text, way_back(request, HOME_PATH), 404 if missing else 409)

        return handle_or_explain


def trouble_of(error: Exception) -> str:
    """Say in one sentence what went wrong; empty where nobody but a programmer can mend it."""
    if isinstance(error, OSError) and not isinstance(error, mendable_errors()):
        return state_folder_trouble(error)
    return str(error) if isinstance(error, mendable_errors()) else ""


class NotThere(Mendable):
    """A page was asked for something that is not there, or no more."""


def doer(request: Request) -> Doer:
    """Tell who sends a request."""
    identity = who(request)
    return Doer(identity.name if identity.user_id is not None else "本机", identity.user_id)


def field(form: FormData, name: str) -> str:
    """Read a field of a form as text; empty where it was not sent."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def local_time(moment: str) -> str:
    """Write a moment as people here read it.

    >>> local_time("2026-11-22T05:45:26.001+00:00")
    '2026-11-22 13:45'
    """
    try:
        return datetime.fromisoformat(moment).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return moment
