"""Look-ups behind other questions: which clause 下一项 and 那条 are."""

from __future__ import annotations

import pytest
from real_corpus import all_regulations

from assistant.answer import Turn
from assistant.looking_up import read_look_up
from assistant.question import read_question


def looked_up(question: str, *asked: str) -> list[str]:
    """The clauses a question names behind others."""
    history = [Turn("user", text) for text in asked]
    found = read_look_up(read_question(question), history, all_regulations(), None)
    return [reference.label for reference in found.references] if found else []


@pytest.mark.parametrize(
    ("asked", "question", "labels"),
    [
        (("第三十条第六项说什么",), "那下一项呢", ["第三十条（七）"]),
        (("第三十条第六项说什么", "那下一项呢"), "再下一项呢", ["第三十条（八）"]),
        (("第三十条第六项说什么", "那第八项呢"), "下一项", ["第三十条（九）"]),
        (("第三十条（十五）",), "那条具体怎么说", ["第三十条（十五）"]),
        (("第三十条第六项", "客户骂人怎么办"), "那条具体怎么说", []),  # another clause was shown since
        (("第三十条第六项", "客户骂人怎么办"), "第七项呢", ["第三十条（七）"]),
        (("客户骂人怎么办",), "下一项呢", []),
    ],
)
def test_the_next_item_is_counted_from_the_clause_just_looked_up(
    asked: tuple[str, ...], question: str, labels: list[str]
) -> None:
    assert looked_up(question, *asked) == labels
