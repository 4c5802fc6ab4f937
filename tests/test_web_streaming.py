"""An answer that comes in parts: what the page shows of each, and that the last alone is logged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import gradio as gr
from fake_assistant import COTTON, FakeAssistant
from sqlalchemy import select
from web_site import asked_by, callbacks_over

from assistant.answer import Answer, Turn
from assistant.answering import Assistant
from assistant.live import LiveSuggestions
from assistant.state.database import open_database
from assistant.state.tables import answers
from assistant.web.chat.conversation import Conversation
from assistant.web.chat.history import History
from assistant.web.chat.page import build_chat
from assistant.web.logging_answers import AnswerLog
from assistant.web.rate_limit import RateLimit

SENTENCE = "请客户讲普通话[1]。"
NOTE = "语言模型没有回应。"


class Phrasing(FakeAssistant):
    """Gives its answer as a language model phrases it."""

    answers_at_once = False

    def answer_in_parts(
        self, question: str, history: Sequence[Turn] = (), scope: Sequence[str] = ()
    ) -> Iterator[Answer]:
        answer = self.answer(question, history, scope)
        yield replace(answer, text="")
        yield replace(answer, text=SENTENCE, phrased=SENTENCE)
        yield replace(answer, note=NOTE)


def test_sources_come_first_then_sentences_and_the_last_alone_is_logged(tmp_path: Path) -> None:
    """What the agent types or opens meanwhile is left alone: the panel changes with the first part only."""
    chat = callbacks_over(tmp_path, Phrasing())
    first, second, *_, last = chat.ask("方言", Conversation(), COTTON.issuer, asked_by())
    assert "part-sources" in first.turns
    assert "part-say" in first.turns
    assert "请客户讲普通话" not in first.turns
    assert "请客户讲普通话" in second.turns
    assert [one.turns.count('class="feedback"') for one in (first, second, last)] == [0, 0, 1]
    assert NOTE in last.turns
    assert "正在整理" in second.turns
    assert "正在整理" not in last.turns
    assert (second.source, last.source) == (gr.skip(), gr.skip())
    assert len(last.conversation.answers) == 1
    chat._answer_log.close()
    with open_database(tmp_path).connect() as connection:
        assert len(list(connection.execute(select(answers.c.answer_id)))) == 1


def test_what_was_shown_is_logged_though_the_agent_leaves_before_its_end(tmp_path: Path) -> None:
    """Every answer somebody saw stands in the log: also where a new conversation is begun, or the page closed, meanwhile."""
    chat = callbacks_over(tmp_path, Phrasing())
    parts = chat.ask("方言", Conversation(), COTTON.issuer, asked_by())
    next(parts)
    next(parts)
    parts.close()  # type: ignore[attr-defined]  # a generator, as Gradio closes it
    chat._answer_log.close()
    with open_database(tmp_path).connect() as connection:
        logged = connection.execute(select(answers.c.question, answers.c.text)).all()
    assert [tuple(one) for one in logged] == [("方言", SENTENCE)]


def test_without_a_language_model_there_is_one_part_and_the_scope_is_asked_for(tmp_path: Path) -> None:
    fake = FakeAssistant()
    assert len(list(callbacks_over(tmp_path, fake).ask("方言", Conversation(), COTTON.issuer, asked_by()))) == 1
    assert fake.asked[-1][2] == (COTTON.issuer,)


def test_an_answer_that_comes_whole_is_drawn_once_as_it_is_at_the_end_of_parts(tmp_path: Path) -> None:
    chat = callbacks_over(tmp_path, FakeAssistant())
    drawn = chat.ask_at_once("方言", Conversation(), COTTON.issuer, asked_by())
    *_, last = chat.ask("方言", Conversation(), COTTON.issuer, asked_by())
    assert drawn.source == last.source
    assert drawn.conversation.answers == last.conversation.answers
    assert 'class="feedback"' in drawn.turns
    events = [
        build_chat_events(tmp_path / str(number), each) for number, each in enumerate((FakeAssistant(), Phrasing()))
    ]
    assert events == [{"ask_at_once", "ask_example_at_once"}, {"ask", "ask_example"}]


def build_chat_events(folder: Path, fake: FakeAssistant) -> set[str]:
    """Name what the page of an assistant calls when somebody asks."""
    folder.mkdir()
    assistant, database = cast("Assistant", fake), open_database(folder)
    page = build_chat(
        assistant, LiveSuggestions(assistant), AnswerLog(database), RateLimit(), History(database, folder)
    )
    return {str(one.name) for one in page.fns.values() if str(one.name).startswith("ask")}
