"""A build after a change parses and embeds only what changed, and equals a full one with everything cold."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from fake_embedder import CountingEmbedder
from made_regulations import RULES, ever_content, regulation_text

from assistant.answering import Assistant
from assistant.live import LiveAssistant
from corpus import parse_cache
from corpus.document import parse_document
from corpus.parse_cache import ParseCache, load_named
from corpus.reading import SourceText, read_document
from index import versions
from index.building import build_version
from index.clause_index import ClauseIndex
from index.embedding import Embedder, load_embedder

CHAINS = 10
QUICK_CHAINS = 3  # the others take a minute and are marked slow
CHANGES = 20  # in each: 200 sequences of changes in all, compared after every change
SUBJECTS = ("方言", "电话", "投诉", "着装", "挂断", "普通话", "回访", "保密")
ACTIONS = ("应当在{}小时内处理", "不得超过{}次", "由{}名班长核实后答复客户", "每日登记{}遍")
QUESTIONS = ("方言听不懂", "接电话", "投诉几小时答复", "着装", "能挂断吗", "回访几次", "保密", "普通话")


class ReadsHere:
    """Stands in for the guarded process, which would take most of the time."""

    def __enter__(self) -> ReadsHere:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, path: Path) -> SourceText:
        return read_document(path)


def rule(choose: random.Random) -> str:
    return f"{choose.choice(SUBJECTS)}{choose.choice(ACTIONS).format(choose.randint(1, 9))}。"


@dataclass(slots=True)
class Documents:
    """Small regulations as files, changed at random."""

    folder: Path
    choose: random.Random
    rules: dict[str, list[str]] = field(default_factory=dict)  # file name -> rules

    def add(self) -> None:
        self._write(
            f"r{self.choose.randint(0, 999)}.txt", [rule(self.choose) for _ in range(self.choose.randint(1, 4))]
        )

    def edit(self) -> None:
        name = self.choose.choice(sorted(self.rules))
        rules = self.rules[name]
        place = self.choose.randrange(len(rules))
        rules[place : place + self.choose.randint(0, 1)] = [rule(self.choose)]
        self._write(name, rules)

    def delete(self) -> None:
        if len(self.rules) > 1:
            name = self.choose.choice(sorted(self.rules))
            del self.rules[name]
            (self.folder / name).unlink()

    def rename(self) -> None:
        name = self.choose.choice(sorted(self.rules))
        rules = self.rules.pop(name)
        (self.folder / name).unlink()
        self._write(f"n{self.choose.randint(0, 999)}.txt", rules)

    def change(self) -> None:
        changes: Sequence[Callable[[], None]] = (self.add, self.edit, self.edit, self.delete, self.rename)
        self.choose.choice(changes)()

    def _write(self, name: str, rules: list[str]) -> None:
        self.rules[name] = rules
        (self.folder / name).write_text(regulation_text(f"{Path(name).stem}号办法", rules), encoding="utf-8")


def build(documents: Path, home: Path, embedder: Embedder) -> str:
    """Build a version as ``index build`` does."""
    kept = ParseCache(home / "cache" / "parsed")
    named = load_named(sorted(documents.iterdir()), (), kept, pytest.fail)
    kept.drop_unused()
    regulations, units = ever_content(named)
    return build_version(units, regulations, embedder, home).version


def opened(version: str, home: Path, embedder: Embedder) -> ClauseIndex:
    return ClauseIndex.open(versions.version_folder(version, home), embedder)


def assert_equal(one: ClauseIndex, other: ClauseIndex) -> None:
    assert one.units == other.units
    assert one.regulations == other.regulations
    assert one.manifest.corpus_sha256 == other.manifest.corpus_sha256
    for question in QUESTIONS:
        assert one.search(question) == other.search(question)
    # All but the manifest, whose time and name differ, is the same byte for byte.
    assert one.manifest.files == other.manifest.files


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Reads in this process; gives the names of the files that were parsed."""
    parsed: list[str] = []

    def noting(text: SourceText, *rest: object) -> object:
        parsed.append(text.name)
        return parse_document(text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(parse_cache, "ReadingProcess", ReadsHere)
    monkeypatch.setattr("corpus.document.parse_document", noting)
    monkeypatch.setattr("index.building._commit", lambda: "")
    monkeypatch.setattr(os, "fsync", lambda _: None)  # what survives a power cut is ``test_crash``'s matter
    return parsed


@pytest.mark.parametrize(
    "seed", [seed if seed < QUICK_CHAINS else pytest.param(seed, marks=pytest.mark.slow) for seed in range(CHAINS)]
)
def test_after_each_of_many_changes_it_is_what_a_full_build_gives(tmp_path: Path, quick: list[str], seed: int) -> None:
    documents = Documents(tmp_path / "documents", random.Random(seed))
    documents.folder.mkdir()
    for _ in range(2):
        documents.add()
    home, embedder = tmp_path / "home", CountingEmbedder()
    build(documents.folder, home, embedder)
    for number in range(CHANGES):
        documents.change()
        embedder.passages.clear()
        quick.clear()
        changed = build(documents.folder, home, embedder)
        assert len(quick) <= 1  # one file changed at most
        assert len(embedder.passages) <= (len(documents.rules.get(quick[0], [])) if quick else 0)
        cold = tmp_path / f"cold-{number}"
        full = build(documents.folder, cold, CountingEmbedder())
        assert_equal(opened(changed, home, embedder), opened(full, cold, embedder))


def fifty(changed: str) -> list[str]:
    choose = random.Random(50)
    rules = [f"{rule(choose)}第{number}类情形另行登记。" for number in range(50)]
    return [*rules[:20], changed, *rules[21:]]


@pytest.mark.slow
def test_one_changed_regulation_of_fifty_units_is_live_in_five_seconds(tmp_path: Path) -> None:
    """The real model, the guarded reader, and a server's own watching; equal to a build with everything cold."""
    documents, home = tmp_path / "documents", tmp_path / "home"
    documents.mkdir()
    (documents / "fifty.txt").write_text(regulation_text("五十条办法", fifty("投诉应当登记。")), encoding="utf-8")
    (documents / "other.txt").write_text(regulation_text("其他办法", RULES), encoding="utf-8")
    embedder = load_embedder()
    versions.publish(build(documents, home, embedder), home)
    live = LiveAssistant(home)
    live.watch()
    (documents / "fifty.txt").write_text(regulation_text("五十条办法", fifty("着装应当整洁统一。")), encoding="utf-8")
    started = time.monotonic()
    second = build(documents, home, embedder)
    versions.publish(second, home)
    while live.answer("着装有什么要求").index_version != second:
        assert time.monotonic() - started < 60
        time.sleep(0.05)
    seconds = time.monotonic() - started
    live.stop()
    cold = tmp_path / "cold"
    full = opened(build(documents, cold, embedder), cold, embedder)
    incremental = opened(second, home, embedder)
    assert full.units == incremental.units
    for question in QUESTIONS:
        assert [hit.unit for hit in full.search(question)] == [hit.unit for hit in incremental.search(question)]
        np.testing.assert_allclose(
            [hit.score for hit in full.search(question)], [hit.score for hit in incremental.search(question)], atol=1e-3
        )
    assert Assistant(incremental).answer("着装有什么要求").citations[0].unit.text.startswith("着装应当整洁统一")
    assert seconds <= 5, f"{seconds:.1f} s"
