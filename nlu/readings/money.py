"""How much money. "三块砖" and "两万人" are none."""

from __future__ import annotations

import re
from dataclasses import replace

from nlu.facts import Measure, Quantity
from nlu.numerals import DIGITS
from nlu.readings.told import Told

_SURE = 10  # from so many 块 on they are hardly pieces of something

_PAID = re.compile(
    r"(?:欠|罚|交|缴|花|收|退|赔|涨|降|押金|工资|月薪|薪水|薪|租金?|费|补贴|补助|定金|首付|价格?|卖|扣|捐|骗|付|给|要|贵"
    r"|钱|便宜|转|充|贷|退款|保证金|赔偿|报销|单价|成本|合|从|¥|￥)"
    r"(?:款|金)?[了过我们你他她人家到成至就才都去走掉近快约按每月年平吨度户个一是为给:共钱的要整另外还]{0,5}\s?$"
)
_PER = re.compile(
    r"(?:一|每)(?:个?(?:平|吨|方|度|次|月|位|张|斤|人|天|户|小时|车|份|公里|单))[米方]?(?:要|收|才|就|是)?$"
)
_PER_AFTER = re.compile(r"\s?(?:/|一|每)\s?(?:个?(?:平|吨|方|度|次|月|位|张|斤|人|天|户|小时|车|份|kg|桶))")
_PIECES = re.compile(
    r"(?:砖|板|瓷|地砖|玻璃|牌|石|地(?!区)|菜|木|布|肉|铁|墙|广告|屏|空地|草|田|区域|表|电池|大|小|破|儿)"
)
_TAIL = re.compile(
    r"(?P<jiao>[0-9一二三四五六七八九半])(?:[毛角](?P<fen>[0-9一二三四五六七八九])?)?"
    r"(?![0-9.个人号栋楼层单户次天点年月度家斤平吨张位份桶车米本盒件套瓶袋箱只条台双包碗根支])"
)
_TO_PAY = re.compile(r"\s?的?(?:押金|定金|工资|罚款|补贴|补助|保证金|学费|物业费|取暖费|停车费|赔偿)")
_BARE_COUNTS = re.compile(r"\s?(?:[人户平米度次天年月公里斤家名位台条点号分栋辆层朵张%:./-]|个|小时|的?[码寸])")


def amount(told: Told) -> Quantity | None:
    """The money told in yuan, or None where it counts pieces."""
    unit = told.unit.group().strip()
    if unit in ("块", "毛"):
        return _coins(told, unit)
    if unit == "元" and told.after.startswith(("旦", "宵", "素", "件", "月")):
        return None
    return told.quantity(Measure.AMOUNT, "yuan")


def bare_amount(told: Told) -> Quantity | None:
    """Money without a unit: 欠薪三万, 涨到2800, ¥200."""
    if told.before.endswith(("¥", "￥")):
        return told.quantity(Measure.AMOUNT, "yuan")
    if told.number.low >= 100 and _TO_PAY.match(told.after):
        return told.quantity(Measure.AMOUNT, "yuan")
    round_sum = told.number.low >= 100 and not _BARE_COUNTS.match(told.after)
    return told.quantity(Measure.AMOUNT, "yuan") if round_sum and _PAID.search(told.before) else None


def _coins(told: Told, unit: str) -> Quantity | None:
    size = 1.0 if unit == "块" else 0.1
    tail = _TAIL.match(told.after) if told.exact else None
    if _PIECES.match(told.after) or not (told.after.startswith("钱") or tail or _is_paid(told, unit)):
        return None
    quantity = told.quantity(Measure.AMOUNT, "yuan", times=size, plus=_rest(tail, size) if tail else 0)
    return replace(quantity, span=(quantity.span[0], told.unit.end() + tail.end())) if tail else quantity


def _is_paid(told: Told, unit: str) -> bool:
    if _PAID.search(told.before) or _PER.search(told.before) or _PER_AFTER.match(told.after):
        return True
    return unit == "块" and told.number.low >= _SURE


def _rest(tail: re.Match[str], size: float) -> float:
    """What follows 三块 in 三块二 and 三块二毛五, or 三毛 in 三毛五."""
    rest = size / 10 * (5 if tail["jiao"] == "半" else _digit(tail["jiao"]))
    return rest + (size / 100 * _digit(tail["fen"]) if tail["fen"] else 0)


def _digit(char: str) -> int:
    return DIGITS[char] if char in DIGITS else int(char)
