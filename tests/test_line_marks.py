"""The marks of a line are read from the source it was cut from."""

from __future__ import annotations

import pytest

from corpus.line_marks import LONGEST_MARKED, LineMarks, read_marks


def marks(source: str, words: str) -> LineMarks:
    """The marks of the line that begins with some words."""
    return read_marks(source, source.index(words), words)


@pytest.mark.parametrize(
    ("source", "words", "expected"),
    [
        ("# 手册", "手册", LineMarks(level=1)),
        ("甲\n\n### **着装**", "着装", LineMarks(level=3, is_apart=True)),
        ("> ## 受理", "受理", LineMarks(level=2)),
        ("#手册", "手册", LineMarks()),  # a topic of a social network, no heading
        ("## 不得与客户争辩。", "不得与客户争辩。", LineMarks()),  # a sentence in the style of a heading is a rule
        ("## " + "长" * (LONGEST_MARKED + 1), "长" * (LONGEST_MARKED + 1), LineMarks()),
        ("- 甲\n\t- 乙", "- 乙", LineMarks(indent=4)),
        ("\u3000\u3000甲", "甲", LineMarks()),  # the indent of a paragraph
        ("甲\n```text\n乙", "乙", LineMarks()),
        ("甲\n\n```text\n乙", "乙", LineMarks(is_apart=True)),  # a fence is no line of the text
        ("第一条 应当 # 微笑", "微笑", LineMarks()),  # cut out of its line
    ],
)
def test_marks_are_read(source: str, words: str, expected: LineMarks) -> None:
    assert marks(source, words) == expected


def test_a_character_that_was_put_in_has_no_marks() -> None:
    assert read_marks("# 手册", -1, "手册") == LineMarks()
