"""The evaluation cases themselves: sound, various, and true to the documents as the parser reads them."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import corpus
import evals
from assistant.answer import Status
from assistant.scope import resolve_scope
from corpus.catalog import Document, list_documents, load_catalog, load_documents
from corpus.script import fold
from evals.cases import Case, Kind, load_cases
from evals.gold import find_gold
from evals.metrics import contains_all
from evals.run import check_cases

CASES_FOLDER = Path(evals.__path__[0]) / "cases"
CORPUS_FOLDER = Path(corpus.__path__[0])
CASE_FILES = sorted(CASES_FOLDER.glob("*.jsonl"))
ENOUGH_CASES = 80
SHARE_NOT_COVERED = (0.10, 0.30)
ENOUGH_OF_A_KIND = 3

pytestmark = pytest.mark.skipif(not CASE_FILES, reason="no evaluation cases are in evals/cases yet")


@cache
def documents() -> tuple[Document, ...]:
    """Parse the documents of the checkout once."""
    return load_documents(list_documents(CORPUS_FOLDER / "documents"), load_catalog(CORPUS_FOLDER / "catalog.toml"))


def cases() -> tuple[Case, ...]:
    """All cases; loading refuses a repeated id and a repeated question."""
    return load_cases(CASES_FOLDER)


@pytest.mark.parametrize("file", CASE_FILES, ids=lambda file: file.name)
def test_every_file_loads_and_its_writer_is_its_name(file: Path) -> None:
    assert {case.writer for case in load_cases(file)} == {file.stem}


def test_no_two_cases_are_the_same() -> None:
    loaded = cases()
    assert len(loaded) >= ENOUGH_CASES
    asked = Counter((fold(case.question), case.history, case.scope) for case in loaded)
    assert [question for question, times in asked.items() if times > 1] == []


@pytest.mark.parametrize("file", CASE_FILES, ids=lambda file: file.name)
def test_every_gold_quote_stands_in_some_unit(file: Path) -> None:
    units = [unit for document in documents() for unit in document.units]
    assert [str(finding) for finding in check_cases(file, units)] == []


def test_every_document_and_every_kind_is_asked_about() -> None:
    kinds = Counter(case.kind for case in cases())
    assert {kind: kinds[kind] for kind in Kind if kinds[kind] < ENOUGH_OF_A_KIND} == {}
    sources = {gold.source for case in cases() for gold in case.expected}
    assert sources == {unit.source for document in documents() for unit in document.units}


def test_the_share_of_questions_not_covered_is_kept() -> None:
    statuses = [case.expected_status for case in cases() if "tuning" not in case.tags]
    low, high = SHARE_NOT_COVERED
    assert low <= statuses.count(Status.NOT_COVERED) / len(statuses) <= high


def test_every_scope_names_something_and_holds_a_right_clause() -> None:
    regulations = [regulation for document in documents() for regulation in document.regulations]
    for case in cases():
        inside = resolve_scope(case.scope, regulations)  # raises on an unknown name
        if inside is None or not case.expected:
            continue
        sources = {regulation.source for regulation in regulations if regulation.regulation_id in inside}
        assert sources & {gold.source for gold in case.expected}, case.case_id


def test_what_an_answer_must_contain_can_be_had_from_the_gold_clauses() -> None:
    """A word that no right clause holds could only be met by an answer that is not word for word."""
    units = [unit for document in documents() for unit in document.units]
    loaded = cases()
    gold = find_gold(loaded, units)
    missing = {
        case.case_id: [word for word in case.must_contain if not contains_all(held, [word])]
        for case in loaded
        if (held := "\n".join(unit.unit_text for clause in gold[case.case_id] for unit in clause.units))
    }
    assert {case_id: words for case_id, words in missing.items() if words} == {}
