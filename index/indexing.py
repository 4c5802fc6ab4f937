"""What is searched for each unit, and the forms in which units and queries meet.

The published characters stay in the unit; what is made here is only compared, never shown.
"""

from __future__ import annotations

import re
import unicodedata
from operator import add

import rjieba

from corpus.regulation import Unit
from corpus.script import INVISIBLE, to_simplified

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff〇"
HAN_CHARACTER = re.compile(f"[{HAN}]")
HAN_RUN = re.compile(f"[{HAN}]{{2,}}")
LETTER_OR_DIGIT = re.compile(r"[^\W_]")  # what ``str.isalnum`` is true of
BLANKS_INSIDE_CHINESE = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}])")


def searched_text(unit: Unit) -> str:
    """Join what a unit is found by: the headings and lead-ins above it, its own heading, its text."""
    return "\n".join(part for part in (*unit.context, unit.heading, unit.text) if part)


def searched_form(text: str) -> str:
    """Bring a passage or a query into the form that is embedded: Simplified, half-width, nothing invisible.

    >>> searched_form("對不起，請您講普通話")
    '对不起,请您讲普通话'
    """
    return to_simplified(INVISIBLE.sub("", unicodedata.normalize("NFKC", text))).strip()


def search_words(text: str) -> list[str]:
    """Cut a passage or a query into words, and every two neighbouring Chinese characters.

    The pairs find what the dictionary cuts differently in question and clause; a pair that is also a word counts
    twice, which is meant: it weighs more than a pair across two words.

    >>> search_words("挂断 电话")
    ['挂断', '电话', '挂断', '断电', '电话']
    """
    return _cut(searched_form(text))


def search_terms(text: str) -> list[str]:
    """Cut a passage or a query into what BM25 counts: its search words, and each Chinese character by itself.

    People say 赔 where a clause says 赔偿 or 索赔, and 退钱 for 退还: one character is often all that both share. Common
    characters stand in so many clauses that they weigh next to nothing. evals/LOG.md, 2026-11-22.

    >>> search_terms("挂断")
    ['挂断', '挂断', '挂', '断']
    """
    form = searched_form(text)
    return _cut(form) + HAN_CHARACTER.findall(form)


class CutOnce:
    """Cuts texts, each different one once: a build needs form and words of every example question several times."""

    def __init__(self) -> None:
        self._forms: dict[str, str] = {}
        self._words: dict[str, list[str]] = {}  # by form

    def form(self, text: str) -> str:
        """Give the search form of a text; see ``searched_form``."""
        if text not in self._forms:
            self._forms[text] = searched_form(text)
        return self._forms[text]

    def words(self, text: str) -> list[str]:
        """Give the search words of a text; see ``search_words``."""
        form = self.form(text)
        if form not in self._words:
            self._words[form] = _cut(form)
        return self._words[form]

    def terms(self, text: str) -> list[str]:
        """Give the search terms of a text; see ``search_terms``."""
        return self.words(text) + HAN_CHARACTER.findall(self.form(text))


def _cut(form: str) -> list[str]:
    """Cut a text in its search form; half of it in C, since a build cuts every example question."""
    plain = BLANKS_INSIDE_CHINESE.sub("", form.lower())
    words = [word for word in rjieba.cut(plain) if word.isalnum() or LETTER_OR_DIGIT.search(word)]
    for run in HAN_RUN.findall(plain):
        words.extend(map(add, run, run[1:]))
    return words
