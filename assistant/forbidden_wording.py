"""Finds in the units of regulations the wording that must not be said, and the wording the same clause gives instead.

Found by grammar, never by the words themselves: quotes behind 严禁说 or 避免使用, examples in brackets behind 口头禅 or 语气助词,
items of lists called 忌语 or 禁用语, columns of tables headed so. Every stretch stands word for word in its unit. Knows nothing of drafts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from assistant.answer import PointKind
from assistant.sentences import list_kind, passages
from assistant.wording_lists import FORBIDDING, SPEECH, ListKind, column_kinds, kind_of_list
from corpus.regulation import Unit
from corpus.script import to_simplified, to_simplified_in_place

_QUOTE = re.compile(r"[“\"「『‘]([^“”\"「」『』‘’\n]{1,80})[”\"」』’]")
_BETWEEN_QUOTES = re.compile(r"(?:[、,，/\s]|或者?|和|及|与|以及)*")
_SAYS = re.compile(
    rf"{FORBIDDING}([^。;；,，“”\"「」]{{0,14}}?(?:说|讲|称呼?|喊|叫|问|回答|答复|告诉|要求|出现|使用|采用|用|以)[^。;；,，“”\"「」]{{0,12}})$"
)
_SUCH_AS = re.compile(
    rf"{FORBIDDING}[^。;；“”\"「」]{{0,24}}{SPEECH}[,，(（]?(?:如|例如|比如|譬如|包括|像|诸如)[:：]?$"
)
_SAYS_WHEN = re.compile(r"(?:时候?|后|情况下?)[:：,，]?\s*$")  # 自己不能准确回答时:“…” gives wording for a case
_SAID_BEFORE = re.compile(
    rf"^(?:等[^,，。;；]{{0,6}})?(?:均|都)?(?:是|为|属于?|系)[^,，。;；]{{0,6}}(?:忌语|禁语|禁用语|禁止用语)"
    rf"|^(?:等[^,，。;；“”\"]{{0,8}})?[^,，。;；]{{0,4}}{FORBIDDING}[^,，。;；]{{0,6}}?(?:说|讲|使用|用|提|出现|出口)(?=$|[,，。;；!！])"
)
_WORDS_BEHIND = re.compile(r"^\s*等?[^,，。;；]{0,5}(?:词|字眼|助词|口头禅|字样|口吻|语气|句式)")
_SPEECH_BEHIND = re.compile(rf"^\s*(?:(?:等|之类|这样|这类)[^,，。;；]{{0,10}}|[^,，。;；]{{0,4}}){SPEECH}")
_MEANS = re.compile(r"(?:使用|采用|用|以)[^说讲]*$")  # what is used need not be said: 禁止使用“免提”
_SPOKEN = re.compile(r"[你您我咱吗呢吧啊呀不没?？!！]")
_NAMED_EXAMPLES = re.compile(
    r"(?P<noun>助词|语气词|口头禅|词语|词汇|字眼|用语|语言|忌语|禁语|口语)[(（](?:如|例如|比如|包括|即)?[:：]?(?P<items>[^()（）]+)[)）]"
)
_LISTED = re.compile(
    rf"{FORBIDDING}[^,，。;；:：“”\"]{{0,10}}?(?:说|讲|使用|用|出现)出?(?P<colon>[:：]?)(?P<items>[^。;；“”\"「」]+)"
)
_ETCETERA = re.compile(rf"等(?P<noun>[^,，。;；、等]{{0,8}}{SPEECH})?$|(?:之类|等等)的?{SPEECH}?$")
_CATEGORY = re.compile(rf"{SPEECH}$|的$")  # 脏话, 专业术语: a kind of words, not the words
_ITEM_LABEL = re.compile(r"^[^,，。;；!?！？:：]{1,14}[:：]")
_NUMBER = re.compile(r"[\s“\"]*[(（]?\d{1,2}[)）.、．]")
_ENDS = re.compile(r"[。！？!?；;\n]+")
_SEPARATORS = re.compile(r"[、/]")
_TRIMMED = ' \t\n\u3000,，;；:：、。“”"「」『』‘’'
_AROUND_GIVEN = ' \t\n\u3000,，;；:：、“”"「」『』‘’'  # a full stop is part of what is said
_SHOULD_SAY = re.compile(r"(?:应当?|应该|要|须|改|而是|可以?|请|宜)[^,，。;；]{0,6}(?:说|讲|为|用|问|答)[:：]?\s*$")


class WordingKind(StrEnum):
    """How wording is forbidden."""

    SENTENCE = "sentence"  # something to say as a whole: 你打错了
    WORD = "word"  # a word inside whatever is said: 大概, 嘛


@dataclass(frozen=True, slots=True)
class GivenWording:
    """Wording that a clause gives for use, word for word."""

    unit: Unit
    text: str


@dataclass(frozen=True, slots=True)
class ForbiddenWording:
    """Wording that a clause forbids, word for word."""

    unit: Unit
    text: str  # unit.unit_text[start:end], blanks and marks around it aside
    kind: WordingKind
    instead: tuple[GivenWording, ...]  # what the same clause gives instead; empty where it gives nothing


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of the text searched."""

    start: int
    end: int
    kind: WordingKind


def find_forbidden(units: Iterable[Unit]) -> tuple[ForbiddenWording, ...]:
    """Find all wording that units forbid.

    :param units: The units, in document order.
    :return: In that order; each wording of a unit once.
    """
    return tuple(wording for unit in units for wording in _of_unit(unit))


def _of_unit(unit: Unit) -> Iterator[ForbiddenWording]:
    """Yield the forbidden wording of one unit."""
    text = unit.text if unit.text.strip() else unit.heading
    simplified = to_simplified_in_place(text)
    cells = text.split("\n")
    columns = column_kinds([to_simplified(title) for title in unit.context], len(cells))
    instead: tuple[GivenWording, ...]
    if columns:
        found = _in_columns(cells, columns, ListKind.FORBIDDEN)
        given = _in_columns(cells, columns, ListKind.GIVEN)
        instead = tuple(GivenWording(unit, text[each.start : each.end].strip(_AROUND_GIVEN)) for each in given)
    else:
        found = _in_sentences(simplified, unit)
        if not found and (_listed_as_forbidden(unit, text) or _names_its_list(simplified)):
            found = _in_item(simplified)
        instead = _given(unit, text, simplified, found)
    wordings = dict.fromkeys((text[each.start : each.end].strip(_TRIMMED), each.kind) for each in found)
    for wording, kind in wordings:
        if wording:
            yield ForbiddenWording(unit, wording, kind, instead)


def _given(unit: Unit, text: str, simplified: str, forbidden: Sequence[_Stretch]) -> tuple[GivenWording, ...]:
    """Find the wording a unit gives for use, beside what it forbids."""
    if not forbidden or text is not unit.text:
        return ()
    stretches = {(each.start, each.end) for each in passages(unit) if each.kind is PointKind.SAY}
    for run in _runs_of_quotes(simplified):
        if _SHOULD_SAY.search(simplified[: run[0].start()]):
            stretches.update(quote.span(1) for quote in run)
    free = [
        (start, end)
        for start, end in sorted(stretches)
        if not any(each.start < end and start < each.end for each in forbidden)
    ]
    outer = [
        one for one in free if not any(other != one and other[0] <= one[0] and one[1] <= other[1] for other in free)
    ]
    return tuple(GivenWording(unit, text[start:end].strip(_AROUND_GIVEN)) for start, end in outer)


def _listed_as_forbidden(unit: Unit, text: str) -> bool:
    """Whether a unit is an item of a list of forbidden wording."""
    own = (unit.heading,) if text is unit.text else ()
    titles = [to_simplified(title).strip() for title in (*own, *reversed(unit.context), *reversed(unit.path[:-1]))]
    return kind_of_list([title for title in titles if title]) is ListKind.FORBIDDEN


def _names_its_list(simplified: str) -> bool:
    """Whether a text begins with the title of a list of forbidden wording: 服务忌语:不知道;自己看."""
    title = _ITEM_LABEL.match(simplified)
    return title is not None and kind_of_list([title.group().strip(_TRIMMED)]) is ListKind.FORBIDDEN


def _in_columns(cells: Sequence[str], columns: Sequence[ListKind | None], wanted: ListKind) -> tuple[_Stretch, ...]:
    """Find the wording in the cells under the heads that are wanted."""
    found: list[_Stretch] = []
    start = 0
    for cell, kind in zip(cells, columns, strict=True):
        if kind is wanted:
            if wanted is ListKind.GIVEN:
                found.append(_Stretch(start, start + len(cell), WordingKind.SENTENCE))
            else:
                found += [_Stretch(start + each.start, start + each.end, each.kind) for each in _in_item(cell)]
        start += len(cell) + 1
    return tuple(found)


def _in_sentences(simplified: str, unit: Unit) -> tuple[_Stretch, ...]:
    """Find what sentences forbid by themselves."""
    found = [each for run in _runs_of_quotes(simplified) for each in _of_run(simplified, run)]
    for match in _NAMED_EXAMPLES.finditer(simplified):
        sentence = re.split(r"[。;；]", simplified[: match.start()])[-1]
        if re.search(FORBIDDING, sentence) or list_kind(unit) is PointKind.NEVER:
            word = match["noun"].endswith(("词", "词汇", "词语", "口头禅", "字眼"))
            kind = WordingKind.WORD if word else WordingKind.SENTENCE
            found += _parts(simplified, match.start("items"), match.end("items"), kind)
    if not found:
        for match in _LISTED.finditer(simplified):
            found += _of_inline_list(simplified, match)
    return tuple(sorted(set(found), key=lambda each: each.start))


def _runs_of_quotes(simplified: str) -> Iterator[Sequence[re.Match[str]]]:
    """Yield quotes that stand side by side: “可能”、“大概”."""
    run: list[re.Match[str]] = []
    for quote in _QUOTE.finditer(simplified):
        if run and not _BETWEEN_QUOTES.fullmatch(simplified[run[-1].end() : quote.start()]):
            yield run
            run = []
        run.append(quote)
    if run:
        yield run


def _of_run(simplified: str, run: Sequence[re.Match[str]]) -> tuple[_Stretch, ...]:
    """Find what is forbidden of quotes side by side: all of them or none."""
    before, behind = simplified[: run[0].start()], simplified[run[-1].end() :]
    before = re.split(r"[。;；\n”\"」』]", before)[-1]
    lead = None if _SAYS_WHEN.search(before) else _SAYS.search(before)
    such_as = _SUCH_AS.search(before)
    if not (lead or such_as or _SAID_BEFORE.match(behind)):
        return ()
    spoken = such_as is not None or all(_SPOKEN.search(quote[1]) for quote in run)
    if lead and _MEANS.search(lead[1]) and not (spoken or _SPEECH_BEHIND.match(behind) or re.search(SPEECH, lead[1])):
        return ()
    named = lead is not None and re.search(r"词|口头禅|字眼", lead[1])
    word = _WORDS_BEHIND.match(behind) or (named and not spoken)
    kind = WordingKind.WORD if word else WordingKind.SENTENCE
    return tuple(each for quote in run for each in _utterances(simplified, quote.start(1), quote.end(1), kind))


def _of_inline_list(simplified: str, match: re.Match[str]) -> tuple[_Stretch, ...]:
    """Find what is forbidden without quotes: 不准说不知道、不清楚等推诿语言."""
    items = match["items"].rstrip()
    closing = _ETCETERA.search(items)
    if not (closing or match["colon"]):
        return ()
    end = match.start("items") + (closing.start() if closing else len(items))
    word = closing and closing["noun"] and re.search(r"词|字眼", closing["noun"])
    kind = WordingKind.WORD if word else WordingKind.SENTENCE
    parts = _parts(simplified, match.start("items"), end, kind)
    return tuple(each for each in parts if not _CATEGORY.search(simplified[each.start : each.end].strip(_TRIMMED)))


def _in_item(text: str) -> tuple[_Stretch, ...]:
    """Find the wording in an item of a list of forbidden wording: its quotes, or else its sentences."""
    quotes = [quote for quote in _QUOTE.finditer(text) if not _SHOULD_SAY.search(text[: quote.start()])]
    if quotes:
        return tuple(
            each for quote in quotes for each in _utterances(text, quote.start(1), quote.end(1), WordingKind.SENTENCE)
        )
    label = _ITEM_LABEL.match(text)
    start = label.end() if label else 0
    whole = tuple(_utterances(text, start, len(text), WordingKind.SENTENCE))
    return whole if len(whole) > 1 else tuple(_parts(text, start, len(text), WordingKind.SENTENCE))


def _utterances(text: str, start: int, end: int, kind: WordingKind) -> Iterator[_Stretch]:
    """Cut a stretch behind full stops, question and exclamation marks."""
    cuts = [start, *(match.end() for match in _ENDS.finditer(text, start, end)), end]
    for first, last in pairwise(cuts):
        number = _NUMBER.match(text, first, last)
        if text[first:last].strip(_TRIMMED + "!?！？"):
            yield _Stretch(number.end() if number else first, last, kind)


def _parts(text: str, start: int, end: int, kind: WordingKind) -> Iterator[_Stretch]:
    """Cut a list at 、 and /; 等 behind its last part is none of it."""
    end = start + len(text[start:end].removesuffix("等等").removesuffix("等"))
    cuts = [start, *(match.end() for match in _SEPARATORS.finditer(text, start, end)), end]
    for first, last in pairwise(cuts):
        if text[first:last].strip(_TRIMMED + "/"):
            yield _Stretch(first, last - (last < end), kind)
