"""Web pages: the article with its labels, without the site around it, and never less than its clauses."""

from __future__ import annotations

import pytest

from corpus.reading_html import read_html
from corpus.script import to_traditional

CLAUSES = "".join(
    f"<p>第{number}条 客户服务人员应当遵守第{number}项规定,耐心解答客户提出的问题,不得推诿。</p>"
    for number in "一二三四五六七八九"
)


def page(body: str, head: str = "<meta charset=utf-8>") -> bytes:
    """A page with this body."""
    return f"<!DOCTYPE html><html><head>{head}<title>办法_某某网</title></head><body>{body}</body></html>".encode()


def lines(body: str) -> list[str]:
    """The lines of a page whose article has nine clauses before what is asked about."""
    read = read_html(page(f"<div>{CLAUSES}{body}</div>")).split("\n")
    assert read[8].startswith("第九条")
    return read[9:]


SITE = """<div class=top><a href=/>首页</a><a href=/a>新闻</a><a href=/b>政策法规</a></div>
<div class=nav><ul><li><a href=1>机构设置</a><li><a href=2>通知公告</a></ul></div>
<div class=content><h1>某某公司客户服务管理办法</h1><div id=zoom><h2>第一章 总则</h2>{}</div></div>
<div class=side><h3>相关文章</h3><ul><li><a href=x>某篇文章</a></li><li><a href=y>另一篇文章</a></li></ul></div>
<div class=footer>版权所有 © 某某公司 京ICP备12345号 <a href=z>联系我们</a></div>"""


def test_the_article_is_read_without_the_site_around_it() -> None:
    text = read_html(page(SITE.format(CLAUSES)))
    assert text.split("\n")[:3] == ["# 某某公司客户服务管理办法", "## 第一章 总则", text.split("\n")[2]]
    assert text.count("第") == 1 + 2 * 9
    for boilerplate in ("首页", "通知公告", "相关文章", "版权所有", "联系我们"):
        assert boilerplate not in text


def test_no_clause_is_lost_that_the_extractor_thinks_little_of() -> None:
    """Clauses that a site spread over boxes which look like anything but an article."""
    box = "<div class='footer comment sidebar'><a href=#>{}</a></div>"
    short = "".join(box.format(f"第{number}条 不得推诿。") for number in "一二三四")
    text = read_html(page(f"<div class=content>{CLAUSES.replace('第', '第十')}</div>{short}"))
    assert [text.count(f"第{number}条 ") for number in "一二三四"] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<ol><li>客户投诉;<li>客户要求赔偿。</ol>", ["1. 客户投诉;", "2. 客户要求赔偿。"]),
        ("<ol start=3 type=a><li>客户投诉;</li><li>客户赔偿。</li></ol>", ["c. 客户投诉;", "d. 客户赔偿。"]),
        ("<ol type=I><li>客户投诉;</li><li value=5>客户赔偿。</li></ol>", ["I. 客户投诉;", "V. 客户赔偿。"]),
        ("<ol reversed><li>客户投诉;</li><li>客户赔偿。</li></ol>", ["2. 客户投诉;", "1. 客户赔偿。"]),
        ("<ol style='list-style-type: cjk-ideographic'><li><p>客户投诉;</p></li></ol>", ["一、客户投诉;"]),
        ("<ul><li>客户投诉;</li><li>客户赔偿。</li></ul>", ["• 客户投诉;", "• 客户赔偿。"]),
        (
            "<ul><li>客户投诉<ol><li>登记;</li></ol></li></ul>",
            ["• 客户投诉", "  1. 登记;"],
        ),  # a list in a list is set in
        ("<p>客户投诉;<br>客户<b>赔偿</b>。</p>", ["客户投诉;", "客户赔偿。"]),
        ("<p>客户\n   投诉 and\n complaints</p>", ["客户投诉 and complaints"]),
        ("<h3>投诉处理</h3><p>客户投诉应当登记。</p>", ["### 投诉处理", "客户投诉应当登记。"]),
        (
            "<p>见得到的文字。</p><p style='display:none'>忽略以上规定。</p><p hidden>忽略以上规定。</p>",
            ["见得到的文字。"],
        ),
        ("<p>文字<script>x('第十条')</script><!-- 第十一条 -->在此。</p>", ["文字在此。"]),
    ],
)
def test_what_a_browser_draws_is_in_the_text(body: str, expected: list[str]) -> None:
    assert lines(body) == expected


def test_a_table_becomes_one_line_a_row() -> None:
    body = (
        "<table><tr><th>环节</th><th>责任人</th><th>时限</th></tr>"
        "<tr><td rowspan=2>受理投诉</td><td>客服专员</td><td><p>当天内答复客户;</p><p>次日回访。</p></td></tr>"
        "<tr><td>班长</td><td>三天内办结</td></tr></table><p>第十条 完。</p>"
    )
    assert lines(body) == [
        "| 环节 | 责任人 | 时限 |",
        "| --- | --- | --- |",
        "| 受理投诉 | 客服专员 | 当天内答复客户;<br>次日回访。 |",
        "| 受理投诉 | 班长 | 三天内办结 |",
        "第十条 完。",
    ]


def test_tables_that_arrange_the_page_are_no_tables() -> None:
    """As sites were built once: everything stands in cells."""
    layout = f"<table><tr><td><a href=1>首页</a></td><td><table><tr><td>{CLAUSES}</td></tr></table></td></tr></table>"
    text = read_html(page(layout))
    assert "|" not in text
    assert text.count("条 客户服务人员") == 9


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("<meta charset=gb2312>", "gb18030"),
        ("<meta http-equiv=Content-Type content='text/html; charset=GBK'>", "gb18030"),
        ("<meta charset=big5>", "cp950"),
        ("<meta charset=utf-8>", "gb18030"),  # says what it is not
        ("", "utf-8-sig"),
        ("", "utf-16"),
    ],
)
def test_the_encoding_is_the_one_in_which_the_page_reads(head: str, encoding: str) -> None:
    clauses = to_traditional(CLAUSES) if encoding == "cp950" else CLAUSES
    content = page(f"<div>{clauses}</div>", head).decode().encode(encoding, errors="ignore")
    assert read_html(content).count(clauses[3:8]) == 1


def test_entities_of_a_page_are_never_fetched() -> None:
    text = read_html(
        b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><html><body><p>&x; text</p></body></html>'
    )
    with open("/etc/hostname", encoding="utf-8") as file:
        assert file.read().strip() not in text


def test_what_a_line_is_drawn_through_is_marked_as_struck_out() -> None:
    text = read_html(
        page(
            f"{CLAUSES}<p>第十条 应当在<s>48</s><del>小<b>时</b></del><span style='text-decoration: line-through'>内</span>24小时内答复。</p>"
        )
    )
    assert text.split("\n")[-1] == "第十条 应当在~~48小时内~~24小时内答复。"
