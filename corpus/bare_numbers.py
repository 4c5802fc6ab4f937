"""Numbers without a sign behind them at the starts of lines: 1严格遵守, 一 服务态度. A series of them is a list's; one alone is a word's."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.label import Family
from corpus.labels import read_label
from corpus.passage import Passage

SHORTEST_SERIES = 3  # of 一、 with one that lost its sign; where none has a sign, two are enough


def find_bare_labels(lines: Sequence[Passage]) -> frozenset[int]:
    """Find the lines that begin with such a number and are items of a list.

    :param lines: The lines of a file, those with words.
    :return: Their places.
    """
    labels = [(place, label) for place, line in enumerate(lines) if (label := read_label(line.text)) is not None]
    figures = [(place, label) for place, label in labels if label.bare and label.family is Family.ARABIC]
    certain = [label.number for _, label in figures if not label.doubtful]
    counted = any(after == before + 1 for before, after in zip(certain, certain[1:], strict=False))
    found = {place for place, label in figures if not label.doubtful} if counted else set()
    for (_, before), (place, label), (_, after) in zip([(0, None), *figures], figures, figures[1:], strict=False):
        begins = label.number == 1 or before is not None and before.number == label.number - 1
        if label.doubtful and begins and after.number == label.number + 1:
            found |= {place}
    series: list[tuple[int, bool]] = []  # where 一, 二, 三 stand, and whether a sign is missing
    for place, label in labels:
        if label.family is not Family.COMMA or label.inserted:
            continue
        if label.number != len(series) + 1:
            found |= _missing_signs(series)
            series = []
        if label.number == len(series) + 1:
            series.append((place, label.bare))
    return frozenset(found | _missing_signs(series))


def _missing_signs(series: Sequence[tuple[int, bool]]) -> set[int]:
    """List the lines of a series that have no sign behind their number, if it is long enough to be one."""
    bare = {place for place, is_bare in series if is_bare}
    return bare if len(series) >= SHORTEST_SERIES or len(series) == len(bare) > 1 else set()
