"""Words a model may use although the clause does not hold them: they claim nothing of their own.

Cuts a part of a sentence into its telling words and finds those that nothing supports. Works on simplified text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import rjieba

from assistant.phrasing.claims import without_labels, without_modality
from assistant.phrasing.clause_parts import BLOTTED, folded
from assistant.service_terms import regulation_words

# What frames an answer: who is meant, that something is said, in which order, that it stands in a rule.
_FRAME_WORDS = (
    "客服 客服人员 坐席 座席 服务人员 工作人员 员工 人员 您 你 我 我们 你们 他 她 他们 客户 用户 对方 顾客 如果 若 要是 假如 万一 呢 吗 吧 啊 呀 当 时 时候 的话 情况 情形 遇到 遇 出现 发生 对于 关于 针对 根据 按照 依据 依照 规定 规范 条款 原文 要求 "
    "内容 其中 以下 如下 上述 首先 然后 接着 随后 最后 其次 之后 此外 另外 同时 并 并且 而且 以及 和 或 或者 与 及 但 但是 而 则 就 才 还 还要 也 都 请 先 再 说 讲 问 答 说明 告诉 告知 回答 用语 话 一句 这句 这样 这 这种 那 "
    "该 此 其 是 为 有 在 对 向 给 将 把 被 让 由 从 到 于 以 用 做 进行 采取 使用 方式 方法 步骤 处理 即 即可 包括 例如 比如 等 等等 的 地 得 了 着 过 个 位 条 项 点 种 一 一个 一种 两 上 下 中 里 内 外 前 后 间 之 所 者 们 "
    "如何 怎么 怎样 什么 是否 仍 仍然 继续 因此 所以 因为 由于 为了 注意 要 会 能 能够 来 去 使 又 并用 相关 有关 问题 电话 服务 时间 时限 期限 第一 第二 第三 一是 二是 还是 或是 那么 只 只要 直到"
)
_ENGLISH_FRAME_WORDS = (
    "the a an of to in on at by for from with within and or if when then than that this these those it its is are be been being as you your agent agents staff "
    "customer customers caller callers client clients user users they them their he she his her say says saying said tell ask asks asking reply answer respond use using word words wording "
    "following according rule rules clause regulation regulations requires require required states state stated must shall should may can not never do don avoid forbidden strictly "
    "prohibited allowed first next finally also please politely case situation call calls after before until so still again quote time limit deadline "
    "hour hours minute minutes second seconds day days working business ring rings times one two three four five twenty under what how which who there have has handle handled handling"
)
_FRAME, _ENGLISH_FRAME = frozenset(_FRAME_WORDS.split()), frozenset(_ENGLISH_FRAME_WORDS.split())


def words_of_part(part: str) -> tuple[str, ...]:
    """Cut a part of a sentence into the words that tell something.

    >>> words_of_part("当客户讲方言时")
    ('方言',)

    :param part: Simplified, quoted words blotted out.
    :return: Chinese words in order; words that only frame, demand or forbid are left out.
    """
    own = without_modality(without_labels(part)).replace(BLOTTED, " ")
    return tuple(
        word
        for word in rjieba.cut(own)
        if re.fullmatch(r"[\u4e00-\u9fff]+", word) and word not in _FRAME and not _is_numeral(word)
    )


def unknown_words(words: Sequence[str], material: str) -> tuple[str, ...]:
    """Find the words that neither the clause nor the question holds.

    :param words: What ``words_of_part`` gave.
    :param material: The clause and the question, folded.
    :return: Those that are not in it, whole or cut into framing words and words that are.
    """
    return tuple(word for word in words if folded(word) not in material and not _made_of_known(word, material))


def english_stems_known(own: str, material: str, question: str) -> bool:
    """Tell whether every English word of a sentence frames, repeats the question, or stands for words of the clause.

    :param own: The sentence, quoted words blotted out.
    :param material: The clause, folded.
    :param question: The question.
    :return: Whether so.
    """
    asked = {word.lower() for word in re.findall(r"[A-Za-z]+", question)}
    written = [word.lower() for word in re.findall(r"[A-Za-z]+", own)]
    for place, word in enumerate(written):
        if len(word) < 2 or word in _ENGLISH_FRAME or word in asked:
            continue
        phrases = (word, " ".join(written[max(0, place - 1) : place + 1]), " ".join(written[place : place + 2]))
        if not any(folded(term) in material for phrase in phrases for term in regulation_words(phrase).split()):
            return False
    return True


def _is_numeral(word: str) -> bool:
    """Whether a word is a number, or a number and what it counts: amounts are checked as such."""
    return re.fullmatch(r"[零〇一二两三四五六七八九十百千半几]+(?:个|次|声|遍|天|周|月|年|日|小时|分钟|秒|种|条|点|步|句)?", word) is not None or word in (
        "小时", "分钟", "工作日", "秒", "秒钟", "声", "次", "天", "日", "周", "星期", "钟头"
    )  # fmt: skip


def _made_of_known(word: str, material: str) -> bool:
    """Whether a word falls into two that are framing words or stand in the material: 请客户, 时应."""
    return any(
        all(piece in _FRAME or (len(piece) > 1 and piece in material) for piece in (word[:cut], word[cut:]))
        for cut in range(1, len(word))
    )
