"""One file as read -> its regulations with their units, what numbering is odd, and what became of every character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from corpus.contents import drop_attachments, drop_contents
from corpus.correcting import correct_lines
from corpus.correcting_segments import join_between, keep_units, mend_parts, settle, without_effect
from corpus.corrections import Action, Correction, StaleCorrection
from corpus.issuing import read_issuing
from corpus.label import Family
from corpus.marked_headings import mark_title
from corpus.naming import name_parts
from corpus.node import Node
from corpus.noise import drop_noise
from corpus.parsed import NumberingFinding, ParsedDocument, ParsedRegulation
from corpus.parsing import parse_regulation
from corpus.parting import split_regulations
from corpus.passage import Account
from corpus.reading import SourceText
from corpus.segmenting import split_segments
from corpus.situations import split_situations
from corpus.title_lines import drop_front

SAME_WITHOUT = "不作这一更正，拆分的结果也一样"
MOST_TRIED = 20  # corrections without which a file is parsed once more, to see what they do
MOST_READ_AGAIN = 2_000_000  # characters parsed for that, a matter of seconds


def _nodes(node: Node) -> Iterator[Node]:
    """Go through an outline in document order."""
    for child in node.children:
        yield child
        yield from _nodes(child)


def _counted_on(root: Node) -> set[int]:
    """Find the nodes that count on where a list above ended: 第四章 … 5、 | 第五章 6、. By ``id``."""
    last: dict[Family, int] = {}
    found: set[int] = set()
    for node in _nodes(root):
        if node.label is None or node.label.family in (Family.BULLET, Family.DECIMAL):
            continue
        if node.label.number == last.get(node.label.family, 0) + 1:
            found.add(id(node))
        last[node.label.family] = node.label.number
    return found


def _check_sequence(above: str, labels: Sequence[Node], counted_on: Set[int]) -> Iterator[NumberingFinding]:
    """Compare each label with the one before it in its family."""
    last: dict[tuple[Family, tuple[int, ...]], Node] = {}
    for node in labels:
        label = node.label
        if label is None or label.family is Family.BULLET:
            continue
        inserted = label.inserted > 0
        key = (label.family, label.numbers[:-1] if label.family is Family.DECIMAL else ())
        before = last.get(key)
        if not inserted:
            last[key] = node
        number = label.number
        previous = before.label.number if before is not None and before.label is not None else 0
        if number == previous + 1 or inserted or before is None and id(node) in counted_on:
            continue
        kind = "跳号" if number > previous + 1 else "重号" if number == previous else "倒序"
        yield NumberingFinding(
            kind, above, before.label.printed if before and before.label else "(开头)", label.printed
        )


def _check_numbering(root: Node) -> Iterator[NumberingFinding]:
    """Check every list of an outline; 条 are counted through the whole regulation, over chapters, and through each attachment."""
    counted_on = _counted_on(root)
    attachments = [child for child in root.children if child.is_attachment]
    attached = {id(node) for attachment in attachments for node in _nodes(attachment)}
    yield from _check_sequence("", [n for n in _nodes(root) if n.is_article and id(n) not in attached], counted_on)
    for attachment in attachments:
        yield from _check_sequence("", [node for node in _nodes(attachment) if node.is_article], counted_on)
    for node in (root, *_nodes(root)):
        above = "".join(n.label.printed for n in node.chain() if n.label)
        yield from _check_sequence(above, [child for child in node.children if not child.is_article], counted_on)


def parse_document(text: SourceText, corrections: Sequence[Correction] = ()) -> ParsedDocument:
    """Parse one file.

    :param text: The file as read.
    :param corrections: What a maintainer says of it.
    :return: Its regulations in the order they stand in it, and the account of its characters.
    """
    parsed = _parse(text, corrections)
    vain = _in_vain(text, corrections, parsed)
    if not vain:
        return parsed
    return replace(parsed, stale=tuple(sorted((*parsed.stale, *vain), key=lambda entry: entry.correction.number)))


def _in_vain(text: SourceText, corrections: Sequence[Correction], parsed: ParsedDocument) -> list[StaleCorrection]:
    """List the joins and replacements without which the file would read the same: it is parsed once more without each."""
    known = {entry.correction.number for entry in parsed.stale}
    tried = [c for c in corrections if c.action in (Action.JOIN, Action.REPLACE) and c.number not in known]
    return [
        StaleCorrection(one, SAME_WITHOUT)
        for one in tried[: min(MOST_TRIED, MOST_READ_AGAIN // max(1, len(text.text)))]
        if _parse(text, [other for other in corrections if other is not one]).regulations == parsed.regulations
    ]


def _parse(text: SourceText, corrections: Sequence[Correction]) -> ParsedDocument:
    """Parse one file; tell of a correction only whether it could be made."""
    account = Account(text.text)
    corrected = correct_lines(drop_noise(text.text, account), corrections, account)
    lines, said = read_issuing(corrected.lines, account, corrected.untouched)
    segments = settle(split_segments(lines, [offset for _, offset in corrected.splits], text.text), corrected)
    segments = join_between(drop_attachments(drop_contents(segments, account), account), corrected)
    segments = mark_title(settle(split_situations(segments, account), corrected))
    segments = drop_front(segments, account, corrected.untouched)
    regulations: list[ParsedRegulation] = []
    named = name_parts(mend_parts(split_regulations(segments), corrected), said, account)
    for place, one in enumerate(named):
        part = one.part
        root, units = parse_regulation(part, account)
        end = next((later.begins for later in named[place + 1 :] if later.begins >= 0), len(text.text))
        regulations.append(
            ParsedRegulation(
                part.title, part.issuer, part.document_number, keep_units(units, account, corrected, end),
                sum(node.is_article for node in _nodes(root)), tuple(_check_numbering(root)), one.printed, one.effective_on,
                frozenset(one.corrected),
            )
        )  # fmt: skip
    vain = without_effect(corrected, account, [unit for one in regulations for unit in one.units])
    stale = sorted((*corrected.stale, *vain), key=lambda entry: entry.correction.number)
    account.close()
    return ParsedDocument(tuple(regulations), account, tuple(stale), text.unread_pages)
