r"""Takes out of any text what must not reach a page or a terminal: escape sequences and characters that cannot be seen.

>>> visible("\x1b[31m严禁\u200b直接\u202e挂机")
'严禁直接挂机'
"""

from __future__ import annotations

import json
import re

from assistant.question import strip_invisible

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])|\x9b[0-?]*[ -/]*[@-~]")
_UNSHOWN = re.compile(
    "[\x7f-\x9f\xad\u034f\u061c\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ud800-\udfff\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_MARKER_LIKE = re.compile(r"\[(\s*\d+\s*)\]")


def visible(text: str) -> str:
    """Leave of a text what a person reads.

    :param text: Text from a model, a document or a person.
    :return: The text without terminal escapes, control, zero-width, bidirectional and tag characters; line breaks stay.
    """
    return "\n".join(strip_invisible(line) for line in _ESCAPES.sub("", text).split("\n"))


def unmarked(text: str) -> str:
    """Leave of a text what a person reads, with nothing in it that could be taken for the marker of a citation.

    A clause that says [1] is quoted as ［1］, so that only an answer's own markers read as such; points and quotes stay as published.

    >>> unmarked("不得泄露[1]客户地址")
    '不得泄露［1］客户地址'

    :param text: Words of a regulation, its title or a locator.
    :return: The text for an answer.
    """
    return _MARKER_LIKE.sub(r"［\1］", visible(text))


def json_line(record: object) -> str:
    r"""Write a record as one line of JSON that a terminal can show: what it would act on, hide or not encode is escaped.

    >>> json_line({"text": "严禁\u202e挂机"})
    '{"text": "严禁\\u202e挂机"}'

    :param record: What ``json.dumps`` can write.
    :return: The line; read back, it is the same record.
    """
    line = json.dumps(record, ensure_ascii=False)
    return _UNSHOWN.sub(lambda match: json.dumps(match[0])[1:-1], line)
