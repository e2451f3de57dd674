"""Who calls himself after an office in a group: 物业小田, 3栋管家, 网格员李芳, 社区小魏, 热力站王工."""

from __future__ import annotations

import re

_OFFICE = re.compile(
    "物[业管].{0,6}$|^.{0,6}(?:网格[员长]|客服|服务长)|^[^小]{0,5}管家[^属]{0,5}$|^院长|^社区(?:书记|民警)|居委会"
)
# An office, and then no more than who of it speaks: "社区小魏", not "社区食堂" nor "热力站的女婿".
_NAMED = re.compile(
    "^(?:物管|社区|街道|居委|网格|热力|供热|换热|燃气|供电|电力|国网|水务|自来水|城管|环保|市政|楼管|(?:电梯)?维保|片警|民警"
    "|派出所|交警|消防|警务|管理处|工程部|村委)"
    "(?:公司|(?:服务)?中心|委员会|委|会|(?:工作|服务)?站|所|局|处|办(?:公室)?|队|班|室|[分大]队|抢修|巡检|营业厅|值班|热线|协管"
    "|维修|工作人员)*[-—·_ ]?"
    r"(?:[小老阿].{0,2}|.{0,2}(?:工|姐|哥|嫂|主任|书记|经理|师傅|[队站所]长|同志|警官)|[^\W\d_]{0,3})$"
)
_NOT_OF_IT = re.compile(
    "退休|退伍|家|妈|爸|奶|爷|的|食堂|超市|理发|门诊|驿站|医[生院]|护士|菜|面|店|团|迷|粉|猫|狗|女婿|媳妇|不是|花|球|王子|居民|住户"
    "|业主|通$"
)


def is_office(name: str) -> bool:
    """Whether a nickname says that its bearer looks after the place."""
    plain = name.strip()
    if _OFFICE.search(plain):
        return True
    return _NAMED.search(plain) is not None and _NOT_OF_IT.search(plain) is None
