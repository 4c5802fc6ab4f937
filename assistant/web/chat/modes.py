"""Draws the row above the box: whether a question is asked or wording checked, and by whose regulations.

What is chosen is kept by the browser (``modes.js``) and comes in with each question. Knows nothing of Gradio.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.web.escaping import escape
from corpus.regulation import Regulation

EVERYBODY = "全部单位"
NAME_SHOWN = 60  # characters of a name that somebody made up


def draw_modes(regulations: Sequence[Regulation]) -> str:
    """Draw the row.

    :param regulations: The regulations of the index; who issued them can be chosen, or one without issuer by its title, which is
        remembered by its id: a title may be changed by a publish while a page is open.
    :return: HTML in which every name is escaped.
    """
    ids: dict[str, list[str]] = {}
    for one in regulations:
        ids.setdefault(one.issuer or one.title, []).append("" if one.issuer else one.regulation_id)
    options = "".join(
        f'<option value="{escape(found[0] if len(found) == 1 and found[0] else name)}">{escape(name)}</option>'
        for name, found in ids.items()
        if name
    )
    return (
        '<div class="modes"><div class="switch" role="group" aria-label="用途">'
        '<button type="button" data-mode="ask" aria-pressed="true">问规定</button>'
        '<button type="button" data-mode="check" aria-pressed="false">查话术</button></div>'
        '<label class="scope"><span>适用</span>'
        f'<select data-scope aria-label="按哪个单位的规定"><option value="">{EVERYBODY}</option>{options}</select></label></div>'
    )


def unknown_scope(names: Sequence[str]) -> str:
    """Say in one sentence that a page asked for a unit there is not, and where one is chosen.

    >>> unknown_scope(("某局",))
    '没有名为“某局”的单位或规定；要按某个单位查，请在输入框上方的“适用”里选。'

    :param names: As asked for.
    :return: The sentence; the names there are stand in the selector.
    """
    shown = "、".join(name.strip()[:NAME_SHOWN] for name in names)
    return f"没有名为“{shown}”的单位或规定；要按某个单位查，请在输入框上方的“适用”里选。"


def scope_names_of(chosen: object) -> tuple[str, ...]:
    """Read the scope a page sent, which may be anything at all.

    >>> scope_names_of("三棵树"), scope_names_of(""), scope_names_of(None)
    (('三棵树',), (), ())

    :param chosen: As sent.
    :return: The names for the assistant; none for everybody's regulations.
    """
    return (chosen,) if isinstance(chosen, str) and chosen.strip() else ()
