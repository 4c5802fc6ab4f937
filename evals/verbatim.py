"""Checks that answers quote word for word and that their markers, points and citations fit together.

Needs no gold: it holds for every answer to any question, so every answer of a run is checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from assistant.answer import Answer, Status
from assistant.citing import Citation
from corpus.regulation import Unit

MARKER = re.compile(r"\[(\d+)]")


def verbatim_violations(answer: Answer, unit_by_id: Callable[[str], Unit]) -> tuple[str, ...]:
    """List what in an answer does not stand word for word in its clause.

    :param answer: The answer.
    :param unit_by_id: Gives the published unit of an id, KeyError where there is none.
    :return: One Chinese sentence for each violation; empty for a sound answer.
    """
    return (*_citations(answer, unit_by_id), *_points(answer), *_markers(answer))


def _citations(answer: Answer, unit_by_id: Callable[[str], Unit]) -> Iterator[str]:
    """Check that each citation quotes a clause of the index at the place it says."""
    if answer.citations and answer.status is not Status.ANSWERED:
        yield f"状态是 {answer.status}，却引用了 {len(answer.citations)} 条条款"
    if answer.status is Status.ANSWERED and not answer.citations:
        yield "状态是 answered，却没有引用任何条款"
    for citation in answer.citations:
        name = f"引文[{citation.number}] {citation.unit.unit_id}"
        try:
            published = unit_by_id(citation.unit.unit_id)
        except KeyError:
            yield f"{name}：索引里没有这一条"
            continue
        if published.unit_text != citation.unit.unit_text:
            yield f"{name}：引用的条款与索引里的文字不同"
        standing = published.heading if citation.in_heading else published.text
        if not citation.quote or standing[citation.start : citation.end] != citation.quote:
            yield f"{name}：「{citation.quote}」不在它所标的位置"
    for retrieved in answer.retrieved:
        try:
            changed = unit_by_id(retrieved.unit_id).unit_text != retrieved.unit_text
        except KeyError:
            changed = True
        if changed:
            yield f"检索结果第 {retrieved.rank} 位 {retrieved.unit_id}：与索引里的文字不同"


def _points(answer: Answer) -> Iterator[str]:
    """Check that each point stands in the clause it cites, whole in its heading or whole in its text."""
    cited: dict[int, Citation] = {citation.number: citation for citation in answer.citations}
    for point in answer.points:
        citation = cited.get(point.citation)
        if citation is None:
            yield f"要点「{point.text}」标的引文[{point.citation}]不存在"
        elif not point.text or (point.text not in citation.unit.heading and point.text not in citation.unit.text):
            yield f"要点「{point.text}」不在引文[{point.citation}] {citation.unit.unit_id} 的原文里"


def _markers(answer: Answer) -> Iterator[str]:
    """Check that the markers in the text and the citations name each other, numbered in order of use."""
    used = list(dict.fromkeys(int(number) for number in MARKER.findall(answer.text)))
    numbers = [citation.number for citation in answer.citations]
    if answer.status is Status.ANSWERED and used != numbers:
        yield f"正文里的标号 {used} 与引文的编号 {numbers} 不一致"
