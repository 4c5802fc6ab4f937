"""The help of every command in Chinese: its headings, and the line of ``--help`` itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import typer

_HEADINGS = {"Options": "选项", "Arguments": "参数", "Commands": "命令"}
_LINES = {"Show this message and exit.": "显示这里的说明。"}
_USAGE = (("[OPTIONS]", "[选项]"), ("COMMAND [ARGS]...", "命令 …"))
_TYPE = re.compile(r" <[^<>]+>$")  # Python's, which says nothing to who reads it
_MARKS = (("[required]", "（必须）"), ("[default: ", "（默认 "))


class _ChineseFormatter(typer.Context.formatter_class):  # type: ignore[misc,valid-type]  # the class that typer is built with
    """Writes help with Chinese headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how a command is called."""
        for english, chinese in _USAGE:
            args = args.replace(english, chinese)
        super().write_usage(prog, args, "用法：" if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_dl(self, rows: Sequence[tuple[str, str]], *args: object, **others: object) -> None:
        """Write options or commands, each with what it is for."""
        super().write_dl([(_TYPE.sub("", name), _in_chinese(what)) for name, what in rows], *args, **others)


def speak_chinese(command: Any) -> None:  # noqa: ANN401  # a class of typer's own that it does not publish
    """Let a command, and all below it, show its help in Chinese.

    :param command: As typer made it.
    """

    class Context(command.context_class):  # type: ignore[misc]
        formatter_class = _ChineseFormatter

    command.context_class = Context
    for below in getattr(command, "commands", {}).values():
        speak_chinese(below)


def _in_chinese(what: str) -> str:
    """Put what typer adds to the words of an option into Chinese."""
    what = _LINES.get(what, what)
    for english, chinese in _MARKS:
        if english in what:
            what = what.replace(english, chinese).removesuffix("]") + ("）" if english.endswith(" ") else "")
    return what
