"""How far a stretch of a draft is from forbidden wording: what must be added, left out or changed, each at its cost.

Particles and fillers cost little, a like-sounding character some, another person or a negation more than any wording may cost.
Knows nothing of regulations.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf

PARTICLES = frozenset("了呢啊吧吗呀哦喔嘛哎的地得啦喇哈噢哇喽啰咯嘞诶嗯哟呐哼唉儿")
_PARTICLES_IN_A_ROW = "".join(PARTICLES)
LIGHT = frozenset("就都也还又真很太可再这那个是在已经过给到会能先刚才现边早完全根本其实反正好一下些点事么")
PERSONS = frozenset("我你他她它")
NEGATIONS = frozenset("不没别未无否")
COMMAS = frozenset(",、:.~—–-")
WILD = frozenset("x*×□")  # blanks that a regulation leaves open: xx服务部, 你拨*电话
# Everyday verbs and function words that change places without changing what is said.
_ALIKE = tuple(
    map(
        frozenset,
        (
            "打拨搞弄拔",
            "也又还都就",
            "跟给和同向对与",
            "这那",
            "很太真挺",
            "再又",
            "吗吧呢",
            "遍次回",
            "点些",
            "种个样",
        ),
    )
)

ADDED, ADDED_LIGHT, ADDED_PARTICLE, ADDED_PERSON, ADDED_COMMA, ADDED_WILD = 0.25, 0.2, 0.1, 1.5, 0.15, 0.1
LEFT_OUT, LEFT_OUT_LIGHT, LEFT_OUT_PARTICLE, LEFT_OUT_PERSON = 1.0, 0.6, 0.15, 0.6
SOUNDS_ALIKE = MEANS_ALIKE = 0.4
CHANGED = 1.5
SWAPPED = 0.4  # 大点声 for 大声点: two neighbours, one of them a light word, have changed places
TURNED = 4.0  # another person, or a negation more or less: not the same thing said

SoundOf = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The stretch of a draft that is nearest to some wording."""

    start: int
    end: int
    cost: float  # lower is nearer; 0: the same, character for character


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where in a draft wording may begin and end."""

    starts: Sequence[bool]  # for each gap between characters, one more than there are characters
    free_starts: Sequence[bool]  # where it may begin without the person it begins with
    ends: Sequence[bool]


def align(wording: str, draft: str, bounds: Bounds, sound_of: SoundOf, budget: float) -> Alignment | None:
    """Find the stretch of a draft that is nearest to some wording.

    :param wording: In comparison form, without marks.
    :param draft: In comparison form.
    :param bounds: Where it may begin and end.
    :param sound_of: How a character is read.
    :param budget: The most it may cost.
    :return: The nearest stretch; of equally near ones the last, and None where none is near enough.
    """
    width = len(draft)
    row = earlier = [0.0 if allowed else inf for allowed in bounds.starts]
    origin = earlier_origin = list(range(width + 1))
    sounds = [sound_of(character) for character in draft]
    adding = [_cost_of_adding(character) for character in draft]
    body = min(len(wording.rstrip(_PARTICLES_IN_A_ROW)), len(wording) - 1)
    ends_added = [False] * (width + 1)  # whether the nearest way here ends with characters the wording has not
    for place, wanted in enumerate(wording):
        wild, left_out = wanted in WILD, _cost_of_leaving_out(wanted)
        sound = sound_of(wanted)
        may_add = place < len(wording) - 1 or wild
        needs_person = place == 0 and wanted in PERSONS
        swaps = _swaps(wording[max(0, place - 1) : place + 1], draft, earlier)
        below = [row[0] + left_out if not needs_person or bounds.free_starts[0] else inf]
        below_origin = [0]
        below_added = [False]
        for column in range(1, width + 1):
            best, since = row[column - 1], origin[column - 1]
            if best <= budget:
                best += 0.0 if wild else _cost_of_changing(wanted, draft[column - 1], sound, sounds[column - 1])
            was_added = False
            if swaps.get(column, inf) < best:
                best, since = swaps[column], earlier_origin[column - 2]
            skipped = row[column] + left_out
            if place >= body and ends_added[column]:
                skipped = inf  # 你打错了单号 is not 你打错了 with something in it: what follows must be said in full
            if skipped < best and (not needs_person or bounds.free_starts[column]):
                best, since = skipped, origin[column]
            if may_add:
                added = below[column - 1] + (ADDED_WILD if wild else adding[column - 1])
                if added < best and column - 1 > below_origin[column - 1]:
                    best, since, was_added = added, below_origin[column - 1], True
            below.append(best)
            below_origin.append(since)
            below_added.append(was_added)
        earlier, earlier_origin = row, origin
        row, origin, ends_added = below, below_origin, below_added
        if min(row) > budget and min(earlier) + SWAPPED > budget:
            return None
    found = [
        Alignment(origin[end], end, row[end])
        for end in range(1, width + 1)
        if bounds.ends[end] and row[end] <= budget and origin[end] < end
    ]
    return min(found, key=lambda each: (each.cost, -each.end), default=None)


def traits_of(character: str, sound_of: SoundOf) -> frozenset[str]:
    """Give what a character has in common with those that may stand for it: its sound, and the words of its meaning.

    :param character: The character.
    :param sound_of: How a character is read.
    :return: Its traits; without one in common, one character in the place of another costs more than leaving it out.
    """
    return frozenset((sound_of(character), *("".join(sorted(alike)) for alike in _ALIKE if character in alike)))


def weight_of(wording: str) -> float:
    """Tell how much there is to a wording: particles count a third.

    >>> round(weight_of("你打错了"), 1)
    3.3
    """
    return sum(0.3 if character in PARTICLES else 0.0 if character in WILD else 1.0 for character in wording)


def _swaps(pair: str, draft: str, earlier: Sequence[float]) -> dict[int, float]:
    """Cost of the ways on which the last two characters of a wording stand in a draft the other way round, by where they end.

    :param pair: The two; one of them must be a light word, and neither a person nor a negation.
    :param draft: The draft.
    :param earlier: Cost of the ways up to before the two.
    :return: By gap of the draft; empty where they may not change places.
    """
    if len(pair) < 2 or not LIGHT.intersection(pair) or (PERSONS | NEGATIONS).intersection(pair):
        return {}
    turned = pair[::-1]
    ends = (end for end in range(2, len(draft) + 1) if draft[end - 2 : end] == turned)
    return {end: earlier[end - 2] + SWAPPED for end in ends}


def _cost_of_leaving_out(wanted: str) -> float:
    """Cost of a character of the wording that the draft has not."""
    if wanted in PARTICLES or wanted in WILD:
        return LEFT_OUT_PARTICLE
    if wanted in NEGATIONS:
        return TURNED
    if wanted in PERSONS:
        return LEFT_OUT_PERSON
    return LEFT_OUT_LIGHT if wanted in LIGHT else LEFT_OUT


def _cost_of_adding(character: str) -> float:
    """Cost of a character of the draft that the wording has not."""
    if character in PARTICLES:
        return ADDED_PARTICLE
    if character in NEGATIONS:
        return TURNED
    if character in PERSONS:
        return ADDED_PERSON
    if character in COMMAS:
        return ADDED_COMMA
    return ADDED_LIGHT if character in LIGHT else ADDED


@lru_cache(maxsize=65_536)  # the same few pairs over and over: two thirds of the time without it
def _cost_of_changing(wanted: str, character: str, wanted_sound: str, sound: str) -> float:
    """Cost of one character in the place of another."""
    if wanted == character:
        return 0.0
    if wanted in PERSONS or character in PERSONS or wanted in NEGATIONS or character in NEGATIONS:
        return TURNED
    if wanted in PARTICLES and character in PARTICLES:
        return ADDED_PARTICLE
    if any(wanted in alike and character in alike for alike in _ALIKE):
        return MEANS_ALIKE
    if wanted_sound == sound:
        return SOUNDS_ALIKE
    return CHANGED
