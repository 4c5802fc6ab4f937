"""What a site adds to the title of its page: 客户投诉处理办法_百度知道, 客户投诉处理办法(附件下载). The title stays, the site's part goes."""

from __future__ import annotations

import re

from corpus.line_marks import read_marks
from corpus.passage import Account, Passage
from corpus.script import to_simplified
from corpus.titles import read_title

SITE_TAIL = "网站名称"
LONGEST_LINE = 100  # characters of a title with what the site adds
_TAIL = re.compile(
    r"(?:\s*[-_—–|｜]{1,2}\s*[^\s\-_—–|｜,，。;；:：]{0,8}(?:文库|文档网?|下载|百科|知道|豆丁网?|道客巴巴|知乎|简书|范文网?\d{0,4}|在线阅读|免费阅读|网)"
    r"|\s*[（(【\[](?:附件|全文|文档|免费|点击|可|附|附原文|原文|pdf|word|docx?)*(?:下载|打印|在线阅读|免费阅读)[）)】\]])+$",
    re.I,
)  # fmt: skip


def without_site_tail(line: Passage, account: Account) -> Passage:
    """Leave out what a site adds to a title; other lines stay as they are.

    :param line: The line.
    :param account: Where it is entered.
    :return: The title.
    """
    text = to_simplified(line.text)
    tail = _TAIL.search(text) if len(text) <= LONGEST_LINE else None
    if tail is None or not tail.start():
        return line
    title = line[: tail.start()]
    marked = bool(line.at) and read_marks(account.source, line.at[0], line.text).level == 1
    if not marked and read_title(title.text, at_start=True) is None:
        return line
    account.drop(line[tail.start() :], SITE_TAIL)
    return title
