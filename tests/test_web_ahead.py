"""An answer begun as Enter is pressed: taken over by the question it was begun for, and by no other."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

import pytest
from fake_assistant import COTTON, FakeAssistant
from fastapi.testclient import TestClient
from test_web_streaming import SENTENCE, Phrasing
from web_site import HERE, ask, asked_by, callbacks_over

from assistant.answer import Answer, Turn
from assistant.answering import Assistant
from assistant.state.database import open_database
from assistant.web.app import create_app
from assistant.web.chat import ahead
from assistant.web.chat.ahead import AT_ONCE, AnswersAhead
from assistant.web.chat.callbacks import Callbacks
from assistant.web.chat.conversation import Conversation

DIALECT, COMPLAINT = "客户讲方言听不懂怎么办", "投诉多久回复"


def over(fake: FakeAssistant) -> AnswersAhead:
    return AnswersAhead(cast("Assistant", fake))


def chat_over(folder: Path, fake: FakeAssistant) -> tuple[Callbacks, AnswersAhead]:
    chat = callbacks_over(folder, fake)
    return chat, chat._ahead


class Held(FakeAssistant):
    """Answers once it is let."""

    let = threading.Event()

    def answer(self, question: str, history: Sequence[Turn] = (), scope: Sequence[str] = ()) -> Answer:
        assert self.let.wait(20)
        return super().answer(question, history, scope)


class Broken(FakeAssistant):
    """Fails at the first question."""

    def answer_in_parts(
        self, question: str, history: Sequence[Turn] = (), scope: Sequence[str] = ()
    ) -> Iterator[Answer]:
        self.asked.append((question, tuple(history), tuple(scope)))
        raise RuntimeError(question)
        yield


def test_a_question_is_answered_once_though_it_was_begun_before_it_came(tmp_path: Path) -> None:
    fake = FakeAssistant()
    chat, begun = chat_over(tmp_path, fake)
    assert begun.begin(None, "", DIALECT, ())
    first = ask(chat, DIALECT, Conversation(), asked_by())
    assert [question for question, *_ in fake.asked] == [DIALECT]
    assert "请您讲普通话" in first.turns
    assert begun.begin(None, first.conversation.conversation_id, COMPLAINT, (COTTON.issuer,))
    second = ask(chat, COMPLAINT, first.conversation, asked_by(), COTTON.issuer)
    assert [question for question, *_ in fake.asked] == [DIALECT, COMPLAINT]
    assert fake.asked[-1] == (COMPLAINT, first.conversation.history, (COTTON.issuer,))
    assert "24小时" in second.turns


@pytest.mark.parametrize(
    ("user_id", "conversation", "question", "scope"),
    [
        (7, "", DIALECT, ()),  # another person's
        (None, "", "客户讲方言听不懂怎么", ()),  # typed on
        (None, "", DIALECT, (COTTON.issuer,)),  # of another unit
    ],
)
def test_what_was_begun_for_another_question_is_not_taken(
    tmp_path: Path, user_id: int | None, conversation: str, question: str, scope: tuple[str, ...]
) -> None:
    fake = FakeAssistant()
    chat, begun = chat_over(tmp_path, fake)
    assert begun.begin(user_id, conversation, question, scope)
    assert begun.take(None, Conversation(conversation_id="a"), DIALECT, ()) is None
    ask(chat, DIALECT, Conversation(), asked_by())
    assert sorted(asked for asked, *_ in fake.asked) == sorted([question, DIALECT])


def test_a_conversation_that_went_on_meanwhile_is_answered_from_what_was_said_last(tmp_path: Path) -> None:
    fake = FakeAssistant()
    chat, begun = chat_over(tmp_path, fake)
    first = ask(chat, DIALECT, Conversation(), asked_by())
    assert begun.begin(None, first.conversation.conversation_id, COMPLAINT, ())
    second = ask(chat, "第三条", first.conversation, asked_by())
    ask(chat, COMPLAINT, second.conversation, asked_by())
    assert fake.asked[-1] == (COMPLAINT, second.conversation.history, ())


def test_a_conversation_nobody_knows_is_not_begun_and_a_new_one_is() -> None:
    begun = over(FakeAssistant())
    assert not begun.begin(None, "of yesterday", DIALECT, ())
    assert begun.begin(None, "", DIALECT, ())
    assert not begun.begin(None, "", DIALECT, ()), "the same question twice"


def test_no_more_are_begun_than_there_are_cores_for() -> None:
    fake = Held()
    begun = over(fake)
    try:
        assert [begun.begin(None, "", f"{DIALECT}{number}", ()) for number in range(AT_ONCE + 1)] == [
            True
        ] * AT_ONCE + [False]
    finally:
        fake.let.set()


def test_what_is_begun_and_never_asked_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "KEPT_SECONDS", -1.0)
    begun = over(FakeAssistant())
    assert begun.begin(None, "", DIALECT, ())
    assert begun.begin(None, "", COMPLAINT, ())
    assert begun.take(None, Conversation(), DIALECT, ()) is None


def test_an_answer_that_could_not_be_begun_is_said_in_one_sentence(tmp_path: Path) -> None:
    fake = Broken()
    chat, begun = chat_over(tmp_path, fake)
    assert begun.begin(None, "", DIALECT, ())
    drawn = ask(chat, DIALECT, Conversation(), asked_by())
    assert len(fake.asked) == 1
    assert "card-error" in drawn.turns


def test_an_answer_in_parts_goes_on_where_it_was_begun(tmp_path: Path) -> None:
    fake = Phrasing()
    chat, begun = chat_over(tmp_path, fake)
    assert begun.begin(None, "", DIALECT, ())
    parts = [drawn.turns for drawn in chat.ask(DIALECT, Conversation(), "", asked_by())]
    assert len(fake.asked) == 1
    assert len(parts) == len(list(callbacks_over(tmp_path, Phrasing()).ask(DIALECT, Conversation(), "", asked_by())))
    assert SENTENCE.removesuffix("[1]。") in parts[1]


def test_the_page_may_say_anything_at_all(tmp_path: Path) -> None:
    fake = FakeAssistant()
    app = create_app(cast("Assistant", fake), open_database(tmp_path), on_loopback=True)
    with TestClient(app, base_url=HERE) as client:
        said = [
            {"question": DIALECT, "conversation": "", "scope": ""},
            {"question": DIALECT, "conversation": "x" * 65},
            {"question": 7},
            {},
        ]
        assert [client.post("/api/ahead", json=body).status_code for body in said] == [204, 422, 422, 422]
        assert client.post("/api/ahead", content=b"{", headers={"content-type": "application/json"}).status_code == 422
        assert client.get("/api/ahead").status_code == 405
        assert "/api/ahead" not in client.get("/openapi.json").json()["paths"], "it belongs to the page"
