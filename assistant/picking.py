"""Picks the passages of a unit that answer a question: which of them, which first, and which read on as one sentence.

Knows nothing of other units, nor of the frame around the words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from assistant.answer import PointKind
from assistant.question import Question
from assistant.sentences import Passage, passages
from assistant.speech_acts import denies, heads_case, is_condition
from assistant.words import WordWeights, question_terms, question_words
from corpus.regulation import Unit
from corpus.script import to_simplified

TOLD_WHOLE = 60  # characters; a unit as short as that is told in one line, in its own order
WHOLE_UNIT = 120  # characters; a shorter unit is answered whole, however many sentences it has
_ASKED_FOR = 1.5  # a passage of the kind asked for counts half as much again
_LONGEST_STRETCH = 160  # characters; longer, a sentence is easier read in its parts
_SENTENCE_ENDS = tuple("。！？!?；;")
_PARTS = re.compile(r"[,，:：]")
_OPENS_EXAMPLE = re.compile(r"[（(](?:如|例如|比如|即)?\s*$")  # 使用标准结束语(如
_SUPPOSES = re.compile(r"若|如|要是|假如|假若|倘|一旦|遇")  # one case of several; 回访时 is only a moment of one
_GOES_ON = re.compile(r"还|仍|依然|依旧|继续|再|又|一直|\b(?:still|again|keeps?|continues?)\b", re.IGNORECASE)
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
    chosen = _most_telling(picked, unit, question, weights)
    if len(unit.unit_text) <= TOLD_WHOLE and not any(passage.kind is PointKind.SAY for passage in picked):
        return list(picked)  # three items of a sentence, the first of which says of what: in no other order
    text = _source(picked[0], unit)
    told = [_sentence_of(passage, picked, text) for passage in chosen]
    return list(dict.fromkeys(passage for sentence in told for passage in sentence))


def case_of(passage: Passage, unit: Unit) -> str:
    """Give the words that say when a passage holds: 若仍然听不清楚; of wording without any, the case its heading names.

    :param passage: A passage of the unit.
    :param unit: The unit.
    :return: Words of the unit or of the heading above it; empty where the passage holds whatever the case.
    """
    if passage.kind is not PointKind.SAY:
        return "，".join(takewhile(_is_condition, _PARTS.split(passage.text)))
    if passage.lead_in:
        own = [part for part in _PARTS.split(passage.lead_in) if _is_condition(part)]
        return "，".join(own or takewhile(_is_condition, _PARTS.split(_opening_of_sentence(passage, unit))))
    label = unit.context[-1] if unit.context and not passage.column else ""
    return label.rstrip(":：") if heads_case(to_simplified(label)) else ""


def lead_in_of(passage: Passage, unit: Unit) -> str:
    """Give what stands before wording so that nobody says it in another case.

    :param passage: A passage of the unit.
    :param unit: The unit.
    :return: The words before it in its clause; where they do not say when it holds, with what does; empty for anything but wording.
    """
    if passage.kind is not PointKind.SAY:
        return ""
    before = _OPENS_EXAMPLE.sub("", passage.lead_in)
    case = case_of(passage, unit)
    if not case or any(_is_condition(part) for part in _PARTS.split(before)):
        return before
    return f"{case}……{before}" if before else case


def names_case(question: Question, passage: Passage, unit: Unit) -> bool:
    """Whether a question speaks of every part of the case that wording is for, and the clause opens with it.

    Only then does the wording need no condition before it: in 客户讲方言听不懂怎么办 it is said already.

    :param question: The question.
    :param passage: A passage of the unit.
    :param unit: The unit.
    :return: Whether so; true of a passage that holds whatever the case.
    """
    case = to_simplified(case_of(passage, unit))
    if not case:
        return True
    if not _opens_unit(passage, unit) or _denies_case(question, case):
        return False
    terms = _own_terms(question)
    return all(any(term in part for term in terms) for part in case.split("，"))


def is_for_another_case(
    passage: Passage, every: Sequence[Passage], unit: Unit, question: Question, weights: WordWeights
) -> bool:
    """Whether a question denies the case a passage is for, or speaks more of the case of another passage.

    What a clause opens with holds for all of it and is another case only where it is denied. The same case one step on, 如还无声, is
    another one unless the question is a step on too.

    :param passage: A passage of the unit.
    :param every: The passages it stands among.
    :param unit: The unit.
    :param question: The question.
    :param weights: How telling words are.
    :return: Whether so.
    """
    case = to_simplified(case_of(passage, unit))
    if not _SUPPOSES.match(case):
        return False
    if _denies_case(question, case):
        return True
    if _GOES_ON.search(case):
        return _GOES_ON.search(question.search_text) is None
    if _opens_unit(passage, unit):
        return False
    others = (to_simplified(case_of(other, unit)) for other in every if other is not passage)
    nearest = max((_nearness(question, other, weights) for other in others if _SUPPOSES.match(other)), default=0.0)
    return _nearness(question, case, weights) < nearest


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


def _is_condition(part: str) -> bool:
    return is_condition(to_simplified(part).strip())


def _opens_unit(passage: Passage, unit: Unit) -> bool:
    """Whether the case of a passage is what its unit, or the heading above it, begins with."""
    first = case_of(passage, unit).split("，")[0].strip()
    return (
        not passage.lead_in.strip()
        and passage.kind is PointKind.SAY
        or _source(passage, unit).lstrip().startswith(first)
    )


def _opening_of_sentence(passage: Passage, unit: Unit) -> str:
    """Give what stands in the sentence of wording before its lead-in: 当遇到无法解决的问题时,首先致歉,并可以说…."""
    before = _source(passage, unit)[: passage.start]
    before = before[: max(0, before.rfind(passage.lead_in))]
    return re.split("[" + "".join(_SENTENCE_ENDS) + "\n]", before)[-1]


def _own_terms(question: Question) -> tuple[str, ...]:
    """List what a question itself speaks of; an English one in the regulations' words."""
    terms = question_terms(question.search_text)
    return terms if question.language == "en" else tuple(word for word in terms if word in question.search_text)


def _denies_case(question: Question, case: str) -> bool:
    """Whether a question says no to what a case is, or the other way round: 不接受 to 表示接受."""
    shared = (word for word in _own_terms(question) if word in case and word in question.search_text)
    return any(denies(question.search_text, word) != denies(case, word) for word in shared)


def _nearness(question: Question, case: str, weights: WordWeights) -> float:
    """Measure how much a question speaks of a case; nothing where it denies it."""
    own, regulations = question_words(question.search_text)
    shared = sum(weights.weight(word) for word in {*own, *regulations} if word in case)
    return 0.0 if _denies_case(question, case) else shared


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


def _most_telling(picked: Sequence[Passage], unit: Unit, question: Question, weights: WordWeights) -> list[Passage]:
    """Choose what was asked for, else what speaks most of the question's case, and what must never be done."""
    sound = [passage for passage in picked if not passage.damaged] or list(picked)
    whole = [each for each in sound if not is_for_another_case(each, sound, unit, question, weights)] or sound
    asked = [passage for passage in whole if passage.kind is question.asks_for]
    if asked and asked[0].kind is not PointKind.SAY:
        return asked[:2]
    best = max(asked or whole, key=lambda passage: _use(question, passage, weights))
    never = [passage for passage in whole if passage.kind is PointKind.NEVER and passage is not best][:1]
    if best.kind in (PointKind.SAY, PointKind.NEVER):
        return [best, *never] if best.kind is PointKind.SAY else [best]
    after = sound[sound.index(best) + 1 :][:1]  # never over the head of another case: 然后挂机 is only behind 如还无声
    return [best, *(each for each in after if each in whole and each.kind is not PointKind.NEVER), *never]


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
