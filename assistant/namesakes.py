"""Tells regulations apart that are called the same: such a name is followed by the regulation's id, which a scope takes too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from corpus.regulation import Regulation
from corpus.script import fold


def distinct_endings(regulations: Iterable[Regulation]) -> dict[str, str]:
    """Give what is to follow the name of each regulation so that no two read the same.

    >>> def regulation(name: str, issuer: str) -> Regulation:
    ...     return Regulation(name, "规章制度", issuer, "", None, None, "", "")
    >>> distinct_endings([regulation("rules", ""), regulation("property", ""), regulation("gas", "燃气公司")])
    {'rules': '（rules）', 'property': '（property）', 'gas': ''}

    :param regulations: The regulations of the index.
    :return: By id; empty for a name that only one regulation has.
    """
    known = tuple(regulations)
    times = Counter(fold(one.display_title) for one in known)
    return {
        one.regulation_id: f"（{one.regulation_id}）" if times[fold(one.display_title)] > 1 else "" for one in known
    }


def distinct_titles(regulations: Iterable[Regulation]) -> dict[str, str]:
    """Name each regulation as an agent reads it, no two the same.

    :param regulations: The regulations of the index.
    :return: Names by id.
    """
    known = tuple(regulations)
    endings = distinct_endings(known)
    return {one.regulation_id: one.display_title + endings[one.regulation_id] for one in known}
