"""What an outline is made of: a label, or a heading without one, with what stands under it."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.label import Family, Label
from corpus.passage import EMPTY, Passage


@dataclass(slots=True)
class MarkedTable:
    """The rows of a table whose cells are marked, and the line above it."""

    title: Passage
    rows: list[Passage]


@dataclass(slots=True)
class Node:
    """A label, or a heading without one, with what stands under it."""

    label: Label | None
    label_passage: Passage = EMPTY
    heading: Passage = EMPTY
    paragraphs: list[Passage] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    tables: list[MarkedTable] = field(default_factory=list)
    parent: Node | None = None
    level: int = 0  # as a heading, from 1, where the file marks it as one
    indent: int = 0  # columns it is set in
    is_title: bool = False  # 第一篇:客户服务人员行为规范 under that very title: a label of the collection, not cited
    is_attachment: bool = False  # 附件1 服务用语: what it numbers, it numbers for itself
    is_rule: bool = False  # its text is known to be a rule, however much it reads as a heading
    is_situation: bool = False  # a row of a situation → wording table
    case_of: Node | None = None  # the situation that this one goes on from: 若客户同意 behind 征询客户是否愿意等待
    is_table: bool = False  # the title of a table whose cells stand on lines of their own is among its paragraphs
    looked_at: int = 0  # paragraphs, for such a title
    asks: bool = False  # a question that its paragraph answers
    is_paragraph: bool = False  # a 款 of its own behind a list: 有前款第二项行为的,…
    is_behind_list: bool = False  # a paragraph under a heading, set off from the list before it
    place: int = 1  # among its siblings
    unnumbered_place: int = 0  # among its siblings without a number
    unnumbered_children: int = 0
    paragraph_place: int = 1  # of a 款; the text above the list is the first

    @property
    def is_article(self) -> bool:
        """Tell whether this is a 条."""
        return self.label is not None and self.label.family is Family.ARTICLE

    @property
    def is_unnumbered(self) -> bool:
        """Tell whether this is a bullet, or a heading without a label."""
        return self.label is None or self.label.family is Family.BULLET

    @property
    def paragraph_name(self) -> str:
        """How a 款 behind a list is cited: 第2款."""
        return f"第{self.paragraph_place}款" if self.is_paragraph else ""

    def add(self, child: Node) -> Node:
        """Append a child and return it."""
        child.parent = self
        self.children.append(child)
        child.place = len(self.children)
        if child.is_unnumbered:
            self.unnumbered_children += 1
        child.unnumbered_place = self.unnumbered_children
        if child.is_paragraph:
            child.paragraph_place = 2 + sum(node.is_paragraph for node in self.children[:-1])
        return child

    def chain(self) -> list[Node]:
        """List the nodes from the outermost, without the root, down to this one."""
        nodes: list[Node] = []
        node: Node | None = self
        while node is not None and node.parent is not None:
            nodes.append(node)
            node = node.parent
        return nodes[::-1]
