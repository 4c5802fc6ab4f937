"""Finds what a regulation gives to be said in the case in which it forbids some wording, where another list of it names the case.

领导不在! is forbidden in one list; another has 遇客户要求,但上级无法立即接听时 and the words for it. Only where the case and what is
forbidden say the same, word for word but for synonyms: wording for another case would be worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.forbidden_wording import ForbiddenWording, GivenWording
from assistant.wording_alignment import LIGHT, NEGATIONS, PARTICLES, PERSONS
from assistant.wording_form import BREAKS, comparison_form
from assistant.wording_lists import ListKind, kind_of_list
from corpus.regulation import Unit
from corpus.script import to_simplified

_CASE = re.compile(r"^遇|[时時][:：]?$|^如|^若|^当")
_QUOTED = re.compile(r"\s*[“\"「]([^“”\"「」\n]{4,})[”\"」]\s*[。;；]?\s*")
_PARTS = re.compile(rf"[{re.escape(BREAKS)}或/]+")
_SAID_OF_IT = "遇客户用户要求但时意思"  # what names a case and not what happens in it
# Ways to say the same that only matter between a case and what is said in it.
_SAME = (
    (re.compile(r"(?:无法|不能|没法)(?:立即|马上|及时)?(?:接听|接电话|接待)|不在|很忙|在忙|走不开"), "没空"),
    (re.compile(r"听不清楚?|没听清楚?"), "没听清"),
    (re.compile(r"没办法|没法|无法|不能"), "不"),
)


@dataclass(frozen=True, slots=True)
class _Case:
    """A case that a list of wording for use names."""

    given: tuple[GivenWording, ...]
    parts: tuple[frozenset[str], ...]  # what tells, of each thing that may have happened: 没听清楚 或 不明白
    tells: frozenset[str]  # of all of them


def with_wording_for_the_case(
    forbidden: Sequence[ForbiddenWording], units: Iterable[Unit]
) -> tuple[ForbiddenWording, ...]:
    """Add to forbidden wording, where its own clause gives none, what the same regulation gives for that case.

    :param forbidden: The wording.
    :param units: All units.
    :return: The same wording, in order.
    """
    cases: dict[str, list[_Case]] = {}
    for unit in units:
        if case := _case_of(unit):
            cases.setdefault(unit.regulation_id, []).append(case)
    return tuple(
        wording
        if wording.instead
        else replace(wording, instead=_given_for(wording.text, cases.get(wording.unit.regulation_id, ())))
        for wording in forbidden
    )


def _case_of(unit: Unit) -> _Case | None:
    """Read a unit that gives, in quotes and nothing else, what to say in the case its title names."""
    titles = [to_simplified(title).strip() for title in reversed(unit.context)]
    if not titles or not _CASE.search(titles[0]) or kind_of_list(titles[1:]) is not ListKind.GIVEN:
        return None
    quoted = _QUOTED.fullmatch(unit.text)
    parts = tuple(tells for part in _PARTS.split(_same(titles[0])) if (tells := _tells(part)) and _denies(part))
    if quoted is None or not parts:
        return None
    return _Case((GivenWording(unit, quoted[1]),), parts, frozenset().union(*parts))


def _given_for(wording: str, cases: Iterable[_Case]) -> tuple[GivenWording, ...]:
    """Give what is to be said in the case that forbidden wording speaks of: all of a case is in it, and nothing else."""
    for part in _PARTS.split(_same(wording)):
        tells = _tells(part)
        for case in cases if _denies(part) else ():
            if tells <= case.tells and any(each <= tells for each in case.parts):
                return case.given
    return ()


def _same(text: str) -> str:
    """Bring a text into comparison form, with one word for what says the same."""
    form = comparison_form(text).text
    for pattern, written in _SAME:
        form = pattern.sub(written, form)
    return form


def _tells(text: str) -> frozenset[str]:
    """Take the characters that tell what is spoken of."""
    return frozenset(text) - PARTICLES - LIGHT - PERSONS - NEGATIONS - frozenset(_SAID_OF_IT)


def _denies(text: str) -> bool:
    """Whether a text says that something is not so; only the staff's own trouble, never the customer's: 你还不明白吗."""
    return not NEGATIONS.isdisjoint(text) and not text.startswith("你")
