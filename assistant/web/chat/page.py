"""The chat page in Gradio: what stands where, and which callback answers which event."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import gradio as gr
from gradio.events import Dependency

from assistant.web.chat.bar import draw_brand, draw_history, draw_tools
from assistant.web.chat.callbacks import Callbacks
from assistant.web.chat.check_callbacks import CheckCallbacks
from assistant.web.chat.check_card import draw_draft_box, draw_intro
from assistant.web.chat.history import History
from assistant.web.logging_answers import AnswerLog
from assistant.web.pages import APPLICATION
from assistant.web.rate_limit import RateLimit

if TYPE_CHECKING:
    from assistant.answering import Assistant
    from assistant.live import LiveSuggestions

ANSWERS_AT_ONCE = 4  # answers take a few hundredths of a second; more at once only fight for the cores
WAITING_AT_MOST = 200  # beyond this the page says it is busy instead of queueing for seconds
QUEUE_LOOKS_EVERY_SECONDS = 0.005  # Gradio's 0.001 took 9 % of a core with nobody there (2026-11-21)
_CONNECT_MODES = "assistantModes.connect(element, watch)"
_CONNECT_DRAFT = "assistantModes.connectDraft(element, trigger)"
_CONNECT_EXTENT = "assistantPage.connectExtent(trigger)"
_CONNECT_HISTORY = "assistantHistory.connect(element, trigger)"
_SENT = "(question, conversation) => [assistantQuestion.sent(question), conversation, assistantModes.scope()]"
_BEGUN = "() => assistantBegin.begun()"  # a question asked meanwhile waits for this
_ANSWERED = "() => assistantBegin.answered()"  # and for this
CONVERSATIONS_KEPT = 500  # the longest unused goes first; each may hold some hundred kilobytes


def build_chat(
    assistant: Assistant,
    suggestions: LiveSuggestions,
    answer_log: AnswerLog,
    rate_limit: RateLimit,
    history: History,
) -> gr.Blocks:
    """Build the chat page.

    :param assistant: Answers the questions; its index shows the cited clauses.
    :param suggestions: What may be asked next.
    :param answer_log: Where answers and clicks are written down.
    :param rate_limit: How much one account may ask.
    :param history: Where conversations are opened again from.
    :return: The page, ready to be mounted; its looks come from ``static/chat_*.css``.
    """
    callbacks = Callbacks(assistant, suggestions, answer_log, rate_limit, history)
    checks = CheckCallbacks(assistant, rate_limit)
    empty = callbacks.start()
    in_parts = (callbacks.ask, callbacks.ask_example)
    typed, clicked = (callbacks.ask_at_once, callbacks.ask_example_at_once) if assistant.answers_at_once else in_parts
    blocks: gr.Blocks
    with gr.Blocks(title=APPLICATION, analytics_enabled=False, fill_width=True, fill_height=True) as blocks:
        conversation = gr.State(empty.conversation)
        with gr.Row(elem_id="topbar"):
            gr.HTML(draw_brand(), elem_id="brand", js_on_load=None, apply_default_css=False)
            extent = gr.HTML(callbacks.extent(), elem_id="extent", js_on_load=_CONNECT_EXTENT, apply_default_css=False)
            gr.HTML(draw_tools(), elem_id="tools", js_on_load=None, apply_default_css=False)
            new_conversation = gr.Button("新对话", elem_id="new-conversation", size="sm")
        with gr.Row(elem_id="workspace"):
            with gr.Column(elem_id="history-column"):
                past = gr.HTML(draw_history(), elem_id="history", js_on_load=_CONNECT_HISTORY, apply_default_css=False)
            with gr.Column(elem_id="conversation-column"):
                turns = _view("conversation", empty.turns)
                check = _view("check", draw_intro())
                modes = gr.HTML(callbacks.modes(), elem_id="modes", js_on_load=_CONNECT_MODES, apply_default_css=False)
                question = _question_box()
                draft = gr.HTML(draw_draft_box(), elem_id="draft", js_on_load=_CONNECT_DRAFT, apply_default_css=False)
                scope = gr.Textbox(visible=False)
            with gr.Column(elem_id="source-column"):
                # A new page shows the contents; only later draws may say that the panel stays as it is.
                source = _view("source", empty.source if isinstance(empty.source, str) else "")
        drawn = [conversation, turns, source]
        asked = [
            _on(question.submit, typed, [question, conversation, scope], drawn, js=_SENT),
            _on(turns.submit, clicked, [conversation], drawn),
        ]
        for each in asked:
            each.success(None, js=_ANSWERED, api_visibility="private")
        _on(turns.select, callbacks.show_source, [conversation], [source])
        _on(source.select, callbacks.show_source, [conversation], [source])
        _on(draft.submit, checks.check, [], [check], trigger_mode="always_last")  # only the latest draft matters
        _on(check.select, checks.show_clause, [], [source])
        for begin, callback in ((past.select, callbacks.reopen), (new_conversation.click, callbacks.start)):
            # An answer that is still on its way would bring the conversation back that was left.
            beginning = _on(begin, callback, [], drawn, trigger_mode="multiple", cancels=asked)
            beginning.success(None, js=_BEGUN, api_visibility="private")
        for redraw in (blocks.load, extent.submit):  # at each load, and when outdated.js hears of another version
            _on(redraw, callbacks.extent, [], [extent])
        _on(blocks.load, callbacks.modes, [], [modes])  # a version published since may have other issuers
    blocks.state_session_capacity = CONVERSATIONS_KEPT
    blocks.queue(api_open=False, max_size=WAITING_AT_MOST, default_concurrency_limit=ANSWERS_AT_ONCE)
    blocks._queue.sleep_when_free = QUEUE_LOOKS_EVERY_SECONDS
    return blocks


def _view(name: str, html: str) -> gr.HTML:
    """Make a part of the page that is drawn by the server; its clicks come back as events."""
    connect = "assistantPage.connect(element, trigger, watch)"
    return gr.HTML(html, elem_id=name, js_on_load=connect, apply_default_css=False)


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
    callback: Callable[..., object],
    inputs: Sequence[gr.components.Component],
    outputs: Sequence[gr.components.Component],
    js: str | None = None,
    trigger_mode: str | None = None,
    cancels: Sequence[Dependency] = (),
) -> Dependency:
    """Call back on an event, without publishing it: the one way in for programs is ``/api/ask``."""
    return event(
        callback,
        inputs,
        outputs,
        api_visibility="private",
        show_progress="hidden",
        js=js,
        trigger_mode=trigger_mode,
        cancels=list(cancels) or None,
    )
