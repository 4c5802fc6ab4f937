"""What trainers said of this very question goes before what the search makes of it.

Paraphrases are the search's business; here only a question asked again in the same words is led to its unit, or refused.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.follow_up import says_its_subject
from assistant.masking import mask
from assistant.question import Question
from corpus.regulation import Unit
from index.clause_index import ClauseIndex
from index.search import Found, Hit


def ruled_units(
    clause_index: ClauseIndex, question: Question, scope: frozenset[str] | None, behind_others: str | None = None
) -> tuple[Unit, ...] | None:
    """Find what trainers said of a question.

    :param clause_index: The index.
    :param question: The question.
    :param scope: Ids of the regulations inside the scope; None: all.
    :param behind_others: Its own words, where it stands behind others; if they do not name a subject, it means something else
        each time.
    :return: The units that answer it, none where it is left open; None where nothing was said that holds here.
    """
    if behind_others is not None and not says_its_subject(behind_others):
        return None
    said = clause_index.ruling(mask(question.text))
    if not said:
        return said
    inside = tuple(unit for unit in said if scope is None or unit.regulation_id in scope)
    return inside or None


def put_first(found: Found, units: tuple[Unit, ...], places: int) -> Found:
    """Let the units that trainers named lead a ranking.

    :param found: What the search found.
    :param units: The units; none: the ranking stays, and nothing in it settles the question.
    :param places: How many places the ranking has.
    :return: The ranking with them first, and what trainers said.
    """
    if not units:
        return replace(found, ruled=False)
    leading = [Hit(unit, 1.0, "hybrid") for unit in units]
    ids = {unit.unit_id for unit in units}
    others = [hit for hit in found.hits if hit.unit.unit_id not in ids]
    return replace(found, hits=(*leading, *others)[: max(places, len(found.hits))], ruled=True)
