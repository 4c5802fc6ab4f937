"""Pairs of units that speak of the same matter and disagree: in an amount, or what one forbids the other demands or allows.

Amounts disagree where no value meets both, and where both are deadlines, or both minimums, and differ: two standards for one duty.
What one deed can meet is no disagreement: 响两声再接 and 三声内接听.

Found when a version is built and kept in it as readable JSON. What is compared is in ``conflicts_facts``; here is which facts of two
units are held against each other. Precision before recall: a wrong pair puts a foreign rule before an agent, a missed one leaves things
as they were.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.regulation import Unit
from corpus.script import to_simplified
from index.conflicts_facts import (
    MINUTES,
    RINGS,
    Act,
    Bound,
    Facts,
    Force,
    Limit,
    Only,
    facts_of,
    names_act,
    tokens,
    topic_words,
)

CONFLICTS_FILE = "conflicts.json"
HELD_SHARE = 0.6  # so much of a forbidden act, by weight, stands in what the other unit demands or allows
HELD_WHOLE = 0.85  # below this share what is missing may only stand at the end: 双手交叉抱在胸前
HELD_BEGINNING = 4  # characters
HELD_WEIGHT = 1.6  # and so much weight in all: a word of two characters that few units hold
NEAR_ACTS = 0.1  # centred cosine of the units, below which shared words are chance
NEIGHBOURS = 100  # units that one is held against,
PAIRS_OF_ACTS = 200_000  # and in a large corpus fewer: so many pairs take about ten seconds
COMMON_TOPIC = 200  # units; a topic word that more of them limit says nothing of the matter
MUCH_OF_TOPIC = 0.5  # share of the topic words of two amounts whose verb is unknown

COMMON_FROM = 3  # units of a regulation
COMMON_SHARE = 1 / 3  # and so much of it: a word in more of its units says nothing of the matter of one

_FLOORS = {Bound.AT_LEAST, Bound.AFTER}
_ORDER_OF_BOUNDS = (
    Bound.AT_LEAST,
    Bound.AFTER,
    Bound.EXACTLY,
    Bound.AT_MOST,
)  # what stands first must be the smaller amount
_Apart = tuple[Limit, Limit, frozenset[str]]  # and what both are about
_DENIED_TO = {Force.FORBIDS: (Force.DEMANDS, Force.ALLOWS), Force.FREES: (Force.DEMANDS,)}
_GRANTING = (Force.DEMANDS, Force.ALLOWS)


class ConflictKind(StrEnum):
    """In what two units disagree."""

    LIMIT = "limit"  # a time limit or another amount
    ACT = "act"  # forbidden here, demanded or allowed there


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two units that disagree."""

    kind: ConflictKind
    unit_ids: tuple[str, str]
    sentences: tuple[str, str]  # of each unit, simplified, blanks aside: where it says so, one a line
    about: tuple[str, ...]  # the words both sides are about
    measure: str = ""  # of a limit: minutes, rings, ...
    action: str = ""  # of a limit: what is to be done within it, as ``conflicts_facts`` names it


def find_conflicts(units: Sequence[Unit], vectors: NDArray[np.float32]) -> tuple[Conflict, ...]:
    """Find the pairs of units that disagree.

    :param units: The units, in document order.
    :param vectors: One unit vector each, as they are indexed.
    :return: The pairs in document order, each unit before the other; one entry a pair and kind.
    """
    facts = [facts_of(unit) for unit in units]
    weigh, common = _Weights(units), _CommonWords(units)
    found: list[tuple[int, int, Conflict]] = []
    for one, other in _pairs_with_limits(facts):
        apart = list(_limits_apart((units[one], units[other]), (facts[one], facts[other]), common))
        if apart:
            found.append((one, other, _of_limits((units[one], units[other]), apart)))
    centred = _centred(vectors)
    admitting = {row for row, each in enumerate(facts) if each.only}
    denying = {row for row, each in enumerate(facts) if any(act.force in _DENIED_TO for act in each.acts)}
    granting = {row for row, each in enumerate(facts) if any(act.force in _GRANTING for act in each.acts)}
    for one, other in _near_pairs(denying, granting, centred) | _near_pairs(admitting, range(len(units)), centred):
        act = None if _two_editions(units[one], units[other]) else _first_act(units, facts, one, other, weigh)
        if act:
            ids = (units[one].unit_id, units[other].unit_id)
            found.append((one, other, Conflict(ConflictKind.ACT, ids, act.sentences, _words(act.about))))
    return tuple(conflict for *_, conflict in sorted(found, key=lambda each: each[:2]))


def _pairs_with_limits(facts: Sequence[Facts]) -> list[tuple[int, int]]:
    """List the rows whose limits could be of one matter: the same measure, and a topic word shared or rings."""
    rows: dict[tuple[str, str], set[int]] = {}
    for row, each in enumerate(facts):
        for limit in each.limits:
            for word in limit.topic if limit.measure != RINGS else ("",):
                rows.setdefault((limit.measure, word), set()).add(row)
    telling = (sorted(together) for together in rows.values() if len(together) <= COMMON_TOPIC)
    return sorted({pair for together in telling for pair in combinations(together, 2)})


def _near_pairs(rows: Collection[int], others: Iterable[int], centred: NDArray[np.float32]) -> set[tuple[int, int]]:
    """Pair rows with others near by meaning, with so many each that a large corpus stays possible."""
    columns = np.array(sorted(others), dtype=np.intp)
    places = max(1, min(NEIGHBOURS, PAIRS_OF_ACTS // max(1, len(rows))))
    found: set[tuple[int, int]] = set()
    for row in rows:
        cosines = centred[columns] @ centred[row]
        near = np.flatnonzero(cosines >= NEAR_ACTS)
        nearest = columns[near[np.argsort(-cosines[near])[:places]]].tolist()
        found |= {(min(row, other), max(row, other)) for other in nearest if other != row}
    return found


@dataclass(frozen=True, slots=True)
class _ActsApart:
    sentences: tuple[str, str]
    about: frozenset[str]


class _Weights:
    """How telling words and characters are: 1 for one in a single unit, less the more units hold it."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._unit_count = len(units)
        self._units_with = Counter(word for unit in units for word in tokens(to_simplified(unit.unit_text)))

    def of(self, words: Iterable[str]) -> float:
        """Add up the weights of words."""
        return sum(math.log((1 + self._unit_count) / (self._units_with[w] or 1)) for w in words) / math.log(
            1 + self._unit_count
        )


def _limits_apart(pair: tuple[Unit, Unit], facts: tuple[Facts, Facts], common: _CommonWords) -> Iterator[_Apart]:
    """Yield amounts of two units that limit the same and disagree."""
    if _one_list(*pair) or _two_editions(*pair):
        return
    for mine in facts[0].limits:
        for yours in facts[1].limits:
            if mine.measure == yours.measure and _disagree(mine, yours) and not _is_a_stage(mine, yours, pair, facts):
                shared = _shared_topic(mine, yours, pair, common)
                if _same_limited(mine, yours, shared):
                    yield mine, yours, shared


def _is_a_stage(mine: Limit, yours: Limit, pair: tuple[Unit, Unit], facts: tuple[Facts, Facts]) -> bool:
    """Whether one unit sets two limits for a matter, 24小时内答复,10日内办结, and the other of its regulation repeats one of them."""
    if pair[0].regulation_id != pair[1].regulation_id:
        return False
    return any(
        (each.measure, each.action, each.case) == (limit.measure, limit.action, limit.case)
        and math.isclose(each.amount, limit.amount)
        for limit, theirs in ((yours, facts[0]), (mine, facts[1]))
        for each in theirs.limits
    )


def amounts_to_compare(one: Unit, other: Unit) -> Conflict | None:
    """Tell where two units set different amounts for one thing, of which one deed can meet both: 响两声再接 and 三声内接听.

    They do not disagree, and ``find_conflicts`` leaves them out; who asks about one should hear of the other.

    :param one: A unit.
    :param other: Another.
    :return: The amounts, written down as those that disagree are; None where there are none such.
    """
    if one.unit_id == other.unit_id or _one_list(one, other) or _two_editions(one, other):
        return None
    apart = [
        (mine, yours, mine.topic & yours.topic)
        for mine in facts_of(one).limits
        for yours in facts_of(other).limits
        if mine.measure == yours.measure
        and _both_can_be_met(mine, yours)
        and _same_limited(mine, yours, mine.topic & yours.topic)
    ]
    return _of_limits((one, other), apart) if apart else None


def _disagree(mine: Limit, yours: Limit) -> bool:
    """Whether two amounts for one thing disagree: no value meets both, or both bound it on the same side and differently.

    At the second ring and within three rings can be met together. Two deadlines are two standards, though whoever keeps the
    shorter keeps both: 1 hour and 2 hours; so are two minimums.
    """
    if {mine.bound, yours.bound} <= _FLOORS or mine.bound is yours.bound:
        return not math.isclose(mine.amount, yours.amount)
    return not _can_meet(mine, yours)


def _both_can_be_met(mine: Limit, yours: Limit) -> bool:
    """Whether two different amounts do not disagree."""
    return not math.isclose(mine.amount, yours.amount) and not _disagree(mine, yours)


def _can_meet(mine: Limit, yours: Limit) -> bool:
    """Whether a value meets two bounds of different kinds."""
    low, high = sorted((mine, yours), key=lambda each: _ORDER_OF_BOUNDS.index(each.bound))
    if math.isclose(low.amount, high.amount):
        return Bound.AFTER not in (low.bound, high.bound)  # 两声后 and 两声内
    return low.amount < high.amount


def _same_limited(mine: Limit, yours: Limit, shared: Collection[str]) -> bool:
    """Whether two amounts limit the same thing in the same case."""
    if mine.measure == RINGS:
        return not (mine.action and yours.action) or mine.action == yours.action
    if {mine.case, yours.case} == {"simple", "hard"} or mine.action != yours.action:
        return False
    if mine.measure == MINUTES and mine.action:
        return bool(shared)
    return len(shared) > 1 and len(shared) >= MUCH_OF_TOPIC * min(len(mine.topic), len(yours.topic))


def _shared_topic(mine: Limit, yours: Limit, pair: tuple[Unit, Unit], common: _CommonWords) -> frozenset[str]:
    """Give the words that say that two amounts are of one matter.

    Inside a regulation much is shared by units of different matters: the title they stand under, which counts only for a unit that
    says nothing of its own, and words the whole regulation is about (读者 of a library), which count only where nothing else is said.
    """
    if pair[0].regulation_id != pair[1].regulation_id:
        return mine.topic & yours.topic
    topics = (mine.own_topic or mine.topic, yours.own_topic or yours.topic)
    shared = topics[0] & topics[1]
    if all(common.is_common(word, pair[0].regulation_id) for word in shared) and shared not in topics:
        return frozenset()
    return shared


class _CommonWords:
    """Which words stand in so much of a regulation that they tell nothing of the matter of one unit."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._texts: dict[str, list[str]] = {}
        for unit in units:
            self._texts.setdefault(unit.regulation_id, []).append(to_simplified(unit.unit_text))
        self._known: dict[tuple[str, str], bool] = {}

    def is_common(self, word: str, regulation_id: str) -> bool:
        """Tell whether many units of a regulation hold a word."""
        key = (word, regulation_id)
        if key not in self._known:
            texts = self._texts[regulation_id]
            holding = sum(word in text for text in texts)
            self._known[key] = holding >= COMMON_FROM and holding > COMMON_SHARE * len(texts)
        return self._known[key]


def _first_act(
    units: Sequence[Unit], facts: Sequence[Facts], one: int, other: int, weigh: _Weights
) -> _ActsApart | None:
    """Give the first act in which two units disagree, if there is one."""
    both = (facts[one], facts[other])
    return next(_acts_apart(both, weigh), None) or _only_apart((units[one], units[other]), both)


def _acts_apart(facts: tuple[Facts, Facts], weigh: _Weights) -> Iterator[_ActsApart]:
    """Yield what one unit forbids and the other demands or allows, or one demands and the other says need not be."""
    for first, second in ((0, 1), (1, 0)):
        for denied in (act for act in facts[first].acts if act.force in _DENIED_TO):
            for other in (act for act in facts[second].acts if act.force in _DENIED_TO[denied.force]):
                about = _same_act(denied, other, weigh)
                if about:
                    sentences = (denied.sentence, other.sentence)
                    yield _ActsApart(sentences if first == 0 else (sentences[1], sentences[0]), about)


def _same_act(denied: Act, other: Act, weigh: _Weights) -> frozenset[str]:
    """Give the words a denied act shares with another; none where they are not one act."""
    words = tokens(denied.words)
    shared = words & tokens(other.subject + other.words)
    if not shared or not names_act(denied.words, other.words) or _for_others(denied, other):
        return frozenset()
    weight, share = weigh.of(shared), weigh.of(shared) / (weigh.of(words) or 1.0)
    if weight < HELD_WEIGHT or share < HELD_SHARE or (share < HELD_WHOLE and not _begins_alike(denied.words, shared)):
        return frozenset()
    return shared


def _begins_alike(act: str, shared: frozenset[str]) -> bool:
    """Whether all that is not shared of an act stands at its end: 使用个人手机 is not 使用公司的手机."""
    places = [place for place, character in enumerate(act) if character not in shared]
    kept = [place for place, character in enumerate(act) if character in shared]
    return not places or not kept or min(places) > HELD_BEGINNING - 1


def _for_others(one: Act, other: Act) -> bool:
    """Whether one is for men only and the other for women only, or each is for a time of its own."""
    men = ("男" in one.sentence) != ("男" in other.sentence)
    women = ("女" in one.sentence) != ("女" in other.sentence)
    return (men and women) or (bool(one.when and other.when) and not tokens(one.when) & tokens(other.when))


def _only_apart(pair: tuple[Unit, Unit], facts: tuple[Facts, Facts]) -> _ActsApart | None:
    """Tell where one unit admits one thing only, and the other lets the same be done with what the first speaks of besides."""
    for first, second in ((0, 1), (1, 0)):
        for only in facts[first].only:
            found = _does_besides(only, to_simplified(pair[second].unit_text))
            if found:
                sentences = (only.sentence, found[0])
                return _ActsApart(sentences if first == 0 else (sentences[1], sentences[0]), frozenset(found[1]))
    return None


def _does_besides(only: Only, text: str) -> tuple[str, frozenset[str]] | None:
    """Find the sentence in which the same verb governs another thing that the first sentence names besides."""
    besides = topic_words(only.sentence.replace(only.thing, "")) - topic_words(only.thing)
    for sentence in text.replace("\n", "。").split("。"):
        for part in sentence.replace(",", "，").split("，"):
            _, verb, things = part.partition(only.verb)
            shared = {word for word in besides if word in things}
            if verb and shared and only.thing not in things:
                return sentence, frozenset(shared | {only.thing})
    return None


def _two_editions(one: Unit, other: Unit) -> bool:
    """Whether two units stand in two editions of one regulation, which never hold at once."""
    return one.regulation_id == other.regulation_id and one.source != other.source


def _one_list(one: Unit, other: Unit) -> bool:
    """Whether two units are items below one heading: different cases of one matter, as 一般投诉 and 重大投诉. Articles are not."""
    if one.regulation_id != other.regulation_id:
        return False
    common = next((d for d, (a, b) in enumerate(zip(one.path, other.path, strict=False)) if a != b), 0)
    return common > 0 and not one.path[common].startswith("第")


def _centred(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Take what all vectors share out of them, so that a cosine tells units apart whatever the model."""
    apart = vectors - vectors.mean(axis=0)
    return np.asarray(apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def _of_limits(pair: tuple[Unit, Unit], apart: Sequence[_Apart]) -> Conflict:
    """Write down all limits of two units that differ."""
    first = apart[0][0]
    said = tuple(
        "\n".join(dict.fromkeys(each.sentence for each in sides)) for sides in zip(*(a[:2] for a in apart), strict=True)
    )
    about = _words(word for *_, shared in apart for word in shared)
    ids = (pair[0].unit_id, pair[1].unit_id)
    return Conflict(ConflictKind.LIMIT, ids, (said[0], said[1]), about, first.measure, first.action)


def _words(about: Iterable[str]) -> tuple[str, ...]:
    """List words of two characters and more."""
    return tuple(sorted({word for word in about if len(word) > 1}))


def conflicts_to_json(conflicts: Iterable[Conflict]) -> str:
    """Write conflicts as one readable list."""
    return json.dumps([asdict(conflict) for conflict in conflicts], ensure_ascii=False, indent=2) + "\n"


def read_conflicts(file: Path) -> tuple[Conflict, ...]:
    """Read the conflicts that ``conflicts_to_json`` wrote."""
    return tuple(
        Conflict(
            ConflictKind(record["kind"]),
            (record["unit_ids"][0], record["unit_ids"][1]),
            (record["sentences"][0], record["sentences"][1]),
            tuple(record["about"]),
            record["measure"],
            record["action"],
        )
        for record in json.loads(file.read_text(encoding="utf-8"))
    )
