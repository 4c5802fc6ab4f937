"""Tells whether an answer on the page still rests on what is in force: what it cites carries a digest of the words cited."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answer import Answer, Language, Status
from assistant.web.chat.card import nearest
from assistant.web.escaping import escape
from index.fates import Fate, digest_of, fates

if TYPE_CHECKING:
    from index.clause_index import ClauseIndex


@dataclass(frozen=True, slots=True)
class Outdated:
    """Which of the cited units are no longer what they were, by the ids they were cited under."""

    changed: tuple[str, ...]
    withdrawn: tuple[str, ...]
    renumbered: Mapping[str, str]  # and where they stand now; their words hold


@dataclass(frozen=True, slots=True)
class _Labels:
    """The words of the notice."""

    title: str
    changed: str
    withdrawn: str
    renumbered: str
    near_changed: str  # of the clauses below a refusal
    near_withdrawn: str
    near_renumbered: str
    again: str
    was_changed: str  # beside each wording that holds no more
    was_withdrawn: str
    now: str  # before the number that a clause has now


_LABELS: dict[Language, _Labels] = {
    "zh": _Labels(
        "规定已更新",
        "所引条款的文字已修改。",
        "所引条款已撤回。",
        "所引条款已改号，文字未变。",
        "所列条款的文字已修改。",
        "所列条款已撤回。",
        "所列条款已改号，文字未变。",
        "重新提问",
        "已修改",
        "已撤回",
        "现为",
    ),
    "zh-Hant": _Labels(
        "規定已更新",
        "所引條款的文字已修改。",
        "所引條款已撤回。",
        "所引條款已改號，文字未變。",
        "所列條款的文字已修改。",
        "所列條款已撤回。",
        "所列條款已改號，文字未變。",
        "重新提問",
        "已修改",
        "已撤回",
        "現為",
    ),
    "en": _Labels(
        "Rules updated",
        "A cited clause has been reworded.",
        "A cited clause has been withdrawn.",
        "A cited clause has another number now; its words are the same.",
        "A clause listed has been reworded.",
        "A clause listed has been withdrawn.",
        "A clause listed has another number now; its words are the same.",
        "Ask again",
        "reworded",
        "withdrawn",
        "now ",
    ),
}


def find_outdated(home: Path, version: str, cited: Mapping[str, str], index: ClauseIndex) -> Outdated:
    """Find what is no longer as it was cited.

    :param home: The state folder, where the versions are kept.
    :param version: The version that answered.
    :param cited: Digests of the words cited, by unit id.
    :param index: What is in force now.
    :return: The units that are worded differently, stand under another number, or are there no more.
    """
    found = fates(home, version, cited, index)
    return Outdated(
        tuple(unit_id for unit_id, became in found.items() if became.fate is Fate.CHANGED),
        tuple(unit_id for unit_id, became in found.items() if became.fate is Fate.WITHDRAWN),
        {
            unit_id: became.now.locator
            for unit_id, became in found.items()
            if became.fate is Fate.RENUMBERED and became.now
        },
    )


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
        f'<span data-renumbered="{labels.now}" hidden>{labels.near_renumbered if refused else labels.renumbered}</span>'
        f'<button type="button" data-question="{escape(answer.question)}">{labels.again}</button></p>'
    )


def _shown(answer: Answer) -> dict[str, tuple[str, str]]:
    """Give the id and the words of the units a card shows, by place: the number of a citation, or ``near-`` and that of a clause below a refusal."""
    if answer.status is Status.ANSWERED:
        return {str(one.number): (one.unit.unit_id, one.unit.unit_text) for one in answer.citations}
    return {f"near-{one.rank}": (one.unit_id, one.unit_text) for one in nearest(answer)}
