"""GET /api/conversations: a person's own past conversations, the latest first, for the list beside the chat."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlalchemy import Engine

from assistant.state.answer_log import Conversation, conversations_of
from assistant.web.identity import known
from corpus.editions import CHINA, today

LONGEST_SEARCH = 100


class ConversationBody(BaseModel):
    """One conversation."""

    conversation_id: str = Field(description="对话的编号")
    title: str = Field(description="第一个问题，个人信息已遮盖")
    day: str = Field(description="最后一次提问的日子：今天、昨天或日期")
    time: str = Field(description="最后一次提问的时间：今天的如 14:32，以前的如 11月20日 14:32")
    questions: int = Field(description="问了几个问题")
    found: str = Field(description="查找时：含所查文字的最近一个问题；不查找时为空")


class ConversationsBody(BaseModel):
    """Conversations."""

    status: Literal["ok"] = Field("ok", description="ok")
    conversations: list[ConversationBody] = Field(description="最近的在前")


def history_router(database: Engine) -> APIRouter:
    """Give the endpoint that lists conversations."""
    router = APIRouter(prefix="/api")

    @router.get("/conversations", summary="自己的对话", description="列出本账号的对话，可按问题里的文字查找。")
    def conversations(
        request: Request,
        q: Annotated[str, Query(description=f"问题里的文字，只看前 {LONGEST_SEARCH} 个字")] = "",
    ) -> ConversationsBody:
        """List a person's own conversations."""
        identity = known(request.scope)
        found = conversations_of(database, identity.user_id if identity else None, q[:LONGEST_SEARCH])
        return ConversationsBody(status="ok", conversations=[_body(one, today()) for one in found])

    return router


def _body(one: Conversation, day: date) -> ConversationBody:
    return ConversationBody(
        conversation_id=one.conversation_id,
        title=one.title,
        day=day_name(one.updated_at, day),
        time=time_name(one.updated_at, day),
        questions=one.question_count,
        found=one.found,
    )


def day_name(at: str, day: date) -> str:
    """Name the day of a moment as people do.

    >>> [day_name(f"2026-11-2{n}T17:00:00+00:00", date(2026, 11, 23)) for n in (0, 1, 2)]
    ['2026-11-21', '昨天', '今天']

    :param at: The moment, ISO 8601.
    :param day: Today.
    :return: 今天, 昨天, or the date in China.
    """
    then = datetime.fromisoformat(at).astimezone(CHINA).date()
    return {day: "今天", day - timedelta(days=1): "昨天"}.get(then, f"{then:%Y-%m-%d}")


def time_name(at: str, day: date) -> str:
    """Name a moment as people do, as shortly as it can be told.

    >>> [time_name(at, date(2026, 11, 23)) for at in ("2026-11-23T06:32:00+00:00", "2026-11-20T06:05:00+00:00")]
    ['14:32', '11月20日 14:05']
    >>> time_name("2025-12-31T15:59:00+00:00", date(2026, 11, 23))
    '2025年12月31日 23:59'

    :param at: The moment, ISO 8601.
    :param day: Today.
    :return: The time in China, on another day behind its date.
    """
    then = datetime.fromisoformat(at).astimezone(CHINA)
    date_then = "" if then.date() == day else f"{then.month}月{then.day}日 "
    year = "" if then.year == day.year else f"{then.year}年"
    return f"{year}{date_then}{then:%H:%M}"
