"""Text files in any encoding Chinese offices use -> text.

Without a byte order mark nothing in a file says how it is encoded. UTF-8 gives itself away; between the others the words decide:
read wrongly, a text is full of characters that nobody writes.
"""

from __future__ import annotations

import re

from corpus.unreadable import UnreadableDocument

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\x00\x00", "utf-32-le"), (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"),
)  # fmt: skip
_CANDIDATES = ("gb18030", "cp950", "big5hkscs", "utf-16-le", "utf-16-be")
SAMPLE = 65_536  # bytes that are tried in every encoding; even, so that two-byte units stay whole
MOST_DAMAGE = 0.01  # share of characters that may be broken: a file with a few lost bytes is still worth reading
LEAST_PLAUSIBLE = (
    0.8  # share of a text that is common characters and signs; measured: 0.99 read rightly, at most 0.64 wrongly
)
# Signs beside the characters: Chinese and Latin punctuation, full-width forms, enclosed numbers, bullets, kana, pinyin.
_SIGNS = re.compile(
    r"[\u3000-\u30ff\uff01-\uff5e\u2010-\u2027\u2030-\u203b\u2160-\u217b\u2460-\u249b\u25a0-\u25ff\u00b7\u00d7\u2605\u2606āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]"
)
_HAN = re.compile(r"[\u3400-\u9fff]")


def _is_common(character: str) -> bool:
    """Tell whether a character is one of the 3,755 common Simplified or 5,401 common Traditional ones."""
    for encoding, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            code = character.encode(encoding)
        except UnicodeEncodeError:
            continue
        if len(code) == 2 and first <= code[0] <= last:
            return True
    return False


def _plausibility(text: str) -> float:
    """Return the share of a text's characters that a Chinese office document would have, ASCII among them."""
    foreign = re.sub(r"[\t\n\r\f\x20-\x7e]", "", text)
    if not text:
        return 0.0
    common = {character: _is_common(character) for character in set(_HAN.findall(foreign))}
    good = sum(common.get(character, False) or bool(_SIGNS.match(character)) for character in foreign)
    return (good + len(text) - len(foreign)) / len(text)


def _guess(content: bytes) -> str:
    """Name the encoding in which a file without a byte order mark reads best."""
    sample = content[:SAMPLE]
    scores: dict[str, float] = {}
    for encoding in _CANDIDATES:
        if b"\x00" in sample and not encoding.startswith("utf-16"):
            continue  # no text has this byte but in UTF-16
        if encoding.startswith("utf-16") and len(content) % 2:
            continue
        scores[encoding] = _plausibility(sample.decode(encoding, errors="replace").rstrip("\ufffd"))
    best = max(scores, key=lambda encoding: scores[encoding], default="")
    if not best or scores[best] < LEAST_PLAUSIBLE:
        raise UnreadableDocument("认不出文字编码或不是文本文件,请另存为 UTF-8 编码的文本后再试")
    return best


def decode(content: bytes) -> str:
    """Decode a text file: by its byte order mark, as UTF-8, else in the encoding in which it reads best.

    >>> decode("遇到客户讲方言".encode("gbk")), decode("遇到客戶講方言".encode("big5"))
    ('遇到客户讲方言', '遇到客戶講方言')

    :param content: The whole file.
    :return: Its text, without the mark; a few broken bytes become ``�``.
    :raises UnreadableDocument: if it reads well in no encoding, or much of it is broken.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _checked(content[len(mark) :].decode(encoding, errors="replace"))
    text = content.decode("utf-8", errors="replace")
    if "\x00" not in text and text.count("\ufffd") <= MOST_DAMAGE * len(text):
        return _checked(text)
    return _checked(content.decode(_guess(content), errors="replace"))


def _checked(text: str) -> str:
    """Refuse what is no text: much of it broken, or with control characters in it."""
    broken = len(re.findall(r"[\x00-\x08\x0e-\x1a\ufffd]", text))
    if broken > MOST_DAMAGE * len(text) or "\x00" in text:
        raise UnreadableDocument("文字大量损坏或不是文本文件,请检查文件是否选错,或重新导出后再试")
    return text


def read_text(content: bytes) -> str:
    """Read a plain text or Markdown file.

    :param content: The whole file.
    :return: Its text.
    :raises UnreadableDocument: if its encoding cannot be told or it is no text.
    """
    return decode(content)
