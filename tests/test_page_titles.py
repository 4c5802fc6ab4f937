"""What a site adds to a title is no part of it."""

from __future__ import annotations

import pytest

from corpus.page_titles import without_site_tail
from corpus.passage import Account, Passage


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("客户投诉处理办法_文档下载", "客户投诉处理办法"),
        ("客户投诉处理办法 - 百度文库", "客户投诉处理办法"),
        ("客户投诉处理办法_百度知道", "客户投诉处理办法"),
        ("客户投诉处理办法(附件下载)", "客户投诉处理办法"),
        ("客户投诉处理办法【全文下载】_某某范文网", "客户投诉处理办法"),
        ("客户投诉处理办法(试行)", "客户投诉处理办法(试行)"),
        ("投诉渠道 - 某某官网", "投诉渠道 - 某某官网"),  # no title: an item
        ("第三条 回执由客户自助(下载)", "第三条 回执由客户自助(下载)"),
        ("- 百度文库", "- 百度文库"),
    ],
)
def test_the_title_stays(line: str, title: str) -> None:
    account = Account(line)
    assert without_site_tail(Passage(line, range(len(line))), account).text == title


def test_a_marked_title_needs_no_ending() -> None:
    source = "# 旅客行李服务 - 百度文库"
    line = Passage(source[2:], range(2, len(source)))
    assert without_site_tail(line, Account(source)).text == "旅客行李服务"
