"""The life of index versions: which there are, which is published, going back, comparing.

Everything lies in ``versions/`` of the state folder. ``CURRENT`` there names the published version in its first line
and, below, the ones published before it, newest first: one file, replaced whole, so that publishing and going back
are each one step that happens or does not.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.regulation import Unit
from index.durable_files import locked, sync_folder, write_synced
from index.manifest import REBUILD, IndexDamaged, IndexOutOfDate, Manifest, check_files, read_manifest
from index.unit_records import read_units

logger = logging.getLogger(__name__)

DEFAULT_HOME = "var"
CURRENT_FILE = "CURRENT"
UNITS_FILE = "units.jsonl"
VERSION_NAME = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}(-\d+)?")
REMEMBERED = 20  # how many publishings one can go back


class NoIndexBuilt(Exception):
    """No version is published yet."""


class UnknownVersion(Exception):
    """There is no version of that name, or none to go back to."""


class BuildRunning(Exception):
    """Another process is building at this moment."""


@dataclass(frozen=True, slots=True)
class ChangedUnit:
    """A unit with the same id in two versions and another wording."""

    before: Unit
    after: Unit


@dataclass(frozen=True, slots=True)
class VersionDiff:
    """What the second of two versions has, has no more, and words differently."""

    added: tuple[Unit, ...]
    removed: tuple[Unit, ...]
    changed: tuple[ChangedUnit, ...]


def home() -> Path:
    """Find the state folder: ``$ASSISTANT_HOME``, or ``./var``."""
    return Path(os.environ.get("ASSISTANT_HOME") or DEFAULT_HOME)


def versions_folder(home: Path) -> Path:
    """Say where the versions lie."""
    return home / "versions"


def list_versions(home: Path) -> tuple[Manifest, ...]:
    """List the versions whose manifest can be read, oldest first; a damaged one is logged and left out."""
    manifests = []
    for folder in sorted(versions_folder(home).glob("*/")):
        if not VERSION_NAME.fullmatch(folder.name):
            continue
        try:
            manifests.append(read_manifest(folder))
        except (IndexDamaged, IndexOutOfDate) as error:
            logger.warning("略去索引版本 %s：%s", folder.name, error)
    return tuple(sorted(manifests, key=lambda manifest: (manifest.built_at, manifest.version)))


def current(home: Path) -> str | None:
    """Name the published version.

    :param home: The state folder.
    :return: Its name; None before the first.
    :raises IndexDamaged: if the pointer was changed by other hands.
    """
    published = _published(home)
    return published[0] if published else None


def current_folder(home: Path) -> Path:
    """Find the folder of the published version.

    :param home: The state folder.
    :return: Its folder, not yet checked.
    :raises NoIndexBuilt: if none is published.
    :raises IndexDamaged: if the pointer cannot be read or points nowhere.
    """
    version = current(home)
    if version is None:
        raise NoIndexBuilt(f"还没有已发布的索引，请先运行 {REBUILD}。")
    folder = versions_folder(home) / version
    if not folder.is_dir():
        raise IndexDamaged(f"已发布的索引版本 {version} 的文件夹不见了，请运行 {REBUILD} 重建索引。")
    return folder


def publish(version: str, home: Path) -> Manifest:
    """Make a version the one that answers, after checking all of it.

    :param version: Its name.
    :param home: The state folder.
    :return: Its manifest.
    :raises UnknownVersion: if there is none of that name.
    :raises IndexDamaged: if a file of it is missing or was changed.
    :raises IndexOutOfDate: if another release of the program built it.
    """
    manifest = _checked(version, home)
    with locked(versions_folder(home) / ".publish.lock", wait=True):
        try:
            before = _published(home)
        except IndexDamaged as error:  # publishing is what mends it; only the way back is lost
            logger.warning("重写索引指针，以前的发布记录不再保留：%s", error)
            before = ()
        if before[:1] != (version,):
            _point((version, *before)[:REMEMBERED], home)
    return manifest


def rollback(home: Path) -> Manifest:
    """Publish again what was published before the present version.

    :param home: The state folder.
    :return: The manifest of the version now published.
    :raises NoIndexBuilt: if none is published.
    :raises UnknownVersion: if none was published before it.
    :raises IndexDamaged: if the earlier version is not whole; the present one then stays published.
    :raises IndexOutOfDate: if another release of the program built the earlier one.
    """
    with locked(versions_folder(home) / ".publish.lock", wait=True):
        present = current_folder(home).name
        before = _published(home)[1:]
        if not before:
            raise UnknownVersion(f"在 {present} 之前没有发布过别的版本，无法回退；可用 assistant index versions 查看。")
        manifest = _checked(before[0], home)
        _point(before, home)
    return manifest


def diff(before: str, after: str, home: Path) -> VersionDiff:
    """Compare two versions unit by unit, by id and wording.

    :param before: Name of the one.
    :param after: Name of the other.
    :param home: The state folder.
    :return: The differences, each in document order.
    :raises UnknownVersion: if there is none of one of the names.
    :raises IndexDamaged: if one of them is not whole.
    :raises IndexOutOfDate: if another release of the program built one of them.
    """
    old, new = (_units(version, home) for version in (before, after))
    return VersionDiff(
        added=tuple(unit for unit_id, unit in new.items() if unit_id not in old),
        removed=tuple(unit for unit_id, unit in old.items() if unit_id not in new),
        changed=tuple(
            ChangedUnit(old[unit_id], unit)
            for unit_id, unit in new.items()
            if unit_id in old and (old[unit_id].heading, old[unit_id].text) != (unit.heading, unit.text)
        ),
    )


@contextmanager
def build_lock(home: Path) -> Iterator[None]:
    """Let one process build at a time; the system lifts the lock when that process ends, however it ends.

    :param home: The state folder.
    :yield: Nothing; the lock is held inside.
    :raises BuildRunning: if another process holds it.
    """
    with ExitStack() as held:
        try:
            held.enter_context(locked(versions_folder(home) / ".build.lock", wait=False))
        except BlockingIOError as error:
            raise BuildRunning("另一个进程正在构建索引，请等它完成后再试。") from error
        yield


def _published(home: Path) -> tuple[str, ...]:
    """Read the published version and the ones before it."""
    try:
        lines = (versions_folder(home) / CURRENT_FILE).read_text(encoding="utf-8", errors="replace").split()
    except FileNotFoundError:
        return ()
    for line in lines:
        if not VERSION_NAME.fullmatch(line):  # a name from here becomes a path
            raise IndexDamaged(f"索引指针文件 {CURRENT_FILE} 内容已损坏，请运行 {REBUILD} 重新发布。")
    return tuple(lines)


def _point(published: tuple[str, ...], home: Path) -> None:
    """Replace the pointer in one step."""
    folder = versions_folder(home)
    temporary = folder / f".{CURRENT_FILE}.new"  # one writer at a time: the caller holds the lock
    write_synced(temporary, "\n".join(published) + "\n")
    os.replace(temporary, folder / CURRENT_FILE)
    sync_folder(folder)


def _checked(version: str, home: Path) -> Manifest:
    """Check all of a version."""
    folder = _existing(version, home)
    manifest = read_manifest(folder)
    check_files(folder, manifest)
    return manifest


def _existing(version: str, home: Path) -> Path:
    """Find the folder of a version by name."""
    folder = versions_folder(home) / version
    if not VERSION_NAME.fullmatch(version) or not folder.is_dir():
        raise UnknownVersion(f"没有名为 {version} 的索引版本，可用 assistant index versions 查看。")
    return folder


def _units(version: str, home: Path) -> dict[str, Unit]:
    """Read a version's units by id."""
    _checked(version, home)
    return {unit.unit_id: unit for unit in read_units(_existing(version, home) / UNITS_FILE)}
