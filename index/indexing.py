"""What is searched for each unit, and the forms in which units and queries meet.

The published characters stay in the unit; what is made here is only compared, never shown.
"""

from __future__ import annotations

import re
import unicodedata

import rjieba

from corpus.regulation import Unit
from corpus.script import INVISIBLE, to_simplified

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff〇"
HAN_CHARACTER = re.compile(f"[{HAN}]")
HAN_RUN = re.compile(f"[{HAN}]{{2,}}")
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
    plain = BLANKS_INSIDE_CHINESE.sub("", searched_form(text).lower())
    words = [word for word in rjieba.cut(plain) if any(character.isalnum() for character in word)]
    pairs = [run[i : i + 2] for run in HAN_RUN.findall(plain) for i in range(len(run) - 1)]
    return words + pairs


def search_terms(text: str) -> list[str]:
    """Cut a passage or a query into what BM25 counts: its search words, and each Chinese character by itself.

    People say 赔 where a clause says 赔偿 or 索赔, and 退钱 for 退还: one character is often all that both share. Common
    characters stand in so many clauses that they weigh next to nothing. evals/LOG.md, 2026-11-22.

    >>> search_terms("挂断")
    ['挂断', '挂断', '挂', '断']
    """
    return search_words(text) + HAN_CHARACTER.findall(searched_form(text))
