"""The chat's look and script: written in a file for each part of the page, sent as one of each, which a browser keeps."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Response

import assistant.web

STATIC = Path(assistant.web.__file__).parent / "static"
# In the order in which they are put together: of styles a later one changes what an earlier one says.
STYLES = ("colours", "chat_frame", "chat_bar", "citations", "chat_cards", "chat_notes", "chat_check", "chat_question", "chat_history", "chat_source", "chat_narrow")  # fmt: skip
SCRIPTS = ("theme", "logging_out", "gradio_theme", "frames", "question", "waiting", "dialogue", "opinions", "copying", "source", "bar", "modes", "coming_back", "page", "outdated", "history", "suggestions")  # fmt: skip
STYLE_PATH, SCRIPT_PATH = "/page/chat.css", "/page/chat.js"
_KEPT = {"cache-control": "public, max-age=31536000, immutable"}  # their address changes with their content


def asset_routes() -> APIRouter:
    """Give the two addresses; among those of the files that they are made of."""
    router = APIRouter(include_in_schema=False)
    router.get(STYLE_PATH)(lambda: Response(_joined(STYLES, "css"), media_type="text/css", headers=_KEPT))
    router.get(SCRIPT_PATH)(lambda: Response(_joined(SCRIPTS, "js"), media_type="text/javascript", headers=_KEPT))
    return router


@cache
def draw_assets() -> str:
    """Draw what loads them, for the head of the page."""
    style, script = _joined(STYLES, "css"), _joined(SCRIPTS, "js")
    return (
        f'<link rel="stylesheet" href="{STYLE_PATH}?v={_digest(style)}">'
        f'<script src="{SCRIPT_PATH}?v={_digest(script)}"></script>'
    )


@cache
def _joined(names: tuple[str, ...], suffix: str) -> str:
    """Put files together, once a process."""
    return "\n".join((STATIC / f"{name}.{suffix}").read_text(encoding="utf-8") for name in names)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
