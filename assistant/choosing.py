"""Chooses the units an answer rests on: the best-supported rule, what else settles the question, other organisations' rules.

Knows nothing of how they are worded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import PointKind
from assistant.citing import Relation
from assistant.question import Question
from assistant.sentences import Passage, passages
from assistant.speech_acts import time_limits
from assistant.words import TELLING, WordWeights, question_terms, question_words, words_of
from corpus.regulation import Unit
from corpus.script import fold, to_simplified
from index.search import Hit

CITED_AT_MOST = 4
OF_ONE_REGULATION = 2  # besides items of the same list
OF_OTHERS = 2
CONSIDERED = 8  # places of the ranking; what stands lower was never about the same case in the questions looked at
# A unit scoring less than this share of the first is about something else. On the 145 answered cases of writer dev-01 half of what is
# cited so of other organisations is right, of the same organisation a quarter, of the same list next to nothing: hence stricter there.
SCORE_OF_LEAD = 0.45
SCORE_OF_LEAD_SAME_ORGANISATION = 0.6
SCORE_OF_LEAD_SAME_LIST = 0.75  # unless the question asks for a list
SUPPORT_OF_LEAD = 0.7  # so is one that holds less of the question's words than this share of what the first holds
LEAST_SUPPORT = (
    0.15  # where even the first unit holds hardly a word of the question, words cannot tell: it stands alone
)
_ASKS_FOR_LIST = re.compile(r"哪些|有什么|哪几|都有|几[种条点类]|\b(?:list|which|what are|kinds?|all)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A unit the answer rests on."""

    unit: Unit
    relation: Relation


def choose(question: Question, hits: Sequence[Hit], weights: WordWeights) -> tuple[Chosen, ...]:
    """Choose from a ranking the units that answer a question.

    The first leads. A later one is taken only if its score and the words it shares with the question say that it is about the
    same case: of the same regulation as a further rule, of another organisation as that organisation's rule.

    :param question: The question.
    :param hits: The ranking, best first; not empty.
    :param weights: How telling words are.
    :return: The units in the order the answer uses them: leading ones, then those that differ, then other organisations'.
    """
    lead = _lead(question, hits, weights)
    case = _Case(question, lead.unit, weights)
    chosen = [Chosen(lead.unit, "leads")]
    for hit in hits[:CONSIDERED]:
        if hit is lead:
            continue
        if hit.score < SCORE_OF_LEAD * lead.score:
            break
        if not case.is_about(hit.unit):
            continue
        relation = _relation(question, lead.unit, hit.unit)
        if relation == "leads" and hit.score < _least_share(question, lead.unit, hit.unit) * lead.score:
            continue
        if _has_room(chosen, hit.unit, relation) and not _repeats(chosen, hit.unit):
            chosen.append(Chosen(hit.unit, relation))
    order: dict[Relation, int] = {"leads": 0, "differs": 1, "also": 2}
    return tuple(sorted(chosen, key=lambda each: order[each.relation])[:CITED_AT_MOST])


def _lead(question: Question, hits: Sequence[Hit], weights: WordWeights) -> Hit:
    """Take the first unit; where it is damaged, the next that is not and is about the same case."""
    first = hits[0]
    if not _is_damaged(first.unit):
        return first
    case = _Case(question, first.unit, weights)
    near = (hit for hit in hits[1:CONSIDERED] if hit.score >= SCORE_OF_LEAD * first.score)
    return next((hit for hit in near if not _is_damaged(hit.unit) and case.is_about(hit.unit)), first)


def _is_damaged(unit: Unit) -> bool:
    """Whether a passage of a unit holds damaged characters."""
    return any(passage.damaged for passage in passages(unit))


class _Case:
    """What a question and its leading unit are about, for telling whether another unit is about the same."""

    def __init__(self, question: Question, lead: Unit, weights: WordWeights) -> None:
        self._weights = weights
        measures = [(weights.share(words, lead), words) for words in question_words(question.search_text)]
        self._support, self._words = max(measures)
        self._subject = [word for word in question_terms(question.search_text) if word in words_of(lead)]
        self._telling = [word for word in self._subject if weights.weight(word) >= TELLING]
        self._wanted = question.asks_for if question.asks_for in _kinds(lead) else None

    def is_about(self, unit: Unit) -> bool:
        """Whether a unit holds what was asked for, and most of the question's words the leading one holds, or a telling one."""
        if self._support < LEAST_SUPPORT or (self._wanted is not None and self._wanted not in _kinds(unit)):
            return False  # a time limit was asked for and found: a clause without one adds nothing
        if self._wanted is PointKind.DEADLINE:  # 答复, 解决, 处理 of a complaint are limited alike
            return any(word in words_of(unit) for word in self._subject)
        if self._weights.share(self._words, unit) >= SUPPORT_OF_LEAD * self._support:
            return True
        return any(word in words_of(unit) for word in self._telling)


def organisation(unit: Unit) -> str:
    """Name whose rule a unit is, for comparing: its issuer, or its regulation where no issuer is known."""
    return fold(unit.issuer) or unit.regulation_id


def _least_share(question: Question, lead: Unit, unit: Unit) -> float:
    """How near a further unit of the leading one's organisation must come to it."""
    if not _same_list(lead, unit):
        return SCORE_OF_LEAD_SAME_ORGANISATION
    return SCORE_OF_LEAD if _ASKS_FOR_LIST.search(question.search_text) else SCORE_OF_LEAD_SAME_LIST


def _relation(question: Question, lead: Unit, unit: Unit) -> Relation:
    """Tell how a unit stands to the leading one."""
    if organisation(unit) != organisation(lead):
        return "also"
    return "differs" if not _same_list(lead, unit) and disagree(question, lead, unit) else "leads"


def disagree(question: Question, one: Unit, other: Unit) -> bool:
    """Tell whether two units set different time limits for what the question asks about.

    Only this much can be shown from the words: a time limit is asked for, both units set one, both speak of the question's subject,
    and no amount of the one is an amount of the other.
    """
    if question.asks_for is not PointKind.DEADLINE:
        return False
    limits = [time_limits(to_simplified(" ".join(p.text for p in _deadlines(unit)))) for unit in (one, other)]
    subject = question_terms(question.search_text)
    same_subject = all(
        any(word in fold(" ".join((*unit.context, unit.unit_text))) for word in subject) for unit in (one, other)
    )
    units_of_time = [{limit.lstrip("0123456789") for limit in found} for found in limits]
    return bool(
        same_subject and limits[0] and limits[1] and units_of_time[0] & units_of_time[1] and not limits[0] & limits[1]
    )


def _kinds(unit: Unit) -> frozenset[PointKind]:
    """Collect what the passages of a unit are for."""
    return frozenset(passage.kind for passage in passages(unit))


def _deadlines(unit: Unit) -> tuple[Passage, ...]:
    """Return the passages of a unit that set a time limit."""
    return tuple(passage for passage in passages(unit) if passage.kind is PointKind.DEADLINE)


def _has_room(chosen: Sequence[Chosen], unit: Unit, relation: Relation) -> bool:
    """Whether one more unit of its kind still helps an agent on a call."""
    if relation == "also":
        others = {organisation(each.unit) for each in chosen if each.relation == "also"}
        return organisation(unit) not in others and len(others) < OF_OTHERS
    own = [each.unit for each in chosen if each.relation != "also"]
    siblings = sum(_same_list(each, unit) for each in own)
    return len(own) < CITED_AT_MOST and (siblings == len(own) or len(own) - siblings < OF_ONE_REGULATION)


def _same_list(one: Unit, other: Unit) -> bool:
    """Whether two units are items of one list."""
    return (
        one.regulation_id == other.regulation_id
        and len(one.path) == len(other.path)
        and one.path[:-1] == other.path[:-1]
    )


def _repeats(chosen: Sequence[Chosen], unit: Unit) -> bool:
    """Whether a unit of the same organisation says nothing new."""
    return any(
        fold(unit.unit_text) in fold(each.unit.unit_text) and organisation(unit) == organisation(each.unit)
        for each in chosen
    )
