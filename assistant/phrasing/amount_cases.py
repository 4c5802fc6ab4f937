"""Whether the amounts of a sentence are the clause's, on the same side, and stand with the words of their own case.

Knows nothing of quotes or of what else a sentence says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.phrasing import claims
from assistant.phrasing.clause_parts import ClauseParts
from corpus.script import to_simplified


def why_amounts_differ(own: str, clauses: Sequence[ClauseParts]) -> str:
    """Tell why the amounts of a sentence are not those of the clauses.

    :param own: The sentence, quoted words blotted out.
    :param clauses: What it cites.
    :return: A reason code; empty where they agree.
    """
    text = to_simplified(claims.without_labels(own))
    for amount in claims.amounts(text):
        same = [a for clause in clauses for a in clause.amounts if (a.value, a.unit) == (amount.value, amount.unit)]
        if not same:
            return "changed_amount"
        if amount.bound and all(a.bound != amount.bound for a in same) and not _is_open(amount.bound, same):
            return "changed_bound"
    moved = [_moves_amounts(text, clause) for clause in clauses]
    return "moved_amount" if claims.amounts(text) and all(moved) else ""


def amount_stands_alone(own: str, start: int, clause: ClauseParts) -> bool:
    """Whether an amount stands without its own case's words, where the clause sets several for different cases.

    :param own: The sentence up to the end of the part that holds the amount, simplified, quoted words blotted out.
    :param start: Where the part begins.
    :param clause: The clause.
    :return: Whether so.
    """
    of_clause = [(amounts, pairs(words)) for amounts, words in _by_amount(clause.text)]
    for held, words in _by_amount(own[start:]):
        units = {unit for _, unit in held}
        home = [their for amounts, their in of_clause if held & amounts]
        others = [their for amounts, their in of_clause if not held & amounts and units & {unit for _, unit in amounts}]
        telling = frozenset().union(*home) - frozenset().union(*others)
        if others and telling and not pairs(own[:start] + words) & telling:
            return True
    return False


def pairs(words: str) -> frozenset[str]:
    """Collect the pairs of neighbouring Chinese characters."""
    runs = re.findall(r"[\u4e00-\u9fff]+", claims.without_modality(words))
    return frozenset(a + b for run in runs for a, b in zip(run, run[1:], strict=False))


def _is_open(bound: str, same: Sequence[claims.Amount]) -> bool:
    """Whether a clause sets an amount without saying on which side: 时限为24小时 may be told as 24小时内."""
    return bound == "at most" and any(not amount.bound for amount in same)


def _moves_amounts(text: str, clause: ClauseParts) -> bool:
    """Whether an amount stands with the words of a case for which the clause sets another one."""
    if len({(amount.value, amount.unit) for amount in clause.amounts}) < 2:
        return False
    of_clause = [(amounts, pairs(words)) for amounts, words in _by_amount(clause.text)]
    for held, words in _by_amount(text):
        said, units = pairs(words), {unit for _, unit in held}
        home = [their for amounts, their in of_clause if held & amounts]
        others = [their for amounts, their in of_clause if not held & amounts and units & {unit for _, unit in amounts}]
        of_home, of_others = frozenset().union(*home), frozenset().union(*others)
        if len(said & (of_others - of_home)) > len(said & (of_home - of_others)):
            return True
    return False


def _by_amount(text: str) -> list[tuple[frozenset[tuple[float, str]], str]]:
    """Cut a text behind the comma that follows an amount, so that each stretch holds the amounts of one case."""
    stretches: list[tuple[frozenset[tuple[float, str]], str]] = []
    found, start = claims.amounts(text), 0
    for amount in found:
        if amount.start < start:
            continue  # before the same comma as the last one
        cut = re.search(r"[,，。；;、\n]", text[amount.end :])
        end = amount.end + cut.start() if cut else len(text)
        stretches.append((frozenset((a.value, a.unit) for a in found if start <= a.start < end), text[start:end]))
        start = end
    return stretches
