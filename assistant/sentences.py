"""Splits the text of a unit into the passages an answer can quote, and tells what each is for.

A passage is a stretch of the unit, never a paraphrase: ``unit.text[start:end] == text``. Knows nothing of questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from assistant.answer import PointKind
from assistant.speech_acts import demands, forbids, introduces_wording, is_condition, is_step, limits_time
from assistant.table_rows import cells
from corpus.damage import damaged_runs
from corpus.regulation import Unit
from corpus.script import to_simplified

_LONGEST_BRACKET = 80  # a bracket never closed, or holding half an article, keeps nothing together
_LONGEST_QUOTE = 300
_LONGEST_RUN_IN_TITLE = 8  # 首问负责制。对客户问到的问题,…
_LONGEST_LIST_TITLE = 15  # 服务禁忌 heads a list; a sentence with 不得 in it does not
_SHORTEST_WORDING = 5  # “嗯”“好的” are named in a rule, they are no line to say
_SHORT_CELL = 12  # a table row with cells like 即时 or 一线客服 makes sense only whole

_PAIRS = {"“": "”", "「": "」", "『": "』", '"': '"'}
_BRACKETS = {"（": "）", "(": ")", "《": "》", "【": "】"}
_ENDS_SENTENCE = "。！？!?；;\n"
_ENDS_PART = ",，"
_TRIMMED = " \t\n\u3000,，;；:：、"

_SAY_LIST = re.compile(r"礼貌用语|常用语|规范用语|文明用语|服务用语|标准用语|十字用语|用语规范|语言规范|话术|服务语言")
_NEVER_LIST = re.compile(r"禁忌|忌语|禁语|禁用语|不准|不许|严禁|禁止|不允许")
_STEP_LIST = re.compile(r"流程|步骤|程序|处理(?:办|方)法")
_NEW_PART = re.compile(r"(?!等|时|的|或|和|与|之类)\w|[(（]")  # behind a quoted sentence: 严禁说…, but not 等口语
_SAY_LABEL = re.compile(r"^[^,，。:：“\"]{0,10}(?:用?语|话)[:：]")
_TO_CUSTOMER = re.compile(r"您|谢谢|感谢|对不起|抱歉|再见|欢迎|你好|祝|请(?:稍|问|原谅|谅解|讲|进|坐|这边|慢)")
_ABOUT_CUSTOMER = re.compile(r"客户|用户|顾客|对方|人员|员工|经销商|司机|应当|须")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a unit that can be quoted by itself."""

    kind: PointKind
    text: str  # unit.text[start:end], or of unit.heading where in_heading
    start: int
    end: int
    lead_in: str = (
        ""  # before wording, what says when it is for: 当客户继续讲方言,客户服务人员听不懂时,客户服务人员应当说
    )
    column: str = ""  # head of the table column it is a cell of
    in_heading: bool = False
    damaged: bool = False  # holds a run of characters that lost their bytes: may be shown, never be read out


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch between commas, and the quotes in it that are wording to say."""

    start: int
    end: int
    words: str  # simplified, quoted words blotted out, without punctuation around them
    introduces: bool  # is a condition, or a title before a colon: what follows depends on it
    wording: tuple[tuple[int, int], ...]


@lru_cache(maxsize=20_000)
def passages(unit: Unit) -> tuple[Passage, ...]:
    """Split a unit into quotable passages.

    :param unit: The unit; where it has no text of its own its heading is the one passage.
    :return: Passages in the order of the text; empty only for a unit without words.
    """
    text = unit.text if unit.text.strip() else unit.heading
    found = _in_list(unit, text)
    if runs := damaged_runs(text):
        found = tuple(_without_damaged_wording(passage, text, runs) for passage in found)
    return tuple(replace(p, in_heading=True) for p in found) if text is not unit.text else found


def _without_damaged_wording(passage: Passage, text: str, runs: Sequence[tuple[int, int]]) -> Passage:
    """Mark a passage that touches a damaged run; it is no wording then, and no lead-in with one is repeated."""
    if any(start <= passage.end and passage.start < end for start, end in runs):
        kind = PointKind.RULE if passage.kind is PointKind.SAY else passage.kind
        return replace(passage, kind=kind, lead_in="", damaged=True)
    opening = text.rfind(passage.lead_in, 0, passage.start) if passage.lead_in else passage.start
    broken = any(start < passage.start and opening < end for start, end in runs)
    return replace(passage, lead_in="") if broken else passage


def list_kind(unit: Unit) -> PointKind | None:
    """Tell from the headings above a unit whether it is an item of a list of wordings or of prohibitions.

    :param unit: The unit.
    :return: SAY under 礼貌用语, NEVER under 服务禁忌, else None; the nearest heading decides.
    """
    for label in (unit.heading, *reversed(unit.context), *reversed(unit.path[:-1])):
        title = to_simplified(label).strip()
        if len(title) > _LONGEST_LIST_TITLE:
            title = title[-_LONGEST_LIST_TITLE:] if title.endswith((":", "：")) else ""
        if _NEVER_LIST.search(title):
            return PointKind.NEVER
        if _SAY_LIST.search(title):
            return PointKind.SAY
    return None


def _in_list(unit: Unit, text: str) -> tuple[Passage, ...]:
    """Split a text, letting the table or the list it stands in say what its passages are for."""
    if text is unit.text and (row := cells(unit)):
        return tuple(replace(_passage(c.kind, text, c.start, c.end), column=c.head) for c in row)
    simplified, kind = _aligned(text), list_kind(unit)
    if kind is PointKind.NEVER:
        return tuple(_passage(PointKind.NEVER, text, start, end) for start, end in _sentences(text, ends="。；;"))
    found = tuple(_split(text, simplified))
    if kind is PointKind.SAY and not any(p.kind is PointKind.SAY for p in found):
        label = _SAY_LABEL.match(simplified)
        if label or (_TO_CUSTOMER.search(simplified) and not _ABOUT_CUSTOMER.search(simplified)):
            start, end = label.end() if label else 0, len(text.rstrip(_TRIMMED))
            lead_in = text[:start].strip(_TRIMMED)  # 送别语: which wording of the list it is
            if opening := _opening_quotes(text, start):
                said = (
                    replace(_passage(PointKind.SAY, text, first + 1, last), lead_in=lead_in) for first, last in opening
                )
                return (*said, *_of_sentence(text, simplified, _parts(text, simplified, opening[-1][1] + 1, end)))
            return (replace(_passage(PointKind.SAY, text, start, end), lead_in=lead_in),)
    if any(_STEP_LIST.search(to_simplified(label)) for label in (*unit.context[-1:], unit.heading)):
        return tuple(replace(p, kind=PointKind.STEP) if p.kind is PointKind.RULE else p for p in found)
    return found


def _opening_quotes(text: str, start: int) -> tuple[tuple[int, int], ...]:
    """List the quotes that an item opens with, one behind the other; behind them it may go on, as 回复时限… behind “请您稍等”."""
    found: list[tuple[int, int]] = []
    for opening, closing in _quotes(text):
        if text[start:opening].strip(_TRIMMED):
            break
        found.append((opening, closing))
        start = closing + 1
    return tuple(found)


def _split(text: str, simplified: str) -> Iterator[Passage]:
    """Yield the passages of a text."""
    lines = simplified.strip().split("\n")
    if len(lines) > 1 and any(len(line) <= _SHORT_CELL for line in lines[1:]):
        yield _plain(text, simplified, 0, len(text))
        return
    for start, end in _sentences(text):
        yield from _of_sentence(text, simplified, _parts(text, simplified, start, end))


def _of_sentence(text: str, simplified: str, parts: Sequence[_Part]) -> Iterator[Passage]:
    """Yield wording, prohibitions and the rest of a sentence, each with the condition it depends on."""
    position = 0
    condition: tuple[int, int] | None = None
    while position < len(parts):
        part = parts[position]
        start = condition[0] if condition else part.start
        position += 1
        if part.wording:
            lead_in = text[start : part.wording[0][0] - 1].strip(_TRIMMED + "（(")
            for opening, closing in part.wording:
                yield replace(_passage(PointKind.SAY, text, opening, closing), lead_in=lead_in)
            condition = None
        elif forbids(part.words):
            end = part.end
            while position < len(parts) and _is_plain(parts[position]) and not demands(parts[position].words):
                end = parts[position].end
                position += 1
            yield _passage(PointKind.NEVER, text, start, end)
            condition = None
        elif part.introduces:
            condition = (start, part.end)
        else:
            end = part.end
            while position < len(parts) and _is_plain(parts[position]):
                end = parts[position].end
                position += 1
            yield _plain(text, simplified, start, end, part.start)
            condition = None
    if condition:
        yield _plain(text, simplified, *condition)


def _is_plain(part: _Part) -> bool:
    """Whether a part is neither wording, prohibition nor condition."""
    return not (part.wording or part.introduces or forbids(part.words))


def _plain(text: str, simplified: str, start: int, end: int, after_condition: int | None = None) -> Passage:
    """Make a deadline, a step or a rule of a stretch; an amount of time in its condition is none."""
    words = _without_quoted(simplified, _quotes(text))[
        start if after_condition is None else after_condition : end
    ].strip()
    kind = PointKind.DEADLINE if limits_time(words) else PointKind.STEP if is_step(words) else PointKind.RULE
    return _passage(kind, text, start, end)


def _passage(kind: PointKind, text: str, start: int, end: int) -> Passage:
    """Make a passage of a stretch, without the punctuation around it."""
    end = start + len(text[start:end].rstrip(_TRIMMED if kind is PointKind.SAY else _TRIMMED + "。"))
    start = end - len(text[start:end].lstrip(_TRIMMED + "。"))
    return Passage(kind, text[start:end], start, end)


def _sentences(text: str, ends: str = _ENDS_SENTENCE) -> tuple[tuple[int, int], ...]:
    """Cut at full stops and semicolons outside quotes and brackets; a run-in title stays with its sentence."""
    kept = _kept_together(text)
    cuts = [0, *(i + 1 for i, c in enumerate(text) if c in ends and not kept[i]), len(text)]
    found: list[tuple[int, int]] = []
    for start, end in pairwise(cuts):
        words = text[start:end].strip(_TRIMMED + "。！？!?")
        if not words:
            if found:  # ?! or 。; leave nothing behind the first mark
                found[-1] = (found[-1][0], end)
        elif found and _is_run_in_title(text[slice(*found[-1])]):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)


def _is_run_in_title(sentence: str) -> bool:
    """Whether a sentence is only a title, as 声调 before 显得有朝气."""
    words = sentence.strip()
    return words.endswith("。") and len(words) <= _LONGEST_RUN_IN_TITLE and not re.search(r"[,，\"“:：不应须要]", words)


def _parts(text: str, simplified: str, start: int, end: int) -> tuple[_Part, ...]:
    """Cut a sentence at commas, at colons that introduce no quote, and behind a quoted sentence."""
    kept = _kept_together(text)
    quotes = [(opening, closing) for opening, closing in _quotes(text) if start <= opening < end]
    spoken = _without_quoted(simplified, quotes)
    cuts = [start]
    for i in range(start, end):
        introduces = text[i] in ":：" and text[i + 1 : end].lstrip()[:1] not in _PAIRS
        ends_part = not kept[i] and (text[i] in _ENDS_PART or introduces)
        if ends_part or (_ends_quoted_sentence(text, quotes, i) and _NEW_PART.match(simplified[i + 1 : end])):
            cuts.append(i + 1)
    found: list[_Part] = []
    for first, last in pairwise([*cuts, end]):
        words = spoken[first:last].strip(_TRIMMED + "。")
        if words:
            introduces = last < end and (is_condition(words) or simplified[first:last].rstrip().endswith((":", "：")))
            found.append(_Part(first, last, words, introduces, _wording(simplified, quotes, first, last)))
    return tuple(found)


def _ends_quoted_sentence(text: str, quotes: Sequence[tuple[int, int]], place: int) -> bool:
    """Whether a closing mark stands at a place, behind a full stop or question mark or before a bracket."""
    ends = text[place - 1] in "。！？!?" or text[place + 1 : place + 2] in ("(", "（")
    return ends and any(place == closing for _, closing in quotes)


def _wording(simplified: str, quotes: Sequence[tuple[int, int]], start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Find the quotes of a part that are for the agent to say; none where the part forbids."""
    inside = [(opening, closing) for opening, closing in quotes if start <= opening < end]
    if not inside or forbids(simplified[start : inside[0][0]].strip(_TRIMMED)):
        return ()
    found: list[tuple[int, int]] = []
    previous_end = start
    for opening, closing in inside:
        before = simplified[previous_end:opening]
        chained = bool(found) and not before.strip("、/ 或和与及,，")
        if closing - opening <= _SHORTEST_WORDING:
            pass
        elif (
            chained
            or introduces_wording(before, simplified[closing + 1 : end])
            or _stands_alone(simplified, opening, closing)
        ):
            found.append((opening + 1, closing))
        previous_end = closing + 1
    return tuple(found)


def _stands_alone(simplified: str, opening: int, closing: int) -> bool:
    """Whether a quote is the whole of its line, as in a table of wordings."""
    before, after = simplified[:opening].rpartition("\n")[2], simplified[closing + 1 :].partition("\n")[0]
    return not before.strip(_TRIMMED) and not after.strip(_TRIMMED + "。")


def _without_quoted(simplified: str, quotes: Sequence[tuple[int, int]]) -> str:
    """Blot out what stands in quotes, so that a customer's 不要 forbids nothing; every character keeps its place."""
    characters = list(simplified)
    for opening, closing in quotes:
        characters[opening + 1 : closing] = "□" * (closing - opening - 1)
    return "".join(characters)


@lru_cache(maxsize=32)  # every sentence of a unit asks for those of the whole unit
def _quotes(text: str) -> tuple[tuple[int, int], ...]:
    """Find quotation marks that belong together, as places of the opening and the closing one."""
    found: list[tuple[int, int]] = []
    position = 0
    while position < len(text):
        closing_mark = _PAIRS.get(text[position])
        closing = text.find(closing_mark, position + 1, position + _LONGEST_QUOTE) if closing_mark else -1
        if closing > 0 and (text[position] == closing_mark or text[position] not in text[position + 1 : closing]):
            found.append((position, closing))
            position = closing
        position += 1
    return tuple(found)


@lru_cache(maxsize=32)
def _kept_together(text: str) -> tuple[bool, ...]:
    """Mark the characters inside quotes and brackets, where nothing is cut."""
    kept = [False] * len(text)
    spans = list(_quotes(text))
    for opening, character in enumerate(text):
        closing = text.find(_BRACKETS[character], opening, opening + _LONGEST_BRACKET) if character in _BRACKETS else -1
        if closing > 0:
            spans.append((opening, closing))
    for opening, closing in spans:
        kept[opening : closing + 1] = [True] * (closing + 1 - opening)
    return tuple(kept)


def _aligned(text: str) -> str:
    """Simplify a text, keeping every character in its place."""
    simplified = to_simplified(text)
    return simplified if len(simplified) == len(text) else text
