"""What a file holds besides its regulations: site boilerplate, page furniture, markup.

Looks at whole lines. Tables of contents need labels and are found in ``contents``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from corpus.article_rows import unfold_article_rows
from corpus.boilerplate import SITE_WORDS, begins_tail, is_byline, is_labelled, is_site_line
from corpus.damage import find_familiar, repair_line
from corpus.forms import drop_forms
from corpus.head_tables import unfold_head_table
from corpus.headings import says_duty
from corpus.line_ends import FURNITURE_END, NOTE_END
from corpus.markup import (
    NOTE,
    drop_front_matter,
    open_brackets,
    open_drawn_table,
    sets_labels_in_round,
    without_marks,
)
from corpus.number_lines import join_numbers
from corpus.page_titles import without_site_tail
from corpus.passage import Account, Passage
from corpus.repair import remove_injected
from corpus.script import to_simplified
from corpus.titles import read_title

SITE = "网站页面文字"
FURNITURE = "页眉、页脚或页码"

# From such a line on, what follows is the site's until a real sentence comes.
_SITE_TAIL = re.compile(r"^(?:相关文档|最新文档|文档评论|提交评论|猜你喜欢|推荐阅读|文本预览|相关推荐)")
_PERHAPS_TAIL = re.compile(
    r"^(?:温馨提示|相关主题|文档简介)$"
)  # in a regulation too; a site's where the site speaks next
_PAGE_NUMBER = re.compile(
    r"[-—–·\s]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[,，/／]?\s*(?:共|of)?\s*\d{1,4}\s*页?)?[-—–·\s]*|page\s*\d+.*", re.I
)
# A page's number among what else its header or footer says: 文件编号:KF-003 版本:A/0 页次:1/3, 服务手册 第2页 共9页.
_PAGE_KEY = re.compile(
    r"(?:.*\s)?页[码次]\s*[:：]\s*(?:第\s*)?\d[\d\s/／—–-]*页?(?:\s*共\s*\d+\s*页)?(?:\s.*)?|.*第\s*\d{1,4}\s*页\s*[,，/／]?\s*共\s*\d{1,4}\s*页[)）]?"
)
LONGEST_PAGE_KEY = 80  # characters of such a line
_BARE_NUMBER = re.compile(r"[0-9]{1,4}")  # alone in its line; may be a cell of a flattened table
_STRUCTURE = re.compile(r"第[\d一二三四五六七八九十百]+[编章节条]")
FEWEST_SITE_LINES = 2  # below the last rule; one alone may stand in the middle of a list
LINES_OF_HEAD = 40  # in which a file's title stands
LONGEST_TAIL_LINE = 60  # characters; a line of a site's list of other documents is shorter
_LINE_END = re.compile(r"[\n\f\v\x1c-\x1e\x85\u2028\u2029]|$")


def split_lines(text: str) -> list[Passage]:
    """Cut a text into its lines, page breaks too, without their ends; blank lines stay, as empty passages."""
    lines: list[Passage] = []
    start = 0
    for match in _LINE_END.finditer(text):
        lines.append(Passage(text[start : match.start()], range(start, match.start())).strip())
        start = match.end()
    return lines


def _repeated_on_pages(text: str, lines: Sequence[Passage], numbered: frozenset[int]) -> frozenset[int]:
    """Find the places of running headers and footers: lines at the edge of a page that stand there on most pages, digits aside.

    A page ends at a form feed, or with its number. Only where they stand at an edge: the same words in the middle of a page are
    the regulation's own, and so is a sentence.
    """
    breaks = [match[0] == "\f" for match in _LINE_END.finditer(text)]
    pages: list[list[int]] = [[]]
    for place, line in enumerate(lines):
        if line and place not in numbered:
            pages[-1].append(place)
        if breaks[place] or place in numbered and pages[-1]:
            pages.append([])
    edges = [(place, page) for page, places in enumerate(pages) for place in dict.fromkeys(places[:2] + places[-2:])]
    furniture: dict[str, set[int]] = {}
    for place, page in edges:
        words = lines[place].text
        if not _STRUCTURE.match(words) and words[-1] not in "。；;！!？?，,":
            furniture.setdefault(re.sub(r"\d+", "#", words), set()).add(page)
    written = sum(bool(places) for places in pages)
    common = {words for words, on in furniture.items() if len(on) > 1 and len(on) > written / 2}
    return frozenset(place for place, _ in edges if re.sub(r"\d+", "#", lines[place].text) in common)


def drop_noise(text: str, account: Account) -> list[Passage]:
    """Cut a document's text into lines and leave out those that are no part of a regulation.

    :param text: The document, as read.
    :param account: Where what is left out is entered.
    :return: The remaining lines; where lines were blank, empty passages.
    """
    kept: list[Passage] = []
    in_tail = False
    familiar = find_familiar(text) if "?" in text else frozenset()
    repaired = (
        repair_line(remove_injected(raw, account), account, familiar).strip()
        for raw in drop_front_matter(split_lines(text), account)
    )
    lines = join_numbers(
        [without_site_tail(without_marks(open_drawn_table(line, account), account), account) for line in repaired]
    )
    ends = [match[0] for match in _LINE_END.finditer(text)]
    simplified = [to_simplified(line.text) for line in lines]
    numbered = _page_numbers(text, lines)
    repeated = _repeated_on_pages(text, lines, numbered)
    site = _site_lines(simplified)
    in_round = sets_labels_in_round(lines)
    titles: set[str] = set()  # a header that is the title is kept once
    for place, line in enumerate(lines):
        if not line:
            kept.append(line)
            continue
        in_tail = _is_in_tail(simplified, place, in_tail)
        if in_tail or place in site:
            account.drop(line, SITE)
        elif ends[place] == NOTE_END:
            account.drop(line, NOTE)
        elif (
            place in numbered
            or (place in repeated or ends[place] == FURNITURE_END)
            and not _is_new_title(line.text, titles, kept)
        ):
            account.drop(line, FURNITURE)
        else:
            kept.extend(open_brackets(line, account, in_round=in_round))
    return drop_forms(unfold_article_rows(unfold_head_table(kept, account), account), account)


def _is_new_title(text: str, titles: set[str], kept: Sequence[Passage]) -> bool:
    """Tell whether a line that stands on most pages is the regulation's title, the first time; not where it stood alone above."""
    if text in titles or read_title(text) is None:
        return False
    titles.add(text)
    return not any(line and read_title(line.text) and line.text in text for line in kept[:LINES_OF_HEAD])


def _site_lines(lines: Sequence[str]) -> frozenset[int]:
    """Find the lines that are a site's own: by their words, as bylines beside such a line, or below all rules under a site's heading."""
    site = {place for place, line in enumerate(lines) if line and is_site_line(line)}
    written = [place for place, line in enumerate(lines) if line]
    bylines = [is_byline(lines[place]) for place in written]
    for number, place in enumerate(written):
        near = [n for n in (number - 1, number + 1) if 0 <= n < len(written)]
        if bylines[number] and any(bylines[n] or written[n] in site for n in near):
            site.add(place)
    tail = _start_of_tail([(place, lines[place]) for place in written], site)
    return frozenset({*site, *(place for place in written if place >= tail)})


def _start_of_tail(written: Sequence[tuple[int, str]], site: Collection[int]) -> int:
    """Find the line from which a page has nothing but its own; behind the last line if there is none.

    Below the last rule it is where the page's other offers begin, or its first line, where many of the lines there are its own.
    """
    end = written[-1][0] + 1 if written else 0
    offers = first = end
    own = others = 0
    labelled = False
    for place, line in reversed(written):
        if begins_tail(line):
            offers = place
        elif place not in site and _is_rule(line):
            break
        labelled = labelled or place not in site and is_labelled(line)
        if labelled:
            continue  # perhaps an item without a full stop
        own, others = (own + 1, others) if place in site else (own, others + 1)
        if place in site and own >= FEWEST_SITE_LINES and own >= others / 2:
            first = place
    return min(offers, first)


def _is_rule(line: str) -> bool:
    """Tell whether a line can only be a regulation's: a sentence, or the label of a 条 or something above it."""
    return bool(line[-1:] in "。；;：" or _STRUCTURE.match(line) or says_duty(line))


def _is_in_tail(lines: Sequence[str], place: int, in_tail: bool) -> bool:
    """Tell whether a line belongs to what a site sets below a document: its hints, its lists of other documents."""
    line = lines[place]
    if in_tail:
        sentence = len(line) > LONGEST_TAIL_LINE and "。" in line and not any(word in line for word in SITE_WORDS)
        return not sentence and not _STRUCTURE.match(line)
    if _PERHAPS_TAIL.match(line):
        following = [text for text in lines[place + 1 : place + 8] if text][:2]
        return any(is_site_line(text) for text in following)
    return bool(_SITE_TAIL.match(line))


def _page_numbers(text: str, lines: Sequence[Passage]) -> frozenset[int]:
    """Find the lines that are page numbers: a bare figure only where the page breaks or the next one counts on."""
    certain: set[int] = set()
    bare: list[tuple[int, int]] = []  # place of the line, the figure
    written = [place for place, line in enumerate(lines) if line]
    certain |= _numbered_furniture(lines, written)
    for before, place, after in zip([-1, *written], written, [*written[1:], -1], strict=False):
        line = lines[place]
        if _BARE_NUMBER.fullmatch(line.text):
            start = lines[before].at[-1] if before >= 0 else 0
            end = lines[after].at[0] if after >= 0 else len(text)
            if after < 0 or "\f" in text[start:end]:
                certain.add(place)
            bare.append((place, int(line.text)))
        elif _PAGE_NUMBER.fullmatch(line.text):
            certain.add(place)
    for (place, figure), (later_place, later) in zip(bare, bare[1:], strict=False):
        if later == figure + 1:
            certain |= {place, later_place}
    return frozenset(certain)


def _numbered_furniture(lines: Sequence[Passage], written: Sequence[int]) -> set[int]:
    """Find the headers and footers that hold the number of their page; above the first label they may be a cover's."""
    first = next((place for place in written if is_labelled(lines[place].text)), len(lines))
    return {
        place
        for place in written
        if place > first
        and len(words := lines[place].text) <= LONGEST_PAGE_KEY
        and "。" not in words
        and _PAGE_KEY.fullmatch(words)
    }
