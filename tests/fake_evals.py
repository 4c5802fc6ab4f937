"""A few real clauses, an assistant that gives prepared answers about them, and an embedder a person can compute."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Answer, Point, PointKind, Retrieved, Status, Turn
from assistant.citing import Citation
from corpus.regulation import Regulation, Unit
from evals.cases import Case, Gold, Kind

COTTON = Regulation("cotton", "行为规范", "全国棉花交易市场", "", None, None, "cotton.txt", "0" * 64)
FUJIAN = Regulation("fujian", "服务规范", "福建省纤维检验局", "", None, None, "fujian.txt", "0" * 64)


def make_unit(regulation: Regulation, number: str, locator: str, text: str, heading: str = "") -> Unit:
    """Make a unit with what a test looks at."""
    unit_id = f"{regulation.regulation_id}#{number}"
    return Unit(unit_id, regulation.source, regulation.title, regulation.issuer, (locator,), locator, heading, (), text)


DIALECT = make_unit(
    COTTON, "30(6)", "第三十条（六）", '遇到客户讲方言,应当说:"对不起,请您讲普通话,好吗?谢谢!"严禁直接挂机'
)
COMPLAINT = make_unit(COTTON, "30(12)", "第三十条（十二）", "一般性投诉应在1个小时内给交易商明确答复")
CALL_BACK = make_unit(COTTON, "31", "第三十一条", "答复之后应当回访客户", heading="回访")
RINGING = make_unit(FUJIAN, "6.1(1)", "6.1（1）", "电话铃响三声之内接听")
RINGING_AGAIN = make_unit(FUJIAN, "7.2", "7.2", "電話鈴響三聲之內接聽")  # the same rule, printed twice
FUJIAN_COMPLAINT = make_unit(FUJIAN, "8", "8", "投诉应在24小时内答复;电话铃响三声之内接听的规定照用")
UNITS = (DIALECT, COMPLAINT, CALL_BACK, RINGING, RINGING_AGAIN, FUJIAN_COMPLAINT)


@dataclass(frozen=True, slots=True)
class FewClauses:
    """The part of a clause index that evals look at."""

    units: tuple[Unit, ...] = UNITS
    regulations: tuple[Regulation, ...] = (COTTON, FUJIAN)
    version: str = "v1"

    def unit(self, unit_id: str) -> Unit:
        """Give a unit by its id."""
        return {unit.unit_id: unit for unit in self.units}[unit_id]


@dataclass(slots=True)
class PreparedAssistant:
    """Gives the answer prepared for a question; breaks on any other, as a bug would."""

    answers: Mapping[str, Answer]
    clause_index: FewClauses = field(default_factory=FewClauses)
    asked: list[tuple[str, tuple[Turn, ...], tuple[str, ...]]] = field(default_factory=list)

    def answer(self, question: str, history: Sequence[Turn] = (), scope: Sequence[str] = ()) -> Answer:
        """Answer one question."""
        self.asked.append((question, tuple(history), tuple(scope)))
        return self.answers[question]


class CountingEmbedder:
    """Counts six characters of a text: texts that share them are near."""

    name = "counting"
    characters = "方言投诉铃响"
    dimension = len(characters)

    def embed_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """Embed what is searched for."""
        counts = np.array([[text.count(character) for character in self.characters] for text in questions])
        counts = counts.reshape(len(questions), self.dimension) + 0.01
        rows: NDArray[np.float32] = (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)
        return rows

    def embed_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        """Embed what is found."""
        return self.embed_questions(passages)


def make_case(case_id: str, question: str, *golds: Gold, **changes: object) -> Case:
    """Make a case that expects an answer if it has gold, else a refusal; ``changes`` are other fields."""
    covered = bool(golds)
    fields: dict[str, object] = {
        "case_id": case_id,
        "question": question,
        "kind": Kind.DIRECT if covered else Kind.NOT_COVERED,
        "expected_status": Status.ANSWERED if covered else Status.NOT_COVERED,
        "expected": golds,
        "writer": "eval-00",
        "method": "drafted",
    }
    make: Callable[..., Case] = Case
    return make(**(fields | changes))


def make_answer(
    question: str,
    retrieved: Sequence[Unit] = (),
    cited: Sequence[Unit] = (),
    status: Status = Status.ANSWERED,
    words: str = "",
) -> Answer:
    """Make an answer that quotes each cited unit whole."""
    citations = tuple(
        Citation(number, "leads" if number == 1 else "also", unit, unit.text, 0, len(unit.text))
        for number, unit in enumerate(cited, start=1)
    )
    return Answer(
        question=question,
        status=status,
        text=words + "".join(f"{citation.quote}[{citation.number}]" for citation in citations),
        points=tuple(Point(PointKind.RULE, citation.quote, citation.number) for citation in citations),
        citations=citations,
        retrieved=tuple(
            Retrieved(rank, 0.9 / rank, unit.unit_id, unit.regulation, unit.locator, unit.unit_text)
            for rank, unit in enumerate(retrieved, start=1)
        ),
        index_version="v1",
        language="zh",
        latency_ms=1.0,
    )
