"""Segments of one regulation -> the tree of its numbering.

Structural labels (编 … 条) stand in their fixed order; all others nest as they are met, and return to the level where their
family is being counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.headings import LONGEST_HEADING, TERMINAL, is_heading_like
from corpus.labels import STRUCTURAL, Family, Label
from corpus.passage import EMPTY, Passage
from corpus.segmenting import Segment
from corpus.tables import is_table_title


@dataclass(slots=True)
class Node:
    """A label, or a heading without one, with what stands under it."""

    label: Label | None
    label_passage: Passage = EMPTY
    heading: Passage = EMPTY
    paragraphs: list[Passage] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    parent: Node | None = None
    is_situation: bool = False  # a row of a situation → wording table

    @property
    def is_article(self) -> bool:
        """Tell whether this is a 条."""
        return self.label is not None and self.label.family is Family.ARTICLE

    def add(self, child: Node) -> Node:
        """Append a child and return it."""
        child.parent = self
        self.children.append(child)
        return child

    def chain(self) -> list[Node]:
        """List the nodes from the outermost, without the root, down to this one."""
        nodes: list[Node] = []
        node: Node | None = self
        while node is not None and node.parent is not None:
            nodes.append(node)
            node = node.parent
        return nodes[::-1]


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
        ):
            return node
        node = node.parent
    node = top
    while node.parent is not None and (node.label is None or node.label.family not in STRUCTURAL):
        node = node.parent
    return node


def _parent_of(top: Node, label: Label) -> Node:
    """Find the node a label belongs under, given the node read last."""
    if label.family is Family.DECIMAL:
        return _parent_of_decimal(top, label)
    node = top
    rank = STRUCTURAL.get(label.family)
    if rank is not None:
        while node.parent is not None:
            if node.label and STRUCTURAL.get(node.label.family, 99) < rank:
                return node
            node = node.parent
        return node
    if (
        label.family is Family.COMMA
    ):  # the outermost list by convention (一、 above （一） above 1.): never inside another
        while node.parent is not None and (node.label is None or node.label.family not in STRUCTURAL):
            node = node.parent
        return node
    lowest: Node | None = None
    while node.parent is not None:
        if node.label and node.label.family is label.family:
            if label.family is Family.BULLET or label.number == node.label.number + 1:
                return node.parent
            lowest = lowest or node
        elif (
            node.label
            and label.family is Family.ARABIC
            and node.label.family is Family.DECIMAL
            and _is_next_after_parts(node, label)
        ):
            return _section_of(node)
        node = node.parent
    if lowest is not None and not _can_nest(top, lowest, label):
        return lowest.parent or top
    return top


def _is_next_after_parts(node: Node, label: Label) -> bool:
    """Tell whether 6 follows 5.3: the decimal's first number was the one before."""
    return node.label is not None and node.label.numbers[0] + 1 == label.number


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


def _heading_parent(node: Node) -> Node:
    """Find where a heading without a label belongs: beside the last such heading, else under the nearest section."""
    current: Node | None = node
    while current is not None and current.parent is not None:
        if current.label is None:
            return current.parent
        current = current.parent
    while node.parent is not None and not node.children and node.paragraphs:
        node = node.parent
    return node


def _is_free_heading(segments: Sequence[Segment], place: int, current: Node) -> bool:
    """Tell whether a paragraph without a label is a heading of what follows it."""
    text = segments[place].text
    if place + 1 >= len(segments) or not is_heading_like(text) or text[-1:] in "。；;" or _in_table(current):
        return False
    if current.label is not None and current.label.family is Family.ARTICLE and not text.endswith((":", "：")):
        return False
    follower = segments[place + 1]
    if follower.label is not None:
        return follower.label.number in (0, 1) and not text.endswith((":", "："))
    return not is_heading_like(follower.text) and not _lists_above(current)


def _in_table(node: Node) -> bool:
    """Tell whether the lines being read are cells under the title of a table."""
    return any(is_table_title(paragraph.text) for paragraph in node.paragraphs)


def _lists_above(node: Node) -> bool:
    """Tell whether the paragraph before announced a list: …包括:"""
    return (
        bool(node.paragraphs) and node.paragraphs[-1].text.endswith((":", "：")) and len(node.paragraphs[-1].text) > 12
    )


def build_outline(segments: Sequence[Segment]) -> Node:
    """Build the tree of one regulation.

    :param segments: Its segments in document order, titles and noise left out.
    :return: The root; its paragraphs are the preamble.
    """
    root = Node(None)
    current = root
    for place, segment in enumerate(segments):
        if segment.label is not None:
            parent = _parent_of(current, segment.label)
            current = parent.add(Node(segment.label, segment.label_passage))
            if not segment.body:
                continue
            alone = place + 1 < len(segments) and _reads_as_heading(segments, place) and _heads(segments, place)
            if alone:
                current.heading = segment.body
            else:
                current.paragraphs.append(segment.body)
        elif segment.is_heading or _is_free_heading(segments, place, current):
            current = _heading_parent(current).add(Node(None, heading=segment.body, is_situation=segment.is_heading))
        elif (
            current.label is not None
            and not current.heading
            and not current.paragraphs
            and is_heading_like(segment.text)
        ):
            current.heading = segment.body
        else:
            current.paragraphs.append(segment.body)
    return root


def _reads_as_heading(segments: Sequence[Segment], place: int) -> bool:
    """Tell whether a labelled line reads as a heading; one with a comma does where another heading follows."""
    text, follower = segments[place].text, segments[place + 1]
    if is_heading_like(text):
        return True
    above_heading = follower.label is None and is_heading_like(follower.text) and follower.text[-1:] not in TERMINAL
    return above_heading and len(text) <= LONGEST_HEADING and text[-1:] not in TERMINAL


def _heads(segments: Sequence[Segment], place: int) -> bool:
    """Tell whether a labelled line that reads as a heading has something under it."""
    segment, follower = segments[place], segments[place + 1]
    label = segment.label
    if follower.label is None:
        return segment.text[-1:] not in "；;，," and (segment.text[-1:] not in TERMINAL or segment.text[-1:] in ":：。")
    if label is None or follower.label.family is label.family and len(follower.label.numbers) == len(label.numbers):
        return False
    if label.family in STRUCTURAL:
        return STRUCTURAL.get(follower.label.family, 99) > STRUCTURAL[label.family]
    if label.family is Family.DECIMAL and follower.label.family is Family.DECIMAL:
        return len(follower.label.numbers) > len(label.numbers)
    return follower.label.number in (0, 1) and follower.label.family not in STRUCTURAL
