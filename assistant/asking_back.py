"""Tells questions that name no subject, and words the one question that is asked back.

多久, 那个怎么处理, is it allowed: with nothing asked before, any clause would be a guess. Knows nothing of how units are found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Language
from assistant.composing import regulation_name
from assistant.phrases import phrases_in
from corpus.regulation import Unit

TOPICS = 3  # that could be meant; more would be a list to read on a call
LONGEST_TOPIC = 24  # characters
# What a question may consist of and still say nothing of its subject.
_NO_SUBJECT = re.compile(
    r"多久|多长时间|多少时间|几个?小时|[几多]少?天|几分钟|什么时候|何时|时限|期限|时间|怎么办|怎么样|怎么|怎样|如何|咋整?|咋办|处理|解决|处置|应对|办理?|弄|搞"
    r"|做|说|讲|查询?|看|找|帮忙?|请问?|可以|允许|应该|应当|需要|必须|禁止|严禁|不得|能|行|该|要|得|不|没|有|会|用"
    r"|什么|啥|哪个|哪些|哪里|为什么|为啥|规定|要求|条款|流程|步骤|办法|方法|情况|事情?|问题|东西|内容|意思|客户|客人|用户"
    r"|这|那|它|他|她|我|们|个|种|样|些|件|里|边|一下|下|一|给|是|的|地|了|吗|呢|吧|啊|呀|嘛|还|也|都|就|再|才|又|先|后|到底|究竟|具体|然后|对|或者?|和"
    r"|\b(?:how|what|when|where|why|which|is|are|was|it|this|that|these|those|there|the|an?|i|we|he|she|they|me|us|my|do|does|did|done|can|could|may|might|must|should|shall"
    r"|will|would|have|has|to|for|of|in|on|at|about|with|and|or|not|so|then|long|soon|much|many|allowed|ok|okay|right|help|please|say|tell|ask|handle|deal|case|thing|question|rules?|regulations?"
    r"|limit|deadline|customers?|clients?|any|need|want|know|one)\b|'s\b|'re\b",
    re.IGNORECASE,
)


def names_no_subject(search_text: str) -> bool:
    """Tell whether a question says nothing of what it is about.

    >>> names_no_subject("那个怎么处理?"), names_no_subject("投诉怎么处理?")
    (True, False)

    :param search_text: The question in its search form.
    :return: Whether nothing but asking is left.
    """
    return not any(character.isalnum() for character in _NO_SUBJECT.sub(" ", search_text))


def ask_back(language: Language, near: Sequence[Unit]) -> str:
    """Ask what is meant, with what could be.

    :param language: Of the question.
    :param near: The nearest units, nearest first.
    :return: One question.
    """
    say = phrases_in(language)
    topics: dict[str, str] = {}
    for unit in near:
        topics.setdefault(
            topic_of(unit), say.topic.format(topic=topic_of(unit), name=regulation_name(unit), locator=unit.locator)
        )
    examples = say.separator.join(list(topics.values())[:TOPICS])
    return say.what_is_meant + (say.for_example.format(topics=examples) if examples else "")


def topic_of(unit: Unit) -> str:
    """Name what a unit is about: its title, or how it begins.

    :param unit: The unit.
    :return: A few words of it.
    """
    words = unit.heading or re.split(r"[:：,，。;；!！?？(（\n]", unit.text.strip(), maxsplit=1)[0]
    return words.strip(" :：。\"“”'「」")[:LONGEST_TOPIC]
