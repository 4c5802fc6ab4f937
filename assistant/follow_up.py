"""Follow-ups: tells how far a question depends on what was said before, and puts back what it leaves out.

Works by rule, without a model. Knows nothing of search or regulations.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import rjieba

from assistant.answer import Turn
from assistant.question import asks_for, clean_for_search, strip_invisible

TURNS_LOOKED_BACK = 4  # questions; beyond that people have changed the subject
LONGEST_TURN_READ = 500  # characters of an earlier question; its topic is at the start

# Words that point back to something said before: only what they point to makes the question complete.
_POINTS_BACK = re.compile(
    r"(?:^|[,，。\s如果要是假那])(?:他|她|它|他们|她们|对方|人家)(?!人|们的|乡|项|部门)|这(?:种|个|样|时|时候|些|类|边|里)(?:情况|情形|客户|人|问题)?|那(?:种|个|样|时|些|边)(?!么)"
    r"|上(?:面|述)|前(?:面|述)|刚才(?:说|讲|那|的)|(?:第[一二三四五两]|另一?|其他|后)(?:种|个|类)(?:情况|情形|场景|方法|说法)?|同样|[之然接]?[后着]呢"
    r"|也(?:是|要|得|可以|能|不能|算)|还(?:是|要|有|可以|能|得)|仍然?|依然|依旧|继续|再(?!见|次来电)|又"
    r"|\b(?:he|she|him|her|they|them|it|that case|this case|the same|instead|still|again|otherwise|keeps?|continues?)\b",
    re.IGNORECASE,
)
# Openings of a question that goes on: they need what came before only where little else is said.
_GOES_ON = re.compile(
    r"^(?:那么?|那要|那如果|如果|要是|假如|万一|但是?|可是?|不过|而且|还有|另外|然后|接着|所以|可|且)|呢[?？]?$"
    r"|^(?:and|but|so|then|what if|what about|how about|or|also|if)\b",
    re.IGNORECASE,
)
_OPENS_WITH_SO = re.compile(r"^那(?!么多|个客户|位)|^(?:and|but|so|then)\b", re.IGNORECASE)
_NAMES_CUSTOMER = re.compile(r"客户|用户|顾客|customer|client|caller", re.IGNORECASE)
# Taken out before asking whether a question has a subject of its own.
_WITHOUT_TOPIC = re.compile(
    r"第[一二三四五两]种|情况|情形|怎么(?:办|处理|说|做|回复|回答|应对|解决)?|如何|什么时候|什么|多久|多长时间|几(?:个)?(?:小时|天|分钟)|时间|可以|应该|应当|需要|必须|能不能|可不可以|是不是|有没有|为什么|为啥|为何|哪(?:些|里|条|个)?|啥"
    r"|回复|答复|处理|解决|客户|用户|顾客|客服|人员|我们?|他们?|她们?|它|对方|人家|你|您|大家|如果|要是|假如|万一|那么?|这(?:样|种|个)?|还是|还|再|又|也|就|都|才|呢|吗|吧|啊|的|了|着|过|得|地|在|是|有|没有?|不|要|会|能|该|让|给|对|跟|和|与|把|被|说|讲|做|办|行|好|请|一下|下|时|后|前|里|上|规定|条款|依据|原文|具体|详细|举例|例子|到底|究竟"
    r"|\b(?:what|how|when|where|which|who|why|if|and|but|so|then|or|also|the|an?|is|are|was|were|be|do|does|did|should|shall|must|can|could|may|might|would|will|i|we|you|he|she|they|it|him|her|them|me|us|to|of|in"
    r"|on|for|with|about|at|by|from|after|before|this|that|these|those|there|case|still|again|keeps?|customer|client|caller|agent|say|tell|answer|reply|handle|long|soon|not|no|have|has|get)\b",
    re.IGNORECASE,
)
# What a question asks, as opposed to what it is about: not carried over to the next one.
_ASKING = re.compile(
    r"(?:应该|应当|该|要|得|能|可以)?(?:怎么(?:办|处理|说|做|回复|回答|应对|解决|样)?|如何(?:处理|应对|回答|回复)?|多久(?:要|内|得|必须)?(?:回复|答复|处理|解决)?|什么时候|说什么|做什么|是什么|有什么(?:规定|要求)?|吗|呢)|[?？]"
    r"|\b(?:what|how|when|which)\b(?:\s+(?:should|do|does|can|must|to|long|soon|is|are|i|we|you|if|handle|say|about)\b)*",
    re.IGNORECASE,
)
# 那女士呢, 那投诉呢: a new subject and nothing else.
_NEW_SUBJECT = re.compile(r"^(?:那么?)?(?P<subject>(?!要|如果|假如|万一|但|可)[\u4e00-\u9fff]{2,6})呢[?？]?$")
_PERSON = re.compile(r"([男女])(?:士|性|生|员工|职工|同事|客服|同志|人|的)?")
_SHORT_TOPIC = 3  # Chinese characters of subject beside 如果…呢 that still need the question before
_TOPIC_AFTER_SO = 6  # beside an opening 那, which always goes on
_LATIN_PER_CHINESE = 4  # letters that say as much as one Chinese character

# Logistic regression of whether the clause sought hangs on the question before, fitted together with the weights of
# ``follow_up_ranking``: the tuning half of evals/cases/dev-02.jsonl, and questions of dev-01 after unrelated ones.
DEPENDENCE_BIAS = 2.24
TOPIC_WEIGHT = -0.296  # a Chinese character of subject
POINTS_BACK_WEIGHT = 0.64
GOES_ON_WEIGHT = 0.73
NAMES_CUSTOMER_WEIGHT = -0.45
LONGEST_TOPIC = 10  # characters; more of them make a question no more independent


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question behind others, in both ways it may be meant. Both are in search form."""

    alone: str  # as a question of its own
    joined: str  # with what the questions before it were about
    dependence: float  # how far the second is meant, from 0 to 1

    @property
    def search_text(self) -> str:
        """The likelier of the two."""
        return self.joined if self.dependence >= 0.5 else self.alone


def read_follow_up(search_text: str, history: Sequence[Turn]) -> FollowUp | None:
    """Read a question in both ways: alone, and as going on from what was asked before.

    :param search_text: The question in its search form.
    :param history: The conversation so far, oldest first, without this question.
    :return: Both; None where nothing was asked before.

    >>> read_follow_up("多久要回复", [Turn("user", "客户投诉没法处理怎么办")]).joined
    '客户投诉没法处理 多久要回复'
    """
    earlier = _with_subjects(earlier_questions(history))
    if not earlier:
        return None
    subject = _new_subject(search_text)
    alone = _put_into(earlier[0], subject) if subject else search_text
    # Asked of women what was asked of men, the question is complete, and the clause on men settles nothing.
    hangs = 0.0 if subject and _swaps_person(earlier[0], subject) else dependence(search_text)
    return FollowUp(alone, _join(search_text, earlier), hangs)


def dependence(search_text: str) -> float:
    """Tell how likely a question hangs on the one before it, from its own words.

    :param search_text: The question in its search form.
    :return: From 0 to 1; high where it has no subject of its own or points back.
    """
    exponent = (
        DEPENDENCE_BIAS
        + TOPIC_WEIGHT * min(_topic_length(search_text), LONGEST_TOPIC)
        + (POINTS_BACK_WEIGHT if _POINTS_BACK.search(search_text) else 0.0)
        + (GOES_ON_WEIGHT if _GOES_ON.search(search_text) else 0.0)
        + (NAMES_CUSTOMER_WEIGHT if _NAMES_CUSTOMER.search(search_text) else 0.0)
    )
    return 1 / (1 + math.exp(-exponent))


def depends_on_history(search_text: str) -> bool:
    """Tell whether a question can only be understood from what was asked before it.

    >>> depends_on_history("多久要回复"), depends_on_history("投诉多久要答复")
    (True, False)

    :param search_text: The question in its search form.
    :return: Whether so; a question without a subject of its own always does.
    """
    topic = _topic_length(search_text)
    if not topic:
        return True
    names_customer = _NAMES_CUSTOMER.search(search_text) is not None
    if names_customer and topic > _SHORT_TOPIC:
        return False  # says of whom and of what
    if _POINTS_BACK.search(search_text):
        return True
    if names_customer or _GOES_ON.search(search_text) is None:
        return False
    return topic <= (_TOPIC_AFTER_SO if _OPENS_WITH_SO.search(search_text) else _SHORT_TOPIC)


def standalone(search_text: str, history: Sequence[Turn]) -> str:
    """Make a question complete: what it leaves out comes from the questions before it.

    :param search_text: The question in its search form.
    :param history: The conversation so far, oldest first, without this question.
    :return: What to search with; the question itself where it does not depend on the history.

    >>> standalone("多久要回复", [Turn("user", "客户投诉没法处理怎么办"), Turn("assistant", "…")])
    '客户投诉没法处理 多久要回复'
    """
    earlier = _with_subjects(earlier_questions(history))
    if earlier and (subject := _new_subject(search_text)):
        return _put_into(earlier[0], subject)
    if not earlier or not depends_on_history(search_text):
        return search_text
    return _join(search_text, earlier)


def _join(search_text: str, earlier: Sequence[str]) -> str:
    """Put before a question what the earlier ones, latest first, were about: back to the first that stands alone."""
    carried: list[str] = []
    for question in earlier[:TURNS_LOOKED_BACK]:
        if _topic_length(question):
            carried.insert(0, _ASKING.sub(" ", question))
        if not depends_on_history(question):
            break
    about = re.sub(r"\s+", " ", " ".join(carried)).strip(" ,，。.!！")
    return f"{about} {search_text}".strip()


def last_topic(history: Sequence[Turn], is_name: Callable[[str], bool]) -> str:
    """Give the question last asked, complete; behind turns that only named an organisation.

    :param history: The conversation so far, oldest first.
    :param is_name: Tells whether a question only names an organisation.
    :return: The question in its search form; empty where there is none.
    """
    turns = list(history)
    while turns:
        turn = turns.pop()
        if turn.role != "user":
            continue
        text = clean_for_search(strip_invisible(turn.content[:LONGEST_TURN_READ]))
        if any(character.isalnum() for character in text) and not is_name(text):
            return standalone(text, turns)
    return ""


def is_new_subject(search_text: str) -> bool:
    """Tell whether a question only names a new subject, of which the question before it is asked again: 那女士呢."""
    return bool(_new_subject(search_text))


def says_its_subject(search_text: str) -> bool:
    """Tell whether a question names what it is about, be it with nothing else, as 那女士呢 does."""
    return is_new_subject(search_text) or not depends_on_history(search_text)


def _with_subjects(earlier: Sequence[str]) -> list[str]:
    """Complete those of the earlier questions, latest first, that only name a new subject."""
    complete: list[str] = []
    for question in reversed(earlier):
        subject = _new_subject(question)
        complete.insert(0, _put_into(complete[0], subject) if subject and complete else question)
    return complete


def _new_subject(search_text: str) -> str:
    """Read the subject of a question that is nothing but one; empty where it points back or names what is asked, as 时限呢."""
    match = _NEW_SUBJECT.match(search_text)
    if match is None or "的" in match["subject"] or _POINTS_BACK.search(search_text.removesuffix("?")[:-1]):
        return ""
    return match["subject"] if _topic_length(match["subject"]) and asks_for(match["subject"]) is None else ""


def _put_into(question: str, subject: str) -> str:
    """Ask an earlier question of a new subject: in place of the one it is a kind of, else with only what was asked.

    >>> _put_into("男士能染发吗", "女士"), _put_into("客户讲方言怎么办", "投诉")
    ('女士能染发吗', '投诉怎么办')
    """
    person = _PERSON.search(question)
    if person and _swaps_person(question, subject):
        return question.replace(person[0], subject)
    if old := _of_the_same_kind(question, subject):
        return question.replace(old, subject, 1)
    asked = "".join(words.group() for words in _ASKING.finditer(question) if len(words.group()) > 1)
    return subject + asked


def _swaps_person(question: str, subject: str) -> bool:
    """Whether a question speaks of men and a subject of women, or the other way round."""
    person, other = _PERSON.search(question), _PERSON.match(subject)
    return bool(person and other and person[1] != other[1])


def _of_the_same_kind(question: str, subject: str) -> str:
    """Find the words of a question that end as a subject does: 一般投诉 for 复杂投诉, 投诉 where nothing stands before it."""
    words = rjieba.cut(question)
    runs = ["".join(words[i : i + n]) for n in (1, 2) for i in range(len(words))]
    alike = [run for run in runs if len(run) == len(subject) and run != subject]
    for shared in range(len(subject) - 1, 0, -1):
        ending = subject[-shared:]
        if found := next((run for run in alike if run.endswith(ending) and (shared > 1 or run in words)), ""):
            return found
        if shared > 1 and ending in words and subject not in question:
            return ending
    return ""


def earlier_questions(history: Sequence[Turn]) -> tuple[str, ...]:
    """List what the user asked before, latest first, in search form.

    :param history: The conversation so far, oldest first.
    :return: The questions that hold a word.
    """
    asked = (strip_invisible(turn.content[:LONGEST_TURN_READ]) for turn in reversed(history) if turn.role == "user")
    return tuple(clean_for_search(text) for text in asked if any(character.isalnum() for character in text))


def _topic_length(search_text: str) -> float:
    """Measure what a question is about, in Chinese characters, without the words every question has."""
    rest = [character for character in _WITHOUT_TOPIC.sub("", search_text) if character.isalnum()]
    latin = sum(character.isascii() for character in rest)
    return len(rest) - latin + latin / _LATIN_PER_CHINESE
