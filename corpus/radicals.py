"""Radicals that stand where their characters should: ⼈ for 人, ⻛ for 风.

PDF files give one drawing to both, and name the radical when the text is taken out. So it comes in every format, copied from there.
"""

from __future__ import annotations

import unicodedata

# The older block has its characters in Unicode's own tables; of the other, those that are whole characters.
_KANGXI = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_SUPPLEMENT = dict(
    zip(
        "⺁⺋⺟⺠⺣⺩⺫⺬⺮⺰⺶⺷⺼⺽⺾⻁⻂⻄⻅⻆⻉⻊⻋⻌⻍⻎⻏⻑⻓⻔⻖⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻫⻬⻭⻮⻯⻰⻲⻳",
        "厂㔾母民灬王罒示竹纟羊羊肉臼艹虎衤西见角贝足车辶辶辶阝長长门阝青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄斉齐歯齿竜龙亀龟",
        strict=True,
    )
)
_CHARACTERS = str.maketrans({**{chr(code): character for code, character in _KANGXI.items()}, **_SUPPLEMENT})


_DOOR = "\u2f3e"  # 戶 in Traditional, 户 in Simplified type; the only radical that is a character of both, drawn differently
_TRADITIONAL = "國務規們會為"
_SIMPLIFIED = "国务规们会为"


def to_characters(text: str) -> str:
    """Put the characters where radicals stand for them; one for one, so that places in the text stay.

    >>> to_characters("客⼾服务⼈员")
    '客户服务人员'

    :param text: Any text.
    :return: The text in the characters that were meant.
    """
    if _DOOR in text and sum(map(text.count, _TRADITIONAL)) <= sum(map(text.count, _SIMPLIFIED)):
        text = text.replace(_DOOR, "户")
    return text.translate(_CHARACTERS)
