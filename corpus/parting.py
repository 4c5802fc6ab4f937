"""Where one regulation ends and the next begins in a file that holds several, and what each is called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.attachments import is_attachment
from corpus.closings import ends_rules
from corpus.first_lines import first_line_title
from corpus.headings import in_mid_sentence, says_duty
from corpus.label import STRUCTURAL, Family
from corpus.organisations import read_organisation
from corpus.passage import Passage
from corpus.script import fold, to_simplified
from corpus.segmenting import Segment
from corpus.title_lines import is_issuer_line, piece_of_collection, title_at
from corpus.titles import SHORTEST_LONE_TITLE, is_one_title, number_in

# Under a title, and no part of its name: ——2024年修订版, 2019年5月修订, 【2022年修订】, 第3版, V2.0, （内部资料，注意保存）.
_SUBTITLE = re.compile(
    r"[—―–]{1,2}[^—―–。；;]{2,40}$|[（(][^（()）。；;]{2,40}[)）]$|【[^【】。；;]{0,20}(?:\d{4}|修订|修正|[版稿])[^【】。；;]{0,20}】$|第\s*[\d一二三四五六七八九十]{1,3}\s*版$|[Vv]\d+(?:\.\d+)+$|"
    r"[\d一二三四五六七八九〇○零]{4}\s*年[\s\d一二三四五六七八九十月日]{0,8}(?:第[一二三四五六七八九十\d]+次)?(?:修订|修正|修改|版|第[一二三四五六七八九十\d]+版)[版本稿]?$"
)
_REPUBLIC = re.compile(r"中华民国\s*\d{1,3}\s*年[^。；;]{4,80}$")  # 中華民國111年9月15日修正第4點
_DIVISIONS = frozenset(
    ("一般规定", "其他规定", "附加规定", "补充规定", "特别规定", "基本规定", "共同规定")
)  # no titles
_COLLECTION = re.compile(r"(?:汇编|选编)$")
SHORTEST_TITLE = 4  # characters, where 第一条 begins anew or the regulation before has said its last
_NAMED = re.compile(r"《([^》]+)》")


@dataclass(slots=True)
class Part:
    """The segments of one regulation of a file."""

    title: str = ""
    issuer: str = ""
    document_number: str = ""
    title_passages: list[Passage] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)


def _next_label_starts(segments: Sequence[Segment]) -> bool:
    """Tell whether the labels that follow begin to count from one."""
    label = next((segment.label for segment in segments[:4] if segment.label is not None), None)
    return label is not None and label.family is not Family.BULLET and set(label.numbers) == {1}


def _begins_regulation(
    segments: Sequence[Segment], place: int, taken: int, titles: Sequence[str], *, numbered: bool, after_contents: bool
) -> bool:
    """Tell whether the title at a place begins another regulation than the one being read."""
    text = fold("".join(segment.text for segment in segments[place : place + taken]))
    if not numbered and (not titles or any(is_one_title(fold(title), text) for title in titles)):
        return False
    if any(fold(name) == text for title in titles for name in _NAMED.findall(title)):
        return True  # 关于印发《客户服务办法》的通知 stands above it
    if numbered and piece_of_collection(segments[place]):
        return True
    following = segments[place + taken : place + taken + 1]
    twice = any(fold(segment.text) == text for segment in following)
    if twice or after_contents or any(segment.is_contents for segment in segments[place + taken : place + taken + 2]):
        return True
    broken = place > 0 and in_mid_sentence(segments[place - 1].text)  # …对责任人员 | 依法给予处分的办法
    if broken or not _next_label_starts(segments[place + taken :]):
        return False
    return len(text) >= SHORTEST_LONE_TITLE or _may_be_short(segments, place, taken, text)


def _may_be_short(segments: Sequence[Segment], place: int, taken: int, title: str) -> bool:
    """Tell whether even a short title begins a regulation: the one before has said its last, or 第一条 begins anew behind it."""
    before = segments[place - 1]
    if len(title) < SHORTEST_TITLE or title in _DIVISIONS or before.label is None and is_attachment(before.text):
        return False
    if ends_rules(before.text):
        return True
    label = next((segment.label for segment in segments[place + taken : place + taken + 4] if segment.label), None)
    return label is not None and label.family in STRUCTURAL


def _is_subtitle(segment: Segment) -> bool:
    """Tell whether a line under a title says which edition it is, or what else stands in brackets there."""
    stands_alone, line = segment.label is None and not segment.is_row, to_simplified(segment.text)
    return stands_alone and bool(_SUBTITLE.match(line) or _REPUBLIC.match(line)) and not says_duty(segment.text)


def _heads_section(segments: Sequence[Segment], place: int) -> bool:
    """Tell whether a heading that the file marks is one of several at its level of which most are no titles: the first section."""
    segment = segments[place]
    if not segment.level or segment.is_title:
        return False
    beside = [n for n in range(place + 1, len(segments)) if segments[n].level == segment.level]
    titles = sum(segments[n].label is None and title_at(segments, n, at_start=True) is not None for n in beside)
    return len(beside) > 2 * titles


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
        found = title_at(segments, place, at_start=True)
        if found is None or self.numbered:
            return False
        return any(is_one_title(fold(title), fold(found[0])) for title in self.titles)

    def take_title(self, segments: Sequence[Segment], place: int, title: str, taken: int) -> None:
        """Enter a title; one that begins with 关于 goes on from the issuer's line above it."""
        part = self.parts[-1]
        if not self.titles and part.issuer and title.startswith(("关于", "關於")):
            title = part.issuer + title
        self.titles.append(title)
        number = number_in(segments[place].text)
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
        is_title = segment.label is None and not (self.titles and at_head and _heads_section(segments, place))
        found = title_at(segments, place, at_start=at_head) if is_title else None
        if found:
            title, taken = found
            begins = _begins_regulation(
                segments, place, taken, self.titles, numbered=self.numbered, after_contents=self.after_contents
            )
            if begins and (part.segments or self.after_contents):
                self.begin()
            again = not self.numbered and any(is_one_title(fold(known), fold(title)) for known in self.titles)
            if begins or at_head or again:
                self.take_title(segments, place, title, taken)
                self.after_contents = False
                return taken
        elif at_head and self.titles and _is_subtitle(segment):
            part.title_passages.append(segment.body)
            return 1
        elif is_issuer_line(segments, place):
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
    for part in splitter.parts:
        if not part.title and (title := first_line_title(part.segments)):
            part.title = title
            part.title_passages.append(part.segments.pop(0).body)
    return splitter.parts


def _best(titles: Sequence[str]) -> str:
    """Choose among the titles that stand above a regulation: not its collection's, the one that stands most often, then the longest, then the last."""
    counts = Counter(fold(title) for title in titles)
    return max(
        reversed(titles),
        key=lambda title: (not _COLLECTION.search(to_simplified(title)), counts[fold(title)], len(title)),
    )
