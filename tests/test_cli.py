"""The command line: what it prints where, and the exit codes 0, 1 and 2."""

from __future__ import annotations

import errno
import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from real_corpus import CORPUS

from assistant.__main__ import main
from assistant.cli_errors import state_folder_trouble
from index.versions import current, list_versions

RULES = """售后服务规范

第一章 总则

第一条 客户来电咨询时，客服人员应在三声内接听电话。

第二条 遇到客户讲方言听不懂时，应当说：“请您讲普通话，好吗？”严禁直接挂机。

第三条 投诉应在2小时内答复。
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """A folder with one small regulation that no catalog knows."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "after-sales.txt").write_text(RULES, encoding="utf-8")
    return folder


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> object:
    """Run the command line in this process."""

    def command(*arguments: str) -> Ran:
        capfd.readouterr()
        code = main(list(arguments))
        captured = capfd.readouterr()
        return Ran(code, captured.out, captured.err)

    return command


class Command:
    """Type of the fixture ``run``."""

    def __call__(self, *arguments: str) -> Ran: ...


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("ask",),
        ("check",),
        ("serve",),
        ("corpus",),
        ("corpus", "units"),
        ("corpus", "check"),
        ("corpus", "conflicts"),
        ("index",),
        ("index", "build"),
        ("index", "versions"),
        ("index", "diff"),
        ("index", "publish"),
        ("index", "rollback"),
        ("eval",),
        ("eval", "run"),
        ("eval", "compare"),
        ("eval", "bench"),
        ("eval", "wording"),
    ],
)
def test_every_command_has_help_in_chinese(run: Command, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments, "--help")
    assert ran.code == 0
    assert any("\u4e00" <= character <= "\u9fff" for character in ran.out)
    assert ran.err == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("nosuch",),
        ("ask",),
        ("ask", "一", "二"),
        ("ask", "一", "--batch", "in", "--out", "out"),
        ("ask", "--batch", "in"),
        ("ask", "一", "--nope"),
        ("index", "diff", "only-one"),
        ("index", "publish"),
        ("serve", "--port", "abc"),
        ("serve", "--port", "99999"),
        ("eval", "bench", "--rounds", "0"),
    ],
)
def test_wrong_usage_is_told_in_one_line(run: Command, home: Path, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("用法不对：")
    assert ran.err.count("\n") == 1


def test_arguments_that_are_no_files_are_named_and_the_others_are_read(run: Command, tmp_path: Path) -> None:
    rules = tmp_path / "办法.txt"
    rules.write_text("某公司投诉办法\n第一条 应当在3日内答复。\n", encoding="utf-8")
    ran = run("corpus", "check", str(tmp_path), str(rules), str(tmp_path / "none.txt"))
    assert ran.code == 0
    assert ran.out.startswith("办法.txt")
    assert ["是文件夹" in line for line in ran.err.splitlines()] == [True, False]
    assert "找不到文件" in ran.err
    none_left = run("corpus", "check", str(tmp_path), str(tmp_path / "none.txt"))
    assert (none_left.code, none_left.out, none_left.err.count("\n")) == (1, "", 2)


def test_files_that_cannot_be_taken_in_are_named_and_the_others_go_in(run: Command, home: Path, tmp_path: Path) -> None:
    rules, empty = tmp_path / "办法.txt", tmp_path / "空.docx"
    rules.write_text("某公司投诉办法\n第一条 应当在3日内答复。\n", encoding="utf-8")
    empty.touch()
    ran = run("corpus", "add", str(empty), str(tmp_path / "none.txt"), str(rules))
    assert ran.code == 1
    assert ran.out.startswith("收入")
    assert sorted(line.partition("：")[0].partition(":")[0].partition(" ")[0] for line in ran.err.splitlines()) == [
        "找不到文件",
        "空.docx",
    ]
    assert (home / "documents" / "办法.txt").is_file()
    assert not (home / "documents" / "空.docx").exists()


def test_bare_groups_show_their_help_as_wrong_usage(run: Command) -> None:
    for arguments in ((), ("corpus",), ("index",), ("eval",)):
        assert run(*arguments).code == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("ask", "客户讲方言怎么办"), "assistant index build"),
        (("eval", "run"), "assistant index build"),
        (("index", "publish", "x"), "x"),
        (("index", "rollback"), "索引"),
        (("index", "diff", "a", "b"), "a"),
        (("eval", "compare", "no.json", "no2.json"), "no.json"),
        (("corpus", "units", "no/such/file.txt"), "file.txt"),
        (("corpus", "units", "no/such"), "找不到文件 no/such"),  # not: a kind of file that is not read
        (("corpus", "check", str(CORPUS)), "是文件夹"),
        (("index", "build", "--documents", "no/such/folder"), "no/such/folder"),
        (("index", "build", "--embedding-model", "./no/such/model"), "no/such/model"),
    ],
)
def test_what_the_user_can_mend_is_told_in_one_line(
    run: Command, home: Path, arguments: tuple[str, ...], says: str
) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (1, "")
    assert says in ran.err
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err


def test_an_empty_documents_folder_is_told(run: Command, home: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = run("index", "build", "--documents", str(tmp_path / "empty"))
    assert ran.code == 1
    assert "empty" in ran.err


def test_documents_none_of_which_can_be_read_are_told_once_each(run: Command, home: Path, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).touch()
    ran = run("index", "build", "--documents", str(tmp_path))
    assert (ran.code, ran.out) == (1, "")
    assert [line[:5] for line in ran.err.splitlines()] == ["a.txt", "b.txt"]


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/nope"])  # the last: no folder can be made there
@pytest.mark.parametrize(
    "arguments", [("ask", "第三条"), ("index", "build"), ("index", "versions"), ("serve", "--port", "0")]
)
def test_a_state_folder_that_cannot_be_used_is_told_in_one_line(
    run: Command,
    documents: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    arguments: tuple[str, ...],
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / place))
    only_reads = place == "/proc/nope" and arguments[0] != "serve" and arguments != ("index", "build")
    if arguments == ("index", "build"):
        arguments = (*arguments, "--documents", str(documents))
    ran = run(*arguments)
    assert ran.err.count("\n") == 1
    if only_reads:  # where nothing is yet, nothing is wrong so far
        assert "assistant index build" in ran.err
        return
    assert ran.code == 1
    assert str(tmp_path / place) in ran.err
    assert "ASSISTANT_HOME" in ran.err


@pytest.mark.parametrize(
    ("error", "is_told"),
    [
        (PermissionError(errno.EACCES, "", "HOME/versions/CURRENT"), True),
        (OSError(errno.EROFS, "", "HOME/reports/a.json"), True),
        (FileNotFoundError(errno.ENOENT, "", "HOME/versions/1/units.jsonl"), False),  # a bug: its traceback is wanted
        (PermissionError(errno.EACCES, "", "/elsewhere"), False),
        (OSError("no file"), False),
    ],
)
def test_other_errors_of_the_system_are_not_put_down_to_the_state_folder(
    home: Path, error: OSError, is_told: bool
) -> None:
    home.mkdir()
    if isinstance(error.filename, str):
        error.filename = error.filename.replace("HOME", str(home))
    assert bool(state_folder_trouble(error)) is is_told


def test_from_documents_to_an_answer(run: Command, home: Path, documents: Path) -> None:
    built = run("index", "build", "--documents", str(documents), "--publish")
    assert built.code == 0, built.err
    assert "3 条" in built.out
    answer = run("ask", "遇到客户讲方言听不懂怎么办")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("可以说：“请您讲普通话,好吗?”".replace(",", "，").replace("?", "？"))
    assert "《售后服务规范》 第二条" in answer.out
    as_json = run("ask", "第三条", "--json")
    assert as_json.out.count("\n") == 1
    fields = json.loads(as_json.out)
    assert fields["citations"][0]["quote"].startswith("投诉应在2小时内答复")
    assert "id" not in fields
    assert run("ask", "第三条", "--scope", "售后服务规范").code == 0


def test_errors_of_a_question_exit_1(run: Command, home: Path, documents: Path) -> None:
    run("index", "build", "--documents", str(documents), "--publish")
    for question in ("", "？？", "x" * 100_000, "\u200b"):
        ran = run("ask", question)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.count("\n") == 1
    unknown = run("ask", "第三条", "--scope", "别的公司", "--json")
    assert unknown.code == 1
    assert "售后服务规范" in unknown.err
    assert json.loads(unknown.out)["status"] == "error"  # --json prints its one line whatever happens
    refused = run("ask", "今天天气怎么样")
    assert refused.code == 0  # a refusal is an answer
    assert "规定未涉及" in refused.out


def test_a_batch_writes_its_file_and_exits_0(run: Command, home: Path, documents: Path, tmp_path: Path) -> None:
    run("index", "build", "--documents", str(documents), "--publish")
    (tmp_path / "in.jsonl").write_text('{"id": "q1", "question": "第三条"}\n{broken\n', encoding="utf-8")
    ran = run("ask", "--batch", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out.jsonl"))
    assert (ran.code, ran.out) == (0, "")
    assert "已回答 2 行（其中出错 1 行）" in ran.err
    answers = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [answer["status"] for answer in answers] == ["answered", "error"]


def test_the_life_of_versions(run: Command, home: Path, documents: Path) -> None:
    run("index", "build", "--documents", str(documents), "--publish")
    first = current(home)
    changed = RULES.replace("2小时", "4小时") + "\n第四条 客服人员应礼貌待人。\n"
    (documents / "after-sales.txt").write_text(changed, encoding="utf-8")
    run("index", "build", "--documents", str(documents))
    assert current(home) == first  # not published yet
    second = next(each.version for each in list_versions(home) if each.version != first)
    assert first is not None
    difference = run("index", "diff", first, second)
    assert difference.out.startswith("售后服务规范：新增 1，删去 0，改动 1，改号 0")
    assert "[-2-]{+4+}小时" in difference.out
    assert run("index", "publish", second).code == 0
    assert current(home) == second
    assert f"*\t{second}" in run("index", "versions").out
    assert run("index", "rollback").code == 0
    assert current(home) == first


def test_units_are_printed_one_a_line_in_the_contracts_form(run: Command) -> None:
    ran = run("corpus", "units", str(CORPUS / "documents" / "cotton-exchange-conduct.txt"), "--json")
    assert (ran.code, ran.err) == (0, "")
    units = [json.loads(line) for line in ran.out.splitlines()]
    dialect = next(unit for unit in units if unit["unit_id"] == "cotton-exchange-conduct#30(6)")
    assert list(dialect) == [
        "unit_id",
        "source",
        "regulation",
        "issuer",
        "path",
        "locator",
        "heading",
        "context",
        "text",
    ]
    assert dialect["locator"] == "第三十条（六）"


def test_the_check_names_what_was_kept_and_left_out(run: Command) -> None:
    ran = run("corpus", "check", str(CORPUS / "documents" / "cotton-exchange-conduct.txt"))
    assert ran.code == 0
    assert "37 条" in ran.out
    figures = re.search(r"共 (\d+) = 保留 (\d+) \+ 略去 (\d+) \+ 修复 (\d+) \+ 空白 (\d+)", ran.out)
    assert figures
    total, *parts = map(int, figures.groups())
    assert total == sum(parts)
    assert sum(map(int, re.findall(r"略去 (\d+) 字：", ran.out))) == int(figures[3]) > 0


@pytest.mark.parametrize("command", [("corpus", "check"), ("index", "build")])
def test_a_file_newer_than_its_catalog_entry_is_read_with_a_warning(
    run: Command, home: Path, documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, str]
) -> None:
    entry = f'[[regulation]]\nid = "after-sales"\ntitle = "售后服务规范"\nsource = "after-sales.txt"\nsha256 = "{"0" * 64}"\n'
    (tmp_path / "catalog.toml").write_text(entry, encoding="utf-8")
    shutil.copytree(documents, tmp_path / "documents")
    monkeypatch.setattr("corpus.library.OWN", tmp_path)
    ran = run(*command)
    assert ran.code == 0
    assert [line for line in ran.err.splitlines() if "after-sales.txt 与 catalog.toml 登记的内容不同" in line]


def test_a_closed_pipe_ends_quietly() -> None:
    command = f"{sys.executable} -m assistant corpus units | head -1; exit ${{PIPESTATUS[0]}}"
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("cotton-exchange-conduct#1")


def test_an_answer_in_the_terminal_imports_no_heavy_library(
    run: Command, home: Path, documents: Path, tmp_path: Path
) -> None:
    """Torch, Gradio and LangChain take seconds each; nobody waits for them mid-call."""
    run("index", "build", "--documents", str(documents), "--publish")
    script = (
        "import sys\n"
        "from assistant.__main__ import main\n"
        "main(['--help'])\n"
        "light = set(sys.modules)\n"
        "main(['ask', '第三条'])\n"
        "heavy = ('torch', 'gradio', 'langchain_core', 'langchain', 'matplotlib', 'sentence_transformers', 'fastapi')\n"
        "print([name for name in heavy if name in sys.modules], [name for name in ('numpy', 'faiss') if name in light])\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=True)
    assert ran.stdout.splitlines()[-1] == "[] []"


def test_corpus_conflicts_lists_both_sides(run: Command, home: Path, tmp_path: Path) -> None:
    """Two articles of one file that set different limits; JSON for scripts, names and sentences for people."""
    file = tmp_path / "rules.txt"
    file.write_text(RULES + "\n第四条 客户投诉须在48小时内解决。\n", encoding="utf-8")
    ran = run("corpus", "conflicts", str(file), "--json")
    (pair,) = [json.loads(line) for line in ran.out.splitlines()]
    assert [unit_id.partition("#")[2] for unit_id in pair["unit_ids"]] == ["3", "4"]
    told = run("corpus", "conflicts", str(file)).out
    assert "第三条：投诉应在2小时内答复" in told
    assert "第四条：客户投诉须在48小时内解决" in told
