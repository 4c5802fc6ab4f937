"""Postponed imports: loaded with the first thing asked of them, and only they."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def run_python(code: str, *folders: Path) -> str:
    """Run code in a fresh interpreter; return what it printed."""
    path = [str(folder) for folder in (*folders, ROOT)]
    code = f"import sys; sys.path[:0] = {path!r}\n{code}"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120).stdout


def test_a_package_is_loaded_with_the_first_thing_asked_of_it(tmp_path: Path) -> None:
    for name in ("wanted", "put_off"):
        (tmp_path / f"{name}.py").write_text(f"print('loads {name}')\nANSWER = 42\n")
    code = """
from index.postponed_import import postponing
with postponing("put_off", "not_there"):
    import put_off, wanted
    try:
        import not_there
    except ModuleNotFoundError:
        print("none such")
print("imported")
print(put_off.ANSWER, wanted.ANSWER, "ANSWER" in vars(put_off))
print([finder for finder in sys.meta_path if "postponed" in type(finder).__module__])
"""
    assert run_python(code, tmp_path).splitlines() == [
        "loads wanted",
        "none such",
        "imported",
        "loads put_off",
        "42 42 True",
        "[]",
    ]


def test_a_package_that_is_loaded_already_stays_so() -> None:
    code = """
import json
from index.postponed_import import postponing
with postponing("json"):
    import json as again
print(again is json, type(again).__name__)
"""
    assert run_python(code) == "True module\n"


def test_searching_loads_nothing_that_only_building_and_reading_documents_need() -> None:
    """SciPy took 0.3 s and 16 MB of each start, the dictionary of pinyin 0.4 s and 54 MB."""
    code = """
import assistant.answering
from index.lexical import build_lexical, search_rows
heavy = ("scipy.sparse._base", "pypinyin.constants", "pandas.core", "matplotlib", "torch")
print([name for name in heavy if name in sys.modules])
print([ranked.row for ranked in search_rows(build_lexical(["电话铃响", "客户讲方言"]), "方言", 5)])
"""
    assert run_python(code) == "[]\n[1]\n"
