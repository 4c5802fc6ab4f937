"""What a unit settles, in a form that can be compared: limits, acts that are forbidden, demanded or allowed, the one thing admitted.

Reads sentences by cue words of the language, never by words of one document. Quoted wording is no rule and is left out. Knows nothing
of pairs of units.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import rjieba

from corpus.numerals import NotANumeral, parse_number
from corpus.regulation import Unit
from corpus.script import to_simplified

# Words that nearly every service rule could hold: that two share them says nothing of their matter.
_COMMON = (
    "客户 用户 顾客 对方 业主 人员 员工 服务 客服 部门 公司 单位 工作 时间 时限 期限 期间 情况 规定 "
    "要求 通知 相关 有关 及时 主动 必须 应当 需要 可以 接到 收到 予以 给予 进行 完成 完毕 一般 重大 "
    "复杂 不得 不能 不要 不可 不应 超过 以内 之内 之后 以后 之前 以前 低于 高于 少于 多于 左右 以上 "
    "以下 开展 保持 做好 加强 电话 问题 事项 明确 自己 我们 受理 之日 之日起 起算 不少 不超 至少"
)
COMMON = frozenset(_COMMON.split())
_STOP_CHARACTERS = frozenset("的了在与和或及并也者地得是对为于将把被以让向给要应须可有个不内后前时")
_QUOTED = re.compile(r"“[^”]*”|「[^」]*」|『[^』]*』|\"[^\"]*\"")
_SENTENCE = re.compile(r"[^。;；!！?？\n]+")
_PART = re.compile(r"[^,，:：()（）]+")
_UTTERED = re.compile(r"[!！?？]")
_FORBIDDING_LIST = re.compile(r"禁忌|忌语|禁语|不准|不许|严禁|禁止")
_BLOT = "□"  # for each character of a quote
_SHORT_CELL = 12  # characters; a cell of a table as short says little without its row
_LONGEST_LIST_TITLE = 15  # characters; a sentence that forbids something is longer and heads no list
_FORBIDS = re.compile(
    r"严禁|禁止|不得(?!已)|不准|不许|不允许|不可(?!避免|或缺)|不要(?!紧)|(?<!以)避免|切勿|切忌|请勿|不应|不宜|不该|[绝决]不"
    r"|(?<!如)(?<!若)(?<!果)不能(?!及时|当时|立即|马上|解决|满足|确定|按)"
)
_FREES = re.compile(r"无[须需]|不必|不用(?!于)|不需要|免于")
_NEGATES = re.compile(r"[不无勿未没禁]|避免")
_DEMANDS = re.compile(r"应|须|务必|需|要(?!求)|宜")
_ALLOWS = re.compile(r"可(?!能|靠|信)|允许|准许")
_WHEN = re.compile(r"(?P<when>[^,，]{1,12}?)(?:时(?!间)|期间|(?<![背身胸])后|之?前)")
_CONDITION = re.compile(r"^(?:当(?!面|日|天|场)|如|若|遇|凡|假如|倘)|(?:时|的|者|之?后|之?前)$|以免|防止|以便")
_PLACE = re.compile(r"[背身胸腹面脸桌门柜台]后$|[背身胸腹面脸桌门柜台]前$|前[腹胸]$")  # 背后 is a place, 挂机后 a time
_QUALIFIED = re.compile(
    r"擅自|私自|随意|随便|任意|轻易|频繁|过[多于分浓长大快]|一味|盲目|直接|无故|故意|妄|的(?:事|问题|事情)?$"
)
_PREPOSITION = re.compile(r"根据|按照?|在|对|向|以|因|为|由|从|将|把|被|与|跟|给|通过|利用|借")
_ITEM = re.compile(r"[^、/]+?(?=或者?|以及|和|[、/]|$)")
_NUMBER = r"(?P<number>[0-9]+(?:\.[0-9]+)?|[零一二两三四五六七八九十百]+)"
_AMOUNT = re.compile(
    rf"(?P<before>不[应得能可要]?(?:该|以)?(?:超过|多于|晚于|迟于)|不[应得能可]?(?:少于|低于|小于)|至[少多迟]|最[多少迟长晚]|控制在|约)?(?:[为是在]|第)?"
    rf"{_NUMBER}(?:个)?\s*(?P<unit>工作日|小时|钟头|分钟|秒钟|秒|星期|礼拜|周|个?月|天|日|声|次|下|度|厘米|公分|米|字|户|元|人)(?:铃响)?"
    r"(?P<after>之?以?内|之?前|左右|以上|以下|(?:以|之)?后|再)?"
)
_AT_LEAST = re.compile(r"少于|低于|小于|至少|最少|以上")
_AT_MOST = re.compile(r"超过|多于|晚于|迟于|[至最]多|[至最]迟|最长|最晚|内$|前$|以下$")
_AFTERWARDS = re.compile(r"后$|再$")
# 处理时限为, 答复期限自收到投诉之日起, 回复时间:, 限: what follows is a deadline though neither 内 nor 不超过 stands by it,
_TERM = re.compile(
    r"(?:(?:时限|期限|时效|限时|限期)[^,，。;；!！?？\n0-9一二两三四五六七八九十]{0,16}"
    r"|(?:回复|答复|反馈|回应|解决|处理|整改|办结|处置|办理)的?时间(?:应当?|须|一般)?[为是:：]?|(?<![有权无受不局下])限[在于]?)$"
)
_KEPT = re.compile(
    r"保存|保管|保留|留存|存放|质保|保修|有效|使用|试用|合同|等待|等候"
)  # unless so long something is to last
_FREQUENCY = re.compile(
    r"每(?P<every>[0-9一二两三四五六七八九十]+)?个?(?P<period>小时|日|天|周|星期|月|季度?|年)(?:[^,，。;；0-9一二两三四五六七八九十每]{0,4})"
    r"(?P<times>[0-9一二两三四五六七八九十]+)次"
)
_RINGS = re.compile(r"铃|响")
MINUTES, RINGS = "minutes", "rings"
_MINUTES = {
    "秒": 1 / 60, "秒钟": 1 / 60, "分钟": 1, "小时": 60, "钟头": 60, "天": 1440, "日": 1440, "工作日": 1440, "周": 10080, "星期": 10080,
    "礼拜": 10080, "月": 43200, "个月": 43200, "季": 129600, "季度": 129600, "年": 525600,
}  # fmt: skip
# What is done within a time; verbs of one line are limited alike. An answer and a settlement are: whoever reads "answered within 24 hours"
# here and "settled within 48 hours" there has two limits for one complaint.
_ACTIONS = (
    ("settle", re.compile(r"回复|答复|反馈|回应|回电|告知|解决|处理|整改|办结|处置|办理")),
    ("visit", re.compile(r"回访|走访")),
    ("pick up", re.compile(r"接听|接起|应答|响应")),
    ("check", re.compile(r"核实|核查|调查|审核|检查|抽查")),
    ("file", re.compile(r"归档|总结|登记|备案")),
    ("hand over", re.compile(r"送达|报送|上报|移交|转交")),
    ("pay or ship", re.compile(r"到账|退款|发出|发货|付款")),
    ("wait", re.compile(r"等待|等候|等得?")),
)
_TELLS_NO_TOPIC = re.compile(  # numbers, time, and the verbs above: they are compared by themselves
    r"[0-9A-Za-z_□]|^[一二两三四五六七八九十]|小时|分钟|工作日|每[周月天日年]|^[日周月年][内前]|"
    + "|".join(pattern.pattern for _, pattern in _ACTIONS)
)
_SIMPLE_CASE = re.compile(r"一般|普通|简单|轻微|直接")
_HARD_CASE = re.compile(r"重大|复杂|疑难|紧急|严重|协调|领导|升级")
_ONLY = re.compile(r"(?<![不])[只仅](?:能|准|可以?|得|限|允许)?(?![有是要在为限需会])(?P<rest>\w{3,10})")


class Bound(StrEnum):
    """Which amounts a rule lets pass."""

    AT_MOST = "at most"  # 三声内, 不超过2小时, 处理时限为5个工作日
    AT_LEAST = "at least"  # 至少, 不低于, 以上
    AFTER = "after"  # 响两声后再接: more than the amount
    EXACTLY = "exactly"  # 左右, 每周两次


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount that a rule sets."""

    measure: str  # minutes, rings, a day (how often), or the printed unit
    amount: float
    bound: Bound
    action: str  # what is to be done within it; empty where no word says
    topic: frozenset[str]  # telling words of its sentence, its heading and the title above
    own_topic: frozenset[str]  # the same without the title above, which many units may stand under
    case: str  # simple, hard, or empty: which cases it is for
    sentence: str  # the stretch of the unit's text it stands in, simplified


class Force(StrEnum):
    """What a rule does with an act."""

    FORBIDS = "forbids"
    FREES = "frees"  # 无须: says that it need not be done
    DEMANDS = "demands"
    ALLOWS = "allows"


@dataclass(frozen=True, slots=True)
class Act:
    """Something that is forbidden, demanded or allowed; simplified."""

    force: Force
    words: str  # one item of what is forbidden; the whole part of the sentence where it is demanded or allowed
    when: str  # said before it in the same part: 行驶时; empty where nothing is
    subject: str  # conditions before it in its sentence, which may name what is done to: 快件破损的,应当拆封
    sentence: str


@dataclass(frozen=True, slots=True)
class Only:
    """One thing that alone is admitted: 对外只报工作编号."""

    verb: str
    thing: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a unit settles."""

    limits: tuple[Limit, ...]
    acts: tuple[Act, ...]
    only: tuple[Only, ...]


@lru_cache(maxsize=2_000)  # an answer compares the same units again and again
def facts_of(unit: Unit) -> Facts:
    """Read what a unit settles.

    :param unit: The unit.
    :return: Its limits and acts; none of what stands in quotation marks, or of a list of things not to say.
    """
    forbidding = any(
        _FORBIDDING_LIST.search(to_simplified(title)) for title in unit.context if len(title) <= _LONGEST_LIST_TITLE
    )
    text = _flat(unit)
    if forbidding and _UTTERED.search(text):  # wording that must not be said sets no rule of its own
        return Facts((), (), ())
    spoken = _QUOTED.sub(lambda quote: _BLOT * len(quote.group()), text)
    limits: list[Limit] = []
    acts: list[Act] = []
    only: list[Only] = []
    for match in _SENTENCE.finditer(spoken):
        sentence = text[match.start() : match.end()].strip()
        limits += _limits(unit, spoken, match.group(), sentence)
        subject = ""
        for found in _PART.finditer(match.group()):
            part = found.group().strip()
            if _CONDITION.search(part) and not _PLACE.search(part):
                subject += part
            else:
                acts += _acts(part, subject, sentence, forbidding=forbidding)
        only += _only(sentence)
    return Facts(tuple(limits), tuple(acts), tuple(only))


@lru_cache(maxsize=20_000)
def tokens(words: str) -> frozenset[str]:
    """Cut words into what acts are compared by: single characters that say something, and words of the dictionary.

    >>> sorted(tokens("转移话题"))
    ['移', '话', '话题', '转', '转移', '题']
    """
    plain = words.replace("两", "双")  # 两手, 双手
    characters = {c for c in plain if c.isalnum() and c not in _STOP_CHARACTERS}
    return frozenset(characters | {word for word in rjieba.cut(plain) if len(word) > 1 and word not in COMMON})


def names_act(act: str, words: str) -> bool:
    """Tell whether words name the doing itself and not only what it is done to.

    A Chinese act begins with its verb, or, behind 在, 向, 将 and the like, ends with it; what stands behind such a word must be named too.

    >>> names_act("带出交易市场", "应介绍交易市场业务"), names_act("染发", "染发的颜色要协调")
    (False, True)
    """
    act, words = act.replace("两", "双"), words.replace("两", "双")
    cut, others = _cut(act), _cut(words)
    if _PREPOSITION.match(act):
        return len(cut) > 1 and all(word in words for word in (cut[1], cut[-1]))
    return cut[0] in others or (len(cut[0]) > 1 and cut[0] in words) or (len(cut[0]) == 1 and act[:2] in words)


@lru_cache(maxsize=20_000)  # an act is held against a hundred others
def _cut(text: str) -> tuple[str, ...]:
    """Cut a text into words."""
    return tuple(rjieba.cut(text))


def topic_words(text: str) -> frozenset[str]:
    """Collect the telling words of a text: two characters at least, no number, no verb of settling, no word any rule could hold."""
    return frozenset(
        word
        for word in rjieba.cut(to_simplified(text))
        if len(word) > 1 and word not in COMMON and not _TELLS_NO_TOPIC.search(word)
    )


def _flat(unit: Unit) -> str:
    """Join heading and text, every character of a soft line break or blank between Chinese characters aside."""
    return to_simplified("\n".join(part for part in (unit.heading, unit.text) if part)).replace(" ", "")


def _acts(part: str, subject: str, sentence: str, *, forbidding: bool) -> Iterator[Act]:
    """Yield what a part of a sentence forbids, item by item, or demands or allows."""
    forbids, frees = _FORBIDS.search(part), _FREES.search(part)
    denies = frees or forbids
    if denies or forbidding:
        when = _when(part[: denies.start()] if denies else part)
        act = part[denies.end() :] if denies else part
        for item in _ITEM.finditer(act):
            words = re.sub(r"^(?:或者?|以及|和)", "", item.group()).strip()
            if len(words) > 1 and _BLOT not in words and not _QUALIFIED.search(words):
                yield Act(Force.FREES if frees else Force.FORBIDS, words, when, subject, sentence)
    elif not _NEGATES.search(part):
        demands, allows = _DEMANDS.search(part), _ALLOWS.search(part)
        if demands or allows:
            yield Act(Force.DEMANDS if demands else Force.ALLOWS, part, _when(part), subject, sentence)


def _when(words: str) -> str:
    """Give what a part says of the time it holds: 行驶 of 行驶时."""
    found = _WHEN.match(words)
    return found["when"] if found else ""


def _only(sentence: str) -> Iterator[Only]:
    """Yield what alone a sentence admits."""
    for match in _ONLY.finditer(sentence):
        verb, *thing = rjieba.cut(match["rest"])
        if thing:
            yield Only(verb, "".join(thing), sentence)


def _limits(unit: Unit, text: str, spoken: str, sentence: str) -> Iterator[Limit]:
    """Yield the amounts a sentence sets; those in a condition (超过三声再接的) set none."""
    row = text if "\n" in unit.text and len(spoken) <= _SHORT_CELL else spoken
    own = topic_words(f"{row} {unit.heading}")
    topic = own | topic_words(" ".join(unit.context[-1:]))
    for part in _PART.finditer(spoken):
        words = part.group().strip()
        if re.match(r"如|若|当(?!日|天)|超过", words):
            continue
        case = case_of(words)
        often = _FREQUENCY.search(words)
        if often:
            times = _number(often["times"]) * 1440 / (_number(often["every"] or "1") * _MINUTES[often["period"]])
            often_bound = _bound(often.group(), "") or Bound.EXACTLY
            yield Limit("times a day", times, often_bound, _action(words, often.end()), topic, own, case, sentence)
            continue
        for amount in _AMOUNT.finditer(words):
            measure = _measure(amount["unit"], spoken)
            bound = _bound(amount["before"] or "", amount["after"] or "")
            action = _action(words, amount.end()) or (_action(row, 0) if row is text else "")
            if bound is None and measure == MINUTES:
                before = spoken[: part.start()] + part.group().partition(words)[0] + words[: amount.start("number")]
                bound = _term(before)
                action = action or _action(before, 0)
            if bound is not None:
                value = _number(amount["number"]) * (_MINUTES[amount["unit"]] if measure == MINUTES else 1.0)
                yield Limit(measure, value, bound, action, topic, own, case, sentence)


def _term(before: str) -> Bound | None:
    """Tell whether the words before an amount make it a deadline: 投诉处理时限为, and not 录音保存期限为."""
    stretch = before[max(before.rfind(","), before.rfind("，")) + 1 :]
    return Bound.AT_MOST if _TERM.search(stretch) and not _KEPT.search(stretch) else None


def _bound(before: str, after: str) -> Bound | None:
    """Tell from the words around an amount which amounts it lets pass; None where they bound nothing.

    >>> _bound("不得超过", ""), _bound("", "后"), _bound("", "左右"), _bound("", "")
    (<Bound.AT_MOST: 'at most'>, <Bound.AFTER: 'after'>, <Bound.EXACTLY: 'exactly'>, None)
    """
    for words in (before, after):
        for bound, pattern in ((Bound.AT_LEAST, _AT_LEAST), (Bound.AT_MOST, _AT_MOST), (Bound.AFTER, _AFTERWARDS)):
            if pattern.search(words):
                return bound
    return Bound.EXACTLY if before or after else None


def _measure(unit: str, sentence: str) -> str:
    """Name what an amount counts."""
    if unit in _MINUTES:
        return MINUTES
    if unit in ("声", "次", "下") and _RINGS.search(sentence):
        return RINGS
    return unit


def _action(words: str, amount_end: int) -> str:
    """Name what is limited: the last verb behind the amount, else the last before it."""
    for stretch in (words[amount_end:], words[:amount_end]):
        found = [(m.end(), name) for name, pattern in _ACTIONS for m in pattern.finditer(stretch)]
        if found:
            return max(found)[1]
    return ""


def actions_named(text: str) -> frozenset[str]:
    """Name all that a text says is to be done, in the names ``Limit.action`` uses: 多久回访 asks for another limit than 多久答复."""
    return frozenset(name for name, pattern in _ACTIONS if pattern.search(text))


def case_of(words: str) -> str:
    """Tell which cases words speak of: simple ones, hard ones, or, as an empty text, any."""
    simple, hard = bool(_SIMPLE_CASE.search(words)), bool(_HARD_CASE.search(words))
    return "" if simple == hard else "simple" if simple else "hard"


def _number(numeral: str) -> float:
    """Read a number; 2.5 too."""
    try:
        return (
            float(numeral)
            if numeral.replace(".", "").isdecimal() and numeral.isascii()
            else float(parse_number(numeral))
        )
    except NotANumeral:
        return 0.0
