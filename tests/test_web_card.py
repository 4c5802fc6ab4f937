"""What is drawn for an answer and for a clause: the right parts in the right order, and nothing unescaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from fake_assistant import COTTON, DIALECT, FUJIAN, UNITS, FakeAssistant, FakeClauseIndex, cite
from web_site import chat_over

from assistant.answer import Answer, Point, PointKind, Status, Turn
from assistant.web.chat.card import draw_turn
from assistant.web.chat.conversation import TURNS_KEPT, Conversation, draw_conversation
from assistant.web.chat.dialogue import Aim
from assistant.web.chat.source_panel import Highlight, Place, draw_contents, draw_source
from assistant.web.escaping import escape
from assistant.web.identity import LOCAL

TITLES = {one.regulation_id: one.display_title for one in (COTTON, FUJIAN)}
ATTACK = "<script>alert(1)</script><img src=x onerror='alert(2)'>\"><b>${alert(3)}{{alert(4)}}"


def _ask(question: str) -> Answer:
    return FakeAssistant().answer(question)


def _parts(html: str) -> list[str]:
    return re.findall(r'class="part part-([a-z]+)"', html)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("客户讲方言怎么办", ["say", "never", "step", "sources", "also"]),
        ("复杂投诉多久答复", ["say", "deadline", "differs", "sources"]),
        ("发票怎么开", ["near"]),
        ("第三条", []),
        ("", []),
    ],
)
def test_parts_stand_in_the_order_an_agent_needs(question: str, parts: list[str]) -> None:
    """What to say first, what never to do next, sources after, other organisations last."""
    assert _parts(draw_turn(_ask(question), 1, TITLES)) == parts


def test_what_the_answer_puts_first_stands_first() -> None:
    """Who asks whether one may hang up sees the prohibition above any wording."""
    points = (Point(PointKind.NEVER, "严禁直接挂机", 1), Point(PointKind.SAY, "对不起,请您讲普通话,好吗?谢谢!", 1))
    html = draw_turn(replace(_ask("客户讲方言怎么办"), points=points), 1, TITLES)
    assert _parts(html)[:2] == ["never", "say"]


def test_only_own_wording_can_be_copied() -> None:
    """Another organisation's greeting must not land in this one's call."""
    own, other = cite(1, "leads", DIALECT), cite(2, "also", replace(DIALECT, unit_id="other#1"))
    say = "对不起,请您讲普通话,好吗?谢谢!"
    answer = replace(
        _ask("方言"), citations=(own, other), points=(Point(PointKind.SAY, say, 1), Point(PointKind.SAY, say, 2))
    )
    html = draw_turn(answer, 1, TITLES | {"other": "别处《别的规范》"})
    assert html.count("data-copy=") == 1
    assert html.index("data-copy=") < html.index("part-also")
    assert "别处《别的规范》" in html[html.index("part-also") :]


def test_clauses_that_differ_stand_side_by_side() -> None:
    """Both limits are to be seen at once, each under its own clause."""
    html = draw_turn(_ask("复杂投诉多久答复"), 1, TITLES)
    differs = html[html.index("part-differs") : html.index("part-sources")]
    assert differs.count('class="side"') == 2
    assert "24小时" in differs.split('class="side"')[1]
    assert "48小时" in differs.split('class="side"')[2]


def test_an_answer_without_points_shows_its_text_with_live_markers() -> None:
    """Only markers that name a citation become buttons."""
    html = draw_turn(replace(_ask("方言"), points=(), text="见该条 [1]，不见 [9]。"), 1, TITLES)
    assert re.search(r'见该条 <button[^>]*data-citation="1"', html)
    assert "[9]" in html


@pytest.mark.parametrize(("question", "label"), [("方言", "这样说"), ("dialect", "Say this")])
def test_labels_are_in_the_language_of_the_question(question: str, label: str) -> None:
    """The quoted wording stays Chinese in both."""
    html = draw_turn(_ask(question), 1, TITLES)
    assert f"<h3>{label}</h3>" in html
    assert "对不起,请您讲普通话" in html


def test_nothing_is_drawn_unescaped() -> None:
    """Neither from a question nor from a document, in content and in attributes."""
    unit = replace(
        DIALECT, text=ATTACK, heading=ATTACK, regulation=ATTACK, issuer=ATTACK, locator=ATTACK, path=(ATTACK,)
    )
    shown = replace(
        _ask("方言"),
        question=ATTACK,
        points=tuple(Point(kind, ATTACK, 1) for kind in PointKind),
        citations=(cite(1, "leads", unit), cite(2, "also", unit), cite(3, "differs", unit)),
        index_version=ATTACK,
    )
    refused = replace(_ask("发票"), question=ATTACK, text=ATTACK)
    pages = [
        draw_turn(shown, 1, {COTTON.regulation_id: ATTACK}),
        draw_turn(refused, 1, {COTTON.regulation_id: ATTACK}),
        draw_source(unit, [unit], {COTTON.regulation_id: ATTACK}, Highlight(0, 5), Place(1, 1, 3)),
        draw_contents([replace(COTTON, title=ATTACK, issuer=ATTACK, document_number=ATTACK)], [unit]),
    ]
    for html in pages:
        assert ATTACK not in html
        assert "<script" not in html
        assert "<img" not in html
        assert "<b>" not in html
        assert not re.search(r"<[^<>]*onerror=[^&]", re.sub(r'"[^"]*"', '""', html))


def test_characters_that_are_not_seen_are_not_drawn() -> None:
    """Hidden text and reversed text are old ways to show one thing and mean another."""
    assert escape("a\u202eb\u200bc\U000e0041d\x00e\ud800f\n甲") == "abcdef\n甲"


def test_source_shows_the_unit_among_its_neighbours_with_the_quote_marked() -> None:
    """The headings stand once, above the first unit they hold."""
    citation = cite(1, "leads", DIALECT, "严禁直接挂机")
    html = draw_source(
        DIALECT,
        FakeClauseIndex().neighbours(DIALECT.unit_id),
        TITLES,
        Highlight(citation.start, citation.end),
        Place(4, 1, 3),
    )
    assert re.findall(r"<mark>(.*?)</mark>", html) == ["严禁直接挂机"]
    assert html.count("第三十条 电话用语规范") == 1
    assert html.count('class="unit"') == 5
    assert html.index("（五）") < html.index("unit-target") < html.index("（七）")
    assert 'data-turn="4" data-citation="2"' in html  # on to the next citation
    assert 'aria-label="上一条引用" disabled' in html


def test_quote_of_a_heading_is_marked_there() -> None:
    """A title on a line of its own is quoted whole."""
    unit = replace(DIALECT, heading="方言电话")
    html = draw_source(unit, [unit], TITLES, Highlight(0, 4, in_heading=True))
    assert re.findall(r"<mark>(.*?)</mark>", html) == ["方言电话"]


def test_contents_list_every_regulation_with_its_issuer_and_size() -> None:
    """The empty page says what the answers come from."""
    html = draw_contents([COTTON, FUJIAN], UNITS)
    assert COTTON.title in html
    assert "福建省纤维检验局《客户服务行为规范》" in html


def test_conversation_keeps_the_newest_turns_under_their_numbers() -> None:
    """A click on an old card still names the right answer; one that is gone names none."""
    conversation = Conversation()
    for number in range(TURNS_KEPT + 2):
        conversation = conversation.with_answer(replace(_ask("方言"), question=str(number)))
    assert (conversation.first_turn, conversation.last_turn) == (3, TURNS_KEPT + 2)
    assert conversation.answer_of(2) is None
    kept = conversation.answer_of(3)
    assert kept and kept.question == "2"
    assert "更早的问答已收起" in draw_conversation(conversation, TITLES)


def test_history_leaves_out_questions_that_could_not_be_read() -> None:
    """A follow-up refers to what was answered."""
    conversation = Conversation().with_answer(_ask("")).with_answer(_ask("方言"))
    assert [turn.content for turn in conversation.history] == ["方言", _ask("方言").text]


@pytest.mark.parametrize(("turn", "citation", "near"), [(0, 0, 0), (99, 1, 0), (1, 7, 0), (1, 0, 50)])
def test_whatever_a_page_asks_for_is_drawn_as_something(turn: int, citation: int, near: int, tmp_path: Path) -> None:
    """The calls of the page can be sent by anyone, with any numbers."""
    chat = chat_over(tmp_path)
    conversation = chat.ask("方言").conversation.conversation_id
    for asked in (conversation, "", "none"):
        html = chat.dialogue.show_source(asked, Aim(turn, citation, near), LOCAL)
        assert html.startswith('<header class="source-header">')
        assert "<mark>" not in html


def test_refusals_look_unlike_answers() -> None:
    """Each has its own calm card with the sentence as given."""
    for question, status in (("发票", Status.NOT_COVERED), ("第三条", Status.NEEDS_DETAIL), ("", Status.ERROR)):
        answer = _ask(question)
        html = draw_turn(answer, 1, TITLES)
        assert f"card-{status.value}" in html
        assert answer.text.splitlines()[0] in html if answer.text else True
        assert "data-copy" not in html


@pytest.mark.parametrize("length", [100_000, 300, 10])
def test_the_length_of_a_question_is_the_one_that_was_typed(length: int, tmp_path: Path) -> None:
    """An answer repeats only the start of a long question."""
    fake = FakeAssistant()
    part = chat_over(tmp_path, Shortening(fake.clause_index)).ask("方" * length)
    shown = re.search(r'<div class="question"[^>]*>(.*?)</div>', part.turn)
    assert shown
    assert re.findall(r"共 (\d+) 字", shown[1]) == ([str(length)] if length > 240 else [])


class Shortening(FakeAssistant):
    """Repeats only the start of a long question, as the assistant does."""

    def answer(self, question: str, history: Sequence[Turn] = (), scope: Sequence[str] = ()) -> Answer:
        answer = FakeAssistant.answer(self, question, history, scope)
        return replace(answer, question=question[:2000])


@pytest.mark.parametrize("question", ["", "  \n", "\u200b"])
def test_nothing_typed_leaves_no_empty_bubble(question: str) -> None:
    html = draw_turn(replace(_ask(""), question=question), 1, TITLES)
    assert 'class="question"' not in html
    assert "请输入问题。" in html


def test_refusal_names_its_near_clauses_once() -> None:
    """The line of its text that only names them gives way to the list that can be clicked."""
    refused = _ask("发票")
    line = "以下条款只是相近：" + "；".join(one.locator for one in refused.retrieved)
    html = draw_turn(replace(refused, text=f"规定未涉及。\n{line}"), 1, TITLES)
    assert "规定未涉及。" in html
    assert "以下条款只是相近" not in html
    assert all(html.count(f">{one.locator}<") == 1 for one in refused.retrieved)


@pytest.mark.parametrize(("lead_in", "shown"), [("当客户继续讲<方言>时", "当客户继续讲&lt;方言&gt;时"), ("", "")])
def test_what_says_when_wording_is_for_stands_above_it(lead_in: str, shown: str) -> None:
    """It is read, never copied."""
    point = Point(PointKind.SAY, "对不起", 1, lead_in)
    html = draw_turn(replace(_ask("方言"), citations=(cite(1, "leads", DIALECT),), points=(point,)), 1, TITLES)
    assert re.findall(r'class="lead-in">(.*?)</span>对不起', html) == ([shown] if shown else [])
    assert 'data-copy="对不起"' in html
