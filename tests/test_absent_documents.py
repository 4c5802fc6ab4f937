"""Documents that are not in force, or were never taken in: a clause of theirs is no clause of any other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder, make_unit
from real_corpus import real_assistant

from assistant.absent_documents import AbsentDocuments
from assistant.answer import Status, Turn
from assistant.answering import Assistant
from assistant.clause_reference import read_references
from assistant.web.chat.card import draw_turn
from corpus.regulation import Regulation
from index import versions
from index.building import build_version
from index.clause_index import ClauseIndex

DAY = date(2026, 11, 23)


def regulation(title: str, issuer: str = "", begins: date | None = None, ends: date | None = None) -> Regulation:
    return Regulation(fold_id(title), title, issuer, "", begins, ends, f"{title}.txt", "0" * 64)


def fold_id(title: str) -> str:
    return f"r{abs(hash(title))}"


IN_FORCE = (
    regulation("客户服务人员行为规范", "全国棉花交易市场"),
    regulation("物流部客户服务规范", "三棵树"),
    regulation("保密制度", "郑州易方科贸有限公司"),
)
EVERY = (
    *IN_FORCE,
    regulation("退款服务细则", ends=date(2026, 11, 1)),
    regulation("投诉升级办法", begins=date(2027, 1, 1)),
    replace(IN_FORCE[2], effective_on=date(2027, 3, 1), source="later.txt"),
)
HEADING = replace(make_unit("r#1", "……"), path=("第七章 投诉处理",))
ABSENT = AbsentDocuments(IN_FORCE, EVERY, (HEADING,), DAY)


def explained(question: str) -> str:
    return ABSENT.explain(question, read_references(question), "zh")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("退款服务细则第二条说什么", "《退款服务细则》自2026-11-01起已不再施行"),
        ("退款服务细则规定几天退款", "《退款服务细则》自2026-11-01起已不再施行"),
        ("《投诉升级办法》第3条", "《投诉升级办法》自2027-01-01起施行，现在还没有生效"),
        ("消费者权益保护法第24条怎么说", "没有收录《消费者权益保护法》"),
        ("請問勞動合同法第三十條", "没有收录《勞動合同法》"),
        ("客户说合同的第三条写着可以退", "没有收录《合同》"),
        ("《薪酬管理办法》里第五条", "没有收录《薪酬管理办法》"),
        ("Article 24 of the Consumer Protection Law", "没有收录《Consumer Protection Law》"),
    ],
)
def test_what_is_not_in_force_is_named(question: str, said: str) -> None:
    assert said in explained(question)


@pytest.mark.parametrize(
    "question",
    [
        "客户服务人员行为规范第三十条",
        "棉花市场行为规范第30条（六）",
        "棉交行为规范第三十条",  # abbreviated
        "三棵树的规范第二条",
        "《行为规范》第一条",
        "本办法第三条",
        "我们公司的规定第三条",
        "投诉处理规定第三十四条",  # a chapter, named like a document
        "有什么办法第三条里没写的",
        "方法第二条",
        "投诉那块规定第二条",  # how people speak of a part
        "2024年的规定第三条",
        "上面说的那个规范第三条",
        "保密制度第二条",  # a coming edition does not make the present one absent
        "消费者权益保护法规定七天无理由退货，客户来问怎么答",  # asks for no clause of it
        "clause 30 of the customer service conduct rules",
        "第三十条",
    ],
)
def test_what_may_be_in_force_is_left_to_the_look_up(question: str) -> None:
    assert explained(question) == ""


ASKED = ("{}第三条", "请问{}第三条怎么说", "《{}》第三条", "按{}第5条（二）", "我想看一下{}里面的第十条")
ELSEWHERE = [
    "消费者权益保护法",
    "劳动合同法",
    "劳动法",
    "民法典",
    "电子商务法",
    "食品安全法",
    "产品质量法",
    "价格法",
    "反不正当竞争法",
    "广告法",
    "个人信息保护法",
    "数据安全法",
    "网络安全法",
    "邮政法",
    "快递暂行条例",
    "治安管理处罚法",
    "刑法",
    "合同法",
    "道路交通安全法",
    "旅游法",
    "保险法",
    "银行业监督管理法",
    "商业银行法",
    "电信条例",
    "信访工作条例",
    "劳动保障监察条例",
    "工伤保险条例",
    "网络购买商品七日无理由退货暂行办法",
    "侵害消费者权益行为处罚办法",
    "零售商促销行为管理办法",
    "网络交易监督管理办法",
    "移动电话机商品修理更换退货责任规定",
    "家用汽车产品修理更换退货责任规定",
    "航班正常管理规定",
    "公共航空运输旅客服务管理规定",
    "铁路旅客运输规程",
    "物业管理条例",
    "公司考勤制度",
    "员工手册",
    "薪酬管理办法",
    "采购合同",
    "购销协议",
    "隐私协议",
    "用户服务协议",
    "财务报销制度",
    "车辆管理规定",
    "消防法",
    "安全生产法",
    "棉花质量监督管理条例",
    "仓储管理办法",
]


def _spellings(title: str, issuer: str) -> set[str]:
    """How a title may be said: whole, its end, with the issuer or the beginning of its name."""
    names = {title, issuer + title, f"{issuer}的{title}"} | {title[-size:] for size in range(4, len(title))}
    short = [issuer[:size] for size in (2, 3, 4)] if issuer else []
    return names | {f"{name}的{title[-4:]}" for name in short} | {name + title[-2:] for name in short}


def test_every_title_in_force_is_known_however_it_is_said_and_those_of_others_are_not() -> None:
    index = real_assistant().clause_index
    absent = AbsentDocuments(index.regulations, index.every_regulation, index.units, DAY)

    def unknown(question: str) -> bool:
        return bool(absent.explain(question, read_references(question), "zh"))

    own = [
        form.format(name)
        for regulation in index.regulations
        for name in _spellings(regulation.title, regulation.issuer)
        for form in ASKED
    ]
    assert len(own) > 1_000
    assert [question for question in own if unknown(question)] == []
    others = [form.format(name) for name in ELSEWHERE for form in (*ASKED[1:4], "客户拿{}第24条说要赔三倍")]
    assert sum(map(unknown, others)) >= 0.95 * len(others)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    retired = replace(REGULATIONS[0], regulation_id="refunds", title="退款服务细则", repealed_on=date(2026, 11, 1))
    coming = replace(REGULATIONS[0], regulation_id="parcels", title="包裹寄送细则", effective_on=date(2027, 1, 1))
    units = tuple(
        make_unit(f"{name}#2", text) for name, text in (("refunds", "三日内退款。"), ("parcels", "当日寄出包裹。"))
    )
    article = [replace(unit, path=("第二条",), locator="第二条") for unit in (UNITS[1], *units)]
    manifest = build_version(
        (UNITS[0], *article, *UNITS[2:]), (*REGULATIONS, retired, coming), CountingEmbedder(), tmp_path
    )
    return versions.version_folder(manifest.version, tmp_path)


def test_it_is_refused_with_its_reason_until_the_day_comes(home: Path) -> None:
    """And nothing of another document stands below the refusal."""

    def ask(question: str, day: date, *history: Turn) -> tuple[Status, str, tuple[str, ...]]:
        answer = Assistant(ClauseIndex.open(home, CountingEmbedder(), day)).answer(question, history)
        return answer.status, answer.text, tuple(one.unit.unit_id for one in answer.citations)

    status, text, cited = ask("退款服务细则第二条说什么", DAY)
    assert (status, cited) == (Status.NOT_COVERED, ())
    assert text.startswith("规定未涉及：《退款服务细则》自2026-11-01起已不再施行")
    assert UNITS[1].text not in text
    refused = Assistant(ClauseIndex.open(home, CountingEmbedder(), DAY)).answer("退款服务细则第二条说什么")
    assert UNITS[1].text not in draw_turn(refused, 1, {}), "nor does the card show it as near"
    assert ask("退款服务细则第二条说什么", date(2026, 10, 31))[2] == ("refunds#2",)
    status, text, cited = ask("包裹寄送细则第二条", DAY)
    assert (status, cited) == (Status.NOT_COVERED, ())
    assert "自2027-01-01起施行" in text
    assert ask("包裹寄送细则第二条", date(2027, 1, 1))[2] == ("parcels#2",)
    asked_before = Turn("user", "消费者权益保护法第二条")
    status, text, _ = ask("那下一条呢", DAY, asked_before, Turn("assistant", "规定未涉及"))
    assert status is Status.NOT_COVERED
    assert "消费者权益保护法" in text
    assert ask("服务规范第二条", DAY)[2] == ("conduct#2",)


def test_what_else_is_asked_beside_an_unknown_document_is_answered(home: Path) -> None:
    """The law's clause number leads to no clause of that number here."""
    answer = Assistant(ClauseIndex.open(home, CountingEmbedder(), DAY)).answer(
        "客户拿消费者权益保护法第二条来说，他讲方言我听不懂，怎么办"
    )
    assert "没有收录" not in answer.text
    assert answer.retrieved[0].score < 1
