"""``assistant index``: builds versions, compares them, and says which one answers."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli_deeds import note_deed
from assistant.cli_options import ModelOption

if TYPE_CHECKING:
    from assistant.asked_again import AskedQuestion
    from index.manifest import Manifest

SHOWN_TEXT = 60  # characters of a clause in a list

BeforeArgument = Annotated[str, typer.Argument(metavar="版本A", help="旧版本。")]
AfterArgument = Annotated[str, typer.Argument(metavar="版本B", help="新版本。")]

index_app = typer.Typer(help="建立、发布、比较索引版本。", no_args_is_help=True)


@index_app.command(help="从规定文件建立一个索引版本。")
def build(
    documents: Annotated[
        Path | None,
        typer.Option("--documents", metavar="文件夹", help="规定文件所在的文件夹；不写则用自带的和收入的全部规定。"),
    ] = None,
    publish: Annotated[bool, typer.Option("--publish", help="建好后立即发布。")] = False,
    embedding_model: Annotated[
        str | None, typer.Option("--embedding-model", metavar="名称", help="sentence-transformers 模型的名称或文件夹。")
    ] = None,
) -> None:
    """Build a version from documents."""
    manifest = build_version_of(documents, embedding_model)
    print(f"已建立版本 {manifest.version}：{manifest.unit_count} 条，向量模型 {manifest.embedding_model}")
    if publish:
        _publish(manifest.version, just_built=True)
    else:
        _note_built(manifest.version)
        print(f"尚未发布；发布请运行 assistant index publish {manifest.version}")


@index_app.command(help="列出索引版本，标出正在使用的一个。")
def versions() -> None:
    """List the versions and mark the published one."""
    from assistant.terminal import show_rows
    from corpus.editions import CHINA
    from index.versions import current, home, list_versions

    published = current(home())
    known = list_versions(home())
    if not known:
        print("还没有索引版本；建立请运行 assistant index build --publish", file=sys.stderr)
    rows = [
        (
            "*" if m.version == published else "",
            m.version,
            f"{datetime.fromisoformat(m.built_at).astimezone(CHINA):%Y-%m-%d %H:%M}",
            str(m.unit_count),
            m.embedding_model,
        )
        for m in known
    ]
    show_rows(("", "版本", "建立时间", "条数", "向量模型"), rows)


@index_app.command(help="比较两个版本，逐部规定列出新增、删去、改动（标出改动的词）、只改了编号的条款。")
def diff(
    before: BeforeArgument,
    after: AfterArgument,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON，此外不输出任何内容。")] = False,
) -> None:
    """Compare two versions."""
    from assistant.terminal import show_diff
    from assistant.visible_text import json_line
    from index.comparing import compare
    from index.diff_json import diff_to_json
    from index.versions import home, read_version

    found = compare(read_version(before, home()), read_version(after, home()))
    if as_json:
        print(json_line(diff_to_json(found)))
    else:
        show_diff(found)


@index_app.command(help="列出两个版本回答得不同的问题，新旧并列；不写问题文件则用评测题和日志里最可能受影响的问题。")
def affected(
    before: BeforeArgument,
    after: AfterArgument,
    questions: Annotated[
        Path | None,
        typer.Option(
            "--questions", metavar="文件", help="每行一个问题，或带 question（可带 history、scope）的 JSONL。"
        ),
    ] = None,
    on: Annotated[
        datetime | None,
        typer.Option("--on", metavar="日期", formats=["%Y-%m-%d"], help="按这一天有效的规定回答；不写则为今天。"),
    ] = None,
    embedding_model: ModelOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON，此外不输出任何内容。")] = False,
) -> None:
    """Ask two versions the same questions."""
    from assistant.affected import affected_answers, affected_to_json
    from assistant.answering import Assistant
    from assistant.asked_again import read_questions
    from assistant.terminal import progress, show_affected
    from assistant.visible_text import json_line
    from index.clause_index import ClauseIndex
    from index.embedding import load_embedder
    from index.versions import home, version_folder

    folders = [version_folder(version, home()) for version in (before, after)]
    asked = read_questions(questions) if questions else _own_questions(before, after)
    embedder, day = load_embedder(embedding_model), on.date() if on else None
    old, new = (Assistant(ClauseIndex.open(folder, embedder, day)) for folder in folders)
    with progress("新旧对照") as advance:
        found = affected_answers(old, new, asked, advance)
    if as_json:
        print(json_line(affected_to_json(found)))
    else:
        show_affected(found, len(set(asked)))


@index_app.command("publish", help="发布一个版本，立即生效。")
def publish_command(version: Annotated[str, typer.Argument(metavar="版本")]) -> None:
    """Publish a version."""
    _publish(version)


@index_app.command(help="删去旧版本；正在使用的和上一个发布的总会留下。")
def prune(
    keep: Annotated[
        int | None, typer.Option("--keep", metavar="个数", min=0, help="此外保留最新的几个；不写则为 30。")
    ] = None,
) -> None:
    """Remove old versions."""
    from assistant.state.deeds import Deed, subject_of_removal
    from index.versions import KEPT, home
    from index.versions import prune as remove

    removed = remove(home(), KEPT if keep is None else keep)
    if removed:
        note_deed(Deed.REMOVED, subject_of_removal(removed))
    print(f"已删去 {len(removed)} 个版本" + (f"：{'、'.join(removed)}" if removed else ""))


@index_app.command(help="退回上一个发布的版本。")
def rollback() -> None:
    """Publish again what was published before."""
    from assistant.state.deeds import Deed
    from index.versions import home
    from index.versions import rollback as go_back

    before = _published_now()
    version = go_back(home()).version
    print(f"已退回版本 {version}")
    _tell_of_another_model(before, version)
    note_deed(Deed.ROLLED_BACK, version)


def build_version_of(documents: Path | None, embedding_model: str | None) -> Manifest:
    """Build a version of a folder of documents, telling how far it has come; the caller notes that it was built.

    :param documents: The folder; all documents, the program's own and those taken in, if not given. A ``catalog.toml`` in a folder or
        beside it names its regulations.
    :param embedding_model: The model; the packaged one if not given.
    :return: The manifest of the new version.
    """
    from assistant.cli_corpus import named_documents, own_folder
    from assistant.gathering import content_of, gather_questions
    from assistant.terminal import progress
    from index.building import build_version, counting
    from index.embedding import load_embedder
    from index.versions import home

    read, folder = named_documents(documents), home()
    content = content_of(read)
    questions = gather_questions(read, content, folder, own_folder())
    folder.mkdir(parents=True, exist_ok=True)
    with counting(content.units, questions.bank, questions.left_open) as counted:
        embedder = load_embedder(embedding_model)
        with progress("建立索引") as advance:
            return build_version(
                content.units,
                content.regulations,
                embedder,
                folder,
                advance,
                questions.bank,
                questions.left_open,
                counted,
            )


def build_and_publish(embedding_model: str | None = None) -> None:
    """Build a version of the checkout's documents and publish it.

    :param embedding_model: The model; the packaged one if not given.
    """
    _publish(build_version_of(None, embedding_model).version, just_built=True)


def _publish(version: str, *, just_built: bool = False) -> None:
    """Publish a version, say so, and let the oldest go where there are many.

    :param version: Its name.
    :param just_built: Whether that it was built is still to be noted: behind publishing, since agents wait for the one only.
    """
    from index.versions import BuildRunning, home, prune
    from index.versions import publish as make_current

    before = _published_now()
    try:
        print(f"已发布版本 {make_current(version, home()).version}", flush=True)
        _tell_of_another_model(before, version)
    finally:
        if just_built:
            _note_built(version)
    from assistant.state.deeds import Deed, subject_of_removal

    note_deed(Deed.PUBLISHED, version)
    with suppress(BuildRunning):  # then the next publishing does it
        if removed := prune(home()):
            note_deed(Deed.REMOVED, subject_of_removal(removed), by_itself=True)


def _published_now() -> str | None:
    """Name the published version; None where the pointer cannot be read, which publishing mends."""
    from index.manifest import IndexDamaged
    from index.versions import current, home

    with suppress(IndexDamaged):
        return current(home())
    return None


def _tell_of_another_model(before: str | None, after: str) -> None:
    """Say that a server that is running cannot change from one version to the other."""
    from index.manifest import IndexDamaged, IndexOutOfDate, read_manifest
    from index.versions import UnknownVersion, home, version_folder

    if not before:
        return
    with suppress(IndexDamaged, IndexOutOfDate, UnknownVersion):  # what was published before need not be readable
        models = [read_manifest(version_folder(each, home())).embedding_model for each in (before, after)]
        if models[0] != models[1]:
            print(
                f"提醒：这个版本用向量模型 {models[1]} 建立，此前发布的 {before} 用的是 {models[0]}。"
                f"用别的模型启动的服务读不了它，会继续按原来的版本回答；这样的服务请用 {models[1]} 重新启动（--embedding-model）。",
                file=sys.stderr,
            )


def _note_built(version: str) -> None:
    """Write down that a version was built."""
    from assistant.state.deeds import Deed

    note_deed(Deed.BUILT, version)


def _own_questions(before: str, after: str) -> tuple[AskedQuestion, ...]:
    """List the questions of the cases, and of the log those that a change is likeliest to affect."""
    import evals
    from assistant.asked_again import AskedQuestion, logged_questions
    from assistant.state.database import open_database
    from assistant.state.presence import has_database
    from evals.cases import load_cases
    from index.comparing import compare
    from index.versions import home, read_version

    cases = load_cases(Path(evals.__file__).parent / "cases")
    asked = tuple(AskedQuestion(case.question, case.history, case.scope) for case in cases)
    if not has_database(home()):
        return asked
    diffs = compare(read_version(before, home()), read_version(after, home()))
    return (*asked, *logged_questions(open_database(home()), diffs))
