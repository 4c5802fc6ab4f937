"""The HTTP API: one question in, one answer out, in the JSON of the project's contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from assistant.answer import Status
from assistant.answer_json import answer_to_json
from assistant.web.api.check import check_router
from assistant.web.api.schema import AnswerBody, AskBody, HealthBody
from assistant.web.errors import UNREADABLE
from assistant.web.identity import known
from assistant.web.logging_answers import AnswerLog, Asked

if TYPE_CHECKING:
    from assistant.answering import Assistant


def api_router(assistant: Assistant, answer_log: AnswerLog) -> APIRouter:
    """Give the endpoints that answer with an assistant, and log what they answer."""
    router = APIRouter(prefix="/api")

    @router.post(
        "/ask",
        summary="提问",
        description="按规定逐字引用、注明条款地回答一个问题。",
        responses={
            200: {"model": AnswerBody, "description": "回答"},
            UNREADABLE: {"model": AnswerBody, "description": "请求或问题无法处理；status 为 error，text 说明原因"},
        },
    )
    def ask(body: AskBody, request: Request) -> JSONResponse:
        """Answer one question; what cannot be answered for its form is 422 with the same JSON."""
        answer = assistant.answer(body.question, body.turns, body.scope or ())
        identity = known(request.scope)
        user_id = identity.user_id if identity else None
        answer_log.add(answer, Asked(user_id, history=body.turns, scope=tuple(body.scope or ())))
        code = UNREADABLE if answer.status is Status.ERROR else 200
        return JSONResponse(answer_to_json(answer, body.id), code)

    router.include_router(check_router(assistant))

    @router.get("/health", summary="服务状态", description="当前发布的版本和条款数。", response_description="正在服务")
    def health() -> HealthBody:
        """Say which version is served."""
        index = assistant.clause_index
        return HealthBody(status="ok", index_version=index.version, clause_count=len(index.units))

    return router
