"""Killed anywhere, or out of disk space anywhere: no version torn, nothing half taken in, no acknowledged log entry lost.

300 kills by default, 3,000 by ``make crash``: first one at every write, fsync, rename and removal of each kind of work, then at random
moments. After each of them everything is opened and checked.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import crash_child
import pytest
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder
from made_regulations import RULES, make_own, regulation_text
from sqlalchemy import Engine, select

from assistant.answer import Answer, Status
from assistant.state.answer_log import record_answer
from assistant.state.database import open_database
from assistant.state.tables import answers
from corpus import intake
from corpus.catalog import Entry
from corpus.intake import Given, take_in
from corpus.intake_files import ADDING_FILE
from corpus.library import open_library
from corpus.reading import SourceText, read_document
from index import versions
from index.building import build_version
from index.clause_index import ClauseIndex
from index.manifest import check_files, read_manifest

KILLS = int(os.environ.get("CRASH_KILLS", "300"))
LONGEST_WORK_SECONDS = 0.12  # random kills come within this time
LONGEST_LOG_SECONDS = 0.3  # the first entry waits for a connection
ANSWER = Answer("方言怎么办", Status.ANSWERED, "请讲普通话", (), (), (), "20261121-000000-abcdef", "zh", 1.0)


class ReadsHere:
    """Stands in for the guarded process, which would take most of the time."""

    def __enter__(self) -> ReadsHere:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, path: Path) -> SourceText:
        return read_document(path)


@dataclass(slots=True)
class World:
    """A state folder at work, and what is known to be acknowledged."""

    home: Path
    own: Path
    acknowledged: Path  # outside the state folder
    numbers: Iterator[int] = field(default_factory=count)
    published: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        self.engine = open_database(self.home)
        for _ in range(2):
            self.build_and_publish()
        self.take_in()
        self.remember()

    def build_and_publish(self) -> None:
        number = next(self.numbers)
        units = (*UNITS[: 4 + number % 4],)
        versions.publish(build_version(units, REGULATIONS, CountingEmbedder(), self.home).version, self.home)

    def take_in(self) -> None:
        number = next(self.numbers)
        file = self.home.parent / f"file-{number % 7}.txt"
        file.write_text(regulation_text(f"第{number}号办法", RULES[: 1 + number % 5]), encoding="utf-8")
        file.with_suffix(".corrections.toml").write_text('[[correction]]\naction = "issuer"\nvalue = "某局"\n')
        take_in([file], self.home, Given(), own=self.own)

    def roll_back(self) -> None:
        if len((self.home / "versions" / "CURRENT").read_text().split()) > 1:
            versions.rollback(self.home)

    def prune(self) -> None:
        versions.prune(self.home, keep=2)

    def log(self) -> None:
        with self.acknowledged.open("a") as told:
            for _ in range(50):
                told.write(record_answer(self.engine, ANSWER) + "\n")
                told.flush()

    def remember(self) -> None:
        self.engine.dispose()  # no connection may be carried over a fork
        next(self.numbers)  # what a killed process counted is not counted here
        self.published = tuple((self.home / "versions" / "CURRENT").read_text().split())
        self.entries = open_library(self.home, self.own).entries

    def check(self) -> None:
        """Open and compare everything."""
        folder = versions.versions_folder(self.home)
        for each in folder.iterdir():
            if versions.VERSION_NAME.fullmatch(each.name):
                check_files(each, read_manifest(each))  # 0 torn
        published = tuple((folder / "CURRENT").read_text().split())
        assert all((folder / name).is_dir() for name in published)
        index = ClauseIndex.open(versions.current_folder(self.home), CountingEmbedder())
        assert index.search("方言")
        library = open_library(self.home, self.own)
        assert library.entries[: len(self.entries)] == self.entries  # nothing lost, at most one more
        assert len(library.entries) <= len(self.entries) + 1
        for entry in library.entries[1:]:
            path = self.home / "documents" / entry.source
            assert hashlib.sha256(path.read_bytes()).hexdigest() == entry.sha256
            assert (
                path.with_suffix(".corrections.toml").read_text()
                == '[[correction]]\naction = "issuer"\nvalue = "某局"\n'
            )
        with self.engine.connect() as connection:
            logged = set(connection.execute(select(answers.c.answer_id)).scalars())
        acknowledged = self.acknowledged.read_text().split("\n")[:-1] if self.acknowledged.exists() else []
        assert set(acknowledged) <= logged  # 0 lost

    def go_on(self) -> None:
        """Do all of it once more, undisturbed: leftovers go, and the folder does not grow without end."""
        for work in (self.build_and_publish, self.take_in, self.prune):
            work()
        left = [
            each.name for each in (self.home / "versions").iterdir() if each.name.startswith((".building", ".dropped"))
        ]
        assert left == []
        named = {entry.source for entry in open_library(self.home, self.own).entries}
        documents = {file.name for file in (self.home / "documents").glob("*.txt")}
        assert documents <= named
        assert not (self.home / "documents" / ADDING_FILE).exists()
        self.shrink()
        self.remember()

    def shrink(self) -> None:
        """Forget most of what was taken in, so that the thousandth check is as quick as the first."""
        if len(self.entries) > 8:
            for file in (self.home / "documents").iterdir():
                file.unlink()


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(intake, "ReadingProcess", ReadsHere)
    monkeypatch.setattr("index.building._commit", lambda: "")  # a process of its own each time
    crash_child.install()
    home = tmp_path / "home"
    return World(home, make_own(tmp_path / "own"), tmp_path / "acknowledged")


def works(world: World) -> list[Callable[[], None]]:
    return [world.build_and_publish, world.take_in, world.roll_back, world.prune]


def test_killed_anywhere_nothing_is_torn_or_lost(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    started, kills = time.monotonic(), 0
    for work in works(world):
        for at in count(1):
            status = crash_child.run(work, world.home, at)
            world.check()
            if status == 0:  # it has no point of that number
                break
            assert status == -signal.SIGKILL
            kills += 1
            if kills % 5 == 0:
                world.go_on()
            else:
                world.remember()
        world.go_on()
    enumerated = kills
    choose = random.Random(20261122)
    while kills < KILLS:
        work = choose.choice([*works(world), world.log, world.log])
        longest = LONGEST_LOG_SECONDS if work == world.log else LONGEST_WORK_SECONDS
        crash_child.run_for(work, choose.uniform(0, longest))
        world.check()
        world.remember()
        kills += 1
        if kills % 5 == 0:
            world.go_on()
    with capsys.disabled():
        logged = len(world.acknowledged.read_text().split()) if world.acknowledged.exists() else 0
        sys.stdout.write(
            f"\n{kills} kills ({enumerated} at enumerated points), {time.monotonic() - started:.0f} s: 0 versions torn, "
            f"0 of {logged} acknowledged log entries lost\n"
        )
    assert enumerated > 60


def test_a_full_disk_leaves_the_live_version_live(world: World) -> None:
    """The disk is full from one point on, by default each third of them: what was published answers, and with room again all goes on."""
    for work in works(world):
        for at in count(1, 1 if KILLS >= 1000 else 3):
            status = crash_child.run(work, world.home, at, crash_child.no_space)
            world.check()
            if status == 0:
                break
            assert status == 1  # told as an error of the system, which the commands say in one line
            world.remember()
        world.go_on()
