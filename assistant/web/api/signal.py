"""POST /api/signal: what somebody did with an answer of theirs, for those who look after the regulations and the answers."""

from __future__ import annotations

import asyncio
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from assistant.state.answer_log import EventKind, Reason, UnknownAnswer
from assistant.web.api.schema import Text
from assistant.web.identity import known
from assistant.web.logging_answers import AnswerLog, NotLogged

LONGEST_NOTE = 500
LARGEST_CITATION = 1_000


class SignalBody(BaseModel):
    """What was done."""

    answer_id: Text = Field(max_length=64, description="回答的编号")
    kind: EventKind = Field(description="shown 显示了；citation 看了引文；copied 复制了话术；useful 有用；useless 没用")
    citation: int | None = Field(None, ge=1, le=LARGEST_CITATION, description="引用的序号")
    reason: Reason | None = Field(
        None,
        description="没用的原因：wrong_clause 条款不对；incomplete 不完整；outdated 已过时；"
        "unclear 看不明白；should_have_refused 本不该回答",
    )
    note: Text = Field("", max_length=LONGEST_NOTE, description="补充说明；其中的个人信息会被遮盖")

    @property
    def detail(self) -> dict[str, str]:
        """What is kept of it."""
        kept = {"citation": str(self.citation or ""), "reason": self.reason or "", "note": self.note.strip()}
        return {name: str(value) for name, value in kept.items() if value}


class SignalledBody(BaseModel):
    """Whether it was written down."""

    status: Literal["ok", "error"] = Field(description="error 时 text 说明原因")
    text: str = Field("", description="没有记下的原因")


def signal_router(answer_log: AnswerLog) -> APIRouter:
    """Give the endpoint that takes signals."""
    router = APIRouter(prefix="/api")

    @router.post(
        "/signal",
        response_model=SignalledBody,
        summary="反馈",
        description="记下对自己的一个回答做了什么、是否有用。",
        responses={
            404: {"model": SignalledBody, "description": "没有这个回答，或不是自己的"},
            503: {"model": SignalledBody, "description": "暂时记不下"},
        },
    )
    async def signal(body: SignalBody, request: Request) -> SignalledBody | JSONResponse:
        """Write a signal down; answered once it is on the disk."""
        identity = known(request.scope)
        written = answer_log.note(body.answer_id, body.kind, body.detail, identity.user_id if identity else None)
        try:
            await asyncio.wrap_future(written)
        except UnknownAnswer:
            return _refused("没有这个回答。", 404)
        except NotLogged:
            return _refused("暂时记不下，请稍后再试。", 503)
        return SignalledBody(status="ok", text="")

    return router


def _refused(text: str, status: int) -> JSONResponse:
    """Refuse in the same form."""
    body = SignalledBody(status="error", text=text)
    return JSONResponse(body.model_dump(), status)
