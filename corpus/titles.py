"""Where one regulation ends and the next begins in a file that holds several, and what each is called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from corpus.dates import is_date
from corpus.headings import in_mid_sentence, is_heading_like, says_duty
from corpus.issue_lines import read_document_number
from corpus.labels import Family
from corpus.organisations import read_organisation
from corpus.passage import Account, Passage
from corpus.script import fold, to_simplified
from corpus.segmenting import Segment

FRONT = "标题之前的文字"
LONGEST_FRONT = 15  # lines above a title
LONGEST_TITLE = 80  # characters
SHORTEST_LONE_TITLE = 8  # characters; shorter, a line like 电话接听规范 in the middle of a file is a heading
WORDS_OF_MENU = 4  # parted by blanks; a title has fewer
MOST_TITLE_LINES = 3  # a long title is set in so many lines
_KINDS = "规范|制度|准则|办法|规定|细则|守则|指南|规程|条例|章程|公约|须知|标准|手册|指引|规则|方案|意见|通则|(?<![依方做看无违合说用想司执立守])法"
_KINDS_AT_START = "解释|决定|批复|通知|公告|命令|修正案|决议|安排|纲要|要求|流程|程序|话术|问答|解答|要点|承诺|承诺书"  # too common in running text to part regulations
_ENDING = r"(?:\s*[Vv]\d+(?:\.\d+)*)?(?:\s*[（(《\[【][^（()）]{1,20}[)）》\]】])*(?:通用版|修订版|完整版|范本|范文|精选|\d+篇)?"
_TITLE = re.compile(rf"^.{{2,78}}(?:{_KINDS})(?:标准)?{_ENDING}$")
_TITLE_AT_START = re.compile(rf"^.{{2,78}}(?:{_KINDS}|{_KINDS_AT_START})(?:标准)?{_ENDING}$")
_NO_TITLE = re.compile(r"[,，。;；!！?？…:：]|应当|必须|^[（(].*[)）]$")
_ORGANISATION = re.compile(
    r"(?:有限公司|集团|公司|银行|检验局|管理局|总局|委员会|协会|交易市场|交易所|研究院|学院|大学|医院|法院|检察院|国务院|人民政府|[厅局部])$"
)
_NAVIGATION = re.compile(
    r"^.{1,4}$|(?:平台|网站|门户|导航|首页|频道|栏目|专栏|大全|文库)$"
)  # a page's line above a title
_NOT_IN_TITLES = re.compile(r"[|｜>＞@]")  # of a page's menus
_SUBTITLE = re.compile(r"[—―–]{1,2}[^—―–。；;]{2,40}$")  # ——2024年修订版, under a title
_NAMED = re.compile(r"《([^》]+)》")
_LETTERHEAD = re.compile(r"(?:公司|集团|银行|局|部|厅|院|会|中心|政府|办公室)文件$")
_ISSUED = re.compile(r"[\s（(]*(?:编号|文号|文件编号)\s*[:：]\s*([A-Za-z0-9/_\-—〔〕\[\]()（）号]{3,40})")
_EXTRAS = re.compile(r"\s+(?:编号|文号|保密等级|密级|版本|版次|生效日期|发布日期)\s*[:：].*$")
_FILE_PREFIX = re.compile(r"^(?:\d{2,6}\s*[-—_、.]\s*|[（(](?:完整版|最新|精选)[)）]\s*)+")


@dataclass(slots=True)
class Part:
    """The segments of one regulation of a file."""

    title: str = ""
    issuer: str = ""
    document_number: str = ""
    title_passages: list[Passage] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)


def read_title(text: str, *, at_start: bool = False) -> str | None:
    """Read the title in a line that could be one.

    >>> read_title("物流部客户服务规范 编号:SKS/Z-WL-021 版本:A0"), read_title("服务规范应当遵守。")
    ('物流部客户服务规范', None)

    :param text: The line, in any script.
    :param at_start: Whether a file or a regulation begins there; more words make a title then.
    :return: The title as printed, without number, version and file prefix; None if the line is no title.
    """
    text = text.strip()
    extras = _EXTRAS.search(to_simplified(text))
    title = _FILE_PREFIX.sub("", text[: extras.start()] if extras else text)
    title = title[len(_number_before(title)) :].lstrip()
    half = len(title) // 2
    if len(title) > 8 and title[:half] == title[half:]:
        title = title[:half]
    if len(title) > LONGEST_TITLE:
        return None
    simplified = to_simplified(title)
    pattern = _TITLE_AT_START if at_start else _TITLE
    return title if pattern.match(simplified) and not _NO_TITLE.search(simplified) else None


def _number_before(title: str) -> str:
    """Read the document number that stands before a title, parted from it by a blank: 国家某总局令第20号 某办法; empty if none does."""
    number, _, rest = title.partition(" ") if " " in title else title.partition("\u3000")
    return number if rest and read_document_number(number) else ""


def _title_at(segments: Sequence[Segment], place: int, *, at_start: bool) -> tuple[str, int] | None:
    """Read the title that begins at a segment, and count the segments it takes: a long one is set in several lines."""
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
            and len(read_title(segment.text) or "") >= SHORTEST_LONE_TITLE
        ):
            return None
        title += segment.text
        if found := read_title(title, at_start=at_start):
            return found, taken
        if _NO_TITLE.search(title) or _names_organisation(title):  # a sentence, or the issuer's own line
            return None
    return None


def _names_organisation(text: str) -> bool:
    """Tell whether a line ends as the names of organisations do."""
    return bool(_ORGANISATION.search(to_simplified(text))) or read_organisation(text) is not None


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
        if (found := _title_at(segments, n, at_start=False)) and len(found[0]) >= SHORTEST_LONE_TITLE
    )
    first = next(titles, 0)
    kept: list[Segment] = []
    for number, segment in enumerate(segments[:first]):
        if segment.whole.at[0] in untouched:
            kept.append(segment)
            continue
        stays = is_date(segment.text) or _is_organisation(segments, number)
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


def _next_label_starts(segments: Sequence[Segment]) -> bool:
    """Tell whether the labels that follow begin to count from one."""
    label = next((segment.label for segment in segments[:4] if segment.label is not None), None)
    return label is not None and label.family is not Family.BULLET and set(label.numbers) == {1}


def _begins_regulation(
    segments: Sequence[Segment], place: int, taken: int, titles: Sequence[str], *, numbered: bool, after_contents: bool
) -> bool:
    """Tell whether the title at a place begins another regulation than the one being read."""
    text = fold("".join(segment.text for segment in segments[place : place + taken]))
    if not numbered and (not titles or any(_is_same(fold(title), text) for title in titles)):
        return False
    if any(fold(name) == text for title in titles for name in _NAMED.findall(title)):
        return True  # 关于印发《客户服务办法》的通知 stands above it
    following = segments[place + taken : place + taken + 1]
    twice = any(fold(segment.text) == text for segment in following)
    if twice or after_contents or any(segment.is_contents for segment in segments[place + taken : place + taken + 2]):
        return True
    broken = place > 0 and in_mid_sentence(segments[place - 1].text)  # …对责任人员 | 依法给予处分的办法
    return not broken and len(text) >= SHORTEST_LONE_TITLE and _next_label_starts(segments[place + taken :])


def is_same_title(heading: str, title: str) -> bool:
    """Tell whether a heading says the title of its regulation again.

    >>> is_same_title("客户服务人员行为规范", "客户服务人员行为规范(共5篇)"), is_same_title("总则", "总则实施办法")
    (True, False)

    :param heading: The heading.
    :param title: The title as printed.
    :return: Whether they are one.
    """
    return bool(title) and read_title(heading) is not None and _is_same(fold(heading), fold(title))


def _is_same(title: str, other: str) -> bool:
    """Tell whether two folded titles are one, the issuer before it or a note behind it aside."""
    shorter, longer = sorted((title, other), key=len)
    return longer.startswith(shorter) or longer.endswith(shorter)


@dataclass(slots=True)
class _Splitter:
    """The regulation being read, and what of it was seen so far."""

    parts: list[Part] = field(default_factory=lambda: [Part()])
    titles: list[str] = field(default_factory=list)
    numbered: bool = False  # a label was read
    after_contents: bool = False

    def begin(self) -> None:
        """Begin another regulation."""
        self.close()
        self.parts.append(Part())
        self.titles, self.numbered = [], False

    def close(self) -> None:
        """Name the regulation read so far."""
        if self.titles:
            self.parts[-1].title = _best(self.titles)

    def _is_own_title(self, segments: Sequence[Segment], place: int) -> bool:
        """Tell whether the title at a place is that of the regulation being read, which no label has begun yet."""
        found = _title_at(segments, place, at_start=True)
        if found is None or self.numbered:
            return False
        return any(_is_same(fold(title), fold(found[0])) for title in self.titles)

    def take_title(self, segments: Sequence[Segment], place: int, title: str, taken: int) -> None:
        """Enter a title; one that begins with 关于 goes on from the issuer's line above it."""
        part = self.parts[-1]
        if not self.titles and part.issuer and title.startswith(("关于", "關於")):
            title = part.issuer + title
        self.titles.append(title)
        number = _number_in(segments[place].text)
        part.document_number = part.document_number or number
        part.issuer = part.issuer or read_organisation(number.rpartition("令")[0]) or ""  # 国家某总局令第20号
        part.title_passages += [segment.body for segment in segments[place : place + taken]]

    def read(self, segments: Sequence[Segment], place: int) -> int:
        """Read what stands at a place; return how many segments that takes."""
        segment, part = segments[place], self.parts[-1]
        if segment.is_contents:
            self.after_contents = True
            return 1
        at_head = not self.numbered and not (self.titles and part.segments)
        found = _title_at(segments, place, at_start=at_head) if segment.label is None else None
        if found:
            title, taken = found
            begins = _begins_regulation(
                segments, place, taken, self.titles, numbered=self.numbered, after_contents=self.after_contents
            )
            if begins and (part.segments or self.after_contents):
                self.begin()
            again = not self.numbered and any(_is_same(fold(known), fold(title)) for known in self.titles)
            if begins or at_head or again:
                self.take_title(segments, place, title, taken)
                self.after_contents = False
                return taken
        elif at_head and self.titles and _SUBTITLE.match(segment.text) and segment.label is None:
            part.title_passages.append(segment.body)
            return 1
        elif _is_organisation(segments, place):
            if part.segments and not self._is_own_title(segments, place + 1):
                self.begin()
            self.parts[-1].issuer = segment.text
            self.parts[-1].title_passages.append(segment.body)
            return 1
        self.after_contents = False
        self.numbered = self.numbered or segment.label is not None
        part.segments.append(segment)
        return 1


def split_regulations(segments: Sequence[Segment]) -> list[Part]:
    """Part a file's segments into its regulations.

    A title that stands twice, or whose text begins to number anew, begins a regulation; so does a title after a table of
    contents that was left without its text, and one under the line of its issuer.

    :param segments: The file's segments in order.
    :return: The regulations; the titles are no longer among their segments.
    """
    splitter = _Splitter()
    place = 0
    while place < len(segments):
        place += splitter.read(segments, place)
    splitter.close()
    return splitter.parts


def _is_organisation(segments: Sequence[Segment], place: int) -> bool:
    """Tell whether a line names the organisation that issued what the next line is the title of."""
    segment = segments[place]
    if segment.label is not None or len(segment.text) > 30 or not _names_organisation(segment.text):
        return False
    return is_heading_like(segment.text) and _title_at(segments, place + 1, at_start=True) is not None


def is_signature(text: str) -> bool:
    """Tell whether a line below a regulation is the issuer's name or the date.

    >>> is_signature("二〇二四年一月一日"), is_signature("某某物业服务有限公司"), is_signature("由客户服务部负责解释")
    (True, True, False)
    """
    line = to_simplified(text.strip())
    return is_date(line) or len(line) <= 30 and not _NO_TITLE.search(line) and bool(_ORGANISATION.search(line))


def _best(titles: Sequence[str]) -> str:
    """Choose among the titles that stand above a regulation: the one that stands most often, then the longest, then the last."""
    counts = Counter(fold(title) for title in titles)
    return max(reversed(titles), key=lambda title: (counts[fold(title)], len(title)))


def _number_in(text: str) -> str:
    """Read the document number printed beside a title."""
    match = _ISSUED.search(to_simplified(text))
    return match[1] if match else _number_before(text.strip())
