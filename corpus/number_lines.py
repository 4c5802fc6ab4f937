"""Items whose numbers stand alone on the line above them, as pages for phones set them: 01 | 接通率不低于95%.

Only numbers that begin with a nought are believed, in a series: others alone in a line are page numbers or cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.passage import EMPTY, Passage, join

FEWEST = 2  # numbers that count on, before they are believed
_ALONE = re.compile(r"0[1-9]|[1-9]\d")


def join_numbers(lines: Sequence[Passage]) -> list[Passage]:
    """Put such numbers before the lines they count.

    :param lines: A file's lines; blank ones are empty.
    :return: The lines, empty where a number stood.
    """
    if not any(line.text == "01" for line in lines):
        return list(lines)
    joined = list(lines)
    written = [place for place, line in enumerate(lines) if line]
    following = dict(zip(written, written[1:], strict=False))
    series: list[int] = []
    for place in [*(place for place in written if _ALONE.fullmatch(lines[place].text)), -1]:
        text = lines[place].text if place >= 0 else "01"
        counts_on = bool(series) and int(text) == int(lines[series[-1]].text) + 1
        if not counts_on:
            _join_series(joined, series, following)
            series = []
        if place >= 0 and (counts_on or text == "01"):
            series.append(place)
    return joined


def _join_series(lines: list[Passage], series: Sequence[int], following: dict[int, int]) -> None:
    """Put the numbers of one series before their lines, if each has one."""
    if len(series) < FEWEST or any(following.get(place, -1) in (-1, *series) for place in series):
        return
    for place in series:
        lines[following[place]] = join([lines[place], lines[following[place]]], " ")
        lines[place] = EMPTY
