"""GET /trainer/units: units by number, by words, by regulation, or as a logged answer found them; to pick the right one from."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from assistant.clause_reference import read_references
from assistant.scope import named_regulations
from assistant.sentences import passages
from assistant.state.answer_log import UnknownAnswer, find_answer
from assistant.web.escaping import without_unseen
from assistant.web.trainer.desk import TrainerDesk
from corpus.regulation import Unit

FOUND = 12  # by words
NAMED = 40  # by number: 第三十条 in every regulation
LONGEST = 300  # characters of what is searched with


def unit_router(desk: TrainerDesk) -> APIRouter:
    """Give the address that units are picked by."""
    router = APIRouter(include_in_schema=False)

    @router.get("/trainer/units")
    def units(
        q: Annotated[str, Query()] = "", regulation: Annotated[str, Query()] = "", answer: Annotated[str, Query()] = ""
    ) -> JSONResponse:
        if q.strip():
            found = find_units(desk, q.strip()[:LONGEST])
        elif regulation:
            found = tuple(unit for unit in desk.index.units if unit.regulation_id == regulation)
        else:
            found = _retrieved(desk, answer)
        headers = {"cache-control": "no-store"}
        return JSONResponse({"units": [unit_json(desk, unit) for unit in found]}, headers=headers)

    return router


def find_units(desk: TrainerDesk, wanted: str) -> tuple[Unit, ...]:
    """Find units by what a trainer types: an id, a number such as 第三十条（六）, or words.

    :param desk: Whose index.
    :param wanted: What was typed.
    :return: Units by number first, then those found by their words.
    """
    index, numbers = desk.index, desk.numbers()
    by_id = numbers.of_id(wanted) if "#" in wanted else ()
    inside = named_regulations(wanted, index.regulations) or None
    named = [unit for reference in read_references(wanted) for unit in numbers.find(reference, inside)]
    searched = () if by_id else tuple(hit.unit for hit in index.search(wanted, top_k=FOUND))
    if named:  # what stands for the clause itself comes before what stands beneath it
        named.sort(key=lambda unit: len(unit.path))
        searched = ()
    return tuple(dict.fromkeys((*by_id, *named[:NAMED], *searched)))


def unit_json(desk: TrainerDesk, unit: Unit) -> dict[str, object]:
    """Write a unit as the pages' scripts read it, with the stretches that can be chosen of it."""
    sentences = dict.fromkeys(each.text.strip() for each in passages(unit))
    return {
        "unit_id": unit.unit_id,
        "regulation": without_unseen(desk.title(unit.unit_id)),
        "locator": without_unseen(unit.locator),
        "path": [without_unseen(label) for label in unit.path[:-1]],
        "text": without_unseen(unit.unit_text),
        "sentences": [without_unseen(each) for each in sentences if each],
    }


def _retrieved(desk: TrainerDesk, answer_id: str) -> tuple[Unit, ...]:
    """Give what the search for a logged answer found, as far as it is still in force."""
    try:
        logged = find_answer(desk.database, answer_id)
    except UnknownAnswer:
        return ()
    found = (desk.find_unit(unit_id) for unit_id, _ in logged.retrieved)
    return tuple(unit for unit in found if unit is not None)
