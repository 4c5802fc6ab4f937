"""Scope names and regulations named in questions."""

from __future__ import annotations

import pytest
from real_corpus import all_regulations

from assistant.scope import UnknownScope, named_alone, named_regulations, resolve_scope, scope_names, without_names


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        (["全国棉花交易市场"], {"cotton-exchange-conduct"}),  # issuer
        (["全国棉花交易市场客户服务人员行为规范"], {"cotton-exchange-conduct"}),  # title
        (["cotton-exchange-conduct"], {"cotton-exchange-conduct"}),  # id
        (["  三棵樹 "], {"skshu-logistics"}),  # blanks and script make no difference
        (["ＣＯＴＴＯＮ-exchange-conduct"], {"cotton-exchange-conduct"}),  # nor width and case
        (["三棵树", "福建省纤维检验局", "三棵树"], {"skshu-logistics", "fujian-fibre-inspection"}),
        (["", "三棵树"], {"skshu-logistics"}),
    ],
)
def test_a_scope_name_means_its_regulations(names: list[str], ids: set[str]) -> None:
    assert resolve_scope(names, all_regulations()) == ids


@pytest.mark.parametrize("names", [[], ["", "  "]])
def test_no_name_means_everything(names: list[str]) -> None:
    assert resolve_scope(names, all_regulations()) is None


@pytest.mark.parametrize("name", ["棉花", "不存在", "x" * 500])
def test_an_unknown_name_lists_the_names_that_exist(name: str) -> None:
    with pytest.raises(UnknownScope) as refusal:
        resolve_scope(["三棵树", name], all_regulations())
    message = str(refusal.value)
    assert all(known in message for known in scope_names(all_regulations()))
    assert name[:60] in message
    assert "x" * 61 not in message


def test_a_regulation_without_issuer_is_not_meant_by_a_blank_name() -> None:
    assert any(not regulation.issuer for regulation in all_regulations())
    assert "" not in scope_names(all_regulations())


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("棉花交易市场第三十条第六项", {"cotton-exchange-conduct"}),
        ("三棵树的客户催货怎么说", {"skshu-logistics"}),
        ("what does clause 30 of the cotton exchange say", {"cotton-exchange-conduct"}),
        ("福建省纤维检验局怎么接电话", {"fujian-fibre-inspection"}),
        ("客户服务管理制度第三条", {"fujian-fibre-inspection"}),  # a whole title counts, however common its words
        ("客户讲方言听不懂怎么办", set()),
        ("客户服务人员能不能闲聊", set()),  # what all of them are called names none
    ],
)
def test_a_question_names_a_regulation_by_a_stretch_few_share(question: str, ids: set[str]) -> None:
    assert named_regulations(question, all_regulations()) == ids


def test_names_are_taken_out_of_a_question() -> None:
    cotton = [r for r in all_regulations() if r.regulation_id == "cotton-exchange-conduct"]
    assert without_names("棉花交易市场的规定", cotton) == "的规定"


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("三棵树怎么规定的?", {"skshu-logistics"}),
        ("福建那边呢", {"fujian-fibre-inspection"}),
        ("全国棉花交易市场的", {"cotton-exchange-conduct"}),
        ("棉花的", {"cotton-exchange-conduct"}),
        ("what about fujian?", {"fujian-fibre-inspection"}),
        ("那投诉呢", set()),
        ("那保密呢", set()),  # a subject as much as a part of a title
        ("客户服务呢", set()),
        ("福建客户讲方言怎么办", set()),  # says more than a name
        ("公司怎么规定的", set()),
        ("怎么规定的", set()),
    ],
)
def test_a_text_that_only_names_an_organisation(text: str, ids: set[str]) -> None:
    assert named_alone(text, all_regulations()) == ids
