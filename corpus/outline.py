"""Segments of one regulation -> the tree of its numbering and headings.

Decides which lines are headings, which belong to the text above them, and which close a list; where a label belongs, ``nesting`` knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.attachments import is_attachment, names_attachment
from corpus.divisions import divides_articles, division_parent
from corpus.heading_lines import end_of_glued_heading, ends_list, heads_what_follows, is_free_heading, is_question
from corpus.headings import is_heading_like, points_back
from corpus.label import STRUCTURAL, Family, Label
from corpus.marked_headings import above_ended_list, parent_by_marks
from corpus.nesting import parent_of
from corpus.node import MarkedTable, Node
from corpus.passage import EMPTY, Passage, join
from corpus.script import to_simplified
from corpus.segmenting import Segment
from corpus.tables import is_history, is_table_title

_SPEAKS_OF_LIST = re.compile(r".{0,12}(?:前款|前项|前两款|前列|上述|本条|第[一二三]款|以上)")
_CASE = re.compile(r"若|如(?!何)")  # 若客户同意: a case of the situation before it
LOOKAHEAD = 30  # segments
WRAPPED_SHARE = 0.05  # of paragraphs over several lines; above it, a line break says nothing


def _heading_parent(node: Node, *, above_rows: bool) -> Node:
    """Find where a heading without a label belongs: beside the last such heading, else under the nearest section.

    Above the rows of a table it is but their name, and stays in a section that has text already.
    """
    current: Node | None = node
    while current is not None and current.parent is not None:
        if current.label is None and not current.is_paragraph:
            return current.parent
        current = current.parent
    while node.parent is not None and not node.children and node.paragraphs and not _holds_headings(node):
        if above_rows and node.heading:
            break
        node = node.parent
    return node


def _holds_headings(node: Node) -> bool:
    """Tell whether a heading without a label stays in a node behind its text: in a 条, in a chapter."""
    return node.label is not None and node.label.family in STRUCTURAL


def build_outline(segments: Sequence[Segment]) -> Node:
    """Build the tree of one regulation.

    :param segments: Its segments in document order, titles and noise left out.
    :return: The root; its paragraphs are the preamble.
    """
    root = Node(None)
    current = root
    wrapped = sum(segment.lines > 1 for segment in segments) > WRAPPED_SHARE * len(segments)
    for place, segment in enumerate(segments):
        if segment.label is None and names_attachment(current, segments, place):
            current.heading = join([current.heading, segment.body], "" if current.heading.text[-1] in ":：" else " ")
        elif segment.label is None and not segment.is_row and is_attachment(segment.text):
            current = root.add(Node(None, heading=segment.body, is_attachment=True))
        elif divides_articles(segments, place, current):
            above = division_parent(current, segment)
            current = above.add(Node(segment.label, segment.label_passage, heading=segment.body))
        elif segment.label is not None:
            current = _add_labelled(current, segments, place, segment.label)
        elif segment.is_row:
            current = _add_row(current, segments, place)
        elif segment.heads or is_free_heading(segments, place, current) or is_question(segments, place):
            asks = not segment.heads and is_question(segments, place)
            current = _add_heading(
                current, segment, segments[place + 1] if place + 1 < len(segments) else None, asks=asks
            )
        else:
            current = _add_paragraph(current, segments, place, wrapped=wrapped)
    return root


def _above_list_anew(current: Node, follower: Label | None) -> Node | None:
    """Find where a heading belongs behind which 一、 begins anew: beside the list before it; None behind no such list."""
    if follower is None or follower.family is not Family.COMMA or follower.number != 1:
        return None
    if not any(node.label and node.label.family is Family.COMMA for node in current.chain()):
        return None
    above = parent_of(current, follower)
    while above.parent is not None and above.label is None and not above.is_attachment:
        above = above.parent
    return above


def _add_heading(current: Node, segment: Segment, follower: Segment | None, *, asks: bool = False) -> Node:
    """Add a heading without a label; return it. Of two situations with nothing between, the first is the heading of the second.

    A question stands under the heading above it, beside the questions there; the heading behind them does not.
    """
    if segment.is_situation and current.is_situation and not current.paragraphs and not current.children:
        current.heading = join([current.heading, segment.body], ":")
        return current
    above = parent_by_marks(current, segment) or _above_list_anew(current, follower.label if follower else None)
    if asks and current.label is None and current.heading and not current.paragraphs and not current.asks:
        above = above or current
    if not asks and current.asks and current.parent is not None and current.parent.label is None:
        above = above or current.parent.parent
    above = above or _heading_parent(current, above_rows=follower is not None and follower.is_row)
    before = above.children[-1] if above.children else None
    node = above.add(
        Node(None, heading=segment.body, is_situation=segment.is_situation, level=segment.level, asks=asks)
    )
    if node.is_situation and before is not None and before.is_situation and _CASE.match(segment.text):
        node.case_of = before.case_of or before
    return node


def _parent_of_bullet(current: Node, segment: Segment) -> Node | None:
    """Find where a bullet belongs beside bullets of another sign: ◆ under the ■ that ends with a colon, the next ■ beside that one."""
    sign = segment.label_passage.text[:1]
    if (
        segment.label is None
        or segment.label.family is not Family.BULLET
        or not sign
        or segment.indent != current.indent
    ):
        return None
    above = current
    while above.label is not None and above.label.family is Family.BULLET and above.parent is not None:
        if above.label_passage.text[:1] == sign:
            return above.parent
        above = above.parent
    if above is current or not current.paragraphs or current.paragraphs[-1].text[-1] not in ":：":
        return None
    return current


def _add_labelled(current: Node, segments: Sequence[Segment], place: int, label: Label) -> Node:
    """Add what begins with a label; return it."""
    segment = segments[place]
    above = _parent_of_bullet(current, segment) or parent_by_marks(current, segment) or parent_of(current, label)
    node = above.add(
        Node(label, segment.label_passage, is_rule=segment.is_rule, level=segment.level, indent=segment.indent)
    )
    if not segment.body:
        return node
    if heads_what_follows(node, segments, place):
        node.heading = segment.body
    elif not segment.is_rule and STRUCTURAL.get(label.family, STRUCTURAL[Family.ARTICLE]) < STRUCTURAL[Family.ARTICLE]:
        end = end_of_glued_heading(segment.text)
        node.heading = segment.body[:end]
        node.paragraphs.append(segment.body[end:].strip())
    else:
        node.paragraphs.append(segment.body)
    return node


def _add_row(current: Node, segments: Sequence[Segment], place: int) -> Node:
    """Add a row to the table being read, or begin one with it; the title above it goes with it.

    Behind the last item of a list the table is the 条's, and no part of that item. Return the node that took it.
    """
    if place == 0 or not segments[place - 1].is_row:
        current, title = _without_title(current)
        current = (
            _article_behind_list(current, segments, place) or above_ended_list(current, segments, place) or current
        )
        current.tables.append(MarkedTable(title, []))
        current.is_table, current.looked_at = False, 0
    current.tables[-1].rows.append(segments[place].body)
    return current


def _without_title(current: Node) -> tuple[Node, Passage]:
    """Take the title of the table that follows from the paragraphs above it; one behind another table stood on its own."""
    last = current.paragraphs[-1].text if current.paragraphs else ""
    if not (is_table_title(last) or is_history(last)):
        return current, EMPTY
    title = current.paragraphs.pop()
    above = current.parent
    if above is None or current.paragraphs or not current.is_paragraph or above.children[-1] is not current:
        return current, title
    above.children.pop()
    above.unnumbered_children -= current.is_unnumbered
    return above, title


def _add_paragraph(current: Node, segments: Sequence[Segment], place: int, *, wrapped: bool) -> Node:
    """Add a paragraph where it belongs; return the node that took it."""
    segment = segments[place]
    if (
        current.tables and current.parent is not None and (current.paragraphs or current.is_article)
    ):  # behind a table, so that the text stays in its order
        above = current.parent if current.is_paragraph else current
        current = above.add(Node(None, paragraphs=[segment.body], is_paragraph=True))
    elif current.tables and current.level and not current.paragraphs:
        current = current.add(Node(None, paragraphs=[segment.body], is_behind_list=True))
    elif current.label is not None and not current.heading and not current.paragraphs and is_heading_like(segment.text):
        if segment.is_rule:
            current.is_rule = True
            current.paragraphs.append(segment.body)
        else:
            current.heading = segment.body
    elif (not wrapped or _SPEAKS_OF_LIST.match(to_simplified(segment.text))) and (
        article := _article_behind_list(current, segments, place)
    ):
        current = article.add(Node(None, paragraphs=[segment.body], is_paragraph=True))
    elif heading := above_ended_list(current, segments, place):
        current = heading.add(Node(None, paragraphs=[segment.body], is_behind_list=True))
    else:
        current.paragraphs.append(segment.body)
    return current


def _is_pointed_back_to(node: Node, text: str) -> bool:
    """Tell whether a paragraph behind an item speaks of the whole list: every item is a sentence of its own."""
    listed = node.label is not None and node.place > 1 and node.paragraphs[-1].text[-1:] == "。"
    return listed and points_back(text)


def _article_behind_list(current: Node, segments: Sequence[Segment], place: int) -> Node | None:
    """Find the 条 of which a paragraph is another 款, since the list above it has ended."""
    if current.is_paragraph and not current.children:
        return current.parent
    if not current.paragraphs or not (
        ends_list(current, current.paragraphs[-1].text) or _is_pointed_back_to(current, segments[place].text)
    ):
        return None
    above = current.parent
    if above is not None and above.is_paragraph:
        above = above.parent
    follower = next((s.label for s in segments[place + 1 : place + LOOKAHEAD] if s.label is not None), None)
    goes_on = follower is not None and current.label is not None and follower.family is current.label.family
    if above is None or not above.is_article or goes_on and follower is not None and follower.number != 1:
        return None
    return above
