"""Questions suggested while typing and after an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fake_assistant import UNITS, FakeClauseIndex

from assistant.suggesting import Suggestions

DIALECT, WRONG_NUMBER, ENGLISH = "客户说方言听不懂怎么说", "打错电话怎么答", "what to say to a dialect caller"


@pytest.fixture(scope="module")
def suggestions() -> Suggestions:
    return Suggestions(FakeClauseIndex())


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("方言", [DIALECT]),
        ("方 言", [DIALECT]),  # blanks and script say nothing
        ("打錯電話", [WRONG_NUMBER]),
        ("fangyan", [DIALECT]),  # pinyin, whichever way -ng is typed
        ("fanyan", [DIALECT]),
        ("dcdh", [WRONG_NUMBER]),  # initials
        ("angyan", []),  # begins inside a syllable
        ("dialect", [ENGLISH]),
        ("say dial", [ENGLISH]),  # beginnings of words, in any order
        ("方", []),  # too short to say anything
        ("刻户讲放", []),  # what was mistyped on purpose is never shown
        ("天气预报", []),
        ("", []),
        (DIALECT, []),  # nothing is left to complete
    ],
)
def test_what_is_typed_is_completed(suggestions: Suggestions, typed: str, suggested: list[str]) -> None:
    assert [each.question for each in suggestions.complete(typed)] == suggested


def test_only_the_scope_is_suggested(suggestions: Suggestions) -> None:
    assert suggestions.complete("方言", frozenset({"fujian-fibre-inspection"})) == ()


def test_a_suggestion_names_the_unit_that_answers_it(suggestions: Suggestions) -> None:
    assert suggestions.complete("方言")[0].unit == UNITS[0]


def test_after_an_answer_comes_what_stands_beside_it_and_never_what_was_asked(suggestions: Suggestions) -> None:
    lead = UNITS[0].unit_id
    assert [each.question for each in suggestions.after([lead], ["方言"])][-1:] == [WRONG_NUMBER]
    assert WRONG_NUMBER not in [each.question for each in suggestions.after([lead], [WRONG_NUMBER])]
    assert suggestions.after([], ["方言"]) == ()


def test_an_english_question_is_followed_by_english_ones(suggestions: Suggestions) -> None:
    found = suggestions.after([UNITS[1].unit_id], ["wrong number"], "en")
    assert [each.question for each in found] == [ENGLISH]


def test_chinese_users_see_no_english(suggestions: Suggestions) -> None:
    assert ENGLISH not in [each.question for each in suggestions.after([UNITS[1].unit_id], ["打错了"])]


def test_the_next_version_has_what_it_would_have_by_itself_and_shares_what_is_the_same() -> None:
    """Also where clauses moved, a question went, or characters are read in another way."""
    before = Suggestions(FakeClauseIndex())
    moved = FakeClauseIndex(units=(replace(UNITS[0], text="另一句话。"), *UNITS[1:]))
    fewer = FakeClauseIndex(example_questions=FakeClauseIndex().example_questions[1:])
    for index, shared in ((moved, True), (fewer, False), (DeafIndex(), False)):
        after, alone = Suggestions(index, before), Suggestions(index)
        assert (after._texts is before._texts) == shared
        for typed in ("方言", "打错电话", "fangyan", "dcdh", "dialect"):
            assert after.complete(typed) == alone.complete(typed)
        assert after.after([UNITS[0].unit_id], ["方言"]) == alone.after([UNITS[0].unit_id], ["方言"])
    assert Suggestions(moved, before).complete("方言")[0].unit.text == "另一句话。"


class DeafIndex(FakeClauseIndex):
    """Tells nothing of how characters are read."""

    def sound_of(self, character: str) -> str:
        return character
