"""What a file holds besides its regulations: site boilerplate, page furniture, markup."""

from __future__ import annotations

import pytest

from corpus.markup import MARKUP
from corpus.noise import FURNITURE, SITE, drop_noise, split_lines
from corpus.passage import Account, Fate


def kept_lines(text: str) -> list[str]:
    """The lines that are left, without blank ones."""
    return [line.text for line in drop_noise(text, Account(text)) if line]


@pytest.mark.parametrize(
    "line",
    [
        "1、下载文档前请自行甄别文档内容的完整性,平台不提供额外的编辑、内容补充、找答案等附加服务。",
        "3、如文档侵犯您的权益,请联系客服反馈,我们会尽快为您处理(人工客服工作时间:9:00-18:30)。",
        "5、成为VIP后,下载本文档将扣除1次下载权益。下载后,不支持退款、换文档。如有疑问请联系我们",
        "版權說明:本文檔由用戶提供并上傳,收益歸屬內容提供方,若內容存在侵權,請進行舉報或認領",  # in either script
        "客户服务规范与礼仪指南.docVIP",
        "当前位置:文档之家› (完整版)客户服务管理制度通用版",
        "已閱讀5頁,還剩3頁未讀, 繼續免費閱讀",
        '<image>data:image/s3,"s3://crabby-images/34ea5/a8" alt="客户服务.docx_第1页"</image>',
        "霜霜资料点 + 关注",
        "实名认证",
        "查看更多",
        "0/150",
    ],
)
def test_lines_of_sharing_sites_are_noise(line: str) -> None:
    account = Account(line)
    assert not any(drop_noise(line, account))
    assert account.reasons == {SITE: sum(not c.isspace() for c in line)}


@pytest.mark.parametrize(
    "line",
    [
        "2、VIP客户来电应优先接听。",  # VIP is a word of sites and of service rules
        "1、会员积分可在退款后收藏。",
        "会员免费下载电子发票,退款后失效。",
        "第二十四条 版权行业组织应当对其会员的版权工作进行指导,提供免费咨询和预览。",
        "未经批准,严禁上传、下载、转载客户文档,违者按本公司规定处理。",
        "温馨提示:请您保管好密码",
        "请通过实名认证系统核验客户身份。",
        "对重点客户予以关注",
    ],
)
def test_rules_that_use_the_same_words_are_kept(line: str) -> None:
    assert kept_lines(f"{line}\n二、服务时限") == [line, "二、服务时限"]


def test_a_hint_of_the_site_takes_its_list_along_and_a_hint_of_the_house_does_not() -> None:
    site = "最新文档\n2025年中国铅白市场报告\n相声《治病》\n第二章 投诉处理\n第五条 及时答复。"
    assert kept_lines(site) == ["第二章 投诉处理", "第五条 及时答复。"]  # the list ends where a regulation goes on
    house = "温馨提示\n请客户注意保管密码\n如需帮助请拨打热线"
    assert kept_lines(house) == house.split("\n")


@pytest.mark.parametrize("number", ["- 3 -", "第 3 页", "第3页 共12页", "3/12", "— 3 —", "Page 3"])
def test_page_numbers_are_noise(number: str) -> None:
    text = f"第一条 保密。\n{number}\n第二条 守时。"
    assert kept_lines(text) == ["第一条 保密。", "第二条 守时。"]


def test_a_bare_figure_is_a_page_number_only_where_pages_break_or_count_on() -> None:
    assert kept_lines("第一条 保密。\n3\n\f第二条 守时。") == ["第一条 保密。", "第二条 守时。"]
    assert kept_lines("第一条 保密。\n3\n第二条 守时。\n4\n第三条 友善。") == [
        "第一条 保密。",
        "第二条 守时。",
        "第三条 友善。",
    ]
    assert "24" in kept_lines(
        "投诉处理时限表\n环节\n时限(小时)\n核实\n24\n回复\n48\n完结"
    )  # cells of a flattened table


def test_headers_and_footers_of_pages_are_noise() -> None:
    pages = "\f".join(f"某公司客户服务制度\n第{n}条 客服人员应当保密。\n内部资料 {n}" for n in range(1, 5))
    account = Account(pages)
    title, *lines = [line.text for line in drop_noise(pages, account) if line]
    assert title == "某公司客户服务制度"  # the header is the title, and stays once
    assert lines == [f"第{n}条 客服人员应当保密。" for n in range(1, 5)]
    assert set(account.reasons) == {FURNITURE}


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("- **第二条** 本办法适用于", "第二条 本办法适用于"),
        ("## 第一章 总则", "第一章 总则"),
        ("- １．严禁挂机", "１．严禁挂机"),  # whatever the width of the label
        ("- 第 三 条 保密", "第 三 条 保密"),
        ("➢ (1) 问好", "(1) 问好"),  # a bullet before a label
        ("> 您好,请问有什么可以帮您?", "您好,请问有什么可以帮您?"),
        ("- 尊重客户的意见和需求", "- 尊重客户的意见和需求"),  # the dash is the item's own bullet
        ("- 3人以上来访,由主管接待", "- 3人以上来访,由主管接待"),
        (
            "如果有问题,请再打电话*********,我们将及时为您服务",
            "如果有问题,请再打电话*********,我们将及时为您服务",
        ),  # a number left out
        ("称呼“您好,*先生/小姐!”", "称呼“您好,*先生/小姐!”"),
    ],
)
def test_marks_go_and_words_stay(line: str, kept: str) -> None:
    account = Account(line)
    assert [passage.text for passage in drop_noise(line, account)] == [kept]
    assert set(account.reasons) <= {MARKUP}
    assert account.count(Fate.NOISE) == sum(not c.isspace() for c in line) - sum(not c.isspace() for c in kept)


def test_lines_remember_where_they_stood() -> None:
    text = "第一条 保密。\n\n  第二条 守时。\f第三条 友善。"
    for line in split_lines(text):
        assert "".join(text[offset] for offset in line.at) == line.text


def test_a_running_header_goes_and_the_same_words_inside_a_page_stay() -> None:
    """A sentence that stands under every clause is a rule, wherever a page happens to break."""
    rule = "违反前款规定的,处以五十元罚款。"
    pages = [f"某某中心文件\n第{n}条 应当守时。\n{rule}\n第{n + 1}条 应当礼貌。\n{rule}" for n in (1, 3)]
    account = Account("\f".join(pages))
    kept = [line.text for line in drop_noise(account.source, account) if line]
    assert kept.count(rule) == 4
    assert "某某中心文件" not in kept
