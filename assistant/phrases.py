"""Every sentence the assistant says in its own words, in the three languages it is asked in.

Regulations' words are never here: they are quoted as published, in whatever frame stands around them.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answer import Language


@dataclass(frozen=True, slots=True)
class Phrases:
    """The frames of an answer in one language. Fields in braces are filled in."""

    say: str  # {wording} in quotation marks
    say_when: str  # {lead_in} are the regulation's words before the wording
    never: str  # {text} that does not say itself that it is forbidden
    cell: str  # {head} of a table's column, {text} of the cell
    under: str  # {heading} above an item that needs it
    left_out: str  # {count} items of a list that are not shown, {name} of the regulation, {heading} of the list
    sources: str
    others: str
    other: str  # {name} of the regulation, {locator}, {text}
    differs: str
    look_up: str
    not_covered: str
    scope_note: str
    near: str
    near_clause: str
    ask: str  # {quote} {name} {locator}
    ask_somebody: str
    no_such_clause: str  # {label}
    no_such_document: str  # {name}
    repealed: str  # {name} {day}
    not_yet: str  # {name} {day}
    ends_at: str  # {name} {last}
    no_such_item: str  # {name} {clause} {label}
    which_regulation: str  # {label} {count} {names}
    which_clause: str  # {label} {count} {clauses}
    also_missing: str  # {labels} beside clauses that were found
    what_is_meant: str
    for_example: str  # {topics}
    topic: str  # {topic} {name} {locator}
    which_matter: str  # {word} {topics}
    full_stop: str
    separator: str
    comma: str
    damaged: str
    without_model: str  # a language model was to phrase the answer and did not


_ZH = Phrases(
    say="可以说：“{wording}”",
    say_when="{lead_in}：“{wording}”",
    never="禁止：{text}",
    cell="{head}：{text}",
    under="（{heading}）",
    left_out="这里没有列全，另有{count}项，见{name}{heading}。",
    sources="依据：{sources}",
    others="其他规定对同类情形的要求：",
    other="{name}{locator}：{text}",
    differs="注意，规定之间不一致：{name}{locator}另有要求：{text}",
    look_up="{name}{locator}：{text}",
    not_covered="规定未涉及：现有规定中没有能回答这个问题的条款，请不要凭猜测答复客户。",
    scope_note="（只查了所选范围。）",
    near="以下条款只是相近，不能作为答复依据：",
    near_clause="{name}{locator}",
    ask="拿不准的问题，规定要求“{quote}”（{name}{locator}）。",
    ask_somebody="所查规定没有写明拿不准时该问谁，请先请示主管领导再答复。",
    no_such_clause="规定未涉及：没有找到{label}。",
    no_such_document="规定未涉及：没有收录{name}，不能用别的规定的条文代替。",
    repealed="规定未涉及：{name}自{day}起已不再施行，它的条文不能作为答复依据。",
    not_yet="规定未涉及：{name}自{day}起施行，现在还没有生效，它的条文不能作为答复依据。",
    ends_at="{name}到第{last}条为止。",
    no_such_item="{name}{clause}下没有{label}。",
    which_regulation="有{count}部规定都有{label}，请问要查哪一部？{names}",
    which_clause="{label}共有{count}款，请问要查哪一条？{clauses}",
    also_missing="没有找到{labels}。",
    what_is_meant="请问您指的是哪件事？请说明客户遇到的情况。",
    for_example="比如：{topics}。",
    topic="{topic}（{name}{locator}）",
    which_matter="规定里有好几处讲到“{word}”，请问您想查哪一方面？{topics}。",
    full_stop="。",
    separator="；",
    comma="、",
    damaged="所引条款的文字有受损，请以原件为准。",
    without_model="语言模型暂时没有给出可用的回答，以上为规定原文。",
)
_ZH_HANT = Phrases(
    say="可以說：「{wording}」",
    say_when="{lead_in}：「{wording}」",
    never="嚴禁：{text}",
    cell="{head}：{text}",
    under="（{heading}）",
    left_out="這裡沒有列全，另有{count}項，見{name}{heading}。",
    sources="依據：{sources}",
    others="其他規定對同類情形的要求：",
    other="{name}{locator}：{text}",
    differs="注意，規定之間不一致：{name}{locator}另有要求：{text}",
    look_up="{name}{locator}：{text}",
    not_covered="規定未涉及：現有規定中沒有能回答這個問題的條款，請不要憑猜測答覆客戶。",
    scope_note="（只查了所選範圍。）",
    near="以下條款只是相近，不能作為答覆依據：",
    near_clause="{name}{locator}",
    ask="拿不準的問題，規定要求「{quote}」（{name}{locator}）。",
    ask_somebody="所查規定沒有寫明拿不準時該問誰，請先請示主管領導再答覆。",
    no_such_clause="規定未涉及：沒有找到{label}。",
    no_such_document="規定未涉及：沒有收錄{name}，不能用別的規定的條文代替。",
    repealed="規定未涉及：{name}自{day}起已不再施行，它的條文不能作為答覆依據。",
    not_yet="規定未涉及：{name}自{day}起施行，現在還沒有生效，它的條文不能作為答覆依據。",
    ends_at="{name}到第{last}條為止。",
    no_such_item="{name}{clause}下沒有{label}。",
    which_regulation="有{count}部規定都有{label}，請問要查哪一部？{names}",
    which_clause="{label}共有{count}款，請問要查哪一條？{clauses}",
    also_missing="沒有找到{labels}。",
    what_is_meant="請問您指的是哪件事？請說明客戶遇到的情況。",
    for_example="比如：{topics}。",
    topic="{topic}（{name}{locator}）",
    which_matter="規定裡有好幾處講到「{word}」，請問您想查哪一方面？{topics}。",
    full_stop="。",
    separator="；",
    comma="、",
    damaged="所引條款的文字有受損，請以原件為準。",
    without_model="語言模型暫時沒有給出可用的回答，以上為規定原文。",
)
_EN = Phrases(
    say="Say: “{wording}”",
    say_when="{lead_in}: “{wording}”",
    never="Never: {text}",
    cell="{head}: {text}",
    under=" ({heading})",
    left_out="Not all of the list: {count} more in {name}{heading}.",
    sources="Source: {sources}",
    others="What other regulations require in the same case:",
    other="{name}{locator}: {text}",
    differs="Note that the rules disagree: {name}{locator} requires: {text}",
    look_up="{name}{locator}: {text}",
    not_covered="Not covered: no clause of the regulations answers this question. Please do not answer the customer by guessing.",
    scope_note=" (Only the chosen scope was searched.)",
    near="These clauses are merely near and settle nothing: ",
    near_clause="{name}{locator}",
    ask="Where an agent is not sure, the regulation requires: “{quote}” ({name}{locator}).",
    ask_somebody="The regulations searched do not say whom to ask; please ask your supervisor before you answer.",
    no_such_clause="Not covered: there is no {label}.",
    no_such_document="Not covered: {name} is not among the regulations; no other one's clause can stand for it.",
    repealed="Not covered: {name} is no longer in force since {day}; its clauses settle nothing.",
    not_yet="Not covered: {name} takes effect on {day} and is not in force yet; its clauses settle nothing.",
    ends_at=" {name} ends at 第{last}条.",
    no_such_item=" {name}{clause} has no {label}.",
    which_regulation="{count} regulations have a {label}. Which one do you mean? {names}",
    which_clause="{label} holds {count} provisions. Which clause do you mean? {clauses}",
    also_missing="There is no {labels}.",
    what_is_meant="What is it about? Please name the customer's case.",
    for_example=" For example: {topics}.",
    topic="{topic} ({name}{locator})",
    which_matter="The regulations speak of {word} in several places. Which do you mean? {topics}.",
    full_stop=".",
    separator="; ",
    comma=", ",
    damaged="The words of a cited clause are damaged; please go by the original document.",
    without_model="The language model gave no usable answer just now; the above is the regulations' own wording.",
)
_BY_LANGUAGE: dict[Language, Phrases] = {"zh": _ZH, "zh-Hant": _ZH_HANT, "en": _EN}


def phrases_in(language: Language) -> Phrases:
    """Give the frames of a language."""
    return _BY_LANGUAGE[language]
