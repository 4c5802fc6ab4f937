"""Made-up names and addresses in made-up messages, announced or not; the same for the same seed."""

from __future__ import annotations

import random
from dataclasses import dataclass

_SURNAMES = (*"王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗郑谢许韩唐冯邓曹彭曾", "欧阳", "司马", "上官", "诸葛")
_GIVEN = (
    *"伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚",
    "秀英",
    "秀兰",
    "桂英",
    "建国",
    "志强",
    "子涵",
    "浩然",
    "雨桐",
    "梓轩",
    "思源",
    "文博",
    "晓东",
)
_ANNOUNCED = (
    "我叫{}", "你好我叫{}", "我的名字叫{}", "我的名字是{}", "我是{}", "姓名：{}", "姓名{}", "客户姓名:{}", "姓名是{}", "联系人{}", "联系人：{}",
    "收件人是{}", "收货人{}", "户名：{}", "本人{}", "客户叫{}", "名字叫{}",
)  # fmt: skip
_UNANNOUNCED = ("{}先生来电", "客户{}说", "找{}经理", "{}女士要投诉", "帮{}查一下", "叫{}的客户")
_BEHIND = ("，想投诉", "，电话一直打不通", " 要退款", "。", "，请问多久答复", "想咨询一下", "要投诉快递员", "，", "")
_CITIES = (
    "福州市鼓楼区",
    "上海市浦东新区",
    "杭州市西湖区",
    "广东省深圳市南山区",
    "北京市朝阳区",
    "四川省成都市武侯区",
    "南京市",
    "苏州工业园区",
)
_STREETS = (
    "五四路",
    "张江路",
    "文三路",
    "科技南十二路",
    "建国门外大街",
    "人民南路四段",
    "中山东路",
    "星湖街",
    "幸福小区",
    "阳光花园",
)
_DOORS = ("12号3单元402室", "88弄6号501室", "100号", "27栋1203", "5号楼2单元", "三号楼八层", "甲9号", "12号")
_ADDRESS_LEADS = (
    "我住在{}",
    "地址：{}",
    "地址是{}",
    "住址{}",
    "寄到{}",
    "送到{}",
    "家住{}",
    "收货地址{}",
    "我在{}",
    "搬到{}",
)
_BARE_ADDRESS = ("{}的快递没到", "客户说{}停电了", "{}")


@dataclass(frozen=True, slots=True)
class Told:
    """A message and the stretch of it that names somebody, or says where somebody lives."""

    text: str
    secret: str
    announced: bool


def with_names(count: int, seed: int = 3) -> tuple[Told, ...]:
    """Make messages with a name each, four of five announced."""
    chance = random.Random(seed)

    def message() -> Told:
        name = chance.choice(_SURNAMES) + chance.choice(_GIVEN)
        announced = chance.random() < 0.8
        return Told(
            chance.choice(_ANNOUNCED if announced else _UNANNOUNCED).format(name) + chance.choice(_BEHIND),
            name,
            announced,
        )

    return tuple(message() for _ in range(count))


def with_addresses(count: int, seed: int = 4) -> tuple[Told, ...]:
    """Make messages with an address each, four of five announced."""
    chance = random.Random(seed)

    def message() -> Told:
        address = chance.choice(_CITIES) + chance.choice(_STREETS) + chance.choice(_DOORS)
        announced = chance.random() < 0.8
        lead = chance.choice(_ADDRESS_LEADS if announced else _BARE_ADDRESS)
        return Told(lead.format(address) + chance.choice(("，谢谢", "。", "", "，一直没收到")), address, announced)

    return tuple(message() for _ in range(count))
