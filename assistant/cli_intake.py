"""``assistant corpus add``, ``repeal`` and ``list``: which regulations there are, and how new and changed ones come in."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli_deeds import note_deed
from assistant.cli_errors import Mendable

if TYPE_CHECKING:
    from corpus.intake import Decide, Namesake, TakenIn

NEXT_STEP = "生效还需建立并发布索引：assistant index build --publish"
_DAY = "%Y-%m-%d"

intake_app = typer.Typer()  # its commands stand among those of ``assistant corpus``


@intake_app.command("add", help="收入新的或改过的规定文件；同名同机关的规定已有时先问清楚，不会悄悄替换。")
def add(
    files: Annotated[list[Path], typer.Argument(metavar="文件…", help="规定文件；旁边的 .corrections.toml 一并收入。")],
    title: Annotated[str, typer.Option("--title", metavar="名称", help="规定名称；不写则取自文件。")] = "",
    issuer: Annotated[str, typer.Option("--issuer", metavar="机关", help="发布机关；不写则取自文件。")] = "",
    effective_on: Annotated[
        datetime | None,
        typer.Option("--effective-on", metavar="日期", formats=[_DAY], help="施行日期，如 2027-01-01。"),
    ] = None,
    repealed_on: Annotated[
        datetime | None,
        typer.Option("--repealed-on", metavar="日期", formats=[_DAY], help="废止日期，自该日起不再有效。"),
    ] = None,
    replaces: Annotated[str, typer.Option("--replaces", metavar="编号", help="这是该编号规定的新版；旧版留存。")] = "",
) -> None:
    """Take files in."""
    from assistant.state.deeds import Deed, subject_of_intake
    from corpus.intake import Given, refuse_namesakes, take_in
    from index.versions import home

    given = Given(title.strip(), issuer.strip(), _day(effective_on), _day(repealed_on), replaces.strip())
    if given.effective_on and given.repealed_on and given.repealed_on <= given.effective_on:
        raise Mendable(f"废止日期 {given.repealed_on} 应晚于施行日期 {given.effective_on}。")
    missing = [file for file in files if not file.is_file()]
    refused: list[Exception] = [
        Mendable(f"找不到文件 {file}，请检查路径；文件夹请写出里面的文件。") for file in missing
    ]
    decide: Decide = _ask_person if sys.stdin.isatty() else refuse_namesakes
    there = [file for file in files if file not in missing]
    added = take_in(there, home(), given, decide, on_refused=refused.append) if there else ()
    for taken in added:
        print(_taken_line(taken))
    if added:
        note_deed(Deed.TOOK_IN, *map(subject_of_intake, added))
        print(NEXT_STEP)
    for error in refused[:-1]:
        print(error, file=sys.stderr)
    if refused:
        raise refused[-1]


@intake_app.command(help="写明一部规定自哪一天起废止；到那天零时（北京时间）自动失效。--undo 取消写明的废止。")
def repeal(
    regulation_id: Annotated[str, typer.Argument(metavar="编号", help="规定的编号，可用 corpus list 查看。")],
    on: Annotated[
        datetime | None, typer.Option("--on", metavar="日期", formats=[_DAY], help="自这一天起不再有效；不写则为今天。")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="取消写明的废止。")] = False,
) -> None:
    """Say from which day a regulation holds no more, or take that back."""
    from assistant.state.deeds import Deed, subject_of_repeal
    from corpus.editions import today
    from corpus.library import open_library
    from corpus.withdrawing import coming_editions
    from corpus.withdrawing import repeal as write_down
    from index.versions import home

    if undo and on:
        raise Mendable("--undo 和 --on 不能一起用：取消废止不用写日期。")
    day = None if undo else _day(on) or today()
    entry = write_down(regulation_id, day, home())
    named = f"{entry.issuer}《{entry.title}》（{entry.regulation_id}，{entry.source}）"
    print(f"{named}{f'自 {day} 起废止' if day else '取消废止'}")
    for coming in coming_editions(regulation_id, open_library(home()), day) if day else ():
        print(
            f"注意：{coming.source} 仍将自 {coming.effective_on} 起施行；不要它请用 assistant corpus take-back {coming.source}"
        )
    note_deed(Deed.REPEALED if day else Deed.LIFTED, subject_of_repeal(entry, day))
    print(NEXT_STEP)


@intake_app.command("take-back", help="撤回收入的一个文件：里面的规定不再收录，被它替换的旧版恢复；已发布的版本不变。")
def take_back_file(
    source: Annotated[str, typer.Argument(metavar="文件名", help="收入后的文件名，可用 corpus list 查看。")],
) -> None:
    """Undo the taking in of a file."""
    from assistant.state.deeds import Deed, subject_of_taking_back
    from corpus.library import DOCUMENTS_FOLDER
    from corpus.withdrawing import take_back
    from index.versions import home

    gone = take_back(source, home())
    print(f"已撤回 {subject_of_taking_back(gone)}；文件还在 {home() / DOCUMENTS_FOLDER / source}，可以再收入")
    note_deed(Deed.TOOK_BACK, subject_of_taking_back(gone))
    print(NEXT_STEP)


@intake_app.command("list", help="列出各部规定及其版本：编号、名称、机关、施行和废止日期、文件，今天有效的标 *。")
def list_regulations() -> None:
    """List the regulations in all their editions."""
    from assistant.cli_corpus import named_documents
    from assistant.terminal import show_rows
    from corpus.editions import in_force, today

    regulations = [each for document in named_documents() for each in document.regulations]
    held = in_force(regulations, today())
    show_rows(
        ("", "编号", "名称", "发布机关", "施行", "废止", "文件"),
        [
            (
                "*" if each in held else "",
                each.regulation_id,
                each.title,
                each.issuer,
                str(each.effective_on or ""),
                str(each.repealed_on or ""),
                each.source,
            )
            for each in regulations
        ],
    )


def _ask_person(namesake: Namesake) -> str:
    """Ask on the terminal what a regulation is that is called like one that is there."""
    print(f"{namesake.source} 里的《{namesake.title}》（{namesake.issuer or '未写发布机关'}）与已有的规定同名同机关：")
    for number, entry in enumerate(namesake.known, 1):
        print(
            f"  {number}  替换 {entry.regulation_id}（{entry.source}，施行 {entry.effective_on or '未写'}），旧版留存"
        )
    print("  b  另收为一部规定\n  c  取消")
    answers = {str(number): entry.regulation_id for number, entry in enumerate(namesake.known, 1)} | {"b": ""}
    while True:
        answer = str(typer.prompt("请选择", default="c")).strip().lower()
        if answer in answers:
            return answers[answer]
        if answer == "c":
            raise typer.Abort


def _taken_line(taken: TakenIn) -> str:
    """Say in one line what was taken in, and from when it holds."""
    from corpus.editions import today
    from corpus.script import fold

    regulation = taken.regulation
    parts = [f"{taken.unit_count} 个条款单元", f"{taken.finding_count} 处编号疑问"]
    if taken.stale_count:
        parts.append(f"{taken.stale_count} 项更正失效")
    if regulation.effective_on:
        begins = regulation.effective_on > today() and taken.replaces
        parts.append(f"自 {regulation.effective_on} 起施行{'，此前仍用旧版' if begins else ''}")
    if regulation.repealed_on:
        parts.append(f"自 {regulation.repealed_on} 起废止")
    what = "新版" if taken.replaces else "收入"
    line = f"{what} {regulation.regulation_id}：{regulation.issuer}《{regulation.title}》，{'，'.join(parts)}"
    if taken.replaces and taken.printed and fold(taken.printed) != fold(regulation.title):
        line += f"\n注意：文件里的名称是《{taken.printed}》，沿用了已有的名称；要改名请撤回后加 --title 重新收入"
    return line


def _day(moment: datetime | None) -> date | None:
    """Take the day of what the command line read."""
    return moment.date() if moment else None
