"""POST /api/check: a draft reply in, what regulations forbid of it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.scope import UnknownScope
from assistant.web.api.schema import Text
from assistant.wording_check import LONGEST_DRAFT, Breach, DraftUnusable, wording_checker
from assistant.wording_report import error_to_json, report_to_json

if TYPE_CHECKING:
    from assistant.answering import Assistant

_UNREADABLE = 422


class CheckBody(BaseModel):
    """A draft to check."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "你打错了"}]})

    text: Text = Field(description="要说的话，或通话文字记录（每行一句；标明“客户:”的行不核对）")
    scope: list[Text] | None = Field(
        None, description="只按这些发布机关、规定名称或规定编号核对；可省略、为 null 或为空"
    )


class GivenBody(BaseModel):
    """Wording that a clause gives for use."""

    text: str = Field(description="原文")
    unit_id: str = Field(description="条款编号")
    locator: str = Field(description="条款号")


class FindingBody(BaseModel):
    """A stretch of the draft that breaks a clause."""

    unit_id: str = Field(description="条款编号")
    regulation: str = Field(description="规定名称")
    issuer: str = Field(description="发布机关")
    locator: str = Field(description="条款号")
    breach: Breach = Field(description="wording 不许说的话；act 不许做的事")
    start: int = Field(description="在 draft 中的起点，从 0 起")
    end: int = Field(description="终点（不含）")
    span: str = Field(description="draft 中的这一段")
    forbidden: str = Field(description="条款不许说的话或做的事，逐字")
    other_organisation: bool = Field(description="同一处另有更贴近或同样贴近的条款，此条属于另一发布机关")
    instead: list[GivenBody] = Field(description="同一条款，或同一规定为这种情形写明的礼貌用语，逐字；没有则为空")
    unit_text: str = Field(description="条款全文")
    source: str = Field(description="来源文件")


class ReportBody(BaseModel):
    """What was found, for the description only; reports are written by ``report_to_json``."""

    draft: str = Field(description="所核对的话，已去掉看不见的字符")
    status: Literal["clean", "breaks", "skipped", "error"] = Field(
        description="clean 未发现；breaks 有不许说的话；skipped 全是客户的话；error 无法处理"
    )
    text: str = Field(description="给人看的结果")
    findings: list[FindingBody] = Field(description="逐处所见，按先后")
    index_version: str = Field(description="索引版本")
    latency_ms: float = Field(description="用时（毫秒）")


def check_router(assistant: Assistant) -> APIRouter:
    """Give the endpoint that checks against an assistant's index version."""
    router = APIRouter()

    @router.post(
        "/check",
        summary="核对用语",
        description="核对要说的话里有没有规定不许说的，逐字给出条款和应改说的话。",
        responses={
            200: {"model": ReportBody, "description": "结果"},
            _UNREADABLE: {"model": ReportBody, "description": "无法处理；status 为 error，text 说明原因"},
        },
    )
    def check(body: CheckBody) -> JSONResponse:
        """Check one draft; what cannot be checked is 422 with the same JSON."""
        index = assistant.clause_index
        try:
            report = wording_checker(index).check(body.text, body.scope or ())
        except (DraftUnusable, UnknownScope) as error:
            return JSONResponse(error_to_json(body.text[:LONGEST_DRAFT], str(error), index.version), _UNREADABLE)
        return JSONResponse(report_to_json(report, index.regulations, index.version))

    return router
