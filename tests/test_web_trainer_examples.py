"""Examples on the trainers' pages: tried before they take effect, in effect at once, changed, withdrawn."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest
from jinja2 import Environment, PackageLoader
from trainer_site import TrainerSite, trainer_site

from assistant.answer import Status
from assistant.review.examples import TrainerExample, draft_example
from assistant.review.guard import Change, Given, GuardReport, Outcome, Probe, Progress
from assistant.review.verdicts import Trainer
from assistant.web.trainer.desk import TrainerDesk
from assistant.web.trainer.examples_check import Trials, asks
from assistant.web.trainer.examples_trial import trial_lines

if TYPE_CHECKING:
    from assistant.answering import Assistant

WAIT_SECONDS = 30

SINGING = "顾客在电话里唱歌怎么办"
CALLS = "接听电话用普通话吗"  # two units have these words


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrainerSite]:
    with trainer_site(tmp_path_factory.mktemp("home")) as site:
        yield site


def trial_of(site: TrainerSite, question: str) -> str:
    """The id of the trial of a question."""
    trials = site.get("/trainer/examples/trials").json()["trials"]
    return str([each["trial_id"] for each in trials if each["question"] == question][-1])


def let_in(site: TrainerSite, question: str) -> str:
    """Wait until an example was tried, and let it in if the page asks; its id."""
    trial_id = trial_of(site, question)
    if site.ended(trial_id)["state"] == "asks":
        site.post(f"/trainer/examples/trials/{trial_id}", {"decision": "accept"})
    assert site.ended(trial_id)["state"] == "in_effect"
    return trial_id


def test_a_judged_answer_becomes_an_example_that_is_in_effect_and_can_be_withdrawn(site: TrainerSite) -> None:
    answer_id, before = site.ask(SINGING), site.first(SINGING)
    version = site.live.clause_index.version
    assert before != "conduct#4"
    check = site.draw()
    site.post(
        f"{check}/{answer_id}",
        {"judgement": "wrong", "right_unit": "conduct#4", "make_example": "1", "example_question": SINGING},
    )
    example_id = let_in(site, SINGING)
    assert site.first(SINGING) == "conduct#4"
    assert site.live.clause_index.version == f"{version}+1"
    listed = site.get("/trainer/examples").text
    assert SINGING in listed
    assert "ann" in listed
    assert f"{version}+1" in listed
    assert SINGING in site.get("/trainer/examples?q=唱歌&state=in_effect").text
    assert f'data-example="{example_id}"' not in site.get("/trainer/examples?q=唱歌&state=withdrawn").text
    assert site.post(f"/trainer/examples/{example_id}", {"action": "withdraw"}, "bob") == "/trainer/examples"
    trials = site.get("/trainer/examples/trials").json()["trials"]
    assert [each for each in trials if each["trial_id"] == example_id] == [], "still said to be in effect"
    assert site.first(SINGING) == before
    assert "已撤回" in site.get(f"/trainer/examples?q={SINGING}").text


def test_an_example_that_leads_judged_questions_elsewhere_asks_first(site: TrainerSite) -> None:
    answer_id = site.ask(CALLS)
    right = site.first(CALLS)
    (other,) = {"conduct#1", "manual#1"} - {right}
    check = site.draw()
    site.post(f"{check}/{answer_id}", {"judgement": "right", "right_unit": right})
    led = site.post("/trainer/examples/new", {"question": "接听电话要用普通话吗", "right_unit": other})
    trial_id = led.rpartition("/")[2]
    assert site.ended(trial_id)["state"] == "asks"
    page = site.get(led).text
    assert CALLS in page
    assert "变差" in page
    assert site.first(CALLS) == right  # nothing has happened yet
    site.post(f"/trainer/examples/trials/{trial_id}", {"decision": "drop"})
    assert site.first(CALLS) == right
    assert "已经结束" in site.post(f"/trainer/examples/trials/{trial_id}", {"decision": "accept"})
    assert "接听电话要用普通话吗" not in site.get("/trainer/examples").text


def test_an_example_is_changed_and_a_question_is_marked_as_left_open(site: TrainerSite) -> None:
    site.post("/trainer/examples/new", {"question": "唱歌的顾客", "right_unit": "conduct#1"})
    example_id = let_in(site, "唱歌的顾客")
    form = site.get(f"/trainer/examples/{example_id}").text
    assert 'value="唱歌的顾客"' in form
    assert 'value="conduct#1"' in form
    site.post(f"/trainer/examples/{example_id}", {"question": "接听电话时使用普通话吗", "left_open": "1"})
    assert let_in(site, "接听电话时使用普通话吗") == example_id
    assert site.live.answer("接听电话时使用普通话吗").status is Status.NOT_COVERED
    site.post(f"/trainer/examples/{example_id}", {"action": "withdraw"})
    assert site.live.answer("接听电话时使用普通话吗").status is not Status.NOT_COVERED


def test_what_cannot_be_an_example_is_said(site: TrainerSite) -> None:
    assert "先选出条款" in site.post("/trainer/examples/new", {"question": "唱歌"})
    assert "先选出条款" in site.post("/trainer/examples/new", {"question": "唱歌", "right_unit": "nothing#1"})
    empty = site.send("/trainer/examples/new", {"question": "？？", "right_unit": "conduct#1"})
    assert empty.status_code == 400
    assert 'role="alert"' in empty.text
    for fields in ({"action": "withdraw"}, {"question": "x", "right_unit": "conduct#1"}):
        assert site.send("/trainer/examples/nothing", fields).status_code == 404
    assert site.get("/trainer/examples/nothing").status_code == 404
    assert site.get("/trainer/examples/trials/nothing").status_code == 404


def test_the_way_back_leads_to_our_own_pages_only(site: TrainerSite) -> None:
    ours = "/trainer/judge/x"
    for back in ("//evil.example/", "https://evil.example/", "javascript:alert(1)", "/trainer\\evil", ours):
        site.post("/trainer/examples/new", {"question": "顾客在电话里哼歌", "right_unit": "conduct#4"})
        path = f"/trainer/examples/trials/{trial_of(site, '顾客在电话里哼歌')}"
        led = site.post(path, {"decision": "drop", "back": back})
        assert led == (ours if back == ours else "/trainer/examples") or "已经结束" in led
        assert (back in site.get(f"{path}?back={back}").text) == (back == ours)


def test_only_what_is_known_to_get_better_needs_no_question() -> None:
    given = Given(Status.ANSWERED, "a#1")
    better = Change(Probe("问"), given, Given(Status.ANSWERED, "a#2"), Outcome.BETTER)
    assert not asks(GuardReport(9, ()))
    assert not asks(GuardReport(9, (better,)))
    for outcome in (Outcome.UNKNOWN, Outcome.WORSE):
        assert asks(GuardReport(9, (better, replace(better, outcome=outcome))))


def test_examples_that_wait_for_the_one_being_tried_are_told_as_one_line(site: TrainerSite) -> None:
    go_on = threading.Event()

    def attempt(draft: TrainerExample, progress: Progress) -> GuardReport:
        progress(3, 200)
        assert go_on.wait(WAIT_SECONDS)
        return GuardReport(200, ())

    desk, ann = TrainerDesk(cast("Assistant", site.live), site.engine), Trainer(None, "ann")
    trials = Trials(desk, attempt)
    unit = site.live.clause_index.unit("manual#2")
    begun = [trials.begin(draft_example(question, unit, ann), ann) for question in ("投诉甲", "投诉乙", "投诉丙")]
    until = time.monotonic() + WAIT_SECONDS
    while not trials.shown_to(ann)[0].total and time.monotonic() < until:
        time.sleep(0.02)
    lines = trial_lines(desk, trials.shown_to(ann))
    assert [line.waits for line in lines] == [False, True, True]
    drawn = Environment(loader=PackageLoader("assistant.web", "templates"), autoescape=True).get_template(
        "trainer_trials.html"
    )
    page = drawn.render(trials=lines, back_path="/trainer")
    assert "投诉甲" in page
    assert "3 / 200" in page
    assert "投诉乙" not in page
    assert "2 个例句排队等候核对" in page
    for trial in begun:
        trials.drop(trial.trial_id)
    go_on.set()
