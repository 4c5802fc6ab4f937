"""How telling words are, and what share of a question's telling words a unit holds.

Counts the words the index counts. Knows nothing of ranking or answers.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

import rjieba

from assistant.question import subject_of
from assistant.service_terms import regulation_words
from corpus.regulation import Unit
from index.indexing import search_words, searched_text

# Words nearly every clause could hold; that two clauses share them says nothing of their case.
GENERIC = frozenset(
    {"客户", "用户", "人员", "服务", "电话", "回复", "答复", "处理", "解决", "要求", "时间", "公司", "员工"}
)
TELLING = 4.0  # weight of a word that stands in about one unit of sixty: 方言, 化妆
SAMPLED_UNITS = 5_000  # enough to tell common words from rare ones; counting more only delays the first answer


class WordWeights:
    """Weights of words: the fewer units hold a word, the more it tells (inverse document frequency)."""

    def __init__(self, units: Sequence[Unit]) -> None:
        """Count in how many units each word stands.

        :param units: All units; of very many, every nth is read.
        """
        sample = units[:: 1 + len(units) // SAMPLED_UNITS]
        self._unit_count = len(sample)
        self._units_with = Counter(word for unit in sample for word in words_of(unit))

    def weight(self, word: str) -> float:
        """Weigh a word; one in no unit weighs most."""
        having = self._units_with[word]
        return math.log(1 + (self._unit_count - having + 0.5) / (having + 0.5))

    def share(self, words: Iterable[str], unit: Unit) -> float:
        """Tell what share of words, by weight, stands in a unit or in the headings above it.

        :param words: The words, repeated ones counted each time.
        :param unit: The unit.
        :return: From 0 to 1; 0 where there are no words.
        """
        held = words_of(unit)
        weights = [(self.weight(word), word in held) for word in words]
        total = sum(weight for weight, _ in weights)
        return sum(weight for weight, is_held in weights if is_held) / total if total else 0.0

    def support(self, search_text: str, unit: Unit) -> float:
        """Tell how far a unit speaks of what a question speaks of, in its words or in the regulations' words for them.

        :param search_text: The question in its search form.
        :param unit: The unit.
        :return: From 0 to 1.
        """
        own, regulations = question_words(search_text)
        return max(self.share(own, unit), self.share(regulations, unit))


@lru_cache(maxsize=20_000)
def words_of(unit: Unit) -> frozenset[str]:
    """Collect the words a unit is found by."""
    return frozenset(search_words(searched_text(unit)))


@lru_cache(maxsize=64)
def question_words(search_text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Cut what a question is about into words: its own, and the regulations' words for the same things.

    :param search_text: The question in its search form.
    :return: Its own words, none of them English, for no clause holds those; and the regulations'.
    """
    own = tuple(word for word in search_words(subject_of(search_text)) if not word.isascii() or word.isdigit())
    return own, tuple(search_words(regulation_words(search_text)))


@lru_cache(maxsize=64)
def question_terms(search_text: str) -> tuple[str, ...]:
    """List the words of a question that stand in a dictionary and say something: 方言, 听不懂; and the regulations' for them.

    :param search_text: The question in its search form.
    :return: Each once; pairs of characters across two words are not among them.
    """
    words = (*rjieba.cut(subject_of(search_text)), *rjieba.cut(regulation_words(search_text)))
    return tuple(dict.fromkeys(word for word in words if len(word) > 1 and not word.isascii() and word not in GENERIC))
