"""A small library for tests of the maintainers' pages: one real regulation with its example questions, and the next edition of it."""

from __future__ import annotations

import json
from pathlib import Path

import evals
from corpus.catalog import load_catalog
from corpus.catalog_writing import catalog_text
from corpus.library import CATALOG_FILE, DOCUMENTS_FOLDER, OWN
from evals.cases import case_to_json, load_cases

SOURCE = "fujian-fibre-inspection.txt"
REGULATION = "fujian-fibre-inspection"
TITLE = "客户服务管理制度"


def make_own(folder: Path) -> Path:
    """Make a folder such as comes with the program, with one regulation."""
    (folder / DOCUMENTS_FOLDER).mkdir(parents=True)
    (folder / DOCUMENTS_FOLDER / SOURCE).write_bytes((OWN / DOCUMENTS_FOLDER / SOURCE).read_bytes())
    entries = [entry for entry in load_catalog(OWN / CATALOG_FILE) if entry.source == SOURCE]
    (folder / CATALOG_FILE).write_text(catalog_text(entries), encoding="utf-8")
    (folder / "questions").symlink_to(OWN / "questions", target_is_directory=True)
    return folder


def next_edition() -> str:
    """Write the regulation anew: one clause reworded, with a letter wrong, one added, one removed."""
    text = (OWN / DOCUMENTS_FOLDER / SOURCE).read_text(encoding="utf-8")
    changed = (
        text.replace("振铃声不应超过三次。", "振玲声不应超过两次。")
        .replace("(4)注意倾听,保持耐心。\n\n", "")
        .replace("6.2电话回访语言规范", "(8)通话结束后,应当等客户先挂机。\n\n6.2电话回访语言规范")
    )
    assert len({text, changed}) == 2
    return changed


def few_cases(folder: Path, count: int = 6) -> Path:
    """Write a file of evaluation cases about the regulation."""
    cases = load_cases(Path(evals.__file__).parent / "cases")
    own = [case for case in cases if case.expected and all(gold.source == SOURCE for gold in case.expected)]
    alone = [case for case in own if not case.history and not case.scope]
    file = folder / "cases.jsonl"
    lines = [json.dumps(case_to_json(case), ensure_ascii=False) for case in alone[:count]]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file
