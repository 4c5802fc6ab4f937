"""The parse report: its figures are those of the document, and they add up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import corpus
from corpus.catalog import Document, list_documents, load_catalog, load_documents, name_document
from corpus.checking import check_document, report_to_json
from corpus.reading import SourceText

FOLDER = Path(corpus.__file__).parent
DOCUMENTS = load_documents(list_documents(FOLDER / "documents"), load_catalog(FOLDER / "catalog.toml"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_characters_and_units_add_up(document: Document) -> None:
    report = check_document(document)
    characters = report.characters
    assert characters.kept + characters.noise + characters.repaired + characters.blank == characters.total
    assert characters.total == len(document.parsed.account.source)
    assert sum(count for _, count in report.noise) == characters.noise
    assert [count for _, count in report.noise] == sorted((count for _, count in report.noise), reverse=True)
    assert [r.regulation_id for r in report.regulations] == [r.regulation_id for r in document.regulations]
    assert len(document.units) - report.items <= report.clauses  # a 条 whose items say everything has no unit


def test_clauses_items_and_findings_are_counted() -> None:
    text = "客服规范\n第一条 有下列情形的,处罚:\n(一)辱骂;\n(二)泄密。\n第三条 守时。\n附件：1.客户投诉登记表\n2.客户投诉回访表"
    report = check_document(name_document(SourceText("规范.txt", text, ""), ()))
    assert (report.clauses, report.items) == (2, 2)
    assert [f.kind for f in report.regulations[0].findings] == ["跳号"]
    assert dict(report.noise) == {"附表清单": 21}


def test_a_title_without_rules_is_named() -> None:
    compilation = next(document for document in DOCUMENTS if document.name == "customer-service-compilation.txt")
    assert check_document(compilation).titles_only == ("客户服务部规范",)  # a table of contents only


def test_repaired_runs_are_listed() -> None:
    logistics = next(document for document in DOCUMENTS if document.name == "skshu-logistics.txt")
    report = check_document(logistics)
    assert ("??蛻粲X", "。客戶覺") in report.repaired
    assert report.damaged == ()


def test_the_report_is_written_as_json() -> None:
    report = check_document(DOCUMENTS[0])
    written = json.loads(json.dumps(report_to_json(report), ensure_ascii=False))
    assert written["source"] == "cotton-exchange-conduct.txt"
    assert written["clauses"] == 37
    assert sum(written["noise"].values()) == written["characters"]["noise"]
    assert written["regulations"][0] == {
        "regulation_id": "cotton-exchange-conduct", "title": "全国棉花交易市场客户服务人员行为规范", "clauses": 37, "items": 98, "findings": [],
    }  # fmt: skip
