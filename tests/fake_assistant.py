"""An assistant a person can compute: four prepared answers over a few real clauses, chosen by a word of the question.

It stands in for ``Assistant`` where a test is about the web pages and not about finding clauses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, cast

from assistant.answer import Answer, Language, Point, PointKind, Retrieved, Status, Turn
from assistant.citing import Citation, Relation
from corpus.regulation import Regulation, Unit
from index.examples import Example

if TYPE_CHECKING:
    from assistant.answering import Assistant

COTTON = Regulation(
    "cotton-exchange-conduct",
    "全国棉花交易市场客户服务人员行为规范",
    "全国棉花交易市场",
    "",
    None,
    None,
    "cotton-exchange-conduct.txt",
    "0" * 64,
)
FUJIAN = Regulation(
    "fujian-fibre-inspection",
    "客户服务行为规范",
    "福建省纤维检验局",
    "",
    None,
    None,
    "fujian-fibre-inspection.txt",
    "0" * 64,
)
INDEX_VERSION = "20261121-fake"
LONGEST_QUESTION = 2_000

_CHAPTER = "第六章 服务规范"
_CLAUSE = "第三十条 电话用语规范"
_FUJIAN_CASE = "接听电话时用户说方言,您又听不明"


def _cotton(label: str, number: str, text: str) -> Unit:
    """Make an item of 第三十条."""
    return Unit(
        f"{COTTON.regulation_id}#30({number})",
        COTTON.source,
        COTTON.title,
        COTTON.issuer,
        (_CHAPTER, _CLAUSE, label),
        f"第三十条{label}",
        "",
        (_CLAUSE,),
        text,
    )


def _complaint(label: str, number: str, text: str) -> Unit:
    """Make an item of 第三十四条."""
    return Unit(
        f"{COTTON.regulation_id}#34({number})",
        COTTON.source,
        COTTON.title,
        COTTON.issuer,
        ("第七章 投诉处理", "第三十四条 投诉处理", label),
        f"第三十四条{label}",
        "",
        ("第三十四条 投诉处理",),
        text,
    )


def _fujian(label: str, text: str) -> Unit:
    """Make a step of 6.1（7） for a caller who speaks dialect."""
    return Unit(
        f"{FUJIAN.regulation_id}#6.1(7)3{label}",
        FUJIAN.source,
        FUJIAN.title,
        FUJIAN.issuer,
        ("6.1 电话接听规范", "(7)特殊情况的处理", _FUJIAN_CASE, label),
        f"6.1（7）「{_FUJIAN_CASE}」{label}",
        "",
        ("(7)特殊情况的处理", _FUJIAN_CASE),
        text,
    )


SILENT_CALL = _cotton(
    "（四）",
    "4",
    '遇到无声电话时:客户服务人员应礼貌询问"您好,请问有什么可以帮助您?"稍停5秒还是无声再次询问一遍,'
    '如还无声,则说"对不起,您的电话没有声音,请您换一部电话再打来,再见!"然后挂机。严禁直接挂机;',
)
FAINT_CALL = _cotton(
    "（五）",
    "5",
    '电话听不清楚当电话声音太小听不清楚时,客户服务人员应保持自己的音量不变的情况下说:"对不起!请您大点声,好吗?"'
    '若仍然听不清楚,客户服务人员:"对不起,您的电话声音太小,请您换一部电话打来,好吗?",严禁直接挂机;',
)
DIALECT = _cotton(
    "（六）",
    "6",
    '遇到客户讲方言,客户服务人员听不懂时,客户服务人员应当说:"对不起,请您讲普通话,好吗?谢谢!",'
    '当客户继续讲方言,客户服务人员听不懂时,客户服务人员应当说:"对不起,请问您说的是XXXXX吗?"'
    "耐心猜测客户讲的意思,并用普通话复述给客户,直到客户的意思完全得以表达为止,严禁直接挂机:",
)
REPEAT = _cotton(
    "（七）",
    "7",
    "若没有听清楚客户所述内容,要求客户配合重复时,客户服务人员应当说:"
    '"对不起,麻烦您将刚才反映的问题再重复一遍,好吗?"严禁说"什么?你说什么?我没听清,你再说一遍":',
)
UNSOLVABLE = _cotton(
    "（十二）",
    "12",
    '遇到无法处理的投诉时,客户服务人员应当说:"很抱歉,XXX经理,多谢您反应的意见,我们会尽快向有关领导反应,并尽快给您明确的答复"。'
    "一般性投诉应在1个小时内给交易商明确答复;复杂投诉且需要领导协调解决问题的,应在24小时内给交易商明确答复;",
)
TIME_LIMIT = _complaint(
    "（一）",
    "1",
    "投诉解决时限:根据规定可直接解决或部门内部可协调解决的,投诉解决时限不超过2小时。"
    "需部门间协调或上级领导抉择的投诉,解决时限不超过48小时;",
)
ASK_MANDARIN = _fujian("a", "委婉地提出让用户用普通话讲或者尽量讲慢点;")
LET_ANOTHER_ANSWER = _fujian("b", "让能听懂方言的人员接听;")
CALL_BACK = _fujian("c", "记录用户的电话让能听懂方言的人员复电话。")
UNITS = (
    SILENT_CALL,
    FAINT_CALL,
    DIALECT,
    REPEAT,
    UNSOLVABLE,
    TIME_LIMIT,
    ASK_MANDARIN,
    LET_ANOTHER_ANSWER,
    CALL_BACK,
)


def cite(number: int, relation: Relation, unit: Unit, quote: str = "") -> Citation:
    """Cite a passage of a unit, or all of it."""
    passage = quote or unit.text
    start = unit.text.index(passage)
    return Citation(number, relation, unit, passage, start, start + len(passage))


EXAMPLES = (
    Example(0, "客户说方言听不懂怎么说", "formal", "bank-01", "drafted"),
    Example(0, "what to say to a dialect caller", "english", "bank-01", "drafted"),
    Example(0, "刻户讲放言", "typo_or_traditional", "bank-01", "drafted"),
    Example(1, "打错电话怎么答", "colloquial", "bank-01", "drafted"),
)
SOUNDS = {
    "客": "ke",
    "户": "hu",
    "说": "suo",
    "方": "fan",
    "言": "yan",
    "打": "da",
    "错": "cuo",
    "电": "dian",
    "话": "hua",
}


@dataclass(frozen=True, slots=True)
class FakeClauseIndex:
    """The part of a clause index that the pages look at."""

    units: tuple[Unit, ...] = UNITS
    regulations: tuple[Regulation, ...] = (COTTON, FUJIAN)
    version: str = INDEX_VERSION
    example_questions: tuple[Example, ...] = EXAMPLES

    def sound_of(self, character: str) -> str:
        """Read the characters of the example questions."""
        return SOUNDS.get(character, character)

    def unit(self, unit_id: str) -> Unit:
        """Give a unit by its id."""
        return {unit.unit_id: unit for unit in self.units}[unit_id]

    def neighbours(self, unit_id: str, before: int = 3, after: int = 3) -> tuple[Unit, ...]:
        """Give the units of the same regulation around one unit."""
        target = self.unit(unit_id)
        same = [unit for unit in self.units if unit.regulation_id == target.regulation_id]
        place = same.index(target)
        return tuple(same[max(0, place - before) : place + after + 1])


@dataclass(slots=True)
class FakeAssistant:
    """Prepared answers, and a record of what was asked."""

    clause_index: FakeClauseIndex = field(default_factory=FakeClauseIndex)
    asked: list[tuple[str, tuple[Turn, ...], tuple[str, ...]]] = field(default_factory=list)
    answers_at_once: ClassVar[bool] = True

    def answer(self, question: str, history: Sequence[Turn] = (), scope: Sequence[str] = ()) -> Answer:
        """Answer by the first word of the question that is known."""
        self.asked.append((question, tuple(history), tuple(scope)))
        if not question.strip():
            return self._give(question, Status.ERROR, "请输入问题。")
        if len(question) > LONGEST_QUESTION:
            return self._give(question, Status.ERROR, f"问题过长（{len(question)} 字），请控制在 2000 字以内。")
        unknown = [name for name in scope if name not in {COTTON.issuer, FUJIAN.issuer}]
        if unknown:
            return self._give(question, Status.ERROR, f"没有名为“{unknown[0]}”的规定或发布机关。")
        if "方言" in question or "dialect" in question or "那还是听不懂" in question:
            return self._dialect(question)
        if "投诉" in question:
            return self._complaint(question)
        if "第三条" in question:
            return self._give(question, Status.NEEDS_DETAIL, "有多部规定都有第三条，请问您要查哪一部？")
        return self._give(
            question,
            Status.NOT_COVERED,
            "规定未涉及这个问题，请按第十九条请示主管领导。\n"
            f"以下条款只是相近，不能作为答复依据：{REPEAT.locator}；{FAINT_CALL.locator}。",
            retrieved=(REPEAT, FAINT_CALL),
        )

    def answer_in_parts(
        self, question: str, history: Sequence[Turn] = (), scope: Sequence[str] = ()
    ) -> Iterator[Answer]:
        """Answer in one part, as where no language model is switched on."""
        yield self.answer(question, history, scope)

    def extractive(self, index: FakeClauseIndex) -> FakeAssistant:
        """Give another that answers the same; what it is asked is not in this one's record."""
        return FakeAssistant(index)

    def _dialect(self, question: str) -> Answer:
        language: Language = "en" if "dialect" in question else "zh"
        points = (
            Point(PointKind.SAY, "对不起,请您讲普通话,好吗?谢谢!", 1),
            Point(PointKind.SAY, "对不起,请问您说的是XXXXX吗?", 1),
            Point(PointKind.NEVER, "严禁直接挂机", 1),
            Point(PointKind.STEP, "耐心猜测客户讲的意思,并用普通话复述给客户,直到客户的意思完全得以表达为止", 1),
            Point(PointKind.STEP, ASK_MANDARIN.text, 2),
            Point(PointKind.STEP, LET_ANOTHER_ANSWER.text, 3),
        )
        citations = (cite(1, "leads", DIALECT), cite(2, "also", ASK_MANDARIN), cite(3, "also", LET_ANOTHER_ANSWER))
        text = "请说“对不起,请您讲普通话,好吗?谢谢!”，严禁直接挂机 [1]。福建省纤维检验局另有规定 [2][3]。"
        return self._give(question, Status.ANSWERED, text, points, citations, (DIALECT, ASK_MANDARIN), language)

    def _complaint(self, question: str) -> Answer:
        complex_limit = "复杂投诉且需要领导协调解决问题的,应在24小时内给交易商明确答复"
        other_limit = "需部门间协调或上级领导抉择的投诉,解决时限不超过48小时"
        points = (
            Point(PointKind.SAY, "很抱歉,XXX经理,多谢您反应的意见,我们会尽快向有关领导反应,并尽快给您明确的答复", 1),
            Point(PointKind.DEADLINE, "一般性投诉应在1个小时内给交易商明确答复", 1),
            Point(PointKind.DEADLINE, complex_limit, 1),
            Point(PointKind.DEADLINE, other_limit, 2),
        )
        citations = (cite(1, "leads", UNSOLVABLE), cite(2, "differs", TIME_LIMIT, other_limit))
        text = f"{complex_limit} [1]；但另一条规定：{other_limit} [2]。"
        return self._give(question, Status.ANSWERED, text, points, citations, (UNSOLVABLE, TIME_LIMIT))

    def _give(
        self,
        question: str,
        status: Status,
        text: str,
        points: tuple[Point, ...] = (),
        citations: tuple[Citation, ...] = (),
        retrieved: tuple[Unit, ...] = (),
        language: Language = "zh",
    ) -> Answer:
        ranking = tuple(
            Retrieved(rank, 0.9 / rank, unit.unit_id, unit.regulation, unit.locator, unit.unit_text)
            for rank, unit in enumerate(retrieved, 1)
        )
        return Answer(question, status, text, points, citations, ranking, self.clause_index.version, language, 12.3)


def fake_assistant() -> Assistant:
    """Give a fake that passes for the assistant, whose pages use only what it has."""
    return cast("Assistant", FakeAssistant())
