"""The words of web pages around a regulation: ways through the site, buttons, counters, footers, hints of document-sharing sites.

Judges single lines, in Simplified characters. A line is a page's where its form says so (keys with values, buttons alone) or
where it holds one of the fixed phrases; a line that begins with a label, or speaks to those the rules are for, is left alone.
"""

from __future__ import annotations

import re

from corpus.label import Family
from corpus.labels import read_label

# A line of a document-sharing site speaks of documents and has more of such a site's words. It speaks to nobody in the house.
_SITE_TOPICS = ("文档", "本站", "网友", "RAR")
SITE_WORDS = (
    *_SITE_TOPICS, "下载", "版权", "上传", "VIP", "会员", "付费", "预览", "侵权", "退款", "权益归", "免费", "学习交流", "图纸", "压缩", "网页",
    "平台不", "转载", "浏览器",
)  # fmt: skip
_HOUSE_WORDS = re.compile(
    r"员工|人员|部门|客户|坐席|座席|岗位|应当|本(?:公司|办法|制度|规范|规定|条例)|[第（(][一二三四五六七八九十百]+[条)）]"
)
_SITE_LINE = re.compile(
    r"^查看更多$|文档侵犯|^相关文档|^最新文档|^相关主题$|^文本预览$|^文档简介$|^文档评论|^文档贡献者|^提交评论|^实名认证$|还剩\d+页|继续免费阅读|"
    r"文档之家|原创力文档|人人文库|百度文库|道客巴巴|豆丁网|VIP文档|VIP精品|成为VIP|WinRAR|“版权申诉”|^\d+/\d+$|"
    r"\.(?:docx?|pdf|pptx?|txt)(?:VIP)?$|^(?:\s*</?[a-zA-Z][\w:.-]*[^<>]*>)+$|^<[a-zA-Z][\w:.-]*>\s*data:image|\+\s*关注$"
)
# Where on the site the page is: 首页 > 政务公开 > 规范性文件. Not 受理 > 登记 > 派单, the steps of a rule.
_TRAIL = re.compile(
    r"^(?:您|你)?(?:现在|目前|当前)?(?:的|所在)?位置\s*[:：]|^(?:网站)?首页\s*(?:->|[>＞›»→]+)|"
    r"^[^>＞›»。；;，,]{1,15}(?:网|库|大全|文献|中心|公开|频道)\s*[>＞›»]+[^。；;，,]{1,60}$|^[^>＞›»。；;，,]{1,20}[>＞›»][^。；;，,]{1,60}[>＞›»]\s*(?:正文|详情|文章)$"
)
# What only a page says. Short, and nothing a rule would begin with.
_PAGE_LINE = re.compile(
    r"^[上下]一(?:篇|条|页|个|主题)\s*[:：>]|^(?:Copyright|©|\(c\)\s*\d{4})|^版权所有|^版权声明\s*[:：]|"
    r"^(?:本网站|本站)使用\s*cookie|cookie\s*(?:设置|政策|提示)|^建议使用.{0,40}(?:浏览器|分辨率|IE)|"
    r"^(?:[↑↓←→▲▼☝👆]\s*)*(?:点击|长按).{0,6}(?:蓝字|上方|下方|二维码|图片).{0,12}$|^(?:微信)?扫(?:一扫|码|描二维码).{0,16}$|"
    r"^[↑↓←→⬆⬇▲▼☝👆👇\s]+$|^(?:[↑↓←→▲▼☝👆]\s*)*点击(?:蓝字|关注|下载).{0,12}$|^喜欢就点|^点个?[“\"]?(?:在看|好看)|^喜欢此内容的人还喜欢|^下载文档到电脑|^\d+\s*下载[券卷]|^(?:#[^#\s]{1,20}#\s*)+$|"
    r"^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\s+(?:作者|来源|浏览|阅读|点击|编辑|发布者|字[体号])(?:[次量数]|次数)?\s*[:：]|"
    r"^\S{2,20}\s+\d{4}-\d{2}-\d{2}(?:\s+\d{2}:\d{2})?\s+发表于\S{1,8}$|^\S{2,20}\s+\d{4}-\d{2}-\d{2}\s+\d{2}:\d{2}(?::\d{2})?$|^原创\s.*\d{4}-\d{1,2}-\d{1,2}|发表于\s*\d{4}-|^本帖最后由|只看该作者|使用道具|"
    r"^阅读\s*[\d.]+[万wk+]*(?:\s|$)|"
    r"^以上(?:就是|便是).{2,40}内容|更多.{0,20}请关注|^将本文的?\s*Word|^文档为\s*doc|"
    r"^(?:展开|收起|阅读|查看|点击查看|点击阅读)(?:阅读)?(?:全文|全部)$|^剩余\s*\d+\s*页|^(?:文档|页面|正在)?加载中|广告还剩|^君，已阅读到|^阅读已结束|^星级\s*[:：]|^分享于\s*\d{4}-|不支持预览|"
    r"^(?:以下|本文|本页|本篇)?(?:文章|内容|资料)?(?:来自|来源于)(?:网络|互联网)|^评论列表|^(?:用户|网友)评论$|^暂无评论|^我也说两句|本篇引用的法规|^本文档(?:由|来自|为).{0,20}(?:上传|分享|下载)|^如有侵权.{0,20}(?:删除|处理|联系)|^(?:声明|免责声明)\s*[:：]\s*(?:本文|本站)|"
    r"^(?:本|以上|以下)?(?:文章?|文档|资料|内容|页面|译文)由[^,，。]{0,16}(?:整理|生成|翻译|撰写|汇编)(?:而成)?(?:[,，].{0,16}参考)?[。.!！]?$|"
    r"^收录于(?:合集|话题|专辑)|^点个?赞.{0,8}$|^网站支持\s*IPv6|^政府网站标识码|^请?(?:支付|付费|登录|注册|充值)后.{0,4}(?:下载|查看|阅读)|"
    r"^[¥￥]\s*\d+(?:\.\d+)?$|^下载(?:提示|说明)$|^免费阅读\s*共\s*\d+\s*页|"
    r"^(?:(?:浏览|下载|阅读|收藏|评分|点赞|评论|分享|点击|赞|在看)\s*[\d.]+\s*万?\s*){2,}$|^推荐度\s*[:：]|^共有?\s*\d+\s*条评论",
    re.I,
)
_FOOTER = re.compile(
    r"[\u4e00-\u9fff]\s*ICP\s*[备证]|公网安备\s*\d|All Rights? Reserved|^小编|小编(?:为|给|帮|整理|精心|今天|收集)",
    re.I,
)
_DATED = r"\s*[:：]\s*[\[【]?\d{4}\s*[-/.年]"
_COUNTED = r"\s*[:：]\s*\[?\s*[\d,.]+\s*万?\s*次?"
# A key that only a page has, with the sort of value it has there.
_PAGE_KEY = re.compile(
    rf"^(?:(?:浏览|阅读|访问|点击|下载|查看)(?:次数|量|数|率|人数){_COUNTED}|人气{_COUNTED}|(?:更新|上传|发布|发稿|录入)(?:时间|日期){_DATED}.*"
    rf"(?:浏览|阅读|点击|来源|字体|字号|作者|访问)|字[体号](?:大小)?\s*[:：]?\s*[\[【]?\s*[大中小]|分享(?:到|至)?\s*[:：]|"
    r"(?:信息)?索引号\s*[:：]|(?:主题|体裁|组配|信息)分类\s*[:：]|网站标识码|技术支持\s*[:：]|附件下载\s*[:：]|上传(?:[者人]|用户)\s*[:：]|文档名称\s*[:：]|"
    r"公开(?:方式|属性|类别|形式|范围)\s*[:：]\s*(?:主动|依申请|不予|此件|全文|全社会)|"
    r"(?:【(?:摘要|导读|内容摘要|内容提要|核心提示|文章导读|编者按)】|(?:摘要|导读|内容摘要|文章导读|核心提示)\s*[:：])|"
    r"(?:热门|相关|精彩|编辑|站长|本站|延伸|往期|推荐)(?:推荐|阅读|文章|资讯|新闻|精选|回顾)\s*[:：]\s*\S|"
    r"当前用户\s*[:：]|欢迎您?[,，].{0,10}(?:登录|退出|注销))"
)
# Keys of pages that regulations and forms use too: only two of them in one line, or one beside another such line, are a page's.
_WEAK_KEY = (
    "信息来源|文章来源|来源|稿源|作者|编辑|责编|责任编辑|校对|审校|审核|终审|撰稿|供稿|摄影|排版|监制|发布者|发布人|录入|上传人|上传者|上传时间|"
    "更新时间|更新日期|发布时间|发布日期|日期|时间|点击|阅读|人气|浏览|大小|格式|页数|标签|关键词|栏目|评分|评论|主办单位|主办|承办单位|承办"
)
_WEAK_PAIR = re.compile(rf"(?:^|[\s|｜丨\[【（(])(?:{_WEAK_KEY})\s*[:：】|｜丨]")
# Whoever edited a page, by name: no rule says that.
_EDITOR = re.compile(
    r"^[\[【（(]?\s*(?:责任编辑|责编|网络编辑|值班编辑|本[文期]编辑|编辑|美编|图文编辑)\s*[:：|｜丨]\s*[\u4e00-\u9fff·]{2,4}(?:[\s、]+[\u4e00-\u9fff·]{2,4}){0,2}\s*[\]】）)]?$"
)
_BYLINE = re.compile(
    r"^(?:信息来源|文章来源|来源|稿源|作者|编辑|责编|责任编辑|校对|审校|审核|终审|撰稿|供稿|摄影|排版|监制|发布者|发布人|标签|关键词)"
    r"\s*[:：]\s*[^。；;，,]{1,20}$"
)
_SEPARATOR = re.compile(r"[\s|｜丨/·•、【】\[\]<>（）()]+")
_BUTTON = re.compile(
    r"打印(?:本页|文章|此页)?|关闭(?:窗口|本页)?|分享(?:到|给好友)?[:：]?|收藏(?:本页|本文|文档)?|返回(?:首页|列表|顶部|上页|上一页)?|首页|网站首页|登录|登陆|注册|"
    r"注销|退出(?:登录)?|举报|回复|点赞|在看|转发|评论|菜单|导航|搜索|跳至(?:内容|正文)|网站地图|联系我们|关于我们|网站声明|法律声明|免责声明|隐私政策|"
    r"隐私声明|使用条款|服务条款|帮助中心|侵权投诉|意见反馈|广告服务|友情链接|加入收藏|设为首页|企业文库|文库协议|使用百度前必读|立即下载|"
    r"免费下载|下载(?:文档|本文)?|加入VIP|VIP(?:福利)?|文档|合作|客户端|手机版|无障碍|我要(?:打印|纠错|分享|收藏|评论)|网站简介|诚聘英才|人才招聘|隐私保护|繁体|简体|English|微信(?:好友)?|朋友圈|微博|新浪微博|QQ(?:空间|好友)?|"
    r"字体|大|中|小|A\+|A-|相似文档|相关文档|全屏|上一页|下一页|尾页|末页|阅读原文|阅读全文|赞|踩|复制链接|只看楼主|倒序浏览|阅读模式|下载(?:APP|客户端)?|相关|上传|纠错|会员",
    re.I,
)
_LONE_BUTTON = re.compile(
    r"打印(?:本页|此页|文章)|关闭(?:窗口|本页)|返回(?:首页|列表|顶部|上一页)|网站地图|跳至(?:内容|正文)|加入收藏|设为首页|立即下载|点击下载.{0,6}|"
    r"阅读原文|阅读全文|分享[到至]|发表评论|写评论|我要评论|登录后评论|广告|赞助商链接|复制链接|微信扫一扫|[-—~\s]*(?:END|THE END)[-—~\s]*",
    re.I,
)
_FIGURES = re.compile(r"[\d.,]+\s*(?:万|k)?\s*(?:分|页|阅读|下载|次|人|赞|KB|MB|浏览|收藏)", re.I)
_FIGURES_OF_PAGES = re.compile(r"\d\s*(?:万|k)?\s*(?:阅读|下载|浏览|收藏|KB|MB)", re.I)
# From such a line on a page has nothing but its own, where no rule follows.
_TAIL = re.compile(
    r"^(?:【[^】]{2,40}】)?(?:相关|更多|热门|最新|推荐|往期)(?:文章|阅读|推荐|链接|文档|新闻|资讯|回顾|精彩|精选|范文)\s*[:：]?$|"
    r"^(?:推荐阅读|猜你喜欢|您?可能(?:感兴趣|关注|喜欢)的.{2,4}|延伸阅读|友情链接|网友评论|大家都在看)\s*[:：]?$|^[上下]一(?:篇|条)\s*[:：]"
)
LONGEST_SITE_LINE = 2000  # characters; a whole document in one line may hold a site's words too
LONGEST_PAGE_LINE = 120  # characters; longer, a line that begins like a page's is perhaps a text that follows it
FEWEST_SITE_WORDS = 3
CHARACTERS_A_SITE_WORD = 60  # a site's lines are denser; measured on the corpus, 2026-11-21


def is_site_line(line: str) -> bool:
    """Tell whether a line is a page's own, whatever stands around it.

    >>> is_site_line("上一篇:关于调整服务热线的公告"), is_site_line("引导客户扫一扫二维码。"), is_site_line("打印 | 关闭")
    (True, False, True)

    :param line: The line, in Simplified characters.
    :return: Whether it is no part of a regulation.
    """
    if len(line) >= LONGEST_SITE_LINE:
        return False
    if _SITE_LINE.search(line):
        return True
    if _is_page_form(line):
        return True
    if _HOUSE_WORDS.search(line):
        return False
    words = sum(word in line for word in SITE_WORDS)
    dense = words >= FEWEST_SITE_WORDS and len(line) < CHARACTERS_A_SITE_WORD * words
    if dense and any(topic in line for topic in _SITE_TOPICS):
        return True
    if len(line) > LONGEST_PAGE_LINE or is_labelled(line):
        return False
    pairs = len(_WEAK_PAIR.findall(line)) > 1 and bool(_WEAK_PAIR.match(line)) and "。" not in line
    return pairs or bool(_PAGE_LINE.search(line) or _EDITOR.match(line))


def _is_page_form(line: str) -> bool:
    """Tell whether a line can be nothing but a page's by its form: a way through the site, a counter, a row of buttons."""
    if len(line) > LONGEST_PAGE_LINE:
        return False
    words = [word for word in _SEPARATOR.split(line) if word]
    if len(words) > 1 and all(_FIGURES.fullmatch(word) for word in words) and _FIGURES_OF_PAGES.search(line):
        return True
    if is_labelled(line):
        return False
    if _TRAIL.search(line) or _PAGE_KEY.match(line) or _LONE_BUTTON.fullmatch(line.strip("【】[]")):
        return True
    return bool(_FOOTER.search(line)) or len(words) > 1 and all(_BUTTON.fullmatch(word) for word in words)


def is_byline(line: str) -> bool:
    """Tell whether a line names who wrote or edited something; a page's, where another of its lines stands beside it.

    >>> is_byline("编辑:小李"), is_byline("来源:客户来电、来函,以及上级转办")
    (True, False)
    """
    return bool(_BYLINE.match(line))


def begins_tail(line: str) -> bool:
    """Tell whether a line stands above a page's other offers: 相关阅读, 往期推荐, 上一篇."""
    if len(line) > LONGEST_PAGE_LINE or is_labelled(line):
        return False
    return bool(_TAIL.match(line) or _TAIL.match(line.strip("【】[]◆■●▶☆★ ")))


def is_labelled(line: str) -> bool:
    """Tell whether a line begins with a label that counts."""
    label = read_label(line)
    return label is not None and label.family is not Family.BULLET and not label.bare
