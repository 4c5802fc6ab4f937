"""Headings that stand between 条 and for a chapter without being called one: 附则, 二、诉讼时效, （一）动产质押.

Works on the segments around a line and on the outline read so far.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.headings import TERMINAL, is_heading_like
from corpus.label import STRUCTURAL, Family, Label
from corpus.node import Node
from corpus.segmenting import Segment

_RANKS: dict[Family | None, int] = {Family.COMMA: 0, Family.PAREN: 1, None: 2}  # outermost first


def divides_articles(segments: Sequence[Segment], place: int, current: Node) -> bool:
    """Tell whether a line is the heading of the 条 below it, as a chapter's would be.

    It is where it has no sign at its end, the sentence before it is complete, and the 条 that comes next in number follows.

    :param segments: The segments of one regulation.
    :param place: The line's.
    :param current: The node read last.
    :return: Whether it is one.
    """
    if not _is_bare_heading(segments[place]):
        return False
    following = segments[place + 1 : place + 3]
    if following and _is_bare_heading(following[0]) and _rank(following[0].label) > _rank(segments[place].label):
        following = following[1:]  # two headings, one in the other
    follower = following[0].label if following else None
    if follower is None or follower.family is not Family.ARTICLE:
        return False
    if is_division(current):
        return True
    label = segments[place].label
    article = next((node.label for node in reversed(current.chain()) if node.is_article), None)
    if article is None:
        return label is not None and follower.numbers == (1,)
    if follower.numbers == (1,) and _goes_on_from_division(segments[place].label, current):
        return True
    if follower.numbers != (article.numbers[0] + 1,):
        return False
    begins_list = label is not None and label.number == 1
    goes_on = label is not None and any(
        node.label and node.label.family is label.family for node in _in_article(current)
    )
    return segments[place - 1].text[-1:] in "。”》）" and not begins_list and not goes_on


def _goes_on_from_division(label: Label | None, node: Node) -> bool:
    """Tell whether 二、投诉制度 counts on from 一、考勤制度, under which the 条 before it stand: each has its own 第一条."""
    above = (node.label for node in node.chain() if is_division(node))
    return label is not None and any(
        one is not None and one.family is label.family and one.number + 1 == label.number for one in above
    )


def _rank(label: Label | None) -> int:
    """Tell how far inside a heading stands, from 0."""
    return _RANKS[label.family if label else None]


def _in_article(node: Node) -> list[Node]:
    """List the nodes above and with this one that stand under a 条."""
    chain = node.chain()
    start = next((place for place, above in enumerate(chain) if above.is_article), len(chain))
    return chain[start:]


def _is_bare_heading(segment: Segment) -> bool:
    """Tell whether a line reads as a heading, has no sign at its end, and is called neither 章 nor 条."""
    family = segment.label.family if segment.label else None
    heading = is_heading_like(segment.text) and segment.text[-1] not in TERMINAL
    return heading and family in _RANKS and not segment.is_row and not segment.is_rule


def is_division(node: Node) -> bool:
    """Tell whether a node is a heading that holds 条 as a chapter does: nothing of its own stands under it."""
    family = node.label.family if node.label else None
    return family in _RANKS and bool(node.heading) and not node.paragraphs and not _in_article(node)


def division_parent(node: Node, segment: Segment) -> Node:
    """Find where the heading of 条 belongs: beside the last one of its kind, else under what holds the 条.

    :param node: The node read last.
    :param segment: The heading.
    :return: The node.
    """
    node = article_parent(node)
    while is_division(node) and _rank(node.label) >= _rank(segment.label) and node.parent is not None:
        node = node.parent
    return node


def article_parent(node: Node, label: Label | None = None) -> Node:
    """Find what the next 条 belongs under: the nearest chapter, or a heading that stands for one; the root if there is none.

    :param node: The node read last.
    :param label: Of the 条, where it is known; 第九条 behind a table called 附表 goes on with the regulation.
    :return: The node.
    """
    while node.parent is not None:
        if node.is_attachment:
            if label is None or label.number == 1 or any(child.is_article for child in node.children):
                break
        elif (
            is_division(node)
            or node.label
            and STRUCTURAL.get(node.label.family, len(STRUCTURAL)) < STRUCTURAL[Family.ARTICLE]
        ):
            break
        node = node.parent
    return node
