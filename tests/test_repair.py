"""What scraping put into a text is taken out; what somebody wrote stays."""

from __future__ import annotations

import pytest

from corpus.passage import Account, Passage
from corpus.repair import HIDDEN, PINYIN, remove_injected


def without_injected(line: str) -> tuple[str, dict[str, int]]:
    """The line that is left, and what was taken out."""
    account = Account(line)
    left = remove_injected(Passage(line, range(len(line))), account)
    assert "".join(line[offset] for offset in left.at) == left.text
    return left.text, account.reasons


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("21世紀是服務經(jīng)濟時代", "21世紀是服務經濟時代"),
        ("客戶對(duì)產(chǎn)品質(zhì)疑", "客戶對產品質疑"),
        ("問題（tí）", "問題"),  # brackets of either width
    ],
)
def test_injected_pinyin_is_taken_out(line: str, left: str) -> None:
    text, reasons = without_injected(line)
    assert text == left
    assert reasons == {PINYIN: len(line) - len(left)}


@pytest.mark.parametrize(
    "line", ["请留下联系方式(email)", "客户(VIP)优先", "拼音 jīng 的用法", "(kè)开头", "等级(a)", "参考(一)项"]
)
def test_somebodys_own_words_in_brackets_stay(line: str) -> None:
    assert without_injected(line) == (line, {})


def test_characters_nobody_sees_are_taken_out() -> None:
    assert without_injected("客\u200b户\ufeff服务") == ("客户服务", {HIDDEN: 2})
