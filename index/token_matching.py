"""Each token of a question against the tokens of a unit: late interaction (Khattab and Zaharia 2020, arXiv 2004.12832).

One vector for a whole unit blurs what its clauses say one by one; of the state that the model gives each token, the best match in
the unit is kept for each token of the question, and these are averaged. All states share most of what they are, so what is common to
them is taken off first. Of a unit's tokens only the signs are kept, 48 bytes each.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.ranking import Ranked, best

SIGNS_FILE = "tokens.signs.npy"
STARTS_FILE = "tokens.starts.npy"
MULTIPLIED_AT_ONCE = 1 << 18  # products; OpenBLAS takes one thread for no more


def pack_signs(states: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Keep of each token in which directions it points.

    :param states: (tokens, width), with what is common to all taken off; the width a multiple of eight.
    :return: (tokens, width / 8): one bit a number, set where it is above 0.
    """
    return np.packbits(states > 0, axis=1)


class TokenIndex:
    """The tokens of all units."""

    def __init__(self, signs: NDArray[np.uint8], starts: NDArray[np.int64]) -> None:
        """Wire the index.

        :param signs: (tokens, width / 8): of all units, one behind the other, as ``pack_signs`` makes them.
        :param starts: (units + 1,): where the tokens of each unit begin.
        """
        self._signs, self._starts = signs, starts

    @classmethod
    def build(cls, signs: Sequence[NDArray[np.uint8]]) -> TokenIndex:
        """Put the tokens of units together.

        :param signs: Those of each unit, in document order; at least one unit.
        :return: The index.
        """
        lengths = [len(each) for each in signs]
        return cls(np.concatenate(signs), np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64))

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        np.save(folder / SIGNS_FILE, self._signs, allow_pickle=False)
        np.save(folder / STARTS_FILE, self._starts, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> TokenIndex | None:
        """Read what ``save`` wrote; None where nothing was. The tokens stay on the disk until they are looked at."""
        if not (folder / SIGNS_FILE).exists():
            return None
        signs = np.load(folder / SIGNS_FILE, mmap_mode="r", allow_pickle=False)
        return cls(signs, np.load(folder / STARTS_FILE, allow_pickle=False))

    def rank(self, question: NDArray[np.float32], rows: Sequence[int]) -> tuple[Ranked, ...]:
        """Rank units by how well the tokens of a question are matched in them.

        :param question: (tokens, width): the states of its tokens, with what is common to all taken off; none: no ranking.
        :param rows: The units to rank.
        :return: Those that have tokens, best first, with the mean over the question's tokens of the best cosine.
        """
        held = [row for row in rows if self._starts[row] < self._starts[row + 1]]
        if not len(question) or not held:
            return ()
        lengths = [self._starts[row + 1] - self._starts[row] for row in held]
        signs = np.concatenate([self._signs[self._starts[row] : self._starts[row + 1]] for row in held])
        nearest = np.maximum.reduceat(_cosines(signs, question), np.cumsum([0, *lengths[:-1]]), axis=0)
        return best(np.array(held, dtype=np.int64), nearest.mean(axis=1), len(held))


def _cosines(signs: NDArray[np.uint8], question: NDArray[np.float32]) -> NDArray[np.float32]:
    """Compare every token of a question with every token whose signs are kept.

    With bits b for signs, the product with q is 2 b·q - sum(q). Few rows at a time: what is larger is multiplied by several
    threads, which wait awake for each other and take four times the processor time on a busy machine.
    """
    question = question / np.linalg.norm(question, axis=1, keepdims=True)
    turned = np.ascontiguousarray(question.T)
    products = np.empty((len(signs), len(question)), np.float32)
    at_once = max(1, MULTIPLIED_AT_ONCE // question.size)
    for first in range(0, len(signs), at_once):
        bits = np.unpackbits(signs[first : first + at_once], axis=1).astype(np.float32)
        np.matmul(bits, turned, out=products[first : first + at_once])
    cosines: NDArray[np.float32] = (2 * products - question.sum(axis=1)) / np.float32(question.shape[1] ** 0.5)
    return cosines
