"""The life of versions: built whole or not at all, published in one step, taken back, compared."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder, make_regulation, make_unit
from numpy.typing import NDArray

from corpus.editions import CHINA
from corpus.regulation import Unit
from index import versions
from index.building import NothingToIndex, build_version, name_version
from index.clause_index import ClauseIndex
from index.manifest import FORMAT, IndexDamaged, IndexOutOfDate, Manifest, read_manifest
from index.versions import BuildRunning, NoIndexBuilt, UnknownVersion, current, list_versions, prune, publish, rollback


def build(home: Path, units: Sequence[Unit] = UNITS) -> str:
    return build_version(units, REGULATIONS, CountingEmbedder(), home).version


def folder_of(home: Path, version: str) -> Path:
    return home / "versions" / version


def names(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "versions").iterdir())


def test_the_state_folder_is_the_one_of_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    assert versions.home() == tmp_path
    for unset in ("", None):
        monkeypatch.delenv("ASSISTANT_HOME") if unset is None else monkeypatch.setenv("ASSISTANT_HOME", unset)
        assert versions.home() == Path("var")


def test_a_version_is_named_after_its_time_and_content(tmp_path: Path) -> None:
    version = build(tmp_path)
    manifest = read_manifest(folder_of(tmp_path, version))
    built_at = datetime.fromisoformat(manifest.built_at)
    assert built_at.tzinfo is UTC
    assert re.fullmatch(rf"{built_at.astimezone(CHINA):%Y%m%d-%H%M%S}-[0-9a-f]{{6}}", version)
    assert (manifest.embedding_model, manifest.dimension) == ("counting-1", 6)
    assert manifest.unit_count == len(UNITS)
    assert re.fullmatch(r"[0-9a-f]{40}|", manifest.commit)


def test_a_version_holds_its_files_and_nothing_else(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, build(tmp_path))
    files = {file.name for file in folder.iterdir()}
    assert {"dense.faiss", "units.jsonl", "regulations.json", "manifest.json"} < files
    manifest = read_manifest(folder)
    assert set(manifest.files) == files - {"manifest.json"}
    for name, sha256 in manifest.files.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256
    assert folder.stat().st_mode & 0o777 == 0o755


def test_versions_of_the_same_second_do_not_collide(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 21, 21, 53, 7, tzinfo=UTC)
    names = []
    for _ in range(3):
        names.append(name_version(moment, "0" * 64, CountingEmbedder(), tmp_path))
        (tmp_path / names[-1]).mkdir()
    assert re.fullmatch(r"20261122-055307-[0-9a-f]{6}", names[0])
    assert names[1:] == [f"{names[0]}-2", f"{names[0]}-3"]
    assert name_version(moment, "1" * 64, CountingEmbedder(), tmp_path) not in names
    assert all(versions.VERSION_NAME.fullmatch(name) for name in names)


def test_versions_are_listed_oldest_first_and_a_damaged_one_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first, second, third = (build(tmp_path) for _ in range(3))
    (folder_of(tmp_path, second) / "manifest.json").write_text("{}")
    assert [manifest.version for manifest in list_versions(tmp_path)] == [first, third]
    assert caplog.messages[-1].startswith(f"略去索引版本 {second}：")
    assert list_versions(tmp_path / "elsewhere") == ()


def test_equal_corpora_have_equal_hashes(tmp_path: Path) -> None:
    changed = (*UNITS[:-1], replace(UNITS[-1], text="改过的条文。"))
    for units in (UNITS, UNITS, changed):
        build(tmp_path, units)
    hashes = [manifest.corpus_sha256 for manifest in list_versions(tmp_path)]
    assert hashes[0] == hashes[1] != hashes[2]


def test_building_does_not_publish(tmp_path: Path) -> None:
    build(tmp_path)
    assert current(tmp_path) is None
    with pytest.raises(NoIndexBuilt, match="还没有已发布的索引，请先运行 assistant index build --publish。"):
        versions.current_folder(tmp_path)


def test_published_version_is_the_first_line_of_the_pointer(tmp_path: Path) -> None:
    first, second = build(tmp_path), build(tmp_path)
    for version in (first, second, second):  # the last changes nothing
        assert publish(version, tmp_path).version == version
    assert (tmp_path / "versions" / "CURRENT").read_text() == f"{second}\n{first}\n"
    assert versions.current_folder(tmp_path) == folder_of(tmp_path, second)


def test_rollback_goes_back_step_by_step(tmp_path: Path) -> None:
    built = [build(tmp_path) for _ in range(3)]
    for version in built:
        publish(version, tmp_path)
    assert rollback(tmp_path).version == built[1]
    assert current(tmp_path) == built[1]
    assert rollback(tmp_path).version == built[0]
    with pytest.raises(UnknownVersion, match=f"在 {built[0]} 之前没有发布过别的版本"):
        rollback(tmp_path)
    assert current(tmp_path) == built[0]
    publish(built[2], tmp_path)
    assert rollback(tmp_path).version == built[0]


def test_rollback_without_anything_published(tmp_path: Path) -> None:
    with pytest.raises(NoIndexBuilt):
        rollback(tmp_path)


def test_a_version_that_is_not_whole_is_not_published(tmp_path: Path) -> None:
    first, second = build(tmp_path), build(tmp_path)
    publish(first, tmp_path)
    (folder_of(tmp_path, second) / "dense.faiss").unlink()
    with pytest.raises(IndexDamaged, match=f"索引版本 {second} 的文件 dense.faiss 不见了"):
        publish(second, tmp_path)
    assert current(tmp_path) == first


def test_rollback_to_a_version_that_is_not_whole_changes_nothing(tmp_path: Path) -> None:
    first, second = build(tmp_path), build(tmp_path)
    publish(first, tmp_path)
    publish(second, tmp_path)
    (folder_of(tmp_path, first) / "units.jsonl").write_text("")
    with pytest.raises(IndexDamaged, match="units.jsonl"):
        rollback(tmp_path)
    assert current(tmp_path) == second


@pytest.mark.parametrize("version", ["20260101-000000-abcdef", "../outside", "", "CURRENT", "."])
def test_unknown_versions_are_named_and_no_path_leads_out(tmp_path: Path, version: str) -> None:
    build(tmp_path)
    (tmp_path / "outside").mkdir()
    with pytest.raises(UnknownVersion, match=re.escape(f"没有名为 {version} 的索引版本")):
        publish(version, tmp_path)


@pytest.mark.parametrize("content", ["../../etc\n", "\x00\xff"])
def test_a_damaged_pointer_is_refused_and_mended_by_publishing(tmp_path: Path, content: str) -> None:
    version = build(tmp_path)
    (tmp_path / "versions" / "CURRENT").write_text(content)
    with pytest.raises(IndexDamaged, match="CURRENT 内容已损坏，请运行 assistant index build --publish"):
        current(tmp_path)
    publish(version, tmp_path)
    assert current(tmp_path) == version


def test_a_pointer_to_a_deleted_version_is_refused(tmp_path: Path) -> None:
    version = build(tmp_path)
    publish(version, tmp_path)
    folder_of(tmp_path, version).rename(tmp_path / "moved")
    with pytest.raises(IndexDamaged, match=f"已发布的索引版本 {version} 的文件夹不见了"):
        versions.current_folder(tmp_path)


def test_a_version_of_another_release_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version = build(tmp_path)
    monkeypatch.setattr("index.manifest.FORMAT", FORMAT + 1)
    with pytest.raises(IndexOutOfDate, match=f"的格式是 {FORMAT}，本程序用的是 {FORMAT + 1}"):
        publish(version, tmp_path)
    assert list_versions(tmp_path) == ()


def test_old_versions_go_and_the_last_two_published_stay(tmp_path: Path) -> None:
    built = [build(tmp_path) for _ in range(5)]
    for version in (built[2], built[0], built[1]):
        publish(version, tmp_path)
    (tmp_path / "versions" / ".dropped-old").mkdir()  # of a pruning that was killed
    removed = prune(tmp_path, keep=1)
    assert set(removed) == {*built} - {built[1], built[0], max(built)}  # published, the one before it, the newest
    assert names(tmp_path) == sorted([".build.lock", ".publish.lock", "CURRENT", built[0], built[1], max(built)])
    assert rollback(tmp_path).version == built[0]
    with pytest.raises(UnknownVersion):  # the one before that is gone, and the pointer knows it
        rollback(tmp_path)


def test_nothing_is_removed_while_few_or_while_the_pointer_is_damaged(tmp_path: Path) -> None:
    built = [build(tmp_path) for _ in range(2)]
    assert prune(tmp_path) == ()
    (tmp_path / "versions" / "CURRENT").write_text("../../etc\n")
    with pytest.raises(IndexDamaged):
        prune(tmp_path, keep=0)
    assert {each.version for each in list_versions(tmp_path)} == {*built}


class Breaking(CountingEmbedder):
    """Fails in the middle of a build."""

    def embed_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        raise KeyboardInterrupt


def test_a_stopped_build_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        build_version(UNITS, REGULATIONS, Breaking(), tmp_path)
    assert names(tmp_path) == [".build.lock"]
    build(tmp_path)


def killed_build(home: Path, before: str) -> None:
    """Build in another process that kills itself on reaching a function of the build."""
    code = f"""
import os, sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parent)!r})
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder
from index import building
def kill(*_):
    os.kill(os.getpid(), 9)
building.{before} = kill
building.build_version(UNITS, REGULATIONS, CountingEmbedder(), Path({str(home)!r}))
"""
    assert subprocess.run([sys.executable, "-c", code]).returncode == -signal.SIGKILL


@pytest.mark.parametrize("before", ["embed_once", "write_synced", "hash_files", "sync_file", "sync_folder"])
def test_a_killed_build_leaves_no_version_and_the_next_clears_up(tmp_path: Path, before: str) -> None:
    version = build(tmp_path)
    publish(version, tmp_path)
    killed_build(tmp_path, before)
    assert [manifest.version for manifest in list_versions(tmp_path)] == [version]
    assert current(tmp_path) == version
    assert any(name.startswith(".building-") for name in names(tmp_path))
    second = build(tmp_path)
    assert not any(name.startswith(".building-") for name in names(tmp_path))
    publish(second, tmp_path)


def test_publishing_killed_at_the_last_moment_keeps_the_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = build(tmp_path), build(tmp_path)
    publish(first, tmp_path)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "replace", killed)
        publish(second, tmp_path)
    assert current(tmp_path) == first
    publish(second, tmp_path)
    assert current(tmp_path) == second


def test_only_one_build_at_a_time(tmp_path: Path) -> None:
    with versions.build_lock(tmp_path), pytest.raises(BuildRunning, match="另一个进程正在构建索引"):
        build(tmp_path)
    build(tmp_path)


def test_nothing_to_index_is_said(tmp_path: Path) -> None:
    with pytest.raises(NothingToIndex, match="没有找到任何条款"):
        build(tmp_path, ())
    assert names(tmp_path) == [".build.lock"]


@pytest.mark.parametrize(
    ("units", "message"),
    [
        ((UNITS[0], UNITS[0]), "more than once: conduct#1"),
        ((make_unit("other#1", "条文"),), "not given: other"),
    ],
)
def test_units_that_cannot_be_told_apart_are_refused(tmp_path: Path, units: Sequence[Unit], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build(tmp_path, units)


def test_every_version_answers_the_same_after_rollback(tmp_path: Path) -> None:
    """A version is never changed by what is built or published after it."""
    embedder = CountingEmbedder()
    manifests: list[Manifest] = []
    answers = []
    for count in (3, 5, 7):
        manifests.append(build_version(UNITS[:count], (*REGULATIONS, make_regulation("x")), embedder, tmp_path))
        publish(manifests[-1].version, tmp_path)
        answers.append(ClauseIndex.open(versions.current_folder(tmp_path), embedder).search("客户讲方言投诉"))
    for expected in reversed(answers[:-1]):
        rollback(tmp_path)
        assert ClauseIndex.open(versions.current_folder(tmp_path), embedder).search("客户讲方言投诉") == expected
