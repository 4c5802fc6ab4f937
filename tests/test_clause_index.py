"""ClauseIndex: what was saved is what is opened, or it is refused with a sentence that says how to mend it."""

from __future__ import annotations

import json
import pickle
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder

from corpus.question_bank import ExampleQuestion
from index.clause_index import ClauseIndex
from index.manifest import FORMAT, IndexDamaged, IndexOutOfDate, read_manifest

FILES = (
    "conflicts.json",
    "dense.faiss",
    "lexical.parameters.json",
    "lexical.rows.npy",
    "lexical.starts.npy",
    "lexical.weights.npy",
    "lexical.words.json",
    "manifest.json",
    "regulations.json",
    "spelling.json",
    "units.jsonl",
)
QUERIES = ("客户讲方言听不懂", "接听电话", "投诉多久回复", "着装", "hello", "挂断电话可以吗")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index built once for this file."""
    folder = tmp_path_factory.mktemp("index") / "first"
    ClauseIndex.build(UNITS, REGULATIONS, CountingEmbedder(), folder)
    return folder


@pytest.fixture(scope="module")
def built(source: Path) -> ClauseIndex:
    return ClauseIndex.open(source, CountingEmbedder())


@pytest.fixture
def folder(source: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may damage."""
    return Path(shutil.copytree(source, tmp_path / "first"))


def test_opened_index_finds_the_same(tmp_path: Path) -> None:
    built = ClauseIndex.build(UNITS, REGULATIONS, CountingEmbedder(), tmp_path / "first")
    opened = ClauseIndex.open(tmp_path / "first", CountingEmbedder())
    assert opened.units == UNITS
    assert opened.regulations == REGULATIONS
    assert opened.version == built.version == "first"
    assert opened.manifest == built.manifest
    for scope in (None, frozenset({"manual"})):
        for query in QUERIES:
            assert opened.search(query, regulations=scope) == built.search(query, regulations=scope)
            assert opened.search_dense(query, regulations=scope) == built.search_dense(query, regulations=scope)
            assert opened.search_lexical(query, regulations=scope) == built.search_lexical(query, regulations=scope)
    assert opened.search("客户讲方言听不懂", top_k=1)[0].unit.unit_id == "conduct#2"


def test_everything_of_a_unit_and_a_regulation_comes_back(tmp_path: Path) -> None:
    """Dates, line breaks inside table rows, separators that other readers take for line ends, rare characters."""
    unit = replace(UNITS[0], path=("第一章", "第一条"), context=("甲", "乙"), text="甲\n乙\u2028丙\x85丁\r\U00020000")
    regulation = replace(REGULATIONS[0], effective_on=date(2024, 2, 29), document_number="棉字〔2024〕1号")
    embedder = CountingEmbedder()
    ClauseIndex.build((unit,), (regulation,), embedder, tmp_path / "one")
    opened = ClauseIndex.open(tmp_path / "one", embedder)
    assert opened.units == (unit,)
    assert opened.regulations == (regulation,)


def test_the_table_of_files_is_complete(folder: Path) -> None:
    assert tuple(sorted(file.name for file in folder.iterdir())) == FILES


def flip_a_bit(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def make_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize(
    "damage",
    [Path.unlink, flip_a_bit, cut, make_folder, lambda file: file.write_bytes(b"")],
    ids=["deleted", "bit", "cut", "folder", "empty"],
)
@pytest.mark.parametrize("name", FILES)
def test_every_damaged_file_is_refused_by_name(folder: Path, name: str, damage: Callable[[Path], object]) -> None:
    damage(folder / name)
    with pytest.raises(IndexDamaged) as refused:
        ClauseIndex.open(folder, CountingEmbedder())
    message = str(refused.value)
    assert message.startswith(f"索引版本 first 的文件 {name} ")
    assert message.endswith("，请运行 assistant index build --publish 重建索引。")
    assert "\n" not in message


@pytest.mark.parametrize(
    "content", ["[]", "null", "{}", '{"sha256": 1}', f'{{"format": {FORMAT}, "sha256": ""}}', "\ufeff", "NaN"]
)
def test_a_manifest_of_another_kind_is_refused(folder: Path, content: str) -> None:
    (folder / "manifest.json").write_text(content)
    with pytest.raises(IndexDamaged, match="manifest.json"):
        ClauseIndex.open(folder, CountingEmbedder())


def test_an_edited_manifest_is_refused(folder: Path) -> None:
    """A model's name written over by hand would let vectors of two models be compared."""
    file = folder / "manifest.json"
    file.write_text(file.read_text().replace('"counting-1"', '"counting-2"'))
    with pytest.raises(IndexDamaged, match="manifest.json"):
        ClauseIndex.open(folder, CountingEmbedder("counting-2"))


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match="索引版本 gone 的文件 manifest.json 不见了"):
        ClauseIndex.open(tmp_path / "gone", CountingEmbedder())


def test_another_model_is_refused_and_both_are_named(folder: Path) -> None:
    with pytest.raises(IndexOutOfDate) as refused:
        ClauseIndex.open(folder, CountingEmbedder("counting-2"))
    assert str(refused.value) == (
        "索引版本 first 用的是向量模型 counting-1（6 维），当前模型是 counting-2（6 维），"
        "请换回原模型，或运行 assistant index build --publish 重建索引。"
    )


def test_another_dimension_is_refused(folder: Path) -> None:
    embedder = CountingEmbedder()
    embedder.dimension = 7
    with pytest.raises(IndexOutOfDate, match="当前模型是 counting-1（7 维）"):
        ClauseIndex.open(folder, embedder)


class Planted:
    """Creates a file when it is unpickled."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self.file,))


def test_a_planted_pickle_is_never_read(folder: Path, tmp_path: Path) -> None:
    proof = tmp_path / "unpickled"
    for name in ("index.pkl", "dense.pkl", "units.pkl", "corpus.jsonl"):
        (folder / name).write_bytes(pickle.dumps(Planted(proof)))
    assert ClauseIndex.open(folder, CountingEmbedder()).search("方言")
    assert not proof.exists()
    pickle.loads((folder / "index.pkl").read_bytes())
    assert proof.exists()  # it would have been


def test_units_are_looked_up_by_id(built: ClauseIndex) -> None:
    assert built.unit("manual#2") is built.units[5]
    with pytest.raises(KeyError):
        built.unit("manual#9")


@pytest.mark.parametrize(
    ("unit_id", "before", "after", "expected"),
    [
        ("conduct#2", 1, 1, ["conduct#1", "conduct#2", "conduct#3"]),
        ("conduct#1", 3, 1, ["conduct#1", "conduct#2"]),
        ("conduct#4", 1, 3, ["conduct#3", "conduct#4"]),  # what follows is another regulation
        ("manual#1", 3, 0, ["manual#1"]),
        ("manual#2", 3, 3, ["manual#1", "manual#2", "manual#3"]),
        ("manual#3", 0, 0, ["manual#3"]),
    ],
)
def test_neighbours_stand_around_a_unit_in_its_regulation(
    built: ClauseIndex, unit_id: str, before: int, after: int, expected: list[str]
) -> None:
    assert [unit.unit_id for unit in built.neighbours(unit_id, before, after)] == expected


def test_manifest_is_readable(folder: Path) -> None:
    """A person can see what a version is without a program of ours."""
    record = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert record["unit_count"] == len(UNITS)
    assert record["embedding_model"] == "counting-1"
    assert set(record["files"]) == set(FILES) - {"manifest.json"}
    assert read_manifest(folder).to_json() == (folder / "manifest.json").read_text(encoding="utf-8")


def test_units_are_readable_one_a_line(folder: Path) -> None:
    lines = (folder / "units.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["unit_id"] for line in lines] == [unit.unit_id for unit in UNITS]
    assert "客户讲方言听不懂时" in lines[1]


def test_examples_can_be_taken_out_of_one_regulation_or_all(tmp_path: Path) -> None:
    bank = {
        "conduct#2": (ExampleQuestion("老家话听不明白", "colloquial", "bank-01", "drafted"),),
        "manual#2": (ExampleQuestion("告状几点前回", "colloquial", "bank-01", "drafted"),),
    }
    full = ClauseIndex.build(
        UNITS, REGULATIONS, CountingEmbedder(), tmp_path / "full", bank=bank, left_open=("加班费怎么算", "告状几点前回")
    )
    assert full.find("老家话").hits[0].unit.unit_id == "conduct#2"
    assert full.find("加班费怎么算").left_open == pytest.approx(1.0)
    without = full.without_examples(frozenset({"conduct"}))
    assert [hit.unit.unit_id for hit in without.search_examples("老家话")] == ["manual#2"]
    assert without.search_expanded("老家") == ()
    assert full.without_examples().search_examples("老家话") == ()
    assert full.without_examples().find("加班费怎么算").left_open == 0.0


def test_a_scope_nobody_has_asked_about_is_searched_as_if_there_were_no_examples(tmp_path: Path) -> None:
    """What is lent to a unit without examples, so that it competes with others, would look like a question that was asked."""
    bank = {"conduct#2": (ExampleQuestion("老家话听不明白", "colloquial", "bank-01", "drafted"),)}
    full = ClauseIndex.build(UNITS, REGULATIONS, CountingEmbedder(), tmp_path / "full", bank=bank)
    bare = ClauseIndex.build(UNITS, REGULATIONS, CountingEmbedder(), tmp_path / "bare")
    inside = frozenset({"manual"})
    assert full.find("投诉", regulations=inside) == bare.find("投诉", regulations=inside)
    assert full.find("投诉", regulations=inside).example_meaning == 0
    assert full.find("老家话", regulations=frozenset({"conduct"})).example_meaning > 0
