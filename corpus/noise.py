"""What a file holds besides its regulations: site boilerplate, page furniture, markup.

Looks at whole lines. Tables of contents need labels and are found in ``contents``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from corpus.damage import repair_line
from corpus.passage import Account, Passage
from corpus.repair import remove_injected
from corpus.script import to_simplified

SITE = "网站页面文字"
FURNITURE = "页眉、页脚或页码"
MARKUP = "标记符号"

# Words of document-sharing sites. One of them may stand in a regulation, two in one line do not.
_SITE_WORDS = (
    "文档", "下载", "本站", "版权", "上传", "VIP", "会员", "付费", "预览", "侵权", "网友", "评论", "退款", "权益归",
    "免费", "学习交流", "图纸", "压缩", "网页", "平台不", "实名认证", "赏金", "积分", "收藏", "转载", "浏览器", "客服会员",
)  # fmt: skip
_SITE_LINE = re.compile(
    r"查看更多|如文档侵犯|相关文档|最新文档|相关主题|文本预览|文档简介|文档评论|文档贡献者|提交评论|实名认证|温馨提示$|还剩\d+页|免费阅读|"
    r"文档之家|原创力|人人文库|百度文库|道客巴巴|豆丁|VIP|WinRAR|版权申诉|^\d+/\d+$|\.(?:docx?|pdf|pptx?|txt)(?:VIP)?$|"
    r"^(?:\s*</?[a-zA-Z][\w:.-]*[^<>]*>)+$|^<[a-zA-Z][\w:.-]*>\s*data:image|关注$|资料点"
)
# From such a line on, what follows is the site's until a real sentence comes.
_SITE_TAIL = re.compile(
    r"^(?:相关主题|相关文档|最新文档|文档评论|温馨提示|提交评论|猜你喜欢|推荐阅读|文本预览|相关推荐)"
)
_PAGE_NUMBER = re.compile(
    r"[-—–·\s]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[,，/／]?\s*(?:共|of)?\s*\d{1,4}\s*页?)?[-—–·\s]*|page\s*\d+.*", re.I
)
_MARKDOWN_START = re.compile(
    r"(?:#{1,6}\s+|[-*+]\s+(?=\**\s*(?:第[\d一二三四五六七八九十百]|[（(]?[\d一二三四五六七八九十]+[)）、.]))|>\s+)"
)
LONGEST_SITE_LINE = 2000  # characters; a whole document in one line may hold a site's words too
LONGEST_TAIL_LINE = 60  # characters; a line of a site's list of other documents is shorter


def _is_site_line(line: str) -> bool:
    """Tell whether a line, in Simplified characters, is a sharing site's own."""
    words = sum(word in line for word in _SITE_WORDS)
    return bool(_SITE_LINE.search(line)) and len(line) < LONGEST_SITE_LINE or words >= 2 and len(line) < 75 * words


def split_lines(text: str) -> list[Passage]:
    """Cut a text into its lines, page breaks too, without their ends; blank lines stay, as empty passages."""
    lines: list[Passage] = []
    start = 0
    for match in re.finditer(r"[\n\f\v\x1c-\x1e\x85\u2028\u2029]|$", text):
        lines.append(Passage(text[start : match.start()], range(start, match.start())).strip())
        start = match.end()
    return lines


def _repeated_on_pages(text: str) -> frozenset[str]:
    """Find the first and last lines that stand on most pages, digits aside."""
    pages = [[line.strip() for line in page.splitlines() if line.strip()] for page in text.split("\f")]
    pages = [page for page in pages if page]
    if len(pages) < 3:
        return frozenset()
    edges = Counter(re.sub(r"\d+", "#", line) for page in pages for line in {*page[:2], *page[-2:]})
    return frozenset(line for line, times in edges.items() if times > len(pages) / 2)


def drop_noise(text: str, account: Account) -> list[Passage]:
    """Cut a document's text into lines and leave out those that are no part of a regulation.

    :param text: The document, as read.
    :param account: Where what is left out is entered.
    :return: The remaining lines; where lines were blank, empty passages.
    """
    repeated = _repeated_on_pages(text)
    kept: list[Passage] = []
    in_tail = False
    for raw in split_lines(text):
        line = repair_line(remove_injected(raw, account), account).strip()
        if not line:
            kept.append(line)
            continue
        simplified = to_simplified(line.text)
        in_tail = in_tail or bool(_SITE_TAIL.match(simplified))
        if in_tail and len(line.text) > LONGEST_TAIL_LINE and "。" in line.text and not _is_site_line(simplified):
            in_tail = False
        if in_tail or _is_site_line(simplified):
            account.drop(line, SITE)
        elif _PAGE_NUMBER.fullmatch(line.text) or re.sub(r"\d+", "#", line.text) in repeated:
            account.drop(line, FURNITURE)
        else:
            kept.append(_without_markdown(line, account))
    return kept


def _without_markdown(line: Passage, account: Account) -> Passage:
    """Leave out Markdown's marks: a list dash before a label, heading signs, pairs of asterisks."""
    if match := _MARKDOWN_START.match(line.text):
        account.drop(line[: match.end()], MARKUP)
        line = line[match.end() :]
    if line.text.count("**") in (0, 1) or "**\\*" in line.text:
        return line
    parts: list[Passage] = []
    start = 0
    for match in re.finditer(r"\*\*", line.text):
        parts.append(line[start : match.start()])
        account.drop(line[match.start() : match.end()], MARKUP)
        start = match.end()
    return _joined([*parts, line[start:]]).strip()


def _joined(parts: Sequence[Passage]) -> Passage:
    """Join the parts of one line again."""
    whole = parts[0]
    for part in parts[1:]:
        whole = whole + part
    return whole
