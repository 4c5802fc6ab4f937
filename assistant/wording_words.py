"""Finds single forbidden words in a draft: vague ones (大概) and particles (嘛), as words and never as parts of others."""

from __future__ import annotations

import re
from collections.abc import Iterator

import rjieba

from assistant.wording_alignment import PARTICLES
from assistant.wording_form import BREAKS, SENTENCE_ENDS, comparison_form
from assistant.wording_guards import is_reported

_NAMED = re.compile(r"(?:[种个各何无]|任何|所有|一切|一线|的|没|没有)$")  # 这种可能: a noun
_NAMES = re.compile(r"的(?!$|[,。!;?])|情况|内容|意思|经过|过程|范围|位置|流程|印象|方向")  # 大概情况: goes with a noun
_AFFIXES = frozenset("有很")  # 有可能 is said for 可能
_WORDS_WITH_PARTICLES = frozenset(("干嘛", "喇嘛"))  # no particle there, though the sentence may end with it
_ASKS = re.compile(r"[?]|[吗呢]$|什么|几[点时天个]|多少|哪|多久|多大|怎")
_TOPIC = re.compile(r"(?:这个?|那个?|[你我]|是)$")


def find_word(word: str, draft: str) -> Iterator[tuple[int, int]]:
    """Find a word where it is one by itself.

    :param word: As the clause has it.
    :param draft: In comparison form.
    :yield: Start and end of each place.
    """
    wanted = comparison_form(word).text
    if wanted not in draft:
        return
    is_particle = len(wanted) == 1
    edges = {0: ""}  # where words begin, and the word behind
    ends = set()
    place = 0
    for token in rjieba.cut(draft, False):
        edges[place] = token
        place += len(token)
        ends.add(place)
    for match in re.finditer(re.escape(wanted), draft):
        start, end = match.span()
        is_word = end in ends and (start in edges or is_particle or edges.get(start - 1, "")[:1] in _AFFIXES)
        fits = _is_particle_there(draft, start, end) if is_particle else _is_said(draft, start, end)
        if is_word and fits and not is_reported(draft, start):
            yield start, end


def _is_particle_there(draft: str, start: int, end: int) -> bool:
    """Whether a single character closes what is said, or a topic: 这个嘛,我看行."""
    if start == 0 or draft[start - 1] in BREAKS or draft[start - 1 : end] in _WORDS_WITH_PARTICLES:
        return False
    rest = draft[end:].lstrip("".join(PARTICLES))
    return not rest or rest[0] in BREAKS or _TOPIC.search(draft, 0, start) is not None


def _is_said(draft: str, start: int, end: int) -> bool:
    """Whether a word tells the customer something; not as a noun, and not in a question to the customer."""
    if (
        _NAMED.search(draft, 0, start)
        or draft[start - 1 : start] == "不"
        or draft[end : end + 1] == "性"
        or _NAMES.match(draft, end)
    ):
        return False
    first = max(draft.rfind(mark, 0, start) for mark in SENTENCE_ENDS + ",") + 1
    last = min((place for mark in SENTENCE_ENDS + "," if (place := draft.find(mark, end)) >= 0), default=len(draft))
    return not ("你" in draft[first:last] and _ASKS.search(draft[first : last + 1]))
