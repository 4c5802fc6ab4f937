"""The outline of a regulation -> its units: what a person would cite, with locator, context and words as published."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.attachments import is_attachment
from corpus.closings import closing_place, ends_regulation, introduces, is_rule, loose_from
from corpus.contents import ATTACHMENTS
from corpus.forms import FORM
from corpus.label import STRUCTURAL, Family
from corpus.lead_ins import LONGEST_LEAD_IN_HEADING, is_lead_in_heading, rules
from corpus.locators import run_in_title, short_title, speaker
from corpus.marked_tables import read_marked_table
from corpus.node import Node
from corpus.outline import build_outline
from corpus.parsed import ParsedUnit
from corpus.parting import Part
from corpus.passage import EMPTY, Account, Passage, join
from corpus.row_names import name_rows
from corpus.script import to_simplified
from corpus.table_lines import is_column_name
from corpus.tables import Table, is_table_title, read_named_table, read_table
from corpus.titles import is_same_title
from corpus.unit_writing import UnitWriter

PREAMBLE = "引言、结语(不含规则)"
_SITUATION_HEAD = re.compile(r"情[景形境况]|场景|问题|情节")
_ATTACHMENTS_FOLLOW = re.compile(r"附[ \u3000]*(?:[件表录錄图圖]|件及附表|表及附件)[:：]?")
FEWEST_ITEMS = 3  # lines without labels that are a list; two may be a broken sentence, or what is left of a page
BEHIND_LAST = "末条之后的零散文字"


def _split_tables(node: Node) -> tuple[list[Passage], list[Table]]:
    """Part a node's paragraphs into running text and flattened tables."""
    starts = [place for place, paragraph in enumerate(node.paragraphs) if is_table_title(paragraph.text)]
    if not starts:
        return _named_columns(node.paragraphs) if node.is_table else (node.paragraphs, [])
    text, tables = node.paragraphs[: starts[0]], []
    for start, end in zip(starts, [*starts[1:], len(node.paragraphs)], strict=True):
        table = read_table(node.paragraphs[start], node.paragraphs[start + 1 : end])
        if table:
            tables.append(table)
        else:
            text.extend(node.paragraphs[start:end])
    return text, tables


def _named_columns(paragraphs: list[Passage]) -> tuple[list[Passage], list[Table]]:
    """Part off a flattened table that has no title but names its columns: 投诉类型 | 处理人 | 时限, one a line, above its cells."""
    for place in range(len(paragraphs)):
        table = read_named_table(paragraphs[place:]) if is_column_name(paragraphs[place].text) else None
        if table is not None:
            return paragraphs[:place], [table]
    return paragraphs, []


def _emit_table(reader: UnitWriter, chain: Sequence[Node], table: Table, place: int) -> None:
    """Make one unit of each row of a table; a form is no rule."""
    if table.is_form:
        reader.account.drop(join([table.title, *table.header, *(cell for row in table.rows for cell in row)]), FORM)
        return
    reader.account.keep(join([table.title, *table.header]))
    situations = bool(table.header) and bool(_SITUATION_HEAD.search(to_simplified(table.header[0].text)))
    for number, row in enumerate(name_rows(table), 1):
        if row.number:
            reader.account.keep(row.number)
        header = " | ".join(cell.text for cell in row.heads)
        extra = (table.title.text, header, row.named.text if situations else "")
        text = join(row.cells, "\n")
        reader.emit(chain, EMPTY, text, row.item, f"t{place}.{number}", [words for words in extra if words])


def _separate_paragraphs(node: Node) -> bool:
    """Tell whether each paragraph of a node is an item of its own: under a heading without a label, or a chapter."""
    if len(node.paragraphs) < 2 or node.is_situation:
        return False
    speakers = {speaker(paragraph.text) for paragraph in node.paragraphs} - {""}
    if len(speakers) > 1:  # a dialogue is understood as a whole
        return False
    return node.label is None or node.label.family in STRUCTURAL and not node.is_article


def _listed_from(node: Node, paragraphs: Sequence[Passage]) -> int:
    """Return from where paragraphs are items without labels: short ones, no sentences, behind one that announces them with a colon.

    Behind semicolons items may be long, and a heading may announce them.
    """
    place = len(paragraphs) - 1
    while place > 0 and paragraphs[place - 1].text[-1] in "；;":
        place -= 1
    if 0 <= place < len(paragraphs) - 1 and not node.is_situation:
        above = paragraphs[place - 1] if place else node.heading
        many = place == 0 and len(paragraphs) >= FEWEST_ITEMS and not node.is_article
        if above.text.endswith((":", "：")) or above and many:
            return place
    place = len(paragraphs)
    while (
        place > 0
        and len(paragraphs[place - 1].text) <= LONGEST_LEAD_IN_HEADING
        and paragraphs[place - 1].text[-1:] not in "。；;:："
    ):
        place -= 1
    above = paragraphs[place - 1] if place else node.heading
    announced = above.text.endswith((":", "："))
    return place if announced and len(paragraphs) - place >= 2 else len(paragraphs)


def _titled_from(node: Node, paragraphs: Sequence[Passage]) -> int:
    """Return from where paragraphs are items that begin with titles of their own: 【接听】三声内接听 | 【转接】…, or 接听：… | 转接：….

    Three with a colon at least, since 目的：… may stand above anything; under a heading, or behind a sentence.
    """
    place = len(paragraphs)
    if place < 2 or node.is_situation:
        return place
    titles: set[str] = set()
    while place > 0 and (title := run_in_title(paragraphs[place - 1].text)) and title not in titles:
        titles.add(title)
        place -= 1
    bracketed = all(paragraph.text.startswith("【") for paragraph in paragraphs[place:])
    many = len(titles) >= (2 if bracketed else FEWEST_ITEMS)
    sentences = bracketed or all(paragraph.text[-1] in "。；;！!？?”」" for paragraph in paragraphs[place:])
    headed = bool(node.heading) or place > 0 and paragraphs[place - 1].text[-1] in "。:："
    return place if many and sentences and headed else len(paragraphs)


def _walk(reader: UnitWriter, node: Node) -> None:
    """Make the units of a node and of what stands under it."""
    chain = node.chain()
    made = len(reader.units)
    if node.label is not None:
        reader.account.keep(node.label_passage)
    reader.account.keep(node.heading)
    paragraphs, tables = _split_tables(node)
    tables = [*tables, *(read_marked_table(table.title, table.rows, reader.account) for table in node.tables)]
    last = not node.children and ends_regulation(node)  # what stands at its end may close the regulation
    loose = loose_from(node, paragraphs) if last else len(paragraphs)
    for paragraph in paragraphs[loose:]:
        reader.account.drop(paragraph, BEHIND_LAST)
    paragraphs = paragraphs[:loose]
    end = closing_place(node, paragraphs) if last else len(paragraphs)
    paragraphs, closing = paragraphs[:end], paragraphs[end:]
    if node.parent is None:
        _emit_unlabelled(
            reader, paragraphs, all_rules=node.is_rule and not node.children and len(paragraphs) >= FEWEST_ITEMS
        )
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
    reader: UnitWriter, chain: Sequence[Node], node: Node, paragraphs: Sequence[Passage], *, has_parts: bool
) -> None:
    """Make the units of a node's heading and paragraphs."""
    if not has_parts and (not paragraphs or node.label is not None) and _is_attachment_name(node):
        reader.account.drop(join([node.heading, *paragraphs]), ATTACHMENTS)
    elif node.children and paragraphs and is_lead_in_heading(node):
        reader.account.keep(paragraphs[0])
    elif _separate_paragraphs(node):
        for number, paragraph in enumerate(paragraphs, 1):
            title = run_in_title(paragraph.text)
            reader.emit(chain, EMPTY, paragraph, f"「{title}」" if title else f"第{number}项", str(number), ())
    else:
        listed = min(_listed_from(node, paragraphs), _titled_from(node, paragraphs))
        node.paragraphs = list(paragraphs[:listed])  # what stands above the items
        _emit_own(reader, chain, node, node.paragraphs, has_parts=has_parts or listed < len(paragraphs))
        titled = listed == _titled_from(node, paragraphs) and not node.is_article  # 第四条第1项, as laws are cited
        for number, paragraph in enumerate(paragraphs[listed:], 1):
            title = run_in_title(paragraph.text) if titled else ""
            reader.emit(chain, EMPTY, paragraph, f"「{title}」" if title else f"第{number}项", str(number), ())


def _is_attachment_name(node: Node) -> bool:
    """Tell whether a heading only names an attachment, as 附件:客户投诉登记表 does, or says that attachments follow: 6. 附录."""
    if node.label is not None:
        words = [passage.text for passage in (node.heading, *node.paragraphs) if passage]
        return len(words) == 1 and not node.is_article and bool(_ATTACHMENTS_FOLLOW.fullmatch(words[0]))
    return is_attachment(node.heading.text)


def _account_for_heading(reader: UnitWriter, chain: Sequence[Node], node: Node, *, above_form: bool) -> None:
    """See to a heading that no unit below shows: it goes with the form under it, else it is a unit itself."""
    lead_in = node.paragraphs[0] if is_lead_in_heading(node) else EMPTY
    if above_form or _is_attachment_name(node):
        reason = FORM if above_form else ATTACHMENTS
        reader.account.drop(join([node.label_passage, node.heading, lead_in]), reason)
    elif node.parent is not None:
        _emit_own(reader, chain, node, [lead_in] if lead_in else [], has_parts=False)


def _emit_own(
    reader: UnitWriter, chain: Sequence[Node], node: Node, paragraphs: Sequence[Passage], *, has_parts: bool
) -> None:
    """Make the unit of a node's own text; a heading above children or tables alone is none."""
    if not paragraphs and not node.heading:
        return
    if not paragraphs and has_parts and not rules(node.heading.text):
        return
    item = ""
    if node.is_behind_list:
        item = f"「{run_in_title(paragraphs[0].text) or short_title(paragraphs[0].text)}」"
    elif node.label is None:
        item = f"「{short_title(node.heading.text)}」" if node.heading else ""
    elif node.label.family is Family.BULLET:
        title = run_in_title(paragraphs[0].text) if paragraphs else ""
        item = f"「{title}」" if title else f"第{node.place}项"
    heading = EMPTY if node.is_situation and paragraphs else node.heading
    reader.emit(chain, heading, join(list(paragraphs), "\n"), item, "", ())


def _emit_unlabelled(reader: UnitWriter, paragraphs: Sequence[Passage], *, all_rules: bool = False) -> None:
    """Make units of the preamble's or closing paragraphs that set a duty; the others are no rules, unless there are none but these."""
    for paragraph in paragraphs:
        if is_rule(paragraph.text) or all_rules and not introduces(paragraph.text):
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
    root.is_rule = bool(part.title)
    reader = UnitWriter(account)
    _walk(reader, root)
    return root, tuple(sorted(reader.units, key=lambda unit: unit.offsets[0]))  # text behind a table stays behind it
