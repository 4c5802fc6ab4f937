"""``assistant corpus``: what the parser makes of the documents."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from corpus.catalog import Document
    from corpus.regulation import Unit

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
            print(
                _unit_json(unit) if as_json else f"{unit.unit_id}\t{unit.locator}\t{' '.join(unit.unit_text.split())}"
            )


@corpus_app.command(help="逐个文件报告：规定、条、项，编号缺漏或重复，保留、略去、修复的字数及略去的原因。")
def check(files: FilesArgument = None) -> None:
    """Report what was parsed, kept and left out."""
    from corpus.passage import Fate

    for document in read_files(files):
        account = document.parsed.account
        kept, noise, repaired = (account.count(fate) for fate in (Fate.KEPT, Fate.NOISE, Fate.REPAIRED))
        print(f"{document.name}：{len(document.regulations)} 部规定，{len(document.units)} 个条款单元")
        print(f"  字符：保留 {kept}，修复 {repaired}，略去 {noise}")
        for reason, characters in sorted(account.reasons.items(), key=lambda pair: -pair[1]):
            print(f"    略去 {characters} 字：{reason}")
        for damaged, reason in account.marks:
            print(f"    请核对（{reason}）：{' '.join(damaged.split())[:60]}")
        for parsed in document.parsed.regulations:
            items = len(parsed.units) - parsed.article_count
            print(
                f"  《{parsed.title or document.name}》：{parsed.article_count} 条，{max(0, items)} 项，{len(parsed.findings)} 处编号疑问"
            )
            for finding in parsed.findings[:SHOWN_FINDINGS]:
                print(f"    {finding.kind}：{finding.where} {finding.before} → {finding.after}")
            if len(parsed.findings) > SHOWN_FINDINGS:
                print(f"    …另有 {len(parsed.findings) - SHOWN_FINDINGS} 处")


def read_files(files: list[Path] | None) -> tuple[Document, ...]:
    """Read the files named on the command line, or all of the checkout's documents.

    :param files: The files.
    :return: The documents.
    """
    if not files:
        return read_documents(None)
    from corpus.catalog import load_catalog, load_documents

    return load_documents(files, load_catalog(own_folder() / CATALOG_FILE))


def read_documents(folder: Path | None) -> tuple[Document, ...]:
    """Read a folder of documents; a file that cannot be read is named on stderr and left out.

    :param folder: The folder; the checkout's own documents if not given.
    :return: The documents.
    """
    from corpus.catalog import list_documents, load_catalog, load_documents

    own = own_folder()
    if folder is None:
        folder, catalogs = own / "documents", [own / CATALOG_FILE]
    else:
        catalogs = [folder / CATALOG_FILE, folder.parent / CATALOG_FILE, own / CATALOG_FILE]
    catalog = next((path for path in catalogs if path.is_file()), catalogs[-1])
    return load_documents(list_documents(folder), load_catalog(catalog), lambda error: print(error, file=sys.stderr))


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
    return json.dumps(fields, ensure_ascii=False)
