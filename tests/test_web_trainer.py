"""The trainers' pages by HTTP: who may open them, drawing, judging blind, disagreements, finding units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_embedder import REGULATIONS, CountingEmbedder, make_unit
from sqlalchemy import delete, select
from trainer_site import TrainerSite, trainer_site

from assistant.answer import Turn
from assistant.answering import Assistant
from assistant.review.examples import draft_example, keep_example
from assistant.review.trainer_cases import export_cases
from assistant.review.verdicts import CitationJudgement, Judgement, ReasonCode, Trainer, verdicts_on
from assistant.state.answer_log import EventKind, find_answer, record_answer, record_event
from assistant.state.database import open_database, writing
from assistant.state.tables import answers, verdicts
from assistant.web.trainer.desk import TrainerDesk
from assistant.web.trainer.verdict_answer import show_answer
from index.clause_index import ClauseIndex

ASKED = ("客户讲方言听不懂怎么办", "投诉应当多久回复", "着装有什么要求", "能不能先挂断电话")
PAGES = (
    "/trainer",
    "/trainer/checks/size",
    "/trainer/judge/x",
    "/trainer/judge/x/y",
    "/trainer/disagreements",
    "/trainer/examples",
    "/trainer/examples/new",
    "/trainer/examples/x",
    "/trainer/examples/trials",
    "/trainer/examples/trials/x",
    "/trainer/units",
)
FORMS = (
    "/trainer/checks",
    "/trainer/judge/x/y",
    "/trainer/examples/new",
    "/trainer/examples/x",
    "/trainer/examples/trials/x",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrainerSite]:
    with trainer_site(tmp_path_factory.mktemp("home")) as site:
        for question in ASKED:
            site.ask(question)
        yield site


@pytest.fixture(scope="module")
def check(site: TrainerSite) -> str:
    """A spot check of all that is logged: where it is judged."""
    return site.draw()


def answers_of(site: TrainerSite, check: str, name: str = "ann") -> list[str]:
    """The answers that wait for a trainer, as the pages lead from one to the next."""
    found: list[str] = []
    path = check
    while True:
        page = site.get(path, name).text
        if "data-judge" not in page or (here := page.partition(f'action="{check}/')[2].partition('"')[0]) in found:
            return found
        found.append(here)
        path = f"{check}?after={here}"


@pytest.mark.parametrize("name", ["ada", "max"])
def test_nobody_but_trainers_opens_or_changes_anything(site: TrainerSite, name: str) -> None:
    assert {site.get(path, name).status_code for path in PAGES} == {403}
    assert {site.send(path, {}, name, token="x").status_code for path in FORMS} == {403}
    assert {site.get(path, "").status_code for path in PAGES} == {303}  # to the login
    assert {site.send(path, {}, "", token="x").status_code for path in FORMS} == {401}


def test_no_form_is_taken_without_the_token_of_its_page(site: TrainerSite) -> None:
    assert {site.send(path, {}, token=token).status_code for path in FORMS for token in ("", "x", "é")} == {403}
    other = site.get("/trainer", "bob").text.partition('form-token" content="')[2].partition('"')[0]
    assert site.send("/trainer/checks", {"days": "30", "precision": "0.05"}, token=other).status_code == 403


def test_the_size_of_a_spot_check_is_told_before_it_is_drawn(site: TrainerSite) -> None:
    assert "抽 4 个" in site.get("/trainer/checks/size?days=30&precision=0.03").json()["text"]
    for nonsense in ("days=0&precision=0.05", "days=30&precision=9", "days=99999&precision=0.05"):
        assert "请选" in site.get(f"/trainer/checks/size?{nonsense}").json()["text"]
    for days, precision in (("x", "0.05"), ("30", "nan"), ("30", "0"), ("", "")):
        assert "请选一段时间" in site.post("/trainer/checks", {"days": days, "precision": precision})


def test_who_judges_sees_the_answer_and_its_units_and_nothing_of_what_others_made_of_it(
    site: TrainerSite, check: str
) -> None:
    answer_id = answers_of(site, check)[0]
    secret = "这条备注只给培训师看"
    record_event(site.engine, answer_id, EventKind.USELESS, {"reason": "wrong_clause", "note": "坐席的意见"}, None)
    site.post(f"{check}/{answer_id}", {"judgement": "wrong", "note": secret}, "bob")
    page = site.get(f"{check}/{answer_id}", "ann").text
    for hidden in (secret, "坐席的意见", "反馈不佳", ">bob<"):
        assert hidden not in page
    assert 'class="cited' in page
    assert "普通话" in page or "投诉" in page or "着装" in page or "挂断" in page
    listed = site.get("/trainer/disagreements", "eve").text
    assert secret not in listed


def test_a_verdict_is_written_as_the_form_says_it(site: TrainerSite, check: str) -> None:
    answer_id = next(each for each in answers_of(site, check) if "投诉" in site.get(f"{check}/{each}").text)
    page = site.get(f"{check}/{answer_id}").text
    cited = page.partition('name="cited-1" value="')[2].partition('"')[0]
    led = site.post(
        f"{check}/{answer_id}",
        {
            "judgement": "partly",
            "cited-1": cited,
            "citation-1": "supports",
            "cited-2": "manual#1",  # the answer does not cite it: nothing is written of it
            "citation-2": "outdated",
            "reason": ["incomplete", "unclear"],
            "right_unit": "manual#2",
            "sentence": ["回复投诉前先核实投诉内容"],
            "note": "客户电话13812345678",
            "make_case": "1",
        },
    )
    assert led == f"{check}?after={answer_id}"
    (said,) = (v for v in verdicts_on(site.engine)[answer_id] if v.trainer == "ann")
    assert said.opinion.judgement is Judgement.PARTLY
    assert said.opinion.citations == {cited: CitationJudgement.SUPPORTS}
    assert said.opinion.reasons == (ReasonCode.INCOMPLETE, ReasonCode.UNCLEAR)
    assert (said.opinion.right_unit_id, said.opinion.sentences) == ("manual#2", ("回复投诉前先核实投诉内容",))
    assert "138" not in said.opinion.note
    assert said.blind
    assert any("回复投诉前先核实投诉内容" in line for line in export_cases(site.engine))
    again = site.get(f"{check}/{answer_id}").text  # to put it right: filled in as it was said
    assert 'value="partly" data-key="2" checked' in again
    assert 'value="manual#2"' in again


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "请先选一个结论"),
        ({"judgement": "perhaps"}, "无法识别"),
        ({"judgement": "wrong", "reason": "mood"}, "无法识别"),
        ({"judgement": "wrong", "right_unit": "nothing#1"}, "重新选择"),
        ({"judgement": "should_have_refused", "right_unit": "manual#2"}, "就不要再选条款"),
        ({"judgement": "wrong", "right_unit": "manual#2", "sentence": "不在原文里"}, "不是所选条款的原文"),
        ({"judgement": "wrong", "make_example": "1"}, "先选出正确的条款"),
        ({"judgement": "wrong", "make_case": "1"}, "先选出正确的条款"),
        (
            {"judgement": "wrong", "right_unit": "manual#2", "make_example": "1", "example_question": "？？"},
            "",
        ),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_is_written(
    site: TrainerSite, check: str, fields: dict[str, str], told: str
) -> None:
    answer_id = answers_of(site, check, "eve")[0]
    answer = site.send(f"{check}/{answer_id}", {**fields, "note": "留着"}, "eve")
    assert answer.status_code == 400
    assert told in answer.text
    assert 'role="alert"' in answer.text
    assert 'value="留着"' in answer.text  # what was filled in is still there
    with site.engine.connect() as connection:
        assert "eve" not in connection.execute(select(verdicts.c.trainer)).scalars().all()


def test_what_is_skipped_comes_again_and_what_is_unknown_is_said(site: TrainerSite) -> None:
    check = site.draw()
    order = answers_of(site, check)
    assert len(order) >= 2
    last = site.get(f"{check}?after={order[-1]}").text
    assert f"{check}/{order[0]}" in last  # from the beginning again
    for path in ("/trainer/judge/nothing", f"{check}/nothing"):
        assert site.get(path).status_code == 404
    assert site.send(f"{check}/nothing", {"judgement": "right"}).status_code == 404


def test_two_who_disagree_are_settled_by_a_third_who_saw_neither(site: TrainerSite) -> None:
    answer_id = site.ask("接听电话用普通话吗")
    check = site.draw()
    site.post(f"{check}/{answer_id}", {"judgement": "right", "note": "很好"}, "ann")
    site.post(f"{check}/{answer_id}", {"judgement": "wrong", "note": "不对"}, "bob")
    assert "很好" in site.get("/trainer/disagreements", "bob").text  # has judged: sees both
    blind = site.get("/trainer/disagreements", "eve").text
    assert answer_id in blind
    assert "很好" not in blind
    queue = "/trainer/judge/disagreements"
    assert "data-judge" in site.get(queue, "eve").text
    assert site.get(f"{queue}/{answer_id}", "eve").status_code == 200
    site.post(f"{queue}/{answer_id}", {"judgement": "wrong"}, "eve")
    assert answer_id not in site.get("/trainer/disagreements", "eve").text
    assert all(verdict.blind for verdict in verdicts_on(site.engine)[answer_id])
    site.post(f"{check}/{answer_id}", {"judgement": "wrong"}, "ann")  # after all was shown
    assert not next(v for v in verdicts_on(site.engine)[answer_id] if v.trainer == "ann").blind


def test_units_are_found_by_number_by_words_by_regulation_and_as_the_answer_found_them(site: TrainerSite) -> None:
    def found(query: str) -> list[str]:
        return [unit["unit_id"] for unit in site.get(f"/trainer/units?{query}").json()["units"]]

    assert found("q=投诉多久回复")[0] == "manual#2"
    assert found("q=manual%233") == ["manual#3"]
    assert found("regulation=conduct") == ["conduct#1", "conduct#2", "conduct#3", "conduct#4"]
    assert found("regulation=nothing") == found("answer=nothing") == found("") == []
    answer_id = site.ask("投诉应当多久回复呢")
    assert found(f"answer={answer_id}")[0] == "manual#2"
    unit = site.get("/trainer/units?q=manual%232").json()["units"][0]
    assert unit["sentences"]
    assert all(sentence in unit["text"] for sentence in unit["sentences"])


def test_where_all_of_a_stratum_are_judged_no_interval_is_told(tmp_path: Path) -> None:
    with trainer_site(tmp_path) as site:
        for question in ("投诉多久回复", "方言怎么办", "接听电话用普通话吗"):
            site.ask(question)
        check = site.draw()
        first, *others = answers_of(site, check)
        site.post(f"{check}/{first}", {"judgement": "wrong"})
        assert "全部已判" not in site.get("/trainer").text
        for answer_id in others:
            site.post(f"{check}/{answer_id}", {"judgement": "right"})
        overview = site.get("/trainer").text
        assert "66.7%（全部已判）" in overview
        assert "2 / 3（全部已判）" in overview
        assert "3 个全部已判" in site.get("/trainer/figures").text


def test_a_question_that_needs_the_one_before_it_is_no_example(site: TrainerSite) -> None:
    earlier = (Turn("user", "投诉多久回复"), Turn("assistant", "二十四小时内。"))
    answer_id = record_answer(site.engine, site.live.answer("那要多久", earlier), history=earlier)
    check = site.draw()
    said = {"judgement": "wrong", "right_unit": "manual#2", "make_example": "1"}
    for question in ("", "那要多久", "那邮件呢"):
        refused = site.post(f"{check}/{answer_id}", {**said, "example_question": question})
        assert "这是追问" in refused
    assert answer_id not in verdicts_on(site.engine)
    assert site.post(f"{check}/{answer_id}", {**said, "example_question": "投诉要等多久"}).startswith(check)


def test_an_answer_stands_as_the_agent_saw_it_whatever_is_answered_now(tmp_path: Path) -> None:
    def seen(site: TrainerSite, path: str) -> tuple[str, list[str]]:
        page = site.get(path).text
        return page.partition('class="seen"')[2].partition("</section>")[0], re.findall("<mark>([^<]+)</mark>", page)

    with trainer_site(tmp_path) as site:
        answer_id = site.ask("投诉多久回复")
        path = f"{site.draw()}/{answer_id}"
        card, marked = seen(site, path)
        assert "二十四小时" in card
        assert marked
        draft = draft_example("投诉多久回复", site.live.clause_index.unit("conduct#4"), Trainer(None, "ann"))
        keep_example(site.engine, draft, Trainer(None, "ann"))
        site.live.take_over_examples()
        assert site.first("投诉多久回复") == "conduct#4"
        assert seen(site, path) == (card, marked)


def test_a_neighbour_under_other_headings_says_under_which(tmp_path: Path) -> None:
    """Else the first item of the next 条 reads as one of the cited 条."""
    articles = ("第一条 接听", "第二条 投诉", "第二条 投诉", "第三条 着装")
    units = tuple(
        replace(make_unit(f"conduct#{number}", text), path=("第一章", article, f"{number}"))
        for number, article, text in zip(
            range(1, 5), articles, ("使用普通话。", "投诉当天回复。", "投诉登记。", "着装整洁。"), strict=True
        )
    )
    index = ClauseIndex.build(units, REGULATIONS[:1], CountingEmbedder(), tmp_path / "v1")
    assistant, engine = Assistant(index), open_database(tmp_path)
    logged = find_answer(engine, record_answer(engine, assistant.answer("投诉当天回复")))
    shown = show_answer(TrainerDesk(assistant, engine), logged).cited[0]
    assert shown.unit_id == "conduct#2"
    under = [("第一章", "第一条 接听"), ("第一章", "第二条 投诉"), (), ("第一章", "第三条 着装")]
    assert [row.under for row in shown.rows] == under


def test_pages_escape_what_people_typed(site: TrainerSite) -> None:
    answer_id = site.ask("<script>alert(1)</script>投诉")
    check = site.draw()
    assert "<script>alert" not in site.get(f"{check}/{answer_id}").text
    assert "<script>alert" not in site.get("/trainer/examples?q=<script>alert(1)").text


def test_a_purged_answer_is_said_and_the_queue_goes_on(site: TrainerSite) -> None:
    answer_id = site.ask("挂断电话之前要说再见吗")
    check = site.draw()
    with writing(site.engine) as connection:
        connection.execute(delete(answers).where(answers.c.answer_id == answer_id))
    assert "已不在日志里" in site.get(f"{check}/{answer_id}").text
    assert site.send(f"{check}/{answer_id}", {"judgement": "right"}).status_code == 404
    assert site.get(check).status_code == 200
    assert site.get("/trainer").status_code == 200
