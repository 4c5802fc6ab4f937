"""What happens when a person has wording checked.

Knows of Gradio only the event that carries what the page sent, which may be anything at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

from assistant.live import PerIndex
from assistant.namesakes import distinct_titles
from assistant.scope import UnknownScope, resolve_scope
from assistant.web.access import EVERY_ROLE, rule_of
from assistant.web.chat.check_card import draw_intro, draw_report, draw_trouble
from assistant.web.chat.modes import scope_names_of, unknown_scope
from assistant.web.chat.sent import sent
from assistant.web.gate import caller, too_fast
from assistant.web.rate_limit import RateLimit
from assistant.wording_check import DraftUnusable, wording_checker

if TYPE_CHECKING:
    from assistant.answering import Assistant

_CHECK = rule_of("POST", "/api/check")
_CHECKS = (_CHECK.path, _CHECK.per_minute) if _CHECK else ("", 0)  # page and programs share an account's checks


class CheckCallbacks:
    """The callbacks of the wording check. Holds nothing of a person and keeps no draft."""

    def __init__(self, assistant: Assistant, rate_limit: RateLimit) -> None:
        """Check against an assistant's regulations.

        :param assistant: Its index holds what is forbidden.
        :param rate_limit: How much one account may have checked.
        """
        self._assistant = assistant
        self._rate_limit = rate_limit
        self._titles_of = PerIndex(assistant, lambda index: distinct_titles(index.regulations))

    def check(self, event: gr.EventData, request: gr.Request) -> str:
        """Check a draft; an empty one gives the page as it was opened."""
        identity = caller(request.request, EVERY_ROLE)
        draft = str(sent(event, "draft"))
        if not draft.strip():
            return draw_intro()
        seconds = self._rate_limit.wait(identity.user_id, *_CHECKS)
        if seconds:
            return draw_trouble(too_fast(seconds))
        index, scope = self._assistant.clause_index, scope_names_of(sent(event, "scope"))
        try:
            report = wording_checker(index).check(draft, scope)
            inside = resolve_scope(scope, index.regulations)
        except UnknownScope:
            return draw_trouble(unknown_scope(scope))
        except DraftUnusable as error:
            return draw_trouble(str(error))
        titles = self._titles_of.of(index)
        checked = [name for regulation_id, name in titles.items() if inside is None or regulation_id in inside]
        return draw_report(report, checked, titles)
