"""Where a label belongs in the tree of a regulation's numbering.

Structural labels (编 … 条) stand in their fixed order; all others nest as they are met, and return to the level where their
family is being counted.
"""

from __future__ import annotations

from collections.abc import Callable

from corpus.divisions import article_parent
from corpus.label import STRUCTURAL, Family, Label
from corpus.node import Node


def _parent_of_decimal(top: Node, label: Label) -> Node:
    """Find where 6.1.2 belongs: under 6.1, or under 第六条, or beside 6.1.1."""
    node: Node | None = top
    while node is not None and node.parent is not None:
        if node.label and node.label.family is Family.DECIMAL:
            if node.label.numbers == label.numbers[: len(node.label.numbers)] and len(node.label.numbers) < len(
                label.numbers
            ):
                return node
            if len(node.label.numbers) == len(label.numbers):
                return node.parent
        elif (
            node.label
            and node.label.numbers == label.numbers[:1]
            and node.label.family in (Family.ARABIC, Family.ARTICLE)
        ) or holds_list(node, label):
            return node
        node = node.parent
    return _list_above_decimal(top, label)


def _list_above_decimal(top: Node, label: Label) -> Node:
    """Find the item that a 1.1 of another number stands in, as in 三、考核 | 1.1, unless it goes on from one beside that item."""
    above = _climb(top, label, lambda family: family in STRUCTURAL or family in (Family.COMMA, Family.PAREN))
    if above.parent is None or above.label is None or above.label.family in STRUCTURAL:
        return above
    beside = above.parent.children[: above.place - 1]
    counted = any(
        node.label and node.label.family is Family.DECIMAL and len(node.label.numbers) == len(label.numbers)
        for node in beside
    )
    return above.parent if counted else above


def parent_of(top: Node, label: Label) -> Node:
    """Find the node a label belongs under.

    :param top: The node read last.
    :param label: The label that comes next.
    :return: The node.
    """
    if label.family is Family.DECIMAL:
        return _parent_of_decimal(top, label)
    rank = STRUCTURAL.get(label.family)
    if label.family is Family.ARTICLE:
        return article_parent(top, label)
    if rank is not None:
        return _climb(top, label, lambda family: STRUCTURAL.get(family, 99) < rank)
    if label.family is Family.COMMA:
        return _parent_of_comma(top, label)
    return _parent_of_item(top, label)


def _climb(node: Node, label: Label, holds: Callable[[Family], bool]) -> Node:
    """Climb to the nearest node whose label is of a kind, or to the attachment that counts for itself; to the root if none is."""
    while node.parent is not None and (node.label is None or not holds(node.label.family)):
        if holds_list(node, label):
            return node
        node = node.parent
    return node


def holds_list(node: Node, label: Label) -> bool:
    """Tell whether a node is an attachment in which a label counts: its list begins there, or began there before.

    :param node: The node.
    :param label: The label.
    :return: Whether it does; 第九条 behind a table that is called 附表 goes on with the regulation.
    """
    return node.is_attachment and (
        label.number == 1 or any(child.label and child.label.family is label.family for child in node.children)
    )


def _parent_of_comma(top: Node, label: Label) -> Node:
    """Find where 一、 belongs: the outermost list by convention (一、 above （一） above 1.), never inside another.

    One that begins anew under a heading without a label, which came after the list before, belongs to that heading.
    """
    above = _climb(top, label, lambda family: family in STRUCTURAL)
    heading: Node | None = None
    node = top
    while node is not above and node.parent is not None:
        if node.label and node.label.family is Family.STEM and not _is_under_comma(node):
            return node
        if node.label and node.label.family is Family.COMMA:
            return node.parent
        if node.label is None and node.heading and node.parent is above:
            heading = node
        node = node.parent
    counted = any(child.label and child.label.family is Family.COMMA for child in above.children)
    if heading is None or label.number != 1 or not counted and not _has_list(above, heading):
        return above
    _move_first_list(above)
    return heading


def _is_under_comma(node: Node) -> bool:
    """Tell whether 甲、 stands under 一、, and not above it."""
    return any(above.label and above.label.family is Family.COMMA for above in node.chain())


def _has_list(above: Node, heading: Node) -> bool:
    """Tell whether a heading beside another one holds a list of its own, 一、 and on."""
    others = (child for child in above.children if child is not heading and child.label is None)
    return any(node.label and node.label.family is Family.COMMA for child in others for node in child.children)


def _move_first_list(above: Node) -> None:
    """Move the first list under the heading it stands behind, since the next one has begun anew under its own."""
    first = next((n for n, c in enumerate(above.children) if c.label and c.label.family is Family.COMMA), 0)
    heading = above.children[first - 1] if first else None
    if heading is None or heading.label is not None or heading.paragraphs or heading.children or heading.tables:
        return
    end = first
    while end < len(above.children) and (label := above.children[end].label) and label.family is Family.COMMA:
        end += 1
    moved, rest = above.children[first:end], above.children[end:]
    del above.children[first:]
    above.unnumbered_children = sum(child.is_unnumbered for child in above.children)
    for child in moved:
        heading.add(child)
    for child in rest:
        above.add(child)


def _parent_of_item(top: Node, label: Label) -> Node:
    """Find where an item belongs: behind the one with the number before, else as a list of its own."""
    node = top
    lowest: Node | None = None
    while node.parent is not None and not node.is_attachment:
        if node.label and node.label.family is label.family:
            if label.family is Family.BULLET or label.number == node.label.number + 1:
                return node.parent
            lowest = lowest or node
        elif node.label and node.label.family is Family.DECIMAL and _is_next_after_parts(node, label):
            return _section_of(node)
        node = node.parent
    if lowest is not None and not _can_nest(top, lowest, label):
        return lowest.parent or top
    while lowest is None and label.number > 1 and top.parent is not None and top.label is None and top.paragraphs:
        top = top.parent  # 问:…答:… | 5.…: a list that counts on is no part of what was said under a heading
    return top


def _is_next_after_parts(node: Node, label: Label) -> bool:
    """Tell whether 6 follows 5.3: the decimal's first number was the one before."""
    return label.family is Family.ARABIC and node.label is not None and node.label.numbers[0] + 1 == label.number


def _section_of(node: Node) -> Node:
    """Climb from 5.3 to what holds 5."""
    while node.parent is not None and node.label is not None and node.label.family is Family.DECIMAL:
        node = node.parent
    return (
        node.parent
        if node.parent is not None and node.label is not None and node.label.family is Family.ARABIC
        else node
    )


def _can_nest(top: Node, same: Node, label: Label) -> bool:
    """Tell whether a list that begins anew opens inside a heading that came after the one being counted."""
    if label.number != 1:
        return False
    node: Node | None = top
    while node is not None and node is not same:
        if node.label is None and node.heading:
            return True
        node = node.parent
    return False
