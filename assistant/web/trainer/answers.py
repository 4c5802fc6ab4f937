"""A logged answer as a page: what was asked and answered, and the same question given again as things stood then.

Shows neither verdicts nor what the agent thought of it, so that whoever comes from the queue still judges blind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Engine

from assistant.answer import Status
from assistant.masking import mask
from assistant.namesakes import distinct_titles
from assistant.opening import open_language_model
from assistant.review.batch_sheet import STATUS_WORDS
from assistant.review.replay import VersionGone, replay
from assistant.state.answer_log import LoggedAnswer, UnknownAnswer, find_answer
from assistant.web.browse.text import permalink
from assistant.web.pages import draw_page, draw_trouble
from corpus.editions import CHINA

if TYPE_CHECKING:
    from assistant.answering import Assistant
    from corpus.regulation import Unit

PATH = "/trainer/answers"
CURRENT = "trainer"
SHOWN = 5  # places of a ranking
RELATIONS = {"leads": "首条依据", "also": "也适用", "differs": "规定不一"}


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that was cited or found."""

    name: str
    path: str  # empty for one that is no longer in force
    what: str  # its relation, or its score


@dataclass(frozen=True, slots=True)
class Given:
    """An answer, then or now."""

    status: str
    text: str
    cited: tuple[Place, ...]
    found: tuple[Place, ...]


def answer_pages(assistant: Assistant, database: Engine, home: Path) -> APIRouter:
    """Give the page of one logged answer.

    :param assistant: Its model asks again; its index tells which units are in force.
    :param database: Holds the log.
    :param home: The state folder with the versions.
    :return: The routes.
    """

    def answer(request: Request, answer_id: str, again: str = "") -> HTMLResponse:
        """Show a logged answer; with ``again`` beside the same question asked again."""
        try:
            logged = find_answer(database, answer_id)
            repeated = (
                replay(
                    database,
                    home,
                    answer_id,
                    assistant.clause_index.embedder,
                    language_model=open_language_model() is not None,
                )
                if again
                else None
            )
        except UnknownAnswer:
            return draw_trouble(
                request, CURRENT, "日志里没有这个回答：编号不对，或已到保存期限被删除。", "/trainer", 404
            )
        except VersionGone as error:
            return draw_trouble(request, CURRENT, str(error), f"{PATH}/{answer_id}", 410)
        units = {unit.unit_id: unit for unit in assistant.clause_index.units}
        now = repeated.answer if repeated else None
        return draw_page(
            request,
            "trainer_answer.html",
            CURRENT,
            logged=logged,
            titles=distinct_titles(assistant.clause_index.regulations),
            asked_at=f"{datetime.fromisoformat(logged.asked_at).astimezone(CHINA):%Y-%m-%d %H:%M}",
            then=_then(logged, units),
            repeated=repeated,
            now=now
            and Given(
                STATUS_WORDS[now.status],
                mask(now.text),
                tuple(_place(each.unit.unit_id, RELATIONS[each.relation], units) for each in now.citations),
                tuple(_place(each.unit_id, f"{each.score:.2f}", units) for each in now.retrieved[:SHOWN]),
            ),
        )

    router = APIRouter(include_in_schema=False)
    router.get(f"{PATH}/{{answer_id}}")(answer)
    return router


def _then(logged: LoggedAnswer, units: dict[str, Unit]) -> Given:
    """Take from the log what was answered."""
    return Given(
        STATUS_WORDS[Status(logged.status)],
        logged.text,
        tuple(_place(unit_id, RELATIONS.get(relation, relation), units) for unit_id, relation in logged.cited),
        tuple(_place(unit_id, f"{score:.2f}", units) for unit_id, score in logged.retrieved[:SHOWN]),
    )


def _place(unit_id: str, what: str, units: dict[str, Unit]) -> Place:
    """Name a unit as people do; one that is no longer in force by its id."""
    unit = units.get(unit_id)
    if unit is None:
        return Place(f"{unit_id}（已不在现行规定里）", "", what)
    return Place(f"{unit.regulation} {unit.locator}", permalink(unit_id), what)
