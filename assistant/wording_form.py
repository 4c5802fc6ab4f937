"""The form in which drafts and forbidden wording are compared: Simplified, 您 as 你, synonyms and turns of speech as one.

Every character remembers the stretch of the text it stands for. Knows nothing of regulations.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from assistant.wording_paraphrases import PARAPHRASES
from corpus.script import INVISIBLE, to_simplified_in_place

# Ways to say the same that differ by no single character. Everyday words only; each row says the word on its right.
_SAME = {
    "您们|你们|您": "你",
    "我们|咱们|咱|俺们|俺": "我",
    "干什么|干吗|干啥|做什么|做啥": "干嘛",
    "啥": "什么",
    "咋": "怎么",
    "哪儿": "哪里",
    "究竟": "到底",
    "晓得": "知道",
    "没有(?![完没])": "没",
    "讲": "说",
    "(?<!要)不要(?!紧)|不许": "别",
    "挂电话|挂断电话|挂断|挂线": "挂机",
    "好多|许多|老多": "很多",
    "主管|经理|上级|老板|主任": "领导",
    "法子": "办法",
    "搞懂|弄懂|听懂|弄明白|搞明白": "明白",
}
_MARKUP = re.compile(r"</?[a-z!][^<>]*>|&(?:[a-z]{2,8}|#x?[\da-f]{1,6});")
# What a page shows as the name of a button or a choice is not said by anybody: 点击[我不知道].
_LABEL = re.compile(
    r"(点击?|选择?|勾选|按下?|填写?|输入|显示|提示|标注?|写)(?:[着为是的]|的是)?[\[(<【〔〖][^\[\]()<>【】〔〕〖〗,。!?;\n]{1,20}[\])>】〕〗]"
)
_TITLE = re.compile(r"《([^《》\n]{1,40})》")  # names a thing that is spoken of: 我不清楚《服务规范》里怎么写
_SIGNS = re.compile(r"(?<!\d)(?:[^\w\s,:、.~—–\-。!?;\ufffc“”\"「」『』‘’]|_)+")
_SAME_WORDS = tuple((re.compile(pattern), word) for pattern, word in _SAME.items())
SENTENCE_ENDS = "。!?;\n"
BREAKS = SENTENCE_ENDS + ",:、.~—–-"  # in the forms that NFKC leaves
REPORTED = "\ufffc"  # stands for a character of repeated words; is in no wording


@dataclass(frozen=True, slots=True)
class Form:
    """A text in comparison form."""

    text: str
    starts: tuple[int, ...]  # for each character, where its stretch of the original begins
    ends: tuple[int, ...]  # and where it ends

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the stretch of the original for a stretch of this form, which may not be empty."""
        return self.starts[start], self.ends[end - 1]


def comparison_form(text: str) -> Form:
    """Bring a text into comparison form.

    >>> comparison_form("您打錯電話了").text, comparison_form("你 咋這樣？").text
    ('你打错了', '你怎么这样?')

    :param text: Any text.
    :return: Its form.
    """
    return _in_one_wording(_plain(text))


def draft_form(text: str) -> Form:
    """Bring a draft into comparison form, where emoji, brackets, signs and markup are marks between what is said.

    >>> draft_form("您打错了😅").text, draft_form("<b>喂、喂</b>").text
    ('你打错了,', ',喂、喂,')

    :param text: A draft; in wording, signs such as * are blanks that the regulation leaves open.
    :return: Its form.
    """
    form = _plain(text)
    for pattern, written in ((_MARKUP, ","), (_LABEL, rf"\1{REPORTED}"), (_TITLE, r"\1"), (_SIGNS, ",")):
        form = _replaced(form, pattern, written)
    return _in_one_wording(form)


def _plain(text: str) -> Form:
    """Write a text in Simplified script, without blanks, combining marks and what cannot be seen, in its usual width."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for plain in INVISIBLE.sub("", unicodedata.normalize("NFKC", character)):
            if (plain.isspace() and plain != "\n") or unicodedata.category(plain)[0] == "M":
                continue
            characters.append(plain.lower() if len(plain.lower()) == 1 else plain)
            places.append(place)
    simplified = to_simplified_in_place("".join(characters))
    return Form(simplified, tuple(places), tuple(place + 1 for place in places))


def _in_one_wording(form: Form) -> Form:
    """Write one word for all that say the same."""
    for pattern, word in (*_SAME_WORDS, *PARAPHRASES):
        form = _replaced(form, pattern, word)
    return form


def _replaced(form: Form, pattern: re.Pattern[str], word: str) -> Form:
    """Write one word for its synonyms, groups filled in; each of its characters stands for the whole synonym."""
    if not pattern.search(form.text):
        return form
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for match in pattern.finditer(form.text):
        written = match.expand(word)
        text += [form.text[position : match.start()], written]
        starts += [*form.starts[position : match.start()], *[form.starts[match.start()]] * len(written)]
        ends += [*form.ends[position : match.start()], *[form.ends[match.end() - 1]] * len(written)]
        position = match.end()
    text.append(form.text[position:])
    return Form("".join(text), (*starts, *form.starts[position:]), (*ends, *form.ends[position:]))
