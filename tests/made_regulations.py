"""Small regulations as files, and a folder that stands for what comes with the program."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from corpus.catalog import NamedDocument
from corpus.editions import edition_of, ever_in_force
from corpus.library import open_library
from corpus.parse_cache import ParseCache, load_named
from corpus.regulation import Regulation, Unit
from corpus.unreadable import UnreadableDocument

RULES = (
    "客户来电应当在三声内接听电话。",
    "客户讲方言听不懂时，应当请客户讲普通话。",
    "投诉应当在二小时内答复。",
    "严禁先于客户挂断电话。",
    "上岗时着装应当整洁。",
)
NUMERALS = "一二三四五六七八九十"
TITLE = "客服行为规范"
CHANGED = (RULES[0], "客户讲方言听不懂时，应当转接会方言的同事。", *RULES[2:])


def regulation_text(title: str, rules: Sequence[str], closing: str = "") -> str:
    """A regulation of one rule a 条, as its issuer would publish it."""
    clauses = [f"第{_chinese(number)}条 {rule}" for number, rule in enumerate(rules, 1)]
    return "\n\n".join([title, *clauses, *([closing] if closing else [])]) + "\n"


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (NUMERALS[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (NUMERALS[ones - 1] if ones else "")


def make_own(folder: Path) -> Path:
    """A folder with one regulation of the program's own and its catalog."""
    documents = folder / "documents"
    documents.mkdir(parents=True)
    (documents / "conduct.txt").write_text(regulation_text("客服行为规范", RULES), encoding="utf-8")
    (folder / "catalog.toml").write_text(
        '[[regulation]]\nid = "conduct"\ntitle = "客服行为规范"\nissuer = "某中心"\nsource = "conduct.txt"\n',
        encoding="utf-8",
    )
    return folder


def read_library(home: Path, own: Path, cache: Path) -> tuple[tuple[Regulation, ...], tuple[Unit, ...]]:
    """The regulations that are ever in force, and their units, as a build takes them."""
    library = open_library(home, own)
    documents = load_named(library.files, library.entries, ParseCache(cache), _raise)
    return ever_content(documents)


def ever_content(documents: Sequence[NamedDocument]) -> tuple[tuple[Regulation, ...], tuple[Unit, ...]]:
    """What of documents is in force on any day."""
    regulations = ever_in_force([each for document in documents for each in document.regulations])
    editions = {edition_of(each) for each in regulations}
    return regulations, tuple(u for document in documents for u in document.units if edition_of(u) in editions)


def _raise(error: UnreadableDocument) -> None:
    raise error


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def content(home: Path) -> dict[str, str]:
    """All that is taken in, by name and digest; the lock aside."""
    folder = home / "documents"
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.name != ".lock"}
