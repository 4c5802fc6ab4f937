"""Retrieval, citation and status are scored apart, each only where it applies."""

from __future__ import annotations

from fake_evals import CALL_BACK, COMPLAINT, DIALECT, FUJIAN_COMPLAINT, UNITS, FewClauses, make_answer, make_case

from assistant.answer import Answer, Status
from evals.cases import Case, Gold, Kind
from evals.gold import find_gold
from evals.scoring import Scores, score, score_failure

DIALECT_GOLD = Gold("cotton.txt", "第三十条（六）", "遇到客户讲方言")
CALL_BACK_GOLD = Gold("cotton.txt", "第三十一条", "回访")
CONFLICT = make_case(
    "c3",
    "投诉多久答复",
    Gold("cotton.txt", "第三十条（十二）", "1个小时内", side=1),
    Gold("fujian.txt", "8", "24小时内答复", side=2),
    kind=Kind.CONFLICT,
)


def scored(case: Case, answer: Answer) -> Scores:
    """Score an answer against the few clauses."""
    return score(case, answer, find_gold([case], UNITS)[case.case_id], FewClauses().unit)


def test_an_answer_with_gold_is_scored_throughout() -> None:
    case = make_case("c1", "方言怎么办", DIALECT_GOLD, CALL_BACK_GOLD, must_contain=("普通話",))
    answer = make_answer(case.question, [COMPLAINT, DIALECT], [DIALECT, COMPLAINT])
    assert scored(case, answer) == Scores(
        rank=2,
        recall_5=0.5,
        recall_10=0.5,
        leads_right=True,
        citation_precision=0.5,
        sides_cited=None,
        words_present=True,
        status=Status.ANSWERED,
    )


def test_a_refusal_of_a_covered_question_keeps_its_ranking_and_loses_the_rest() -> None:
    case = make_case("c1", "方言怎么办", DIALECT_GOLD, must_contain=("普通话",))
    scores = scored(case, make_answer(case.question, [DIALECT], [], Status.NOT_COVERED, words="规定未涉及。"))
    assert (scores.rank, scores.leads_right, scores.citation_precision) == (1, False, None)
    assert (scores.words_present, scores.status) == (False, Status.NOT_COVERED)


def test_a_right_citation_in_second_place_does_not_lead() -> None:
    case = make_case("c1", "方言怎么办", DIALECT_GOLD)
    scores = scored(case, make_answer(case.question, [DIALECT], [COMPLAINT, DIALECT]))
    assert (scores.leads_right, scores.citation_precision) == (False, 0.5)


def test_a_question_not_covered_has_no_ranking_to_score() -> None:
    case = make_case("c2", "年会几点开始")
    scores = scored(case, make_answer(case.question, [DIALECT], [DIALECT]))
    assert scores == Scores(status=Status.ANSWERED)


def test_both_sides_of_a_conflict_should_be_cited() -> None:
    both = make_answer(CONFLICT.question, [COMPLAINT], [COMPLAINT, CALL_BACK, FUJIAN_COMPLAINT])
    one = make_answer(CONFLICT.question, [COMPLAINT], [COMPLAINT, CALL_BACK])
    assert scored(CONFLICT, both).sides_cited is True
    assert scored(CONFLICT, one).sides_cited is False


def test_what_is_misquoted_is_kept_with_the_scores() -> None:
    case = make_case("c1", "方言怎么办", DIALECT_GOLD)
    (violation,) = scored(case, make_answer(case.question, [DIALECT], [])).violations
    assert "没有引用任何条款" in violation


def test_a_case_that_broke_misses_everything_that_applies_to_it() -> None:
    assert score_failure(CONFLICT) == Scores(recall_5=0.0, recall_10=0.0, leads_right=False, sides_cited=False)
    assert score_failure(make_case("c1", "问", DIALECT_GOLD, must_contain=("x",))) == Scores(
        recall_5=0.0, recall_10=0.0, leads_right=False, words_present=False
    )
    assert score_failure(make_case("c2", "年会几点开始")) == Scores()
