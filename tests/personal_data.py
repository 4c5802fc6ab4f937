"""Made-up messages with made-up personal data in them, and innocent ones that look alike; the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from assistant.masking import PersonalData

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_REGIONS = ("110105", "310115", "350102", "440305", "510107", "650100", "330106", "420106")
_BINS = ("622848", "621700", "622202", "625965", "436742", "552245", "601428", "690755", "356827")
_PREFIXES = ("130", "138", "139", "147", "150", "155", "166", "171", "177", "180", "189", "191", "198", "199")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_WORDS = (
    "客户讲方言听不懂怎么办",
    "他说要投诉,多久答复",
    "帮我查一下",
    "电话没有声音",
    "谢谢",
    "请尽快回复",
    "这个情况怎么处理",
)


@dataclass(frozen=True, slots=True)
class Message:
    """A message and what of it is personal data."""

    text: str
    kind: PersonalData | None
    secret: str  # the stretch to be masked, as it stands in the text


def messages(count: int, seed: int = 5) -> tuple[Message, ...]:
    """Make messages, a quarter of them innocent.

    :param count: How many.
    :param seed: Of the random numbers.
    :return: The messages.
    """
    chance = random.Random(seed)
    return tuple(_message(chance) for _ in range(count))


def _message(chance: random.Random) -> Message:
    """Make one message."""
    before, after = chance.choice(_WORDS), chance.choice(_WORDS)
    make, leads = chance.choice(_MAKERS)
    kind, secret = make(chance)
    lead = chance.choice(leads)
    gap = chance.choice(("", " ", ":", "："))
    end = chance.choice(("，", "。", " ", "\n", ""))
    return Message(f"{before}{chance.choice('，。 ')}{lead}{gap}{secret}{end}{after}", kind, secret)


def _mobile(chance: random.Random) -> tuple[PersonalData, str]:
    digits = chance.choice(_PREFIXES) + _digits(chance, 8)
    sizes = chance.choice(((11,), (11,), (3, 4, 4), (3, 8), (4, 3, 4), (1,) * 11, (7, 4)))
    written = _grouped(chance, digits, sizes)
    if chance.random() < 0.1:
        return PersonalData.MOBILE, _spelt(chance, written)
    return PersonalData.MOBILE, _wide(chance, chance.choice(("", "", "+86", "+86 ", "86-", "0086 ")) + written)


def _identity_card(chance: random.Random) -> tuple[PersonalData, str]:
    born = f"{chance.randint(1940, 2010)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    digits = chance.choice(_REGIONS) + born + _digits(chance, 3)
    check = "10X98765432"[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11]
    number = digits + (check if chance.random() < 0.8 else check.lower())
    return PersonalData.IDENTITY_CARD, _wide(chance, _grouped(chance, number, chance.choice(((18,), (18,), (6, 8, 4)))))


def _bank_card(chance: random.Random) -> tuple[PersonalData, str]:
    bin_ = chance.choice(_BINS)
    length = 16 if bin_[0] in "435" else chance.choice((16, 19))
    digits = bin_ + _digits(chance, length - 7)
    total = sum(sum(divmod(2 * int(d), 10)) if place % 2 == 0 else int(d) for place, d in enumerate(reversed(digits)))
    number = digits + str(-total % 10)
    sizes = chance.choice(((length,), (4, 4, 4, 4) if length == 16 else (4, 4, 4, 4, 3)))
    return PersonalData.BANK_CARD, _wide(chance, _grouped(chance, number, sizes))


def _email(chance: random.Random) -> tuple[PersonalData, str]:
    name = chance.choice(("zhang.san", "li_si88", "wang-wu", "a1", "Service.Desk", _digits(chance, 9)))
    host = chance.choice(("qq.com", "163.com", "mail.example.com.cn", "company-x.org"))
    at = chance.choice(("@", "@", "＠", "﹫", " @ ", "（at）"))
    return PersonalData.EMAIL, f"{name}{at}{host}"


def _innocent(chance: random.Random) -> tuple[None, str]:
    """Make what looks like a number of a person and is none."""
    year = chance.randint(2019, 2026)
    day = f"{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    return None, chance.choice(
        (
            f"订单号{year}{day}{_digits(chance, 10)}",
            f"单号{year}{day}{_digits(chance, 8)}",
            f"快递{chance.choice(('SF', 'YT', 'JD'))}{_digits(chance, 13)}",
            f"{year}年{int(day[:2])}月{int(day[2:])}日",
            f"{year}-{day[:2]}-{day[2:]} {chance.randint(8, 20)}:30:00",
            f"{year}{day}",
            f"工单编号 {_digits(chance, 8)}",
            f"金额{chance.randint(1, 99)},{_digits(chance, 3)},{_digits(chance, 3)}.00元",
            f"第{chance.randint(1, 60)}条第{chance.randint(1, 9)}项",
            f"分机{_digits(chance, 4)}",
            f"客服热线400-{_digits(chance, 3)}-{_digits(chance, 4)}",
            "响3声内,24小时,48小时,2个工作日",
            "1 2 3 4 5 6 7 8 9 10 11",
            f"版本 {chance.randint(1, 9)}.{chance.randint(0, 20)}.{chance.randint(0, 99)}",
            f"序列号12{_digits(chance, 12)}",
            f"利率0.{chance.choice(_PREFIXES)}{_digits(chance, 8)}",
            f"存款{chance.choice(_PREFIXES)}{_digits(chance, 8)}元",
            f"型号A{chance.choice(_PREFIXES)}{_digits(chance, 8)}B",
            "一三五七九，二四六八十",
            f"一百{chance.choice('三五七')}十万{chance.choice('二四六')}千元",
        )
    )


_MAKERS: tuple[tuple[Callable[[random.Random], tuple[PersonalData | None, str]], tuple[str, ...]], ...] = (
    (_mobile, ("手机号是", "电话", "打我", "", "联系方式")),
    (_identity_card, ("身份证号", "证件", "", "身份证号码是")),
    (_bank_card, ("卡号", "银行卡", "退到", "账号")),
    (_email, ("邮箱", "发到", "email:", "请寄")),
    (_innocent, ("", "关于", "查询")),
)


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def _grouped(chance: random.Random, digits: str, sizes: tuple[int, ...]) -> str:
    """Write digits in groups."""
    gap = chance.choice((" ", "-", " - ", ".", "　", "\n", "\u2009", "−", "。", "\u200b"))
    groups, start = [], 0
    for size in sizes:
        groups.append(digits[start : start + size])
        start += size
    return gap.join(groups)


def _wide(chance: random.Random, number: str) -> str:
    """Write every fifth number in full-width digits."""
    return number.translate(_FULL_WIDTH) if chance.random() < 0.2 else number


def _spelt(chance: random.Random, number: str) -> str:
    """Write a number, or its first digits, in Chinese numerals."""
    table = str.maketrans(
        "0123456789", chance.choice(("零一二三四五六七八九", "〇幺二三四五六拐八九", "零壹贰叁肆伍陆柒捌玖"))
    )
    end = chance.choice((3, 7, len(number)))
    return number[:end].translate(table) + number[end:]
