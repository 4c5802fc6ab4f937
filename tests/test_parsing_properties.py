"""Whatever the numbering, widths and line breaks: a regulation parses back to itself, and no character of any text is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import parse_document
from corpus.numerals import to_chinese
from corpus.passage import Fate
from corpus.reading import SourceText
from corpus.script import fold

# What regulations say: duties, quantities, references, quoted words, lists inside a sentence.
SENTENCES = (
    "客户服务人员应当在电话铃响三声之内接听,并报出工号",
    "不得与客户发生争执,严禁直接挂机",
    "接到投诉后24小时内答复;情况复杂的,应在3个工作日内答复",
    "依照本办法第三条第二款的规定办理,并告知客户",
    "与客户保持1.5米左右的距离",
    "遇到客户讲方言时,应当说:“对不起,请您讲普通话,好吗?”",
    "对一、二、三类客户分别登记,每月5日前上报",
    "有前款(一)、(二)项情形的,由主管处理",
    "保持微笑、耐心倾听,做到首问负责",
    "使用“您好”“请”“谢谢”等礼貌用语",
    "客户资料须保密,未经批准不得外泄",
    "答复率不低于95%,回访率不低于80%",
    "规定时限内未答复的,由主管督办",
    "第三方人员进入办公区,须登记",
    "10分钟内不能解决的,告知客户等待时间",
    "填写《客户来电记录单》(见附表1),当日归档",
    "客户分为VIP客户、会员客户和一般客户,按本制度第5条、第6条至第8条分别接待",
)
HEADINGS = ("电话接听", "投诉处理", "服务用语规范", "仪容仪表", "职责分工", "附加要求")
FULL_WIDTH = str.maketrans("0123456789()", "０１２３４５６７８９（）")


@dataclass
class Clause:
    """One label of a generated regulation with what stands behind it."""

    style: str  # 编, 章, 节, 条, （一）, 1、, (1)
    number: int
    inserted: int = 0  # 1 for 第三条之一
    heading: str = ""
    text: str = ""
    items: list[Clause] = field(default_factory=list)


ITEM_STYLES = ("（一）", "1、", "(1)", "①")
CONTAINERS = ("编", "章", "节")


def texts() -> st.SearchStrategy[str]:
    """Make the text of a clause: one or two sentences."""
    said = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=2)
    return st.builds(lambda sentences, end: "。".join(sentences) + end, said, st.sampled_from("。;"))


@st.composite
def item_lists(draw: st.DrawFn, styles: tuple[str, ...]) -> list[Clause]:
    """Make the items of a list; each may hold a list of a deeper style."""
    items = []
    for number in range(1, draw(st.integers(2, 4)) + 1):
        item = Clause(styles[0], number, text=draw(texts()))
        if len(styles) > 1 and draw(st.integers(0, 4)) == 0:
            item.text = draw(st.sampled_from(SENTENCES)) + ",具体如下:"
            item.items = draw(item_lists(styles[1:]))
        items.append(item)
    return items


@st.composite
def articles(draw: st.DrawFn, number: int, inserted: int = 0) -> Clause:
    """Make one 条: a text, a text and a list, or a heading and either."""
    article = Clause("条", number, inserted, heading=draw(st.sampled_from(("", "", *HEADINGS))))
    first = draw(st.integers(0, len(ITEM_STYLES) - 1))
    if draw(st.booleans()):
        article.text = draw(texts())
    else:
        article.text = draw(st.sampled_from(SENTENCES)) + ",应当遵守下列规定:"
        article.items = draw(item_lists(ITEM_STYLES[first:]))
    return article


@st.composite
def regulations(draw: st.DrawFn) -> list[Clause]:
    """Make the clauses of a regulation; 条 count on over chapters, inserted ones stand behind their number."""
    counter = 0

    def some_articles() -> list[Clause]:
        nonlocal counter
        made = []
        for _ in range(draw(st.integers(1, 3))):
            counter += 1
            made.append(draw(articles(counter)))
            if draw(st.integers(0, 5)) == 0:
                made.append(draw(articles(counter, 1)))
        return made

    def contained(levels: tuple[str, ...]) -> list[Clause]:
        if not levels:
            return some_articles()
        return [
            Clause(levels[0], number, heading=draw(st.sampled_from(HEADINGS)), items=contained(levels[1:]))
            for number in range(1, draw(st.integers(1, 2)) + 1)
        ]

    return contained(draw(st.sampled_from(((), ("章",), ("编", "章"), ("章", "节"), ("编", "章", "节")))))


@st.composite
def outlines(draw: st.DrawFn) -> list[Clause]:
    """Make a regulation without 条: headed 一、 lists, with items under some."""
    first = draw(st.integers(0, len(ITEM_STYLES) - 1))
    clauses = []
    for number in range(1, draw(st.integers(2, 4)) + 1):
        clause = Clause("一、", number, heading=draw(st.sampled_from(HEADINGS)))
        if draw(st.booleans()):
            clause.text = draw(texts())
        else:
            clause.items = draw(item_lists(ITEM_STYLES[first:]))
        clauses.append(clause)
    return clauses


@dataclass(frozen=True)
class Rendering:
    """How a regulation is typed: everything that may differ without changing what it says."""

    arabic_articles: bool  # 第12条
    full_width: bool  # １、（1）
    blanks_in_label: bool  # 第 十二 条
    behind_label: str
    item_sign: str  # 1、 1. 1．
    bullet: str  # scraped texts have a dash before some labels
    width: int  # characters of a line; 0 for no breaks


RENDERINGS = st.builds(
    Rendering,
    arabic_articles=st.booleans(),
    full_width=st.booleans(),
    blanks_in_label=st.booleans(),
    behind_label=st.sampled_from((" ", "\u3000", "  ", "")),
    item_sign=st.sampled_from(("、", ".", "．")),
    bullet=st.sampled_from(("", "", "- ")),
    width=st.sampled_from((0, 0, 18, 23, 31, 40)),
)


def label_of(clause: Clause, how: Rendering) -> str:
    """Type the label of a clause."""
    number = str(clause.number) if how.arabic_articles else to_chinese(clause.number)
    if clause.style in (*CONTAINERS, "条"):
        gap = " " if how.blanks_in_label else ""
        label = f"第{gap}{number}{gap}{clause.style}" + ("之一" if clause.inserted else "")
    elif clause.style == "（一）":
        label = f"（{to_chinese(clause.number)}）" if how.full_width else f"({to_chinese(clause.number)})"
    elif clause.style == "一、":
        label = f"{to_chinese(clause.number)}、"
    elif clause.style == "1、":
        label = f"{clause.number}{how.item_sign}"
    elif clause.style == "(1)":
        label = f"({clause.number})"
    else:
        label = "①②③④⑤"[clause.number - 1]
    return label.translate(FULL_WIDTH) if how.full_width else label


def broken(line: str, width: int) -> Iterator[str]:
    """Break a line where a page ends, in mid word or not."""
    if not width:
        yield line
        return
    for start in range(0, len(line), width):
        yield line[start : start + width]


def typed(clauses: Sequence[Clause], how: Rendering) -> Iterator[str]:
    """Type clauses, line by line."""
    for clause in clauses:
        label = label_of(clause, how)
        if clause.style in CONTAINERS:
            yield f"{label}{how.behind_label}{clause.heading}"
        elif clause.heading:
            yield f"{how.bullet}{label}{how.behind_label}{clause.heading}"
            if clause.text:
                yield from broken(clause.text, how.width)
        else:
            yield from broken(f"{how.bullet}{label}{how.behind_label}{clause.text}", how.width)
        yield from typed(clause.items, how)


def expected(clauses: Sequence[Clause], path: str = "") -> Iterator[tuple[str, str]]:
    """Give number path and words of every unit that a regulation must be read as."""
    for clause in clauses:
        if clause.style in CONTAINERS:
            yield from expected(clause.items)
            continue
        if clause.style == "条":
            own = f"{clause.number}-1" if clause.inserted else str(clause.number)
        elif clause.style in ("1、", "①", "一、"):
            own = f"/{clause.number}" if path[-1:].isalnum() else str(clause.number)
        else:
            own = f"({clause.number})"
        if clause.text:
            yield path + own, fold(clause.heading + clause.text)
        yield from expected(clause.items, path + own)


def assert_reads_back(clauses: Sequence[Clause], text: str) -> None:
    """Parse a typed regulation and compare it with what was typed."""
    parsed = parse_document(SourceText("办法.txt", text, ""))
    found = [(u.number_path, fold(u.heading + u.text)) for r in parsed.regulations for u in r.units]
    assert found == list(expected(clauses)), text
    assert [r.findings for r in parsed.regulations] == [()], text
    assert parsed.account.count(Fate.UNREAD) == 0


@settings(max_examples=80, deadline=None, derandomize=True, database=None)
@given(regulations() | outlines(), RENDERINGS)
def test_a_regulation_parses_back_to_itself(clauses: list[Clause], how: Rendering) -> None:
    assert_reads_back(clauses, "客户服务管理办法\n" + "\n".join(typed(clauses, how)) + "\n")


def in_one_line(clauses: Sequence[Clause]) -> list[Clause]:
    """Leave out chapters and headings: in one line nobody can tell where they end."""
    kept: list[Clause] = []
    for clause in clauses:
        items = in_one_line(clause.items)
        kept += items if clause.style in CONTAINERS else [replace(clause, heading="", items=items)]
    return kept


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(regulations(), RENDERINGS)
def test_a_regulation_without_line_breaks_parses_back_to_itself(clauses: list[Clause], how: Rendering) -> None:
    flat = in_one_line(clauses)
    assert_reads_back(flat, "客户服务管理办法\n" + "".join(typed(flat, replace(how, width=0, bullet=""))) + "\n")


@st.composite
def decimals(draw: st.DrawFn, above: str = "", depth: int = 1) -> list[tuple[str, str, str]]:
    """Make decimal numbering three levels deep: number, heading and text of each entry."""
    entries = []
    for number in range(1, draw(st.integers(2, 3)) + 1):
        own = f"{above}{number}"
        if depth < 3 and draw(st.booleans()):
            entries += [(own, draw(st.sampled_from(HEADINGS)), ""), *draw(decimals(f"{own}.", depth + 1))]
        else:
            entries.append((own, "", draw(texts())))
    return entries


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(decimals(), st.sampled_from((" ", "\u3000")), st.sampled_from((0, 22, 36)))
def test_decimal_numbering_parses_back_to_itself(entries: list[tuple[str, str, str]], gap: str, width: int) -> None:
    lines = []
    for number, heading, text in entries:
        label = f"{number}." if "." not in number else number
        lines += broken(f"{label}{gap}{heading or text}", width)
    parsed = parse_document(SourceText("规范.txt", "客户服务规范\n" + "\n".join(lines), ""))
    found = [(u.number_path.rpartition("/")[2], fold(u.heading + u.text)) for u in parsed.regulations[0].units]
    assert found == [(number, fold(text)) for number, _, text in entries if text]


FRAGMENTS = (  # whatever has a meaning to the parser, and the signs between
    *"第一二十三百〇条章节之编款项（）()102３、.．;。:“”?|\n\n\n \u3000\t\f①⑴⒈㈠Ⅰab*-#>●", "第一条", "第二条", "（一）", "(二)", "1、", "2.", "一、",
    "客户服务规范", "客户应当", "规定", "遇到客户", "“您好”", "有限公司", "2024年1月1日", "| a | b |", "|---|---|", "之一", "??蛻粲X", "(jīng)", "**",
    "目录", "附件1", "本站", "情景规范用语", "投诉流程表", "登记表", "前款", "问：", "答：",
)  # fmt: skip


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.text(max_size=400) | st.lists(st.sampled_from(FRAGMENTS), max_size=120).map("".join))
def test_any_text_parses_and_every_character_is_accounted_for(text: str) -> None:
    parsed = parse_document(SourceText("任意.txt", text, ""))
    account = parsed.account
    assert account.count(Fate.UNREAD) == 0
    assert sum(account.count(fate) for fate in Fate) == len(text)
    assert sum(account.reasons.values()) == account.count(Fate.NOISE)
    for regulation in parsed.regulations:
        paths = [unit.number_path for unit in regulation.units]
        assert len(paths) == len(set(paths))
        assert all(unit.text and unit.locator and all(unit.path) for unit in regulation.units)


# Lines of every kind a regulation is made of; {n} counts on.
LINES = (
    "第{n}条 客服人员应当做到:一、微笑服务;二、首问负责。", "第{n}条 仪容仪表", "第{n}条 客服人员不得迟到。", "第{n}条 服务要求:", "第{n}条",
    "第{n}条 客服人员应当:(一)起立;(二)微笑。", "第一章 总则", "第二章 服务", "服务要求", "客服人员应当礼貌。", "(一)微笑服务;", "(二)首问负责。", "(一)",
    "1、接听电话", "2、挂断电话。", "一、服务标准", "二、考核办法", "服务承诺:", "具体如下:", "问:怎么办?", "答:请登记。", "● 首问负责", "三定:(1)定时间;(2)定路线。",
    "附件1:登记表", "模板1:登记表", "| 环节 | 时限 |", "| 受理 | 1小时 |", "6.1 接听", "6.1.1 三声内接听。", "特此通知。",
)  # fmt: skip
_LABELS = re.compile(r"●|第.条|第.章|[（(].[)）]|[一二三]、|\d[、.]|[\d.]+")


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=8))
def test_what_is_kept_is_shown_in_some_unit(lines: list[str]) -> None:
    """A heading, a lead-in or a duty that no unit shows in heading, text or context would be lost to every search."""
    counter = iter(range(1, 10))
    numbered = [line.format(n=to_chinese(next(counter))) if "{n}" in line else line for line in lines]
    text = "\n".join(("客户服务管理办法", *numbered))
    parsed = parse_document(SourceText("规范.txt", text, ""))
    shown = [part for r in parsed.regulations for u in r.units for part in (u.heading, u.text, *u.context, *u.path)]
    titles = [name for r in parsed.regulations for name in (r.title, r.printed, r.issuer)]
    shown_text = fold("\n".join((*shown, *titles, "客户服务管理办法", "服务要求")))  # either may have been the title
    kept = "".join(
        c if parsed.account.fates[place] == Fate.KEPT and c not in "。;" else "\n" for place, c in enumerate(text)
    )
    pieces = [piece for line in kept.split("\n") for piece in _LABELS.split(line) if piece.strip()]
    assert [piece for piece in pieces if fold(piece) not in shown_text] == []
