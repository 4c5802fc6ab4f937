"""What maintainers did with regulations and versions: written down by every command, and found out if changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from assistant.__main__ import main
from assistant.state.database import open_database, writing
from assistant.state.deeds import Deed, Doer, last_deeds, record_deed
from assistant.state.tables import answers, deeds, moment
from assistant.state.users import Role, add_user
from assistant.web.serving import _purge
from index import versions
from index.versions import list_versions

RULES = "门店服务规定\n\n发布机关:某某公司\n\n第一条 店员应当主动问好。\n\n第二条 顾客离店时应当道别。\n"


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """A folder with one small regulation."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "shop.txt").write_text(RULES, encoding="utf-8")
    return folder


def _done(home: Path) -> list[tuple[str, str]]:
    """List deeds and what they were done to, the oldest first."""
    return [(event.deed, event.subject) for event in reversed(last_deeds(open_database(home), 100))]


def test_every_command_writes_down_what_it_did(home: Path, documents: Path) -> None:
    build = ["index", "build", "--documents", str(documents)]
    assert main([*build, "--publish"]) == 0
    assert main(build) == 0
    first, second = (manifest.version for manifest in list_versions(home))
    assert main(["index", "publish", second]) == 0
    assert main(["index", "rollback"]) == 0
    assert main(build) == 0
    assert main(["index", "prune", "--keep", "0"]) == 0
    assert main(["corpus", "add", str(documents / "shop.txt")]) == 0
    taken = main(["corpus", "repeal", "shop", "--on", "2099-01-01"])
    done = _done(home)
    third = done[5][1]
    assert done[:6] == [
        ("建立版本", first),
        ("发布", first),
        ("建立版本", second),
        ("发布", second),
        ("退回", first),
        ("建立版本", third),
    ]
    assert done[6] == ("清理版本", f"{second}、{third}")
    assert done[7] == ("收入", "《门店服务规定》")
    assert taken == 0
    assert done[8:] == [("写明废止", "《门店服务规定》自 2099-01-01 起")]
    assert all(event.by.startswith("命令行") for event in last_deeds(open_database(home)))


def test_versions_that_go_with_a_publishing_are_written_down(
    home: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody asked for it, so it is nobody's deed; but they are gone."""
    monkeypatch.setattr(versions.prune, "__defaults__", (1,))
    build = ["index", "build", "--documents", str(documents), "--publish"]
    for _ in range(3):
        assert main(build) == 0
    first = _done(home)[0][1]
    assert _done(home)[-1] == ("清理版本", first)
    assert last_deeds(open_database(home))[0].by == "自动"


def test_answers_that_were_kept_long_enough_are_written_down(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir(exist_ok=True)
    database = open_database(home)
    monkeypatch.setenv("ASSISTANT_RETENTION_DAYS", "30")
    _purge(database)
    assert _done(home) == []
    asked = datetime.now(UTC) - timedelta(days=31)
    with writing(database) as connection:
        connection.execute(insert(answers).values(
            answer_id="a1", asked_at=moment(asked), question="q", history="[]", scope="[]", language="zh", status="answered", text="t",
            index_version="v", cited="[]", retrieved="[]", top_score=1.0, latency_ms=1.0, masked=False,
        ))  # fmt: skip
    _purge(database)
    assert _done(home) == [("清理回答", "30 天以前的 1 个回答")]


def test_what_was_not_done_is_not_written_down(home: Path, documents: Path) -> None:
    assert main(["index", "publish", "20000101-000000-000000"]) == 1
    assert main(["index", "rollback"]) == 1
    assert main(["corpus", "add", str(documents / "none.txt")]) == 1
    assert _done(home) == []


@pytest.mark.parametrize("column", ["doer", "at", "deed", "subject"])
def test_a_row_that_was_changed_is_found(home: Path, column: str, capsys: pytest.CaptureFixture[str]) -> None:
    """By the command that maintainers run."""
    database = open_database(home)
    record_deed(
        database, Doer("mei", add_user(database, "mei", Role.MAINTAINER, "a long enough one").user_id), Deed.BUILT, "v1"
    )
    deed_id = record_deed(database, Doer("mei"), Deed.PUBLISHED, "v1")
    assert main(["audit", "verify"]) == 0
    with writing(database) as connection:
        connection.execute(update(deeds).where(deeds.c.deed_id == deed_id).values({column: "changed"}))
    capsys.readouterr()
    assert main(["audit", "verify"]) == 1
    assert f"deeds {deed_id}：日志里的这一行被改过" in capsys.readouterr().out


def test_a_database_that_refuses_undoes_nothing(
    home: Path, documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The version is published all the same, and the command says what is missing."""
    monkeypatch.setenv("ASSISTANT_DATABASE_URL", f"sqlite:///{tmp_path}/no/such/folder/app.db")
    assert main(["index", "build", "--documents", str(documents), "--publish"]) == 0
    said = capsys.readouterr()
    assert "已发布版本" in said.out
    assert "已经发布，但没有记入操作记录" in said.err
    assert "Traceback" not in said.err
