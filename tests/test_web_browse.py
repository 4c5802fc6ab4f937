"""The regulations to read: every unit has an address, what is not in force has none, what changed is marked word by word."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder, make_unit
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page, ViewportSize, expect
from web_site import HERE, served

from assistant import live as live_module
from assistant.live import LiveAssistant
from assistant.state import sessions, users
from assistant.state.database import open_database
from assistant.state.deeds import ITSELF, Deed, record_deed
from assistant.state.users import Role
from assistant.web.app import create_app
from assistant.web.browse import changes as browse_changes
from assistant.web.browse.changes import Changes
from assistant.web.browse.text import contents_of, list_by_issuer, passages_of, permalink
from corpus.editions import CHINA
from corpus.regulation import Unit
from index import versions
from index.building import build_version

if TYPE_CHECKING:
    from assistant.answering import Assistant

CHANGED = replace(UNITS[1], text="客户讲方言听不懂时，请客户慢慢讲普通话。")
MOVED = replace(UNITS[2], unit_id="conduct#5", path=("5",), locator="5")
ADDED = replace(UNITS[0], unit_id="conduct#6", path=("6",), locator="6", text="每次通话都要记录。<b>不得</b>遗漏。")
AFTER = (UNITS[0], CHANGED, MOVED, UNITS[3], ADDED, *UNITS[4:6])  # conduct#3 became conduct#5; manual#3 is withdrawn
GONE = "这一条在现行版本里没有（已撤回或改号）"


@dataclass(frozen=True, slots=True)
class Site:
    """The application over versions of its own."""

    client: TestClient
    live: LiveAssistant
    home: Path

    def read(self, path: str, status: int = 200) -> str:
        """Open a page and give it as people read it."""
        response = self.client.get(path)
        assert response.status_code == status
        assert response.headers["content-type"].startswith("text/html")
        return response.text

    def publish(self, units: tuple[Unit, ...], regulations: tuple[object, ...] = REGULATIONS) -> str:
        """Publish another version and answer from it."""
        version = build_version(units, regulations, CountingEmbedder(), self.home).version  # type: ignore[arg-type]
        versions.publish(version, self.home)
        self.live.look()
        return version


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(live_module, "load_embedder", lambda _: CountingEmbedder())
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    versions.publish(build_version(UNITS, REGULATIONS, CountingEmbedder(), tmp_path).version, tmp_path)
    live = LiveAssistant(tmp_path)
    app = create_app(cast("Assistant", live), open_database(tmp_path), on_loopback=True)
    with TestClient(app, HERE) as client:
        yield Site(client, live, tmp_path)


def _plain(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", page))


def test_every_regulation_is_listed_with_its_issuer_and_size(site: Site) -> None:
    page = site.read("/browse")
    assert re.findall(r'<td class="number soft">(\d+)</td>', page) == ["4", "3"]
    assert "2 部规定 · 7 条" in page
    assert re.findall(r'<a href="/browse/(\w+)">', page) == ["changes", "conduct", "manual"][1:]
    assert page.count("某单位</th>") == 1


def test_who_issued_nothing_named_stands_last_and_namesakes_are_told_apart() -> None:
    unnamed = [replace(REGULATIONS[0], regulation_id=name, issuer="") for name in ("a", "b")]
    listed = list_by_issuer([unnamed[0], REGULATIONS[1], unnamed[1]], UNITS)
    assert [group.issuer for group in listed] == ["某单位", "未注明发布单位"]
    assert [one.name for one in listed[1].regulations] == ["服务规范（a）", "服务规范（b）"]
    assert [one.unit_count for group in listed for one in group.regulations] == [3, 0, 0]


def test_a_regulation_is_shown_whole_and_every_unit_has_its_address(site: Site) -> None:
    page = site.read("/browse/conduct")
    for unit in UNITS[:4]:
        assert f'href="{permalink(unit.unit_id)}"' in page
        assert unit.unit_text in _plain(page)
    assert UNITS[5].text not in page
    assert "data-target" not in page
    for unit in UNITS:
        marked = re.findall(r'<section class="unit target" id="([^"]+)"', site.read(permalink(unit.unit_id)))
        assert marked == [f"u-{unit.unit_id.partition('#')[2]}"]


@pytest.mark.parametrize("number", ["30(6)", "6.1(7)*3/a", "1/2~2", "一 b", "a&b<i>"])
def test_addresses_work_as_written_and_encoded(site: Site, number: str) -> None:
    unit = replace(UNITS[0], unit_id=f"conduct#{number}", text="有特别的号码。")
    site.publish((unit, *UNITS[1:]))
    written = permalink(unit.unit_id)
    encoded = "/browse/conduct/" + "".join(f"%{byte:02X}" for byte in number.encode())
    for path in (written, encoded):
        page = site.read(path)
        assert page.count("data-target") == 1
        assert "<i>" not in page
        assert "有特别的号码。" in page[page.index("data-target") :][:400]


def test_headings_and_lead_ins_stand_once_and_lead_from_the_contents() -> None:
    def unit(number: str, path: tuple[str, ...], context: tuple[str, ...], heading: str = "") -> Unit:
        return replace(UNITS[0], unit_id=f"r#{number}", path=path, context=context, heading=heading)

    chapter, clause = "第一章 总则", "第二条 接听电话"
    passages = passages_of(
        [
            unit("1", (chapter, "第一条"), (chapter,)),
            unit("2", (chapter, clause), (chapter,), "接听电话"),
            unit("2(1)", (chapter, clause, "（一）"), (clause, "接听前应当：")),
            unit("2(2)", (chapter, clause, "（二）"), (clause, "接听前应当：")),
            unit("3", ("第二章 投诉", "3、 答复", "a"), ("3 答复",)),
        ]
    )
    assert [[heading.text for heading in one.headings] for one in passages] == [
        [chapter],
        [],
        [],
        [],
        ["第二章 投诉", "3、 答复"],
    ]
    assert [one.context for one in passages] == [(), (), ("接听前应当：",), (), ()]
    entries = contents_of(passages)
    assert [(entry.level, entry.label) for entry in entries] == [
        (0, chapter),
        (1, "第一条"),
        (1, clause),
        (0, "第二章 投诉"),
        (1, "3、 答复"),
    ]
    assert [bool(entry.hint) for entry in entries] == [False, True, False, False, False]
    anchors = {heading.anchor for one in passages for heading in one.headings} | {one.anchor for one in passages}
    assert {entry.anchor for entry in entries} <= anchors


def test_what_is_withdrawn_has_no_page_and_the_way_on_is_shown(site: Site) -> None:
    site.publish(AFTER)
    for path in ("/browse/conduct/99", "/browse/manual/3"):
        page = site.read(path, 404)
        assert GONE in page
        assert 'href="/browse/changes"' in page
        assert 'href="/browse"' in page
        assert "客户讲方言时转接" not in page
    moved = site.read("/browse/conduct/3", 404)
    assert '它现在是 <a href="/browse/conduct/5">5</a>' in moved
    assert "这部规定在现行版本里没有" in site.read("/browse/nothing", 404)
    assert "<script>" not in site.read("/browse/%3Cscript%3E/%3Cscript%3E", 404)


def test_an_address_whose_number_another_clause_took_over_says_so(site: Site) -> None:
    """An old link must not show another clause as if it were the one that was linked."""
    texts = [unit.text or unit.heading for unit in UNITS[:4]]
    conduct = [make_unit(f"conduct#{number}", text) for number, text in enumerate(texts, 1)]
    site.publish((*conduct, *UNITS[4:]))
    assert "taken-over" not in site.read("/browse/conduct/2")
    fewer = [make_unit(f"conduct#{number}", text) for number, text in enumerate([texts[0], *texts[2:]], 1)]
    site.publish((*fewer, *UNITS[4:]))
    assert "此编号下是这一条；原来的这一条已撤回。" in site.read("/browse/conduct/2")
    assert '原来的这一条现为 <a href="/browse/conduct/2">' in site.read("/browse/conduct/3")
    site.publish((make_unit("conduct#1", "新增的第一条。"), make_unit("conduct#2", texts[2]), *UNITS[4:]))
    assert "原来的这一条已撤回" in site.read("/browse/conduct/1")
    assert "taken-over" not in site.read("/browse/conduct")


def test_what_is_not_in_force_is_nowhere(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    later = replace(REGULATIONS[0], source="new.txt", effective_on=date(2999, 1, 1))
    repealed = replace(REGULATIONS[1], repealed_on=date(2000, 1, 1))
    coming = replace(UNITS[0], source="new.txt", text="将来才施行的文字。")
    site.publish((*UNITS, coming), (REGULATIONS[0], repealed, later))
    pages = [site.read(path) for path in ("/browse", "/browse/conduct", "/browse/conduct/1", "/browse/changes")]
    pages += [site.read(path, 404) for path in ("/browse/manual", "/browse/manual/2")]
    assert not any("将来才施行" in page or UNITS[5].text in page for page in pages)
    assert 'href="/browse/manual' not in pages[0]
    monkeypatch.setattr(browse_changes, "today", lambda: date(2999, 1, 1))
    assert "将来才施行" in site.read("/browse/changes")  # the day it takes effect


def test_going_back_is_a_change_too_and_what_it_went_back_over_stays(site: Site) -> None:
    """Agents' open answers say that the rules were updated, and lead here."""
    database = open_database(site.home)
    first = versions.current(site.home)
    record_deed(database, ITSELF, Deed.PUBLISHED, str(first))
    second = site.publish(AFTER)
    for _ in range(2):  # published again: nothing new
        record_deed(database, ITSELF, Deed.PUBLISHED, second)
    versions.rollback(site.home)
    record_deed(database, ITSELF, Deed.ROLLED_BACK, str(first))
    site.live.look()
    page = site.read("/browse/changes")
    assert re.findall(r'aria-label="版本 ([^"]+)"', page) == [first, second, first]
    back, forth, _ = page.split("<section")[1:]
    assert ">退回</span>" in back
    assert "请客户<del>慢慢</del>讲普通话" in back
    assert "请客户<ins>慢慢</ins>讲普通话" in forth
    assert f"{datetime.now(CHINA):%Y-%m-%d}" in back
    record_deed(
        database, ITSELF, Deed.PUBLISHED, "20200101-000000-abcdef"
    )  # somebody restored an older folder: the pointer tells
    assert re.findall(r'aria-label="版本 ([^"]+)"', site.read("/browse/changes")) == [first]


def test_what_the_last_publishes_changed_is_marked_word_by_word(site: Site) -> None:
    first = versions.current(site.home)
    assert "没有可比较的内容" in site.read("/browse/changes")
    second = site.publish(AFTER)
    page = site.read("/browse/changes")
    assert page.index(second) < page.index(str(first))
    assert "请客户<ins>慢慢</ins>讲普通话" in page
    assert "<del>客户讲方言时转接会方言的同事。</del>" in page
    assert "<ins>每次通话都要记录。&lt;b&gt;不得&lt;/b&gt;遗漏。</ins>" in page
    assert '3 → <a href="/browse/conduct/5">5</a>' in page
    assert re.findall(r"修改 1 条|新增 1 条|删去 1 条|改号 1 条", page) == [
        "修改 1 条",
        "新增 1 条",
        "改号 1 条",
        "删去 1 条",
    ]
    third = site.publish(AFTER[:5], REGULATIONS[:1])
    page = site.read("/browse/changes")
    assert page.index(third) < page.index("不再施行") < page.index(second)
    shutil.rmtree(versions.versions_folder(site.home) / str(first))
    assert [publish.comparable for publish in Changes(site.home).last_publishes()] == [True, False]
    versions.rollback(site.home)
    assert third not in site.read("/browse/changes")


def test_the_pages_are_for_who_is_logged_in(site: Site) -> None:
    engine = open_database(site.home)
    token = sessions.open_session(engine, users.add_user(engine, "ann", Role.AGENT, "a long enough one"))
    for path in ("/browse", "/browse/changes", "/browse/conduct", "/browse/conduct/1"):
        response = site.client.get(path, follow_redirects=False)
        assert (response.status_code, response.headers["location"]) == (303, f"/login?next={path}")
        page = site.client.get(path, headers={"authorization": f"Bearer {token}"}).text
        assert re.findall(r'<nav aria-label="主导航">\s*(.*?)</nav>', page, re.S)[0].count("<a ") == 2
        assert "ann" in page


@pytest.fixture
def page(site: Site, browser: Browser) -> Iterator[Page]:
    """A page; what it complains of fails the test."""
    chapters = tuple(
        replace(
            UNITS[0],
            unit_id=f"conduct#{n}",
            path=(f"第{n}章 通则", f"第{n}条"),
            locator=f"第{n}条",
            text=f"第{n}条写明 ＡＢＣ 事项，客户\n须知。",
        )
        for n in range(1, 60)
    )
    traditional = replace(chapters[-1], unit_id="conduct#60", locator="第60条", text="此條以繁體寫成：來電請稍候。")
    site.publish((*chapters, traditional, *UNITS[4:]))
    complaints: list[str] = []
    with served(site.client.app) as where:  # type: ignore[arg-type]
        page = browser.new_page(base_url=where, viewport=ViewportSize(width=1280, height=800))
        page.set_default_timeout(30_000)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
        page.close()
    assert complaints == []


def test_the_list_is_filtered_while_typing(page: Page) -> None:
    page.goto("/browse")
    expect(page.locator("[data-filter] input")).to_be_focused()
    page.keyboard.type("手 册")
    expect(page.locator("[data-row]:visible")).to_have_count(1)
    expect(page.locator("[data-filter] [data-count]")).to_have_text("1 部")
    page.keyboard.type("没有的")
    expect(page.locator("[data-none]")).to_be_visible()
    page.locator("[data-filter] input").fill("手册")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("某单位《客服手册》")


def test_words_are_found_marked_and_stepped_through(page: Page) -> None:
    """Whatever their blanks, width and case; the text itself stays as it is."""
    page.goto("/browse/conduct")
    before = page.locator(".text").inner_text()
    page.keyboard.press("/")
    page.keyboard.type("abc事项，客户须")
    count = page.locator("[data-find] [data-count]")
    expect(count).to_have_text("1/59")
    expect(page.locator(".text mark")).to_have_count(59)
    page.keyboard.press("Enter")
    expect(count).to_have_text("2/59")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    expect(count).to_have_text("59/59")
    expect(page.locator(".text mark.now")).to_be_in_viewport()
    page.locator("[data-step='1']").click()
    expect(count).to_have_text("1/59")
    page.locator("[data-find] input").press("Escape")
    expect(page.locator(".text mark")).to_have_count(0)
    assert page.locator(".text").inner_text() == before
    page.keyboard.type("查无此话")
    expect(count).to_have_text("没有找到")


@pytest.mark.parametrize(
    ("typed", "hits"),
    [
        ("客戶須知", 59),  # typed in Traditional, published in Simplified
        ("来电请稍候", 1),  # the other way round
        ("此条以繁體", 1),  # both in one
        ("客戶 ＡＢＣ", 0),
    ],
)
def test_words_are_found_in_either_script(page: Page, typed: str, hits: int) -> None:
    page.goto("/browse/conduct")
    page.locator("[data-find] input").fill(typed)
    expect(page.locator("[data-find] [data-count]")).to_have_text(f"1/{hits}" if hits else "没有找到")
    expect(page.locator(".text mark")).to_have_count(hits)
    page.goto("/browse")
    page.locator("[data-filter] input").fill("手冊")
    expect(page.locator("[data-row]:visible")).to_have_count(1)


def test_the_find_box_has_the_room_for_what_it_says_in_a_narrow_window(page: Page) -> None:
    page.set_viewport_size(ViewportSize(width=380, height=800))
    page.goto("/browse/conduct")
    wanted, has = page.locator("[data-find] input").evaluate("""(field) => {
        const style = getComputedStyle(field);
        const pen = document.createElement("canvas").getContext("2d");
        pen.font = style.font;
        const paddings = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
        return [pen.measureText(field.placeholder).width, field.clientWidth - paddings];
    }""")
    assert wanted <= has


@pytest.mark.parametrize("width", [1280, 380])
def test_a_permalink_leads_to_its_unit_and_the_contents_follow(page: Page, width: int) -> None:
    page.set_viewport_size(ViewportSize(width=width, height=800))
    page.goto("/browse/conduct/40")
    expect(page.locator("[data-target]")).to_be_in_viewport()
    expect(page.locator("[data-target]")).to_be_focused()
    contents = page.locator("details.contents")
    assert contents.evaluate("element => element.open") == (width > 820)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width > 820:
        page.locator(".contents a", has_text="第55章 通则").click()
        expect(page.locator(".contents a[aria-current]")).to_contain_text("55")
        expect(page.locator("#u-55")).to_be_in_viewport()
    page.locator("#u-55 .locator").click()
    expect(page).to_have_url(re.compile(r"/browse/conduct/55$"))
    expect(page.locator("[data-target] .locator")).to_have_text("第55条")
