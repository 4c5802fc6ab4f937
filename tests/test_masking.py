"""Masking: what is found, what is left alone, and how well over two thousand made-up messages."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import with_addresses, with_names
from personal_data import messages
from real_corpus import real_assistant

from assistant.masking import PersonalData, find_personal_data, mask

CLASSES = (PersonalData.MOBILE, PersonalData.IDENTITY_CARD, PersonalData.BANK_CARD, PersonalData.EMAIL)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("打我13800138000", "打我〔手机号〕"),
        ("打我１３８-００１３-８０００吧", "打我〔手机号〕吧"),  # full width, dashes
        ("+86 138 0013 8000", "〔手机号〕"),
        ("1 3 8 0 0 1 3 8 0 0 0", "〔手机号〕"),  # spelt out
        ("138\u200b0013\u200b8000", "〔手机号〕"),  # hidden characters between
        ("手机013800138000", "手机〔手机号〕"),  # as call systems dial another town
        ("电话是，138，0013，8000。", "电话是，〔手机号〕。"),  # as speech is written down
        ("(138)0013-8000", "〔手机号〕"),
        ("138/0013/8000", "〔手机号〕"),
        ("我叫张伟强客户骂人怎么办", "我叫〔姓名〕客户骂人怎么办"),  # no comma in a call
        ("身份证11010519491231002X", "身份证〔身份证号〕"),
        ("身份证11010519491231002x,谢谢", "身份证〔身份证号〕,谢谢"),
        ("身份证号：110105194912310021", "身份证号：〔身份证号〕"),  # mistyped, but it says what it is
        ("证件110105491231002", "证件〔身份证号〕"),  # old form, 15 digits
        ("卡6222 0212 3456 7890 123", "卡〔银行卡号〕"),  # fails Luhn, but it says what it is
        ("邮箱 zhang.san@qq.com。", "邮箱 〔邮箱〕。"),
        ("我叫张三，想投诉", "我叫〔姓名〕，想投诉"),
        ("姓名：欧阳修文 电话", "姓名：〔姓名〕 电话"),
        ("my name is John Smith", "my name is 〔姓名〕"),
        ("我住在上海市浦东新区张江路88弄6号501室", "我住在〔地址〕"),
        ("地址：福建省福州市鼓楼区五四路12号3单元402室，谢谢", "地址：〔地址〕，谢谢"),
        ("寄到杭州市西湖区文三路100号", "寄到〔地址〕"),
        ("座机0591-87654321找我", "座机〔电话号码〕找我"),
        ("打（010）6275 1234转802", "打〔电话号码〕"),
        ("０２１８７６５４３２１", "〔电话号码〕"),
        ("+86 591 87654321", "〔电话号码〕"),
        ("+1 415 555 2671", "〔电话号码〕"),
        ("WhatsApp: +44 (20) 7946 0958 谢谢", "WhatsApp: 〔电话号码〕 谢谢"),
        ("手机一三八一二三四五六七八", "手机〔手机号〕"),
        ("幺三八 零零幺三 八零零零", "〔手机号〕"),
        ("车牌闽A12345", "车牌〔车牌号〕"),
        ("沪A·D12345的车", "〔车牌号〕的车"),
        ("护照号：E12345678", "护照号：〔护照号〕"),
        ("passport number is EA1234567", "passport number is 〔护照号〕"),
        ("微信号是zhang_san", "微信号是〔社交账号〕"),
        ("加我微信abc_123456", "加我微信〔社交账号〕"),
        ("QQ号12345678", "QQ号〔社交账号〕"),
        ("订单号4000123412341234", "订单号〔订单号〕"),
        ("快递单号：SF1234567890123", "快递单号：〔订单号〕"),
        # as it is pasted, dictated and typed in a hurry
        ("打1391234\u20095001", "打〔手机号〕"),
        ("139−1234−5005", "〔手机号〕"),
        ("139。1234。5010", "〔手机号〕"),
        ("139\n1234\n5999", "〔手机号〕"),
        ("139\u00ad1234\u202f5999", "〔手机号〕"),
        ("13912345007-13912345008", "〔手机号〕-〔手机号〕"),
        ("一三九12345004", "〔手机号〕"),
        ("壹叁捌零零壹叁捌零零零", "〔手机号〕"),
        ("①③⑧00138000", "〔手机号〕"),
        ("1️⃣3️⃣8️⃣00138000", "〔手机号〕"),
        ("11010519491231002×", "〔身份证号〕"),
        ("ID11010519491231002X", "ID〔身份证号〕"),
        ("110105，1949，1231，002X", "〔身份证号〕"),
        ("一一零一零五一九四九一二三一零零二X", "〔身份证号〕"),
        ("6225，8801，2345，6783", "〔银行卡号〕"),
        ("六二二五八八零一二三四五六七八三", "〔银行卡号〕"),
        ("zhangsan﹫example.com", "〔邮箱〕"),
        ("zhangsan@ example. com", "〔邮箱〕"),
        ("邮箱是张三@qq.com", "邮箱是〔邮箱〕"),
        ("zhangsan（at）qq.com", "〔邮箱〕"),
        ("zhang\u200bsan@mail。example。com", "〔邮箱〕"),
        ("abc@qq.com. Please call", "〔邮箱〕. Please call"),
    ],
)
def test_personal_data_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "客户打错电话怎么说 第三十条（六）",
        "我是高级会员",  # 高 is a surname too
        "我是新来的客服",
        "姓名怎么登记",
        "地址在交易市场办事处怎么说",  # 市场 is no town
        "订单号12345",
        "2023112213000512345",  # begins with a date
        "2023-11-22 13:05:00",
        "1 3 5 7 9 11 13 15",
        "合计15 000 000 000元",
        "400-820-8820",
        "138001380001",  # twelve digits
        "第12,138,0013,8000,99项",  # a longer list of numbers
        "版本1.3.9.8",
        "拨打800-820-8820或4008208820",
        "010号柜台",
        "增长+15000000元",
        "3.0591 87654321",
        "一三五七九",
        "一二三四五六七八九十",
        "新A1方案",
        "护照怎么登记",
        "微信Android版打不开",
        "微信支付怎么退",
        "工单号怎么填",
        "编号0210-2023",
        "第三十条（十二）1个小时、24小时,2023年8月1日",
        "客户姓名和住址要保密吗",
        "我是金卡客户要投诉找谁",
        "我是商户",
        "我是顾客，想问一下",
        "我是马上要下班",
        "本人申请",
        "本金0.13912345678怎么算",
        "存款13900000000元",
        "产品型号A13912345067B",
        "二百一十三万九千一百二十三点四五六七八九",
    ],
)
def test_innocent_text_is_left_alone(text: str) -> None:
    assert mask(text) == text


def test_precision_and_recall_over_two_thousand_messages() -> None:
    right: Counter[PersonalData] = Counter()
    wanted: Counter[PersonalData] = Counter()
    found_in_all: Counter[PersonalData] = Counter()
    for message in messages(2_000):
        found = find_personal_data(message.text)
        found_in_all.update(each.kind for each in found)
        if message.kind is not None:
            wanted[message.kind] += 1
            digits = "".join(c for c in message.secret if c.isalnum())
            right[message.kind] += any(
                each.kind is message.kind
                and digits in "".join(c for c in message.text[each.start : each.end] if c.isalnum())
                and each.end - each.start <= len(message.secret) + 1
                for each in found
            )
    for kind in CLASSES:
        assert wanted[kind] > 300
        assert right[kind] / wanted[kind] >= 0.99, kind
        assert right[kind] / found_in_all[kind] >= 0.99, kind


def test_announced_names_and_addresses_are_mostly_told() -> None:
    """How many, and how many of those nobody announced: evals/LOG.md."""
    for make, least in ((with_names, 0.98), (with_addresses, 0.95)):
        announced = [each for each in make(1_000) if each.announced]
        assert sum(each.secret not in mask(each.text) for each in announced) >= least * len(announced)


def test_the_regulations_words_are_left_alone() -> None:
    for unit in real_assistant().clause_index.units:
        assert mask(unit.unit_text) == unit.unit_text


def test_masking_twice_changes_nothing() -> None:
    for message in messages(300, seed=11):
        once = mask(message.text)
        assert mask(once) == once


@given(st.text(alphabet="0123456789- @.x我叫张住在路号市年月\u200b＋１３８", max_size=60))
def test_any_text_is_taken(text: str) -> None:
    found = find_personal_data(text)
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))
