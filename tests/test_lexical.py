"""Search by words: Chinese words and pairs of characters, in any script and width."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from index.indexing import search_terms, search_words, searched_form, searched_text
from index.lexical import build_lexical, load_lexical, save_lexical, search_rows

PASSAGES = (
    "接听电话时使用普通话。",
    "客户讲方言听不懂时,请客户讲普通话。",
    "严禁先于客户挂断电话。",
    "Answer within 3 rings.",
    "……",  # nothing to count
    "接听电话时使用普通话。",
)


def rows(query: str, top_k: int = 10, inside: list[bool] | None = None) -> list[int]:
    mask = None if inside is None else np.array(inside)
    return [ranked.row for ranked in search_rows(build_lexical(PASSAGES), query, top_k, mask)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("客户讲方言怎么办", 1),
        ("客戶講方言怎麼辦", 1),  # Traditional question, Simplified clause
        ("方 言", 1),  # blanks between Chinese characters mean nothing
        ("方\u200b言", 1),  # nor do characters that take no room
        ("挂断", 2),
        ("断电", 2),  # a pair across two words of the dictionary
        ("先断线", 2),  # 先 and 断 by themselves: no word or pair is shared
        ("ＡＮＳＷＥＲ", 3),  # full-width and upper case
        ("3 rings", 3),
    ],
)
def test_the_passage_that_shares_the_telling_words_is_first(query: str, first: int) -> None:
    assert rows(query)[0] == first


@pytest.mark.parametrize("query", ["", "  ", "？！", "zebra", "\U0001f600"])
def test_nothing_shared_is_nothing_found(query: str) -> None:
    assert rows(query) == []


def test_only_rows_that_share_a_word_are_found() -> None:
    assert rows("方言") == [1]


def test_equal_passages_keep_document_order() -> None:
    assert rows("接听电话")[:2] == [0, 5]


def test_places_are_filled_from_inside_the_scope() -> None:
    """電話 stands in rows 0, 2 and 5; the best two of all are 0 and 5."""
    assert rows("接听电话", 2) == [0, 5]
    assert rows("接听电话", 2, [False, True, True, True, True, True]) == [5, 2]
    assert rows("接听电话", 2, [False] * 6) == []


def test_saved_index_finds_the_same_with_the_same_scores(tmp_path: Path) -> None:
    lexical = build_lexical(PASSAGES)
    save_lexical(lexical, tmp_path)
    opened = load_lexical(tmp_path)
    for query in PASSAGES:
        assert search_rows(opened, query, 10) == search_rows(lexical, query, 10)


def test_saved_files_are_plain_arrays_and_json(tmp_path: Path) -> None:
    save_lexical(build_lexical(PASSAGES), tmp_path)
    for file in tmp_path.iterdir():
        if file.suffix == ".npy":
            assert np.load(file, allow_pickle=False).dtype.hasobject is False
        else:
            assert file.suffix == ".json"


def test_a_pickled_array_is_refused_and_not_run(tmp_path: Path) -> None:
    save_lexical(build_lexical(PASSAGES), tmp_path)
    (tmp_path / "lexical.rows.npy").write_bytes(pickle.dumps(print))
    with pytest.raises(ValueError, match="pickled"):
        load_lexical(tmp_path)


def test_passages_without_any_word_can_be_indexed() -> None:
    assert search_rows(build_lexical(["……", "。"]), "方言", 10) == ()


def test_words_and_pairs_are_counted() -> None:
    assert search_words("請勿掛斷 VIP 电话") == ["请勿", "挂断", "vip", "电话", "请勿", "勿挂", "挂断", "电话"]


def test_single_characters_are_counted_besides() -> None:
    assert search_terms("請勿 VIP") == ["请勿", "vip", "请勿", "请", "勿"]


def test_searched_text_has_what_stands_above() -> None:
    """An item is found by the words of its lead-in and heading too."""
    from fake_embedder import make_unit

    unit = make_unit("conduct#1(2)", "说对不起", heading="道歉", context=("电话用语", "遇到下列情形时："))
    assert searched_text(unit) == "电话用语\n遇到下列情形时：\n道歉\n说对不起"
    assert searched_text(make_unit("conduct#2", "", heading="着装整洁")) == "着装整洁"


def test_searched_form_leaves_words_apart() -> None:
    assert searched_form(" Hello　ＷＯＲＬＤ，請\u200b進 ") == "Hello WORLD,请进"
