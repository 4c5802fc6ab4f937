"""Work beside a build: the same version, its errors told, nothing held on to."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder

from corpus.durable_files import locked
from corpus.question_bank import ExampleQuestion
from index import building
from index.beside import WorkLost, beside
from index.building import build_version, counting
from index.manifest import read_manifest
from index.versions import version_folder
from index.word_counts import WordCounts, count_words

BANK = {UNITS[0].unit_id: (ExampleQuestion("听不懂方言能挂断吗", "colloquial", "bank-01", "drafted"),)}
LEFT_OPEN = ("加班费怎么算",)
LOOKS = 500
GIVEN_UP_SECONDS = 60


@pytest.mark.parametrize("bank", [{}, BANK])
@pytest.mark.parametrize("spare", [True, False])
def test_counted_beside_it_is_the_same_version(
    tmp_path: Path, bank: Mapping[str, Sequence[ExampleQuestion]], spare: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "has_core_to_spare", lambda: spare)
    embedder = CountingEmbedder()
    alone = build_version(UNITS, REGULATIONS, embedder, tmp_path, None, bank, LEFT_OPEN)
    with counting(UNITS, bank, LEFT_OPEN) as counted:
        both = build_version(UNITS, REGULATIONS, embedder, tmp_path, None, bank, LEFT_OPEN, counted)
    files = read_manifest(version_folder(both.version, tmp_path)).files
    assert files == read_manifest(version_folder(alone.version, tmp_path)).files
    assert ("left_open_words.json" in files) == bool(bank)


def fail() -> int:
    raise KeyError("missing")


def die() -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def test_what_went_wrong_is_told_where_the_result_is_asked_for() -> None:
    with beside(fail) as result, pytest.raises(KeyError, match="missing"):
        result()
    with beside(die) as result, pytest.raises(WorkLost):
        result()


def test_a_copy_that_is_killed_costs_time_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    builder = os.getpid()

    def count(*texts: Sequence[str]) -> WordCounts:
        if os.getpid() != builder:
            die()
        return count_words(*texts)  # type: ignore[arg-type]

    monkeypatch.setattr(building, "count_words", count)
    monkeypatch.setattr(building, "has_core_to_spare", lambda: True)
    with counting(UNITS, BANK, LEFT_OPEN) as counted:
        assert counted().left_open is not None


def test_a_block_that_ends_early_waits_for_nothing() -> None:
    with pytest.raises(ValueError, match="broken"), beside(signal.pause):
        raise ValueError("broken")


def test_a_copy_holds_no_lock_of_the_process_it_was_copied_from(tmp_path: Path) -> None:
    """A builder that is killed leaves its lock to the next one, not to its copy."""
    lock = tmp_path / "lock"
    with ExitStack() as copies:
        with locked(lock, wait=False):
            copies.enter_context(beside(signal.pause))
        for _ in range(LOOKS):  # until the copy has closed what it inherited
            with suppress(BlockingIOError), locked(lock, wait=False):
                return
            time.sleep(0.01)
        pytest.fail("the copy still holds the lock")


def test_where_no_process_is_to_be_had_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(os, "fork", refuse)
    with beside(os.getpid) as result:
        assert result() == os.getpid()


def test_a_copy_ends_with_the_process_it_was_copied_from() -> None:
    """Killed in a moment in which it can do nothing about it any more."""
    program = """
import os, signal, sys, time
from index.beside import beside
with beside(signal.pause):
    os.kill(os.getpid(), signal.SIGKILL)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as builder:
        told, _ = builder.communicate(timeout=GIVEN_UP_SECONDS)  # ends where nobody holds the stream any more
    assert told == b""


def test_a_short_write_is_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """NumPy gives no number with it."""

    def short(*_: object) -> None:
        raise OSError("231283 requested and 65504 written")

    monkeypatch.setattr("index.store.InProcessStore.save", short)
    with pytest.raises(OSError, match="No space left") as raised:
        build_version(UNITS, REGULATIONS, CountingEmbedder(), tmp_path)
    assert raised.value.errno == errno.ENOSPC
    assert list((tmp_path / "versions").glob(".building*")) == []
