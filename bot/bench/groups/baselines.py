"""Two simple listeners to stand beside: every message a ticket, and keyword rules. Neither knows threads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.bench.groups.answers import Answer, Ticket
from bot.bench.groups.transcripts import Transcript

# Written once from the names and notes of the taxonomy, before any transcript was scored with them; the first
# category with a word in the message is taken, so the more telling ones stand first.
KEYWORDS: Mapping[str, tuple[str, ...]] = {
    "gas": ("燃气", "天然气", "煤气", "漏气", "停气", "通气", "气表"),
    "elevator": ("电梯", "轿厢", "困人"),
    "heating": ("暖气", "供暖", "供热", "地暖", "室温", "采暖", "不热"),
    "drainage": ("下水道", "污水", "返水", "积水", "化粪池", "井盖", "堵了", "管道堵"),
    "water": ("停水", "没水", "水压", "水质", "水费", "爆管", "自来水", "来水"),
    "electricity": ("停电", "没电", "跳闸", "电压", "电费", "电线", "来电"),
    "fire_safety": ("消防", "飞线", "灭火器", "着火", "起火", "冒烟", "火灾"),
    "parking": ("停车", "车位", "占位", "充电桩", "僵尸车", "车棚", "挪车"),
    "sanitation": ("垃圾", "清运", "堆物", "杂物", "公厕", "蚊子", "苍蝇", "老鼠", "蟑螂"),
    "noise": ("噪音", "扰民", "太吵", "吵死", "广场舞", "半夜装修", "音响"),
    "illegal_construction": ("违建", "私搭", "乱建", "承重墙", "占绿"),
    "maintenance": ("漏水", "渗水", "墙皮", "脱落", "楼道灯", "健身器材", "维修基金", "屋顶"),
    "renovation": ("老旧小区", "改造", "加装电梯"),
    "public_facilities": ("路灯", "公园", "线缆", "基站"),
    "public_security": ("小偷", "被偷", "打架", "诈骗", "可疑", "群租"),
    "traffic": ("红绿灯", "路面", "公交", "拥堵", "坑洼", "断头路"),
    "city_appearance": ("占道", "小广告", "广告牌", "摆摊"),
    "animals": ("遛狗", "不牵绳", "流浪狗", "流浪猫", "狗叫", "狗屎"),
    "environment": ("油烟", "扬尘", "异味", "臭味", "焚烧", "污染"),
    "property": ("物业费", "保安", "门禁", "业委会", "公共收益", "没人管"),
    "education": ("入学", "学区", "幼儿园", "校园餐"),
    "healthcare": ("社区医院", "疫苗", "医保", "报销"),
    "elderly_welfare": ("高龄补贴", "低保", "残疾", "独居老人"),
    "labor": ("欠薪", "工资", "社保", "失业金"),
    "housing": ("不动产证", "房产证", "交房", "公租房", "公积金"),
    "government_service": ("居住证", "户口", "证明"),
    "consumer": ("退费", "退款", "虚假宣传", "假货"),
    "dispute": ("纠纷", "调解"),
}
EMERGENCY = ("着火", "起火", "漏气", "煤气味", "困在", "晕倒", "救命", "走失")
URGENT = ("爆管", "漏水", "停电", "停水", "电线", "脱落", "冒烟")


def everything(transcript: Transcript) -> Answer:
    """Every message opens a ticket, as in systems that know no groups; the category is the keywords'."""
    return Answer(tuple(_ticket(row) for row in transcript.said))


def keywords(transcript: Transcript) -> Answer:
    """Every message with a keyword opens a ticket."""
    return Answer(tuple(_ticket(row) for row in transcript.said if _category(row)))


def _ticket(row: Mapping[str, Any]) -> Ticket:
    return Ticket(frozenset([row["id"]]), _category(row) or "other", _urgency(row), frozenset([row["sender"]]))


def _category(row: Mapping[str, Any]) -> str | None:
    text = row.get("text", "")
    return next((category for category, words in KEYWORDS.items() if any(word in text for word in words)), None)


def _urgency(row: Mapping[str, Any]) -> str:
    text = row.get("text", "")
    if any(word in text for word in EMERGENCY):
        return "emergency"
    return "urgent" if any(word in text for word in URGENT) else "normal"
