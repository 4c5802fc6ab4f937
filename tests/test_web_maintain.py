"""The maintainers' pages by raw HTTP: whose they are, forged forms, what each refusal says, and that nothing changes by a refusal."""

from __future__ import annotations

import errno
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import httpx
import pytest
from fake_assistant import fake_assistant
from fastapi.routing import iter_route_contexts
from maintained_site import REGULATION, SOURCE, TITLE, make_own, next_edition
from role_clients import Site
from sqlalchemy import update
from web_site import served

from assistant.__main__ import main
from assistant.state import audit
from assistant.state.database import open_database, writing
from assistant.state.deeds import Deed, last_deeds
from assistant.state.sessions import open_session
from assistant.state.tables import deeds
from assistant.state.users import Role, add_user
from assistant.web.app import create_app
from assistant.web.gate import NOT_YOURS
from assistant.web.login_forms import form_token
from assistant.web.maintain import upload as maintain_upload
from assistant.web.maintain import versions
from assistant.web.maintain.answers import ComparedAnswer, Comparison, Comparisons, Side
from assistant.web.maintain.pages import maintain_pages
from assistant.web.maintain.process import build
from assistant.web.maintain.staging import clear_old, list_staged
from corpus.catalog import load_catalog
from corpus.editions import today
from index.versions import build_lock, current, list_versions, publish

NEW_RULE = "门店服务规定\n\n发布机关:某某公司\n\n第一条 店员应当主动问好。\n\n第二条 顾客离店时应当道别。\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A state folder with one version published, and accounts."""
    home = tmp_path_factory.mktemp("home")
    own = make_own(tmp_path_factory.mktemp("own") / "program")
    (own / "questions").unlink()  # no example questions: a build of 64 units takes a moment
    publish(str(build({"home": home, "own": own})["version"]), home)
    database = open_database(home)
    tokens = {role: open_session(database, add_user(database, role.value, role, "a long enough one")) for role in Role}
    return Site(home, own, "", tokens)


@pytest.fixture(scope="module")
def site(built: Site) -> Iterator[Site]:
    """The application, served."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("ASSISTANT_HOME", str(built.home))
        app = create_app(fake_assistant(), open_database(built.home), on_loopback=True, own=built.own)
        with served(app) as where:
            yield Site(built.home, built.own, where, built.tokens)


def _calls(site: Site) -> list[tuple[str, str]]:
    """List every method and address of these pages."""
    router = maintain_pages(fake_assistant(), open_database(site.home), site.home, site.own)
    return sorted(
        (method, re.sub(r"\{[^}]*\}", "x", route.path))
        for route in iter_route_contexts(router.routes)
        for method in route.methods or ()
    )


def _text(response: httpx.Response) -> str:
    """Give the sentence of a refusal."""
    found = re.search(r'class="trouble"[^>]*>(.*?)</p>', response.text, re.DOTALL)
    assert found, response.text
    return found[1].strip()


def test_the_pages_are_maintainers_only(site: Site) -> None:
    calls = _calls(site)
    assert len(calls) >= 20
    for method, path in calls:
        for role in (Role.AGENT, Role.TRAINER):
            answer = site.get(path, role) if method == "GET" else site.post(path, role=role)
            assert answer.status_code == 403, (method, path, role)
            assert f">{NOT_YOURS}<" in answer.text, "a browser is told by a page"
        nobody = site.get(path, None) if method == "GET" else site.post(path, role=None)
        assert nobody.status_code == (303 if method == "GET" else 401), (method, path)


@pytest.mark.parametrize("forged", ["", "0" * 64])
def test_nothing_is_done_by_a_form_of_another_session(site: Site, forged: str) -> None:
    before = (site.documents(), current(site.home), list_staged(site.home))
    for method, path in _calls(site):
        if method == "POST":
            assert site.post(path, token=forged or "none").status_code == 403, path
            assert site.post(path, token=form_token(site.tokens[Role.AGENT])).status_code == 403, path
    assert (site.documents(), current(site.home), list_staged(site.home)) == before


def test_first_page_shows_versions_and_regulations(site: Site) -> None:
    page = site.get("/maintain").text
    assert str(current(site.home)) in page
    assert TITLE in page
    assert "还没有建立新版本" not in page
    assert f"/maintain/documents/{SOURCE}" in page
    report = site.get(f"/maintain/documents/{SOURCE}").text
    assert "6.1（1）" in report
    assert 'style="' not in report  # the policy of the page would refuse it


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("坏.pdf", b"%PDF-1.4 no", "坏.pdf"),
        ("程序.exe", b"MZ", "程序.exe 不是能读的文件：只收 .txt"),
        ("空.txt", b"", "空.txt 是空文件"),
        ("坏.docx", b"PK\x03\x04 no zip", "坏.docx"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(site: Site, name: str, content: bytes, said: str) -> None:
    answer = site.upload(name, content)
    assert answer.status_code == 400
    sentence = _text(answer)
    assert said in sentence
    assert sentence.endswith("。")
    assert name not in [staged.name for staged in list_staged(site.home)]
    assert not list((site.home / "staging").glob(".new-*"))


def test_no_file_or_only_corrections_is_told(site: Site) -> None:
    assert "请先选择文件" in _text(site.post("/maintain/upload", files=[("files", ("", b""))]))
    alone = site.post("/maintain/upload", files=[("files", ("a.corrections.toml", b""))])
    assert "没有和它同名的规定文件" in _text(alone)


def test_an_uploaded_name_leads_nowhere_else(site: Site) -> None:
    address = site.staged("../../../../etc/店.txt", NEW_RULE)
    folder = site.home / "staging" / address.rsplit("/", 1)[1]
    assert (folder / "document" / "店.txt").read_text() == NEW_RULE
    assert site.post(f"{address}/discard").status_code == 303
    assert not folder.exists()
    gone = site.get(address)
    assert gone.status_code == 404
    assert "这个上传的文件不在了" in _text(gone)
    for strange in ("x", "%2e%2e%2f", "..%2f..", "0" * 16):
        assert site.get(f"/maintain/intake/{strange}").status_code == 404


def test_several_files_at_once_wait_each_for_itself(site: Site) -> None:
    files = [("files", ("甲.txt", NEW_RULE.encode())), ("files", ("乙.txt", b""))]
    files.append(("files", ("甲.corrections.toml", '[[correction]]\naction = "keep"\ntext = "第一条"\n'.encode())))
    answer = site.post("/maintain/upload", files=files)
    assert "乙.txt 是空文件" in _text(answer)
    staged = next(staged for staged in list_staged(site.home) if staged.name == "甲.txt")
    assert staged.corrections.startswith("[[correction]]")
    assert f"/maintain/intake/{staged.staged_id}" in answer.text
    clear_old(site.home, seconds=-1)
    assert list_staged(site.home) == ()


def test_a_namesake_is_never_replaced_silently(site: Site) -> None:
    address = site.staged("新制度.txt", next_edition())
    page = site.get(address).text
    assert "已有同名的规定。请选择" in page
    assert not re.search(r'name="choice-0"[^>]*checked', page)
    asked = site.post(f"{address}/take-in", {"title": TITLE, "issuer": "福建省纤维检验局"})
    assert (asked.status_code, site.documents()) == (400, [])
    assert "已有同名同机关的" in _text(asked)
    wrong = site.post(f"{address}/take-in", {"title": TITLE, "choice-0": "replaces:nothing"})
    assert "已经不在了" in _text(wrong)
    assert site.documents() == []
    assert site.post(f"{address}/discard").status_code == 303


def test_a_new_regulation_comes_in_with_what_the_form_says(site: Site) -> None:
    address = site.staged("门店.txt", NEW_RULE)
    page = site.get(address).text
    assert 'value="门店服务规定"' in page
    undated = site.post(f"{address}/take-in", {"title": "门店规定", "effective_on": "明天", "choice-0": "new"})
    assert "不是日期" in _text(undated)
    assert 'value="门店规定"' in undated.text  # nothing typed is lost
    named = {"title": "门店规定", "issuer": "总公司", "effective_on": "2099-01-01", "choice-0": "new"}
    assert site.post(f"{address}/take-in", named).headers["location"] == "/maintain"
    (entry,) = load_catalog(site.home / "documents" / "catalog.toml")
    assert (entry.title, entry.issuer, str(entry.effective_on)) == ("门店规定", "总公司", "2099-01-01")
    first = site.get("/maintain").text
    assert "尚未施行" in first
    assert "文件在发布之后改过，还没有建立新版本" in first
    assert re.search(r"maintainer</span><span>收入</span>.*门店规定", first)
    again = site.staged("门店.txt", NEW_RULE)
    same = site.post(f"{again}/take-in", {"title": "门店规定", "choice-0": f"replaces:{entry.regulation_id}"})
    assert "内容相同" in _text(same)
    other = site.post(f"{again}/take-in", {"title": "门店规定", "choice-0": "other"})
    assert "请选择它替换哪一部规定" in _text(other)
    site.post(f"{again}/discard")


def test_corrections_that_cannot_be_used_say_where(site: Site) -> None:
    address = site.staged("门店二.txt", NEW_RULE.replace("门店", "柜台"))
    broken = site.post(f"{address}/corrections", {"corrections": "[[correction]]\naction = noise"})
    assert broken.status_code == 400
    assert "第 2 行" in _text(broken)
    assert "action = noise" in broken.text
    wrong = site.post(f"{address}/corrections", {"corrections": '[[correction]]\naction = "burn"\ntext = "第一条"'})
    assert "第 1 项的 action 只能是" in _text(wrong)
    entries = (
        '[[correction]]\naction = "join"\n[[correction]]\naction = "noise"\ntext = "第一条"\n[[correction]]\ntext = "x"'
    )
    several = site.post(f"{address}/corrections", {"corrections": entries}).text
    assert [number for number in "123" if f"第 {number} 项" in several] == ["1", "3"]
    titled = '[[correction]]\naction = "title"\ntext = "柜台服务规定"\nvalue = "柜台规定（试行）"\n'
    assert site.post(f"{address}/corrections", {"corrections": titled}).status_code == 303
    page = site.get(address).text
    assert 'value="柜台规定（试行）"' in page
    renamed = site.post(f"{address}/take-in", {"title": "别的名称", "choice-0": "new"})
    assert "名称已由更正写定" in _text(renamed)
    assert site.post(f"{address}/corrections", {"corrections": ""}).status_code == 303
    assert "柜台规定（试行）" not in site.get(address).text
    site.post(f"{address}/discard")


def test_what_was_typed_stays_when_corrections_are_applied_and_neither_is_lost_by_the_other(site: Site) -> None:
    address = site.staged("门店三.txt", NEW_RULE)
    typed = {"title": "门店规定三", "issuer": "总公司", "effective_on": "2099-01-01", "choice-0": "new"}
    noise = '[[correction]]\naction = "noise"\ntext = "第一条"\n'
    assert site.post(f"{address}/corrections", {**typed, "corrections": noise}).status_code == 303
    page = site.get(address).text
    for said in ("门店规定三", "总公司", "2099-01-01"):
        assert f'value="{said}"' in page
    more = noise.replace("第一条", "第二条")
    refused = site.post(f"{address}/take-in", {**typed, "corrections": more})
    assert refused.status_code == 400
    assert "更正改过还没有应用" in _text(refused)
    assert "第二条" in refused.text
    wrong = site.post(f"{address}/corrections", {**typed, "issuer": "分公司", "corrections": "[[x"})
    assert 'value="分公司"' in wrong.text
    titled = '[[correction]]\naction = "title"\nvalue = "别的名称"\n'
    assert site.post(f"{address}/corrections", {**typed, "corrections": titled}).status_code == 303
    assert 'value="别的名称"' in site.get(address).text, "what corrections give is not typed over"
    site.post(f"{address}/discard")


def test_a_text_without_clauses_is_not_taken_in(site: Site) -> None:
    address = site.staged("便条.txt", "今天下雨。\n")
    assert "没有找到任何条款，还不能收入" in _text(site.get(address))
    assert "没有找到任何条款" in _text(site.post(f"{address}/take-in", {"title": "便条", "choice-0": "new"}))
    site.post(f"{address}/discard")


def test_a_repeal_is_written_down_and_taken_back(site: Site) -> None:
    no_day = site.post("/maintain/repeal", {"regulation": REGULATION, "on": ""})
    assert "请写废止日期" in _text(no_day)
    assert "请选择是哪一部规定" in _text(site.post("/maintain/repeal", {"regulation": "x", "on": "2099-01-01"}))
    assert site.post("/maintain/repeal", {"regulation": REGULATION, "on": "2020-01-01"}).status_code == 303
    assert "已废止" in site.get("/maintain").text
    assert site.post("/maintain/repeal", {"regulation": REGULATION, "lift": "1"}).status_code == 303
    assert "已废止" not in site.get("/maintain").text
    assert "取消废止" in site.get("/maintain").text


def test_a_taking_in_is_taken_back_and_its_file_waits_again(site: Site) -> None:
    address = site.staged("门店四.txt", NEW_RULE)
    assert site.post(f"{address}/take-in", {"title": "门店四规定", "choice-0": "new"}).status_code == 303
    assert "/maintain/take-back/" in site.get("/maintain").text
    (entry,) = [each for each in load_catalog(site.home / "documents" / "catalog.toml") if each.title == "门店四规定"]
    back = f"/maintain/take-back/{entry.source}"
    asked = site.get(back).text
    assert "门店四规定" in asked
    assert "不再收录" in asked
    assert site.post(back).headers["location"] == "/maintain"
    assert "门店四规定" not in [each.title for each in load_catalog(site.home / "documents" / "catalog.toml")]
    page = site.get("/maintain").text
    assert re.search(r"maintainer</span><span>撤回收入</span>.*门店四规定", page)
    (waiting,) = [staged for staged in list_staged(site.home) if staged.name == entry.source]
    assert site.get(back).status_code == 404
    assert site.post(back).status_code == 409
    assert "随程序提供" in _text(site.post("/maintain/take-back/fujian-fibre-inspection.txt"))
    waiting.discard()


def test_a_full_disk_is_told_and_nothing_is_left(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(maintain_upload, "stage", full)
    answer = site.upload("店.txt", NEW_RULE)
    assert answer.status_code == 409
    assert "磁盘空间不足" in _text(answer)


def test_a_build_waits_for_nobody_and_says_who_is_building(site: Site) -> None:
    """A build by another process holds the lock: the page says so, the published version stays, and the next one goes through."""
    before = current(site.home)
    with build_lock(site.home):
        assert site.post("/maintain/build").headers["location"] == "/maintain/build"
        second = site.post("/maintain/build")
        if second.status_code == 409:
            assert _text(second) == "maintainer 正在建立新版本，请等它完成后再开始。"
        assert "正在构建索引" in _text_when(site, "failed")
    assert site.post("/maintain/build").status_code == 303
    _text_when(site, "done")
    assert current(site.home) == before
    new = list_versions(site.home)[-1].version
    assert new != before
    assert "新版本已建好，还没有发布" in site.get("/maintain").text
    diff = site.get(f"/maintain/versions/{new}/diff").text
    assert "门店规定" in diff
    assert "新收入" in diff
    answers = site.get(f"/maintain/versions/{new}/answers").text
    assert "按 2099-01-01 有效的规定" in answers


def _text_when(site: Site, state: str) -> str:
    """Wait until the build has come to an end; the page that says so."""
    for _ in range(600):
        told = site.get("/maintain/build/progress").json()
        if told["state"] != "running":
            break
        time.sleep(0.2)
    assert told["state"] == state, told
    page = site.get("/maintain/build").text
    return page if state == "done" else told["text"]


def test_answers_that_went_with_their_clause_are_counted_as_worse_and_said(site: Site) -> None:
    """At the top of the page, in a filter of their own, in each entry, and before publishing."""
    before, new = str(current(site.home)), list_versions(site.home)[-1].version
    old, other, none = (
        Side("answered", "一", "原来的话"),
        Side("answered", "二", "别的话"),
        Side("not_covered", "", "未涉及"),
    )
    found = (
        ComparedAnswer("评测题甲", (), True, "withdrawn", old, other, "withdrawn"),
        ComparedAnswer("评测题乙", (), True, "withdrawn", old, none, "withdrawn"),
        ComparedAnswer("评测题戊", (), True, "changes", old, replace(other, text="再别的话"), "other", True),
        ComparedAnswer("日志丙", (), False, "changes", old, other, "other"),
        *(
            ComparedAnswer(f"日志丁{n}", ("先问的",), False, "changes", old, replace(old, text="新的话"))
            for n in range(60)
        ),
    )
    Comparisons(site.home).keep(before, new, today(), Comparison(99, 9, found))
    address = f"/maintain/versions/{new}/answers"
    page = re.sub(r"<[^>]+>", "", site.get(address).text)
    assert "变差 2" in page
    assert "其中条款已撤下 2" in page
    assert "原来的条款已撤下，现由另一条回答" in page
    assert "原来的条款已撤下，现在答不出" in page
    assert "换由另一条回答" in page.partition("日志丙")[2]
    assert "评测题戊 评测题，两版都答对" in page
    assert page.count("另有 59 个问题同样变化") == 1
    assert "接着：先问的　日志丁59" in page
    assert 'aria-label="翻页"' not in site.get(address).text, "few entries, however many questions"
    for effect in ("breaks", "withdrawn"):
        chosen = site.get(f"{address}?effect={effect}").text
        assert "评测题乙" in chosen
        assert "日志丙" not in chosen
    assert "变差 <b>2</b> 个（其中 2 个的条款已撤下）" in site.get(f"/maintain/versions/{new}/publish").text


def test_published_only_as_seen(site: Site) -> None:
    """Who looked at another published version than there is now is asked to look again."""
    before, new = current(site.home), list_versions(site.home)[-1].version
    asked = site.get(f"/maintain/versions/{new}/publish").text
    assert f'name="before" value="{before}"' in asked
    late = site.post(f"/maintain/versions/{new}/publish", {"before": "20000101-000000-000000"})
    assert (late.status_code, current(site.home)) == (409, before)
    assert "别人发布了另一个版本" in _text(late)
    assert site.post(f"/maintain/versions/{new}/publish", {"before": str(before)}).status_code == 303
    assert current(site.home) == new
    assert site.post("/maintain/rollback", {"before": str(before)}).status_code == 409
    assert site.post("/maintain/rollback", {"before": new}).status_code == 303
    assert current(site.home) == before
    assert "之前没有发布过别的版本" in _text(site.get("/maintain/rollback"))
    unknown = site.get("/maintain/versions/20000101-000000-000000/diff")
    assert "没有名为" in _text(unknown)
    strange = site.get(f"/maintain/versions/{quote('../../x', safe='')}/diff")
    assert strange.status_code == 404


def test_versions_that_go_with_a_publishing_are_written_down(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the publishing, as nobody's deed."""
    monkeypatch.setattr(versions, "prune", lambda home: ("20200101-000000-000000", "20200102-000000-000000"))
    before = str(current(site.home))
    assert site.post(f"/maintain/versions/{before}/publish", {"before": before}).status_code == 303
    removed, published = last_deeds(open_database(site.home), 2)
    assert (removed.by, removed.deed) == ("自动", "清理版本")
    assert removed.subject == "20200101-000000-000000、20200102-000000-000000"
    assert (published.by, published.deed) == ("maintainer", "发布")


def test_what_was_done_is_under_the_audit_chain_and_on_the_page(site: Site) -> None:
    """With the account that did it; beside what a command did to the same state folder."""
    database = open_database(site.home)
    assert main(["index", "publish", str(current(site.home))]) == 0
    done = [(event.by.partition("（")[0], event.deed) for event in last_deeds(database, 100)]
    assert done[0] == ("命令行", "发布")
    assert {("maintainer", deed.value) for deed in (Deed.TOOK_IN, Deed.BUILT, Deed.PUBLISHED, Deed.ROLLED_BACK)} < set(
        done
    )
    listed = re.sub(r"<[^>]+>", " ", site.get("/maintain").text.partition("最近的操作")[2])
    assert "命令行" in listed
    assert "maintainer" in listed
    assert list(audit.verify(database)) == []
    with writing(database) as connection:
        connection.execute(update(deeds).where(deeds.c.deed == Deed.ROLLED_BACK.value).values(doer="nobody"))
    assert {found.subject for found in audit.verify(database)} == {"deeds"}
