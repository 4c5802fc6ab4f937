"""The chat page in Gradio: what stands where. Questions and clauses are asked for by the page's scripts, see ``routes.py``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import gradio as gr
from gradio.events import Dependency

from assistant.web.chat.bar import draw_brand, draw_extent, draw_history, draw_tools
from assistant.web.chat.check_callbacks import CheckCallbacks
from assistant.web.chat.check_card import draw_draft_box, draw_intro
from assistant.web.chat.dialogue import Dialogue
from assistant.web.chat.modes import draw_modes
from assistant.web.pages import APPLICATION
from assistant.web.rate_limit import RateLimit

if TYPE_CHECKING:
    from assistant.answering import Assistant

CHECKS_AT_ONCE = 4  # a check takes a few hundredths of a second; more at once only fight for the cores
WAITING_AT_MOST = 200  # beyond this the page says it is busy instead of queueing for seconds
QUEUE_LOOKS_EVERY_SECONDS = 0.005  # Gradio's 0.001 took 9 % of a core with nobody there (2026-11-21)
_CONNECT_MODES = "assistantModes.connect(element, watch)"
_CONNECT_DRAFT = "assistantModes.connectDraft(element, trigger)"
_CONNECT_EXTENT = "assistantPage.connectExtent(trigger)"
_CONNECT_HISTORY = "assistantHistory.connect(element)"
_CONNECT_VIEW = "assistantPage.connect(element)"


def build_chat(assistant: Assistant, dialogue: Dialogue, rate_limit: RateLimit) -> gr.Blocks:
    """Build the chat page.

    :param assistant: Its regulations are named on the page, and wording is checked by them.
    :param dialogue: What the page shows before anything is asked.
    :param rate_limit: How much one account may have checked.
    :return: The page, ready to be mounted; its looks come from ``static/chat_*.css``.
    """
    checks, opened = CheckCallbacks(assistant, rate_limit), dialogue.start()

    def modes() -> str:
        return draw_modes(assistant.clause_index.regulations)

    def extent() -> str:
        index = assistant.clause_index
        return draw_extent(len(index.regulations), len(index.units), index.version)

    blocks: gr.Blocks
    with gr.Blocks(title=APPLICATION, analytics_enabled=False, fill_width=True, fill_height=True) as blocks:
        with gr.Row(elem_id="topbar"):
            gr.HTML(draw_brand(), elem_id="brand", js_on_load=None, apply_default_css=False)
            answered_from = gr.HTML(extent(), elem_id="extent", js_on_load=_CONNECT_EXTENT, apply_default_css=False)
            gr.HTML(draw_tools(), elem_id="tools", js_on_load=None, apply_default_css=False)
            gr.Button("新对话", elem_id="new-conversation", size="sm")
        with gr.Row(elem_id="workspace"):
            with gr.Column(elem_id="history-column"):
                gr.HTML(draw_history(), elem_id="history", js_on_load=_CONNECT_HISTORY, apply_default_css=False)
            with gr.Column(elem_id="conversation-column"):
                _view("conversation", opened.turns)
                check = _view("check", draw_intro())
                mode = gr.HTML(modes(), elem_id="modes", js_on_load=_CONNECT_MODES, apply_default_css=False)
                _question_box()
                draft = gr.HTML(draw_draft_box(), elem_id="draft", js_on_load=_CONNECT_DRAFT, apply_default_css=False)
            with gr.Column(elem_id="source-column"):
                _view("source", opened.source)
        _on(draft.submit, checks.check, [check], trigger_mode="always_last")  # only the latest draft matters
        for redraw in (
            blocks.load,
            answered_from.submit,
        ):  # at each load, and when outdated.js hears of another version
            _on(redraw, extent, [answered_from])
        _on(blocks.load, modes, [mode])  # a version published since may have other issuers
    blocks.queue(api_open=False, max_size=WAITING_AT_MOST, default_concurrency_limit=CHECKS_AT_ONCE)
    blocks._queue.sleep_when_free = QUEUE_LOOKS_EVERY_SECONDS
    return blocks


def _view(name: str, html: str) -> gr.HTML:
    """Make a part of the page that the server draws and ``page.js`` connects."""
    return gr.HTML(html, elem_id=name, js_on_load=_CONNECT_VIEW, apply_default_css=False)


def _question_box() -> gr.Textbox:
    """Make the box to type in: Enter sends, Shift and Enter begin a new line."""
    return gr.Textbox(
        placeholder="输入客户的问题，或条款号",
        label="问题",
        show_label=False,
        container=False,
        lines=1,
        max_lines=6,
        autofocus=True,
        submit_btn="发送",
        elem_id="question",
    )


def _on(
    event: Callable[..., Dependency],
    callback: Callable[..., str],
    outputs: Sequence[gr.components.Component],
    trigger_mode: str | None = None,
) -> Dependency:
    """Call back on an event, without publishing it: the one way in for programs is ``/api/ask``."""
    return event(callback, [], outputs, api_visibility="private", show_progress="hidden", trigger_mode=trigger_mode)
