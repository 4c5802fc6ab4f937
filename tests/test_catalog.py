"""The catalog names what the parser found; its mistakes are told in one sentence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.catalog import CatalogError, NoDocuments, list_documents, load_catalog, load_documents, name_document
from corpus.corrections import parse_corrections
from corpus.reading import SourceText, UnreadableDocument

ENTRY = '[[regulation]]\nid = "gas"\ntitle = "客服部服务规范"\nissuer = "遵化天然气公司"\nsource = "gas.txt"\n'
TEXT = "客服部服务规范\n第一条 应当保密。\n第二条 应当守时。"


def catalog_of(folder: Path, text: str) -> Path:
    """A catalog file with a text."""
    path = folder / "catalog.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_entries_are_read(tmp_path: Path) -> None:
    path = catalog_of(tmp_path, ENTRY + 'effective_on = 2024-01-01\ndocument_number = "客〔2024〕1号"\n')
    (entry,) = load_catalog(path)
    assert (entry.regulation_id, entry.issuer, entry.effective_on) == ("gas", "遵化天然气公司", date(2024, 1, 1))
    assert entry.printed == entry.title  # unless said otherwise
    assert entry.occurrence == 1


def test_a_missing_catalog_names_nothing(tmp_path: Path) -> None:
    assert load_catalog(tmp_path / "catalog.toml") == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[regulation", "不是有效的 TOML"),
        ('[[regulation]]\nid = "gas"\n', "第 1 项 缺少 source、title"),
        (ENTRY + 'colour = "red"\n', "第 1 项 有不认识的 colour"),
        (ENTRY.replace('"gas"', '"燃气"'), "只能用小写字母"),
        (ENTRY * 2, "id 重复:gas"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(CatalogError, match=message):
        load_catalog(catalog_of(tmp_path, text))


def test_a_regulation_takes_its_name_from_the_catalog(tmp_path: Path) -> None:
    document = name_document(SourceText("gas.txt", TEXT, "digest"), load_catalog(catalog_of(tmp_path, ENTRY)))
    (regulation,) = document.regulations
    assert (regulation.regulation_id, regulation.issuer, regulation.sha256) == ("gas", "遵化天然气公司", "digest")
    assert [unit.unit_id for unit in document.units] == ["gas#1", "gas#2"]
    assert {unit.issuer for unit in document.units} == {"遵化天然气公司"}


def test_the_second_of_a_title_has_an_entry_of_its_own(tmp_path: Path) -> None:
    second = ENTRY.replace('"gas"', '"gas-new"') + "occurrence = 2\n"
    text = "客服部服务规范\n客服部服务规范\n1、保密。\n2、守时。\n客服部服务规范\n客服部服务规范\n1、友善。"
    document = name_document(SourceText("gas.txt", text, ""), load_catalog(catalog_of(tmp_path, ENTRY + second)))
    assert [unit.unit_id for unit in document.units] == ["gas#1", "gas#2", "gas-new#1"]


@pytest.mark.parametrize(("name", "prefix"), [("service-rules.txt", "service-rules"), ("客服规范.txt", "regulation-")])
def test_without_an_entry_the_id_comes_from_the_file_and_the_title_from_the_text(name: str, prefix: str) -> None:
    document = name_document(SourceText(name, TEXT, ""), ())
    assert document.regulations[0].title == "客服部服务规范"
    assert document.regulations[0].regulation_id.startswith(prefix)
    again = name_document(SourceText(name, TEXT.replace("守时", "准时"), ""), ())
    assert again.regulations[0].regulation_id == document.regulations[0].regulation_id  # the next version keeps it


def test_ids_of_several_regulations_of_one_file_differ() -> None:
    text = "客服守则\n客服守则\n1、保密。\n客服守则\n客服守则\n1、守时。\n保安守则\n保安守则\n1、巡查。"
    ids = [regulation.regulation_id for regulation in name_document(SourceText("守则.txt", text, ""), ()).regulations]
    assert len(set(ids)) == 3


def test_one_refused_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    refused: list[UnreadableDocument] = []
    documents = load_documents(list_documents(tmp_path), (), refused.append)
    assert [document.name for document in documents] == ["a.txt"]
    assert [str(error).partition(":")[0] for error in refused] == ["b.txt"]
    with pytest.raises(UnreadableDocument):
        load_documents(list_documents(tmp_path), ())


def test_folders_without_documents_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NoDocuments, match="没有可读的规定文件"):
        list_documents(tmp_path)
    with pytest.raises(NoDocuments, match="找不到文件夹"):
        list_documents(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("recorded", "differs"),
    [('sha256 = "digest"\n', False), ('sha256 = "older"\n', True), ("", False)],  # an entry may say nothing of the file
)
def test_a_file_that_is_not_the_one_of_the_catalog_is_told(tmp_path: Path, recorded: str, differs: bool) -> None:
    document = name_document(
        SourceText("gas.txt", TEXT, "digest"), load_catalog(catalog_of(tmp_path, ENTRY + recorded))
    )
    assert document.differs_from_catalog is differs
    assert {regulation.sha256 for regulation in document.regulations} == {"digest"}  # of what was read
    assert len(document.units) == 2


def test_what_the_catalog_does_not_say_is_taken_from_the_text(tmp_path: Path) -> None:
    entry = ENTRY.replace('issuer = "遵化天然气公司"\n', "")
    text = TEXT.replace("规范\n", "规范\n发布单位：北岭市燃气有限公司\n") + "\n第三条 本规范自2024年1月1日起施行。"
    (regulation,) = name_document(
        SourceText("gas.txt", text, ""), load_catalog(catalog_of(tmp_path, entry))
    ).regulations
    assert (regulation.issuer, regulation.effective_on) == ("北岭市燃气有限公司", date(2024, 1, 1))


def test_a_regulation_read_with_corrections_can_be_told_from_one_without() -> None:
    text = SourceText("gas.txt", TEXT, "digest")
    toml = '[[correction]]\naction = "noise"\ntext = "应当守时"\nreason = "{}"\n'
    corrected = [
        name_document(text, (), parse_corrections(toml.format(why), "gas.corrections.toml")) for why in ("a", "b")
    ]
    (plain,), (one,), (other,) = (document.regulations for document in (name_document(text, ()), *corrected))
    assert plain.corrections_sha256 == ""
    assert one.sha256 == plain.sha256
    assert one.corrections_sha256 == other.corrections_sha256 != ""  # why it was made makes no difference
