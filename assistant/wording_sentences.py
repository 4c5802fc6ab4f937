"""Finds forbidden sentences in a draft: word for word or nearly so, as something said and not inside something else.

How near is near enough, and where a sentence may begin and end, depends on its length: the shorter, the stricter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.forbidden_wording import ForbiddenWording
from assistant.wording_alignment import (
    LEFT_OUT,
    LIGHT,
    PARTICLES,
    PERSONS,
    WILD,
    Alignment,
    Bounds,
    SoundOf,
    align,
    traits_of,
    weight_of,
)
from assistant.wording_form import BREAKS, REPORTED, SENTENCE_ENDS, comparison_form
from assistant.wording_guards import is_negated, is_polite, is_reported, is_supposed

# By weight of the wording: what may be added, left out and changed, in the costs of ``wording_alignment``.
_BUDGETS = ((2.5, 0.3), (3.0, 0.5), (4.9, 0.95), (7.0, 1.2), (9.0, 1.5))
_LARGEST_BUDGET = 1.8
_CALLS, _SHORT, _BOUND = (
    1.0,
    3.0,
    8.0,
)  # weights up to which wording is a call, must be all that is said, must end its clause
_SEGMENT = 4.0  # weight from which a part of a sentence is recognised by itself
_SEGMENT_SHARE = 0.6
_PRESSES = ("呀", "啊", "吧", "点")  # 说话呀, 大声点: enough by itself, however short
_MARKS = re.compile(rf"[{re.escape(BREAKS)}]+")
_LETTERS = r"(?:(?![㐀-鿿豈-﫿])[^\W\d_])+"  # of another script: ok, lol
_END = rf"[{re.escape(BREAKS)}{REPORTED}”\"」』’]|$"
_CLOSING = re.compile(
    rf"[{''.join(PARTICLES)}]*(?:一下|就行|就好|就可以|去|先生|女士|小姐)?[{''.join(PARTICLES)}]*你?(?={_END}|再[来说打问讲见]|拜拜|{_LETTERS}(?:{_END}))"
)
_OPENING = re.compile(
    rf"(?:对不起|不好意思|抱歉|先生|女士|小姐|绝对|当然|肯定|怎么可能|这件?事|[{''.join(LIGHT | PARTICLES)}“\"「『‘]|{_LETTERS})*"
)
_ASSENT = re.compile(r"(?:[对是好嗯行]|没错)+")  # 对,没错: with more behind it a mere confirmation
_BY_US = re.compile(
    r"(?:(?<![与和跟同])我|[让由帮替])[^,。!?;:\n]*$"
)  # 我让工程师联系: what the customer is not asked to do
_ASKS_TO_SPEAK = re.compile(r"[说声听]")


@dataclass(frozen=True, slots=True)
class _Key:
    """Wording to look for, without marks."""

    text: str
    weight: float
    alone: bool  # must be all that is said
    telling: tuple[frozenset[str], ...]  # the traits of each character that cannot be left out for little


@dataclass(frozen=True, slots=True)
class SentenceWording:
    """A forbidden sentence, prepared for the search."""

    wording: ForbiddenWording
    keys: tuple[_Key, ...]  # the whole, and those of its parts that are forbidden enough by themselves
    given: tuple[str, ...]  # what the clause gives instead, without marks

    @classmethod
    def of(cls, wording: ForbiddenWording, sound_of: SoundOf) -> SentenceWording:
        """Prepare a forbidden sentence.

        :param wording: The wording.
        :param sound_of: How a character is read.
        :return: What is searched for.
        """
        parts = [part for part in _MARKS.split(_form(wording.text)) if part]
        whole = "".join(parts).strip("".join(WILD))  # a blank at the edge says nothing
        keys = [_key(whole, sound_of, alone=weight_of(whole) <= _SHORT and whole[:1] not in PERSONS)]
        for part in parts if len(parts) > 1 else ():
            weight = weight_of(part)
            telling = weight >= _SEGMENT and ("你" in part or weight >= _SEGMENT_SHARE * weight_of(whole))
            if telling or (len(part) > 2 and part.endswith(_PRESSES)):
                keys.append(_key(part, sound_of, alone=not telling))
        return cls(wording, tuple(keys), tuple(_MARKS.sub("", _form(given.text)) for given in wording.instead))


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """One sentence of a draft, prepared for the search."""

    text: str
    start: int  # in the draft's comparison form
    opens: tuple[bool, ...]  # by gap: nothing but fillers since the last mark
    closes: tuple[bool, ...]  # by gap: nothing but particles up to the next mark
    traits: frozenset[str]  # of all its characters


def sentences_of(text: str, sound_of: SoundOf) -> Iterator[DraftSentence]:
    """Cut a draft into sentences.

    :param text: The draft in comparison form.
    :param sound_of: How a character is read.
    :yield: Its sentences.
    """
    for match in re.finditer(rf"[^{SENTENCE_ENDS}]+", text):
        sentence = match.group()
        last_mark = -1
        opens = []
        for gap in range(len(sentence) + 1):
            if gap and sentence[gap - 1] in BREAKS:
                last_mark = gap - 1
            opens.append(_OPENING.fullmatch(sentence, last_mark + 1, gap) is not None)
        traits = frozenset(trait for character in sentence for trait in traits_of(character, sound_of))
        closes = tuple(_CLOSING.match(sentence, gap) is not None for gap in range(len(sentence) + 1))
        yield DraftSentence(sentence, match.start(), tuple(opens), closes, traits)


def find_sentence(wording: SentenceWording, sentence: DraftSentence, sound_of: SoundOf) -> Iterator[Alignment]:
    """Find a forbidden sentence in a sentence of a draft.

    :param wording: The wording.
    :param sentence: The sentence.
    :param sound_of: How a character is read.
    :yield: The nearest place of each of the wording's keys that is near enough.
    """
    for key in wording.keys:
        budget = _budget(key.weight)
        missing = sum(sentence.traits.isdisjoint(traits) for traits in key.telling)
        if missing * LEFT_OUT > budget:
            continue
        found = align(key.text, sentence.text, _bounds(key, sentence), sound_of, budget)
        if found and not _is_innocent(wording, key, sentence, found):
            same = _MARKS.sub("", sentence.text[found.start : found.end]) == key.text
            yield replace(found, cost=0.0) if same else found


def _bounds(key: _Key, sentence: DraftSentence) -> Bounds:
    """Tell where in a sentence a key may begin and end."""
    everywhere = (True,) * (len(sentence.text) + 1)
    starts = sentence.opens if key.alone else everywhere
    if key.alone and key.text.endswith(_PRESSES):  # 你说话呀: who is pressed may be named
        starts = tuple(
            opens or (gap > 0 and sentence.text[gap - 1] == "你" and sentence.opens[gap - 1])
            for gap, opens in enumerate(sentence.opens)
        )
    ends = sentence.closes if key.weight < _BOUND else everywhere
    if key.text[1:] == "你" and key.text[0] not in LIGHT | PARTICLES:  # 嘿你: what the person is told may follow
        ends = tuple(
            closes or (gap > 0 and sentence.text[gap - 1] == "你" and sentence.text[gap : gap + 1] not in ("好", "们"))
            for gap, closes in enumerate(ends)
        )
    if key.weight <= _CALLS:  # 喂 before 你 or another 喂 calls as well
        ends = tuple(
            closes or sentence.text[gap : gap + 1] in ("你", key.text) for gap, closes in enumerate(sentence.closes)
        )
    return Bounds(starts, sentence.opens, ends)


def _is_innocent(wording: SentenceWording, key: _Key, sentence: DraftSentence, found: Alignment) -> bool:
    """Whether what was found is no breach for what stands around it."""
    text = sentence.text
    if (
        is_reported(text, found.start)
        or is_negated(text, found.start)
        or (key.weight < _BOUND and is_supposed(text, found.start))
    ):
        return True
    if _ASSENT.fullmatch(key.text) and _MARKS.sub("", text[found.end :]):
        return True
    if key.text.endswith("联系") and (text[found.end : found.end + 1] == "你" or _BY_US.search(text, 0, found.start)):
        return True
    asks_to_speak = "请" not in key.text and _ASKS_TO_SPEAK.search(key.text) and not WILD.intersection(key.text)
    if asks_to_speak and is_polite(text, found.start, found.end):
        return True
    said = _MARKS.sub("", text)
    return any(said in given or given in said for given in wording.given)


def _budget(weight: float) -> float:
    """Tell how far a place may be from wording of some weight."""
    return next((budget for limit, budget in _BUDGETS if weight <= limit), _LARGEST_BUDGET)


def _key(text: str, sound_of: SoundOf, *, alone: bool) -> _Key:
    """Prepare a stretch of wording."""
    telling = (character for character in text if character not in PARTICLES | LIGHT | WILD | PERSONS)
    return _Key(text, weight_of(text), alone, tuple(traits_of(character, sound_of) for character in telling))


def _form(text: str) -> str:
    """Bring wording into comparison form."""
    return comparison_form(text).text
