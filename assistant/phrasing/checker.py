"""Decides whether a sentence of a model may be shown. The model is never trusted: what cannot be shown to agree is not shown.

A sentence must cite a given clause; its quotes must stand in that clause word for word and are put into the published characters;
its other words must be the clause's, the question's or words that claim nothing; amounts, prohibitions, demands, permissions and
negations must be those of the part of the clause it speaks of; and it must tell that part for its own case, of who acts there, in the
clause's order and no more widely (``agreement``). Knows nothing of endpoints or prompts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import PointKind
from assistant.citing import Citation
from assistant.phrasing import claims
from assistant.phrasing.agreement import ALIGNED, Rest, aligned_parts, why_not_agreeing
from assistant.phrasing.amount_cases import pairs, why_amounts_differ
from assistant.phrasing.clause_parts import (
    BLOTTED,
    ClauseParts,
    Place,
    find_quote,
    folded,
    read_clause,
    split_parts,
)
from assistant.phrasing.conditions import Governed, governed_parts, runs_on, says_when
from assistant.phrasing.model_text import ModelSentence
from assistant.phrasing.plain_words import english_stems_known, unknown_words, words_of_part
from corpus.script import to_simplified

LONGEST_SENTENCE = 400  # characters; longer ones are lists that nobody reads on a call

_QUOTE = re.compile(r"“([^“”]*)”|「([^「」]*)」|『([^『』]*)』|\"([^\"]*)\"")
_QUOTE_MARKS = re.compile(r"[“”「」『』\"]")
_GIVES_WORDING = re.compile(
    r"(?:说|讲|问|询问|回答|答复|回复|告诉|告知|道歉|表示|用语|话术|使用)(?:客户|用户|对方)?[\s:：,，是为]*$|\b(?:say|ask|tell|reply|answer|use|with|words?|wording|customer)\b[\s:,]*$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"[?？]|吗$|呢$|什么|怎[么样]|如何|多久|几[次个天声]|哪|是否|能不能|可不可以|咋|\b(?:what|how|which|why|who)\b",
    re.IGNORECASE,
)
_CLOSING_STOP = re.compile(r"[。.,，;；:：、\s]+$")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a sentence."""

    text: str  # to be shown, with its markers; empty where the sentence failed
    reason: str  # code for the log; empty where it passed
    mended: bool = False  # its quotes were put into the published characters


@dataclass(frozen=True, slots=True)
class _Quote:
    """Quoted words of a sentence and where they stand in its clause."""

    start: int  # in the sentence, the marks included
    end: int
    place: Place
    clause: ClauseParts


class _Failed(Exception):
    """The sentence may not be shown; the argument is the reason code."""


def check_sentence(sentence: ModelSentence, given: Mapping[int, Citation], question: str) -> Verdict:
    """Check one sentence.

    :param sentence: What the model wrote.
    :param given: The clauses it was given, by number.
    :param question: The question in its search form; its words may be repeated, its numbers and names may not.
    :return: The sentence as it may be shown, or why it may not be.
    """
    try:
        return _checked(sentence, given, question)
    except _Failed as failure:
        return Verdict("", str(failure))


def _checked(sentence: ModelSentence, given: Mapping[int, Citation], question: str) -> Verdict:
    """Check one sentence, raising where it fails."""
    _check_citations(sentence, given)
    clauses = [read_clause(given[number].unit) for number in sentence.cited]
    quotes = tuple(_quotes(sentence.words, clauses))
    own = _blot(sentence.words, quotes)  # the model's own words
    _check_surface(own, clauses)
    if reason := why_amounts_differ(own, clauses):
        raise _Failed(reason)
    for quote in quotes:
        _check_role(sentence.words, quote, quotes)
    simplified = to_simplified(own)
    if len(simplified) != len(own):
        raise _Failed("script")
    if len(re.findall(r"[A-Za-z]{2,}", own)) > len(re.findall(r"[\u4e00-\u9fff]", own)):
        _check_english(own, quotes, clauses, question)
    else:
        _check_chinese(simplified, quotes, clauses, question)
    spans = tuple(split_parts(simplified))
    reason = why_not_agreeing(
        simplified, tuple(_rests(simplified, spans, quotes, clauses)), spans, to_simplified(question)
    )
    if reason:
        raise _Failed(reason)
    return _shown(sentence, quotes)


def _check_citations(sentence: ModelSentence, given: Mapping[int, Citation]) -> None:
    """Refuse what cites nothing, or clauses that were not given, or two organisations' at once; headings; and lists nobody reads."""
    if not sentence.cited:
        raise _Failed("no_citation")
    if any(number not in given for number in sentence.cited):
        raise _Failed("unknown_citation")
    if len({given[number].unit.regulation_id for number in sentence.cited}) > 1:
        raise _Failed("mixed_regulations")
    if len(sentence.words) > LONGEST_SENTENCE:
        raise _Failed("too_long")
    if sentence.words.endswith((":", "：")):
        raise _Failed("says_nothing")  # a heading


def _quotes(words: str, clauses: Sequence[ClauseParts]) -> Iterator[_Quote]:
    """Find each quote of a sentence in a clause it cites."""
    if _QUOTE_MARKS.search(_QUOTE.sub("", words)):
        raise _Failed("broken_quote")
    for match in _QUOTE.finditer(words):
        quoted = next(group for group in match.groups() if group is not None)
        found = _find(quoted, clauses)
        if found is None:
            raise _Failed("altered_quote")
        yield _Quote(match.start(), match.end(), *found)


def _find(quoted: str, clauses: Sequence[ClauseParts]) -> tuple[Place, ClauseParts] | None:
    """Find quoted words, if need be without the stop a model closes its quote with."""
    for wording in (quoted, _CLOSING_STOP.sub("", quoted)):
        for clause in clauses:
            if place := find_quote(clause.unit, wording):
                return place, clause
    return None


def _blot(words: str, quotes: Sequence[_Quote]) -> str:
    """Blot the quotes of a sentence out."""
    for quote in quotes:
        words = words[: quote.start] + BLOTTED * (quote.end - quote.start) + words[quote.end :]
    return words


def _check_surface(own: str, clauses: Sequence[ClauseParts]) -> None:
    """Refuse web addresses, markup, and names, labels and numbers that the clauses do not hold."""
    if claims.holds_markup(own):
        raise _Failed("markup")
    if claims.holds_web_address(own):
        raise _Failed("web_address")
    if "〔" in own:
        raise _Failed("masked")
    material = " ".join(clause.material for clause in clauses)
    simplified = to_simplified(own)
    if any(folded(name) not in material for name in claims.names(simplified)):
        raise _Failed("unknown_name")
    located = " ".join(
        folded(" ".join([clause.unit.locator, *clause.unit.path, clause.unit.unit_text])) for clause in clauses
    )
    if any(
        folded(label) not in located
        for label in claims.labels(simplified)
        if "第" in label or "（" in label or "(" in label
    ):
        raise _Failed("unknown_label")
    if any(folded(asking) not in material for asking in _ASKS.findall(simplified)) or own.rstrip().endswith(
        ("?", "？")
    ):
        raise _Failed("asks")
    numbers = claims.bare_numbers(claims.without_labels(simplified))
    known = claims.bare_numbers(" ".join(clause.text for clause in clauses)) | {
        amount.value for clause in clauses for amount in clause.amounts
    }
    if not numbers <= known:
        raise _Failed("unknown_number")


def _check_role(words: str, quote: _Quote, quotes: Sequence[_Quote]) -> None:
    """Refuse forbidden wording that is offered, wording to use that is forbidden, and other words given as wording."""
    earlier = max((other.end for other in quotes if other.end <= quote.start), default=0)
    later = min((other.start for other in quotes if other.start >= quote.end), default=len(words))
    before, behind = to_simplified(words[earlier : quote.start]), to_simplified(words[quote.end : later])
    quoted = to_simplified(quote.place.source[quote.place.start : quote.place.end])
    role = quote.place.role
    forbidding = claims.discourages(before) or _forbids_behind(behind)
    if role is PointKind.NEVER and not forbidding and not claims.discourages(quoted):
        raise _Failed("forbidden_wording_offered")
    if role is PointKind.SAY and claims.discourages(before):
        raise _Failed("wording_forbidden")
    if role is PointKind.RULE and not forbidding and _GIVES_WORDING.search(before):
        raise _Failed("not_wording")


def _forbids_behind(behind: str) -> bool:
    """Whether what follows a quote at once forbids it: “…” is never allowed."""
    return claims.discourages(re.split(r"[,，;；。]", behind)[0])


def _check_chinese(own: str, quotes: Sequence[_Quote], clauses: Sequence[ClauseParts], question: str) -> None:
    """Hold each part of a Chinese sentence against the part of a clause that it speaks of."""
    for start, end in split_parts(own):
        words = own[start:end]
        inside = [quote for quote in quotes if start <= quote.start < end]
        telling = words_of_part(words)
        material = " ".join(clause.material for clause in clauses)
        if unknown_words(telling, material + " " + folded(question)):
            raise _Failed("unsupported_words")
        if inside:
            for quote in inside:
                _check_modality(words, _around(quote), quoted=_modal_quote(quote))
        else:
            _check_unquoted(words, telling, clauses)
    if not quotes and not any(words_of_part(own[start:end]) for start, end in split_parts(own)):
        raise _Failed("says_nothing")


def _check_unquoted(words: str, telling: Sequence[str], clauses: Sequence[ClauseParts]) -> None:
    """Hold a part of a sentence without quotes against the part of a clause that it speaks of."""
    if _turned_around(words, clauses):
        raise _Failed("negation_changed")
    if not telling:
        if claims.discourages(words) or claims.allows(words) or claims.demands_strictly(words):
            raise _Failed("bare_modality")
        return
    best, share = _best_part(telling, clauses, words)
    if share >= ALIGNED:
        _check_modality(words, best)
    elif not says_when(words) or claims.discourages(words):
        raise _Failed("unsupported_part")


def _negates_otherwise(words: str, part: str) -> bool:
    """Whether words negate what a part of the clause does not, or say plainly what it negates."""
    return bool(claims.negations(words) - claims.negations(part)) or _says_plainly(words, part)


def _turned_around(words: str, clauses: Sequence[ClauseParts]) -> bool:
    """Whether words are those of a part of the clause but for a negation: 有声电话 for 无声电话."""
    said, own = pairs(words), claims.negations(words)
    parts = [part.words for clause in clauses for part in clause.parts]
    alike = [part for part in parts if 2 * len(said & pairs(part)) > len(said) > 0]
    known = frozenset().union(*map(claims.negations, parts))
    return bool(alike) and (bool(own - known) or any(_says_plainly(words, part) for part in alike))


def _says_plainly(words: str, part: str) -> bool:
    """Whether words say without its negation what a part of the clause negates."""
    return any(negated[-1] in words for negated in claims.negations(part) - claims.negations(words))


@dataclass(frozen=True, slots=True)
class _Spoken:
    """The part of a clause that a part of a sentence speaks of."""

    words: str
    forbidden: bool


def _best_part(telling: Sequence[str], clauses: Sequence[ClauseParts], said: str) -> tuple[_Spoken, float]:
    """Find the part of the clauses that some words speak of, and the share of them that it holds."""
    _, parts, share = aligned_parts(telling, clauses, said)
    return _Spoken("，".join(each.part.words for each in parts), any(each.part.forbidden for each in parts)), share


def _rests(
    own: str, spans: Sequence[tuple[int, int]], quotes: Sequence[_Quote], clauses: Sequence[ClauseParts]
) -> Iterator[Rest]:
    """Find what each part of a sentence that says what is done rests on: the parts its quotes stand in, or that hold its words."""
    for start, end in spans:
        inside = [quote for quote in quotes if start <= quote.start < end]
        if inside:
            yield from (Rest(start, end, quote.clause, _governed_around(quote)) for quote in inside)
        elif not says_when(own[start:end]) and (telling := words_of_part(own[start:end])):
            clause, parts, share = aligned_parts(telling, clauses, own[:end])
            if clause and share >= ALIGNED:
                yield Rest(start, end, clause, parts)


def _governed_around(quote: _Quote) -> tuple[Governed, ...]:
    """Give the parts of a clause that quoted words stand in, and the one that leads to them: 要向客户道谢:“…”."""
    if quote.place.source is not quote.clause.unit.text and quote.clause.unit.text.strip():
        return ()  # its heading
    governed, place = governed_parts(quote.clause), quote.place
    inside = [at for at, each in enumerate(governed) if each.part.start < place.end and place.start < each.part.end]
    leads = inside and inside[0] > 0 and runs_on(quote.clause, governed[inside[0] - 1], governed[inside[0]])
    return governed[inside[0] - bool(leads) : inside[-1] + 1] if inside else ()


def _around(quote: _Quote) -> _Spoken:
    """Give the part of a clause that quoted words stand in."""
    if quote.place.source is not quote.clause.unit.text and quote.clause.unit.text.strip():
        return _Spoken(to_simplified(quote.place.source), False)
    spoken = [part for part in quote.clause.parts if part.start < quote.place.end and quote.place.start < part.end]
    return _Spoken("，".join(part.words for part in spoken), any(part.forbidden for part in spoken))


def _modal_quote(quote: _Quote) -> str:
    """Give quoted words where they are a rule themselves; wording to say forbids nothing."""
    if quote.place.role is PointKind.SAY:
        return ""
    return to_simplified(quote.place.source[quote.place.start : quote.place.end])


def _check_modality(words: str, spoken: _Spoken, quoted: str = "") -> None:
    """Refuse words that forbid, allow, demand or negate what the clause does not, or leave out that it does."""
    said = words + quoted
    forbidden = spoken.forbidden or claims.discourages(spoken.words)
    if claims.discourages(said) and not forbidden:
        raise _Failed("prohibition_added")
    if forbidden and not claims.discourages(said) and not says_when(words):
        raise _Failed("prohibition_lost")
    if (
        claims.forbids_strictly(words)
        and not quoted
        and not (claims.forbids_strictly(spoken.words) or spoken.forbidden)
    ):
        raise _Failed("prohibition_sharpened")
    permitted = claims.allows(spoken.words)
    if claims.allows(words) != permitted and not quoted:
        raise _Failed("permission_changed")
    if claims.demands_strictly(words) and not claims.demands_strictly(spoken.words + quoted):
        raise _Failed("duty_sharpened")
    if claims.asks(words) and (permitted or (claims.demands_strictly(spoken.words) and not claims.asks(spoken.words))):
        raise _Failed("duty_changed")
    if not quoted and BLOTTED not in words and _negates_otherwise(words, spoken.words):
        raise _Failed("negation_changed")


def _check_english(own: str, quotes: Sequence[_Quote], clauses: Sequence[ClauseParts], question: str) -> None:
    """Hold an English sentence against its clauses: it must quote one, and may say little besides."""
    if not quotes:
        raise _Failed("no_quote")
    material = " ".join(clause.material for clause in clauses)
    if not english_stems_known(own, material, question):
        raise _Failed("unsupported_words")
    if unknown_words(words_of_part(to_simplified(own)), material):
        raise _Failed("unsupported_words")
    spoken = [_around(quote) for quote in quotes]
    text = "，".join(each.words for each in spoken)
    quoted = "，".join(_modal_quote(quote) for quote in quotes)
    forbidden = any(each.forbidden for each in spoken) or claims.discourages(text)
    if claims.discourages(own) and not forbidden:
        raise _Failed("prohibition_added")
    if claims.allows(own) and not claims.allows(text + quoted):
        raise _Failed("permission_changed")
    if (claims.demands_strictly(own) or claims.asks(own)) and claims.allows(text) and not claims.asks(text):
        raise _Failed("duty_changed")
    if claims.negations(own) and not claims.negations(to_simplified(question) + "，".join(c.text for c in clauses)):
        raise _Failed("negation_changed")


def _shown(sentence: ModelSentence, quotes: Sequence[_Quote]) -> Verdict:
    """Write the sentence as it is shown: published characters in its quotes, markers behind it."""
    words, mended = sentence.words, False
    for quote in reversed(quotes):
        published = quote.place.source[quote.place.start : quote.place.end].replace("\n", " ")
        mended = mended or published != words[quote.start + 1 : quote.end - 1]
        words = words[: quote.start] + words[quote.start] + published + words[quote.end - 1 :]
    words = words.replace("**", "") if "**" not in "".join(q.place.source for q in quotes) else words
    return Verdict(words + "".join(f"[{number}]" for number in sorted(sentence.cited)), "", mended)
