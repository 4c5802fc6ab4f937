"""Reads what a page sent with an event: anybody can send anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio as gr


def sent(event: gr.EventData, name: str) -> object:
    """Read a value, empty where there is none."""
    values = event._data
    return values.get(name, "") if isinstance(values, dict) else ""
