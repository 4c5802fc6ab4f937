"""Vectors kept between builds, so that only new or changed texts are embedded.

One SQLite file for all models. Each batch is one transaction: a kill in the middle loses at most the batch at hand.
Losing the file costs time, nothing else.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder, TokenEmbedder
from index.shipped_vectors import load_shipped, pick
from index.token_matching import pack_signs

logger = logging.getLogger(__name__)

BATCH_SIZE = 32  # a second or two of work: often enough for a progress bar, rare enough for the disk
MANY = 1_000  # texts from which the shipped vectors are looked through first: as many look-ups in the cache take longer
LENGTH_TOLERANCE = 1e-3  # a stored vector whose length is not 1 was damaged
STORED = np.dtype("<f4")

Progress = Callable[[int, int], None]  # texts embedded so far, texts to embed


class TextKind(StrEnum):
    """Many models embed questions and passages differently."""

    PASSAGE = "passage"
    QUESTION = "question"


def embed_once(
    texts: Sequence[str],
    embedder: Embedder,
    cache_file: Path,
    progress: Progress | None = None,
    kind: TextKind = TextKind.PASSAGE,
    batch_size: int = BATCH_SIZE,
) -> NDArray[np.float32]:
    """Embed texts, each different one once, those in the cache or shipped with the code not at all.

    :param texts: The texts.
    :param embedder: The model.
    :param cache_file: The cache; made where there is none, made anew where it cannot be read.
    :param progress: Called before the first text and after each batch.
    :param kind: What the texts are.
    :param batch_size: How many texts are embedded, kept and told of at a time; fewer where they are long.
    :return: One unit vector per text, in the same order.
    :raises ValueError: if the model returns another shape than it announces.
    """
    cache_file.parent.mkdir(parents=True, exist_ok=True)
    embed = embedder.embed_questions if kind is TextKind.QUESTION else embedder.embed_passages
    prefix = f"{kind}: "
    with closing(_open(cache_file)) as cache:
        keys = {prefix + text: text for text in texts}
        many = len(keys) > MANY
        vectors = pick(keys, load_shipped(embedder.name)) if many else _read(cache, keys, embedder)
        if left := [key for key in keys if key not in vectors]:
            vectors |= _read(cache, left, embedder) if many else pick(left, load_shipped(embedder.name))
        missing = [key for key in keys if key not in vectors]
        if progress:
            progress(0, len(missing))
        for start in range(0, len(missing), batch_size):
            batch = missing[start : start + batch_size]
            embedded = embed([keys[key] for key in batch])
            if embedded.shape != (len(batch), embedder.dimension):
                raise ValueError(f"{embedder.name}: {embedded.shape} for {len(batch)} texts of {embedder.dimension}")
            vectors.update(zip(batch, embedded, strict=True))
            _write(cache, zip(batch, embedded, strict=True), embedder)
            if progress:
                progress(start + len(batch), len(missing))
    return np.array([vectors[prefix + text] for text in texts], dtype=np.float32)


def read_tokens_once(
    passages: Sequence[str], embedder: TokenEmbedder, cache_file: Path, progress: Progress | None = None
) -> list[NDArray[np.uint8]]:
    """Read the tokens of passages, each different one once; the model tells their vectors too, which are kept for ``embed_once``.

    :param passages: The passages.
    :param embedder: The model.
    :param cache_file: The cache; made where there is none, made anew where it cannot be read.
    :param progress: Called before the first passage and after each batch.
    :return: Of each passage the signs of its tokens, in the same order.
    """
    cache_file.parent.mkdir(parents=True, exist_ok=True)
    prefix = f"{TextKind.PASSAGE}: "
    with closing(_open(cache_file)) as cache:
        texts = list(dict.fromkeys(passages))
        signs = {text: found for text in texts if (found := _read_signs(cache, prefix + text, embedder)) is not None}
        missing = [text for text in texts if text not in signs]
        if progress:
            progress(0, len(missing))
        for start in range(0, len(missing), BATCH_SIZE):
            batch = missing[start : start + BATCH_SIZE]
            readings = embedder.read_passages(batch)
            fresh = {text: pack_signs(reading.tokens) for text, reading in zip(batch, readings, strict=True)}
            _write(cache, ((prefix + text, each.vector) for text, each in zip(batch, readings, strict=True)), embedder)
            _write_signs(cache, ((prefix + text, rows) for text, rows in fresh.items()), embedder)
            signs |= fresh
            if progress:
                progress(start + len(batch), len(missing))
    return [signs[passage] for passage in passages]


def _key(text: str, embedder: Embedder) -> str:
    """Name a vector: hash of the text with its kind, and the model it is from."""
    return f"{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()} {embedder.name}"


def _open(file: Path) -> sqlite3.Connection:
    """Open the cache; one that is no database any more is thrown away."""
    try:
        return _connect(file)
    except sqlite3.OperationalError:
        raise  # locked, or no room: throwing the file away would not help
    except sqlite3.DatabaseError:
        logger.warning("embedding cache %s cannot be read; starting a new one", file.name)
        file.unlink()
        return _connect(file)


def _connect(file: Path) -> sqlite3.Connection:
    """Connect, and check that every page can be read."""
    cache = sqlite3.connect(file)
    try:
        cache.execute("CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID")
        cache.execute("CREATE TABLE IF NOT EXISTS tokens (key TEXT PRIMARY KEY, signs BLOB NOT NULL) WITHOUT ROWID")
        if cache.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("quick_check failed")
    except sqlite3.DatabaseError:
        cache.close()
        raise
    return cache


def _read(cache: sqlite3.Connection, passages: Iterable[str], embedder: Embedder) -> dict[str, NDArray[np.float32]]:
    """Fetch the vectors that are there and whole."""
    vectors = {}
    for passage in passages:
        row = cache.execute("SELECT vector FROM vectors WHERE key = ?", (_key(passage, embedder),)).fetchone()
        if row is None or len(row[0]) != embedder.dimension * STORED.itemsize:
            continue
        vector = np.frombuffer(row[0], dtype=STORED).astype(np.float32)
        if abs(float(vector @ vector) - 1) < LENGTH_TOLERANCE:
            vectors[passage] = vector
    return vectors


def _read_signs(cache: sqlite3.Connection, text: str, embedder: Embedder) -> NDArray[np.uint8] | None:
    """Fetch the signs of a text's tokens; None where they are not there or not whole."""
    row = cache.execute("SELECT signs FROM tokens WHERE key = ?", (_key(text, embedder),)).fetchone()
    width = embedder.dimension // 8
    return None if row is None or len(row[0]) % width else np.frombuffer(row[0], np.uint8).reshape(-1, width)


def _write(cache: sqlite3.Connection, embedded: Iterable[tuple[str, NDArray[np.float32]]], embedder: Embedder) -> None:
    """Keep vectors, all of them or none."""
    rows = [(_key(text, embedder), vector.astype(STORED).tobytes()) for text, vector in embedded]
    _insert(cache, "INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)


def _write_signs(cache: sqlite3.Connection, read: Iterable[tuple[str, NDArray[np.uint8]]], embedder: Embedder) -> None:
    """Keep the signs of tokens, all of them or none."""
    rows = [(_key(text, embedder), signs.tobytes()) for text, signs in read]
    _insert(cache, "INSERT OR REPLACE INTO tokens VALUES (?, ?)", rows)


def _insert(cache: sqlite3.Connection, statement: str, rows: Sequence[tuple[str, bytes]]) -> None:
    """Write rows, all of them or none."""
    try:
        with cache:
            cache.executemany(statement, rows)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        raise
