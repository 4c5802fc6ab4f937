"""Digests of rows of the log: what an entry of the chain covers, and whether a row is still what its entry covers. Pure functions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

_MARK = (
    "o:"  # begins a digest that covers whose a row is; no digest of an earlier release begins so, they are hexadecimal
)
_LENGTH = 64  # characters there are for one; what is cut off leaves 248 bits
_WHOSE = frozenset({"user_id", "conversation_id"})
_IDS_OF_THE_GONE = 100  # beyond the highest account there is, which the id of one removed since may be
_ADDED_LATER = frozenset({"card"})


def sample_items(rows: Iterable[Mapping[str, object]]) -> list[list[object]]:
    """Write the items of a spot check as its entry covers them.

    :param rows: Of ``review_items``, in their order.
    :return: What stands under ``items`` in the row given to ``append``.
    """
    return [[row["position"], row["answer_id"], row["stratum"], bool(row["shared"])] for row in rows]


def digest(row: Mapping[str, object]) -> str:
    """Return the digest of a row's content: of its columns by name, who it belonged to aside.

    A column that a later release added is empty in the rows before it, which keep their digests: there it does not count.
    """
    content = {name: value for name, value in row.items() if name not in _WHOSE}
    content = {name: value for name, value in content.items() if value is not None or name not in _ADDED_LATER}
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def whole_digest(row: Mapping[str, object]) -> str:
    """Return the digest of a row and of whose it is: the account and the conversation, as far as it has them."""
    return _owned(digest(row), *_whose(row))


def covers_whose(written: str) -> bool:
    """Tell whether a digest covers whose a row is; those written by earlier releases do not."""
    return written.startswith(_MARK)


def is_as_written(row: Mapping[str, object], written: str, highest: int) -> bool:
    """Tell whether a row is what its entry covers; an account removed since may be missing in it.

    :param row: As it stands now.
    :param written: The digest in its entry.
    :param highest: The highest id of an account.
    :return: False for a row that was changed.
    """
    content, (user_id, conversation_id) = digest(row), _whose(row)
    if not covers_whose(written):
        return content == written
    if _owned(content, user_id, conversation_id) == written:
        return True
    gone = range(1, highest + _IDS_OF_THE_GONE) if user_id is None else ()
    return any(_owned(content, each, conversation_id) == written for each in gone)


def _whose(row: Mapping[str, object]) -> tuple[object, object]:
    """Tell whose a row is: the account and the conversation, as far as it has them."""
    return row.get("user_id"), row.get("conversation_id")


def _owned(content: str, user_id: object, conversation_id: object) -> str:
    """Add to a digest whose the row is, and mark that it covers that."""
    owned = hashlib.sha256(json.dumps([content, user_id, conversation_id]).encode()).hexdigest()
    return (_MARK + owned)[:_LENGTH]
