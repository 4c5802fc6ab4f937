"""Names of organisations, told from the words for what an organisation is: 北岭市热力有限公司, not 物业服务公司 or 本公司.

A regulation's issuer is read only where such a name stands by itself; a sentence that mentions one is none.
"""

from __future__ import annotations

import re

from corpus.script import to_simplified

LONGEST_NAME = 30  # characters
_MINISTRIES = (
    "外交|国防|教育|科学技术|科技|工业和信息化|公安|国家安全|民政|司法|财政|人力资源(?:和)?社会保障|自然资源|生态环境|住房和城乡建设|"
    "交通运输|铁道|水利|农业|农业农村|商务|文化和旅游|文化|卫生|应急管理|建设|信息产业|劳动和社会保障"
)
_ENDING = (
    "有限责任公司|有限公司|集团公司|公司|集团|银行|分行|支行|信用社|联社|局|厅|委员会|管委会|联合会|协会|学会|商会|基金会|交易市场|交易所|"
    "研究院|研究所|学院|大学|医院|法院|检察院|人民政府|办公厅|办公室|办事处|居委会|村委会|中心"
)
_NAME = re.compile(
    rf"(?:[\u4e00-\u9fffA-Za-z0-9·&()（）]{{2,28}}(?:{_ENDING})(?:[（(][^（()）]{{2,12}}[)）])?|(?:中华人民共和国)?国务院|"
    rf"(?:中华人民共和国|国家)?(?:{_MINISTRIES})部)"
)
# What says the kind of an organisation and not which.
_GENERIC = re.compile(
    r"客户|客服|服务|呼叫|电话|热线|投诉|受理|接待|物业|管理|监督|监察|快递|物流|运输|银行|保险|证券|商业|金融|市场|行政|政务|主管|上级|下级|"
    r"直属|分支|总|分|子|集团|企业|机构|单位|部门|股份|有限|责任|培训|质检|运营|业务|售后|销售|技术|商务|财务|人事|综合|生产|供应|安全|"
    r"公共|审判|评审|评定|仲裁|考核|领导|学术|专家|伦理|公共|承运|承包|合作|开发|建设|第三方|专业|家政|旅游|电力|供电|供水|供气|供热|燃气|自来水|[省市县区镇乡的某各本]"
)
_NO_NAME = re.compile(
    r"^(?:由|向|与|和|对|为|在|到|是|各|本|我|该|其|有关|相关|上级|所属|全体|贵|甲方|乙方|附|请|联系|经|按|凡|如|若|或|及|属|以)|"
    r"的|应|须|不得|负责|以及|[，,。;；:：!！?？、]"
)
_SEAL = re.compile(r"\s*[（(](?:盖?公?章|印章?|签章)[)）]$")


def read_organisation(text: str) -> str | None:
    """Read the name of an organisation that stands by itself.

    >>> read_organisation("北岭市热力有限公司(盖章)"), read_organisation("物业服务公司"), read_organisation("国务院")
    ('北岭市热力有限公司', None, '国务院')

    :param text: A line, or a stretch of one.
    :return: The name as printed; None if the text is none, is more than one, or only says what kind of organisation.
    """
    name = _SEAL.sub("", text.strip())
    simplified = to_simplified(re.sub(r"\s+", "", name))
    if len(simplified) > LONGEST_NAME or _NO_NAME.search(simplified) or not _NAME.fullmatch(simplified):
        return None
    own = re.sub(rf"(?:{_ENDING})$", "", simplified)
    named = simplified.startswith(("某", "××", "XX")) or len(_GENERIC.sub("", own)) >= 2
    return (
        name
        if named or re.fullmatch(rf"(?:中华人民共和国)?国务院|(?:中华人民共和国|国家)?(?:{_MINISTRIES})部", simplified)
        else None
    )
