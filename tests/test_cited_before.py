"""What an answer cites, read back from its text."""

from __future__ import annotations

import pytest
from real_corpus import all_units, unit

from assistant.answer import Turn
from assistant.cited_before import CitableUnits, last_answer

TITLE = "全国棉花交易市场客户服务人员行为规范"


@pytest.mark.parametrize(
    ("text", "unit_ids"),
    [
        (f"依据：《{TITLE}》第三十条（十）[1]、第二十二条[2]", ["cotton-exchange-conduct#30(10)", "cotton-exchange-conduct#22"]),
        (f"Source: 《{TITLE}》第三十条（六）[1]", ["cotton-exchange-conduct#30(6)"]),
        # another organisation's rule stands before its words
        ("福建省纤维检验局《客户服务管理制度》6.1（1）：接听电话,振铃声不应超过三次[2]", ["fujian-fibre-inspection#6.1(1)"]),
        (f"以下条款只是相近：《{TITLE}》第九百条。", []),
        ("请先道歉。", []),
        ("《" * 10_000, []),  # pasted nonsense costs nothing
    ],
)  # fmt: skip
def test_cited_units_are_found_by_title_and_locator(text: str, unit_ids: list[str]) -> None:
    assert CitableUnits(all_units()).cited_in(text) == tuple(map(unit, unit_ids))


def test_the_last_answer_counts() -> None:
    history = (Turn("assistant", "一"), Turn("user", "问"), Turn("assistant", "二"), Turn("user", "再问"))
    assert last_answer(history) == "二"
    assert last_answer(()) == ""
