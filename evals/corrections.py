"""What trainers' corrections are worth: simulated on questions whose unit is known, measured on others.

The documents begin without any example question, as those of a new organisation do. Of the tuning cases (writers dev-01 and dev-02,
never the evaluation ones) every other one says which clauses people ask about: questions of the question bank about these clauses
are asked in random order, and each that is led to a wrong unit is corrected, as a trainer would. After 0, 50, 100, 200 and 400
corrections all cases are asked: those about these clauses, in words nobody corrected, and the others, where harm would show.

With the bank in place, every unit keeps half of its questions in the index, and the other half is what is asked: that is what corrections
are worth where the documents are known already, as those that come with the program are.

Guarded, each correction is first tried as the trainers' pages try it: on known questions about other clauses, from the question bank, that
share most words with it. One that leads a question away from its right unit is not taken. None of these questions is a case.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answer import Status
from assistant.answering import Assistant, Plan
from corpus.question_bank import ExampleQuestion
from corpus.regulation import Unit
from evals.cases import Case
from evals.gold import find_gold
from evals.metrics import Interval, bootstrap_interval
from evals.plot import chinese_font
from index.added_questions import AddedQuestions
from index.clause_index import ClauseIndex
from index.embedding_cache import TextKind, embed_once
from index.examples import Example
from index.indexing import search_words, searched_form
from index.remembering_embedder import RememberingEmbedder, remembering

STEPS = (0, 50, 100, 200, 400)
AMONG = 5
WATCHED = 600  # known questions about other clauses, of which those nearest to a correction are replayed
REPLAYED = 40  # for each correction; the pages replay 200, which would take hours here
SEED = 20261122
Progress = Callable[[int, int], None]  # steps done, steps in all


@dataclass(frozen=True, slots=True)
class Point:
    """What is found after some corrections."""

    corrections: int
    first: Interval  # share of the cases whose right unit stands first
    among: Interval  # among five
    elsewhere: Interval  # first, of the cases about other clauses
    mended: int  # of those cases, wrong without corrections and right now
    harmed: int  # right without, wrong now
    refused: int  # corrections that the guard kept out


@dataclass(frozen=True, slots=True)
class _Words:
    """What is written in the picture."""

    first: str
    among: str
    elsewhere: str
    corrections: str
    found: str
    titles: tuple[str, str, str]


_CHINESE = _Words(
    "被纠正的条款，第一位",
    f"被纠正的条款，前{AMONG}位",
    "其他条款，第一位",
    "培训师纠正的问题数",
    "找到正确条款的比例（另一批问题）",
    ("没有例句库：一律采用", "没有例句库：先试问，有损则不采用", "已有例句库：一律采用"),
)
_ENGLISH = _Words(
    "corrected clauses, first",
    f"corrected clauses, among {AMONG}",
    "other clauses, first",
    "corrections by trainers",
    "right clause found (other questions)",
    ("no bank: every correction taken", "no bank: tried first", "bank in place: every correction taken"),
)


def simulate(
    published: ClauseIndex,
    bank: Mapping[str, Sequence[ExampleQuestion]],
    cases: Sequence[Case],
    cache_file: Path,
    progress: Progress | None = None,
    steps: Sequence[int] = STEPS,
    *,
    guarded: bool = False,
    in_place: Path | None = None,
) -> tuple[Point, ...]:
    """Correct more and more questions, and ask the cases after each step.

    :param published: The documents; the example questions in it are left out, or half of them.
    :param bank: Questions by the id of the unit that answers them.
    :param cases: What is asked; those no unit answers are left out.
    :param cache_file: Where vectors are kept.
    :param progress: Called after each step.
    :param steps: After how many corrections.
    :param guarded: Whether a correction is tried before it is taken.
    :param in_place: An empty folder for a version with half of the bank's questions; None: with none.
    :return: One point a step.
    """
    embedder = remembering(published.embedder)
    if in_place is None:
        bare = published.without_examples().asked_through(embedder)
    else:
        kept = {unit_id: tuple(questions[::2]) for unit_id, questions in bank.items()}
        bank = {unit_id: tuple(questions[1::2]) for unit_id, questions in bank.items()}
        units, regulations = published.units, published.regulations
        built = ClauseIndex.build(units, regulations, published.embedder, in_place, cache_file, bank=kept)
        bare = built.asked_through(embedder)
    gold = find_gold([case for case in cases if case.expected_status is Status.ANSWERED], bare.units)
    asked = [
        (case, {unit_id for each in gold[case.case_id] for unit_id in each.unit_ids}) for case in cases if case.expected
    ]
    about, others = asked[::2], asked[1::2]
    corrected_units = set[str]().union(*(right for _, right in about)) - set[str]().union(
        *(right for _, right in others)
    )
    stream = [(question.text, unit_id) for unit_id in sorted(corrected_units) for question in bank.get(unit_id, ())]
    random.Random(SEED).shuffle(stream)
    watched = (
        [(q.text, unit_id) for unit_id in sorted(bank.keys() - corrected_units) for q in bank[unit_id]]
        if guarded
        else []
    )
    watched = random.Random(SEED).sample(watched, min(WATCHED, len(watched)))
    forms = [searched_form(text) for text, _ in (*stream, *watched)]
    embedder.remember(forms, embed_once(forms, published.embedder, cache_file, kind=TextKind.QUESTION))
    rows = {unit.unit_id: row for row, unit in enumerate(bare.every_unit)}
    corrected: list[Example] = []
    left = iter(stream)
    points: list[Point] = []
    before: list[bool] = []
    refused = 0
    for done, step in enumerate(steps, 1):
        index = _corrected(bare, corrected, embedder)
        while len(corrected) < step and (pair := next(left, None)) is not None:
            hits = index.find(pair[0], top_k=1).hits
            if _alike(index, hits[0].unit if hits else None, pair[1]):
                continue
            correction = Example(rows[pair[1]], pair[0], "colloquial", "trainer", "trainer")
            if guarded:
                tried = _corrected(bare, [*corrected, correction], embedder)
                if _harms(_corrected(bare, corrected, embedder), tried, _nearest(pair[0], watched)):
                    refused += 1
                    continue
            corrected.append(correction)
        assistant = Assistant(_corrected(bare, corrected, embedder))
        found = _ranks(assistant, about)
        first = bootstrap_interval([float(rank == 1) for rank in found])
        among = bootstrap_interval([float(rank is not None and rank <= AMONG) for rank in found])
        right = [rank == 1 for rank in _ranks(assistant, others)]
        elsewhere = bootstrap_interval([float(each) for each in right])
        before = before or right
        if first is None or among is None or elsewhere is None:
            raise ValueError("fewer than two cases are answered by a unit of this index")
        changed = list(zip(before, right, strict=True))
        points.append(
            Point(
                len(corrected),
                first,
                among,
                elsewhere,
                changed.count((False, True)),
                changed.count((True, False)),
                refused,
            )
        )
        if progress:
            progress(done, len(steps))
    return tuple(points)


def table(points: Sequence[Point]) -> str:
    """Write the points as lines."""
    lines = [
        f"{point.corrections:>4} 条纠正：第一位 {point.first}，前{AMONG}位 {point.among}；"
        f"其他条款第一位 {point.elsewhere}，变对 {point.mended}，变错 {point.harmed}"
        + (f"；试问后没有采用 {point.refused} 条" if point.refused else "")
        for point in points
    ]
    return (
        "\n".join([f"{points[0].first.count} 题问被纠正的条款，{points[0].elsewhere.count} 题问其他条款", *lines])
        + "\n"
    )


def plot_corrections(points: Sequence[Point], guarded: Sequence[Point], in_place: Sequence[Point], path: Path) -> None:
    """Draw how the share of right units grows with corrections.

    :param points: What ``simulate`` gave.
    :param guarded: What it gave with corrections that were tried first.
    :param in_place: What it gave with the bank in place.
    :param path: Where to write a PNG file.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    font = chinese_font()
    words = _CHINESE if font else _ENGLISH
    with mpl.rc_context({"font.family": [font] if font else ["DejaVu Sans"]}):
        figure = Figure(figsize=(13, 4.5), layout="constrained")
        FigureCanvasAgg(figure)
        for axes, of_run, title in zip(
            figure.subplots(1, 3, sharey=True), (points, guarded, in_place), words.titles, strict=True
        ):
            at = [point.corrections for point in of_run]
            curves = (
                (words.among, [p.among for p in of_run], "#62b6cb"),
                (words.first, [p.first for p in of_run], "#1b4965"),
                (words.elsewhere, [p.elsewhere for p in of_run], "#9a6a2f"),
            )
            for label, intervals, colour in curves:
                axes.plot(at, [each.mean for each in intervals], "o-", color=colour, label=label)
                axes.fill_between(
                    at, [each.low for each in intervals], [each.high for each in intervals], color=colour, alpha=0.15
                )
            axes.set(title=title, xlabel=words.corrections, ylim=(0, 1))
            axes.grid(color="#eeeeee")
            axes.spines[["top", "right"]].set_visible(False)
        figure.axes[0].set_ylabel(words.found)
        figure.axes[0].legend(frameon=False, loc="lower right")
        figure.savefig(path, dpi=130)


def _corrected(bare: ClauseIndex, corrected: Sequence[Example], embedder: RememberingEmbedder) -> ClauseIndex:
    """Lay corrections over an index."""
    if not corrected:
        return bare
    vectors = embedder.embed_questions([searched_form(example.text) for example in corrected])
    return bare.with_added(AddedQuestions(len(corrected), corrected, vectors))


def _alike(index: ClauseIndex, found: Unit | None, unit_id: str) -> bool:
    """Whether a unit is the right one, or is worded the same."""
    return found is not None and found.unit_text == index.unit(unit_id).unit_text


def _nearest(question: str, watched: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Choose the known questions that share most words with a correction."""
    words = set(search_words(question))
    return sorted(watched, key=lambda known: -len(words & set(search_words(known[0]))))[:REPLAYED]


def _harms(before: ClauseIndex, after: ClauseIndex, known: Sequence[tuple[str, str]]) -> bool:
    """Whether a known question is led to a right unit before and to another after."""
    old, new = Assistant(before), Assistant(after)

    def right(assistant: Assistant, question: str, unit_id: str) -> bool:
        plan = assistant.plan(question)
        hits = assistant.rank(plan).hits if isinstance(plan, Plan) else ()
        return _alike(assistant.clause_index, hits[0].unit if hits else None, unit_id)

    return any(not right(new, *each) and right(old, *each) for each in known)


def _ranks(assistant: Assistant, asked: Sequence[tuple[Case, set[str]]]) -> list[int | None]:
    """Find the place of the first right unit for each case, from 1."""
    ranks: list[int | None] = []
    for case, right in asked:
        plan = assistant.plan(case.question, case.history, case.scope)
        hits = assistant.rank(plan).hits if isinstance(plan, Plan) else ()
        ranks.append(next((place for place, hit in enumerate(hits, 1) if hit.unit.unit_id in right), None))
    return ranks
