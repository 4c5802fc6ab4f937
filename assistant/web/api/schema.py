"""The shapes of requests and answers as the API publishes them in its OpenAPI description."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assistant.answer import Language, PointKind, Status, Turn
from assistant.citing import Relation


def _whole(text: str) -> str:
    """Refuse a text with half a character in it: JSON can carry one, no answer could be written with it."""
    text.encode("utf-8")  # raises a ValueError
    return text


MOST_TURNS = 400  # of a conversation: no call is that long, and what is sent is logged

Text = Annotated[str, AfterValidator(_whole)]


class Message(BaseModel):
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"] = Field(description="谁说的")
    content: Text = Field(description="说了什么；助手的内容是其回答的 text")


class AskBody(BaseModel):
    """A question: one input line of the contract."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"question": "客户讲方言听不懂怎么办"}]})

    question: Text = Field(description="要问的问题")
    history: list[Message] | None = Field(
        None, max_length=MOST_TURNS, description="此前的对话，不含本次问题；可省略、为 null 或为空"
    )
    scope: list[Text] | None = Field(None, description="只查这些发布机关、规定名称或规定编号；可省略、为 null 或为空")
    id: Text | int | None = Field(None, description="调用方自己的编号，原样写入回答")

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The history as the assistant takes it."""
        return tuple(Turn(message.role, message.content) for message in self.history or ())


class PointBody(BaseModel):
    """One part of an answer, word for word from its clause."""

    kind: PointKind = Field(description="say 这样说；never 不要说、不要做；deadline 时限；step 步骤；rule 规定")
    text: str = Field(description="原文")
    citation: int = Field(description="所引条款的序号")


class CitationBody(BaseModel):
    """A clause the answer rests on."""

    number: int = Field(description="序号，与 text 中的 [1] 对应")
    relation: Relation = Field(description="leads 主要依据；also 其他单位的规定；differs 不一致的规定")
    unit_id: str = Field(description="条款编号")
    regulation: str = Field(description="规定名称")
    issuer: str = Field(description="发布机关")
    locator: str = Field(description="条款号")
    quote: str = Field(description="引文，逐字")
    unit_text: str = Field(description="条款全文")
    source: str = Field(description="来源文件")


class RetrievedBody(BaseModel):
    """One place of the final ranking."""

    rank: int = Field(description="名次，从 1 起")
    score: float = Field(description="1 到 0，越高越相关")
    unit_id: str = Field(description="条款编号")
    regulation: str = Field(description="规定名称")
    locator: str = Field(description="条款号")
    unit_text: str = Field(description="条款全文")


class AnswerBody(BaseModel):
    """An answer, for the description only; answers are written by ``answer_to_json``."""

    id: str | int | None = Field(None, description="提问时给的编号；未给则没有这一项")
    question: str = Field(description="问题")
    status: Status = Field(description="answered 已回答；not_covered 规定未涉及；needs_detail 需要补充；error 无法处理")
    text: str = Field(description="给客服人员看的回答")
    points: list[PointBody] = Field(description="回答的各部分")
    citations: list[CitationBody] = Field(description="所引条款；未回答时为空")
    retrieved: list[RetrievedBody] = Field(description="检索排名")
    index_version: str = Field(description="索引版本")
    language: Language = Field(description="问题的语言")
    latency_ms: float = Field(description="用时（毫秒）")


class HealthBody(BaseModel):
    """What is being served."""

    status: Literal["ok"] = Field(description="服务状态")
    index_version: str = Field(description="当前发布的索引版本")
    clause_count: int = Field(description="该版本的条款数")
