"""Draws the foot of a card that asks whether the answer was of use. What is pressed goes to ``/api/signal`` by ``opinions.js``."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answer import Language
from assistant.state.answer_log import EventKind, Opinion, Reason
from assistant.web.escaping import escape


@dataclass(frozen=True, slots=True)
class FeedbackLabels:
    """The words of the foot."""

    useful: str
    useless: str
    why: str
    reasons: dict[Reason, str]
    note: str
    send: str
    thanks: str
    failed: str


_LABELS: dict[Language, FeedbackLabels] = {
    "zh": FeedbackLabels(
        "有用",
        "没用",
        "哪里不好？",
        {
            Reason.WRONG_CLAUSE: "条款不对",
            Reason.INCOMPLETE: "不完整",
            Reason.OUTDATED: "已过时",
            Reason.UNCLEAR: "看不明白",
            Reason.SHOULD_HAVE_REFUSED: "不该回答",
        },
        "补充一句（可不填）",
        "提交",
        "已记下，谢谢",
        "没有记下，请再试",
    ),
    "zh-Hant": FeedbackLabels(
        "有用",
        "沒用",
        "哪裡不好？",
        {
            Reason.WRONG_CLAUSE: "條款不對",
            Reason.INCOMPLETE: "不完整",
            Reason.OUTDATED: "已過時",
            Reason.UNCLEAR: "看不明白",
            Reason.SHOULD_HAVE_REFUSED: "不該回答",
        },
        "補充一句（可不填）",
        "提交",
        "已記下，謝謝",
        "沒有記下，請再試",
    ),
    "en": FeedbackLabels(
        "Useful",
        "Not useful",
        "What was wrong?",
        {
            Reason.WRONG_CLAUSE: "Wrong clause",
            Reason.INCOMPLETE: "Incomplete",
            Reason.OUTDATED: "Outdated",
            Reason.UNCLEAR: "Unclear",
            Reason.SHOULD_HAVE_REFUSED: "Should have refused",
        },
        "Anything to add (optional)",
        "Send",
        "Noted, thank you",
        "Not noted, please try again",
    ),
}


def draw_feedback(answer_id: str, language: Language, said: Opinion | None = None) -> str:
    """Draw the foot of one answer.

    :param answer_id: The answer's id in the log.
    :param language: Of the question.
    :param said: What was said of it before.
    :return: HTML; the reasons stay hidden until the answer is said to be of no use.
    """
    labels = _LABELS[language]
    kind = said.kind if said else None
    reasons = "".join(
        f'<button type="button" data-reason="{reason.value}" aria-pressed="{_pressed(said is not None and said.reason == reason)}">{label}</button>'
        for reason, label in labels.reasons.items()
    )
    return (
        f'<div class="feedback" data-answer="{escape(answer_id)}" data-thanks="{labels.thanks}" data-failed="{labels.failed}">'
        f'<button type="button" data-signal="useful" aria-pressed="{_pressed(kind is EventKind.USEFUL)}">{labels.useful}</button>'
        f'<button type="button" data-signal="useless" aria-pressed="{_pressed(kind is EventKind.USELESS)}" aria-expanded="false">{labels.useless}</button>'
        '<span class="said" role="status"></span>'
        f'<div class="why" hidden><p>{labels.why}</p><div class="reasons">{reasons}</div>'
        f'<input type="text" maxlength="500" placeholder="{labels.note}" aria-label="{labels.note}">'
        f'<button type="button" data-send>{labels.send}</button></div></div>'
    )


def _pressed(pressed: bool) -> str:
    """Write a state as HTML does."""
    return "true" if pressed else "false"
