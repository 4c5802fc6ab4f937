"""Undoing what scraping did to a text: injected pinyin, invisible characters.

Nothing is rewritten that is not known: what was taken out is entered as noise, with its reason.
"""

from __future__ import annotations

import re

from corpus.passage import Account, Passage
from corpus.script import INVISIBLE

PINYIN = "插入的拼音"
HIDDEN = "不可见字符"
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
# 經(jīng): one syllable with a tone mark, right behind a Chinese character. A toneless word in brackets is somebody's text.
_INJECTED = re.compile(rf"(?<=[\u3400-\u9fff])[(（][a-zü]{{0,5}}[{_TONED}][a-zü]{{0,4}}[)）]")


def remove_injected(line: Passage, account: Account) -> Passage:
    """Take injected pinyin and invisible characters out of a line.

    :param line: The line as read.
    :param account: Where what is taken out is entered.
    :return: The line without them.
    """
    cuts = [(m.start(), m.end(), PINYIN) for m in _INJECTED.finditer(line.text)]
    cuts += [(m.start(), m.end(), HIDDEN) for m in INVISIBLE.finditer(line.text)]
    if not cuts:
        return line
    texts: list[str] = []
    offsets: list[int] = []
    start = 0
    for begin, end, reason in sorted(cuts):
        texts.append(line.text[start:begin])
        offsets.extend(line.at[start:begin])
        account.drop(line[begin:end], reason)
        start = end
    return Passage("".join([*texts, line.text[start:]]), (*offsets, *line.at[start:]))
