"""Parsing takes time in proportion to the text, whatever its shape. ``pytest -m slow tests/test_parsing_speed.py`` shows the figures."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import pytest

from corpus.document import parse_document
from corpus.numerals import to_chinese
from corpus.passage import Fate
from corpus.reading import SourceText

SAID = "客户服务人员应当在电话铃响三声之内接听,并报出工号;遇到客户讲方言时,应当说:“对不起,请您讲普通话,好吗?”"


def clauses(count: int) -> str:
    """A file of so many 条, the numbers beginning anew where Chinese numerals end."""
    return "客户服务管理办法\n" + "\n".join(f"第{to_chinese(n % 9000 + 1)}条 {SAID}第{n}号。" for n in range(count))


def items(count: int) -> str:
    """条 with nine items each."""
    lists = ("\n".join(f"({to_chinese(n)}) {SAID}" for n in range(1, 10)) for _ in range(count // 10))
    return "客户服务管理办法\n" + "\n".join(
        f"第{to_chinese(n % 9000 + 1)}条 {SAID},应遵守下列规定:\n{listed}" for n, listed in enumerate(lists)
    )


def one_line(count: int) -> str:
    """Items without a line break."""
    return "".join(f"{n % 900 + 1}、{SAID}。" for n in range(count))


def one_sentence(count: int) -> str:
    """One line without a label."""
    return SAID * count


def wrapped(count: int) -> str:
    """One 条 over ever so many lines."""
    text = (SAID + "。") * count
    return "第一条 " + "\n".join(text[n : n + 35] for n in range(0, len(text), 35))


def bullets(count: int) -> str:
    """Items without a number."""
    return "客户服务规范\n一、要求\n" + "\n".join(f"● {SAID}。" for _ in range(count))


def seconds(text: str) -> float:
    """Parse a text; return the processor's seconds."""
    started = time.process_time()
    account = parse_document(SourceText("规定.txt", text, "")).account
    taken = time.process_time() - started
    assert account.count(Fate.UNREAD) == 0
    return taken


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shape", "largest"),
    [
        (clauses, 20_000),  # 20,000 clauses in one file
        (items, 20_000),
        (one_line, 90_000),  # one line of 5 MB
        (one_sentence, 90_000),
        (wrapped, 20_000),
        (bullets, 20_000),
    ],
)
def test_time_grows_with_the_text_and_not_faster(
    shape: Callable[[int], str], largest: int, capsys: pytest.CaptureFixture[str]
) -> None:
    sizes = [largest // 16, largest // 4, largest]
    measured = [(len(text), seconds(text)) for text in (shape(size) for size in sizes)]
    with capsys.disabled():
        rows = " | ".join(
            f"{length / 1e6:.2f} M chars {taken:6.2f} s {taken / length * 1e6:5.2f} µs/char"
            for length, taken in measured
        )
        sys.stdout.write(f"\n{shape.__name__:12} {rows}")
    (shortest, quickest), (longest, slowest) = measured[0], measured[-1]
    assert (
        slowest / longest < 3 * quickest / shortest + 1e-6
    )  # sixteen times the text; quadratic would be sixteen times a character
