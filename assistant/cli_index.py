"""``assistant index``: builds versions and says which one answers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from corpus.regulation import Unit
    from index.manifest import Manifest

QUESTIONS_FOLDER = "questions"  # example questions, beside the documents
SHOWN_TEXT = 60  # characters of a clause in a list

index_app = typer.Typer(help="建立、发布、比较索引版本。", no_args_is_help=True)


@index_app.command(help="从规定文件建立一个索引版本。")
def build(
    documents: Annotated[
        Path | None, typer.Option("--documents", metavar="文件夹", help="规定文件所在的文件夹；不写则用自带的规定。")
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
        _publish(manifest.version)
    else:
        print(f"尚未发布；发布请运行 assistant index publish {manifest.version}")


@index_app.command(help="列出索引版本，标出正在使用的一个。")
def versions() -> None:
    """List the versions and mark the published one."""
    from assistant.terminal import show_rows
    from index.versions import current, home, list_versions

    published = current(home())
    known = list_versions(home())
    if not known:
        print("还没有索引版本；建立请运行 assistant index build --publish", file=sys.stderr)
    rows = [
        (
            "*" if m.version == published else "",
            m.version,
            m.built_at[:16].replace("T", " "),
            str(m.unit_count),
            m.embedding_model,
        )
        for m in known
    ]
    show_rows(("", "版本", "建立时间(UTC)", "条数", "向量模型"), rows)


@index_app.command(help="比较两个版本：新增、删去、改动的条款。")
def diff(
    before: Annotated[str, typer.Argument(metavar="版本A")], after: Annotated[str, typer.Argument(metavar="版本B")]
) -> None:
    """Compare two versions."""
    from index.versions import diff as compare
    from index.versions import home

    difference = compare(before, after, home())
    print(f"新增 {len(difference.added)} 条，删去 {len(difference.removed)} 条，改动 {len(difference.changed)} 条")
    _list("新增", difference.added)
    _list("删去", difference.removed)
    for changed in difference.changed:
        print(f"改动\t{changed.after.unit_id}\t{_start(changed.before)}\t→\t{_start(changed.after)}")


@index_app.command("publish", help="发布一个版本，立即生效。")
def publish_command(version: Annotated[str, typer.Argument(metavar="版本")]) -> None:
    """Publish a version."""
    _publish(version)


@index_app.command(help="退回上一个发布的版本。")
def rollback() -> None:
    """Publish again what was published before."""
    from index.versions import home
    from index.versions import rollback as go_back

    print(f"已退回版本 {go_back(home()).version}")


def build_version_of(documents: Path | None, embedding_model: str | None) -> Manifest:
    """Build a version of a folder of documents, telling how far it has come.

    :param documents: The folder; the checkout's own if not given. A ``catalog.toml`` in it or beside it names the regulations.
    :param embedding_model: The model; the packaged one if not given.
    :return: The manifest of the new version.
    """
    from assistant.cli_corpus import own_folder, read_documents
    from assistant.terminal import progress
    from corpus.left_open import read_left_open
    from corpus.question_bank import match_bank, read_bank
    from index.building import build_version
    from index.embedding import load_embedder
    from index.versions import home

    read = read_documents(documents)
    units = [unit for document in read for unit in document.units]
    regulations = [regulation for document in read for regulation in document.regulations]
    questions = own_folder() / QUESTIONS_FOLDER
    bank = match_bank(read_bank(questions), units)
    left_open = read_left_open(questions)
    embedder = load_embedder(embedding_model)
    folder = home()
    folder.mkdir(parents=True, exist_ok=True)
    with progress("建立索引") as advance:
        return build_version(units, regulations, embedder, folder, advance, bank.questions, left_open)


def build_and_publish(embedding_model: str | None = None) -> None:
    """Build a version of the checkout's documents and publish it.

    :param embedding_model: The model; the packaged one if not given.
    """
    _publish(build_version_of(None, embedding_model).version)


def _publish(version: str) -> None:
    """Publish a version and say so."""
    from index.versions import home
    from index.versions import publish as make_current

    print(f"已发布版本 {make_current(version, home()).version}")


def _list(what: str, units: Sequence[Unit]) -> None:
    """Print units, one a line."""
    for unit in units:
        print(f"{what}\t{unit.unit_id}\t{_start(unit)}")


def _start(unit: Unit) -> str:
    """Shorten a clause to one line."""
    words = " ".join(unit.unit_text.split())
    return words if len(words) <= SHOWN_TEXT else f"{words[:SHOWN_TEXT]}…"
