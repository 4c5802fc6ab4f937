"""How far each family of labels has counted: what tells 第九条 the heading from 第九条 the reference.

Knows labels only, not the text around them.
"""

from __future__ import annotations

from corpus.label import STRUCTURAL, Family, Label


class Sequences:
    """The numbers last seen in each family of labels, outermost first."""

    def __init__(self) -> None:
        """Start before any label."""
        self.open: list[Label] = []
        self.article: Label | None = None  # 条 count on over chapters
        self.nested: set[tuple[Family, Family]] = set()  # a list of the second family was seen inside one of the first

    def last(self, label: Label) -> Label | None:
        """Return the label of the same family that is being counted, if one is."""
        if label.family is Family.ARTICLE:
            return self.article
        for candidate in reversed(self.open):
            if candidate.family is label.family and candidate.depth == label.depth:
                return candidate
        return None

    def is_next(self, label: Label) -> bool:
        """Tell whether a label goes on counting where its family stands."""
        last = self.last(label)
        if last is None:
            return False
        if label.family is Family.DECIMAL:
            return label.numbers[:-1] == last.numbers[:-1] and label.number == last.number + 1
        # 第三条之一 and 第四条 both go on from 第三条
        return (label.number, label.inserted) in ((last.number + 1, 0), (last.number, last.inserted + 1))

    def accept(self, label: Label) -> None:
        """Enter a label."""
        rank = STRUCTURAL.get(label.family)
        if label.family is Family.ARTICLE:
            self.article = label
        while self.open:
            top = self.open[-1]
            if rank is not None:
                keep = STRUCTURAL.get(top.family, 99) < rank
            else:
                keep = self.last(label) is None or (top.family, top.depth) == (label.family, label.depth)
            if keep:
                break
            self.open.pop()
        if self.open and self.last(label) is self.open[-1]:
            self.open.pop()
        if label.number == 1 and self.open:
            self.nested.add((self.open[-1].family, label.family))
        self.open.append(label)

    def nests(self, label: Label) -> bool:
        """Tell whether a list like this one was seen inside a list like the one being counted."""
        return bool(self.open) and (self.open[-1].family, label.family) in self.nested
