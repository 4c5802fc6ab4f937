"""Telling a heading from a sentence, and a broken line from a whole one, by the words themselves.

Pure functions of text; no layout is known, since scraped text has none left.
"""

from __future__ import annotations

import re

import rjieba

from corpus.script import to_simplified

LONGEST_SLOGAN = 20  # characters
LONGEST_HEADING = 30  # characters; the longest real one in the corpus has 26
_SENTENCE_SIGNS = re.compile(r"[,，。;；!！?？…]")
_DUTY = re.compile(
    r"应当|应该|(?<![响适反供相效对])应(?!用|答|急|对|酬|变|聘|收)|必须|务必|不得|不准|不可|不能|不要|不许|不应|严禁|禁止|切忌|避免|须(?!知)|需要?(?!求)|"
    r"(?<![主重])要(?!求|点|素|件|领|务|闻)|请|可以|可(?=[要以])|不|勿|保持|保证|确保|做到|负责|执行|遵守|予以|主动"
)
_OBLIGES = re.compile(r"(?<![响适反供相效对])应(?![用答急对变酬聘收届])|必须|务必|不得|不准|严禁|禁止|(?<!必)须(?!知)")
_SENTENCE_WORDS = re.compile(
    r"(?<![响适反供相效对])应(?![用答急对变酬聘收届知会])|必须|务必|不得|不准|(?:严禁|禁止)(?!(?:性?行为|事项|用语|清单)$)|切忌|(?<!必)须(?!知)|不能|不可|不要|"
    r"起(?:施行|执行|实施|生效)|由.{2,20}负责"
)
_ANNOUNCES = re.compile(r"下列|以下|如下|见下|[下附]表|包括|之一|[是为]$")
_BRACKETED = re.compile(r"[（(][^（()）]{1,40}[)）]$")  # 着装要求(含工牌): not part of a heading's length
_ENACTMENT = re.compile(
    r"\d{4}\s*年|通过|公布|施行|修正|内部|保密|机密|注意保[存密]|仅供|请勿|此件"
)  # (2024年1月1日起施行) under a title is no part of it
# 五必须, 四个一律: the name of what is listed below it, whatever it obliges to.
_SLOGAN = re.compile(
    r"[“\"]?[一二两三四五六七八九十]{1,3}[个項项条]?(?:必须|不准|不得|严禁|禁止|不许|不要|不能|一律|到位|做到|应|要|不)[”\"]?"
)
# 前厅十不准, 附：窗口服务六不得
_NAMED_SLOGAN = re.compile(
    r"(?:附件?[:：])?[^,，。;；:：第]{2,8}[三四五六七八九十]{1,2}[个項项条]?(?:不准|不得|不许|不要|必须|严禁|禁止)"
)
_NUMBERED_CASE = re.compile(
    r"^(?:场景|情[景境形况]|案例|例|问题|话术|示例|类型|阶段|环节)[ ]?[\d一二三四五六七八九十]{1,3}[:：]"
)  # 场景3：客户威胁投诉邮管局
_LONG_BEHIND_COLON = re.compile(r"[:：]\S{8}")
_FLOW = re.compile(
    r"\S\s*(?:[→⇒➔➜]|-{1,2}>)\s*[^→]+(?:[→⇒➔➜]|-{1,2}>)\s*\S"
)  # 受理→登记→派单: what is done, no name of it
_RUN_IN = re.compile(r"[^,，。;；:：!！?？“”\"—]{1,10}(?:[:：]|——)(?=\S)")
_COUNTS_ON = re.compile(r"[一二三四五六七八九十]是|(?:第[一二三四五六七八九十]{1,2}|首先|其次|再次|最后)[,，、:：]")
_POINTS_BACK = re.compile(r"(?:依|按|对|有)?前(?:[一二两三四]?[款项]|列)(?!目)")
LONGEST_BROKEN_HEADING = 12  # characters; no page is so narrow that a sentence breaks before
_OPENS_QUOTE = re.compile(r"^[\"“「『《（(]")
_SPEAKS = re.compile(r"[说說问問答][:：]$")
_OPENS_SPEECH = re.compile(r"^[\"“「『]")
_ENDS_OPEN = re.compile(r"[,，、(（《〈“「『]$|[的地得在和与及对为把将被从向于以或是至而并且由给使让]$")
_ENDS_BROKEN = re.compile(
    r"(?:[第、,，(（《“]|(?<!目)的|[(（《][^()（）《》]{0,40}|依照|按照|根据|依据|是指|以及|并且|或者|应[当该]|(?:^|[^提普涉顾论])及|第[一二三四五六七八九十百零〇\d]{1,6}[条條款项項](?:和|与|與|及|以及|或|或者|至|到))$"
)  # no heading ends so
# What makes a phrase a sentence: whoever does something, whatever the rule holds for. Not 首问负责制, 适用范围.
_STATES = re.compile(
    r"(?<=..)负责(?!制|人|任|单位|部门|范围|区|$)|适用于|^本.{2,4}(?:适用|所称)|自\d{4}年|^(?:为了|凡是)|"
    r"(?<=..)(?:实行|分为|分成|享有|承担|履行)(?!情况|职责$|义务$|责任$).{2}|由.{2,}(?:处理|受理|办理|承担|制定|解释|组织)"
)
_HEADING_NOUN = re.compile(
    r"(?:规范|规定|要求|标准|制度|职责|原则|范围|流程|程序|纪律|礼仪|技巧|须知|守则|准则|办法|措施|方式|方法|内容|用语|时限|期限|责任|义务|权利|管理|服务|处理|目的|依据|定义|总则|附则|条例|细则|手册|指南|指引)$"
)
_MEASURE = re.compile(r"分钟|小时|秒|元|米|个?工作日|个月|[%％]")
_DATE_GOES_ON = re.compile(r"\d年\n\d{1,2}月|\d月\n\d{1,2}[日号]")
_ENDS_IN_STUB = re.compile(r"[。！!？?；;][^。！!？?；;“”\"]{1,6}$")  # …电话响起。其他 | 客服人员应积极主动
_STARTS_INSIDE = re.compile(r"^[,，。;；、)）》〉”」』!！?？:：]")
TERMINAL = '。；;！!？?…”」』"：:'


def says_duty(text: str) -> bool:
    """Tell whether a text sets a duty, with 应, 须, 不得, 严禁 and the like."""
    return bool(_DUTY.search(to_simplified(text)))


def obliges(text: str) -> bool:
    """Tell whether a text says 应, 必须, 不得 or 严禁: words that no name of a matter holds, as 请求 or 保持 may.

    >>> obliges("下班前应清点现金"), obliges("应急处理"), obliges("客户请求查询")
    (True, False, False)
    """
    return bool(_OBLIGES.search(to_simplified(text)))


def is_heading_like(text: str) -> bool:
    """Tell whether a line reads as a heading: short, a phrase, no sentence.

    >>> is_heading_like("电话用语规范"), is_heading_like("客户挂机前不得主动挂机"), is_heading_like("着装要求:")
    (True, False, True)
    """
    words = _BRACKETED.sub("", text.strip()).rstrip(":：。")
    if not words or len(words) > LONGEST_HEADING:
        return False
    simplified = to_simplified(words)
    if len(words) <= LONGEST_SLOGAN and (_SLOGAN.fullmatch(simplified) or _NAMED_SLOGAN.fullmatch(simplified)):
        return True
    if _SENTENCE_SIGNS.search(words) or _FLOW.search(words) or _LONG_BEHIND_COLON.search(_NUMBERED_CASE.sub("", words)):
        return False
    return not _SENTENCE_WORDS.search(simplified)


def runs_in(text: str) -> bool:
    """Tell whether a line begins with a few words and a colon: 三要：要热情、要耐心.

    >>> runs_in("三要：要热情、要耐心"), runs_in("服务要求：")
    (True, False)
    """
    return bool(_RUN_IN.match(text))


def counts_on(text: str) -> bool:
    """Tell whether a line begins as a sentence of a list without labels: 二是…, 第三,…, 其次….

    >>> counts_on("二是急件当日办结。"), counts_on("第三，浴巾一客一换。"), counts_on("第三方人员")
    (True, True, False)
    """
    return bool(_COUNTS_ON.match(text))


def points_back(text: str) -> bool:
    """Tell whether a paragraph speaks of the one it stands behind: 前款规定的情形, 前項提問.

    >>> points_back("前款规定的情形,应当登记。"), points_back("前台应当登记。")
    (True, False)
    """
    return bool(_POINTS_BACK.match(to_simplified(text[:8])))


def announces(text: str) -> bool:
    """Tell whether words before a list say something of their own: 有下列情形之一的, not 投诉的分类."""
    words = text.rstrip(":：")
    return not is_heading_like(words) or bool(_ANNOUNCES.search(to_simplified(words)))


def states(text: str) -> bool:
    """Tell whether a line without a sign at its end says what somebody does or what holds, which no heading does.

    >>> states("省人民政府交通运输主管部门负责全省客运"), states("供水服务实行首问负责制"), states("首问负责制")
    (True, True, False)
    """
    return bool(_STATES.search(to_simplified(text)))


def ends_as_heading(text: str) -> bool:
    """Tell whether a line ends with a noun that headings of clauses end with: 规范, 要求, 职责."""
    return bool(_HEADING_NOUN.search(to_simplified(text)))


def ends_open(text: str) -> bool:
    """Tell whether a line ends in mid sentence: with a comma, or a word that asks for another."""
    return bool(_ENDS_OPEN.search(text))


def in_mid_sentence(text: str) -> bool:
    """Tell whether a line breaks off in mid sentence."""
    if not text or text[-1] in TERMINAL + ")）]】》〉":
        return False
    return len(text) > LONGEST_HEADING or bool(_SENTENCE_SIGNS.search(text))


def spans_word(before: str, after: str) -> bool:
    """Tell whether a word runs over a line break, as 各项规 / 章制度 does."""
    left, right = to_simplified(before[-6:]), to_simplified(after[:6])
    place = 0
    for word in rjieba.cut(left + right):
        if place < len(left) < place + len(word):
            return bool(re.fullmatch(r"[\u4e00-\u9fff]+|[0-9.]+|[A-Za-z]+", word))
        place += len(word)
    return False


def continues(before: str, after: str) -> bool:
    """Tell whether a line without a label goes on with the sentence of the line before it.

    >>> continues("须严格遵守交易市场的各项规", "章制度和有关规定。"), continues("形象与状态准备", "着装整洁规范:穿着统一工服。")
    (True, False)

    :param before: The text so far, without blanks at its end.
    :param after: The next line.
    :return: Whether the two lines are one sentence.
    """
    if not before or not after:
        return False
    if _STARTS_INSIDE.match(after) or _quote_goes_on(before, after):
        return True
    if before[-1] in TERMINAL:
        return _leaves_open(before) or bool(_SPEAKS.search(before)) and bool(_OPENS_SPEECH.match(after))
    if _ENDS_BROKEN.search(before) or _breaks_figure(before, after):
        return True
    if is_heading_like(before) and not _leaves_open(before):
        if _BRACKETED.fullmatch(after):
            return not _ENACTMENT.search(after) and not _SENTENCE_SIGNS.search(after)
        if len(before) <= LONGEST_BROKEN_HEADING or _OPENS_QUOTE.match(after):
            return False
    if _ENDS_OPEN.search(before) or _ENDS_IN_STUB.search(before) or spans_word(before, after):
        return True
    return _reads_as_one(before, after)


def _quote_goes_on(before: str, after: str) -> bool:
    """Tell whether words that are quoted begin in one line and end in the next."""
    if before.count('"') % 2 and after.count('"') % 2:
        return True
    return any(before.rfind(left) > before.rfind(right) and right in after for left, right in ("“”", "「」", "『』"))


def _reads_as_one(before: str, after: str) -> bool:
    """Tell whether two lines without a sign of breaking at their ends are one sentence: neither is a heading, the first states something."""
    if len(before) <= LONGEST_BROKEN_HEADING and not _SENTENCE_SIGNS.search(before):
        return False
    if counts_on(after) or runs_in(before) and runs_in(after):  # 三要：… | 四不：…
        return False
    if is_heading_like(before) or is_heading_like(after) and after[-1] not in TERMINAL:
        return False
    return bool(re.search(r"[,，。；;！!？?:：]", after)) and (
        says_duty(before) or bool(_SENTENCE_SIGNS.search(before))
    )


def _breaks_figure(before: str, after: str) -> bool:
    """Tell whether a number or a date runs over a line break: 1. / 5米, 30 / 分钟, 2024年1月 / 1日起."""
    decimal = before[-1] in ".．" and before[-2:-1].isdigit() and after[0].isdigit()
    quantity = before[-1].isdigit() and bool(_MEASURE.match(after))
    return decimal or quantity or bool(_DATE_GOES_ON.search(f"{before[-8:]}\n{after[:4]}"))


def _leaves_open(text: str) -> bool:
    """Tell whether a bracket or a quotation mark stands open at the end of a text."""
    tail = text[-120:]
    return any(tail.count(left) > tail.count(right) for left, right in ("“”", "「」", "『』", "《》", "（）"))
