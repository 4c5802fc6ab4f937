"""Batches at the trainers' page: a sheet goes in, comes back with answers, and its answers wait in the queue."""

from __future__ import annotations

import io
import json
import re
import shutil
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fake_embedder import CountingEmbedder
from local_site import INDEX, LocalSite, local_site, text_of
from openpyxl import Workbook, load_workbook

from assistant.answer import Answer
from assistant.answering import Assistant
from assistant.review.batch_sheet import NOTHING_THERE
from assistant.review.figures import read_log
from assistant.review.sheets import MOST_COLUMNS, MOST_ROWS, SheetUnusable, parse_sheet
from assistant.review.spot_checks import BATCH, next_answers, spot_checks
from assistant.state.answer_log import record_answer
from assistant.web.trainer import batch_store as trainer_batch_store
from assistant.web.trainer.batch_store import BatchStore
from index.clause_index import ClauseIndex

QUESTIONS = "编号,问题\n7,客户讲方言听不懂怎么办\n8,投诉多久回复\n9,客户电话13812345678要退货\n10,？\n"
WAIT_SECONDS = 30


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSite]:
    """The application, with nothing in its log at first."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("ASSISTANT_HOME", str(home))
        yield local_site(home)


def upload(site: LocalSite, name: str, content: bytes | str) -> httpx.Response:
    """Send a file."""
    sent = content.encode() if isinstance(content, str) else content
    return site.post("/trainer/batch/upload", files={"file": (name, sent)})


def finished(site: LocalSite, taken: httpx.Response) -> str:
    """Wait until a batch is worked off; its address."""
    assert taken.status_code == 303
    where = taken.headers["location"]
    until = time.monotonic() + WAIT_SECONDS
    while site.get(f"{where}/progress").json()["state"] in ("waiting", "running"):
        assert time.monotonic() < until
        time.sleep(0.02)
    return str(where)


def book_of(rows: list[tuple[object, ...]]) -> bytes:
    """Write a workbook."""
    book, written = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(written)
    return written.getvalue()


def test_questions_come_back_with_answers_and_wait_to_be_judged(site: LocalSite) -> None:
    where = finished(site, upload(site, "问题.csv", QUESTIONS))
    page = text_of(site.get(where))
    assert "全部 4" in page
    assert "客户讲方言听不懂时" in page
    assert "服务规范 2" in page  # the clause it rests on
    assert "无法处理 1" in page
    book = load_workbook(io.BytesIO(site.get(f"{where}/sheet.xlsx").content))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0] == ("编号", "问题", "状态", "回答", "依据", "检索前三", "回答编号")
    assert [row[0] for row in rows[1:]] == ["7", "8", "9", "10"]
    (check,) = (check for check in spot_checks(site.database) if BATCH in check.strata)
    assert list(next_answers(site.database, check.sample_id, "ann")) == [row[6] for row in rows[1:4]]
    assert f'href="/trainer/judge/{check.sample_id}"' in site.get(where).text
    assert read_log(site.database) == ()  # nobody asked them on a call


def test_rows_keep_the_numbers_of_the_sheet(site: LocalSite) -> None:
    """Row 3 is blank and row 4 has no question: both stay where they are, and the page counts as the sheet does."""
    where = finished(site, upload(site, "gaps.csv", "问题,备注\n客户讲方言\n\n,只有备注\n投诉多久回复\n"))
    page = site.get(where).text
    assert re.findall(r'<td class="number quiet">(\d+)</td>', page) == ["2", "4", "5"]
    assert "3 行，另有 1 行空行" in page
    rows = list(load_workbook(io.BytesIO(site.get(f"{where}/sheet.xlsx").content)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["问题", "客户讲方言", None, None, "投诉多久回复"]
    assert rows[2] == (None,) * 7
    assert rows[3][1:4] == ("只有备注", NOTHING_THERE, None)


def test_sheets_of_the_same_name_are_told_apart_in_the_list_and_in_the_queue(site: LocalSite) -> None:
    first, second = (finished(site, upload(site, "same.csv", "问题\n方言\n")) for _ in range(2))
    assert "<h1>same.csv</h1>" in site.get(first).text
    assert "<h1>same（2）.csv</h1>" in site.get(second).text
    queue = text_of(site.get("/trainer"))
    assert "批量 same.csv" in queue
    assert "批量 same（2）.csv" in queue
    third = finished(site, upload(site, "13812345678.csv", "问题\n方言\n"))
    assert "13812345678" not in text_of(site.get("/trainer"))
    assert "<h1>same" not in site.get(third).text


def test_a_result_of_an_older_version_is_still_shown(site: LocalSite) -> None:
    """Before rows kept their numbers, a result held none."""
    where = finished(site, upload(site, "older.csv", QUESTIONS))
    (file,) = (file for file in (site.home / "batches").glob("*.json") if file.stem in where)
    record = json.loads(file.read_text(encoding="utf-8"))
    del record["numbers"]
    file.write_text(json.dumps(record), encoding="utf-8")
    assert re.findall(r'<td class="number quiet">(\d+)</td>', site.get(where).text) == ["1", "2", "3", "4"]


def test_personal_data_is_neither_shown_nor_kept(site: LocalSite) -> None:
    where = finished(site, upload(site, "13812345678.csv", "问题,备注\n客户要退货,电话13812345678\n"))
    kept = "".join(file.read_text(encoding="utf-8") for file in (site.home / "batches").glob("*.json"))
    for text in (site.get(where).text, site.get("/trainer/batch").text, kept, site.get(f"{where}/sheet.csv").text):
        assert "13812345678" not in text
    assert "客户要退货" in kept


def test_one_state_can_be_looked_at_alone(site: LocalSite) -> None:
    where = finished(site, upload(site, "q.csv", QUESTIONS))
    page = site.client.get(where, params={"status": "无法处理"})
    assert re.findall(r'class="words">([^<]*)<', page.text) == ["？"]
    for odd in ({"status": "<b>"}, {"page": "-1"}, {"page": "9" * 30}, {"page": "²"}):
        assert len(re.findall('class="words"', site.client.get(where, params=odd).text)) == 4


def test_lines_of_calls_are_checked(site: LocalSite) -> None:
    where = finished(site, upload(site, "通话.xlsx", book_of([("话术",), ("客户：喂",), ("坐席：您好",)])))
    page = text_of(site.get(where))
    assert "客户的话，不核对" in page
    assert "未发现问题" in page
    assert "在队列里判定" not in page


def test_what_is_asked_is_shown_as_text(site: LocalSite) -> None:
    where = finished(site, upload(site, "<i>.csv", "问题\n<script>alert(1)</script>方言\n=1+1方言\n"))
    page = site.get(where).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "<i>" not in page
    assert "'=1+1方言" in site.get(f"{where}/sheet.csv").text


def _bomb() -> bytes:
    """Pack a workbook whose only page unpacks to sixty million bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return written.getvalue()


def _declaring() -> bytes:
    """Put a declaration of entities into a workbook."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book_of([("问题",), ("方言",)]))) as old, zipfile.ZipFile(written, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                content = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + content
            new.writestr(entry.filename, content)
    return written.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"PK\x03\x04 torn", "不是可读的 xlsx"),
        ("bomb.xlsx", _bomb(), "不是可读的 xlsx"),
        ("entities.xlsx", _declaring(), "不是可读的 xlsx"),
        ("b.xlsx", b"%PDF-1.7", "不是可读的 xlsx"),
        ("c.csv", b"%PDF-1.7\0\0\0", "不是可读的表格"),
        ("d.csv", b"\xff\xfe\xff\xff\x81", "不是可读的表格"),
        ("e.csv", b"", "是空的"),
        ("f.csv", "问题\n\n".encode(), "没有内容"),
        ("g.csv", ("问题\n" + "方言\n" * 2001).encode(), "最多 2000 行"),
        ("h.csv", b"x" * 20_000_001, "最多 20 MB"),
        ("i.csv", ('"' + "字" * 200_000).encode(), "不是完整的 CSV"),
    ],
)
def test_a_bad_file_is_refused_in_one_sentence(site: LocalSite, name: str, content: bytes, said: str) -> None:
    answer = upload(site, name, content)
    assert answer.status_code == 400
    (sentence,) = re.findall(r'class="trouble" role="alert">([^<]+)<', answer.text)
    assert name in sentence
    assert said in sentence
    assert sentence.count("。") == 1


def test_no_file_at_all_is_said(site: LocalSite) -> None:
    answer = site.post("/trainer/batch/upload", data={"file": "text"})
    assert answer.status_code == 400
    assert "请先选择一个 xlsx 或 csv 文件" in answer.text


def test_a_sheet_that_claims_to_be_wide_and_long_stays_small() -> None:
    book = Workbook()
    book.active["A1"] = "问题"
    book.active["A2"] = "方言"
    for row in range(3, 40):
        book.active.cell(row, 16_384, "far right")
    written = io.BytesIO()
    book.save(written)
    assert parse_sheet("wide.xlsx", written.getvalue()) == [["问题"], ["方言"]]
    assert MOST_COLUMNS == 100
    with pytest.raises(SheetUnusable, match=f"超过 {MOST_ROWS} 行"):
        parse_sheet("long.csv", b"x\n" * (MOST_ROWS + 1))
    with pytest.raises(SheetUnusable, match="文字太多"):
        parse_sheet("full.csv", b"\n".join([b"x" * 1000] * 10_001))


def test_a_form_of_another_session_is_refused(site: LocalSite) -> None:
    answer = site.client.post("/trainer/batch/upload", files={"file": ("q.csv", QUESTIONS.encode())})
    assert answer.status_code == 403


def test_a_result_can_be_removed_and_goes_by_itself_after_a_week(
    site: LocalSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = finished(site, upload(site, "weg.csv", QUESTIONS))
    assert site.post(f"{where}/remove").headers["location"] == "/trainer/batch"
    assert site.get(where).status_code == 404
    finished(site, upload(site, "alt.csv", QUESTIONS))
    monkeypatch.setattr(trainer_batch_store, "KEPT_DAYS", -1)
    assert "alt.csv" not in site.get("/trainer/batch").text
    assert not list((site.home / "batches").glob("*.json"))


@pytest.mark.parametrize("name", ["../app", "..%2Fapp", "x" * 32, "0" * 32, "a\0b"])
def test_no_name_leads_out_of_the_folder(site: LocalSite, name: str) -> None:
    (site.home / "app.json").write_text(json.dumps({"heads": [], "rows": []}), encoding="utf-8")
    assert BatchStore(site.home).find(name) is None
    BatchStore(site.home).remove(name)
    assert (site.home / "app.json").exists()


def test_a_batch_that_breaks_off_says_so_and_what_was_answered_is_no_question_of_a_call(
    site: LocalSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(self: Assistant, question: str, *more: object) -> Answer:
        if "投诉" in question:
            raise RuntimeError("broken")
        return real(self, question)

    real = Assistant.answer
    monkeypatch.setattr(Assistant, "answer", answer)
    where = finished(site, upload(site, "broken.csv", QUESTIONS))
    assert "没有处理完" in text_of(site.get(where))
    assert "没有完成" in text_of(site.get("/trainer/batch"))
    assert read_log(site.database) == ()
    site.post(f"{where}/remove")
    assert "broken.csv" not in site.get("/trainer/batch").text


def test_batches_wait_for_each_other_and_not_too_many(site: LocalSite, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    real = Assistant.answer

    def answer(self: Assistant, question: str, *more: object) -> Answer:
        assert go_on.wait(WAIT_SECONDS)
        return real(self, question)

    monkeypatch.setattr(Assistant, "answer", answer)
    taken = [upload(site, f"{number}.csv", "问题\n方言\n") for number in range(6)]
    states = [site.get(f"{each.headers['location']}/progress").json()["state"] for each in taken[:5]]
    assert sorted(states).count("waiting") >= 4
    assert "已有 5 张表在处理" in taken[5].text
    go_on.set()
    for each in taken[:5]:
        assert site.get(finished(site, each)).status_code == 200


def test_a_logged_answer_is_shown_without_what_anybody_thought_of_it(site: LocalSite) -> None:
    assistant = Assistant(ClauseIndex.open(site.home / INDEX, CountingEmbedder()))
    answer_id = record_answer(site.database, assistant.answer("客户讲方言听不懂怎么办"))
    page = text_of(site.get(f"/trainer/answers/{answer_id}"))
    assert "客户讲方言听不懂怎么办" in page
    assert "当时的回答" in page
    assert site.get("/trainer/answers/none").status_code == 404
    gone = site.get(f"/trainer/answers/{answer_id}?again=1")  # its version was never published
    assert gone.status_code == 410
    assert "已清理" in gone.text
    damaged = site.home / "versions" / assistant.clause_index.version
    shutil.copytree(site.home / INDEX, damaged)
    next(damaged.glob("*.faiss")).unlink()
    assert "打不开这个版本" in site.get(f"/trainer/answers/{answer_id}?again=1").text


def test_the_store_is_empty_where_there_is_no_folder(tmp_path: Path) -> None:
    assert BatchStore(tmp_path).all() == ()
