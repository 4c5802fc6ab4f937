"""A report on wording as people and programs read it: text, JSON, and the draft in pieces for whoever draws it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.composing import regulation_name
from assistant.forbidden_wording import GivenWording
from assistant.namesakes import distinct_endings
from assistant.visible_text import visible
from assistant.wording_check import Breach, Finding, WordingReport
from corpus.regulation import Regulation

CLEAN = "没有发现规定写明不许说的话。"
SKIPPED = "这是客户说的话，不核对。"
_BREACHES = {
    Breach.WORDING: "不许说“{forbidden}”",
    Breach.ACT: "不许这样做：{forbidden}",
}


@dataclass(frozen=True, slots=True)
class DraftPiece:
    """A stretch of a draft; put together the pieces are the draft."""

    text: str
    findings: tuple[Finding, ...]  # what the whole stretch is part of; empty where nothing was found


def draft_pieces(report: WordingReport) -> tuple[DraftPiece, ...]:
    """Cut a draft where what was found begins and ends, so that it can be drawn with the stretches marked.

    :param report: The report.
    :return: The pieces, in order; none of them empty.
    """
    edges = {0, len(report.draft)} | {edge for each in report.findings for edge in (each.start, each.end)}
    cuts = sorted(edges)
    return tuple(
        DraftPiece(
            report.draft[start:end], tuple(each for each in report.findings if each.start <= start and end <= each.end)
        )
        for start, end in zip(cuts, cuts[1:], strict=False)
    )


def report_text(report: WordingReport, regulations: Iterable[Regulation]) -> str:
    """Write a report for a person: one line a finding, and what to say instead below it.

    :param report: The report.
    :param regulations: All of the index, to tell apart those that are called the same.
    :return: The text.
    """
    if report.skipped:
        return SKIPPED
    endings = distinct_endings(regulations)
    lines: list[str] = []
    for each in report.findings:
        name = regulation_name(each.unit) + endings.get(each.unit.regulation_id, "")
        rule = _BREACHES[each.breach].format(forbidden=each.forbidden)
        if each.other_organisation:
            rule = f"也{rule}"
        lines.append(f"“{report.draft[each.start : each.end]}”：{name}{each.unit.locator} {rule}")
        lines += [f"  改说：“{given.text}”（{given.unit.locator}）" for given in each.instead]
    return "\n".join(lines) or CLEAN


def report_to_json(report: WordingReport, regulations: Iterable[Regulation], index_version: str) -> dict[str, object]:
    """Give a report as JSON.

    :param report: The report.
    :param regulations: All of the index.
    :param index_version: The version that was checked against.
    :return: Values that ``json.dumps`` takes. ``status``: ``clean``, ``breaks`` or ``skipped``; ``text`` is for people to read.
    """
    status = "skipped" if report.skipped else "breaks" if report.findings else "clean"
    return {
        "draft": report.draft,
        "status": status,
        "text": report_text(report, regulations),
        "findings": [_finding_to_json(report, each) for each in report.findings],
        "index_version": index_version,
        "latency_ms": round(report.latency_ms, 1),
    }


def error_to_json(draft: str, sentence: str, index_version: str) -> dict[str, object]:
    """Give what stands in the place of a report that could not be made.

    :param draft: As given.
    :param sentence: Why, for people to read.
    :param index_version: The version that answers.
    :return: The same keys as a report, with status ``error``.
    """
    return {
        "draft": visible(draft),
        "status": "error",
        "text": sentence,
        "findings": [],
        "index_version": index_version,
        "latency_ms": 0.0,
    }


def _finding_to_json(report: WordingReport, finding: Finding) -> dict[str, object]:
    unit = finding.unit
    return {
        "unit_id": unit.unit_id,
        "regulation": unit.regulation,
        "issuer": unit.issuer,
        "locator": unit.locator,
        "breach": finding.breach.value,
        "start": finding.start,
        "end": finding.end,
        "span": report.draft[finding.start : finding.end],
        "forbidden": finding.forbidden,
        "other_organisation": finding.other_organisation,
        "instead": [_given_to_json(given) for given in finding.instead],
        "unit_text": unit.unit_text,
        "source": unit.source,
    }


def _given_to_json(given: GivenWording) -> dict[str, object]:
    return {"text": given.text, "unit_id": given.unit.unit_id, "locator": given.unit.locator}
