"""Each way in which an answer can misquote is noticed, and a sound answer is left alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from fake_evals import CALL_BACK, COMPLAINT, DIALECT, FewClauses, make_answer

from assistant.answer import Answer, Point, PointKind, Status
from assistant.citing import Citation
from evals.verbatim import verbatim_violations

SOUND = make_answer("客户讲方言怎么办", [DIALECT, COMPLAINT], [DIALECT, COMPLAINT])
FIRST, SECOND = SOUND.citations
POINT = SOUND.points[0]
GREETING = "对不起,请您讲普通话,好吗?谢谢!"


def test_a_sound_answer_has_no_violations() -> None:
    assert verbatim_violations(SOUND, FewClauses().unit) == ()


def test_a_refusal_has_no_violations() -> None:
    refusal = make_answer("年会几点开始", [DIALECT], status=Status.NOT_COVERED, words="规定未涉及。")
    assert verbatim_violations(refusal, FewClauses().unit) == ()


def test_a_part_of_the_text_and_a_whole_heading_may_be_quoted() -> None:
    start = DIALECT.text.index(GREETING)
    part = Citation(1, "leads", DIALECT, GREETING, start, start + len(GREETING))
    heading = Citation(2, "also", CALL_BACK, "回访", 0, 2, in_heading=True)
    points = (Point(PointKind.SAY, GREETING, 1), Point(PointKind.STEP, "回访", 2))
    answer = replace(SOUND, citations=(part, heading), points=points)
    assert verbatim_violations(answer, FewClauses().unit) == ()


@pytest.mark.parametrize(
    ("answer", "violation"),
    [
        # One word left out of the prescribed sentence.
        (
            replace(SOUND, points=(replace(POINT, text="对不起,您讲普通话,好吗?"),)),
            r"要点「对不起,您讲普通话,好吗\?」不在引文",
        ),
        (replace(SOUND, points=(replace(POINT, text=""),)), "要点「」不在引文"),
        (replace(SOUND, points=(replace(POINT, citation=2),)), "不在引文\\[2\\]"),  # right words, wrong clause
        (replace(SOUND, points=(replace(POINT, citation=7),)), "标的引文\\[7\\]不存在"),
        (replace(SOUND, citations=(replace(FIRST, quote="严禁挂机"), SECOND)), "「严禁挂机」不在它所标的位置"),
        (replace(SOUND, citations=(replace(FIRST, start=1), SECOND)), "不在它所标的位置"),
        (replace(SOUND, citations=(replace(FIRST, quote="", start=0, end=0), SECOND)), "「」不在它所标的位置"),
        (
            replace(SOUND, citations=(replace(FIRST, unit=replace(DIALECT, text=DIALECT.text + "。")), SECOND)),
            "与索引里的文字不同",
        ),
        (replace(SOUND, citations=(replace(FIRST, unit=replace(DIALECT, unit_id="cotton#99")), SECOND)), "没有这一条"),
        (replace(SOUND, text="没有标号"), r"正文里的标号 \[\] 与引文的编号 \[1, 2\]"),
        (replace(SOUND, text="先[2]后[1]"), r"正文里的标号 \[2, 1\]"),  # numbered in the order of use
        (replace(SOUND, text="[1][2][3]"), r"正文里的标号 \[1, 2, 3\]"),
        (replace(SOUND, status=Status.NOT_COVERED), "却引用了 2 条条款"),
        (make_answer("问", [DIALECT], []), "却没有引用任何条款"),
        (
            replace(SOUND, retrieved=(replace(SOUND.retrieved[0], unit_text="改过的文字"),)),
            "检索结果第 1 位 cotton#30\\(6\\)",
        ),
        (replace(SOUND, retrieved=(replace(SOUND.retrieved[0], unit_id="cotton#99"),)), "检索结果第 1 位 cotton#99"),
    ],
)
def test_every_misquotation_is_noticed(answer: Answer, violation: str) -> None:
    violations = verbatim_violations(answer, FewClauses().unit)
    assert re.search(violation, "\n".join(violations))
