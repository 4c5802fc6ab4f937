"""Which other sites' pages, such as a CRM's, may show the chat inside themselves: the setting, and what it lets a browser do."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from urllib.parse import urlsplit

from assistant.state.retention import UnusableSetting

VARIABLE = "ASSISTANT_EMBED_ORIGINS"
EMBEDDABLE = frozenset({"/", "/login"})  # the chat, and where it leads who is not logged in
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")


def embed_origins() -> tuple[str, ...]:
    """Read which origins may embed the chat.

    :return: Origins such as ``https://crm.example``; none where the setting is not made.
    :raises UnusableSetting: if something in it is no origin.
    """
    return _read(os.environ.get(VARIABLE, ""))


def frame_ancestors() -> str:
    """Give the ``frame-ancestors`` of the pages that may be embedded."""
    return " ".join(embed_origins()) or "'none'"


def may_be_embedded(path: str) -> bool:
    """Say whether another site's page may show a page of ours; which site it is, the browser checks by ``frame_ancestors``."""
    return path in EMBEDDABLE and bool(embed_origins())


@lru_cache(maxsize=4)
def _read(setting: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_origin(word) for word in setting.split()))


def _origin(word: str) -> str:
    """Read one origin."""
    origin = word.lower().removesuffix("/")
    try:
        parts = urlsplit(origin)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        parts, port = urlsplit(""), ""
    host = parts.netloc.removesuffix(port)
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host) or origin != f"{parts.scheme}://{host}{port}":
        raise UnusableSetting(
            f"环境变量 {VARIABLE} 须为网站地址（如 https://crm.example:8443），用空格分开，不带路径和通配符，现在含有“{word}”。"
        )
    return origin
