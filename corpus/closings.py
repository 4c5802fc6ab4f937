"""What opens and closes a regulation without being a clause of it: introductions, last words, signatures, a page's scraps behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.headings import says_duty
from corpus.node import Node
from corpus.numerals import LABEL_NUMERAL_CLASS
from corpus.passage import Passage
from corpus.script import to_simplified
from corpus.titles import is_signature

_INTRODUCTION = re.compile(
    r"以下|特?制[定订]|如下|本(?:规范|制度|办法|准则|文档|指南|规定)旨在|现[将予]?[^。]{0,40}(?:印发|发布|下发|转发)|遵守一定的|我们相信|目标是|请[^。]{0,12}(?:遵照|贯彻)执行"
)
_ARTICLE = re.compile(rf"第[ \u3000]*[{LABEL_NUMERAL_CLASS}]+[ \u3000]*[条條]")  # never left out, label or not
_TIME_LIMIT = re.compile(
    r"\d\s*(?:秒钟?|分钟|个?小时|个?工作日|天|日|个月|秒鐘|分鐘|個?小時)[之以]?[内內]"
)  # 3秒内问候
LONGEST_LOOSE = 40  # characters of a line behind the last rule that belongs to the page
_LAST_RULE = re.compile(r"(?:施行|实施|执行|生效|试行|废止|解释)[^。]{0,6}。$")  # what a regulation says last
_CLOSES = re.compile(
    r"(?:以上|上述|这些)\S{0,6}(?:规范|规定|制度|准则|要求|办法|守则|通知)|我们(?:相信|的目标)|总之|总而言之|希望|特此|此致|附[件表录]"
)


def is_rule(text: str) -> bool:
    """Tell whether a preamble or closing paragraph sets a duty of its own.

    >>> is_rule("全体员工应当遵守以下要求,做到微笑服务"), is_rule("客服人员不得与客户争吵。")
    (False, True)
    """
    if _ARTICLE.match(text):
        return True
    return (says_duty(text) or bool(_TIME_LIMIT.search(text))) and not introduces(text)


def introduces(text: str) -> bool:
    """Tell whether a paragraph says what a regulation is for, or announces what follows.

    >>> introduces("为提高服务质量,特制定本规范。"), introduces("第三,浴巾一客一换。")
    (True, False)
    """
    return bool(_INTRODUCTION.search(to_simplified(text))) or text.endswith((":", "："))


def closing_place(node: Node, paragraphs: Sequence[Passage]) -> int:
    """Find from where the last leaf's paragraphs close the whole regulation: issuer and date, or words about all of it.

    :param node: The leaf.
    :param paragraphs: Its paragraphs.
    :return: The place of the first that does; their number if none does.
    """
    place = len(paragraphs)
    own = node.label is not None and not node.heading  # its first paragraph is what the label stands for
    while place > own and is_signature(paragraphs[place - 1].text):
        place -= 1
    closing = next((n for n, p in enumerate(paragraphs[:place]) if n and closes(p.text)), place)
    return place if node.is_article else closing


def loose_from(node: Node, paragraphs: Sequence[Passage]) -> int:
    """Find from where lines behind the last rule of a regulation are no part of it: scraps without a full stop that set no duty.

    :param node: The last leaf.
    :param paragraphs: Its paragraphs.
    :return: The place of the first scrap; their number if there is none.
    """
    place = len(paragraphs)
    if not (node.is_article or node.is_paragraph or node.label is not None):
        return place
    while place > 1 and _is_loose(paragraphs[place - 1].text):
        place -= 1
    return place if place and ends_rules(paragraphs[place - 1].text) else len(paragraphs)


def closes(text: str) -> bool:
    """Tell whether a paragraph speaks of the whole regulation at its end, or takes leave: 特此通知.

    >>> closes("以上规定请遵照执行。"), closes("特此通知。"), closes("以上人员应当登记。")
    (True, True, False)
    """
    return bool(_CLOSES.match(to_simplified(text)))


def ends_rules(text: str) -> bool:
    """Tell whether a text ends with what a regulation says last: from when it holds, who explains it.

    >>> ends_rules("本办法由客服部负责解释。"), ends_rules("解释时应当说明收费的依据。")
    (True, False)
    """
    return bool(_LAST_RULE.search(to_simplified(text[-20:])))


def _is_loose(text: str) -> bool:
    """Tell whether a line can be a page's behind the last rule: short, no sentence, no duty."""
    return len(text) <= LONGEST_LOOSE and text[-1] not in "。；;：:，," and "。" not in text and not says_duty(text)


def ends_regulation(node: Node) -> bool:
    """Tell whether nothing stands behind a node but attachments.

    :param node: The node.
    :return: Whether it is the last.
    """
    while node.parent is not None:
        behind = node.parent.children[node.place :]
        if node.is_attachment or not all(other.is_attachment for other in behind):
            return not behind
        node = node.parent
    return True
