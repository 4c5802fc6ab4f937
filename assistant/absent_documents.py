"""Documents a question names that are not among the regulations in force: repealed, not valid yet, or never taken in.

A clause number without its document would be looked up in every other one, and 消费者权益保护法第二十四条 be answered with the words of
another 第二十四条.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import rjieba

from assistant.answer import Language
from assistant.clause_reference import ClauseReference, plain_form
from assistant.phrases import phrases_in
from assistant.scope import without_names
from corpus.editions import Period, periods
from corpus.regulation import Regulation, Unit
from corpus.script import fold

LONGEST_TITLE = 40  # characters of a title that is repeated
_KINDS = r"法典|条例|细则|规范|办法|制度|规定|准则|守则|章程|规程|手册|合同|协议|公约|(?<![办方说做看想用写手书语])法"
# 退款服务细则 before 第二条, with or without 的.
_BEFORE_NUMBER = re.compile(rf"(?P<title>[\u4e00-\u9fffa-z0-9]*?(?:{_KINDS}))(?:的|里面?|中的?|当中|内|上|,|\s)*$")
_ENGLISH = re.compile(
    r"\b(?:of|in|under|from)\s+(?:the\s+)?(?P<title>[a-z][a-z' -]{2,60}?\b(?:law|act|code|ordinance|contract|agreement))\b"
)
_QUOTED = re.compile(r"《(?P<title>[^《》]{2,80})》")
_LATIN_WORD = re.compile(r"[a-z]{3,}")
_LATIN_COMMON = frozenset(
    [
        "the",
        "and",
        "our",
        "law",
        "act",
        "code",
        "contract",
        "agreement",
        "service",
        "customer",
        "conduct",
        "staff",
        "rules",
    ]
)
# What stands before a title in spoken questions.
_LED_BY = re.compile(
    r".*(?:请问|一下|告诉我|问|查|看|想|知道|按照?|根据|依据|违反|符合|关于|对于|引用|帮我|客户说|说|讲|那(?!一?[块边种部个条])|就是|是|给我|把|拿|用|了|什么|没有|有|照)"
)
_COMMON = re.compile(
    r"方面|相关|有关|具体|最新|[那这]一?[块边种部条]|上面|下面|刚才|之前|前面|[0-9]+年|客户|服务|客服|人员|员工|工作|行为|规范|标准|管理|制度|规定|办法|准则|守则|细则|条例|手册|章程|规程|指南|礼仪|中心|公司|单位|部门|我们|咱们|自己|这个|那个|里面|现行|新|旧|老|本|该|此|这|那|我|部|的|及|和|与|第"
)


@dataclass(frozen=True, slots=True)
class _Retired:
    """A regulation that is not in force, and since or until when."""

    regulation: Regulation
    day: date
    coming: bool  # it takes effect on that day; else it held until then


class AbsentDocuments:
    """Tells of a question whether it names a document that is not in force."""

    def __init__(
        self, in_force: Sequence[Regulation], every: Sequence[Regulation], units: Iterable[Unit], day: date
    ) -> None:
        """Read the names there are.

        :param in_force: The regulations in force.
        :param every: All editions of a version.
        :param units: The units in force: a heading may be named as if it were a document.
        :param day: The day that is asked for, in China.
        """
        self._in_force = tuple(in_force)
        held = {regulation.regulation_id for regulation in in_force}
        self._titles = {fold(regulation.title) for regulation in in_force}
        self._retired = tuple(
            _retired(regulation, period, day)
            for regulation, period in zip(every, periods(every), strict=True)
            if regulation.regulation_id not in held and period.begins < period.ends
        )
        self._names = tuple(fold(f"{each.issuer}{each.title}") for each in in_force)
        headings = {label for unit in units for label in (*unit.path, unit.heading) if label}
        self._said = fold("\n".join((*headings, *self._names)))
        self._latin = {word for each in in_force for word in each.regulation_id.split("-")} | _LATIN_COMMON

    def explain(self, text: str, references: Sequence[ClauseReference], language: Language) -> str:
        """Say that a document named is not in force.

        :param text: The question.
        :param references: The clauses read from the same text.
        :param language: Of the question.
        :return: One sentence; empty where the question names none, or one in force.
        """
        say = phrases_in(language)
        title = self._unknown(text, references)
        retired = self._named_retired(title or text)
        if retired is None:
            return say.no_such_document.format(name=f"《{_as_typed(title, text)[:LONGEST_TITLE]}》") if title else ""
        frame = say.not_yet if retired.coming else say.repealed
        return frame.format(name=f"《{retired.regulation.title}》", day=retired.day)

    def without_title(self, text: str, references: Sequence[ClauseReference]) -> str:
        """Take the name of a document that is not in force out of a question; the rest tells whether anything else is asked.

        :param text: The question.
        :param references: The clauses read from it.
        :return: The question without the name, in the form that is compared, of the same length.
        """
        form, title = plain_form(text), self._unknown(text, references)
        place = form.find(title) if title else -1
        return form if place < 0 else form[:place] + " " * len(title) + form[place + len(title) :]

    def _named_retired(self, text: str) -> _Retired | None:
        """Find the regulation not in force whose whole title, or one like none in force, is named; the latest where several are."""
        words = fold(text)
        whole = [each for each in self._retired if fold(each.regulation.title) in words]
        if whole and not any(
            title in words and len(title) >= len(fold(whole[0].regulation.title)) for title in self._titles
        ):
            return max(whole, key=lambda each: (len(each.regulation.title), each.day))
        return None

    def _unknown(self, text: str, references: Sequence[ClauseReference]) -> str:
        """Find a document named before a clause number that is none in force; empty where there is none."""
        if not references:
            return ""
        form = plain_form(text)
        quoted = [match["title"] for match in _QUOTED.finditer(form)]
        before = _BEFORE_NUMBER.search(form[: min(reference.start for reference in references)])
        english = _ENGLISH.search(form)
        titles = quoted or [match["title"] for match in (before, english) if match]
        for title in titles:
            name = title if quoted else _LED_BY.sub("", title)
            if name and not self._is_known(name, quoted=bool(quoted)):
                return name
        return ""

    def _is_known(self, title: str, *, quoted: bool) -> bool:
        """Tell whether a name may be that of a regulation in force, or of a part of one, or says nothing of its own."""
        if title.isascii():
            words = _LATIN_WORD.findall(title)
            return all(word in self._latin for word in words)
        name = fold(title)
        if any(name in known or known in name for known in self._titles):
            return True
        rest = _COMMON.sub("", without_names(name, self._in_force))
        if any(_is_abbreviation(rest, known) for known in self._names):
            return True
        known = "\n".join(self._names) if quoted else self._said
        words = [word for word in rjieba.cut(rest) if len(word) > 1] or [rest]
        return all(word in known for word in words)


def _as_typed(title: str, text: str) -> str:
    """Give a name as it was typed, in capitals where it has them."""
    typed, place = unicodedata.normalize("NFKC", text), plain_form(text).find(title)
    return typed[place : place + len(title)] if place >= 0 else title


def _is_abbreviation(short: str, name: str) -> bool:
    """Tell whether the characters of one name stand in another in their order: 棉交 of 棉花交易市场; nothing is, too."""
    rest = iter(name)
    return all(character in rest for character in short)


def _retired(regulation: Regulation, period: Period, day: date) -> _Retired:
    coming = period.begins > day
    return _Retired(regulation, period.begins if coming else period.ends, coming)
