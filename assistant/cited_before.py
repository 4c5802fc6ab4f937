"""Which clauses the conversation is about: those the assistant's last answer cites.

Read from the answer's own text, the only form in which a history carries it. Knows nothing of what is asked now.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Turn
from corpus.regulation import Unit
from corpus.script import fold

LONGEST_ANSWER_READ = 4_000  # characters; what an answer cites stands within them
_TITLE = re.compile(r"《([^》]{1,200})》([^《\n]*)")
_BEHIND_LOCATOR = re.compile(r"\[\d+\]|[:：]")  # 第三十条（六）[1]、第二十二条[2]; 6.1（7）a：委婉地…


class CitableUnits:
    """The units of an index by the title of their regulation and their locator. Does not change."""

    def __init__(self, units: Sequence[Unit]) -> None:
        """Sort units by how they are cited.

        :param units: All units.
        """
        self._cited_as: dict[tuple[str, str], list[Unit]] = {}
        for unit in units:
            self._cited_as.setdefault((fold(unit.regulation), fold(unit.locator)), []).append(unit)

    def cited_in(self, text: str) -> tuple[Unit, ...]:
        """Find the units an answer cites.

        :param text: The text of an answer, with its sources as the assistant writes them.
        :return: The units in the order of the text, each once; none where it names none, as in a refusal.
        """
        found: dict[str, Unit] = {}
        for title, behind in _TITLE.findall(text[:LONGEST_ANSWER_READ]):
            for locator in _BEHIND_LOCATOR.split(behind):
                cited = self._cited_as.get((fold(title), fold(locator.lstrip("、 "))), ())
                found.update((unit.unit_id, unit) for unit in cited if unit.unit_id not in found)
        return tuple(found.values())


def last_answer(history: Sequence[Turn]) -> str:
    """Give what the assistant said last; empty where it said nothing yet."""
    return next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")
