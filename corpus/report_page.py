"""One document as a page to check it by: its source text coloured by what became of every character, findings beside it.

Values in, HTML out; the page loads nothing, runs nothing and needs no other file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from corpus.catalog import Document
from corpus.painting import Paint, Row, Run, paint_rows
from corpus.parsed import NumberingFinding
from corpus.passage import Fate
from corpus.references import Reference
from corpus.regulation import Unit
from corpus.report_style import STYLE
from corpus.unreadable import unread_pages_line

SHOWN_AT_MOST = 400  # entries of one list; a document that broke everywhere must not make a page nobody can open
LONGEST_QUOTE = 60  # characters of a stretch in a list
_UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_NAMES = {
    Paint.UNIT: "条款", Paint.HEADING: "标题、编号", Paint.TITLE: "规定名称", Paint.NOISE: "略去", Paint.REPAIRED: "修复", Paint.DAMAGED: "受损，未能还原",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReportParts:
    """The parts of the page, for pages that have a shell of their own; HTML, everything in it escaped."""

    heading: str  # one line, of regulations, units and references
    legend: str
    text: str  # the source, row by row
    lists: str  # of findings, each a section


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of a list beside the text."""

    text: str  # HTML
    anchor: str = ""


def _shown(text: str) -> str:
    """Escape a text, signs nobody sees made visible."""
    return escape(_UNSHOWN.sub(lambda match: f"[U+{ord(match[0]):04X}]", text))


def _short(text: str) -> str:
    """Shorten a stretch to what fits in a list."""
    line = " ".join(text.split())
    return _shown(line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1]}…")


def _run(run: Run) -> str:
    """Write a stretch of one colour."""
    text = _shown(run.text)
    if run.paint is Paint.BLANK:
        return text
    tint = f" b{run.unit % 2}" if run.unit >= 0 and run.paint in (Paint.UNIT, Paint.NOISE) else ""
    hint = f' title="{_shown(run.hint)}"' if run.hint else ""
    anchor = f' id="{run.anchor}"' if run.anchor else ""
    read_as = f'<ins title="修复后的文字">{_shown(run.read_as)}</ins>' if run.read_as else ""
    return f'<span class="{run.paint.value}{tint}"{hint}{anchor}>{text}</span>{read_as}'


def _rows(document: Document, rows: Sequence[Row]) -> Iterator[str]:
    """Write the source text, row by row."""
    for row in rows:
        for number in row.regulations:
            yield _divider(document, number)
        locator = anchor = ""
        if row.unit >= 0:
            unit = document.units[row.unit]
            locator, anchor = (
                f'<span title="{_shown(unit.unit_id)}">{_shown(unit.locator)}</span>',
                f' id="u{row.unit}"',
            )
        inside = next((run.unit for run in row.runs if run.unit >= 0), -1)
        blank = "" if any(run.paint is not Paint.BLANK for run in row.runs) else " empty"
        edge = f" e{inside % 2}" if inside >= 0 else ""
        line = f'<a href="#l{row.line}" id="l{row.line}">{row.line}</a>' if row.first else ""
        yield f'<div class="row{blank}"{anchor}><div class="no">{line}</div><div class="loc">{locator}</div><div class="src{edge}">{"".join(map(_run, row.runs))}</div></div>\n'


def _divider(document: Document, number: int) -> str:
    """Write the line above a regulation."""
    regulation = document.regulations[number]
    written = [part for part in document.parsed.regulations if part.units][number]
    facts = [
        regulation.issuer,
        regulation.document_number,
        f"{regulation.effective_on} 施行" if regulation.effective_on else "",
    ]
    facts += [f"{written.article_count} 条" if written.article_count else "", f"{len(written.units)} 个条款单元"]
    said = " · ".join(_shown(fact) for fact in facts if fact)
    return f'<h2 id="r{number}">《{_shown(regulation.title)}》<small>{said}</small></h2>\n'


def _list(title: str, entries: Sequence[_Entry], nothing: str) -> str:
    """Write a list beside the text."""
    if not entries:
        return f'<section><h3>{title}</h3><p class="none">{nothing}</p></section>\n'
    items = [
        f'<li><a href="#{e.anchor}">{e.text}</a></li>' if e.anchor else f"<li>{e.text}</li>"
        for e in entries[:SHOWN_AT_MOST]
    ]
    if len(entries) > SHOWN_AT_MOST:
        items.append(f"<li>…另有 {len(entries) - SHOWN_AT_MOST} 处</li>")
    return f"<section><h3>{title} <b>{len(entries)}</b></h3><ul>{''.join(items)}</ul></section>\n"


def _labels(unit: Unit) -> str:
    """Write the labels of a unit's path one behind the other, without their headings."""
    return "".join(entry.partition(" ")[0] for entry in unit.path)


def _finding_anchor(document: Document, number: int, finding: NumberingFinding) -> str:
    """Find where a numbering finding shows: the first unit under the label that does not follow, else the regulation."""
    regulation_id = document.regulations[number].regulation_id
    place = finding.where + finding.after.rstrip("、.．")
    own = [(at, unit) for at, unit in enumerate(document.units) if unit.regulation_id == regulation_id]
    for wanted in (place, place.replace("、", "")):
        for at, unit in own:
            if wanted in (_labels(unit), _labels(unit).replace("、", "")):
                return f"u{at}"
    at = next((at for at, unit in own if _labels(unit).replace("、", "").startswith(place.replace("、", ""))), -1)
    return f"u{at}" if at >= 0 else f"r{number}"


def _findings(document: Document) -> list[_Entry]:
    """List what is odd in the numbering."""
    written = [part for part in document.parsed.regulations if part.units]
    return [
        _Entry(
            f"<em>{_shown(finding.kind)}</em> {_shown(finding.where)} {_shown(finding.before)} → {_shown(finding.after)}"
            + (f" <em>《{_short(part.title)}》</em>" if len(written) > 1 else ""),
            _finding_anchor(document, number, finding),
        )
        for number, part in enumerate(written)
        for finding in part.findings
    ]


def _references(document: Document, references: Sequence[Reference]) -> list[_Entry]:
    """List the references that lead nowhere."""
    places = {unit.unit_id: (place, unit.locator) for place, unit in enumerate(document.units)}
    return [
        _Entry(
            f"{_shown(places[r.unit_id][1])}:“{_short(r.text)}” <em>{_shown(r.reason_unresolved)}</em>",
            f"u{places[r.unit_id][0]}",
        )
        for r in references
        if r.reason_unresolved and r.unit_id in places
    ]


def _stale(document: Document) -> list[_Entry]:
    """List the corrections that no longer fit."""
    return [
        _Entry(
            f"第 {s.correction.number} 项 {s.correction.action}:“{_short(s.correction.text or s.correction.value)}” <em>{_shown(s.reason)}</em>"
        )
        for s in document.parsed.stale
    ]


def _unread_pages(pages: Sequence[int]) -> str:
    """Write which pages could not be read; nothing where all could."""
    if not pages:
        return ""
    return f"<section><h3>没有读出的页 <b>{len(pages)}</b></h3><p>{_shown(unread_pages_line(pages))}</p></section>\n"


def _noise(document: Document, rows: Sequence[Row]) -> list[_Entry]:
    """List why characters were left out, and where first."""
    first: dict[str, str] = {}
    for row in rows:
        for run in row.runs:
            if run.paint is Paint.NOISE:
                first.setdefault(run.hint, run.anchor or f"l{row.line}")
    reasons = sorted(document.parsed.account.reasons.items(), key=lambda entry: -entry[1])
    return [
        _Entry(f"{_shown(reason)} <em>{count} 字</em>", first.get(f"略去:{reason}", "")) for reason, count in reasons
    ]


def _painted(rows: Sequence[Row], paint: Paint) -> list[_Entry]:
    """List the stretches of a colour."""
    return [
        _Entry(f"“{_short(run.text)}”" + (f" → “{_short(run.read_as)}”" if run.read_as else ""), run.anchor)
        for row in rows
        for run in row.runs
        if run.paint is paint and run.anchor
    ]


def _counts(document: Document) -> str:
    """Write what became of the characters, as a sum and as a bar."""
    account = document.parsed.account
    parts = [
        ("kept", "保留", Fate.KEPT),
        ("noise", "略去", Fate.NOISE),
        ("repaired", "修复", Fate.REPAIRED),
        ("blank", "空白", Fate.BLANK),
    ]
    if account.count(Fate.UNREAD):
        parts.append(("damaged", "去向不明", Fate.UNREAD))
    total = max(1, len(account.source))
    bar = "".join(
        f'<i class="{name}" style="width:{100 * account.count(fate) / total:.2f}%"></i>' for name, _, fate in parts
    )
    said = " + ".join(f"{word} {account.count(fate)}" for _, word, fate in parts)
    return f'<div class="bar">{bar}</div><p>共 {len(account.source)} 字 = {said}</p>'


def report_parts(document: Document, references: Sequence[Reference]) -> ReportParts:
    """Write the parts of the page.

    :param document: The document, parsed and named; its account holds the source text.
    :param references: The references in its units.
    :return: Its parts.
    """
    rows = paint_rows(document)
    own = {unit.unit_id for unit in document.units}
    found = [reference for reference in references if reference.unit_id in own]
    legend = "".join(
        f'<li><span class="{p.value}{" b0" if p is Paint.UNIT else ""}">{name}</span></li>'
        for p, name in _NAMES.items()
    )
    contents = [_Entry(f"《{_shown(r.title)}》", f"r{number}") for number, r in enumerate(document.regulations)]
    empty = [part.title for part in document.parsed.regulations if not part.units and part.title]
    contents += [_Entry(f"《{_shown(title)}》<em>只有名称或目录，没有条款</em>") for title in empty]
    unresolved = _references(document, found)
    side = [
        _list("规定", contents, "没有读出规定。"),
        _unread_pages(document.parsed.unread_pages),
        _list("编号疑问", _findings(document), "编号连续，没有缺漏或重复。"),
        _list(
            "引用落空", unresolved, f"{len(found)} 处引用都找到了所指的条款。" if found else "文中没有引用别的条款。"
        ),
        _list("失效的更正", _stale(document), "没有失效的更正。"),
        _list("受损文字", _painted(rows, Paint.DAMAGED), "没有未能还原的受损文字。"),
        _list("已修复文字", _painted(rows, Paint.REPAIRED), "没有修复过的文字。"),
        _list("略去的文字", _noise(document, rows), "没有略去的文字。"),
    ]
    resolved = len(found) - len(unresolved)
    heading = f"{len(document.regulations)} 部规定，{len(document.units)} 个条款单元；引用找到 {resolved} 处，落空 {len(unresolved)} 处"
    return ReportParts(heading, legend, "".join(_rows(document, rows)), "".join(side))


def report_page(document: Document, references: Sequence[Reference]) -> str:
    """Write the page.

    :param document: The document, parsed and named; its account holds the source text.
    :param references: The references in its units.
    :return: A whole HTML page.
    """
    parts = report_parts(document, references)
    name = _shown(document.name)
    return f"""<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{name} 拆分检查</title><style>{STYLE}</style></head><body>
<header><h1>{name}</h1><p>{parts.heading}</p>{_counts(document)}
<ul class="legend">{parts.legend}</ul></header>
<main><article>
{parts.text}</article>
<aside>
{parts.lists}</aside></main></body></html>
"""
