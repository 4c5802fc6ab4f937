"""Segments of one regulation -> the tree of its numbering and headings.

Decides which lines are headings, which belong to the text above them, and which close a list; where a label belongs, ``nesting`` knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.headings import LONGEST_HEADING, TERMINAL, announces, is_heading_like
from corpus.labels import STRUCTURAL, Family, Label
from corpus.nesting import parent_of
from corpus.node import MarkedTable, Node
from corpus.passage import EMPTY
from corpus.script import to_simplified
from corpus.segmenting import Segment
from corpus.tables import is_table_title

_ATTACHMENT = re.compile(r"附[件表录錄]\s*[一二三四五六七八九十\d]{0,3}\s*(?:[:：、.]|$)")
_SPEAKS_OF_LIST = re.compile(r".{0,12}(?:前款|前项|前两款|前列|上述|本条|第[一二三]款|以上)")
LOOKAHEAD = 30  # segments
WRAPPED_SHARE = 0.05  # of paragraphs over several lines; above it, a line break says nothing
_QUESTION = re.compile(r"(?:[问問]|Q\d*)\s*[:：]")
_ANSWER = re.compile(r"(?:答|A\d*)\s*[:：]")


def _heading_parent(node: Node) -> Node:
    """Find where a heading without a label belongs: beside the last such heading, else under the nearest section."""
    current: Node | None = node
    while current is not None and current.parent is not None:
        if current.label is None and not current.is_paragraph:
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
    if follower.is_row:
        return not is_table_title(text)
    if follower.label is not None:
        return follower.label.number in (0, 1) and not text.endswith((":", "："))
    heading_follows = is_heading_like(follower.text) and follower.text[-1:] not in "。；;"
    return not heading_follows and not _lists_above(current)


def _is_question(segments: Sequence[Segment], place: int) -> bool:
    """Tell whether a paragraph is a question (问:…) that the next one answers (答:…)."""
    follower = segments[place + 1] if place + 1 < len(segments) else None
    return bool(follower and _QUESTION.match(segments[place].text) and _ANSWER.match(follower.text))


def _in_table(node: Node) -> bool:
    """Tell whether the lines being read are cells under the title of a table."""
    return any(is_table_title(paragraph.text) for paragraph in node.paragraphs)


def _lists_above(node: Node) -> bool:
    """Tell whether the paragraph before announced a list, as …包括: does."""
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
    wrapped = sum(segment.lines > 1 for segment in segments) > WRAPPED_SHARE * len(segments)
    for place, segment in enumerate(segments):
        if segment.label is not None:
            current = _add_labelled(current, segments, place, segment.label)
        elif segment.is_row:
            _add_row(current, segments, place)
        elif _ATTACHMENT.match(segment.text) and is_heading_like(segment.text):
            current = root.add(Node(None, heading=segment.body))
        elif segment.is_heading or _is_free_heading(segments, place, current) or _is_question(segments, place):
            current = _heading_parent(current).add(Node(None, heading=segment.body, is_situation=segment.is_situation))
        else:
            current = _add_paragraph(current, segments, place, wrapped=wrapped)
    return root


def _add_labelled(current: Node, segments: Sequence[Segment], place: int, label: Label) -> Node:
    """Add what begins with a label; return it."""
    segment = segments[place]
    node = parent_of(current, label).add(Node(label, segment.label_passage))
    if not segment.body:
        return node
    heads = place + 1 < len(segments) and _reads_as_heading(segments, place) and _heads(segments, place)
    if segment.is_heading or heads and not _ends_list(node, segment.text):
        node.heading = segment.body
    else:
        node.paragraphs.append(segment.body)
    return node


def _add_row(current: Node, segments: Sequence[Segment], place: int) -> None:
    """Add a row to the table being read, or begin one with it; the title above it goes with it."""
    if place == 0 or not segments[place - 1].is_row:
        titled = bool(current.paragraphs) and is_table_title(current.paragraphs[-1].text)
        current.tables.append(MarkedTable(current.paragraphs.pop() if titled else EMPTY, []))
    current.tables[-1].rows.append(segments[place].body)


def _add_paragraph(current: Node, segments: Sequence[Segment], place: int, *, wrapped: bool) -> Node:
    """Add a paragraph where it belongs; return the node that took it."""
    segment = segments[place]
    if current.label is not None and not current.heading and not current.paragraphs and is_heading_like(segment.text):
        current.heading = segment.body
    elif (not wrapped or _SPEAKS_OF_LIST.match(to_simplified(segment.text))) and (
        article := _article_behind_list(current, segments, place)
    ):
        current = article.add(Node(None, paragraphs=[segment.body], is_paragraph=True))
    else:
        current.paragraphs.append(segment.body)
    return current


def _article_behind_list(current: Node, segments: Sequence[Segment], place: int) -> Node | None:
    """Find the 条 of which a paragraph is another 款, since the list above it has ended."""
    if current.is_paragraph and not current.children:
        return current.parent
    if not current.paragraphs or not _ends_list(current, current.paragraphs[-1].text):
        return None
    above = current.parent
    if above is not None and above.is_paragraph:
        above = above.parent
    follower = next((s.label for s in segments[place + 1 : place + LOOKAHEAD] if s.label is not None), None)
    goes_on = follower is not None and current.label is not None and follower.family is current.label.family
    if above is None or not above.is_article or goes_on and follower is not None and follower.number != 1:
        return None
    return above


def _ends_list(node: Node, text: str) -> bool:
    """Tell whether an item ends its list: with a full stop, where the one before it ends with a semicolon."""
    if text[-1:] != "。" or node.label is None or node.label.family in STRUCTURAL or node.parent is None:
        return False
    before = node.parent.children[node.place - 2] if node.place > 1 else None
    return before is not None and bool(before.paragraphs) and before.paragraphs[-1].text[-1:] in ("；", ";")


def _reads_as_heading(segments: Sequence[Segment], place: int) -> bool:
    """Tell whether a labelled line reads as a heading; one with a comma does where another heading follows."""
    text, follower = segments[place].text, segments[place + 1]
    if is_heading_like(text):
        if text[-1:] in ":：" and announces(text):
            return False
        label = segments[place].label
        article = label is not None and label.family is Family.ARTICLE
        return text[-1:] != "。" or not article and not re.search(r"[:：]", text)
    above_heading = follower.label is None and is_heading_like(follower.text) and follower.text[-1:] not in TERMINAL
    return above_heading and len(text) <= LONGEST_HEADING and text[-1:] not in TERMINAL


def _heads(segments: Sequence[Segment], place: int) -> bool:
    """Tell whether a labelled line that reads as a heading has something under it."""
    segment, follower = segments[place], segments[place + 1]
    label = segment.label
    if follower.label is None:
        return segment.text[-1:] not in "；;，," and (
            segment.text[-1:] not in TERMINAL or segment.text[-1:] in ":：。”』」"
        )
    if label is None or follower.label.family is label.family and len(follower.label.numbers) == len(label.numbers):
        return False
    if label.family in STRUCTURAL:
        return STRUCTURAL.get(follower.label.family, 99) > STRUCTURAL[label.family]
    if label.family is Family.DECIMAL and follower.label.family is Family.DECIMAL:
        return len(follower.label.numbers) > len(label.numbers)
    return follower.label.number in (0, 1) and follower.label.family not in STRUCTURAL
