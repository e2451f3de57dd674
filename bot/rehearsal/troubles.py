"""What residents say in a year: our own sentences, made from templates, whose meaning is known beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from nlu.judging import Judge
from nlu.places import find_place
from nlu.understanding import (
    USUAL_BOUNDS,
    Bounds,
    EstateName,
    Intent,
    Issue,
    Kind,
    Understanding,
    Urgency,
)

# Category, urgency, months in which it is told (None: all year), share of what is told then, and the words.
_WINTER, _SUMMER = (11, 12, 1, 2, 3), (6, 7, 8)
_TOLD: tuple[tuple[str, Urgency, tuple[int, ...] | None, int, tuple[str, ...]], ...] = (
    ("heating", Urgency.NORMAL, _WINTER, 30, ("暖气不热，屋里才{n}度", "暖气片冰凉", "暖气漏水了，地板都泡了")),
    ("water", Urgency.NORMAL, None, 8, ("停水了，什么时候来", "水压太小，洗澡都没水", "自来水发黄")),
    ("water", Urgency.URGENT, _WINTER, 2, ("水管爆了，楼道都是水",)),
    ("electricity", Urgency.NORMAL, _SUMMER, 14, ("又跳闸了", "停电{n}小时了，空调开不了")),
    ("elevator", Urgency.NORMAL, None, 9, ("电梯又坏了，老人下不了楼", "电梯有异响，晃得厉害")),
    ("elevator", Urgency.EMERGENCY, None, 1, ("有人困在电梯里了",)),
    ("sanitation", Urgency.NORMAL, None, 10, ("垃圾桶满了没人清", "楼道堆了好多杂物", "门口全是狗屎")),
    ("parking", Urgency.NORMAL, None, 9, ("车位被占了", "消防通道停了一排车", "充电桩坏了{n}天了")),
    ("noise", Urgency.NORMAL, None, 8, ("楼上装修吵得睡不着", "广场舞声音太大了")),
    ("property", Urgency.NORMAL, None, 8, ("物业电话打不通", "门禁坏了没人修")),
    ("drainage", Urgency.NORMAL, _SUMMER, 9, ("下水道返水了", "门口积水好深")),
    ("maintenance", Urgency.NORMAL, None, 9, ("楼道灯不亮", "屋顶漏水", "外墙皮掉了")),
    ("dispute", Urgency.NORMAL, None, 2, ("邻居把杂物堆我门口，说不通",)),
    ("elderly_welfare", Urgency.NORMAL, None, 3, ("老人独居，想申请助餐", "高龄补贴怎么还没发")),
)
_KNOWN = {words: (category, urgency) for category, urgency, _, _, some in _TOLD for words in some}
_HEADS = sorted(((words.split("{")[0], meant) for words, meant in _KNOWN.items()), key=lambda row: -len(row[0]))
# When people write, by hour: the shares of a day.
_HOURS = (1, 0, 0, 0, 0, 1, 3, 7, 9, 8, 7, 6, 5, 5, 5, 5, 5, 6, 9, 11, 10, 7, 4, 2)


@dataclass(frozen=True, slots=True)
class Told:
    """One resident tells one trouble."""

    at: datetime
    sender: str
    text: str


def year(seed: int, start: datetime, end: datetime, per_day: float, estates: Sequence[tuple[str, int]]) -> list[Told]:
    """Everything that is told from one moment to another, in order of time.

    Args:
        per_day: how much on an average day; winter has more of it, and so do some days.
        estates: name of each and how many buildings it has.
    """
    random, found = Random(seed), list[Told]()  # noqa: S311 - a story, not a secret
    day = start.replace(hour=0, minute=0, second=0, microsecond=0)
    while day < end:
        season = 1.25 if day.month in _WINTER else 0.9
        for _ in range(_many(random, per_day * season)):
            at = day + timedelta(hours=random.choices(range(24), _HOURS)[0], minutes=random.randrange(60))
            if start <= at < end:
                found.append(Told(at, f"居民{random.randrange(1, 17_000)}", _words(random, day.month, estates)))
        day += timedelta(days=1)
    return sorted(found, key=lambda told: (told.at, told.sender))


def _many(random: Random, mean: float) -> int:
    """How much on one day: whole numbers around the mean, as chance has it."""
    return sum(random.random() < mean / 40 for _ in range(40))


def _words(random: Random, month: int, estates: Sequence[tuple[str, int]]) -> str:
    fits = [row for row in _TOLD if row[2] is None or month in row[2]]
    said = random.choice(random.choices(fits, [row[3] for row in fits])[0][4])
    name, buildings = random.choice(estates)
    # Some buildings have more trouble than others.
    building = min(random.randrange(1, buildings + 1), random.randrange(1, buildings + 1))
    return f"{name}{building}号楼{said.format(n=random.randrange(3, 16))}"


class Known:
    """An engine for sentences whose meaning is known: nothing is learnt, and nothing is guessed."""

    name = "rehearsal"
    judges: Sequence[Judge] = ()

    def understand(self, text: str, estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS) -> Understanding:
        """What the template meant; everything else is talk."""
        meant = next((meaning for head, meaning in _HEADS if head in text), None)
        place = find_place(text, estates)
        if meant is None:
            return Understanding(text, Intent.CHATTER, 0.0, (), place, self.name)
        issue = Issue(meant[0], Kind.REQUEST, meant[1], 0.95, (0, len(text)))
        return Understanding(text, Intent.APPEAL, 0.95, (issue,), place, self.name)

    def understand_many(
        self, texts: Sequence[str], estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS
    ) -> list[Understanding]:
        """One after another."""
        return [self.understand(text, estates) for text in texts]

    def listen_many(
        self, texts: Sequence[str], estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS
    ) -> list[Understanding]:
        """Without a sense of meaning a group is understood as everybody else."""
        return self.understand_many(texts, estates)
