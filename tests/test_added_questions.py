"""Questions added after a build: in effect at once, local, and gone without a trace when taken away."""

from __future__ import annotations

import numpy as np
import pytest
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder

from assistant.answer import Status
from assistant.answering import Assistant
from corpus.question_bank import ExampleQuestion
from index.added_questions import AddedQuestions, question_key
from index.clause_index import ClauseIndex
from index.examples import Example

QUERIES = ("客户讲方言听不懂", "接听电话", "投诉多久回复", "着装", "hello", "挂断电话可以吗", "顾客老是唱歌")
SINGING = "顾客在电话里唱歌怎么办"
ROWS = {unit.unit_id: row for row, unit in enumerate(UNITS)}
BANK = {
    unit.unit_id: (ExampleQuestion(f"{unit.unit_text[:6]}怎么办", "formal", "bank-01", "drafted"),)
    for unit in UNITS[:5]
}  # the last two units have none


@pytest.fixture(scope="module", params=["with examples", "without"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ClauseIndex:
    folder = tmp_path_factory.mktemp("added") / "v1"
    bank = BANK if request.param == "with examples" else None
    return ClauseIndex.build(UNITS, REGULATIONS, CountingEmbedder(), folder, bank=bank)


def added(questions: dict[str, str], left_open: tuple[str, ...] = (), revision: int = 1) -> AddedQuestions:
    """Questions by their unit, with the vectors of the counting embedder."""
    embedder = CountingEmbedder()
    examples = [Example(ROWS[unit_id], text, "colloquial", "trainer", "trainer") for text, unit_id in questions.items()]
    vectors = embedder.embed_questions([example.text for example in examples]) if examples else np.empty((0, 6), "f4")
    return AddedQuestions(
        revision, examples, vectors, left_open, embedder.embed_questions(left_open) if left_open else None
    )


def test_a_corrected_question_leads_to_its_unit_and_says_so_in_the_version(index: ClauseIndex) -> None:
    corrected = index.with_added(added({SINGING: "conduct#4"}, revision=7))
    assert corrected.version == f"{index.version}+7"
    answer = Assistant(corrected).answer(SINGING)
    assert answer.status is Status.ANSWERED
    assert answer.citations[0].unit.unit_id == "conduct#4"
    assert answer.retrieved[0].unit_id == "conduct#4"
    assert answer.index_version == f"{index.version}+7"


@pytest.mark.parametrize(
    "asked",
    [
        "顧客在電話裡唱歌，怎麼辦？",  # Traditional, other signs
        " 顾客 在电话里唱歌怎么办 ",
        "顾客在电话里唱歌怎么办!!",
    ],
)
def test_the_same_question_in_another_dress_is_the_same_question(index: ClauseIndex, asked: str) -> None:
    corrected = Assistant(index.with_added(added({SINGING: "conduct#4"})))
    assert corrected.answer(asked).retrieved[0].unit_id == "conduct#4"


def test_paraphrases_rise_by_their_words(index: ClauseIndex) -> None:
    corrected = index.with_added(added({SINGING: "conduct#4"}))

    def place(searched: ClauseIndex) -> int:
        ids = [hit.unit.unit_id for hit in searched.search("顾客老是唱歌")]
        return ids.index("conduct#4") if "conduct#4" in ids else len(UNITS)

    assert place(corrected) < place(index)
    assert place(corrected) == 0


def test_what_shares_nothing_with_an_added_question_is_ranked_as_before(index: ClauseIndex) -> None:
    corrected = index.with_added(added({SINGING: "conduct#4"}))
    before = [index.find("投诉多久回复").hits[0].unit.unit_id, index.find("严禁先于客户挂断").hits[0].unit.unit_id]
    after = [
        corrected.find("投诉多久回复").hits[0].unit.unit_id,
        corrected.find("严禁先于客户挂断").hits[0].unit.unit_id,
    ]
    assert after == before


def test_taken_away_it_is_as_before_bit_for_bit(index: ClauseIndex) -> None:
    back = index.with_added(added({SINGING: "conduct#4"})).with_added(None)
    assert back.version == index.version
    empty = index.with_added(added({}))  # withdrawn: the revision goes on, nothing is found otherwise
    for query in QUERIES:
        for scope in (None, frozenset({"manual"})):
            assert back.find(query, regulations=scope) == index.find(query, regulations=scope)
            assert empty.find(query, regulations=scope) == index.find(query, regulations=scope)


def test_the_scope_holds_for_added_questions(index: ClauseIndex) -> None:
    corrected = Assistant(index.with_added(added({SINGING: "conduct#4"})))
    answer = corrected.answer(SINGING, scope=("manual",))
    assert all(one.unit_id.startswith("manual#") for one in answer.retrieved)


def test_a_question_marked_as_left_open_is_refused_and_others_are_not(index: ClauseIndex) -> None:
    asked = "接听电话时使用普通话吗"
    assert Assistant(index.with_added(added({asked: "conduct#1"}))).answer(asked).status is Status.ANSWERED
    assert Assistant(index.with_added(added({}, (asked,)))).answer(asked).status is Status.NOT_COVERED


def test_a_question_without_a_subject_is_led_to_its_unit_only_when_it_stands_alone(index: ClauseIndex) -> None:
    corrected = Assistant(index.with_added(added({"那怎么办": "conduct#4"})))
    from assistant.answer import Turn

    history = (Turn("user", "投诉多久回复"), Turn("assistant", "二十四小时内回复[1]"))
    assert corrected.answer("那怎么办", history).retrieved[0].unit_id != "conduct#4"


def test_as_many_vectors_as_questions_or_none() -> None:
    with pytest.raises(ValueError, match="vectors"):
        AddedQuestions(1, [Example(0, "问", "colloquial", "t", "trainer")], np.empty((0, 6), dtype=np.float32))


def test_one_form_for_the_same_question() -> None:
    assert question_key("Ｈow to 說？") == question_key("how to说") == "howto说"
