"""Past conversations over HTTP and made of the log again: a person's own, as they were said, with what has changed since."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

import pytest
from fake_assistant import fake_assistant
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select, update
from web_site import HERE, chat_over

from assistant.answer import Answer, Point, PointKind, Retrieved, Status
from assistant.citing import cite
from assistant.state import audit, sessions, users
from assistant.state.answer_log import record_answer
from assistant.state.database import open_database, writing
from assistant.state.row_digest import digest
from assistant.state.tables import answers
from assistant.state.users import Role
from assistant.web.app import create_app
from assistant.web.chat import history as history_module
from assistant.web.chat.conversation import TURNS_KEPT, Conversation, draw_conversation
from assistant.web.chat.conversations import Conversations
from assistant.web.chat.history import History
from assistant.web.chat.outdated import find_outdated
from assistant.web.identity import Identity
from corpus.regulation import Unit
from index import fates as fates_module
from index import versions
from index.building import build_version
from index.clause_index import ClauseIndex

DIALECT = UNITS[1]


@pytest.fixture
def database(tmp_path: Path) -> Engine:
    return open_database(tmp_path)


@dataclass(frozen=True, slots=True)
class Desk:
    """Versions in a folder, and what is in force."""

    home: Path
    database: Engine

    def publish(self, units: tuple[Unit, ...]) -> ClauseIndex:
        version = build_version(units, REGULATIONS, CountingEmbedder(), self.home).version
        versions.publish(version, self.home)
        return ClauseIndex.open(versions.version_folder(version, self.home), CountingEmbedder())

    def log(self, index: ClauseIndex, question: str = "方言听不懂", conversation: str = "c" * 32) -> str:
        """Log an answer that cites two units and ranked three."""
        citations = (
            cite(DIALECT, 1, "leads", 0, len(DIALECT.text)),
            cite(UNITS[3], 2, "also", 0, len(UNITS[3].heading), in_heading=True),
        )
        found = tuple(
            Retrieved(rank, 0.9 / rank, unit.unit_id, unit.regulation, unit.locator, unit.unit_text)
            for rank, unit in enumerate((DIALECT, UNITS[6], UNITS[3]), 1)
        )
        points = (
            Point(PointKind.STEP, DIALECT.text, 1),
            Point(PointKind.SAY, UNITS[3].heading, 2, "来访时"),
        )
        answer = Answer(
            question, Status.ANSWERED, "请客户讲普通话 [1]", points, citations, found, index.version, "zh", 3.0
        )
        return record_answer(self.database, answer, conversation_id=conversation)

    def reopen(self, index: ClauseIndex, user_id: int | None = None) -> Conversation | None:
        return History(self.database, self.home).reopen("c" * 32, user_id, index)


@pytest.fixture
def desk(tmp_path: Path, database: Engine) -> Desk:
    return Desk(tmp_path, database)


def test_a_conversation_is_made_of_the_log_again(desk: Desk) -> None:
    index = desk.publish(UNITS)
    ids = [desk.log(index), desk.log(index, "那还是听不懂呢，电话13812345678")]
    conversation = desk.reopen(index)
    assert conversation
    assert list(conversation.answer_ids) == ids
    assert (conversation.first_turn, conversation.last_turn) == (1, 2)
    first, second = conversation.answers
    assert second.question == "那还是听不懂呢，电话〔手机号〕"
    assert [(one.unit, one.relation, one.quote) for one in first.citations] == [
        (DIALECT, "leads", DIALECT.text),
        (UNITS[3], "also", UNITS[3].heading),
    ]
    assert [one.unit_id for one in first.retrieved] == [DIALECT.unit_id, UNITS[6].unit_id, UNITS[3].unit_id]
    assert [turn.content for turn in conversation.history][:2] == ["方言听不懂", "请客户讲普通话 [1]"]
    longer = conversation.with_answer(first)
    assert longer.conversation_id == "c" * 32
    assert desk.reopen(index, 1) is None


def test_what_was_cited_keeps_its_words_and_what_is_withdrawn_has_none(desk: Desk) -> None:
    before = desk.publish(UNITS)
    desk.log(before)
    reworded = replace(DIALECT, text="客户讲方言听不懂时，请客户写下来。")
    after = desk.publish((UNITS[0], reworded, *UNITS[4:6]))
    conversation = desk.reopen(after)
    assert conversation
    cited = [one.unit for one in conversation.answers[0].citations]
    assert cited[0] == DIALECT  # so that the page is told that it has been reworded
    assert (cited[1].locator, cited[1].unit_text) == (UNITS[3].locator, "")
    assert [one.unit_id for one in conversation.answers[0].retrieved] == [DIALECT.unit_id]
    html = draw_conversation(conversation, {"conduct": "服务规范"})
    assert UNITS[3].heading not in html
    assert f'data-conversation="{"c" * 32}"' in html
    for version in versions.list_versions(desk.home):
        if version.version != after.version:
            (versions.version_folder(version.version, desk.home) / "manifest.json").unlink()
    desk.log(replace_version(before), conversation="d" * 32)
    unknown = History(desk.database, desk.home).reopen("d" * 32, None, after)
    assert unknown
    assert unknown.answers[0].citations[0].unit == replace(DIALECT, context=reworded.context)  # the log's quote tells


def replace_version(index: ClauseIndex) -> ClauseIndex:
    """Give an index of a version that is kept no more."""
    manifest = replace(index.manifest, version="20200101-000000-abcdef")
    return ClauseIndex(manifest, index.regulations, index._whole.searchable)


def test_a_conversation_is_opened_with_the_cards_it_had(desk: Desk) -> None:
    """Drawn as when they were new, word for word, with the button that copies."""
    index = desk.publish(UNITS)
    desk.log(index)
    conversation = desk.reopen(index)
    assert conversation
    card = draw_conversation(conversation, {"conduct": "服务规范"})
    assert f'<section class="part part-step"><h3>这样做</h3><ul><li><span class="wording">{DIALECT.text}' in card
    assert '<section class="part part-also">' in card
    assert "part-sources" in card
    assert "请客户讲普通话 [1]" not in card, "the text beneath the parts would say everything twice"
    again = conversation.answers[0]
    assert [(one.quote, one.in_heading) for one in again.citations] == [(DIALECT.text, False), (UNITS[3].heading, True)]
    assert again.points[1].lead_in == "来访时"


def test_a_card_says_nothing_of_withdrawn_clauses_and_is_outdated_by_reworded_ones(desk: Desk) -> None:
    """Also where the version that answered is kept no more: then the log's quote tells."""
    before = desk.publish(UNITS)
    desk.log(before)
    reworded = replace(DIALECT, text="客户讲方言听不懂时，请客户写下来。")
    after = desk.publish((UNITS[0], reworded, *UNITS[4:6]))
    (versions.version_folder(before.version, desk.home) / "manifest.json").unlink()
    conversation = desk.reopen(after)
    assert conversation
    card = draw_conversation(conversation, {"conduct": "服务规范"})
    assert DIALECT.text in card
    assert UNITS[3].heading not in card
    cited = json.loads(unescape(card.partition('data-cited="')[2].partition('"')[0]))
    found = find_outdated(desk.home, before.version, cited, after)
    assert (found.changed, found.withdrawn) == ((DIALECT.unit_id,), (UNITS[3].unit_id,))
    gone = desk.publish(UNITS[4:6])
    conversation = desk.reopen(gone)
    assert conversation
    card = draw_conversation(conversation, {"conduct": "服务规范"})
    assert "所引条款已撤回，原来的回答不再显示。" in card
    assert DIALECT.text not in card
    assert "请客户讲普通话" not in card


def test_an_answer_logged_before_cards_were_kept_is_shown_by_its_text(desk: Desk) -> None:
    """And its row still fits the audit chain, whose digest knew of no card."""
    index = desk.publish(UNITS)
    answer_id = desk.log(index)
    with writing(desk.database) as connection:
        row = dict(connection.execute(select(answers)).mappings().one()) | {"card": None}
        connection.execute(update(answers).values(card=None))
        old = {name: value for name, value in row.items() if name != "card"}
        assert digest(row) == digest(old)
    conversation = desk.reopen(index)
    assert conversation
    assert conversation.answer_ids == (answer_id,)
    assert "请客户讲普通话 " in draw_conversation(conversation, {})
    assert [found.subject for found in audit.verify(desk.database)] == ["answers"], "it had a card, and was emptied"


def test_a_long_conversation_is_opened_at_its_end(desk: Desk) -> None:
    index = desk.publish(UNITS)
    for number in range(TURNS_KEPT + 3):
        desk.log(index, f"问题{number}")
    conversation = desk.reopen(index)
    assert conversation
    assert (len(conversation.answers), conversation.first_turn) == (TURNS_KEPT, 4)
    assert conversation.answers[0].question == "问题3"


def test_the_page_opens_only_ones_own(tmp_path: Path, database: Engine) -> None:
    chat = chat_over(tmp_path)
    ann, bob = (
        Identity(users.add_user(database, name, Role.AGENT, "a long enough one").user_id, name, frozenset(Role))
        for name in ("ann", "bob")
    )
    wanted = chat.ask("方言", "", ann).conversation.conversation_id
    chat.log.close()
    again = chat.dialogue.reopen(wanted, ann)
    assert 'data-turn="1"' in again.turns
    assert "请您讲普通话" in again.turns
    assert "<mark>" in again.source
    for conversation, identity in ((wanted, bob), ("none", ann), ("", ann)):
        assert chat.dialogue.reopen(conversation, identity) == chat.dialogue.start()


def test_a_conversation_goes_on_after_a_restart_and_after_many_others(tmp_path: Path) -> None:
    """What a process keeps of conversations may be gone; the log has them."""
    chat = chat_over(tmp_path)
    first = chat.ask("方言").conversation.conversation_id
    chat.log.close()
    restarted = chat_over(tmp_path)
    second = restarted.ask("那还是听不懂呢", first).conversation
    assert (second.conversation_id, second.last_turn) == (first, 2)
    assert [turn.content for turn in second.history if turn.role == "user"] == ["方言", "那还是听不懂呢"]
    assert "<mark>" in restarted.show_source(first, 1, 1)
    restarted.log.close()


def test_the_longest_unused_conversation_is_let_go_and_what_came_meanwhile_is_kept(
    tmp_path: Path, database: Engine
) -> None:
    index, answer = fake_assistant().clause_index, fake_assistant().answer("方言")
    kept = Conversations(History(database, tmp_path), kept=2)
    one, two, three = (kept.own("", None, index) for _ in range(3))
    for each in (one, two, one, three):  # of the first, what was added since it was given stays
        kept.add(each, answer, 2, "")
    assert kept.own(one.conversation_id, None, index).last_turn == 2
    assert kept.own(three.conversation_id, None, index).last_turn == 1
    gone = kept.own(two.conversation_id, None, index)
    assert (gone.answers, gone.conversation_id == two.conversation_id) == ((), False)


@pytest.fixture
def client(database: Engine) -> Iterator[TestClient]:
    with TestClient(create_app(fake_assistant(), database, on_loopback=True), HERE) as client:
        yield client


def test_the_list_is_ones_own_and_is_searched_by_what_was_asked(client: TestClient, database: Engine) -> None:
    tokens = {}
    for name in ("ann", "bob"):
        user = users.add_user(database, name, Role.AGENT, "a long enough one")
        tokens[name] = {"authorization": f"Bearer {sessions.open_session(database, user)}"}
        for number, question in enumerate(("方言怎么办", "100%退款_吗", "我的手机13812345678")):
            answer = fake_assistant().answer(question)
            record_answer(database, answer, user_id=user.user_id, conversation_id=f"{name}{number}")
    listed = client.get("/api/conversations", headers=tokens["ann"]).json()["conversations"]
    assert [(one["conversation_id"], one["title"], one["day"]) for one in listed] == [
        ("ann2", "我的手机〔手机号〕", "今天"),
        ("ann1", "100%退款_吗", "今天"),
        ("ann0", "方言怎么办", "今天"),
    ]
    assert [(one["questions"], one["found"]) for one in listed] == [(1, "")] * 3
    assert all(re.fullmatch(r"\d\d:\d\d", one["time"]) for one in listed)
    for searched, found in (("方言", ["bob0"]), ("0%", ["bob1"]), ("_", ["bob1"]), ("138", []), ("x" * 500, [])):
        body = client.get("/api/conversations", params={"q": searched}, headers=tokens["bob"]).json()
        assert [one["conversation_id"] for one in body["conversations"]] == found
    assert client.get("/api/conversations").status_code == 401


def test_a_deleted_clause_shows_no_word_though_another_has_its_number_now(desk: Desk) -> None:
    """Neither its own words nor those of the one that took the number over; what was merely renumbered has its new number."""
    before = desk.publish(UNITS)
    desk.log(before)
    moved = tuple(
        replace(unit, unit_id=f"conduct#{number}", locator=f"第{number}条")
        for number, unit in ((2, UNITS[2]), (3, UNITS[3]))
    )
    after = desk.publish((UNITS[0], *moved, *UNITS[4:]))
    for kept in (True, False):
        if not kept:
            (versions.version_folder(before.version, desk.home) / "manifest.json").unlink()
            fates_module._read_editions.cache_clear()
            history_module._units_of.cache_clear()
        conversation = desk.reopen(after)
        assert conversation
        deleted, renumbered = conversation.answers[0].citations
        assert (deleted.quote, deleted.unit.unit_text) == ("", ""), kept
        assert renumbered.unit == after.unit("conduct#3"), kept
        card = draw_conversation(conversation, {"conduct": "服务规范"})
        assert DIALECT.text not in card
        assert UNITS[2].text not in card, kept
        assert UNITS[3].heading in card
