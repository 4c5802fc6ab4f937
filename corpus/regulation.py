"""The two things the corpus is made of: a regulation, and the units of it that people cite.

Knows nothing of files, search or models.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Regulation:
    """One published version of a regulation (规定)."""

    regulation_id: str  # permanent slug, the same in every version
    title: str  # 名称, as published
    issuer: str  # 发布机关; empty where the text does not say
    document_number: str  # 文号; empty where there is none
    effective_on: date | None  # 施行日期
    repealed_on: date | None  # 废止日期
    source: str  # file name of the document it was read from
    sha256: str  # of that file's bytes
    corrections_sha256: str = ""  # of a maintainer's corrections to it; empty where there are none

    @property
    def display_title(self) -> str:
        """Title as an agent reads it: with the issuer where the title does not name it already."""
        if not self.issuer or self.issuer in self.title:
            return self.title
        return f"{self.issuer}《{self.title}》"


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest thing a person would cite: a 条, or an item beneath it, worded as published."""

    unit_id: str  # <regulation_id>#<number path>, permanent over versions: "cotton-exchange-conduct#30(6)"
    source: str  # file name
    regulation: str  # title of its regulation
    issuer: str
    path: tuple[str, ...]  # every label above and its own, outermost first, as printed
    locator: str  # 条款号 as a person would cite it: 第三十条（六）
    heading: str  # title on a line of its own; quoted whole or not at all
    context: tuple[str, ...]  # headings and lead-ins above that it needs to be understood; never quoted
    text: str  # the published characters

    @property
    def regulation_id(self) -> str:
        """Slug of the regulation, the part of the unit id before ``#``."""
        return self.unit_id.partition("#")[0]

    @property
    def unit_text(self) -> str:
        """Heading and text together, as shown to people."""
        if self.heading and self.text:
            return f"{self.heading}\n{self.text}"
        return self.heading or self.text
