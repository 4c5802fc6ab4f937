"""All of a version that comes of counting words and characters, before anything is embedded.

BM25 over clauses, and over clauses with their example questions; what words questions left open say; how the texts write. Every word
is cut here, each text once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index import lexical
from index.indexing import CutOnce
from index.left_open_words import LeftOpenWords
from index.spelling import Spelling

if TYPE_CHECKING:
    import bm25s

    from index.examples import Example

MISSPELT_KIND = "typo_or_traditional"  # example questions that spelling is not learnt from


@dataclass(frozen=True, slots=True)
class WordCounts:
    """What counting gives."""

    clauses: bm25s.BM25  # one row per unit
    expanded: bm25s.BM25 | None  # with the words of example questions; None where there are none
    left_open: LeftOpenWords | None  # None without example questions or without questions left open
    spelling: Spelling


def count_words(passages: Sequence[str], examples: Sequence[Example], left_open: Sequence[str]) -> WordCounts:
    """Count the words of a version.

    :param passages: What is searched for each unit, in document order.
    :param examples: Example questions of units.
    :param left_open: Questions that no unit answers.
    :return: The counts.
    """
    cut = CutOnce()
    questions = [example.text for example in examples]
    terms = list(map(cut.terms, passages))
    spelt = [example.text for example in examples if example.kind != MISSPELT_KIND]
    return WordCounts(
        lexical.index_terms(terms),
        expand(terms, examples, cut) if examples else None,
        LeftOpenWords.count(left_open, questions, cut.words) if examples and left_open else None,
        Spelling.build([*passages, *spelt]),
    )


def expand(terms: Sequence[Sequence[str]], examples: Sequence[Example], cut: CutOnce) -> bm25s.BM25:
    """Index the words of units with those of their example questions, each cut by itself, as one that is added later is.

    :param terms: The search terms of each unit.
    :param examples: Example questions of units.
    :param cut: Cuts them.
    :return: The index, rows in the order of the units.
    """
    expanded = [list(of_unit) for of_unit in terms]
    for example in examples:
        expanded[example.row].extend(cut.terms(example.text))
    return lexical.index_terms(expanded)
