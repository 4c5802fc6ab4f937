"""Reads a question as it was typed: checks it, tells its language, what it asks for and what to search with.

Knows nothing of regulations, history or search.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from assistant.answer import Language, PointKind
from assistant.masking import PersonalData, find_personal_data
from corpus.script import is_traditional, to_simplified

MAX_QUESTION_CHARACTERS = 2_000  # a long spoken story; beyond it somebody pasted a document

# Letters that are drawn as nothing although Unicode calls them letters or marks.
_DRAWN_AS_NOTHING = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
_VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0), range(0x180B, 0x1810))
_UNSEEN_LETTER = re.compile(
    "["
    + "".join(sorted(_DRAWN_AS_NOTHING))
    + "".join(f"{chr(each[0])}-{chr(each[-1])}" for each in _VARIATION_SELECTORS)
    + "]"
)

_CHINESE_CHARACTER = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_OF_PEOPLE = frozenset(
    (
        PersonalData.NAME,
        PersonalData.MOBILE,
        PersonalData.TELEPHONE,
        PersonalData.IDENTITY_CARD,
        PersonalData.BANK_CARD,
        PersonalData.EMAIL,
    )
)
_WHAT_IT_IS = re.compile(  # 手机, in front of a number, and 我叫, in front of a name: only where a part of the question begins with it
    r"(?:^|(?<=[,，、。;；:：\s]))(?:(?:手机|电话|联系电话|联系方式|身份证|银行卡|卡号|邮箱|邮件)(?:号码?)?|(?:你好,?|您好,?)?(?:我|我的名字|客户|姓名|名字|本人|联系人))(?:是|为|叫)?[:：]?\s*$"
)
_JOINED = re.compile(r"\s*的")  # joined the number to what follows
_MARKUP = re.compile(r"</?[A-Za-z!][^<>]{0,500}>")

# What people say while they think. Dropped from the search text only; the answer repeats the question as asked.
_OPENING_FILLERS = re.compile(
    r"^(?:[\s,，。.、…!！~～]|喂(?=[,，])|(?:你|您|大家)好(?=[\s,，。!！~～])|请问|麻烦|问一下|问下|我?想?(?:请教|咨询|了解|问)(?:一下|下)?"
    r"|一下|帮(?:我|忙)(?:查|看|找)(?:一下|下)?|话说|就是说?|那个(?:啥|什么)?|这个嘛|嗯+|呃+|额+|啊+|哎呀?|诶|哦+|唉|hi\b|hello\b|hey\b|um+\b|uh+\b"
    r"|well\b|ok(?:ay)?\b|please\b|so\b(?=,)|quick question\b|(?:can|could) you (?:please )?tell me\b|tell me\b|i(?:'d| would) like to know\b"
    r"|i (?:just )?want(?:ed)? to know\b)+",
    re.IGNORECASE,
)
_INNER_FILLERS = re.compile(
    r"就是说|那个(?:啥|什么)?|怎么说呢|你知道吧|[呃嗯]+(?=[\s,，。…])|(?:呃|额)+(?=[^度外头])|\b(?:um+|uh+|you know|please)\b",
    re.IGNORECASE,
)
_CLOSING_PARTICLES = re.compile(r"(?:[啊呀哈哦诶喔噢唉嘞哇]|谢谢|谢了|急+|在线等|[\s,，。.!！~～…])+$")

# How to answer, said behind a question to press for an answer: no part of what it is about.
_HOW_TO_ANSWER = re.compile(
    r"(?<=[。.!?？！,，;；:：])\s*(?:(?:please )?(?:answer|reply|respond)(?: me)? (?:in|with) (?:one|a single|a few|two) (?:words?|sentences?)"
    r"|(?:do not|don't) say (?:that )?(?:you(?:'re| are) (?:unsure|not sure)|you (?:do not|don't) know)|(?:a|your) best (?:estimate|guess) is (?:fine|ok(?:ay)?|enough)"
    r"|this is (?:required|needed) for a report|请?只?用?一(?:句话|个[字词]|两句话)回答|(?:不要|别)(?:说|回答)你?(?:不知道|不确定|不清楚)|(?:给个)?大概(?:的数)?(?:就行|也行|即可))"
    r"[\s。.!！]*$",
    re.IGNORECASE,
)

# Cue words, most telling first: a question for a time limit may also say 怎么办.
_CUES: tuple[tuple[PointKind, re.Pattern[str]], ...] = (
    (
        PointKind.DEADLINE,
        re.compile(
            r"多久|多长时间|[一二两三四五六七八九十\d]+(?:个)?(?:小时|天|工作日|周|分钟|声).{0,8}还是|多快|几(?:个)?(?:小时|钟头|分钟|秒|天|日|工作日|周|星期|月|声|次铃)|几点|时限|期限|时效|什么时候|啥时候|何时|多少(?:个)?(?:小时|分钟|秒|天|工作日|声)"
            r"|(?:来得及|超时|限时)|\bhow (?:long|soon|quickly|fast)\b|\bhow many (?:rings?|hours?|minutes?|seconds?|(?:working )?days?)\b|\bdeadline\b|\btime limit\b"
            r"|\bby when\b|\bwithin (?:what|how)\b|\bwhen (?:must|should|do|does)\b",
            re.IGNORECASE,
        ),
    ),
    (
        PointKind.NEVER,
        re.compile(
            r"(?:不能|不该|不可以?|不得|不准|不许|不要|不应该?|别|禁止|严禁|切忌|避免)(?:说|讲|做|干|有|用|问|回)?(?:些)?(?:什么|哪些|啥|怎么[叫称说讲做])|哪些.{0,12}(?:不能|不可以?|不得|不准|不许|禁止|严禁|禁忌|避开|避免|忌讳)|(?:忌讳|避讳)(?:什么|啥|哪些)"
            r"|能不能|可不可以|可否|能否|行不行|允不允许|允许|不允许|违规|违反规定|算违|忌语|禁忌|禁语|禁止|严禁|不准|不许|(?:可以|能|行|准|让).{0,24}[吗么嘛](?:[?？。!！]|$)"
            r"|\b(?:can|may|could|should) (?:i|we|agents?|staff|they)\b|\b(?:allowed|permitted|forbidden|prohibited|banned)\b|\bnever\b|\bmust(?: not|n't)\b"
            r"|\bshould(?: not|n't)\b|\bnot (?:to )?(?:say|do)\b|\bavoid\b|\bis it (?:ok|okay|fine)\b",
            re.IGNORECASE,
        ),
    ),
    (
        PointKind.SAY,
        re.compile(
            r"怎么(?:说|讲|回话?|回复|回答|回应|答|开口|问|称呼|解释|表达|接话|打招呼|道歉|安抚)|(?:说|讲|交代|嘱咐)(?:些|点|一?句)?(?:什么|啥)|(?:什么|啥|哪些|哪句|哪几句)话|话术|用语|如何(?:说|讲|回复|回答|回应|答复|称呼|表达|解释|措辞)"
            r"|措辞|台词|标准(?:说法|回答)|说法|开场白|结束语|问候语|\bwhat (?:should|do|can|must) (?:i|we|agents?|you) (?:say|tell|answer|reply)\b|\bwhat to say\b"
            r"|\bhow (?:should|do|can) (?:i|we) (?:say|tell|answer|reply|respond|greet|apologi[sz]e|address)\b|\bwording\b|\bscript\b|\bphrases?\b|\bgreeting\b|\bwords\b",
            re.IGNORECASE,
        ),
    ),
    (
        PointKind.STEP,
        re.compile(
            r"流程|步骤|程序|几步|先.{0,10}(?:再|后|然后)|先做什么|第一步|下一步|接下来|怎么操作|\bsteps?\b|\bprocedure\b|\bprocess\b|\bworkflow\b|\bfirst\b.*\bthen\b",
            re.IGNORECASE,
        ),
    ),
)
# "should I say" asks for wording although it contains "should I".
_ENGLISH_WORDING = re.compile(
    r"\b(?:what|how|which)\b.{0,30}\b(?:say|tell|answer|reply|respond|greet|apologi[sz]e|words?|phrases?)\b",
    re.IGNORECASE,
)
_ENGLISH_PROHIBITION = re.compile(r"\b(?:not|never|avoid|can't|cannot|shouldn't|mustn't)\b", re.IGNORECASE)


# What every question says and no clause is found by.
_ASKING = re.compile(
    r"(?:应该|应当|该|要|得|能|可以)?(?:怎么(?:办|处理|说|做|样|回应|回|解释|讲|弄|才)?|咋(?:办|整|说|弄|回)?|如何(?:处理|应对)?|多久|什么(?:时候|要求|规定)?|啥(?:时候)?|有什么|有没有|有无|哪些|哪个|哪种|多少|几)"
    r"|能不能|可不可以|行不行|可以|能否|是否|是不是|算不算|(?<!不)能(?!力)|应该|应当|要求|规定上?|[吗呢吧]|[?？]"
    r"|\b(?:what|how|when|where|which|who|whom|why|if|and|but|so|then|or|also|the|an?|is|are|was|were|be|been|do|does|did|should|shall|must|can|could|may|might|would|will|i|we|you|he|she|they|it|my|our|your|his"
    r"|their|me|us|them|to|of|in|on|for|with|about|at|by|from|after|before|this|that|these|those|there|one|any|some|not|no|have|has|had|get|got|give|need|many|much|tell|just|go|going)\b",
    re.IGNORECASE,
)


# What people say when they are content. Nothing is asked.
_CONTENT = re.compile(
    r"(?:非常|十分|多|太)?(?:谢谢|感谢|多谢|谢了|谢啦)(?:你|您|啦|了|哦|啊|呀)*|好(?:的|嘞|吧|了|滴)?|嗯+|哦+|行(?:了|吧)?|可以了|明白了?|知道了?|了解了?|收到|清楚了?|懂了|没事了|没有了|辛苦了?|再见|拜拜"
    r"|(?:ok(?:ay)?|thanks?(?: you)?(?: (?:so|very) much| a lot)?|thx|got it|great|good|fine|i see|understood|bye|goodbye|all right|alright|cheers)",
    re.IGNORECASE,
)
_NOTHING_ASKED: dict[Language, str] = {
    "zh": "不客气。需要查规定时，请直接说客户遇到的情况。",
    "zh-Hant": "不客氣。需要查規定時，請直接說客戶遇到的情況。",
    "en": "You are welcome. Ask again whenever you need a regulation.",
}


class UnusableQuestion(ValueError):
    """What was typed cannot be taken as a question; the message is one sentence for the person who typed it."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that can be answered."""

    text: str  # as asked, without characters that cannot be seen
    search_text: str  # simplified, width-folded, without markup and spoken fillers
    language: Language
    asks_for: PointKind | None  # what is wanted first; None: whatever the clause holds


def read_question(typed: str) -> Question:
    """Check what was typed and read it as a question.

    :param typed: The question as it came in.
    :return: The question, its language, what it asks for and what to search with.
    :raises UnusableQuestion: if it is empty, too long, holds no word or asks nothing.
    """
    if len(typed) > MAX_QUESTION_CHARACTERS:
        raise UnusableQuestion(
            f"问题太长（共 {len(typed):,} 个字符，最多 {MAX_QUESTION_CHARACTERS:,} 个），请用一两句话说明。"
        )
    text = strip_invisible(typed).strip()
    if not text:
        raise UnusableQuestion("问题是空的，请输入您的问题。")
    if not any(character.isalnum() for character in text):
        raise UnusableQuestion("没有看到文字，请用一句话说明您的问题。")
    if _asks_nothing(text):
        raise UnusableQuestion(_NOTHING_ASKED[language_of(text)])
    search_text = clean_for_search(without_people(text))
    return Question(text, search_text, language_of(text), asks_for(search_text))


def _asks_nothing(text: str) -> bool:
    """Whether a text is only thanks or assent: 好的,谢谢."""
    rest = _CONTENT.sub(" ", to_simplified(unicodedata.normalize("NFKC", text)))
    return "?" not in rest and not any(character.isalnum() for character in rest)


def strip_invisible(text: str) -> str:
    r"""Drop control, zero-width, bidirectional, tag and other characters that cannot be seen.

    :param text: Any text from outside.
    :return: The text with line breaks and tabs as blanks and nothing hidden in it.

    >>> strip_invisible("客户\u200b讲\u202e方言\n怎么办")
    '客户讲方言 怎么办'
    """
    if text.isprintable() and not _UNSEEN_LETTER.search(
        text
    ):  # as nearly every text is; the rest takes 20 times as long
        return text
    return "".join(
        " " if character in "\t\n\r\v\f\u2028\u2029" else character for character in text if _is_visible(character)
    )


def without_people(text: str) -> str:
    """Take names, telephone and card numbers and e-mail addresses out of a question: no regulation speaks of them, and they draw it away.

    >>> without_people("手机13812345678的客户骂人怎么办")
    '客户骂人怎么办'
    >>> without_people("我叫王小明，客户骂人怎么办")
    '，客户骂人怎么办'

    :param text: The question without invisible characters.
    :return: The rest; the whole question where no word would be left.
    """
    parts, done = [], 0
    for found in find_personal_data(text):
        if found.kind in _OF_PEOPLE:
            before = _WHAT_IT_IS.sub("", text[done : found.start])
            parts.append(before)
            done = found.end
            if (joined := _JOINED.match(text, done)) and not before[-1:].isalnum():
                done = joined.end()
    if not done:
        return text
    rest = "".join([*parts, text[done:]])
    return rest if any(character.isalpha() for character in rest) else text


def clean_for_search(text: str) -> str:
    """Bring a question into the form that is searched with.

    :param text: The question without invisible characters.
    :return: Simplified, half-width, without markup and fillers; never empty where the question holds a word.

    >>> clean_for_search("请问一下,那个客戶講方言怎麼辦啊?")
    '客户讲方言怎么办?'
    """
    folded = to_simplified(unicodedata.normalize("NFKC", text))
    spoken = _HOW_TO_ANSWER.sub("", _MARKUP.sub(" ", folded))
    question_mark = "?" if spoken.rstrip(" 。.!~…").endswith("?") else ""
    spoken = _CLOSING_PARTICLES.sub("", _INNER_FILLERS.sub("", _OPENING_FILLERS.sub("", spoken.rstrip(" ?"))))
    spoken = re.sub(r"([,，、])(?:\s*[,，、])+", r"\1", re.sub(r"\s+", " ", spoken)).strip(" ,，、")
    if not any(character.isalnum() for character in spoken):
        return re.sub(r"\s+", " ", folded).strip()
    return spoken + question_mark


def subject_of(search_text: str) -> str:
    """Take out of a question the words every question has, to leave what it is about.

    >>> subject_of("客户讲方言听不懂怎么办")
    '客户讲方言听不懂'

    :param search_text: The question in its search form.
    :return: The rest; the whole question where nothing would be left.
    """
    rest = re.sub(r"\s+", " ", _ASKING.sub(" ", search_text)).strip(" ,，。.!！")
    return rest if any(character.isalnum() for character in rest) else search_text


def language_of(text: str) -> Language:
    """Tell which language a question is in: the one most of it is written in.

    :param text: The question.
    :return: zh, zh-Hant or en; figures alone count as zh.
    """
    chinese = len(_CHINESE_CHARACTER.findall(text))
    if len(_LATIN_WORD.findall(_MARKUP.sub(" ", text))) > chinese:
        return "en"
    return "zh-Hant" if chinese and is_traditional(text) else "zh"


def asks_for(search_text: str) -> PointKind | None:
    """Tell from cue words what a question wants to hear first.

    :param search_text: The question in its search form.
    :return: The kind of point, or None where no cue word says.

    >>> asks_for("投诉多久要答复")
    <PointKind.DEADLINE: 'deadline'>
    """
    deadline, cue = _CUES[0]
    if cue.search(search_text):
        return deadline
    if _ENGLISH_WORDING.search(search_text):
        return PointKind.NEVER if _ENGLISH_PROHIBITION.search(search_text) else PointKind.SAY
    return next((kind for kind, cue in _CUES if cue.search(search_text)), None)


def _is_visible(character: str) -> bool:
    """Whether a person would see the character, blanks and line breaks included."""
    if character in "\t\n\r\v\f\u2028\u2029":
        return True
    if character in _DRAWN_AS_NOTHING or any(ord(character) in selectors for selectors in _VARIATION_SELECTORS):
        return False
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
