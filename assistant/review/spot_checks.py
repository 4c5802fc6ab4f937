"""Spot checks: which answers of the log a trainer judges next, drawn by strata and kept with what is needed to weigh them back."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import Engine, func, insert, select

from assistant.answer import Status
from assistant.review.sampling import Judged, allocate, draw, sample_size
from assistant.review.verdicts import Judgement, Trainer, Verdict, settled, verdicts_on
from assistant.state import audit
from assistant.state.answer_log import EventKind, new_id
from assistant.state.database import writing
from assistant.state.row_digest import sample_items
from assistant.state.tables import answer_events, answers, now, review_items, review_samples, verdicts

SMALLEST_STRATUM = 10  # answers; what is smaller is put together with others
MOST_STRATA = 30  # about; with more, the few that are drawn of each would be more than the precision asks for
NO_TOPICS: Mapping[str, str] = MappingProxyType({})
BANDS = (0.5, 0.8)  # of the first place's score: low below the one, high from the other on
DISLIKED, NEW_CLAUSE = "反馈不佳", "新发布的条款"
BATCH = "批量提问"  # the stratum of a batch, which is judged but drawn from nothing
SHARED_SHARE = 0.2  # of a spot check is judged by two trainers
_SAME_ANSWER = answers.c.answer_id == review_items.c.answer_id


class NothingToCheck(Exception):
    """The log holds no answer of that time."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An answer of the log, as far as its stratum needs it."""

    answer_id: str
    status: str
    score: float  # of the first place
    leading: str  # unit id
    disliked: bool


@dataclass(frozen=True, slots=True)
class SpotCheck:
    """One drawn sample."""

    sample_id: str
    drawn_at: str
    since: str
    until: str
    strata: Mapping[str, int]  # how many answers each has
    items: tuple[tuple[str, str], ...]  # answer id and stratum, in the order in which they are judged


@dataclass(frozen=True, slots=True)
class PlannedCheck:
    """What a spot check would hold."""

    strata: Mapping[str, int]  # how many answers each has
    drawn: Mapping[str, int]  # how many of each would be drawn

    @property
    def population(self) -> int:
        """How many answers there are."""
        return sum(self.strata.values())

    @property
    def size(self) -> int:
        """How many would be drawn."""
        return sum(self.drawn.values())


def draw_spot_check(
    engine: Engine,
    trainer: Trainer,
    since: str,
    until: str,
    *,
    half_width: float,
    seed: int,
    new_units: frozenset[str] = frozenset(),
    topics: Mapping[str, str] = NO_TOPICS,
) -> SpotCheck:
    """Draw a spot check from the log and keep it.

    :param engine: The database.
    :param trainer: Who asks for it.
    :param since: The first moment of the answers, as stored.
    :param until: The first moment behind them.
    :param half_width: Half the width of the interval wanted for the share of right answers, such as 0.05.
    :param seed: Of the random numbers.
    :param new_units: Ids of units published lately; answers led by one are a stratum of their own.
    :param topics: What units are about, by id; see ``topics_of``.
    :return: The spot check.
    :raises NothingToCheck: if there is no answer between the two.
    """
    members = strata_of(candidates(engine, since, until), new_units, topics)
    counts = {name: len(of_stratum) for name, of_stratum in members.items()}
    if not counts:
        raise NothingToCheck("这段时间里没有可抽查的回答，请换一段时间。")
    drawn = draw(members, allocate(counts, sample_size(sum(counts.values()), half_width)), seed)
    items = [(answer_id, name) for name, of_stratum in drawn.items() for answer_id in of_stratum]
    chance = random.Random(seed)
    chance.shuffle(items)  # who judges cannot tell the stratum by the place
    shared = set(chance.sample(range(len(items)), round(SHARED_SHARE * len(items))))
    check = SpotCheck(new_id(), now(), since, until, counts, tuple(items))
    _keep(engine, trainer, check, shared)
    return check


def plan_spot_check(
    engine: Engine,
    since: str,
    until: str,
    half_width: float,
    new_units: frozenset[str] = frozenset(),
    topics: Mapping[str, str] = NO_TOPICS,
) -> PlannedCheck:
    """Tell how many answers a spot check would hold, without drawing it.

    :param engine: The database.
    :param since: The first moment of the answers, as stored.
    :param until: The first moment behind them.
    :param half_width: Half the width of the interval wanted.
    :param new_units: Ids of units published lately.
    :param topics: What units are about, by id.
    :return: The numbers by stratum; empty where the log holds nothing of that time.
    """
    counts = {name: len(each) for name, each in strata_of(candidates(engine, since, until), new_units, topics).items()}
    return PlannedCheck(counts, allocate(counts, sample_size(sum(counts.values()), half_width)))


def candidates(engine: Engine, since: str, until: str) -> tuple[Candidate, ...]:
    """Read what could be drawn: every answer of a time that is no error."""
    inside = (answers.c.asked_at >= since, answers.c.asked_at < until, answers.c.status != Status.ERROR.value)
    columns = (answers.c.answer_id, answers.c.status, answers.c.top_score, answers.c.cited, answers.c.retrieved)
    batches = batch_answers(engine)
    with engine.connect() as connection:
        useless = answer_events.c.kind == EventKind.USELESS.value
        disliked = set(connection.execute(select(answer_events.c.answer_id).where(useless)).scalars())
        return tuple(
            Candidate(answer_id, status, score, _leading(cited, retrieved), answer_id in disliked)
            for answer_id, status, score, cited, retrieved in connection.execute(select(*columns).where(*inside))
            if answer_id not in batches
        )


def strata_of(
    found: Sequence[Candidate], new_units: frozenset[str] = frozenset(), topics: Mapping[str, str] = NO_TOPICS
) -> dict[str, list[str]]:
    """Sort answers into strata: what was disliked, what rests on new clauses, the rest by topic, status and confidence.

    What is too small for a stratum is put together without its confidence, then by regulation, and in the end by status alone.

    :param found: The answers.
    :param new_units: Ids of units published lately.
    :param topics: What units are about, by id.
    :return: Ids of answers by the name of their stratum.
    """
    smallest = max(SMALLEST_STRATUM, len(found) // MOST_STRATA)
    strata: dict[str, list[str]] = {}
    ladders = {each.answer_id: _strata(each, new_units, topics) for each in found}
    while ladders:
        together: dict[str, list[str]] = {}
        for answer_id, ladder in ladders.items():
            together.setdefault(ladder[0], []).append(answer_id)
        for name, members in together.items():
            small = len(members) + len(strata.get(name, ())) < smallest
            for answer_id in members:
                if small and len(ladders[answer_id]) > 1:
                    ladders[answer_id] = ladders[answer_id][1:]
                else:
                    strata.setdefault(name, []).append(answer_id)
                    del ladders[answer_id]
    return strata


def keep_batch(engine: Engine, trainer: Trainer, answer_ids: Sequence[str]) -> str:
    """Put the answers of a batch up for judging, in the order of the batch.

    :param engine: The database.
    :param trainer: Whose batch it is.
    :param answer_ids: The logged answers.
    :return: Id of the spot check they are judged in.
    """
    at = now()
    items = tuple((answer_id, BATCH) for answer_id in answer_ids)
    check = SpotCheck(new_id(), at, at, at, {BATCH: len(items)}, items)
    _keep(engine, trainer, check, frozenset())
    return check.sample_id


def _keep(engine: Engine, trainer: Trainer, check: SpotCheck, shared: Set[int]) -> None:
    """Write a spot check down, under the chain of digests: what its answers stand for decides the figures."""
    sample: dict[str, object] = {
        "sample_id": check.sample_id,
        "drawn_at": check.drawn_at,
        "user_id": trainer.user_id,
        "since": check.since,
        "until": check.until,
        "strata": json.dumps(dict(check.strata), ensure_ascii=False),
    }
    items: list[dict[str, object]] = [
        {
            "sample_id": check.sample_id,
            "position": place,
            "answer_id": answer_id,
            "stratum": name,
            "shared": place in shared,
        }
        for place, (answer_id, name) in enumerate(check.items)
    ]
    with writing(engine) as connection:
        connection.execute(insert(review_samples).values(**sample))
        connection.execute(insert(review_items), items)
        audit.append(connection, review_samples, check.sample_id, sample | {"items": sample_items(items)})


def batch_answers(engine: Engine) -> frozenset[str]:
    """Give the ids of all answers of batches: nobody asked them on a call."""
    with engine.connect() as connection:
        of_batches = select(review_items.c.answer_id).where(review_items.c.stratum == BATCH)
        return frozenset(connection.execute(of_batches).scalars())


def spot_checks(engine: Engine) -> tuple[SpotCheck, ...]:
    """Read the spot checks drawn so far, the latest first."""
    return _read_checks(engine)


def _read_checks(engine: Engine, sample_id: str | None = None) -> tuple[SpotCheck, ...]:
    """Read one spot check or all."""
    of_items = select(review_items).order_by(review_items.c.position)
    of_samples = select(review_samples).order_by(review_samples.c.drawn_at.desc())
    if sample_id is not None:
        of_items = of_items.where(review_items.c.sample_id == sample_id)
        of_samples = of_samples.where(review_samples.c.sample_id == sample_id)
    with engine.connect() as connection:
        items: dict[str, list[tuple[str, str]]] = {}
        for row in connection.execute(of_items):
            items.setdefault(row.sample_id, []).append((row.answer_id, row.stratum))
        samples = connection.execute(of_samples).all()
    return tuple(
        SpotCheck(s.sample_id, s.drawn_at, s.since, s.until, json.loads(s.strata), tuple(items.get(s.sample_id, ())))
        for s in samples
    )


def find_spot_check(engine: Engine, sample_id: str) -> SpotCheck | None:
    """Read one spot check.

    :param engine: The database.
    :param sample_id: Its id.
    :return: The spot check; None if there is none.
    """
    return next((check for check in _read_checks(engine, sample_id)), None)


def next_answers(engine: Engine, sample_id: str, trainer: str, limit: int = 20) -> tuple[str, ...]:
    """List what a trainer judges next of a spot check, without what others made of it.

    An answer waits for one trainer, a shared one for two; one on which two disagree for a third.

    :param engine: The database.
    :param sample_id: The spot check.
    :param trainer: Who will judge; nothing judged already is listed.
    :param limit: How many at most.
    :return: Ids of answers that are still in the log, in the order of the spot check.
    """
    return waiting_answers(engine, sample_id, trainer)[:limit]


def waiting_answers(engine: Engine, sample_id: str, trainer: str) -> tuple[str, ...]:
    """List all that a trainer still judges of a spot check; see ``next_answers``."""
    wanted = (
        select(review_items.c.answer_id, review_items.c.shared)
        .join(answers, _SAME_ANSWER)
        .where(review_items.c.sample_id == sample_id)
        .order_by(review_items.c.position)
    )
    with engine.connect() as connection:
        items = connection.execute(wanted).all()
    given = verdicts_on(engine, [item.answer_id for item in items])
    return tuple(i.answer_id for i in items if waits_for(given.get(i.answer_id, ()), trainer, shared=i.shared))


def waits_for(of_answer: Sequence[Verdict], trainer: str, *, shared: bool) -> bool:
    """Tell whether an answer of a spot check waits for a trainer.

    :param of_answer: The latest verdict of each trainer on it.
    :param trainer: Who would judge it.
    :param shared: Whether two trainers judge it.
    :return: True for one he or she has not judged, where a verdict is missing or two disagree.
    """
    if any(verdict.trainer == trainer for verdict in of_answer):
        return False
    return len(of_answer) < (2 if shared else 1) or (len(of_answer) > 1 and settled(of_answer) is None)


def judged_strata(check: SpotCheck, given: Mapping[str, Sequence[Verdict]]) -> tuple[Judged, ...]:
    """Set beside each stratum what was judged of it: 1 where an answer is right; one that waits for a third trainer is not judged.

    :param check: The spot check.
    :param given: The verdicts that count, by answer.
    :return: One entry a stratum; for ``sampling.estimate``.
    """
    values: dict[str, list[float]] = {name: [] for name in check.strata}
    for answer_id, name in check.items:
        verdict = settled(given.get(answer_id, ()))
        if verdict is not None:
            values[name].append(float(verdict.opinion.judgement is Judgement.RIGHT))
    return tuple(Judged(count, tuple(values[name])) for name, count in check.strata.items())


def judged_since(engine: Engine, trainer: str, since: str) -> int:
    """Count what a trainer has judged since a moment."""
    with engine.connect() as connection:
        counted = select(func.count()).where(verdicts.c.trainer == trainer, verdicts.c.at >= since)
        return int(connection.execute(counted).scalar_one())


def _leading(cited: str, retrieved: str) -> str:
    """Name the unit that an answer, or the search for a refused one, puts first."""
    first = json.loads(cited) or json.loads(retrieved)
    return str(first[0][0]) if first else ""


def _strata(each: Candidate, new_units: frozenset[str], topics: Mapping[str, str]) -> tuple[str, ...]:
    """Name the strata an answer may be put into, the narrowest first."""
    if each.disliked:
        return (DISLIKED,)
    if each.leading in new_units:
        return (NEW_CLAUSE,)
    band = ("低", "中", "高")[sum(each.score >= bound for bound in BANDS)]
    regulation = f"{each.leading.partition('#')[0] or '无'} · {each.status}"
    rest = (regulation, f"其他 · {each.status}")
    if topic := topics.get(each.leading):
        return (f"{topic} · {each.status} · 置信{band}", f"{topic} · {each.status}", *rest)
    return (f"{regulation} · 置信{band}", regulation, *rest)  # in step with those that have a topic
