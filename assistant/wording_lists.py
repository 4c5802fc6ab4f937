"""Which lists and table columns hold wording that must not be said: told by the title above them, or the head of the column.

Every function takes simplified text. Knows nothing of drafts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

FORBIDDING = r"(?:严禁|禁止|禁用|不得(?!已)|不准|不许|不允许|不可以?|不能|不应该?|不宜|不该|不要|切忌|忌讳|切勿|请勿|避免|杜绝|[绝决]不|忌|勿|不(?=说|讲|使用|用|出现))"
SPEECH = r"(?:用语|语言|口语|语句|话语|(?<!电)话|语|词|言|字眼|字样|口头禅|口吻|语气|句式|说法|表述|助词|称呼)"

_FORBIDDEN_TITLE = re.compile(
    rf"忌语|禁语|禁忌?用?语|禁(?:止|用|说)的?(?:使用|用|说)?的?{SPEECH}|(?:不文明|不规范|不礼貌|不当|不良|负面|错误)的?(?:服务)?(?:{SPEECH})"
    rf"|{FORBIDDING}[^,，。]{{0,10}}(?:说|讲|使用|用|出现)[^,，。]{{0,12}}{SPEECH}"
)
_GIVEN_TITLE = re.compile(
    r"(?:礼貌|常用|规范|文明|服务|标准|推荐|提倡|敬|问候|十字|应答|正确|宜|应)的?(?:服务)?(?:用|敬)?语|话术|语言规范|用语规范|对照"
)
_FORBIDDEN_HEAD = re.compile(
    r"(?:忌|禁|不(?:宜|应|得|能|该|要|可|当|准|许|规范|文明|正确|妥)|错误|避免)[^|]{0,6}(?:语|话|说|讲|词|言|用|称呼|表达|表述|示例)"
)
_GIVEN_HEAD = re.compile(r"宜|应|改|规范|文明|推荐|正确|标准|提倡|建议|礼貌|话术|用语|可以?(?:说|用)")
_LONGEST_TITLE = 30  # characters; what is longer is a sentence about something else
_COLUMNS = " | "  # between the heads of a table, as the parser writes them into the context


class ListKind(Enum):
    """What the items of a list are."""

    FORBIDDEN = "forbidden"
    GIVEN = "given"


def kind_of_list(titles: Sequence[str]) -> ListKind | None:
    """Tell what the items under some titles are; the nearest title that tells decides.

    >>> kind_of_list(["五、客户服务忌语"]), kind_of_list(["四、客户服务禁忌"]), kind_of_list(["礼貌用语和服务忌语"])
    (<ListKind.FORBIDDEN: 'forbidden'>, None, None)

    :param titles: Nearest first.
    :return: The kind; None where no title tells, or the nearest that tells names both.
    """
    for title in titles:
        if len(title) > _LONGEST_TITLE:
            continue
        forbidden = _FORBIDDEN_TITLE.search(title)
        given = _GIVEN_TITLE.search(_FORBIDDEN_TITLE.sub("", title))
        if forbidden and given and re.search(r"[和与及、]", title):
            return None
        if forbidden:
            return ListKind.FORBIDDEN
        if given:
            return ListKind.GIVEN
    return None


def column_kinds(context: Sequence[str], cells: int) -> tuple[ListKind | None, ...]:
    """Tell what each cell of a table row is, by the heads of the columns.

    :param context: Headings above the row, outermost first.
    :param cells: How many cells the row has.
    :return: One a cell; empty where no heads fit, or none of them forbids.
    """
    for title in reversed(context):
        heads = title.split(_COLUMNS)
        if len(heads) == cells > 1:
            kinds = tuple(_kind_of_head(head) for head in heads)
            return kinds if ListKind.FORBIDDEN in kinds else ()
    return ()


def _kind_of_head(head: str) -> ListKind | None:
    """Tell what stands under one head."""
    if _FORBIDDEN_HEAD.search(head):
        return ListKind.FORBIDDEN
    return ListKind.GIVEN if _GIVEN_HEAD.search(head) else None
