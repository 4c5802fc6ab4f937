"""Takes the lines out of a file that say who issued a regulation, under which number, and from when it holds.

Such lines (``issue_lines``) count in the head of a regulation or below its end, never inside it; they are no rules. A signature is an
organisation's line above a line with a date. To which regulation they belong, ``naming`` knows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from corpus.dates import DATE_PATTERN, is_date
from corpus.issue_lines import Issue, read_act, read_document_number, read_key_line
from corpus.label import Family, Label
from corpus.labels import read_label
from corpus.organisations import read_organisation
from corpus.passage import EMPTY, Account, Passage
from corpus.salutations import part_salutations
from corpus.script import to_simplified
from corpus.titles import read_title

ISSUE = "发布机关、文号和日期"
SIGNATURE = "落款"
NOTICE = "印发通知"
LONGEST_SIGNATURE = 80  # characters of a name and a date behind the last sentence
LONGEST_DEPARTMENT = 10  # characters of a name that is no organisation's, beside a date
LONGEST_HEAD = 15  # lines between a title and the first label; more are a text without labels
_RECORD = re.compile(
    rf"抄[送报]\s*[:：]|主题词\s*[:：]|[（(]此件.{{0,10}}公开.{{0,6}}[)）]$|(?:打印|打字|校对|排版)\s*[:：].{{1,40}}(?:校对|打字|打印|份数|共印)|(?:主送|分送|发送?)\s*[:：]\s*各[^。]{{2,60}}|[^,，。;；:：]{{0,10}}(?:总经理|董事长|院长|局长|行长|校长|签发人)\s*[:：]\s*[\u4e00-\u9fff×xX*＊]{{2,4}}$|[（(]?共印\s*\d+\s*份[)）]?$|[^,，。;；:：]{{2,30}}\s*(?:{DATE_PATTERN})\s*印发$"
)
_PUBLIC = re.compile(r"[（(]此件.{0,10}公开.{0,6}[)）]")
_DECREE = re.compile(r"(.{2,28}?)令((?:\d{4}年)?第[\d一二三四五六七八九十百]+号)?")
_NUMBER_OF_DECREE = re.compile(r"(?:\d{4}\s*年\s*)?第\s*[\d一二三四五六七八九十百]+\s*号")
_FROM_DAY = re.compile(rf"自\s*(?:{DATE_PATTERN})\s*起\s*(?:施行|实施)")
_SIGNED_OFF = re.compile(
    r"(?:编制|拟制)人?\s*[:：].*(?:审核|批准|会签)人?\s*[:：]|审核人?\s*[:：].*批准人?\s*[:：]|(?:编制|拟制|编写)人?[\s\u3000]+\S{2,4}[\s\u3000]+(?:审核|校对)人?[\s\u3000]+\S{2,4}"
)
_BEHIND_SIGNATURE = re.compile(r"附[件表录:：]|抄[送报]|主题词|[（(]此件|联系人|.*印发$")
_SIGNED_BEHIND = re.compile(rf"(?<=[。；;！!])\s*(?P<name>[^。；;！!]{{4,40}}?)?\s*(?:{DATE_PATTERN})\s*$")
_SIGNED_IN_ONE = re.compile(rf"(.{{4,40}}?)\s*({DATE_PATTERN})$")


class Place(IntEnum):
    """Where it is said, the most certain first."""

    KEY = 0
    UNDER_TITLE = 1
    ACT = 2
    SIGNATURE = 3


@dataclass(frozen=True, slots=True)
class Said:
    """What one line says of the issuing of the regulation that stands at a place."""

    offset: int  # in the source
    place: Place
    issue: Issue


@dataclass(slots=True)
class _Reader:
    """The lines of a file, and what was found in them."""

    lines: Sequence[Passage]  # those with words
    account: Account
    said: list[Said] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    labels: list[Label | None] = field(init=False)  # that count, of each line
    titles: list[bool] = field(init=False)

    def __post_init__(self) -> None:
        """See which lines begin with a label and which are titles."""
        labels = [read_label(line.text) for line in self.lines]
        self.labels = [
            label if label and label.family is not Family.BULLET and not label.bare else None for label in labels
        ]
        self.titles = [
            label is None and read_title(line.text, at_start=True) is not None
            for line, label in zip(self.lines, self.labels, strict=True)
        ]

    def _title_near(self, place: int, step: int) -> int | None:
        """Find the title above or below a line that no label parts from it."""
        for distance in range(1, LONGEST_HEAD):
            near = place + step * distance
            if not 0 <= near < len(self.lines) or self.labels[near]:
                return None
            if self.titles[near]:
                return near
        return None

    def head_of(self, place: int) -> int | None:
        """Return the offset of the regulation in whose head a line stands; None if it stands in no head."""
        if self._title_near(place, -1) is not None:
            return self.lines[place].at[0]
        below = self._title_near(place, 1)
        if below is not None:
            return self.lines[below].at[0]
        starts = place < LONGEST_HEAD and not any(self.labels[:place])
        return self.lines[place].at[0] if starts else None

    def is_behind(self, place: int) -> bool:
        """Tell whether no rule of the same regulation follows a line."""
        following = range(place + 1, min(place + LONGEST_HEAD, len(self.lines)))
        stop = next((near for near in following if self.titles[near] or self.labels[near]), None)
        return stop is None or self.titles[stop]

    def take(self, place: int, reason: str, said: Said | None = None) -> None:
        """Enter a line as no rule, and what it says."""
        self.account.drop(self.lines[place], reason)
        self.taken.add(place)
        if said and said.issue != Issue():
            self.said.append(said)

    def read(self, place: int) -> None:
        """Read what a line says, where it stands where such lines stand."""
        if place in self.taken or self.labels[place]:
            return
        text = self.lines[place].text
        keys = read_key_line(text)
        head = self.head_of(place)
        signed_off = keys is not None and (keys.issuer or _SIGNED_OFF.search(to_simplified(text)))
        if keys is not None and (head is not None or signed_off and self.is_behind(place)):
            self.take(place, ISSUE, Said(self.lines[place].at[0] if head is None else head, Place.KEY, keys))
        elif self._read_decree(place, head) or self._read_signature(place):
            pass
        elif (
            _PUBLIC.fullmatch(text)
            or _RECORD.match(to_simplified(text))
            and (head is not None or self.is_behind(place))
        ):
            self.take(place, SIGNATURE)
        elif head is not None:
            self._read_head(place, head)

    def _read_decree(self, place: int, head: int | None) -> bool:
        """Read the decree above what it issues: 某市人民政府令 | 第5号 | 《…》已经…通过,现予公布."""
        match = _DECREE.fullmatch("".join(self.lines[place].text.split()))
        title = self._title_near(place, 1)
        if head is None or match is None or title is None:
            return False
        above = [self.lines[line].text for line in range(place, title)]
        number = match[2] or next((text for text in above if _NUMBER_OF_DECREE.fullmatch(text)), "")
        effect = read_act(f"（{found[0]}）") if (found := _FROM_DAY.search("".join(above))) else None
        issue = Issue(
            read_organisation(match[1]) or "",
            number and f"{match[1]}令{number}",
            None,
            effect.effective_on if effect else None,
        )
        for line in range(place, title):
            self.take(line, NOTICE)
        self.said.append(Said(head, Place.KEY, issue))
        return True

    def _read_head(self, place: int, head: int) -> None:
        """Read a line near a title: its adoption, its number, its issuer."""
        text = self.lines[place].text
        number = read_document_number(text)
        act = read_act(text)
        if number:
            self.take(place, ISSUE, Said(head, Place.KEY, Issue(document_number=number)))
        elif act is not None:
            self.take(place, ISSUE, Said(head, Place.ACT, act))
        elif self._is_under_title(place):
            issuer = read_organisation(_without_date(text))
            if issuer and not self._is_beside_organisation(place):
                self.take(place, ISSUE, Said(head, Place.UNDER_TITLE, Issue(issuer=issuer)))
            elif is_date(text) or _is_dated_name(text):
                self.take(place, ISSUE)

    def _is_under_title(self, place: int) -> bool:
        """Tell whether only other lines of the kind stand between a line and the title above it."""
        above = place - 1
        while above in self.taken:
            above -= 1
        return above >= 0 and self.titles[above] and not (place + 1 < len(self.lines) and self.titles[place + 1])

    def _is_beside_organisation(self, place: int) -> bool:
        """Tell whether the next line is an organisation too: then both are a list's."""
        return place + 1 < len(self.lines) and read_organisation(self.lines[place + 1].text) is not None

    def _read_signature(self, place: int) -> bool:
        """Read the issuer's name above a date, below a text."""
        if place == 0 or self.titles[place - 1]:
            return False
        names: list[str] = []
        end = place
        while end < len(self.lines) and not self.labels[end] and (name := read_organisation(self.lines[end].text)):
            names.append(name)
            end += 1
        if names and end < len(self.lines) and is_date(self.lines[end].text):
            end += 1
        elif (
            not names
            and (match := _SIGNED_IN_ONE.fullmatch(self.lines[place].text))
            and (name := read_organisation(match[1]))
        ):
            names, end = [name], place + 1
        else:
            return False
        if not self._has_text_above(place) or end < len(self.lines) and not self._may_follow_signature(end):
            return False
        for line in range(place, end):
            self.take(line, SIGNATURE)
        self.said.append(Said(self.lines[place].at[0], Place.SIGNATURE, Issue(issuer="、".join(names))))
        return True

    def _has_text_above(self, place: int) -> bool:
        """Tell whether a rule or a sentence stands between a line and the title above it."""
        for above in range(place - 1, -1, -1):
            if self.labels[above] or self.lines[above].text[-1:] in "。；;！!":
                return True
            if self.titles[above]:
                return False
        return False

    def _may_follow_signature(self, place: int) -> bool:
        """Tell whether a line can stand behind a signature: another text begins, or what is attached."""
        label = self.labels[place]
        if label is not None:
            return label.number == 1
        text = self.lines[place].text
        if self.is_behind(place) and text[-1] not in "。；;，," and not text.startswith(("起", "开始", "以前", "之")):
            return True  # nothing but a page's words
        return (
            self.titles[place]
            or bool(_BEHIND_SIGNATURE.match(to_simplified(text)))
            or read_organisation(text) is not None
        )


def _is_dated_name(text: str) -> bool:
    """Tell whether a line is but a few words and a date: 护理部 2024年3月."""
    name = _without_date(text)
    return name != text and len(name) <= LONGEST_DEPARTMENT and not re.search(r"[,，。;；:：]", name)


def _without_date(text: str) -> str:
    """Leave out the date behind a name: 西川市交通运输局 2017年4月."""
    return re.sub(rf"\s*(?:{DATE_PATTERN})$", "", text.strip())


def _part_signatures(lines: Sequence[Passage]) -> list[Passage]:
    """Cut a signature off the sentence it stands behind, where the last line of a text lost its line breaks."""
    parted: list[Passage] = []
    written = [line.text for line in lines if line]
    place = 0
    for line in lines:
        place += bool(line)
        ends = place == len(written) or line and read_title(written[place], at_start=True)
        start = max(0, len(line.text) - LONGEST_SIGNATURE)
        match = _SIGNED_BEHIND.search(line.text, start) if line and ends else None
        if match is not None and (not match["name"] or read_organisation(match["name"])):
            parted += [line[: match.start()].strip(), line[match.start() :].strip()]
        else:
            parted.append(line)
    return parted


def read_issuing(
    lines: Sequence[Passage], account: Account, untouched: Collection[int] = ()
) -> tuple[list[Passage], tuple[Said, ...]]:
    """Take the lines that say who issued a regulation out of a file's lines.

    :param lines: The file's lines without noise.
    :param account: Where they are entered.
    :param untouched: Offsets of lines a maintainer says something of; these stay.
    :return: The other lines, and what those taken say.
    """
    lines = _part_signatures(part_salutations(lines))
    places = [place for place, line in enumerate(lines) if line]
    reader = _Reader([lines[place] for place in places], account)
    for place in range(len(places)):
        if reader.lines[place].at[0] not in untouched:
            reader.read(place)
    taken = {places[place] for place in reader.taken}
    kept = [EMPTY if place in taken else line for place, line in enumerate(lines)]
    return kept, tuple(reader.said)
