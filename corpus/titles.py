"""Lines that are titles of regulations, as 电话客服人员行为规范 is: told by their words alone.

Which of them begins a regulation, ``parting`` decides by what stands around it.
"""

from __future__ import annotations

import re

from corpus.dates import is_date
from corpus.issue_lines import read_document_number
from corpus.organisations import read_organisation
from corpus.script import fold, to_simplified

LONGEST_TITLE = 80  # characters
SHORTEST_LONE_TITLE = 8  # characters; shorter, a line like 电话接听规范 in the middle of a file is a heading
_KINDS = "规范|制度|准则|办法|规定|细则|守则|指南|规程|条例|章程|公约|须知|标准|手册|指引|规则|方案|意见|通则|(?<![依方做看无违合说用想司执立守])法"
_KINDS_AT_START = "解释|决定|批复|通知|公告|命令|修正案|决议|安排|纲要|要求|流程|程序|话术|问答|解答|要点|承诺|承诺书|汇编|选编|预案"  # too common in running text to part regulations
_ENDING = r"(?:\s*[Vv]\d+(?:\.\d+)*)?(?:\s*[（(《\[【“][^（()）]{1,20}[)）》\]】”])*(?:通用版|修订版|完整版|范本|范文|精选|\d+篇)?"
_TITLE = re.compile(rf"^.{{2,78}}(?:{_KINDS})(?:标准)?{_ENDING}$")
_TITLE_AT_START = re.compile(rf"^.{{2,78}}(?:{_KINDS}|{_KINDS_AT_START})(?:标准)?{_ENDING}$")
_NO_TITLE = re.compile(r"[,，。;；!！?？…:：]|应当|必须|^[（(].*[)）]$")
_ORGANISATION = re.compile(
    r"(?:有限公司|集团|公司|银行|检验局|管理局|总局|委员会|协会|交易市场|交易所|研究院|学院|大学|医院|法院|检察院|国务院|人民政府|[厅局部])$"
)
_ISSUED = re.compile(r"[\s（(]*(?:编号|文号|文件编号)\s*[:：]\s*([A-Za-z0-9/_\-—〔〕\[\]()（）号]{3,40})")
_EXTRAS = re.compile(
    r"\s+(?:(?:编号|文号|保密等级|密级|版本|版次|生效日期|发布日期)\s*[:：]|第[一二三四五六七八九十\d]{1,3}[章篇]\s).*$"
)
_IN_BRACKETS = re.compile(r"^【([^【】]+)】$")
_QUOTED = re.compile(r"《([^《》]+)》")
_TITLE_KEY = re.compile(r"(?:文件|制度|规范|程序|标准|法规|规章)名称\s*[:：]\s*(?=\S)")
_FILE_PREFIX = re.compile(
    r"^(?:\d{2,6}\s*[-—_、.]\s*|[（(](?:完整版|最新|精选)[)）]\s*|[【\[](?:转载?|最新|推荐|精选)[】\]]\s*)+"
)


def read_title(text: str, *, at_start: bool = False) -> str | None:
    """Read the title in a line that could be one.

    >>> read_title("物流部客户服务规范 编号:SKS/Z-WL-021 版本:A0"), read_title("服务规范应当遵守。")
    ('物流部客户服务规范', None)

    :param text: The line, in any script.
    :param at_start: Whether a file or a regulation begins there; more words make a title then.
    :return: The title as printed, without number, version and file prefix; None if the line is no title.
    """
    title = printed_title(quoted[1] if at_start and (quoted := _QUOTED.fullmatch(text.strip())) else text)
    if len(title) > LONGEST_TITLE:
        return None
    simplified = to_simplified(title)
    pattern = _TITLE_AT_START if at_start else _TITLE
    return title if pattern.match(simplified) and not _NO_TITLE.search(simplified) else None


def printed_title(text: str) -> str:
    """Leave out of a title line what is printed beside the title: number, version and file prefix.

    >>> printed_title("柜面服务 编号:GM-01"), printed_title("地面服务手册 第三章 行李"), printed_title("【客服部制度】")
    ('柜面服务', '地面服务手册', '客服部制度')

    :param text: The line.
    :return: The title.
    """
    text = _IN_BRACKETS.sub(r"\1", text.strip())
    text = text[key.end() :] if (key := _TITLE_KEY.match(to_simplified(text))) else text
    extras = _EXTRAS.search(to_simplified(text))
    title = _FILE_PREFIX.sub("", text[: extras.start()] if extras else text)
    title = title[len(_number_before(title)) :].lstrip()
    half = len(title) // 2
    return title[:half] if len(title) > 8 and title[:half] == title[half:] else title


def _number_before(title: str) -> str:
    """Read the document number that stands before a title, parted from it by a blank: 国家某总局令第20号 某办法; empty if none does."""
    number, _, rest = title.partition(" ") if " " in title else title.partition("\u3000")
    return number if rest and read_document_number(number) else ""


def is_sentence(text: str) -> bool:
    """Tell whether words have a sign or a verb in them that no title has."""
    return bool(_NO_TITLE.search(text))


def names_organisation(text: str) -> bool:
    """Tell whether a line ends as the names of organisations do."""
    return bool(_ORGANISATION.search(to_simplified(text))) or read_organisation(text) is not None


def is_same_title(heading: str, title: str) -> bool:
    """Tell whether a heading says the title of its regulation again.

    >>> is_same_title("客户服务人员行为规范", "客户服务人员行为规范(共5篇)"), is_same_title("总则", "总则实施办法")
    (True, False)

    :param heading: The heading.
    :param title: The title as printed.
    :return: Whether they are one.
    """
    return bool(title) and read_title(heading) is not None and is_one_title(fold(heading), fold(title))


def is_one_title(title: str, other: str) -> bool:
    """Tell whether two folded titles are one, the issuer before it or a note behind it aside."""
    shorter, longer = sorted((title, other), key=len)
    return longer.startswith(shorter) or longer.endswith(shorter)


def is_signature(text: str) -> bool:
    """Tell whether a line below a regulation is the issuer's name or the date.

    >>> is_signature("二〇二四年一月一日"), is_signature("某某物业服务有限公司"), is_signature("由客户服务部负责解释")
    (True, True, False)
    """
    line = to_simplified(text.strip())
    return is_date(line) or len(line) <= 30 and not _NO_TITLE.search(line) and bool(_ORGANISATION.search(line))


def number_in(text: str) -> str:
    """Read the document number printed beside a title."""
    match = _ISSUED.search(to_simplified(text))
    return match[1] if match else _number_before(text.strip())
