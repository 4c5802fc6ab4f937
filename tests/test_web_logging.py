"""What the pages write into the log: every answer, masked, and what became of it; never at an answer's expense."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fake_assistant import FakeAssistant, fake_assistant
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event, select
from web_site import HERE, chat_over

from assistant.state import audit, users
from assistant.state.answer_log import EventKind, UnknownAnswer, answers_of, conversations_of
from assistant.state.database import open_database
from assistant.state.tables import answer_events, answers
from assistant.state.users import Role
from assistant.web.app import create_app
from assistant.web.chat.dialogue import TooFast
from assistant.web.chat.feedback import draw_feedback
from assistant.web.identity import LOCAL, Identity
from assistant.web.logging_answers import AnswerLog, Asked, NotLogged

ANSWER = FakeAssistant().answer("方言,我的手机13812345678")


@dataclass(frozen=True, slots=True)
class Desk:
    """A client of the application and its database."""

    client: TestClient
    database: Engine


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The application as whoever sits at this machine uses it."""
    database = open_database(tmp_path_factory.mktemp("home"))
    with TestClient(create_app(fake_assistant(), database, on_loopback=True), HERE) as client:
        yield Desk(client, database)


def _events(database: Engine) -> list[tuple[str, str]]:
    with database.connect() as connection:
        rows = connection.execute(select(answer_events.c.kind, answer_events.c.detail).order_by(answer_events.c.at))
        return [(row.kind, row.detail) for row in rows]


def test_answers_to_programs_are_logged_masked_and_stopping_loses_none(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    with TestClient(create_app(fake_assistant(), database, on_loopback=True), HERE) as client:
        for number in range(20):
            history = [{"role": "user", "content": "我叫张三,手机13812345678"}]
            body = {"question": f"方言 {number} 13912345678", "history": history, "scope": None}
            assert client.post("/api/ask", json=body).status_code == 200
    with database.connect() as connection:
        rows = list(connection.execute(select(answers.c.question, answers.c.history, answers.c.index_version)))
    assert len(rows) == 20
    assert not any("1391234" in row.question or "1381234" in row.history for row in rows)
    assert list(audit.verify(database)) == []


def test_a_conversation_of_the_page_is_logged_as_one_and_is_its_owners(tmp_path: Path) -> None:
    chat, database = chat_over(tmp_path), open_database(tmp_path)
    ann, bob = (users.add_user(database, name, Role.AGENT, "a long enough one") for name in ("ann", "bob"))
    as_ann, as_bob = (Identity(user.user_id, user.name, frozenset({user.role})) for user in (ann, bob))
    first = chat.ask("方言", "", as_ann)
    anns = first.conversation.conversation_id
    second = chat.ask("那还是听不懂呢", anns, as_ann)
    assert "<mark>" in chat.show_source(anns, 2, 1, as_ann)
    stolen = chat.ask("方言", anns, as_bob)
    assert stolen.conversation.conversation_id != anns
    assert len(stolen.conversation.answers) == 1
    assert "<mark>" not in chat.show_source(anns, 2, 1, as_bob)
    chat.log.close()
    (conversation,) = conversations_of(database, ann.user_id)
    logged = answers_of(database, conversation.conversation_id, ann.user_id)
    before = first.conversation.history
    assert [turn.role for turn in before] == ["user", "assistant"]
    assert [(one.question, one.history) for one in logged] == [("方言", ()), ("那还是听不懂呢", before)]
    assert [one.answer_id for one in logged] == list(second.conversation.answer_ids)
    assert _events(database) == [("citation", '{"citation": "1"}')]
    assert f'data-answer="{logged[0].answer_id}"' in first.turn


def test_the_page_asks_no_faster_than_a_person_can(tmp_path: Path) -> None:
    chat = chat_over(tmp_path)
    agent = Identity(
        users.add_user(open_database(tmp_path), "ann", Role.AGENT, "a long enough one").user_id, "ann", LOCAL.roles
    )
    assert [chat.ask("发票", "", agent).conversation.last_turn for _ in range(60)] == [1] * 60
    with pytest.raises(TooFast, match="请求太频繁") as refused:
        for _ in range(10):  # on a busy machine one or two may be given back meanwhile
            chat.ask("发票", "", agent)
    assert refused.value.seconds == 1


def test_signals_are_written_down_masked(desk: Desk, tmp_path: Path) -> None:
    answer_id = _logged_answer(desk)
    signals = [
        {"kind": "shown"},
        {"kind": "copied", "citation": 2},
        {"kind": "useful"},
        {"kind": "useless", "reason": "incomplete", "note": "客户电话13812345678没写"},
    ]
    for signal in signals:
        assert desk.client.post("/api/signal", json={"answer_id": answer_id} | signal).json()["status"] == "ok"
    assert _events(desk.database)[-4:] == [
        ("shown", "{}"),
        ("copied", '{"citation": "2"}'),
        ("useful", "{}"),
        ("useless", '{"reason": "incomplete", "note": "客户电话〔手机号〕没写"}'),
    ]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"answer_id": "0" * 32}, 404),
        ({"answer_id": "x" * 65}, 422),
        ({"answer_id": None}, 422),
        ({"kind": "deleted"}, 422),
        ({"reason": "because"}, 422),
        ({"note": "长" * 501}, 422),
        ({"note": "\ud800"}, 422),
        ({"citation": 0}, 422),
        ({"note": "长" * 20_000}, 413),
    ],
)
def test_signals_that_cannot_be_are_refused_in_one_sentence(desk: Desk, change: dict[str, object], status: int) -> None:
    before = _events(desk.database)
    body = json.dumps({"answer_id": _logged_answer(desk), "kind": "useful"} | change)
    response = desk.client.post("/api/signal", content=body, headers={"content-type": "application/json"})
    assert (response.status_code, response.json()["status"]) == (status, "error")
    assert _events(desk.database) == before


def test_an_answer_is_given_though_the_log_cannot_be_written_and_that_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = open_database(tmp_path)
    full = [True]

    def refuse(*_: object) -> None:
        if full[0]:
            raise OSError("no space left on device")

    event.listen(database, "begin", refuse)
    log = AnswerLog(database)
    for _ in range(5):
        assert log.add(ANSWER, Asked(None))
    with pytest.raises(NotLogged):
        log.note("x", EventKind.SHOWN).result()
    full[0] = False
    answer_id = log.add(ANSWER, Asked(None))
    assert log.note(answer_id, EventKind.SHOWN).result()
    with pytest.raises(UnknownAnswer):
        log.note("x", EventKind.SHOWN).result()
    log.close()
    levels = [record.levelno for record in caplog.records if record.name == "assistant.web.logging_answers"]
    assert levels == [logging.ERROR, logging.WARNING]
    assert "1381234" not in caplog.text


@pytest.mark.parametrize("language", ["zh", "zh-Hant", "en"])
def test_the_foot_offers_five_reasons_and_hides_them(language: str) -> None:
    html = draw_feedback('"><script>', language)  # type: ignore[arg-type]  # parametrised
    assert html.count("data-reason=") == 5
    assert '<div class="why" hidden>' in html
    assert "<script>" not in html


def _logged_answer(desk: Desk) -> str:
    """Log an answer of whoever sits at this machine."""
    log = AnswerLog(desk.database)
    answer_id = log.add(ANSWER, Asked(None))
    log.close()
    return answer_id
