"""Brings in the items of a list: those beneath a sentence that only introduces them, and all of a list that is asked for.

Who reads 公司秘密包括下列秘密事项： has read nothing yet, and who asks 服务禁忌有哪些 wants more than the nearest of them. Every item
is cited by itself. Knows nothing of how the units are worded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.choosing import Chosen, asks_for_list
from assistant.question import Question
from assistant.words import question_terms
from corpus.regulation import Unit
from corpus.script import to_simplified

ITEMS_AT_MOST = 6  # more are no answer to read on a call
FIRST_FOUND = 5  # units
LIST_CHARACTERS = 400  # a list asked for is shown whole up to here: fourteen taboos of a line each, no pages of duties
PASSAGES_OF_ITEM = 2  # of a long one; a short item is shown whole
_INTRODUCES = re.compile(r"(?:[:：]|如下|下列[^,，。]{0,8}|(?:包括|体现为|有以下[^,，。]{0,6}))[。.]?$")


class Lists:
    """The lists of an index: which items stand directly beneath a heading or a lead-in."""

    def __init__(self, units: Iterable[Unit]) -> None:
        """Sort the units by what they stand beneath.

        :param units: The units, in document order.
        """
        self._beneath: dict[tuple[str, tuple[str, ...]], list[Unit]] = {}
        for unit in units:
            self._beneath.setdefault((unit.regulation_id, unit.path[:-1]), []).append(unit)

    def beneath(self, unit: Unit) -> tuple[Unit, ...]:
        """List the items directly beneath a unit, in document order."""
        return tuple(self._beneath.get((unit.regulation_id, unit.path), ()))

    def beside(self, unit: Unit) -> tuple[Unit, ...]:
        """List the items of the list a unit stands in, itself among them, in document order."""
        return tuple(self._beneath.get((unit.regulation_id, unit.path[:-1]), ()))


def with_items(
    question: Question, chosen: Sequence[Chosen], lists: Lists, ranked: Sequence[Unit]
) -> tuple[Chosen, ...]:
    """Add the items of the list that the leading unit introduces, or that the question asks for as a whole.

    :param question: The question.
    :param chosen: The units of the answer, the leading one first.
    :param lists: The lists of the index.
    :param ranked: The units that were found, best first.
    :return: The units, the items in document order behind the lead-in; of a long list those that were found, then the first, and how
        many are left out. Where the lead-in says something of its own and no list is asked for, only those that were found.
    """
    chosen = _led_by_list(question, chosen, lists, ranked)
    lead = chosen[0]
    before: tuple[Chosen, ...]
    if introduces_items(lead.unit):
        items, before = lists.beneath(lead.unit), (lead,)
    elif asks_for_list(question) and _is_what_its_heading_says(question, lead.unit):
        items, before = lists.beside(lead.unit), ()
    else:
        return tuple(chosen)
    if len(items) < 2:
        return tuple(chosen)
    found = [unit for unit in ranked if unit in items]
    only_found = bool(found and before) and not asks_for_list(question) and _says_something(lead.unit)
    best = found[:ITEMS_AT_MOST] if only_found else _shown(question, items, found)
    at_most = 0 if only_found else PASSAGES_OF_ITEM
    known = {each.unit.unit_id: each for each in chosen if each.relation == "leads"}
    brought = [
        known.get(unit.unit_id, Chosen(unit, "leads", passages_at_most=at_most)) for unit in items if unit in best
    ]
    if not only_found:
        brought[-1] = replace(brought[-1], left_out=len(items) - len(brought))
    taken = {each.unit.unit_id for each in (*before, *brought)}
    rest = [each for each in chosen if each.unit.unit_id not in taken]
    leading = [each for each in rest if each.relation == "leads" and each.sentence]
    return (*before, *brought, *leading, *(each for each in rest if each.relation != "leads"))


def _led_by_list(
    question: Question, chosen: Sequence[Chosen], lists: Lists, ranked: Sequence[Unit]
) -> Sequence[Chosen]:
    """Let a list that is asked for by its title lead, where most of the first units found stand in it and another one is first."""
    if not asks_for_list(question) or _is_what_its_heading_says(question, chosen[0].unit):
        return chosen
    first = ranked[:FIRST_FOUND]
    named = next((unit for unit in first if _is_what_its_heading_says(question, unit)), None)
    if named is None or 2 * sum(unit in lists.beside(named) for unit in first) <= len(first):
        return chosen
    others = (replace(each, relation="also") for each in chosen if each.unit.regulation_id != named.regulation_id)
    return [Chosen(named, "leads"), *others]


def _shown(question: Question, items: Sequence[Unit], found: Sequence[Unit]) -> Sequence[Unit]:
    """Choose the items to show: all of a list that is asked for and short, else those that were found, then the first."""
    if asks_for_list(question) and sum(len(unit.unit_text) for unit in items) <= LIST_CHARACTERS:
        return items
    return [*found, *(unit for unit in items if unit not in found)][:ITEMS_AT_MOST]


def introduces_items(unit: Unit) -> bool:
    """Whether a unit says nothing but that items follow, as 具体规范如下 does."""
    return not unit.text.strip() or _INTRODUCES.search(to_simplified(unit.text).strip()) is not None


def _says_something(unit: Unit) -> bool:
    """Whether a lead-in says more than that items follow, as 要求用普通话。具体规范如下 does."""
    sentences = [part for part in re.split(r"[。；;！!]", unit.text) if part.strip()]
    return len(sentences) > 1


def _is_what_its_heading_says(question: Question, unit: Unit) -> bool:
    """Whether a question names what stands above an item rather than what the item says: 服务禁忌有哪些."""
    heading = to_simplified(unit.path[-2]) if len(unit.path) > 1 else ""
    named = question_terms(question.search_text)
    return bool(named) and all(word in heading for word in named)
