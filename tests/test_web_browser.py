"""The chat page in a real Chromium: asked, read, clicked and copied as an agent does it."""

from __future__ import annotations

import re
import time

import pytest
from chat_in_browser import DIALECT, NARROW, WIDE, ask
from chromium import needs_chromium
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import Engine, select

from assistant.state.tables import answer_events

pytestmark = needs_chromium
pytest_plugins = ("chat_in_browser",)


def test_question_is_answered_with_a_card_and_its_source(new_page: Page) -> None:
    """The box has the focus from the start, is empty afterwards, and the first citation stands beside the answer."""
    page = new_page
    page.goto("/")
    expect(page.locator("#question textarea")).to_be_focused()
    page.keyboard.type(DIALECT)
    page.keyboard.press("Enter")
    card = page.locator(".turn .card-answered")
    expect(card.locator(".part-say .wording").first).to_contain_text("对不起,请您讲普通话,好吗?谢谢!")
    expect(card.locator(".part-never")).to_contain_text("严禁直接挂机")
    expect(card.locator(".part-sources .locator").first).to_have_text("第三十条（六）")
    expect(page.locator("#question textarea")).to_have_value("")
    expect(page.locator("#question textarea")).to_be_focused()
    expect(page.locator("#source .source-header .locator")).to_have_text("第三十条（六）")
    expect(page.locator("#source mark")).to_contain_text("请您讲普通话")


def test_click_on_a_citation_shows_its_clause_among_its_neighbours(page: Page) -> None:
    """By the row of the newer answer, and by the marker of the older one, whose clause is shown again."""
    ask(page, DIALECT)
    ask(page, "接到无声电话应该怎么说")
    expect(page.locator("#source .source-header .locator")).to_have_text("第三十条（四）")
    older = page.locator('.turn[data-turn="1"]')
    older.locator(".part-say .marker").first.click()
    expect(page.locator("#source .source-header .locator")).to_have_text("第三十条（六）")
    expect(older.locator(".part-sources .citation").first).to_have_class(re.compile(r"\bshown\b"))
    mark = page.locator("#source mark")
    expect(mark).to_be_in_viewport()
    expect(mark).to_contain_text("遇到客户讲方言")
    expect(page.locator("#source .unit", has_text="当电话声音太小听不清楚时")).to_be_attached()
    expect(page.locator("#source .unit", has_text="若没有听清楚客户所述内容")).to_be_attached()
    page.locator('.turn[data-turn="2"] .part-sources .citation').first.click()
    expect(page.locator("#source mark")).to_contain_text("遇到无声电话")


def test_refusal_shows_what_is_near_and_not_as_an_answer(page: Page) -> None:
    """A near clause can be read, with nothing marked in it."""
    ask(page, "发票丢了能重开吗")
    card = page.locator(".turn .card-not_covered")
    expect(card).to_be_visible()
    expect(card.locator(".copy, .marker")).to_have_count(0)
    near = card.locator(".part-near .citation").first
    locator = near.locator(".locator").inner_text()
    near.click()
    expect(page.locator("#source .source-header .locator")).to_have_text(locator)
    expect(page.locator("#source .unit-target")).to_be_in_viewport()
    expect(page.locator("#source mark")).to_have_count(0)


def test_copy_button_puts_the_exact_wording_on_the_clipboard(context: BrowserContext, page: Page) -> None:
    """Word for word, without marker or blanks."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, DIALECT)
    page.locator(".part-say .copy").first.click()
    expect(page.locator(".part-say .copy").first).to_have_class(re.compile(r"\bcopied\b"))
    assert page.evaluate("navigator.clipboard.readText()") == "对不起,请您讲普通话,好吗?谢谢!"


def test_copy_works_without_a_clipboard_interface(new_page: Page) -> None:
    """Browsers offer none to a page without TLS on another machine."""
    page = new_page
    page.goto("/")
    expect(page.locator("#question textarea")).to_be_focused()
    ask(page, DIALECT)
    page.evaluate("""() => {
        Object.defineProperty(navigator, "clipboard", { value: undefined });
        document.addEventListener("copy", () => { window.copied = String(document.activeElement.value); });
    }""")
    page.locator(".part-say .copy").first.click()
    assert page.evaluate("window.copied") == "对不起,请您讲普通话,好吗?谢谢!"


def test_follow_up_is_answered_from_the_conversation(page: Page) -> None:
    """And the new conversation knows nothing of it."""
    ask(page, DIALECT)
    ask(page, "那还是听不懂呢")
    second = page.locator('.turn[data-turn="2"]')
    expect(second.locator(".card-answered .part-sources .locator").first).to_have_text("第三十条（六）")
    page.locator("#new-conversation").click()
    expect(page.locator(".welcome").first).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#source h2")).to_have_text("收录的规定")
    expect(page.locator("#question textarea")).to_be_focused()


def test_example_question_is_asked_by_a_click(page: Page) -> None:
    """The empty page shows what can be asked."""
    example = page.locator(".example").first
    question = example.inner_text()
    example.click()
    expect(page.locator(".turn .question")).to_have_text(question)
    expect(page.locator(".turn .card-answered")).to_be_visible()


def test_enter_in_an_input_method_does_not_send(page: Page) -> None:
    """Enter confirms the Pinyin being typed; only the next one asks. Shift and Enter begin a new line."""
    box = page.locator("#question textarea")
    devtools = page.context.new_cdp_session(page)
    devtools.send("Input.imeSetComposition", {"selectionStart": 6, "selectionEnd": 6, "text": "fangyan"})
    composing = {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, "key": "Process", "code": "Enter"}
    devtools.send("Input.dispatchKeyEvent", composing)
    devtools.send("Input.insertText", {"text": "方言"})
    page.keyboard.press("Shift+Enter")
    page.wait_for_timeout(300)
    expect(page.locator(".turn")).to_have_count(0)
    expect(box).to_have_value("方言\n")


def test_a_cited_clause_leads_to_its_place_in_the_whole_text(page: Page) -> None:
    ask(page, DIALECT)
    whole = page.locator("#source footer a")
    expect(whole).to_have_attribute("href", "/browse/cotton-exchange-conduct/30(6)")
    with page.expect_popup() as opening:
        whole.click()
    expect(opening.value.locator("[data-target] .locator")).to_have_text("第三十条（六）")
    opening.value.close()


def test_keys_bring_back_questions_and_copy_what_is_to_be_said(context: BrowserContext, page: Page) -> None:
    """Arrows only where nothing else is being typed; each press copies the next wording."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    box = page.locator("#question textarea")
    ask(page, "接到无声电话应该怎么说")
    ask(page, DIALECT)
    expect(box).to_be_focused()
    for key, shown in (
        ("ArrowUp", DIALECT),
        ("ArrowUp", "接到无声电话应该怎么说"),
        ("ArrowDown", DIALECT),
        ("ArrowDown", ""),
    ):
        page.keyboard.press(key)
        expect(box).to_have_value(shown)
    for key in ("ArrowUp", "ArrowUp", "Escape"):  # Escape leaves what was brought back
        page.keyboard.press(key)
    expect(box).to_have_value("")
    page.keyboard.press("ArrowUp")
    expect(box).to_have_value(DIALECT)  # the last one again
    page.keyboard.type("呢")
    page.keyboard.press("Escape")
    expect(box).to_have_value(f"{DIALECT}呢")  # what was changed is no history any more
    expect(page.locator("#suggestions")).to_have_count(0)
    box.fill("正在写")
    page.keyboard.press("ArrowUp")
    expect(box).to_have_value("正在写")
    for said in ("对不起,请您讲普通话,好吗?谢谢!", "对不起,请问您说的是"):
        page.keyboard.press("Alt+KeyC")
        page.wait_for_function("said => navigator.clipboard.readText().then((text) => text.startsWith(said))", arg=said)
    box.fill("")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#suggestions")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator('.turn[data-turn="3"] .question')).to_have_text(DIALECT)


def test_past_conversations_are_listed_searched_opened_again_and_gone_on_with(page: Page) -> None:
    """At the left; put away and brought back; over the page where there is no room."""
    ask(page, "客户讲方言听不懂怎么办，手机13812345678")
    page.locator("#new-conversation").click()
    expect(page.locator(".turn")).to_have_count(0)
    ask(page, "接到无声电话应该怎么说")
    rows = page.locator("#history li button")
    expect(rows.first.locator(".asked")).to_have_text("接到无声电话应该怎么说")
    expect(rows.first.locator(".when")).to_have_text(re.compile(r"^\d\d:\d\d1 个问题$"))
    expect(rows.first).to_have_attribute("aria-current", "true")
    page.locator("#history input").fill("怎么办，手机")
    expect(rows.locator(".asked")).to_have_text(["客户讲方言听不懂怎么办，手机〔手机号〕"])
    expect(rows.locator("mark")).to_have_text("怎么办，手机")
    rows.click()
    expect(page.locator(".turn .question")).to_have_text("客户讲方言听不懂怎么办，手机〔手机号〕")
    expect(page.locator(".turn .part-say .wording").first).to_contain_text("请您讲普通话,好吗?谢谢!")
    expect(page.locator(".turn .part-never")).to_contain_text("严禁直接挂机")
    expect(page.locator(".turn .part-say .copy").first).to_be_visible()
    expect(page.locator("#source .source-header .locator")).to_have_text("第三十条（六）")
    expect(page.locator(".outdated:visible")).to_have_count(0)
    ask(page, "那还是听不懂呢")
    expect(page.locator('.turn[data-turn="2"] .part-sources .locator').first).to_have_text("第三十条（六）")
    expect(rows).to_have_count(1)
    page.locator("#history input").fill("还是听不懂")
    expect(rows.first.locator(".asked")).to_have_text("那还是听不懂呢")
    expect(rows.first.locator("mark")).to_have_text("还是听不懂")
    expect(rows.first.locator(".more")).to_have_text("始于：客户讲方言听不懂怎么办，手机〔手机号〕")
    page.locator("#history input").fill("查无此话")
    expect(page.locator("#history .list")).to_have_text("没有符合的对话。")
    page.locator("#history input").fill("")
    page.locator("[data-history]").click()
    expect(page.locator("#history-column")).to_be_hidden()
    page.set_viewport_size(NARROW)
    page.locator("[data-history]").click()
    expect(page.locator("#history input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#history-column")).to_be_hidden()
    page.set_viewport_size(WIDE)
    page.locator("[data-history]").click()
    expect(rows.first).to_be_visible()


def test_suggestions_stand_below_the_box_and_are_chosen_by_keys(page: Page) -> None:
    """Arrow keys choose, Escape puts the list away, Enter asks; nothing that is read is covered."""
    question = "遇到方言听不懂怎么办"
    found = [{"question": question, "unit_id": "", "regulation": "", "locator": ""}]
    page.route("**/api/suggest*", lambda route: route.fulfill(json={"status": "ok", "text": "", "suggestions": found}))
    page.keyboard.type("方言")
    rows = page.locator("#suggestions li")
    expect(rows).to_have_text([question])
    below = "document.querySelector('#suggestions').getBoundingClientRect().top >= document.querySelector('#question').getBoundingClientRect().bottom"
    assert page.evaluate(below)
    page.keyboard.press("Escape")
    expect(rows).to_have_count(0)
    page.keyboard.press("Backspace")
    page.keyboard.type("言")
    expect(rows).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(rows.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator(".turn .question")).to_have_text(question)
    expect(rows).to_have_count(0)
    expect(page.locator("#question textarea")).to_have_value("")  # what was typed is part of what was chosen
    page.unroute("**/api/suggest*")


@pytest.mark.parametrize("held_ms", [0, 60])
def test_a_click_while_questions_are_suggested_is_a_click(page: Page, held_ms: int) -> None:
    """The list closes behind it: before, it would move what is clicked from under the pointer."""
    found = [{"question": f"方言{n}", "unit_id": "", "regulation": "", "locator": ""} for n in range(4)]
    page.route("**/api/suggest*", lambda route: route.fulfill(json={"status": "ok", "text": "", "suggestions": found}))
    page.keyboard.type("客户讲方言")
    expect(page.locator("#suggestions li").first).to_be_visible()
    page.locator("#question button").click(delay=held_ms)
    expect(page.locator(".turn .question")).to_have_text("客户讲方言")
    expect(page.locator("#suggestions")).to_have_count(0)
    page.keyboard.type("客户讲方言")
    expect(page.locator("#suggestions li").first).to_be_visible()
    page.get_by_role("button", name="查话术").click(delay=held_ms)
    expect(page.locator("#draft textarea")).to_be_focused()
    expect(page.locator("#suggestions")).to_have_count(0)
    page.get_by_role("button", name="问规定").click()
    page.unroute("**/api/suggest*")


def test_wording_copied_by_hand_is_wording_only(page: Page) -> None:
    ask(page, DIALECT)
    said = page.locator(".part-say li").first
    selected = said.evaluate("(one) => { getSelection().selectAllChildren(one); return getSelection().toString(); }")
    assert "请您讲普通话" in selected
    assert "1" not in selected


def test_an_opinion_of_an_answer_is_written_down_and_stays_marked(page: Page, database: Engine) -> None:
    """Useful by one click; of no use by one, with a reason by two more; the next question loses neither."""
    ask(page, DIALECT)
    foot = page.locator('.turn[data-turn="1"] .feedback')
    expect(foot.locator(".why")).to_be_hidden()
    foot.locator("[data-signal=useless]").click()
    expect(foot.locator(".said")).to_have_text("已记下，谢谢")
    foot.locator("[data-reason=incomplete]").click()
    foot.locator("input").fill("缺时限,电话13812345678")
    page.keyboard.press("Enter")
    expect(foot.locator(".why")).to_be_hidden()
    expect(page.locator("#question textarea")).to_be_focused()
    ask(page, "接到无声电话应该怎么说")
    expect(foot.locator("[data-signal=useless]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator('.turn[data-turn="2"] [data-signal=useless]')).to_have_attribute("aria-pressed", "false")
    page.locator('.turn[data-turn="2"] .copy').first.click()
    page.locator('.turn[data-turn="2"] .part-sources .citation').first.click()
    expect(page.locator("#source mark")).to_contain_text("遇到无声电话")
    answer_id = foot.get_attribute("data-answer")
    of_second = page.locator('.turn[data-turn="2"] .feedback').get_attribute("data-answer")
    waited_until = time.monotonic() + 5
    while len(_events(database, of_second)) < 3 and time.monotonic() < waited_until:
        time.sleep(0.05)
    assert _events(database, answer_id) == [
        ("shown", "{}"),
        ("useless", "{}"),
        ("useless", '{"reason": "incomplete", "note": "缺时限,电话〔手机号〕"}'),
    ]
    assert sorted(kind for kind, _ in _events(database, of_second)) == ["citation", "copied", "shown"]


def _events(database: Engine, answer_id: str | None) -> list[tuple[str, str]]:
    """Read what became of an answer."""
    wanted = select(answer_events.c.kind, answer_events.c.detail).where(answer_events.c.answer_id == answer_id)
    with database.connect() as connection:
        return [(row.kind, row.detail) for row in connection.execute(wanted.order_by(answer_events.c.at))]
