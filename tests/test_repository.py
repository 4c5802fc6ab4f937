"""What the repository says of itself is so: README, Makefile, dependencies, layers and what must not be in the code."""

from __future__ import annotations

import ast
import doctest
import importlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version
from typer.main import get_command

from assistant.cli import app
from index.versions import CURRENT_FILE, DEFAULT_HOME, versions_folder

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("corpus", "index", "assistant", "evals")
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LONGEST_MODULE = 400  # lines; near it, a module holds a second subject

MODULES = tuple(sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")))


def name_of(path: Path) -> str:
    """Path inside the repository, for test ids and messages."""
    return path.relative_to(ROOT).as_posix()


def code_in(markdown: str) -> str:
    """Fenced blocks and inline code, a line each: where commands stand."""
    fenced = re.findall(r"^```\w*\n(.*?)^```$", markdown, flags=re.M | re.S)
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"^```\w*\n.*?^```$", "", markdown, flags=re.M | re.S))
    return "\n".join(fenced + inline)


README_CODE = code_in(README)


# README and Makefile


def test_the_makefile_finds_the_published_version_where_the_index_puts_it() -> None:
    folder = versions_folder(Path(f"${{ASSISTANT_HOME:-{DEFAULT_HOME}}}"))
    assert f'test -s "${folder / CURRENT_FILE}" ||' in MAKEFILE


def test_every_make_target_in_the_readme_exists_and_the_other_way_round() -> None:
    offered = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, flags=re.M))
    named = set(re.findall(r"\bmake ([a-z-]+)\b", README_CODE))
    assert named == offered - {"help"}


def test_bare_make_lists_every_target_with_a_line_of_help() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    declared = re.search(r"^\.PHONY: (.+)$", MAKEFILE, flags=re.M)
    assert declared is not None
    assert re.findall(r"^  make ([a-z-]+) +\S", listed, flags=re.M) == declared.group(1).split()


def cli_options() -> dict[str, frozenset[str]]:
    """Every command of the command line, with its options: ``{"corpus units": {"--json", "--help"}, …}``."""
    found: dict[str, frozenset[str]] = {}
    left = [("", get_command(app))]
    while left:
        name, command = left.pop()
        found[name] = frozenset(option for parameter in command.params for option in parameter.opts) | {"--help"}
        for child, subcommand in getattr(command, "commands", {}).items():
            left.append((f"{name} {child}".strip(), subcommand))
    return found


def test_every_command_and_option_in_the_readme_exists() -> None:
    known = cli_options()
    uses = re.findall(r"\bassistant(?: +[^#\n|]*)", README_CODE)
    assert uses, "the README shows no command"
    for use in uses:
        words = use.split()[1:]
        name = ""
        while words and f"{name} {words[0]}".strip() in known:
            name = f"{name} {words.pop(0)}".strip()
        assert name, f"{use!r}: no such command"
        unknown = set(re.findall(r"--[a-z][a-z-]*", use)) - known[name]
        assert not unknown, f"{use!r}: no such option {unknown}"


def test_every_command_is_in_the_readme() -> None:
    known = cli_options()
    runnable = {name for name in known if name and not any(other.startswith(f"{name} ") for other in known)}
    missing = {name for name in runnable if not re.search(rf"\bassistant {name}\b", README_CODE)}
    assert not missing


def readme_tree() -> Iterator[tuple[str, str]]:
    """Paths of the README's tree with their comments."""
    block = re.search(r"^```\n(corpus/ .*?)^```$", README, flags=re.M | re.S)
    assert block is not None, "README.md has no tree that begins with corpus/"
    folders: list[str] = []
    for line in block.group(1).splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue  # what the lines below it have in common
        depth = (len(line) - len(line.lstrip(" "))) // 2
        name, _, comment = line.strip().partition(" ")
        del folders[depth:]
        yield "".join(folders) + name, comment.strip()
        if name.endswith("/"):
            folders.append(name)


def test_the_tree_in_the_readme_lists_what_there_is() -> None:
    tree = dict(readme_tree())
    modules = {name_of(path) for path in MODULES if path.name != "__init__.py"}
    assert {name for name in tree if not (ROOT / name).exists()} == set(), "in the README, not in the repository"
    assert modules - set(tree) == set(), "in the repository, not in the README"
    assert {name for name, comment in tree.items() if not comment} == set(), "without a comment"


def test_relative_links_in_documentation_lead_somewhere() -> None:
    pages = [path for path in ROOT.rglob("*.md") if not {".venv", "var"} & set(path.relative_to(ROOT).parts)]
    broken = [
        f"{name_of(page)} -> {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s:]+)\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


# Dependencies


def requirements() -> dict[str, Requirement]:
    """Runtime and development requirements by name."""
    lines = [*PYPROJECT["project"]["dependencies"], *PYPROJECT["dependency-groups"]["dev"]]
    return {requirement.name: requirement for requirement in map(Requirement, lines)}


def constraints() -> dict[str, Version]:
    """The pinned version of every package, under its normalised name."""
    pins = (line.split("==") for line in CONSTRAINTS.splitlines() if line and not line.startswith("#"))
    return {re.sub(r"[-_.]+", "-", name).lower(): Version(version) for name, version in pins}


@pytest.mark.parametrize(
    ("package", "floor"),
    [
        ("gradio", "6.20"),  # CVE-2026-59806: open redirect and SSRF before it
        ("langchain-core", "1.3.3"),  # CVE-2026-44843: load() lets too much through before it
        ("pypdf", "6.21.3"),  # CVE-2026-119206: endless work on a crafted file before it
    ],
)
def test_versions_with_a_known_hole_are_ruled_out(package: str, floor: str) -> None:
    floors = [Version(part.version) for part in requirements()[package].specifier if part.operator == ">="]
    assert floors
    assert max(floors) >= Version(floor)


def test_constraints_pin_every_requirement_within_its_range() -> None:
    pins = constraints()
    for name, requirement in requirements().items():
        assert name in pins, f"{name} is not in constraints.txt"
        assert requirement.specifier.contains(pins[name]), f"{requirement}, but constraints.txt pins {pins[name]}"


def test_constraints_repeat_anywhere() -> None:
    """No local builds, no folders of one machine, and nothing that only a CUDA build of torch wants."""
    assert not [version for version in constraints().values() if version.local]
    assert not re.findall(r"^(?:-e|.* @ |nvidia|cuda|triton)", CONSTRAINTS, flags=re.M)
    assert str(requirements()["torch"].specifier) == f"=={constraints()['torch']}"


def test_every_file_beside_the_modules_is_installed_with_them() -> None:
    settings = PYPROJECT["tool"]["setuptools"]
    for package in settings["packages"]:
        folder = ROOT / package.replace(".", "/")
        shipped = {path for pattern in settings["package-data"].get(package, []) for path in folder.glob(pattern)}
        packed = [ROOT / other.replace(".", "/") for other in settings["packages"] if other != package]
        beside = {
            path
            for path in folder.rglob("*")
            if path.is_file()
            and path.suffix not in {".py", ".pyc", ".md"}
            and not any(path.is_relative_to(other) for other in packed if other.is_relative_to(folder))
        }
        assert {name_of(path) for path in beside - shipped} == set()


# Direction of imports


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of pyproject.toml on the packages in a folder."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_imports_go_one_way() -> None:
    checked = lint_imports(ROOT)
    assert checked.returncode == 0, checked.stdout


def check_contracts_on(folder: Path, imports: list[tuple[str, str]]) -> str:
    """Check the contracts on empty packages with these imports, (from, to), in them.

    :return: The report of the check.
    """
    shutil.copy(ROOT / "pyproject.toml", folder)
    ours = {name for pair in imports for name in pair if name.partition(".")[0] in PACKAGES}
    for name in sorted({*ours, *(f"{package}.anything" for package in PACKAGES)}):
        module = folder / f"{name.replace('.', '/')}.py"
        module.parent.mkdir(parents=True, exist_ok=True)
        (module.parent / "__init__.py").touch()
        module.write_text("".join(f"import {to}\n" for source, to in imports if source == name), encoding="utf-8")
    return lint_imports(folder).stdout


def test_an_import_against_the_direction_is_noticed(tmp_path: Path) -> None:
    """A contract that cannot break protects nothing."""
    wrong = [
        ("corpus.regulation", "index.search"),
        ("index.search", "assistant.answer"),
        ("index.search", "langchain_core"),
        ("assistant.answer", "evals.cases"),
        ("assistant.answer", "langchain_core"),
        ("assistant.cli", "gradio"),
    ]
    report = check_contracts_on(tmp_path, wrong)
    assert "0 kept, 5 broken" in report
    assert [f"{source} -> {to}" for source, to in wrong if f"{source} -> {to} (l." not in report] == []


def test_entry_points_may_start_an_evaluation(tmp_path: Path) -> None:
    right = [
        ("assistant.cli", "evals.cases"),
        ("assistant.cli_eval", "evals.run"),
        ("assistant.web.pages", "evals.report"),
        ("assistant.web.pages", "gradio"),
        ("assistant.chain", "langchain_core"),
    ]
    report = check_contracts_on(tmp_path, right)
    assert "5 kept, 0 broken" in report, report


# What the code holds and does not hold


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_is_unpickled_or_evaluated(path: Path) -> None:
    """Whoever can write a pickle runs code where it is read; an index is data."""
    unsafe = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not unsafe & {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").partition(".")[0] not in unsafe
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            assert called not in {"load_local", "save_local"}, f"line {node.lineno}: {called} pickles"
            assert not (isinstance(node.func, ast.Name) and called in {"eval", "exec"}), f"line {node.lineno}: {called}"
            pickling = {keyword.arg for keyword in node.keywords} & {"allow_pickle", "allow_dangerous_deserialization"}
            refused = all(
                isinstance(keyword.value, ast.Constant) and keyword.value.value is False
                for keyword in node.keywords
                if keyword.arg in pickling
            )
            assert refused, f"line {node.lineno}: {pickling}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_has_one_subject(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", [path for path in MODULES if ">>> " in path.read_text(encoding="utf-8")], ids=name_of)
def test_examples_in_docstrings_are_true(path: Path) -> None:
    module = importlib.import_module(name_of(path).removesuffix(".py").replace("/", "."))
    assert doctest.testmod(module).failed == 0


def test_no_tracked_file_names_a_folder_of_one_machine() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, so nothing says which files belong to it")
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    ours = [name for name in listed.split("\0") if name and not name.startswith("corpus/documents/")]
    folder = re.compile(rb"(?<![\w.-])/(?:root|work|home/[a-z]|tmp/[a-z]|Users/[A-Z])(?:/|\b)")
    found = [name for name in ours if (ROOT / name).is_file() and folder.search((ROOT / name).read_bytes())]
    assert [name for name in found if Path(name).suffix not in {".png", ".faiss"}] == []


# Continuous integration and hooks


def test_ci_runs_what_the_readme_says() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert re.findall(r"^make .+$", script, flags=re.M) == ["make test", "make stories", "make lint types"]
    subprocess.run(["bash", "-n", ".ci/run"], cwd=ROOT, check=True)


def test_every_hook_uses_a_tool_that_the_set_up_installs() -> None:
    entries = re.findall(r"^ +entry: \.venv/bin/(\S+)", (ROOT / ".pre-commit-config.yaml").read_text(), flags=re.M)
    assert len(entries) >= 8
    assert [tool for tool in entries if not Path(sys.executable).with_name(tool).exists()] == []
