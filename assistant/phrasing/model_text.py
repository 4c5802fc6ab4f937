"""Reads what a model writes: cuts it into sentences as it comes, each with the clauses it cites.

Takes out what must not reach a page or a terminal. Decides nothing about what the sentences say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.visible_text import visible

OPENING, CLOSING = "“「『", "”」』"
_MARKER = re.compile(r"\s*[\[【［]\s*(\d{1,3}(?:\s*[,，、]\s*\d{1,3})*)\s*[\]】］]")
_LIST_MARK = re.compile(r"^\s*(?:(?:回答|答|Answer)[:：]\s*|[-*•·#>]+\s+|\d{1,2}[.、)）]\s*|[（(]\d{1,2}[)）]\s*)+")
_ENDS = "。！？!?"


@dataclass(frozen=True, slots=True)
class ModelSentence:
    """One sentence of a model."""

    words: str  # without markers, marks of lists and the closing full stop
    cited: tuple[int, ...]  # numbers in the order they stand, each once


class SentenceReader:
    """Collects pieces of a model's text and gives each sentence once it is whole."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._text = ""

    def feed(self, piece: str) -> Iterator[ModelSentence]:
        """Take a piece.

        :param piece: The next words, cut anywhere.
        :yield: The sentences that are whole by now; one is only when the next begins, for its markers may stand behind it.
        """
        self._text += piece
        *whole, self._text = _cut(self._text)
        yield from _read(whole)

    def end(self) -> Iterator[ModelSentence]:
        """Give what is left when nothing more comes."""
        yield from _read([self._text])
        self._text = ""


def _cut(text: str) -> list[str]:
    """Cut behind each full stop outside quotation marks, with the markers that follow it; the last piece may go on."""
    pieces, start, place, depth, straight = [], 0, 0, 0, False
    while place < len(text):
        character = text[place]
        place += 1
        if character == "\n":
            depth, straight = 0, False  # a quote does not run over lines
        elif character in OPENING:
            depth += 1
        elif character in CLOSING:
            depth = max(0, depth - 1)
        elif character == '"':
            straight = not straight
        if not text[start:place].strip() or not _ends(text, place - 1, depth > 0 or straight):
            continue
        while marker := _MARKER.match(text, place):
            place = marker.end()
        pieces.append(text[start:place])
        start = place
    rest = text[start:]
    if pieces and (not rest.strip() or re.fullmatch(r"\s*[\[【［][\d,，、\s]*", rest)):
        return [*pieces[:-1], pieces[-1] + rest]  # the next character may be a marker of the last sentence
    return [*pieces, rest]


def _ends(text: str, place: int, in_quote: bool) -> bool:
    """Whether a sentence ends with a character."""
    if text[place] == "\n":
        return True
    if in_quote:
        return False
    return text[place] in _ENDS or (text[place] == "." and text[place + 1 : place + 2] in (" ", "["))


def _read(pieces: list[str]) -> Iterator[ModelSentence]:
    """Read pieces as sentences; those without a word are none."""
    for piece in pieces:
        text = visible(piece)
        cited = [int(number) for marker in _MARKER.findall(text) for number in re.findall(r"\d+", marker)]
        words = _LIST_MARK.sub("", _MARKER.sub("", text)).replace("\n", " ").strip().rstrip("。.;；").strip()
        if any(character.isalnum() for character in words):
            yield ModelSentence(words, tuple(dict.fromkeys(cited)))
