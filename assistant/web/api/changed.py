"""POST /api/changed: which of the units an answer cites are worded or numbered differently now, or are there no more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from assistant.web.api.schema import Text
from assistant.web.chat.outdated import find_outdated

if TYPE_CHECKING:
    from assistant.answering import Assistant

MOST_UNITS = 300  # thirty answers with ten citations each
LONGEST_ID = 400
LONGEST_VERSION = 80

UnitId = Annotated[Text, Field(max_length=LONGEST_ID)]


class CitedBody(BaseModel):
    """What is cited."""

    version: Annotated[Text, Field(max_length=LONGEST_VERSION)] = Field("", description="作答的版本")
    cited: dict[UnitId, Annotated[Text, Field(max_length=64)]] = Field(
        max_length=MOST_UNITS, description="条款编号 → 引用时文字的摘要（页面所带）"
    )


class ChangedBody(BaseModel):
    """What of it is no longer so."""

    status: Literal["ok"] = Field("ok", description="ok")
    index_version: str = Field(description="现行版本")
    changed: list[str] = Field(description="文字已修改的条款")
    withdrawn: list[str] = Field(description="已撤回的条款")
    renumbered: dict[str, str] = Field(description="已改号、文字未变的条款 → 现在的条款号")


def changed_router(assistant: Assistant, home: Path) -> APIRouter:
    """Give the endpoint at which a page asks whether its answers are still up to date.

    :param assistant: Its index tells what is in force now.
    :param home: The state folder, where the versions that answered are kept.
    :return: The route.
    """
    router = APIRouter(prefix="/api")

    @router.post("/changed", summary="所引条款是否已更新", description="比较引用时的文字与现行版本。")
    def changed(body: CitedBody) -> ChangedBody:
        """Compare what was cited with what is in force."""
        index = assistant.clause_index
        found = find_outdated(home, body.version, body.cited, index)
        return ChangedBody(
            status="ok",
            index_version=index.version,
            changed=list(found.changed),
            withdrawn=list(found.withdrawn),
            renumbered=dict(found.renumbered),
        )

    return router
