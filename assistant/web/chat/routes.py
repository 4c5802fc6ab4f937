"""The calls of the chat page: a question, a past conversation, a clause, the beginning. Gradio draws the page around them.

A question goes by one call of our own instead of Gradio's queue, which takes two and draws the whole conversation anew.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Annotated, TypeVar

import anyio
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field

from assistant.web.access import EVERY_ROLE
from assistant.web.api.schema import Text
from assistant.web.chat.dialogue import Aim, Dialogue, Opened, Part, TooFast, part_to_json
from assistant.web.chat.panel import Panel
from assistant.web.gate import caller

ANSWERS_AT_ONCE = 4  # answers take a few hundredths of a second; more at once only fight for the cores
PHRASED_AT_ONCE = 16  # those that a language model phrases wait for it most of the time
WAITING_AT_MOST = 200  # beyond this the page says it is busy instead of letting people wait for seconds
BUSY = "现在提问的人太多，请稍后再试。"
_LINES = "application/x-ndjson"  # one part a line
_PARTLY = {"cache-control": "no-store", "x-accel-buffering": "no"}  # a proxy must not hold parts back
_LONGEST_ID = 400
_LARGEST_NUMBER = 1_000_000

Number = Annotated[int, Field(ge=0, le=_LARGEST_NUMBER)]
Id = Annotated[Text, Field(max_length=_LONGEST_ID)]
Done = TypeVar("Done")


class QuestionBody(BaseModel):
    """A question."""

    question: Text
    conversation: Id = ""
    scope: Text = ""


class ConversationBody(BaseModel):
    """Which conversation is opened."""

    conversation: Id


class AimBody(BaseModel):
    """Which clause of which answer is shown; see ``Aim``."""

    conversation: Id = ""
    turn: Number = 0
    citation: Number = 0
    near: Number = 0
    again: bool = False


class ClauseBody(BaseModel):
    """Which clause that wording breaks is shown."""

    unit: Id
    quote: Text = ""


class Busy(Exception):
    """Too many people ask at once."""


def chat_routes(dialogue: Dialogue, panel: Panel) -> APIRouter:
    """Give the calls of the page.

    :param dialogue: Answers them.
    :param panel: Draws clauses.
    :return: The routes, not described in the API: programs ask by ``/api/ask``.
    """
    router = APIRouter(prefix="/chat", include_in_schema=False)
    router.post("/ask")(_asking(dialogue))

    @router.get("/start")
    def start() -> Response:
        return _opened(dialogue.start())

    @router.post("/open")
    def reopen(body: ConversationBody, request: Request) -> Response:
        return _opened(dialogue.reopen(body.conversation, caller(request, EVERY_ROLE)))

    @router.post("/source")
    def source(body: AimBody, request: Request) -> Response:
        aim = Aim(body.turn, body.citation, body.near, body.again)
        return _given({"source": dialogue.show_source(body.conversation, aim, caller(request, EVERY_ROLE))})

    @router.post("/clause")
    def clause(body: ClauseBody) -> Response:
        return _given({"source": panel.clause(body.unit, body.quote)})

    return router


def _asking(dialogue: Dialogue) -> Callable[[QuestionBody, Request], Awaitable[Response]]:
    """Make the handler of a question."""
    answering, phrasing = CapacityLimiter(ANSWERS_AT_ONCE), CapacityLimiter(PHRASED_AT_ONCE)

    async def ask(body: QuestionBody, request: Request) -> Response:
        identity = caller(request, EVERY_ROLE)

        def begin() -> Iterator[Part]:
            return dialogue.ask(body.question, body.conversation, body.scope, identity)

        def whole() -> bytes:
            return b"".join(map(_line, begin()))

        def first() -> tuple[bytes, Iterator[Part]]:
            parts = begin()
            return _line(next(parts)), parts

        try:
            if dialogue.answers_at_once:
                return Response(await _in_turn(whole, answering), media_type=_LINES, headers=_PARTLY)
            sources, parts = await _in_turn(first, phrasing)
        except TooFast as error:
            return _refused(429, str(error), {"retry-after": str(error.seconds)})
        except Busy as error:
            return _refused(503, str(error))
        return StreamingResponse(_lines(sources, parts, phrasing), media_type=_LINES, headers=_PARTLY)

    return ask


async def _in_turn(work: Callable[[], Done], limiter: CapacityLimiter) -> Done:
    """Do what takes the processor in a thread, a few at once; whoever comes when too many wait is told so."""
    if limiter.statistics().tasks_waiting >= WAITING_AT_MOST:
        raise Busy(BUSY)
    return await to_thread.run_sync(work, limiter=limiter)


async def _lines(first: bytes, parts: Iterator[Part], limiter: CapacityLimiter) -> AsyncIterator[bytes]:
    """Send parts as they come; when the agent leaves, what was shown is logged once the part under way has come."""

    def another() -> bytes:
        part = next(parts, None)
        return _line(part) if part else b""

    try:
        yield first
        while line := await to_thread.run_sync(another, limiter=limiter):
            yield line
    finally:
        with anyio.CancelScope(shield=True):
            await to_thread.run_sync(parts.close)  # type: ignore[attr-defined]  # a generator


def _line(part: Part) -> bytes:
    return json.dumps(part_to_json(part), ensure_ascii=False).encode() + b"\n"


def _opened(opened: Opened) -> Response:
    return _given({"turns": opened.turns, "source": opened.source})


def _given(content: dict[str, str]) -> Response:
    return JSONResponse(content, headers={"cache-control": "no-store"})


def _refused(code: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"status": "error", "text": sentence}, code, headers)
