"""An answer that comes in parts: what the page shows of each, that the last alone is logged, and the calls that bring them."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import httpx
import pytest
from fake_assistant import COTTON, FakeAssistant, fake_assistant
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select
from web_site import HERE, chat_over, served

from assistant.answer import Answer, Turn
from assistant.state import sessions, users
from assistant.state.database import open_database
from assistant.state.tables import answers
from assistant.state.users import Role
from assistant.web.app import create_app
from assistant.web.chat import routes
from assistant.web.chat.dialogue import Aim
from assistant.web.chat.routes import BUSY
from assistant.web.identity import LOCAL
from assistant.web.logging_answers import AnswerLog

if TYPE_CHECKING:
    from assistant.answering import Assistant

SENTENCE = "请客户讲普通话[1]。"
NOTE = "语言模型没有回应。"


class Phrasing(FakeAssistant):
    """Gives its answer as a language model phrases it, the last part once it may."""

    answers_at_once = False

    def __init__(self) -> None:
        super().__init__()
        self.may_end = threading.Event()
        self.may_end.set()

    def answer_in_parts(
        self, question: str, history: Sequence[Turn] = (), scope: Sequence[str] = ()
    ) -> Iterator[Answer]:
        answer = self.answer(question, history, scope)
        yield replace(answer, text="")
        yield replace(answer, text=SENTENCE, phrased=SENTENCE)
        self.may_end.wait(20)
        yield replace(answer, note=NOTE)


def _logged(folder: Path) -> list[tuple[str, str]]:
    with open_database(folder).connect() as connection:
        return [(one.question, one.text) for one in connection.execute(select(answers.c.question, answers.c.text))]


def test_sources_come_first_then_sentences_and_the_last_alone_is_logged(tmp_path: Path) -> None:
    """What the agent opens meanwhile is left alone: the panel changes with the first part only."""
    chat = chat_over(tmp_path, Phrasing())
    first, second, *_, last = chat.dialogue.ask("方言", "", COTTON.issuer, LOCAL)
    assert "part-sources" in first.turn
    assert "part-say" in first.turn
    assert "请客户讲普通话" not in first.turn
    assert "请客户讲普通话" in second.turn
    assert [one.turn.count('class="feedback"') for one in (first, second, last)] == [0, 0, 1]
    assert NOTE in last.turn
    assert "正在整理" in second.turn
    assert "正在整理" not in last.turn
    assert [one.source is None for one in (first, second, last)] == [False, True, True]
    assert [one.conversation.last_turn for one in (first, second, last)] == [1, 1, 1]
    chat.log.close()
    assert len(_logged(tmp_path)) == 1


def test_what_was_shown_is_logged_though_the_agent_leaves_before_its_end(tmp_path: Path) -> None:
    """Every answer somebody saw stands in the log: also where a new conversation is begun, or the page closed, meanwhile."""
    chat = chat_over(tmp_path, Phrasing())
    parts = chat.dialogue.ask("方言", "", COTTON.issuer, LOCAL)
    next(parts)
    next(parts)
    parts.close()  # type: ignore[attr-defined]  # a generator, as the call closes it
    chat.log.close()
    assert _logged(tmp_path) == [("方言", SENTENCE)]


def test_citations_of_an_answer_that_is_being_phrased_open_their_clause(tmp_path: Path) -> None:
    """Also once the agent has left it: its turn is its own for good, and the next answer has the next one."""
    chat = chat_over(tmp_path, Phrasing())
    parts = chat.dialogue.ask("方言", "", COTTON.issuer, LOCAL)
    conversation = next(parts).conversation.conversation_id
    shown = chat.dialogue.show_source(conversation, Aim(1, 1), LOCAL)
    assert "<mark>" in shown
    parts.close()  # type: ignore[attr-defined]  # a generator, as the call closes it
    assert chat.dialogue.show_source(conversation, Aim(1, 1), LOCAL) == shown
    *_, last = chat.dialogue.ask("无声电话", conversation, COTTON.issuer, LOCAL)
    assert (last.conversation.conversation_id, last.conversation.last_turn) == (conversation, 2)
    assert 'data-turn="2"' in last.turn
    assert chat.dialogue.show_source(conversation, Aim(1, 1), LOCAL) == shown
    assert [answer.question for answer in last.conversation.answers] == ["方言", "无声电话"]


def test_an_open_conversation_keeps_answers_that_the_log_does_not_have_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opened again before its last answer is written, or where that could not be written, it loses none and numbers none twice."""
    chat = chat_over(tmp_path, FakeAssistant())
    (first,) = chat.dialogue.ask("方言", "", "", LOCAL)
    conversation = first.conversation.conversation_id
    monkeypatch.setattr(AnswerLog, "add", lambda *_: "f" * 32)  # from here on nothing is written
    (second,) = chat.dialogue.ask("无声电话", conversation, "", LOCAL)
    assert second.conversation.last_turn == 2
    opened = chat.dialogue.reopen(conversation, LOCAL).turns
    assert opened.count('class="turn"') == 2
    (third,) = chat.dialogue.ask("方言", conversation, "", LOCAL)
    assert third.conversation.last_turn == 3
    stranger = replace(LOCAL, user_id=7)
    assert "data-turn" not in chat.dialogue.reopen(conversation, stranger).turns


def test_without_a_language_model_there_is_one_part_and_the_scope_is_asked_for(tmp_path: Path) -> None:
    fake = FakeAssistant()
    (part,) = chat_over(tmp_path, fake).dialogue.ask("方言", "", COTTON.issuer, LOCAL)
    assert 'class="feedback"' in part.turn
    assert fake.asked[-1][2] == (COTTON.issuer,)


def test_a_question_that_cannot_be_read_has_no_answer_to_judge(tmp_path: Path) -> None:
    (part,) = chat_over(tmp_path, FakeAssistant()).dialogue.ask("方" * 2001, "", COTTON.issuer, LOCAL)
    assert "card-error" in part.turn
    assert 'class="feedback"' not in part.turn


def _app(fake: FakeAssistant, folder: Path) -> tuple[TestClient, Engine]:
    database = open_database(folder)
    return TestClient(create_app(cast("Assistant", fake), database, on_loopback=True), HERE), database


def test_the_call_of_the_page_goes_on_with_its_conversation(tmp_path: Path) -> None:
    client, _ = _app(FakeAssistant(), tmp_path)
    with client:
        first = client.post("/chat/ask", json={"question": "方言"})
        again = {"question": "那还是听不懂呢", "conversation": first.json()["conversation"]}
        second = client.post("/chat/ask", json=again).json()
        aim = {"conversation": second["conversation"], "turn": 2, "citation": 1}
        clause = client.post("/chat/source", json=aim).json()["source"]
        opened = client.post("/chat/open", json={"conversation": "none"}).json()
        assert opened == client.get("/chat/start").json()
    assert first.headers["cache-control"] == "no-store"
    assert (first.json()["below"] != "", first.json()["older"], first.json()["first_turn"]) == (True, "", 1)
    assert 'data-turn="2"' in second["turn"]
    assert "<mark>" in clause
    assert "welcome" in opened["turns"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/chat/ask", {}),
        ("/chat/ask", {"question": None}),
        ("/chat/ask", {"question": "方言", "conversation": "c" * 401}),
        ("/chat/open", {"conversation": []}),
        ("/chat/source", {"turn": -1}),
        ("/chat/source", {"turn": "x"}),
        ("/chat/source", {"turn": 10**9}),
        ("/chat/clause", {"quote": "x"}),
    ],
)
def test_what_is_no_call_of_the_page_is_refused_in_one_sentence(
    tmp_path: Path, path: str, body: dict[str, object]
) -> None:
    client, _ = _app(FakeAssistant(), tmp_path)
    with client:
        response = client.post(path, json=body)
    assert response.status_code == 422
    assert response.json()["text"].endswith("。")


def test_parts_come_one_by_one_and_who_leaves_is_logged_with_what_was_shown(tmp_path: Path) -> None:
    """Over a served application: the first parts are there while the last is not made."""
    fake = Phrasing()
    fake.may_end.clear()
    with (
        served(create_app(cast("Assistant", fake), open_database(tmp_path), on_loopback=True)) as address,
        httpx.stream("POST", f"{address}/chat/ask", json={"question": "方言"}, timeout=10) as response,
    ):
        lines = response.iter_lines()
        first, second = json.loads(next(lines)), json.loads(next(lines))
        assert "part-sources" in first["turn"]
        assert "请客户讲普通话" in second["turn"]
        response.close()
        fake.may_end.set()
        for _ in range(100):
            if _logged(tmp_path):
                break
            time.sleep(0.05)
    assert [question for question, _ in _logged(tmp_path)] == ["方言"]


class Slow(FakeAssistant):
    """Answers nobody before it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may_answer = threading.Event()

    def answer(self, question: str, history: Sequence[Turn] = (), scope: Sequence[str] = ()) -> Answer:
        self.may_answer.wait(20)
        return super().answer(question, history, scope)


def test_who_comes_when_too_many_wait_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of waiting for seconds; those before are answered."""
    monkeypatch.setattr(routes, "ANSWERS_AT_ONCE", 1)
    monkeypatch.setattr(routes, "WAITING_AT_MOST", 1)
    fake = Slow()
    fake.may_answer.set()  # the welcome asks too
    with served(create_app(cast("Assistant", fake), open_database(tmp_path), on_loopback=True)) as address:
        fake.may_answer.clear()
        codes: list[int] = []

        def ask() -> httpx.Response:
            response = httpx.post(f"{address}/chat/ask", json={"question": "方言"}, timeout=20)
            codes.append(response.status_code)
            return response

        others = [threading.Thread(target=ask) for _ in range(2)]
        for other in others:
            other.start()
            time.sleep(0.3)
        refused = ask()
        fake.may_answer.set()
        for other in others:
            other.join()
    assert (refused.status_code, refused.json()["text"]) == (503, BUSY)
    assert sorted(codes) == [200, 200, 503]


def test_an_account_that_asks_too_fast_is_told_when_to_ask_again(tmp_path: Path) -> None:
    """Its questions by the page and by programs are counted together."""
    database = open_database(tmp_path)
    token = sessions.open_session(database, users.add_user(database, "ann", Role.AGENT, "a long enough one"))
    app = create_app(fake_assistant(), database, on_loopback=True)
    with TestClient(app, HERE, headers={"authorization": f"Bearer {token}"}) as client:
        calls = [client.post(path, json={"question": "发票"}) for path in ("/api/ask", "/chat/ask") * 45]
    assert {one.status_code for one in calls[:60]} == {200}
    refused = [one for one in calls if one.status_code == 429]
    assert {one.request.url.path for one in refused} == {"/api/ask", "/chat/ask"}
    assert all(one.json()["text"].startswith("请求太频繁") and one.headers["retry-after"] for one in refused)
