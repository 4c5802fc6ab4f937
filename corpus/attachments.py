"""Headings of attachments: 附件1:客户投诉登记表, 附录A 常用话术; the number and the name may stand on two lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.headings import TERMINAL, is_heading_like
from corpus.node import Node
from corpus.segmenting import Segment

_ATTACHMENT = re.compile(
    r"附[ \u3000]*(?:[件表录錄]\s*(?:[一二三四五六七八九十\d]{0,3}|[A-Z]\d?))?\s*(?:[:：、.]|$|(?<=[A-Z\d])[\s（(])"
)
# 附表 投诉处理时限表: a name behind a blank, where no number is.
_NAMED_ATTACHMENT = re.compile(
    r"附[件表录錄][ \t\u3000]+[^,，。;；:：]{2,25}(?:[表单單图圖]|清单|清單|[标標][准準]|用[语語]|[话話][术術]|流程|[样樣]式|[规規]范|[细細][则則]|名[单單])"
)
# 附件1, 附 录 A(规范性附录): its name stands on the next line.
_ATTACHMENT_ALONE = re.compile(
    r"附[ \u3000]*[件表录錄][ \u3000]*(?:[一二三四五六七八九十\d]{0,3}|[A-Z]\d?)[ \u3000]*[:：]?(?:[（(][^（()）]{1,12}[)）])?"
)
LONGEST_ATTACHMENT = 60  # characters of its number and name


def is_attachment(text: str) -> bool:
    """Tell whether a line is the heading of an attachment.

    >>> is_attachment("附件1:客户投诉登记表"), is_attachment("附录A 常用话术"), is_attachment("附近的网点应当公示。")
    (True, True, False)
    """
    match = _ATTACHMENT.match(text) or _NAMED_ATTACHMENT.fullmatch(text)
    return match is not None and len(text) <= LONGEST_ATTACHMENT and not re.search(r"[。；;]", text)


def names_attachment(current: Node, segments: Sequence[Segment], place: int) -> bool:
    """Tell whether a line is the name of the attachment whose number stands alone on the line before it.

    :param current: The node read last.
    :param segments: The segments of one regulation.
    :param place: The line's.
    :return: Whether it is.
    """
    segment = segments[place]
    if not current.is_attachment or current.paragraphs or segment.is_row or segment.is_heading or segment.is_rule:
        return False
    alone = _ATTACHMENT_ALONE.fullmatch(current.heading.text)
    return bool(alone) and is_heading_like(segment.text) and segment.text[-1] not in TERMINAL
