"""Single lines that say who issued a regulation, when and under which number: 发布单位:…, (2021年5月6日某市商务局发布), 发文字号.

Reads one line at a time and only its form; whether it stands where such lines stand, ``issuing`` knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from corpus.dates import DATE_PATTERN, read_date
from corpus.organisations import read_organisation
from corpus.script import to_simplified

LONGEST_ISSUE_LINE = 200  # characters; a law that was amended five times takes as many
_ISSUER_KEYS = "(?:发布|发文|制定|制订|颁布|颁发|印发)(?:机关|机构|单位|部门)"
_NUMBER_KEYS = "发文字号|发文文号|文号|文件编号|文件号|制度编号|编号"
_EFFECTIVE_KEYS = "(?:生效|施行|实施|执行)(?:日期|时间)"
_OTHER_KEYS = (
    "(?:发布|发文|成文|颁布|印发|公布|编制|制订|制定|订定|修订|修正|批准|审核)(?:日期|时间)|密级|保密等级|保密级别|版本号?|版次|有效性|时效性|效力级别|效力状态|"
    "日期|法规类别|受控状态|(?:编制|归口|责任|起草)(?:部门|单位)|审批人?|发放号|文件状态|编制人?|拟制|审核人?|批准人?|会签|页[码次]|总页数"
)
_KEY = re.compile(
    rf"(?:^|(?<=\s))[【\[]?\s*(?:(?P<issuer>{_ISSUER_KEYS})|(?P<number>{_NUMBER_KEYS})|(?P<effective>{_EFFECTIVE_KEYS})|(?P<other>{_OTHER_KEYS}))"
    rf"\s*(?:[】\]]\s*[:：]?|[:：])\s*"
)
LONGEST_VALUE = 40  # characters
_NO_VALUE = re.compile(
    r"[,，。;；!！?？:：]|^(?:由|按|见|详见|根据|经|各|本|有关|相关|无)|应|须|不得|负责"
)  # a sentence, or no name at all
_DOCUMENT_NUMBER = re.compile(
    r"[\u4e00-\u9fffA-Z]{1,15}\s*[〔\[【（(]\s*\d{4}\s*[〕\]】）)]\s*第?\s*\d{1,5}\s*号|(?:[\u4e00-\u9fff]{2,20})?令\s*(?:\d{4}\s*年)?\s*第\s*\d{1,4}\s*号"
)
_PRINTED_NUMBER = re.compile(r"[A-Za-z0-9/_\-—.〔〕\[\]()（）\u4e00-\u9fff]{3,40}")
_ISSUED = "发布|公布|颁布|颁发|印发|下发"
_ACT = re.compile(
    rf"(?P<before>[^\s,，;；()（）]{{2,30}}\s+)?(?P<date>{DATE_PATTERN})(?P<words>[^,，;；。]{{0,80}}?)(?P<verb>{_ISSUED}|通过|批准)"
    r"(?=$|[\s,，;；、)）]|自|根据|施行|实施)"
)
# Behind the name of who issued: 以南邮管〔2018〕33号文件, 令第421号, 第十三次会议, 局长办公会, 最高人民法院审判委员会第1800次会议.
_BEHIND_NAME = re.compile(
    r"(?<=院)(?:审判|检察)委员会.*$|(?:以|根据|令|公告|第[\d一二三四五六七八九十百]+次|\d{4}\s*年|第\s*\d+\s*号|[\u4e00-\u9fff]{2,4}办公会|审议|讨论|研究).*$"
)
_SESSION = re.compile(r"^\s*第[一二三四五六七八九十\d]+届")
_NUMBER_GIVEN = re.compile(
    rf"(?:以\s*|[（(]\s*)({_DOCUMENT_NUMBER.pattern})|^([\u4e00-\u9fff]{{2,20}}令\s*(?:\d{{4}}\s*年)?\s*第\s*\d+\s*号)"
)
_FROM = re.compile(rf"(?:自|从)?\s*({DATE_PATTERN})\s*起\s*(?:正式)?(?:施行|实施|执行|生效|试行)")
_OWN_NAME = "[本此](?:[\u4e00-\u9fff]{0,6}(?:办法|规定|规范|制度|准则|细则|守则|规程|条例|章程|标准|规则|指引|指南|方案|意见|法|通知))"
_OWN_EFFECT = re.compile(
    rf"{_OWN_NAME}(?:于|从|自)\s*({DATE_PATTERN})\s*(?:起|开始)?\s*(?:正式)?(?:施行|实施|执行|生效|试行)"
)
_OWN_EFFECT_WHEN_ISSUED = re.compile(
    rf"{_OWN_NAME}(?:于|从|自)\s*(?:{_ISSUED})之?日(?:期)?起?\s*(?:正式)?(?:施行|实施|执行|生效|试行)"
)


@dataclass(frozen=True, slots=True)
class Issue:
    """What is said of the issuing of a regulation; empty where nothing is."""

    issuer: str = ""
    document_number: str = ""
    issued_on: date | None = None
    effective_on: date | None = None


def read_key_line(text: str) -> Issue | None:
    """Read a line of keys and values: who issued it, its number, its dates, its secrecy.

    >>> read_key_line("发布单位:北岭市热力有限公司 文号:北热〔2020〕7号").issuer, read_key_line("发布单位应当及时更新。")
    ('北岭市热力有限公司', None)

    :param text: The line.
    :return: What it says, which may be nothing that matters here; None if it is no such line.
    """
    line = to_simplified(text.strip())
    if len(line) != len(text.strip()) or len(line) > LONGEST_ISSUE_LINE:
        return None
    keys = list(_KEY.finditer(line))
    if not keys or keys[0].start() != 0:
        return None
    found: dict[str, str] = {}
    for key, following in zip(keys, [*keys[1:], None], strict=True):
        value = text.strip()[key.end() : following.start() if following else len(line)].strip()
        if len(value) > LONGEST_VALUE or _NO_VALUE.search(to_simplified(value)):
            return None
        found.setdefault(key.lastgroup or "", value)
    issuer, number = found.get("issuer", ""), found.get("number", "")
    return Issue(
        issuer if len(issuer) > 1 else "",
        number if _PRINTED_NUMBER.fullmatch(re.sub(r"\s", "", number)) and re.search(r"\d", number) else "",
        None,
        read_date(found.get("effective", "")),
    )


def read_act(text: str) -> Issue | None:
    """Read the line under a title that tells of its adoption.

    >>> read_act("(2021年5月6日临海市商务局发布 自2021年6月1日起施行)").issuer, read_act("(2021年5月6日起,热线改号)")
    ('临海市商务局', None)

    :param text: The line, in brackets or without.
    :return: Who issued it, when and under which number, and from when it holds; None if it is no such line.
    """
    line = to_simplified(text.strip())
    bracketed = bool(re.fullmatch(r"[（(].*[)）]", line, re.S))
    inner = text.strip()[1:-1].strip() if bracketed else text.strip()
    if len(line) > LONGEST_ISSUE_LINE or not bracketed and re.search("[。《]", line) or len(line) != len(text.strip()):
        return None
    acts = list(_ACT.finditer(to_simplified(inner)))
    start = acts[0].start() if acts else -1
    effect = _FROM.search(to_simplified(inner))
    if start != 0 and not (bracketed and effect and effect.start() == 0):
        return None
    first = next((act for act in acts if act["verb"] in _ISSUED.split("|")), acts[0] if acts else None)
    effects = {read_date(match[1]) for match in _FROM.finditer(to_simplified(inner))}
    number = _NUMBER_GIVEN.search(first["words"].strip()) if first else None
    issued = first is not None and first["verb"] in _ISSUED.split("|")
    return Issue(
        _issuer_of(first) if first else "",
        (number[1] or number[2]) if number else "",
        read_date(first["date"]) if first and issued else None,
        effects.pop() if len(effects) == 1 else None,
    )


def _issuer_of(act: re.Match[str]) -> str:
    """Read who issued: between date and verb, or before the date."""
    for words in (act["words"], act["before"] or ""):
        name = _SESSION.sub("", _BEHIND_NAME.sub("", words.strip()))
        if found := read_organisation(name):
            return found
    return ""


def read_document_number(text: str) -> str:
    """Read a line that is a document number and nothing else, in brackets or without; empty if it is none."""
    line = (
        re.sub(r"^[（(]\s*|\s*[)）]$", "", text.strip())
        if re.fullmatch(r"[（(].*[)）]", text.strip())
        else text.strip()
    )
    return line if _DOCUMENT_NUMBER.fullmatch(line) else ""


def read_effects(text: str) -> tuple[frozenset[date | None], bool]:
    """Read from when a regulation says that it holds: 本办法自2021年6月1日起施行.

    :param text: Its words.
    :return: The days it names; and whether it holds from the day it was issued.
    """
    simplified = to_simplified(text)
    days = frozenset(read_date(match[1]) for match in _OWN_EFFECT.finditer(simplified))
    return days, bool(_OWN_EFFECT_WHEN_ISSUED.search(simplified))
