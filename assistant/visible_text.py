r"""Takes out of any text what must not reach a page or a terminal: escape sequences and characters that cannot be seen.

>>> visible("\x1b[31m严禁\u200b直接\u202e挂机")
'严禁直接挂机'
"""

from __future__ import annotations

import re

from assistant.question import strip_invisible

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])|\x9b[0-?]*[ -/]*[@-~]")


def visible(text: str) -> str:
    """Leave of a text what a person reads.

    :param text: Text from a model, a document or a person.
    :return: The text without terminal escapes, control, zero-width, bidirectional and tag characters; line breaks stay.
    """
    return "\n".join(strip_invisible(line) for line in _ESCAPES.sub("", text).split("\n"))
