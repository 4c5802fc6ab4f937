"""Numbers without a sign behind them at the starts of lines: 1严格遵守, 一 服务态度. A series of them is a list's; one alone is a word's.

第一、 is a label where the text counts so from its first label on; inside another list it is a sentence's.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.label import STRUCTURAL, Family, Label
from corpus.labels import read_label
from corpus.passage import Passage

SHORTEST_COUNT = 3  # of 第一、第二、第三、
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
    ordinals = [
        (place, label) for place, label in labels if label.printed.startswith("第") and label.family is Family.COMMA
    ]
    if _counts_text(labels, ordinals):
        return frozenset(found | {place for place, _ in ordinals})
    series: list[tuple[int, bool]] = []  # where 一, 二, 三 stand, and whether a sign is missing
    for place, label in labels:
        if label.family is not Family.COMMA or label.inserted or label.printed.startswith("第"):
            continue
        if label.number != len(series) + 1:
            found |= _missing_signs(series)
            series = []
        if label.number == len(series) + 1:
            series.append((place, label.bare))
    return frozenset(found | _missing_signs(series))


def _counts_text(labels: Sequence[tuple[int, Label]], ordinals: Sequence[tuple[int, Label]]) -> bool:
    """Tell whether 第一、, 第二、 and on are the outermost list of a file: no label stands above them, and no 一、 or 第一条 anywhere."""
    if len(ordinals) < SHORTEST_COUNT or labels[0][0] != ordinals[0][0]:
        return False
    if any(label.family in STRUCTURAL or label.family is Family.COMMA and not label.bare for _, label in labels):
        return False
    numbers = [label.number for _, label in ordinals]
    return all(number in (1, before + 1) for before, number in zip([0, *numbers], numbers, strict=False))


def _missing_signs(series: Sequence[tuple[int, bool]]) -> set[int]:
    """List the lines of a series that have no sign behind their number, if it is long enough to be one."""
    bare = {place for place, is_bare in series if is_bare}
    return bare if len(series) >= SHORTEST_SERIES or len(series) == len(bare) > 1 else set()
