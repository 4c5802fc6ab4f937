"""Checks a draft reply, or lines of a call, against the wording that regulations forbid.

``WordingChecker.check`` finds; each finding names the clause, the stretch of the draft, the forbidden wording word for word and what
the same clause gives instead. Needs no model. Knows nothing of the terminal or the web.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from time import perf_counter

from assistant.forbidden_wording import ForbiddenWording, GivenWording, WordingKind, find_forbidden
from assistant.scope import resolve_scope
from assistant.transcript import spoken_lines
from assistant.visible_text import visible
from assistant.wording_acts import find_forbidden_acts, heard_places
from assistant.wording_alignment import SoundOf
from assistant.wording_form import Form, draft_form
from assistant.wording_guards import without_reported
from assistant.wording_instead import with_wording_for_the_case
from assistant.wording_sentences import SentenceWording, find_sentence, sentences_of
from assistant.wording_words import find_word
from corpus.regulation import Regulation, Unit
from index.clause_index import ClauseIndex

_ACT, _ACT_IN_A_CASE = 1.0, 2.0  # distance of acts: a clause for every case is nearer than one for a single case
LONGEST_DRAFT = 5_000  # characters; a call of an hour is checked line by line, as a file


class DraftUnusable(ValueError):
    """A draft holds no words or is too long; the message is one sentence."""


class Breach(StrEnum):
    """What a stretch of a draft breaks."""

    WORDING = "wording"  # wording that must not be used
    ACT = "act"  # an act that must not be done


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of a draft that breaks a clause."""

    unit: Unit
    breach: Breach
    start: int  # draft[start:end] is the stretch
    end: int
    forbidden: str  # what the clause forbids, word for word
    instead: tuple[GivenWording, ...]  # what it gives instead, word for word; empty where it gives nothing
    other_organisation: bool = (
        False  # a nearer or equally near clause of another organisation is found in the same place
    )


@dataclass(frozen=True, slots=True)
class WordingReport:
    """What was found in one draft."""

    draft: str  # as a person reads it: nothing in it that cannot be seen
    findings: tuple[Finding, ...]  # in the order of the draft
    skipped: bool  # all of it is what a customer says
    latency_ms: float


@dataclass(frozen=True, slots=True)
class _Found:
    """A finding that may yet be dropped for a nearer one."""

    finding: Finding
    distance: float  # lower is nearer; 0: word for word
    kind: WordingKind | None  # None: an act; a word is no rival of the sentence it stands in


class WordingChecker:
    """Checks drafts against the regulations of one index version. Keeps nothing; several threads may use it at once."""

    def __init__(self, units: Sequence[Unit], regulations: Sequence[Regulation], sound_of: SoundOf) -> None:
        """Take what forbids wording from the units.

        :param units: All units.
        :param regulations: Their regulations, for scopes.
        :param sound_of: How a character is read.
        """
        self._regulations = tuple(regulations)
        self._sound_of = sound_of
        self.forbidden = with_wording_for_the_case(find_forbidden(units), units)
        self._sentences = tuple(
            SentenceWording.of(wording, sound_of) for wording in self.forbidden if wording.kind is WordingKind.SENTENCE
        )
        self._words = tuple(wording for wording in self.forbidden if wording.kind is WordingKind.WORD)
        self._acts = find_forbidden_acts(units)
        self._instead = {
            wording.unit.unit_id: wording.instead
            for wording in self.forbidden
            if all(given.unit is wording.unit for given in wording.instead)  # for another case no more than for an act
        }

    def check(self, draft: str, scope: Sequence[str] = ()) -> WordingReport:
        """Check a draft; lines marked as a customer's are not checked.

        :param draft: A reply, or lines of a call.
        :param scope: Issuers, regulation titles or ids; empty: everything.
        :return: What was found.
        :raises DraftUnusable: if the draft holds no words or is too long.
        :raises UnknownScope: if a name of the scope fits no regulation.
        """
        started = perf_counter()
        draft = visible(draft)
        if not any(character.isalnum() for character in draft):
            raise DraftUnusable("没有可检查的文字，请输入要说的话。")
        if len(draft) > LONGEST_DRAFT:
            raise DraftUnusable(f"文字太长，一次最多检查 {LONGEST_DRAFT} 字，请分段检查。")
        inside = resolve_scope(scope, self._regulations)
        lines = tuple(spoken_lines(draft))
        found: list[Finding] = []
        for line in lines:
            if not line.by_customer:
                form = without_reported(draft_form(draft[line.start : line.end]))
                found += _nearest(each for each in self._find(form, line.start) if _is_inside(each, inside))
        return WordingReport(
            draft,
            tuple(sorted(found, key=lambda each: (each.start, each.end, each.other_organisation))),
            all(line.by_customer for line in lines),
            1000 * (perf_counter() - started),
        )

    def _find(self, form: Form, offset: int) -> Iterator[_Found]:
        """Find everything in one line."""

        def found(wording: ForbiddenWording, start: int, end: int, distance: float) -> _Found:
            first, last = form.span(start, end)
            place = offset + first, offset + last
            finding = Finding(wording.unit, Breach.WORDING, *place, wording.text, wording.instead)
            return _Found(finding, distance, wording.kind)

        for sentence in sentences_of(form.text, self._sound_of):
            for wording in self._sentences:
                for match in find_sentence(wording, sentence, self._sound_of):
                    yield found(wording.wording, sentence.start + match.start, sentence.start + match.end, match.cost)
        for word in self._words:
            for start, end in find_word(word.text, form.text):
                yield found(word, start, end, 0.0)
        for act in self._acts:
            for start, end in heard_places(act, form.text):
                first, last = form.span(start, end)
                instead = self._instead.get(act.unit.unit_id, ())
                finding = Finding(act.unit, Breach.ACT, offset + first, offset + last, act.text, instead)
                yield _Found(finding, _ACT_IN_A_CASE if act.in_a_case else _ACT, None)


@lru_cache(maxsize=2)  # the version that answers, and the one a server turns to next
def wording_checker(clause_index: ClauseIndex) -> WordingChecker:
    """Make the checker of an index version; a second time it is there already.

    :param clause_index: The version.
    :return: Its checker.
    """
    return WordingChecker(clause_index.units, clause_index.regulations, clause_index.sound_of)


def _is_inside(found: _Found, inside: frozenset[str] | None) -> bool:
    """Whether a finding is of a regulation in scope."""
    return inside is None or found.finding.unit.regulation_id in inside


def _nearest(found: Iterable[_Found]) -> list[Finding]:
    """Keep of the findings that overlap the nearest of each clause and of each organisation; equally near ones: the longest.

    Where one organisation forbids the very words, what others forbid is only alike and is left out.
    """
    kept: list[_Found] = []
    for each in sorted(found, key=lambda one: (one.distance, one.finding.start - one.finding.end)):
        new = each.finding
        over = [old for old in kept if old.finding.start < new.end and new.start < old.finding.end]
        if any(old.finding.unit is new.unit for old in over):
            continue
        rivals = [old for old in over if old.kind == each.kind]
        if any(
            _organisation(old.finding) == _organisation(new) or old.distance == 0.0 < each.distance for old in rivals
        ):
            continue
        kept.append(replace(each, finding=replace(new, other_organisation=bool(rivals))))
    return [each.finding for each in kept]


def _organisation(finding: Finding) -> str:
    """Name whose rule was broken."""
    return finding.unit.issuer or finding.unit.regulation_id
