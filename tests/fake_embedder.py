"""An embedder a person can compute, and units and regulations to go with it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.regulation import Regulation, Unit

COUNTED = ("方言", "电话", "投诉", "着装", "挂断")


class CountingEmbedder:
    """Counts five words; the sixth number is 1, so that no vector is zero. Keeps what it was given."""

    def __init__(self, name: str = "counting-1") -> None:
        self.name = name
        self.dimension = len(COUNTED) + 1
        self.passages: list[str] = []

    def embed_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        return self._embed(questions)

    def embed_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        self.passages += passages
        return self._embed(passages)

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        counts = np.array([[*(text.count(word) for word in COUNTED), 1] for text in texts], dtype=np.float32)
        vectors: NDArray[np.float32] = counts / np.linalg.norm(counts, axis=1, keepdims=True)
        return vectors


def make_unit(
    unit_id: str, text: str, *, heading: str = "", context: tuple[str, ...] = (), regulation: str = "服务规范"
) -> Unit:
    """A unit of which only what matters to search is given."""
    number = unit_id.partition("#")[2]
    return Unit(unit_id, "fake.txt", regulation, "某单位", (number,), number, heading, context, text)


def make_regulation(regulation_id: str, title: str = "服务规范") -> Regulation:
    """A regulation of which only the id matters."""
    return Regulation(regulation_id, title, "某单位", "", None, None, "fake.txt", "0" * 64)


# Two regulations; conduct#1 and manual#1 have the same words and so the same vector.
UNITS = (
    make_unit("conduct#1", "接听电话时使用普通话。"),
    make_unit("conduct#2", "客户讲方言听不懂时，请客户讲普通话。", context=("电话用语",)),
    make_unit("conduct#3", "严禁先于客户挂断电话。"),
    make_unit("conduct#4", "", heading="着装整洁"),
    make_unit("manual#1", "接听电话时使用普通话。"),
    make_unit("manual#2", "投诉应当在二十四小时内回复，回复投诉前先核实投诉内容。"),
    make_unit("manual#3", "客户讲方言时转接会方言的同事。"),
)
REGULATIONS = (make_regulation("conduct"), make_regulation("manual", "客服手册"))
