"""Turns of speech that say the same in other words, brought to one: 我哪知道 as 我怎么知道, 跟我没关系 as 不关我的事.

Everyday spoken Chinese, of no regulation in particular; both the forbidden wording and the drafts go through it, so that the order of
the rows matters and what a row writes is only a form to compare. Text is in comparison form: Simplified, 您 as 你, 讲 as 说.
"""

from __future__ import annotations

import re

_END = r"(?=[呢呀啊吧啦嘛了的]*(?:[,.!?;:、~—。\n]|$))"  # what is said to its end, and not of something

# Each row: what is said -> how it is compared. A row may build on the rows before it.
_ROWS: tuple[tuple[str, str], ...] = (
    # said twice: 打错了打错了
    (r"([^\W\d_]{2,6}?)[,!]?\1", r"\1"),
    # adverbs that press and change nothing
    (r"当然|倒是|(?<![不没])已经|早就|早已", ""),
    # questions that are none
    (r"不是(?=跟你|给你|和你|对你|都|说过)", ""),
    (r"哪里?会?(?=知道|清楚|明白)|怎么会(?=知道|清楚|明白)", "怎么"),
    (r"(?<=我怎么)(?:清楚|明白)", "知道"),
    (rf"(?<=我)(?:又|还)?能?(?:有什么|怎么有)(?:好)?办法{_END}", "也没办法"),
    (r"谁(?:跟|和|对|给|同)你说的?", "谁告诉你的"),
    (r"(?<!是)谁听得(?:清楚?|懂|明白)", "给谁听"),
    (r"哪里态度(?=不好|差)", "态度哪里"),
    (r"(?<=态度)(?:怎么了|怎么样|哪里不对|有什么问题)", "怎样"),
    (r"(?<=态度)就是?这(?:个样子?|样)", "就这种态度"),
    (r"态度就这种态度", "就这种态度"),
    (r"(?:(?<=到底想)|(?<=到底要)|(?<=到底))(?:干嘛|怎样|怎么样|怎么着)", "怎么样"),
    (r"(?<=到底)(?:想要|要)(?=怎么样)", "想"),
    (r"怎么样", "如何"),  # asks for an opinion; 怎样 and 怎么这样 are retorts
    # nobody's business, nobody's fault
    (r"(?:跟|和|与|同)我(?:们)?(?:没什么|没|有什么|无)关系?", "不关我的事"),
    (r"(?:不归|轮不到)我(?:们)?(?:来)?管", "不关我的事"),
    (r"错(?:又|可|也)?不在我(?:们)?", "不是我的错"),
    (r"没(?:的|这种|那种|这样的|这|那回)事(?!先|实|情)", "没这回事"),
    (r"(?<!不)[关干]我(?:什么|屁|鬼)?事", "不关我的事"),
    (rf"(?:怎么|哪里?|(?<!有)没|绝不|决不|绝无)(?:会?有?)?可能{_END}", "不可能"),
    (rf"没(?:辙|招|主意){_END}", "没办法"),
    (r"(?:没办法|不能|没能力)查|查不了", "没法查"),
    (r"([拨打]\d{3,})(?=去|来?[查问])", r"\1电话"),
    (r"没(?:时间|工夫|功夫)(?=[呢呀啊吧啦的了]*(?:[,.!?;:、~—。\n]|$|[你接理跟]))", "没空"),
    # louder, softer, once more
    (r"听不(?:见|到|清楚)", "听不清"),
    (r"说(?=[这那]么[快慢])", "说话"),
    (r"(?<=听清楚)好不好", "好吗"),
    (r"(?:说话)?(?:的)?(?:声音?|音量|嗓门)(?:放|再|调|开)?([大小])(?:一?点|些)(?:声)?", r"\1声点"),
    (r"说?话?([大小])(?:点声|声一?点|声些)(?:说话?)?", r"\1声点"),
    (r"(?<=说)响(?:亮)?一?点", "大声点"),
    (r"说(?=[大小]声点)", ""),
    (r"听不清(?=大声点)", "听不清,"),  # two sentences typed as one
    (r"(?:重新|重)说(?:一[遍次下])?", "再说一遍"),
    # often, understand, want
    (r"好几|好多|几百|多少(?=遍|次)", "很多"),
    (r"(?<!不)不懂", "不明白"),
    (r"不愿意?|不乐意|不爱(?=用|听|买|来|要)", "不想"),
    (r"爱([用要买来听打说])不\1", r"不想\1就别\1"),
    (r"([搞弄]错)没有?(?=[呢呀啊吧啦]*(?:[,.!?;:、~—。\n]|$))", r"有没\1"),
    # the wrong number
    (r"拨错", "打错"),
    (r"(?:号码?|电话)(?:给|都)?打错|打错(?:号码?|电话)", "打错"),
    (r"打[的得]不对", "打错了"),
    # whom one talks with, what is given away
    (r"跟客户说", "跟你说"),
    (r"跟你(?:聊|谈|扯|耗)", "跟你说"),
    (r"电话号码?|手机号?码?", "电话"),
    (r"告诉你(?![的们])|(?:透露|提供)给你", "给你"),
)
PARAPHRASES = tuple((re.compile(pattern), written) for pattern, written in _ROWS)
