"""A text in one width and with one kind of digit, blank and dash, hidden characters left out; each character knows its place.

What people type, paste and dictate writes the same number in many ways; what looks for numbers should know one.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_DASHES = frozenset("−⁃˗")  # that Unicode calls symbols
_HIDDEN = frozenset({"Cf", "Mn", "Me"})  # zero-width, directions, soft hyphen; the frame of a keycap


class _Table(dict[str, str]):
    """Plain forms of characters, worked out once each; an empty one is left out."""

    def __missing__(self, character: str) -> str:
        category = unicodedata.category(character)
        if category in _HIDDEN:
            plain = ""
        elif category.startswith("Z") or character in "\t\n\r":
            plain = " "
        elif category == "Pd" or character in _DASHES:
            plain = "-"
        else:
            folded = unicodedata.normalize("NFKC", character)
            plain = folded if len(folded) == 1 and folded.isascii() else character
        self[character] = plain
        return plain


_PLAIN = _Table()


@dataclass(frozen=True, slots=True)
class PlainForm:
    """A text in plain form."""

    text: str
    places: tuple[int, ...]  # of each of its characters in the text it was made of

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the stretch of the original that a stretch of the plain form stands for."""
        return self.places[start], self.places[end - 1] + 1


def plain_form_of(text: str) -> PlainForm:
    r"""Bring a text into plain form.

    >>> plain_form_of("１３８\u200b−①").text
    '138-1'

    :param text: Any text.
    :return: Its plain form.
    """
    characters = [(_PLAIN[character], place) for place, character in enumerate(text)]
    kept = [(plain, place) for plain, place in characters if plain]
    return PlainForm("".join(plain for plain, _ in kept), tuple(place for _, place in kept))
