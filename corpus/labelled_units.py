"""Units by the labels above them: what a reference is looked up in.

Reads the paths of units; knows nothing of how a text speaks of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.label import LETTERED
from corpus.mentions import DECIMAL_LEVEL, NUMERAL
from corpus.numerals import parse_number
from corpus.regulation import Unit
from corpus.script import fold, to_simplified

Step = tuple[str, tuple[int, ...]]  # what kind of label, and its number: ("条", (30,)), ("（一）", (6,))

NO_ITEMS = frozenset(("编", "部分", "篇", "章", "节", "条", "款"))
_LABEL = re.compile(
    rf"第(?P<number>{NUMERAL})(?P<level>编|部分|篇|章|节|条|款|项)(?:之(?P<inserted>{NUMERAL}))?(?=\s|$)|"
    rf"（(?P<bracketed>{NUMERAL})）(?:之(?P<bracketed_in>{NUMERAL}))?|(?P<closed>\d{{1,5}})）|(?P<decimal>(?:\d{{1,5}}|[A-Z])(?:\.\d{{1,5}})+)(?=\s|$)|(?P<comma>{NUMERAL})(?:之(?P<comma_in>{NUMERAL}))?、|"
    r"(?P<arabic>\d{1,5})[.．]?(?=\s|$)|（?(?P<letter>[a-zA-Z])[）、]?(?=\s|$)|(?P<circled>[①-⑳])"
)


@dataclass(frozen=True, slots=True)
class PlacedUnit:
    """A unit and the labels from the outermost down to its own."""

    unit: Unit
    steps: tuple[Step, ...]

    @property
    def article(self) -> int | None:
        """Where among the steps the 条 stands."""
        return next((place for place, (kind, _) in enumerate(self.steps) if kind == "条"), None)


@lru_cache(maxsize=50_000)
def read_step(entry: str) -> Step:
    """Read the label at the start of an entry of a path; an entry without one stands for itself."""
    match = _LABEL.match(to_simplified(entry))
    if match is None:
        return entry, ()
    if match["number"]:
        numbers = (match["number"], match["inserted"]) if match["inserted"] else (match["number"],)
        return match["level"], tuple(parse_number(number) for number in numbers)
    if match["decimal"]:
        return DECIMAL_LEVEL, tuple(
            int(number) if number.isdigit() else LETTERED + ord(number) - ord("A") + 1
            for number in match["decimal"].split(".")
        )
    if match["letter"]:
        return "a", (ord(match["letter"].lower()) - ord("a") + 1,)
    kind = next(kind for kind in ("bracketed", "closed", "comma", "arabic", "circled") if match[kind])
    put_in = match["bracketed_in"] or match["comma_in"]
    return kind, tuple(parse_number(number) for number in (match[kind], put_in) if number)


class LabelledUnits:
    """The units of one regulation, found by the labels above them without looking at each."""

    def __init__(self, units: Sequence[Unit]) -> None:
        """Enter the units.

        :param units: The units of one regulation in document order.
        """
        self.units = [PlacedUnit(unit, tuple(read_step(entry) for entry in unit.path)) for unit in units]
        self.attachments = [(fold(e), p) for p in self.units for e in p.unit.path if e.startswith("附")]
        self._under: dict[tuple[Step, ...], list[PlacedUnit]] = {}
        self._at: dict[str, dict[tuple[int, ...], list[tuple[PlacedUnit, int]]]] = {}
        articles: dict[tuple[Step, ...], None] = {}
        for unit in self.units:
            for depth, (kind, numbers) in enumerate(unit.steps):
                self._under.setdefault(unit.steps[:depth], []).append(unit)
                self._at.setdefault(kind, {}).setdefault(numbers, []).append((unit, depth))
            self._under.setdefault(unit.steps, []).append(unit)
            if unit.article is not None:
                articles[unit.steps[: unit.article + 1]] = None
        self._articles = list(articles)
        self._article_places = {article: place for place, article in enumerate(self._articles)}

    def under(self, prefix: tuple[Step, ...]) -> Sequence[PlacedUnit]:
        """List the unit of a prefix and those below it."""
        return self._under.get(prefix, ())

    def below(self, prefix: tuple[Step, ...], wanted: Callable[[Step], bool]) -> list[PlacedUnit]:
        """List the units under a prefix whose next step is the one that is wanted."""
        depth = len(prefix)
        return [p for p in self.under(prefix) if len(p.steps) > depth and wanted(p.steps[depth])]

    def at(self, kind: str, wanted: Callable[[tuple[int, ...]], bool]) -> list[tuple[PlacedUnit, int]]:
        """List the units under labels of a kind whose numbers are wanted, and how deep the label stands."""
        return [entry for numbers, entries in self._at.get(kind, {}).items() if wanted(numbers) for entry in entries]

    def at_number(self, kind: str, numbers: tuple[int, ...]) -> list[tuple[PlacedUnit, int]]:
        """List the units under labels of a kind and a number, and how deep the label stands."""
        return self._at.get(kind, {}).get(numbers, [])

    def has(self, kind: str) -> bool:
        """Tell whether there is any label of a kind."""
        return kind in self._at

    def article_before(self, article: tuple[Step, ...]) -> tuple[Step, ...] | None:
        """Return the steps down to the 条 before one; None before the first."""
        place = self._article_places[article]
        return self._articles[place - 1] if place else None
