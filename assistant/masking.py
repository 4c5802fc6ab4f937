"""Masks personal data: telephone, card and plate numbers, e-mail addresses; passports, accounts, names, addresses where announced.

Used before anything leaves this machine and before anything is written down. Numbers are found with blanks, dashes, line breaks and
hidden characters inside, in full-width digits, Chinese numerals or both, and behind +86. Identity cards count where their check digit is right (old ones with 15 digits: where region
and birthday are), bank cards where their Luhn sum is, or where the word before them says what they are. Short order numbers,
hotlines (400, 800), dates and amounts are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

import rjieba

from assistant.plain_form import plain_form_of


class PersonalData(StrEnum):
    """What kind of personal data a stretch is; the value is what is shown in its place."""

    EMAIL = "〔邮箱〕"
    IDENTITY_CARD = "〔身份证号〕"
    BANK_CARD = "〔银行卡号〕"
    MOBILE = "〔手机号〕"
    TELEPHONE = "〔电话号码〕"
    NUMBER_PLATE = "〔车牌号〕"
    PASSPORT = "〔护照号〕"
    ACCOUNT = "〔社交账号〕"
    ORDER = "〔订单号〕"
    ADDRESS = "〔地址〕"
    NAME = "〔姓名〕"


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of personal data: ``text[start:end]``."""

    kind: PersonalData
    start: int
    end: int


# All patterns are for the plain form of a text: ASCII, one kind of blank and dash, nothing hidden.
_GAP = r"[ .·•・。_\-~|*:\\]{0,4}"
_LATIN = re.compile(r"[A-Za-z]")
_AFTER = r"(?![0-9])"
_BEFORE = r"(?<![0-9A-Za-z])"

_MOBILE = re.compile(
    rf"(?<![0-9])(?:(?:\+|00)?86{_GAP}|0[ -]?)?(1{_GAP}[3-9](?:{_GAP}[0-9]){{9}}){_AFTER}(?! ?(?:元(?![旦宵])|块钱|万|亿))"
)
_PARTED_MOBILE = re.compile(  # (138)1234-5678, 0138/1234/5678, 138，1234，5678; not in a longer list of numbers
    rf"(?<![0-9/])(?<![0-9][,、])0?\(?1[3-9][0-9](?:\){_GAP}|{_GAP}[/,、]{_GAP})[0-9]{{4}}(?:{_GAP}[/,、]?{_GAP})[0-9]{{4}}"
    rf"(?![0-9/])(?![,、][0-9])"
)
_NUMERALS = dict(zip("零〇○洞一幺壹二两贰三叁四肆五伍六陆七拐柒八捌九玖", "0000111222334455667778899", strict=True))
_IN_DIGITS = str.maketrans(_NUMERALS)
_COUNTING = frozenset("十百千万亿拾佰仟点第")  # beside a numeral: it counts, and is no digit of a number
_LANDLINE = re.compile(  # 010-…, 0591 8765 4321, (0591)87654321-802; hotlines have no area code
    rf"(?<![0-9A-Za-z.\-])(?:(?:\+|00)86{_GAP}\(?0?|\(?0)(?:10|2[0-9]|[3-9][0-9]{{2}})\)?{_GAP}[2-8](?:{_GAP}[0-9]){{6,7}}"
    rf"(?:(?:-|转|ext\.? ?){_GAP}[0-9]{{1,5}})?{_AFTER}"
)
_FOREIGN_NUMBER = re.compile(
    rf"(?<![0-9A-Za-z+])\+(?!86)[1-9][0-9]{{0,2}}(?:{_GAP}\(?[0-9]\)?){{7,12}}{_AFTER}(?!{_GAP}(?:[元万亿%％]|人民币|RMB|yuan))"
)
_NUMBER_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Za-hj-np-z][ ·•.\-]?"
    r"(?=(?:[A-Za-z]?[0-9]){3})[A-HJ-NP-Za-hj-np-z0-9]{4}(?:[A-HJ-NP-Za-hj-np-z0-9]{1,2}|[学挂警港澳])(?![0-9A-Za-z])"
)
_IS = r"(?:[是为:\s]|\bis\b){0,3}"
_PASSPORT = re.compile(
    rf"(?:护照|通行证|[Pp]assport)\s?(?:号码?|编号|证号|[Nn]o\.?|[Nn]umber)?{_IS}((?=[A-Za-z0-9]*[0-9]{{5}})[A-Za-z0-9]{{7,10}})(?![0-9A-Za-z])"
)
_ACCOUNT = re.compile(
    rf"(?:微信(?:号码?|ID|id|账号)|[Ww]e[Cc]hat (?:ID|id|account)){_IS}([A-Za-z0-9][A-Za-z0-9_\-]{{4,19}})(?![0-9A-Za-z_\-])"
    rf"|(?:微信|[Ww]e[Cc]hat){_IS}((?=[A-Za-z_\-]*[0-9_])[A-Za-z][A-Za-z0-9_\-]{{5,19}})(?![0-9A-Za-z_\-])"
    rf"|(?:QQ|qq)(?:号码?|账号)?{_IS}([1-9][0-9]{{4,10}})(?![0-9])"
)
_ORDER = re.compile(  # short ones name nobody
    rf"(?:(?:订单|快递|运单|物流|工单)(?:编号|号码?)|单号|[Oo]rder (?:[Nn]o\.?|[Nn]umber)){_IS}([A-Za-z]{{0,4}}[0-9](?:-?[0-9A-Za-z]){{9,31}})(?![0-9A-Za-z])"
)
_LIKE_X = "Xx×✕ХхΧχ叉"
_IDENTITY_CARD = re.compile(
    rf"(?<![0-9])[1-9](?:{_GAP}[0-9]){{16}}{_GAP}[0-9{_LIKE_X}](?![0-9])"
    rf"|(?<![0-9,、/])[1-9][0-9]{{5}}[,、/] ?[0-9]{{4}}(?:[,、/] ?)?[0-9]{{4}}[,、/] ?[0-9]{{3}}[0-9{_LIKE_X}](?![0-9,、/])"
)
_OLD_IDENTITY_CARD = re.compile(rf"{_BEFORE}[1-9](?:{_GAP}[0-9]){{14}}{_AFTER}")
_BANK_CARD = re.compile(
    rf"(?:{_BEFORE}|(?<=[Nn]o)|(?<=card))[2-69](?:{_GAP}[0-9]){{14,18}}{_AFTER}"
    rf"|(?<![0-9,、/])[2-69][0-9]{{3}}(?:[,、/] ?[0-9]{{4}}){{3}}(?:[,、/] ?[0-9]{{1,3}})?(?![0-9])(?![,、/] ?[0-9])"
)
_ISSUERS = re.compile(r"62|60|69|4|5[0-58]|3[4-7]|22[2-9]|2[3-6]|27[01]|955[89]|9400")  # first digits of bank cards
_AT = r" {0,2}(?:@|\(at\)|\[at\]|艾特) {0,2}"
_LOCAL = r"[A-Za-z0-9](?:[A-Za-z0-9._%+\-]*[A-Za-z0-9_\-])?"
_EMAIL = re.compile(
    rf"(?:{_LOCAL}|(?:(?![是为箱到给发至在用])[\u4e00-\u9fff]){{1,4}}(?=@)){_AT}(?:[A-Za-z0-9\-]+\.)+[A-Za-z]{{2,}}"
    rf"|{_LOCAL}{_AT}[A-Za-z0-9\-]+(?: ?[.。] ?[A-Za-z0-9\-]+){{0,3}}? ?[.。] ?(?:com|cn|net|org|io|cc)(?![A-Za-z])"
)
_PROVINCE_CODES = (
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82"
)
_PROVINCES = frozenset(_PROVINCE_CODES.split())
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_SAYS_IDENTITY_CARD = re.compile(r"身份证(?:件)?(?:号码?|编号)?[是为:,\s]{0,3}$")
_SAYS_BANK_CARD = re.compile(r"(?:银行|储蓄|信用|借记)?卡(?:号码?)?[是为:,\s]{0,3}$|账号[是为:,\s]{0,3}$")
_SAYS_OTHER_NUMBER = re.compile(
    r"(?:订单|单号|编号|流水|快递|运单|物流|合同|发票|批次|工单|货号|批号|序列)[^0-9]{0,6}$"
)
_CONTEXT = 14  # characters before a number that may say what it is

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖"
    "贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝封谈匡鞠惠荆乐冀胥南班储"
)
_COMPOUND_SURNAMES = "欧阳|上官|司马|诸葛|皇甫|尉迟|令狐|司徒|慕容|夏侯|东方|端木|公孙|长孙"
_NAME_ENDS = (
    r"(?=[\s,，。.!！?？;；:：、（(]|$|电话|手机|身份证|住|家住|我|想|要|的电话|客户|用户|咨询|投诉|请问|问一下)"
)
_NAME = re.compile(
    rf"(?:我(?:的名字)?[叫是]|我的名字[叫是]|(?:姓名|名字|联系人|收件人|收货人|户名)(?:[叫是为]|[:：])?|本人|客户叫)\s*"
    rf"((?:{_COMPOUND_SURNAMES}|[{_SURNAMES}])[\u4e00-\u9fff·]{{1,2}}?){_NAME_ENDS}"
    r"|(?:[Mm]y name is|[Nn]ame:)\s+([A-Z][a-z]+(?: [A-Z][a-z]+){0,2})"
)

_SAYS_NAME = re.compile(r"(?:叫|:)\s*$")  # behind it stands a name, though the dictionary has it as a word
_NO_NAMES = frozenset(
    [
        "金卡",
        "白金",
        "白金卡",
        "黄金卡",
        "钻石卡",
        "顾客",
        "陈述",
        "叶子",
        "万元",
        "商家",
        "单方",
        "应该",
        "全部",
        "成员",
        "方便",
    ]
)

_NUMERAL = r"[0-9一二三四五六七八九十百零]+"
_DIVISION = r"(?:省|自治区|市(?!场)|州|盟|新区|区(?!域)|县|旗|镇|乡|街道)"
_STREET = r"(?:大道|路|街|巷|弄|胡同|村|小区|花园|花苑|公寓|大厦|苑)"
_DOOR = rf"{_NUMERAL}(?:号楼|号院|号|弄|栋|幢|座|单元|楼|层|室)"
_ADDRESS_END = r"[^\s,，。.;；!！?？、()（）]"
_ADDRESS = re.compile(
    rf"(?:住址?[在是]?|地址[是为:：]?|[寄送][到往给至]|位于|搬[到至])\s*"
    rf"((?={_ADDRESS_END}*?(?:(?:{_DIVISION}|{_STREET}){_ADDRESS_END}*?{_DOOR}|省{_ADDRESS_END}+?市(?!场))){_ADDRESS_END}{{4,50}})"
    rf"|((?:(?:(?![我住在到寄送搬是])[\u4e00-\u9fff]){{2,6}}{_DIVISION}){{1,4}}[\u4e00-\u9fff]{{1,8}}?{_STREET}\s?{_DOOR}(?:\s?{_DOOR})*)"
)


def mask(text: str) -> str:
    """Put a label in the place of all personal data that is found.

    >>> mask("我叫张三，手机号是１３８-0013-8000")
    '我叫〔姓名〕，手机号是〔手机号〕'

    :param text: Any text.
    :return: The text with nothing else changed.
    """
    masked, done = [], 0
    for found in find_personal_data(text):
        masked += [text[done : found.start], found.kind.value]
        done = found.end
    return "".join([*masked, text[done:]])


def find_personal_data(text: str) -> tuple[Found, ...]:
    """Find personal data.

    :param text: Any text.
    :return: Stretches in order, none overlapping another.
    """
    form = plain_form_of(text)
    taken: list[Found] = []
    for kind, find in _FINDERS:
        for span in find(form.text):
            start, end = form.span(*span)
            if all(end <= other.start or start >= other.end for other in taken):
                taken.append(Found(kind, start, end))
    return tuple(sorted(taken, key=lambda found: found.start))


def _emails(text: str) -> Iterator[tuple[int, int]]:
    """Find e-mail addresses."""
    yield from (match.span() for match in _EMAIL.finditer(text))


def _identity_cards(text: str) -> Iterator[tuple[int, int]]:
    """Find identity card numbers, of 18 digits and of 15."""
    for match in _IDENTITY_CARD.finditer(text):
        digits = _digits(match[0])
        said = _SAYS_IDENTITY_CARD.search(_words_before(text, match.start()))
        if said or (_is_birthday(digits[6:14]) and digits[:2] in _PROVINCES and _check_digit(digits) == digits[17]):
            yield match.span()
    for match in _OLD_IDENTITY_CARD.finditer(text):
        digits = _digits(match[0])
        said = _SAYS_IDENTITY_CARD.search(_words_before(text, match.start()))
        if said or (digits[:2] in _PROVINCES and _is_birthday(f"19{digits[6:12]}") and not _is_other(text, match)):
            yield match.span()


def _bank_cards(text: str) -> Iterator[tuple[int, int]]:
    """Find bank card numbers."""
    for match in _BANK_CARD.finditer(text):
        digits = _digits(match[0])
        said = _SAYS_BANK_CARD.search(_words_before(text, match.start()))
        if said or (_ISSUERS.match(digits) and _passes_luhn(digits) and not _is_other(text, match)):
            yield match.span()


def _mobiles(text: str) -> Iterator[tuple[int, int]]:
    """Find mobile numbers; not inside longer numbers or codes, nor rows of small numbers (1 3 5 7 9 11)."""
    last = -1
    for match in _MOBILE.finditer(text):
        groups = re.findall(r"[0-9]+", match[1])
        spelt_out = len(groups) == len(_digits(match[1]))
        goes_on = re.search(r"[0-9][-.]$", text[max(0, match.start() - 2) : match.start()])
        behind_another = last == match.start() - 1
        in_code = _LATIN.match(text, match.start() - 1) and _LATIN.match(text, match.end()) if match.start() else None
        if (spelt_out or len(groups[0]) >= 3) and (not goes_on or behind_another) and not in_code:
            last = match.end()
            yield match.span()


def _spelt(find: Callable[[str], Iterator[tuple[int, int]]]) -> Callable[[str], Iterator[tuple[int, int]]]:
    """Make a finder of the same numbers in Chinese numerals, or in both."""

    def find_spelt(text: str) -> Iterator[tuple[int, int]]:
        if _NUMERALS.keys().isdisjoint(text):
            return
        for start, end in find(text.translate(_IN_DIGITS)):
            beside = text[max(0, start - 1) : start] + text[end : end + 1]
            if not _NUMERALS.keys().isdisjoint(text[start:end]) and _COUNTING.isdisjoint(beside):
                yield start, end

    return find_spelt


def _by(pattern: re.Pattern[str]) -> Callable[[str], Iterator[tuple[int, int]]]:
    """Make a finder of a pattern; its group, where it has one, is what is found."""
    return lambda text: (match.span(match.lastindex or 0) for match in pattern.finditer(text))


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    """Find addresses that are announced, or that name a street and a number in a town."""
    yield from (match.span(match.lastindex or 0) for match in _ADDRESS.finditer(text))


def _names(text: str) -> Iterator[tuple[int, int]]:
    """Find names that are announced, and are no common word that begins like one."""
    for match in _NAME.finditer(text):
        start, end = match.span(match.lastindex or 0)
        if _SAYS_NAME.search(text, match.start(), start) or not _is_word(text[start:end]):
            yield start, end


def _is_word(name: str) -> bool:
    """Tell whether what could be a name is a word: 马上, 申请, 商户; the dictionary calls some words names (顾客)."""
    if name in _NO_NAMES or name[0] in "和与及" or name.isascii():
        return not name.isascii()
    tagged = rjieba.tag(name, False)
    return len(tagged) == 1 and not tagged[0][1].startswith("nr")


_FINDERS: tuple[tuple[PersonalData, Callable[[str], Iterator[tuple[int, int]]]], ...] = (
    (PersonalData.EMAIL, _emails),
    (PersonalData.IDENTITY_CARD, _identity_cards),  # before bank cards: a number may pass both checks
    (PersonalData.BANK_CARD, _bank_cards),
    (PersonalData.MOBILE, _mobiles),
    (PersonalData.MOBILE, _by(_PARTED_MOBILE)),
    (PersonalData.IDENTITY_CARD, _spelt(_identity_cards)),
    (PersonalData.BANK_CARD, _spelt(_bank_cards)),
    (PersonalData.MOBILE, _spelt(_mobiles)),
    (PersonalData.TELEPHONE, _by(_LANDLINE)),
    (PersonalData.TELEPHONE, _by(_FOREIGN_NUMBER)),
    (PersonalData.NUMBER_PLATE, _by(_NUMBER_PLATE)),
    (PersonalData.PASSPORT, _by(_PASSPORT)),
    (PersonalData.ACCOUNT, _by(_ACCOUNT)),
    (PersonalData.ORDER, _by(_ORDER)),
    (PersonalData.ADDRESS, _addresses),
    (PersonalData.NAME, _names),
)


def _digits(number: str) -> str:
    """Leave out what stands between the digits."""
    return re.sub(r"[^0-9X]", "", re.sub(f"[{_LIKE_X}]", "X", number))


def _words_before(text: str, place: int) -> str:
    """Give the words before a number."""
    return text[max(0, place - _CONTEXT) : place]


def _is_other(text: str, match: re.Match[str]) -> bool:
    """Whether the words before a number say that it is an order number or the like."""
    return _SAYS_OTHER_NUMBER.search(_words_before(text, match.start())) is not None


def _is_birthday(digits: str) -> bool:
    """Whether eight digits are a day somebody may be born on."""
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1900 <= born.year <= date.today().year


def _check_digit(digits: str) -> str:
    """Compute the 18th digit of an identity card (GB 11643)."""
    if "X" in digits[:17]:
        return ""
    return _CHECK_DIGITS[sum(int(d) * w for d, w in zip(digits[:17], _WEIGHTS, strict=True)) % 11]


def _passes_luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others."""
    if digits.count(digits[0]) == len(digits) or all(int(b) - int(a) == 1 for a, b in pairwise(digits[:9])):
        return False
    doubled = (sum(divmod(2 * int(d), 10)) if place % 2 else int(d) for place, d in enumerate(reversed(digits)))
    return sum(doubled) % 10 == 0
