"""Clause numbers in questions: 第三十条第六项, 第30条(6), clause 30 (6), 6.1(7), 三、（一）1, and the units they mean.

Reads numbers and looks them up; whether a question is only a look-up is said here too. Knows nothing of search.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.label import STRUCTURAL, Family
from corpus.labels import read_label
from corpus.numerals import NUMERAL_CLASS, NotANumeral, parse_number, to_chinese
from corpus.regulation import Unit
from corpus.script import fold, to_simplified

_N = rf"[{NUMERAL_CLASS}]{{1,6}}"
_ITEM = (
    rf"(?:\s*的?\s*(?:第\s*[（(]?\s*(?:{_N}|[a-z])\s*[)）]?\s*(?:小?[项款目点]|小条)|[（(]\s*(?:{_N}|[a-z])\s*[)）](?:\s*[项款目点])?|{_N}\s*[项款目]"
    rf"|(?:,\s*)?(?:items?|para(?:graph)?s?|sub-?(?:clause|paragraph|item)s?|points?)\s*(?:no\.?\s*)?[（(]?\s*(?:\d{{1,3}}|[a-z])\s*[)）]?(?![a-z\d]))"
    r"(?:\s*(?:\d{1,2}(?![\d.]|\s*[个小分天日年月周元声秒条次号点])|[a-z](?![a-z])))?)"
)
# 三十条六: an item without its 项, where nothing else follows that could make it an amount.
_BARE_ITEM = (
    rf"\s*第?\s*{_N}(?=\W*$|\s*(?:的|(?:又|都|里)?(?:是|有)?(?:说|讲|写|怎么|如何|什么|啥|规定|内容|原文|全文|条文)))"
)
_ENGLISH_ARTICLE = r"(?:clauses?|articles?|art\.|sections?|sec\.|provisions?|rules?)\s*(?:no\.?|number|#)?\s*"
_PATTERNS: tuple[tuple[Family, re.Pattern[str]], ...] = (
    (
        Family.ARTICLE,
        re.compile(
            rf"第\s*[（(]?\s*(?P<number>{_N})\s*[)）]?\s*条(?:\s*之\s*(?P<inserted>{_N}))?(?P<items>(?:{_ITEM}+|{_BARE_ITEM})?)"
        ),
    ),
    (
        Family.DECIMAL,
        re.compile(
            rf"(?:第\s*|{_ENGLISH_ARTICLE})(?P<number>\d{{1,3}}(?:\.\d{{1,3}}){{1,5}})(?![.\d])\s*[条款节项]?(?P<items>{_ITEM}*)"
        ),
    ),
    (
        Family.ARTICLE,
        re.compile(rf"\b{_ENGLISH_ARTICLE}(?P<number>\d{{1,3}})(?:-(?P<inserted>\d))?(?![.\d])(?P<items>{_ITEM}*)"),
    ),
    (
        Family.DECIMAL,
        re.compile(rf"(?<![\dA-Za-z.])(?P<number>\d{{1,3}}(?:\.\d{{1,3}}){{1,5}})(?![.\d])(?P<items>{_ITEM}+)"),
    ),
    (Family.DECIMAL, re.compile(r"(?<![\dA-Za-z.])(?P<number>\d{1,3}(?:\.\d{1,3}){2,5})(?![.\d])(?P<items>)")),
    (
        Family.COMMA,
        re.compile(
            rf"(?<![{NUMERAL_CLASS}第])(?P<number>[一二三四五六七八九十]{{1,3}})、\s*(?P<items>[（(]\s*{_N}\s*[)）][、.]?(?:\s*\d{{1,2}})?)"
        ),
    ),
    (Family.ARTICLE, re.compile(rf"(?<![{NUMERAL_CLASS}第])(?P<number>{_N})\s*条(?P<items>{_ITEM}+)")),
    (Family.CHAPTER, re.compile(rf"第\s*(?P<number>{_N})\s*章(?P<items>)")),
    (Family.CHAPTER, re.compile(r"\bchapters?\s*(?:no\.?\s*)?(?P<number>\d{1,3})(?![.\d])(?P<items>)")),
)
_TO = r"\s*(?:到|至|[-—~～]|\b(?:to|through)\b)\s*"
_RANGES = (
    re.compile(rf"第\s*(?P<first>{_N})\s*条?{_TO}第?\s*(?P<last>{_N})\s*条(?!\s*{_ITEM})"),
    re.compile(rf"\b{_ENGLISH_ARTICLE}(?P<first>\d{{1,3}}){_TO}(?:{_ENGLISH_ARTICLE})?(?P<last>\d{{1,3}})(?![.\d(])"),
)
LONGEST_RANGE = 100  # clauses; who asks for more has no clause in mind
# 第三十条第六项 may go on 和第七项, or 到第八项.
_MORE_ITEMS = re.compile(
    rf"(?P<by>\s*(?:以及|还有|[和与及、,&+]|\band\b)\s*|{_TO})(?:(?:the|第)?\s*)(?P<items>(?<=第)\s*{_N}\s*小?[项款目点]|{_ITEM})"
)
# Numbers that are a clause only when nothing else is asked: 6.1, 30(6), 30条说什么.
_BARE_PATTERNS: tuple[tuple[Family, re.Pattern[str]], ...] = (
    (Family.DECIMAL, re.compile(r"(?<![\dA-Za-z.])(?P<number>\d{1,3}\.\d{1,3})(?![.\d])(?P<items>)")),
    (
        Family.ARTICLE,
        re.compile(rf"^\W*(?P<number>\d{{1,3}})\s*(?:条\s*(?=[^条]))?(?P<items>[（(]\s*{_N}\s*[)）](?:\s*\d{{1,2}})?)"),
    ),
    (Family.ARTICLE, re.compile(rf"^\W*(?:请问|查|看)?\W*(?P<number>{_N})\s*条(?P<items>{_BARE_ITEM})")),
    (
        Family.ARTICLE,
        re.compile(
            r"^\W*(?P<number>\d{1,3})\s*条(?P<items>)(?=\W*$|\s*(?:的?(?:内容|原文|规定|全文)|说|讲|写|是什么|规定))"
        ),
    ),
)
_CHAPTER = re.compile(rf"第\s*{_N}\s*章")
_ITEM_ONLY = re.compile(rf"^(?:那么?|and|what about|how about|再?看?看?|the|\s)*(?P<items>{_ITEM})")
# 那下一项呢, 上一条: counted from the clause spoken of before; 那条 is that clause itself.
_BESIDE = re.compile(
    r"^\W*(?:那么?|再|and|what about|the|看|\s)*(?:(?P<step>[下后上前])一?个?(?P<level>[条项款])|(?P<same>[那这该]一?[条项款]))"
)
_ONE_NUMBER = re.compile(rf"{_N}|(?<![a-z])[a-z](?![a-z])")

# What is left of a look-up once number and regulation are taken out.
_LOOK_UP_WORDS = re.compile(
    r"请问?|帮我?|给我?|我想?要?|知道|看看?|查[看询找]?|找|一下|下|规定的?|说明?的?|讲的?|写的?|内容|原文|全文|条文|条款|具体|另外|到|至|是|什么|啥|哪些|怎么|如何|怎样|的|里面?|中|有|关于|呢|吗|了|在|哪|都|到底|究竟"
    r"|念|读|出来|意思|解释|本办法|本规定|办法|规范|制度|引用|完整|列出|那|再|和|与|及|还有|告诉|显示|把|将|翻|听|[第条款项章]"
    r"|客户|服务|人员|行为|标准|管理|准则|指南"
    r"|\b(?:what|does|do|did|is|are|say|says|said|stated?s?|show|me|through|as well as|also|the|read|tell|quote|of|in|under|about|text|contents?|full|please|give|wording|regulations?|rules?|conduct"
    r"|mean|means|to|it|cite|look|up|for|and|s|can|you|i|want|see|which|how|exact|exactly)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ClauseReference:
    """A clause number as a question names it."""

    family: Family  # ARTICLE 第三十条, DECIMAL 6.1, COMMA 三、
    numbers: tuple[int, ...]  # (30,), (12, 1) for 第十二条之一, (6, 1) for 6.1
    items: tuple[int, ...]  # below it, outermost first; a letter counts as its place in the alphabet
    start: int
    end: int

    @property
    def label(self) -> str:
        """The number as a regulation prints it: 第三十条（六）."""
        first = str if self.family is Family.DECIMAL else to_chinese
        items = "".join(f"（{first(item)}）" if depth == 0 else str(item) for depth, item in enumerate(self.items))
        if self.family is Family.DECIMAL:
            return ".".join(map(str, self.numbers)) + items
        if self.family is Family.CHAPTER:
            return f"第{to_chinese(self.numbers[0])}章"
        if self.family is Family.COMMA:
            return f"{to_chinese(self.numbers[0])}、{items}"
        inserted = f"之{to_chinese(self.numbers[1])}" if len(self.numbers) > 1 else ""
        return f"第{to_chinese(self.numbers[0])}条{inserted}{items}"


def read_references(text: str) -> tuple[ClauseReference, ...]:
    """Find the clause numbers a question names.

    Amounts, times and telephone numbers (10条消息, 三条, 400-050-0827, 1.5小时) are none.

    >>> [reference.label for reference in read_references("第30条(6)和第九十九条")]
    ['第三十条（六）', '第九十九条']

    :param text: The question, in any width and script.
    :return: The references in the order of the text.
    """
    question = plain_form(text)
    found = _read(question, _PATTERNS)
    if not found:
        found = _read(question, _BARE_PATTERNS)
        if not is_look_up(text, found):
            return ()
    if any(reference.family is not Family.CHAPTER for reference in found):  # 第六章第三十条 is 第三十条
        places = [reference.end for reference in found if reference.family is not Family.CHAPTER]
        found = [each for each in found if each.family is not Family.CHAPTER or each.start > max(places)]
    return tuple(sorted(found, key=lambda reference: reference.start))


def may_read_on(text: str) -> bool:
    """Tell whether a question can be one for an item alone, or for what stands beside a clause spoken of before.

    >>> may_read_on("那第七项呢"), may_read_on("那下一条呢"), may_read_on("客户讲方言怎么办")
    (True, True, False)

    :param text: The question.
    :return: Whether ``complete_reference`` or ``beside_reference`` could read it; which it is hangs on that clause.
    """
    question = plain_form(text)
    return bool(_ITEM_ONLY.search(question) or _BESIDE.search(question))


def complete_reference(text: str, earlier: ClauseReference) -> ClauseReference | None:
    """Read a question that names only an item, below the clause named before: 第三十条第六项, then 那第七项呢.

    :param text: The question.
    :param earlier: The clause last spoken of.
    :return: The item of that clause, or None where the question names no item alone.
    """
    question = plain_form(text)
    match = _ITEM_ONLY.search(question)
    if match is None or read_references(text) or _without_look_up_words(question[match.end() :]):
        return None
    items = _item_numbers(match["items"])
    kept = earlier.items[: max(0, len(earlier.items) - len(items))]
    return ClauseReference(earlier.family, earlier.numbers, (*kept, *items), match.start("items"), match.end("items"))


def beside_reference(text: str, earlier: ClauseReference) -> ClauseReference | None:
    """Read a question for the clause or item before or behind the one just spoken of, or for that one again.

    :param text: The question.
    :param earlier: The clause the question before was about.
    :return: 第三十条（七） for 那下一项呢 behind 第三十条（六）; None where anything else is asked.
    """
    question = plain_form(text)
    match = _BESIDE.search(question)
    if match is None or _without_look_up_words(question[match.end() :]):
        return None
    here = replace(earlier, start=match.start(), end=match.end())
    if match["same"]:
        return here
    step = 1 if match["step"] in "下后" else -1
    numbers, items = earlier.numbers, (*earlier.items[:-1], *(item + step for item in earlier.items[-1:]))
    if match["level"] == "条" or not items:
        numbers, items = (*numbers[:-1], numbers[-1] + step), ()
    return replace(here, numbers=numbers, items=items) if min(*numbers, *items, 1) > 0 else None


def is_look_up(
    text: str, references: Sequence[ClauseReference], without_names: Callable[[str], str] = lambda rest: rest
) -> bool:
    """Tell whether a question asks for nothing but the clauses it names.

    :param text: The question.
    :param references: The clauses read from the same text.
    :param without_names: Takes out of a text what only names a regulation.
    :return: Whether so.
    """
    question = plain_form(text)
    for reference in sorted(references, key=lambda reference: reference.start, reverse=True):
        question = f"{question[: reference.start]} {question[reference.end :]}"
    rest = _without_look_up_words(_CHAPTER.sub(" ", question))
    return not rest or not _without_look_up_words(without_names(rest))


class ClauseNumbers:
    """The units of an index by the numbers on their path."""

    def __init__(self, units: Iterable[Unit]) -> None:
        """Read the labels of every unit.

        :param units: The units, in document order.
        """
        self._places: dict[tuple[Family, tuple[int, ...]], list[tuple[tuple[int, ...], Unit]]] = defaultdict(list)
        self._by_own_number: dict[tuple[int, ...], list[Unit]] = defaultdict(list)
        self._by_id: dict[str, Unit] = {}
        self._last_article: dict[str, tuple[Unit, int]] = {}  # by regulation: a unit of it, and the number
        for unit in units:
            self._enter(unit)

    def find(self, reference: ClauseReference, regulations: frozenset[str] | None = None) -> tuple[Unit, ...]:
        """Find the units a reference means: the clause itself and everything beneath it.

        :param reference: The clause.
        :param regulations: Where to look; None: everywhere.
        :return: The units, in document order.
        """
        depth = len(reference.items)
        found = tuple(
            unit
            for below, unit in self._places.get((reference.family, reference.numbers), ())
            if below[:depth] == reference.items and (regulations is None or unit.regulation_id in regulations)
        )
        if not reference.items:
            return found
        label = fold(reference.label)  # 三、（一）1 is not 三、1（1）, where both are printed
        return tuple(unit for unit in found if fold(unit.locator).startswith(label)) or found

    def find_by_own_number(self, reference: ClauseReference, regulations: frozenset[str]) -> tuple[Unit, ...]:
        """Find the items that bear a number themselves, in regulations without 条: what people call 第14条 of a numbered list.

        :param reference: The clause.
        :param regulations: Where to look; those that count by 条 are left out.
        :return: The units, in document order.
        """
        counted = {regulation_id for regulation_id in regulations if regulation_id in self._last_article}
        return tuple(
            unit
            for unit in self._by_own_number.get(reference.numbers, ())
            if unit.regulation_id in regulations - counted and not reference.items
        )

    def of_id(self, unit_id: str, regulations: frozenset[str] | None = None) -> tuple[Unit, ...]:
        """Find the unit of an id, or where it is the id of a clause with items, those.

        :param unit_id: As the answers give it: cotton-exchange-conduct#30(6).
        :param regulations: Where to look; None: everywhere.
        :return: The units, in document order.
        """
        inside = [each for each in self._by_id.values() if regulations is None or each.regulation_id in regulations]
        exact = tuple(unit for unit in inside if unit.unit_id == unit_id)
        beneath = (unit for unit in inside if unit.unit_id.startswith(unit_id))
        return exact or tuple(unit for unit in beneath if unit.unit_id[len(unit_id)] in "(/*")

    def of_regulations(self, regulation_ids: frozenset[str]) -> tuple[Unit, ...]:
        """List every unit of some regulations.

        :param regulation_ids: Ids of the regulations.
        :return: The units, in document order.
        """
        return tuple(unit for unit in self._by_id.values() if unit.regulation_id in regulation_ids)

    def longest(self, regulations: frozenset[str] | None = None) -> list[tuple[Unit, int]]:
        """List the regulations that count by 条, longest first.

        :param regulations: Which ones; None: all.
        :return: A unit of each, and the number of its last 条.
        """
        counted = [
            (unit, last)
            for unit, last in self._last_article.values()
            if regulations is None or unit.regulation_id in regulations
        ]
        return sorted(counted, key=lambda pair: -pair[1])

    def _enter(self, unit: Unit) -> None:
        """Enter a unit under each label of its path that a question may begin with."""
        # A path prints the bare label of an item without its closing mark: 5, not 5、.
        read = (read_label(printed) or read_label(f"{printed}、") for printed in unit.path)
        labels = [label for label in read if label and label.numbers]
        for chapter in (label for label in labels if label.family is Family.CHAPTER):
            self._places[Family.CHAPTER, chapter.numbers].append(((), unit))
        self._by_id[unit.unit_id] = unit
        labels = [label for label in labels if STRUCTURAL.get(label.family, 99) >= STRUCTURAL[Family.ARTICLE]]
        if labels:
            self._by_own_number[labels[-1].numbers].append(unit)
        for depth, label in enumerate(labels):
            below = tuple(lower.number for lower in labels[depth + 1 :])
            if label.family in (Family.ARTICLE, Family.DECIMAL, Family.COMMA):
                self._places[label.family, label.numbers].append((below, unit))
            if label.family is Family.ARTICLE:
                _, last = self._last_article.get(unit.regulation_id, (unit, 0))
                self._last_article[unit.regulation_id] = (unit, max(last, label.numbers[0]))


def _read(question: str, patterns: Iterable[tuple[Family, re.Pattern[str]]]) -> list[ClauseReference]:
    """Find what patterns match; of two matches in one place the earlier pattern's counts."""
    found: list[ClauseReference] = [each for pattern in _RANGES for each in _range(pattern, question)]
    for family, pattern in patterns:
        for match in pattern.finditer(question):
            if not any(match.start() < known.end and known.start < match.end() for known in found):
                for reference in _reference(family, match):
                    found += [reference, *_more_items(question, reference)]
    return found


def _range(pattern: re.Pattern[str], question: str) -> Iterable[ClauseReference]:
    """Read 第三十条到第三十二条 as each of its clauses; the first stands for the whole stretch."""
    for match in pattern.finditer(question):
        try:
            first, last = parse_number(match["first"]), parse_number(match["last"])
        except NotANumeral:
            continue
        if 0 < first < last < first + LONGEST_RANGE:
            yield ClauseReference(Family.ARTICLE, (first,), (), match.start(), match.end())
            for number in range(first + 1, last + 1):
                yield ClauseReference(Family.ARTICLE, (number,), (), match.end(), match.end())


def _more_items(question: str, reference: ClauseReference) -> Iterable[ClauseReference]:
    """Read the items named behind the first item of a clause: 第三十条第六项和第七项, 第三十条第一项到第三项."""
    while reference.items and (match := _MORE_ITEMS.match(question, reference.end)):
        items = _item_numbers(match["items"])
        kept = reference.items[: max(0, len(reference.items) - len(items))]
        if re.fullmatch(_TO, match["by"]) and len(items) == 1:
            for between in range(reference.items[-1] + 1, min(items[0], reference.items[-1] + LONGEST_RANGE)):
                yield replace(reference, items=(*kept, between), start=match.start(), end=match.start())
        reference = replace(reference, items=(*kept, *items), start=match.start(), end=match.end())
        yield reference


def _reference(family: Family, match: re.Match[str]) -> Iterable[ClauseReference]:
    """Make a reference of a match; nothing where the number is none."""
    try:
        numbers = [parse_number(part) for part in match["number"].split(".")]
        if inserted := match.groupdict().get("inserted"):
            numbers.append(parse_number(inserted))
        items = _item_numbers(match["items"])
    except NotANumeral:
        return
    if 0 not in numbers and max(numbers) < 1000:
        yield ClauseReference(family, tuple(numbers), items, match.start(), match.end())


def _item_numbers(items: str) -> tuple[int, ...]:
    """Read the numbers of the items behind a clause number."""
    plain = re.sub(r"items?|para(?:graph)?s?|sub-?(?:clause|paragraph|item)s?|points?|no\.?", " ", items)
    return tuple(
        parse_number(n) if not n.isalpha() or n > "z" else ord(n) - ord("a") + 1 for n in _ONE_NUMBER.findall(plain)
    )


def _without_look_up_words(text: str) -> str:
    """Take out of a question what every look-up says."""
    return "".join(c for c in _LOOK_UP_WORDS.sub(" ", text) if c.isalnum())


def plain_form(text: str) -> str:
    """Bring a question into one width, script and case; blanks stay, English needs them."""
    return to_simplified(unicodedata.normalize("NFKC", text)).lower()
