"""Whether a sentence agrees with the parts of a clause that it rests on: for which case, who acts, in which order, how widely.

Each function takes simplified text and gives a reason code, empty where nothing is wrong. It is strict, for a sentence that is
dropped costs nothing: the clause's own words stand in its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.phrasing import claims
from assistant.phrasing.amount_cases import amount_stands_alone
from assistant.phrasing.clause_parts import BLOTTED, ClauseParts, folded
from assistant.phrasing.conditions import Governed, governed_parts, named_words, runs_on, says_when, why_another_case
from assistant.phrasing.plain_words import unknown_words, words_of_part

ALIGNED = 0.5  # share of a part's own words that one part of the clause must hold to be what it speaks of

_STAFF = r"客户服务人员|客服人员|客户服务代表|客服|坐席(?:人?员)?|座席(?:人?员)?|服务人员|工作人员|员工|话务员|接线员|\b(?:agents?|staff)\b"
_CUSTOMER = r"客户|用户|顾客|对方|交易商|来电者|客人|消费者|\b(?:customers?|callers?|clients?|users?)\b"
_SUPERIOR = r"(?:上级|主管|部门|值班|直属)*(?:主管|领导|经理|上级|班长|组长|主任|部长)(?:领导|人员)?|\b(?:supervisors?|managers?|superiors?)\b"
_ACTOR = re.compile(rf"(?P<staff>{_STAFF})|(?P<superior>{_SUPERIOR})|(?P<customer>{_CUSTOMER})", re.IGNORECASE)
_DOES = re.compile(
    r"^(?:[们都均也就则])*(?:应|必须|须|需(?!求)|要(?!求)|可|不(?!满)|严禁|禁止|切|请|将|会|先|再|立即|马上|主动|耐心|负责|直接|自行|亲自|有权|说|讲|问|询问|回答|调整|安抚)"
    r"|^ ?(?:must|should|shall|may|can|has to|have to|needs? to|(?:is|are) (?:required|allowed)|will|says?)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(r"^(?:\s|[并且则就而也]|然后|接着|随后|同时|先|再|首先|最后|此时)*")
_TOWARDS = re.compile(
    r"(?:与|和|跟|向|对|给|为|替|由|让|请示|请|告诉|告知|提醒|通知|联系|\b(?:to|with|by)\b (?:the )?)$", re.IGNORECASE
)

_IN_TURN = re.compile(
    r"首先|(?<![优事预领祖率原])先(?![生进行])|然后|接着|随后|之后(?!$)|而后|再(?!次|见|三|重复|说一遍|打|问一遍|询问一遍|度|拨)|最后(?!一)|其次|第[一二三四五][步,，]"
    r"|\b(?:first|then|next|finally|afterwards?|before|after|until)\b",
    re.IGNORECASE,
)
_AFTER = re.compile(r"(?:之后|以后|(?<![然随最背落])后)$")
_BEFORE = re.compile(r"(?:之前|以前|前)$")
_ALL = re.compile(
    r"所有|一切|任何|每(?![天日周月年秒])|(?<![成首])都(?!市)|(?<![平])均(?!匀)|凡(?!例)|全部|一律|一概|无论|不论|不管|随时|始终|永远|总是|各[种类项]|\b(?:all|every|any|each|always|whatever|whenever|regardless|anyone|everyone)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"只(?=[能可需要有限])|仅(?!仅)|唯一|才[能可]|除非|除外|除了|\b(?:only|unless|except)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Rest:
    """A part of a sentence and the parts of one clause that it tells."""

    start: int  # in the sentence
    end: int
    clause: ClauseParts
    parts: tuple[Governed, ...]


def aligned_parts(
    telling: Sequence[str], clauses: Sequence[ClauseParts], said: str
) -> tuple[ClauseParts | None, tuple[Governed, ...], float]:
    """Find the parts of the clauses that hold most of some words; a list may run over two parts.

    Of parts that hold as many, as 应在1小时内答复 and 应在24小时内答复, the one whose amount and case are named is meant.

    :param telling: The words.
    :param clauses: The clauses.
    :param said: The sentence up to their end.
    :return: The clause, its parts, and the share of the words that they hold.
    """
    best: tuple[ClauseParts | None, tuple[Governed, ...], float] = (None, (), 0.0)
    most, length = (0.0, 0, 0), sum(map(len, telling)) or 1
    for clause in clauses:
        governed = governed_parts(clause)
        for count in (1, 2):
            for place in range(len(governed) - count + 1):
                parts = governed[place : place + count]
                if count > 1 and not (runs_on(clause, parts[0], parts[1]) or parts[0].is_condition):
                    continue
                words = "，".join(each.part.words for each in parts)
                share = sum(len(word) for word in telling if word in words) / length
                if share < best[2]:
                    continue
                rated = (share, _amounts_shared(words, said), named_words(parts, said) if count == 1 else 0)
                if rated > most:
                    best, most = (clause, parts, share), rated
    return best


def _amounts_shared(words: str, said: str) -> int:
    """Count the amounts that two texts share."""
    return len({(a.value, a.unit) for a in claims.amounts(words)} & {(a.value, a.unit) for a in claims.amounts(said)})


def why_not_agreeing(own: str, rests: Sequence[Rest], spans: Sequence[tuple[int, int]], question: str) -> str:
    """Tell why a sentence does not agree with what it rests on.

    :param own: The sentence, simplified, quotes blotted out.
    :param rests: Its parts that say what is done, with what they rest on.
    :param spans: All its parts.
    :param question: The question, simplified.
    :return: A reason code; empty where it agrees.
    """
    for rest in rests:
        condition, begins = _condition_before(own, spans, rest.start)
        stated = own[begins : rest.end]
        consequences = tuple(each for each in rest.parts if not each.is_condition) or rest.parts
        reason = (
            why_another_case(consequences, rest.clause, stated, condition, question)
            or _why_another_acts(own[rest.start : rest.end], rest)
            or _why_wider(f"{condition}，{own[rest.start : rest.end]}", rest)
            or _why_mixed(own[rest.start : rest.end], rests, rest, question)
            or ("moved_amount" if amount_stands_alone(own[: rest.end], rest.start, rest.clause) else "")
        )
        if reason:
            return reason
    return _why_another_order(own, rests, spans) or _why_another_subject(own, rests, spans)


def _condition_before(own: str, spans: Sequence[tuple[int, int]], start: int) -> tuple[str, int]:
    """Give the conditions next before a part of a sentence, and where the words begin that may name its case."""
    found: list[tuple[int, int]] = []
    for first, last in spans:
        if first >= start:
            break
        if says_when(own[first:last]):
            begins_anew = found and own[found[-1][1] : first].strip(" ,，、:：")
            found = [(first, last)] if begins_anew else [*found, (first, last)]
    return ("，".join(own[first:last] for first, last in found), found[0][0]) if found else ("", 0)


def _subject(words: str) -> str:
    """Tell who acts in a part: staff, customer, superior; empty where it names nobody."""
    for match in _ACTOR.finditer(words):
        leads = _LEADING.sub("", words[: match.start()]) in ("", "由")
        if _TOWARDS.search(words[: match.start()]) and not leads:
            continue
        if _DOES.match(words[match.end() :]) or (leads and words[: match.start()].endswith("由")):
            return str(match.lastgroup)
    return ""


def _why_another_acts(words: str, rest: Rest) -> str:
    """Refuse a part that gives an act to somebody else, or turns it towards somebody else."""
    actor = _subject(words)
    theirs = ""
    for each in governed_parts(rest.clause):
        theirs = _subject(each.part.words) or theirs
        if each in rest.parts and each is rest.parts[-1]:
            break
    if actor and actor != (theirs or "staff"):
        return "actor_changed"
    towards, known = _addressees(words), _addressees("，".join(each.part.words for each in rest.parts))
    spoken = BLOTTED in words and not known  # 告诉客户“…”: to whom else
    unknown = towards - known - ({"customer"} if spoken else set())
    return "actor_changed" if unknown else ""


def _addressees(words: str) -> set[str]:
    """Tell towards whom a part acts."""
    return {str(match.lastgroup) for match in _ACTOR.finditer(words) if _TOWARDS.search(words[: match.start()])}


def _why_another_subject(own: str, rests: Sequence[Rest], spans: Sequence[tuple[int, int]]) -> str:
    """Refuse a condition of a sentence that is of somebody else in the clause: 客服人员讲方言时 for 客户讲方言."""
    for start, end in spans:
        words = own[start:end]
        actor = _ACTOR.search(words)
        if not actor or not says_when(words):
            continue
        behind = words_of_part(words[actor.end() :])[:1]
        for rest in rests:
            theirs = {
                str(match.lastgroup)
                for each in governed_parts(rest.clause)
                for match in _ACTOR.finditer(each.part.words)
                if behind and behind[0] in each.part.words[match.end() :]
            }
            if theirs and actor.lastgroup not in theirs:
                return "actor_changed"
    return ""


def _why_wider(words: str, rest: Rest) -> str:
    """Refuse 所有 and 任何 where the clause has no such word, and a sentence without the clause's 只有."""
    theirs = "，".join(
        [*(each.part.words for each in rest.parts), *(w for each in rest.parts for w in (*each.case, *each.above))]
    )
    if (_ALL.search(words) and not _ALL.search(theirs)) or bool(_ONLY.search(words)) != bool(_ONLY.search(theirs)):
        return "scope_changed"
    return ""


def _why_mixed(words: str, rests: Sequence[Rest], rest: Rest, question: str) -> str:
    """Refuse a part that takes words from elsewhere in the clause than what it rests on: 询问前挂机."""
    same = [each for other in rests if other.start == rest.start for each in other.parts]
    theirs = "，".join(text for each in same for text in (each.part.words, *each.case, *each.above))
    theirs += rest.clause.text if not same else " ".join([rest.clause.unit.heading, *rest.clause.unit.context])
    return "unsupported_part" if unknown_words(words_of_part(words), folded(theirs + " " + question)) else ""


def _why_another_order(own: str, rests: Sequence[Rest], spans: Sequence[tuple[int, int]]) -> str:
    """Refuse steps in another order than the clause's, and an order that the clause does not set."""
    places = [(rest.start, rest.parts[0].part.start if rest.parts else 0) for rest in rests]
    if _IN_TURN.search(own):
        one_clause = len({id(rest.clause) for rest in rests}) == 1
        if not one_clause or any(later < earlier for (_, earlier), (_, later) in zip(places, places[1:], strict=False)):
            return "order_changed"
        if len({place for _, place in places}) < 2 and not any(
            _IN_TURN.search(each.part.words) for rest in rests for each in rest.parts
        ):
            return "order_changed"
    for start, end in spans:
        words = own[start:end].strip()
        after, before = _AFTER.search(words), _BEFORE.search(words)
        following = [place for first, place in places if first > start]
        if not (after or before) or not following:
            continue
        clauses = list(dict.fromkeys(rest.clause for rest in rests))
        _, parts, share = aligned_parts(words_of_part(words), clauses, words)
        if share < ALIGNED:
            continue
        said_so = any((_AFTER if after else _BEFORE).search(each.part.words.strip()) for each in parts)
        place = parts[0].part.start
        if not said_so and (place > following[0] if after else place < following[0]):
            return "order_changed"
        if before and not said_so and place == following[0]:
            return "order_changed"
    return ""
