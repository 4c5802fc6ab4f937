"""Picks the passages of a unit that answer a question: which of them, which first, and which read on as one sentence.

Knows nothing of other units, nor of the frame around the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import PointKind
from assistant.question import Question
from assistant.sentences import Passage, passages
from assistant.words import WordWeights, question_words
from corpus.regulation import Unit
from corpus.script import to_simplified

TOLD_WHOLE = 60  # characters; a unit as short as that is told in one line, in its own order
WHOLE_UNIT = 120  # characters; a shorter unit is answered whole, however many sentences it has
_ASKED_FOR = 1.5  # a passage of the kind asked for counts half as much again
_LONGEST_STRETCH = 160  # characters; longer, a sentence is easier read in its parts
_SENTENCE_ENDS = tuple("。！？!?；;")
_WITHIN_SENTENCE = frozenset(",，、 \u3000")


def pick(
    question: Question, unit: Unit, weights: WordWeights, limit: int, *, deadlines_only: bool = False
) -> tuple[Passage, ...]:
    """Pick the passages of a unit that answer a question; all of a short unit.

    :param question: The question.
    :param unit: The unit.
    :param weights: How telling words are.
    :param limit: How many passages to pick of a long unit.
    :param deadlines_only: Where a time limit was asked for, pick of a short unit only what sets one.
    :return: Passages in the order of the unit.
    """
    found = passages(unit)
    if len(unit.unit_text) <= WHOLE_UNIT or len(found) <= limit:
        asked_only = tuple(passage for passage in found if passage.kind is question.asks_for)
        return asked_only if question.asks_for is PointKind.DEADLINE and deadlines_only and asked_only else found
    use = [_use(question, passage, weights) for passage in found]
    best = sorted(sorted(range(len(found)), key=lambda place: use[place], reverse=True)[:limit])
    return tuple(found[place] for place in best)


def first_told(picked: Sequence[Passage], unit: Unit, question: Question, weights: WordWeights) -> list[Passage]:
    """Choose the passages of the first line: what was asked for, else what speaks most of the question's case.

    :param picked: What ``pick`` gave.
    :param unit: The unit.
    :param question: The question.
    :param weights: How telling words are.
    :return: Passages in the order they are told.
    """
    if any(passage.column for passage in picked):
        return list(picked)  # a row of a table makes sense whole
    chosen = _most_telling(picked, question, weights)
    if len(unit.unit_text) <= TOLD_WHOLE and not any(passage.kind is PointKind.SAY for passage in picked):
        return list(picked)  # three items of a sentence, the first of which says of what: in no other order
    text = _source(picked[0], unit)
    told = [_sentence_of(passage, picked, text) for passage in chosen]
    return list(dict.fromkeys(passage for sentence in told for passage in sentence))


def joined(chosen: Sequence[Passage], unit: Unit, question: Question) -> list[Passage]:
    """Join passages that stand side by side in one sentence, so that it reads as published.

    Wording stays by itself, since an agent reads it out; so does a prohibition for those who cannot read that it is one.

    :param chosen: Passages of the unit, not empty.
    :param unit: The unit.
    :param question: The question.
    :return: Passages, some of them longer.
    """
    text = _source(chosen[0], unit)
    told: list[Passage] = []
    for passage in chosen:
        last = told[-1] if told else None
        if last is not None and _reads_on(last, passage, text) and not _stands_alone(last, passage, text, question):
            kind = last.kind if last.kind is passage.kind else PointKind.RULE
            told[-1] = replace(last, kind=kind, text=text[last.start : passage.end], end=passage.end)
        else:
            told.append(passage)
    return told


def _source(passage: Passage, unit: Unit) -> str:
    """Return the text a passage is a stretch of."""
    return unit.heading if passage.in_heading else unit.text


def _use(question: Question, passage: Passage, weights: WordWeights) -> float:
    """Measure how much a passage answers: the question's words in it, and whether it is what was asked for."""
    own, regulations = question_words(question.search_text)
    held = to_simplified(passage.lead_in + passage.text)
    shared = sum(weights.weight(word) for word in {*own, *regulations} if word in held)
    return shared * (_ASKED_FOR if passage.kind is question.asks_for else 1.0)


def _sentence_of(passage: Passage, every: Sequence[Passage], text: str) -> list[Passage]:
    """Give a passage with all of its sentence: 男士应穿戴整齐 says whose hair must not be long.

    Wording ends it; what stands between wording and the passage is another matter.
    """
    sentence = [passage]
    if passage.kind is PointKind.SAY:
        return sentence
    place = every.index(passage)
    for after in every[place + 1 :]:
        if after.kind is PointKind.SAY or not _reads_on(sentence[-1], after, text):
            break
        sentence.append(after)
    opening: list[Passage] = []
    for before in reversed(every[:place]):
        if before.kind is PointKind.SAY:
            return sentence
        if not _reads_on(before, (opening or sentence)[0], text):
            break
        opening.insert(0, before)
    return [*opening, *sentence]


def _most_telling(picked: Sequence[Passage], question: Question, weights: WordWeights) -> list[Passage]:
    """Choose what was asked for, else what speaks most of the question's case, and what must never be done."""
    whole = [passage for passage in picked if not passage.damaged] or list(picked)
    asked = [passage for passage in whole if passage.kind is question.asks_for]
    if asked and asked[0].kind is not PointKind.SAY:
        return asked[:2]
    best = max(asked or whole, key=lambda passage: _use(question, passage, weights))
    never = [passage for passage in whole if passage.kind is PointKind.NEVER and passage is not best][:1]
    if best.kind in (PointKind.SAY, PointKind.NEVER):
        return [best, *never] if best.kind is PointKind.SAY else [best]
    after = whole[whole.index(best) + 1 :]
    return [best, *(passage for passage in after[:1] if passage.kind is not PointKind.NEVER), *never]


def _reads_on(one: Passage, other: Passage, text: str) -> bool:
    """Whether nothing but a comma stands between two passages, and both are short enough to be read as one."""
    between = text[one.end : other.start]
    return bool(between) and set(between) <= _WITHIN_SENTENCE and one.end < other.start <= one.start + _LONGEST_STRETCH


def _stands_alone(one: Passage, other: Passage, text: str, question: Question) -> bool:
    """Whether one of two passages is not to be joined with the other: wording, and a prohibition that has to be named as one.

    So is what was asked for, unless the other opens their sentence and says of whom it speaks.
    """
    kinds = {one.kind, other.kind}
    if PointKind.SAY in kinds or len(kinds) == 1:
        return PointKind.SAY in kinds
    before = text[: one.start].rstrip()
    asked = question.asks_for in kinds and before != "" and not before.endswith(_SENTENCE_ENDS)
    return asked or (PointKind.NEVER in kinds and question.language == "en")
