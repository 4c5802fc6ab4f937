"""Where one regulation ends and the next begins in a file that holds several, and what each is called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.headings import is_heading_like
from corpus.labels import Family
from corpus.passage import Passage
from corpus.script import fold, to_simplified
from corpus.segmenting import Segment, is_contents

LONGEST_TITLE = 60  # characters
_KINDS = "规范|制度|准则|办法|规定|细则|守则|指南|规程|条例|章程|公约|须知|标准|手册|指引|规则|方案|意见|通则|法"
_ENDING = r"(?:\s*[（(《\[【][^（()）]{1,20}[)）》\]】])*(?:通用版|修订版|完整版|范本|范文|精选|\d+篇)?"
_TITLE = re.compile(rf"^.{{2,40}}(?:{_KINDS})(?:标准)?{_ENDING}$")
_ORGANISATION = re.compile(
    r"(?:有限公司|集团|公司|银行|检验局|管理局|委员会|协会|交易市场|交易所|研究院|学院|大学|医院|人民政府|[厅局部])$"
)
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


def read_title(text: str) -> str | None:
    """Read the title in a line that could be one.

    >>> read_title("物流部客户服务规范 编号:SKS/Z-WL-021 版本:A0"), read_title("服务规范应当遵守。")
    ('物流部客户服务规范', None)

    :param text: The line, in any script.
    :return: The title as printed, without number, version and file prefix; None if the line is no title.
    """
    text = text.strip()
    extras = _EXTRAS.search(to_simplified(text))
    title = _FILE_PREFIX.sub("", text[: extras.start()] if extras else text)
    half = len(title) // 2
    if len(title) > 8 and title[:half] == title[half:]:
        title = title[:half]
    simplified = to_simplified(title)
    if len(title) > LONGEST_TITLE or not _TITLE.match(simplified) or not is_heading_like(re.sub(r"\s", "", title)):
        return None
    return title


def _title_of(segment: Segment) -> str | None:
    """Read the title in a segment."""
    return read_title(segment.text) if segment.label is None else None


def _next_label_starts(segments: Sequence[Segment]) -> bool:
    """Tell whether the labels that follow begin to count from one, or a table of contents does."""
    for segment in segments[:4]:
        if is_contents(segment):
            return True
        if segment.label is not None:
            return segment.label.family is not Family.BULLET and set(segment.label.numbers) == {1}
    return False


def _begins_regulation(segments: Sequence[Segment], place: int, part: Part, after_contents: bool) -> bool:
    """Tell whether the title at a place begins another regulation than the one being read."""
    if not part.segments:
        return after_contents and bool(part.title) and fold(segments[place].text) not in fold(part.title)
    following = segments[place + 1 : place + 3]
    twice = any(fold(s.text) == fold(segments[place].text) for s in following[:1])
    return twice or after_contents or _next_label_starts(segments[place + 1 :])


def split_regulations(segments: Sequence[Segment]) -> list[Part]:
    """Part a file's segments into its regulations.

    A title that stands twice, or whose text begins to number anew, begins a regulation; so does a title after a table of
    contents that was left without its text.

    :param segments: The file's segments in order.
    :return: The regulations; the titles are no longer among their segments.
    """
    parts = [Part()]
    titles: list[tuple[str, Passage]] = []
    after_contents = False
    for place, segment in enumerate(segments):
        if is_contents(segment):
            after_contents = True
            continue
        title = _title_of(segment)
        organisation = _is_organisation(segments, place)
        if (title or organisation) and (
            not parts[-1].segments or _begins_regulation(segments, place, parts[-1], after_contents) or organisation
        ):
            if parts[-1].segments or (
                title and _begins_regulation(segments, place, _titled(parts[-1], titles), after_contents)
            ):
                _name(parts[-1], titles)
                parts.append(Part())
                titles = []
            if title:
                titles.append((title, segment.body))
                parts[-1].document_number = parts[-1].document_number or _number_in(segment.text)
            else:
                parts[-1].issuer = segment.text
            parts[-1].title_passages.append(segment.body)
            after_contents = False
            continue
        after_contents = False
        parts[-1].segments.append(segment)
    _name(parts[-1], titles)
    return parts


def _is_organisation(segments: Sequence[Segment], place: int) -> bool:
    """Tell whether a line names the organisation that issued what the next line is the title of."""
    segment = segments[place]
    if segment.label is not None or len(segment.text) > 30 or not _ORGANISATION.search(to_simplified(segment.text)):
        return False
    return place + 1 < len(segments) and _title_of(segments[place + 1]) is not None and is_heading_like(segment.text)


def _titled(part: Part, titles: Sequence[tuple[str, Passage]]) -> Part:
    """Give a part the title found for it so far, for comparing."""
    return Part(title=titles[-1][0] if titles else "", segments=part.segments)


def _name(part: Part, titles: Sequence[tuple[str, Passage]]) -> None:
    """Choose among the titles that stand above a regulation: the one that stands most often, then the longest, then the last."""
    if titles:
        counts = Counter(fold(title) for title, _ in titles)
        part.title = max(reversed(titles), key=lambda t: (counts[fold(t[0])], len(t[0])))[0]


def _number_in(text: str) -> str:
    """Read the document number printed beside a title."""
    match = _ISSUED.search(to_simplified(text))
    return match[1] if match else ""
