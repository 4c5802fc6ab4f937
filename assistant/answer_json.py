"""The JSON forms of a question and its answer, as the project's contract fixes them.

``ask --json``, ``ask --batch`` and the HTTP API all write this one form. Keys stand in the order of the contract.
"""

from __future__ import annotations

from assistant.answer import Answer, Point, Retrieved
from assistant.citing import Citation


def answer_to_json(answer: Answer, question_id: str | int | None = None) -> dict[str, object]:
    """Give an answer in the contract's form.

    :param answer: The answer.
    :param question_id: The id its question came with; without one the answer carries no ``id``.
    :return: Values that ``json.dumps`` takes, keys in the contract's order.
    """
    identity: dict[str, object] = {} if question_id is None else {"id": question_id}
    note: dict[str, object] = {"note": answer.note} if answer.note else {}
    return (
        identity
        | {
            "question": answer.question,
            "status": answer.status.value,
            "text": answer.text,
            "points": [_point_to_json(point) for point in answer.points],
            "citations": [_citation_to_json(citation) for citation in answer.citations],
            "retrieved": [_retrieved_to_json(retrieved) for retrieved in answer.retrieved],
            "index_version": answer.index_version,
            "language": answer.language,
            "latency_ms": round(answer.latency_ms, 1),
        }
        | note
    )


def _point_to_json(point: Point) -> dict[str, object]:
    return {"kind": point.kind.value, "text": point.text, "citation": point.citation}


def _citation_to_json(citation: Citation) -> dict[str, object]:
    unit = citation.unit
    return {
        "number": citation.number,
        "relation": citation.relation,
        "unit_id": unit.unit_id,
        "regulation": unit.regulation,
        "issuer": unit.issuer,
        "locator": unit.locator,
        "quote": citation.quote,
        "unit_text": unit.unit_text,
        "source": unit.source,
    }


def _retrieved_to_json(retrieved: Retrieved) -> dict[str, object]:
    return {
        "rank": retrieved.rank,
        "score": round(retrieved.score, 4),
        "unit_id": retrieved.unit_id,
        "regulation": retrieved.regulation,
        "locator": retrieved.locator,
        "unit_text": retrieved.unit_text,
    }
