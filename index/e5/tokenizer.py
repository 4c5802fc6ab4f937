"""Text into the pieces the model was trained on: SentencePiece's unigram model (Kudo 2018, arXiv 1804.10959).

Of all ways to put a text together from known pieces the one with the highest sum of scores is taken (Viterbi). Pieces are
looked up by a hash of their characters, all stretches of a text at once: as Python objects a quarter million pieces would take
40 MB, and making them most of a second.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from index.e5.weights import Vocabulary

SPACE = "\u2581"  # how SentencePiece writes one; it also stands before the first word
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # of the hash; odd, so that its powers can be divided by modulo 2^64
_INVERSE = np.uint64(pow(int(_FACTOR), -1, 1 << 64))
_UNKNOWN_BELOW = 10.0  # an unknown character scores this much less than the rarest piece, as in SentencePiece
_LOOKED_AT_ONCE = 4_096  # characters; bounds the memory a long text takes


class Tokenizer:
    """Cuts text into numbered pieces."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Hash all pieces.

        :param vocabulary: The pieces; without a copy of their characters.
        """
        self._vocabulary = vocabulary
        lengths = np.diff(vocabulary.starts)
        self._longest = int(lengths.max())
        known = np.flatnonzero(lengths)
        known = known[known != vocabulary.unknown]
        hashes = _Hashes(vocabulary.characters)
        of_pieces = hashes.of(vocabulary.starts[known], lengths[known])
        order = np.argsort(of_pieces)
        self._hashes, self._pieces = of_pieces[order], known[order].astype(np.int32)
        self._unknown_score = float(vocabulary.scores.min()) - _UNKNOWN_BELOW

    def tokens(self, text: str) -> NDArray[np.int64]:
        """Cut a text.

        :param text: Any text that can be written as UTF-8.
        :return: The numbers of its pieces, without the marks for begin and end.
        """
        plain = re.sub(" {2,}", " ", text.translate(self._vocabulary.replaced))
        if not plain.startswith(" "):
            plain = " " + plain
        return self._best_way(plain.replace(" ", SPACE))

    def _best_way(self, text: str) -> NDArray[np.int64]:
        """Find the pieces with the highest sum of scores."""
        length = len(text)
        best = [0.0] + [-np.inf] * length
        came_by: list[tuple[int, int]] = [(0, 0)] * (length + 1)  # the start of the last piece, and which it is
        scores, unknown, unknown_score = self._vocabulary.scores, self._vocabulary.unknown, self._unknown_score
        hashes = _Hashes(text)
        for first in range(0, length, _LOOKED_AT_ONCE):
            last = min(first + _LOOKED_AT_ONCE, length)
            starts, lengths, pieces = self._known_in(text, hashes, first, last)
            found = zip(starts.tolist(), lengths.tolist(), pieces.tolist(), scores[pieces].tolist(), strict=True)
            at = next(found, None)
            for start in range(first, last):
                here = best[start]
                while at is not None and at[0] == start:
                    end, score = start + at[1], here + at[3]
                    if score > best[end]:
                        best[end], came_by[end] = score, (start, at[2])
                    at = next(found, None)
                if here + unknown_score > best[start + 1]:
                    best[start + 1], came_by[start + 1] = here + unknown_score, (start, unknown)
        tokens, end = [], length
        while end:
            end, piece = came_by[end]
            tokens.append(piece)
        return np.array(tokens[::-1], np.int64)

    def _known_in(
        self, text: str, hashes: _Hashes, first: int, last: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
        """Find all known pieces that begin between two places: where, how long, which; in the order of the text."""
        starts = np.repeat(np.arange(first, last), self._longest)
        lengths = np.tile(np.arange(1, self._longest + 1), last - first)
        inside = starts + lengths <= len(text)
        starts, lengths = starts[inside], lengths[inside]
        wanted = hashes.of(starts, lengths)
        at = np.minimum(np.searchsorted(self._hashes, wanted), len(self._hashes) - 1)
        found = np.flatnonzero(self._hashes[at] == wanted)
        return starts[found], lengths[found], self._pieces[at[found]]


class _Hashes:
    """Hashes of any stretch of a text: a polynomial of its characters, modulo 2^64.

    Two different pieces never share one (that is tested), and that a stretch which is no piece has the hash of one is as likely
    as to guess a number of 64 bits.
    """

    def __init__(self, text: str) -> None:
        codes = np.frombuffer(text.encode("utf-32-le"), "<u4").astype(np.uint64) + np.uint64(1)
        steps = np.arange(1, len(codes) + 1)
        self._inverse = _powers(_INVERSE, len(codes))
        self._factor = _powers(_FACTOR, len(codes))
        self._sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(codes * self._inverse[steps])])

    def of(self, starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.uint64]:
        """Hash stretches."""
        ends = starts + lengths
        hashes: NDArray[np.uint64] = (self._sums[ends] - self._sums[starts]) * self._factor[ends]
        return hashes


def _powers(base: np.uint64, count: int) -> NDArray[np.uint64]:
    """List the powers 0 to ``count``, modulo 2^64."""
    return np.concatenate([np.ones(1, np.uint64), np.cumprod(np.full(count, base, np.uint64))])
