"""For which case each part of a clause holds, and whether a sentence that tells the part names that case.

如还无声,则说… and 遇到无声电话时… are different cases of one clause: a sentence on one must hold what tells it from the other.
Works on simplified text. Knows nothing of quotes, amounts or verdicts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from assistant.phrasing import claims
from assistant.phrasing.clause_parts import BLOTTED, ClauseParts, Part, folded
from assistant.speech_acts import is_condition

PERSISTS = re.compile(
    r"还(?!款|原|给)|仍|继续|再次|依然|依旧|一直|始终|\b(?:still|again|continues?|keeps?)\b", re.IGNORECASE
)
GOES_ON = re.compile(r"^(?:然后|接着|随后|之后|而后|再(?!见)|最后|并|且|同时|则)")
_ENDS = re.compile(r"[。；;！!？?\n]")
_MODALITY = re.compile(r"则|应(?!答|对|用|急|付)|必须|须(?!知)|不得|严禁|禁止|不准|可以|要(?!求)")
_ACTORS = re.compile(
    r"客户服务人员|客服人员|客服|坐席人?员?|座席人?员?|服务人员|工作人员|员工|话务员|接线员|客户|用户|顾客|对方|您|你|我们?"
)
# What only frames a condition, or is said of every case alike.
_FRAME_WORDS = (
    "如 若 当 遇 遇到 如果 要是 假如 一旦 倘若 凡 对 对于 在 时 时候 的 的话 情况 情形 后 之后 以后 前 之前 且 并 并且 而 和 或 或者 与 及 是 有 为 被 由 向 给 把 将 "
    "其 该 此 这 那 其他 不 没 未 表示 提出 进行 出现 发生 产生 需要 需 能 会 要 说 讲 来 去 了 着 过 地 得 到 上 下 中 里 内 还 仍 仍然 仍旧 继续 再次 依然 一直 还是 电话 问题 内容 "
    "也 都 均 就 又 再 则 请 很 太 较 比较 特别 一些 某 某些 个 次 于 以 用 因 因为 由于 时间 所述 处理 人员 规定 要求 直接 根据 按照 所 者 相关 有关 可 可以 应 应当 必须"
)
_FRAME = frozenset(_FRAME_WORDS.split())
_NEGATING = re.compile(r"(?:不|没有?|未|非|无|拒绝|难以|无法|不愿意?|不肯|不予)(?:能|会|再|想|太|肯|愿意?|表示)?$")


@dataclass(frozen=True, slots=True)
class Governed:
    """A part of a clause with the case that it holds for."""

    part: Part
    case: tuple[str, ...]  # the conditions next before it, and what it is about; empty where it holds as it stands
    above: tuple[str, ...]  # all conditions of its sentence so far
    is_condition: bool = False  # says when something holds, and nothing besides


@lru_cache(maxsize=256)
def governed_parts(clause: ClauseParts) -> tuple[Governed, ...]:
    """Tell for each part of a clause, conditions included, which case it holds for."""
    return tuple(_governed(clause))


def _governed(clause: ClauseParts) -> Iterator[Governed]:
    """Go through a clause; a full stop ends every condition, a quoted sentence ends those that introduced it."""
    case: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    open_, end = False, 0
    for part in clause.parts:
        if _ENDS.search(clause.text[end : part.start]):
            case, above, open_ = (), (), False
        elif part.start == end and end > 1 and clause.text[end - 2] in "。！？!?" and not GOES_ON.match(part.words):
            case, open_ = (), False  # behind “…吗?” a new sentence begins, often without a stop of its own
        words = part.words.strip()
        end = part.end
        subject, conditional = _split_subject(words)
        if conditional and not subject:
            case = (*case, words) if open_ else (words,)
            above, open_ = (*above, words), True
            yield Governed(part, case, above, True)
            continue
        if subject:
            own = (*case, subject) if open_ or not conditional else (subject,)
            case, above = (own, (*above, subject)) if conditional else (case, above)
            yield Governed(part, own, above)
        else:
            yield Governed(part, case, above)
        open_ = False


def _split_subject(words: str) -> tuple[str, bool]:
    """Give what a part is about before its 应 or 不得, and whether it is a condition: 一般性投诉 in 一般性投诉应在1小时内答复."""
    conditional = says_when(words)
    demand = _MODALITY.search(words)
    if not demand or (conditional and re.search(r"(?:时|的|后|前|情况下?|的话)[:：]?$", words)):
        return "", conditional
    before = words[: demand.start()]
    return (before if BLOTTED not in before and telling(before) else ""), conditional and bool(telling(before))


def runs_on(clause: ClauseParts, first: Governed, second: Governed) -> bool:
    """Whether a part goes on with what the one before it says, in the same sentence and for the same case."""
    between = clause.text[first.part.end : second.part.start]
    return not _ENDS.search(between) and not first.is_condition and first.case == second.case


def says_when(words: str) -> bool:
    """Whether a part says when something holds; an amount of time at its end, as 不超过2小时, does not."""
    words = words.strip()
    found = claims.amounts(words)
    return is_condition(words) and not (found and found[-1].end == len(words))


def telling(words: str) -> frozenset[tuple[str, bool]]:
    """Read the words that tell a case, each with whether it is negated.

    >>> sorted(telling("如客户不接受解决方案"))
    [('接受', True), ('解决方案', False)]
    """
    plain = _ACTORS.sub(lambda match: " " * len(match[0]), words.replace(BLOTTED, " "))
    found, place = set(), 0
    for word in rjieba.cut(plain):
        if re.fullmatch(r"[\u4e00-\u9fff]+", word) and word not in _FRAME:
            pieces = (word[:2], word[2:]) if len(word) == 4 and word.startswith(("拒绝", "无法")) else (word,)
            at = place
            for piece in pieces:
                found.add((piece, _NEGATING.search(plain[:at]) is not None))
                at += len(piece)
        place += len(word)
    return frozenset(each for each in found if each[0] != "拒绝")  # it negates what follows


def states(text: str, word: tuple[str, bool]) -> bool:
    """Whether a text holds a word with the same negation."""
    wanted, negated = word
    plain = _ACTORS.sub(lambda match: " " * len(match[0]), text)
    places = [match.start() for match in re.finditer(re.escape(wanted), plain)]
    if not places and len(wanted) > 3:
        return all(states(text, (half, negated)) for half in (wanted[:2], wanted[2:]))
    return any((_NEGATING.search(plain[:place]) is not None) is negated for place in places)


def why_another_case(rests: Sequence[Governed], clause: ClauseParts, said: str, condition: str, question: str) -> str:
    """Tell why a sentence does not name the case of what it tells.

    :param rests: The parts of the clause that it tells.
    :param clause: The clause.
    :param said: The words of the sentence that may name the case.
    :param condition: The conditions among them; empty where it has none.
    :param question: The question, which may name the case instead.
    :return: A reason code; empty where the case is named, or there is none.
    """
    cases = {each.case for each in governed_parts(clause) if each.case and not each.is_condition}
    for each in rests:
        others = frozenset().union(*(telling("，".join(c)) for c in cases if c != each.case))
        own = telling("，".join(each.case))
        if condition and _borrowed(condition, each, others, clause):
            return "condition_changed"
        if each.case and not _named(each, own, others, cases, said, question):
            return "condition_lost"
    return ""


def _borrowed(condition: str, each: Governed, others: frozenset[tuple[str, bool]], clause: ClauseParts) -> bool:
    """Whether a sentence's condition is that of another case of the clause."""
    words = "，".join([*each.case, *each.above, each.part.words])
    foreign = [word for word in telling(condition) if word in others or _opposite(word) in telling(words)]
    if any(not states(words, word) for word in foreign):
        return True
    lasting = any(PERSISTS.search("，".join(other.case)) for other in governed_parts(clause))
    return bool(lasting and PERSISTS.search(condition) and not PERSISTS.search(words))


def _named(
    each: Governed,
    own: frozenset[tuple[str, bool]],
    others: frozenset[tuple[str, bool]],
    cases: set[tuple[str, ...]],
    said: str,
    question: str,
) -> bool:
    """Whether a sentence, or the question, names a case: all that tells it from others, and half of one of its conditions."""
    case = "，".join(each.case)
    asked = "" if any(_asks_for(question, other, own) for other in cases if other != each.case) else question
    if PERSISTS.search(case) and not PERSISTS.search(said) and not PERSISTS.search(asked):
        return False
    held = {word for word in own if states(said, word) or states(asked, word)}
    if len(cases) > 1 and not own - others <= held:
        return False
    if any(states(said, _opposite(word)) and not states(said, word) for word in own):
        return False
    return any(2 * len(part & held) >= len(part) for part in map(telling, each.case))


def _asks_for(question: str, other: tuple[str, ...], own: frozenset[tuple[str, bool]]) -> bool:
    """Whether the question states another case of the clause: what it says of that one is no word on this one."""
    return any(states(question, word) for word in telling("，".join(other)) - own)


def _opposite(word: tuple[str, bool]) -> tuple[str, bool]:
    """Turn a word's negation around."""
    return word[0], not word[1]


def named_words(parts: Sequence[Governed], said: str) -> int:
    """Count the words of the parts' cases that a text states."""
    return sum(states(said, word) for each in parts for word in telling("，".join(each.case)))


def holds_case(text: str, words: str) -> bool:
    """Whether a text holds all that tells a case.

    :param text: A line that may tell it.
    :param words: The condition.
    :return: Whether so; a case without telling words is held by every text.
    """
    return all(states(text, word) for word in telling(words)) and (
        not PERSISTS.search(words) or PERSISTS.search(text) is not None or folded(words) in folded(text)
    )
