"""What the last publishes changed, as readers see it: only what is in force today, on both sides."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from assistant.state.deeds import Publishing
from corpus.editions import CHINA, edition_of, in_force, today
from corpus.regulation import Regulation, Unit
from index import versions
from index.comparing import RegulationDiff, compare
from index.manifest import IndexDamaged, IndexOutOfDate, read_manifest
from index.versions import UnknownVersion, VersionContent

PUBLISHES_SHOWN = 6
COMPARISONS_KEPT = 32  # versions never change, so that each pair is compared once a day


@dataclass(frozen=True, slots=True)
class Particular:
    """What a regulation says of itself, where it is different now."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Publish:
    """One version as it was published, beside the one before it."""

    version: str
    built_at: datetime
    before: str  # the version before it; empty for the first that is known
    diffs: tuple[RegulationDiff, ...] = ()
    comparable: bool = True  # False: one of the two is kept no more
    published_at: datetime | None = None  # None: it was not written down
    is_rollback: bool = False

    @property
    def when(self) -> str:
        """When it was published, in China; when it was built where that is not known."""
        return f"{(self.published_at or self.built_at).astimezone(CHINA):%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A number that stands for another clause than before one of the last publishes."""

    publish: Publish
    moved: Unit | None  # where the clause stands now that had it; None: it is withdrawn


class Changes:
    """Compares the versions that are kept in a state folder."""

    def __init__(self, home: Path, publishings: Callable[[], Sequence[Publishing]] = tuple) -> None:
        """Compare the versions of a state folder.

        :param home: The folder.
        :param publishings: Tells when which version was published or gone back to, the newest first.
        """
        self._home = home
        self._publishings = publishings
        self._compared: OrderedDict[tuple[str, str, date], tuple[RegulationDiff, ...]] = OrderedDict()

    def last_publishes(self, shown: int = PUBLISHES_SHOWN) -> tuple[Publish, ...]:
        """Tell what the last publishes changed, the newest first.

        :param shown: How many at most.
        :return: The publishes whose versions are kept.
        """
        found = []
        steps = self._steps()
        for place, step in enumerate(steps[:shown]):
            before = steps[place + 1].version if place + 1 < len(steps) else ""
            publish = self._publish(step.version, before)
            if publish:
                at = datetime.fromisoformat(step.at) if step.at else None
                found.append(replace(publish, published_at=at, is_rollback=step.is_rollback))
        return tuple(found)

    def _steps(self) -> tuple[Publishing, ...]:
        """List which version answered when, the newest first: as it was written down, and before that as the pointer remembers it."""
        try:
            names = versions.published(self._home)
        except IndexDamaged:
            return ()
        written = tuple(self._publishings())
        if not names or not written or written[0].version != names[0]:
            times = {each.version: each.at for each in reversed(written)}
            return tuple(Publishing(name, times.get(name, ""), is_rollback=False) for name in names)
        older = (*(each.version for each in written[1:]), "")  # the same one published again is no step
        steps = [each for each, before in zip(written, older, strict=True) if each.version != before]
        known = {each.version for each in steps}
        return (*steps, *(Publishing(name, "", is_rollback=False) for name in names if name not in known))

    def moved_to(self, unit_id: str) -> Unit | None:
        """Find where a unit has gone that was renumbered by one of the last publishes; None where none was."""
        wanted, found = unit_id, None
        for publish in reversed(self.last_publishes()):
            for diff in publish.diffs:
                pairs = (*diff.renumbered, *diff.changed)
                moved = next((pair.after for pair in pairs if pair.before.unit_id == wanted), None)
                if moved:
                    wanted, found = moved.unit_id, moved
        return found

    def taken_over(self, unit_id: str) -> TakenOver | None:
        """Tell what became of the clause that had a number before another one took it over; None where none did."""
        found: TakenOver | None = None
        for publish in reversed(self.last_publishes()):
            for diff in publish.diffs:
                moves = {pair.before.unit_id: pair.after for pair in (*diff.renumbered, *diff.changed)}
                taken = {unit.unit_id for unit in diff.added} | {
                    unit.unit_id for before, unit in moves.items() if before != unit.unit_id
                }
                gone = {unit.unit_id for unit in diff.removed}
                if unit_id in taken and (unit_id in gone or unit_id in moves):
                    found = TakenOver(publish, moves.get(unit_id))
                elif found and found.moved and found.moved.unit_id in (moves.keys() | gone):
                    found = TakenOver(found.publish, moves.get(found.moved.unit_id))
        return found

    def _publish(self, name: str, before: str) -> Publish | None:
        try:
            manifest = read_manifest(versions.versions_folder(self._home) / name)
            built_at = datetime.fromisoformat(manifest.built_at)
        except (IndexDamaged, IndexOutOfDate, OSError, ValueError):
            return None
        if not before:
            return Publish(name, built_at, "")
        try:
            return Publish(name, built_at, before, self._compare(before, name))
        except (IndexDamaged, IndexOutOfDate, UnknownVersion, OSError):
            return Publish(name, built_at, before, comparable=False)

    def _compare(self, before: str, after: str) -> tuple[RegulationDiff, ...]:
        key = (before, after, today())
        known = self._compared.get(key)
        if known is None:
            old, new = (_now(versions.read_version(name, self._home), key[2]) for name in (before, after))
            known = compare(old, new, key[2])
            self._compared[key] = known
            while len(self._compared) > COMPARISONS_KEPT:
                self._compared.popitem(last=False)
        return known


def particulars_of(diff: RegulationDiff) -> tuple[Particular, ...]:
    """List what a regulation that stays says differently of itself."""
    if diff.before is None or diff.after is None:
        return ()
    pairs = zip(_particulars(diff.before), _particulars(diff.after), strict=True)
    return tuple(Particular(label, was, now) for (label, was), (_, now) in pairs if was != now)


def _particulars(regulation: Regulation) -> tuple[tuple[str, str], ...]:
    return (
        ("名称", regulation.title),
        ("发布单位", regulation.issuer),
        ("文号", regulation.document_number),
        ("施行日期", str(regulation.effective_on or "")),
        ("废止日期", str(regulation.repealed_on or "")),
    )


def _now(content: VersionContent, day: date) -> VersionContent:
    """Leave out of a version what is not in force on a day."""
    held = in_force(content.regulations, day)
    editions = {edition_of(regulation) for regulation in held}
    return VersionContent(held, tuple(unit for unit in content.units if edition_of(unit) in editions))
