"""``assistant eval``: measures the published index. An entry point: the only commands that may import evals."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli_options import ModelOption

eval_app = typer.Typer(help="评测已发布的索引。", no_args_is_help=True)

REPORTS = "reports"
CasesOption = Annotated[
    Path | None, typer.Option("--cases", metavar="文件", help="评测题（JSONL 文件或文件夹）；不写则用自带的评测题。")
]


@eval_app.command("run", help="用评测题给已发布的索引打分，写出报告。")
def run_command(cases: CasesOption = None, embedding_model: ModelOption = None) -> None:
    """Score the published index and write a report."""
    from assistant.opening import open_assistant
    from assistant.terminal import progress
    from evals.report import headline
    from evals.run import DOCUMENTS, run_eval
    from index.building import CACHE_FILE
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
            cache_file=home() / CACHE_FILE,
            preparing=advance,
        )
    print(headline(files.run))
    print(f"报告：{files.page}")


@eval_app.command(
    help="用已配置的语言模型回答评测题：多少答案通过核对、经过修补、退回原文，有没有引文被改动；写出报告。"
)
def phrasing(
    cases: CasesOption = None,
    sample: Annotated[int, typer.Option("--sample", metavar="题数", min=1, help="问这么多题，均匀抽取。")] = 200,
    embedding_model: ModelOption = None,
) -> None:
    """Count what becomes of a language model's sentences; ends with 1 where an altered quote got through."""
    from assistant.answering import Assistant
    from assistant.chain import ChatModel
    from assistant.cli_errors import Mendable
    from assistant.opening import open_assistant
    from assistant.phrasing.endpoint import MODEL, URL, read_endpoint
    from assistant.terminal import progress
    from evals.cases import load_cases
    from evals.llm_phrasing import measure_phrasing, spread_sample
    from evals.phrasing_report import result_lines, write_phrasing_report
    from evals.run import checkout_commit
    from index.versions import home

    endpoint = read_endpoint(os.environ)
    if endpoint is None:
        raise Mendable(f"这项评测需要语言模型，请先用环境变量 {URL} 和 {MODEL} 配置一个。")
    index = open_assistant(embedding_model=embedding_model).clause_index
    assistant = Assistant(
        index, ChatModel(endpoint)
    )  # asked every time: one that rests after failures would not be measured
    with progress("语言模型") as advance:
        figures = measure_phrasing(assistant, spread_sample(load_cases(cases or _own_cases()), sample), advance)
    version = index.version
    page = write_phrasing_report(figures, endpoint.model, version, checkout_commit(), home() / REPORTS)
    print("\n".join(result_lines(figures)))
    print(f"报告：{page}")
    if figures.wrong:
        raise typer.Exit(1)


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
    units: Annotated[
        int | None,
        typer.Option("--units", metavar="条数", min=1, help="改测检索：把已发布的条款重复到这么多条，不用例句。"),
    ] = None,
) -> None:
    """Measure answer times, start-up and memory; with a number of units, the search over so many."""
    from assistant.opening import open_assistant
    from evals.bench import bench as measure
    from evals.cases import load_cases
    from evals.scale_bench import time_search
    from index.embedding import load_embedder
    from index.versions import home

    if units is not None:
        clause_index = open_assistant().clause_index
        print(time_search(clause_index, load_cases(cases or _own_cases()), units, rounds).line())
        return
    result = measure(
        open_assistant(),
        cases or _own_cases(),
        load_embedder(),
        rounds=rounds,
        with_processes=not only_answers,
        out_dir=home() / REPORTS,
    )
    print(result.table(), end="")


@eval_app.command(help="许多对话同时提问，中途发布新版本：首张答案多久出现，有没有出错。")
def load(
    cases: CasesOption = None,
    chats: Annotated[int, typer.Option("--chats", metavar="个数", min=1, help="同时进行的对话。")] = 50,
    seconds: Annotated[float, typer.Option("--seconds", metavar="秒数", min=5, max=600, help="持续多久。")] = 120,
    think: Annotated[float, typer.Option("--think", metavar="秒数", min=0, help="每个对话两问之间的间隔。")] = 3,
) -> None:
    """Measure many chats at once; ends with 1 where one of them got no answer."""
    from evals.cases import load_cases
    from evals.load_bench import measure_load

    times = measure_load(load_cases(cases or _own_cases()), chats, seconds, think)
    print("\n".join(times.lines()))
    if times.errors:
        raise typer.Exit(1)


@eval_app.command("first-card", help="在 Chromium 里提问：从按 Enter 到首张答案画出要多久。")
def first_card(
    cases: CasesOption = None,
    questions: Annotated[int, typer.Option("--questions", metavar="题数", min=1, max=500, help="问多少题。")] = 60,
    seed: Annotated[int, typer.Option("--seed", metavar="整数", help="换一个数，就换一批题。")] = 0,
) -> None:
    """Measure how long an agent waits."""
    from evals.cases import load_cases
    from evals.first_card_bench import measure_first_card

    print("\n".join(measure_first_card(load_cases(cases or _own_cases()), questions, seed).lines()))


@eval_app.command(help="改动一部规定的全部条款：从建立索引到服务按新版本回答要多久。")
def change(
    clauses: Annotated[int, typer.Option("--clauses", metavar="条数", min=1, max=1000, help="规定有多少条。")] = 50,
    times: Annotated[int, typer.Option("--times", metavar="次数", min=1, max=100, help="改动多少次。")] = 10,
) -> None:
    """Measure how soon a changed regulation is live."""
    from evals.change_bench import measure_change

    print("\n".join(measure_change(clauses, times).lines()))


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
    from evals.run import DOCUMENTS, checkout_commit
    from index.clause_index import ClauseIndex
    from index.embedding import load_embedder
    from index.remembering_embedder import remembering
    from index.versions import current_folder, home

    embedder = remembering(load_embedder(embedding_model))
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
    from assistant.opening import open_assistant
    from assistant.wording_check import wording_checker
    from evals.wording import check_drafts, load_drafts, mistakes, own_drafts, scores_line

    checker = wording_checker(open_assistant().clause_index)
    for drafts in own_drafts():
        results = check_drafts(checker, load_drafts(drafts.file))
        print(scores_line(drafts.name, results))
        for line in mistakes(results) if show and not drafts.held_out else ():
            print(f"  {line}")


@eval_app.command(help="按题库重新拟合“是否有答案”的常数，供写入 assistant/coverage.py；题库变动之后运行。")
def confidence() -> None:
    """Fit the constants of the confidence anew."""
    from assistant.terminal import progress
    from evals.fit_confidence import fit_confidence
    from evals.run import DOCUMENTS
    from index.clause_index import ClauseIndex
    from index.embedding import load_embedder
    from index.versions import current_folder, home

    clause_index = ClauseIndex.open(current_folder(home()), load_embedder())
    with progress("逐题检索") as advance:
        fits = fit_confidence(clause_index, DOCUMENTS.parent / "questions", advance)
    for fit in fits:
        print(f"# {fit.settled} 题有答案，{fit.unsettled} 题没有；交叉检验误答 {fit.false_answers:.1%}，", end="")
        print(f"另留的 {fit.held_out} 题误答 {len(fit.held_out_answers)}、误拒 {len(fit.held_out_refusals)}")
        print(fit.source)


@eval_app.command(help="问几千个问题，核对每个答案的每处引文、每个要点是否逐字出自条款；有误则以 1 退出。")
def verbatim(count: Annotated[int, typer.Option("--questions", metavar="题数", min=1)] = 2500) -> None:
    """Check the quotes of many answers."""
    from assistant.opening import open_assistant
    from assistant.terminal import progress
    from evals.verbatim_bench import check_quotes, make_questions

    assistant = open_assistant()
    with progress("核对引文") as advance:
        result = check_quotes(assistant, make_questions(assistant.clause_index, count), advance)
    told = "，".join(f"{status.value} {times}" for status, times in result.statuses.items())
    print(f"{told}；引文 {result.quotes} 处，要点 {result.points} 个，不符 {len(result.violations)} 处")
    for violation in result.violations:
        print(violation)
    if result.violations:
        raise typer.Exit(1)


@eval_app.command(help="用 rag-redteam 攻击已发布的索引和临时植入的条款；有指令被执行则以 1 退出。")
def redteam(
    trials: Annotated[int, typer.Option("--trials", metavar="次数", min=1, help="每类攻击多少次。")] = 300,
    hostile: Annotated[bool, typer.Option("--hostile", help="接上一个凡事照办的语言模型。")] = False,
) -> None:
    """Attack the assistant."""
    from assistant.opening import open_assistant, open_language_model
    from assistant.terminal import progress
    from evals.red_team import HostileModel, PlantedAssistant, run_red_team

    model = HostileModel() if hostile else open_language_model()
    target = PlantedAssistant(open_assistant().clause_index, model)
    with progress("攻击") as advance:
        results = run_red_team(target, trials, progress=advance)
    print("类别\t次数\t报告命中\t照办\t作答\t引文有误")
    for each in results:
        print(each.family, each.trials, each.found, each.followed, each.answered, len(each.violations), sep="\t")
        for example in each.examples if each.failed else ():
            print(f"  {example}")
    if any(each.failed for each in results):
        raise typer.Exit(1)


@eval_app.command(help="把培训师存下的评测题按题目文件的格式输出，供人工并入。")
def export() -> None:
    """Print the trainers' cases."""
    from assistant.review.trainer_cases import export_cases
    from assistant.state.database import open_database
    from index.versions import home

    for line in export_cases(open_database(home())):
        print(line)


@eval_app.command(help="模拟纠错：加入 0 到 400 条纠正后，别的问题答得准不准；写出图。")
def corrections(
    out: Annotated[Path, typer.Option("--out", metavar="文件", help="图写到这个 PNG 文件。")],
) -> None:
    """Simulate trainers' corrections."""
    from tempfile import TemporaryDirectory

    from assistant.cli_corpus import own_folder
    from assistant.gathering import QUESTIONS_FOLDER
    from assistant.terminal import progress
    from corpus.question_bank import match_bank, read_bank
    from evals.cases import load_cases
    from evals.corrections import plot_corrections, simulate, table
    from index.building import CACHE_FILE
    from index.clause_index import ClauseIndex
    from index.embedding import load_embedder
    from index.versions import current_folder, home

    clause_index = ClauseIndex.open(current_folder(home()), load_embedder())
    bank = match_bank(read_bank(own_folder() / QUESTIONS_FOLDER), clause_index.units).questions
    cases = [case for file in sorted(_own_cases().glob("dev-*.jsonl")) for case in load_cases(file)]
    with progress("模拟纠错") as advance:
        points = simulate(clause_index, bank, cases, home() / CACHE_FILE, advance)
    with progress("模拟先试问再采用") as advance:
        guarded = simulate(clause_index, bank, cases, home() / CACHE_FILE, advance, guarded=True)
    with progress("模拟已有例句库") as advance, TemporaryDirectory() as folder:
        version = Path(folder) / "half"
        in_place = simulate(clause_index, bank, cases, home() / CACHE_FILE, advance, in_place=version)
    plot_corrections(points, guarded, in_place, out)
    print(f"没有例句库，一律采用：\n{table(points)}先试问，有损则不采用：\n{table(guarded)}", end="")
    print(f"已有例句库，一律采用：\n{table(in_place)}", end="")


def _own_cases() -> Path:
    """Find the cases that come with the program."""
    import evals

    return Path(evals.__file__).parent / "cases"
