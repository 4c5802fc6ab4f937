"""Why a file was refused: one clear line that names the file, the reason and the way out."""

from __future__ import annotations

import re
from collections.abc import Sequence

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]")
LONGEST_NAME = 80  # characters of a file name in a message


class UnreadableDocument(ValueError):
    """A file cannot be read as a regulation; the message says which and why, in one line."""

    def __init__(self, reason: str, name: str = "") -> None:
        """Say why, and which file; a reader that sees only bytes leaves the name to its caller.

        :param reason: What is wrong and what to do, a clause without the file's name.
        :param name: The file's name.
        """
        super().__init__(reason, name)
        self.reason = reason
        self.name = name

    def __str__(self) -> str:
        """Write the line; a name that would break it or lead astray is shown with its signs made visible."""
        return f"{shown(self.name)}:{self.reason}" if self.name else self.reason


def shown(name: str) -> str:
    r"""Make a file name fit for one line of a message.

    >>> shown("规定\n已收录.txt")
    '规定�已收录.txt'
    """
    shown_name = _UNPRINTABLE.sub("\ufffd", name)
    return shown_name if len(shown_name) <= LONGEST_NAME else f"{shown_name[: LONGEST_NAME - 1]}…"


def is_printable(name: str) -> bool:
    """Tell whether a file name holds no line breaks, invisible or direction-changing signs."""
    return not _UNPRINTABLE.search(name)


def unread_pages_line(pages: Sequence[int]) -> str:
    """Say which pages of a file were left out, and the way out.

    >>> unread_pages_line((3, 7, 8, 9))
    '第 3、7–9 页是扫描的图片,没有文字层,其中的条款没有读到;请换成可以复制文字的版本,或安装文字识别 [ocr] 后再试'

    :param pages: Their numbers, from 1, in order.
    :return: One line.
    """
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    written = "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
    return f"第 {written} 页是扫描的图片,没有文字层,其中的条款没有读到;请换成可以复制文字的版本,或安装文字识别 [ocr] 后再试"
