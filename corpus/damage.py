"""Runs of text whose GBK bytes lost one byte and shifted: ?蛻舴从撑涮孜锶鄙 was 客戶反映配套物缺少.

A lost byte shows as ``?``; from there on the second byte of each character was read with the first byte of the next. Putting the
characters' bytes together again and pairing them right gives everything back but the characters whose bytes were lost: for
those every byte is tried, and the reading that makes the fewest words is taken where there is exactly one. Else the run is
kept as it stands and marked damaged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import rjieba
from pypinyin import Style, lazy_pinyin

from corpus.passage import Account, Passage
from corpus.script import to_simplified

DAMAGED = "受损文字(未能还原)"
LONGEST_RUN = 48  # characters; the longest in the corpus has 17
SIGNS = "，。；：！？、“”（）"
# The published corpus has half-width signs; in the bytes they were full-width.
_WIDE = {"!": "！", "?": "？", ",": "，", ":": "：", ";": "；", "(": "（", ")": "）"}
_NARROW = str.maketrans({wide: narrow for narrow, wide in _WIDE.items()})
_STAND_ALONE = frozenset(
    "遇按至先已未没还又再很多少这那什么请问的了不也都就我你您他她会是在有和与或及对为把被让给到从向时将要可能若如再请说"
)
_CLOSED_BY_PARTICLE = re.compile(r"[啊呢吗吧呀嘛了的啦](?=[？！。?!])")
_HALF_OF_PINYIN = re.compile(r"[a-zü]{0,5}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zü]{0,4}[)）]")
_LEADS = range(0x81, 0xFF)
_TRAILS = [byte for byte in range(0x40, 0xFF) if byte != 0x7F]


@dataclass(frozen=True, slots=True)
class Repair:
    """A run and what it read before it was damaged."""

    start: int  # of the run in the line
    end: int
    original: str


@cache
def _is_common(character: str) -> bool:
    """Tell whether a character is in everyday use: in GB 2312's first level once simplified, or a common sign."""
    if character in SIGNS:
        return True
    try:
        encoded = to_simplified(character).encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(encoded) == 2 and 0xB0 <= encoded[0] <= 0xD7


def _bytes_of(character: str) -> bytes | None:
    """Return the bytes a character of a run stood for."""
    try:
        return _WIDE.get(character, character).encode("gbk")
    except UnicodeEncodeError:
        return None


def _decode(content: bytes) -> str | None:
    """Decode bytes into characters of everyday use, or None."""
    try:
        text = content.decode("gbk")
    except UnicodeDecodeError:
        return None
    return text if all(_is_common(c) for c in text) else None


def _candidates(pairs: Iterable[tuple[int, int]]) -> list[str]:
    """Decode pairs of bytes, keeping the characters of everyday use."""
    return [text for lead, trail in pairs if (text := _decode(bytes([lead, trail])))]


def _words(text: str) -> int:
    """Count the words of a text: a final particle makes one with what it closes."""
    simplified = to_simplified(text)
    return len(rjieba.cut(simplified, False)) - len(_CLOSED_BY_PARTICLE.findall(simplified))


def _cheapest(before: str, options: Iterable[str], after: str) -> str | None:
    """Choose what makes the fewest words in its place; a sign before a character that makes no word; None on a tie."""
    costs = {option: _words(before + option + after) for option in options}
    if not costs:
        return None
    least = min(costs.values())
    best = [option for option, cost in costs.items() if cost == least]
    if len(best) == 1:
        return best[0]
    signs = [option for option in best if option in SIGNS]
    return signs[0] if len(signs) == 1 else None


def _read_aligned(before: str, content: bytes, after: str, last: Sequence[str] | None) -> str | None:
    """Read a run whose bytes are all there but the first one, and the last one where it has candidates."""
    rest = content[1:]
    middle = _decode(rest[: len(rest) // 2 * 2])
    if middle is None or len(rest) % 2 != (last is not None):
        return None
    head = _cheapest(before[-4:], _candidates((lead, content[0]) for lead in _LEADS), (middle + after)[:4])
    tail = "" if last is None else _cheapest((before + middle)[-4:], last, after[:4])
    return None if head is None or tail is None else head + middle + tail


def _read_with_gap(before: str, content: bytes, after: str) -> Iterator[str]:
    """Read a run in which two bytes more are missing: …95 | FE 9F | 6F was 會無. They may be missing anywhere."""
    rest = content[1:]
    if len(rest) % 2:
        return
    for gap in range(0, len(rest), 2):
        left, right = _decode(rest[:gap]), _decode(rest[gap + 2 :])
        if left is None or right is None:
            continue
        firsts = _candidates((rest[gap], trail) for trail in _TRAILS)
        seconds = _candidates((lead, rest[gap + 1]) for lead in _LEADS)
        context = (before + left)[-3:], (right + after)[:3]
        pair = _cheapest(context[0], (a + b for a in firsts for b in seconds), context[1])
        if pair:
            middle = left + pair + right
            head = _cheapest(before[-4:], _candidates((lead, content[0]) for lead in _LEADS), (middle + after)[:4])
            if head:
                yield head + middle


def _is_sound(before: str, reading: str, after: str) -> bool:
    """Tell whether a reading is words through and through: no single character but those that stand alone every day."""
    context, place = before[-4:], 0
    for word in rjieba.cut(to_simplified(context + reading + after[:4]), False):
        inside = len(context) <= place < len(context) + len(reading)
        if inside and len(word) == 1 and word not in _STAND_ALONE and word not in SIGNS:
            return False
        place += len(word)
    return True


def _read_shifted(before: str, content: bytes, after: str, last: Sequence[str] | None) -> str | None:
    """Read a run back from the bytes behind the lost one; with more bytes missing only where that alone makes sense."""
    whole = _read_aligned(before, content, after, last)
    if whole and _is_sound(before, whole, after):
        return whole
    if last is not None:
        return None
    ranked = sorted(
        (_words(before[-4:] + r + after[:4]) / len(r), r)
        for r in set(_read_with_gap(before, content, after))
        if _is_sound(before, r, after)
    )
    return ranked[0][1] if len(ranked) == 1 or len(ranked) > 1 and ranked[0][0] < ranked[1][0] else None


def _ends(text: str, start: int) -> Iterator[tuple[int, bytes, Sequence[str] | None]]:
    """Give the places where the run that starts at a question mark can end.

    A half-width letter is the second byte of the last character; at another question mark that byte is lost as well, and the
    candidates for the character come with it. Injected pinyin that lost its bracket there tells which it was.
    """
    content = b""
    for end in range(start + 1, min(len(text), start + LONGEST_RUN)):
        character = text[end]
        if character == "?" and end > start + 1 and len(content) >= 3:
            pinyin = _HALF_OF_PINYIN.match(text, end + 1)
            last = _candidates((content[-1], trail) for trail in _TRAILS)
            if pinyin:
                last = [c for c in last if pinyin[0][:-1] in lazy_pinyin(c, Style.TONE)]
            yield (pinyin.end() if pinyin else end + 1), content, last
            return
        encoded = _bytes_of(character)
        if encoded is None:
            return
        content += encoded
        if len(encoded) == 1:
            yield end + 1, content, None
            return


def _looks_shifted(text: str, start: int) -> bool:
    """Tell whether what follows a question mark holds characters that nobody uses."""
    if text[start + 1 : start + 2].isascii() and text[start + 1 : start + 2].isalnum():
        return False
    following = [c for c in text[start + 1 : start + 9] if c > "\x7f"]
    return sum(not _is_common(c) for c in following) >= 2 or any(not _is_common(c) for c in following[:3])


def find_repairs(text: str) -> tuple[list[Repair], list[tuple[int, int]]]:
    """Find the damaged runs of a line.

    :param text: The line.
    :return: The repairs of those with exactly one reading, and start and end of the others; in order, not overlapping.
    """
    repairs: list[Repair] = []
    lost: list[tuple[int, int]] = []
    place = text.find("?")
    while place >= 0:
        end = place + 1
        if _looks_shifted(text, place):
            for run_end, content, last in _ends(text, place):
                original = _read_shifted(text[:place][-8:], content, text[run_end : run_end + 8], last)
                if original:
                    repairs.append(Repair(place, run_end, original.translate(_NARROW)))
                else:
                    lost.append((place, run_end))
                end = run_end
        place = text.find("?", end)
    return repairs, lost


def repair_line(line: Passage, account: Account) -> Passage:
    """Put the damaged runs of a line right where exactly one reading fits.

    :param line: The line as read, without injected pinyin.
    :param account: Where repaired and unreadable runs are entered.
    :return: The line; every character of a repaired run has the source offset of a place in the run.
    """
    if "?" not in line.text:
        return line
    repairs, lost = find_repairs(line.text)
    for begin, stop in lost:
        account.mark(line[begin:stop], DAMAGED)
    texts: list[str] = []
    offsets: list[int] = []
    start = 0
    for repair in repairs:
        texts += [line.text[start : repair.start], repair.original]
        run = line.at[repair.start : repair.end]
        offsets.extend(line.at[start : repair.start])
        offsets.extend(run[min(i, len(run) - 1)] for i in range(len(repair.original)))
        account.repair(run, line.text[repair.start : repair.end], repair.original)
        start = repair.end
    return Passage("".join([*texts, line.text[start:]]), (*offsets, *line.at[start:])) if repairs else line
