"""A version that was built with another embedding model than the one that answers: said, or refused, before agents notice."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import httpx
import pytest
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder
from maintained_site import make_own
from web_site import served

from assistant import live as live_module
from assistant.__main__ import main
from assistant.answering import Assistant
from assistant.live import LiveAssistant
from assistant.state.database import open_database
from assistant.web.app import create_app
from assistant.web.maintain import process
from index.building import build_version
from index.versions import CURRENT_FILE, current, publish

MODEL = "some/model"


def version_of(home: Path, model: str) -> str:
    return build_version(UNITS, REGULATIONS, CountingEmbedder(model), home).version


def token_of(browser: httpx.Client) -> str:
    """The token of the forms of these pages."""
    return browser.get("/maintain").text.split('name="form_token" value="', 1)[1].split('"', 1)[0]


@pytest.fixture
def live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LiveAssistant:
    """What answers with a model of its own, over a version built with it."""
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    monkeypatch.setattr(live_module, "load_embedder", lambda name: CountingEmbedder(str(name)))
    publish(version_of(tmp_path, MODEL), tmp_path)
    return LiveAssistant(tmp_path, MODEL)


def test_commands_say_that_a_running_server_cannot_follow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    same, again, other = version_of(tmp_path, "one"), version_of(tmp_path, "one"), version_of(tmp_path, "another")
    for version in (same, again):
        assert main(["index", "publish", version]) == 0
        assert "提醒" not in capfd.readouterr().err
    for command in (["index", "publish", other], ["index", "rollback"]):
        assert main(command) == 0
        told = capfd.readouterr().err
        assert "提醒：这个版本用向量模型" in told
        assert "one" in told
        assert "another" in told
    (tmp_path / "versions" / again / "manifest.json").unlink()
    assert main(["index", "publish", other]) == 0  # what was published before need not be readable


def test_the_page_publishes_nothing_that_its_server_cannot_read(tmp_path: Path, live: LiveAssistant) -> None:
    before, other, same = current(tmp_path), version_of(tmp_path, "another"), version_of(tmp_path, MODEL)
    app = create_app(cast("Assistant", live), open_database(tmp_path), on_loopback=True, own=make_own(tmp_path / "own"))
    with served(app) as where, httpx.Client(base_url=where, headers={"Origin": where}) as browser:

        def send(path: str) -> httpx.Response:
            return browser.post(path, data={"form_token": token_of(browser), "before": str(current(tmp_path))})

        refused = send(f"/maintain/versions/{other}/publish")
        assert refused.status_code == 409
        assert "向量模型 another" in refused.text
        assert current(tmp_path) == before
        assert send(f"/maintain/versions/{same}/publish").status_code == 303
        assert current(tmp_path) == same
        publish(other, tmp_path)
        publish(same, tmp_path)
        assert "向量模型 another" in send("/maintain/rollback").text
        assert current(tmp_path) == same


def test_what_is_built_on_the_page_is_built_with_the_model_that_answers(
    tmp_path: Path, live: LiveAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []

    def load(name: str) -> CountingEmbedder:
        loaded.append(name)
        return CountingEmbedder(name)

    monkeypatch.setattr("index.embedding.load_embedder", load)
    orders: list[dict[str, object]] = []

    def note(*told: object, **_: object) -> None:
        orders.append(cast("dict[str, object]", told[4]))

    monkeypatch.setattr("assistant.web.maintain.work.Works.start", note)
    own = make_own(tmp_path / "own")
    app = create_app(cast("Assistant", live), open_database(tmp_path), on_loopback=True, own=own)
    with served(app) as where, httpx.Client(base_url=where, headers={"Origin": where}) as browser:
        assert browser.post("/maintain/build", data={"form_token": token_of(browser)}).status_code == 303
    [order] = orders
    process.build(order)
    assert loaded == [MODEL]


def test_the_page_says_which_version_answers_where_the_published_one_cannot(
    tmp_path: Path, live: LiveAssistant
) -> None:
    """Nobody should believe that agents see what they do not."""
    before, other = current(tmp_path), version_of(tmp_path, "another")
    publish(other, tmp_path)
    live.look()
    app = create_app(cast("Assistant", live), open_database(tmp_path), on_loopback=True, own=make_own(tmp_path / "own"))
    with served(app) as where, httpx.Client(base_url=where, headers={"Origin": where}) as browser:
        page = browser.get("/maintain").text
        assert f"<dd><code>{before}</code></dd>" in page
        assert f"聊天仍用版本 {before}：索引版本 {other} 用的是向量模型 another" in page
        assert page.count("正在使用</span>") == page.count("已发布，打不开</span>") == 1
        assert "<dt>发布时间</dt>" not in page  # that of the other version
        (tmp_path / "versions" / CURRENT_FILE).write_text("../no", encoding="utf-8")
        live.look()
        assert f"聊天仍用版本 {before}：记录正在使用哪个版本的文件损坏了" in browser.get("/maintain").text
        publish(str(before), tmp_path)
        live.look()
        page = browser.get("/maintain").text
        assert "聊天仍用版本" not in page
        assert "<dt>发布时间</dt>" in page
        assert f"<dd><code>{before}</code></dd>" in page
