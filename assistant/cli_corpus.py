"""``assistant corpus``: what the parser makes of the documents."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.visible_text import json_line, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.catalog import Document, Entry, NamedDocument
    from corpus.references import Reference
    from corpus.regulation import Unit
    from corpus.unreadable import UnreadableDocument

CATALOG_FILE = "catalog.toml"
SHOWN_FINDINGS = 20  # of one regulation; a document that broke everywhere must not fill the screen

corpus_app = typer.Typer(help="查看规定文件拆分成条款的结果。", no_args_is_help=True)
FilesArgument = Annotated[
    list[Path] | None, typer.Argument(metavar="文件", help="规定文件；不写则为全部自带的规定。", show_default=False)
]


@corpus_app.command(help="按原文顺序列出条款。")
def units(
    files: FilesArgument = None,
    as_json: Annotated[bool, typer.Option("--json", help="每行输出一个 JSON，此外不输出任何内容。")] = False,
) -> None:
    """List units in document order."""
    for document in read_files(files):
        for unit in document.units:
            if as_json:
                print(_unit_json(unit))
            else:
                cells = (unit.unit_id, unit.locator, unit.unit_text)
                print("\t".join(" ".join(visible(cell).split()) for cell in cells))


@corpus_app.command(help="逐个文件报告：规定、条、项，编号缺漏或重复，引用，更正，保留、略去、修复的字数及略去的原因。")
def check(
    files: FilesArgument = None,
    html: Annotated[
        Path | None, typer.Option("--html", help="另把一个文件的原文和拆分结果画成网页，存到此处。")
    ] = None,
) -> None:
    """Report what was parsed, kept and left out."""
    from assistant.cli_errors import Mendable
    from corpus.references import resolve_references
    from corpus.report_page import report_page

    if html is not None and (not files or len(files) != 1):
        raise typer.BadParameter("--html 一次只画一个文件，请写明是哪一个")
    documents = read_files(files)
    own = {document.name for document in documents}
    known = read_documents(None) if files else ()  # a reference may name the regulations that come with the program
    others = [u for document in known if document.name not in own for u in document.units]
    references = resolve_references([*(u for document in documents for u in document.units), *others])
    for document in documents:
        _print_characters(document)
        _print_references(document, references)
        for stale in document.parsed.stale:
            _show(f"  失效的更正（第 {stale.correction.number} 项 {stale.correction.action}）：{stale.reason}")
        _print_regulations(document)
    if html is not None:
        try:
            html.write_text(report_page(documents[0], references), encoding="utf-8")
        except OSError as error:
            raise Mendable(f"网页写不进 {html}，请检查文件夹和权限") from error
        _show(f"网页：{html}")


@corpus_app.command(help="列出互相矛盾的条款：同一件事，时限或数量不同，或一处禁止、另一处要求或允许。")
def conflicts(
    files: FilesArgument = None,
    as_json: Annotated[bool, typer.Option("--json", help="每行输出一个 JSON，此外不输出任何内容。")] = False,
) -> None:
    """List pairs of clauses that disagree, as the index finds them when it is built."""
    from dataclasses import asdict

    from index.building import CACHE_FILE
    from index.conflicts import ConflictKind, find_conflicts
    from index.embedding import load_embedder
    from index.embedding_cache import embed_once
    from index.indexing import searched_form, searched_text
    from index.versions import home

    found_in = {unit.unit_id: unit for document in read_files(files) for unit in document.units}
    passages = [searched_form(searched_text(unit)) for unit in found_in.values()]
    vectors = embed_once(passages, load_embedder(), home() / CACHE_FILE)
    found = find_conflicts(tuple(found_in.values()), vectors)
    for conflict in found:
        if as_json:
            print(json_line(asdict(conflict)))
            continue
        _show(
            f"{'数量或时限不同' if conflict.kind is ConflictKind.LIMIT else '一处禁止，另一处要求或允许'}：{'、'.join(conflict.about)}"
        )
        for unit_id, sentence in zip(conflict.unit_ids, conflict.sentences, strict=True):
            unit = found_in[unit_id]
            _show(f"  {unit.issuer}《{unit.regulation}》{unit.locator}：{sentence.replace(chr(10), '；')}")
    if not as_json:
        _show(f"共 {len(found)} 对")


def _show(line: str) -> None:
    """Print a line without what a terminal would act on: names and words of files are only ever text."""
    print(" ".join(visible(line).split("\n")))


def _print_characters(document: Document) -> None:
    """Print what became of the characters of a file."""
    from corpus.passage import Fate
    from corpus.unreadable import unread_pages_line

    account = document.parsed.account
    kept, noise, repaired, blank = (account.count(fate) for fate in (Fate.KEPT, Fate.NOISE, Fate.REPAIRED, Fate.BLANK))
    _show(f"{document.name}：{len(document.regulations)} 部规定，{len(document.units)} 个条款单元")
    _show(f"  字符：共 {len(account.source)} = 保留 {kept} + 略去 {noise} + 修复 {repaired} + 空白 {blank}")
    if document.parsed.unread_pages:
        _show(f"  {unread_pages_line(document.parsed.unread_pages)}")
    for reason, characters in sorted(account.reasons.items(), key=lambda pair: -pair[1]):
        _show(f"    略去 {characters} 字：{reason}")
    for damaged, reason in account.marks:
        _show(f"    请核对（{reason}）：{' '.join(damaged.split())[:60]}")


def _print_references(document: Document, references: Sequence[Reference]) -> None:
    """Print how many references were resolved, and which were not."""
    locators = {unit.unit_id: unit.locator for unit in document.units}
    own = [reference for reference in references if reference.unit_id in locators]
    unresolved = [reference for reference in own if reference.reason_unresolved]
    found = sum(bool(reference.targets) for reference in own)
    _show(f"  引用：找到 {found} 处，落空 {len(own) - found} 处")
    for reference in unresolved[:SHOWN_FINDINGS]:
        outcome = "部分落空" if reference.targets else "落空"
        _show(f"    {outcome}：{locators[reference.unit_id]}“{reference.text}”（{reference.reason_unresolved}）")
    if len(unresolved) > SHOWN_FINDINGS:
        _show(f"    …另有 {len(unresolved) - SHOWN_FINDINGS} 处")


def _print_regulations(document: Document) -> None:
    """Print what was found of each regulation."""
    for parsed in document.parsed.regulations:
        items = len(parsed.units) - parsed.article_count
        _show(
            f"  《{parsed.title or document.name}》：{parsed.article_count} 条，{max(0, items)} 项，{len(parsed.findings)} 处编号疑问"
        )
        for finding in parsed.findings[:SHOWN_FINDINGS]:
            _show(f"    {finding.kind}：{finding.where} {finding.before} → {finding.after}")
        if len(parsed.findings) > SHOWN_FINDINGS:
            _show(f"    …另有 {len(parsed.findings) - SHOWN_FINDINGS} 处")


def read_files(files: list[Path] | None) -> tuple[Document, ...]:
    """Read the files named on the command line, or all of the checkout's documents.

    :param files: The files.
    :return: The documents; each file that is not there, or is a folder, is named on stderr and left out.
    :raises Mendable: if that leaves none: the last one's reason, which is then not printed.
    """
    if not files:
        return read_documents(None)
    from assistant.cli_errors import Mendable
    from corpus.library import open_library
    from index.versions import home

    readable = [file for file in files if not _why_not_read(file)]
    reasons = [reason for file in files if (reason := _why_not_read(file))]
    for reason in reasons if readable else reasons[:-1]:
        print(reason, file=sys.stderr)
    if not readable:
        raise Mendable(reasons[-1])
    return _load(readable, open_library(home()).entries)


def _why_not_read(file: Path) -> str:
    """Say why an argument is no file that can be read; empty if it may be one."""
    if not os.path.exists(file):  # unlike Path's, never an error
        return f"找不到文件 {file}，请检查路径。"
    if os.path.isdir(file):
        return f"{file} 是文件夹，请写出里面的文件；要用整个文件夹建立索引，请运行 assistant index build --documents {file}"
    return ""


def read_documents(folder: Path | None) -> tuple[Document, ...]:
    """Read documents; a file that cannot be read is named on stderr and left out.

    :param folder: The folder; all documents, the program's own and those taken in, if not given.
    :return: The documents.
    :raises UnreadableDocument: if none of them can be read: the last one's reason, which is then not printed.
    """
    files, entries = _files_and_entries(folder)
    return _load(files, entries)


def named_documents(folder: Path | None = None) -> tuple[NamedDocument, ...]:
    """Read only the regulations and units of documents; those that did not change since the last time are not parsed again.

    :param folder: The folder; all documents, the program's own and those taken in, if not given.
    :return: The documents.
    :raises UnreadableDocument: if none of them can be read: the last one's reason, which is then not printed.
    """
    from corpus.parse_cache import ParseCache, load_named
    from index.versions import home

    files, entries = _files_and_entries(folder)
    refused: list[UnreadableDocument] = []
    kept = ParseCache.of(home())
    documents = load_named(files, entries, kept, refused.append)
    if folder is None:
        kept.drop_unused()
    _tell(documents, refused)
    return documents


def _files_and_entries(folder: Path | None) -> tuple[Sequence[Path], Sequence[Entry]]:
    """Find the documents of a folder, or all there are, and the entries that name their regulations."""
    from corpus.catalog import list_documents, load_catalog
    from corpus.library import open_library
    from index.versions import home

    if folder is None:
        library = open_library(home())
        return library.files, library.entries
    catalogs = [folder / CATALOG_FILE, folder.parent / CATALOG_FILE, own_folder() / CATALOG_FILE]
    return list_documents(folder), load_catalog(next((path for path in catalogs if path.is_file()), catalogs[-1]))


def _load(files: Sequence[Path], entries: Sequence[Entry]) -> tuple[Document, ...]:
    """Read files; one that cannot be read is named on stderr, and the others are read all the same."""
    from corpus.catalog import load_documents

    refused: list[UnreadableDocument] = []
    documents = load_documents(files, entries, refused.append)
    _tell(documents, refused)
    return documents


def _tell(documents: Sequence[Document | NamedDocument], refused: Sequence[UnreadableDocument]) -> None:
    """Name on stderr what could not be read, and what is another file than the catalog was written for."""
    unread = refused[:-1] if refused and not documents else refused
    for error in unread:
        print(error, file=sys.stderr)
    for document in documents:
        if document.differs_from_catalog:
            print(
                f"提醒：{document.name} 与 {CATALOG_FILE} 登记的内容不同（可能是较新的版本），已按现在的文件读取；"
                f"核对无误后请更新其中的 sha256。",
                file=sys.stderr,
            )
    if len(unread) < len(refused):
        raise refused[-1]


def own_folder() -> Path:
    """Find the folder of what comes with the program: documents, catalog, example questions.

    :return: The folder.
    """
    import corpus

    return Path(corpus.__file__).parent


def _unit_json(unit: Unit) -> str:
    """Write a unit in the form of the project's contract."""
    fields = {
        "unit_id": unit.unit_id,
        "source": unit.source,
        "regulation": unit.regulation,
        "issuer": unit.issuer,
        "path": unit.path,
        "locator": unit.locator,
        "heading": unit.heading,
        "context": unit.context,
        "text": unit.text,
    }
    return json_line(fields)
