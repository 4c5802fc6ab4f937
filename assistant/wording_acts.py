"""Forbidden acts that can be heard in what is said; which clause forbids them is read from the clauses.

Abuse, hanging up, a light promise, blame of one's own company, a customer sent to somebody else, another's particulars given away.
Only acts that words show by themselves; that somebody is arrogant or interrupts, no single line tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.answer import PointKind
from assistant.sentences import Passage, passages
from assistant.wording_form import SENTENCE_ENDS
from assistant.wording_guards import clause_around, is_reported, is_supposed
from assistant.wording_lists import FORBIDDING
from corpus.regulation import Unit
from corpus.script import to_simplified


@dataclass(frozen=True, slots=True)
class ForbiddenAct:
    """An act that a clause forbids, and how it sounds."""

    unit: Unit
    text: str  # what the clause says of it, word for word
    heard: re.Pattern[str]  # in a draft in comparison form
    said_to_do: bool  # that it is asked about, denied or supposed is no breach
    unless_clause: re.Pattern[str] | None  # words of the same clause, before the place, that make it another act
    unless_line: re.Pattern[str] | None  # words anywhere in the line that do
    in_a_case: bool  # the clause is about one case: 遇到无声电话时, and one that is not is nearer


@dataclass(frozen=True, slots=True)
class _Act:
    """An act: how clauses call it, and how it sounds."""

    named: re.Pattern[str]  # its group thing, if any, is what the clause names
    heard: str  # where <thing> stands for what the clause names
    said_to_do: bool = False
    unless_clause: re.Pattern[str] | None = None
    unless_line: re.Pattern[str] | None = None


_ANY = r"[^,。!?;:\n]"  # within a clause of a draft
_OPENS = r"(?:^|(?<=[,。!?;:、\n]))"
_COMPANY = r"(?:[我本](?:公司|市场|交易市场|单位|部门|方|司|平台))"
_SOMEBODY_ELSE = r"(?:[他她]|(?:[那这]|另外?一?|别的|其[他它]|[上前]一)[个位名家]?的?(?:客户|用户|顾客))"
_NAMED_AT_ALL = re.compile(
    r"[脏粗]话|脏字|粗口|污言|骂|侮辱|挂机|挂断|挂电话|承诺|许诺|承认|联系|泄[露漏]|外泄|透露"
)  # passages of other units need not be found
_IN_A_CASE = re.compile(r"遇到?|当[^,。;]{0,20}时|[时后][:,]|若|如果|如(?=客户|用户|遇)")

_ACTS = (
    _Act(
        re.compile(rf"(?:{FORBIDDING}|^)[^,，。;；]{{0,12}}(?:[脏粗]话|脏字|粗口|污言|谩骂|辱骂|对骂|骂人|侮辱(?!性))"),
        r"[他你]妈(?![妈咪在来去说要想买办给打也还家])|(?<![大姑姨舅奶爸的])妈的|(?<!\w)[操草肏](?=[^\w、]|$)|[操草肏](?=你|蛋)|卧槽|我[靠操](?=[,!。]|$)|[傻煞沙][逼比b屄叉]|[脑神]经病(?![学理科人患史])"
        r"|有病(?=[吧啊!。,]|$)|脑子(?:有病|进水|坏)|白痴|混蛋|王八|(?<![翻打摇沸])滚(?=蛋|开(?!水)|远|[^\w、]|[a-z]|$)|去死|找死|放屁|狗屁|屁事|蠢货|饭桶|笨蛋|废物(?!料|回收|处理|利用)|不要脸|贱人",
    ),
    _Act(
        re.compile(r"(?:直接|主动|擅自|随意|私自|提前|抢先|率先|强行)[^,，。;；]{0,4}(?:挂机|挂断|挂电话)"),
        r"(?<![你请等让别不没待])(?:(?:我|那|先|再见)[^,。!?;\n你请别不没被挂再后]{0,4}|(?:^|(?<=[,。!;\n]))就?)挂(?:了(?![吗没])|机(?:了(?![吗没])|啊|啦|吧|$))",
    ),
    _Act(  # 不能轻言承诺: beyond doubt, and of what is to come
        re.compile(
            r"(?:轻言|轻易|轻率|随意|随便|盲目|擅自|私自|不清不楚)[^,，。;；]{0,8}(?<!书面)(?:承诺|许诺)"
            rf"|{FORBIDDING}[^,，。;；书]{{0,4}}(?:承诺|许诺)"
        ),
        rf"打包票(?!的)|拍着?胸脯|[拿用以][^,。!?;:\n我你]{{1,4}}(?:保证|担保)(?=$|[,。!?;:\n])|{_OPENS}(?:你放心|这[个件]?事?|那|我|就|也|可以|敢|能|绝对|肯定|一定|百分之?百|[向给跟]你)*(?:保证|担保)"
        rf"(?!{_ANY}{{0,10}}(?:尽[快力]|按|规定|第一时间|无理由|质量|安全))"
        rf"(?={_ANY}{{0,10}}(?:退款|退钱|退给|退货|赔|送到|到货|发货|修好|解决|处理好|办[好成完下]|搞定|成功|通过|没问题))",
        said_to_do=True,
    ),
    _Act(  # 不能直接承认交易市场存在问题
        re.compile(rf"{FORBIDDING}[^。;；]{{0,24}}(?:承认|认同)[^,，。;；]{{0,8}}存在[^,，。;；]{{0,4}}(?:问题|过错)"),
        rf"(?:{_COMPANY}(?:这边|内部|本身|自己|的{_ANY}{{1,4}}|管理|服务)?(?:确实|的确|就是|本来|真的|一直|是)[都也就是]*(?:有|存在)"
        r"(?:很多|很大|不少|一些|[一些点严重大的])*(?:问题|毛病|漏洞|缺陷|过错|错误|责任)"
        rf"|(?:确实|的确|就)是{_COMPANY}的?{_ANY}{{0,3}}(?:责任|错|过错|问题))(?=[了啊的吧呢]*(?:[,。!;:\n]|$))",
        said_to_do=True,
        unless_line=re.compile(r"核实|查实|查明|调查|查清"),  # the facts are known, and 我方的原因 calls for an apology
    ),
    _Act(  # 严禁要求客户与“xxx工程师联系”
        re.compile(
            rf"{FORBIDDING}(?:要求|[让叫请])(?:客户|用户|顾客)[^。;；]{{0,24}}?[与和跟同][“\"「『]?[x×*]*(?P<thing>[^“”\"「」『』x×*,，。;；]{{2,8}}?)联系"
        ),
        rf"(?:请你?|麻烦你?|你|{_OPENS}(?=自己|自行|直接))(?:可以|直接|自己|自行|去|再|先|要|得|需要|最好|还是|打电话|给|就|也)*"
        r"(?:联系|找|致电|打给|打电话给|咨询)(?![的过了到不])(?:一下)?(?:我的?)?[^,。!?;:\n我你过了]{0,4}?(?:<thing>)",
        said_to_do=True,
        unless_clause=re.compile(r"[我让由帮替]"),  # 我帮您联系工程师
    ),
    _Act(  # 不得泄露客户的任何资料
        re.compile(
            rf"{FORBIDDING}[^。;；]{{0,20}}(?:泄[露漏]|外泄|透露)[^,，。;；]{{0,4}}(?:客户|用户)"
            r"|(?:客户|用户)的?(?:个人|任何)?(?:信息|资料|档案|隐私)[^。;；]{0,120}(?:泄[露漏]|外泄|透露)"
        ),
        rf"{_SOMEBODY_ELSE}的?{_ANY}{{0,3}}?(?:电话|号码|地址|住址|身份证|[账帐卡]号|姓名|名字|微信|资料|信息|订单)"
        rf"(?:号码?)?(?:[是为:]*(?=\d)|{_ANY}{{0,6}}?(?:给你|[发报念转]你))|{_SOMEBODY_ELSE}家?住在(?![哪几什])",
        said_to_do=True,
        unless_line=re.compile(r"师傅?|司机|快递|配送|物流|经理|领导|同事|专员|客服|[人店职服]员|售后|保密|同意|授权"),
    ),
)


def find_forbidden_acts(units: Iterable[Unit]) -> tuple[ForbiddenAct, ...]:
    """Find the acts that units forbid and a draft can show.

    :param units: The units, in document order.
    :return: In that order.
    """
    return tuple(
        found
        for unit in units
        if _NAMED_AT_ALL.search(to_simplified(unit.unit_text))
        for passage in passages(unit)
        if passage.kind is PointKind.NEVER
        for act in _ACTS
        if (found := _forbidden(unit, passage, act))
    )


def heard_places(act: ForbiddenAct, draft: str) -> Iterator[tuple[int, int]]:
    """Find where an act is heard.

    :param act: The act.
    :param draft: In comparison form.
    :yield: Start and end of each place.
    """
    if act.unless_line and act.unless_line.search(draft):
        return
    for match in act.heard.finditer(draft):
        start, end = match.span()
        if is_reported(draft, start):
            continue
        if act.said_to_do and (is_supposed(draft, start) or _is_denied_or_asked(draft, start, end)):
            continue
        clause = clause_around(draft, start, end)
        if not (act.unless_clause and act.unless_clause.search(draft, clause[0], start)):
            yield start, end


def _forbidden(unit: Unit, passage: Passage, act: _Act) -> ForbiddenAct | None:
    """Take an act from a passage that names it."""
    simplified = to_simplified(passage.text)
    named = act.named.search(simplified)
    if named is None:
        return None
    heard = act.heard
    if "thing" in act.named.groupindex:
        # Behind the first thing more may stand: 与“服务部联系”或与“工程师联系”
        more = re.findall(
            r"[与和跟同][“\"「『]?[x×*]*([^“”\"「」『』x×*,，。;；与和跟同]{2,8}?)联系", simplified[named.end() :]
        )
        heard = heard.replace("<thing>", "|".join(re.escape(thing) for thing in (named["thing"], *more)))
    case = to_simplified("\n".join((*unit.path[-2:], unit.unit_text))).replace("，", ",").replace("：", ":")
    in_a_case = _IN_A_CASE.search(case) is not None
    return ForbiddenAct(
        unit, passage.text, re.compile(heard), act.said_to_do, act.unless_clause, act.unless_line, in_a_case
    )


def _is_denied_or_asked(draft: str, start: int, end: int) -> bool:
    """Whether the sentence says up to a place that it is not done, or asks: 不能把他的电话给您, 您联系工程师了吗."""
    sentence = max(draft.rfind(mark, 0, start) for mark in SENTENCE_ENDS) + 1
    last = clause_around(draft, start, end)[1]
    return (
        re.search(r"[不没未勿]|(?<![特区级性分个])别(?![的人处])|无[法权]|严禁|禁止", draft[sentence:end]) is not None
        or re.search(r"[吗?]", draft[end : last + 1]) is not None
    )
