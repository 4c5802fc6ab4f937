"""The web application for tests: served on a free port over a database of its own, and requests as its pages' handlers get them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import gradio as gr
import uvicorn
from fake_assistant import FakeAssistant, fake_assistant
from fastapi import FastAPI, Request

from assistant.live import LiveSuggestions
from assistant.state.database import open_database
from assistant.web.chat.conversations import Conversations
from assistant.web.chat.dialogue import Aim, Dialogue, Part
from assistant.web.chat.history import History
from assistant.web.chat.panel import Panel
from assistant.web.identity import LOCAL, Identity
from assistant.web.logging_answers import AnswerLog
from assistant.web.rate_limit import RateLimit
from assistant.web.serving import address, listen

if TYPE_CHECKING:
    from assistant.answering import Assistant

START_SECONDS = 20
HERE = "http://127.0.0.1"  # where an application must be asked for that lets nobody in but from this machine


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve an application on a free port; its address."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", timeout_graceful_shutdown=1))
    with listen("127.0.0.1", 0) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        waited_until = time.monotonic() + START_SECONDS
        while not server.started and time.monotonic() < waited_until:
            time.sleep(0.02)
        assert server.started
        try:
            yield address(listening)
        finally:
            server.should_exit = True
            thread.join()


@dataclass(frozen=True)
class Chat:
    """The chat behind its calls, and the log it writes."""

    dialogue: Dialogue
    panel: Panel
    log: AnswerLog

    def ask(self, question: str, conversation: str = "", identity: Identity = LOCAL, scope: str = "") -> Part:
        """Ask as the page does, and give what it shows at the end."""
        *_, last = self.dialogue.ask(question, conversation, scope, identity)
        return last

    def show_source(self, conversation: str, turn: int, citation: int, identity: Identity = LOCAL) -> str:
        """Open a citation as the page does."""
        return self.dialogue.show_source(conversation, Aim(turn, citation), identity)


def chat_over(folder: Path, fake: FakeAssistant | None = None) -> Chat:
    """Make the chat, with a log in a folder."""
    assistant = cast("Assistant", fake) if fake else fake_assistant()
    database = open_database(folder)
    suggestions, log, panel = LiveSuggestions(assistant), AnswerLog(database), Panel(assistant, folder)
    conversations = Conversations(History(database, folder))
    return Chat(Dialogue(assistant, suggestions, log, RateLimit(), conversations, panel), panel, log)


def asked_by(identity: Identity | None = LOCAL) -> gr.Request:
    """Make a request as Gradio hands it to a handler."""
    return gr.Request(Request({"type": "http", "headers": [], "state": {"assistant_identity": identity}}))
