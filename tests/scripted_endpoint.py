"""An OpenAI-compatible server on loopback that says, or does, what a test wants: real HTTP, no model.

A script is what happens when it is asked; each of ``MISBEHAVIOURS`` is one way an endpoint goes wrong.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from assistant.chain import ChatModel
from assistant.phrasing.endpoint import Endpoint

Script = Callable[["Exchange"], None]
SMALL_PIECE = 3  # characters a piece, so that markers and quotes are cut through


@dataclass(slots=True)
class Exchange:
    """One request, and the means to answer it."""

    request: dict[str, Any]
    handler: BaseHTTPRequestHandler
    released: threading.Event  # set when the server closes: nobody waits longer

    def begin(self, status: int = 200, kind: str = "text/event-stream", **headers: str) -> None:
        """Send status and headers."""
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()

    def send(self, raw: str | bytes) -> None:
        """Send bytes as they are."""
        self.handler.wfile.write(raw.encode() if isinstance(raw, str) else raw)
        self.handler.wfile.flush()

    def say(self, text: str, finish: str | None = None, **delta: object) -> None:
        """Send one piece of an answer."""
        choice = {"index": 0, "delta": {"content": text, **delta}, "finish_reason": finish}
        record = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": [choice]}
        self.send(f"data: {json.dumps(record)}\n\n")


@dataclass(slots=True)
class ScriptedEndpoint:
    """A running server."""

    url: str
    requests: list[dict[str, Any]] = field(default_factory=list)

    def model(self) -> ChatModel:
        """Give the real client for this server."""
        return ChatModel(Endpoint(self.url, "scripted", "secret-key"))

    def sent(self) -> str:
        """Everything that was ever sent to it."""
        return json.dumps(self.requests, ensure_ascii=False)


@contextmanager
def endpoint(script: Script) -> Iterator[ScriptedEndpoint]:
    """Serve a script on a free port."""
    released = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        """Reads the request and runs the script."""

        def do_POST(self) -> None:  # noqa: N802
            length = int(self.headers.get("Content-Length", 0))
            request = json.loads(self.rfile.read(length))
            running.requests.append(request)
            try:
                script(Exchange(request, self, released))
            except OSError:
                return  # the client hung up, as it should

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    running = ScriptedEndpoint(f"http://127.0.0.1:{server.server_port}/v1")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield running
    finally:
        released.set()
        server.shutdown()
        server.server_close()


def says(text: str, finish: str | None = "stop") -> Script:
    """Answer with a text in small pieces."""

    def script(exchange: Exchange) -> None:
        exchange.begin()
        for start in range(0, len(text), SMALL_PIECE):
            exchange.say(text[start : start + SMALL_PIECE])
        exchange.say("", finish)
        exchange.send("data: [DONE]\n\n")

    return script


def _fails(exchange: Exchange) -> None:
    exchange.begin(500, "application/json")
    exchange.send('{"error": {"message": "out of memory"}}')


def _hangs(exchange: Exchange) -> None:
    exchange.released.wait(30)


def _drips(exchange: Exchange) -> None:
    exchange.begin()
    while not exchange.released.wait(0.05):
        exchange.say("慢")


def _drips_bytes(exchange: Exchange) -> None:
    exchange.begin()
    while not exchange.released.wait(0.02):
        exchange.send(" ")


def _cuts_json(exchange: Exchange) -> None:
    exchange.begin()
    exchange.say("应当说")
    exchange.send('data: {"id": "x", "choices": [{"delta": {"cont\n\n')


def _stops_midway(exchange: Exchange) -> None:
    exchange.begin()
    exchange.say("严禁直接挂机[1]。应当")


def _sends_html(exchange: Exchange) -> None:
    exchange.begin(kind="text/html")
    exchange.send("<html><body>login</body></html>")


def _sends_other_shape(exchange: Exchange) -> None:
    exchange.begin()
    exchange.send('data: {"choices": "none", "answer": 42}\n\ndata: [DONE]\n\n')


def _redirects(exchange: Exchange) -> None:
    exchange.begin(302, Location="http://127.0.0.1:9/elsewhere")


def _refuses(exchange: Exchange) -> None:
    exchange.begin()
    exchange.say("", None, refusal="I cannot help with that.")
    exchange.say("", "stop")
    exchange.send("data: [DONE]\n\n")


def _floods(exchange: Exchange) -> None:
    exchange.begin()
    while not exchange.released.is_set():
        exchange.say("严禁直接挂机[1]。" * 200)


def _floods_one_line(exchange: Exchange) -> None:
    exchange.begin()
    exchange.send("data: ")
    while not exchange.released.is_set():
        exchange.send("x" * 100_000)


# name -> what happens, and the reason it is told by
MISBEHAVIOURS: dict[str, tuple[Script, str]] = {
    "500": (_fails, "http_500"),
    "hangs": (_hangs, "slow"),
    "drips words": (_drips, "slow"),
    "drips bytes": (_drips_bytes, "slow"),
    "cut-off JSON": (_cuts_json, "malformed"),
    "connection ends midway": (_stops_midway, "truncated"),
    "length limit": (says("严禁直接挂机[1]。", "length"), "truncated"),
    "HTML instead of events": (_sends_html, "malformed"),
    "events of another shape": (_sends_other_shape, "malformed"),
    "redirects elsewhere": (_redirects, "http_302"),
    "refuses": (_refuses, "empty"),
    "content filter": (says("", "content_filter"), "refused"),
    "floods": (_floods, "too_long"),
    "floods one line": (_floods_one_line, "too_long"),
    "says nothing": (says(""), "empty"),
}


def words_of(request: dict[str, Any]) -> str:
    """Everything a request says to the model."""
    return "\n".join(cast("str", message["content"]) for message in request["messages"])
