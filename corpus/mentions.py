"""Places of regulations that a text speaks of: 依照本办法第三条第二款, 第五条至第八条, 前款(一)、(二)项, 见5.2.6, 附表1.

Reads words only: what a place means where it is said, and whether it exists, ``references`` knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from corpus.numerals import CHINESE_DIGITS, CHINESE_UNITS, parse_number


class Start(StrEnum):
    """From where a place is counted."""

    REGULATION = "规定"  # from the start of the regulation: 第三条
    OWN = "本条"
    PREVIOUS = "前条"
    OWN_PARAGRAPH = "本款"
    PREVIOUS_PARAGRAPHS = "前款"
    PREVIOUS_ITEM = "前项"
    NEAREST = "项"  # from the nearest list: 第(九)条 among items
    BENEATH = "下列"
    DECIMAL = "5.2.6"
    ATTACHMENT = "附表"


LEVELS = ("章", "节", "条", "款", "项", "目")
DECIMAL_LEVEL = "1.1"


@dataclass(frozen=True, slots=True)
class Place:
    """One place that is spoken of: the numbers said at each level, from the outermost; a range where ``until`` is set."""

    steps: tuple[tuple[str, tuple[int, ...]], ...] = ()
    until: tuple[int, ...] = ()  # the last number of a range that begins with the last step

    @property
    def written(self) -> str:
        """The place in words, as in 第3条第2款, 5.2.6."""
        said = ((level, ".".join(map(str, numbers))) for level, numbers in self.steps)
        return "".join(number if level == DECIMAL_LEVEL else f"第{number}{level}" for level, number in said)


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a text that speaks of places."""

    start: int
    end: int
    text: str
    origin: Start
    places: tuple[Place, ...] = ()
    title: str = ""  # of another regulation, where one is named
    count: int = 1  # of paragraphs: 前两款


# In one script: 2三 is no numeral; and no longer than any number of a clause.
NUMERAL = rf"(?:[0-9０-９]{{1,5}}|[{''.join(CHINESE_DIGITS)}{''.join(CHINESE_UNITS)}万萬]{{1,10}})"
_N = NUMERAL
_B = r"[ \t\u3000]*"
# One step of a place. A bracketed number alone is one behind another step only; what may follow 条 in a word is no 条.
_STEP = re.compile(
    rf"第{_B}(?P<open>[（(]?){_B}(?P<number>{_N}){_B}[)）]?{_B}(?P<level>[章节節条條款项項目])"
    rf"(?![件例理文线線目])(?:之(?P<inserted>{_N})(?!{_N}))?|"
    rf"[（(]{_B}(?P<bracketed>{_N}){_B}[)）]{_B}(?P<named>[款项項条條目]?)(?![目件])"
)
_RANGE = re.compile(rf"{_B}[至到~～—–-]+{_B}")
_LIST = re.compile(rf"{_B}(?:、|以及|[,，]?(?:和|及|与|與|或者?|并)|[,，](?=第)){_B}")
_BY = r"依照|依据|依據|按照|根据|根據|参照|參照|参考|參考|参见|參見|详见|詳見|违反|違反|符合|适用|適用|执行|執行|遵照|见|見|按|依|有|除"
_OWN_REGULATION = r"本(?:办法|辦法|规定|規定|制度|规范|規範|条例|條例|准则|準則|细则|細則|规则|規則|规程|規程|守则|守則|标准|標準|指南|章程|公约|法)"
_START = re.compile(
    rf"《(?P<title>[^《》\n]{{2,60}})》(?:[（(][^（()）]{{1,40}}[)）])?{_B}(?=第{_B}{_N}{_B}[条條章])|"
    rf"(?:(?P<by>{_BY}){_B})?(?:(?P<own>{_OWN_REGULATION}){_B})?(?=第{_B}[（(]?{_B}{_N})|"
    rf"(?P<previous>前{_B}(?P<count>{_N}?){_B}(?P<kind>[条條款项項]))(?![件例目])|(?P<this>本[条條款](?![例件]))"
)
_BENEATH = re.compile(
    r"(?:下列|以下)各?[\u3400-\u9fff]{0,6}?(?:[项項](?!目)|情形|情况|情況|行为|行為|事项|事項|条件|條件|规定|規定|要求|措施|材料|之一)"
)
_DECIMAL = re.compile(
    rf"(?:(?:{_BY}){_B}第?{_B}(?P<a>\d{{1,5}}(?:\.\d{{1,5}})+)(?![\d.]|{_B}[%％米元个個小分天])|(?P<b>\d{{1,5}}(?:\.\d{{1,5}})+){_B}[条條款节節])"
)
_ATTACHMENT = re.compile(rf"附{_B}(?P<kind>[表件录錄]){_B}(?P<number>{_N}|[A-Z](?![a-zA-Z]))")
_AFTER_LONE_STEP = re.compile(r"的?[规規]定|所[列称稱述]|[的之]?情形|[的之]?行为")
_OUTERMOST = {Start.OWN: "款", Start.PREVIOUS: "款"}  # of the places counted from a 条; elsewhere the first level said
_SIMPLIFIED = {"條": "条", "節": "节", "項": "项"}


def _read_steps(text: str, start: int, outermost: str = "") -> tuple[list[Place], int]:
    """Read the places that follow each other from a start on; return where they end.

    A place further out than the outermost level is not counted from where these are: in 本条第一款、第四条 第四条 is another mention.
    """
    places: list[Place] = []
    current, place, end, joint = Place(), start, start, ""
    while match := _STEP.match(text, place):
        level = _SIMPLIFIED.get(match["level"] or "", match["level"]) or "项"
        numbers: tuple[int, ...] = (parse_number(match["number"] or match["bracketed"]),)
        if match["open"] and level == "条" or match["bracketed"]:
            level = "目" if any(name == "项" for name, _ in current.steps) and not joint else "项"
        outermost = outermost or level
        if joint and LEVELS.index(level) < LEVELS.index(outermost):
            break
        if match["inserted"]:
            numbers += (parse_number(match["inserted"]),)
        outer = tuple(step for step in current.steps if LEVELS.index(step[0]) < LEVELS.index(level))
        if joint == "range" and current.steps and current.steps[-1][0] == level:
            current = replace(current, until=numbers)
        else:
            if joint:
                places.append(current)
            current = Place((*outer, (level, numbers)))
        place, end, joint = match.end(), match.end(), ""
        for kind, pattern in (("range", _RANGE), ("list", _LIST)):
            if (between := pattern.match(text, place)) and _STEP.match(text, between.end()):
                place, joint = between.end(), kind
                break
    return ([*places, current] if current.steps else []), end


def _origin(match: re.Match[str]) -> Start:
    """Tell from where the places behind a start are counted."""
    if match["previous"]:
        kind = _SIMPLIFIED.get(match["kind"], match["kind"])
        return {"条": Start.PREVIOUS, "款": Start.PREVIOUS_PARAGRAPHS, "项": Start.PREVIOUS_ITEM}[kind]
    if match["this"]:
        return Start.OWN_PARAGRAPH if match["this"] == "本款" else Start.OWN
    return Start.REGULATION


def _read_mention(text: str, match: re.Match[str]) -> Mention | None:
    """Read the mention that begins with a start."""
    origin = _origin(match)
    places, end = _read_steps(text, match.end(), _OUTERMOST.get(origin, ""))
    if origin is Start.REGULATION:
        if not places:
            return None
        first = places[0].steps[0][0]
        if first in ("款", "项", "目"):
            said = bool(match["by"] or match["own"]) or bool(_AFTER_LONE_STEP.match(text, end))
            if not said and text[match.end() : match.end() + 2].strip("第 ")[:1] not in ("（", "("):
                return None  # 第一项工作
            origin = Start.OWN if first == "款" else Start.NEAREST
    start = match.start("own") if match["own"] else match.end() if match["by"] else match.start()
    count = parse_number(match["count"]) if match["count"] else 1
    return Mention(start, end, text[start:end], origin, tuple(places), match["title"] or "", count)


def _mentions(text: str) -> Iterator[Mention]:
    """Find mentions of every kind, in no order; they may overlap."""
    place = 0
    while match := _START.search(text, place):
        mention = _read_mention(text, match)
        place = max(mention.end if mention else 0, match.end(), place + 1)
        if mention:
            yield mention
    for match in _BENEATH.finditer(text):
        yield Mention(match.start(), match.end(), match[0], Start.BENEATH)
    for match in _DECIMAL.finditer(text):
        name = "a" if match["a"] else "b"
        steps, end = _read_steps(text, match.end()) if name == "a" else ([], match.end())
        decimal = (DECIMAL_LEVEL, tuple(int(number) for number in match[name].split(".")))
        places = tuple(Place((decimal, *step.steps)) for step in steps) or (Place((decimal,)),)
        yield Mention(match.start(name), end, text[match.start(name) : end], Start.DECIMAL, places)
    for match in _ATTACHMENT.finditer(text):
        yield Mention(match.start(), match.end(), match[0], Start.ATTACHMENT)


def find_mentions(text: str) -> tuple[Mention, ...]:
    """Find where a text speaks of places of regulations.

    >>> [m.text for m in find_mentions("依照本办法第三条第二款办理,填写来电记录单(见附表1)")]
    ['本办法第三条第二款', '附表1']

    :param text: The text of a unit.
    :return: The mentions in order, not overlapping.
    """
    kept: list[Mention] = []
    for mention in sorted(_mentions(text), key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return tuple(kept)
