"""Tells whether an answer on the page still rests on what is in force: what it cites carries a digest of the words cited."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.answer import Answer, Language, Status
from assistant.web.chat.card import nearest
from assistant.web.escaping import escape

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
    near_changed: str  # of the clauses below a refusal
    near_withdrawn: str
    again: str
    was_changed: str  # beside each wording that holds no more
    was_withdrawn: str


_LABELS: dict[Language, _Labels] = {
    "zh": _Labels(
        "规定已更新",
        "所引条款的文字已修改。",
        "所引条款已撤回或改号。",
        "所列条款的文字已修改。",
        "所列条款已撤回或改号。",
        "重新提问",
        "已修改",
        "已撤回或改号",
    ),
    "zh-Hant": _Labels(
        "規定已更新",
        "所引條款的文字已修改。",
        "所引條款已撤回或改號。",
        "所列條款的文字已修改。",
        "所列條款已撤回或改號。",
        "重新提問",
        "已修改",
        "已撤回或改號",
    ),
    "en": _Labels(
        "Rules updated",
        "A cited clause has been reworded.",
        "A cited clause has been withdrawn.",
        "A clause listed has been reworded.",
        "A clause listed has been withdrawn.",
        "Ask again",
        "reworded",
        "withdrawn",
    ),
}


def digest_of(words: str) -> str:
    """Make the digest of a unit's words."""
    return hashlib.sha256(words.encode()).hexdigest()[:DIGEST_CHARACTERS]


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
        if digest and digest != digest_of(unit.unit_text):
            changed.append(unit_id)
    return Outdated(tuple(changed), tuple(withdrawn))


def draw_notice(answer: Answer) -> str:
    """Draw the notice that an answer is outdated; hidden until ``outdated.js`` has asked the server.

    It says which unit each place of the card shows words of, so that words that hold no more are marked and copied no more.

    :param answer: The answer.
    :return: HTML; nothing for an answer that shows no clause.
    """
    shown = _shown(answer)
    if not shown:
        return ""
    labels, refused = _LABELS[answer.language], answer.status is not Status.ANSWERED
    cited = {unit_id: digest_of(words) for unit_id, words in shown.values()}
    places = {place: unit_id for place, (unit_id, _) in shown.items()}
    return (
        f'<p class="outdated" hidden role="status" data-version="{escape(answer.index_version)}"'
        f' data-cited="{escape(json.dumps(cited, ensure_ascii=False))}"'
        f' data-units="{escape(json.dumps(places, ensure_ascii=False))}"><strong>{labels.title}</strong>'
        f'<span data-changed="{labels.was_changed}" hidden>{labels.near_changed if refused else labels.changed}</span>'
        f'<span data-withdrawn="{labels.was_withdrawn}" hidden>{labels.near_withdrawn if refused else labels.withdrawn}</span>'
        f'<button type="button" data-question="{escape(answer.question)}">{labels.again}</button></p>'
    )


def _shown(answer: Answer) -> dict[str, tuple[str, str]]:
    """Give the id and the words of the units a card shows, by place: the number of a citation, or ``near-`` and that of a clause below a refusal."""
    if answer.status is Status.ANSWERED:
        return {str(one.number): (one.unit.unit_id, one.unit.unit_text) for one in answer.citations}
    return {f"near-{one.rank}": (one.unit_id, one.unit_text) for one in nearest(answer)}
