"""Which lines of a regulation are headings of what follows them: told by their words, what stands behind them and what was read before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.closings import closes
from corpus.headings import (
    LONGEST_HEADING,
    TERMINAL,
    announces,
    ends_as_heading,
    is_heading_like,
    obliges,
    points_back,
    runs_in,
    says_duty,
    states,
)
from corpus.label import STRUCTURAL, Family, Label
from corpus.node import Node
from corpus.salutations import is_salutation
from corpus.script import to_simplified
from corpus.segmenting import Segment
from corpus.table_lines import is_column_name
from corpus.tables import FEWEST_NAMED, is_above_rows, is_table_title

# 第一部分 客户服务意义客户是企业…: the nouns that headings of divisions end with, and whom or what a first sentence begins with.
_GLUED_HEADING = re.compile(
    r"[^,，。;；:：、!！?？“”\s]{0,12}?(?:意义|目的|宗旨|总则|附则|原则|理念|定义|概述|范围|规范|标准|要求|制度|职责|流程|纪律|礼仪|技巧|须知|守则|准则)+"
    r"(?=(?:客户|顾客|用户|服务人员|客服|坐席|员工|我们|公司|为了|凡|所有|各[部岗单级位])[^,，。;；:：]|本(?:公司|部门|单位|规范|制度|办法|规定))"
)
LINES_BETWEEN_LISTS = 40  # segments from one named list to the next: A类奖励： | 1）… | B类奖励： | 1）…
LONGEST_SECTION_NAME = 8  # characters with its full stop; a sentence that says something is longer
_BRACKETED = re.compile(r"【[^【】。；;]{1,20}】[:：]?")  # 【考勤】 on a line of its own
_STEP = re.compile(
    r"第[一二三四五六七八九十\d]{1,2}步|步骤[一二三四五六七八九十\d]|[Ss]tep\s*\d"
)  # what is done there, no heading
_AMOUNT = re.compile(r"\d\s*(?:元|[%％])")  # 物业费 2.8元/平方米: what a list says, no heading
_NOTICE = re.compile(r"(?:特别|特別|温馨|溫馨|安全)?(?:注意事[项項]|注意|提示|提醒|備註|备注|[说說]明|禁忌)[:：]")
_FOREWORD = re.compile(
    r"(?:前\s*言|引\s*言|序\s*言|导\s*言|序|编制说明)[:：]?"
)  # what stands under it opens the regulation
_QUESTION = re.compile(r"(?:[问問](?:[题題]?\s*[\d一二三四五六七八九十]{1,3})?|Q\d*)\s*[:：]")
_ANSWER = re.compile(r"(?:答(?:案|复)?\s*\d*|A\d*)\s*[:：]")


def is_free_heading(segments: Sequence[Segment], place: int, current: Node) -> bool:
    """Tell whether a paragraph without a label is a heading of what follows it.

    :param segments: The segments of one regulation.
    :param place: The paragraph's.
    :param current: The node read last.
    :return: Whether it is.
    """
    text = segments[place].text
    if _BRACKETED.fullmatch(text) and place + 1 < len(segments) and not segments[place].is_rule:
        return True
    if (
        segments[place].is_rule
        or place + 1 >= len(segments)
        or not is_heading_like(text)
        or text[-1:] in "。；;"
        or _in_table(current, text)
    ):
        return False
    if current.parent is None and _is_foreword(segments, place):
        return False
    in_article = current.label is not None and current.label.family is Family.ARTICLE
    if _is_notice(segments, place, current):
        return True
    if in_article and (not text.endswith((":", "：")) or announces(text)):
        return False
    if current.parent is None and is_salutation(text):
        return False
    follower = segments[place + 1]
    if follower.is_row:
        return not is_above_rows(text)
    if follower.label is not None:
        return follower.label.number in (0, 1) and (
            not text.endswith((":", "：")) or _is_named_list(segments, place, current)
        )
    if (
        _AMOUNT.search(text)
        or _STEP.match(text)
        and _is_beside_step(segments, place)
        or _are_parallel(text, follower.text)
    ):
        return False
    heading_follows = is_heading_like(follower.text) and follower.text[-1:] not in "。；;"
    return (not heading_follows or bool(_AMOUNT.search(follower.text))) and not _lists_above(current)


def _is_beside_step(segments: Sequence[Segment], place: int) -> bool:
    """Tell whether a step says itself what is done, since the next or the last one stands beside it, or nothing but it says so.

    第一步 挂号 | 第二步 就诊, but not 第一步 敲门 | 轻敲三下，间隔2秒。
    """
    beside = [segments[n].text for n in (place - 1, place + 1) if 0 <= n < len(segments)]
    return any(map(_STEP.match, beside)) or is_heading_like(segments[place + 1].text) or obliges(segments[place].text)


def _is_notice(segments: Sequence[Segment], place: int, current: Node) -> bool:
    """Tell whether 注意事项： stands above a list of its own, behind a list that has ended: it is no part of the last item."""
    follower = segments[place + 1].label
    if not _NOTICE.fullmatch(segments[place].text) or follower is None or follower.number not in (0, 1):
        return False
    if current.label is None or current.label.family in STRUCTURAL or follower.family is current.label.family:
        return False
    return bool(current.paragraphs) and current.paragraphs[-1].text[-1] in "。；;！!”" and not current.children


def _is_foreword(segments: Sequence[Segment], place: int) -> bool:
    """Tell whether a line stands above paragraphs that open the regulation and belongs to them, not to the numbering behind: 前言."""
    if not _FOREWORD.fullmatch(to_simplified(segments[place].text)) or segments[place].level:
        return False
    return segments[place + 1].label is None and any(segment.label is not None for segment in segments[place + 1 :])


def _are_parallel(text: str, after: str) -> bool:
    """Tell whether two lines are built alike, as 早餐6:40-8:00 and 午餐11:20-12:40 are, but not 初次接触:建立信任 above a sentence."""
    return runs_in(text) and runs_in(after) and (after[-1] not in TERMINAL or after[0] == text[0])


def _is_named_list(segments: Sequence[Segment], place: int, current: Node) -> bool:
    """Tell whether words with a colon above a list are its heading: other paragraphs stand beside them, or other lists like it do.

    破损件处理: | 1)… below other sentences; 岗位职责: | 1.… | 2.… | 服务标准: | 1.….
    """
    label = segments[place + 1].label
    if announces(segments[place].text) or label is None:
        return False
    if current.label is None and current.paragraphs:
        return True
    if any(node.label and node.label.family is label.family for node in current.chain()):
        return True
    if current.parent is None:
        return any(_heads_list_anew(segments, later, label) for later in range(place + 2, len(segments) - 1))
    for later in range(place + 2, min(place + LINES_BETWEEN_LISTS, len(segments) - 1)):
        if segments[later].label is not None and _counts_above(current, segments[later].label):
            return False
        if segments[later].text[-1:] in ":：" and _heads_list_anew(segments, later, label):
            return True
    return False


def _counts_above(current: Node, label: Label | None) -> bool:
    """Tell whether a label goes on from one of those being counted: 二、 behind all that 一、 holds."""
    return label is not None and any(node.label and node.label.family is label.family for node in current.chain())


def _heads_list_anew(segments: Sequence[Segment], place: int, label: Label) -> bool:
    """Tell whether a line is the heading of a list that begins anew as a list above it did."""
    text, below = segments[place].text, segments[place + 1].label
    if segments[place].label is not None or below is None or below.family is not label.family or below.number != 1:
        return False
    return is_heading_like(text) and text[-1] not in "。；;，," and not announces(text)


def is_question(segments: Sequence[Segment], place: int) -> bool:
    """Tell whether a paragraph is a question (问:…) that the next one answers (答:…).

    :param segments: The segments of one regulation.
    :param place: The paragraph's.
    :return: Whether it is.
    """
    follower = segments[place + 1] if place + 1 < len(segments) else None
    return bool(follower and _QUESTION.match(segments[place].text) and _ANSWER.match(follower.text))


def _in_table(node: Node, text: str) -> bool:
    """Tell whether the lines being read are cells under the title of a table, or under lines that name its columns."""
    # Each paragraph is looked at once, else the time would grow with the square of them.
    node.is_table = node.is_table or any(is_table_title(p.text) for p in node.paragraphs[node.looked_at :])
    node.looked_at = len(node.paragraphs)
    heads = [*(paragraph.text for paragraph in node.paragraphs[1 - FEWEST_NAMED :]), text]
    node.is_table = node.is_table or len(heads) == FEWEST_NAMED and all(map(is_column_name, heads))
    return node.is_table


def _lists_above(node: Node) -> bool:
    """Tell whether the paragraph before announced a list, as …包括: does."""
    return (
        bool(node.paragraphs)
        and node.paragraphs[-1].text.endswith((":", "："))
        and (len(node.paragraphs[-1].text) > 12 or announces(node.paragraphs[-1].text))
    )


def heads_what_follows(node: Node, segments: Sequence[Segment], place: int) -> bool:
    """Tell whether the words behind a label are the heading of what follows them.

    :param node: The label's node.
    :param segments: The segments of one regulation.
    :param place: The label's.
    :return: Whether they are.
    """
    segment = segments[place]
    if segment.heads:
        return True
    if segment.is_rule or place + 1 >= len(segments):
        return False
    structural = segment.label is not None and segment.label.family in STRUCTURAL
    if segments[place + 1].level and not structural:  # a heading that the file marks heads no item above it
        return False
    if segment.text[-1:] == "。" and _is_above_table(segments, place):  # a sentence there is a rule
        return False
    heads = _reads_as_heading(segments, place) and _heads(segments, place)
    if not heads or ends_list(node, segment.text) or _is_one_of_items(node, segments[place + 1]):
        return False
    return segments[place + 1].label is not None or not _above_list_anew(segments, place)


def _is_above_table(segments: Sequence[Segment], place: int) -> bool:
    """Tell whether the rows of a table follow a line, with the table's title between them perhaps."""
    following = segments[place + 1 : place + 3]
    titled = len(following) > 1 and following[1].is_row and is_table_title(following[0].text)
    return following[0].is_row or titled


def _is_one_of_items(node: Node, follower: Segment) -> bool:
    """Tell whether a label above a paragraph is an item like the one before it, which is no heading.

    A bullet is, and so is （二）承诺件 behind （一）即办件, though another line follows it.
    """
    if node.label is None or node.label.family in STRUCTURAL or follower.label is not None or node.place == 1:
        return False
    if follower.is_row:
        return False
    before = node.parent.children[node.place - 2] if node.parent is not None else None
    if before is None or before.heading or before.children:
        return False
    if node.label.family is Family.BULLET:
        return before.is_unnumbered
    alike = before.label is not None and before.label.family is node.label.family and len(before.paragraphs) == 1
    return alike and _is_short_item(before.paragraphs[0].text)


def _is_short_item(text: str) -> bool:
    """Tell whether an item is no sentence, though it is no heading either."""
    if text[-1] in "。:：":
        return False
    return is_heading_like(text.rstrip("；;，,")) or len(text) <= LONGEST_HEADING and text[-1] not in TERMINAL


def _above_list_anew(segments: Sequence[Segment], place: int) -> bool:
    """Tell whether the line behind a label is itself the heading of a list like this one, which begins anew: 2.佩戴工牌 | 禁止行为 | 1.迟到."""
    label = segments[place].label
    return label is not None and place + 2 < len(segments) and _heads_list_anew(segments, place + 1, label)


def end_of_glued_heading(text: str) -> int:
    """Return where the heading of a chapter ends that lost the line break behind it; 0 if the text has none."""
    simplified = to_simplified(text[: 2 * LONGEST_HEADING])
    match = _GLUED_HEADING.match(simplified)
    return match.end() if match and not is_heading_like(text) else 0


def _reads_as_heading(segments: Sequence[Segment], place: int) -> bool:
    """Tell whether a labelled line reads as a heading; one with a comma does where another heading follows."""
    text, follower = segments[place].text, segments[place + 1]
    if is_heading_like(text):
        if text[-1:] in ":：" and announces(text) or states(text):
            return False
        label = segments[place].label
        article = label is not None and label.family is Family.ARTICLE
        return text[-1:] != "。" or not article and not re.search(r"[:：]", text)
    above_heading = (
        follower.label is None
        and not obliges(text)
        and is_heading_like(follower.text)
        and follower.text[-1:] not in TERMINAL
    )
    return above_heading and len(text) <= LONGEST_HEADING and text[-1:] not in TERMINAL


def _names_section(segment: Segment, label: Label, below: Label) -> bool:
    """Tell whether a line with a full stop is but the name of a section, as 5.2 行为举止。 above 5.2.1 and 二、接待程序。 above 1、 are."""
    named = label.family is Family.DECIMAL and below.family is Family.DECIMAL or ends_as_heading(segment.text[:-1])
    return named and len(segment.text) <= LONGEST_SECTION_NAME and not says_duty(segment.text)


def _heads(segments: Sequence[Segment], place: int) -> bool:
    """Tell whether a labelled line that reads as a heading has something under it."""
    segment, follower = segments[place], segments[place + 1]
    label = segment.label
    if follower.label is None:
        return (
            not points_back(follower.text)
            and not closes(follower.text)
            and segment.text[-1:] not in "；;，,"
            and (segment.text[-1:] not in TERMINAL or segment.text[-1:] in ":：。”』」")
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


def ends_list(node: Node, text: str) -> bool:
    """Tell whether an item ends its list: with a full stop, where the one before it ends with a semicolon.

    :param node: The item.
    :param text: Its words.
    :return: Whether it does.
    """
    if text[-1:] != "。" or node.label is None or node.label.family in STRUCTURAL or node.parent is None:
        return False
    before = node.parent.children[node.place - 2] if node.place > 1 else None
    return before is not None and bool(before.paragraphs) and before.paragraphs[-1].text[-1:] in ("；", ";")
