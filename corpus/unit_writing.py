"""How a unit is made of a place in the outline: key, path, locator, context and the words without their blanks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.lead_ins import context_of, path_entry
from corpus.locators import locator, number_path
from corpus.node import Node
from corpus.parsed import ParsedUnit
from corpus.passage import EMPTY, Account, Passage


@dataclass(slots=True)
class UnitWriter:
    """Collects the units of one regulation while its outline is walked."""

    account: Account
    units: list[ParsedUnit] = field(default_factory=list)
    used: dict[str, int] = field(default_factory=dict)

    def emit(
        self, chain: Sequence[Node], heading: Passage, text: Passage, item: str, item_key: str, extra: Sequence[str]
    ) -> None:
        """Make one unit; a number used before gets ~2.

        :param chain: The outline nodes from the outermost to the unit's own.
        :param heading: What it quotes as heading.
        :param text: What it quotes as text; where there is none, the heading is the text.
        :param item: How it is cited behind the labels: 「title」 or 第n项; empty for a unit that is its node's.
        :param item_key: Its place among the items of its node, for the key.
        :param extra: What stands above it besides headings: the title and the heads of a table.
        """
        key = number_path(chain, item_key)
        self.used[key] = self.used.get(key, 0) + 1
        if self.used[key] > 1:
            key = f"{key}~{self.used[key]}"
        heading, text = tidy(heading), tidy(text)
        if not text:
            heading, text = EMPTY, heading
        at = [offset for offset in (*heading.at, *text.at) if offset >= 0]
        own = chain[-1] if chain else None
        quoted = own is not None and bool(heading) and own.label is None  # the item is the heading itself
        path = [path_entry(node, own=node is own and not heading and not item) for node in chain]
        situation = own is not None and own.is_situation
        path = [entry for entry in path if entry] + ([item] if item and not situation and not quoted else [])
        self.units.append(
            ParsedUnit(
                key, tuple(path), locator(chain, item) or item, (*context_of(chain, own=bool(item_key) or situation), *extra), heading.text, text.text,
                (min(at), max(at) + 1),
            )
        )  # fmt: skip
        self.account.keep(heading)
        self.account.keep(text)


def tidy(passage: Passage) -> Passage:
    """Leave out blanks that stand beside a Chinese character or sign; those between Latin words or figures stay.

    A blank between a Chinese character and a Latin word stays too: 请问您说的是 XXXXX 吗.
    """
    keep = [True] * len(passage.text)
    for match in re.finditer(r"[^\S\n]+", passage.text):
        before, after = passage.text[: match.start()][-1:], passage.text[match.end() :][:1]
        if not (_is_latin(before) or _is_latin(after)):
            keep[match.start() : match.end()] = [False] * (match.end() - match.start())
    if all(keep):
        return passage.strip()
    places = [place for place, kept in enumerate(keep) if kept]
    return Passage("".join(passage.text[p] for p in places), tuple(passage.at[p] for p in places)).strip()


def _is_latin(character: str) -> bool:
    """Tell whether a character is a Latin letter or a figure."""
    return character.isascii() and character.isalnum()
