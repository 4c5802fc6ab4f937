"""A regulation that changes: from the command that builds and publishes until a running server answers by its new wording.

Every clause is reworded each time, so that nothing of the regulation is kept from the build before. The baseline is the same build with
an empty cache, in the same minutes: everything is parsed; the vectors shipped for the program's own documents are still there.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from corpus.numerals import to_chinese
from corpus.regulation import Unit
from evals.processes import BenchFailed, build, free_port, run_command, served_version, serving, wait_until_ready
from index import versions

TITLE = "示例公司客户服务热线规范"
SHORTEST, LONGEST = 30, 120  # characters of a clause
LIVE_SECONDS = 60  # until the server must have changed
LOOK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class ChangeTimes:
    """How long a changed regulation takes to be live."""

    clauses: int  # of the regulation, every one reworded
    units: int  # of all regulations
    live: tuple[float, ...]  # seconds from the start of the build until the server names the new version
    added: tuple[float, ...]  # seconds that taking the file in took before
    whole: float  # the baseline: seconds of a build and publishing with an empty cache, no server beside it

    def lines(self) -> list[str]:
        """Write the figures in lines."""
        return [
            f"一部规定的 {self.clauses} 个条款全部改动（共 {self.units} 条），从建立索引到运行中的服务换到新版本，{len(self.live)} 次："
            f"中位 {median(self.live):.1f} 秒，最长 {max(self.live):.1f} 秒；此前收入文件 {median(self.added):.1f} 秒",
            f"基准：清空缓存后建立并发布一次（随附的向量仍可用，没有服务在旁边）{self.whole:.1f} 秒；最长的一次是它的 {max(self.live) / self.whole:.2f} 倍",
        ]


def measure_change(clauses: int, times: int) -> ChangeTimes:
    """Serve the checkout's documents beside a made regulation, and change that again and again.

    :param clauses: How many the regulation has; their words are those of clauses of the documents.
    :param times: How often it is changed.
    :return: What was measured.
    :raises BenchFailed: if the documents have too few clauses, a command fails, or the server does not follow.
    """
    with tempfile.TemporaryDirectory(prefix="assistant-change-") as folder:
        home = Path(folder) / "home"
        build(home, "--publish")
        texts = _choose(versions.read_version(versions.current_folder(home).name, home).units, clauses)
        file = Path(folder) / "changing.txt"
        run_command(home, "corpus", "add", str(_write(file, texts, 0)))
        build(home, "--publish")
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        with serving(port, home) as server:
            wait_until_ready(f"{address}/api/health", server)
            rounds = [_change(home, _write(file, texts, number + 1), address) for number in range(times)]
        for kept in home.glob("cache"):
            shutil.rmtree(kept)
        begun = time.perf_counter()
        build(home, "--publish")
        whole = time.perf_counter() - begun
        units = len(versions.read_version(versions.current_folder(home).name, home).units)
    return ChangeTimes(clauses, units, tuple(live for _, live in rounds), tuple(added for added, _ in rounds), whole)


def _change(home: Path, file: Path, address: str) -> tuple[float, float]:
    """Take a new edition in, then build and publish it; how long the one and the other took."""
    begun = time.perf_counter()
    run_command(home, "corpus", "add", str(file), "--replaces", file.stem)
    added = time.perf_counter()
    build(home, "--publish")
    new = versions.current_folder(home).name
    while served_version(address) != new:
        if time.perf_counter() - added > LIVE_SECONDS:
            raise BenchFailed(f"服务 {LIVE_SECONDS} 秒内没有换到新版本 {new}")
        time.sleep(LOOK_SECONDS)
    return added - begun, time.perf_counter() - added


def _choose(units: Sequence[Unit], clauses: int) -> list[str]:
    """Choose the words of clauses from all over the documents."""
    texts = ["".join(unit.text.split()) for unit in units]
    fitting = list(dict.fromkeys(text for text in texts if SHORTEST <= len(text) <= LONGEST and "第" not in text))
    if len(fitting) < clauses:
        raise BenchFailed(f"规定里合用的条款只有 {len(fitting)} 条，少于 {clauses} 条")
    return [fitting[place * len(fitting) // clauses] for place in range(clauses)]


def _write(file: Path, texts: Sequence[str], edition: int) -> Path:
    """Write an edition of the regulation, each clause with words that no other edition has."""
    added = f"本条自第{to_chinese(edition)}次修订起施行。" if edition else ""
    articles = (f"第{to_chinese(number)}条 {text}{added}" for number, text in enumerate(texts, 1))
    file.write_text("\n".join((TITLE, *articles)) + "\n", encoding="utf-8")
    return file
