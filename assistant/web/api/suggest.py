"""GET /api/suggest: the beginning of a question in, questions that the regulations answer out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from assistant.scope import UnknownScope, resolve_scope
from assistant.suggested_texts import LONGEST_TYPED
from assistant.suggesting import COMPLETIONS

if TYPE_CHECKING:
    from assistant.answering import Assistant
    from assistant.live import LiveSuggestions

_UNREADABLE = 422
MOST_SUGGESTIONS = 10


class SuggestionBody(BaseModel):
    """A question and the clause that answers it."""

    question: str = Field(description="可以直接提问的问题")
    unit_id: str = Field(description="回答它的条款编号")
    regulation: str = Field(description="规定名称")
    locator: str = Field(description="条款号")


class SuggestionsBody(BaseModel):
    """Questions for what was typed."""

    status: Literal["ok", "error"] = Field(description="error 时 text 说明原因")
    text: str = Field("", description="无法处理的原因")
    suggestions: list[SuggestionBody] = Field(description="最接近的在前；没有则为空")


def suggest_router(assistant: Assistant, suggestions: LiveSuggestions) -> APIRouter:
    """Give the endpoint that completes questions."""
    router = APIRouter(prefix="/api")

    @router.get(
        "/suggest",
        summary="联想问题",
        description="按已输入的汉字、拼音或英文单词，给出规定能回答的问题。",
        responses={
            200: {"model": SuggestionsBody, "description": "问题"},
            _UNREADABLE: {"model": SuggestionsBody, "description": "无法处理；text 说明原因"},
        },
    )
    def suggest(
        q: Annotated[str, Query(description=f"已输入的文字，只看前 {LONGEST_TYPED} 个字符")] = "",
        scope: Annotated[list[str] | None, Query(description="只查这些发布机关、规定名称或规定编号")] = None,
        limit: Annotated[int, Query(ge=1, le=MOST_SUGGESTIONS, description="最多几个")] = COMPLETIONS,
    ) -> JSONResponse:
        """Complete what is typed; an unknown scope is 422."""
        try:
            inside = resolve_scope(scope or (), assistant.clause_index.regulations)
        except UnknownScope as error:
            return JSONResponse({"status": "error", "text": str(error), "suggestions": []}, _UNREADABLE)
        found = [
            SuggestionBody(
                question=each.question,
                unit_id=each.unit.unit_id,
                regulation=each.unit.regulation,
                locator=each.unit.locator,
            )
            for each in suggestions.complete(q, inside, limit)
        ]
        return JSONResponse(SuggestionsBody(status="ok", text="", suggestions=found).model_dump())

    return router
