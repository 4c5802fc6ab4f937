"""Runs of text whose GBK bytes lost one byte and shifted: ?蛻舴从撑涮孜锶鄙 was 客戶反映配套物缺少.

A lost byte shows as ``?``; from there on the second byte of each character was read with the first byte of the next, and pairs
that mean nothing in GBK vanished. Putting the bytes together again and pairing them right gives everything back but the
characters whose bytes were lost. For those every byte is tried; words, and what the document says elsewhere, decide. Where two
readings are as good, the run is kept as it stands and marked damaged.

Where a file is decoded here, lost bytes show as ``\ufffd`` instead, GBK's behind what shifted: such runs are marked and never read back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations

import rjieba

from corpus.passage import Account, Passage
from corpus.script import to_simplified, to_traditional

DAMAGED = "受损文字(未能还原)"
LONGEST_RUN = 48  # characters; the longest in the corpus has 17
MOST_GAPS = 2
MOST_RUNS = 300  # of a document; one that has more is damaged throughout, and each costs some 40 ms
MOST_ODD = 2  # characters that make no word, and gaps, in a reading that is trusted
SIGNS = "，。；：！？、“”（）"
# The published corpus has half-width signs; in the bytes they were full-width.
_WIDE = {"!": "！", "?": "？", ",": "，", ":": "：", ";": "；", "(": "（", ")": "）"}
_NARROW = str.maketrans({wide: narrow for narrow, wide in _WIDE.items()})
_STAND_ALONE = frozenset(
    "遇按至先已未没还又再很多少这那什么请问的了不也都就我你您他她会是在有和与或及对为把被让给到从向时将要可能若如再请说跟啊呢吗吧呀嘛啦"
)
_CLOSED_BY_PARTICLE = re.compile(r"[啊呢吗吧呀嘛了的啦](?=[？！。?!])")
_HALF_OF_PINYIN = re.compile(r"[a-zü]{0,5}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zü]{0,4}[)）]")
_INJECTED = re.compile(r"[(（][a-zü]{0,5}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zü]{0,4}[)）]")
_HALF_CHARACTER = re.compile(r"\?\??[\u4e00-\u9fff]{1,4}[\\^`|~{}@_]")  # 重視和尊重??头^不是
_NUMBER_LEFT = re.compile(r"[.．、](?!\d)")
LONGEST_ITEM = 300  # characters to the next item's number
_BROKEN = re.compile(
    "[\ufffd\ue000-\ue864]+"
)  # and the private characters that GBK's unused pairs become; Word's bullets are others
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
    """Tell whether a character is in everyday use: in GB 2312's first level once simplified, no variant, or a common sign."""
    if character in SIGNS:
        return True
    simplified = to_simplified(character)
    if simplified != character and to_traditional(simplified) != character:
        return False
    try:
        encoded = simplified.encode("gb2312")
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


@cache
def _is_lost_pair(first: int, second: int) -> bool:
    """Tell whether two bytes mean nothing in GBK, so that they vanished when read together."""
    try:
        bytes([first, second]).decode("gbk")
    except UnicodeDecodeError:
        return True
    return False


def _candidates(pairs: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """Decode pairs of bytes, keeping the characters of everyday use."""
    return tuple(text for lead, trail in pairs if (text := _decode(bytes([lead, trail]))))


@cache
def _around_gap(first: int, last: int) -> tuple[str, ...]:
    """List the two characters that stood where a pair vanished between two bytes: 95 | FE 9F | 6F was 會無."""
    lefts = [(trail, text) for trail in _TRAILS if (text := _decode(bytes([first, trail])))]
    rights = [(lead, text) for lead in _LEADS if (text := _decode(bytes([lead, last])))]
    return tuple(a + b for trail, a in lefts for lead, b in rights if _is_lost_pair(trail, lead))


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What stands around a run, and which pairs of characters the document has elsewhere."""

    before: str
    after: str
    familiar: frozenset[str]

    def cost(self, reading: str, gaps: int) -> tuple[float, float, int]:
        """Say how little a reading makes sense: characters that make no word, and gaps; pairs never seen; words."""
        text = to_simplified(self.before + reading + self.after)
        words = rjieba.cut(text, False)
        start, end = len(self.before), len(self.before) + len(reading)
        odd, place = 0, 0
        for word in words:
            inside = start <= place < end
            odd += inside and len(word) == 1 and word not in _STAND_ALONE and word not in SIGNS
            place += len(word)
        pairs = [text[n : n + 2] for n in range(max(start - 1, 0), min(end, len(text) - 1))]
        strange = sum(pair not in self.familiar for pair in pairs) / max(1, len(pairs))
        return odd + gaps, strange, len(words) - 2 * len(_CLOSED_BY_PARTICLE.findall(text))


def _best(options: Iterable[tuple[tuple[float, float, int], str]]) -> tuple[tuple[float, float, int], str] | None:
    """Choose the reading that costs least; None where two cost the same."""
    ranked = sorted(set(options))
    if not ranked or len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
        return None
    return ranked[0]


def _heads(
    content: bytes, last: tuple[str, ...] | None, around: _Surroundings, middle: str, gaps: int
) -> Iterator[tuple[tuple[float, float, int], str]]:
    """Complete a reading at both ends, where a byte of the first character, and maybe of the last one, was lost."""
    firsts = _candidates((lead, content[0]) for lead in _LEADS)
    signs = [first for first in firsts if first in SIGNS]
    tails = ("",) if last is None else last
    if last:  # the ends do not touch: the last character first, with what stands before it
        ranked = sorted((around.cost(middle + tail, gaps), tail) for tail in last)
        tails = tuple(tail for cost, tail in ranked if cost == ranked[0][0])
    for first in [*signs, *(f for f in firsts if f not in signs)]:
        for tail in tails:
            yield around.cost(first + middle + tail, gaps), first + middle + tail


def _middles(rest: bytes, around: _Surroundings) -> Iterator[tuple[str, int]]:
    """Pair the bytes behind the first character anew, with no pair vanished between them, or up to MOST_GAPS."""
    pairs = [rest[place : place + 2] for place in range(0, len(rest), 2)]
    straight = [_decode(pair) for pair in pairs]
    broken = {place for place, text in enumerate(straight) if text is None}
    doubtful = sorted(broken | _odd_places(straight, around))
    for gaps in range(len(broken), MOST_GAPS + 1):
        for places in combinations(doubtful, gaps):
            if not broken <= set(places):
                continue
            texts: list[str] = []
            for place, text in enumerate(straight):
                texts.append(_fill(pairs, straight, place, texts, around) if place in places else text or "")
            if all(texts):
                yield "".join(texts), gaps


def _odd_places(straight: Sequence[str | None], around: _Surroundings) -> set[int]:
    """Find the characters that make no word where they stand: a pair may have vanished there."""
    text = to_simplified("".join(character or "□" for character in straight))
    odd, place = set(), -len(around.before)
    for word in rjieba.cut(to_simplified(around.before) + text + to_simplified(around.after), False):
        if 0 <= place < len(straight) and len(word) == 1 and word not in _STAND_ALONE and word not in SIGNS:
            odd.add(place)
        place += len(word)
    return odd


def _fill(
    pairs: Sequence[bytes], straight: Sequence[str | None], place: int, texts: Sequence[str], around: _Surroundings
) -> str:
    """Choose the two characters of a gap by what stands beside them; empty where none are best."""
    before = (around.before + "".join(texts))[-4:]
    after = "".join(text or "" for text in straight[place + 1 : place + 3]) if place + 1 < len(pairs) else around.after
    beside = _Surroundings(before, after[:4], around.familiar)
    best = _best((beside.cost(option, 0), option) for option in _around_gap(pairs[place][0], pairs[place][1]))
    return best[1] if best else ""


@lru_cache(maxsize=1024)
def _read_shifted(around: _Surroundings, content: bytes, last: tuple[str, ...] | None) -> str | None:
    """Read a run back from the bytes behind the lost one; with pairs vanished only where that makes more sense."""
    rest = content[1:]
    if len(rest) % 2 != (last is not None):
        return None
    best: tuple[tuple[float, float, int], str] | None = None
    for middle, gaps in _middles(rest[: len(rest) // 2 * 2], around):
        found = _best(_heads(content, last, around, middle, gaps))
        if found and (best is None or found[0] < best[0]):
            best = found
    return best[1] if best and best[0][0] <= MOST_ODD else None


def _is_read(character: str, pinyin: str) -> bool:
    """Tell whether a character is read so, tone included."""
    from pypinyin import Style, lazy_pinyin  # half a second and 54 MB, and only reading damaged documents needs it

    return pinyin in lazy_pinyin(character, Style.TONE)


def _ends(text: str, start: int) -> Iterator[tuple[int, bytes, tuple[str, ...] | None]]:
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
                last = tuple(c for c in last if _is_read(c, pinyin[0][:-1]))
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
    """Tell whether what follows a question mark holds characters that nobody uses, or a sign that is half a character."""
    if text[start + 1 : start + 2].isascii() and text[start + 1 : start + 2].isalnum():
        return False
    following = [c for c in text[start + 1 : start + 9] if c > "\x7f"]
    uncommon = sum(not _is_common(c) for c in following) >= 2 or any(not _is_common(c) for c in following[:3])
    return uncommon or bool(_HALF_CHARACTER.match(text, start))


def damaged_runs(text: str) -> tuple[tuple[int, int], ...]:
    """Find the runs of a text that are still damaged, without trying to read them.

    >>> damaged_runs("答?!庇隹蛻籼岢霾环瞎疽?"), damaged_runs("请问您贵姓?您稍等。")
    (((1, 13),), ())

    :param text: A text as it is shown; a run that was put right is none.
    :return: Start and end of each run, in order.
    """
    shifted = _shifted_runs(text)
    return tuple(sorted([*shifted, *_broken_runs(text, shifted)]))


def _shifted_runs(text: str) -> list[tuple[int, int]]:
    """Find the runs that begin with a question mark."""
    runs: list[tuple[int, int]] = []
    place = text.find("?")
    while place >= 0:
        end = place + 1
        if _looks_shifted(text, place):
            end = max((run_end for run_end, _, _ in _ends(text, place)), default=0) or _last_uncommon(text, place)
            runs.append((place, end))
        place = text.find("?", end)
    return runs


def _is_letter(character: str) -> bool:
    """Tell whether a character is neither ASCII nor a sign that parts a sentence."""
    return not character.isascii() and not character.isspace() and character not in SIGNS


def _broken_runs(text: str, known: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """Find the stretches between signs with characters that stand for lost bytes; none that touches a known one.

    What shifted before such a character often reads as everyday characters, so that the whole stretch is in doubt.

    >>> _broken_runs("保持先鬃晕医樯\ufffd,始终"), _broken_runs("客户之心\ufffd,当")
    ([(0, 8)], [(0, 5)])
    """
    runs: list[tuple[int, int]] = []
    for match in _BROKEN.finditer(text):
        start = match.start()
        while start and match.start() - start < LONGEST_RUN and _is_letter(text[start - 1]):
            start -= 1
        if runs and start <= runs[-1][1]:
            runs[-1] = (runs[-1][0], match.end())
        else:
            runs.append((start, match.end()))
    return [(start, end) for start, end in runs if not any(start < stop and begin < end for begin, stop in known)]


def _last_uncommon(text: str, start: int) -> int:
    """Say where a run ends that goes on to no half character: behind the last character of it that nobody uses."""
    uncommon = (place for place in range(start + 1, min(len(text), start + 9)) if not text[place].isascii())
    return max((place + 1 for place in uncommon if not _is_common(text[place])), default=start + 1)


def find_familiar(text: str) -> frozenset[str]:
    """List the pairs of characters a document has, in Simplified characters: what a reading is measured by.

    :param text: The document, injected pinyin and all.
    :return: The pairs.
    """
    plain = to_simplified(_INJECTED.sub("", text))
    return frozenset(plain[place : place + 2] for place in range(len(plain) - 1))


def find_repairs(text: str, familiar: frozenset[str] = frozenset()) -> tuple[list[Repair], list[tuple[int, int]]]:
    """Find the damaged runs of a line.

    :param text: The line.
    :param familiar: The pairs of characters the document has elsewhere.
    :return: The repairs of those with exactly one reading, and start and end of the others; in order, not overlapping.
    """
    repairs: list[Repair] = []
    lost: list[tuple[int, int]] = []
    place = text.find("?")
    while place >= 0:
        end = place + 1
        if _looks_shifted(text, place):
            for run_end, content, last in _ends(text, place):
                before = (
                    repairs[-1].original if repairs and repairs[-1].end == place else text[max(0, place - 8) : place]
                )[-8:]
                around = _Surroundings(before, text[run_end : run_end + 8], familiar)
                original = _read_shifted(around, content, last)
                if original:
                    original = original.translate(_NARROW) + _lost_figure(text, run_end)
                    repairs.append(Repair(place, run_end, original))
                else:
                    lost.append((place, run_end))
                end = run_end
        place = text.find("?", end)
    known = [*lost, *((repair.start, repair.end) for repair in repairs)]
    return repairs, sorted([*lost, *_broken_runs(text, known)])


def _lost_figure(text: str, end: int) -> str:
    """Restore the figure that went with a lost byte: …缺少 | .先了解…2.了解…3.若是 lost the 1 of its first item."""
    if text[end - 1] != "?" or not _NUMBER_LEFT.match(text, end):
        return ""
    following = re.compile(rf"(?<!\d)([2-9])\{text[end]}").search(text, end, end + LONGEST_ITEM)
    return str(int(following[1]) - 1) if following else ""


def repair_line(line: Passage, account: Account, familiar: frozenset[str] = frozenset()) -> Passage:
    """Put the damaged runs of a line right where exactly one reading fits.

    :param line: The line as read, without injected pinyin.
    :param account: Where repaired and unreadable runs are entered.
    :param familiar: The pairs of characters the document has elsewhere.
    :return: The line; every character of a repaired run has the source offset of a place in the run.
    """
    if not ("?" in line.text or _BROKEN.search(line.text)) or len(account.repairs) + len(account.marks) >= MOST_RUNS:
        return line
    repairs, lost = find_repairs(line.text, familiar)
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
