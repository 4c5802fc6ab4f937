"""Questions of a single word: 方言, 名片, 投诉. One that the regulations speak of in one place is answered, one of many places is asked back.

How sure a search is of a whole question says nothing of a word: what counts is where the regulations hold it. Choices are their own
headings. Knows nothing of how units are ranked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from assistant.answer import Language
from assistant.asking_back import names_no_subject, topic_of
from assistant.composing import regulation_name
from assistant.phrases import phrases_in
from assistant.question import Question
from assistant.service_terms import regulation_words
from assistant.words import words_of
from corpus.regulation import Unit
from corpus.script import to_simplified

BROAD_TITLES = 5  # different headings that name a word: 投诉 13, 电话 17; 名片 1, 仪容 4, all of them the same matter
BROAD_UNITS = 12  # units that hold a word which no heading names
CHOICES = 4
CHOICES_OF_ONE = 2  # regulation
LONGEST_TITLE = 20  # characters; what is longer is a sentence
ENGLISH_WORDS = 2  # business card
_TITLE = re.compile(r"^(?:[^「」]*「(?P<row>[^「」]+)」|(?:\S{1,8} )?(?P<title>[^「」]+?)[:：。]?)$")


@dataclass(frozen=True, slots=True)
class Places:
    """Where the regulations in scope hold a word."""

    word: str
    titles: tuple[
        tuple[str, Unit], ...
    ]  # headings that name it, each with the first unit beneath, the longest part first
    units: frozenset[str]  # ids of the units that hold it

    @property
    def is_broad(self) -> bool:
        """Whether the word alone does not tell what is meant."""
        return len(self.titles) >= BROAD_TITLES or (not self.titles and len(self.units) > BROAD_UNITS)


def bare_noun(question: Question) -> str:
    """Give the one word a question consists of.

    :param question: The question.
    :return: The word, in the regulations' language for an English question; empty where it is more than a word.
    """
    if question.language == "en":
        words = re.findall(r"[A-Za-z]+", question.search_text)
        known = regulation_words(question.search_text) if len(words) <= ENGLISH_WORDS else ""
        word = next((word for word in rjieba.cut(known) if len(word) > 1), "")
        # wrong number, complaint deadline: two words that name more than one thing say what is meant.
        return "" if len(words) > 1 and set(known.split()) != {word} else word
    text = question.search_text.strip(" ?。.!")
    is_word = len(text) > 1 and not text.isascii() and len(rjieba.cut(text)) == 1
    return text if is_word and not names_no_subject(text) else ""


def places_of(word: str, units: Iterable[Unit]) -> Places:
    """Find where units hold a word.

    :param word: The word, Simplified.
    :param units: The units in scope, in document order.
    :return: The places; none where no unit holds it.
    """
    first: dict[str, Unit] = {}
    beneath: dict[str, int] = {}
    holding: set[str] = set()
    for unit in units:
        if word in words_of(unit):
            holding.add(unit.unit_id)
        for title in (*_titles(unit), *_own_title(unit, word)):
            if word in title:
                first.setdefault(title, unit)
                beneath[title] = beneath.get(title, 0) + 1
    titles = sorted(first, key=lambda title: -beneath[title])
    return Places(word, tuple((title, first[title]) for title in titles), frozenset(holding))


def ask_which(language: Language, places: Places, near: Sequence[Unit]) -> str:
    """Ask which matter is meant, with a few to choose from.

    :param language: Of the question.
    :param places: Where the word stands.
    :param near: The nearest units, where no heading names the word.
    :return: One question.
    """
    say = phrases_in(language)
    named = places.titles or tuple((topic_of(unit), unit) for unit in near if unit.unit_id in places.units)
    choices = [
        say.topic.format(topic=title, name=regulation_name(unit), locator=unit.locator)
        for title, unit in _spread(named)
    ]
    return say.which_matter.format(word=places.word, topics=say.separator.join(choices))


def _spread(named: Sequence[tuple[str, Unit]]) -> Iterator[tuple[str, Unit]]:
    """Choose a few titles, no two alike and not all of one regulation."""
    taken: list[tuple[str, Unit]] = []
    for title, unit in named:
        of_the_same = sum(unit.regulation_id == other.regulation_id for _, other in taken)
        alike = any(set(title) <= set(other) or set(other) <= set(title) for other, _ in taken)
        if of_the_same < CHOICES_OF_ONE and not alike and len(taken) < CHOICES:
            taken.append((title, unit))
    yield from taken


def _own_title(unit: Unit, word: str) -> tuple[str, ...]:
    """Give a word that a unit begins with as its title: 语气。轻柔、和缓."""
    return (word,) if to_simplified(topic_of(unit)) == word else ()


@lru_cache(maxsize=20_000)
def _titles(unit: Unit) -> tuple[str, ...]:
    """List the headings above a unit and its own, without their labels: 第三十条 电话用语规范, 模板2「投诉接收」."""
    found = (_TITLE.match(to_simplified(entry)) for entry in (*unit.path, unit.heading))
    titles = ((match["row"] or match["title"] or "").strip() for match in found if match)
    return tuple(dict.fromkeys(title for title in titles if 1 < len(title) <= LONGEST_TITLE))
