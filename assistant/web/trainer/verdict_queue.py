"""Which answer a trainer judges next: of a spot check, or of the answers on which two trainers disagree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine, func, select

from assistant.review.spot_checks import find_spot_check, waiting_answers
from assistant.review.verdicts import disagreements, verdicts_on
from assistant.state.answer_log import EventKind
from assistant.state.tables import answer_events, answers, verdicts
from assistant.web.trainer.queue import check_name

DISAGREEMENTS = "disagreements"  # the queue of a third trainer


@dataclass(frozen=True, slots=True)
class Queue:
    """Answers that a trainer judges one after the other."""

    queue_id: str
    name: str
    answer_ids: tuple[str, ...]  # all of it, in its order
    waiting: tuple[str, ...]  # what this trainer has still to judge
    judged_last: str  # the answer this trainer judged last; empty before the first

    @property
    def done(self) -> int:
        """How many need no verdict of this trainer any more."""
        return len(self.answer_ids) - len(self.waiting)

    def following(self, after: str) -> str | None:
        """Give the next answer behind one, from the beginning again at the end; what was skipped comes last so.

        :param after: The answer judged or skipped just now; empty to begin.
        :return: The next one; None where nothing waits.
        """
        if not self.waiting:
            return None
        places = {answer_id: place for place, answer_id in enumerate(self.answer_ids)}
        behind = places.get(after, -1)
        return next((each for each in self.waiting if places[each] > behind), self.waiting[0])


def open_queue(engine: Engine, queue_id: str, trainer: str, sheets: Mapping[str, str]) -> Queue | None:
    """Open a queue for a trainer.

    :param engine: The database.
    :param queue_id: Id of a spot check, or ``DISAGREEMENTS``.
    :param trainer: Who judges.
    :param sheets: Names of the sheets of batches, by the id of their spot check.
    :return: The queue; None if there is none of that id.
    """
    if queue_id == DISAGREEMENTS:
        disputed = disagreements(verdicts_on(engine))
        kept = _still_logged(engine, tuple(each.answer_id for each in disputed))
        waiting = tuple(
            each.answer_id
            for each in disputed
            if each.answer_id in kept and all(verdict.trainer != trainer for verdict in each.verdicts)
        )
        own = _judged_last(engine, None, trainer)
        every = tuple(dict.fromkeys((*((own,) if own else ()), *waiting)))
        return Queue(queue_id, "分歧复判", every, waiting, own)
    check = find_spot_check(engine, queue_id)
    if check is None:
        return None
    return Queue(
        queue_id,
        check_name(check, sheets),
        tuple(answer_id for answer_id, _ in check.items),
        waiting_answers(engine, queue_id, trainer),
        _judged_last(engine, frozenset(answer_id for answer_id, _ in check.items), trainer),
    )


def is_blind(engine: Engine, answer_id: str, trainer: str) -> bool:
    """Tell whether a verdict given now is blind: it is no change of one after which there was something to see.

    Other trainers' verdicts and the agent's feedback are shown to nobody who has not judged the answer.

    :param engine: The database.
    :param answer_id: The answer.
    :param trainer: Who judges.
    :return: True for a first verdict.
    """
    given = verdicts_on(engine, [answer_id]).get(answer_id, ())
    if all(verdict.trainer != trainer for verdict in given):
        return True
    told = (EventKind.USEFUL.value, EventKind.USELESS.value)
    feedback = select(func.count()).where(answer_events.c.answer_id == answer_id, answer_events.c.kind.in_(told))
    with engine.connect() as connection:
        return len(given) == 1 and not connection.execute(feedback).scalar_one()


def _judged_last(engine: Engine, among: frozenset[str] | None, trainer: str) -> str:
    """Find the answer a trainer judged last; None: among all."""
    latest = select(verdicts.c.answer_id).where(verdicts.c.trainer == trainer).order_by(verdicts.c.at.desc())
    with engine.connect() as connection:
        for answer_id in connection.execute(latest).scalars():
            if among is None or answer_id in among:
                return str(answer_id)
    return ""


def _still_logged(engine: Engine, answer_ids: tuple[str, ...]) -> frozenset[str]:
    """Take those answers that are still in the log."""
    with engine.connect() as connection:
        found = connection.execute(select(answers.c.answer_id).where(answers.c.answer_id.in_(answer_ids)))
        return frozenset(str(each) for each in found.scalars())
