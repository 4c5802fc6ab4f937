"""Charts as inline SVG, the parts they are made of: values in, SVG out. Knows nothing of what is shown.

Nothing in a chart has a colour of its own: marks carry classes, ``static/drawing.css`` gives them the colours of the theme. Every chart has
a title and one sentence that says what it shows, and the same values as a table for those who would rather read.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH = 360  # of a chart, in the units its text is set in; a page shows it at about this many pixels
LEFT, RIGHT, TOP = 38, 12, 10
TICKS = 4
DIGIT, WIDE = 6.4, 11.5  # width of a digit or letter, and of a Chinese character, of the text in a chart

Written = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Key:
    """What a colour of a chart stands for."""

    label: str
    tone: str  # accent, say, never, deadline, quiet: named as the colours are


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart and the values it was drawn from."""

    title: str
    summary: str  # what it shows, in a sentence, for those who do not see it
    svg: Markup
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    keys: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """Places values between two edges."""

    low: float
    high: float
    start: float  # where the low value stands
    end: float

    def __call__(self, value: float) -> float:
        """Place a value; what lies outside stands at the edge."""
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.0
        return self.start + min(1.0, max(0.0, share)) * (self.end - self.start)


def tag(name: str, *inside: str, **attributes: object) -> Markup:
    """Write an element; an underscore in the name of an attribute stands for a hyphen, ``class_`` for ``class``.

    >>> tag("text", "<1>", class_="axis", text_anchor="end")
    Markup('<text class="axis" text-anchor="end">&lt;1&gt;</text>')
    """
    written = Markup("").join(
        Markup(' {}="{}"').format(
            key.rstrip("_").replace("_", "-"), f"{value:g}" if isinstance(value, float) else str(value)
        )
        for key, value in attributes.items()
    )
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), written, Markup("").join(escape(each) for each in inside))


def canvas(title: str, summary: str, height: float, *marks: Markup, width: float = WIDTH) -> Markup:
    """Put marks on a drawing that says what it is."""
    return tag(
        "svg",
        tag("title", title),
        tag("desc", summary),
        *marks,
        viewBox=f"0 0 {width:g} {height:g}",
        role="img",
        aria_label=f"{title}。{summary}",
        class_="chart",
        xmlns="http://www.w3.org/2000/svg",
    )


def ticks(high: float) -> tuple[float, ...]:
    """Choose round values from 0 to a little above the largest.

    >>> ticks(1.0), ticks(37)
    ((0.0, 0.25, 0.5, 0.75, 1.0), (0, 10, 20, 30, 40))
    """
    if high <= 0:
        return (0.0, 1.0)
    rough = high / TICKS
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough * 0.999)
    if high > 1:
        step = max(1, math.ceil(step))  # counts: no half of one
    return tuple(round(step * place, 10) for place in range(math.ceil(high / step - 0.001) + 1))


def value_axis(scale: Scale, at: Sequence[float], written: Written, right: float = WIDTH - RIGHT) -> Markup:
    """Draw a line across for each round value, with the value before it."""
    return Markup("").join(
        tag("line", class_="grid", x1=LEFT, x2=right, y1=scale(value), y2=scale(value))
        + tag("text", written(value), class_="axis", x=LEFT - 6, y=scale(value) + 4, text_anchor="end")
        for value in at
    )


def label_axis(labels: Sequence[str], places: Sequence[float], y: float) -> Markup:
    """Write labels below their places, as many as stand beside each other."""
    if not labels:
        return Markup("")
    room = max(text_width(label) for label in labels) + 10
    fit = max(1, int((WIDTH - LEFT - RIGHT) // room))
    every = math.ceil(len(labels) / fit)
    last = len(labels) - 1
    return Markup("").join(
        tag(
            "text",
            label,
            class_="axis",
            x=min(places[place], WIDTH - text_width(label) / 2),
            y=y,
            text_anchor="middle",
        )
        for place, label in enumerate(labels)
        if (last - place) % every == 0  # the latest one is always named
    )


def text_width(text: str) -> float:
    """Estimate how wide a text is in a chart."""
    return sum(DIGIT if ord(character) < 0x2E80 else WIDE for character in text)


def shortened(text: str, room: float) -> str:
    """Cut a text that is too wide, and say so by an ellipsis.

    >>> shortened("全国棉花交易市场", 60)
    '全国棉花…'
    """
    if text_width(text) <= room:
        return text
    kept = ""
    for character in text:
        if text_width(kept + character) > room - WIDE:
            break
        kept += character
    return f"{kept}…"


def percent(value: float) -> str:
    """Write a share.

    >>> percent(0.934)
    '93%'
    """
    return f"{value * 100:.0f}%"


def whole(value: float) -> str:
    """Write a count or a rounded figure.

    >>> whole(12345.4)
    '12,345'
    """
    return f"{value:,.0f}"
