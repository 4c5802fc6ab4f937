"""Blank forms set as lines: 姓名:____, □满意 □一般, 签字: 年 月 日, and lists of the literature used.

What stands to be filled in is no rule. Words to say with a gap in them (您好,我是____,很高兴为您服务) are one, and so is
a list of words below a heading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise

from corpus.boilerplate import is_labelled
from corpus.headings import TERMINAL, is_heading_like, says_duty
from corpus.label import STRUCTURAL
from corpus.labels import read_label
from corpus.passage import EMPTY, Account, Passage
from corpus.script import to_simplified

FORM = "空白表格或填写样例"
LITERATURE = "参考文献"
LONGEST_FIELD = 15  # characters of what is to be filled in
LONGEST_FORM_LINE = 80  # characters
FEWEST_OPTIONS = 3  # of a question in a form; two may be a cell to tick
FEWEST_LINES = 2  # below the heading of a form
LEAST_FIELDS = 0.5  # share of the lines below the heading of a form that are fields
_GAP = re.compile(r"[_＿]{2,}")
_BETWEEN_GAPS = re.compile(r"[^,，。;；!！?？“”\"]*")
_BOX = re.compile(r"[□☐◻]")
_ORDERS = re.compile(r"应当|必须|不得|不准|不可|严禁|禁止|[,，。;；]")  # a list of rules with boxes to tick
_BLANK_DATE = re.compile(r"(?:^|[:：\s_＿])年[\s_＿]+月(?:[\s_＿]+日)?(?:[\s_＿]*时)?$")
_KEYS = re.compile(r"(?:[^\s:：,，。;；!！?？]{1,12}\s*[:：]\s*){2,}")
_FIELD = re.compile(
    r"(?:姓名|性别|年龄|电话|手机|联系方式|联系人|地址|邮箱|邮编|身份证号?|证件号码?|单位|部门|职务|岗位|工号|编号|单号|日期|时间|"
    r"内容|诉求|事由|事项|类型|类别|情况|经过|原因|结果|意见|建议|签字|签名|签章|盖章|备注|来源|方式|渠道|措施|评价|满意度|经办人|受理人|"
    r"投诉人|被投诉人|负责人|处理人|登记人|记录人|审批人|回访人|客户名称|产品名称|型号|数量|金额|附件)(?:[（(][^（）()]{0,12}[)）])?\s*[:：]?$"
)
_ATTACHMENT = re.compile(r"附[件表录][^,，。;；]{0,45}$")
_NUMBER_ALONE = re.compile(r"附[件表录]\s*[一二三四五六七八九十\d]{0,3}\s*[:：]?")
_NAMES_FORM = re.compile(r"(?:单|表|卡|回执|凭证|登记簿|记录本)(?:[（(][^（）()]{1,12}[)）])?$")
_LITERATURE = re.compile(r"(?:主要)?参考(?:文献|资料)\s*[:：]?")
_ENTRY = re.compile(r"[\[［【]\s*\d{1,3}\s*[\]］】]|\d{1,3}[.．、]|《")


def is_blank_line(text: str) -> bool:
    """Tell whether a line has nothing but gaps to fill in, boxes to tick, or a date without figures.

    >>> is_blank_line("姓名:____电话:____"), is_blank_line("□满意 □一般"), is_blank_line("您好,我是____号坐席,很高兴为您服务")
    (True, True, False)

    :param text: The line.
    :return: Whether it is part of a form.
    """
    line = to_simplified(text.strip())
    if not line or len(line) > LONGEST_FORM_LINE or line[-1] in "。；;!！?？":
        return False
    if line.startswith("|") and re.search(r"[^\s|_＿]", line):
        return False  # a row of a table, which is judged with its table
    if _BLANK_DATE.search(line):
        return _BETWEEN_GAPS.fullmatch(line) is not None
    if len(_BOX.findall(line)) > 1 and not _ORDERS.search(line):
        return all(len(option.strip()) <= LONGEST_FIELD for option in _BOX.split(line))
    if _GAP.search(line):
        words = [word.strip(" \t\u3000|｜:：/()（）") for word in _GAP.split(line)]
        fields = all(len(word) <= LONGEST_FIELD and _BETWEEN_GAPS.fullmatch(word) for word in words)
        keyed = bool(re.search(r"[:：]\s*[_＿]{2}", line)) or not any(words) or bool(_FIELD.search(words[0]))
        return fields and keyed
    return bool(_KEYS.fullmatch(line))


def drop_forms(lines: Sequence[Passage], account: Account, kept: Collection[int] = ()) -> list[Passage]:
    """Leave out forms and lists of literature.

    :param lines: A file's lines; empty passages where lines were blank.
    :param account: Where they are entered.
    :param kept: Offsets of lines that stay whatever they look like.
    :return: The lines, empty where one was left out.
    """
    texts = [to_simplified(line.text) for line in lines]
    blank = [is_blank_line(text) and not _is_structural(text) for text in texts]
    for place in _cells_to_tick(texts, blank):
        blank[place] = False
    reasons = {place: FORM for place, is_blank in enumerate(blank) if is_blank}
    for place, text in enumerate(texts):
        if place in reasons:
            continue
        if _ATTACHMENT.match(text) and (named := _place_of_name(texts, place)) is not None:
            end = _end_of_form(texts, blank, named + 1)
            end = place if end == named else end  # nothing of a form under it
            reasons.update(dict.fromkeys(range(place, end), FORM))
        elif _LITERATURE.fullmatch(text):
            end = _end_of_literature(texts, place + 1)
            reasons.update(dict.fromkeys(range(place, end), LITERATURE))
        elif _heads_form(texts, blank, place):
            reasons[place] = FORM
    remaining = list(lines)
    for place, reason in reasons.items():
        if lines[place] and lines[place].at[0] not in kept:
            account.drop(lines[place], reason)
            remaining[place] = EMPTY
    return remaining


def _cells_to_tick(texts: Sequence[str], blank: Sequence[bool]) -> list[int]:
    """Find the cells □是□否 of a list of things to check, whose other cells are rules: few boxes, or the same again; no form beside."""
    written = [place for place, text in enumerate(texts) if text]
    boxes = [place for place in written if blank[place] and _BOX.match(texts[place])]
    times = Counter(texts[place] for place in boxes)
    beside_form = {place for pair in pairwise(written) if all(blank[place] for place in pair) for place in pair}
    return [
        place
        for place in boxes
        if place not in beside_form and (times[texts[place]] > 1 or len(_BOX.findall(texts[place])) < FEWEST_OPTIONS)
    ]


def _is_structural(text: str) -> bool:
    """Tell whether a line begins with 第X条 or the label of something above it."""
    label = read_label(text)
    return label is not None and label.family in STRUCTURAL


def _place_of_name(texts: Sequence[str], place: int) -> int | None:
    """Find the line that names a form: the heading of an attachment, or the line below one that is only a number; None if none does."""
    if not _NUMBER_ALONE.fullmatch(texts[place]):
        return place if _NAMES_FORM.search(texts[place]) else None
    below = next((near for near in range(place + 1, min(place + 3, len(texts))) if texts[near]), None)
    return below if below is not None and is_heading_like(texts[below]) and _NAMES_FORM.search(texts[below]) else None


def _end_of_form(texts: Sequence[str], blank: Sequence[bool], start: int) -> int:
    """Find where the form ends whose heading stands above a place; that place less one if none stands there."""
    end, written, fields = start, 0, 0
    while end < len(texts):
        text = texts[end]
        if text and not blank[end]:
            sentence = len(text) > LONGEST_FIELD or text[-1] in TERMINAL.replace(":", "").replace("：", "")
            if sentence or _ATTACHMENT.match(text) or is_labelled(text) or "|" in text or "\t" in text:
                break
        written += bool(text)
        fields += bool(text) and (blank[end] or bool(_FIELD.search(text)))
        end += 1
    return end if written >= FEWEST_LINES and fields >= LEAST_FIELDS * written else start - 1


def _heads_form(texts: Sequence[str], blank: Sequence[bool], place: int) -> bool:
    """Tell whether a line is the heading of the form right below it, and of nothing else."""
    text = texts[place]
    if not text or not is_heading_like(text) or is_labelled(text) or text.startswith("#") or "|" in text:
        return False
    below = [n for n in range(place + 1, min(place + 1 + 2 * FEWEST_LINES, len(texts))) if texts[n]][:FEWEST_LINES]
    above = next((texts[n] for n in range(place - 1, -1, -1) if texts[n]), "")
    return bool(above) and above[-1] in TERMINAL and len(below) == FEWEST_LINES and all(blank[n] for n in below)


def _end_of_literature(texts: Sequence[str], start: int) -> int:
    """Find where a list of literature ends; its heading stays where nothing of the kind is under it."""
    last = start - 1
    for place in range(start, len(texts)):
        text = texts[place]
        ends = _ATTACHMENT.match(text) or _LITERATURE.fullmatch(text) or _is_structural(text)
        if ends or says_duty(text) and not _ENTRY.match(text):
            break
        if _ENTRY.match(text):
            last = place + 1
    return last
