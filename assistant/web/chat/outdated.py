"""Tells whether an answer on the page still rests on what is in force: what it cites carries a digest of the words cited."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.answer import Answer, Language, Status
from assistant.web.escaping import escape
from corpus.regulation import Unit

if TYPE_CHECKING:
    from index.clause_index import ClauseIndex

DIGEST_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Outdated:
    """Which of the cited units are no longer what they were."""

    changed: tuple[str, ...]
    withdrawn: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Labels:
    """The words of the notice."""

    title: str
    changed: str
    withdrawn: str
    again: str
    was_changed: str  # beside each wording that holds no more
    was_withdrawn: str


_LABELS: dict[Language, _Labels] = {
    "zh": _Labels(
        "规定已更新", "所引条款的文字已修改。", "所引条款已撤回或改号。", "重新提问", "已修改", "已撤回或改号"
    ),
    "zh-Hant": _Labels(
        "規定已更新", "所引條款的文字已修改。", "所引條款已撤回或改號。", "重新提問", "已修改", "已撤回或改號"
    ),
    "en": _Labels(
        "Rules updated",
        "A cited clause has been reworded.",
        "A cited clause has been withdrawn.",
        "Ask again",
        "reworded",
        "withdrawn",
    ),
}


def digest_of(unit: Unit) -> str:
    """Make the digest of a unit's words."""
    return hashlib.sha256(unit.unit_text.encode()).hexdigest()[:DIGEST_CHARACTERS]


def find_outdated(cited: Mapping[str, str], index: ClauseIndex) -> Outdated:
    """Find what is no longer as it was cited.

    :param cited: Digests of the words cited, by unit id; empty where it is only asked whether the unit is still there.
    :param index: What is in force now.
    :return: The ids of the units that are worded differently, or are there no more.
    """
    changed, withdrawn = [], []
    for unit_id, digest in cited.items():
        try:
            unit = index.unit(unit_id)
        except KeyError:
            withdrawn.append(unit_id)
            continue
        if digest and digest != digest_of(unit):
            changed.append(unit_id)
    return Outdated(tuple(changed), tuple(withdrawn))


def draw_notice(answer: Answer, digests: Mapping[str, str] | None = None) -> str:
    """Draw the notice that an answer is outdated; hidden until ``outdated.js`` has asked the server.

    It says which unit each citation of the card rests on, so that the wording that holds no more is marked and copied no more.

    :param answer: The answer.
    :param digests: Of the words its units had when they were cited, where these are not at hand; empty for those not known.
    :return: HTML; nothing for an answer that cites nothing.
    """
    if answer.status is not Status.ANSWERED or not answer.citations:
        return ""
    labels = _LABELS[answer.language]
    cited = digests if digests is not None else _digests(citation.unit for citation in answer.citations)
    units = {citation.number: citation.unit.unit_id for citation in answer.citations}
    return (
        f'<p class="outdated" hidden role="status" data-version="{escape(answer.index_version)}"'
        f' data-cited="{escape(json.dumps(dict(cited), ensure_ascii=False))}"'
        f' data-units="{escape(json.dumps(units, ensure_ascii=False))}"><strong>{labels.title}</strong>'
        f'<span data-changed="{labels.was_changed}" hidden>{labels.changed}</span>'
        f'<span data-withdrawn="{labels.was_withdrawn}" hidden>{labels.withdrawn}</span>'
        f'<button type="button" data-question="{escape(answer.question)}">{labels.again}</button></p>'
    )


def _digests(units: Iterable[Unit]) -> dict[str, str]:
    return {unit.unit_id: digest_of(unit) for unit in units}
