"""/trainer/examples: the questions that trainers gave to units; listed, searched, added, changed and withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from assistant.review.examples import (
    ExampleUnusable,
    TrainerExample,
    UnknownExample,
    draft_change,
    draft_example,
    find_example,
    list_examples,
    places,
)
from assistant.web.pages import draw_page, draw_trouble, go_to, read_form
from assistant.web.trainer.desk import TrainerDesk, trainer_of
from assistant.web.trainer.examples_check import Trials
from assistant.web.trainer.examples_trial import LEFT_OPEN, target_label, trial_lines
from assistant.web.trainer.units import unit_json
from assistant.web.trainer.words import local_time
from corpus.regulation import Unit
from corpus.script import fold

STATES = (("", "全部"), ("in_effect", "生效"), ("withdrawn", "已撤回"), ("lost", "条款已不在"))
LISTED = 500
_NO_UNIT = "请先选出条款；规定没有涉及的，请勾选“规定未涉及”。"


@dataclass(frozen=True, slots=True)
class ExampleLine:
    """An example as the page lists it."""

    example_id: str
    question: str
    target: str
    wording: str
    trainer: str
    at: str
    state: str
    state_label: str
    in_effect: bool


@dataclass(frozen=True, slots=True)
class ExampleForm:
    """The fields of the form as they are filled in."""

    question: str = ""
    unit_id: str = ""
    left_open: bool = False


def example_pages(desk: TrainerDesk, trials: Trials) -> APIRouter:
    """Give the pages of examples."""
    router = APIRouter(include_in_schema=False)

    @router.get("/trainer/examples")
    def listed(request: Request, q: Annotated[str, Query()] = "", state: Annotated[str, Query()] = "") -> Response:
        lines = example_lines(desk)
        found = [line for line in lines if _is_wanted(line, q.strip(), state)]
        return draw_page(
            request,
            "trainer_examples.html",
            "trainer",
            examples=found[:LISTED],
            found=len(found),
            total=len(lines),
            q=q.strip(),
            state=state,
            states=STATES,
            version=desk.index.version,
            trials=trial_lines(desk, trials.shown_to(trainer_of(request))),
        )

    @router.get("/trainer/examples/new")
    def new(request: Request) -> Response:
        return _draw_form(request, desk, None, ExampleForm())

    @router.post("/trainer/examples/new")
    async def add(request: Request) -> Response:
        return await run_in_threadpool(_try_form, request, desk, trials, None, await read_form(request))

    @router.get("/trainer/examples/{example_id}")
    def shown(request: Request, example_id: str) -> Response:
        try:
            known = find_example(desk.database, example_id)
        except UnknownExample as error:
            return draw_trouble(request, "trainer", str(error.args[0]), "/trainer/examples", 404)
        unit = _unit_of(desk, known)
        filled = ExampleForm(known.question, unit.unit_id if unit else "", known.left_open)
        return _draw_form(request, desk, known, filled)

    @router.post("/trainer/examples/{example_id}")
    async def change(request: Request, example_id: str) -> Response:
        return await run_in_threadpool(_change, request, desk, trials, example_id, await read_form(request))

    return router


def example_lines(desk: TrainerDesk) -> list[ExampleLine]:
    """Write all examples for the list, the one changed last first."""
    examples = list_examples(desk.database)
    if not examples:
        return []
    found = places(examples, desk.index.every_unit)
    lines = []
    for each in sorted(examples, key=lambda example: -example.revision):
        rows = found.get(each.example_id, ())
        unit = desk.index.every_unit[rows[0]] if rows else None
        held = "in_effect" if unit or each.left_open else "lost"
        state = held if each.in_effect else "withdrawn"
        locator = unit.locator if unit else each.locator
        lines.append(
            ExampleLine(
                each.example_id,
                each.question,
                target_label(desk, each.regulation_id, locator),
                unit.unit_text if unit else each.wording,
                each.trainer,
                local_time(each.at, with_year=True),
                state,
                dict(STATES)[state],
                each.in_effect,
            )
        )
    return lines


def _is_wanted(line: ExampleLine, wanted: str, state: str) -> bool:
    """Whether an example is looked for."""
    words = fold(wanted)
    inside = (line.question, line.target, line.wording, line.trainer)
    return (not state or line.state == state) and (not words or any(words in fold(each) for each in inside))


def _unit_of(desk: TrainerDesk, example: TrainerExample) -> Unit | None:
    """Find the unit of an example in the regulations in force."""
    rows = places([example], desk.index.every_unit)[example.example_id]
    return desk.find_unit(desk.index.every_unit[rows[0]].unit_id) if rows else None


def _change(request: Request, desk: TrainerDesk, trials: Trials, example_id: str, form: FormData) -> Response:
    """Withdraw an example, or try what it is to become."""
    try:
        known = find_example(desk.database, example_id)
        if form.get("action") == "withdraw":
            desk.withdraw(example_id, trainer_of(request))
            trials.forget(example_id)
            if "text/html" not in request.headers.get("accept", ""):
                return JSONResponse({"status": "ok", "text": ""})
            return go_to("/trainer/examples")
    except UnknownExample as error:
        return draw_trouble(request, "trainer", str(error.args[0]), "/trainer/examples", 404)
    return _try_form(request, desk, trials, known, form)


def _try_form(
    request: Request, desk: TrainerDesk, trials: Trials, known: TrainerExample | None, form: FormData
) -> Response:
    """Try an example as the form has it."""
    filled = ExampleForm(
        str(form.get("question", "")).strip(), str(form.get("right_unit", "")), form.get("left_open") == "1"
    )
    unit = None if filled.left_open else desk.find_unit(filled.unit_id)
    if unit is None and not filled.left_open:
        return _draw_form(request, desk, known, filled, _NO_UNIT)
    trainer = trainer_of(request)
    try:
        if known:
            draft = draft_change(known, filled.question, unit, trainer)
        else:
            draft = draft_example(filled.question, unit, trainer)
    except ExampleUnusable as error:
        return _draw_form(request, desk, known, filled, str(error))
    trial = trials.begin(draft, trainer)
    return go_to(f"/trainer/examples/trials/{trial.trial_id}")


def _draw_form(
    request: Request, desk: TrainerDesk, known: TrainerExample | None, filled: ExampleForm, trouble: str = ""
) -> Response:
    """Draw the form of one example."""
    unit = desk.find_unit(filled.unit_id) if filled.unit_id else None
    return draw_page(
        request,
        "trainer_example.html",
        "trainer",
        status=400 if trouble else 200,
        known=known,
        at=local_time(known.at, with_year=True) if known else "",
        filled=filled,
        left_open_label=LEFT_OPEN,
        picked=unit_json(desk, unit) if unit else None,
        regulations=sorted(desk.titles().items(), key=lambda pair: pair[1]),
        trouble=trouble,
    )
