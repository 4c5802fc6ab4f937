"""PDF files: lines in the order a person reads them, joined where the page shows that they were one."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Sequence
from html import escape
from pathlib import Path

import pytest
from made_files import LEFT, LETTER, PDF_FONT, REGULATION, TOP, header_and_footer, pdf_of, unit_rows
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from corpus import reading_scans
from corpus.catalog import name_document
from corpus.checking import check_document
from corpus.numerals import to_chinese
from corpus.pdf_lines import Piece, join_pieces, width_of
from corpus.progress import Progress
from corpus.radicals import to_characters
from corpus.reading import read_document
from corpus.reading_pdf import read_pdf
from corpus.unreadable import UnreadableDocument, unread_pages_line

COTTON = Path(__file__).resolve().parents[1] / "corpus" / "documents" / "cotton-exchange-conduct.txt"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CJK_FONTS = sorted(Path("/usr/share/fonts").rglob("NotoSansCJK-Regular.ttc"))


def drawn(*texts: tuple[float, float, str], size: float = LETTER, turn: int = 0) -> bytes:
    """A PDF of one page with texts at these places, drawn in this order."""
    pdfmetrics.registerFont(UnicodeCIDFont(PDF_FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    if turn:
        canvas.rotate(turn)
    canvas.setFont(PDF_FONT, size)
    for x, y, text in texts:
        canvas.drawString(x, y, text)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


# The same units however the text is set


@pytest.mark.parametrize(
    "layout",
    [
        {"lines_a_page": 9, "furniture": header_and_footer},
        {"characters": 25},
        {"columns": 2, "characters": 18, "lines_a_page": 22},
        {"columns": 2, "characters": 18, "lines_a_page": 22, "across": True},
        {"columns": 2, "characters": 18, "lines_a_page": 22, "across": True, "furniture": header_and_footer},
    ],
    ids=["header and footer", "narrow", "two columns", "two columns drawn across", "all of it"],
)
def test_units_do_not_depend_on_the_layout(layout: dict[str, object]) -> None:
    text = COTTON.read_text(encoding="utf-8")
    assert unit_rows(read_pdf(pdf_of(text, **layout)).text) == unit_rows(text)  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM or not CJK_FONTS, reason="no Chromium or no CJK font to print a page with")
def test_units_do_not_depend_on_the_program_that_printed(tmp_path: Path) -> None:
    """Chromium embeds fonts, places single letters, and names radicals instead of characters."""
    style = "<style>body{font:12pt 'Noto Sans CJK SC'} p{margin:0;text-indent:2em;text-align:justify}</style>"
    page = tmp_path / "page.html"
    page.write_text(
        f"<meta charset=utf-8>{style}" + "".join(f"<p>{escape(line)}</p>" for line in REGULATION.split("\n")),
        encoding="utf-8",
    )
    printed = tmp_path / "page.pdf"
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    subprocess.run([*command, f"--print-to-pdf={printed}", page.as_uri()], check=True, capture_output=True, timeout=60)
    text = read_pdf(printed.read_bytes()).text
    assert to_characters(text) != text  # else this proves less than it says
    assert unit_rows(to_characters(text)) == unit_rows(REGULATION)


# Lines


@pytest.mark.parametrize(
    ("texts", "lines"),
    [
        ([(72, 700, "第二行"), (72, 720, "第一行")], ["第一行", "第二行"]),  # a page's highest line comes first
        ([(72, 700, "第一条"), (72 + 3.5 * LETTER, 700, "客户")], ["第一条客户"]),  # one line drawn in two pieces
        ([(72, 700, "Tel"), (72 + 2 * LETTER, 700, "114")], ["Tel 114"]),
        ([(72, 700, "第一条"), (72.3, 700.2, "第一条")], ["第一条"]),  # printed twice to look bold
        (
            [(72, 700, "情景"), (300, 700, "用语"), (72, 680, "投诉"), (300, 680, "抱歉")],
            ["情景", "用语", "投诉", "抱歉"],
        ),
    ],
)
def test_lines_are_put_together_and_in_order(texts: list[tuple[float, float, str]], lines: list[str]) -> None:
    assert read_pdf(drawn(*texts)).text.split("\n") == lines


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_printed_sideways_is_read_along_its_lines(turn: int) -> None:
    places = {90: (100, -300), 180: (-400, -300), 270: (-700, 300)}[turn]
    text = read_pdf(
        drawn((places[0], places[1], "第一条 不得"), (places[0], places[1] - 18, "主动挂机"), turn=turn)
    ).text
    assert text.split("\n") == ["第一条 不得", "主动挂机"]


def test_pieces_of_a_line_are_joined_whatever_their_order() -> None:
    """Some programs draw all figures of a page first."""
    pieces = [Piece("24", 36, 48, 0, 12), Piece("应在", 12, 36, 0, 12), Piece("小时内", 48, 84, 0, 12)]
    assert [line.text for line in join_pieces(pieces)] == ["应在24小时内"]


def test_width_is_that_of_the_print() -> None:
    assert width_of("第1条", 10.0) == 25.0


# Paragraphs


LINES = ["客户服务人员应当在铃响三声之内接听电话,", "使用规范用语。", "投诉应当登记。"]


@pytest.mark.parametrize(
    ("starts", "joined"),
    [
        (
            [2, 0, 2],
            ["客户服务人员应当在铃响三声之内接听电话,使用规范用语。", "投诉应当登记。"],
        ),  # an indent begins a paragraph
        ([0, 2, 2], LINES),
    ],
)
def test_a_full_line_goes_on_in_the_next_unless_that_is_indented(starts: list[int], joined: list[str]) -> None:
    width = 20 * LETTER
    filler = [(LEFT, TOP - 18.0 * row, "满" * 20) for row in range(4)]
    texts = [
        (
            LEFT + (width - width_of(line, LETTER) if place == 0 and start else 0) + (start * LETTER if place else 0),
            y,
            line,
        )
        for place, (line, start, y) in enumerate(zip(LINES, starts, (600.0, 582.0, 564.0), strict=True))
    ]
    assert read_pdf(drawn(*filler, *texts)).text.split("\n")[-len(joined) :] == joined


# Files that cannot be read


def with_page(content: bytes, resources: DictionaryObject | None = None) -> bytes:
    """A PDF with one page of these drawing instructions."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    stream = DecodedStreamObject()
    stream.set_data(content)
    page[NameObject("/Contents")] = writer._add_object(stream)
    page[NameObject("/Resources")] = resources or DictionaryObject()
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def encrypted(user: str, owner: str, algorithm: str) -> bytes:
    """A PDF that is protected by passwords."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(REGULATION))))
    writer.encrypt(user, owner, algorithm=algorithm)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_file_with_a_password_is_refused_and_one_closed_to_changes_only_is_read(algorithm: str) -> None:
    with pytest.raises(UnreadableDocument, match="密码"):
        read_pdf(encrypted("secret", "owner", algorithm))
    assert unit_rows(read_pdf(encrypted("", "owner", algorithm)).text) == unit_rows(REGULATION)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n",
        b"%PDF-1.7\n" + b"x" * 3000,
        pdf_of(REGULATION)[:700],
        b"%PDF-1.4\nxref\n0 1\ntrailer<</Root 1 0 R/Prev 9>>",
    ],
)
def test_a_damaged_file_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="损坏|没有页面"):
        read_pdf(content)


def test_a_scan_is_refused_with_the_way_out_where_nothing_can_recognise_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_scans, "EXTRA", ("a_package_that_nobody_has",))
    with pytest.raises(UnreadableDocument, match=r"扫描件.*pip install 'regulation-assistant\[ocr\]'"):
        read_pdf(with_page(b"0 0 10 10 re f"))


@pytest.mark.slow
@pytest.mark.skipif(
    not reading_scans.is_installed() or not CJK_FONTS, reason="the extra [ocr] or a CJK font is not installed"
)
def test_a_scan_is_recognised_where_the_extra_is_installed() -> None:
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", (1240, 1754), 255)
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(CJK_FONTS[0], 40, index=2)
    for row, line in enumerate(
        ["某某公司客户服务管理办法", "第一条 客户挂机前不得主动挂机。", "第二条 投诉应当在24小时内答复。"]
    ):
        pen.text((100, 120 + 70 * row), line, font=font, fill=0)
    buffer = io.BytesIO()
    picture.save(buffer, "PDF", resolution=150)
    assert [row[-1] for row in unit_rows(read_pdf(buffer.getvalue()).text)] == [
        "客户挂机前不得主动挂机。",
        "投诉应当在24小时内答复。",
    ]


def scanned_in_part(scanned: set[int]) -> bytes:
    """A PDF of four pages with a logo on each text page, some of them pictures."""
    from PIL import Image

    pdfmetrics.registerFont(UnicodeCIDFont(PDF_FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    picture = ImageReader(Image.new("L", (300, 420), 200))
    for page in range(1, 5):
        canvas.setFont(PDF_FONT, LETTER)
        if page in scanned:
            canvas.drawImage(picture, 0, 0, 595, 842)
            canvas.drawString(LEFT, TOP, "扫描")  # the scanner's own stamp
        else:
            canvas.drawImage(picture, LEFT, TOP + 20, 60, 40)
            canvas.drawString(LEFT, TOP, f"第{to_chinese(page)}条 客服人员应当遵守第{page}项规定。")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_pages_that_are_pictures_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without a way to recognise them; a page with a logo is none of them."""
    monkeypatch.setattr(reading_scans, "EXTRA", ("a_package_that_nobody_has",))
    read = read_pdf(scanned_in_part({2, 3}))
    assert read.unread_pages == (2, 3)
    assert [row[3] for row in unit_rows(read.text)] == ["第一条", "第四条"]
    path = tmp_path / "规定.pdf"
    path.write_bytes(scanned_in_part({2, 3}))
    report = check_document(name_document(read_document(path), ()))
    assert report.unread_pages == (2, 3)
    assert unread_pages_line(report.unread_pages).startswith("第 2–3 页")


def test_pages_that_are_pictures_are_recognised_where_the_extra_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def recognise(content: bytes, places: Sequence[int], on_page: object) -> list[list[Piece]]:
        asked.extend(places)
        return [[Piece("第二条 投诉应当登记。", LEFT, 300, TOP, LETTER)], []]

    monkeypatch.setattr(reading_scans, "is_installed", lambda: True)
    monkeypatch.setattr(reading_scans, "recognise_pages", recognise)
    read = read_pdf(scanned_in_part({2, 3}))
    assert asked == [1, 2]
    assert [row[3] for row in unit_rows(read.text)] == ["第一条", "第二条", "第四条"]
    assert read.unread_pages == (3,)  # nothing was recognised on it


def test_drawings_inside_drawings_come_to_an_end() -> None:
    """A form that draws itself, twice each time: without a limit 2 to the power of its depth."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    form = DecodedStreamObject()
    form.set_data(b"/F Do /F Do")
    form[NameObject("/Type")], form[NameObject("/Subtype")] = NameObject("/XObject"), NameObject("/Form")
    form[NameObject("/BBox")] = ArrayObject([NumberObject(number) for number in (0, 0, 200, 200)])
    reference = writer._add_object(form)
    resources = DictionaryObject({NameObject("/XObject"): DictionaryObject({NameObject("/F"): reference})})
    form[NameObject("/Resources")] = page[NameObject("/Resources")] = resources
    stream = DecodedStreamObject()
    stream.set_data(b"/F Do")
    page[NameObject("/Contents")] = writer._add_object(stream)
    buffer = io.BytesIO()
    writer.write(buffer)
    with pytest.raises(UnreadableDocument, match="扫描件"):
        read_pdf(buffer.getvalue())


def test_progress_is_told_page_by_page() -> None:
    told: list[Progress] = []
    read_pdf(pdf_of(REGULATION, lines_a_page=9), told.append)
    assert told == [Progress(1, 2), Progress(2, 2)]


@pytest.mark.slow
def test_two_thousand_pages_are_read() -> None:
    clauses = "\n".join(
        f"第{number}条 客户服务人员应当遵守本条规定,耐心解答客户提出的问题。" for number in range(1, 20_001)
    )
    told: list[Progress] = []
    text = read_pdf(pdf_of(clauses, lines_a_page=10, furniture=header_and_footer), told.append).text
    assert (len(told), told[-1]) == (2_000, Progress(2_000, 2_000))
    assert text.count("条 客户服务人员") == 20_000


def test_two_signs_set_half_as_wide_stand_in_one_line() -> None:
    """Browsers set 」「 so: each sign reaches half its width into the next."""
    pieces = [Piece("“您好”", 100, 136.3, 700, 10.5), Piece("“谢谢”等用语", 131, 195, 700, 10.5)]
    assert [line.text for line in join_pieces(pieces)] == ["“您好”“谢谢”等用语"]


def test_columns_of_short_lines_are_read_one_after_the_other() -> None:
    """Lists fill no column, but a column drawn behind the other is one, and its few full lines show how wide it is."""
    items = ["应当微笑；", "应当起立；", "应当致意。"]
    left = [
        "第一条 客户服务人员接待客户时应当热情、耐",
        "心、周到，并且：",
        *items,
        "第二条 客户服务人员应当认真听取客户提出的",
        "全部诉求。",
    ]
    right = [
        "第三条 客户服务人员送别客户时应当目送客户",
        "离开，并且：",
        *items,
        "第四条 客户服务人员应当保守客户的商业秘密",
        "和隐私。",
    ]
    texts = [(x, 700 - 18 * n, line) for x, lines in ((72, left), (348, right)) for n, line in enumerate(lines)]
    found = read_pdf(drawn(*texts)).text.split("\n")
    assert [line[:3] for line in found if line.startswith("第")] == ["第一条", "第二条", "第三条", "第四条"]


def test_a_line_like_a_header_in_the_middle_of_a_page_is_text() -> None:
    """What stands at the top of most pages was left out wherever else it stood."""

    def furniture(canvas: Canvas, page: int) -> None:
        canvas.setFont(PDF_FONT, LETTER)
        canvas.drawString(LEFT, TOP + 40, "客户服务规范")

    rules = [f"第{to_chinese(n)}条 应当遵守。" for n in range(1, 41)]
    pages = [[*rules[n : n + 5], "客户服务规范", *rules[n + 5 : n + 10]] for n in range(0, 40, 10)]
    text = "\n".join(line for page in pages for line in page)
    read = read_pdf(pdf_of(text, furniture=furniture, lines_a_page=11)).text
    assert read.count("客户服务规范") - read.count("客户服务规范\x1d") == 4
