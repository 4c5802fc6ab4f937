"""Makes any text safe to stand in a page: what people typed and what regulations say is shown, never run."""

from __future__ import annotations

import html
import re

# Characters that are not seen but act: control codes, zero-width and bidirectional marks, variation selectors, tags.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def escape(text: str) -> str:
    """Escape a text for element content and for quoted attributes, without its unseen characters.

    >>> escape('<script>"您好"</script>')
    '&lt;script&gt;&quot;您好&quot;&lt;/script&gt;'
    """
    return html.escape(without_unseen(text), quote=True)


def without_unseen(text: str) -> str:
    """Take out the characters that nobody sees but that act."""
    return _UNSEEN.sub("", text)
