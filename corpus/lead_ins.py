"""What stands above a unit: the steps of its path, and the headings and lead-ins it needs to be understood."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.headings import TERMINAL, announces, is_heading_like, obliges, states
from corpus.label import STRUCTURAL, Family
from corpus.locators import short_title
from corpus.node import Node
from corpus.script import to_simplified

SHORTEST_RULE = 6  # characters; 六不准 and 三必须 are names of what stands below
LONGEST_LEAD_IN_HEADING = 40  # characters; a longer text above a list says something of its own
LONGEST_CONTEXT = 80  # characters of a lead-in shown above a unit
_LIMIT = re.compile(
    r"(?:[不勿][得可能]?[超少低高多大小晚早][过于出]?|至少|最多|限)\s*[\d一二两三四五六七八九十百](?![览般律样])|[\d一二两三四五六七八九十百]\S?以[内上下]|"
    r"[\d一二两三四五六七八九十]+个?(?:月|天|日|小时|分钟|工作日|周|年|次)"
)  # a limit, even in a heading, is a rule


def sets_limit(text: str) -> bool:
    """Tell whether a text sets a limit of time or number, which makes even a heading a rule.

    >>> sets_limit("同时接待不超过 5 人"), sets_limit("投诉的分类")
    (True, False)
    """
    return bool(_LIMIT.search(to_simplified(text)))


def rules(text: str) -> bool:
    """Tell whether words above items are a rule of their own, though no full stop ends them.

    >>> rules("通话结束应等客户先挂机"), rules("六不准"), rules("投诉处理")
    (True, False, False)
    """
    if sets_limit(text):
        return True
    return len(text) >= SHORTEST_RULE and obliges(text) and not is_heading_like(text)


def path_entry(node: Node, *, own: bool) -> str:
    """Write a node as a step of a path.

    :param node: The node.
    :param own: Whether the unit quotes its heading.
    :return: Its label as printed, and its heading unless the unit quotes it.
    """
    label = node.label.printed if node.label else ""
    if node.label and node.label.family is Family.ARABIC:
        label = label.rstrip("、.．")
    if node.is_paragraph:
        return node.paragraph_name
    if own:
        return label or (f"「{short_title(node.heading.text)}」" if node.heading else "")
    title = node.heading.text if node.heading else _lead_in_heading(node)
    return f"{label} {title}".strip()


def _lead_in_heading(node: Node) -> str:
    """Return the short text above a list that serves as its heading, as 三定: does."""
    return node.paragraphs[0].text if is_lead_in_heading(node) else ""


def is_lead_in_heading(node: Node) -> bool:
    """Tell whether a node's only paragraph is but the heading of its children, as 三定: is."""
    if len(node.paragraphs) != 1 or not node.children or node.is_rule:
        return False
    text = node.paragraphs[0].text
    if len(text) > LONGEST_LEAD_IN_HEADING or "。" in text or sets_limit(text) or states(text):
        return False
    if node.heading and not text.endswith((":", "：")):  # a heading has no second one, but may have 具体如下:
        return False
    if text.endswith((":", "：")):
        return not announces(text)
    if is_heading_like(text.rstrip("?？")):
        return True
    return text[-1:] not in TERMINAL and not rules(text)


def context_of(chain: Sequence[Node], *, own: bool) -> tuple[str, ...]:
    """Collect the headings and lead-ins above a unit that it needs to be understood.

    :param chain: The outline nodes from the outermost to the unit's own.
    :param own: Whether the unit is a part of the last node, whose heading then stands above it too.
    :return: They, outermost first; of chapters only the nearest, where nothing else stands above.
    """
    above = chain if own else chain[:-1]
    entries: list[tuple[bool, str]] = []  # is it a chapter's
    for place, node in enumerate(above):
        label = node.label.printed if node.label else ""
        chapter = node.label is not None and node.label.family in STRUCTURAL and node.label.family is not Family.ARTICLE
        if node.case_of is not None:
            entries.append((False, node.case_of.heading.text))
        if node.heading:
            entries.append((chapter, f"{label} {node.heading.text}".strip()))
            if is_lead_in_heading(node):  # 一、服务标准 | 三定:
                entries.append((False, node.paragraphs[0].text))
        elif node.paragraphs and not _is_other_paragraph(node, chain[place + 1 : place + 2]):
            text = node.paragraphs[-1].text
            if len(text) > LONGEST_CONTEXT:
                text = re.split(r"(?<=[。；;!！?？])", text.rstrip("。；;"))[-1][-LONGEST_CONTEXT:]
            entries.append((chapter, f"{label} {text}".strip()))
    inner = [text for chapter, text in entries if not chapter]
    chapters = [text for chapter, text in entries if chapter]
    return tuple(inner or chapters[-1:])


def _is_other_paragraph(node: Node, below: Sequence[Node]) -> bool:
    """Tell whether a node's sentence is the 款 before the one that stands below it, and says nothing of it."""
    return bool(below) and below[0].is_paragraph and node.paragraphs[-1].text[-1] in "。；;"
