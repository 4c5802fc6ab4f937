"""The pages of a version: what it changes in the regulations and in the answers, publishing it, and going back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from assistant.asked_again import asked_to_json
from assistant.cli_errors import Mendable
from assistant.live import LiveAssistant
from assistant.state.deeds import ITSELF, Deed, subject_of_removal
from assistant.web.browse.changes import particulars_of
from assistant.web.maintain.answers import (
    Comparison,
    Comparisons,
    compared,
    grouped,
    held_on,
    mark_sides,
    own_cases,
    questions_of,
)
from assistant.web.maintain.overview import current_version, manifest_of
from assistant.web.maintain.work import Kind, work_json
from assistant.web.maintain.workshop import PAGE, MaintainRoute, SentForm, Workshop, doer, field, local_time
from assistant.web.pages import draw_page, go_to
from corpus.editions import today
from corpus.library import open_library
from index.comparing import RegulationDiff, compare
from index.versions import (
    BuildRunning,
    VersionContent,
    prune,
    publish,
    published,
    read_version,
    rollback,
)

SHOWN_ANSWERS = 50  # on one page
KINDS = ("changed", "added", "removed", "renumbered")


class ChangedMeanwhile(Mendable):
    """Another version was published since the page was drawn."""


class NothingPublished(Mendable):
    """There is no version to compare with."""


def version_pages(workshop: Workshop) -> APIRouter:
    """Give the pages of versions."""
    pages = _Pages(workshop)
    router = APIRouter(include_in_schema=False, route_class=MaintainRoute)
    router.get("/maintain/versions/{version}/diff")(pages.diff)
    router.get("/maintain/versions/{version}/answers")(pages.answers)
    router.post("/maintain/versions/{version}/answers")(pages.compare_answers)
    router.get("/maintain/versions/{version}/answers/progress")(pages.progress)
    router.get("/maintain/versions/{version}/publish")(pages.ask_to_publish)
    router.post("/maintain/versions/{version}/publish")(pages.publish)
    router.get("/maintain/rollback")(pages.ask_to_roll_back)
    router.post("/maintain/rollback")(pages.roll_back)
    return router


@lru_cache(maxsize=8)
def content_of_version(version: str, home: Path) -> VersionContent:
    """Read what a version holds; a version never changes."""
    return read_version(version, home)


@lru_cache(maxsize=8)
def differences(before: str, after: str, home: Path) -> tuple[RegulationDiff, ...]:
    """Compare two versions; two versions never differ in another way than they did."""
    return compare(content_of_version(before, home), content_of_version(after, home))


def counts_of(diffs: tuple[RegulationDiff, ...]) -> dict[str, int]:
    """Count the units of each kind of change."""
    return {kind: sum(len(getattr(diff, kind)) for diff in diffs) for kind in KINDS}


def notable_in(diffs: tuple[RegulationDiff, ...]) -> tuple[str, ...]:
    """Say what counts of clauses do not: what comes, goes, is repealed or begins on another day.

    :param diffs: What differs.
    :return: A sentence each.
    """
    lines = []
    for diff in diffs:
        name, begins = f"《{diff.regulation.title}》", diff.regulation.effective_on
        if diff.before is None:
            lines.append(f"{name}新收入{f'，{begins} 起施行' if begins else ''}。")
        elif diff.after is None:
            lines.append(f"{name}不再收录。")
        else:
            lines += [
                f"{name}的{line.label}：{line.before or '未写'} → {line.after or '未写'}。"
                for line in particulars_of(diff)
            ]
    return tuple(dict.fromkeys(lines))


class _Pages:
    """The handlers."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._home = workshop.home
        self._comparisons = Comparisons(workshop.home)

    def diff(self, request: Request, version: str, kind: str = "", regulation: str = "") -> HTMLResponse:
        """Show what a version changes in the regulations."""
        manifest, before = manifest_of(version, self._home), self._before(version)
        diffs = differences(before, version, self._home)
        shown = tuple(diff for diff in diffs if not regulation or diff.regulation.regulation_id == regulation)
        return draw_page(
            request,
            "maintain_diff.html",
            PAGE,
            manifest=manifest,
            before=manifest_of(before, self._home),
            diffs=diffs,
            named={diff.regulation.regulation_id: diff.regulation.title for diff in diffs},
            today=today(),
            shown=shown,
            counts=counts_of(shown),
            kind=kind if kind in KINDS else "",
            regulation=regulation,
            is_current=version == current_version(self._home),
            local_time=local_time,
        )

    def answers(self, request: Request, version: str, effect: str = "", page: int = 1, on: str = "") -> HTMLResponse:
        """Show what a version changes in the answers, or ask to find out."""
        manifest, before, day = manifest_of(version, self._home), self._before(version), _day(on)
        comparison = self._comparisons.find(before, version, day)
        work = self._workshop.works.last(Kind.ANSWERS)
        answers = (comparison.of(effect) if effect else comparison.answers) if comparison else ()
        chosen = grouped(answers)
        pages = max(1, math.ceil(len(chosen) / SHOWN_ANSWERS))
        page = min(max(1, page), pages)
        return draw_page(
            request,
            "maintain_answers.html",
            PAGE,
            manifest=manifest,
            before=manifest_of(before, self._home),
            comparison=comparison,
            shown=chosen[(page - 1) * SHOWN_ANSWERS : page * SHOWN_ANSWERS],
            page=page,
            page_count=pages,
            effect=effect,
            marked=mark_sides,
            day=day,
            days=self._days(before, version),
            is_today=day == today(),
            work=work if work and work.about == _about(before, version, day) else None,
            busy=self._workshop.works.running(Kind.ANSWERS),
            is_current=version == current_version(self._home),
            local_time=local_time,
        )

    def compare_answers(self, request: Request, version: str, form: SentForm) -> Response:
        """Begin to find out what a version changes in the answers."""
        manifest_of(version, self._home)
        before, day = self._before(version), _day(field(form, "on"))
        cases = own_cases()
        questions = questions_of(cases, self._workshop.database, differences(before, version, self._home))
        old, new = (held_on(content_of_version(each, self._home), day) for each in (before, version))
        entries = open_library(self._home, self._workshop.own).entries

        def finish(outcome: Mapping[str, object]) -> str:
            found = compared(outcome["affected"], len(questions), cases, old, new, entries)
            self._comparisons.keep(before, version, day, found)
            return f"{len(found.answers)} 个问题的回答不同"

        order = {
            "work": "answers",
            "home": str(self._home.absolute()),
            "before": before,
            "after": version,
            "on": str(day),
            "embedding_model": self._workshop.embedding_model,
            "questions": [asked_to_json(asked) for asked in questions],
        }
        about = _about(before, version, day)
        self._workshop.works.start(Kind.ANSWERS, about, doer(request).name, order, finish)
        return go_to(_answers_path(version, day))

    def progress(self, version: str, on: str = "") -> JSONResponse:
        """Say how far the comparison has come."""
        work = self._workshop.works.last(Kind.ANSWERS)
        return JSONResponse(
            work_json(work if work and work.about == _about(self._before(version), version, _day(on)) else None)
        )

    def ask_to_publish(self, request: Request, version: str) -> HTMLResponse:
        """Ask once more before publishing, naming what changes."""
        manifest = manifest_of(version, self._home)
        self._workshop.refuse_other_model(manifest)
        before = current_version(self._home)
        comparison: Comparison | None = None
        diffs: tuple[RegulationDiff, ...] = ()
        if before and before != version:
            diffs = differences(before, version, self._home)
            comparison = self._comparisons.find(before, version, today())
        return draw_page(
            request,
            "maintain_publish.html",
            PAGE,
            manifest=manifest,
            before=manifest_of(before, self._home) if before else None,
            diffs=diffs,
            counts=counts_of(diffs),
            notable=notable_in(diffs),
            comparison=comparison,
            is_rollback=False,
            local_time=local_time,
        )

    def publish(self, request: Request, version: str, form: SentForm) -> Response:
        """Publish a version; the chat answers from it at once."""
        self._workshop.refuse_other_model(manifest_of(version, self._home))
        self._refuse_if_changed(field(form, "before"))
        publish(version, self._home)
        self._take_over()
        self._workshop.note(doer(request), Deed.PUBLISHED, version)
        self._let_go()
        return go_to("/maintain")

    def ask_to_roll_back(self, request: Request) -> HTMLResponse:
        """Ask once more before going back."""
        before, target = self._way_back()
        self._workshop.refuse_other_model(manifest_of(target, self._home))
        diffs = differences(before, target, self._home)
        return draw_page(
            request,
            "maintain_publish.html",
            PAGE,
            manifest=manifest_of(target, self._home),
            before=manifest_of(before, self._home),
            diffs=diffs,
            counts=counts_of(diffs),
            notable=notable_in(diffs),
            comparison=self._comparisons.find(before, target, today()),
            is_rollback=True,
            local_time=local_time,
        )

    def roll_back(self, request: Request, form: SentForm) -> Response:
        """Publish again what was published before."""
        self._refuse_if_changed(field(form, "before"))
        _, target = self._way_back()
        self._workshop.refuse_other_model(manifest_of(target, self._home))
        manifest = rollback(self._home)
        self._take_over()
        self._workshop.note(doer(request), Deed.ROLLED_BACK, manifest.version)
        self._let_go()
        return go_to("/maintain")

    def _take_over(self) -> None:
        """Let the chat answer from what is published now."""
        assistant = self._workshop.assistant
        if isinstance(assistant, LiveAssistant):
            assistant.look()

    def _let_go(self) -> None:
        """Let the oldest versions go where there are many."""
        with suppress(BuildRunning):  # then the next publishing does it
            if removed := prune(self._home):
                self._workshop.note(ITSELF, Deed.REMOVED, subject_of_removal(removed))

    def _before(self, version: str) -> str:
        """Name the version that another is compared with: the published one; itself, what it replaced."""
        names = published(self._home)
        if not names:
            raise NothingPublished("还没有发布过版本，没有可以对照的；可以直接发布。")
        if version == names[0]:
            if len(names) < 2:
                raise NothingPublished("这是第一个发布的版本，没有更早的版本可以对照。")
            return names[1]
        return names[0]

    def _way_back(self) -> tuple[str, str]:
        """Name the published version and the one that rolling back would publish."""
        names = published(self._home)
        if len(names) < 2:
            raise NothingPublished("之前没有发布过别的版本，不能退回。")
        return names[0], names[1]

    def _refuse_if_changed(self, before: str) -> None:
        """Refuse what was decided while looking at another published version than there is now."""
        if before != current_version(self._home):
            raise ChangedMeanwhile("您打开页面之后，别人发布了另一个版本；请回到维护页，看过现在的情况再决定。")

    def _days(self, before: str, after: str) -> tuple[date, ...]:
        """List the days on which answers can differ otherwise than today: when a new edition takes effect, or one is repealed."""
        found = {
            day
            for diff in differences(before, after, self._home)
            for regulation in (diff.before, diff.after)
            if regulation
            for day in (regulation.effective_on, regulation.repealed_on)
            if day and day > today()
        }
        return tuple(sorted(found))


def _about(before: str, after: str, on: date) -> str:
    return f"{before} {after} {on}"


def _answers_path(version: str, on: date) -> str:
    return f"/maintain/versions/{version}/answers" + ("" if on == today() else f"?on={on}")


def _day(text: str) -> date:
    """Read a day of an address; today where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today()
