"""``assistant eval``: measures the published index. An entry point: the only commands that may import evals."""

from __future__ import annotations

import os
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


@eval_app.command(help="用已配置的语言模型回答评测题：多少答案通过核对、经过修补、退回原文，有没有引文被改动。")
def phrasing(
    cases: CasesOption = None,
    sample: Annotated[int, typer.Option("--sample", metavar="题数", min=1, help="只问前这么多题。")] = 200,
    embedding_model: ModelOption = None,
) -> None:
    """Count what becomes of a language model's sentences."""
    from assistant.answering import open_assistant
    from assistant.cli_errors import Mendable
    from assistant.phrasing.endpoint import MODEL, URL, read_endpoint
    from evals.cases import load_cases
    from evals.llm_phrasing import measure_phrasing

    if read_endpoint(os.environ) is None:
        raise Mendable(f"这项评测需要语言模型，请先用环境变量 {URL} 和 {MODEL} 配置一个。")
    questions = [case.question for case in load_cases(cases or _own_cases())][:sample]
    figures = measure_phrasing(open_assistant(embedding_model=embedding_model), questions)
    print(
        f"{figures.questions} 题，回答 {figures.answered} 题；用时 p50 {figures.p50_ms:.0f} ms，p95 {figures.p95_ms:.0f} ms"
    )
    for result, count in figures.results.most_common():
        print(f"  {result}：{count}")
    for reason, count in figures.reasons.most_common():
        print(f"    {reason}：{count}")
    print(f"引文改为原文字符 {figures.corrected_quotes} 句；与原文不同的引文 {len(figures.altered_quotes)} 处")
    for each in (*figures.altered_quotes, *figures.violations):
        print(f"  {each}")


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


@eval_app.command(help="逐步开启检索的每个环节，逐部规定去掉例句，检验置信度，写出报告和图。")
def retrieval(
    cases: CasesOption = None,
    embedding_model: ModelOption = None,
    quick: Annotated[bool, typer.Option("--quick", help="不做“逐部规定去掉例句”，省去大半时间。")] = False,
) -> None:
    """Measure the search step by step and its confidence."""
    from assistant.terminal import progress
    from evals.retrieval_bench import measure
    from evals.retrieval_report import stage_lines, write_retrieval_report
    from evals.retrieval_stages import RememberingEmbedder
    from evals.run import DOCUMENTS, checkout_commit
    from index.clause_index import ClauseIndex
    from index.embedding import load_embedder
    from index.versions import current_folder, home

    embedder = RememberingEmbedder(load_embedder(embedding_model))
    clause_index = ClauseIndex.open(current_folder(home()), embedder)
    with progress("检索评测") as advance:
        held_out, tuned = measure(
            clause_index, cases or _own_cases(), (home() / "documents", DOCUMENTS), advance, leave_out=not quick
        )
    page = write_retrieval_report(held_out, tuned, clause_index.version, checkout_commit(), home() / REPORTS)
    print(f"{len(held_out.cases)} 题，正确条款在第一位 / 前五位 / 前十位的比例：")
    for line in stage_lines(held_out):
        print(f"  {line}")
    print(f"报告：{page}")


@eval_app.command(help="用 STARD 的法律问题（dev 部分）检验检索；向量只给按词检索的前一百条。")
def stard(
    folder: Annotated[Path, typer.Option("--folder", metavar="文件夹", help="STARD 数据所在的文件夹。")],
    sample: Annotated[
        int | None, typer.Option("--sample", metavar="题数", min=1, help="只取这么多题，均匀抽取；不写则为全部。")
    ] = None,
    embedding_model: ModelOption = None,
) -> None:
    """Score the search on questions about statutes."""
    from assistant.terminal import progress
    from evals.stard import load_stard, run_stard, stard_table
    from index.embedding import load_embedder
    from index.versions import home

    benchmark = load_stard(folder)
    with progress("计算向量") as advance:
        scores = run_stard(
            benchmark, load_embedder(embedding_model), home() / "cache" / "stard.sqlite", sample, advance
        )
    asked = len(benchmark.questions) if sample is None else min(sample, len(benchmark.questions))
    print(f"STARD 问题、重建的法条库：{asked} 题，{len(benchmark.articles)} 条")
    print(stard_table(scores))


@eval_app.command(help="用标注过的话检验用语核对：找得全不全，条款对不对。")
def wording(
    show: Annotated[bool, typer.Option("--show", help="列出调试部分里出错的话；留作检验的部分不列。")] = False,
) -> None:
    """Score the check of wording on labelled drafts."""
    from assistant.answering import open_assistant
    from assistant.wording_check import wording_checker
    from evals.wording import check_drafts, load_drafts, mistakes, own_drafts, scores_line

    checker = wording_checker(open_assistant().clause_index)
    for drafts in own_drafts():
        results = check_drafts(checker, load_drafts(drafts.file))
        print(scores_line(drafts.name, results))
        for line in mistakes(results) if show and not drafts.held_out else ():
            print(f"  {line}")


def _own_cases() -> Path:
    """Find the cases that come with the program."""
    import evals

    return Path(evals.__file__).parent / "cases"
