"""The welcome offers only what the regulations of now answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from fake_assistant import EXAMPLES, FakeAssistant, FakeClauseIndex
from real_corpus import real_assistant

from assistant.answer import Answer
from assistant.web.chat.welcome import QUESTIONS, Welcome, welcome_questions

if TYPE_CHECKING:
    from assistant.answering import Assistant
    from index.clause_index import ClauseIndex


def welcome_of(assistant: FakeAssistant) -> Welcome:
    return Welcome(cast("Assistant", assistant))


def index_of(assistant: FakeAssistant) -> ClauseIndex:
    return cast("ClauseIndex", assistant.clause_index)


def test_what_the_programs_own_regulations_answer_is_offered_whole() -> None:
    assistant = real_assistant()
    offered = welcome_questions(assistant.clause_index, assistant.answer)
    assert tuple(next(offered) for _ in QUESTIONS) == QUESTIONS


def test_what_ends_in_a_refusal_is_not_offered_and_examples_of_each_regulation_take_its_place() -> None:
    offered = welcome_of(FakeAssistant())()
    assert offered[:3] == ("客户讲方言听不懂怎么办", "复杂投诉多久要给答复", "How do I handle a dialect caller?")
    assert "接到无声电话应该怎么说" not in offered
    assert offered[3:] == (EXAMPLES[0].text,)  # both examples are of one regulation; the mistyped one is of none


def test_another_version_offers_what_it_answers() -> None:
    assistant = FakeAssistant()
    welcome = welcome_of(assistant)
    before = welcome()
    assistant.clause_index = replace(FakeClauseIndex(), version="next", example_questions=())
    assert welcome() == before[:3]


def test_nothing_is_asked_twice_of_one_version() -> None:
    asked = []

    class Counting(FakeAssistant):
        def extractive(self, index: FakeClauseIndex) -> FakeAssistant:
            asked.append(index.version)
            return super().extractive(index)

    assistant = Counting()
    welcome = welcome_of(assistant)
    welcome()
    assistant.clause_index = replace(
        assistant.clause_index
    )  # a trainer's example makes another index of the same version
    welcome()
    assert len(asked) == 1


def test_without_any_answer_and_any_example_nothing_is_offered() -> None:
    fake = FakeAssistant(FakeClauseIndex(example_questions=()))

    def refuse(question: str) -> Answer:
        return fake.answer(f"天气{question[:1]}")

    assert tuple(welcome_questions(index_of(fake), refuse)) == ()
