"""Mistyped characters: what was typed by sound, in the characters the indexed texts write it with.

People type Chinese by its sound and take the wrong character: 客护 for 客户, 资廖 for 资料. Of all characters that sound alike, the
likeliest row is sought by how often the indexed texts put one character behind another. A character is replaced only where it
stood outside any word and becomes part of one, so that what is right and merely unknown here stays. Zh, ch, sh and z, c, s count
as one sound, so do -ng and -n. Measured in evals/LOG.md, 2026-11-21.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from operator import add
from pathlib import Path
from typing import cast

import orjson
import rjieba

from index.indexing import searched_form

SPELLING_FILE = "spelling.json"
HAN = re.compile("[\u4e00-\u9fff]+")
EDGE = "^"  # stands before and behind a run of Chinese characters
CHANGE_COST = (
    6.0  # in natural logarithms; at 3 the right rare words of one question in twenty were changed, at 8 typos stay
)
PAIRED = 0.9  # share of a character's likelihood that hangs on the one before it
UNSEEN = 0.05  # times that a character in no text counts as seen
KEPT_PATHS = 8  # rows of characters pursued at once; more changed nothing
LONGEST_RUN = 60  # characters; what is longer is pasted, not typed
FIRST_BYTES, SECOND_BYTES = range(0xB0, 0xF8), range(0xA1, 0xFF)  # GB 2312: the characters people type


class Spelling:
    """How the indexed texts write what sounds alike. Does not change."""

    def __init__(self, sounds: Mapping[str, str], characters: Mapping[str, int], pairs: Mapping[str, int]) -> None:
        """Take what ``build`` counted.

        :param sounds: The characters of each syllable.
        :param characters: How often the texts have each character; the edge of a run counts as one.
        :param pairs: How often one character follows another.
        """
        self._sounds, self._characters, self._pairs = sounds, characters, pairs
        self._syllables = {character: syllable for syllable, alike in sounds.items() for character in alike}
        self._written = {s: frozenset(c for c in alike if c in characters) for s, alike in sounds.items()}
        self._total = max(1, sum(characters.values()))
        self._alone = {character: math.log(self._share(character)) for character in characters}
        self._unseen = math.log(self._share(""))

    @classmethod
    def build(cls, texts: Iterable[str]) -> Spelling:
        """Count the characters and pairs of texts.

        :param texts: Texts without typos.
        :return: How they write.
        """
        runs = HAN.findall(searched_form("\n".join(texts)))
        row = EDGE.join(["", *runs, ""])  # one edge between two runs stands behind the one and before the other
        characters, pairs = Counter(row[1:]), Counter(map(add, row, row[1:]))
        typed = {bytes((first, second)).decode("gb2312", "ignore") for first in FIRST_BYTES for second in SECOND_BYTES}
        return cls(_by_sound(typed.union(characters) - {"", EDGE}), dict(characters), dict(pairs))

    @classmethod
    def load(cls, folder: Path) -> Spelling:
        """Read what ``save`` wrote."""
        read = orjson.loads((folder / SPELLING_FILE).read_bytes())
        return cls(read["sounds"], read["characters"], read["pairs"])

    def save(self, folder: Path) -> None:
        """Write the counts as JSON into a folder."""
        counts = {"sounds": self._sounds, "characters": self._characters, "pairs": self._pairs}
        (folder / SPELLING_FILE).write_bytes(orjson.dumps(counts))

    def correct(self, text: str) -> str:
        """Put right what was mistyped by sound.

        :param text: A question, Simplified and half-width.
        :return: The same with other characters where they sound alike and make a word; of equal length.
        """
        before = _word_lengths(text)

        def likeliest(run: re.Match[str]) -> str:
            """Leave a run of nothing but longer words alone: no character of it could be replaced."""
            lengths = before[run.start() : run.end()]
            return run.group() if 1 not in lengths else self._likeliest(run.group(), lengths)

        likely = HAN.sub(likeliest, text)
        if likely == text:
            return text
        after = _word_lengths(likely)
        return "".join(
            new if before[place] == 1 and after[place] > 1 else old
            for place, (old, new) in enumerate(zip(text, likely, strict=True))
        )

    def sound_of(self, character: str) -> str:
        """Tell how a character is read, near sounds as one; a character that is not typed by sound stands for itself."""
        return self._syllables.get(character, character)

    def _likeliest(self, run: str, lengths: Sequence[int]) -> str:
        """Find the likeliest row of characters that sounds like a run; those of longer words stay, which takes a third of the time.

        :param run: Characters as typed.
        :param lengths: For each the length of its word.
        :return: As many characters.
        """
        if not 2 <= len(run) <= LONGEST_RUN:
            return run
        paths = {EDGE: (0.0, "")}  # by last character: log likelihood and row so far
        for typed, length in zip(run, lengths, strict=True):
            reached = {}
            alike = self._written.get(self._syllables.get(typed, ""), frozenset()) if length == 1 else frozenset()
            for character in alike | {typed}:
                likelihood, row = self._best_path(paths, character)
                reached[character] = (likelihood - CHANGE_COST * (character != typed), row + character)
            best = sorted(reached.items(), key=lambda item: (-item[1][0], item[0]))[:KEPT_PATHS]
            paths = dict(best)
        return self._best_path(paths, EDGE)[1]

    def _best_path(self, paths: Mapping[str, tuple[float, str]], character: str) -> tuple[float, str]:
        """Find the likeliest row so far for a character to stand behind, with the likelihood of both."""
        alone = self._alone.get(character, self._unseen)
        best, best_row = -math.inf, ""
        for last, (likelihood, row) in paths.items():
            count = self._pairs.get(last + character)
            likelihood += alone if count is None else self._follows(last, count, character)
            if likelihood > best or (likelihood == best and row > best_row):
                best, best_row = likelihood, row
        return best, best_row

    def _follows(self, before: str, count: int, character: str) -> float:
        """Log likelihood of a character behind another, where the texts have the pair so many times."""
        seen = self._characters.get(before, 0)
        return math.log(PAIRED * (count / seen if seen else 0.0) + self._share(character))

    def _share(self, character: str) -> float:
        """Likelihood of a character, whatever stands before it."""
        return (1 - PAIRED) * ((self._characters.get(character, 0) + UNSEEN) / self._total)


def _by_sound(characters: Iterable[str]) -> dict[str, str]:
    """Group characters by how they are read, tones and near sounds aside; of several readings the first counts."""
    readings = _readings()
    alike: dict[str, list[str]] = {}
    for character in sorted(characters):
        first = readings.get(ord(character), character).split(",")[0]
        alike.setdefault(_sound(first), []).append(character)
    return {syllable: "".join(written) for syllable, written in sorted(alike.items())}


def _sound(reading: str) -> str:
    """Give a reading without its tone, near sounds as one: zhōng as zong.

    >>> _sound("zhōng"), _sound("shèng"), _sound("nǚ")
    ('zong', 'sen', 'nv')
    """
    letters = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"(?<=[aei]n)g$", "", re.sub(r"^([zcs])h", r"\1", plain))


@cache
def _readings() -> Mapping[int, str]:
    """Give the readings of characters by code point, several with commas between: the table of pypinyin, and nothing else of it.

    The package itself reads in all phrases, half a second that every build would wait for.
    """
    package = find_spec("pypinyin")
    if package is None or not package.submodule_search_locations:
        raise ImportError("pypinyin is not installed")
    spec = spec_from_file_location("pinyin_dict", Path(package.submodule_search_locations[0]) / "pinyin_dict.py")
    if spec is None or spec.loader is None:
        raise ImportError("pypinyin has no table of characters")
    table = module_from_spec(spec)
    spec.loader.exec_module(table)
    return cast(Mapping[int, str], table.pinyin_dict)


def _word_lengths(text: str) -> list[int]:
    """For each character the length of its word; only words of the dictionary, none guessed from unknown characters."""
    return [len(word) for word in rjieba.cut(text, False) for _ in word]
