"""A title among the lines of a file: it may take several of them, and a page has lines of its own above it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from corpus.dates import is_date
from corpus.headings import is_heading_like, says_duty
from corpus.issue_lines import read_document_number
from corpus.passage import Account
from corpus.script import to_simplified
from corpus.segmenting import Segment
from corpus.titles import SHORTEST_LONE_TITLE, is_sentence, names_organisation, printed_title, read_title

FRONT = "标题之前的文字"
LONGEST_FRONT = 15  # lines above a title
WORDS_OF_MENU = 4  # parted by blanks; a title has fewer
MOST_TITLE_LINES = 3  # a long title is set in so many lines
_NAVIGATION = re.compile(
    r"^.{1,4}$|(?:平台|网站|门户|导航|首页|频道|栏目|专栏|大全|文库)$"
)  # a page's line above a title
_SECTION_OF_SITE = re.compile(
    r"常见问题|规章制度|政策法规|管理制度|服务指南|办事指南|通知公告|制度文件|企业文化|新闻中心|行业资讯|资料下载|文档下载|制度范本"
)
_PIECE = re.compile(r"【?(?:篇|范文|范本|样本)\s*[\d一二三四五六七八九十]{1,2}\s*[:：]\s*(.{4,40}?)】?")
_NOT_IN_TITLES = re.compile(r"[|｜>＞@]")  # of a page's menus
_LETTERHEAD = re.compile(r"(?:公司|集团|银行|局|部|厅|院|会|中心|政府|办公室)文件$")


def piece_of_collection(segment: Segment) -> str:
    """Read the title behind the number that pages of samples give each text: 篇2：装卸工岗位职责; empty if there is none."""
    match = _PIECE.fullmatch(segment.text) if segment.label is None and not segment.is_row else None
    return match[1].strip() if match and is_heading_like(match[1]) else ""


def title_at(segments: Sequence[Segment], place: int, *, at_start: bool) -> tuple[str, int] | None:
    """Read the title that begins at a segment, and count the segments it takes: a long one is set in several lines.

    :param segments: A file's segments.
    :param place: The segment's.
    :param at_start: Whether a file or a regulation begins there; more words make a title then.
    :return: The title and the number of its segments; None if no title begins there.
    """
    if place < len(segments) and segments[place].is_title:
        return printed_title(segments[place].text), 1
    if place < len(segments) and (piece := piece_of_collection(segments[place])):
        return piece, 1
    title = ""
    for taken in range(1, (MOST_TITLE_LINES if at_start else 1) + 1):
        segment = segments[place + taken - 1] if place + taken <= len(segments) else None
        if (
            segment is None
            or segment.label is not None
            or segment.is_contents
            or segment.is_row
            or _is_beside_title(segment.text)
        ):
            return None
        if (
            taken > 1
            and (_NAVIGATION.search(to_simplified(title)) or len(title.split()) >= WORDS_OF_MENU)
            and len(read_title(segment.text, at_start=bool(_SECTION_OF_SITE.fullmatch(title))) or "")
            >= SHORTEST_LONE_TITLE
        ):
            return None
        title += segment.text
        if found := read_title(title, at_start=at_start):
            return found, taken
        if is_sentence(title) or names_organisation(title):  # a sentence, or the issuer's own line
            return None
    return None


def is_issuer_line(segments: Sequence[Segment], place: int) -> bool:
    """Tell whether a line names the organisation that issued what the next line is the title of.

    :param segments: A file's segments.
    :param place: The line's.
    :return: Whether it does.
    """
    segment = segments[place]
    if segment.label is not None or len(segment.text) > 30 or not names_organisation(segment.text):
        return False
    return is_heading_like(segment.text) and title_at(segments, place + 1, at_start=True) is not None


def drop_front(segments: Sequence[Segment], account: Account, untouched: Collection[int]) -> list[Segment]:
    """Leave out what a page or a cover has above the first title: short lines that say nothing, which would head the first list.

    :param segments: A file's segments.
    :param account: Where they are entered.
    :param untouched: Offsets of lines a maintainer says something of; these stay.
    :return: The others.
    """
    place = next(
        (n for n, s in enumerate(segments[:LONGEST_FRONT]) if s.label or s.is_row or s.is_contents or s.is_heading),
        LONGEST_FRONT,
    )
    titles = (
        n
        for n in range(min(place, len(segments)))
        if (found := title_at(segments, n, at_start=False))
        and (segments[n].is_title or len(found[0]) >= SHORTEST_LONE_TITLE)
    )
    first = next(titles, 0)
    kept: list[Segment] = []
    for number, segment in enumerate(segments[:first]):
        if segment.whole.at[0] in untouched:
            kept.append(segment)
            continue
        stays = is_date(segment.text) or is_issuer_line(segments, number)
        navigates = is_heading_like(segment.text) and bool(_NAVIGATION.search(to_simplified(segment.text)))
        menu = bool(_NOT_IN_TITLES.search(segment.text)) or len(segment.text.split()) >= WORDS_OF_MENU
        if menu and not says_duty(segment.text) and not stays or navigates and not stays:
            account.drop(segment.whole, FRONT)
        else:
            kept.append(segment)
    return [*kept, *segments[first:]]


def _is_beside_title(text: str) -> bool:
    """Tell whether a line stands near titles and is no part of one: a date, a document number, a letterhead."""
    line = to_simplified(text)
    return bool(_NOT_IN_TITLES.search(line) or is_date(line) or read_document_number(line) or _LETTERHEAD.search(line))
