"""Runs whose GBK bytes lost one and shifted are read back where exactly one reading fits, and kept where none does."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus
from corpus.damage import DAMAGED, MOST_RUNS, damaged_runs, find_familiar, find_repairs, repair_line
from corpus.passage import Account, Fate, Passage

SOURCE = (Path(corpus.__file__).parent / "documents" / "skshu-logistics.txt").read_text(encoding="utf-8")
FAMILIAR = find_familiar(SOURCE)


def repaired(line: str) -> tuple[str, Account]:
    """The line with its runs read back, and the account."""
    account = Account(line)
    return repair_line(Passage(line, range(len(line))), account, FAMILIAR).text, account


@pytest.mark.parametrize(
    ("damaged", "original"),
    [  # all eleven of skshu-logistics.txt, as they stand once the injected pinyin is out
        ("即將說出的話與需求??蛻粲X得你把她的事放在心上", "即將說出的話與需求。客戶覺得你把她的事放在心上"),
        ("協助的請來個電話??蛻舯г?或投訴非常感謝您", "協助的請來個電話。客戶抱怨或投訴非常感謝您"),
        ("請您稍等先不要掛機?!被貜蜁r限可直接處理", "請您稍等先不要掛機。”回復時限可直接處理"),
        ("我們將盡快給您回復?!被貜偷臅r限:不能直接", "我們將盡快給您回復。”回復的時限:不能直接"),
        ("這是我們應該做的?!庇隹蛻舯頁P“X總,謝謝您", "這是我們應該做的。”遇客戶表揚“X總,謝謝您"),
        # a pair of bytes vanished inside: 會無 lost FE 9F, 服絕 lost FE BD, 對運 lost A6 DF, 跟你 lost FA C4
        ("正確地思考與回應。通??蛻粢膊粫o緣無故打電話", "正確地思考與回應。通常客戶也不會無緣無故打電話"),
        ("表達對客戶來電的重視和尊重??头^不是簡單咨詢工作", "表達對客戶來電的重視和尊重。客服絕不是簡單咨詢工作"),
        ("要求延期損失理賠??蛻魧\\費產生質疑1.請您放心", "要求延期損失理賠。客戶對運費產生質疑1.請您放心"),
        ("說話這么快給誰聽?。縿偛鸥阏f過了,怎么還問", "說話這么快給誰聽啊?剛才跟你說過了,怎么還問"),
        # two vanished, and the last character's second byte is told by the pinyin that was injected behind it
        (
            "再次感謝您支持?!庇隹蛻籼岢霾环瞎疽?guī)定的事時“很抱歉",
            "再次感謝您支持。”遇客戶提出不符合公司規定的事時“很抱歉",
        ),
        # the figure of the first item went with the lost byte; the second and third tell which it was
        (
            "可作沖帳或現賠??蛻舴从撑涮孜锶鄙?.先了解清楚收到幾件配套物2.了解配套物3.若是",
            "可作沖帳或現賠。客戶反映配套物缺少1.先了解清楚收到幾件配套物2.了解配套物3.若是",
        ),
    ],
)
def test_damaged_runs_are_read_back(damaged: str, original: str) -> None:
    text, account = repaired(damaged)
    assert text == original
    assert len(account.repairs) == 1
    assert account.marks == []


@pytest.mark.parametrize(
    "line",
    [
        "您能具体描述一下遇到的问题吗?方便告诉我吗?",  # question marks
        "你有沒有搞錯???你到底知不知道?",
        "重要协议客户提报标准??",  # a draft's
        "电话回访内容(每两个月一次?)",
        "?接听电话时用户情绪激动者",  # a bullet that lost its character
        "what? why?",
    ],
)
def test_whole_text_is_left_alone(line: str) -> None:
    assert repaired(line) == (line, repaired(line)[1])
    assert repaired(line)[1].repairs == []
    assert repaired(line)[1].marks == []


def test_a_run_that_reads_as_nothing_is_kept_and_marked() -> None:
    line = "處理結果?龘龖鬱蠶麤龗鸞灪。"
    text, account = repaired(line)
    assert text == line
    assert account.repairs == []
    assert all(reason == DAMAGED for _, reason in account.marks)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
@pytest.mark.parametrize("sentence", ["客户讲方言听不懂时，请客户讲普通话。", "接到一般投诉后,三个工作日内整改解决"])
def test_bytes_lost_on_the_way_are_told(sentence: str, encoding: str) -> None:
    """Wherever a byte is missing, the run is marked, nothing is made up, and it is found again in the unit."""
    line = f"第二条 {sentence}\n第三条 严禁先于客户挂断电话。"
    content = line.encode(encoding)
    within = len("第二条 ".encode(encoding))
    for lost in range(within, within + len(sentence.encode(encoding))):
        if content[lost] < 0x80:
            continue
        read = (content[:lost] + content[lost + 1 :]).decode(encoding, errors="replace").split("\n")[0]
        text, account = repaired(read)
        assert text == read
        ((run, reason),) = account.marks
        assert reason == DAMAGED
        ((start, end),) = damaged_runs(read)
        assert read[start:end] == run
        first = next((n for n, (a, b) in enumerate(zip(read, line, strict=False)) if a != b), len(read) - 1)
        assert start <= first + 1, "it begins no later than one character behind the first that is wrong"


def test_rare_characters_and_bullets_of_word_are_no_damage() -> None:
    for line in ("搪塞、推诿、诋毁客户,嗲声嗲气", "\uf0b7 接听电话时使用普通话", "αβ测试与Эхо", "囹圄、饕餮、魑魅魍魉"):
        assert damaged_runs(line) == ()
        assert repaired(line)[1].marks == []


def test_every_character_of_a_repaired_run_has_a_place_in_it() -> None:
    line = "與需求??蛻粲X得你"
    account = Account(line)
    passage = repair_line(Passage(line, range(len(line))), account, FAMILIAR)
    assert len(passage.at) == len(passage.text)
    start, end = line.index("?"), line.index("得")
    assert [account.fates[n] == Fate.REPAIRED for n in range(len(line))] == [start <= n < end for n in range(len(line))]


def test_lines_without_a_question_mark_are_not_looked_at() -> None:
    line = Passage("蛻粲X得你", range(5))
    assert repair_line(line, Account(line.text)) is line


def test_a_document_damaged_throughout_does_not_occupy_the_parser() -> None:
    account = Account("")
    account.marks = [("?", DAMAGED)] * MOST_RUNS
    line = "與需求??蛻粲X得你"
    assert repair_line(Passage(line, range(len(line))), account, FAMILIAR).text == line


def test_runs_do_not_overlap() -> None:
    line = "掛機?!被貜蜁r限可直接處理的需在10分鐘內若客戶不愿意等待“回復?!被貜偷臅r限"
    repairs, lost = find_repairs(line, FAMILIAR)
    spans = sorted([(repair.start, repair.end) for repair in repairs] + lost)
    assert len(spans) == 2
    assert all(end <= start for (_, end), (start, _) in zip(spans, spans[1:], strict=False))
