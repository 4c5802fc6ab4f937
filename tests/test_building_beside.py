"""Work beside a build: the same version, its errors told, nothing held on to."""

from __future__ import annotations

import os
import signal
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
