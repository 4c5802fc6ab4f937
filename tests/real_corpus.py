"""The real documents, and the real index over them, for tests about answers."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import corpus
from assistant.answer import Answer
from assistant.answering import Assistant
from corpus.catalog import Document, list_documents, load_catalog, load_documents
from corpus.left_open import read_left_open
from corpus.question_bank import match_bank, read_bank
from corpus.regulation import Regulation, Unit
from index.clause_index import ClauseIndex
from index.embedding import load_embedder

CORPUS = Path(corpus.__file__).parent
_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []  # kept while the tests run, removed at their end


@cache
def documents() -> tuple[Document, ...]:
    """All documents, parsed once a test run."""
    return load_documents(list_documents(CORPUS / "documents"), load_catalog(CORPUS / "catalog.toml"))


@cache
def all_units() -> tuple[Unit, ...]:
    """All units in document order."""
    return tuple(unit for document in documents() for unit in document.units)


@cache
def all_regulations() -> tuple[Regulation, ...]:
    """All regulations."""
    return tuple(regulation for document in documents() for regulation in document.regulations)


def unit(unit_id: str) -> Unit:
    """The unit of an id."""
    return next(unit for unit in all_units() if unit.unit_id == unit_id)


@cache
def real_assistant(*, with_examples: bool = True) -> Assistant:
    """An assistant over all documents with the packaged model; built once a test run, in seconds, from the shipped vectors."""
    _FOLDERS.append(tempfile.TemporaryDirectory(prefix="assistant-tests-"))
    folder = Path(_FOLDERS[-1].name) / "index"
    bank = match_bank(read_bank(CORPUS / "questions"), all_units()).questions if with_examples else {}
    left_open = read_left_open(CORPUS / "questions")
    return Assistant(
        ClauseIndex.build(all_units(), all_regulations(), load_embedder(), folder, bank=bank, left_open=left_open)
    )


@cache
def answer_to(question: str) -> Answer:
    """The answer to a question without history and scope; asked once a test run."""
    return real_assistant().answer(question)
