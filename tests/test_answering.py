"""Questions answered over the real documents: what leads, what is refused, what is asked back, what never happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from coverage_questions import ANSWERED, ANSWERED_IN_ENGLISH, NOT_SETTLED
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder, make_unit
from real_corpus import answer_to, real_assistant

from assistant.answer import Answer, PointKind, Status, Turn
from assistant.answering import Assistant
from assistant.opening import open_assistant
from corpus.script import to_simplified
from index.clause_index import ClauseIndex
from index.versions import NoIndexBuilt

DIALECT = "cotton-exchange-conduct#30(6)"


def ask(question: str, *, scope: tuple[str, ...] = (), history: tuple[Turn, ...] = ()) -> Answer:
    return real_assistant().answer(question, history, scope)


def check(answer: Answer) -> None:
    """What holds for every answer, whatever was asked."""
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    for citation in answer.citations:
        source = citation.unit.heading if citation.in_heading else citation.unit.text
        assert source[citation.start : citation.end] == citation.quote
        assert f"[{citation.number}]" in answer.text
    units = {citation.number: citation.unit for citation in answer.citations}
    for point in answer.points:
        assert point.text in units[point.citation].unit_text
    assert bool(answer.points) == bool(answer.citations) == (answer.status is Status.ANSWERED)
    assert answer.text.strip()
    assert [each.rank for each in answer.retrieved] == list(range(1, len(answer.retrieved) + 1))
    scores = [each.score for each in answer.retrieved]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert len(answer.retrieved) == (0 if answer.status is Status.ERROR else 10)
    assert answer.latency_ms > 0


@pytest.mark.parametrize(
    ("question", "unit_id"),
    [
        ("客户讲方言听不懂怎么办", DIALECT),
        ("客戶講方言聽不懂怎麼辦", DIALECT),
        ("how do I handle a dialect caller", DIALECT),
        ("客户骂人怎么办", "cotton-exchange-conduct#30(10)"),
        ("投诉多久要答复", "cotton-exchange-conduct#30(12)"),
        ("无声电话怎么处理", "cotton-exchange-conduct#30(4)"),
        ("客户打错电话怎么说", "cotton-exchange-conduct#30(8)"),
        ("上班能看电影吗", "cotton-exchange-conduct#28(3)"),
        ("第三十条第六项说什么", DIALECT),
        ("第30条(6)", DIALECT),
        ("clause 30 (6)", DIALECT),
        ("棉花交易市场第三条", "cotton-exchange-conduct#3"),
        ("<script>alert(1)</script>客户讲方言听不懂怎么办", DIALECT),
        ("客户\u200b讲\u202e方言听不懂怎么办", DIALECT),
    ],
)
def test_the_right_clause_leads(question: str, unit_id: str) -> None:
    answer = ask(question)
    check(answer)
    assert answer.status is Status.ANSWERED
    assert answer.citations[0].unit.unit_id == unit_id
    assert answer.retrieved[0].unit_id == unit_id


def test_other_organisations_rules_for_the_same_case_follow() -> None:
    answer = ask("客户讲方言听不懂怎么办")
    assert {citation.unit.issuer for citation in answer.citations} == {"全国棉花交易市场", "三棵树", "福建省纤维检验局"}
    assert [citation.relation for citation in answer.citations] == ["leads", "also", "also"]


def test_slang_for_dialect_leads_to_a_clause_on_dialect() -> None:
    """Three organisations have one; whose leads is the examples' to say."""
    answer = ask("老家话听不明白咋整")
    check(answer)
    lead = answer.citations[0].unit
    assert re.search("方言|口音", to_simplified("".join((*lead.context, lead.unit_text))))


def test_a_scope_keeps_everything_else_out() -> None:
    answer = ask("客户讲方言听不懂怎么办", scope=("福建省纤维检验局",))
    check(answer)
    assert {each.unit_id.partition("#")[0] for each in answer.retrieved} == {"fujian-fibre-inspection"}
    assert {citation.unit.issuer for citation in answer.citations} == {"福建省纤维检验局"}


def test_an_unknown_scope_is_an_error_that_lists_the_names() -> None:
    answer = ask("客户讲方言听不懂怎么办", scope=("不存在的公司",))
    check(answer)
    assert answer.status is Status.ERROR
    assert "三棵树" in answer.text


@pytest.mark.parametrize("question", ["", "   ", "？！", "x" * 100_000, "\u200b\u202e", "\x00\x01"])
def test_what_is_no_question_is_an_error_in_one_sentence_and_the_next_question_works(question: str) -> None:
    answer = ask(question)
    check(answer)
    assert answer.status is Status.ERROR
    assert "\n" not in answer.text
    assert len(answer.question) <= 2_000
    assert ask("客户讲方言听不懂怎么办").status is Status.ANSWERED


@pytest.mark.parametrize(
    "question", ["今天天气怎么样", "what's the weather like today", "加班费怎么算", "谁是美国总统"]
)
def test_what_the_regulations_do_not_settle_is_refused(question: str) -> None:
    answer = ask(question)
    check(answer)
    assert answer.status is Status.NOT_COVERED
    assert "请示主管领导" in answer.text  # whom the regulations tell the agent to ask
    assert "第十九条" in answer.text
    assert answer.retrieved[0].locator in answer.text  # the nearest clauses, called merely near


def test_a_scope_without_a_rule_on_whom_to_ask_still_says_to_ask() -> None:
    answer = ask("今天天气怎么样", scope=("福建省纤维检验局",))
    assert answer.status is Status.NOT_COVERED
    assert "第十九条" not in answer.text
    assert "请先请示主管领导再答复" in answer.text
    assert "只查了所选范围" in answer.text


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("第九十九条", "到第三十七条为止"),
        ("棉花交易市场第九十九条怎么规定", "《全国棉花交易市场客户服务人员行为规范》到第三十七条为止"),
        ("第三十条第二十项", "第三十条下没有（二十）"),
        ("clause 99", "第三十七条"),
    ],
)
def test_a_clause_that_does_not_exist_is_not_covered(question: str, says: str) -> None:
    answer = ask(question)
    check(answer)
    assert answer.status is Status.NOT_COVERED
    assert says in answer.text


def test_a_number_that_fits_too_many_regulations_is_asked_back_for() -> None:
    answer = ask("第三条")
    check(answer)
    assert answer.status is Status.NEEDS_DETAIL
    assert "《全国棉花交易市场客户服务人员行为规范》" in answer.text
    assert "？" in answer.text


def test_a_number_that_fits_three_regulations_gives_every_match() -> None:
    answer = ask("第六条")
    check(answer)
    assert answer.status is Status.ANSWERED
    assert len({citation.unit.regulation_id for citation in answer.citations}) == 3


def test_a_whole_clause_is_given_with_its_items() -> None:
    answer = ask("第三十条")
    assert [citation.unit.locator for citation in answer.citations][:2] == ["第三十条", "第三十条（一）"]
    assert len(answer.citations) == 16


def test_a_false_premise_about_a_clause_is_answered_by_that_clause() -> None:
    answer = ask("第三十条允许直接挂机，对吗")
    check(answer)
    assert all(citation.unit.locator.startswith("第三十条") for citation in answer.citations)
    assert answer.points[0].kind is PointKind.NEVER
    assert answer.text.startswith("严禁直接挂机")
    assert len(answer.citations) <= 4  # not the whole article


@pytest.mark.parametrize(
    ("question", "expected"),
    [("那第七项呢", "cotton-exchange-conduct#30(7)"), ("第十项呢", "cotton-exchange-conduct#30(10)")],
)
def test_a_look_up_goes_on_from_the_clause_before(question: str, expected: str) -> None:
    answer = ask(question, history=(Turn("user", "第三十条第六项说什么"), Turn("assistant", "…")))
    assert answer.citations[0].unit.unit_id == expected


def test_a_follow_up_uses_the_history_and_a_new_question_does_not() -> None:
    history = (Turn("user", "客户讲方言听不懂怎么办"), Turn("assistant", "…"))
    assert ask("要是他还是说方言呢", history=history).citations[0].unit.unit_id == DIALECT
    fresh, after = ask("投诉多久要答复"), ask("投诉多久要答复", history=history)
    assert [each.unit_id for each in fresh.retrieved] == [each.unit_id for each in after.retrieved]
    assert fresh.text == after.text


def test_the_same_question_always_gets_the_same_answer() -> None:
    first, second = ask("客户骂人怎么办"), ask("客户骂人怎么办")
    assert (first.text, first.points, first.retrieved) == (second.text, second.points, second.retrieved)


def test_every_answer_keeps_its_promises() -> None:
    """Over all questions the constants were chosen on, some of them inside a scope too."""
    for place, question in enumerate((*ANSWERED[::3], *ANSWERED_IN_ENGLISH, *NOT_SETTLED[::2])):
        check(answer_to(question))
        if place % 8 == 0:
            check(ask(question, scope=("三棵树", "全国棉花交易市场")))


def test_without_an_index_opening_says_what_to_do(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(NoIndexBuilt, match="assistant index build"):
        open_assistant(tmp_path_factory.mktemp("empty"))


def follow(*questions: str) -> Answer:
    """Ask questions one after the other and give the last answer."""
    history: tuple[Turn, ...] = ()
    for question in questions[:-1]:
        history += (Turn("user", question), Turn("assistant", ask(question, history=history).text))
    return ask(questions[-1], history=history)


@pytest.mark.parametrize(
    ("questions", "unit_ids"),
    [
        (("第三条", "全国棉花交易市场的"), ["cotton-exchange-conduct#3"]),
        (("第三条", "第二个"), ["department-statute#3"]),
        (("clause 3", "the second one"), ["department-statute#3"]),
        (("第三条", "第二个", "福建的呢"), ["fujian-fibre-inspection#3"]),
        (("第三十条第六项和第七项",), [DIALECT, "cotton-exchange-conduct#30(7)"]),
        (("第三十条第六项怎么说？另外第十九条呢",), [DIALECT, "cotton-exchange-conduct#19"]),
        (("第十九条到第二十一条",), [f"cotton-exchange-conduct#{number}" for number in (19, 20, 21)]),
        ((DIALECT,), [DIALECT]),
        (("cotton-exchange-conduct#27",), ["cotton-exchange-conduct#27(1)", "cotton-exchange-conduct#27(2)"]),
        (("6.1(7)a",), [f"fujian-fibre-inspection#6.1(7)*{place}/a" for place in (1, 2, 3, 4)]),
        (("第六章", "第三十条第六项"), [DIALECT]),
    ],
)
def test_a_look_up_gives_exactly_the_clauses_named(questions: tuple[str, ...], unit_ids: list[str]) -> None:
    answer = follow(*questions)
    check(answer)
    assert [citation.unit.unit_id for citation in answer.citations] == unit_ids


@pytest.mark.parametrize(
    ("question", "says"),
    [("第六章", "第二十九条、第三十条、"), ("chapter 6", "第三十条"), ("第三十条到第三十二条", "第三十一条")],
)
def test_what_holds_too_many_clauses_is_asked_back_for(question: str, says: str) -> None:
    answer = ask(question)
    check(answer)
    assert answer.status is Status.NEEDS_DETAIL
    assert says in answer.text


def test_an_id_that_is_none_is_not_covered() -> None:
    assert ask("cotton-exchange-conduct#999").status is Status.NOT_COVERED


@pytest.mark.parametrize(
    ("questions", "regulation_id"),
    [
        (("客户讲方言听不懂怎么办", "三棵树怎么规定的？"), "skshu-logistics"),
        (("客户讲方言听不懂怎么办", "福建那边呢"), "fujian-fibre-inspection"),
        (("客户讲方言听不懂怎么办", "福建那边呢", "棉花呢"), "cotton-exchange-conduct"),
    ],
)
def test_the_topic_goes_on_in_the_organisation_named(questions: tuple[str, ...], regulation_id: str) -> None:
    answer = follow(*questions)
    check(answer)
    assert answer.status is Status.ANSWERED
    assert {each.unit_id.partition("#")[0] for each in answer.retrieved} == {regulation_id}
    assert (
        "方言" in " ".join((*answer.citations[0].unit.context, answer.citations[0].unit.text)) or "口音" in answer.text
    )


@pytest.mark.parametrize(
    ("questions", "alone"),
    [(("男士能染发吗", "那女士呢"), "女士能染发吗"), (("客户讲方言听不懂怎么办", "那投诉呢"), "投诉怎么办")],
)
def test_a_new_subject_is_answered_as_if_asked_whole(questions: tuple[str, ...], alone: str) -> None:
    assert follow(*questions).text == ask(alone).text


@pytest.mark.parametrize("question", ["how fast must I answer the phone", "how quickly should the phone be picked up"])
def test_answering_the_telephone_is_no_answer_to_a_complaint(question: str) -> None:
    answer = ask(question)
    assert "铃" in answer.points[0].text
    assert not any("投诉" in point.text for point in answer.points)


def test_words_that_lost_bytes_are_shown_with_a_warning(tmp_path: Path) -> None:
    """Also where a clause is looked up; and nobody reads them out."""
    damaged = make_unit("conduct#2", "客户讲方言听不懂时，应当说：“请您�煌ɑ啊�”，不得挂断。")
    index = ClauseIndex.build((UNITS[0], damaged), REGULATIONS[:1], CountingEmbedder(), tmp_path / "v")
    for question in ("conduct#2", "客户讲方言听不懂怎么办"):
        answer = Assistant(index).answer(question)
        if answer.status is Status.ANSWERED and answer.citations[0].unit == damaged:
            assert "文字有受损" in answer.note or "damaged" in answer.note
            assert answer.text.endswith(answer.note)
            assert not any(point.kind is PointKind.SAY for point in answer.points)
    assert Assistant(index).answer("conduct#2").note
    assert not Assistant(index).answer("conduct#1").note
