"""Headings that the file itself marks as such, with their levels: which one is its title, and what stands under each.

A mark is believed over the words: a title may end in any word, 1. begins anew under 1. 受理 where that is a heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.headings import TERMINAL
from corpus.label import STRUCTURAL, Family, Label
from corpus.node import Node
from corpus.segmenting import Segment
from corpus.titles import names_organisation

SHORTEST_TITLE = 4  # characters
MOST_ABOVE = 15  # lines above a title
LOOKAHEAD = 30  # segments in which a list may go on
DEEPER = 2  # columns that a list in a list is set in, at least
_NO_TITLE = re.compile(r"(?:前\s*言|引\s*言|序\s*言|目\s*[录錄次]|概述|[总總][则則]|附[则則]|[说說]明|附[件录錄表].*)")


def mark_title(segments: Sequence[Segment]) -> list[Segment]:
    """Mark the title of a file: the first heading, where none that follows stands as high as it does, or it has nothing under it.

    :param segments: The file's segments.
    :return: They, one of them marked at most.
    """
    marked = list(segments)
    place = next((n for n, s in enumerate(marked) if s.level or s.label or s.is_row), len(marked))
    if place > MOST_ABOVE or place == len(marked) or marked[place].label or marked[place].is_row:
        return marked
    following = marked[place + 1] if place + 1 < len(marked) else None
    if following and following.level and following.label is None and names_organisation(marked[place].text):
        place += 1  # the issuer's line above it
    title, behind = marked[place], marked[place + 1 :]
    beside = any(0 < s.level <= title.level and s.label is None for s in behind)
    alone = bool(behind) and 0 < behind[0].level <= title.level
    if beside and not alone or len(title.text) < SHORTEST_TITLE or _NO_TITLE.fullmatch(title.text):
        return marked
    marked[place] = replace(title, is_title=True)
    return marked


def parent_by_marks(current: Node, segment: Segment) -> Node | None:
    """Find where the file's own marks put what comes next: the level of a heading, how far a list is set in.

    :param current: The node read last.
    :param segment: What comes next, with a label or marked as a heading.
    :return: Its parent; None where the marks say nothing, and the numbers decide.
    """
    label = segment.label
    if label is not None and (label.family in STRUCTURAL or label.family is Family.DECIMAL):
        return None  # these say themselves where they belong
    if segment.level:
        return _before_in_number(current, label) or _parent_of_heading(current, segment.level)
    return _parent_in_list(current, segment) if label is not None else None


def _before_in_number(current: Node, label: Label | None) -> Node | None:
    """Find what holds the heading that a label goes on from, whatever their levels: 五、 set smaller than 四、."""
    counted = [node for node in reversed(current.chain()) if node.level and node.label and label]
    return next(
        (node.parent for node in counted if node.label and label and _goes_on(node.label, label) and label.number > 1),
        None,
    )


def _goes_on(before: Label, label: Label) -> bool:
    """Tell whether a label is the next one of its family."""
    return label.family is before.family and label.number == before.number + 1


def above_ended_list(current: Node, segments: Sequence[Segment], place: int) -> Node | None:
    """Find the heading that a paragraph or a table belongs to which a blank line sets off from the list before it.

    :param current: The node read last.
    :param segments: The segments of one regulation.
    :param place: The paragraph's or the table's first row's.
    :return: The heading; None where the list goes on behind it, or its last item may only be the name of what follows.
    """
    segment, label = segments[place], current.label
    if not segment.is_apart or segment.indent or current.level or _announces_more(current):
        return None
    if current.is_behind_list:
        return current.parent
    if label is None or label.family in STRUCTURAL:
        return None
    if label.family is not Family.BULLET and not (current.paragraphs and current.paragraphs[-1].text[-1] in TERMINAL):
        return None
    behind = segments[place + 1 : place + 1 + LOOKAHEAD]
    end = next((n for n, s in enumerate(behind) if s.level), len(behind))
    if any(s.label is not None and s.label.family is label.family for s in behind[:end]):
        return None
    above = next((node for node in reversed(current.chain()) if node.level), None)
    return above or (_outside_bullets(current) if label.family is Family.BULLET else None)


def _announces_more(node: Node) -> bool:
    """Tell whether the last words of a node end with a colon, so that what comes next is theirs."""
    return bool(node.paragraphs) and node.paragraphs[-1].text[-1] in ":："


def _parent_of_heading(current: Node, level: int) -> Node | None:
    """Find the nearest heading of a higher level; None where no marked heading stands above."""
    node, found = current, None
    while node.parent is not None:
        if node.is_attachment:
            return node
        if 0 < node.level < level:
            return node
        if node.level:
            found = node.parent
        node = node.parent
    return found


def _parent_in_list(current: Node, segment: Segment) -> Node | None:
    """Find where an item belongs among others of its family: inside one that is set in less, or under a heading that counts alike."""
    label = segment.label
    same = [node for node in reversed(current.chain()) if node.label and label and node.label.family is label.family]
    if label is None:
        return None
    if not same:  # a list behind a blank line is no part of the bullet above it, unless it is set in
        inside = current.label is None or current.label.family is not Family.BULLET or segment.indent > current.indent
        return None if inside or not segment.is_apart else _outside_bullets(current)
    nearest = same[0]
    begins = label.number in (0, 1)
    if nearest.level and begins and label.number:
        return _outside_bullets(current)
    if begins and not nearest.level and segment.indent >= nearest.indent + DEEPER:
        return _set_in_less(current, nearest, segment.indent)
    for node in same:
        goes_on = not label.number or node.label is not None and label.number == node.label.number + 1
        if goes_on and not node.level and abs(segment.indent - node.indent) < DEEPER:
            return node.parent
    return None


def _set_in_less(node: Node, highest: Node, indent: int) -> Node:
    """Climb to the nearest node that is set in less than some columns."""
    while node is not highest and node.indent >= indent and node.parent is not None:
        node = node.parent
    return node


def _outside_bullets(node: Node) -> Node:
    """Climb out of bullets: a list that counts does not begin inside one that stands before it."""
    while node.parent is not None and node.label is not None and node.label.family is Family.BULLET:
        node = node.parent
    return node
