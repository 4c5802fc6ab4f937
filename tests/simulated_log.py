"""A large invented log: months of answers with feedback, spot checks and verdicts, written in a second or two.

The chain of digests is not under test here and is left out. Every answer has a true worth, so that an estimate can be held against it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, insert

from assistant.review.spot_checks import draw_spot_check
from assistant.review.verdicts import Judgement, Trainer
from assistant.state.database import writing
from assistant.state.tables import answer_events, answers, moment, verdicts

ANN = Trainer(None, "ann")
UNITS = tuple(f"{regulation}#{number}" for regulation in ("conduct", "manual", "hotline") for number in range(1, 61))
MATTERS = (
    "退货的运费",
    "开发票",
    "预约上门",
    "会员积分",
    "海外寄送",
    "更换型号",
    "分期付款",
    "旧机回收",
    "夜间施工",
    "宠物托运",
)
FORMS = ("{}谁来承担", "客户问{}怎么办", "{}有没有规定", "请问{}多久能办好")
REASONS = ("wrong_clause", "incomplete", "outdated", "unclear", "should_have_refused")


def simulate_log(
    engine: Engine,
    count: int = 10_000,
    *,
    until: datetime | None = None,
    days: int = 84,
    spot_checks: int = 6,
    unit_ids: Sequence[str] = UNITS,
    seed: int = 7,
) -> dict[str, Judgement]:
    """Write a log that gets better over time.

    :param engine: The database.
    :param count: How many answers.
    :param until: When the last one was given; now if not given.
    :param days: Over how many days.
    :param spot_checks: How many are drawn, one after the other, each judged as a whole.
    :param unit_ids: The units that answers cite.
    :param seed: Of the random numbers.
    :return: What each answer is truly worth, by its id.
    """
    chance, end = random.Random(seed), until or datetime.now(UTC)
    begin = end - timedelta(days=days)
    truth: dict[str, Judgement] = {}
    rows, events = [], []
    weights = [1 / (place + 1) for place in range(len(unit_ids) * 9 // 10)]  # the last tenth is never cited
    for place in range(count):
        answer_id, at = f"sim{place:08d}", begin + (end - begin) * (place / count)
        refused, score = chance.random() < 0.14, min(0.999, chance.betavariate(6, 1.6))
        first, second = chance.choices(unit_ids[: len(weights)], weights, k=2)
        question = chance.choice(FORMS).format(chance.choice(MATTERS)) if refused else f"第{place % 900}个问题怎么处理"
        truth[answer_id] = _worth(chance, score, place / count, refused=refused)
        rows.append(
            {
                "answer_id": answer_id,
                "asked_at": moment(at),
                "question": question,
                "history": "[]",
                "scope": "[]",
                "language": "zh",
                "status": "not_covered" if refused else "answered",
                "text": "规定未涉及。" if refused else "请按规定答复客户 [1]。",
                "index_version": "v1",
                "cited": "[]" if refused else json.dumps([[first, "leads"], [second, "also"]]),
                "retrieved": json.dumps([[first, round(score, 4)], [second, round(score / 2, 4)]]),
                "top_score": round(score, 4),
                "latency_ms": round(chance.lognormvariate(3.1, 0.45), 1),
                "masked": False,
            }
        )
        events += _events(chance, answer_id, moment(at + timedelta(seconds=40)), truth[answer_id], refused=refused)
    with writing(engine) as connection:
        connection.execute(insert(answers), rows)
        connection.execute(insert(answer_events), events)
    asked_at = {str(row["answer_id"]): str(row["asked_at"]) for row in rows}
    for number in range(spot_checks):
        since, behind = (begin + (end - begin) * (each / spot_checks) for each in (number, number + 1))
        check = draw_spot_check(engine, ANN, moment(since), moment(behind), half_width=0.04, seed=number)
        judge_all(engine, [answer_id for answer_id, _ in check.items], truth, asked_at)
    return truth


def judge_all(
    engine: Engine, answer_ids: Sequence[str], truth: dict[str, Judgement], asked_at: dict[str, str], by: str = "ann"
) -> None:
    """Let a trainer say of each answer what it is truly worth."""
    rows = [
        {
            "verdict_id": f"{by}-{answer_id}",
            "answer_id": answer_id,
            "trainer": by,
            "at": asked_at[answer_id],
            "asked_at": asked_at[answer_id],
            "judgement": truth[answer_id].value,
            "citations": "{}",
            "reasons": "[]",
            "right_unit_id": None,
            "sentences": "[]",
            "note": "",
            "blind": True,
        }
        for answer_id in answer_ids
    ]
    with writing(engine) as connection:
        connection.execute(insert(verdicts).prefix_with("OR IGNORE"), rows)


def _worth(chance: random.Random, score: float, age: float, *, refused: bool) -> Judgement:
    """Say what an answer is worth: sure ones are right more often, and so are later ones."""
    if refused:
        return Judgement.RIGHT if chance.random() < 0.86 + 0.08 * age else Judgement.SHOULD_HAVE_ANSWERED
    if chance.random() < min(0.99, 0.25 + 0.65 * score + 0.12 * age):
        return Judgement.RIGHT
    return chance.choice((Judgement.WRONG, Judgement.WRONG, Judgement.PARTLY, Judgement.SHOULD_HAVE_REFUSED))


def _events(
    chance: random.Random, answer_id: str, at: str, worth: Judgement, *, refused: bool
) -> list[dict[str, object]]:
    """Say what an agent did with an answer: wording is copied, and what is wrong is disliked."""
    said: list[tuple[str, dict[str, str]]] = []
    if not refused and chance.random() < 0.3:
        said.append(("copied", {"citation": chance.choice("112")}))
    if worth is Judgement.RIGHT and chance.random() < 0.2:
        said.append(("useful", {}))
    if worth is not Judgement.RIGHT and chance.random() < 0.3:
        said.append(("useless", {"reason": chance.choice(REASONS)}))
    return [
        {
            "event_id": f"{answer_id}-{number}",
            "answer_id": answer_id,
            "at": at,
            "kind": kind,
            "detail": json.dumps(detail),
        }
        for number, (kind, detail) in enumerate(said)
    ]
