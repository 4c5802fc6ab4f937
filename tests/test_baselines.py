"""The baselines rank what they are said to rank, keep to the scope, and are given neither more nor less than their due."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from fake_evals import COMPLAINT, COTTON, DIALECT, FUJIAN, FUJIAN_COMPLAINT, RINGING, UNITS, CountingEmbedder, make_case

from evals.baselines import BM25_ALONE, TUTORIAL, TUTORIAL_SHORT, Baseline, Bm25Alone, TutorialPipeline, read_sources
from evals.cases import Case, Gold
from evals.gold import find_gold

REGULATIONS = (COTTON, FUJIAN)
DIALECT_GOLD = Gold("cotton.txt", "第三十条（六）", "遇到客户讲方言")
COMPLAINT_GOLD = Gold("fujian.txt", "8", "投诉应在24小时内答复")
# Two paragraphs of 900 characters: too long for one piece together, so each becomes a piece of its own.
COTTON_TEXT = f"{DIALECT.text}{'规' * 800}\n\n{COMPLAINT.text}{'定' * 800}"
DOCUMENTS = {"cotton.txt": COTTON_TEXT, "fujian.txt": FUJIAN_COMPLAINT.text}


def ranks(baseline: Baseline, case: Case) -> Mapping[str, int | None]:
    """Rank one case."""
    return baseline.ranks(case, find_gold([case], UNITS)[case.case_id])


def test_bm25_ranks_the_clause_that_shares_words_first() -> None:
    case = make_case("c1", "客户讲方言", DIALECT_GOLD)
    assert ranks(Bm25Alone(UNITS, REGULATIONS), case) == {BM25_ALONE: 1}


def test_bm25_does_not_find_what_shares_no_word() -> None:
    case = make_case("c1", "zxq", DIALECT_GOLD)
    assert ranks(Bm25Alone(UNITS, REGULATIONS), case) == {BM25_ALONE: None}


@pytest.mark.parametrize(("scope", "rank"), [((), 2), (("福建省纤维检验局",), 1), (("查无此局",), None)])
def test_bm25_searches_inside_the_scope(scope: tuple[str, ...], rank: int | None) -> None:
    case = make_case("c1", "一般性投诉应在1个小时内给交易商明确答复", COMPLAINT_GOLD, scope=scope)
    assert ranks(Bm25Alone(UNITS, REGULATIONS), case) == {BM25_ALONE: rank}


def test_bm25_is_the_words_search_of_the_index_and_nothing_else(tmp_path: Path) -> None:
    from index.clause_index import ClauseIndex

    clause_index = ClauseIndex.build(UNITS, REGULATIONS, CountingEmbedder(), tmp_path / "v1")
    for question in ("客户投诉多久答复", "电话铃响", "回访客户"):
        found = [hit.unit for hit in clause_index.search_lexical(question)]
        assert found
        for place, unit in enumerate(found, start=1):
            case = make_case("c1", question, Gold(unit.source, unit.locator, unit.text))
            rank = ranks(Bm25Alone(UNITS, REGULATIONS), case)[BM25_ALONE]
            assert rank is not None
            assert rank <= place  # the same place, or that of an equally worded unit before it


def test_the_tutorial_pipeline_finds_the_piece_that_holds_the_words() -> None:
    tutorial = TutorialPipeline(DOCUMENTS, REGULATIONS, CountingEmbedder())
    found = ranks(tutorial, make_case("c1", "方言", DIALECT_GOLD))
    # 900 characters around a clause of some 40: found, but nothing to read out during a call.
    assert found == {TUTORIAL: 1, TUTORIAL_SHORT: None}


def test_a_piece_about_as_short_as_the_clause_counts_as_the_clause() -> None:
    tutorial = TutorialPipeline(DOCUMENTS, REGULATIONS, CountingEmbedder())
    found = ranks(tutorial, make_case("c1", "投诉", COMPLAINT_GOLD, scope=("fujian",)))
    assert found == {TUTORIAL: 1, TUTORIAL_SHORT: 1}


@pytest.mark.parametrize(("spare", "rank"), [(0, 1), (1, None)])
def test_a_short_piece_is_half_as_long_again_as_the_clause_and_forty_characters_more(
    spare: int, rank: int | None
) -> None:
    longest = len(RINGING.text) * 3 // 2 + 40
    piece = f"{RINGING.text}{'规' * (longest + spare - len(RINGING.text))}"
    tutorial = TutorialPipeline({"fujian.txt": piece}, REGULATIONS, CountingEmbedder())
    case = make_case("c1", "铃响", Gold("fujian.txt", "6.1（1）", "电话铃响三声之内接听"))
    assert ranks(tutorial, case) == {TUTORIAL: 1, TUTORIAL_SHORT: rank}


def test_the_same_words_in_another_document_are_no_hit() -> None:
    documents = {"cotton.txt": FUJIAN_COMPLAINT.text}
    tutorial = TutorialPipeline(documents, REGULATIONS, CountingEmbedder())
    assert ranks(tutorial, make_case("c1", "投诉", COMPLAINT_GOLD)) == {TUTORIAL: None, TUTORIAL_SHORT: None}


def test_the_tutorial_pipeline_searches_inside_the_scope() -> None:
    tutorial = TutorialPipeline(DOCUMENTS, REGULATIONS, CountingEmbedder())
    assert ranks(tutorial, make_case("c1", "方言", DIALECT_GOLD, scope=("fujian",)))[TUTORIAL] is None
    assert ranks(tutorial, make_case("c1", "方言", DIALECT_GOLD, scope=("查无此局",)))[TUTORIAL] is None


def test_cases_whose_words_stand_in_no_piece_are_counted() -> None:
    tutorial = TutorialPipeline(DOCUMENTS, REGULATIONS, CountingEmbedder())
    cases = [
        make_case("c1", "一", DIALECT_GOLD),
        make_case(
            "c2", "二", Gold("fujian.txt", "6.1（1）", "电话铃响三声之内接听"), Gold("cotton.txt", "?", "没有的话")
        ),
        make_case("c3", "三", Gold("cotton.txt", "第三十一条", "答复之后应当回访客户")),
        make_case("c4", "四"),
    ]
    # c2 has one clause in a piece, which is enough; c4 has nothing to find; the text of c3 is in none of the documents.
    assert tutorial.unreachable(find_gold(cases, UNITS).values()) == 1


def test_without_documents_nothing_is_found() -> None:
    tutorial = TutorialPipeline({}, REGULATIONS, CountingEmbedder())
    assert ranks(tutorial, make_case("c1", "方言", DIALECT_GOLD)) == {TUTORIAL: None, TUTORIAL_SHORT: None}


def test_documents_are_read_from_the_first_folder_that_has_them(tmp_path: Path) -> None:
    for folder, text in (("taken-in", "新"), ("seed", "旧")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "cotton.txt").write_text(text, encoding="utf-8")
    folders = (tmp_path / "taken-in", tmp_path / "seed")
    assert read_sources({"cotton.txt", "gone.txt"}, folders) == {"cotton.txt": "新"}


def test_vectors_of_pieces_are_kept_for_the_next_run(tmp_path: Path) -> None:
    """Embedding them is most of a run's time: each few are told of, and a second run embeds nothing."""
    told: list[tuple[int, int]] = []
    cache = tmp_path / "vectors.sqlite"
    first = TutorialPipeline(DOCUMENTS, REGULATIONS, CountingEmbedder(), cache, lambda *at: told.append(at))
    assert told[0] == (0, told[-1][1])
    assert told[-1][0] == told[-1][1] > 0
    told.clear()
    second = TutorialPipeline(DOCUMENTS, REGULATIONS, CountingEmbedder(), cache, lambda *at: told.append(at))
    assert told == [(0, 0)]
    alone = TutorialPipeline(DOCUMENTS, REGULATIONS, CountingEmbedder())
    case = make_case("c1", "方言", DIALECT_GOLD)
    assert ranks(first, case) == ranks(second, case) == ranks(alone, case)
