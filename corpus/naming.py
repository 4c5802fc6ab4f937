"""Gives the regulations of a file issuer, number and date of effect, where their text says them.

A covering notice (关于印发《…》的通知) lends what it says to what it covers, and is no regulation itself unless it orders something.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.correcting_segments import NamedPart
from corpus.corrections import Action
from corpus.issue_lines import read_effects
from corpus.issuing import NOTICE, Place, Said
from corpus.organisations import read_organisation
from corpus.passage import Account
from corpus.script import fold, to_simplified
from corpus.titles import SHORTEST_LONE_TITLE

_NOTICE_TITLE = re.compile(
    r"(?P<issuer>.*?)关于(?P<act>印发|发布|公布|颁布|颁发|下发|转发|批转)(?P<named>.+)的(?:通知|公告|决定)$"
)
_NAMED = re.compile(r"《([^》]+)》")


def name_parts(parts: Sequence[NamedPart], said: Sequence[Said], account: Account) -> list[NamedPart]:
    """Give the regulations of a file issuer, number and date, and leave out covering notices that only cover.

    What corrections give stays. Where a text names two days from which it holds, it gets none.

    :param parts: The regulations of a file.
    :param said: What its lines say, as ``read_issuing`` found it.
    :param account: Where the words of covering notices are entered.
    :return: The regulations.
    """
    begins = [part.begins for part in parts]
    own: list[list[Said]] = [[] for _ in parts]
    for one in said:
        fitting = [place for place, begin in enumerate(begins) if 0 <= begin <= one.offset]
        if parts:
            own[fitting[-1] if fitting else 0].append(one)
    kept: list[NamedPart] = []
    notice: _Notice | None = None
    for place, part in enumerate(parts):
        _name(part, sorted(own[place], key=lambda one: one.place))
        following = parts[place + 1].part.title if place + 1 < len(parts) else ""
        end = next((begin for begin in begins[place + 1 :] if begin > part.begins), len(account.source))
        if covering := _read_notice(part, following, account.source[max(0, part.begins) : end]):
            notice = covering
            if not any(segment.label for segment in part.part.segments):
                for passage in (*part.part.title_passages, *(segment.whole for segment in part.part.segments)):
                    account.drop(passage, NOTICE)
                continue
        elif notice and notice.covers(part.part.title, first=place > 0 and parts[place - 1] is notice.part):
            notice.lend(part)
        kept.append(part)
    return kept


def _name(part: NamedPart, said: Sequence[Said]) -> None:
    """Enter what the lines of one regulation say, the most certain first."""
    target = part.part
    if Action.ISSUER not in part.corrected:
        signed = target.issuer if not any(one.place is Place.KEY and one.issue.issuer for one in said) else ""
        target.issuer = signed or next((one.issue.issuer for one in said if one.issue.issuer), target.issuer)
    if not target.document_number:
        target.document_number = next((one.issue.document_number for one in said if one.issue.document_number), "")
    if part.effective_on is None:
        days = {one.issue.effective_on for one in said if one.issue.effective_on}
        issued = {one.issue.issued_on for one in said if one.issue.issued_on}
        when_issued = False
        for segment in target.segments:
            if re.search(r"[施執执试試生]", segment.text):
                named, from_issue = read_effects(segment.text)
                days |= {day for day in named if day}
                when_issued = when_issued or from_issue
        days = days or (issued if when_issued else set())
        part.effective_on = days.pop() if len(days) == 1 else None


@dataclass(frozen=True, slots=True)
class _Notice:
    """A notice by which regulations are issued."""

    part: NamedPart
    names: frozenset[str]  # what it issues, folded; empty where it does not say in 《》
    issuer: str
    words: str  # all of it, folded; it may name what it issues in its list of attachments only

    def covers(self, title: str, *, first: bool) -> bool:
        """Tell whether a regulation behind the notice is one it issues."""
        own = fold(title)
        named = len(own) >= SHORTEST_LONE_TITLE and own in self.words
        return first or named or any(name in own or own in name for name in self.names if own)

    def lend(self, part: NamedPart) -> None:
        """Give a regulation the issuer and number of the notice, where its own text has none."""
        if Action.ISSUER not in part.corrected:
            part.part.issuer = part.part.issuer or self.issuer
        part.part.document_number = part.part.document_number or self.part.part.document_number


def _read_notice(part: NamedPart, following: str, words: str) -> _Notice | None:
    """Read a covering notice from its part and its words; it is one only if what it issues follows."""
    match = _NOTICE_TITLE.fullmatch(to_simplified(part.part.title))
    if not match or not following:
        return None
    letterheads = (
        read_organisation(segment.text.removesuffix("文件"))
        for segment in part.part.segments[:3]
        if segment.text.endswith("文件")
    )
    issuer = part.part.issuer or read_organisation(match["issuer"]) or next((name for name in letterheads if name), "")
    passed_on = match["act"] in ("转发", "批转")  # whoever passes it on did not issue it
    return _Notice(
        part, frozenset(fold(name) for name in _NAMED.findall(match["named"])), "" if passed_on else issuer, fold(words)
    )
