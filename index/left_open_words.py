"""Words that questions left open say and example questions do not: 报销, 多少钱, 号码 speak against an answer, 挂机, 道歉 for one.

Nearness by meaning takes 和客户吵架扣多少绩效 for a question about quarrels, since most of it is; a word tells what it asks for. Each
word weighs by how much likelier it is in the one kind of question than in the other. Knows words and counts; no vectors, no units.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import orjson

from corpus.durable_files import write_synced
from index.indexing import search_words

WordsOf = Callable[[str], Sequence[str]]

WORDS_FILE = "left_open_words.json"
UNSEEN = 0.5  # counted beside what was seen; .2 to 1 tell the kinds apart equally well
HEAVIEST = 4.0  # log odds of one word: one that stands in a single list says no more than that


@dataclass(frozen=True, slots=True)
class LeftOpenWords:
    """In how many questions of each kind every word stands."""

    left_open: Mapping[str, int]
    examples: Mapping[str, int]
    left_open_count: int
    example_count: int

    @classmethod
    def count(
        cls, left_open: Sequence[str], examples: Sequence[str], words_of: WordsOf = search_words
    ) -> LeftOpenWords:
        """Count the words of both kinds of question.

        :param left_open: Questions that no unit answers.
        :param examples: Example questions of units.
        :param words_of: Gives the search words of a text.
        :return: The counts.
        """
        open_words, example_words = (_counted(map(words_of, questions)) for questions in (left_open, examples))
        return cls(open_words, example_words, len(left_open), len(examples))

    @classmethod
    def load(cls, folder: Path) -> LeftOpenWords:
        """Read what ``save`` wrote."""
        record = orjson.loads((folder / WORDS_FILE).read_bytes())
        return cls(record["left_open"], record["examples"], record["left_open_count"], record["example_count"])

    def save(self, folder: Path) -> None:
        """Write the counts into a folder."""
        record = {
            "left_open_count": self.left_open_count,
            "example_count": self.example_count,
            "left_open": self.left_open,
            "examples": self.examples,
        }
        write_synced(folder / WORDS_FILE, orjson.dumps(record))

    def odds(self, text: str, *, is_one_of_them: bool = False) -> float:
        """Tell which kind of question a text is, by its words.

        :param text: A question in its search form.
        :param is_one_of_them: Whether it is one of the questions left open, and to be told as if it were not.
        :return: Above 0 where it speaks like a question left open, below where it speaks like an example; 0 without a known word.
        """
        if not self.left_open_count or not self.example_count:
            return 0.0
        words = set(search_words(text))
        weights = [self._weight(word, int(is_one_of_them)) for word in words]
        return sum(weights) / math.sqrt(len(weights) + 1)  # between sum and mean: long questions repeat themselves

    def _weight(self, word: str, less: int) -> float:
        """Weigh a word by its log odds."""
        in_open = self.left_open.get(word, 0) - less
        in_examples = self.examples.get(word, 0) * self.left_open_count / self.example_count
        return max(-HEAVIEST, min(HEAVIEST, math.log((max(0, in_open) + UNSEEN) / (in_examples + UNSEEN))))


def _counted(questions: Iterable[Sequence[str]]) -> dict[str, int]:
    """Count in how many questions each word stands."""
    return dict(Counter(chain.from_iterable(map(set, questions))))
