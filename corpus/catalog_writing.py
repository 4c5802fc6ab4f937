"""Entries -> the text of a catalog file, which ``catalog.load_catalog`` reads back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from corpus.catalog import Entry

_HEAD = "# 由 assistant corpus add 和 corpus repeal 写入；source 是同一文件夹里的文件，或随程序提供的文件。\n"


def catalog_text(entries: Iterable[Entry]) -> str:
    r"""Write entries as ``[[regulation]]`` tables.

    >>> entry = Entry("gas", "服务规范", "", "", None, date(2027, 1, 1), "gas.txt", "服务规范", 1)
    >>> print(catalog_text([entry]).partition("\n\n")[2], end="")
    [[regulation]]
    id = "gas"
    title = "服务规范"
    repealed_on = 2027-01-01
    source = "gas.txt"
    printed = "服务规范"

    :param entries: The entries, in the order they should be read.
    :return: The file's text.
    """
    return _HEAD + "".join("\n[[regulation]]\n" + _table(entry) for entry in entries)


def _table(entry: Entry) -> str:
    """Write one entry; what it leaves open is left out."""
    values: dict[str, str | date | int | None] = {
        "id": entry.regulation_id,
        "title": entry.title,
        "issuer": entry.issuer,
        "document_number": entry.document_number,
        "effective_on": entry.effective_on,
        "repealed_on": entry.repealed_on,
        "source": entry.source,
        "sha256": entry.sha256,
        "printed": entry.printed,
        "occurrence": entry.occurrence if entry.occurrence > 1 else None,
    }
    always = ("id", "title", "source", "printed")
    return "".join(f"{key} = {_value(value)}\n" for key, value in values.items() if value or key in always)


def _value(value: str | date | int | None) -> str:
    """Write one value; strings as JSON does, which TOML reads alike but for the character DEL."""
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
