"""Bullets: •, ➢, √, × and dashes, and what they turn into when a font or a program is lost."""

from __future__ import annotations

import re

from corpus.label import Family, Label

_HAN = "\u3400-\u9fff"
# The private-use characters and the single letters are what Word's symbol fonts turn into.
_BULLET = re.compile(
    rf"[➢●•·◆■▪▶►➤★☆※❖◇◎▲△◦‣\uf020-\uf0ff][ \u3000]*|[?？][ ]*(?=[{_HAN}])|[-–—*][ ]+(?=\S)|\+[ ]+(?=[{_HAN}“])|[lnuvØü§][ \u3000]+(?=[{_HAN}])"
)
# Signs that say what to do and what not to; they stay in the text, since without them it would say the opposite.
_MARK = re.compile(r"[√✓✔☑×✗✘✕✖☒](?![√✓✔☑×✗✘✕✖☒])(?=[ \u3000]*[\u3400-\u9fff“\"「『《（(])")
_CERTAIN_MARKS = "✓✔✗✘✕✖"
# 步骤1：核对证件, Step 2 通知技术部: as items they keep their words, since nothing else says what comes first.
_STEP = re.compile(
    r"(?:第[\d一二三四五六七八九十]{1,2}步|步[骤驟][ ]?[\d一二三四五六七八九十]{1,2}|[Ss](?:tep|TEP)[ ]?\d{1,2})[ \u3000]*[:：、.．—-]?[ \u3000]*(?=[\u3400-\u9fffA-Z“])"
)
_BOX = re.compile(r"[□☐○◯][ \u3000]*(?=[\u3400-\u9fff“「『《])")  # to be ticked; ○ is a nought too
_DASH = re.compile(r"(?:[—―–]{1,2}|--)(?=[\u3400-\u9fff“「『《（(])")


def read_bullet(text: str, start: int) -> Label | None:
    """Read the bullet that starts at a place.

    :param text: The line.
    :param start: The place.
    :return: The bullet, doubtful where only its neighbours can tell; None if none stands there.
    """
    if match := _MARK.match(text, start):  # ×经理: a name left out
        return Label(Family.BULLET, (), "", 0, doubtful=match[0] not in _CERTAIN_MARKS)
    if text[start] in "第步Ss" and _STEP.match(text, start):
        return Label(Family.BULLET, (), "", 0, doubtful=True)
    if match := _DASH.match(text, start) or _BOX.match(text, start):
        return Label(Family.BULLET, (), "", match.end() - start, doubtful=True)
    match = _BULLET.match(text, start)
    return Label(Family.BULLET, (), "", match.end() - start) if match else None


def is_beside_bullet(label: Label, before: str, after: str) -> bool:
    """Tell whether a doubtful bullet, a dash or a × without more, has another of its kind on the line before or after it.

    :param label: The bullet.
    :param before: The line before.
    :param after: The line after.
    :return: Whether it has.
    """
    signs = (_DASH, _BOX) if label.length else (_MARK, _STEP)
    return any(sign.match(line) for sign in signs for line in (before, after))
