"""Ranks units for a question behind others: what it finds alone and joined to the last one, and what was cited before.

Both readings are searched, one embedding each, and added up by how far the question depends on the conversation. A clause cited
before, what stands beside it and the other items of its list have a claim of their own, for that is where conversations go on.
Knows nothing of answers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from assistant.answer import Turn
from assistant.choosing import same_list
from assistant.cited_before import last_answer
from assistant.follow_up import LONGEST_TURN_READ, FollowUp
from assistant.words import question_terms, words_of
from corpus.regulation import Unit
from index.clause_index import ClauseIndex
from index.search import Found, Hit

# Weights of a softmax over the candidates, fitted with those of ``follow_up.dependence``; evals/LOG.md, 2026-11-22. The first for a
# question that stands alone, the others for one that depends.
ALONE = 13.3
ALONE_IF_DEPENDENT = 4.3
JOINED = 7.6
CITED = 4.5  # fitted 2.5, which let neighbours overtake a clause asked about again (还是听不懂呢)
BESIDE_CITED = 3.1  # at most BESIDE_UNITS before or behind
IN_LIST_OF_CITED = 1.6
SILENT = 0.3  # share of a claim of a unit that says nothing of what is asked; 0.3 to 0.7 are equally good for true follow-ups
SURELY_ALONE = 0.1  # below this dependence the other reading would change nothing and is not searched

BESIDE_UNITS = 2
LIST_UNITS = 20  # looked at before and behind for items of the same list
LIKELY_CITED = 3  # units taken for cited where an answer names none, as other programs' may
LIKELY_CITED_WEIGHT = 0.7

_BESIDE = ThreadPoolExecutor(max(1, len(os.sched_getaffinity(0)) - 1), thread_name_prefix="other-reading")


@dataclass(frozen=True, slots=True)
class Cited:
    """The clauses a conversation is about, the most important first."""

    units: tuple[Unit, ...]
    weight: float = 1.0  # how sure that is, from 0 to 1


def likely_cited(index: ClauseIndex, history: Sequence[Turn], regulations: frozenset[str] | None) -> Cited:
    """Guess what an answer rests on that names no clause: what shares most words with it and its question.

    :param index: The index.
    :param history: The conversation so far, oldest first.
    :param regulations: Ids inside the scope; None: all.
    :return: A few units with a lower weight.
    """
    asked = next((turn.content for turn in reversed(history) if turn.role == "user"), "")
    words = f"{asked[:LONGEST_TURN_READ]} {last_answer(history)[:LONGEST_TURN_READ]}"
    hits = index.search_expanded(words, top_k=LIKELY_CITED, regulations=regulations)
    hits = hits or index.search_lexical(words, top_k=LIKELY_CITED, regulations=regulations)
    return Cited(tuple(hit.unit for hit in hits), LIKELY_CITED_WEIGHT)


def is_of_something_else(index: ClauseIndex, cited: Cited, search_text: str) -> bool:
    """Tell whether a question speaks of what neither the clauses cited before nor those beside them speak of.

    :param index: The index.
    :param cited: What the conversation is about.
    :param search_text: The question in its search form.
    :return: Whether so; a question without a telling word speaks of nothing else.
    """
    terms = question_terms(search_text)
    around = [unit for one in cited.units for unit in index.neighbours(one.unit_id, BESIDE_UNITS, BESIDE_UNITS)]
    return bool(terms) and not any(word in words_of(unit) for word in terms for unit in around)


def search_readings(
    search: Callable[[str], Found], follow_up: FollowUp, is_enough: Callable[[Found], bool] | None = None
) -> tuple[Found, Found | None]:
    """Search for both readings of a question, on two cores where there are: embedding lets go of Python's lock.

    :param search: Finds units for a text.
    :param follow_up: The readings.
    :param is_enough: Tells of what the question found alone whether the other reading is not to be searched; None: it always is.
    :return: What the question found alone, and joined to the one before.
    """
    if is_enough is not None:
        alone = search(follow_up.alone)
        return (alone, None) if is_enough(alone) else (alone, search(follow_up.joined))
    beside = _BESIDE.submit(search, follow_up.joined)
    alone = search(follow_up.alone)
    return alone, search(follow_up.joined) if beside.cancel() else beside.result()  # not begun by now: others are busy


def merge_readings(index: ClauseIndex, alone: Found, joined: Found, cited: Cited, follow_up: FollowUp) -> Found:
    """Merge what the two readings of a question found, with the claims of what was cited.

    :param index: The index, for what stands beside a unit.
    :param alone: What the question found by itself.
    :param joined: What it found together with the question before it.
    :param cited: What the conversation is about, inside the scope.
    :param follow_up: The question, and how far it depends on the conversation.
    :return: One ranking, scores from 1 to 0; how near each kind of search came is said of the question alone.
    """
    units = {hit.unit.unit_id: hit.unit for hit in (*alone.hits, *joined.hits)}
    dependence = follow_up.dependence
    claims = _claims(index, cited, question_terms(follow_up.alone))
    units |= {unit.unit_id: unit for unit, _ in claims.values()}
    by_itself = {hit.unit.unit_id: hit.score for hit in alone.hits}
    together = {hit.unit.unit_id: hit.score for hit in joined.hits}
    weight_alone = (1 - dependence) * ALONE + dependence * ALONE_IF_DEPENDENT
    highest = weight_alone + dependence * (JOINED + CITED + BESIDE_CITED + IN_LIST_OF_CITED)

    def score(unit_id: str) -> float:
        claim = claims[unit_id][1] if unit_id in claims else 0.0
        depending = JOINED * together.get(unit_id, 0.0) + claim
        return (weight_alone * by_itself.get(unit_id, 0.0) + dependence * depending) / highest

    hits = (Hit(unit, score(unit_id), "hybrid") for unit_id, unit in units.items())
    return replace(alone, hits=tuple(sorted(hits, key=lambda hit: -hit.score)))


def _claims(index: ClauseIndex, cited: Cited, terms: Sequence[str]) -> dict[str, tuple[Unit, float]]:
    """Give every unit near a cited one its claim; what stands beside is told from the first cited one alone.

    A unit that holds none of the words that the question says itself has a smaller one: people do change the subject.
    """
    claims: dict[str, tuple[Unit, float]] = {}
    for unit in cited.units:
        claims[unit.unit_id] = (unit, cited.weight * CITED)
    for first in cited.units[:1]:
        beside = index.neighbours(first.unit_id, BESIDE_UNITS, BESIDE_UNITS)
        for unit in index.neighbours(first.unit_id, LIST_UNITS, LIST_UNITS):
            is_of_list = same_list(first, unit)
            if unit is not first and (is_of_list or unit in beside):
                claim = BESIDE_CITED * (unit in beside) + IN_LIST_OF_CITED * is_of_list
                known = claims[unit.unit_id][1] if unit.unit_id in claims else 0.0
                claims[unit.unit_id] = (unit, known + cited.weight * claim)
    return {
        unit_id: (unit, claim if not terms or any(word in words_of(unit) for word in terms) else SILENT * claim)
        for unit_id, (unit, claim) in claims.items()
    }
