"""Taking files in: all of it or nothing, and nothing replaced silently."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
from made_regulations import CHANGED, RULES, TITLE, content, make_own, read_library, regulation_text, write

from corpus.document import parse_document
from corpus.durable_files import locked
from corpus.intake import Given, IntakeRefused, Namesake, take_in
from corpus.parse_cache import PARSED_FOLDER
from corpus.reading import SourceText
from corpus.unreadable import UnreadableDocument


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return make_own(tmp_path / "own")


def test_a_new_regulation_is_taken_in_with_its_corrections(tmp_path: Path, own: Path) -> None:
    file = write(tmp_path / "in", "refunds.txt", regulation_text("退款办法", ["退款应当在三天内完成。"]))
    write(tmp_path / "in", "refunds.corrections.toml", '[[correction]]\naction = "issuer"\nvalue = "某公司"\n')
    (taken,) = take_in([file], tmp_path, own=own)
    assert (taken.regulation.regulation_id, taken.regulation.issuer, taken.replaces) == ("refunds", "某公司", False)
    assert set(content(tmp_path)) == {"catalog.toml", "refunds.txt", "refunds.corrections.toml"}
    regulations, units = read_library(tmp_path, own, tmp_path / "cache")
    assert [each.regulation_id for each in regulations] == ["conduct", "refunds"]
    assert units[-1].text == "退款应当在三天内完成。"


@pytest.mark.parametrize("issuer", ["某中心", ""])  # one that the text does not name may be the same
def test_the_same_title_and_issuer_is_never_replaced_silently(tmp_path: Path, own: Path, issuer: str) -> None:
    file = write(tmp_path / "in", "new.txt", regulation_text(TITLE, CHANGED))
    with pytest.raises(IntakeRefused, match="编号 conduct.*--replaces conduct"):
        take_in([file], tmp_path, Given(issuer=issuer), own=own)
    assert content(tmp_path) == {}


def test_another_organisation_may_call_its_rules_the_same(tmp_path: Path, own: Path) -> None:
    file = write(tmp_path / "in", "new.txt", regulation_text(TITLE, CHANGED))
    (taken,) = take_in([file], tmp_path, Given(issuer="某公司"), own=own)
    assert (taken.regulation.regulation_id, taken.replaces) == ("new", False)


def test_a_person_decides_what_a_namesake_is(tmp_path: Path, own: Path) -> None:
    asked: list[Namesake] = []

    def beside(namesake: Namesake) -> str:
        asked.append(namesake)
        return ""

    file = write(tmp_path / "in", "new.txt", regulation_text(TITLE, CHANGED))
    (taken,) = take_in([file], tmp_path, Given(issuer="某中心"), beside, own)
    assert [entry.regulation_id for entry in asked[0].known] == ["conduct"]
    assert (taken.regulation.regulation_id, taken.replaces) == ("new", False)


def test_a_replaced_edition_stays_with_its_dates(tmp_path: Path, own: Path) -> None:
    file = write(tmp_path / "in", "conduct.txt", regulation_text(TITLE, CHANGED))
    day = date(2030, 1, 1)
    (taken,) = take_in([file], tmp_path, Given(effective_on=day, replaces="conduct"), own=own)
    assert taken.regulation.source == "conduct-2.txt"  # the file name tells editions apart
    regulations, units = read_library(tmp_path, own, tmp_path / "cache")
    assert [(each.source, each.effective_on, each.title, each.issuer) for each in regulations] == [
        ("conduct.txt", None, TITLE, "某中心"),
        ("conduct-2.txt", day, TITLE, "某中心"),
    ]
    assert [unit.unit_id for unit in units].count("conduct#2") == 2


def test_an_edition_without_a_day_replaces_at_once(tmp_path: Path, own: Path) -> None:
    file = write(tmp_path / "in", "new.txt", regulation_text(TITLE, CHANGED))
    take_in([file], tmp_path, Given(replaces="conduct"), own=own)
    regulations, _ = read_library(tmp_path, own, tmp_path / "cache")
    assert [each.source for each in regulations] == ["new.txt"]


@pytest.mark.parametrize(
    ("name", "text", "given", "message"),
    [
        ("a.txt", regulation_text("甲办法", RULES), Given(replaces="nobody"), "没有编号为 nobody 的规定"),
        ("a.txt", "\n", Given(), "没有文字|没有找到任何条款|空"),
        ("a.txt", regulation_text(TITLE, RULES), Given(replaces="conduct"), "内容相同"),
    ],
)
def test_what_cannot_be_taken_in_leaves_nothing(
    tmp_path: Path, own: Path, name: str, text: str, given: Given, message: str
) -> None:
    (own / "catalog.toml").write_text(
        (own / "catalog.toml").read_text(encoding="utf-8")
        + f'sha256 = "{hashlib.sha256((own / "documents" / "conduct.txt").read_bytes()).hexdigest()}"\n',
        encoding="utf-8",
    )
    file = write(tmp_path / "in", name, text)
    with pytest.raises((IntakeRefused, UnreadableDocument), match=message):
        take_in([file], tmp_path, given, own=own)
    assert content(tmp_path) == {}


def test_one_bad_file_keeps_all_out(tmp_path: Path, own: Path) -> None:
    good = write(tmp_path / "in", "good.txt", regulation_text("甲办法", RULES))
    bad = write(tmp_path / "in", "bad.pdf", "no pdf at all")
    with pytest.raises((IntakeRefused, UnreadableDocument)):
        take_in([good, bad], tmp_path, own=own)
    assert content(tmp_path) == {}


def test_a_refused_file_keeps_no_other_out(tmp_path: Path, own: Path) -> None:
    good, later = (write(tmp_path / "in", f"{n}.txt", regulation_text(f"{n}办法", RULES)) for n in ("甲", "乙"))
    bad, missing = write(tmp_path / "in", "bad.pdf", "no pdf at all"), tmp_path / "in" / "无.txt"
    refused: list[Exception] = []
    taken = take_in([good, bad, missing, later], tmp_path, own=own, on_refused=refused.append)
    assert [one.regulation.title for one in taken] == ["甲办法", "乙办法"]
    assert [str(error)[:7] for error in refused] == ["bad.pdf", "无.txt:文"]
    assert set(content(tmp_path)) == {"甲.txt", "乙.txt", "catalog.toml"}
    refused.clear()
    assert take_in([bad], tmp_path, own=own, on_refused=refused.append) == ()
    assert len(refused) == 1


def test_only_one_process_at_a_time(tmp_path: Path, own: Path) -> None:
    file = write(tmp_path / "in", "good.txt", regulation_text("甲办法", RULES))
    with (
        locked(tmp_path / "documents" / ".lock", wait=False),
        pytest.raises(IntakeRefused, match="另一个进程正在收入"),
    ):
        take_in([file], tmp_path, own=own)


def test_parses_are_kept_by_bytes_corrections_and_code(
    tmp_path: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    first = read_library(tmp_path, own, cache)
    (kept,) = cache.iterdir()
    monkeypatch.setattr("corpus.document.parse_document", lambda *_: pytest.fail("parsed again"))
    assert read_library(tmp_path, own, cache) == first
    monkeypatch.undo()
    kept.write_text(kept.read_text(encoding="utf-8").replace("三声", "五声"), encoding="utf-8")
    assert read_library(tmp_path, own, cache) == first  # a damaged entry is not believed
    (own / "documents" / "conduct.corrections.toml").write_text(
        '[[correction]]\naction = "replace"\ntext = "三声"\nwith = "四声"\n', encoding="utf-8"
    )
    assert "四声" in read_library(tmp_path, own, cache)[1][0].text


def test_what_was_parsed_to_be_taken_in_is_not_parsed_again(
    tmp_path: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "in", "refunds.txt", regulation_text("退款办法", ["退款应当在三天内完成。"]))
    take_in([file], tmp_path, own=own)
    parsed: list[str] = []

    def noting(text: SourceText, *rest: object) -> object:
        parsed.append(text.name)
        return parse_document(text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("corpus.document.parse_document", noting)
    _, units = read_library(tmp_path, own, tmp_path / PARSED_FOLDER)
    assert parsed == ["conduct.txt"]
    assert units[-1].text == "退款应当在三天内完成。"


def test_a_parse_that_cannot_be_kept_keeps_nothing_out(tmp_path: Path, own: Path) -> None:
    (tmp_path / PARSED_FOLDER.parent).write_text("no folder can be made here", encoding="utf-8")
    file = write(tmp_path / "in", "refunds.txt", regulation_text("退款办法", ["退款应当在三天内完成。"]))
    (taken,) = take_in([file], tmp_path, own=own)
    assert taken.regulation.regulation_id == "refunds"
    assert set(content(tmp_path)) == {"catalog.toml", "refunds.txt"}
