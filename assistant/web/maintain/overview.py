"""What a maintainer sees first: the published version, whether documents are ahead of it, all regulations, all versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from assistant.gathering import content_of, read_library
from assistant.live import NotTakenOver
from assistant.web.maintain.findings import count_findings
from corpus.catalog import NamedDocument
from corpus.editions import Period, periods, today
from corpus.library import DOCUMENTS_FOLDER, open_library
from corpus.regulation import Regulation
from index.building import hash_corpus
from index.manifest import IndexDamaged, IndexOutOfDate, Manifest, read_manifest
from index.unit_records import read_regulations
from index.versions import (
    CURRENT_FILE,
    REGULATIONS_FILE,
    UnknownVersion,
    list_versions,
    published,
    version_folder,
    versions_folder,
)


@dataclass(frozen=True, slots=True)
class EditionRow:
    """One edition of a regulation."""

    regulation: Regulation
    state: str  # as people read it
    mark: str  # held, coming or over
    units: int
    findings: int
    taken_in: bool  # not one of the program's own, so that it can be taken back


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version."""

    manifest: Manifest
    state: str  # empty for one that is neither published nor the one before
    is_current: bool
    is_present: bool  # made of the documents as they are now


@dataclass(frozen=True, slots=True)
class Overview:
    """All of it."""

    current: Manifest | None  # what is published
    answering: str  # the version that answers: what is published, unless that cannot be opened
    current_since: str  # in UTC
    before: str  # the version that rolling back would publish; empty without one
    trouble: str  # why the published version cannot be told; empty
    ahead: str  # what of the documents is not in the published version; empty where all is
    present: str  # the newest version made of the documents as they are now; empty without one
    editions: tuple[EditionRow, ...]
    refused: tuple[str, ...]  # files that cannot be read
    versions: tuple[VersionRow, ...]

    @property
    def regulation_count(self) -> int:
        """Count the regulations, editions of one counted once."""
        return len({row.regulation.regulation_id for row in self.editions})


def look_over(home: Path, own: Path, not_taken_over: NotTakenOver | None = None) -> Overview:
    """Look at documents and versions as they are now.

    :param home: The state folder.
    :param own: The folder of what comes with the program.
    :param not_taken_over: Why what is published does not answer, where it does not.
    :return: The overview.
    """
    refused: list[str] = []
    documents = read_library(home, own, lambda error: refused.append(str(error)))
    content = content_of(documents)
    corpus_sha256 = hash_corpus(content.units, content.regulations)
    known = list_versions(home)
    names, trouble = _published(home)
    current = next((manifest for manifest in known if manifest.version in names[:1]), None)
    if names and current is None and not trouble:
        trouble = f"已发布的版本 {names[0]} 不完整，或由别的程序版本建立，请建立并发布一个新版本。"
    answering = names[0] if names else ""
    if not_taken_over:
        answering = not_taken_over.answering
        trouble = f"聊天仍用版本 {answering}：{trouble or not_taken_over.reason}"
    before = names[1] if len(names) > 1 and any(manifest.version == names[1] for manifest in known) else ""
    present = [manifest.version for manifest in known if manifest.corpus_sha256 == corpus_sha256]
    return Overview(
        current,
        answering,
        _published_at(home),
        before,
        trouble,
        _ahead(current, corpus_sha256, content.regulations, home),
        present[-1] if present else "",
        _edition_rows(documents, open_library(home, own).files, home),
        tuple(refused),
        tuple(
            VersionRow(
                manifest,
                _state_of(manifest.version, answering, names, before),
                manifest is current,
                manifest.version in present,
            )
            for manifest in reversed(known)
        ),
    )


def _state_of(version: str, answering: str, names: Sequence[str], before: str) -> str:
    """Say what a version is to those who ask; empty for one that is neither published nor the one before."""
    if version == answering:
        return "正在使用"
    if version in names[:1]:
        return "已发布，打不开"
    return "上一个发布的" if version == before else ""


def current_version(home: Path) -> str:
    """Name the published version; empty where there is none that can be told."""
    names, _ = _published(home)
    return names[0] if names else ""


def manifest_of(version: str, home: Path) -> Manifest:
    """Read what is known of a version.

    :param version: Its name.
    :param home: The state folder.
    :return: Its manifest.
    :raises UnknownVersion: if there is none of that name.
    """
    try:
        return read_manifest(version_folder(version, home))
    except UnknownVersion as error:
        raise UnknownVersion(f"没有名为 {version} 的版本，它可能已经被清理；请回到维护页另选一个。") from error


def _published(home: Path) -> tuple[tuple[str, ...], str]:
    try:
        return published(home), ""
    except IndexDamaged:
        return (), "记录正在使用哪个版本的文件损坏了，请重新发布一个版本。"


def _published_at(home: Path) -> str:
    """Say when the pointer was last set."""
    try:
        changed = (versions_folder(home) / CURRENT_FILE).stat().st_mtime
    except FileNotFoundError:
        return ""
    return datetime.fromtimestamp(changed, UTC).isoformat()


def _ahead(current: Manifest | None, corpus_sha256: str, regulations: Sequence[Regulation], home: Path) -> str:
    """Say what of the documents is not in the published version."""
    if current is None or current.corpus_sha256 == corpus_sha256:
        return ""
    try:
        published_ones = read_regulations(version_folder(current.version, home) / REGULATIONS_FILE)
    except (OSError, ValueError, IndexDamaged, IndexOutOfDate, UnknownVersion):
        published_ones = ()
    old, new = set(published_ones), set(regulations)
    if old == new:
        return "程序更新后，条款的拆分有变化"
    before, after = ({each.regulation_id: each.title for each in side} for side in (published_ones, regulations))
    groups = {
        "新收入": after.keys() - before.keys(),
        "不再收录": before.keys() - after.keys(),
        "改过": {each.regulation_id for each in old ^ new} & before.keys() & after.keys(),
    }
    every = before | after
    said = [
        f"{word}{'、'.join(f'《{every[name]}》' for name in every if name in ids)}"
        for word, ids in groups.items()
        if ids
    ]
    return f"发布之后{'，'.join(said)}"


def _edition_rows(documents: Sequence[NamedDocument], files: Sequence[Path], home: Path) -> tuple[EditionRow, ...]:
    """List all editions, those of one regulation together, the newest first."""
    findings = count_findings(files, home)
    placed = [(each, document, place) for document in documents for place, each in enumerate(document.regulations)]
    dated = periods([regulation for regulation, _, _ in placed])
    taken_in = {file.name for file in files if file.parent == home / DOCUMENTS_FOLDER}
    rows: dict[str, list[EditionRow]] = {}
    for (regulation, document, place), period in zip(placed, dated, strict=True):
        state, mark = _state(regulation, period, today())
        units = sum(unit.regulation_id == regulation.regulation_id for unit in document.units)
        found = findings[document.name].of(place) if document.name in findings else 0
        rows.setdefault(regulation.regulation_id, []).insert(
            0, EditionRow(regulation, state, mark, units, found, regulation.source in taken_in)
        )
    return tuple(row for of_one in rows.values() for row in of_one)


def _state(regulation: Regulation, period: Period, day: date) -> tuple[str, str]:
    """Say how an edition stands today."""
    if period.covers(day):
        return "有效", "held"
    if period.begins < period.ends and period.begins > day:
        return "尚未施行", "coming"
    if regulation.repealed_on and regulation.repealed_on <= day:
        return "已废止", "over"
    return "已有新版", "over"
