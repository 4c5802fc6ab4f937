"""What went wrong, said as the caller reads it: a page to browsers, an answer of status ``error`` in JSON to programs."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from assistant.answer import Answer, Status
from assistant.answer_json import answer_to_json
from assistant.web.gate import LOG_IN, NO_SUCH_ADDRESS, NOT_THIS_METHOD, NOT_YOURS
from assistant.web.pages import FormExpired, draw_missing, draw_trouble, wants_page, way_back

if TYPE_CHECKING:
    from assistant.answering import Assistant

_log = logging.getLogger(__name__)
UNREADABLE = 422  # one code for everything the caller can mend in the request
FAILED = "服务内部出错，请稍后重试；若反复出现，请联系维护人员。"
UNAVAILABLE = "数据库现在写不进去或读不到（磁盘满了，或连接断了），请联系维护人员，稍后再试。"
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


def missing_pages() -> APIRouter:
    """Give the routes behind all others of the pages: without them Gradio, which is mounted at /, would answer in English."""
    router = APIRouter(include_in_schema=False)
    for path in ("/trainer/{rest:path}", "/maintain/{rest:path}"):
        router.get(path)(_no_such_page)
        router.post(path)(_no_such_page)
    return router


def _no_such_page() -> None:
    raise HTTPException(404)


def answer_errors(app: FastAPI, assistant: Assistant) -> None:
    """Make every refusal and failure one clear sentence, never a traceback."""

    def refuse(request: Request, sentence: str, code: int) -> Response:
        if wants_page(request.headers):
            if code in (404, 405):
                return draw_missing(request, code)
            return draw_trouble(request, "", sentence, way_back(request), code)
        version = assistant.clause_index.version
        return JSONResponse(answer_to_json(Answer("", Status.ERROR, sentence, (), (), (), version, "zh", 0.0)), code)

    @app.exception_handler(RequestValidationError)
    def unreadable(request: Request, error: RequestValidationError) -> Response:
        return refuse(request, _sentence(error), UNREADABLE)

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        if error.status_code == 400:  # FastAPI's word for a body that breaks its JSON reader, such as bad UTF-8
            return refuse(request, _NOT_JSON, UNREADABLE)
        return refuse(request, _REFUSED.get(error.status_code, "请求无法处理。"), error.status_code)

    @app.exception_handler(FormExpired)
    def expired(request: Request, error: FormExpired) -> Response:
        return refuse(request, str(error), 403)

    @app.exception_handler(OperationalError)
    def unavailable(request: Request, error: OperationalError) -> Response:
        _log.error("%s %s: %s", request.method, request.url.path, error.orig)
        return refuse(request, UNAVAILABLE, 503)

    @app.exception_handler(Exception)
    def failed(request: Request, error: Exception) -> Response:  # the server logs the traceback after this
        return refuse(request, FAILED, 500)


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
