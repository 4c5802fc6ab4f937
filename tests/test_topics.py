"""Topics: words that trainers know, the same in every run."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fake_embedder import make_unit

from assistant.review.topics import topics_of
from corpus.regulation import Unit


def unit(unit_id: str, *path: str, regulation: str = "客户服务规范") -> Unit:
    """A unit of which only its place is given."""
    return replace(make_unit(unit_id, "条文。", regulation=regulation), path=path)


PHONE = unit("a#1", "第六章 服务规范", "第三十条 电话用语规范", "（一）")
COMPLAINT = unit("a#2", "第七章 投诉处理", "第三十三条 投诉确认", "（一）")
SECRETS = unit("a#3", "第四章 服务准则", "第十五条 安全保密制度", "（二）")
ANSWERING = unit("b#1", "第三章 服务规范", "6.1 接听电话礼仪规范", "6.1.2", regulation="行为准则")
VISITS = unit("b#2", "三、 客户回访制度", "1 客户投诉的回访", "（2）", regulation="行为准则")
SITUATION = unit("b#3", "二、 投诉", "客户要求退货而又没有带票据的时候", regulation="行为准则")
BARE = unit("b#4", "第四条", regulation="行为准则")
GENERAL = unit("b#5", "第一章 服务规范", "第二条", regulation="行为准则")
TRADITIONAL = unit("c#1", "第二部分 客戶服務禁忌", "三、", regulation="物流规范")
UNITS = (PHONE, COMPLAINT, SECRETS, ANSWERING, VISITS, SITUATION, BARE, GENERAL, TRADITIONAL)


@pytest.mark.parametrize(
    ("about", "topic"),
    [
        (PHONE, "电话"),
        (ANSWERING, "电话"),  # 接听电话 is no topic beside it
        (COMPLAINT, "投诉"),  # not 处理, which only names the form
        (VISITS, "投诉"),  # the more widespread of two
        (SITUATION, "投诉"),  # a sentence names no topic, the heading above it does
        (SECRETS, "安全保密制度"),  # of one regulation alone: its nearest heading
        (TRADITIONAL, "客户服务禁忌"),
        (BARE, None),  # no heading at all
        (GENERAL, None),  # says no more than the title of a regulation
    ],
)
def test_a_unit_is_about_what_its_headings_say(about: Unit, topic: str | None) -> None:
    assert topics_of(UNITS).get(about.unit_id) == topic


def test_topics_do_not_hang_on_the_order_of_units() -> None:
    assert topics_of(UNITS) == topics_of(UNITS[::-1])
    assert topics_of(()) == {}
