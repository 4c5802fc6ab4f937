"""Issuer, number and date of a regulation, where its text says them and nowhere else."""

from __future__ import annotations

import pytest

from corpus.corrections import parse_corrections
from corpus.document import parse_document
from corpus.issuing import ISSUE, NOTICE, SIGNATURE
from corpus.parsed import ParsedRegulation
from corpus.passage import Account, Fate
from corpus.reading import SourceText

RULES = "第一条 应当守时。\n第二条 应当保密。"


def read(text: str, corrections: str = "") -> tuple[list[ParsedRegulation], Account]:
    """The regulations of a text that hold units, and its account."""
    parsed = parse_document(SourceText("规定.txt", text, ""), parse_corrections(corrections, "规定.corrections.toml"))
    assert parsed.account.count(Fate.UNREAD) == 0
    return [regulation for regulation in parsed.regulations if regulation.units], parsed.account


@pytest.mark.parametrize(
    ("text", "issuer", "number", "effective_on", "reasons"),
    [
        (f"客户服务办法\n发布单位：东海热力有限公司\n文号：东热〔2020〕7号\n{RULES}", "东海热力有限公司", "东热〔2020〕7号", "", {ISSUE}),
        (f"发布机关：东海市商务局\n客户服务办法\n{RULES}", "东海市商务局", "", "", {ISSUE}),  # above the title, as on a portal
        (f"客户服务办法\n{RULES}\n制定单位：东海热力有限公司", "东海热力有限公司", "", "", {ISSUE}),  # below the last rule
        (f"客户服务办法\n东海热力有限公司\n{RULES}", "东海热力有限公司", "", "", {ISSUE}),
        (f"客户服务办法\n东海热力有限公司 2020年3月\n{RULES}", "东海热力有限公司", "", "", {ISSUE}),
        (f"客户服务办法\n（2021年5月6日东海市商务局发布 自2021年6月1日起施行）\n{RULES}", "东海市商务局", "", "2021-06-01", {ISSUE}),
        (f"客户服务办法\n(东海热力有限公司 2021年5月6日印发)\n{RULES}\n第三条 本办法自印发之日起施行。", "东海热力有限公司", "", "2021-05-06", {ISSUE}),
        (f"客户服务办法\n{RULES}\n第三条 本办法自2021年6月1日起施行。", "", "", "2021-06-01", set()),
        (f"客户服务办法\n{RULES}\n第三条 本办法自发布之日起施行。", "", "", "", set()),  # which day that was, nothing says
        (f"客户服务办法\n生效日期：2021年5月1日\n{RULES}\n第三条 本办法自2021年6月1日起施行。", "", "", "", {ISSUE}),  # two days: none
        (f"客户服务办法\n{RULES}\n东海热力有限公司（盖章）\n2021年5月6日", "东海热力有限公司", "", "", {SIGNATURE}),
        (f"客户服务办法\n{RULES}\n东海热力有限公司 二〇二一年五月六日", "东海热力有限公司", "", "", {SIGNATURE}),
        (f"客户服务办法\n{RULES}\n东海市商务局\n东海市民政局\n2021年5月6日\n抄送：市政府办公室。", "东海市商务局、东海市民政局", "", "", {SIGNATURE}),
        (f"客户服务办法\n{RULES}\n东海热力有限公司\n2021年5月6日\n附件：客户登记表", "东海热力有限公司", "", "", {SIGNATURE, "附表清单"}),
    ],
)  # fmt: skip
def test_what_the_text_says_is_read_and_is_no_unit(
    text: str, issuer: str, number: str, effective_on: str, reasons: set[str]
) -> None:
    (regulation,), account = read(text)
    assert (regulation.issuer, regulation.document_number, str(regulation.effective_on or "")) == (
        issuer,
        number,
        effective_on,
    )
    assert [unit.text for unit in regulation.units][:2] == ["应当守时。", "应当保密。"]
    assert len(regulation.units) == 2 + ("第三条" in text)
    assert set(account.reasons) == reasons


@pytest.mark.parametrize(
    "text",
    [
        f"客户服务办法\n{RULES}\n第三条 服务单位：东海热力有限公司。",  # a rule
        f"客户服务办法\n{RULES}\n第三条 投诉由东海热力有限公司\n2021年5月6日\n起受理，不得推诿。",  # a sentence over lines
        "客户服务办法\n第一条 落款格式如下：\n东海热力有限公司\n2021年5月6日\n第二条 不得代签。",  # an example inside the rules
        "客服部规章制度\n客户服务部\n1、应当守时。\n财务部\n1、应当记账。",  # headings of lists
        f"服务网点管理规定\n东海银行北京分行\n东海银行上海分行\n以上网点应当于9点开门。\n{RULES}",  # a list
        f"客户服务办法\n物业服务有限公司\n{RULES}",  # which one?
        f"客户服务办法\n来源：东海市商务局\n{RULES}",  # where the page has it from
        "客户投诉制度\n一、受理\n1、发布单位：东海热力有限公司\n2、不得推诿。",  # an item
    ],
)
def test_who_is_only_mentioned_is_no_issuer(text: str) -> None:
    regulations, account = read(text)
    assert [regulation.issuer for regulation in regulations] == [""]
    assert not {ISSUE, SIGNATURE, NOTICE} & set(account.reasons)


LETTER = "{issuer}关于印发《客户投诉处理办法》的通知\n各有关单位：\n现将《客户投诉处理办法》印发给你们，请遵照执行。\n"


@pytest.mark.parametrize(
    ("head", "issuer", "number"),
    [
        (LETTER.format(issuer="") + "东海热力有限公司\n2023年5月6日\n", "东海热力有限公司", ""),  # who signed
        (
            "东海热力有限公司文件\n东热〔2023〕15号\n" + LETTER.format(issuer=""),
            "东海热力有限公司",
            "东热〔2023〕15号",
        ),  # the letterhead
        (LETTER.format(issuer="东海市商务局"), "东海市商务局", ""),  # the title
        (LETTER.format(issuer="东海市商务局").replace("印发《", "转发《"), "", ""),  # who passes it on did not issue it
        (
            "东海市人民政府令\n第5号\n《客户投诉处理办法》已经市政府常务会议通过，现予公布。\n市长 张三\n2021年3月5日\n",
            "东海市人民政府",
            "东海市人民政府令第5号",
        ),
    ],
)
def test_a_covering_notice_lends_its_names_and_is_no_regulation(head: str, issuer: str, number: str) -> None:
    (regulation,), account = read(f"{head}客户投诉处理办法\n{RULES}")
    assert (regulation.title, regulation.issuer, regulation.document_number) == ("客户投诉处理办法", issuer, number)
    assert [unit.locator for unit in regulation.units] == ["第一条", "第二条"]
    assert NOTICE in account.reasons


def test_a_notice_that_orders_something_keeps_its_orders() -> None:
    text = f"东海市商务局关于印发《客服守则》的通知\n各单位：\n一、各单位应当于5月底前组织学习。\n二、问题应当及时上报。\n客服守则\n{RULES}"
    (notice, rules), _ = read(text)
    assert [unit.locator for unit in notice.units] == ["一", "二"]
    assert (rules.title, rules.issuer) == ("客服守则", "东海市商务局")


def test_a_notice_without_anything_behind_it_is_itself_the_regulation() -> None:
    (notice,), account = read(
        "关于规范投诉处理的通知\n各部门：\n一、接到投诉应当在2小时内回复。\n二、严禁推诿。\n东海热力有限公司\n2020年3月2日"
    )
    assert (notice.issuer, [unit.locator for unit in notice.units]) == ("东海热力有限公司", ["一", "二"])
    assert NOTICE not in account.reasons


@pytest.mark.parametrize(
    "notice",
    [
        "关于印发客服中心管理办法等制度的通知\n各部门：\n请遵照执行。\n附件：1.客服中心管理办法 2.客服中心考核细则\n东海热力有限公司\n2022年3月1日\n",
        "关于印发两项制度的通知\n各部门：\n请遵照执行。\n附件：\n1.客服中心管理办法\n2.客服中心考核细则\n东海热力有限公司\n2022年3月1日\n附件1\n",
    ],
)
def test_a_notice_lends_its_issuer_to_all_it_lists_and_its_list_is_no_unit(notice: str) -> None:
    regulations, _ = read(
        f"{notice}客服中心管理办法\n{RULES}\n附件2\n客服中心考核细则\n{RULES}\n西川投诉制度汇编办法\n{RULES}"
    )
    assert [(part.title, part.issuer) for part in regulations] == [
        ("客服中心管理办法", "东海热力有限公司"),
        ("客服中心考核细则", "东海热力有限公司"),
        ("西川投诉制度汇编办法", ""),  # not listed
    ]
    assert [unit.locator for part in regulations for unit in part.units] == ["第一条", "第二条"] * 3


def test_an_order_in_the_line_of_the_title_gives_number_and_issuer() -> None:
    (regulation,), _ = read(f"国家市场监督管理总局令第20号 网络交易服务投诉处理办法\n{RULES}")
    assert (regulation.title, regulation.issuer, regulation.document_number) == (
        "网络交易服务投诉处理办法",
        "国家市场监督管理总局",
        "国家市场监督管理总局令第20号",
    )


def test_a_court_is_the_issuer_and_not_its_committee() -> None:
    text = "投诉处理办法\n（2021年3月1日{}审判委员会第1800次会议通过 自2021年4月1日起施行）\n" + RULES
    issuers = [read(text.format(court))[0][0].issuer for court in ("最高人民法院", "")]
    assert issuers == ["最高人民法院", ""]


def test_each_regulation_of_a_file_has_its_own_issuer() -> None:
    text = (
        f"客户服务办法\n{RULES}\n东海热力有限公司\n2021年5月6日\n投诉处理制度总则规定\n发布单位：西川市商务局\n{RULES}"
    )
    regulations, _ = read(text)
    assert [regulation.issuer for regulation in regulations] == ["东海热力有限公司", "西川市商务局"]


def test_a_correction_goes_before_what_the_text_says() -> None:
    issuer = '[[correction]]\naction = "issuer"\nvalue = "西川热力有限公司"\n[[correction]]\naction = "effective_on"\nvalue = 2024-01-01\n'
    text = f"客户服务办法\n发布单位：东海热力有限公司\n{RULES}\n第三条 本办法自2021年6月1日起施行。"
    (regulation,), _ = read(text, issuer)
    assert (regulation.issuer, str(regulation.effective_on)) == ("西川热力有限公司", "2024-01-01")


def test_a_line_that_is_to_be_kept_is_no_signature() -> None:
    keep = '[[correction]]\naction = "heading"\ntext = "东海热力有限公司"\n'
    (regulation,), account = read(f"客户服务办法\n{RULES}\n东海热力有限公司\n2021年5月6日", keep)
    assert regulation.issuer == ""
    assert SIGNATURE not in account.reasons
