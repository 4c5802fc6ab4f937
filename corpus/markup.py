"""The marks of Markdown and of pages in one line: headings, bold words, links, notes, fences, brackets around 第一条.

The words stay and the marks go. A list's own number before 第一条 is such a mark too: programs number paragraphs that carry their
label already.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.label import STRUCTURAL, Family
from corpus.labels import LONGEST_LABEL, read_label
from corpus.passage import EMPTY, Account, Passage, join

MARKUP = "标记符号"
NOTE = "脚注"
STRUCK = "划去的文字"

MOST_FRONT_MATTER = 40  # lines
_FRONT_MATTER = re.compile(r"[\w-]+\s*:|- |#")
_FRONT_TITLE = re.compile(r"title\s*:\s*[\"']?(.+?)[\"']?$")
_START = re.compile(r"(?:#{1,6}|>)\s+|>(?=[^>\s])")
_LIST_MARK = re.compile(r"(?:[-*+]\s+|[•●·◆■▪➢➤\uf020-\uf0ff]\s*)(?=[第（(0-9０-９〇一二三四五六七八九十①-⒛])")
# [TOC], a fence around code, a rule across the page, a picture, a way to another place of the page, —完—.
_WHOLE_LINE = re.compile(
    r"\[\[?_?toc_?\]?\]|(?:`{3,}|~{3,})\s*[\w+-]*|(?:-\s*){3,}|(?:\*\s*){3,}|={3,}|(?:\[?!\[[^\]]*\]\([^()]*\)(?:\]\([^()]*\))?\s*)+|\[[^\]]*\]\(#[^()]*\)|<!--.*?-->|"
    r":{3,}.{0,20}|[-—–~*=\s【（(]{1,10}(?:全文完|正文完|完|(?:the )?end)[-—–~*=\s】）)]{1,10}",
    re.I,
)
_NOTE = re.compile(r"\[\^[^\]\s]{1,20}\]\s*[:：].*")
_TAGS = "div|span|font|center|p|b|i|u|em|strong|sub|sup|a|img|hr|small|big|details|summary|section|article|h[1-6]"
# What goes from inside a line; of a pair of marks the words between them, group 1, stay.
_INSIDE = (
    re.compile(r"(?<!\*)\*{3}(?![\s*])([^*]+?)(?<!\s)\*{3}(?!\*)"),
    re.compile(r"(?<!\*)\*\*(?![\s*])([^*]+?)(?<!\s)\*\*(?!\*)"),  # not 电话*********, a number left out
    re.compile(r"(?<![*\w])\*(?=[^\s*]*[\u3400-\u9fff])([^*]+?)(?<!\s)\*(?![*\d])"),  # not 张*,李*
    re.compile(r"(?<!_)__(?=第)([^_]+?)(?<!\s)__(?!_)"),  # elsewhere two low lines are a blank to fill in
    re.compile(r"!\[[^\[\]]*\]\([^()\s]*\)()"),
    re.compile(r"(?<!!)\[([^\[\]]+)\]\((?=[^()]*[./#:])[^()\s]*\)"),
    re.compile(r"\[\^[^\]\s]{1,20}\]()"),
    re.compile(r"(?<!`)`([^`]+)`(?!`)"),
    re.compile(r"&(?:nbsp|ensp|emsp|#160);()"),
    re.compile(r"\\(?=[-*_#.`()\[\]+!>~])()"),
    re.compile(r"\s*\{[#.][\w\s.#=-]{1,60}\}$()"),
    re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>()", re.I),
)
_DRAWN = frozenset("│┃║─━═")
_DRAWN_RULE = re.compile(r"[\s\u2500-\u257f]{3,}")
_STRUCK = re.compile(r"(?<!~)~~(?![\s~])[^~]+?~~(?!~)")
_TASK = re.compile(r"(?:[-*+]|\d{1,3}[.)])\s+(\[[ xX]\]\s+)")
_TRAILING_BREAK = re.compile(r"<br\s{0,9}/?>$", re.I)
_SIGNS = frozenset("*_[`<&\\~{")  # a line without them has no marks inside
# 【第一条】, 〖第二条 时限〗, [第三条]: the label, what names it, what follows.
_BRACKETED = re.compile(r"([【〖\[［〔])\s*(第[^【】〖〗\[\]［］〔〕第]{1,40}?)\s*([】〗\]］〕])\s*")
_ROUND = re.compile(r"([（(])\s*(第[^（()）第]{1,40}?)\s*([)）])\s*")  # believed where a whole file is set so
_NAME = re.compile(r"[【〖]([^【】〖〗]{1,20})[】〗]\s*")  # 【第一条】【目的】…
_PAIRS = {"【": "】", "〖": "〗", "[": "]", "［": "］", "〔": "〕", "(": ")", "（": "）"}
# 1. 第三条修改为…: an amendment speaks of the 条 it numbers.
_SPEAKS_OF_ARTICLE = re.compile(r"[^,，。;；:：]{0,15}(?:修改|改为|删[去除]|增加|调整|作为)|[、,，和及与的中]")


def open_drawn_table(line: Passage, account: Account) -> Passage:
    """Write the row of a table that is drawn with lines between bars, and leave out the lines above and below it.

    :param line: The line.
    :param account: Where the lines are entered.
    :return: The row; nothing where the line is only drawn, the line itself where it is none.
    """
    if _DRAWN.isdisjoint(line.text):
        return line
    if _DRAWN_RULE.fullmatch(line.text):
        account.drop(line, MARKUP)
        return EMPTY
    if line.text[0] in "│┃║" and line.text[-1] in "│┃║":
        return Passage(re.sub("[│┃║]", "|", line.text), line.at)
    return line


def drop_front_matter(lines: Sequence[Passage], account: Account) -> list[Passage]:
    """Leave out what a Markdown file says of itself before its text, between two rules; its title stays where no heading is one.

    :param lines: A file's lines.
    :param account: Where it is entered.
    :return: The lines, empty where something was left out.
    """
    kept = list(lines)
    end = next((n for n, line in enumerate(lines[1:MOST_FRONT_MATTER], 1) if line.text in ("---", "...")), 0)
    if not end or lines[0].text != "---" or not all(_FRONT_MATTER.match(line.text) for line in lines[1:end] if line):
        return kept
    titled = any(line.text.startswith("# ") for line in lines[end:])
    for place, line in enumerate(lines[: end + 1]):
        title = None if titled else _FRONT_TITLE.match(line.text)
        account.drop(line[: title.start(1)] if title else line, MARKUP)
        kept[place] = line[title.start(1) : title.end(1)] if title else EMPTY
    return kept


def without_marks(line: Passage, account: Account) -> Passage:
    """Leave the marks out of a line.

    :param line: The line.
    :param account: Where they are entered.
    :return: Its words; nothing where it has only marks, or is a note below the text.
    """
    if _WHOLE_LINE.fullmatch(line.text):
        account.drop(line, MARKUP)
        return EMPTY
    if _NOTE.fullmatch(line.text):
        account.drop(line, NOTE)
        return EMPTY
    line = _without_inner(line, account)
    if _WHOLE_LINE.fullmatch(line.text):
        account.drop(line, MARKUP)
        return EMPTY
    while match := _START.match(line.text):
        line = _behind(line, match.end(), account)
    match = _LIST_MARK.match(line.text)
    if match and (label := read_label(line.text, match.end())) is not None and not label.bare:
        line = _behind(line, match.end(), account)
    return _without_list_number(line, account)


def _behind(line: Passage, end: int, account: Account) -> Passage:
    """Leave out the start of a line."""
    account.drop(line[:end], MARKUP)
    return line[end:].strip()


def _without_inner(line: Passage, account: Account) -> Passage:
    """Leave out the marks inside a line."""
    if _SIGNS.isdisjoint(line.text):
        return line
    if task := _TASK.match(line.text):
        account.drop(line[task.start(1) : task.end(1)], MARKUP)
        line = line[: task.start(1)] + line[task.end(1) :]
    while struck := _STRUCK.search(line.text):
        account.drop(line[struck.start() : struck.end()], STRUCK)
        line = line[: struck.start()] + line[struck.end() :]
    for pattern in _INSIDE:
        line = _without(line, pattern, account)
    if not line.text.startswith("|") and (match := _TRAILING_BREAK.search(line.text)):
        account.drop(line[match.start() :], MARKUP)
        line = line[: match.start()]
    return line.strip()


def _without(line: Passage, pattern: re.Pattern[str], account: Account) -> Passage:
    """Leave out what a pattern finds, but for its first group."""
    parts: list[Passage] = []
    start = 0
    for match in pattern.finditer(line.text):
        for begin, end in ((match.start(), match.start(1)), (match.end(1), match.end())):
            parts.append(line[start:begin])
            account.drop(line[begin:end], MARKUP)
            start = end
    return join([*parts, line[start:]]) if parts else line


def _without_list_number(line: Passage, account: Account) -> Passage:
    """Leave out the number that a list gave to a paragraph with a label of its own: 1. 第一条 客服人员…."""
    number = read_label(line.text)
    if number is None or number.family in STRUCTURAL:
        return line
    typed = read_label(line.text, number.length)
    if typed is None or typed.family is not Family.ARTICLE or typed.doubtful:
        return line
    if _SPEAKS_OF_ARTICLE.match(line.text, number.length + typed.length):
        return line
    return _behind(line, number.length, account)


def sets_labels_in_round(lines: Sequence[Passage]) -> bool:
    """Tell whether a file sets its 条 in round brackets: two lines begin with 第一条 and another one so."""
    found = [match[2] for line in lines if (match := _ROUND.match(line.text))]
    labels = [label for words in found if (label := read_label(words)) is not None and label.length == len(words)]
    return len(labels) > 1 and {1, 2} <= {label.number for label in labels if label.family is Family.ARTICLE}


def open_brackets(line: Passage, account: Account, *, in_round: bool = False) -> list[Passage]:
    """Take the brackets from around a label that begins a line, and set what it names on a line of its own.

    >>> [one.text for one in open_brackets(Passage("【第二条 时限】应当答复。", range(12)), Account("【第二条 时限】应当答复。"))]
    ['第二条 时限', '应当答复。']

    :param line: The line.
    :param account: Where the brackets are entered.
    :param in_round: Whether round brackets stand around labels in the file.
    :return: The lines it makes.
    """
    match = _BRACKETED.match(line.text) or (_ROUND.match(line.text) if in_round else None)
    label = read_label(match[2]) if match and read_label(match[2] + line.text[match.end() :][:LONGEST_LABEL]) else None
    if match is None or label is None or label.family not in STRUCTURAL or _PAIRS[match[1]] != match[3]:
        return [line]
    account.drop(line[match.start(1) : match.end(1)], MARKUP)
    account.drop(line[match.start(3) : match.end(3)], MARKUP)
    head, rest = line[match.start(2) : match.end(2)], line[match.end() :]
    if label.length == len(match[2]):
        named = _NAME.match(rest.text)
        if named is None:
            return [join([head, rest], " ")]
        account.drop(rest[: named.start(1)], MARKUP)
        account.drop(rest[named.end(1) : named.end()], MARKUP)
        head, rest = join([head, rest[named.start(1) : named.end(1)]], " "), rest[named.end() :]
    return [head, rest] if rest else [head]
