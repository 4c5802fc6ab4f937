"""The life of index versions: which there are, which is published, going back, removing old ones.

Everything lies in ``versions/`` of the state folder. ``CURRENT`` there names the published version in its first line
and, below, the ones published before it, newest first: one file, replaced whole, so that publishing and going back
are each one step that happens or does not.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.durable_files import locked, replace_synced
from corpus.regulation import Regulation, Unit
from index.manifest import REBUILD, IndexDamaged, IndexOutOfDate, Manifest, check_files, read_manifest
from index.unit_records import read_regulations, read_units

logger = logging.getLogger(__name__)

DEFAULT_HOME = "var"
CURRENT_FILE = "CURRENT"
UNITS_FILE = "units.jsonl"
REGULATIONS_FILE = "regulations.json"
VERSION_NAME = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}(-\d+)?")
REMEMBERED = 20  # how many publishings one can go back
KEPT = 30  # versions that stay when old ones are removed: one of five documents takes 12 MB
HALF_BUILT = ".building-"
DROPPED = ".dropped-"


class NoIndexBuilt(Exception):
    """No version is published yet."""


class UnknownVersion(Exception):
    """There is no version of that name, or none to go back to."""


class BuildRunning(Exception):
    """Another process is building at this moment."""


@dataclass(frozen=True, slots=True)
class VersionContent:
    """What a version holds."""

    regulations: tuple[Regulation, ...]
    units: tuple[Unit, ...]


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


def published(home: Path) -> tuple[str, ...]:
    """Name the published version and those published before it, the newest first.

    :param home: The state folder.
    :return: Their names, as far back as one can go; a version may have been removed since.
    :raises IndexDamaged: if the pointer was changed by other hands.
    """
    return _published(home)


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


def read_version(version: str, home: Path) -> VersionContent:
    """Read what a version holds, all editions of its regulations.

    :param version: Its name.
    :param home: The state folder.
    :return: Its regulations and units.
    :raises UnknownVersion: if there is none of that name.
    :raises IndexDamaged: if it is not whole.
    :raises IndexOutOfDate: if another release of the program built it.
    """
    folder = version_folder(version, home)
    check_files(folder, read_manifest(folder))
    return VersionContent(read_regulations(folder / REGULATIONS_FILE), read_units(folder / UNITS_FILE))


def prune(home: Path, keep: int = KEPT) -> tuple[str, ...]:
    """Remove old versions; never the published one, nor the one that rolling back would publish.

    :param home: The state folder.
    :param keep: How many of the newest are kept besides.
    :return: The names of those removed, oldest first.
    :raises BuildRunning: if another process is building.
    :raises IndexDamaged: if the pointer was changed by other hands: then it is not known what must stay.
    """
    folder = versions_folder(home)
    with build_lock(home), locked(folder / ".publish.lock", wait=True):
        clear_leftovers(home)
        published = _published(home)
        names = sorted(each.name for each in folder.glob("*/") if VERSION_NAME.fullmatch(each.name))
        kept = {*published[:2], *names[max(0, len(names) - max(0, keep)) :]}
        removed = tuple(name for name in names if name not in kept)
        remaining = tuple(name for name in published if name not in removed)
        if remaining != published:  # first, so that the pointer never names what is gone
            _point(remaining, home)
        for name in removed:
            (folder / name).rename(folder / f"{DROPPED}{name}")  # in one step: half a version is none
        clear_leftovers(home)
    return removed


def clear_leftovers(home: Path) -> None:
    """Remove what killed builds and prunings left; the caller holds the lock of builds."""
    folder = versions_folder(home)
    for pattern in (f"{HALF_BUILT}*", f"{DROPPED}*"):
        for left in folder.glob(pattern):
            shutil.rmtree(left)


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
    """Replace the pointer in one step; the caller holds the lock of publishing."""
    replace_synced(versions_folder(home) / CURRENT_FILE, "\n".join(published) + "\n")


def _checked(version: str, home: Path) -> Manifest:
    """Check all of a version."""
    folder = version_folder(version, home)
    manifest = read_manifest(folder)
    check_files(folder, manifest)
    return manifest


def version_folder(version: str, home: Path) -> Path:
    """Find the folder of a version by name.

    :param version: Its name.
    :param home: The state folder.
    :return: Its folder, not yet checked.
    :raises UnknownVersion: if there is none of that name.
    """
    folder = versions_folder(home) / version
    if not VERSION_NAME.fullmatch(version) or not folder.is_dir():
        raise UnknownVersion(f"没有名为 {version} 的索引版本，可用 assistant index versions 查看。")
    return folder
