"""Words a refusal: that the regulations do not settle the question, which clauses are merely near, whom to ask.

Knows nothing of how it was decided to refuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.answer import Language
from assistant.composing import regulation_name
from assistant.phrases import phrases_in
from corpus.regulation import Unit
from corpus.script import to_simplified

NEAR_CLAUSES = 3  # more would read like an answer

# 第十九条: …对不清楚、不明确或不懂的问题,…必须请示主管领导如何处理; 自己拿不准的问题,…应及时向领导汇报后再答复客户.
_SUPERIOR = r"(?:领导|主管|上级|经理|负责人)"
_WITHIN = r"[^,，。；;]{0,12}"
_ASK = re.compile(
    r"(?:不清楚|不明确|不懂|不明白|不确定|拿不准|(?:无法|不能)(?:处理|解决|答复|回答)|(?:处理|解决|答复|回答)不了)[^。；;“”\"「]{0,60}?("
    rf"(?:必须|应当?|须|要)?(?:及时)?(?:请示|询问|报告|汇报|寻求){_WITHIN}{_SUPERIOR}{_WITHIN}"
    rf"|(?:必须|应当?|须|要)?(?:及时)?向{_WITHIN}{_SUPERIOR}{_WITHIN}(?:请示|询问|报告|汇报|求助){_WITHIN})"
)


def whom_to_ask(units: Iterable[Unit]) -> tuple[Unit, str] | None:
    """Find the clause that says whom an agent asks who does not know.

    :param units: The units in scope, in document order.
    :return: The clause and its words, or None where no clause says it.
    """
    for unit in units:
        found = _ASK.search(to_simplified(unit.text))
        if found and len(to_simplified(unit.text)) == len(unit.text):
            return unit, unit.text[found.start(1) : found.end(1)]
    return None


def refuse(
    language: Language, near: Sequence[Unit], ask: tuple[Unit, str] | None, *, scoped: bool, reason: str = ""
) -> str:
    """Word a refusal.

    :param language: Of the question.
    :param near: The nearest clauses, nearest first.
    :param ask: The clause that says whom to ask, and its words.
    :param scoped: Whether only a part of the regulations was searched.
    :param reason: The first sentence; the general one where empty.
    :return: The text, without markers: nothing is cited.
    """
    say = phrases_in(language)
    lines = [(reason or say.not_covered) + (say.scope_note if scoped else "")]
    if ask:
        unit, quote = ask
        lines.append(say.ask.format(quote=quote, name=regulation_name(unit), locator=unit.locator))
    else:
        lines.append(say.ask_somebody)
    if near:
        named = dict.fromkeys(say.near_clause.format(name=regulation_name(unit), locator=unit.locator) for unit in near)
        lines.append(say.near + say.separator.join(list(named)[:NEAR_CLAUSES]) + say.full_stop)
    return "\n".join(lines)
