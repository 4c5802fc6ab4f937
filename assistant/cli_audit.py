"""``assistant audit`` and ``assistant log``: is the log as it was written, and how long are answers kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli_errors import Mendable

if TYPE_CHECKING:
    from sqlalchemy import Engine

audit_app = typer.Typer(help="核对回答日志和维护操作记录有没有被改动。", no_args_is_help=True)
log_app = typer.Typer(help="回答日志的保存。", no_args_is_help=True)

SHOWN = 50  # findings; whoever rewrote the whole log need not be told of each line


@log_app.callback()
def _log() -> None:
    """Keep ``purge`` a command of its own name."""


@audit_app.command(help="逐条核对回答日志和维护操作记录；有改动则列出并以 1 结束。")
def verify(
    head: Annotated[
        str,
        typer.Option(
            "--head", metavar="序号:校验值", help="以前核对时记下的末条校验值；能查出日志末尾被整段截去或重写。"
        ),
    ] = "",
) -> None:
    """Hold the log against its chain of digests."""
    from assistant.state import audit

    count, engine = 0, _open()
    for found in audit.verify(engine):
        count += 1
        if count <= SHOWN:
            place = f"第 {found.sequence} 号记录，" if found.sequence else ""
            print(f"{place}{found.subject} {found.subject_id}：{found.what}")
    if count:
        more = f"（只列出前 {SHOWN} 处）" if count > SHOWN else ""
        raise Mendable(f"日志有 {count} 处与写入时不符{more}，请从备份核对。")
    if head and not audit.holds(engine, head):
        raise Mendable("日志里没有记下的那一条：末尾被截去或重写过，或抄录有误，请从备份核对。")
    print("日志与写入时一致。")
    print(f"末条校验值 {audit.head(engine)}，请另处记下，下次用 --head 核对。")


@audit_app.command(help="按当时的版本和例句重新回答日志里的一个问题，列出与当时的不同及可能的原因。")
def replay(
    answer_id: Annotated[str, typer.Argument(metavar="回答编号", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
) -> None:
    """Give a logged answer again."""
    from assistant.opening import open_language_model
    from assistant.review.replay import VersionGone, replay_json
    from assistant.review.replay import replay as give_again
    from assistant.state.answer_log import UnknownAnswer
    from assistant.visible_text import json_line
    from index.embedding import load_embedder
    from index.versions import home

    worded = open_language_model() is not None
    try:
        again = give_again(_open(), home(), answer_id, load_embedder(), language_model=worded)
    except UnknownAnswer as error:
        raise Mendable(f"日志里没有回答 {answer_id}：编号不对，或已到保存期限被删除。") from error
    except VersionGone as error:
        raise Mendable(str(error)) from error
    if as_json:
        print(json_line(replay_json(again)))
        return
    print(f"问题：{again.logged.question}")
    print(f"版本：{again.logged.index_version}；提问时间：{again.logged.asked_at}")
    print("与当时相同。" if again.same else "与当时不同：")
    for line in again.differences:
        print(f"  {line}")
    for line in again.limits:
        print(f"  注意：{line}")


@log_app.command(help="删除早于若干天的回答和反馈，不可恢复。")
def purge(days: Annotated[int, typer.Option("--days", metavar="天数", min=1, help="保留最近多少天。")]) -> None:
    """Remove what is older, and write down that it was done."""
    from assistant.cli_deeds import note_deed
    from assistant.state.answer_log import purge as purge_log
    from assistant.state.deeds import Deed, subject_of_forgetting

    removed = purge_log(_open(), days)
    if removed:
        note_deed(Deed.FORGOT, subject_of_forgetting(removed, days))
    print(f"已删除 {removed} 个早于 {days} 天的回答。")


def _open() -> Engine:
    """Open the database of the state folder."""
    from assistant.state.database import open_database
    from index.versions import home

    return open_database(home())
