"""The forms a text is compared in: script (Simplified, Traditional), width, blanks.

Published characters are kept for quoting; what these functions return is for searching and comparing only.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import opencc

BLANKS = re.compile(r"\s+")
LONGEST_REMEMBERED = 200  # characters
_IDEOGRAPHS = (
    *range(0x3400, 0x4DC0),
    *range(0x4E00, 0xA000),
    *range(0xF900, 0xFB00),
)  # of the Basic Multilingual Plane
# Characters that take no room on the page: zero-width, bidirectional and tag characters, soft hyphen, BOM.
INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]")


@cache
def _converter(config: str) -> opencc.OpenCC:
    """Load one conversion table, once a process."""
    return opencc.OpenCC(config)


def to_simplified(text: str) -> str:
    """Convert Traditional characters to Simplified ones, character for character.

    >>> to_simplified("電話鈴響三聲")
    '电话铃响三声'
    """
    return _short_to_simplified(text) if len(text) <= LONGEST_REMEMBERED else str(_converter("t2s").convert(text))


@lru_cache(maxsize=4096)
def _short_to_simplified(text: str) -> str:
    """Convert a line or a heading; the parser asks for the same ones several times over."""
    return str(_converter("t2s").convert(text))


def to_simplified_in_place(text: str) -> str:
    """Convert Traditional characters to Simplified ones, each in its place: places in the result are places in the text.

    >>> to_simplified_in_place("電話鈴響三聲")
    '电话铃响三声'
    """
    simplified = to_simplified(text)
    if len(simplified) == len(text):
        return simplified
    return "".join(to_simplified(character)[:1] or character for character in text)


@cache
def character_table() -> dict[str, str]:
    """Give every Traditional character that is one other character in Simplified script, for comparing outside this program.

    >>> character_table()["戶"]
    '户'
    """
    every = [chr(code) for code in _IDEOGRAPHS]
    each_alone = str(_converter("t2s").convert("\n".join(every))).split("\n")
    pairs = zip(every, each_alone, strict=True)
    return {
        character: simplified for character, simplified in pairs if simplified != character and len(simplified) == 1
    }


def to_traditional(text: str) -> str:
    """Convert Simplified characters to Traditional ones."""
    return str(_converter("s2t").convert(text))


def is_traditional(text: str) -> bool:
    """Tell whether a text is written in Traditional characters: more of them than of Simplified ones."""
    traditional = sum(a != b for a, b in zip(text, to_simplified(text), strict=False))
    if not traditional:  # the table of the other direction takes 26 MB
        return False
    simplified = sum(a != b for a, b in zip(text, to_traditional(text), strict=False))
    return traditional > simplified


def fold(text: str) -> str:
    """Bring a text into the form in which texts are compared: blanks, width, case and script make no difference.

    >>> fold("第 ３０ 條　電話")
    '第30条电话'
    """
    visible = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return to_simplified(BLANKS.sub("", visible)).lower()
