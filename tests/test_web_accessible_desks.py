"""Every page of trainers and maintainers by axe-core, in both themes and widths, over a site on which each has something to show."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import httpx
import pytest
from chromium import needs_chromium
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from grave_faults import grave_faults
from maintained_site import REGULATION, make_own, next_edition
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from simulated_log import judge_all, simulate_log
from test_web_evals import AFTER, BEFORE
from web_site import served

from assistant.answering import Assistant
from assistant.live import LiveAssistant
from assistant.review.examples import add_example
from assistant.review.spot_checks import draw_spot_check
from assistant.review.verdicts import Judgement, Trainer
from assistant.state.answer_log import record_answer
from assistant.state.database import open_database
from assistant.state.tables import moment, now
from assistant.web.app import create_app
from assistant.web.maintain.answers import ComparedAnswer, Comparison, Comparisons, Side
from assistant.web.maintain.process import build
from assistant.web.maintain.staging import stage
from corpus.editions import today
from corpus.intake import Given, refuse_namesakes, take_in
from corpus.safe_reading import ReadingProcess
from evals.results import write_run
from index.versions import publish

pytestmark = [pytest.mark.story, needs_chromium]
WAIT_SECONDS = 120
NO_PAGES = re.compile(
    r"/progress$|/size$|\.(csv|xlsx)$|sheet\{|\{kind\}|/trials$|/units$|/changes$"
    r"|\}/(corrections|take-in|discard)$"
)  # for scripts, or files; addresses that lead back to a page
OTHERS = {"/trainer/{rest:path}", "/maintain/{rest:path}"}  # what is not there, looked at once by an address of its own
BEYOND = (moment(datetime(2020, 1, 1, tzinfo=UTC)), moment(datetime(2099, 1, 1, tzinfo=UTC)))
ANN = Trainer(None, "ann")


@dataclass(frozen=True, slots=True)
class Desks:
    """The served application, and where every page of it is."""

    where: str
    app: FastAPI
    paths: tuple[str, ...]


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Desks]:
    """A published version and one that is not, a log with verdicts, examples, a batch, reports, a file that waits."""
    home, outside = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("outside")
    own = make_own(outside / "program")
    (own / "questions").unlink()
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("ASSISTANT_HOME", str(home))
        before, after = _two_versions(home, own, outside)
        database = open_database(home)
        live = LiveAssistant(home)
        truth = simulate_log(database, 300, unit_ids=[unit.unit_id for unit in live.clause_index.units], spot_checks=2)
        judge_all(database, list(truth)[:3], dict.fromkeys(truth, Judgement.WRONG), dict.fromkeys(truth, now()), "bob")
        example = add_example(database, "来访登记吗", live.clause_index.units[3], ANN).example_id
        answered = record_answer(database, live.answer("电话铃响几声接听"))
        check = draw_spot_check(database, ANN, *BEYOND, half_width=0.2, seed=1)
        (home / "reports").mkdir()
        for run in (BEFORE, AFTER):
            write_run(run, home / "reports" / f"{run.name}.json")
        with ReadingProcess() as process:
            waiting = stage(home, "制度2027.txt", next_edition().encode(), "ann", process)
        app = create_app(cast("Assistant", live), database, on_loopback=True, own=own)
        with served(app) as where:
            batch, trial = _begun(where)
            paths = (
                "/trainer",
                f"/trainer/judge/{check.sample_id}",
                f"/trainer/judge/{check.sample_id}/{check.items[0][0]}",
                "/trainer/disagreements",
                "/trainer/examples",
                "/trainer/examples/new",
                f"/trainer/examples/{example}",
                trial,
                "/trainer/figures",
                "/trainer/figures/gaps",
                "/trainer/batch",
                batch,
                "/trainer/evals",
                f"/trainer/evals/{AFTER.name}",
                f"/trainer/evals/compare?a={BEFORE.name}&b={AFTER.name}",
                f"/trainer/answers/{answered}",
                "/trainer/nothing",
                "/maintain",
                "/maintain/upload",
                f"/maintain/intake/{waiting.staged_id}",
                f"/maintain/documents/{next(own.glob('documents/*.txt')).name}",
                "/maintain/repeal",
                "/maintain/take-back/制度2026.txt",
                "/maintain/build",
                f"/maintain/versions/{after}/diff",
                f"/maintain/versions/{after}/answers",
                f"/maintain/versions/{before}/answers",
                f"/maintain/versions/{after}/publish",
                "/maintain/rollback",
                "/maintain/nothing",
            )
            yield Desks(where, app, paths)


def _two_versions(home: Path, own: Path, outside: Path) -> tuple[str, str]:
    """Build two versions: the first published twice, so that one can go back; answers compared."""
    first = str(build({"home": home, "own": own})["version"])
    publish(first, home)
    file = outside / "制度2026.txt"
    file.write_text(next_edition(), encoding="utf-8")
    take_in([file], home, Given("", "", None, None, REGULATION), refuse_namesakes, own)
    middle, after = (str(build({"home": home, "own": own})["version"]) for _ in range(2))
    publish(middle, home)
    publish(first, home)
    sides = Side("answered", "6.1（1）", "铃响三声之内接听。"), Side("not_covered", "", "规定未涉及。")
    compared = ComparedAnswer("那几声呢", ("铃响几声接听",), False, "breaks", *sides)
    Comparisons(home).keep(first, after, today(), Comparison(7, 6, (compared,)))
    return first, after


def _begun(where: str) -> tuple[str, str]:
    """Upload a sheet of questions and try an example; where both are to be seen once they have ended."""
    with httpx.Client(base_url=where, timeout=60) as client:
        token = re.findall('name="form-token" content="([^"]+)"', client.get("/trainer").text)[0]
        form = {"form_token": token}
        sheet = ("questions.csv", "问题\n电话铃响几声接听\n食堂几点开饭\n".encode())
        batch = client.post("/trainer/batch/upload", data=form, files={"file": sheet}).headers["location"]
        unit = "fujian-fibre-inspection#6.1(1)"
        sent = {**form, "question": "铃响了几下要接", "right_unit": unit}
        trial = client.post("/trainer/examples/new", data=sent).headers["location"]
        until = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < until:
            trials = client.get("/trainer/examples/trials").json()["trials"]
            if not any(each["under_way"] for each in trials) and "下载" in client.get(batch).text:
                break
            time.sleep(0.2)
    return batch, trial


@pytest.fixture(params=[("light", 1280), ("dark", 380)], ids=lambda each: f"{each[0]}-{each[1]}")
def page(request: pytest.FixtureRequest, browser: Browser, desks: Desks) -> Iterator[Page]:
    scheme, width = request.param
    context: BrowserContext = browser.new_context(
        base_url=desks.where,
        color_scheme=scheme,
        viewport=ViewportSize(width=width, height=800),
        reduced_motion="reduce",
        bypass_csp=True,  # axe is put into the page as a script
    )
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def test_no_page_keeps_anybody_out(page: Page, desks: Desks) -> None:
    found: list[str] = []
    for path in desks.paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == (404 if path.endswith("/nothing") else 200), (path, page.inner_text("main"))
        found += grave_faults(page)
        beside = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if beside > 0:
            found.append(f"{path}: {beside} pixels beside the screen")
    assert not found, "\n".join(found)


def test_every_page_is_looked_at(desks: Desks) -> None:
    """One that somebody adds is missed here until it is listed above."""
    routes = {
        route.path
        for route in iter_route_contexts(desks.app.routes)
        if "GET" in (route.methods or ()) and route.path.startswith(("/trainer", "/maintain"))
    }
    patterns = {path: re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path)) + "$") for path in routes - OTHERS}
    looked_at = [path.partition("?")[0] for path in desks.paths]
    assert [
        path for path in sorted(patterns) if not NO_PAGES.search(path) and not any(map(patterns[path].match, looked_at))
    ] == []
