"""The reports of a state folder: which there are, one of them read, and what stands of it in a list. Knows nothing of pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from corpus.editions import CHINA
from evals.metrics import Interval
from evals.results import ReportUnreadable, Run, read_run
from evals.summary import Answering, Ranking, rank_results, sum_up_answers

FOLDER = "reports"
KEPT = 4  # runs held in memory; each is some megabytes


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report as it stands in a list."""

    name: str
    when: str
    index_version: str
    commit: str
    cases: int
    ranking: Ranking
    answering: Answering


class NoSuchReport(LookupError):
    """No report of this name is there, or it cannot be read; the message is one sentence."""


class Reports:
    """The reports of a state folder."""

    def __init__(self, home: Path) -> None:
        """Read them from the folder where ``assistant eval run`` writes.

        :param home: The state folder.
        """
        self._folder = home / FOLDER

    def find(self, name: str) -> Run:
        """Read a report.

        :param name: Its name; only compared with those that are there, so that no name leads out of the folder.
        :return: The run.
        :raises NoSuchReport: if there is none of that name, or it cannot be read.
        """
        file = self._files().get(name)
        if file is None:
            raise NoSuchReport("没有这份评测报告：可能已被删除，请回到列表里选。")
        try:
            return _read(file, file.stat().st_mtime_ns)
        except (ReportUnreadable, OSError) as error:
            raise NoSuchReport("这份评测报告已损坏，或由别的版本写成，请重新运行一次评测。") from error

    def all(self) -> tuple[ReportLine, ...]:
        """List the reports that can be read, the latest first."""
        lines: list[tuple[str, ReportLine]] = []
        for name, file in self._files().items():
            try:
                line = _line(name, file, file.stat().st_mtime_ns)
            except (ReportUnreadable, OSError):
                continue
            lines.append((f"{line.when} {name}", line))
        return tuple(line for _, line in sorted(lines, key=lambda pair: pair[0], reverse=True))

    def _files(self) -> dict[str, Path]:
        """List the files by name."""
        return {file.stem: file for file in self._folder.glob("*.json")}


@lru_cache(maxsize=KEPT)
def _read(file: Path, _: int) -> Run:
    """Read a report once; the time at which it was written tells one from another of the same name."""
    return read_run(file)


@lru_cache(maxsize=500)
def _line(name: str, file: Path, _: int) -> ReportLine:
    """Sum a report up once."""
    run = read_run(file)
    return ReportLine(
        name,
        local_minute(run.started_at),
        run.index_version,
        run.commit,
        len(run.results),
        rank_results(run.results),
        sum_up_answers(run.results),
    )


def local_minute(moment: datetime) -> str:
    """Write a moment to the minute, in China."""
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"


def before_of(lines: Sequence[ReportLine], name: str) -> str:
    """Name the report to compare another with: the latest before it of as many cases; empty where there is none.

    :param lines: All reports, the latest first.
    :param name: The report that is looked at.
    :return: The name of the other.
    """
    place = next((place for place, line in enumerate(lines) if line.name == name), None)
    if place is None:
        return ""
    return next((line.name for line in lines[place + 1 :] if line.cases == lines[place].cases), "")


def share(interval: Interval | None) -> str:
    """Write a share with its interval, in percent.

    >>> share(Interval(0.912, 0.89, 0.93, 800))
    '91%（89-93）'
    """
    if interval is None:
        return "-"
    return f"{interval.mean * 100:.0f}%（{interval.low * 100:.0f}-{interval.high * 100:.0f}）"


def ratio(wrong: int, total: int) -> str:
    """Write how many of how many.

    >>> ratio(3, 120)
    '3 / 120'
    """
    return f"{wrong} / {total}" if total else "-"
