"""``assistant eval``: measures the published index. An entry point: the only commands that may import evals."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

eval_app = typer.Typer(help="评测已发布的索引。", no_args_is_help=True)

REPORTS = "reports"
CasesOption = Annotated[
    Path | None, typer.Option("--cases", metavar="文件", help="评测题（JSONL 文件或文件夹）；不写则用自带的评测题。")
]
ModelOption = Annotated[
    str | None, typer.Option("--embedding-model", metavar="名称", help="建索引时所用的向量模型；不写则用自带的模型。")
]


@eval_app.command("run", help="用评测题给已发布的索引打分，写出报告。")
def run_command(cases: CasesOption = None, embedding_model: ModelOption = None) -> None:
    """Score the published index and write a report."""
    from assistant.answering import open_assistant
    from assistant.terminal import progress
    from evals.report import headline
    from evals.run import DOCUMENTS, run_eval
    from index.embedding import load_embedder
    from index.versions import home

    assistant = open_assistant(embedding_model=embedding_model)
    folders = (home() / "documents", DOCUMENTS)
    with progress("评测") as advance:
        files = run_eval(
            assistant,
            cases or _own_cases(),
            home() / REPORTS,
            document_folders=folders,
            embedder=load_embedder(embedding_model),
            progress=advance,
        )
    print(headline(files.run))
    print(f"报告：{files.page}")


@eval_app.command(help="比较两次评测的报告（JSON），逐题列出得失。")
def compare(
    before: Annotated[Path, typer.Argument(metavar="报告A")], after: Annotated[Path, typer.Argument(metavar="报告B")]
) -> None:
    """Set two reports beside each other."""
    from evals.comparison import compare_reports

    print(compare_reports(before, after), end="")


@eval_app.command(help="测量回答用时、启动用时和内存，写出表格。")
def bench(
    cases: CasesOption = None,
    rounds: Annotated[int, typer.Option("--rounds", metavar="次数", min=1, help="每题问几遍。")] = 3,
    only_answers: Annotated[bool, typer.Option("--only-answers", help="只测回答，不另起服务和建索引。")] = False,
) -> None:
    """Measure answer times, start-up and memory."""
    from assistant.answering import open_assistant
    from evals.bench import bench as measure
    from index.embedding import load_embedder
    from index.versions import home

    result = measure(
        open_assistant(),
        cases or _own_cases(),
        load_embedder(),
        rounds=rounds,
        with_processes=not only_answers,
        out_dir=home() / REPORTS,
    )
    print(result.table(), end="")


def _own_cases() -> Path:
    """Find the cases that come with the program."""
    import evals

    return Path(evals.__file__).parent / "cases"
