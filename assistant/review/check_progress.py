"""How far spot checks have come: what is judged, what waits for whom, how far trainers agree, and what it says of all answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from sqlalchemy import Engine, select

from assistant.review.agreement import cohens_kappa
from assistant.review.sampling import Estimate, estimate
from assistant.review.spot_checks import SpotCheck, judged_strata, spot_checks, waits_for
from assistant.review.verdicts import Judgement, Verdict, blind_judgements, disagreements, settled
from assistant.state.tables import answers, review_items


@dataclass(frozen=True, slots=True)
class CheckProgress:
    """How far a spot check has come."""

    check: SpotCheck
    judged: int  # answers on which a verdict counts
    disputed: int  # answers that wait for a third trainer
    waiting: int  # answers that wait for the trainer who looks
    right: Estimate | None  # share of right answers among all it was drawn from
    shared: int  # answers that two trainers judged blind
    alike: int  # of these, how many alike
    kappa: float | None


def progress_of_checks(
    engine: Engine, trainer: str, given: Mapping[str, Sequence[Verdict]]
) -> tuple[CheckProgress, ...]:
    """Tell how far all spot checks have come, the latest first.

    :param engine: The database.
    :param trainer: Who looks: what waits is what waits for him or her.
    :param given: All verdicts that count, by answer; see ``verdicts_on``.
    :return: One entry a spot check.
    """
    same_answer = answers.c.answer_id == review_items.c.answer_id
    items_of_two = select(review_items.c.sample_id, review_items.c.answer_id).where(review_items.c.shared.is_(True))
    with engine.connect() as connection:
        kept = set(connection.execute(select(answers.c.answer_id).join(review_items, same_answer)).scalars())
        shared = {(row.sample_id, row.answer_id) for row in connection.execute(items_of_two)}
    blind = blind_judgements(engine)
    return tuple(_progress(check, given, trainer, kept, shared, blind) for check in spot_checks(engine))


def _progress(
    check: SpotCheck,
    given: Mapping[str, Sequence[Verdict]],
    trainer: str,
    kept: Set[str],
    shared: Set[tuple[str, str]],
    blind: Mapping[str, tuple[Judgement, Judgement]],
) -> CheckProgress:
    """Tell how far one spot check has come."""
    of_check = {answer_id: given.get(answer_id, ()) for answer_id, _ in check.items}
    pairs = [blind[answer_id] for answer_id in of_check if answer_id in blind]
    return CheckProgress(
        check,
        sum(settled(of_answer) is not None for of_answer in of_check.values()),
        len(disagreements(of_check)),
        sum(
            waits_for(of_answer, trainer, shared=(check.sample_id, answer_id) in shared)
            for answer_id, of_answer in of_check.items()
            if answer_id in kept
        ),
        estimate(judged_strata(check, of_check)),
        len(pairs),
        sum(first is second for first, second in pairs),
        cohens_kappa(pairs),
    )
