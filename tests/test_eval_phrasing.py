"""What became of a language model's sentences over many cases: counted, named and written as a page."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from test_phrasing import DIALECT, GOOD, Speaker, with_model

import assistant.phrasing as phrasing_package
from assistant.answer import Status
from evals.cases import Case, Kind
from evals.llm_phrasing import measure_phrasing, spread_sample
from evals.phrasing_report import REASON_NAMES, phrasing_page


def case_of(question: str) -> Case:
    return Case("c", question, Kind.DIRECT, Status.ANSWERED, (), "eval-00", "drafted")


def test_figures_count_what_became_of_the_sentences() -> None:
    figures = measure_phrasing(with_model(Speaker(GOOD)), [case_of(DIALECT), case_of("今天天气|怎么样")])
    assert (figures.questions, figures.answered, figures.altered_quotes, figures.violations) == (2, 1, (), ())
    assert figures.results["not_asked"] == 1
    assert figures.corrected_quotes == 1
    page = phrasing_page(figures, "some-model", "v1", "abc", datetime(2026, 11, 22, tzinfo=UTC))
    assert "模型 some-model，索引版本 v1" in page
    assert "与原文不同的：0 处" in page
    assert "| 没有问模型 | 1 | 50% |" in page
    assert "| 今天天气｜怎么样 | 没有问模型 | 没有可组织的内容（未回答的题） |" in page  # stays one cell


def test_every_reason_of_the_checks_has_a_name() -> None:
    folder = Path(phrasing_package.__file__).parent
    sources = [(folder / name).read_text("utf-8") for name in ("checker.py", "phrasing.py", "resting.py")]
    sources.append((folder.parent / "chain.py").read_text("utf-8"))
    codes = {code for source in sources for code in re.findall(r'(?:_Failed|ModelFailed)\("([a-z_]+)"', source)}
    assert len(codes) > 20
    assert codes <= REASON_NAMES.keys()


def test_a_sample_is_spread_over_all_cases() -> None:
    cases = [case_of(f"第{number}问") for number in range(10)]
    assert [case.question for case in spread_sample(cases, 5)] == ["第0问", "第2问", "第4问", "第6问", "第8问"]
    assert spread_sample(cases, 99) == cases
