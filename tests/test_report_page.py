"""The page a document is checked by: every character of the source on it, in the colour of what became of it."""

from __future__ import annotations

import re
import time
from html import unescape
from pathlib import Path

import pytest
from real_corpus import all_units, documents

from assistant.__main__ import main
from corpus.catalog import Document, name_document
from corpus.corrections import parse_corrections
from corpus.painting import Paint, paint_rows
from corpus.passage import Fate
from corpus.reading import SourceText
from corpus.references import resolve_references
from corpus.report_page import report_page

TEXT = """投诉处理办法
第一条 客户(kè)投诉应当及时处理,依照第九条办理。
第三条 客户说<b>“&”</b>的,应当锟斤拷处理。
查看更多
"""
TOML = """
[[correction]]
action = "replace"
text = "锟斤拷"
with = "耐心"

[[correction]]
action = "noise"
text = "早已删去的一行"
"""


def document_of(text: str, toml: str = "") -> Document:
    return name_document(SourceText("办法.txt", text, ""), (), parse_corrections(toml, "办法.corrections.toml"))


def page_of(document: Document) -> str:
    return report_page(document, resolve_references(document.units))


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.name)
def test_every_character_is_painted_as_it_was_accounted_for(document: Document) -> None:
    source = document.parsed.account.source
    rows = paint_rows(document)
    assert "".join(run.text for row in rows for run in row.runs) == source.replace("\n", "")
    written = {
        paint: sum(len("".join(run.text.split())) for row in rows for run in row.runs if run.paint is paint)
        for paint in Paint
    }
    assert written[Paint.NOISE] == document.parsed.account.count(Fate.NOISE)
    assert written[Paint.UNREAD] == 0
    assert [row.unit for row in rows if row.unit >= 0] == list(range(len(document.units)))
    assert [number for row in rows for number in row.regulations] == list(range(len(document.regulations)))


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.name)
def test_links_lead_to_places_of_the_page_and_nowhere_else(document: Document) -> None:
    page = report_page(document, resolve_references(all_units()))
    anchors = re.findall(r' id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(anchors)
    assert re.findall(r'(?:href|src)="(?!#)|url\(|@import|<script', page) == []


def test_findings_stand_beside_the_text() -> None:
    page = unescape(page_of(document_of(TEXT, TOML)))
    assert "跳号</em>  第一条 → 第三条" in page
    assert "“第九条” <em>找不到第9条</em>" in page
    assert "第 2 项 noise:“早已删去的一行” <em>原文中找不到这段文字</em>" in page
    assert 'title="修复为:耐心"' in page
    assert 'title="略去:网站页面文字"' in page
    account = document_of(TEXT, TOML).parsed.account
    counts = [account.count(fate) for fate in (Fate.KEPT, Fate.NOISE, Fate.REPAIRED, Fate.BLANK)]
    assert sum(counts) == len(TEXT)
    assert f"共 {len(TEXT)} 字 = 保留 {counts[0]} + 略去 {counts[1]} + 修复 {counts[2]} + 空白 {counts[3]}" in page


def test_text_of_the_document_is_never_markup() -> None:
    page = page_of(
        document_of("办法<script>alert(1)</script>规定\n第一条 <img src=x onerror=alert(1)> 应当\u202e礼貌。\n")
    )
    assert "<script" not in page
    assert "<img" not in page
    assert "\u202e" not in page


def test_damaged_text_is_marked_and_listed() -> None:
    document = document_of("投诉处理办法\n第一条 客户反映的问题??蛻从涮孜锶鄙?应当处理。\n")
    damaged = [run for row in paint_rows(document) for run in row.runs if run.paint is Paint.DAMAGED]
    assert [run.text for run in damaged] == [words for words, _ in document.parsed.account.marks]
    assert damaged[0].anchor
    assert f'href="#{damaged[0].anchor}"' in page_of(document)


def test_long_document_makes_a_page_in_a_moment() -> None:
    clauses = "".join(
        f"第{number}条 客服人员应当礼貌待客,依照第{number - 1 or 1}条办理,不得推诿。\n" for number in range(1, 2001)
    )
    document = document_of(f"客户服务办法\n{clauses}")
    references = resolve_references(document.units)
    assert len(references) == 2000
    started = time.perf_counter()
    page = report_page(document, references)
    assert time.perf_counter() - started < 5
    assert page.count('class="loc"><span') == 2000


def test_command_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "办法.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "办法.corrections.toml").write_text(TOML, encoding="utf-8")
    assert main(["corpus", "check", str(tmp_path / "办法.txt"), "--html", str(tmp_path / "报告.html")]) == 0
    said = capsys.readouterr().out
    assert "落空：第一条“第九条”（找不到第9条）" in said
    assert "失效的更正（第 2 项 noise）：原文中找不到这段文字" in said
    assert "投诉处理办法" in (tmp_path / "报告.html").read_text(encoding="utf-8")


def test_command_draws_one_file_at_a_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "check", "--html", str(tmp_path / "报告.html")]) == 2
    assert "一次只画一个文件" in capsys.readouterr().err


def test_pages_that_could_not_be_read_are_listed() -> None:
    page = page_of(name_document(SourceText("办法.pdf", "第一条 应当保密。", "", (3, 7, 8)), ()))
    assert "没有读出的页 <b>3</b>" in page
    assert "第 3、7–8 页是扫描的图片" in page
    assert "没有读出的页" not in page_of(document_of(TEXT))
