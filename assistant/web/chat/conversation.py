"""One person's conversation on the page: the answers so far, and how they are drawn.

A value: every question gives a new conversation. Knows nothing of Gradio or how an answer is found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Answer, Status, Turn
from assistant.state.answer_log import Opinion
from assistant.web.chat.card import Titles, draw_turn
from assistant.web.chat.feedback import draw_feedback
from assistant.web.chat.modes import EVERYBODY
from assistant.web.chat.outdated import draw_notice
from assistant.web.escaping import escape

TURNS_KEPT = 30  # a page open all day stays small; an agent's call rarely has ten


@dataclass(frozen=True, slots=True)
class Conversation:
    """The answers of one conversation, oldest first."""

    answers: tuple[Answer, ...] = ()
    first_turn: int = 1  # number of the oldest answer kept
    asked: tuple[int, ...] = ()  # characters of each question as typed; an answer repeats only the start of a long one
    answer_ids: tuple[str, ...] = ()  # in the log; empty for an answer that is not in it
    conversation_id: str = ""  # in the log
    user_id: int | None = None  # whose it is

    def with_answer(self, answer: Answer, characters: int = 0, answer_id: str = "") -> Conversation:
        """Give the conversation with one more answer, the oldest let go beyond what is kept.

        :param answer: The answer.
        :param characters: How many its question had as typed, where the answer does not repeat all of it.
        :param answer_id: Its id in the log.
        :return: The longer conversation.
        """
        answers, asked = (*self.answers, answer), (*self.asked, max(characters, len(answer.question)))
        dropped = max(0, len(answers) - TURNS_KEPT)
        return replace(
            self,
            answers=answers[dropped:],
            first_turn=self.first_turn + dropped,
            asked=asked[dropped:],
            answer_ids=(*self.answer_ids, answer_id)[dropped:],
        )

    def with_answer_at(self, turn: int, answer: Answer, answer_id: str = "") -> Conversation:
        """Give the conversation with another answer in place of a turn's; the same one where that turn was let go.

        :param turn: Its number.
        :param answer: The answer, further on than the one before.
        :param answer_id: Its id in the log.
        :return: The conversation.
        """
        place = turn - self.first_turn
        if not 0 <= place < len(self.answers):
            return self
        return replace(
            self,
            answers=(*self.answers[:place], answer, *self.answers[place + 1 :]),
            answer_ids=(*self.answer_ids[:place], answer_id, *self.answer_ids[place + 1 :]),
        )

    def answer_of(self, turn: int) -> Answer | None:
        """Find the answer of a turn, if it is still kept."""
        place = turn - self.first_turn
        return self.answers[place] if 0 <= place < len(self.answers) else None

    def answer_id_of(self, turn: int) -> str:
        """Find the id of a turn's answer in the log; empty where it is not in it."""
        place = turn - self.first_turn
        return self.answer_ids[place] if 0 <= place < len(self.answer_ids) else ""

    @property
    def history(self) -> tuple[Turn, ...]:
        """What was said so far, as the assistant takes it; questions that could not be read are left out."""
        return tuple(
            turn
            for answer in self.answers
            if answer.status is not Status.ERROR
            for turn in (Turn("user", answer.question), Turn("assistant", answer.text))
        )

    @property
    def last_turn(self) -> int:
        """Number of the newest answer."""
        return self.first_turn + len(self.answers) - 1


def draw_conversation(conversation: Conversation, titles: Titles, opinions: Mapping[str, Opinion] | None = None) -> str:
    """Draw all turns of a conversation.

    :param conversation: The conversation; it has a turn.
    :param titles: How regulations are named to an agent.
    :param opinions: What was said of its answers, by their ids in the log.
    :return: HTML in which everything people typed or published is escaped.
    """
    first, last = conversation.first_turn, conversation.last_turn
    turns = "".join(draw_one_turn(conversation, turn, titles, opinions) for turn in range(first, last + 1))
    return draw_frame(conversation, draw_older(conversation) + turns)


def draw_frame(conversation: Conversation, turns: str = "") -> str:
    """Draw what turns stand in; ``dialogue.js`` puts turns that come one by one into it."""
    name = escape(conversation.conversation_id)
    return f'<div class="turns" role="log" aria-live="polite" data-conversation="{name}">{turns}</div>'


def draw_one_turn(
    conversation: Conversation, turn: int, titles: Titles, opinions: Mapping[str, Opinion] | None = None
) -> str:
    """Draw one turn: the question, the card, and at its foot what is said of the answer.

    :param conversation: The conversation.
    :param turn: One that is kept.
    :param titles: How regulations are named to an agent.
    :param opinions: What was said of answers, by their ids in the log.
    :return: HTML, escaped.
    """
    place = turn - conversation.first_turn
    answer, answer_id = conversation.answers[place], conversation.answer_ids[place]
    judged = answer_id and answer.status is not Status.ERROR  # a question that cannot be read has no answer to judge
    said = (opinions or {}).get(answer_id)
    foot = draw_notice(answer) + (draw_feedback(answer_id, answer.language, said) if judged else "")
    return draw_turn(answer, turn, titles, conversation.asked[place], foot)


def draw_older(conversation: Conversation) -> str:
    """Draw what stands above the first turn where older ones were let go; else nothing."""
    return '<p class="older">更早的问答已收起</p>' if conversation.first_turn > 1 else ""


def draw_following(questions: Sequence[str]) -> str:
    """Draw questions that a click asks, below the newest answer."""
    if not questions:
        return ""
    return f'<nav class="following" aria-label="接着问">{_chips(questions)}</nav>'


def draw_all_units(question: str) -> str:
    """Draw the button that asks a question of all units; ``question.js`` changes the selector with it."""
    button = f'<button type="button" class="example" data-all-units data-question="{escape(question)}">按{EVERYBODY}问这个问题</button>'
    return f'<nav class="following" aria-label="接着问"><ul class="examples"><li>{button}</li></ul></nav>'


def draw_welcome(questions: Sequence[str]) -> str:
    """Draw what stands where nothing was asked yet."""
    return (
        '<div class="welcome"><h2>现在遇到什么情况？</h2>'
        "<p>用自己的话问，答案逐字引自规定，并注明条款。</p>"
        f"{_chips(questions)}"
        '<p class="keys"><kbd>Enter</kbd> 提问　<kbd>↑</kbd> 上一问　<kbd>Alt</kbd>+<kbd>C</kbd> 复制话术<span class="over">　<kbd>Esc</kbd> 关闭原文</span></p></div>'
    )


def _chips(questions: Sequence[str]) -> str:
    """Draw questions as a list of buttons."""
    if not questions:
        return ""
    chips = "".join(
        f'<li><button type="button" class="example" data-question="{escape(question)}">{escape(question)}</button></li>'
        for question in questions
    )
    return f'<ul class="examples" aria-label="可以问的问题">{chips}</ul>'
