"""Draws the panel beside the conversation: a cited unit among its neighbours, or the list of regulations.

Units in, HTML out. Knows nothing of Gradio, sessions or the index.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.namesakes import distinct_titles
from assistant.web.browse.text import permalink
from assistant.web.chat.card import Titles, title_of
from assistant.web.escaping import escape
from corpus.regulation import Regulation, Unit

_CLOSE = '<button type="button" class="close" data-close="source" title="关闭" aria-label="关闭原文"></button>'
_TO_CHANGES = '<a href="/browse/changes" target="_blank">看最近的变更</a>'
_CHANGED = f'<p class="changed" role="note">规定已更新：下面是现行文字，回答引的是以前的。{_TO_CHANGES}</p>'
_WITHDRAWN = '<p class="plain">这一条在现行版本里没有（已撤回）。</p>'
_DAY_OF_VERSION = re.compile(r"(\d{4})(\d{2})(\d{2})\b")  # a version is named by when it was built, in China


@dataclass(frozen=True, slots=True)
class Highlight:
    """The quoted stretch of the shown unit; none where a clause is merely near."""

    start: int = 0
    end: int = 0
    in_heading: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Which citation of which answer is shown, so that the panel can lead to the one before and after it, and be drawn anew."""

    turn: int
    number: int
    count: int
    near: int = 0  # the rank of a clause that is merely near, which has no number


@dataclass(frozen=True, slots=True)
class Dates:
    """Since when a clause applies, and of which version its words are."""

    effective_on: date | None = None
    version: str = ""


def dates_of(unit: Unit, regulations: Sequence[Regulation], version: str) -> Dates:
    """Find the dates of a unit.

    :param unit: The unit.
    :param regulations: Those in force, its own among them.
    :param version: The version they are of.
    :return: The dates; without the day it took effect where the regulation does not say.
    """
    own = (each.effective_on for each in regulations if each.regulation_id == unit.regulation_id)
    return Dates(next(own, None), version)


def draw_source(
    unit: Unit,
    neighbours: Sequence[Unit],
    titles: Titles,
    highlight: Highlight | None = None,
    place: Place | None = None,
    *,
    dates: Dates | None = None,
    changed: bool = False,
    was: str = "",
) -> str:
    """Draw a unit among its neighbours, its quoted stretch marked.

    :param unit: The unit asked for.
    :param neighbours: Units of the same regulation in document order; the unit itself is drawn where it stands in them.
    :param titles: How regulations are named to an agent.
    :param highlight: What to mark in the unit.
    :param place: Its place among the citations of its answer.
    :param dates: Since when it applies, and of which version it is.
    :param changed: Whether it is worded differently now than when it was cited.
    :param was: The number under which it was cited, where it has another one now.
    :return: HTML in which every word of the regulation is escaped.
    """
    shown = neighbours if unit in neighbours else (unit,)
    rows = []
    above: tuple[str, ...] = ()
    for one in shown:
        rows.append(_headings(one.path[:-1], above))
        above = one.path[:-1]
        rows.append(_target(one, highlight or Highlight()) if one == unit else _neighbour(one))
    note = _CHANGED if changed else _renumbered(was, unit.locator) if was else ""
    return (
        f"{_header(unit.locator, title_of(unit.unit_id, titles), place)}{note}"
        f'<div class="units" tabindex="0" role="region" aria-label="原文"{_aim(place)}>{"".join(rows)}</div>'
        f'<footer class="quiet">{_dates(dates or Dates())}'
        f'<a href="{escape(permalink(unit.unit_id))}" target="_blank">在全文中看</a></footer>'
    )


def _renumbered(was: str, now: str) -> str:
    return f'<p class="changed" role="note">规定已更新：原{escape(was)}，现为{escape(now)}，文字未变。{_TO_CHANGES}</p>'


def draw_withdrawn(unit: Unit | None = None, titles: Titles | None = None, place: Place | None = None) -> str:
    """Draw the panel for a clause that the published version no longer has; its words are shown no more.

    :param unit: What was cited, where that is known.
    :param titles: How the regulations that are still there are named.
    :param place: Its place among the citations of its answer.
    :return: HTML.
    """
    if unit is None:
        return f'<header class="source-header"><div><h2>原文</h2></div>{_CLOSE}</header>{_WITHDRAWN}'
    there = titles is not None and unit.regulation_id in titles
    title = titles[unit.regulation_id] if titles and there else unit.regulation
    aim = f'<div class="units"{_aim(place)}></div>' if place else ""
    whole = f'<a href="{escape(permalink(unit.regulation_id))}" target="_blank">看这部规定</a>' if there else ""
    return (
        f'{_header(unit.locator, title, place)}{_WITHDRAWN}{aim}<footer class="quiet"><span></span>'
        f"<span>{whole}{_TO_CHANGES}</span></footer>"
    )


def draw_contents(regulations: Sequence[Regulation], units: Sequence[Unit]) -> str:
    """Draw the list of regulations that answers come from."""
    counts: dict[str, int] = {}
    for unit in units:
        counts[unit.regulation_id] = counts.get(unit.regulation_id, 0) + 1
    titles = distinct_titles(regulations)
    rows = "".join(
        f'<li><a class="regulation" href="{escape(permalink(regulation.regulation_id))}" target="_blank">'
        f"{escape(titles[regulation.regulation_id])}</a>"
        f'<span class="quiet">{escape(_particulars(regulation, counts.get(regulation.regulation_id, 0)))}</span></li>'
        for regulation in regulations
    )
    return (
        '<header class="source-header"><h2>收录的规定</h2></header>'
        f'<ul class="contents">{rows}</ul><p class="hint">提问后，这里显示所引条款的原文和上下文。</p>'
    )


def _particulars(regulation: Regulation, count: int) -> str:
    return " · ".join(
        part for part in (regulation.document_number, _effective(regulation.effective_on), f"{count} 条") if part
    )


def _effective(day: date | None) -> str:
    return f"{day:%Y-%m-%d} 起施行" if day else ""


def _dates(dates: Dates) -> str:
    """Draw since when a clause applies and the day of its version, whose whole name a pointer shows."""
    built = _DAY_OF_VERSION.match(dates.version)
    version = f"版本 {'-'.join(built.groups())}" if built else ""
    shown = " · ".join(part for part in (_effective(dates.effective_on), version) if part)
    return f'<span class="dates" title="版本 {escape(dates.version)}">{shown}</span>' if shown else "<span></span>"


def _aim(place: Place | None) -> str:
    """Say what is shown, for the page to ask for it again."""
    if place is None:
        return ""
    shown = f'data-near="{place.near}"' if place.near else f'data-citation="{place.number}"'
    return f' data-turn="{place.turn}" {shown}'


def _header(locator: str, title: str, place: Place | None) -> str:
    steps = ""
    if place and place.count > 1:
        before, after = place.number - 1, place.number + 1
        steps = (
            '<span class="steps">'
            f"{_step('上一条引用', 'previous', place.turn, before if before >= 1 else None)}"
            f'<span class="quiet">{place.number} / {place.count}</span>'
            f"{_step('下一条引用', 'next', place.turn, after if after <= place.count else None)}</span>"
        )
    return (
        f'<header class="source-header"><div><h2>{escape(title)}</h2>'
        f'<p class="locator">{escape(locator)}</p></div>{steps}{_CLOSE}</header>'
    )


def _step(label: str, direction: str, turn: int, number: int | None) -> str:
    aim = "disabled" if number is None else f'data-turn="{turn}" data-citation="{number}"'
    return f'<button type="button" class="step step-{direction}" title="{label}" aria-label="{label}" {aim}></button>'


def _headings(path: Sequence[str], above: Sequence[str]) -> str:
    """Draw the headings that begin anew before a unit."""
    same = 0
    while same < min(len(path), len(above)) and path[same] == above[same]:
        same += 1
    return "".join(f'<p class="heading level-{level}">{escape(path[level])}</p>' for level in range(same, len(path)))


def _neighbour(unit: Unit) -> str:
    heading = f"<strong>{escape(unit.heading)}</strong>" if unit.heading else ""
    return f'<div class="unit">{_label(unit)}<p>{heading}{escape(unit.text)}</p></div>'


def _target(unit: Unit, highlight: Highlight) -> str:
    """Draw the unit asked for, with the context it needs and the quoted stretch marked."""
    heading, text = escape(unit.heading), escape(unit.text)
    if highlight.in_heading:
        heading = _mark(unit.heading, highlight)
    elif highlight.end:
        text = _mark(unit.text, highlight)
    strong = f"<strong>{heading}</strong>" if unit.heading else ""
    unseen = [line for line in unit.context if line not in unit.path]
    context = "".join(f'<p class="context">{escape(line)}</p>' for line in unseen)
    return f'<div class="unit unit-target">{context}{_label(unit)}<p>{strong}{text}</p></div>'


def _label(unit: Unit) -> str:
    """Draw a unit's own label; its title on a line of its own is drawn as such."""
    label = unit.path[-1] if unit.path else unit.locator
    return f'<span class="label">{escape(label.removesuffix(unit.heading).rstrip() or label)}</span>'


def _mark(text: str, highlight: Highlight) -> str:
    before, quote, after = text[: highlight.start], text[highlight.start : highlight.end], text[highlight.end :]
    return f"{escape(before)}<mark>{escape(quote)}</mark>{escape(after)}"
