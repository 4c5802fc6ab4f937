"""Many chats at once, over a served application: each question is asked by the page's own calls."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from fake_assistant import FakeAssistant, fake_assistant
from web_site import served

from assistant.answer import Answer, Turn
from assistant.state.database import open_database
from assistant.web.app import create_app
from evals.load_bench import hold_chats

if TYPE_CHECKING:
    from assistant.answering import Assistant


def test_each_chat_gets_its_cards_from_the_version_that_answers(tmp_path: Path) -> None:
    assistant = fake_assistant()
    with served(create_app(assistant, open_database(tmp_path), on_loopback=True)) as address:
        asked = asyncio.run(hold_chats(address, ["客户讲方言听不懂怎么办", "dialect caller"], 3, 1.0, 0.1))
    assert len(asked) >= 3, "a chat asked nothing"
    assert [each.error for each in asked if each.error] == []
    assert {each.version for each in asked} == {assistant.clause_index.version}
    assert all(each.milliseconds > 0 for each in asked)


class Broken(FakeAssistant):
    """Fails at every question."""

    def answer_in_parts(
        self, question: str, history: Sequence[Turn] = (), scope: Sequence[str] = ()
    ) -> Iterator[Answer]:
        raise RuntimeError(question)


def test_a_question_without_an_answer_is_counted_as_an_error(tmp_path: Path) -> None:
    app = create_app(cast("Assistant", Broken()), open_database(tmp_path), on_loopback=True)
    with served(app) as address:
        asked = asyncio.run(hold_chats(address, ["客户讲方言听不懂怎么办"], 1, 0.3, 0.1))
    assert asked
    assert all(each.error for each in asked)
