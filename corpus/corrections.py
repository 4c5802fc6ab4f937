"""What a maintainer says of a document that the parser cannot know: ``<stem>.corrections.toml`` beside the document.

One ``[[correction]]`` table for each, and the document itself stays as it was received::

    [[correction]]
    action = "noise"                 # what is to be done, see below
    text = "点击下载完整版"            # the stretch it is done to, as it stands in the document
    reason = "网站推广"               # why, for the report; may be left out

A stretch is found by its words alone, whatever line they stand in; blanks, line breaks, width, script and injected pinyin make no
difference. So a correction holds for later versions of the file as long as the words stand in it. Where they stand more than once it is done
to each; ``occurrence = 2`` takes the second only, ``line = 120`` the one nearest to that line. ``through = "提交评论"``
lets the stretch run on to the end of the first such words behind it. A stretch that is no whole line is cut out of its line.

========================  ==============================================================================================
noise                     the stretch is in no unit
keep                      the stretch is a rule, though it was left out
heading                   the stretch is the heading of what follows
running                   the stretch is running text: no label and no heading begins in it
split                     a line begins where the stretch begins, or at ``before = "…"`` in it
join                      the line of the stretch goes on in the next line
replace                   the stretch reads ``with = "…"``: damaged text
title                     a regulation begins with the stretch, which is its title or has the title ``value``
issuer, document_number   ``value`` for the regulation the stretch stands in
effective_on              the same; a date, as in ``value = 2024-01-01``
========================  ==============================================================================================

The last three rows may go without ``text`` where the file holds one regulation only.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from corpus.script import fold
from corpus.unreadable import UnreadableDocument

SUFFIX = ".corrections.toml"
LARGEST_FILE = 1_000_000  # bytes; thousands of corrections. Larger, it is no such file


class Action(StrEnum):
    """What is to be done to a stretch."""

    NOISE = "noise"
    KEEP = "keep"
    HEADING = "heading"
    RUNNING = "running"
    SPLIT = "split"
    JOIN = "join"
    REPLACE = "replace"
    TITLE = "title"
    ISSUER = "issuer"
    DOCUMENT_NUMBER = "document_number"
    EFFECTIVE_ON = "effective_on"


NAMING = (Action.TITLE, Action.ISSUER, Action.DOCUMENT_NUMBER, Action.EFFECTIVE_ON)
_KEYS = {
    "action": str, "text": str, "through": str, "before": str, "with": str, "reason": str, "occurrence": int, "line": int, "value": object,
}  # fmt: skip


class CorrectionsError(UnreadableDocument):
    """A corrections file cannot be used; the message names the file, the entry and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of a corrections file."""

    number: int  # in the file, from 1
    action: Action
    text: str
    through: str = ""
    before: str = ""
    replacement: str = ""
    value: str = ""
    effective_on: date | None = None
    occurrence: int = 0  # 0: each
    line: int = 0  # 0: anywhere
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StaleCorrection:
    """A correction that could not be made in this version of the file."""

    correction: Correction
    reason: str


def corrections_path(document: Path) -> Path:
    """Return where the corrections of a document are kept.

    >>> corrections_path(Path("documents/规范.txt")).name
    '规范.corrections.toml'
    """
    return document.with_name(document.stem + SUFFIX)


def _fault(table: dict[str, object]) -> str:
    """Tell what is wrong with an entry; empty if nothing is."""
    unknown = sorted(set(table) - set(_KEYS))
    if unknown:
        return f"有不认识的 {'、'.join(unknown)}"
    for key, kind in _KEYS.items():
        if key in table and (not isinstance(table[key], kind) or isinstance(table[key], bool)):
            return f"的 {key} 应是{'整数' if kind is int else '文字'}"
    actions = [action.value for action in Action]
    if table.get("action") not in actions:
        return f"的 action 只能是 {'、'.join(actions)}"
    action = Action(str(table["action"]))
    for key in ("text", "through", "before"):
        if key in table and not fold(str(table[key])):
            return f"的 {key} 是空的"
    if "text" not in table and (action is Action.TITLE and "value" not in table or action not in NAMING):
        return "缺少 text"
    if any(isinstance(table.get(key), int) and int(str(table[key])) < 1 for key in ("occurrence", "line")):
        return "的 occurrence 和 line 应从 1 数起"
    return _fault_of_action(action, table)


def _fault_of_action(action: Action, table: dict[str, object]) -> str:
    """Tell what an entry lacks for its action, or has without use."""
    value = table.get("value")
    if action is Action.REPLACE and "with" not in table:
        return "缺少 with(原文应有的文字)"
    if action is Action.EFFECTIVE_ON and (not isinstance(value, date) or isinstance(value, datetime)):
        return "的 value 应是日期,如 2024-01-01"
    if action in (Action.ISSUER, Action.DOCUMENT_NUMBER) and not isinstance(value, str):
        return "缺少 value,或者它不是文字"
    if action is Action.TITLE and "value" in table and not (isinstance(value, str) and value.strip()):
        return "的 value 应是名称"
    useless = [key for key, owners in (("with", (Action.REPLACE,)), ("before", (Action.SPLIT,)), ("value", NAMING))
               if key in table and action not in owners]  # fmt: skip
    return f"的 {useless[0]} 对 {action} 不起作用" if useless else ""


def _number(table: dict[str, object], key: str) -> int:
    """Return a whole number of an entry, zero where it has none."""
    value = table.get(key, 0)
    return value if isinstance(value, int) else 0


def _tables(content: str, name: str) -> list[dict[str, Any]]:
    """Read the entries of a corrections file as they stand."""
    try:
        tables = tomllib.loads(content)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise CorrectionsError(f"不是有效的 TOML 文件({error}),请改正", name) from error
    entries = tables.pop("correction", [])
    if tables or not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise CorrectionsError("里只能有 [[correction]] 各项,请改正", name)
    return entries


def find_faults(content: str, name: str) -> tuple[str, ...]:
    r"""Tell what is wrong with each entry of a corrections file that cannot be understood.

    >>> find_faults("[[correction]]\naction = 'join'\n[[correction]]\naction = 'burn'", "a.corrections.toml")[0]
    '第 1 项 缺少 text'

    :param content: TOML.
    :param name: The file's name, for messages.
    :return: A phrase an entry, in order; none where all can be understood.
    :raises CorrectionsError: if it is no TOML, or holds something else than entries.
    """
    faults = ((number, _fault(entry)) for number, entry in enumerate(_tables(content, name), 1))
    return tuple(f"第 {number} 项{fault if fault[0] == '的' else ' ' + fault}" for number, fault in faults if fault)


def parse_corrections(content: str, name: str) -> tuple[Correction, ...]:
    """Read the text of a corrections file.

    :param content: TOML.
    :param name: The file's name, for messages.
    :return: Its entries in order.
    :raises CorrectionsError: if it is no TOML, or an entry cannot be understood.
    """
    if faults := find_faults(content, name):
        raise CorrectionsError(f"{faults[0]},请改正", name)
    corrections: list[Correction] = []
    for number, entry in enumerate(_tables(content, name), 1):
        value = entry.get("value", "")
        corrections.append(
            Correction(
                number, Action(entry["action"]), entry.get("text", ""), entry.get("through", ""), entry.get("before", ""),
                entry.get("with", ""), value.strip() if isinstance(value, str) else "", value if isinstance(value, date) else None,
                _number(entry, "occurrence"), _number(entry, "line"), entry.get("reason", ""),
            )
        )  # fmt: skip
    return tuple(corrections)


def hash_corrections(corrections: Sequence[Correction]) -> str:
    """Hash what corrections do, so that a regulation read with others can be told from this one.

    :param corrections: The entries; why they were made does not count.
    :return: The sha256 in hexadecimal digits; empty where there is no entry.
    """
    if not corrections:
        return ""
    entries = [asdict(replace(correction, reason="")) for correction in corrections]
    return hashlib.sha256(json.dumps(entries, ensure_ascii=False, default=str).encode()).hexdigest()


def read_corrections(document: Path) -> tuple[Correction, ...]:
    """Read the corrections of a document.

    :param document: The document's path.
    :return: The entries of the file beside it; none where there is no such file.
    :raises CorrectionsError: if the file cannot be used.
    """
    path = corrections_path(document)
    if not path.is_file() or path.is_symlink():
        return ()
    try:
        content = path.read_bytes()
        if len(content) > LARGEST_FILE:
            raise CorrectionsError(f"超过 {LARGEST_FILE // 1_000_000} MB,不像是更正文件,请检查", path.name)
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorrectionsError("不是 UTF-8 编码,请另存为 UTF-8", path.name) from error
    except OSError as error:
        raise CorrectionsError("打不开,请检查权限", path.name) from error
    return parse_corrections(text, path.name)
