"""The command line ``assistant``: one command a function; each imports what it needs when it runs, so that ``--help`` is quick."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from assistant.cli_audit import audit_app, log_app
from assistant.cli_bank import bank_app
from assistant.cli_check import check
from assistant.cli_corpus import corpus_app
from assistant.cli_errors import Mendable, mendable_errors, state_folder_trouble
from assistant.cli_eval import eval_app
from assistant.cli_help import speak_chinese
from assistant.cli_index import build_and_publish, index_app
from assistant.cli_intake import intake_app
from assistant.cli_options import ModelOption
from assistant.cli_review import review_app
from assistant.cli_user import user_app

app = typer.Typer(
    name="assistant",
    help="客服规定助手：用规定的原文回答客服问题，并注明条款。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(help="核对要说的话：有没有规定不许说的，该改说什么。")(check)
corpus_app.add_typer(intake_app)
app.add_typer(corpus_app, name="corpus")
app.add_typer(bank_app, name="bank")
app.add_typer(index_app, name="index")
app.add_typer(eval_app, name="eval")
app.add_typer(review_app, name="review")
app.add_typer(user_app, name="user")
app.add_typer(log_app, name="log")
app.add_typer(audit_app, name="audit")

ScopeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--scope",
        metavar="名称",
        help="只查这个发布机关、规定名称或规定编号；可重复。名称相同的规定都算，只要其中一部时请写编号。",
    ),
]
OnOption = Annotated[
    datetime | None,
    typer.Option(
        "--on", metavar="日期", formats=["%Y-%m-%d"], help="按这一天（如 2027-01-01）有效的规定回答；不写则为今天。"
    ),
]


@app.command(help="回答一个问题，或一个文件里的全部问题。")
def ask(
    question: Annotated[str | None, typer.Argument(metavar="问题", help="要问的问题。", show_default=False)] = None,
    scope: ScopeOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出一行 JSON，此外不输出任何内容。")] = False,
    batch: Annotated[Path | None, typer.Option("--batch", metavar="文件", help="每行一个问题的 JSONL 文件。")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="文件", help="批量回答写到这个文件。")] = None,
    on: OnOption = None,
    embedding_model: ModelOption = None,
) -> None:
    """Answer one question, or all questions of a file."""
    if (question is None) == (batch is None):
        raise typer.BadParameter("请给出一个问题，或用 --batch 给出问题文件（二者选一）。")
    if (batch is None) != (out is None):
        raise typer.BadParameter("--batch 和 --out 要一起用。")
    from assistant.opening import open_assistant

    assistant = open_assistant(embedding_model=embedding_model, on=on.date() if on else None)
    if batch is not None and out is not None:
        from assistant.batch import run_batch
        from assistant.terminal import progress

        with progress("回答问题") as advance:
            count = run_batch(assistant, batch, out, tuple(scope or ()), advance)
        print(f"已回答 {count.lines} 行（其中出错 {count.errors} 行），写入 {out}", file=sys.stderr)
        return
    from assistant.answer import Status
    from assistant.answer_json import answer_to_json
    from assistant.terminal import show_answer
    from assistant.visible_text import json_line

    answer = assistant.answer(question or "", scope=tuple(scope or ()))
    if as_json:
        print(json_line(answer_to_json(answer)))
    elif answer.status is not Status.ERROR:
        show_answer(answer, assistant.clause_index.regulations)
    if answer.status is Status.ERROR:
        raise Mendable(answer.text)


@app.command(help="启动网页和 HTTP 接口；还没有索引时先建立并发布。")
def serve(
    host: Annotated[str, typer.Option("--host", metavar="地址", help="监听的地址。")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="端口", min=0, max=65535, help="监听的端口；0 为任选。")
    ] = 7860,
    embedding_model: ModelOption = None,
) -> None:
    """Serve the web application and the HTTP API."""
    from assistant.answering import Assistant
    from assistant.live import LiveAssistant
    from assistant.web.serving import serve as serve_on
    from index.versions import NoIndexBuilt

    def opened() -> Assistant:
        try:
            live = LiveAssistant(embedding_model=embedding_model)
        except NoIndexBuilt:
            print("还没有索引，先建立一个（通常只要几秒）…", flush=True)
            build_and_publish(embedding_model)
            live = LiveAssistant(embedding_model=embedding_model)
        live.watch()
        return cast("Assistant", live)  # the pages ask it for answers and for its index, which it has

    serve_on(opened, host, port, _announce)


def _announce(line: str) -> None:
    """Say where the service is, or what is still to do."""
    print(f"客服规定助手已启动：{line}（按 Ctrl+C 停止）" if line.startswith("http") else line, flush=True)


_USAGE_SENTENCES = (
    (re.compile(r"^No such command '(.+?)'\."), r"没有命令“\1”"),
    (re.compile(r"^No such option: (\S+?)\.?(?: |$)"), r"没有选项 \1，"),
    (re.compile(r"Did you mean (.+?)\?"), r"是不是 \1"),
    (re.compile(r"\(?Possible options: (.+?)\)?$"), r"是不是 \1"),
    (re.compile(r"^Missing argument '(.+?)'\.?"), r"缺少参数“\1”"),
    (re.compile(r"^Missing option '(.+?)'\.?"), r"缺少选项 \1"),
    (re.compile(r"^Missing command\.?"), "缺少命令"),
    (re.compile(r"^Got unexpected extra argument(?:s|\(s\))? \((.+)\)"), r"多出了参数 \1"),
    (re.compile(r"^Option '(.+?)' requires an? argument\.?"), r"选项 \1 后面缺少值"),
    (re.compile(r"Input should be a valid integer.*"), "须为整数"),
    (re.compile(r"Input should be less than or equal to (\d+)"), r"须不大于 \1"),
    (re.compile(r"Input should be greater than or equal to (\d+)"), r"须不小于 \1"),
    (re.compile(r"Value error, "), ""),
    (re.compile(r"'([^']*)' does not match the formats? .*"), r"“\1”不是日期，请写成 2027-01-01 这样"),
    (re.compile(r"'([^']*)' is not one of (.+?)\.?$"), r"“\1”不在可选的 \2 里"),
    (re.compile(r"\s*Choose from:\s*"), "，可选："),
    (re.compile(r"^Invalid value: "), ""),
    (re.compile(r"^Invalid value for (.+?): (.+)$"), r"\1 的值不对，\2"),
)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    :param arguments: What stands behind ``assistant``; the process's own if not given.
    :return: The exit code: 0 done, 1 the user can mend it (one line on stderr), 2 wrong usage.
    """
    warnings = logging.StreamHandler()
    warnings.setLevel(logging.WARNING)  # of the handler: some libraries set their own loggers to DEBUG
    logging.basicConfig(format="%(message)s", handlers=[warnings])
    command = typer.main.get_command(app)
    speak_chinese(command)
    typed = sys.argv[1:] if arguments is None else arguments
    if any("\ud800" <= character <= "\udfff" for word in typed for character in word):
        return _fail("命令里有读不出来的字节，请用 UTF-8 编码的终端输入。", 2)
    try:
        done: Any = command.main(
            args=None if arguments is None else list(arguments), prog_name="assistant", standalone_mode=False
        )
    except typer.TyperException as error:
        return _wrong_usage(error)
    except typer.Abort:
        return _fail("已停止。", 1)
    except SystemExit as ended:
        if not isinstance(ended.__context__, BrokenPipeError):
            raise
        return 0  # head and less close the pipe when they have seen enough; typer has silenced the rest
    except mendable_errors() as error:
        return _fail(str(error), 1)
    except OSError as error:
        trouble = state_folder_trouble(error)
        if not trouble:
            raise
        return _fail(trouble, 1)
    return done if isinstance(done, int) else 0


def _wrong_usage(error: typer.TyperException) -> int:
    """Say in one line what is wrong with a command; bare ``assistant`` shows its help."""
    message = str(error.format_message()) if hasattr(error, "format_message") else str(error)
    if message.startswith(("Usage:", "用法：")):
        print(message, file=sys.stderr)
        return 2
    for pattern, sentence in _USAGE_SENTENCES:
        message = pattern.sub(sentence, message)
    context = getattr(error, "ctx", None)
    return _fail(
        f"用法不对：{message.rstrip('.。， ')}（{context.command_path if context else 'assistant'} --help 可查看用法）。",
        2,
    )


def _fail(message: str, code: int) -> int:
    """Print one line on stderr."""
    print(" ".join(message.split()), file=sys.stderr)
    return code
