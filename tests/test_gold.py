"""A gold clause is found by its words, whatever the parser makes of the document; lost words are a finding."""

from __future__ import annotations

import pytest
from fake_evals import CALL_BACK, DIALECT, FUJIAN_COMPLAINT, RINGING, RINGING_AGAIN, UNITS, make_case

from corpus.regulation import Unit
from evals.cases import Gold
from evals.gold import find_gold, lost_gold


@pytest.mark.parametrize(
    ("gold", "units"),
    [
        (Gold("cotton.txt", "第三十条（六）", "遇到客户讲方言"), (DIALECT,)),
        (
            Gold("cotton.txt", "30(6)", "遇到 客户\n讲方言，應當説"),
            (DIALECT,),
        ),  # blanks, width, script; locator as typed
        (Gold("cotton.txt", "第三十一条", "回访"), (CALL_BACK,)),  # words of a heading
        (Gold("fujian.txt", "6.1（1）", "遇到客户讲方言"), ()),  # another document's words
        (Gold("cotton.txt", "第三十条（六）", "遇到客户讲英语"), ()),
        # The locator chooses among the three that hold the words; the one worded the same counts too, the third does not.
        (Gold("fujian.txt", "6.1(1)", "电话铃响三声之内接听"), (RINGING, RINGING_AGAIN)),
        (Gold("fujian.txt", "8", "电话铃响三声之内接听"), (FUJIAN_COMPLAINT,)),
        # No locator fits: nothing chooses, so each counts.
        (Gold("fujian.txt", "第九条", "电话铃响三声之内接听"), (RINGING, RINGING_AGAIN, FUJIAN_COMPLAINT)),
    ],
)
def test_a_gold_clause_is_found_by_its_words(gold: Gold, units: tuple[Unit, ...]) -> None:
    found = find_gold([make_case("c1", "问", gold)], UNITS)
    assert [entry.units for entry in found["c1"]] == [units]


def test_lost_words_are_listed_with_their_case() -> None:
    there, lost = Gold("cotton.txt", "1", "遇到客户讲方言"), Gold("cotton.txt", "第九条", "没有这句话")
    cases = [make_case("c1", "问", there, lost), make_case("c2", "别的")]
    findings = lost_gold(cases, find_gold(cases, UNITS))
    assert [(finding.case_id, finding.gold) for finding in findings] == [("c1", lost)]
    assert str(findings[0]).startswith("c1：cotton.txt 第九条 的原文「没有这句话」不在任何一条条款里")
