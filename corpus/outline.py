"""Segments of one regulation -> the tree of its numbering and headings.

Decides which lines are headings, which belong to the text above them, and which close a list; where a label belongs, ``nesting`` knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.divisions import divides_articles, division_parent
from corpus.headings import LONGEST_HEADING, TERMINAL, announces, is_heading_like, says_duty, states
from corpus.labels import STRUCTURAL, Family, Label
from corpus.nesting import parent_of
from corpus.node import MarkedTable, Node
from corpus.passage import EMPTY, join
from corpus.script import to_simplified
from corpus.segmenting import Segment
from corpus.tables import is_table_title

_ATTACHMENT = re.compile(
    r"附[ \u3000]*(?:[件表录錄]\s*(?:[一二三四五六七八九十\d]{0,3}|[A-Z]\d?))?\s*(?:[:：、.]|$|(?<=[A-Z\d])[\s（(])"
)
# 附件1, 附 录 A(规范性附录): its name stands on the next line.
_ATTACHMENT_ALONE = re.compile(
    r"附[ \u3000]*[件表录錄][ \u3000]*(?:[一二三四五六七八九十\d]{0,3}|[A-Z]\d?)[ \u3000]*[:：]?(?:[（(][^（()）]{1,12}[)）])?"
)
_SPEAKS_OF_LIST = re.compile(r".{0,12}(?:前款|前项|前两款|前列|上述|本条|第[一二三]款|以上)")
_ADDRESSED = re.compile(r"(?:各|全体|尊敬的|致)[^:：]{1,30}[:：]")  # 各部门、各项目部: above a notice
_CASE = re.compile(r"若|如(?!何)")  # 若客户同意: a case of the situation before it
# 第一部分 客户服务意义客户是企业…: the nouns that headings of divisions end with, and whom or what a first sentence begins with.
_GLUED_HEADING = re.compile(
    r"[^,，。;；:：、!！?？“”\s]{0,12}?(?:意义|目的|宗旨|总则|附则|原则|理念|定义|概述|范围|规范|标准|要求|制度|职责|流程|纪律|礼仪|技巧|须知|守则|准则)+"
    r"(?=(?:客户|顾客|用户|服务人员|客服|坐席|员工|我们|公司|为了|凡|所有|各[部岗单级位])[^,，。;；:：]|本(?:公司|部门|单位|规范|制度|办法|规定))"
)
LONGEST_ATTACHMENT = 60  # characters of its number and name
LOOKAHEAD = 30  # segments
LONGEST_SECTION_NAME = 8  # characters with its full stop; a sentence that says something is longer
WRAPPED_SHARE = 0.05  # of paragraphs over several lines; above it, a line break says nothing
_QUESTION = re.compile(r"(?:[问問]|Q\d*)\s*[:：]")
_ANSWER = re.compile(r"(?:答|A\d*)\s*[:：]")


def is_attachment(text: str) -> bool:
    """Tell whether a line is the heading of an attachment: 附件1:客户投诉登记表, 附录A 常用话术, 附：中华人民共和国进出口税则."""
    match = _ATTACHMENT.match(text)
    return match is not None and len(text) <= LONGEST_ATTACHMENT and not re.search(r"[。；;]", text)


def _names_attachment(current: Node, segments: Sequence[Segment], place: int) -> bool:
    """Tell whether a line is the name of the attachment whose number stands alone on the line before it."""
    segment = segments[place]
    if not current.is_attachment or current.paragraphs or segment.is_row or segment.is_heading or segment.is_rule:
        return False
    alone = _ATTACHMENT_ALONE.fullmatch(current.heading.text)
    return bool(alone) and is_heading_like(segment.text) and segment.text[-1] not in TERMINAL


def _heading_parent(node: Node) -> Node:
    """Find where a heading without a label belongs: beside the last such heading, else under the nearest section."""
    current: Node | None = node
    while current is not None and current.parent is not None:
        if current.label is None and not current.is_paragraph:
            return current.parent
        current = current.parent
    while node.parent is not None and not node.children and node.paragraphs and not node.is_article:
        node = node.parent
    return node


def _is_free_heading(segments: Sequence[Segment], place: int, current: Node) -> bool:
    """Tell whether a paragraph without a label is a heading of what follows it."""
    text = segments[place].text
    if (
        segments[place].is_rule
        or place + 1 >= len(segments)
        or not is_heading_like(text)
        or text[-1:] in "。；;"
        or _in_table(current)
    ):
        return False
    in_article = current.label is not None and current.label.family is Family.ARTICLE
    if in_article and (not text.endswith((":", "：")) or announces(text)):
        return False
    if current.parent is None and _ADDRESSED.fullmatch(to_simplified(text)):
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
    # Each paragraph is looked at once, else the time would grow with the square of them.
    node.is_table = node.is_table or any(is_table_title(p.text) for p in node.paragraphs[node.looked_at :])
    node.looked_at = len(node.paragraphs)
    return node.is_table


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
        if segment.label is None and _names_attachment(current, segments, place):
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
        elif segment.is_heading or _is_free_heading(segments, place, current) or _is_question(segments, place):
            current = _add_heading(current, segment, segments[place + 1].label if place + 1 < len(segments) else None)
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


def _add_heading(current: Node, segment: Segment, follower: Label | None) -> Node:
    """Add a heading without a label; return it. Of two situations with nothing between, the first is the heading of the second."""
    if segment.is_situation and current.is_situation and not current.paragraphs and not current.children:
        current.heading = join([current.heading, segment.body], ":")
        return current
    above = _above_list_anew(current, follower) or _heading_parent(current)
    before = above.children[-1] if above.children else None
    node = above.add(Node(None, heading=segment.body, is_situation=segment.is_situation))
    if node.is_situation and before is not None and before.is_situation and _CASE.match(segment.text):
        node.case_of = before.case_of or before
    return node


def _add_labelled(current: Node, segments: Sequence[Segment], place: int, label: Label) -> Node:
    """Add what begins with a label; return it."""
    segment = segments[place]
    node = parent_of(current, label).add(Node(label, segment.label_passage, is_rule=segment.is_rule))
    if not segment.body:
        return node
    heads = place + 1 < len(segments) and _reads_as_heading(segments, place) and _heads(segments, place)
    heads = (
        heads
        and not segment.is_rule
        and not _ends_list(node, segment.text)
        and not _is_one_of_items(node, segments[place + 1])
    )
    if segment.is_heading or heads:
        node.heading = segment.body
    elif not segment.is_rule and STRUCTURAL.get(label.family, STRUCTURAL[Family.ARTICLE]) < STRUCTURAL[Family.ARTICLE]:
        end = _end_of_glued_heading(segment.text)
        node.heading = segment.body[:end]
        node.paragraphs.append(segment.body[end:].strip())
    else:
        node.paragraphs.append(segment.body)
    return node


def _is_one_of_items(node: Node, follower: Segment) -> bool:
    """Tell whether a bullet above a paragraph is an item like the bullet before it, which is no heading."""
    if node.label is None or node.label.family is not Family.BULLET or follower.label is not None or node.place == 1:
        return False
    before = node.parent.children[node.place - 2] if node.parent is not None else None
    return before is not None and before.is_unnumbered and not before.heading and not before.children


def _end_of_glued_heading(text: str) -> int:
    """Return where the heading of a chapter ends that lost the line break behind it; 0 if the text has none."""
    simplified = to_simplified(text[: 2 * LONGEST_HEADING])
    match = _GLUED_HEADING.match(simplified)
    return match.end() if match and not is_heading_like(text) else 0


def _add_row(current: Node, segments: Sequence[Segment], place: int) -> Node:
    """Add a row to the table being read, or begin one with it; the title above it goes with it.

    Behind the last item of a list the table is the 条's, and no part of that item. Return the node that took it.
    """
    if place == 0 or not segments[place - 1].is_row:
        current = _article_behind_list(current, segments, place) or current
        titled = bool(current.paragraphs) and is_table_title(current.paragraphs[-1].text)
        current.tables.append(MarkedTable(current.paragraphs.pop() if titled else EMPTY, []))
        current.is_table, current.looked_at = False, 0
    current.tables[-1].rows.append(segments[place].body)
    return current


def _add_paragraph(current: Node, segments: Sequence[Segment], place: int, *, wrapped: bool) -> Node:
    """Add a paragraph where it belongs; return the node that took it."""
    segment = segments[place]
    if (
        current.tables and current.parent is not None and (current.paragraphs or current.is_article)
    ):  # behind a table, so that the text stays in its order
        above = current.parent if current.is_paragraph else current
        current = above.add(Node(None, paragraphs=[segment.body], is_paragraph=True))
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
        if text[-1:] in ":：" and announces(text) or follower.label is not None and states(text):
            return False
        label = segments[place].label
        article = label is not None and label.family is Family.ARTICLE
        return text[-1:] != "。" or not article and not re.search(r"[:：]", text)
    above_heading = follower.label is None and is_heading_like(follower.text) and follower.text[-1:] not in TERMINAL
    return above_heading and len(text) <= LONGEST_HEADING and text[-1:] not in TERMINAL


def _names_section(segment: Segment, label: Label, below: Label) -> bool:
    """Tell whether a line with a full stop is but the name of a section, as 5.2 行为举止。 above 5.2.1 is."""
    decimals = label.family is Family.DECIMAL and below.family is Family.DECIMAL
    return decimals and len(segment.text) <= LONGEST_SECTION_NAME and not says_duty(segment.text)


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
    if segment.text[-1:] == "。" and not _names_section(segment, label, follower.label):  # a sentence above a list
        return False
    if label.family in STRUCTURAL:
        return STRUCTURAL.get(follower.label.family, 99) > STRUCTURAL[label.family]
    if label.family is Family.DECIMAL and follower.label.family is Family.DECIMAL:
        return len(follower.label.numbers) > len(label.numbers)
    return follower.label.number in (0, 1) and follower.label.family not in STRUCTURAL
