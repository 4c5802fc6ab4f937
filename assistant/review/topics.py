"""What the units are about, in a word or two that trainers know: 投诉, 电话, 安全保密制度. Taken from the headings they stand under.

No model takes part: the same units give the same topics. Knows nothing of answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

import rjieba

from corpus.labels import read_label
from corpus.regulation import Unit
from corpus.script import to_simplified

LONGEST_HEADING = 10  # characters; what is longer describes a situation and names no topic
LEAST_REGULATIONS = 2  # whose headings share a word, for it to be a topic of all
HEADING_DEPTH = 2  # headings further down are matters of single clauses
_WORD = re.compile(r"[\u4e00-\u9fff]{2,}")
_QUOTED = re.compile("「(.+?)」")
_ASIDE = re.compile(r"[（(].*?[)）]")
_UNNAMED = re.compile(r"第\d+项|(?:模板|附件|表)\d*")


def topics_of(units: Sequence[Unit]) -> dict[str, str]:
    """Tell what units are about.

    A word that stands in headings of several regulations is a topic (投诉), except in titles of regulations, where it tells nothing
    apart, and at the end of a heading, where its form is named (处理, 要求, 制度). Else the nearest heading that says something.

    :param units: All units.
    :return: The topic by unit id; none for units without headings.
    """
    titles = frozenset(to_simplified(unit.regulation) for unit in units)
    headings = {label: _heading(label) for unit in units for label in unit.path}
    words = {label: _topic_words(heading, titles) for label, heading in headings.items()}
    spread: dict[str, set[str]] = {}
    for unit in units:
        for word in (word for label in unit.path for word in words[label]):
            spread.setdefault(word, set()).add(unit.regulation_id)
    shared = _shared(spread)
    telling = {label: heading for label, heading in headings.items() if _tells(heading, titles)}
    found = {unit.unit_id: _topic(unit, words, shared) or _nearest(unit, telling) for unit in units}
    return {unit_id: topic for unit_id, topic in found.items() if topic}


def _shared(spread: Mapping[str, AbstractSet[str]]) -> dict[str, int]:
    """Count in how many regulations' headings a word stands, alone or inside a longer one (电话 in 接听电话); those of one are left out."""
    counts = {
        word: len(frozenset[str]().union(*(found for other, found in spread.items() if word in other)))
        for word in spread
    }
    return {word: count for word, count in counts.items() if count >= LEAST_REGULATIONS}


def _topic(unit: Unit, words: Mapping[str, Sequence[str]], shared: Mapping[str, int]) -> str:
    """Take the most widespread shared word of the nearest heading that has one."""
    for label in reversed(unit.path):
        known = [topic for topic in shared if any(topic in word for word in words[label])]
        if known:
            return max(known, key=lambda topic: (shared[topic], topic))
    return ""


def _nearest(unit: Unit, telling: Mapping[str, str]) -> str:
    """Take the nearest heading that says something, of those near the top."""
    return next((telling[label] for label in reversed(unit.path[:HEADING_DEPTH]) if label in telling), "")


def _heading(label: str) -> str:
    """Take the words of a heading, without number and asides; nothing where it has none or too many."""
    number = read_label(label)
    words = label[number.length :] if number else label
    quoted = _QUOTED.search(words)
    words = to_simplified(_ASIDE.sub("", quoted[1] if quoted else words)).strip(" :：。、;；")
    return words if len(words) <= LONGEST_HEADING and not _UNNAMED.fullmatch(words) else ""


def _topic_words(heading: str, titles: Iterable[str]) -> tuple[str, ...]:
    """Take the words of a heading that may name a topic."""
    words = _cut(heading)
    return tuple(word for word in (words if len(words) == 1 else words[:-1]) if not _is_general(word, titles))


def _tells(heading: str, titles: Iterable[str]) -> bool:
    """Whether a heading says more than the titles of regulations do."""
    return any(not _is_general(word, titles) for word in _cut(heading))


def _cut(heading: str) -> tuple[str, ...]:
    """Cut a heading into its Chinese words of two characters and more."""
    return tuple(word for word in rjieba.cut(heading) if _WORD.fullmatch(word))


def _is_general(word: str, titles: Iterable[str]) -> bool:
    """Whether a word stands in the title of a regulation."""
    return any(word in title for title in titles)
