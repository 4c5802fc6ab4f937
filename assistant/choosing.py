"""Chooses the units an answer rests on: the best-supported rule, what else settles the question, other organisations' rules.

Knows nothing of how they are worded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answer import PointKind
from assistant.citing import Relation
from assistant.disagreeing import Relations, asks_leave, disagreements
from assistant.question import Question
from assistant.sentences import Passage, passages
from assistant.words import TELLING, WordWeights, question_terms, question_words, words_of
from corpus.regulation import Unit
from corpus.script import fold
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
# Below this nearness another organisation's unit is about something else: of 33 on dev-01 it leaves 20, 14 of them right, before 19.
SAME_MATTER = 0.25
SUPPORT_OF_LEAD = 0.7  # so is one that holds less of the question's words than this share of what the first holds
# So near the first that which of the two was meant is open: shown whatever words it shares. Of 333 answered cases of dev-01 and dev-02
# 30 get one, half of them right, most of those where the first is not.
NEAR_TIE = 0.9
TIES_FROM = 0.5  # where even the first scores less, everything is as far away
ALLOWS_THE_SAME = 0.3  # nearness from which what does not forbid may be what allows, where leave is asked for
SCORE_WITHOUT_WORDS = 0.7  # where leave is asked in other words than the rules', meaning and score must tell
SAYS_THE_SAME = (
    0.3  # nearness from which another organisation's wording may be for the same moment, where wording is asked for
)
SCORE_OF_WORDING = 0.6  # of the leading one: 第一句 is a greeting there and a 问候语 here, no word is shared
# Only where the whole ranking is of so few, as with a scope of two: of seven such units among all organisations two were right.
FEW_ORGANISATIONS = 2
NEIGHBOUR = 0.6  # nearness of two items of a list that settle two parts of one question
LEAST_SUPPORT = (
    0.15  # where even the first unit holds hardly a word of the question, words cannot tell: it stands alone
)
_UNKNOWN = Relations()
_AMOUNT_ASKED = r"(?:多[久长少快]|几(?:天|日|个?小时|分钟|周|次|声)|什么时候)"
_ASKS_TWICE = re.compile(rf"分别|各(?:要|是|自|在)|{_AMOUNT_ASKED}.{{2,}}{_AMOUNT_ASKED}")  # 退款多久到账,换货多久发
_ASKS_FOR_LIST = re.compile(r"哪些|有什么|哪几|都有|几[种条点类]|\b(?:list|which|what are|kinds?|all)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A unit the answer rests on."""

    unit: Unit
    relation: Relation
    sentence: str = ""  # what of it must be shown, since another clause disagrees with it; simplified, blanks aside
    passages_at_most: int = 0  # of a long unit; 0: as many as its relation has
    left_out: int = 0  # items of its list that are not shown; said once, at the last that is


def choose(
    question: Question, hits: Sequence[Hit], weights: WordWeights, relations: Relations = _UNKNOWN
) -> tuple[Chosen, ...]:
    """Choose from a ranking the units that answer a question.

    The first leads. A later one is taken only if its score and the words it shares with the question say that it is about the
    same case: of the same regulation as a further rule, of another organisation as that organisation's rule.

    :param question: The question.
    :param hits: The ranking, best first; not empty.
    :param weights: How telling words are.
    :param relations: How units stand to each other, as far as it is known.
    :return: The units in the order the answer uses them: leading ones, then those that differ, then other organisations'.
    """
    lead = _lead(question, hits, weights)
    case = _Case(question, lead.unit, weights)
    case.within_few = len({organisation(hit.unit) for hit in hits}) <= FEW_ORGANISATIONS
    chosen = [Chosen(lead.unit, "leads")]
    ties = 0
    for hit in hits[:CONSIDERED]:
        if hit is lead:
            continue
        if hit.score < SCORE_OF_LEAD * lead.score:
            break
        relation: Relation = "leads" if organisation(hit.unit) == organisation(lead.unit) else "also"
        tied = not ties and hit.score >= NEAR_TIE * lead.score >= NEAR_TIE * TIES_FROM
        near = relations.nearness(lead.unit, hit.unit)
        if not (tied or _belongs(case, lead, hit, near)):
            continue
        if _has_room(chosen, hit.unit, relation) and not _repeats(chosen, hit.unit):
            ties += tied
            chosen.append(Chosen(hit.unit, relation))
    return _in_order(_with_dissent(question, chosen, hits, relations))


def _belongs(case: _Case, lead: Hit, hit: Hit, nearness: float) -> bool:
    """Whether a later unit is about the case of the leading one and near enough to it."""
    if same_list(lead.unit, hit.unit) and case.asks_twice and nearness >= NEIGHBOUR:
        return hit.score >= SCORE_OF_LEAD_SAME_ORGANISATION * lead.score
    if not case.words_can_tell and case.asks_leave and organisation(hit.unit) != organisation(lead.unit):
        return nearness >= ALLOWS_THE_SAME and hit.score >= SCORE_WITHOUT_WORDS * lead.score
    if case.within_few and _says_the_same(case, lead, hit, nearness):
        return True
    if not case.is_about(hit.unit):
        return False
    if nearness < ALLOWS_THE_SAME and not case.holds_what_was_asked(hit.unit):
        return False
    if organisation(hit.unit) != organisation(lead.unit):
        return nearness >= SAME_MATTER
    return hit.score >= _least_share(case.question, lead.unit, hit.unit) * lead.score


def _says_the_same(case: _Case, lead: Hit, hit: Hit, nearness: float) -> bool:
    """Whether wording is asked for, and another organisation's unit holds its own for what is likely the same moment."""
    asked = case.asks_for_wording and organisation(hit.unit) != organisation(lead.unit)
    near = nearness >= SAYS_THE_SAME and hit.score >= SCORE_OF_WORDING * lead.score
    return asked and near and case.holds_what_was_asked(hit.unit)


def _with_dissent(
    question: Question, chosen: Sequence[Chosen], hits: Sequence[Hit], relations: Relations
) -> dict[str, Chosen]:
    """Add what disagrees with the chosen units, and show of both sides where they do."""
    every = {each.unit.unit_id: each for each in chosen}
    leading = [each.unit for each in chosen if each.relation == "leads"]
    for pair in disagreements(question, leading, hits, relations):
        mine, other = pair.unit, pair.dissent.unit
        relation: Relation = "leads" if organisation(mine) == organisation(leading[0]) else "also"
        known = every.get(mine.unit_id, Chosen(mine, relation))
        every[mine.unit_id] = replace(known, sentence=pair.dissent.against)
        if pair.can_be_kept_together:
            relation = "leads" if organisation(other) == organisation(leading[0]) else "also"
        else:
            relation = "differs"
        every.pop(other.unit_id, None)  # told in the order of the pairs
        every[other.unit_id] = Chosen(other, relation, pair.dissent.sentence)
    return every


def _in_order(chosen: Mapping[str, Chosen]) -> tuple[Chosen, ...]:
    """Put leading units first, then those that differ; further ones give way to what disagrees."""
    needed = [each for place, each in enumerate(chosen.values()) if place == 0 or each.sentence]
    further = [each for each in chosen.values() if each not in needed][: max(0, CITED_AT_MOST - len(needed))]
    order: dict[Relation, int] = {"leads": 0, "differs": 1, "also": 2}
    kept = [each for each in chosen.values() if each in needed or each in further]
    return tuple(sorted(kept, key=lambda each: order[each.relation]))


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
        self.question = question
        self.asks_twice = _ASKS_TWICE.search(question.search_text) is not None
        self.within_few = False
        self._weights = weights
        measures = [(weights.share(words, lead), words) for words in question_words(question.search_text)]
        self._support, self._words = max(measures)
        self.words_can_tell = self._support >= LEAST_SUPPORT
        self._subject = [word for word in question_terms(question.search_text) if word in words_of(lead)]
        self._telling = [word for word in self._subject if weights.weight(word) >= TELLING]
        self._wanted = question.asks_for if question.asks_for in _kinds(lead) else None
        self.asks_for_wording = self._wanted is PointKind.SAY
        self.asks_leave = self._wanted is PointKind.NEVER and asks_leave(question)

    def holds_what_was_asked(self, unit: Unit) -> bool:
        """Whether a unit holds the kind of passage that was asked for, where the leading one does."""
        return self._wanted is None or self._wanted in _kinds(unit)

    def is_about(self, unit: Unit) -> bool:
        """Whether a unit holds what was asked for, and most of the question's words the leading one holds, or a telling one."""
        if not self.words_can_tell or not (self.asks_leave or self.holds_what_was_asked(unit)):
            return False  # a time limit was asked for and found: a clause without one adds nothing
        if self._wanted is PointKind.DEADLINE:  # 答复, 解决, 处理 of a complaint are limited alike
            return any(word in words_of(unit) for word in self._subject)
        if self._weights.share(self._words, unit) >= SUPPORT_OF_LEAD * self._support:
            return True
        return any(word in words_of(unit) for word in self._telling)


def asks_for_list(question: Question) -> bool:
    """Whether a question asks for all there is of something: 服务禁忌有哪些."""
    return _ASKS_FOR_LIST.search(question.search_text) is not None


def organisation(unit: Unit) -> str:
    """Name whose rule a unit is, for comparing: its issuer, or its regulation where no issuer is known."""
    return fold(unit.issuer) or unit.regulation_id


def _least_share(question: Question, lead: Unit, unit: Unit) -> float:
    """How near a further unit of the leading one's organisation must come to it."""
    if not same_list(lead, unit):
        return SCORE_OF_LEAD_SAME_ORGANISATION
    return SCORE_OF_LEAD if asks_for_list(question) else SCORE_OF_LEAD_SAME_LIST


def _kinds(unit: Unit) -> frozenset[PointKind]:
    """Collect what the passages of a unit are for."""
    return frozenset(passage.kind for passage in passages(unit))


def shown(picked: Sequence[Passage], chosen: Chosen) -> tuple[Passage, ...]:
    """Add to the passages picked of a unit those in which another disagrees with it; of one that differs show nothing else.

    :param picked: What answers the question, in the order of the unit.
    :param chosen: The unit, and what of it must be shown.
    :return: Passages in the order of the unit; the heading alone where that is what must be shown.
    """
    sentence, heading = fold(chosen.sentence), chosen.unit.heading.rstrip(" :：。")
    if not sentence:
        return tuple(picked)
    if heading and fold(heading) == fold(chosen.sentence.rstrip(" :：。")):
        return (Passage(PointKind.RULE, heading, 0, len(heading), in_heading=True),)
    telling = [p for p in passages(chosen.unit) if fold(p.text) in sentence or sentence in fold(p.text)]
    if chosen.relation == "differs":
        return tuple(telling or picked)
    return tuple(passage for passage in passages(chosen.unit) if passage in picked or passage in telling)


def _has_room(chosen: Sequence[Chosen], unit: Unit, relation: Relation) -> bool:
    """Whether one more unit of its kind still helps an agent on a call."""
    if relation == "also":
        others = {organisation(each.unit) for each in chosen if each.relation == "also"}
        return organisation(unit) not in others and len(others) < OF_OTHERS
    own = [each.unit for each in chosen if each.relation != "also"]
    siblings = sum(same_list(each, unit) for each in own)
    return len(own) < CITED_AT_MOST and (siblings == len(own) or len(own) - siblings < OF_ONE_REGULATION)


def same_list(one: Unit, other: Unit) -> bool:
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
