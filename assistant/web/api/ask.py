"""The HTTP API: one question in, one answer out, in the JSON of the project's contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from assistant.answer import Answer, Status
from assistant.answer_json import answer_to_json
from assistant.web.api.check import check_router
from assistant.web.api.schema import AnswerBody, AskBody, HealthBody
from assistant.web.gate import LOG_IN, NO_SUCH_ADDRESS, NOT_THIS_METHOD, NOT_YOURS
from assistant.web.identity import known
from assistant.web.logging_answers import AnswerLog, Asked

if TYPE_CHECKING:
    from assistant.answering import Assistant

UNREADABLE = 422  # one code for everything the caller can mend in the request
FAILED = "服务内部出错，请稍后重试；若反复出现，请联系维护人员。"
_NOT_JSON = "请求正文不是有效的 JSON。"
_NOT_AN_OBJECT = '请求正文须为 JSON 对象，例如 {"question": "…"}，并注明 Content-Type: application/json。'
_FIELDS = {
    "question": "question 必须是文字。",
    "text": "text 必须是文字。",
    "history": "history 必须是消息列表，每条含 role（user 或 assistant）和 content（文字）。",
    "scope": "scope 必须是名称列表（发布机关、规定名称或规定编号）。",
    "id": "id 必须是文字或整数。",
    "limit": "limit 必须是 1 到 10 的整数。",
}
_REFUSED = {401: LOG_IN, 403: NOT_YOURS, 404: NO_SUCH_ADDRESS, 405: NOT_THIS_METHOD}
_MISSING = {"question": "请求缺少 question（要问的问题）。", "text": "请求缺少 text（要检查的话）。"}


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


def answer_errors_in_json(app: FastAPI, assistant: Assistant) -> None:
    """Make every refusal of the API an answer of status ``error`` with one clear sentence, never a traceback."""

    def refuse(sentence: str, code: int) -> JSONResponse:
        version = assistant.clause_index.version
        return JSONResponse(answer_to_json(Answer("", Status.ERROR, sentence, (), (), (), version, "zh", 0.0)), code)

    @app.exception_handler(RequestValidationError)
    def unreadable(request: Request, error: RequestValidationError) -> JSONResponse:
        return refuse(_sentence(error), UNREADABLE)

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> JSONResponse:
        if error.status_code == 400:  # FastAPI's word for a body that breaks its JSON reader, such as bad UTF-8
            return refuse(_NOT_JSON, UNREADABLE)
        return refuse(_REFUSED.get(error.status_code, "请求无法处理。"), error.status_code)

    @app.exception_handler(Exception)
    def failed(request: Request, error: Exception) -> JSONResponse:  # the server logs the traceback after this
        return refuse(FAILED, 500)


def _sentence(error: RequestValidationError) -> str:
    """Say in one sentence what is wrong with a request."""
    first = error.errors()[0]
    place = [str(part) for part in first["loc"] if part not in {"body", "query"}]
    if first["type"] == "json_invalid":
        return _NOT_JSON
    if not place:
        return _NOT_AN_OBJECT
    if first["type"] == "missing" and place[0] in _MISSING:
        return _MISSING[place[0]]
    return _FIELDS.get(place[0], "请求格式不对。")
