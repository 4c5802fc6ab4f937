"""Lets a language model phrase an answer, sentence by sentence, each checked before it is shown.

Only the leading clauses are phrased; rules of others, and rules that disagree, stay in the extractive answer's own lines. Nothing that
the extractive answer says of a leading clause may get lost: what no sentence tells whole, with its condition, stands there word for
word, in the place it has in that answer. Whatever goes wrong, the extractive answer stands.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer import Answer, Point, Status
from assistant.citing import Citation
from assistant.masking import mask
from assistant.phrases import phrases_in
from assistant.phrasing.checker import Verdict, check_sentence
from assistant.phrasing.clause_parts import folded
from assistant.phrasing.endpoint import LanguageModel, ModelFailed
from assistant.phrasing.hostile import speaks_to_a_model
from assistant.phrasing.model_text import ModelSentence, SentenceReader
from assistant.phrasing.plain_words import words_of_part
from assistant.phrasing.prompts import LONGEST_UNIT, phrase_instructions, phrase_request
from assistant.phrasing.told import is_told, touches
from corpus.script import to_simplified

LONGEST_TEXT = 3_000  # characters a model may write; five sentences take a tenth
LEAST_SECONDS = 0.5  # with less left there is no use in asking

_log = logging.getLogger(__name__)
_MARKER = re.compile(r"\[(\d+)]")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of asking a model, for the log: ids and codes, no word of anybody."""

    result: (
        str  # passed: all sentences; mended: some, or words put back; extractive: none that answers; failed; not_asked
    )
    reasons: tuple[str, ...]  # why sentences or the model failed
    passed: int  # sentences shown
    corrected_quotes: int  # sentences whose quotes were put into the published characters
    units: tuple[str, ...]


@dataclass(slots=True)
class _Draft:
    """An answer while it is being phrased."""

    answer: Answer  # the extractive one
    own: tuple[str, ...]  # its lines on the leading clauses
    rest: tuple[str, ...]  # its other lines: rules that disagree, sources, others' rules
    leading: dict[int, Citation]
    question: str
    shown: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)  # cite a clause whose turn has not come
    verdicts: list[Verdict] = field(default_factory=list)
    put_back: int = 0

    def take(self, sentence: ModelSentence) -> bool:
        """Check a sentence and show it, or the clause's own words in its place; tell whether anything new is shown."""
        verdict = check_sentence(sentence, self.leading, self.question)
        if verdict.text and self._tells_half(verdict.text):
            verdict = Verdict("", "tells_half")
        self.verdicts.append(verdict)
        line = verdict.text or self._verbatim(sentence)
        if not line or self._is_shown(line):
            return False
        self.waiting.append(line)
        return self._show_waiting()

    def answers(self) -> bool:
        """Whether a sentence that passed, and stands there, speaks of the clause that leads."""
        first, standing = min(self.leading), {*self.shown, *self.waiting}
        return any(f"[{first}]" in verdict.text and verdict.text in standing for verdict in self.verdicts)

    def finish(self) -> None:
        """Put back what the model left out, each line in the place it has in the extractive answer."""
        before = len(self.shown) + len(self.waiting)
        for own in self.own:
            line = self._untold(own) if self._points_in(own) else own  # as the line that heads a list
            if line and not self._is_shown(line):
                self.waiting.append(line)
        self.shown, self.waiting = [], self._in_order([*self.shown, *self.waiting])
        self._show_waiting()
        while self.waiting and (line := self._line_on(self._turn())):
            self.waiting.insert(0, line)
            if not self._show_waiting():
                break
        self.put_back = len(self.shown) + len(self.waiting) - before

    def text(self) -> str:
        """Give the answer's text as far as it has come."""
        return "\n".join([*self.shown, *self.rest])

    def _show_waiting(self) -> bool:
        """Show the lines whose turn has come: clauses are first named in the order of their numbers."""
        shown, moved = False, True
        while moved:
            moved = False
            for line in self.waiting:
                turn = self._turn()
                new = sorted({number for number in _numbers(line) if number >= turn})
                if new == list(range(turn, turn + len(new))):
                    self.waiting.remove(line)
                    self.shown.append(line)
                    shown = moved = True
                    break
        return shown

    def _turn(self) -> int:
        """Give the number of the clause that is named next."""
        return 1 + max((number for line in self.shown for number in _numbers(line)), default=0)

    def _line_on(self, number: int) -> str:
        """Find the extractive line that names a clause first; empty where it is none of the leading ones."""
        return next((line for line in self.own if number in _numbers(line)), "")

    def _verbatim(self, sentence: ModelSentence) -> str:
        """Find what the extractive answer says of what a failed sentence was about; empty where all of it is told."""
        words = words_of_part(to_simplified(sentence.words))
        lines = [line for own in self.own if set(_numbers(own)) & set(sentence.cited) and (line := self._untold(own))]
        return max(lines, key=lambda line: sum(word in to_simplified(line) for word in words), default="")

    def _is_shown(self, line: str) -> bool:
        """Whether the text holds a line's words already."""
        words = folded(_MARKER.sub("", line))
        return any(words in folded(_MARKER.sub("", each)) for each in (*self.shown, *self.waiting))

    def _in_order(self, lines: Sequence[str]) -> list[str]:
        """Sort lines by the first point that each tells; one that tells none stays behind the one before it."""
        points = [point for own in self.own for point in self._points_in(own)]
        placed: list[tuple[int, str]] = []
        for line in lines:
            places = [place for place, point in enumerate(points) if self._tells(line, point)]
            placed.append((min(places, default=placed[-1][0] if placed else 0), line))
        return [line for _, line in sorted(placed, key=lambda each: each[0])]

    def _untold(self, own: str) -> str:
        """Give what an extractive line says that no line tells yet: all of it, or the stretches between its semicolons; else nothing."""
        points, told = self._points_in(own), [*self.shown, *self.waiting]
        missing = [point for point in points if not is_told(point, [own], told)]
        if len(missing) in (0, len(points)):
            return own if missing else ""
        stretches = re.split("；|; ", _MARKER.sub("", own))
        kept = [stretch for stretch in stretches if any(folded(point.text) in folded(stretch) for point in missing)]
        if any(all(folded(point.text) not in folded(stretch) for stretch in kept) for point in missing):
            return own  # a semicolon stands inside a point
        return "；".join(kept) + "".join(f"[{number}]" for number in sorted({point.citation for point in missing}))

    def _points_in(self, own: str) -> list[Point]:
        """List the points that an extractive line gives, as they stand there."""
        words = folded(own)
        found = [(words.find(folded(point.text.replace("\n", " "))), point) for point in self.answer.points]
        given = [(at, point) for at, point in found if at >= 0 and point.citation in self.leading]
        return [point for _, point in sorted(given, key=lambda each: each[0])]

    def _tells(self, line: str, point: Point) -> bool:
        """Whether a line tells a point."""
        return is_told(point, [own for own in self.own if point in self._points_in(own)], [line])

    def _tells_half(self, line: str) -> bool:
        """Whether a sentence tells a point in part, and none whole: the clause's own words tell it better."""
        points = [point for own in self.own for point in self._points_in(own)]
        return any(touches(point, line) for point in points) and not any(self._tells(line, point) for point in points)


class Phrasing:
    """Phrases answers with one language model. Keeps nothing of a question; several threads may use it at once."""

    def __init__(self, model: LanguageModel) -> None:
        """Phrase with a model.

        :param model: The model.
        """
        self.model = model

    def phrase(self, answer: Answer, question: str, seconds: float) -> Iterator[Answer]:
        """Phrase an answer in parts.

        :param answer: The extractive answer.
        :param question: The question in its search form.
        :param seconds: How long it may take.
        :yield: The answer with its sources and no text yet, then with each sentence that passed, last the whole answer.
        """
        leading = {citation.number: citation for citation in answer.citations if citation.relation == "leads"}
        reason = _why_not_asked(answer, tuple(leading.values()), seconds)
        if reason:
            _report(Outcome("not_asked", (reason,), 0, 0, _ids(answer)))
            yield _with_note(answer) if reason == "no_time" else answer
            return
        own, rest = _split_lines(answer, frozenset(leading))
        draft = _Draft(answer, own, rest, leading, question)
        yield replace(answer, text="")
        try:
            for sentence in self._sentences(answer, tuple(leading.values()), seconds):
                if draft.take(sentence):
                    yield replace(answer, text="\n".join(draft.shown), phrased="\n".join(draft.shown))
        except ModelFailed as failure:
            _report(_outcome(draft, "failed", failure.reason))
            yield _with_note(answer)
            return
        yield _finished(draft)

    def _sentences(self, answer: Answer, citations: Sequence[Citation], seconds: float) -> Iterator[ModelSentence]:
        """Read the model's sentences as they come."""
        request = phrase_request(mask(answer.question), citations)
        reader, length = SentenceReader(), 0
        for piece in self.model.stream(phrase_instructions(answer.language), request, seconds):
            length += len(piece)
            if length > LONGEST_TEXT:
                raise ModelFailed("too_long")
            yield from reader.feed(piece)
        if not length:
            raise ModelFailed("empty")
        yield from reader.end()


def _why_not_asked(answer: Answer, leading: Sequence[Citation], seconds: float) -> str:
    """Tell why an answer is not phrased; empty where it is."""
    if answer.status is not Status.ANSWERED or not leading:
        return "nothing_to_phrase"
    if speaks_to_a_model(answer.question) or any(speaks_to_a_model(citation.unit.unit_text) for citation in leading):
        return "speaks_to_a_model"
    if any(len(citation.unit.unit_text) > LONGEST_UNIT for citation in leading):
        return "long_clause"
    return "no_time" if seconds < LEAST_SECONDS else ""


def _numbers(text: str) -> tuple[int, ...]:
    """Read the numbers of markers, each once, in the order they stand."""
    return tuple(dict.fromkeys(int(number) for number in _MARKER.findall(text)))


def _split_lines(answer: Answer, leading: frozenset[int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part the lines on the leading clauses from what follows: rules that disagree, the sources, others' rules."""
    sources = phrases_in(answer.language).sources.partition("{")[0]
    lines = answer.text.split("\n")
    for place, line in enumerate(lines):
        if line.startswith(sources) or set(_numbers(line)) - leading:
            return tuple(lines[:place]), tuple(lines[place:])
    return tuple(lines), ()


def _finished(draft: _Draft) -> Answer:
    """Give the whole answer, or the extractive one where the rest does not answer."""
    answer = draft.answer
    draft.finish()
    if not draft.answers():
        _report(_outcome(draft, "extractive"))
        return _with_note(answer)
    text = draft.text()
    if draft.waiting or _numbers(text) != tuple(citation.number for citation in answer.citations):
        _report(_outcome(draft, "extractive", "order_of_citations"))
        return _with_note(answer)
    mended = draft.put_back or any(verdict.reason for verdict in draft.verdicts)
    _report(_outcome(draft, "mended" if mended else "passed"))
    return replace(answer, text=text, phrased="\n".join(draft.shown))


def _with_note(answer: Answer) -> Answer:
    """Give the extractive answer with the note that no model phrased it."""
    note = phrases_in(answer.language).without_model
    return replace(answer, text=f"{answer.text}\n{note}", note=note)


def _outcome(draft: _Draft, result: str, *reasons: str) -> Outcome:
    """Sum up what came of asking."""
    failed = tuple(verdict.reason for verdict in draft.verdicts if verdict.reason)
    passed = [verdict for verdict in draft.verdicts if verdict.text]
    return Outcome(result, (*reasons, *failed), len(passed), sum(v.mended for v in passed), _ids(draft.answer))


def _ids(answer: Answer) -> tuple[str, ...]:
    """Name the clauses of an answer."""
    return tuple(citation.unit.unit_id for citation in answer.citations)


def _report(outcome: Outcome) -> None:
    """Log what came of asking."""
    _log.info("phrasing: %s", outcome)
