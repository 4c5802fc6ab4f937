"""Hostile files cost one line each: the good ones beside them are read, within limits on time and memory."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from made_files import REGULATION, docx_of, pdf_of, run, word_file, zipped
from pypdf import PdfReader, PdfWriter

from corpus import safe_reading
from corpus.safe_reading import Progress, ReadingProcess, SourceText, UnreadableDocument, read_documents

DOCX = docx_of(REGULATION.split("\n"))
PDF = pdf_of(REGULATION)
DECLARED = "<!DOCTYPE w:document [{}]>"


@pytest.fixture(scope="module")
def reading() -> Iterator[ReadingProcess]:
    """One process for the tests that do not kill it."""
    with ReadingProcess() as process:
        yield process


def with_part(name: str, content: str | bytes) -> bytes:
    """A Word file with one part replaced or added."""
    with zipfile.ZipFile(io.BytesIO(DOCX)) as archive:
        parts: dict[str, str | bytes] = {old: archive.read(old) for old in archive.namelist()}
    return zipped(parts | {name: content})


def declaring(entities: str, use: str) -> bytes:
    """A Word file whose text uses entities it declares."""
    document = word_file(f"<w:p>{run(use)}</w:p>")
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts["word/document.xml"] = DECLARED.format(entities) + parts["word/document.xml"]
    return zipped(parts)


def encrypted_pdf() -> bytes:
    """A PDF that opens with a password only."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(PDF)))
    writer.encrypt("secret")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def encrypted_zip() -> bytes:
    """A Word file whose archive says its parts are encrypted."""
    content = bytearray(DOCX)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(mark)
        while start >= 0:
            content[start + at] |= 1
            start = content.find(mark, start + 4)
    return bytes(content)


def lying_zip() -> bytes:
    """A Word file that says of a part of 30 MB that it is a small one."""
    content = bytearray(with_part("word/document.xml", b"<a>" + os.urandom(1_000) * 30_000))
    entry = content.find(b"word/document.xml", content.rfind(b"PK\x05\x06") // 2)
    directory = content.rfind(b"PK\x01\x02", 0, content.rfind(b"word/document.xml"))
    assert entry >= 0
    content[directory + 24 : directory + 28] = struct.pack("<I", 1_000)
    return bytes(content)


def page_tree_in_a_circle() -> bytes:
    """A PDF whose pages hold themselves."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 900000>>"]
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj%sendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        content
        + b"xref\n0 3\n0000000000 65535 f \n"
        + table
        + b"trailer<</Root 1 0 R/Size 3>>\nstartxref\n%d\n%%%%EOF" % len(content)
    )


LAUGHS = "<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))

HOSTILE: tuple[tuple[str, bytes, str], ...] = (
    ("空.txt", b"", "空文件"),
    ("空白.docx", b"  \n", "空文件"),
    ("截断.docx", DOCX[: len(DOCX) // 2], "不完整或已损坏"),
    ("截断.pdf", PDF[: len(PDF) // 2], "损坏"),
    ("只有开头.pdf", b"%PDF-1.7", "损坏"),
    ("加密.pdf", encrypted_pdf(), "密码"),
    ("加密.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "密码"),
    ("加密条目.docx", encrypted_zip(), "密码"),
    ("旧版.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版"),
    ("大条目.docx", with_part("word/media/image1.png", bytes(21_000_000)), "压缩炸弹"),
    ("高压缩比.docx", with_part("word/document.xml", b"<a>" + b" " * 15_000_000 + b"</a>"), "压缩炸弹"),
    ("总量.docx", zipped({f"word/{n}.xml": bytes(11_000_000) for n in range(5)} | {"word/document.xml": "<a/>"}), "压缩炸弹"),
    ("条目数.docx", zipped({"word/document.xml": "<a/>"} | {f"word/{n}": "" for n in range(2_001)}), "压缩炸弹"),
    ("谎报大小.docx", lying_zip(), "损坏|压缩炸弹"),
    ("外部实体.docx", declaring('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"), "实体声明"),
    ("参数实体.docx", declaring('<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;', "甲"), "实体声明|损坏"),
    ("十亿笑.docx", declaring(LAUGHS, "&a9;"), "实体声明|损坏"),
    ("深层.docx", word_file("<w:sdt>" * 100_000), "损坏"),
    ("路径.docx", with_part("../../../../x", "x"), "可疑的路径"),
    ("绝对路径.docx", with_part("/etc/cron.d/x", "x"), "可疑的路径"),
    ("名为网页.html", bytes(range(1, 256)) * 40, "文本"),
    ("真是旧版.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "另存为 .docx"),
    ("富文本.doc", b"{\\rtf1 x}", "RTF"),
    ("图片.pdf", b"\x89PNG\r\n\x1a\n" + bytes(100), "图片"),
    ("表格.docx", zipped({"xl/workbook.xml": "<a/>"}), "Excel"),
    ("程序.txt", b"\x7fELF\x02\x01\x01" + bytes(2000), "程序"),
    ("乱码.txt", bytes(range(256)) * 40, "文本"),
    ("循环页树.pdf", page_tree_in_a_circle(), "损坏|没有页面|超过"),
    ("不支持.exe", b"MZ", "不支持"),
    ("换行\n第二行.txt", b"x", "看不见的字符"),
)  # fmt: skip


def test_thirty_hostile_files_are_refused_in_one_line_each_and_their_neighbours_read(
    tmp_path: Path, reading: ReadingProcess
) -> None:
    paths: list[Path] = []
    for name, content, _ in HOSTILE:
        for own, bytes_of_it in ((name, content), (f"好 {len(paths)}.docx", DOCX)):
            (tmp_path / own).write_bytes(bytes_of_it)
            paths.append(tmp_path / own)
    results = list(read_documents(paths, process=reading))
    assert len(results) == len(paths)
    refused = [result for result in results[::2] if isinstance(result, UnreadableDocument)]
    wrong = [
        f"{name!r}: {result}"
        for (name, _, _), result in zip(HOSTILE, results[::2], strict=True)
        if isinstance(result, SourceText)
    ]
    assert wrong == []
    for (name, _, reason), error in zip(HOSTILE, refused, strict=True):
        assert error.name == name
        assert len(str(error).splitlines()) == 1
        assert any(part in error.reason for part in reason.split("|")), f"{name}: {error}"
    assert {result.text for result in results[1::2] if isinstance(result, SourceText)} == {REGULATION}
    assert sum(isinstance(result, SourceText) for result in results[1::2]) == len(HOSTILE)


def test_what_is_no_file_is_refused(tmp_path: Path, reading: ReadingProcess) -> None:
    (tmp_path / "文件夹.txt").mkdir()
    os.mkfifo(tmp_path / "管道.txt")
    (tmp_path / "链接.txt").symlink_to("/etc/hostname")
    (tmp_path / "圈.txt").symlink_to("圈.txt")
    (tmp_path / "设备.txt").symlink_to("/dev/zero")
    for name in (
        "文件夹.txt",
        "管道.txt",
        "链接.txt",
        "圈.txt",
        "设备.txt",
        "没有.txt",
        "a\0b.txt",
        "x" * 300 + ".txt",
    ):
        result = reading.read(tmp_path / name)
        assert isinstance(result, UnreadableDocument), name
        assert len(str(result).splitlines()) == 1


def test_names_are_bytes_that_need_not_be_utf8(tmp_path: Path, reading: ReadingProcess) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb9\xe6\xb6\xa8.txt"))  # 规定 in GBK
    path.write_bytes(REGULATION.encode())
    result = reading.read(path)
    assert isinstance(result, UnreadableDocument)
    assert str(result).encode("utf-8")  # can be shown anywhere


# Limits


def slow_file(folder: Path) -> Path:
    """A file that is allowed and takes seconds."""
    path = folder / "慢.docx"
    path.write_bytes(word_file("".join(f"<w:p>{run(f'{number}')}</w:p>" for number in range(60_000))))
    return path


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = tmp_path / "好.txt"
    good.write_bytes(REGULATION.encode())
    with ReadingProcess() as process:
        process.read(good)  # started
        monkeypatch.setattr(safe_reading, "SECONDS", 0.1)
        started = time.monotonic()
        refused = process.read(slow_file(tmp_path))
        assert time.monotonic() - started < 2
        assert isinstance(refused, UnreadableDocument)
        assert "慢.docx:读取超过 0 秒仍未完成" in str(refused)
        monkeypatch.setattr(safe_reading, "SECONDS", 30.0)
        assert isinstance(process.read(good), SourceText)


@pytest.mark.slow
def test_a_file_that_needs_too_much_memory_is_given_up_and_the_next_one_read(tmp_path: Path) -> None:
    """Inside all limits on size: a table is read as a whole, and an empty element of four letters takes a hundred bytes."""
    ballast = os.urandom(220_000).hex()  # so that the archive is not packed too well
    big = tmp_path / "大表.docx"
    big.write_bytes(word_file(f"<w:tbl>{'<a/>' * 4_700_000}</w:tbl>{ballast}"))
    good = tmp_path / "好.txt"
    good.write_bytes(REGULATION.encode())
    refused, read = read_documents([big, good])
    assert isinstance(refused, UnreadableDocument)
    assert "512 MB" in str(refused)
    assert isinstance(read, SourceText)


def test_a_process_that_dies_is_replaced(tmp_path: Path) -> None:
    good = tmp_path / "好.txt"
    good.write_bytes(REGULATION.encode())
    with ReadingProcess() as process:
        assert isinstance(process.read(good), SourceText)
        first = process._process
        assert first is not None
        first.kill()
        first.wait()
        assert isinstance(process.read(good), SourceText)
        assert process._process is not None
        assert process._process.pid != first.pid
    assert process._process is None


def test_one_process_reads_many_files_and_leaves_nothing_behind(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"规定 {number}.docx").write_bytes(DOCX)
    before = sorted(tmp_path.iterdir())
    with ReadingProcess() as process:
        numbers = set()
        for path in before:
            assert isinstance(process.read(path), SourceText)
            assert process._process is not None
            numbers.add(process._process.pid)
    assert len(numbers) == 1
    assert sorted(tmp_path.iterdir()) == before
    assert not Path(f"/proc/{numbers.pop()}").exists()


def test_the_process_knows_no_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret-of-the-parent")
    (tmp_path / "a.txt").write_bytes(REGULATION.encode())
    with ReadingProcess() as process:
        process.read(tmp_path / "a.txt")
        assert process._process is not None
        environment = Path(f"/proc/{process._process.pid}/environ").read_bytes()
    assert b"secret-of-the-parent" not in environment


def test_a_library_in_the_present_folder_is_not_taken_for_the_real_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lxml.py").write_text("raise SystemExit('planted')")
    (tmp_path / "a.docx").write_bytes(DOCX)
    (result,) = read_documents([Path("a.docx")])
    assert isinstance(result, SourceText)


def test_no_model_and_no_page_is_loaded_for_reading(tmp_path: Path) -> None:
    for name, content in (("a.docx", DOCX), ("a.pdf", PDF), ("a.txt", REGULATION.encode())):
        (tmp_path / name).write_bytes(content)
    program = (
        "import sys; from pathlib import Path; import corpus.reading_child; from corpus.reading import read_document;"
        f"[read_document(path) for path in Path({str(tmp_path)!r}).iterdir()];"
        "print(sorted({'torch', 'gradio', 'faiss', 'transformers', 'langchain_core', 'numpy'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_progress_is_told_file_by_file_and_page_by_page(tmp_path: Path, reading: ReadingProcess) -> None:
    first, second = tmp_path / "a.txt", tmp_path / "b.pdf"
    first.write_bytes(REGULATION.encode())
    second.write_bytes(PDF)
    told: list[tuple[Path, Progress]] = []
    list(read_documents([first, second], progress=lambda path, page: told.append((path, page)), process=reading))
    assert told == [(first, Progress(0, 0)), (second, Progress(0, 0)), (second, Progress(1, 1))]


@pytest.mark.slow
def test_a_word_file_takes_fifty_milliseconds(tmp_path: Path, reading: ReadingProcess) -> None:
    """Without the start of the process; the least of many, since other work shares the machine."""
    path = tmp_path / "a.docx"
    path.write_bytes(DOCX)
    reading.read(path)
    times = []
    for _ in range(20):
        started = time.perf_counter()
        reading.read(path)
        times.append(time.perf_counter() - started)
    assert min(times) < 0.05
