"""Scope: which regulations an answer may rest on, by issuer, title or id.

Knows nothing of search; the index applies the result inside the search.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from corpus.regulation import Regulation
from corpus.script import fold

_SHORTEST_NAME = 3  # 三棵树
_SHORTEST_PART = 2  # 福建, where nothing else is said
_SHORTEST_TITLE_PART = 4  # 保密 may be a subject, 保密制度 is a title
_SHORTEST_LATIN_PART = 5  # skshu
_BEFORE_NAME = re.compile(
    r"^(?:\s|[,，]|那么?|换成|改成|换|要是|如果|请问|我[想要]?|查|看|按照?|根据|就|是|(?:and|but|so|what|how|about|does|do|is|the|in|at|for|from|of|one|i mean)\b)+"
)
_BEHIND_NAME = re.compile(
    r"(?:\s|[,，]|那边|这边|那里|这里|那儿|那家|那部|那个|方面|单位|里面|里|又|也|是|怎么样?|怎样|如何|咋|什么|有|没有|规定|要求|处理|处置|说法|说|讲|写|做|办|的|了|呢|吗|吧|啊|呀"
    r"|\b(?:says?|said|require[sd]?|regulations?|rules?|ones?|then|please|do|does|one's|'s))+$"
)
_SHORTEST_LATIN_NAME = 6  # cotton, logistics: from a regulation's id
# What regulations of this kind are called; a question that says only this names none of them.
_COMMON_IN_TITLES = (
    r"客户|服务|客服|人员|工作|行为|规范|标准|管理|制度|规定|办法|准则|守则|指南|礼仪|中心|公司|部门|部|的|及|和|与|第"
)


class UnknownScope(ValueError):
    """A scope names no issuer and no regulation; the message lists the names that exist."""


def resolve_scope(names: Iterable[str], regulations: Sequence[Regulation]) -> frozenset[str] | None:
    """Turn scope names into the regulations they mean.

    Blanks, width and script are ignored; blank names too.

    :param names: Issuers, regulation titles or regulation ids.
    :param regulations: The regulations of the index.
    :return: The ids inside the scope, or None where no name was given: everything is in scope.
    :raises UnknownScope: if a name fits no regulation.
    """
    wanted = [name for name in names if fold(name)]
    if not wanted:
        return None
    inside: set[str] = set()
    for name in wanted:
        fitting = {regulation.regulation_id for regulation in regulations if fold(name) in _names_of(regulation)}
        if not fitting:
            known = "、".join(scope_names(regulations))
            raise UnknownScope(f"没有名为“{name.strip()[:60]}”的发布机关或规定，可选：{known}。")
        inside |= fitting
    return frozenset(inside)


def scope_names(regulations: Iterable[Regulation]) -> tuple[str, ...]:
    """List the names a person can choose as scope: issuers first, then titles, each once.

    :param regulations: The regulations of the index.
    :return: The names as published.
    """
    known = tuple(regulations)
    names = [regulation.issuer for regulation in known] + [regulation.title for regulation in known]
    return tuple(dict.fromkeys(name for name in names if name))


@lru_cache(maxsize=4_096)  # folding every name for every question took a tenth of an answer
def _names_of(regulation: Regulation) -> frozenset[str]:
    """Everything a regulation may be called in a scope, in comparison form."""
    regulation_id = regulation.regulation_id
    names = (
        regulation.issuer,
        regulation.title,
        regulation.display_title,
        regulation_id,
        regulation_id.replace("-", " "),
    )
    return frozenset(fold(name) for name in names if name)


def named_regulations(text: str, regulations: Sequence[Regulation]) -> frozenset[str]:
    """Find the regulations a question names, by a stretch of their title or issuer that few others share.

    >>> from corpus.regulation import Regulation
    >>> def regulation(name: str, title: str, issuer: str) -> Regulation:
    ...     return Regulation(name, title, issuer, "", None, None, "", "")
    >>> known = [regulation("a", "客户服务人员行为规范", "全国棉花交易市场"), regulation("b", "客户服务规范", "三棵树"), regulation("c", "客服守则", "")]
    >>> sorted(named_regulations("棉花交易市场第三条", known)), sorted(named_regulations("客户服务第三条", known))
    (['a'], [])

    :param text: The question.
    :param regulations: The regulations of the index.
    :return: The ids of those that share the longest stretch; empty where the stretch is short or common to many.
    """
    question = fold(text)
    shared = {
        regulation.regulation_id: max(
            (_longest_shared(question, name) for name in _names_of(regulation)), key=len, default=""
        )
        for regulation in regulations
    }
    shared = {regulation_id: stretch if _is_long_enough(stretch) else "" for regulation_id, stretch in shared.items()}
    longest = max((len(stretch) for stretch in shared.values()), default=0)
    named = frozenset(regulation_id for regulation_id, stretch in shared.items() if len(stretch) == longest)
    if not longest or 2 * len(named) > len(shared) > 1:
        return frozenset()
    stretches = {shared[regulation_id] for regulation_id in named}
    titles = {name for regulation in regulations for name in _names_of(regulation)}
    if all(_is_common(stretch) and stretch not in titles for stretch in stretches):
        return frozenset()
    return named


def named_alone(text: str, regulations: Sequence[Regulation]) -> frozenset[str]:
    """Find the regulations of a text that only names whose they are, also by a part of the name: 福建那边呢, 三棵树怎么规定的.

    :param text: What was typed, in search form.
    :param regulations: The regulations of the index.
    :return: Their ids; empty where the text says anything else or the name is common to most.
    """
    name = fold(_BEHIND_NAME.sub("", _BEFORE_NAME.sub("", text.lower().strip(" ?？。.!！"))))
    if len(name) < (_SHORTEST_LATIN_PART if name.isascii() else _SHORTEST_PART) or _is_common(name):
        return frozenset()
    inside = frozenset(each.regulation_id for each in regulations if name in _issuer_of(each))
    if not inside and len(name) >= (_SHORTEST_LATIN_PART if name.isascii() else _SHORTEST_TITLE_PART):
        inside = frozenset(
            each.regulation_id for each in regulations if any(name in known for known in _names_of(each))
        )
    if not inside:
        named = named_regulations(name, regulations)
        naming = [each for each in regulations if each.regulation_id in named]
        inside = named if naming and not re.sub(_COMMON_IN_TITLES, "", without_names(name, naming)) else frozenset()
    return inside if 2 * len(inside) <= max(2, len(regulations)) else frozenset()


def without_names(text: str, regulations: Iterable[Regulation]) -> str:
    """Take out of a question the stretches that only name a regulation.

    :param text: The question.
    :param regulations: The regulations it may name.
    :return: The rest, in comparison form.
    """
    rest = fold(text)
    for regulation in regulations:
        for name in sorted(_names_of(regulation), key=len, reverse=True):
            stretch = _longest_shared(rest, name)
            if _is_long_enough(stretch):
                rest = rest.replace(stretch, "")
    return rest


def _is_long_enough(stretch: str) -> bool:
    """Whether a shared stretch can be a name."""
    return len(stretch) >= (_SHORTEST_LATIN_NAME if stretch.isascii() else _SHORTEST_NAME)


def _is_common(stretch: str) -> bool:
    """Whether a stretch is only what many regulations of this kind are called."""
    return not re.sub(_COMMON_IN_TITLES, "", stretch)


def _longest_shared(text: str, name: str) -> str:
    """Find the longest stretch that stands in both; "" where it is too short for a name."""
    if _triples(text).isdisjoint(_triples(name)):
        return ""
    longest = ""
    for start in range(len(name)):
        while start + len(longest) < len(name) and name[start : start + len(longest) + 1] in text:
            longest = name[start : start + len(longest) + 1]
    return longest


@lru_cache(maxsize=4_096)  # of every name, for every question
def _triples(text: str) -> frozenset[str]:
    """Cut a text into every three neighbouring characters."""
    return frozenset(text[start : start + _SHORTEST_NAME] for start in range(len(text) - _SHORTEST_NAME + 1))


@lru_cache(maxsize=4_096)
def _issuer_of(regulation: Regulation) -> str:
    """Give who issued a regulation, in comparison form."""
    return fold(regulation.issuer)
