"""Tells which clause disagrees with one an answer rests on, in what the question asks.

The pairs are found when the index is built (``index.conflicts``); here only whether one of them matters to this question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from assistant.answer import PointKind
from assistant.question import Question, asks_for
from assistant.service_terms import regulation_words
from corpus.regulation import Unit
from corpus.script import to_simplified
from index.clause_index import ClauseIndex
from index.conflicts import Conflict, ConflictKind, amounts_to_compare
from index.conflicts_facts import RINGS, actions_named, case_of
from index.search import Hit

DISSENTING_AT_MOST = 2  # of different organisations; a third only repeats that rules differ
COMPARED_AT_MOST = 1  # where rules set different amounts that can be kept together, one of the others is enough
ANY_DISTANCE = 2
LIKELY_MEANT = (
    8  # places of the ranking in which a clause is near enough to what was asked, whatever words it shares with it
)
LIKELY_FOR_LEAVE = 3  # where leave is asked for and one side forbids what the other allows
LIKELY_IN_ENGLISH = 6  # fewer where words cannot tell
# Who asks like this has seen two rules: 到底是一小时还是两小时, 听谁的, 两份规定说法不一样.
_COMPARES = re.compile(
    r"到底|究竟|不一样|不一致|不同|矛盾|冲突|打架|为准|听谁|哪个(?:才|是)?对|才对|说法|有人说|有的说|另一(?:份|条|处|个)|一样吗|\d.{0,6}还是.{0,4}\d"
    r"|\w{2}还是(?![没不要这那很会老])(?!听不|打不|有点)\w{2}|[一二两三四五六七八九十半].{0,4}还是.{0,4}[一二两三四五六七八九十半]|\b(?:or|differ(?:ent|s)?|contradict\w*|conflict\w*|which (?:one|rule))\b",
    re.IGNORECASE,
)
_ASKS_LEAVE = re.compile(
    r"能不能|可不可以|可否|能否|行不行|允不允许|允许|(?:可以|能|行|准|让).{0,24}[吗么嘛](?:[?？。!！]|$)|\b(?:can|may|could) (?:i|we|agents?|staff|they)\b|\b(?:allowed|permitted)\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"[0-9一二两三四五六七八九十半几多]\s*(?:个|声|下|次|小时|天|日|周|分钟|秒)|时限|期限|时间|\b(?:hour|day|minute|ring|time)s?\b"
)
_NAMED_AMOUNT = re.compile(r"[0-9一二两三四五六七八九十]+\s*个?\s*(?:工作日|小时|分钟|秒|天|日|周|月|声|次)")
# Who names an amount and asks whether it will do asks for the limit: 应当在48小时内答复吧, 3天答复就行对吧, 2小时答复来得及吗.
_PUT_FORWARD = re.compile(
    rf"(?:{_NAMED_AMOUNT.pattern}|\b\d+ ?(?:hours?|days?|minutes?|rings?)\b)(?:之?以?内|之?前|之?后|.{{0,24}}?(?:[吧吗么嘛]|对不对|是不是|行不行|可不可以|就[行好可够]|来得及|够不够|算|[?？]))",
    re.IGNORECASE,
)
_NAMES_NO_ACTION = {RINGS: {"wait"}}
_ONLY_A_CASE = re.compile(r"^[^,，。?？]{1,14}呢[?？。]?$")
_DIGITS = str.maketrans("一二两三四五六七八九", "1223456789")
_COUNTED = "双两单一各每"  # 双手 is asked for as 手


@dataclass(frozen=True, slots=True)
class Dissent:
    """One side of a pair of clauses that disagree, seen from the other."""

    unit: Unit
    sentence: str  # where it says so, simplified, blanks aside
    against: str  # the sentence of the clause it disagrees with
    conflict: Conflict


@dataclass(frozen=True, slots=True)
class Relations:
    """What an index knows of how units stand to each other."""

    dissents: Callable[[Unit], Sequence[Dissent]] = lambda _: ()  # what disagrees with a unit, inside the scope
    nearness: Callable[[Unit, Unit], float] = lambda _one, _other: 1.0  # by meaning, 1 the same, 0 as any two


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A pair of clauses that disagree in what was asked."""

    unit: Unit  # one the answer rests on
    dissent: Dissent
    can_be_kept_together: bool = False  # 响两声再接 and 三声内接听: other amounts of one matter, no disagreement


def relations_in(clause_index: ClauseIndex, scope: frozenset[str] | None) -> Relations:
    """Look up in an index how units stand to each other, inside a scope.

    :param clause_index: The index that knows the pairs.
    :param scope: Ids of regulations; None: all.
    :return: The two look-ups.
    """
    return Relations(
        partial(_dissents_of, clause_index, scope),
        lambda one, other: clause_index.nearness(one.unit_id, other.unit_id),
    )


def _dissents_of(clause_index: ClauseIndex, scope: frozenset[str] | None, unit: Unit) -> tuple[Dissent, ...]:
    """List what disagrees with a unit, inside a scope."""
    found: list[Dissent] = []
    for conflict in clause_index.conflicts_of(unit.unit_id):
        mine = conflict.unit_ids.index(unit.unit_id)
        other = clause_index.unit(conflict.unit_ids[1 - mine])
        if scope is None or other.regulation_id in scope:
            found.append(Dissent(other, conflict.sentences[1 - mine], conflict.sentences[mine], conflict))
    return tuple(found)


def disagreements(
    question: Question, resting_on: Sequence[Unit], hits: Sequence[Hit], relations: Relations
) -> tuple[Disagreement, ...]:
    """Find what disagrees, in what the question asks, with the clauses an answer rests on.

    Where the question compares two rules and neither is among those clauses, a pair that the search found is taken.

    :param question: The question.
    :param resting_on: The clauses, the leading one first.
    :param hits: The ranking.
    :param relations: How units stand to each other.
    :return: At most two pairs, a regulation that disagrees with itself first, the dissenting clauses of different organisations; where
        there is room, also amounts that differ and can be kept together.
    """
    places = {hit.unit.unit_id: place for place, hit in enumerate(hits[:LIKELY_MEANT])}
    compares = _COMPARES.search(question.search_text) is not None
    reach = _reach(question)
    asked = question.search_text + (regulation_words(question.search_text) if question.language == "en" else "")

    def near_enough(dissent: Dissent) -> int:
        """Tell from which place on a dissenting clause is likely meant, whatever words it shares with the question."""
        leave = LIKELY_FOR_LEAVE if dissent.conflict.kind is not ConflictKind.LIMIT and asks_leave(question) else 0
        english = LIKELY_IN_ENGLISH if question.language == "en" else 0
        return LIKELY_MEANT if compares else max(leave, english)

    found = [
        Disagreement(unit, dissent)
        for unit in resting_on
        for dissent in relations.dissents(unit)
        if _is_asked(
            question,
            asked,
            dissent,
            for_limit=_distance(Disagreement(unit, dissent)) <= reach,
            likely=places.get(dissent.unit.unit_id, LIKELY_MEANT) < near_enough(dissent),
        )
    ]
    amounts_asked = reach == ANY_DISTANCE or (compares and _AMOUNT.search(asked) is not None)
    if not found and compares:
        kinds = {ConflictKind.LIMIT} if amounts_asked else set(ConflictKind)
        near = [hit.unit for hit in hits[:LIKELY_MEANT]]
        found = [
            Disagreement(unit, dissent)
            for unit in near
            for dissent in relations.dissents(unit)
            if dissent.unit.unit_id in places and dissent.conflict.kind in kinds
        ][:1]
    told = _most_wanted(found, resting_on[:1], asked, places)
    if amounts_asked and resting_on and len(told) < DISSENTING_AT_MOST:
        met = {resting_on[0].unit_id, *(pair.dissent.unit.unit_id for pair in told)}
        told += _other_amounts(resting_on[0], [hit.unit for hit in hits if hit.unit.unit_id not in met], asked)
    return tuple(told)


def _most_wanted(
    found: Sequence[Disagreement], lead: Sequence[Unit], asked: str, places: Mapping[str, int]
) -> list[Disagreement]:
    """Choose the pairs to tell, one an organisation: nearest clauses first, then those with an amount that the question names."""
    named = {_digits(amount) for amount in _NAMED_AMOUNT.findall(asked)}
    chosen: dict[str, Disagreement] = {}
    for pair in sorted(
        found,
        key=lambda pair: (
            _distance(pair),
            not _says_one_of(named, pair.dissent.sentence),
            places.get(pair.dissent.unit.unit_id, LIKELY_MEANT),
        ),
    ):
        if pair.dissent.unit not in lead:  # else the same pair, seen from the clause that does not lead
            chosen.setdefault(pair.dissent.unit.issuer or pair.dissent.unit.regulation_id, pair)
    return list(chosen.values())[:DISSENTING_AT_MOST]


def _other_amounts(lead: Unit, others: Sequence[Unit], asked: str) -> list[Disagreement]:
    """Find what sets another amount than the leading clause for the same thing, where both can be kept."""
    actions = actions_named(asked)
    compared = ((other, amounts_to_compare(lead, other)) for other in others)
    found = (
        Disagreement(lead, Dissent(other, pair.sentences[1], pair.sentences[0], pair), can_be_kept_together=True)
        for other, pair in compared
        if pair and _is_of(actions, pair)
    )
    return list(islice(found, COMPARED_AT_MOST))


def _is_of(actions: frozenset[str], conflict: Conflict) -> bool:
    """Whether amounts limit one of the things a question names; to wait for a ring is to pick up after it."""
    return actions <= _NAMES_NO_ACTION.get(conflict.measure, set()) or not conflict.action or conflict.action in actions


def _distance(pair: Disagreement) -> int:
    """Tell how far from each other two clauses stand: a regulation that disagrees with itself leaves an agent helpless soonest."""
    mine, other = pair.unit, pair.dissent.unit
    if mine.regulation_id == other.regulation_id:
        return 0
    return 1 if mine.issuer and mine.issuer == other.issuer else 2


def _reach(question: Question) -> int:
    """Tell how far from a clause another may stand (``_distance``) whose limit differs, to be asked for.

    Any where a question asks for a time limit, or puts one forward: 48小时内答复吧. One of the same regulation where it only hangs on a
    question that did, or asks for another case: 那要领导协调的呢. Cases are told apart by their limits.
    """
    if question.asks_for is PointKind.DEADLINE or _PUT_FORWARD.search(question.search_text):
        return ANY_DISTANCE
    if question.asks_for is not None:
        return -1
    another_case = _ONLY_A_CASE.search(question.text) is not None and case_of(to_simplified(question.text)) != ""
    return 0 if another_case or asks_for(question.search_text) is PointKind.DEADLINE else -1


def asks_leave(question: Question) -> bool:
    """Whether a question asks if something may be done: what allows it answers as well as what forbids it."""
    return _ASKS_LEAVE.search(question.search_text) is not None


def _says_one_of(amounts: set[str], sentence: str) -> bool:
    """Whether a sentence sets one of the amounts a question names: 10分钟还是2小时."""
    return any(_digits(amount) in amounts for amount in _NAMED_AMOUNT.findall(sentence))


def _digits(amount: str) -> str:
    """Bring an amount into the form in which two are compared: 两个小时 is 2小时."""
    return re.sub(r"[\s个之]", "", amount.translate(_DIGITS))


def _is_asked(question: Question, asked: str, dissent: Dissent, *, for_limit: bool, likely: bool) -> bool:
    """Whether two clauses disagree in what the question asks."""
    conflict = dissent.conflict
    if any(
        mine in asked and mine not in dissent.sentence and other in dissent.sentence for mine, other in ("男女", "女男")
    ):
        return False  # 女士能染发吗 is not settled by what men may not do
    if conflict.kind is ConflictKind.LIMIT:
        if not for_limit and not (likely and _AMOUNT.search(question.search_text)):
            return False
        actions = actions_named(question.text) or actions_named(asked)  # 回访呢, behind a question for another limit
        return _is_of(actions, conflict)
    words = {word.lstrip(_COUNTED) or word for word in conflict.about}
    return (likely and not for_limit) or any(
        set(word) <= set(asked) or word[0] + word[-1] in asked for word in words
    )  # 工号 is 工作编号
