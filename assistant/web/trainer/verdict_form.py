"""Reads what a trainer says of an answer from the form of its page, and fills the form with what was said before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.datastructures import FormData

from assistant.review.verdicts import CitationJudgement, Judgement, Opinion, ReasonCode, Verdict, VerdictUnusable

LONGEST_NOTE = 2_000
LONGEST_QUESTION = 500
MOST_CITATIONS = 40
MOST_SENTENCES = 40


@dataclass(frozen=True, slots=True)
class VerdictForm:
    """The fields of the form as they are filled in."""

    judgement: str = ""
    citations: Mapping[str, str] = field(default_factory=dict)  # by unit id
    reasons: tuple[str, ...] = ()
    right_unit_id: str = ""
    sentences: tuple[str, ...] = ()
    note: str = ""
    make_example: bool = False
    example_question: str = ""
    make_case: bool = False


def read_verdict(form: FormData) -> VerdictForm:
    """Read the form as sent, whatever it holds."""
    citations = {}
    for number in range(1, MOST_CITATIONS + 1):
        unit_id, said = _text(form, f"cited-{number}"), _text(form, f"citation-{number}")
        if unit_id and said:
            citations[unit_id] = said
    return VerdictForm(
        _text(form, "judgement"),
        citations,
        tuple(str(each) for each in form.getlist("reason"))[: len(ReasonCode)],
        _text(form, "right_unit"),
        tuple(str(each) for each in form.getlist("sentence"))[:MOST_SENTENCES],
        _text(form, "note")[:LONGEST_NOTE],
        _text(form, "make_example") == "1",
        _text(form, "example_question")[:LONGEST_QUESTION],
        _text(form, "make_case") == "1",
    )


def opinion_of(filled: VerdictForm, cited: frozenset[str]) -> Opinion:
    """Make an opinion of a form.

    :param filled: The form.
    :param cited: Ids of the units that the answer cites.
    :return: The opinion.
    :raises VerdictUnusable: if no verdict is chosen, or a value is none of those offered.
    """
    if not filled.judgement:
        raise VerdictUnusable("请先选一个结论（按 1 到 5）。")
    try:
        return Opinion(
            Judgement(filled.judgement),
            {unit_id: CitationJudgement(said) for unit_id, said in filled.citations.items() if unit_id in cited},
            tuple(dict.fromkeys(ReasonCode(each) for each in filled.reasons)),
            filled.right_unit_id or None,
            filled.sentences if filled.right_unit_id else (),
            filled.note,
        )
    except ValueError as error:
        raise VerdictUnusable("有一项选择无法识别，请刷新后重选。") from error


def form_of(verdict: Verdict) -> VerdictForm:
    """Fill the form with a verdict given before."""
    opinion = verdict.opinion
    return VerdictForm(
        opinion.judgement.value,
        {unit_id: said.value for unit_id, said in opinion.citations.items()},
        tuple(reason.value for reason in opinion.reasons),
        opinion.right_unit_id or "",
        opinion.sentences,
        opinion.note,
    )


def _text(form: FormData, name: str) -> str:
    """Read one field of text; a file sent in its place is nothing."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""
