"""The five documents of the checkout, clause by clause."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import corpus
from corpus.catalog import Document, list_documents, load_catalog, load_documents
from corpus.numerals import to_chinese
from corpus.passage import Fate
from corpus.regulation import Unit
from corpus.repair import _INJECTED
from corpus.script import fold

FOLDER = Path(corpus.__file__).parent
DOCUMENTS = {
    document.name: document
    for document in load_documents(list_documents(FOLDER / "documents"), load_catalog(FOLDER / "catalog.toml"))
}
UNITS = {unit.unit_id: unit for document in DOCUMENTS.values() for unit in document.units}
COTTON = "cotton-exchange-conduct"

# Words of the sites the documents were taken from, their page furniture, tables of contents and blank forms.
BOILERPLATE = (
    "下载文档前", "仅部分预览", "平台不提供", "文档侵犯", "原创力", "book118", "VIP文档", "成为VIP", "版权申诉", "二次下载", "查看更多", "资料点",
    "文档评论", "文档贡献者", "实名认证", "合同协议手册预案", "1亿VIP", "相关文档", "当前位置", "文档之家", "相关主题", "文本预览", "最新文档",
    "crabby-images", "人人文库", "版權說明", "文檔簡介", "溫馨提示", "本站", "WinRAR", "鉛白", "相聲", "0/150", "評論", "继续免费阅读",
    "客户服务部的组织结构与责权", "产品退换货汇总表", "客户信用度变更表", "呼入记录表", "20240315001", "2024-03-15", "联系方式\n沟通渠道", "《客户来电记录单》\n",
)  # fmt: skip


@pytest.fixture(params=DOCUMENTS.values(), ids=DOCUMENTS)
def document(request: pytest.FixtureRequest) -> Document:
    """Each document in turn."""
    found: Document = request.param
    return found


def source_of(document: Document) -> str:
    """A document's text as compared: without injected pinyin."""
    return fold(_INJECTED.sub("", document.parsed.account.source))


def test_no_boilerplate_is_in_any_unit(document: Document) -> None:
    for unit in document.units:
        shown = "\n".join((*unit.path, *unit.context, unit.heading, unit.text))
        assert not [phrase for phrase in BOILERPLATE if phrase in shown], unit.unit_id


def test_boilerplate_is_in_the_files() -> None:
    texts = "\n".join(_INJECTED.sub("", document.parsed.account.source) for document in DOCUMENTS.values())
    missing = {phrase for phrase in BOILERPLATE if fold(phrase) not in fold(texts)}
    assert not missing, "a phrase that is in no file checks nothing"


def test_every_character_is_accounted_for(document: Document) -> None:
    account = document.parsed.account
    assert account.count(Fate.UNREAD) == 0
    assert sum(account.count(fate) for fate in Fate) == len(account.source)
    assert sum(account.reasons.values()) == account.count(Fate.NOISE)


def test_every_unit_is_in_its_file_word_for_word(document: Document) -> None:
    source = source_of(document)
    originals = [fold(original) for _, original in document.parsed.account.repairs]
    for unit in document.units:
        for part in (unit.heading, *unit.text.split("\n")):
            text = fold(part)
            if text in source or text.strip("。”") in source:
                continue
            # A repaired run stands in the file damaged: what is around it must be there.
            rest = [text]
            for original in originals:
                rest = [piece for stretch in rest for piece in stretch.split(original.strip("。”"))]
            assert len(rest) > 1, unit.unit_id
            assert all(piece.strip("。”?1") in source for piece in rest), unit.unit_id


def test_no_rule_is_in_two_units(document: Document) -> None:
    seen = Counter((unit.regulation_id, fold(unit.unit_text)) for unit in document.units)
    repeated = {text for (_, text), times in seen.items() if times > 1}
    assert repeated <= {fold("在回访时应填写《回访记录表》并要客户签字认可。")}  # the document itself has it twice


def test_ids_are_unique_and_permanent_in_form() -> None:
    assert sum(len(document.units) for document in DOCUMENTS.values()) == len(UNITS)
    assert all(re.fullmatch(r"[a-z0-9-]+#[\w()./*~-]+", unit_id) for unit_id in UNITS)


def test_locators_are_unique_within_a_regulation_but_where_the_text_repeats_them(document: Document) -> None:
    seen = Counter((unit.regulation_id, unit.locator) for unit in document.units)
    assert [locator for (_, locator), times in seen.items() if times > 1] == []


def test_every_label_path_and_locator_is_filled(document: Document) -> None:
    for unit in document.units:
        assert unit.locator
        assert unit.path
        assert all(unit.path)
        assert all(unit.context)
        assert unit.text
        assert len(unit.context) == len(set(unit.context))
        assert unit.text not in unit.context


# cotton-exchange-conduct.txt


def items(article: int) -> list[str]:
    """The locators of the units of one 条, without the 条 itself."""
    start = f"第{to_chinese(article)}条"
    return [
        unit.locator.removeprefix(start) for unit in DOCUMENTS[f"{COTTON}.txt"].units if unit.locator.startswith(start)
    ]


def numbered(count: int) -> list[str]:
    """（一） to （n）."""
    return [f"（{to_chinese(number)}）" for number in range(1, count + 1)]


def test_the_cotton_exchange_has_37_clauses() -> None:
    (regulation,) = DOCUMENTS[f"{COTTON}.txt"].parsed.regulations
    assert regulation.article_count == 37
    assert regulation.findings == ()
    articles = {int(re.match(r"\d+", unit.unit_id.partition("#")[2])[0]) for unit in DOCUMENTS[f"{COTTON}.txt"].units}  # type: ignore[index]
    assert articles == set(range(1, 38))


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        (6, ["", *numbered(4)]),  # a text of its own, and items
        (14, [""]),
        (15, numbered(5)),
        (27, numbered(2)),
        (28, numbered(4)),
        (
            29,
            [f"（一）{n}" for n in range(1, 5)] + [f"（二）{n}" for n in range(1, 4)] + [f"（三）{n}" for n in range(1, 10)]
            + [f"（四）{n}" for n in range(1, 15)],
        ),
        (30, ["", *numbered(15)]),
        (31, [f"（一）{n}" for n in range(1, 4)] + [f"（二）{n}" for n in range(1, 14)]),
        (32, numbered(5)),
        (33, numbered(3)),
        (34, numbered(9)),
        (35, numbered(5)),
        (36, [""]),
    ],
)  # fmt: skip
def test_every_item_is_there_once(article: int, expected: list[str]) -> None:
    assert items(article) == expected


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("6", "做到真诚服务,换位思考,用心服务"),  # over a page break in mid word
        ("7", "客户服务人员须严格遵守交易市场的各项规章制度和有关规定,熟悉交易市场各项业务办理流程。"),
        ("29(3)7", "道歉语:对不起/很抱歉/请您谅解/这是我们工作的疏忽;"),
        ("29(3)9", "指路用语:请这边走/请往左(右)边拐;"),  # （四）服务禁忌 stands behind it on the same line
        ("29(4)1", "客户讲话时轻易打断客户、插话或转移话题;"),
        ("29(4)12", "拖腔、语气生硬、顶撞客户;"),  # 12 and 13 stand on one line
        ("29(4)13", "通话时打呵欠、吃东西或嚼口香糖;"),
        ("29(1)1", "声调。显得有朝气,且便于控制音量和语气;"),  # run-in title
        ("30(2)", "通话开始时应主动了解客户的单位名称、交易商代码、客户的姓氏等基本资料;"),
        ("30(15)", "当客户来电不在座位上,没有及时接听,参考第(九)条;"),  # (九)条 is no label
        ("34(1)", "投诉解决时限:根据规定可直接解决或部门内部可协调解决的,投诉解决时限不超过2小时。"),
        ("35(5)", "将每一次的投诉总结,都要给每一位客服人员学习,以便于日后顺利解决类似的投诉。"),
        ("37", "本办法自发布之日起施行。"),
    ],
)
def test_items_are_worded_as_in_the_file(key: str, text: str) -> None:
    unit = UNITS[f"{COTTON}#{key}"]
    assert unit.text.startswith(text) or text in unit.text
    assert "（" not in unit.text[:1]


def test_the_example_of_the_contract() -> None:
    unit = UNITS[f"{COTTON}#30(6)"]
    assert unit.source == "cotton-exchange-conduct.txt"
    assert (unit.regulation, unit.issuer) == ("全国棉花交易市场客户服务人员行为规范", "全国棉花交易市场")
    assert unit.path == ("第六章 服务规范", "第三十条 电话用语规范", "（六）")
    assert unit.locator == "第三十条（六）"
    assert unit.heading == ""
    assert unit.context == ("第三十条 电话用语规范",)
    assert unit.text.startswith("遇到客户讲方言,客户服务人员听不懂时,客户服务人员应当说:")
    assert unit.text.endswith("严禁直接挂机:")


def test_a_title_on_its_own_line_is_the_heading() -> None:
    assert UNITS[f"{COTTON}#30(5)"].heading == "电话听不清楚"
    assert UNITS[f"{COTTON}#30"].heading == "电话用语规范"


# the other four


def test_the_compilation_holds_its_regulations() -> None:
    compilation = DOCUMENTS["customer-service-compilation.txt"]
    counts = Counter(unit.regulation_id for unit in compilation.units)
    assert dict(counts) == {
        "banking-service-centre": 14, "department-rules": 12, "service-conduct": 10, "zunhua-gas": 12, "water-service-staff": 15,
        "service-code": 17, "staff-conduct": 9, "property-department-rules": 20, "staff-ethics": 8, "department-statute": 16,
        "tobacco-visits": 14, "daily-service": 4, "xuri-decoration": 11, "yifang-department": 2, "yifang-secrecy": 4,
        "lichuang-staff": 9, "property-conduct": 59,
    }  # fmt: skip
    assert all(
        regulation.regulation_id in counts for regulation in compilation.regulations
    )  # the catalog names them all


def test_numbering_that_skips_is_reported() -> None:
    found = {
        (r.title, f.kind, f.before, f.after)
        for document in DOCUMENTS.values()
        for r in document.parsed.regulations
        for f in r.findings
    }
    assert ("客户服务人员行为规范", "跳号", "6.", "8.") in found  # there is no 7.
    assert ("中国银行业客户服务中心服务规范", "跳号", "(开头)", "2.") in found


@pytest.mark.parametrize(
    ("unit_id", "locator", "text"),
    [
        (
            "banking-service-centre#2/1",
            "二、1",
            "礼貌待人:服务人员应有礼貌、热情、耐心地对待每一位客户,给予客户应有的尊重和关注。",
        ),
        ("zunhua-gas#8", "8", "到用户家敲门时,要轻重适度,禁止大声喧哗"),  # inside a line, number with nothing behind it
        (
            "tobacco-visits#2/1(1)",
            "二、1（1）",
            "定时间:上班时间:上午7:30准时到单位集合",
        ),  # a whole regulation in two lines
        ("tobacco-visits#2/3(1)", "二、3（1）", "看店堂柜台,查看出样品种是否齐全"),  # cut off behind its first item
        ("property-department-rules#2/3", "二、3", "客户协调主管(2)负责每月一次抽查商业网点"),  # (2) is no label
        ("property-department-rules#3/1(1)", "三、1（1）", "接到重大投诉后,一个工作日内整改解决。"),
        ("property-conduct#5.2.6(1)", "5.2.6 1）", "接听电话时电话铃响三声之内接起"),
        ("property-conduct#5.1.7(3)*1", "5.1.7 3）第1项", "公司所有员工工作时间内必须着工装、佩戴胸卡或工作证。"),
        (
            "xuri-decoration#1/10",
            "一、10",
            "如所负责区域的客服人员不在座位上,此事电话响起。其他客服人员应积极主动去接听对话",
        ),
        ("yifang-secrecy#3", "第三条", "在对外交往和合作中,须特别注意不泄漏公司秘密,更不准出卖公司的秘密。"),
        ("lichuang-staff#v1/1*1*1", "一、「电话接听」第1项", "电话铃响不得超过三声。受话与通话禁止使用“免提”。"),
        (
            "fujian-fibre-inspection#6.1(7)*3/a",
            "6.1（7）「接听电话时用户说方言…」a",
            "委婉地提出让用户用普通话讲或者尽量讲慢点;",
        ),
        (
            "fujian-fibre-inspection#6.2(4)",
            "6.2（4）",
            "如果有问题,请再打电话*********,我们将及时为您服务。",
        ),  # asterisks are no markup
        ("fujian-fibre-inspection#3.2.1", "3.2.1", "危机事件:是指因检测结果存在严重错误"),
        ("etiquette-guide#2(2)*1*1", "二、（二）「主动问候」", "主动问候:客户接通/进入沟通渠道后,10秒内响应"),
        (
            "etiquette-guide#3*t2.2",
            "三、模板2「问题核实」",
            "问题核实\n调取订单记录、沟通日志、相关凭证,确认投诉真实性及责任方\n主管/专员\n2个工作日内",
        ),
        ("skshu-logistics#pt2/2/3", "第二部分二、3", "嚴格按照物流部服務承諾要求回復時限回復客戶"),  # Traditional stays
        ("skshu-logistics#pt2/4/6", "第二部分四、6", "與客戶發生爭執"),
    ],
)
def test_units_of_the_other_documents(unit_id: str, locator: str, text: str) -> None:
    unit = UNITS[unit_id]
    assert unit.locator == locator
    assert unit.text.startswith(text)


def unit_saying(source: str, words: str) -> Unit:
    """The one unit of a file that says something."""
    (found,) = [unit for unit in DOCUMENTS[source].units if words in unit.text]
    return found


@pytest.mark.parametrize(
    ("situation", "wording"),
    [
        ("遇客戶致謝", "“不用謝,這是我們應該做的。”"),
        (
            "遇客戶表揚",
            "“X總,謝謝您對我們工作的認可,再次感謝您支持。”",
        ),  # the run between this one and the next is repaired
        ("遇客戶提出不符合公司規定的事時", "“很抱歉,這不符合公司的規定"),
        ("客戶對運費產生質疑", "由于公司給客戶的產品價格均為自提價"),
        ("客戶反映配套物缺少", "先了解清楚收到幾件配套物"),  # so is the situation itself, and the number behind it
        ("若客戶同意", "“好的,請您稍等先不要掛機。”"),
        ("遇客戶聲音小,雜音大或無聲電話", "“您好,物流部,我是XX"),
    ],
)
def test_wordings_have_their_situation_in_path_and_context(situation: str, wording: str) -> None:
    unit = unit_saying("skshu-logistics.txt", wording)
    assert situation in unit.path
    assert situation in unit.context
    assert situation not in unit.text


def test_no_damaged_run_is_left() -> None:
    marks = DOCUMENTS["skshu-logistics.txt"].parsed.account.marks
    assert marks == []
    assert len(DOCUMENTS["skshu-logistics.txt"].parsed.account.repairs) == 11


def test_forms_and_sample_records_are_in_no_unit() -> None:
    reasons = DOCUMENTS["etiquette-guide.txt"].parsed.account.reasons
    assert reasons["空白表格或填写样例"] > 200
    assert not [unit for unit in DOCUMENTS["etiquette-guide.txt"].units if "仓库发错货" in unit.text]
