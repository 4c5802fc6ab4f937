"""Files of every kind become the same text; what a file is, its bytes decide, whatever its name says."""

from __future__ import annotations

import subprocess
import sys
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest
from made_files import REGULATION, docx_of, pdf_of, printable, unit_rows

from corpus.line_ends import FURNITURE_END, NOTE_END
from corpus.radicals import to_characters
from corpus.reading import UnreadableDocument, read_document
from corpus.reading_text import decode
from corpus.script import to_traditional

DOCUMENTS = Path(__file__).resolve().parents[1] / "corpus" / "documents"
COTTON = (DOCUMENTS / "cotton-exchange-conduct.txt").read_text(encoding="utf-8")
TRADITIONAL = to_traditional(REGULATION)


def written(folder: Path, name: str, content: bytes) -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(content)
    return path


def page_of(text: str) -> bytes:
    """A web page with one paragraph a line."""
    paragraphs = "".join(f"<p>{line}</p>\n" for line in text.split("\n"))
    return f"<!DOCTYPE html><html><head><meta charset=utf-8></head><body><div>{paragraphs}</div></body></html>".encode()


# The same units from every format


@pytest.mark.parametrize("text", [REGULATION, COTTON], ids=["made up", "cotton exchange"])
@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("规定.txt", lambda text: text.encode("gb18030")),
        ("规定.md", lambda text: text.encode("utf-8-sig")),
        ("规定.docx", lambda text: docx_of(printable(text).split("\n"))),
        ("规定.pdf", pdf_of),
        ("规定.html", page_of),
    ],
)
def test_every_format_gives_the_units_of_the_plain_text(tmp_path: Path, text: str, name: str, make: object) -> None:
    content = make(text)  # type: ignore[operator]
    assert unit_rows(read_document(written(tmp_path, name, content)).text) == unit_rows(text)


# Encodings


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", REGULATION),
        ("utf-8-sig", REGULATION),
        ("gb18030", REGULATION),
        ("gbk", REGULATION),
        ("big5", TRADITIONAL),
        ("utf-16", REGULATION),  # with its mark
        ("utf-16-le", REGULATION),  # without
        ("utf-16-be", REGULATION),
        ("utf-16-le", TRADITIONAL),
        ("utf-32", REGULATION),
        ("gb18030", "一、问候语"),  # hardly anything to judge by
        ("utf-16-le", "第三条 客户挂机前不得主动挂机。"),
        ("big5", "第三條 客戶掛機前不得主動掛機。"),
        ("ascii", "1. Answer within 3 rings."),
    ],
)
def test_encoding_is_told_by_mark_or_by_how_the_text_reads(encoding: str, text: str) -> None:
    content = text.encode(encoding, errors="ignore")
    assert decode(content) == content.decode(encoding).removeprefix("\ufeff")


def test_a_few_lost_bytes_do_not_change_the_encoding() -> None:
    content = REGULATION.encode("gb18030")
    damaged = content[:101] + content[102:]
    assert decode(damaged).count("\ufffd") <= 2
    assert decode(damaged)[-100:] == REGULATION[-100:]


@pytest.mark.parametrize(
    "content",
    [bytes(range(256)) * 40, b"\x00\x01\x02\x03" * 500, REGULATION.encode("utf-8").replace(b"\xe5", b"")],
    ids=["every byte", "binary", "a byte of most characters lost"],
)
def test_what_reads_well_in_no_encoding_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="文本"):
        decode(content)


# Signs that are not what they look like


def test_signs_nobody_sees_are_left_out(tmp_path: Path) -> None:
    hidden = "第一条 客\u200b户\u00ad服务\u202e人员\U000e0041应当耐心。"
    path = written(tmp_path, "a.txt", hidden.encode())
    assert read_document(path).text == "第一条 客户服务人员应当耐心。"


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("第⼀条 客⼾服务⼈员⻛度", "第一条 客户服务人员风度"),
        ("第⼀條 為客⼾服務", "第一條 為客戶服務"),  # the same radical is another character in Traditional type
        ("一人户戶", "一人户戶"),
    ],
)
def test_radicals_become_the_characters_that_were_meant(printed: str, meant: str) -> None:
    assert to_characters(printed) == meant


# Kinds


def archived(page: bytes) -> bytes:
    """A web page as browsers save it in one file."""
    whole = MIMEMultipart("related")
    whole.attach(MIMEText(page.decode(), "html", "utf-8"))
    return whole.as_bytes()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("规定.txt", docx_of(REGULATION.split("\n"))),
        ("规定.txt", pdf_of(REGULATION)),
        ("规定.txt", page_of(REGULATION)),  # saved from a browser
        ("规定.docx", REGULATION.encode("gb18030")),
        ("规定.pdf", docx_of(REGULATION.split("\n"))),
        ("规定.html", REGULATION.encode()),
        ("规定.doc", page_of(REGULATION)),  # what office systems on the web send as Word files
        ("规定.doc", page_of(REGULATION).partition(b"<body>")[2]),  # a piece of a page
        ("规定.doc", archived(page_of(REGULATION))),
        ("规定.mht", archived(page_of(REGULATION))),
        ("规定.doc", docx_of(REGULATION.split("\n"))),
        ("规定.doc", REGULATION.encode("gb18030")),
    ],
)
def test_a_file_is_read_by_its_bytes_whatever_its_name_says(tmp_path: Path, name: str, content: bytes) -> None:
    assert unit_rows(read_document(written(tmp_path, name, content)).text) == unit_rows(REGULATION)


def test_markdown_that_begins_with_tags_is_text(tmp_path: Path) -> None:
    text = "<div>\n\n第一条 **守时**。\n第二条 保密。\n</div>"
    assert read_document(written(tmp_path, "规定.md", text.encode())).text == text


def test_a_text_cannot_say_of_its_lines_that_they_are_no_text(tmp_path: Path) -> None:
    text = f"第一条 守时。{FURNITURE_END}\n第二条 保密。{NOTE_END}\n"
    assert [row[-1] for row in unit_rows(read_document(written(tmp_path, "规定.txt", text.encode())).text)] == [
        "守时。",
        "保密。",
    ]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "空文件"),
        ("a.txt", b" \n\r\n\t ", "空文件"),
        ("a.txt", b"\x00" * 4096, "空文件"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), "图片"),
        ("a.pdf", b"\xff\xd8\xff\xe0" + bytes(100), "图片"),
        ("a.docx", b"Rar!\x1a\x07\x00", "压缩包"),
        ("a.txt", b"\x1f\x8b\x08" + bytes(100), "压缩包"),
        ("a.txt", b"{\\rtf1\\ansi}", "RTF"),
        ("a.docx", OLE, "旧版 Office"),
        ("a.doc", OLE, r"旧版 Office.*另存为 \.docx"),
        ("a.doc", b"{\\rtf1\\ansi}", r"RTF.*另存为 \.docx"),
        ("a.mht", b"MIME-Version: 1.0\nContent-Type: image/png\n\nx", "没有网页"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("a.docx", b"PK\x03\x04" + bytes(50), "不完整或已损坏"),
        ("a.txt", b"\x7fELF" + bytes(100), "程序"),
        ("a.xlsx", b"anything", "不支持这种文件"),
        ("a", b"anything", "不支持这种文件"),
        ("a\n已收录.txt", b"anything", "看不见的字符"),
        ("\u202etxt.fdp.txt", b"anything", "看不见的字符"),
        ("a.html", b"<html><body><script>x()</script></body></html>", "没有文字"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    with pytest.raises(UnreadableDocument, match=reason) as refused:
        read_document(written(tmp_path, name, content))
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize("name", ["客服 规定(2024 版).TXT", "a.b.c.txt", "..txt.txt", " 空格 .txt", "'; rm -rf.txt"])
def test_odd_names_are_only_names(tmp_path: Path, name: str) -> None:
    document = read_document(written(tmp_path, name, REGULATION.encode()))
    assert (document.name, document.text) == (name, REGULATION)


def test_a_link_out_of_its_folder_is_refused_and_one_inside_is_followed(tmp_path: Path) -> None:
    secret = written(tmp_path, "secret.txt", b"1. secret")
    folder = tmp_path / "documents"
    folder.mkdir()
    inside = written(folder, "规定.txt", REGULATION.encode())
    (folder / "out.txt").symlink_to(secret)
    (folder / "in.txt").symlink_to(inside.name)
    (folder / "circle.txt").symlink_to("circle.txt")
    with pytest.raises(UnreadableDocument, match="文件夹之外的链接"):
        read_document(folder / "out.txt")
    with pytest.raises(UnreadableDocument, match="打不开"):
        read_document(folder / "circle.txt")
    assert read_document(folder / "in.txt").text == REGULATION


@pytest.mark.parametrize("name", ["没有.txt", "a\0b.txt", "x/../../没有.txt"])
def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableDocument, match="打不开|看不见"):
        read_document(tmp_path / name)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "文件夹.txt").mkdir()
    with pytest.raises(UnreadableDocument, match="不是普通文件"):
        read_document(tmp_path / "文件夹.txt")


def test_reading_text_loads_no_reader_of_other_formats() -> None:
    """Programs that only read text start as fast as before there were others."""
    program = (
        "import sys; from pathlib import Path; from corpus.reading import read_document;"
        f"read_document(Path({str(DOCUMENTS / 'etiquette-guide.txt')!r}));"
        "print(sorted({'lxml', 'pypdf', 'trafilatura', 'torch', 'gradio', 'numpy', 'rjieba'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_web_tables_in_markdown_become_lines_like_all_others(tmp_path: Path) -> None:
    """Programs that turn PDF into Markdown write them so."""
    file = tmp_path / "a.md"
    file.write_text(
        "## 一、时限\n<table><tr><th>事项</th><th>时限</th></tr>\n<tr><td>咨询</td><td>即时</td></tr></table>\n应当保密。",
        encoding="utf-8",
    )
    lines = [line for line in read_document(file).text.split("\n") if line]
    assert lines == ["## 一、时限", "| 事项 | 时限 |", "| --- | --- |", "| 咨询 | 即时 |", "应当保密。"]


def test_blanks_of_any_width_are_blanks(tmp_path: Path) -> None:
    """With them 目 次 was a section, not the table of contents."""
    file = tmp_path / "a.txt"
    file.write_text("目\u2003次\n第一条\u00a0应当\u202f保密。", encoding="utf-8")
    assert read_document(file).text == "目 次\n第一条 应当 保密。"
