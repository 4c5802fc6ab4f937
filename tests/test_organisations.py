"""Names of organisations, and words that only say what kind."""

from __future__ import annotations

import pytest

from corpus.organisations import read_organisation


@pytest.mark.parametrize(
    "name",
    [
        "江城市市场监督管理局",
        "北岭市热力有限公司",
        "全国棉花交易市场",
        "国务院",
        "财政部",
        "中国银行",
        "某某物业服务有限公司",
        "國家稅務總局",
        "中华人民共和国商务部",
        "南湾省人民政府办公厅",
        "全国人民代表大会常务委员会",
    ],
)
def test_names(name: str) -> None:
    assert read_organisation(name) == name


def test_a_seal_is_no_part_of_a_name() -> None:
    assert read_organisation("北岭市热力有限公司（盖章）") == "北岭市热力有限公司"


@pytest.mark.parametrize(
    "text",
    [
        "本公司",
        "物业服务有限公司",  # which one?
        "保险公司",
        "客户服务中心",
        "客户服务部",
        "市商务局",
        "各有限公司",
        "服务单位",
        "请联系北岭市热力有限公司",
        "由北岭市热力有限公司",
        "受理申请的法院为中级人民法院",
        "北岭市热力有限公司、东海热力有限公司",
        "北岭市热力有限公司负责解释",
        "银行",
        "审判委员会",  # of which court?
        "专家评审委员会",
    ],
)
def test_no_names(text: str) -> None:
    assert read_organisation(text) is None
