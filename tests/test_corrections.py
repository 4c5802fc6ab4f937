"""Corrections beside a document: found by their words, made on this and on later versions, listed when stale."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.catalog import Document, load_documents, name_document
from corpus.corrections import (
    NAMING,
    Action,
    Correction,
    CorrectionsError,
    corrections_path,
    parse_corrections,
    read_corrections,
)
from corpus.document import SAME_WITHOUT, parse_document
from corpus.passage import Fate
from corpus.reading import SourceText, read_document

DOCUMENTS = Path(__file__).parent.parent / "corpus" / "documents"
RULES = """客户服务管理办法
第一条 客服人员应当礼貌待客。
本系统由某某软件生成
第二条 客服人员应当使用普通话,不得
与客户争执。
仪容要求客服人员应当着工装,
保持整洁
第三条 依照
第九条规定处理的,由主管负责。
"""


def corrected(text: str, toml: str) -> Document:
    """Parse a text with corrections; whatever they do, no character may be lost."""
    document = name_document(SourceText("办法.txt", text, ""), (), parse_corrections(toml, "办法.corrections.toml"))
    account = document.parsed.account
    assert account.count(Fate.UNREAD) == 0
    assert sum(account.count(fate) for fate in Fate) == len(text)
    assert sum(account.reasons.values()) == account.count(Fate.NOISE)
    return document


def texts(document: Document) -> dict[str, str]:
    return {unit.locator: unit.unit_text for unit in document.units}


def shown(document: Document) -> str:
    """Everything a reader sees of the units: what stands above them too."""
    return "".join("".join((*unit.context, unit.unit_text)) for unit in document.units)


def entry(**fields: str | int) -> str:
    lines = (
        f"{key} = {value if isinstance(value, int) else f'''{chr(39)}{value}{chr(39)}'''}"
        for key, value in fields.items()
    )
    return "[[correction]]\n" + "\n".join(lines) + "\n"


def test_line_wrongly_kept_is_marked_as_noise() -> None:
    assert "本系统" in shown(corrected(RULES, ""))  # an unlabelled line between 条 is taken for a heading
    mended = corrected(RULES, entry(action="noise", text="本系统由某某软件生成", reason="软件水印"))
    assert "本系统" not in shown(mended)
    assert mended.parsed.account.reasons["软件水印"] == 10
    assert mended.parsed.stale == ()


def test_correction_is_found_whatever_blanks_width_and_script() -> None:
    mended = corrected(RULES, entry(action="noise", text="本系統 由某某\t軟件 生成"))
    assert "本系统" not in "".join(texts(mended).values())


def test_heading_inside_a_line_is_cut_out_and_heads_what_follows() -> None:
    document = corrected("客户服务规范\n一、仪容仪表\n仪容要求客服人员应当着工装,保持整洁。\n二、接待\n起身迎接。\n",
                         entry(action="heading", text="仪容要求"))  # fmt: skip
    unit = next(unit for unit in document.units if "着工装" in unit.text)
    assert unit.text == "客服人员应当着工装,保持整洁。"
    assert "仪容要求" in (unit.heading or unit.context[-1])
    assert unit.locator == "一、「仪容要求」"


def test_two_lines_are_joined_and_no_label_begins_where_the_line_goes_on() -> None:
    text = "客户服务办法\n第一条 应当礼貌。\n第二条 投诉按本办法处理。\n第三条 的时限答复。\n第四条 其他。\n"
    mended = corrected(text, entry(action="join", text="投诉按本办法处理。"))
    assert texts(mended)["第二条"] == "投诉按本办法处理。第三条的时限答复。"
    assert "第三条" not in texts(mended)


def test_line_is_split_before_a_phrase_and_stays_split() -> None:
    text = "客户服务规范\n一、接待要求\n应当起身迎接客户,\n不得怠慢客户。\n"
    assert len(corrected(text, "").units) == 1
    mended = corrected(text, entry(action="split", text="应当起身迎接客户,不得怠慢", before="不得怠慢"))
    assert "\n" in mended.units[0].text or len(mended.units) == 2


def test_running_text_begins_no_clause() -> None:
    text = "客户服务办法\n第一条 应当礼貌。\n第二条 分级处理,包括:\n第三条 是本办法的核心。\n第四条 其他。\n"
    assert "第三条" in texts(corrected(text, ""))
    assert "第三条" not in texts(corrected(text, entry(action="running", text="第三条 是本办法的核心。")))


def test_what_was_left_out_is_kept() -> None:
    text = "客户服务办法\n我们相信服务创造价值,应当践行。\n第一条 应当礼貌。\n第3页\n第二条 应当及时。\n"
    assert "我们相信" not in shown(corrected(text, ""))
    mended = corrected(
        text, entry(action="keep", text="我们相信服务创造价值,应当践行。") + entry(action="keep", text="第3页")
    )
    assert mended.units[0].text == "我们相信服务创造价值,应当践行。"
    assert "第3页" in shown(mended)
    assert mended.parsed.stale == ()


def test_title_issuer_number_and_date_are_set() -> None:
    toml = (
        entry(action="title", text="第一部分内容", value="投诉处理办法") + entry(action="issuer", text="应当礼貌", value="某某公司")
        + entry(action="document_number", text="应当礼貌", value="某发〔2024〕1号")
        + "[[correction]]\naction = 'effective_on'\ntext = '应当礼貌'\nvalue = 2024-01-01\n"
    )  # fmt: skip
    document = corrected("客户服务办法\n第一条 应当及时。\n第一部分内容\n第一条 应当礼貌。\n第二条 应当耐心。\n", toml)
    first, second = document.regulations
    assert (first.title, first.issuer, first.effective_on) == ("客户服务办法", "", None)
    assert (second.title, second.issuer, second.document_number) == ("投诉处理办法", "某某公司", "某发〔2024〕1号")
    assert str(second.effective_on) == "2024-01-01"


def test_correction_without_text_names_the_only_regulation() -> None:
    only = corrected(RULES, entry(action="issuer", value="某某公司"))
    assert only.regulations[0].issuer == "某某公司"
    two = RULES + "投诉处理办法\n投诉处理办法\n第一条 应当及时。\n"
    assert "几部规定" in corrected(two, entry(action="issuer", value="某某公司")).parsed.stale[0].reason


def test_title_that_is_a_heading_begins_no_regulation() -> None:
    text = "客户服务管理办法\n一、总则\n应当礼貌。\n电话接听服务规范\n1、三声内接听。\n2、报出工号。\n"
    assert len(corrected(text, "").regulations) == 2
    mended = corrected(text, entry(action="heading", text="电话接听服务规范"))
    assert [regulation.title for regulation in mended.regulations] == ["客户服务管理办法"]
    assert sum("三声内" in unit.text for unit in mended.units) == 1


def test_occurrence_line_and_through_choose_among_equal_words() -> None:
    text = "客户服务办法\n第一条 甲。广告\n第二条 乙。广告\n第三条 丙。广告语一则完\n第四条 丁。\n"

    def left(toml: str) -> str:
        return "".join(texts(corrected(text, toml)).values())

    assert left(entry(action="noise", text="广告", occurrence=2)) == "甲。广告乙。丙。广告语一则完丁。"
    assert left(entry(action="noise", text="广告", line=2)) == "甲。乙。广告丙。广告语一则完丁。"
    assert left(entry(action="noise", text="广告语", through="完")) == "甲。广告乙。广告丙。丁。"
    assert left(entry(action="noise", text="广告")) == "甲。乙。丙。语一则完丁。"


def test_stale_corrections_are_listed_and_the_others_made() -> None:
    toml = entry(action="noise", text="本系统由某某软件生成") + entry(action="noise", text="没有这句话")
    later = "关于修订的说明\n" + RULES.replace("礼貌待客", "热情待客")  # a later version: the words still stand in it
    mended = corrected(later, toml)
    assert "本系统" not in "".join(texts(mended).values())
    assert [(stale.correction.number, stale.reason) for stale in mended.parsed.stale] == [(2, "原文中找不到这段文字")]


def test_garbled_situation_of_a_real_document_is_mended() -> None:
    """A run that lost more bytes than can be put right, and with them where a situation and its first item begin."""
    text = read_document(DOCUMENTS / "skshu-logistics.txt")
    place = text.text.index("从撑涮孜")
    start, end = text.text.rindex("現(xiàn)賠", 0, place) + len("現(xiàn)賠"), text.text.index("先了解", place)
    damaged = text.text[start:end].replace("撑", "").replace("锶", "")
    text = replace(text, text=text.text[:start] + damaged + text.text[end:])
    assert any("涮孜" in run for run, _ in name_document(text, ()).parsed.account.marks)
    toml = (
        entry(action="replace", text=damaged, **{"with": "。客戶反映配套物缺少1."})
        + entry(action="heading", text="客戶反映配套物缺少")
        + entry(action="split", text="1.先了解清楚收到幾件配套物")
    )
    document = name_document(text, (), parse_corrections(toml, "x.toml"))
    account = document.parsed.account
    assert document.parsed.stale == ()
    found = next(unit for unit in document.units if "先了解清楚收到幾件配套物" in unit.text)
    assert found.text == "先了解清楚收到幾件配套物,是否包裝箱有被拆分的跡象"
    assert found.locator.endswith("「客戶反映配套物缺少」1")
    assert any(unit.text.endswith("可作沖帳或現賠。") for unit in document.units)
    assert not any("涮孜" in run for run, _ in account.marks)
    assert (damaged, "。客戶反映配套物缺少1.") in account.repairs
    assert account.count(Fate.UNREAD) == 0
    assert sum(account.count(fate) for fate in Fate) == len(text.text)


def test_damaged_text_is_replaced_with_the_right_words() -> None:
    mended = corrected(
        "客户服务办法\n第一条 应当锟斤拷待客。\n", entry(action="replace", text="锟斤拷", **{"with": "礼貌热情"})
    )
    assert texts(mended)["第一条"] == "应当礼貌热情待客。"
    assert mended.parsed.account.repairs == [("锟斤拷", "礼貌热情")]
    assert mended.parsed.account.count(Fate.REPAIRED) == 3


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[[correction]\n", "办法.corrections.toml:不是有效的 TOML 文件"),
        ("[correction]\naction='noise'\n", "只能有 \\[\\[correction\\]\\]"),
        ("[[corection]]\naction='noise'\n", "只能有 \\[\\[correction\\]\\]"),
        (
            entry(action="noise", text="甲") + entry(action="drop", text="乙"),
            "办法.corrections.toml:第 2 项的 action 只能是",
        ),
        (entry(action="noise"), "第 1 项 缺少 text"),
        (entry(action="noise", text=" "), "第 1 项的 text 是空的"),
        (entry(action="noise", text="甲", ocurrence=1), "第 1 项 有不认识的 ocurrence"),
        (entry(action="noise", text="甲", occurrence="二"), "第 1 项的 occurrence 应是整数"),
        (entry(action="noise", text="甲", occurrence=0), "应从 1 数起"),
        (entry(action="replace", text="甲"), "第 1 项 缺少 with"),
        (entry(action="split", text="甲", value="乙"), "第 1 项的 value 对 split 不起作用"),
        (entry(action="effective_on", value="明天"), "第 1 项的 value 应是日期"),
        (entry(action="issuer", text="甲"), "第 1 项 缺少 value"),
    ],
)
def test_unusable_file_is_refused_in_one_sentence(toml: str, message: str) -> None:
    with pytest.raises(CorrectionsError, match=message):
        parse_corrections(toml, "办法.corrections.toml")


def test_corrections_beside_a_document_are_made_when_it_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "办法.txt").write_text(RULES, encoding="utf-8")
    other = tmp_path / "另一部.txt"
    other.write_text("投诉处理办法\n第一条 应当及时。\n", encoding="utf-8")
    corrections_path(tmp_path / "办法.txt").write_text(
        entry(action="noise", text="本系统由某某软件生成"), encoding="utf-8"
    )
    corrections_path(other).write_text("action = ", encoding="utf-8")
    refused: list[str] = []
    documents = load_documents([tmp_path / "办法.txt", other], (), lambda error: refused.append(str(error)))
    assert [document.name for document in documents] == ["办法.txt"]
    assert "本系统" not in "".join(texts(documents[0]).values())
    assert len(refused) == 1
    assert refused[0].startswith("另一部.corrections.toml:不是有效的 TOML 文件")


def test_document_without_corrections_has_none(tmp_path: Path) -> None:
    assert read_corrections(tmp_path / "办法.txt") == ()


CUTTABLE = "客户应当礼貌\n一、二、三、第四条(一)1.?;。: 目录"


@settings(max_examples=120, deadline=None)
@given(
    st.text(st.sampled_from(CUTTABLE), min_size=5, max_size=150),
    st.lists(
        st.tuples(
            st.sampled_from([a for a in Action if a not in NAMING or a is Action.TITLE]),
            st.integers(0, 149), st.integers(1, 30), st.integers(0, 2),
        ),
        max_size=6,
    ),
)  # fmt: skip
def test_no_character_is_lost_whatever_is_corrected(text: str, made: list[tuple[Action, int, int, int]]) -> None:
    corrections = [
        Correction(n, action, stretch, replacement="改正后的文字", occurrence=occurrence)
        for n, (action, start, length, occurrence) in enumerate(made, 1)
        if (stretch := text[start : start + length].strip())
    ]
    parsed = parse_document(SourceText("办法.txt", text, ""), corrections)
    account = parsed.account
    assert account.count(Fate.UNREAD) == 0
    assert sum(account.count(fate) for fate in Fate) == len(text)
    for regulation in parsed.regulations:
        paths = [unit.number_path for unit in regulation.units]
        assert len(paths) == len(set(paths))
        assert all(unit.text and unit.locator for unit in regulation.units)


LISTED = """某公司服务规范管理办法
二、走访规范
1、三定:
(1)定时间;
(2)定路线。
七、忌语
我不知道；这不归我管；
"""


@pytest.mark.parametrize("action", ["keep", "running"])
def test_a_lead_in_becomes_a_rule_where_a_correction_says_so(action: str) -> None:
    document = corrected(LISTED, entry(action=action, text="三定:"))
    assert texts(document)["二、1"] == "三定:"
    assert not document.parsed.stale


@pytest.mark.parametrize("text", ["三定:", "这不归我管；"])
def test_a_split_without_effect_is_listed(text: str) -> None:
    # Behind its label alone, or in a text that stays one unit, a new line changes nothing.
    document = corrected(LISTED, entry(action="split", text=text))
    assert [stale.correction.action for stale in document.parsed.stale] == [Action.SPLIT]


def test_an_occurrence_may_begin_inside_the_run_of_the_one_before() -> None:
    text = "服务管理办法\n第一条 见附录A,应当遵守51号。\n第二条 附录A为应当遵守的53号。\n第三条 应当守时。"
    document = corrected(text, entry(action="noise", text="附录A", through="53号", occurrence=2))
    assert not document.parsed.stale
    assert texts(document)["第一条"].startswith("见附录A,应当遵守51号。")


DASHED = "客服规范\n第一条 着装要求整洁——不得穿拖鞋\n第二条 应当微笑,\n并问好。\n第三条 应当保密。"


def test_a_dash_that_a_split_sets_on_a_line_of_its_own_is_a_bullet() -> None:
    document = corrected(DASHED, entry(action="split", text="着装要求整洁——不得穿拖鞋", before="——不得穿拖鞋"))
    assert texts(document)["第一条第1项"] == "不得穿拖鞋"
    assert not document.parsed.stale


@pytest.mark.parametrize(
    "toml",
    [
        entry(action="replace", text="应当保密", **{"with": "应当保密"}),
        entry(action="join", text="应当微笑,"),  # the parser joins these lines by itself
    ],
    ids=["replace", "join"],
)
def test_a_correction_without_which_the_file_reads_the_same_is_listed(toml: str) -> None:
    document = corrected(DASHED, toml)
    assert [stale.reason for stale in document.parsed.stale] == [SAME_WITHOUT]
    assert texts(document)["第二条"] == "应当微笑,并问好。"


def test_a_join_and_a_replacement_that_do_something_are_not_listed() -> None:
    toml = entry(action="join", text="应当保密。") + entry(action="replace", text="微笑", **{"with": "起立"})
    document = corrected(DASHED + "\n第四条 应当守时。", toml)
    assert not document.parsed.stale
    assert texts(document)["第三条"] == "应当保密。第四条应当守时。"
