"""Draws what the wording check found: the draft with the stretches marked, then each clause and what it gives instead.

A report in, HTML out. Knows nothing of Gradio or how wording is found.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.forbidden_wording import GivenWording
from assistant.web.chat.card import Titles, title_of
from assistant.web.escaping import escape
from assistant.wording_check import LONGEST_DRAFT, Breach, Finding, WordingReport
from assistant.wording_report import SKIPPED, draft_pieces
from corpus.regulation import Unit

CLEAN = "没有发现规定禁止的用语"
_FEW = 6  # regulations that are named at once; more wait behind a click
_Clause = tuple[str, Breach, bool, tuple[str, ...]]
_BREACHES = {Breach.WORDING: "不许说", Breach.ACT: "不许这样做"}


def draw_intro() -> str:
    """Draw what stands there before anything was checked."""
    return (
        '<div class="welcome"><h2>这样说行不行？</h2>'
        "<p>把要说的话粘贴到下面，马上标出规定禁止的用语，并逐字给出应改说的话。通话记录也可以，标明“客户:”的行不核对。</p></div>"
    )


def draw_trouble(sentence: str) -> str:
    """Draw why a draft could not be checked."""
    return f'<div class="report"><p class="plain" role="status">{escape(sentence)}</p></div>'


def draw_report(report: WordingReport, checked: Sequence[str], titles: Titles) -> str:
    """Draw a report.

    :param report: What was found.
    :param checked: Names of the regulations it was held against.
    :param titles: How regulations are named to an agent.
    :return: HTML in which every word of the draft and of the regulations is escaped.
    """
    numbers = {clause: number for number, clause in enumerate(dict.fromkeys(map(_clause, report.findings)), 1)}
    findings = "".join(
        _broken([each for each in report.findings if _clause(each) == clause], number, titles)
        for clause, number in numbers.items()
    )
    listed = f'<ol class="findings">{findings}</ol>' if findings else ""
    return (
        f'<div class="report"><section class="card"><p class="verdict" role="status">{_verdict(report)}</p>'
        f'<p class="draft" dir="auto">{_marked(report, numbers)}</p>{listed}{_checked(checked)}</section></div>'
    )


def draw_draft_box() -> str:
    """Draw the box a draft is pasted into."""
    return (
        f'<div class="draft-box"><textarea rows="3" maxlength="{LONGEST_DRAFT}" aria-label="要核对的话"'
        ' placeholder="粘贴或输入要说的话"></textarea><button type="button" data-check>核对</button></div>'
    )


def _clause(finding: Finding) -> _Clause:
    """Tell what a stretch breaks; several that break the same clause are explained together, if the same is said instead."""
    return (
        finding.unit.unit_id,
        finding.breach,
        finding.other_organisation,
        tuple(given.text for given in finding.instead),
    )


def _verdict(report: WordingReport) -> str:
    if report.skipped:
        return SKIPPED
    broken = sum(not each.other_organisation for each in report.findings)
    return f"有 {broken} 处不合规定" if broken else CLEAN


def _marked(report: WordingReport, numbers: dict[_Clause, int]) -> str:
    """Draw the draft; behind each marked stretch stand the numbers of its findings."""
    drawn, at = [], 0
    for piece in draft_pieces(report):
        at += len(piece.text)
        ending = [finding for finding in piece.findings if finding.end == at]
        marks = "".join(f'<span class="number">{numbers[_clause(finding)]}</span>' for finding in ending)
        text = escape(piece.text)
        drawn.append(f"<mark>{text}</mark>{marks}" if piece.findings else text)
    return "".join(drawn)


def _broken(findings: Sequence[Finding], number: int, titles: Titles) -> str:
    """Draw one broken clause: what it forbids, what it gives instead with a button that copies it, where it stands."""
    first = findings[0]
    unit, name = first.unit, title_of(first.unit.unit_id, titles)
    forbidden = "<br>".join(escape(text) for text in dict.fromkeys(each.forbidden for each in findings))
    given = "".join(
        f'<li><span class="wording">{escape(text)}</span><button type="button" class="copy" data-copy="{escape(text)}"'
        f' title="复制" aria-label="复制"></button>{where}</li>'
        for text, where in dict.fromkeys((one.text, _elsewhere(one, unit)) for one in first.instead)
    )
    breach = ("也" if first.other_organisation else "") + _BREACHES[first.breach]
    instead = f'<dt class="say">改说</dt><dd class="say"><ul>{given}</ul></dd>' if given else ""
    return (
        f'<li><span class="number">{number}</span><dl>'
        f'<dt class="never">{breach}</dt><dd class="never">{forbidden}</dd>{instead}'
        f'<dt>依据</dt><dd><button type="button" class="clause" data-unit="{escape(unit.unit_id)}"'
        f' data-quote="{escape(first.forbidden)}" title="查看原文">{escape(name)} '
        f'<span class="locator">{escape(unit.locator)}</span></button></dd></dl></li>'
    )


def _elsewhere(given: GivenWording, unit: Unit) -> str:
    """Name the clause that gives the wording, where it is another than the one broken."""
    return "" if given.unit is unit else f' <span class="locator">{escape(given.unit.locator)}</span>'


def _checked(names: Sequence[str]) -> str:
    """Draw which regulations the draft was held against."""
    rows = "".join(f"<li>{escape(name)}</li>" for name in names)
    opened = " open" if len(names) <= _FEW else ""
    return f'<details class="checked"{opened}><summary>核对了 {len(names)} 部规定</summary><ul>{rows}</ul></details>'
