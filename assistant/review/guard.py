"""Before an example takes effect: which other questions it would lead elsewhere. Replays questions with it and without; writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Engine, select

from assistant.answer import Answer, Status, Turn
from assistant.answering import Assistant
from assistant.review.verdicts import Judgement, Verdict, settled, verdicts_on
from assistant.state.answer_log import LoggedAnswer, logged_answer
from assistant.state.tables import answers
from index.added_questions import question_key
from index.clause_index import ClauseIndex
from index.embedding import Embedder
from index.indexing import search_words
from index.remembering_embedder import remembering

REPLAYED = 200  # questions: some seconds, and what shares no word with the example comes last
RECENT = 1_000  # answers looked through for them
Progress = Callable[[int, int], None]  # questions replayed, questions in all


class Outcome(StrEnum):
    """What a change of a question's answer is, as far as is known."""

    BETTER = "better"  # a right unit leads now, or what is left open is refused now
    WORSE = "worse"  # a right unit, or a right refusal, was there before and is not any more
    UNKNOWN = "unknown"  # nobody has judged this question


@dataclass(frozen=True, slots=True)
class Probe:
    """A question to replay."""

    question: str
    history: tuple[Turn, ...] = ()
    scope: tuple[str, ...] = ()
    right: frozenset[str] | None = None  # units that answer it; none: to be refused; None: nobody knows
    origin: str = ""  # id of the answer or the case


@dataclass(frozen=True, slots=True)
class Given:
    """What a question leads to."""

    status: Status
    unit_id: str  # of the first place; empty where nothing was found


@dataclass(frozen=True, slots=True)
class Change:
    """A question that an example would lead elsewhere."""

    probe: Probe
    before: Given
    after: Given
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class GuardReport:
    """What an example would change."""

    replayed: int
    changes: tuple[Change, ...]

    @property
    def harmful(self) -> bool:
        """Whether a question that is answered rightly would not be any more."""
        return any(change.outcome is Outcome.WORSE for change in self.changes)


def replay_probes(
    before: ClauseIndex,
    after: ClauseIndex,
    probes: Sequence[Probe],
    progress: Progress | None = None,
    embedder: Embedder | None = None,
) -> GuardReport:
    """Ask questions of an index without an example and with it.

    :param before: Without.
    :param after: With.
    :param probes: The questions.
    :param progress: Called after each.
    :param embedder: One that remembers questions from one replay to the next, which makes the next four times as quick.
    :return: What would change.
    """
    asked_once = embedder or remembering(before.embedder)
    old = Assistant(before.asked_through(asked_once))
    new = Assistant(after.asked_through(asked_once))
    changes: list[Change] = []
    for done, probe in enumerate(probes, 1):
        was, becomes = (_given(each.answer(probe.question, probe.history, probe.scope)) for each in (old, new))
        if was != becomes:
            changes.append(Change(probe, was, becomes, _outcome(probe, was, becomes)))
        if progress:
            progress(done, len(probes))
    return GuardReport(len(probes), tuple(changes))


def choose_probes(question: str, recent: Sequence[Probe], cases: Sequence[Probe], limit: int = REPLAYED) -> list[Probe]:
    """Choose the questions an example is likeliest to disturb: those that share most words with it.

    :param question: The example.
    :param recent: Questions of the log.
    :param cases: Evaluation cases.
    :param limit: How many; half of each kind where there are enough.
    :return: The questions; the example itself only where it is known what answers it, which the example may contradict.
    """
    words, own = set(search_words(question)), question_key(question)

    def nearest(probes: Sequence[Probe], count: int) -> list[Probe]:
        others = [probe for probe in probes if probe.right is not None or question_key(probe.question) != own]
        return sorted(others, key=lambda probe: -len(words & set(search_words(probe.question))))[:count]

    of_cases = nearest(cases, max(limit // 2, limit - len(recent)))
    return [*of_cases, *nearest(recent, limit - len(of_cases))]


def recent_probes(engine: Engine) -> tuple[Probe, ...]:
    """Read the latest questions of the log, each once, with the units that trainers found right."""
    wanted = select(answers).where(answers.c.status != Status.ERROR.value).order_by(answers.c.asked_at.desc())
    with engine.connect() as connection:
        logged = [logged_answer(row) for row in connection.execute(wanted.limit(RECENT)).mappings()]
    given = verdicts_on(engine, [each.answer_id for each in logged])
    probes: dict[tuple[str, tuple[Turn, ...], tuple[str, ...]], Probe] = {}
    for each in logged:
        right = _right(each, settled(given.get(each.answer_id, ())))
        key = (question_key(each.question), each.history, each.scope)
        if key not in probes or (probes[key].right is None and right is not None):
            probes[key] = Probe(each.question, each.history, each.scope, right, each.answer_id)
    return tuple(probes.values())


def _right(logged: LoggedAnswer, verdict: Verdict | None) -> frozenset[str] | None:
    """Tell from a verdict which units answer a question."""
    if verdict is None:
        return None
    if verdict.opinion.judgement is Judgement.SHOULD_HAVE_REFUSED:
        return frozenset()
    if verdict.opinion.right_unit_id:
        return frozenset({verdict.opinion.right_unit_id})
    if verdict.opinion.judgement is not Judgement.RIGHT:
        return None
    return frozenset(unit_id for unit_id, relation in logged.cited if relation == "leads")


def _given(answer: Answer) -> Given:
    """Take from an answer what is compared."""
    return Given(answer.status, answer.retrieved[0].unit_id if answer.retrieved else "")


def _outcome(probe: Probe, before: Given, after: Given) -> Outcome:
    """Judge a change."""
    if probe.right is None:
        return Outcome.UNKNOWN
    was, becomes = _is_right(before, probe.right), _is_right(after, probe.right)
    if was == becomes:
        return Outcome.UNKNOWN
    return Outcome.BETTER if becomes else Outcome.WORSE


def _is_right(given: Given, right: frozenset[str]) -> bool:
    """Whether a question is led to a right unit, or refused where there is none."""
    if not right:
        return given.status is Status.NOT_COVERED
    return given.status is Status.ANSWERED and given.unit_id in right
