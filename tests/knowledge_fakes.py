"""A town with a knowledge file, stations and more groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from bot.knowledgefile import Known, keep
from nlu.understanding import USUAL_BOUNDS, Bounds, EstateName, Intent, Issue, Kind, Understanding, Urgency
from storage import knowledge
from storage.database import Database
from storage.knowledge import Answer, Entry, Tally
from storage.stations import Station
from storage.tree import Chat, Tree, Unit
from tests.fakes import FakeEngine, Town, tree

# Words by which the engine of these stories knows a consultation, and an elder who is missing.
_CONSULTS = (
    ("居住证", "government_service"), ("暖气费", "heating"), ("医保", "healthcare"), ("补贴", "elderly_welfare"),
)  # fmt: skip
_MISSING = ("走失", "走丢", "不见了")

ENTRIES = [
    Entry(
        "jzz", ["居住证怎么办", "办居住证要什么材料"], "带身份证到社区登记。", "公安分局", "88000001", None,
        date(2027, 12, 31), None, "government_service",
    ),
    Entry(
        "nqf", ["暖气费怎么交", "采暖费多少钱一平"], "每平方米每月5.8元，在营业厅缴。", "区供热办", "88000009", None,
        date(2026, 11, 20), None, "heating",
    ),
    Entry(
        "yb", ["居民医保什么时候交", "医保交多少钱"], "9月到12月。", "医保局", None, None, date(2026, 10, 31), None,
        "healthcare",
    ),
    Entry("gl", ["高龄补贴怎么领"], "满70岁到社区登记。", "民政局", None, None, None, "dong", "elderly_welfare"),
    Entry("shi", ["适老化改造补贴怎么领"], "最高3000元。", "民政局", None, None, None, None, "elderly_welfare"),
]  # fmt: skip
STATIONS = [
    Station("s1", "东社区驿站", 1, "东街1号", "dong", "周一至周五 08:00-20:00", "88000101", [], 34.2200, 108.9400),
    Station("s2", "锦园驿站", 3, "锦园南门", "jy", "24小时", None, [], 34.2210, 108.9420),
    Station("s3", "西社区驿站", 1, "西街9号", "xi", "24小时", None, [], 34.2600, 108.9900),
    Station("s4", "和园驿站", 2, "和园东门", "hy", "周六 09:00-12:00", None, []),
]


class Consulting(FakeEngine):
    """Understands consultations and missing people as well."""

    def understand(self, text: str, estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS) -> Understanding:
        """A consultation, a missing person, or what the fake engine says."""
        said = super().understand(text, estates, bounds)
        if said.issues:
            return said
        whole = (0, len(text))
        if any(word in text for word in _MISSING):
            issue = Issue("elderly_welfare", Kind.REQUEST, Urgency.EMERGENCY, 0.9, whole)
            return replace(said, intent=Intent.APPEAL, appeal_score=0.9, issues=(issue,))
        category = next((category for word, category in _CONSULTS if word in text), None)
        if category is None:
            return said
        issue = Issue(category, Kind.CONSULTATION, Urgency.NORMAL, 0.9, whole)
        return replace(said, intent=Intent.APPEAL, appeal_score=0.9, issues=(issue,))


def wide_tree() -> Tree:
    """The town with a second community, a third far away, and their groups."""
    found = tree()
    more = [
        Unit("xi", "community", "西社区", "bei"), Unit("xy", "estate", "西园小区", "xi", ["西园"]),
        Unit("nan", "subdistrict", "南街道", "yb"), Unit("nsq", "community", "南社区", "nan"),
        Unit("ny", "estate", "南园小区", "nsq", ["南园"]),
    ]  # fmt: skip
    chats = [
        Chat("sim", "g-hy", "residents", "hy"), Chat("sim", "g-xy", "residents", "xy"),
        Chat("sim", "g-ny", "residents", "ny"), Chat("sim", "g-v", "volunteers", "dong"),
        Chat("sim", "g-w", "grid_workers", "dong"),
    ]  # fmt: skip
    every = sorted([*found.chats, *chats], key=lambda chat: (chat.channel, chat.id))
    return replace(found, units=[*found.units, *more], chats=every)


def knowing_town(database: Database, folder: Path, **more: Any) -> Town:
    """A town that knows these entries and stations."""
    town = Town(database, folder, wide_tree(), **more)
    town.product.engine = Consulting()
    learn(town, Known(ENTRIES, STATIONS))
    return town


def learn(town: Town, known: Known) -> None:
    """Import a knowledge file."""
    product = town.product
    with product.database.begin() as conn:
        keep.put(conn, product.org().district, product.policy(), known, product.now())


def newest(town: Town, account: str) -> Answer:
    """What somebody was answered last."""
    with town.product.database.read() as conn:
        found = knowledge.newest(conn, town.product.district, "sim", account)
    assert found
    return found


def tallies(town: Town) -> dict[str, Tally]:
    """How each entry fared."""
    with town.product.database.read() as conn:
        return knowledge.tallies(conn, town.product.district)
