"""References from unit to unit: 依照本办法第三条, 前款, 参考第(九)条, resolved to unit ids where the target exists.

Refuses to guess: what names no unit, or more than one regulation, is listed with the reason. Works on units alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from corpus.labelled_units import NO_ITEMS, LabelledUnits, PlacedUnit, Step
from corpus.mentions import DECIMAL_LEVEL, Mention, Place, Start, find_mentions
from corpus.regulation import Unit
from corpus.script import fold


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference in the text of a unit, and the units it names."""

    unit_id: str
    start: int  # offsets into Unit.text
    end: int
    text: str
    targets: tuple[str, ...]  # unit ids in document order; a 条 stands for itself and all items beneath it
    reason_unresolved: str  # empty where every place was found; a group may have targets and a reason


@dataclass(frozen=True, slots=True)
class _Found:
    """What a reference names, and what of it was not found."""

    placed: tuple[PlacedUnit, ...] = ()
    reason: str = ""


def find_references(unit: Unit) -> tuple[Mention, ...]:
    """Find the references in the text of a unit.

    :param unit: The unit.
    :return: They, in order; offsets count in ``unit.text``.
    """
    return find_mentions(unit.text)


def _is_item(step: Step, number: tuple[int, ...]) -> bool:
    """Tell whether a step is the item of a number, however it is labelled."""
    return step[0] not in NO_ITEMS and step[1][-1:] == number


def _in_range(place: Place, numbers: tuple[int, ...]) -> bool:
    """Tell whether a number is the last one of a place, or lies in its range; 第12条之一 lies behind 第12条."""
    first = place.steps[-1][1]
    return first <= numbers <= place.until if place.until else numbers == first


def _paragraph(units: LabelledUnits, prefix: tuple[Step, ...], number: int) -> list[PlacedUnit]:
    """Find a 款: a unit of its own, or a line of the unit above the list, which is the first with what stands under it."""
    own = units.below(prefix, lambda step: step == ("款", (number,)))
    if own:
        return own
    head = [p for p in units.under(prefix) if p.steps == prefix]
    if number == 1:
        return head + units.below(prefix, lambda step: step[0] != "款")
    return head if head and number <= head[0].unit.text.count("\n") + 1 else []


def _descend(
    units: LabelledUnits, prefix: tuple[Step, ...], found: list[PlacedUnit], place: Place, first: int
) -> list[PlacedUnit]:
    """Go down the steps of a place from the first one not yet taken; a step that leads nowhere ends the way."""
    for depth in range(first, len(place.steps)):
        level, numbers = place.steps[depth]
        last = depth == len(place.steps) - 1
        if level == "款":
            wanted = range(numbers[0], (place.until[0] if last and place.until else numbers[0]) + 1)
            parts = [_paragraph(units, prefix, number) for number in wanted]
            found = [p for part in parts for p in part] if all(parts) else []
            if any(p.steps[len(prefix) :][:1] == (("款", numbers),) for p in found):
                prefix = (*prefix, ("款", numbers))
            continue
        until = place.until if last else ()
        number_range = Place(((level, numbers),), until)
        found = [
            p
            for p in units.below(prefix, lambda step: step[0] not in NO_ITEMS and bool(step[1]))
            if _in_range(number_range, p.steps[len(prefix)][1][-1:])
        ]
        if not found:
            break
        prefix = found[0].steps[: len(prefix) + 1]
    return found


def _resolve_from_regulation(units: LabelledUnits, place: Place) -> list[PlacedUnit]:
    """Find what 第三条第二款 or 第五章 names."""
    level, numbers = place.steps[0]
    if level == "条" and not units.has("条"):  # a regulation numbered 1, 2, 3 has its 第3条 too
        found = units.below((), lambda step: _is_item(step, numbers))
        return _descend(units, found[0].steps[:1], found, place, 1) if found else []
    if len(place.steps) == 1 and place.until:
        return [p for p, _ in units.at(level, lambda n: _in_range(place, n))]
    return _from(units, units.at_number(level, numbers), place)


def _from(units: LabelledUnits, matching: Sequence[tuple[PlacedUnit, int]], place: Place) -> list[PlacedUnit]:
    """Go down from the label that the first step of a place names."""
    found = list(dict.fromkeys(p for p, _ in matching))
    if len(place.steps) == 1 or not matching:
        return found
    first, at = matching[0]
    return _descend(units, first.steps[: at + 1], found, place, 1)


def _own_paragraph(own: PlacedUnit, prefix: tuple[Step, ...], mention: Mention) -> int:
    """Count which 款 of its 条 a mention stands in."""
    below = own.steps[len(prefix) :]
    if below:  # an item without a 款 above it belongs to the first
        return below[0][1][0] if below[0][0] == "款" else 1
    return own.unit.text.count("\n", 0, mention.start) + 1


def _resolve_in_article(units: LabelledUnits, own: PlacedUnit, mention: Mention) -> _Found:
    """Find what 本条, 前条, 本款, 前款 and 前两款 name."""
    if own.article is None:
        return _Found(reason="不在任何一条之下")
    prefix = own.steps[: own.article + 1]
    if mention.origin is Start.PREVIOUS:
        before = units.article_before(prefix)
        if before is None:
            return _Found(reason="前面没有条")
        prefix = before
    if mention.origin in (Start.OWN, Start.PREVIOUS):
        whole = list(units.under(prefix))
        return _each(mention.places, lambda place: _descend(units, prefix, whole, place, 0), whole)
    number = _own_paragraph(own, prefix, mention)
    numbers = (
        range(number - mention.count, number)
        if mention.origin is Start.PREVIOUS_PARAGRAPHS
        else range(number, number + 1)
    )
    if numbers[0] < 1:
        return _Found(reason=f"前面只有 {number - 1} 款" if number > 1 else "前面没有款")
    whole = [p for n in numbers for p in _paragraph(units, prefix, n)]
    return _each(mention.places, lambda place: _items_of_paragraphs(units, prefix, numbers, place), whole)


def _items_of_paragraphs(
    units: LabelledUnits, prefix: tuple[Step, ...], numbers: Iterable[int], place: Place
) -> list[PlacedUnit]:
    """Find the items of 款 that a place names."""
    found: list[PlacedUnit] = []
    for number in numbers:
        under = (*prefix, ("款", (number,)))
        is_unit = bool(units.under(under))
        found += _descend(units, under if is_unit else prefix, [], place, 0) if is_unit or number == 1 else []
    return found


def _nearest_items(units: LabelledUnits, own: PlacedUnit, place: Place) -> list[PlacedUnit]:
    """Find the item of a number in the nearest list: beneath the unit, beside it, or further out."""
    for depth in range(len(own.steps), -1, -1):
        if found := _descend(units, own.steps[:depth], [], place, 0):
            return found
    return []


def _previous_item(units: LabelledUnits, own: PlacedUnit) -> list[PlacedUnit]:
    """Find the item before the unit's own."""
    if not own.steps or not own.steps[-1][1]:
        return []
    kind, numbers = own.steps[-1]
    return units.below(own.steps[:-1], lambda step: step == (kind, (*numbers[:-1], numbers[-1] - 1)))


def _each(
    places: Sequence[Place], find: Callable[[Place], list[PlacedUnit]], whole: Sequence[PlacedUnit] = ()
) -> _Found:
    """Find the units of every place, or the whole where none is named within it; tell which places name none."""
    if not places:
        return _Found(tuple(whole), "" if whole else "找不到所指的款")
    found = [(place, find(place)) for place in places]
    missing = "、".join(place.written for place, units in found if not units)
    return _Found(tuple(p for _, units in found for p in units), f"找不到{missing}" if missing else "")


def _resolve_decimal(units: LabelledUnits, place: Place) -> list[PlacedUnit]:
    """Find what 5.2.6 or 5.2.6第2项 names: that number and those that go on from it."""
    wanted = place.steps[0][1]
    return _from(units, units.at(DECIMAL_LEVEL, lambda numbers: numbers[: len(wanted)] == wanted), place)


def _attachment(units: LabelledUnits, mention: Mention) -> list[PlacedUnit]:
    """Find the units under the heading of an attachment, where the file holds it."""
    return [p for entry, p in units.attachments if entry.startswith(fold(mention.text))]


def _beneath(units: LabelledUnits, own: PlacedUnit) -> list[PlacedUnit]:
    """Find the items under a unit."""
    return [p for p in units.under(own.steps) if len(p.steps) > len(own.steps)]


def _resolve(units: LabelledUnits, own: PlacedUnit, mention: Mention) -> _Found:
    """Find what a mention names within one regulation."""
    match mention.origin:
        case Start.ATTACHMENT:
            found = _attachment(units, mention)
            return _Found(tuple(found), "" if found else "附表、附件不在条款之中")
        case Start.BENEATH:
            found = _beneath(units, own)
            return _Found(tuple(found), "" if found else "下面没有分项")
        case Start.PREVIOUS_ITEM:
            found = _previous_item(units, own)
            return _Found(tuple(found), "" if found else "前面没有项")
        case Start.NEAREST:
            return _each(mention.places, lambda place: _nearest_items(units, own, place))
        case Start.DECIMAL:
            return _each(mention.places, lambda place: _resolve_decimal(units, place))
        case Start.REGULATION:
            return _each(mention.places, lambda place: _resolve_from_regulation(units, place))
        case _:
            return _resolve_in_article(units, own, mention)


def _resolve_elsewhere(
    placed: dict[str, LabelledUnits], by_title: dict[str, list[str]], own: PlacedUnit, mention: Mention
) -> _Found:
    """Find what a mention of another regulation's place names."""
    ids = by_title.get(fold(mention.title), [])
    if len(ids) != 1:
        return _Found(reason=f"有 {len(ids)} 部规定名为《{mention.title}》" if ids else f"没有收录《{mention.title}》")
    return _resolve(placed[ids[0]], own, mention)


def resolve_references(units: Sequence[Unit]) -> tuple[Reference, ...]:
    """Find the references in units and the units they name.

    :param units: The units of any number of regulations, in document order.
    :return: The references in the order they stand in the units.
    """
    by_regulation: dict[str, list[Unit]] = {}
    by_title: dict[str, list[str]] = {}
    for unit in units:
        by_regulation.setdefault(unit.regulation_id, []).append(unit)
    for regulation_id, own_units in by_regulation.items():
        first = own_units[0]
        for title in {fold(first.regulation), fold(first.issuer + first.regulation)}:
            by_title.setdefault(title, []).append(regulation_id)
    placed = {regulation_id: LabelledUnits(own_units) for regulation_id, own_units in by_regulation.items()}
    references: list[Reference] = []
    for regulation in placed.values():
        for own in regulation.units:
            for mention in find_references(own.unit):
                if mention.title:
                    found = _resolve_elsewhere(placed, by_title, own, mention)
                else:
                    found = _resolve(regulation, own, mention)
                targets = tuple(dict.fromkeys(p.unit.unit_id for p in found.placed))
                references.append(
                    Reference(own.unit.unit_id, mention.start, mention.end, mention.text, targets, found.reason)
                )
    return tuple(references)
