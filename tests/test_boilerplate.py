"""Lines of web pages, and rules that use the same words."""

from __future__ import annotations

import pytest

from corpus.boilerplate import begins_tail, is_byline, is_site_line


@pytest.mark.parametrize(
    "line",
    [
        "当前位置:首页 > 政务公开 > 正文",
        "首页 -> 规章制度",
        "法规库 > 部门规章 > 正文",  # though it names 部门
        "来源:某市商务局 发布时间:2021-05-06 浏览次数:1532次",
        "时间:2022-08-11 作者:佚名 点击:1203",
        "浏览次数:88",
        "字体:[大 中 小] 打印 关闭",
        "【打印本页】 【关闭窗口】",
        "登录 | 注册",
        "分享到: 微信 QQ空间 新浪微博",
        "上一篇:关于促消费活动的通知",
        "浙ICP备05012345号-1 浙公网安备 33108202000123号",
        "Copyright © 2020 某公司 All Rights Reserved.",
        "版权所有:某市商务局 技术支持:某公司",
        "扫一扫在手机打开当前页",
        "点击上方蓝字关注我们",
        "长按识别二维码关注我们",
        "阅读 1024 赞 25 在看 12",
        "2.5分 12页 3028阅读",
        "以上就是前台制度的全部内容,更多范文请关注本网站。",
        "下面是小编为大家整理的管理制度,欢迎阅读!",
        "君,已阅读到文档的结尾了呢~~".replace(",", "，"),
        "剩余10页未读,下载本文档阅读全文",
        "广告",
    ],
)
def test_lines_of_pages(line: str) -> None:
    assert is_site_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "受理 > 登记 > 派单 > 回访",  # the steps of a rule
        "首问 → 登记 → 派单",
        "引导客户扫一扫二维码进行评价。",
        "客户可以点击下载电子发票。",
        "打印、关闭、登录系统前应当保存。",
        "登录",  # alone, it may head a list
        "分享",
        "评论",
        "电话:12345 邮箱:kf@example.com",  # where to complain
        "一、来源:网站 时间:当日",
        "第三条 发布时间:每周五",
        "版权归公司所有的资料不得外传。",
        "来源:客户来电",
        "以上就是客服人员必须遵守的内容。",
        "阅读全文后签字确认。",
        "二级公安局备案号码应当公示。",
        "30分 20次",  # cells of a table
        "返回客户的原件应当登记。",
        "上一班次的遗留问题应当交接。",
        "使用 Cookie 前应当征得客户同意。",
    ],
)
def test_rules_with_the_same_words(line: str) -> None:
    assert not is_site_line(line)
    assert not begins_tail(line)


@pytest.mark.parametrize(
    ("line", "tail"),
    [
        ("相关阅读", True),
        ("【前台管理制度】相关文章:", True),
        ("往期推荐", True),
        ("登记以下相关信息:", False),
        ("六、相关文档", False),  # a section with a label
        ("推荐客户办理相关业务", False),
    ],
)
def test_what_stands_above_other_offers(line: str, tail: bool) -> None:
    assert begins_tail(line) is tail


@pytest.mark.parametrize(
    ("line", "byline"), [("编辑:小李", True), ("审核由班长负责", False), ("来源:客户来电、来函,以及转办", False)]
)
def test_who_wrote_a_page(line: str, byline: bool) -> None:
    assert is_byline(line) is byline
