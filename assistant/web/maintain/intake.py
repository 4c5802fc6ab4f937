"""An uploaded file on its way in: what the parser made of it with its corrections, what each regulation is, and the taking in itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from markupsafe import Markup
from starlette.datastructures import FormData

from assistant.cli_errors import Mendable
from assistant.gathering import read_library
from assistant.web.maintain.staging import Staged
from corpus.catalog import Document, Entry, name_document
from corpus.corrections import Action, Correction, CorrectionsError, find_faults, parse_corrections
from corpus.intake import Given, Namesake, TakenIn, find_namesakes, take_in
from corpus.library import Library, open_library
from corpus.passage import Fate
from corpus.references import resolve_references
from corpus.regulation import Unit
from corpus.report_page import report_parts
from corpus.script import fold
from corpus.unreadable import unread_pages_line

NEW, OTHER, REPLACES = "new", "other", "replaces:"  # values of a choice
_TYPED = ("title", "issuer", "effective_on", "other")  # fields of a form
_WHERE = re.compile(r"at line (\d+), column (\d+)")
_FATES = (("kept", "保留", Fate.KEPT), ("noise", "略去", Fate.NOISE), ("repaired", "修复", Fate.REPAIRED), ("blank", "空白", Fate.BLANK))  # fmt: skip


class Undecided(Mendable):
    """It was not said what a regulation is, or not in a way that can be done."""


@dataclass(frozen=True, slots=True)
class Share:
    """What became of some of the characters of a file."""

    name: str  # of the colour
    word: str
    count: int
    start: float  # of 100
    width: float  # of 100


@dataclass(frozen=True, slots=True)
class Report:
    """What the parser made of a file, ready to be shown; the HTML is escaped already."""

    name: str
    heading: str
    total: int
    shares: tuple[Share, ...]
    legend: Markup
    text: Markup
    lists: Markup
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundRegulation:
    """A regulation that was found in a file."""

    title: str
    issuer: str
    effective_on: date | None
    units: int
    findings: int
    namesakes: tuple[Entry, ...]
    corrected: frozenset[str]  # names that corrections give, and a form cannot


@dataclass(frozen=True, slots=True)
class Reading:
    """An uploaded file as read with some corrections."""

    report: Report
    regulations: tuple[FoundRegulation, ...]
    stale: tuple[str, ...]  # a sentence each


def read_staged(staged: Staged, corrections: Sequence[Correction], home: Path, own: Path) -> Reading:
    """Parse an uploaded file and say what was found.

    :param staged: The file.
    :param corrections: What a maintainer says of it.
    :param home: The state folder.
    :param own: The folder of what comes with the program.
    :return: The reading.
    """
    document = name_document(staged.text(), (), corrections)
    library = open_library(home, own)
    found = tuple(
        FoundRegulation(
            part.title or staged.file.stem,
            part.issuer,
            part.effective_on,
            len(part.units),
            len(part.findings),
            find_namesakes(part.title or staged.file.stem, part.issuer, library),
            frozenset(action.value for action in part.corrected),
        )
        for part in document.parsed.regulations
        if part.units
    )
    replaced = {entry.regulation_id for each in found for entry in each.namesakes}
    known = [unit for other in read_library(home, own, lambda _: None) for unit in other.units]
    others = [unit for unit in known if unit.regulation_id not in replaced]
    stale = tuple(
        f"第 {each.correction.number} 项（{each.correction.action}）没有起作用：{each.reason}。"
        for each in document.parsed.stale
    )
    return Reading(draw_report(document, others), found, stale)


def draw_report(document: Document, others: Sequence[Unit]) -> Report:
    """Draw what the parser made of a document.

    :param document: The document.
    :param others: Units of other documents, which its references may name.
    :return: The report.
    """
    own = {unit.regulation_id for unit in document.units}
    known = [*document.units, *(unit for unit in others if unit.regulation_id not in own)]
    parts = report_parts(document, resolve_references(known))
    account = document.parsed.account
    total = max(1, len(account.source))
    shares: list[Share] = []
    start = 0.0
    for name, word, fate in _FATES:
        count = account.count(fate)
        shares.append(Share(name, word, count, start, 100 * count / total))
        start += 100 * count / total
    unread = document.parsed.unread_pages
    return Report(
        document.name,
        parts.heading,
        len(account.source),
        tuple(shares),
        Markup(parts.legend),  # all three escaped where they are made
        Markup(parts.text),
        Markup(parts.lists),
        (unread_pages_line(unread),) if unread else (),
    )


def read_corrections_text(text: str, name: str) -> tuple[Correction, ...]:
    """Read corrections as typed.

    :param text: TOML.
    :param name: The file they will be.
    :return: The entries.
    :raises Undecided: if they cannot be used; the message says where and why, a line for each entry.
    """
    try:
        faults = find_faults(text, name)
    except CorrectionsError as error:
        place = _WHERE.search(str(error))
        if place:
            raise Undecided(
                f"第 {place[1]} 行第 {place[2]} 个字附近的写法不对（少了引号、等号或括号？），没有应用，请改好再试。"
            ) from error
        if "不是有效的 TOML" in str(error):
            raise Undecided("写法不对，可能最后一行没有写完，没有应用，请改好再试。") from error
        raise Undecided("里面只能有 [[correction]] 各项，没有应用，请改好再试。") from error
    if faults:
        raise Undecided("\n".join(f"{fault}，没有应用，请改好再试。" for fault in faults))
    return parse_corrections(text, name)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a maintainer says of a file's regulations."""

    title: str
    issuer: str
    effective_on: str
    choices: tuple[str, ...]  # of each regulation
    other: str  # id, where one that is called differently is replaced


def wanted_of(form: FormData, count: int) -> Wanted:
    """Read what a form says.

    :param form: The form.
    :param count: How many regulations the file holds.
    :return: What it says.
    """

    def text(name: str) -> str:
        value = form.get(name)
        return value.strip() if isinstance(value, str) else ""

    choices = tuple(text(f"choice-{number}") for number in range(count))
    return Wanted(text("title"), text("issuer"), text("effective_on"), choices, text("other"))


def wanted_at_first(regulations: Sequence[FoundRegulation]) -> Wanted:
    """Say of a file what its text says; whether one replaces its namesake is left to be said."""
    first = regulations[0] if len(regulations) == 1 else None
    return Wanted(
        first.title if first else "",
        first.issuer if first else "",
        str(first.effective_on or "") if first else "",
        tuple("" if each.namesakes else NEW for each in regulations),
        "",
    )


def typed_of(form: FormData, regulations: Sequence[FoundRegulation]) -> dict[str, object]:
    """Tell what of a form a person typed: what is not as it was found.

    :param form: The form.
    :param regulations: What was found in the file.
    :return: Plain values, by field.
    """
    said, found = wanted_of(form, len(regulations)), wanted_at_first(regulations)
    typed: dict[str, object] = {
        name: getattr(said, name) for name in _TYPED if name in form and getattr(said, name) != getattr(found, name)
    }
    return typed | {"choices": said.choices} if any(said.choices) else typed


def wanted_again(regulations: Sequence[FoundRegulation], typed: Mapping[str, object]) -> Wanted:
    """Say of a file that was read anew what its text says, and what was typed of it before; what corrections give goes first.

    :param regulations: What is found in it now.
    :param typed: What ``typed_of`` gave; empty where nothing was typed.
    :return: What its form says.
    """
    found = wanted_at_first(regulations)
    corrected = regulations[0].corrected if len(regulations) == 1 else frozenset()

    def said(name: str) -> str:
        return str(typed[name]) if name in typed and name not in corrected else str(getattr(found, name))

    kept = typed.get("choices")
    choices = found.choices
    if isinstance(kept, list) and len(kept) == len(regulations):
        choices = tuple(map(str, kept))
    return Wanted(said("title"), said("issuer"), said("effective_on"), choices, said("other"))


def take_staged_in(staged: Staged, reading: Reading, wanted: Wanted, home: Path, own: Path) -> tuple[TakenIn, ...]:
    """Take an uploaded file in.

    :param staged: The file.
    :param reading: What was found in it.
    :param wanted: What a maintainer says of it.
    :param home: The state folder.
    :param own: The folder of what comes with the program.
    :return: What was taken in.
    :raises Undecided: if something must be said first.
    :raises IntakeRefused: if it cannot be taken in as asked.
    """
    found = reading.regulations
    given = _given(found[0], wanted, open_library(home, own)) if len(found) == 1 else Given()
    choices = {
        (fold(each.title), fold(each.issuer)): choice for each, choice in zip(found, wanted.choices, strict=True)
    }
    if len(found) == 1:
        choices = {(fold(given.title or found[0].title), fold(given.issuer or found[0].issuer)): wanted.choices[0]}

    def decide(namesake: Namesake) -> str:
        choice = choices.get((fold(namesake.title), fold(namesake.issuer)), "")
        if not choice:
            raise Undecided(f"已有同名同机关的《{namesake.title}》，请选择这是它的新版，还是另一部规定。")
        regulation_id = choice.removeprefix(REPLACES)
        if choice != NEW and regulation_id not in {entry.regulation_id for entry in namesake.known}:
            raise Undecided(f"《{namesake.title}》要替换的规定已经变了，请重新选择。")
        return "" if choice == NEW else regulation_id

    return take_in([staged.file], home, given, decide, own)


def _given(found: FoundRegulation, wanted: Wanted, library: Library) -> Given:
    """Say of a file with one regulation what a form says; what corrections give stands there and nowhere else."""
    for action, word, said, was in (
        (Action.TITLE, "名称", wanted.title, found.title),
        (Action.ISSUER, "发布机关", wanted.issuer, found.issuer),
        (Action.EFFECTIVE_ON, "施行日期", wanted.effective_on, str(found.effective_on or "")),
    ):
        if action.value in found.corrected and said != was:
            raise Undecided(f"{word}已由更正写定为“{was}”，要改请改更正。")
    if not wanted.title:
        raise Undecided("请写规定名称。")
    day = read_day(wanted.effective_on, "施行日期")
    choice = wanted.choices[0]
    replaces = wanted.other if choice == OTHER else choice.removeprefix(REPLACES) if choice != NEW else ""
    if choice == OTHER and not replaces:
        raise Undecided("请选择它替换哪一部规定。")
    if replaces and not library.editions(replaces):
        raise Undecided("要替换的规定已经不在了，请重新选择。")
    same = choice != OTHER  # then a title and an issuer nobody touched stay those of the regulation it replaces
    title = "" if same and wanted.title == found.title else wanted.title
    issuer = "" if same and wanted.issuer == found.issuer else wanted.issuer
    return Given(title, issuer, None if day == found.effective_on else day, None, replaces)


def read_day(text: str, name: str) -> date | None:
    """Read a date of a form.

    :param text: As typed; empty for none.
    :param name: What the date is.
    :return: The date.
    :raises Undecided: if it is no date.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Undecided(f"{name}“{text}”不是日期，请写成 2027-01-01 这样。") from error
