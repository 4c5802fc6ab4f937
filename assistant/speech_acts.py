"""Cue words of regulations: what a stretch of their text does. It gives wording, forbids, limits time, or says when something holds.

Every function takes simplified text. Knows nothing of units or questions.
"""

from __future__ import annotations

import re

_CONDITION = re.compile(
    r"^(?:当(?!日|天|场|然)|如(?!何|下|实|期|约|喽)|若|遇|要是|假如|假若|倘|凡|一旦)"
    r"|(?:时(?!限)|的|后|之前|时候|情况下?|情形|过程中|期间)[:：]?$"
    r"|(?:^对于?|的).*(?:问题|投诉|事项|要求|情况|资料|文件|事故|客户|用户)$|^(?:第|最后)一句$|^(?:应当?|请|要|需)?注意$"
)
_HEADS_CASE = re.compile(  # stricter than a condition: headings end in 的要求 and say nothing of a case
    r"^(?:当(?!日|天|场|然)|如(?!何|下|实|期|约|喽)|若|遇|要是|假如|假若|倘|一旦)|(?:时(?!限)|时候|情况下?|情形)[:：]?$"
)
_DENIED = re.compile(
    r"(?:不|没有?|未|无法|拒绝|不愿意?|不肯|难以)(?:能|太|很|完全|怎么|大|再|肯|想|够|会|得|听|看|表示|予以|被)*$"
)
_QUALIFIES = re.compile(
    r"的(?:问题|投诉|事项|要求|情况|文件|客户|用户)?$"
)  # 不能当即答复的问题: says which, forbids nothing
_CANNOT_WHEN = re.compile(
    r"不能[^,，]*(?:时|时候|情况下?|的话)[:：]?$"
)  # 自己又不能准确回答时: says when, forbids nothing
_STRICTLY_FORBIDDING = re.compile(r"严禁|禁止|不得|不准")
_FORBIDDING = re.compile(
    r"严禁|禁止|不得(?!已)|不准|不许|不允许|切忌|切勿|请勿|(?<!以)避免|[绝决]不|不要(?!紧|求|介意|着急|担心)|不可(?!能|避免|或缺|抗|分割)"
    r"|(?<!客户)(?<!若)(?<!如)(?<!果)不能(?!及时|完全|当时|立即|马上|解决|满足|确定|处理|清楚|按)|不应|不宜|不该"
)
_REFRAINS = re.compile(  # 不打断客户表述, with no other word of prohibition
    r"^(?:[并也且而]|同时|[^,，。]{2,10}[:：])?不(?![仅断同用少但论管清明知久足良满便好一定过然低大要能应宜该懂难妨是会行对太够确])\w"
)
_BOUND = re.compile(r"不[应得能可要]?(?:该|以)?(?:超过|多于|晚于|迟于|少于|低于)")
_DEMANDS = re.compile(
    r"应|必须|须|需|要|可|请|将|尽|才|就|则|但|而是|主动|保持|及时|认真|耐心|热情|冷静|仔细|详细|礼貌|真诚|积极|克制|并[^不]|为宜|使用|采用|^用|^以便"
    r"|^(?:给予|确保|做到|注意|努力|坚持|维护|尊重|让客户)"
)

_NUMBER = r"(?:[0-9]+(?:[.][0-9]+)?|[一二两三四五六七八九十百半几]+|[Xx×*]+)"
_UNIT_OF_TIME = r"(?:个)?(?:工作日|自然日|小时|钟头|分钟|秒钟|秒|星期|礼拜|月|周|天|日|年|声|次|下|分)(?:钟)?"
_TIME_LIMIT = re.compile(
    rf"{_NUMBER}(?:(?:至|到|[-—~～]){_NUMBER})?{_UNIT_OF_TIME}(?:之|以)?(?:内|前|到账|发出)"
    rf"|(?:超过|晚于|迟于|最[迟长晚多]|至[迟多]|控制在|限在|限于){_NUMBER}{_UNIT_OF_TIME}"
    rf"|响(?:过|起|铃)?(?:第)?{_NUMBER}(?:声|次|下)"
    r"|(?:当日|当天|次日|即日|当场)(?:内|之内|完成|处理|回复|答复|反馈|上报|办结|解决|提交|发货|送达)"
)
_STEP = re.compile(
    r"^(?:首先|先(?!生|进)|然后|再(?!次|见)|接着|随后|最后|其次|第[一二三四五六七八九十][步,，]|稍停|之后)"
)

_WORDING_LEAD = re.compile(
    r"(?:(?:说|讲|问|询问|回答|应答|答|答复|道歉|致歉|道谢|致谢|称呼|解释|采用|使用|用|问候|提示|表示|示意|提醒|说明|征询|安抚)(?:客户|用户|对方|顾客|来电者)?"
    r"|(?:告诉|告知|告之|通知|回复)(?:客户|用户|对方|顾客)?|(?:语|话|语句|语言|句|词)(?:可以讲|可以说|为|是)?)\s*[:：]?\s*$"
    r"|(?:例如|比如|[（(]如|[,，]如|意见|人员|情绪|时)\s*[:：]\s*$|[（(](?:如|例如|即)\s*$"
)
_ONLY_SAYS = re.compile(
    r"(?:应当|应该|应|须|需|要|可以|可|请|则|就|先|首先)*(?:主动|礼貌|委婉|热情|耐心|善意)?(?:地|的)?[^,，]{0,3}(?:说|讲|问|答|回答|答复|道歉|致歉|道谢|致谢|示意|提醒|称呼|解释|采用|使用|用|语|话|提示|告知|告诉|例如|如|意见)"
    r"[^,，]{0,3}[:：(（]?$"
)
_CUSTOMER_SPEAKS = re.compile(
    r"(?<![对向跟给和与])(?:客户|用户|顾客|对方|客人)(?:可能|会|再次|继续)?(?:说|讲|问|询问|提出|回答|表示)\s*[:：]?\s*$"
)
_NOT_WORDING_AFTER = re.compile(r"^(?:时|的时候|者|一词|二字|制|原则|理念|的?服务理念)")


def is_condition(words: str) -> bool:
    """Tell whether a part of a sentence says when, or of what, the rest holds.

    >>> is_condition("客户服务人员听不懂时"), is_condition("严禁直接挂机")
    (True, False)
    """
    return _CONDITION.search(words) is not None


def heads_case(label: str) -> bool:
    """Tell whether a heading names the case that what stands beneath it is for.

    >>> heads_case("遇客户声音小,杂音大或无声电话"), heads_case("客户服务规范常用语:")
    (True, False)
    """
    return _HEADS_CASE.search(label) is not None


def denies(words: str, word: str) -> bool:
    """Tell whether a text denies a word where it last says it.

    >>> denies("客户不接受方案", "接受"), denies("客户不接受方案 接受了", "接受")
    (True, False)
    """
    return _DENIED.search(words[: max(0, words.rfind(word))]) is not None


def forbids(words: str) -> bool:
    """Tell whether a part of a sentence forbids something; a bound on time or number does not count.

    >>> forbids("不得直接进行回击"), forbids("振铃声不应超过三次")
    (True, False)
    """
    if _BOUND.search(words):
        return False
    if (_QUALIFIES.search(words) or _CANNOT_WHEN.search(words)) and not _STRICTLY_FORBIDDING.search(words):
        return False
    return _FORBIDDING.search(words) is not None or (_REFRAINS.search(words) is not None and not is_condition(words))


def demands(words: str) -> bool:
    """Tell whether a part of a sentence asks for something to be done.

    Behind a prohibition a part that does not is forbidden too: in 不能妄加判断,凭感觉或猜测回答客户,必须请示主管领导 only the last part is to be done.
    """
    return _DEMANDS.search(words) is not None


def limits_time(words: str) -> bool:
    """Tell whether words set a time limit.

    >>> limits_time("应在1个小时内给交易商明确答复"), limits_time("每分钟应保持在120个字左右")
    (True, False)
    """
    return _TIME_LIMIT.search(words.replace(" ", "")) is not None


def is_step(words: str) -> bool:
    """Tell whether a part of a sentence is one step of several: 首先…, 然后挂机."""
    return _STEP.search(words) is not None


def asks_more_than_words(lead_in: str) -> bool:
    """Tell whether the words before wording ask for something to be done besides saying it.

    >>> asks_more_than_words("需先核对客户身份(如"), asks_more_than_words("听不懂时,客户服务人员应当说")
    (True, False)
    """
    parts = [part for part in re.split(r"[,，]", lead_in) if not is_condition(part.strip())]
    return any(demands(_ONLY_SAYS.sub("", part)) for part in parts)


def introduces_wording(before: str, after: str) -> bool:
    """Tell whether what stands before and after a quote makes it wording for the agent to say.

    >>> introduces_wording("客户服务人员应当说:", ""), introduces_wording("用客户的姓加上", "保持礼貌回应称呼")
    (True, False)

    :param before: The part of the sentence before the quote.
    :param after: What follows the closing quotation mark.
    :return: Whether so.
    """
    if _CUSTOMER_SPEAKS.search(before) or _NOT_WORDING_AFTER.search(after):
        return False
    return _WORDING_LEAD.search(before) is not None
