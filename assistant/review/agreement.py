"""How far two people who judge the same things agree beyond chance: Cohen's kappa. Pure functions.

J. Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20(1), 37-46.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence


def cohens_kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Tell how far two people agree: ``(po - pe) / (1 - pe)``.

    ``po`` is the share of equal judgements, ``pe`` the share that would be equal if both judged at random, each with the shares of
    judgements that he or she gives.

    :param pairs: For each thing what the first said and what the second said.
    :return: 1 is full agreement, 0 chance, below 0 worse than chance; None of nothing, or where both always say the same one thing.
    """
    if not pairs:
        return None
    count = len(pairs)
    observed = sum(first == second for first, second in pairs) / count
    of_first, of_second = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    by_chance = sum(of_first[said] * of_second[said] for said in of_first) / count**2
    return None if by_chance == 1 else (observed - by_chance) / (1 - by_chance)
