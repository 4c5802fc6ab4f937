"""What a stretch of text claims, as far as it can be told from its words: amounts, what is forbidden, demanded or allowed, names.

Reads Chinese and English alike, so that an English sentence can be held against a Chinese clause. Every function takes simplified
text. Knows nothing of sentences' citations.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.numerals import NUMERAL_CLASS, NotANumeral, parse_number

_UNITS = {
    "工作日": "workday", "个小时": "hour", "小时": "hour", "钟头": "hour", "分钟": "minute", "秒钟": "second", "秒": "second", "星期": "week",
    "礼拜": "week", "周": "week", "个月": "month", "月": "month", "天": "day", "自然日": "day", "日": "day", "年": "year", "声": "time", "次": "time",
    "下": "time", "遍": "time", "字": "character", "元": "yuan", "块": "yuan", "%": "percent", "倍": "fold", "米": "metre", "厘米": "centimetre",
    "度": "degree", "分": "point", "人": "person", "名": "person", "岁": "year-old", "级": "grade", "步": "step",
}  # fmt: skip
_ENGLISH_UNITS = {
    "workday": r"(?:working|business)[ -]days?|workdays?",
    "hour": r"hours?|hrs?",
    "minute": r"minutes?|mins?",
    "second": r"seconds?|secs?",
    "week": r"weeks?",
    "month": r"months?",
    "day": r"(?:calendar )?days?",
    "year": r"years?",
    "time": r"rings?|times?",
    "percent": r"percent|per cent",
    "yuan": r"yuan|rmb",
    "metre": r"met(?:er|re)s?",
    "character": r"characters?|words?",
}
_SMALL_NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_ENGLISH_NUMBERS = {word: value for value, word in enumerate(_SMALL_NUMBERS.split())} | {
    "twenty": 20,
    "twenty-four": 24,
    "thirty": 30,
    "forty": 40,
    "forty-eight": 48,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
    "half": 0.5,
}
_WORD = "|".join(sorted(_ENGLISH_NUMBERS, key=len, reverse=True))
_CHINESE = f"[半几{NUMERAL_CLASS}]"
_NUMBER = rf"(?:\d+(?:\.\d+)?|{_CHINESE}+|\b(?:{_WORD})\b)"
_ANY_UNIT = "|".join(
    [*sorted(map(re.escape, _UNITS), key=len, reverse=True), *(rf"(?:{unit})\b" for unit in _ENGLISH_UNITS.values())]
)
_AMOUNT = re.compile(
    rf"(?!一下)(?P<first>{_NUMBER})(?:\s*(?:至|到|~|～|—|-|–|or|to)\s*(?P<last>{_NUMBER}))?[\s-]*(?:个)?(?P<half>半)?(?P<unit>{_ANY_UNIT})",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_AFTER = re.compile(r"^(?:之后|以后|后)|^\s*(?:later|after\b)", re.IGNORECASE)
_AFTER_BEFORE = re.compile(r"\bafter\s*$", re.IGNORECASE)
_AT_LEAST_BEHIND = re.compile(r"^(?:以上|起)|^\s*or (?:more|longer)", re.IGNORECASE)
_AT_LEAST_BEFORE = re.compile(
    r"(?:至少|不少于|不低于|多于|(?<!不)(?<!不得)(?<!不应)(?<!不能)(?<!不可)超过|\b(?:at least|more than|over|no less than)\s*)$",
    re.IGNORECASE,
)
_AT_MOST_BEFORE = re.compile(
    r"(?:至多|最多|不(?:得|应|能|可)?(?:超过|多于|晚于|迟于)|\b(?:within|at most|no (?:more|later) than|up to|under)\s*)$",
    re.IGNORECASE,
)
_AT_MOST_BEHIND = re.compile(r"^(?:之内|以内|内|之前|以前|前)")

_ABSOLUTE = re.compile(
    r"严禁|禁止|不得(?!已|不)|不准|不许|不允许|(?:must|may|shall) ?(?:not|n't)|mustn't|\bnever\b|\b(?:strictly )?(?:forbidden|prohibited|banned|prohibits?|forbids?)\b"
    r"|not (?:allowed|permitted)|(?:cannot|can't) (?!understand|hear|be\b|reach|see|speak)",
    re.IGNORECASE,
)
_DISCOURAGING = re.compile(
    r"不能|不可(?!避免|或缺|抗)|不应|不宜|不该|不要|切忌|切勿|请勿|(?<!以)避免|[绝决]不|(?<![特区分各类级个性差])别(?!人|的)|\b(?:(?:do not|don't)(?! (?:understand|hear|know|have|see|speak|agree|accept|want))|should not|shouldn't|avoid|refrain)\b",
    re.IGNORECASE,
)
_ALLOWING = re.compile(
    r"(?<![不还])可以|(?<!不)允许|(?<![不许认尽])可(?=[自直先再向请由用在将选不免])|有权|无需|无须|不必|不用|不需要?|\b(?:may|can|could)(?! ?(?:not|n't)\b)\b|(?<!not )\b(?:allowed|permitted|optional)\b|no need|not (?:need|required|necessary)",
    re.IGNORECASE,
)
_DEMANDING = re.compile(r"必须|务必|一定要|\b(?:must|shall|required|always)\b(?! ?(?:not|n't))", re.IGNORECASE)
_ASKING = re.compile(
    r"应(?!答|对|用|急|变|付|聘|酬|届|有尽有|声|允|战)当?该?|(?<![必无])须(?!知)|(?<![不无])需要?(?!求)|\b(?:should|ought|needs? to|has to|have to)\b(?! ?(?:not|n't))",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"不(?!仅|但|断|只|论|管|妨)|没有?|未(?!来)|无(?!论)|非(?!常)|\b(?:not|no|without|nothing|none)\b|n't\b",
    re.IGNORECASE,
)

_WEB = re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|cn|net|org|io|gov|top|xyz|info)\b|[\w.+-]+@[\w-]+", re.IGNORECASE)
_MARKUP = re.compile(
    r"<\s*/?\s*[A-Za-z!?][^<>]*>?|&(?:#\d+|[a-z]+);|```|!?\[[^\]]*\]\([^)]*\)|javascript:", re.IGNORECASE
)
_ORGANISATION = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:有限公司|公司|集团|银行|法院|委员会|协会|商会|事务所|大学|医院|总局|管理局|监督局|检验局|工商局|政府|消协|热线)"
)
_TITLE = re.compile(r"《([^《》]{1,60})》")
_LABEL = re.compile(
    rf"第[{NUMERAL_CLASS}]+[编章节条款项]|[（(][{NUMERAL_CLASS}]+[)）]|\b(?:clause|article|section) [\d.]+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with what it counts, such as 24 hours."""

    value: float
    unit: str
    bound: str  # at most, at least, after; empty where the words do not say
    start: int
    end: int


def amounts(text: str) -> tuple[Amount, ...]:
    """Read the amounts in a text.

    >>> [(a.value, a.unit, a.bound) for a in amounts("应在24小时内答复,振铃不超过三声")]
    [(24.0, 'hour', 'at most'), (3.0, 'time', 'at most')]

    :param text: Simplified Chinese or English.
    :return: In order; of a range both ends. Fields to fill in (XX小时) are none.
    """
    found: list[Amount] = []
    for match in _AMOUNT.finditer(text):
        unit = _unit_of(match["unit"])
        bound = _bound(text[: match.start()], text[match.end() :])
        for numeral in (match["first"], match["last"]):
            value = _value(numeral)
            if value is not None:
                found.append(Amount(value + (0.5 if match["half"] else 0), unit, bound, match.start(), match.end()))
    return tuple(found)


def bare_numbers(text: str) -> frozenset[float]:
    """Read the Arabic numbers in a text, whatever they count."""
    return frozenset(float(number) for number in _BARE_NUMBER.findall(text))


def forbids_strictly(text: str) -> bool:
    """Whether words forbid something outright: 严禁, 不得, must not."""
    return _ABSOLUTE.search(text) is not None


def discourages(text: str) -> bool:
    """Whether words forbid something in any strength: 严禁, but 避免 and 不宜 too."""
    return forbids_strictly(text) or _DISCOURAGING.search(text) is not None


def allows(text: str) -> bool:
    """Whether words allow something or leave it open: 可以, 无需, may."""
    return _ALLOWING.search(text) is not None


def demands_strictly(text: str) -> bool:
    """Whether words demand something outright: 必须, 务必, must."""
    return _DEMANDING.search(text) is not None


def asks(text: str) -> bool:
    """Whether words ask for something: 应当, 须, 需要, should."""
    return _ASKING.search(text) is not None


def negations(text: str) -> frozenset[str]:
    """Read what is negated: each word of negation with the character behind it, prohibitions and permissions left out.

    >>> sorted(negations("客户仍听不懂,严禁直接挂机"))
    ['不懂']
    """
    rest = _ALLOWING.sub("", _DISCOURAGING.sub("", _ABSOLUTE.sub("", text)))
    return frozenset(rest[match.start() : match.end() + 1].strip() for match in _NEGATION.finditer(rest))


def without_modality(text: str) -> str:
    """Take out the words that forbid, allow or demand, to leave what the words are about."""
    for words in (_ABSOLUTE, _DISCOURAGING, _ALLOWING, _DEMANDING, _ASKING):
        text = words.sub(" ", text)
    return text


def holds_web_address(text: str) -> bool:
    """Whether a text holds a web or mail address."""
    return _WEB.search(text) is not None


def holds_markup(text: str) -> bool:
    """Whether a text holds HTML, a Markdown link or code."""
    return _MARKUP.search(text) is not None


def names(text: str) -> frozenset[str]:
    """Read the organisations and 《titles》 a text names."""
    return frozenset((*_ORGANISATION.findall(text), *_TITLE.findall(text)))


def labels(text: str) -> tuple[str, ...]:
    """Read the clause labels a text names: 第三十条, （六）."""
    return tuple(_LABEL.findall(text))


def without_labels(text: str) -> str:
    """Take out clause labels, whose numbers count nothing."""
    return _LABEL.sub(" ", text)


def _unit_of(written: str) -> str:
    """Give the one name of a unit."""
    known = _UNITS.get(written)
    if known:
        return known
    return next(name for name, forms in _ENGLISH_UNITS.items() if re.fullmatch(forms, written, re.IGNORECASE))


def _value(numeral: str | None) -> float | None:
    """Read a number; None where there is none to read (几小时)."""
    if not numeral:
        return None
    if numeral == "半":
        return 0.5
    if numeral.lower() in _ENGLISH_NUMBERS:
        return float(_ENGLISH_NUMBERS[numeral.lower()])
    try:
        return float(numeral)
    except ValueError:
        pass
    try:
        return float(parse_number(numeral))
    except NotANumeral:
        return None


def _bound(before: str, behind: str) -> str:
    """Tell on which side of an amount the words stand."""
    if _AFTER.search(behind) or _AFTER_BEFORE.search(before):
        return "after"
    if _AT_LEAST_BEHIND.search(behind) or _AT_LEAST_BEFORE.search(before):
        return "at least"
    return "at most" if _AT_MOST_BEHIND.search(behind) or _AT_MOST_BEFORE.search(before) else ""
