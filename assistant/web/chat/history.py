"""Past conversations: the list of a person's own, and one of them made of the log again, to be read and gone on with.

The log keeps what was said and shown, with personal data masked, and which clauses were cited; their words come from the version that
answered. What rested on clauses that are withdrawn is shown no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy import Engine

from assistant.answer import Answer, Language, Retrieved, Status
from assistant.citing import Citation, Relation
from assistant.masking import mask
from assistant.state.answer_log import LoggedAnswer, Opinion, answers_of, opinions_of
from assistant.state.logged_card import LoggedCard, LoggedQuote
from assistant.web.chat.card_labels import LABELS
from assistant.web.chat.conversation import TURNS_KEPT, Conversation
from corpus.editions import CHINA, edition_of, in_force
from corpus.regulation import Unit
from index import versions
from index.comparing import says_alike
from index.fates import digest_of, fates
from index.manifest import IndexDamaged, IndexOutOfDate
from index.versions import UnknownVersion

if TYPE_CHECKING:
    from index.clause_index import ClauseIndex

_VERSIONS_KEPT = 8
NO_CARD = LoggedCard((), (), "", "")  # of answers logged before cards were kept


@dataclass(frozen=True, slots=True)
class History:
    """Reads conversations of the log."""

    database: Engine
    home: Path  # where the versions are kept

    def reopen(self, conversation_id: str, user_id: int | None, index: ClauseIndex) -> Conversation | None:
        """Open a conversation of a person's again.

        :param conversation_id: Its id in the log.
        :param user_id: Whose it must be.
        :param index: What is in force now; what is cited in it is shown as it is now said to be.
        :return: The conversation, its last turns; None where there is none of theirs.
        """
        logged = answers_of(self.database, conversation_id, user_id)
        if not logged:
            return None
        kept = logged[-TURNS_KEPT:]
        return Conversation(
            answers=tuple(self.as_shown(one, index) for one in kept),
            first_turn=len(logged) - len(kept) + 1,
            asked=tuple(len(one.question) for one in kept),
            answer_ids=tuple(one.answer_id for one in kept),
            conversation_id=conversation_id,
            user_id=user_id,
        )

    def opinions(self, conversation: Conversation) -> dict[str, Opinion]:
        """Give what its person said of its answers, by their ids."""
        return opinions_of(self.database, [one for one in conversation.answer_ids if one], conversation.user_id)

    def as_shown(self, logged: LoggedAnswer, index: ClauseIndex) -> Answer:
        """Make an answer of what the log keeps of it, as it was shown.

        :param logged: The entry of the log.
        :param index: What is in force now; of withdrawn units no words are given.
        :return: The answer; without its parts where it was logged before cards were kept.
        """
        asked_on = datetime.fromisoformat(logged.asked_at).astimezone(CHINA).date()
        then = _units_of(self.home, logged.index_version.partition("+")[0], asked_on)
        card = logged.card or NO_CARD
        quotes = card.quotes or (None,) * len(logged.cited)
        now = self._now(logged, then, index)
        citations = tuple(
            _citation(number, cast("Relation", relation), _cited(unit_id, then, now, quote, index), quote)
            for number, ((unit_id, relation), quote) in enumerate(zip(logged.cited, quotes, strict=True), 1)
        )
        there = {one.number for one in citations if one.quote}  # a withdrawn unit has no words
        points = tuple(point for point in card.points if point.citation in there)
        withdrawn, language = len(there) < len(citations), cast("Language", logged.language)
        text = LABELS[language].withdrawn if withdrawn and not points else logged.text
        near = [(unit, score) for unit_id, score in logged.retrieved if (unit := now.get(unit_id))]
        return Answer(
            logged.question,
            Status(logged.status),
            text,
            points,
            citations,
            tuple(
                Retrieved(rank, score, unit.unit_id, unit.regulation, unit.locator, unit.unit_text)
                for rank, (unit, score) in enumerate(near, 1)
            ),
            logged.index_version,
            language,
            logged.latency_ms,
            "" if withdrawn else card.phrased,
            card.note,
        )

    def _now(self, logged: LoggedAnswer, then: dict[str, Unit], index: ClauseIndex) -> dict[str, Unit]:
        """Tell which unit each of those named in the log is now; without those that are withdrawn."""
        known = {unit_id for unit_id, _ in (*logged.cited, *logged.retrieved)}
        digests = {unit_id: digest_of(then[unit_id].unit_text) for unit_id in known if unit_id in then}
        found = {unit_id: one.now for unit_id, one in fates(self.home, logged.index_version, digests, index).items()}
        found |= {unit_id: _there(unit_id, index) for unit_id in known if unit_id not in digests}
        return {unit_id: unit for unit_id, unit in found.items() if unit}


def _citation(number: int, relation: Relation, unit: Unit, quote: LoggedQuote | None) -> Citation:
    """Cite what was quoted of a unit; the whole unit where the log does not say it, nothing of one that has no words any more."""
    if quote and quote.text and unit.unit_text:
        words = unit.heading if quote.in_heading else unit.text
        start = words.find(quote.text)
        if start >= 0:
            return Citation(number, relation, unit, quote.text, start, start + len(quote.text), quote.in_heading)
        if quote.text not in mask(words):  # the version that answered is kept no more, and the unit has other words now
            unit = replace(unit, heading="", text=quote.text)
    if unit.text or not unit.heading:
        return Citation(number, relation, unit, unit.text, 0, len(unit.text))
    return Citation(number, relation, unit, unit.heading, 0, len(unit.heading), in_heading=True)


def _there(unit_id: str, index: ClauseIndex) -> Unit | None:
    try:
        return index.unit(unit_id)
    except KeyError:
        return None


def _cited(
    unit_id: str, then: dict[str, Unit], now: dict[str, Unit], quote: LoggedQuote | None, index: ClauseIndex
) -> Unit:
    """Give a unit as it was cited, or under the number it has now; one that is there no more without its words.

    Where the version that answered is kept no more, the logged quote tells whether a unit is the one that was cited.
    """
    unit = now.get(unit_id)
    was = then.get(unit_id)
    if was and unit:
        return unit if unit.unit_text == was.unit_text else was
    if not was:
        unit = _said_by(quote, unit, index, unit_id.partition("#")[0])
    if unit:
        return unit
    regulation_id, _, number = unit_id.partition("#")
    unknown = Unit(unit_id, "", regulation_id, "", (), number, "", (), "")
    return replace(was or unknown, heading="", text="")


def _said_by(quote: LoggedQuote | None, unit: Unit | None, index: ClauseIndex, regulation_id: str) -> Unit | None:
    """Find the unit that says what was quoted, or says it in other words; the unit itself where nothing was quoted."""
    if not quote or not quote.text:
        return unit
    if unit and quote.text in mask(unit.unit_text):
        return unit
    own = [one for one in index.units if one.regulation_id == regulation_id and quote.text in mask(one.unit_text)]
    if len(own) == 1:
        return own[0]
    return unit if unit and says_alike(quote.text, unit.unit_text) else None


@lru_cache(maxsize=_VERSIONS_KEPT)
def _units_of(home: Path, version: str, day: date) -> dict[str, Unit]:
    """Read what was in force in a version on a day; nothing where it is kept no more."""
    try:
        content = versions.read_version(version, home)
    except (UnknownVersion, IndexDamaged, IndexOutOfDate, OSError):
        return {}
    return _by_id(content.units, {edition_of(regulation) for regulation in in_force(content.regulations, day)})


def _by_id(units: Sequence[Unit], editions: set[object]) -> dict[str, Unit]:
    return {unit.unit_id: unit for unit in units if edition_of(unit) in editions}
