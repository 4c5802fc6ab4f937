"""Draws one answer as a card: what to say first, then what never to do, the time limit, the rest, and the sources.

Answer in, HTML out. Knows nothing of Gradio, sessions or how an answer is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from assistant.answer import Answer, Point, PointKind, Retrieved, Status
from assistant.citing import Citation, Relation
from assistant.web.chat.card_labels import LABELS, CardLabels
from assistant.web.escaping import escape

QUESTION_SHOWN = 240  # characters; a pasted page must not push the answer out of sight
NEAR_SHOWN = 3  # nearest clauses under a refusal; more would read like an answer

Titles = Mapping[str, str]  # regulation id -> its title as an agent reads it

_MARKER = re.compile(r"\[(\d{1,3})\]")
_REFUSAL_TITLES = {Status.NOT_COVERED: "not_covered", Status.NEEDS_DETAIL: "needs_detail", Status.ERROR: "error"}


def draw_turn(answer: Answer, turn: int, titles: Titles, characters: int = 0, foot: str = "") -> str:
    """Draw a question and its answer.

    :param answer: The answer, which carries its question.
    :param turn: The place of the turn in its conversation, so that a click names the right answer.
    :param titles: How regulations are named to an agent.
    :param characters: How many the question had as typed, where the answer repeats only its start.
    :param foot: HTML at the end of the card's last line.
    :return: HTML in which every word of the question and of the regulations is escaped.
    """
    labels = LABELS[answer.language]
    answered = answer.status is Status.ANSWERED
    body = _answered(answer, labels, titles) if answered else _refusal(answer, labels, titles)
    return (
        f'<article class="turn" data-turn="{turn}">'
        f"{_question(answer.question, characters)}"
        f'<section class="card card-{answer.status.value}">{body}{_footer(answer, labels, foot)}</section>'
        "</article>"
    )


def title_of(unit_id: str, titles: Titles) -> str:
    """Name the regulation of a unit as an agent reads it."""
    regulation_id = unit_id.partition("#")[0]
    return titles.get(regulation_id, regulation_id)


def _question(question: str, characters: int) -> str:
    """Draw the question, of a long one the start; nothing where nothing was typed."""
    shown = escape(question[:QUESTION_SHOWN])
    if not shown.strip():
        return ""
    if len(question) > QUESTION_SHOWN:
        shown += f'… <span class="quiet">共 {max(characters, len(question))} 字</span>'
    return f'<div class="question" dir="auto">{shown}</div>'


def _answered(answer: Answer, labels: CardLabels, titles: Titles) -> str:
    """Draw the parts of an answer in the order an agent needs them."""
    leading = _related(answer, "leads")
    own = _points_of(answer, leading)
    kinds = dict.fromkeys(point.kind for point in own)  # in the order of the points: what the answer puts first
    parts = [_points(kind, [point for point in own if point.kind is kind], labels) for kind in kinds]
    if answer.phrased:
        parts.insert(0, f'<p class="plain">{_marked(answer.phrased, len(answer.citations), labels)}</p>')
    if not answer.points:
        parts.append(f'<p class="plain">{_marked(answer.text, len(answer.citations), labels)}</p>')
    parts += [_differing(answer, labels, titles), _sources(leading, labels, titles), _also(answer, labels, titles)]
    if answer.note:
        parts.append(f'<p class="quiet">{escape(answer.note)}</p>')
    return "".join(parts)


def _related(answer: Answer, relation: Relation) -> list[Citation]:
    return [citation for citation in answer.citations if citation.relation == relation]


def _points_of(answer: Answer, citations: Iterable[Citation]) -> list[Point]:
    numbers = {citation.number for citation in citations}
    return [point for point in answer.points if point.citation in numbers]


def _points(kind: PointKind, points: Sequence[Point], labels: CardLabels) -> str:
    if not points:
        return ""
    rows = "".join(_point(point, labels) for point in points)
    return f'<section class="part part-{kind.value}"><h3>{labels.points[kind]}</h3><ul>{rows}</ul></section>'


def _point(point: Point, labels: CardLabels) -> str:
    """Draw one part below what says when, or of what, it holds; wording to say with a button that copies it."""
    copy = ""
    lead_in = f'<span class="lead-in">{escape(point.lead_in)}</span>' if point.lead_in else ""
    if point.kind is PointKind.SAY:
        copy = (
            f'<button type="button" class="copy" data-copy="{escape(point.text)}"'
            f' title="{labels.copy}" aria-label="{labels.copy}"></button>'
        )
    words = f"{lead_in}{escape(point.text)}{_marker(point.citation, labels)}"
    return f'<li><span class="wording">{words}</span>{copy}</li>'


def _marker(number: int, labels: CardLabels) -> str:
    return (
        f'<button type="button" class="marker" data-citation="{number}" title="{labels.show_source}"'
        f' aria-label="{labels.show_source} {number}">{number}</button>'
    )


def _marked(text: str, citation_count: int, labels: CardLabels) -> str:
    """Escape a text and make those of its markers clickable that name a citation."""

    def draw(match: re.Match[str]) -> str:
        number = int(match[1])
        return _marker(number, labels) if 1 <= number <= citation_count else match[0]

    return _MARKER.sub(draw, escape(text))


def _sources(citations: Sequence[Citation], labels: CardLabels, titles: Titles) -> str:
    if not citations:
        return ""
    rows = "".join(
        f"<li>{_citation(citation, title_of(citation.unit.unit_id, titles), labels, quoted=True)}</li>"
        for citation in citations
    )
    return f'<section class="part part-sources"><h3>{labels.sources}</h3><ol>{rows}</ol></section>'


def _citation(citation: Citation, name: str, labels: CardLabels, *, quoted: bool) -> str:
    """Draw a numbered citation: where it stands and, where nothing else shows them, its words."""
    quote = f'<span class="quote">{escape(citation.quote)}</span>' if quoted else ""
    return (
        f'<button type="button" class="citation" data-citation="{citation.number}" title="{labels.show_source}">'
        f'<span class="number">{citation.number}</span>'
        f'<span class="where"><span class="regulation">{escape(name)}</span> '
        f'<span class="locator">{escape(citation.unit.locator)}</span></span>{quote}</button>'
    )


def _differing(answer: Answer, labels: CardLabels, titles: Titles) -> str:
    """Draw clauses that disagree side by side, each with what it asks for."""
    differing = _related(answer, "differs")
    if not differing:
        return ""
    disputed = {point.kind for point in _points_of(answer, differing)}
    columns = []
    for citation in [*_related(answer, "leads")[:1], *differing]:
        points = [point for point in _points_of(answer, [citation]) if point.kind in disputed]
        columns.append(
            f'<div class="side">{_entry(citation, title_of(citation.unit.unit_id, titles), points, labels)}</div>'
        )
    return f'<section class="part part-differs"><h3>{labels.differs}</h3><div class="sides">{"".join(columns)}</div></section>'


def _also(answer: Answer, labels: CardLabels, titles: Titles) -> str:
    """Draw other organisations' rules, named and without copy buttons: nobody here should say their words."""
    blocks = []
    for name, citations in groupby(
        _related(answer, "also"), key=lambda citation: title_of(citation.unit.unit_id, titles)
    ):
        rows = "".join(
            f"<li>{_entry(citation, '', _points_of(answer, [citation]), labels)}</li>" for citation in citations
        )
        blocks.append(f'<div class="other"><h4>{escape(name)}</h4><ol>{rows}</ol></div>')
    if not blocks:
        return ""
    return f'<section class="part part-also"><h3>{labels.also}</h3><div>{"".join(blocks)}</div></section>'


def _entry(citation: Citation, name: str, points: Sequence[Point], labels: CardLabels) -> str:
    """Draw a citation of another rule with what it asks for, or its words where no points say it."""
    groups = "".join(
        f"<dt>{labels.points[kind]}</dt>" + "".join(f"<dd>{escape(point.text)}</dd>" for point in group)
        for kind, group in groupby(points, key=lambda point: point.kind)
    )
    asked = f'<dl class="asked">{groups}</dl>' if groups else ""
    return _citation(citation, name, labels, quoted=not groups) + asked


def _refusal(answer: Answer, labels: CardLabels, titles: Titles) -> str:
    title = getattr(labels, _REFUSAL_TITLES[answer.status])
    near = nearest(answer)
    lines = [line for line in answer.text.splitlines() if not _only_names(line, near)]
    text = "\n".join(lines)
    return f'<h3 class="verdict">{title}</h3><p class="plain">{escape(text)}</p>{_near(near, labels, titles)}'


def nearest(answer: Answer) -> Sequence[Retrieved]:
    """Give the clauses that stand below a refusal as merely near: those its text names; none below anything else.

    Where a clause was asked for by a number that does not exist, or of a document that is not in force, nothing is near.
    """
    near = answer.retrieved[:NEAR_SHOWN] if answer.status is Status.NOT_COVERED else ()
    return near if any(_only_names(line, near) for line in answer.text.splitlines()) else ()


def _only_names(line: str, near: Sequence[Retrieved]) -> bool:
    """Say whether a line of a refusal only names the clauses that are drawn below it."""
    return bool(near) and all(one.locator in line for one in near)


def _near(near: Sequence[Retrieved], labels: CardLabels, titles: Titles) -> str:
    """Draw the nearest clauses as merely near: small, unnumbered, below the refusal."""
    if not near:
        return ""
    rows = "".join(
        f'<li><button type="button" class="citation" data-near="{one.rank}" title="{labels.show_source}">'
        f'<span class="where"><span class="regulation">{escape(title_of(one.unit_id, titles))}</span> '
        f'<span class="locator">{escape(one.locator)}</span></span>'
        f'<span class="quote">{escape(one.unit_text)}</span></button></li>'
        for one in near
    )
    return f'<section class="part part-near"><h3>{labels.near}</h3><ul>{rows}</ul></section>'


def _footer(answer: Answer, labels: CardLabels, foot: str) -> str:
    return (
        f"<footer><span>{labels.latency} {answer.latency_ms:.0f} ms"
        f'<span class="dot">·</span>{labels.version} {escape(answer.index_version)}</span>{foot}</footer>'
    )
