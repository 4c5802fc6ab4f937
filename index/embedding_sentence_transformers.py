"""Any sentence-transformers model, by name or by folder. Loads torch: imported only when such a model is asked for."""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.embedding import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

logger = logging.getLogger(__name__)

MODEL_FILES = ("modules.json", "config.json")  # one of them begins every model
BATCH_SIZE = 32
HUB_SECONDS = 10
# Models of the e5 family are trained with these words before each text and rank visibly worse without them. The
# "-instruct" ones want a sentence of instruction instead and carry it in their own settings.
E5_NAME = re.compile(r"(?<![a-z0-9])e5(?![a-z0-9])(?!.*instruct)", re.IGNORECASE)
E5_QUESTION_PREFIX = "query: "
E5_PASSAGE_PREFIX = "passage: "


class SentenceTransformersEmbedder:
    """Embeds with a sentence-transformers model, one thread a call."""

    def __init__(self, name: str) -> None:
        """Load the model.

        :param name: Name on the model hub, or the folder it lies in.
        :raises ModelUnavailable: if it is not there or cannot be loaded.
        """
        folder = Path(name).expanduser()
        is_path = folder.is_dir() or folder.is_absolute() or name.startswith((".", "~"))
        if is_path and not any((folder / file).is_file() for file in MODEL_FILES):
            raise ModelUnavailable(
                f"文件夹 {name} 不存在或里面没有向量模型，请检查路径，或去掉 --embedding-model 使用自带的模型。"
            )
        try:
            self._model = _load(name, folder)
            self.dimension = int(self._model.encode([""], show_progress_bar=False).shape[1])
        except Exception as error:  # the library raises whatever its many loaders do for what they cannot read
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise ModelUnavailable(
                f"向量模型 {name} 无法载入（{reason}），请改用本机的模型文件夹，或去掉 --embedding-model 使用自带的模型。"
            ) from error
        self.name = f"{folder.resolve().name}-{_digest(folder)}" if folder.is_dir() else name
        self._question_prefix, self._passage_prefix = prefixes_for(folder.name, self._model.prompts)

    def embed_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions with the model's prefix for them."""
        return self._embed(questions, self._question_prefix)

    def embed_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        """Embed passages with the model's prefix for them; the model cuts what is longer than it takes."""
        return self._embed(passages, self._passage_prefix)

    def _embed(self, texts: Sequence[str], prefix: str) -> NDArray[np.float32]:
        """Embed texts after a prefix."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        whole = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        vectors = self._model.encode(
            whole, prompt=prefix, batch_size=BATCH_SIZE, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)


def _load(name: str, folder: Path) -> SentenceTransformer:
    """Load a model from its folder, from the cache of downloads, or from the hub, in this order."""
    import torch
    from huggingface_hub import HfApi
    from sentence_transformers import SentenceTransformer

    _silence_libraries()
    torch.set_num_threads(1)  # two on two busy cores made the slowest questions twenty times slower
    if folder.is_dir():
        return SentenceTransformer(str(folder), local_files_only=True)
    try:
        return SentenceTransformer(name, local_files_only=True)  # once downloaded, no request leaves the machine
    except Exception:  # not downloaded yet, or only in part: whatever the loaders raise for a file that is not there
        repository = name if "/" in name else f"sentence-transformers/{name}"  # the library's own rule for short names
        HfApi().model_info(repository, timeout=HUB_SECONDS)  # fails at once; the loaders try for over a minute
        logger.warning("正在下载向量模型 %s，可能要几分钟…", name)  # their bars, which would show it, are off
        return SentenceTransformer(name)


def _silence_libraries() -> None:
    """Turn off the bars, tables and English warnings of the libraries: what is wrong is told in one line."""
    import transformers.utils.logging as transformers_logging
    from huggingface_hub.utils.tqdm import disable_progress_bars

    disable_progress_bars()
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # its module has no types
    for library in ("huggingface_hub", "sentence_transformers", "transformers"):
        logging.getLogger(library).setLevel(logging.ERROR)


def prefixes_for(name: str, prompts: Mapping[str, str | None]) -> tuple[str, str]:
    """Say what stands before each text: the model's own settings, else the custom of its family.

    :param name: Name of the model.
    :param prompts: Its settings.
    :return: Prefix of questions, prefix of passages.
    """
    question = prompts.get("query") or ""
    passage = prompts.get("document") or prompts.get("passage") or ""
    if not question and not passage and E5_NAME.search(name):
        return E5_QUESTION_PREFIX, E5_PASSAGE_PREFIX
    return question, passage


def _digest(folder: Path) -> str:
    """Hash a model's files: weights trained anew in the same folder are another model."""
    total = hashlib.sha256()
    names = sorted(file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    for name in names:
        if any(part.startswith(".") for part in name.parts):
            continue  # what download tools and git leave there
        with (folder / name).open("rb") as content:
            total.update(os.fsencode(name) + b"\0")
            total.update(hashlib.file_digest(content, "sha256").digest())
    return total.hexdigest()[:12]
