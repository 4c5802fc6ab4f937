"""A clause as the checker reads it: its parts between commas, what each forbids or allows, and where quoted words stand in it.

Works on simplified text that is character for character as long as the published one. Knows nothing of what a model wrote.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.answer import PointKind
from assistant.phrasing.claims import Amount, amounts
from assistant.sentences import list_kind, passages
from corpus.regulation import Unit
from corpus.script import INVISIBLE, to_simplified

_DELIMITERS = re.compile(
    r"[,，。；;：:!！?？\n]|(?<=□)(?=[^□,，。；;：:!！?？\n])"
)  # behind a quote something new begins
_QUOTED = re.compile(r"“[^”]*”|「[^」]*」|『[^』]*』|\"[^\"]*\"")
BLOTTED = "□"  # stands for each character of quoted words


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a clause between two commas."""

    words: str  # simplified, quoted words blotted out
    start: int
    end: int
    forbidden: bool  # stands in a prohibition, whose 严禁 may be parts before


@dataclass(frozen=True, slots=True)
class Place:
    """Where quoted words stand in a clause: ``source[start:end]``."""

    source: str  # the clause's text or its heading
    start: int
    end: int
    role: PointKind  # what the words are there: wording to say, a prohibition, a rule


@dataclass(frozen=True, slots=True)
class ClauseParts:
    """A clause, read for checking."""

    unit: Unit
    material: str  # everything about the clause that was given: simplified, folded
    parts: tuple[Part, ...]
    amounts: tuple[Amount, ...]
    text: str  # simplified, for amounts and numbers


@lru_cache(maxsize=256)
def read_clause(unit: Unit) -> ClauseParts:
    """Read a clause for checking.

    :param unit: The clause.
    :return: Its parts and amounts.
    """
    text = _aligned(unit.text if unit.text.strip() else unit.heading)
    forbidden = [(p.start, p.end) for p in passages(unit) if p.kind is PointKind.NEVER]
    if list_kind(unit) is PointKind.NEVER:
        forbidden = [(0, len(text))]
    blotted = blot_quotes(text)
    parts = tuple(
        Part(blotted[start:end], start, end, any(s < end and start < e for s, e in forbidden))
        for start, end in split_parts(blotted)
    )
    about = " ".join([unit.unit_text, *unit.context, *unit.path, unit.locator, unit.regulation, unit.issuer])
    return ClauseParts(unit, folded(about), parts, amounts(text), text)


def find_quote(unit: Unit, quote: str) -> Place | None:
    """Find quoted words in a clause, whatever their blanks, width and script.

    :param unit: The clause.
    :param quote: The words, as a model wrote them.
    :return: The published words, or None where the clause does not hold them in one piece.
    """
    wanted = folded(quote)
    if not wanted:
        return None
    first: Place | None = None
    for source in (unit.text, unit.heading):
        characters, places = _folded_with_places(source)
        at = characters.find(wanted)
        while at >= 0:
            start, end = places[at], places[at + len(wanted) - 1] + 1
            place = Place(source, start, end, _role(unit, source, start, end))
            if place.role is PointKind.SAY:
                return place  # the same words may stand elsewhere too; to be said is what they are for
            first = first or place
            at = characters.find(wanted, at + 1)
    return first


def split_parts(text: str) -> Iterator[tuple[int, int]]:
    """Cut a text at its commas and stops.

    :param text: Quoted words blotted out.
    :yield: Start and end of each part with a word in it.
    """
    start = 0
    for cut, after in (*(match.span() for match in _DELIMITERS.finditer(text)), (len(text), len(text))):
        if any(character.isalnum() or character == BLOTTED for character in text[start:cut]):
            yield start, cut
        start = after


def blot_quotes(text: str) -> str:
    """Replace each character of quoted words, the marks included."""
    return _QUOTED.sub(lambda match: BLOTTED * len(match[0]), text)


def folded(text: str) -> str:
    """Bring a text into the form in which a model's words are compared with a clause's."""
    return _folded_with_places(text)[0]


def _folded_with_places(text: str) -> tuple[str, list[int]]:
    """Fold a text, remembering where each character stood."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(_aligned(text)):
        for folded_character in unicodedata.normalize("NFKC", INVISIBLE.sub("", character)).lower():
            if not folded_character.isspace():
                characters.append(folded_character)
                places.append(place)
    return "".join(characters), places


def _role(unit: Unit, source: str, start: int, end: int) -> PointKind:
    """Tell what words of a clause are for."""
    in_heading = source is not unit.text
    kinds = {
        passage.kind
        for passage in passages(unit)
        if passage.in_heading == in_heading and passage.start < end and start < passage.end
    }
    if kinds == {PointKind.NEVER}:
        return PointKind.NEVER
    return PointKind.SAY if PointKind.SAY in kinds and PointKind.NEVER not in kinds else PointKind.RULE


def _aligned(text: str) -> str:
    """Simplify a text where that changes no length; places count in the published text."""
    simplified = to_simplified(text)
    return simplified if len(simplified) == len(text) else "".join(to_simplified(c)[:1] or c for c in text)
