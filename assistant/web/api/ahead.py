"""POST /api/ahead: the chat page says which question is on its way, so that its answer is begun; see ``assistant.web.chat.ahead``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from assistant.web.api.schema import Text
from assistant.web.chat.ahead import AnswersAhead
from assistant.web.chat.modes import scope_names_of
from assistant.web.identity import known

_NOTHING_TO_SAY = 204
LONGEST_ID = 64


class AheadBody(BaseModel):
    """What is about to be asked."""

    question: Text
    conversation: Annotated[Text, Field(max_length=LONGEST_ID)] = ""
    scope: Text = ""


def ahead_router(ahead: AnswersAhead) -> APIRouter:
    """Give the endpoint; it belongs to the page, so that it is not described to programs."""
    router = APIRouter(prefix="/api", include_in_schema=False)

    @router.post("/ahead", status_code=_NOTHING_TO_SAY)
    async def begin(body: AheadBody, request: Request) -> Response:
        """Begin an answer; whether it was begun nobody needs to know."""
        identity = known(request.scope)
        ahead.begin(
            identity.user_id if identity else None, body.conversation, body.question, scope_names_of(body.scope)
        )
        return Response(status_code=_NOTHING_TO_SAY)

    return router
