"""``assistant review``: what trainers do, for those who would rather use a terminal than the page."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from assistant.review.verdicts import Trainer
    from corpus.regulation import Unit

review_app = typer.Typer(help="培训：抽查、批量提问、例句、数据。", no_args_is_help=True)

TERMINAL = "终端"  # stands as the trainer's name for what is done here


@review_app.command(help="从回答日志里分层抽出一批回答，供培训师判定。")
def draw(
    days: Annotated[int, typer.Option("--days", metavar="天数", min=1, help="从最近多少天的回答里抽。")] = 30,
    precision: Annotated[
        float,
        typer.Option(
            "--precision", metavar="误差", min=0.01, max=0.5, help="准确率允许的误差，0.05 即正负五个百分点。"
        ),
    ] = 0.05,
) -> None:
    """Draw a spot check."""
    from assistant.cli_errors import Mendable
    from assistant.review.new_clauses import newly_published
    from assistant.review.spot_checks import NothingToCheck, draw_spot_check
    from assistant.review.topics import topics_of
    from assistant.state.tables import moment
    from index.versions import home

    until = datetime.now(UTC)
    since = moment(until - timedelta(days=days))
    units = _published_units()
    try:
        check = draw_spot_check(
            _open(),
            _terminal(),
            since,
            moment(until),
            half_width=precision,
            seed=secrets.randbits(32),
            new_units=newly_published(home(), units, since),
            topics=topics_of(units),
        )
    except NothingToCheck as error:
        raise Mendable(str(error)) from error
    print(f"从 {sum(check.strata.values())} 个回答里抽出 {len(check.items)} 个，分 {len(check.strata)} 层：")
    for name, count in sorted(check.strata.items(), key=lambda pair: -pair[1]):
        print(f"  {name}\t{count} 个，抽 {sum(stratum == name for _, stratum in check.items)} 个")


@review_app.command(help="一张问题表（或通话记录表）进，一张带回答（或核对结果）的表出；回答进入待判定队列。")
def batch(
    in_file: Annotated[Path, typer.Argument(metavar="输入.xlsx", help="列标题为“问题”或“话术”的 xlsx 或 csv。")],
    out_file: Annotated[Path, typer.Argument(metavar="输出.xlsx", help="结果写到这个 xlsx 或 csv。")],
) -> None:
    """Answer or check a sheet."""
    from assistant.cli_errors import Mendable
    from assistant.opening import open_assistant
    from assistant.review.batch_sheet import run_sheet
    from assistant.review.sheets import SheetUnusable
    from assistant.terminal import progress

    try:
        with progress("处理表格") as advance:
            done = run_sheet(open_assistant(), _open(), _terminal(), in_file, out_file, advance)
    except SheetUnusable as error:
        raise Mendable(str(error)) from error
    what = "核对" if done.checked else "回答"
    print(f"已{what} {done.rows} 行，写入 {out_file}")


@review_app.command(help="列出培训师加入的例句：是否生效、所属条款、作者和时间。")
def examples() -> None:
    """List the trainers' examples."""
    from assistant.review.examples import list_examples
    from assistant.terminal import show_rows

    rows = [
        (
            each.example_id,
            "生效" if each.in_effect else "已撤回",
            each.question,
            "规定未涉及" if each.left_open else f"{each.regulation_id} {each.locator}",
            each.trainer,
            each.at[:16].replace("T", " "),
        )
        for each in list_examples(_open())
    ]
    show_rows(("编号", "状态", "问法", "条款", "作者", "时间(UTC)"), rows)


@review_app.command(help="撤回一个例句，立即恢复原来的检索结果。")
def withdraw(example_id: Annotated[str, typer.Argument(metavar="编号", show_default=False)]) -> None:
    """Take an example out of effect."""
    from assistant.cli_errors import Mendable
    from assistant.review.examples import UnknownExample, withdraw_example

    try:
        example = withdraw_example(_open(), example_id, _terminal())
    except UnknownExample as error:
        raise Mendable(str(error.args[0])) from error
    print(f"已撤回：{example.question}")


@review_app.command(help="把准确率、拒答、反馈、条款使用、无人能答的问题等数据写成表格。")
def figures(
    out_file: Annotated[Path, typer.Argument(metavar="输出.xlsx", help="写到这个 xlsx；csv 只有第一张表。")],
    days: Annotated[int, typer.Option("--days", metavar="天数", min=1, help="最近多少天。")] = 90,
) -> None:
    """Write the figures as sheets."""
    from assistant.cli_errors import Mendable
    from assistant.opening import open_assistant
    from assistant.review.figure_sheets import figure_sheets
    from assistant.review.figures import figures as take_figures
    from assistant.review.figures import read_log
    from assistant.review.gaps import find_gaps
    from assistant.review.sheets import SheetUnusable, write_sheet
    from assistant.state.tables import moment
    from index.building import CACHE_FILE
    from index.versions import home

    index, engine = open_assistant().clause_index, _open()
    since = moment(datetime.now(UTC) - timedelta(days=days))
    taken = take_figures(engine, [unit.unit_id for unit in index.units], since)
    gaps = find_gaps(read_log(engine, since), index.embedder, home() / CACHE_FILE)
    try:
        write_sheet(out_file, figure_sheets(taken, gaps))
    except SheetUnusable as error:
        raise Mendable(str(error)) from error
    print(f"已写入 {out_file}")


def _terminal() -> Trainer:
    """Name whoever sits at this terminal."""
    from assistant.review.verdicts import Trainer

    return Trainer(None, TERMINAL)


def _published_units() -> Sequence[Unit]:
    """Read the published units; none where none are published."""
    from index.versions import current, home, read_version

    version = current(home())
    return read_version(version, home()).units if version else ()


def _open() -> Engine:
    """Open the database of the state folder."""
    from assistant.state.database import open_database
    from index.versions import home

    return open_database(home())
