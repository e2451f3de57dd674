"""Whether two tellings are of one trouble: the same thing is named, or water, heat, power, gas or the lift fails. Pure.

Of mains and lifts one cause has many households, whatever words they use; of everything else that one category
gathers (a lamp, a manhole cover, a tree) only who speaks of the same thing speaks of one trouble.
"""

from __future__ import annotations

import re
from functools import lru_cache

from nlu import similarity
from nlu.normalise import fold

# From here on two tellings are nearly the same words: of 589 pairs about different things of a category none is.
ALIKE = 0.2
_REMEMBERED = 8192  # tellings that are read once only

# The things people complain of. Who names two speaks of both. On sentences it was not written for it brought half of
# the pairs about one thing together, and two in a hundred of the others: what is missing here gets its own ticket.
_THINGS = {
    "light": "(?<!红绿)(?<!信号)(?<!马路)灯",
    "signal": "红绿灯|信号灯|马路灯",
    "cover": "井盖|窨井|沙井|雨水篦|篦子|井的?盖",
    "tree": "树(?!立)|树枝",
    "fitness": "健身|漫步机|跑步机|[单双]杠|器[材械]|扭腰",
    "play": "滑梯|秋千|跷跷板|沙坑|儿童乐园|游乐",
    "seat": "[长座休]椅|椅子|凳|石桌",
    "pavilion": "凉亭|亭子",
    "cable": "电线|电缆|网线|光缆|线缆|飞线|[线电]杆",
    "mast": "基站|信号塔|铁塔",
    "sign": "路牌|指示牌|广告牌|招牌|标识",
    "fence": "护栏|栏杆|围栏|扶手|围墙",
    "pavement": "地砖|人行道|盲道|台阶|石板",
    "fountain": "喷泉|水池|景观池",
    "camera": "摄像头|监控",
    "road": "路面|马路(?!灯)|柏油|坑|[道公]路塌",
    "bus": "公交|[0-9]路车?|班车",
    "jam": "堵车|拥堵|堵死|堵得",
    "crossing": "斑马线|过街|天桥|地下通道",
    "waste": "垃圾|厨余",
    "sweeping": "保洁|打扫|没人扫|烟头|拖楼梯",
    "vermin": "老鼠|鼠|蟑螂|苍蝇|蚊",
    "dung": "狗[屎尿粑]|狗.{0,6}[拉撒]|粪便|拉屎|遛狗",
    "toilet": "公厕|公共厕所",
    "clutter": "杂物|堆(?:满|放|物|着|了一)|纸箱|旧家具|破烂",
    "site": "工地|施工|打桩|桩机|浇筑|混凝土|挖掘机|塔吊|盖楼|渣土",
    "dance": "广场舞|跳舞|舞曲",
    "hawking": "叫卖|高音喇叭|促销",
    "decorating": "装修|电钻|冲击钻|[砸钻]墙|装潢",
    "music": "弹琴|钢琴|提琴|吹号|唢呐|练琴",
    "steps": "跑来跑去|蹦|跺脚|拖椅子|拖桌",
    "revelry": "烧烤|大排档|ktv|歌厅|酒吧|饭店|划拳|喝酒|夜宵|唱歌",
    "humming": "水泵|泵房|配电|变压器|风机|空调外机|机房|嗡嗡|轰隆|低频",
    "barking": "狗.{0,4}叫|犬吠|狗.{0,3}吠",
    "horns": "鸣笛|按喇叭|摩托|炸街",
    "sewer": "下水|污水|返水|反水|马桶|地漏|排水管",
    "puddle": "积水|内涝|水坑|车库.{0,3}(?:进水|淹)",
    "cesspit": "粪池|化粪",
    "fumes": "油烟|烟道",
    "dust": "扬尘|灰尘|粉尘|尘土|满天灰|[都全]是[土灰]",
    "smell": "化工|刺鼻|异味|怪味|臭鸡蛋|味道|气味",
    "burning": "焚烧|烧(?:树|落|垃|秸|塑|纸|草)|黑烟",
    "river": "河[道边水里]|湖水|水沟|臭水",
    "roof": "楼顶|屋顶|顶层|顶楼|房顶|天台",
    "wall": "外墙|墙皮|瓷砖|墙砖|保温",
    "door": "单元门(?!铃)|楼门|门禁|大门|防盗门|门锁",
    "bell": "对讲|门铃",
    "barrier": "道闸|闸机|起落杆|升降杆",
    "parcel": "快递柜|信报箱|奶箱",
    "bad water": "水.{0,4}[黄浑锈腥]|水质|黄水|浑水",
    "bill": "费|多收|乱收|账单",
}
_NAMED = {thing: re.compile(words) for thing, words in _THINGS.items()}

_LINK = "(?:[又都还就也全是突然已经一家里今早上午晚给了]{0,4})"
# That it does not come, or too little of it: what one cause does to many households.
_GONE = {
    "water": "[停断没无冇缺](?:有|得|了|到)?(?:自来)?水(?!表|龙头|管)"
    f"|水{_LINK}(?:停|断|没|不来|来不|上不|出不|[太很好真]?小)|不出水|来水|水压|流不出|一滴[水也都]|细流|滴水(?:没|全无|不见)",
    "heating": "不[热暖]|没[热暖]|冇暖|没有[一点]{0,2}[热暖]|[没不]供[暖热]|[停断][暖热供]|来暖"
    "|暖气?[片管]?(?:停|没|坏)|冰|凉|冷|冻|温度|[0-9一二三四五六七八九十]度|不达标|温吞|半温|热不|不给热|羽绒服|棉[袄被]|哆嗦",
    "electricity": f"[停断没无冇](?:有|得|了|到)?电(?!梯|表|话|工|瓶|动|箱|费)|电{_LINK}(?:停|断|没|不来)|来电(?!话)"
    "|[全都一片]{1,2}黑|黑灯|电压|摸黑|黑着|蜡烛",
    "gas": f"[停断没无冇](?:有|得|了|到)?(?:天然|[煤燃])?气(?!味|表|卡|费)|气{_LINK}(?:停|断|没|不来|[太很好真]?小)"
    "|[打点]不着|火[太很好真]?小|[来通]气",
    "elevator": "[坏停困卡修]|不[动走开上下行能来]|用不|上不|下不|故障|失灵|罢工|没反应|没电|爬[楼上]|按了",
}
_OUTAGES = {category: re.compile(words) for category, words in _GONE.items()}
# A thing of a flat or a part of a machine, and what breaks of it: whatever else is known of the house, this is its own.
_PARTS = (
    "龙头|水喉|水嘴|阀|[水电气热]表|开关|插座|插头|灯|马桶|热水器|壁挂炉|灶|花洒|喷头|软管|接[头口]|空开|保险丝"
    "|暖气片|散热器|分水器|地漏|净水器|按钮|按键|水管|管[子道]|电线|风扇|显示屏|门禁"
)
_BROKEN = re.compile(
    f"(?:{_PARTS}).{{0,6}}?(?:坏|裂|拧|松|锈|烧|断|掉|爆|喷|换|火花|闪|(?<!都)不亮|失灵|不转|关不|合不|堵|脱|歪|老化)"
    "|(?<!不)(?<!没)漏(?!电保)|(?<!一)滴(?!水?(?:也|都|没|全|不))|渗|跑水"
)
# A fault that is everybody's all the same.
_MAINS = re.compile("爆管|主管|总管|管网|挖断|换热站|泵站|整[栋幢楼个片]|全[楼栋幢小]|[这那]一?片")
_ONLY_US = re.compile(
    "(?:就|只有?|光|单单?)是?[我俺咱]们?一?家"
    "|(?:别人|邻居|隔壁|楼[上下]|对门|人家|其他).{0,5}(?:有[水电气]|[^不没]热|正常|没事|好好|好着)"
)
# What is told of water, heat and the rest besides: money, quality, papers, and what somebody wants to have.
_BESIDE = re.compile(
    "[费钱元块价票账]|收[取据]|[水电气热]表|表走|缴|退|卡|过户|开户|报装|安检|证|味|臭|腥|黄|浑|锈|脏|水质|虫|白沫|铅"
    "|化验|消毒|水箱|噪|响|嗡|声|烟|火[花星]|糊|焦|麻|线|杆|变压器|充电|偷|私[自接装拆]|改[装造管]|加装|安装|[想要能给]装"
    "|清洗|建议|希望能|咨询|请问|申请|报名|尿|屎|广告|信号|夹|年检|维保|合格|罐|本[儿子]|补贴|电话|热得|[太好]热|烫"
    "|冻裂|冻住|爆|崩|喷|淹|泡|挖断"
)


@lru_cache(maxsize=_REMEMBERED)
def things(text: str) -> frozenset[str]:
    """The things a telling names."""
    plain = fold(text, {})
    return frozenset(thing for thing, words in _NAMED.items() if words.search(plain))


def same_thing(first: str, second: str) -> bool:
    """Whether both tellings name one thing; where one names none, whether they are nearly the same words."""
    one, other = things(first), things(second)
    if one and other:
        return bool(one & other)
    return similarity.cosine(similarity.matter(first), similarity.matter(second)) >= ALIKE


@lru_cache(maxsize=_REMEMBERED)
def outage(category: str, text: str) -> bool:
    """Whether a telling of one of these categories is of what all hang on, and not of something beside it."""
    plain = fold(text, {})
    if category not in _OUTAGES or own_fault(text):
        return False
    return bool(_OUTAGES[category].search(plain) or _MAINS.search(plain)) or not _BESIDE.search(plain)


@lru_cache(maxsize=_REMEMBERED)
def own_fault(text: str) -> bool:
    """Whether the words tell a fault that is nobody else's: at a thing at home, or with him alone."""
    plain = fold(text, {})
    return _ONLY_US.search(plain) is not None or bool(_BROKEN.search(plain) and not _MAINS.search(plain))


def one_trouble(category: str, first: str, second: str, *, network: bool) -> bool:
    """Whether two tellings of a category and place are of one trouble.

    Args:
        network: whether everybody at the place hangs on one of it: then only what is beside an outage is apart.
    """
    if not network:
        return same_thing(first, second)
    if category in _OUTAGES and outage(category, first) and outage(category, second):
        return True
    apart = own_fault(first) or own_fault(second)
    return not apart and (category not in _OUTAGES or same_thing(first, second))
