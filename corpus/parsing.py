"""The outline of a regulation -> its units: what a person would cite, with locator, context and words as published."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.contents import ATTACHMENTS
from corpus.forms import FORM
from corpus.headings import says_duty
from corpus.labels import STRUCTURAL, Family
from corpus.lead_ins import LONGEST_LEAD_IN_HEADING, context_of, is_lead_in_heading, path_entry, rules
from corpus.locators import locator, number_path, run_in_title, short_title, speaker
from corpus.marked_tables import read_marked_table
from corpus.node import Node
from corpus.numerals import NUMERAL_CLASS
from corpus.outline import build_outline, is_attachment
from corpus.passage import EMPTY, Account, Passage, join
from corpus.script import to_simplified
from corpus.tables import Table, is_table_title, read_table, table_label
from corpus.titles import Part, is_same_title, is_signature

PREAMBLE = "引言、结语(不含规则)"
_INTRODUCTION = re.compile(
    r"以下|特?制[定订]|如下|本(?:规范|制度|办法|准则|文档|指南|规定)旨在|现[将予][^。]{0,40}(?:印发|发布|下发|转发)|遵守一定的|我们相信|目标是"
)
_SITUATION_HEAD = re.compile(r"情[景形境况]|场景|问题|情节")
_ARTICLE = re.compile(rf"第[ \u3000]*[{NUMERAL_CLASS}]+[ \u3000]*[条條]")  # never left out, label or not
_COUNT = re.compile(r"\d{1,3}")  # the number of a row in its first column
BEHIND_LAST = "末条之后的零散文字"
LONGEST_LOOSE = 40  # characters of a line behind the last rule that belongs to the page
_LAST_RULE = re.compile(r"(?:施行|实施|执行|生效|试行|废止|解释)[^。]{0,6}。$")  # what a regulation says last
_CLOSES = re.compile(
    r"(?:以上|上述|这些)\S{0,6}(?:规范|规定|制度|准则|要求|办法|守则)|我们(?:相信|的目标)|总之|总而言之|希望|特此|此致|附[件表录]"
)


@dataclass(frozen=True, slots=True)
class ParsedUnit:
    """A unit before its regulation is known by name: everything but title, issuer and the id of the regulation."""

    number_path: str
    path: tuple[str, ...]
    locator: str
    context: tuple[str, ...]
    heading: str
    text: str
    offsets: tuple[int, int]  # first and last source offset, for showing where it stands


@dataclass(slots=True)
class _Reader:
    """Collects units while the outline is walked."""

    account: Account
    units: list[ParsedUnit] = field(default_factory=list)
    used: dict[str, int] = field(default_factory=dict)

    def emit(
        self, chain: Sequence[Node], heading: Passage, text: Passage, item: str, item_key: str, extra: Sequence[str]
    ) -> None:
        """Make one unit; a number used before gets ~2."""
        key = number_path(chain, item_key)
        self.used[key] = self.used.get(key, 0) + 1
        if self.used[key] > 1:
            key = f"{key}~{self.used[key]}"
        heading, text = tidy(heading), tidy(text)
        if not text:
            heading, text = EMPTY, heading
        at = [offset for offset in (*heading.at, *text.at) if offset >= 0]
        own = chain[-1] if chain else None
        quoted = own is not None and bool(heading) and own.label is None  # the item is the heading itself
        path = [path_entry(node, own=node is own and not heading and not item) for node in chain]
        situation = own is not None and own.is_situation
        path = [entry for entry in path if entry] + ([item] if item and not situation and not quoted else [])
        self.units.append(
            ParsedUnit(
                key, tuple(path), locator(chain, item) or item, (*context_of(chain, own=bool(item_key) or situation), *extra), heading.text, text.text,
                (min(at), max(at) + 1),
            )
        )  # fmt: skip
        self.account.keep(heading)
        self.account.keep(text)


def tidy(passage: Passage) -> Passage:
    """Leave out blanks that stand beside a Chinese character or sign; those between Latin words or figures stay.

    A blank between a Chinese character and a Latin word stays too: 请问您说的是 XXXXX 吗.
    """
    keep = [True] * len(passage.text)
    for match in re.finditer(r"[^\S\n]+", passage.text):
        before, after = passage.text[: match.start()][-1:], passage.text[match.end() :][:1]
        if not (_is_latin(before) or _is_latin(after)):
            keep[match.start() : match.end()] = [False] * (match.end() - match.start())
    if all(keep):
        return passage.strip()
    places = [place for place, kept in enumerate(keep) if kept]
    return Passage("".join(passage.text[p] for p in places), tuple(passage.at[p] for p in places)).strip()


def _is_latin(character: str) -> bool:
    """Tell whether a character is a Latin letter or a figure."""
    return character.isascii() and character.isalnum()


def _split_tables(node: Node) -> tuple[list[Passage], list[Table]]:
    """Part a node's paragraphs into running text and flattened tables."""
    starts = [place for place, paragraph in enumerate(node.paragraphs) if is_table_title(paragraph.text)]
    if not starts:
        return node.paragraphs, []
    text, tables = node.paragraphs[: starts[0]], []
    for start, end in zip(starts, [*starts[1:], len(node.paragraphs)], strict=True):
        table = read_table(node.paragraphs[start], node.paragraphs[start + 1 : end])
        if table:
            tables.append(table)
        else:
            text.extend(node.paragraphs[start:end])
    return text, tables


def _emit_table(reader: _Reader, chain: Sequence[Node], table: Table, place: int) -> None:
    """Make one unit of each row of a table; a form is no rule."""
    if table.is_form:
        reader.account.drop(join([table.title, *table.header, *(cell for row in table.rows for cell in row)]), FORM)
        return
    reader.account.keep(join([table.title, *table.header]))
    header = " | ".join(cell.text for cell in table.header)
    situations = bool(table.header) and bool(_SITUATION_HEAD.search(to_simplified(table.header[0].text)))
    for number, row in enumerate(table.rows, 1):
        written = [cell for cell in row if cell]
        named = next((cell for cell in written if not _COUNT.fullmatch(cell.text)), written[0])
        item = f"{table_label(table.title.text)}「{short_title(named.text)}」"
        extra = (table.title.text, header, named.text if situations else "")
        reader.emit(chain, EMPTY, join(written, "\n"), item, f"t{place}.{number}", [text for text in extra if text])


def _is_rule(text: str) -> bool:
    """Tell whether a preamble or closing paragraph sets a duty of its own."""
    if _ARTICLE.match(text):
        return True
    return says_duty(text) and not _INTRODUCTION.search(to_simplified(text)) and not text.endswith((":", "："))


def _separate_paragraphs(node: Node) -> bool:
    """Tell whether each paragraph of a node is an item of its own: under a heading without a label, or a chapter."""
    if len(node.paragraphs) < 2 or node.is_situation:
        return False
    speakers = {speaker(paragraph.text) for paragraph in node.paragraphs} - {""}
    if len(speakers) > 1:  # a dialogue is understood as a whole
        return False
    return node.label is None or node.label.family in STRUCTURAL and not node.is_article


def _closing_place(node: Node, paragraphs: Sequence[Passage]) -> int:
    """Return from where the last leaf's paragraphs close the whole regulation: issuer and date, or words about all of it."""
    place = len(paragraphs)
    own = node.label is not None and not node.heading  # its first paragraph is what the label stands for
    while place > own and is_signature(paragraphs[place - 1].text):
        place -= 1
    closing = next((n for n, p in enumerate(paragraphs[:place]) if n and _CLOSES.match(to_simplified(p.text))), place)
    return place if node.is_article else closing


def _loose_from(node: Node, paragraphs: Sequence[Passage]) -> int:
    """Return from where lines behind the last rule of a regulation are no part of it: scraps without a full stop that set no duty."""
    place = len(paragraphs)
    if not (node.is_article or node.is_paragraph or node.label is not None):
        return place
    while place > 1 and _is_loose(paragraphs[place - 1].text):
        place -= 1
    return place if place and _LAST_RULE.search(to_simplified(paragraphs[place - 1].text[-20:])) else len(paragraphs)


def _is_loose(text: str) -> bool:
    """Tell whether a line can be a page's behind the last rule: short, no sentence, no duty."""
    return len(text) <= LONGEST_LOOSE and text[-1] not in "。；;：:，," and "。" not in text and not says_duty(text)


def _listed_from(node: Node, paragraphs: Sequence[Passage]) -> int:
    """Return from where paragraphs are items without labels: short ones, no sentences, behind one that announces them with a colon."""
    if node.is_article:
        return len(paragraphs)
    place = len(paragraphs)
    while (
        place > 0
        and len(paragraphs[place - 1].text) <= LONGEST_LEAD_IN_HEADING
        and paragraphs[place - 1].text[-1:] not in "。；;:："
    ):
        place -= 1
    announced = place > 0 and paragraphs[place - 1].text.endswith((":", "："))
    return place if announced and len(paragraphs) - place >= 2 else len(paragraphs)


def _walk(reader: _Reader, node: Node) -> None:
    """Make the units of a node and of what stands under it."""
    chain = node.chain()
    made = len(reader.units)
    if node.label is not None:
        reader.account.keep(node.label_passage)
    reader.account.keep(node.heading)
    paragraphs, tables = _split_tables(node)
    tables = [*tables, *(read_marked_table(table.title, table.rows, reader.account) for table in node.tables)]
    last = not node.children and _ends_regulation(node)  # what stands at its end may close the regulation
    loose = _loose_from(node, paragraphs) if last else len(paragraphs)
    for paragraph in paragraphs[loose:]:
        reader.account.drop(paragraph, BEHIND_LAST)
    paragraphs = paragraphs[:loose]
    end = _closing_place(node, paragraphs) if last else len(paragraphs)
    paragraphs, closing = paragraphs[:end], paragraphs[end:]
    if node.parent is None:
        _emit_unlabelled(reader, paragraphs)
    else:
        _emit_paragraphs(reader, chain, node, paragraphs, has_parts=bool(node.children or tables))
    _emit_unlabelled(reader, closing)
    for place, table in enumerate(tables, 1):
        _emit_table(reader, chain, table, place)
    for child in node.children:
        _walk(reader, child)
    if len(reader.units) == made:
        _account_for_heading(reader, chain, node, above_form=any(table.is_form for table in tables))


def _emit_paragraphs(
    reader: _Reader, chain: Sequence[Node], node: Node, paragraphs: Sequence[Passage], *, has_parts: bool
) -> None:
    """Make the units of a node's heading and paragraphs."""
    if not paragraphs and not has_parts and _is_attachment_name(node):
        reader.account.drop(node.heading, ATTACHMENTS)
    elif node.children and paragraphs and is_lead_in_heading(node):
        reader.account.keep(paragraphs[0])
    elif _separate_paragraphs(node):
        for number, paragraph in enumerate(paragraphs, 1):
            title = run_in_title(paragraph.text)
            reader.emit(chain, EMPTY, paragraph, f"「{title}」" if title else f"第{number}项", str(number), ())
    else:
        listed = _listed_from(node, paragraphs)
        _emit_own(reader, chain, node, paragraphs[:listed], has_parts=has_parts)
        for number, paragraph in enumerate(paragraphs[listed:], 1):
            reader.emit(chain, EMPTY, paragraph, f"第{number}项", str(number), ())


def _is_attachment_name(node: Node) -> bool:
    """Tell whether a heading only names an attachment, as 附件:客户投诉登记表 does."""
    return node.label is None and is_attachment(node.heading.text)


def _account_for_heading(reader: _Reader, chain: Sequence[Node], node: Node, *, above_form: bool) -> None:
    """See to a heading that no unit below shows: it goes with the form under it, else it is a unit itself."""
    lead_in = node.paragraphs[0] if is_lead_in_heading(node) else EMPTY
    if above_form or _is_attachment_name(node):
        reason = FORM if above_form else ATTACHMENTS
        reader.account.drop(join([node.label_passage, node.heading, lead_in]), reason)
    elif node.parent is not None:
        _emit_own(reader, chain, node, [lead_in] if lead_in else [], has_parts=False)


def _emit_own(
    reader: _Reader, chain: Sequence[Node], node: Node, paragraphs: Sequence[Passage], *, has_parts: bool
) -> None:
    """Make the unit of a node's own text; a heading above children or tables alone is none."""
    if not paragraphs and not node.heading:
        return
    if not paragraphs and has_parts and not rules(node.heading.text):
        return
    item = ""
    if node.label is None:
        item = f"「{short_title(node.heading.text)}」" if node.heading else ""
    elif node.label.family is Family.BULLET:
        title = run_in_title(paragraphs[0].text) if paragraphs else ""
        item = f"「{title}」" if title else f"第{node.place}项"
    heading = EMPTY if node.is_situation and paragraphs else node.heading
    reader.emit(chain, heading, join(list(paragraphs), "\n"), item, "", ())


def _ends_regulation(node: Node) -> bool:
    """Tell whether nothing stands behind a node but attachments."""
    while node.parent is not None:
        behind = node.parent.children[node.place :]
        if node.is_attachment or not all(other.is_attachment for other in behind):
            return not behind
        node = node.parent
    return True


def _emit_unlabelled(reader: _Reader, paragraphs: Sequence[Passage]) -> None:
    """Make units of the preamble's or closing paragraphs that set a duty; the others are no rules."""
    for paragraph in paragraphs:
        if _is_rule(paragraph.text):
            number = reader.used.get("*", 0) + 1
            reader.used["*"] = number
            title = run_in_title(paragraph.text)
            reader.emit((), EMPTY, paragraph, f"「{title}」" if title else f"第{number}项", str(number), ())
        else:
            reader.account.drop(paragraph, PREAMBLE)


def parse_regulation(part: Part, account: Account) -> tuple[Node, tuple[ParsedUnit, ...]]:
    """Parse one regulation.

    :param part: Its segments, as ``titles.split_regulations`` gives them.
    :param account: Where every character is entered as kept or noise.
    :return: Its outline and its units in document order.
    """
    for passage in part.title_passages:
        account.keep(passage)
    root = build_outline(part.segments)
    for node in root.children:
        named = node.label is not None and node.label.family in STRUCTURAL and node.heading
        node.is_title = bool(named) and is_same_title(node.heading.text, part.title)
    reader = _Reader(account)
    _walk(reader, root)
    return root, tuple(sorted(reader.units, key=lambda unit: unit.offsets[0]))  # text behind a table stays behind it
