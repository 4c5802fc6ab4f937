"""Questions that the documents leave open: what people at such a desk ask besides, and no clause settles.

Kept beside the example questions, one a line. A question nearer to one of these than to every example question is one to refuse.
"""

from __future__ import annotations

from pathlib import Path

LEFT_OPEN_FILE = "left-open.txt"


def read_left_open(folder: Path) -> tuple[str, ...]:
    """Read the questions left open.

    :param folder: Where the example questions are; one without the file holds none.
    :return: The questions, each once, in the order of the file.
    """
    file = folder / LEFT_OPEN_FILE
    return read_questions(file) if file.is_file() else ()


def read_questions(file: Path) -> tuple[str, ...]:
    """Read a file of questions, one a line.

    :param file: The file, in UTF-8.
    :return: The questions, each once, in the order of the file; lines that begin with # are remarks.
    """
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))
