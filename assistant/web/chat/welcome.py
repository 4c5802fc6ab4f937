"""The questions offered where nothing was asked yet: such as the regulations of now answer.

A welcome that offers what ends in a refusal teaches people not to ask. Knows nothing of how questions are drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from assistant.answer import Answer, Status
from assistant.answering import Assistant
from assistant.live import PerIndex
from assistant.suggesting import is_shown
from index.clause_index import ClauseIndex

# Each shows another way to ask: spoken, for wording, for a time limit, by number, in Traditional characters, in English.
QUESTIONS = (
    "客户讲方言听不懂怎么办",
    "客户情绪激动破口大骂怎么处理",
    "复杂投诉多久要给答复",
    "接到无声电话应该怎么说",
    "第三十条第六项怎么规定的",
    "客戶打錯電話要怎麼說",
    "How do I handle a dialect caller?",
)


class Welcome:
    """The questions of the welcome, chosen once for each index."""

    def __init__(self, assistant: Assistant) -> None:
        """Choose for an assistant.

        :param assistant: Whose regulations; a ``LiveAssistant`` or one that never changes.
        """
        self._assistant = assistant
        self._chosen: dict[tuple[str, int], tuple[str, ...]] = {}
        self._of_now = PerIndex(assistant, self._choose)

    def __call__(self) -> tuple[str, ...]:
        """Give the questions of now."""
        return self._of_now()

    def _choose(self, index: ClauseIndex) -> tuple[str, ...]:
        """Choose anew where a version, or what is in force of it, is another; a trainer's example alone changes nothing here."""
        known = (index.version, len(index.units))
        if known not in self._chosen:
            questions = welcome_questions(index, self._assistant.extractive(index).answer)
            self._chosen = {known: tuple(islice(questions, len(QUESTIONS)))}
        return self._chosen[known]


def welcome_questions(index: ClauseIndex, answer: Callable[[str], Answer]) -> Iterator[str]:
    """Yield the questions that the regulations answer, then example questions of theirs.

    :param index: The regulations.
    :param answer: Answers from them.
    :yield: First those of ``QUESTIONS`` that are answered without asking back; then one example question a regulation.
    """
    yield from (question for question in QUESTIONS if answer(question).status is Status.ANSWERED)
    told = set()
    for example in index.example_questions:
        regulation_id = index.units[example.row].regulation_id
        if regulation_id not in told and example.kind != "english" and is_shown(example):
            told.add(regulation_id)
            yield example.text
