"""Every section of the explanation, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from handlers.explaining import (
    answers,
    cadences,
    duplicates,
    figures,
    governance,
    groups,
    incidents,
    inspecting,
    joint,
    promises,
    routing,
    talk,
    unsure,
    volunteering,
)
from handlers.policy import Policy


@dataclass(frozen=True, slots=True)
class Section:
    """One heading.

    Attributes:
        parts: the top-level keys of the pack it tells of.
        lines: what it says, from the pack alone; `dated`: from the pack and the present moment.
    """

    title: str
    parts: tuple[str, ...]
    lines: Callable[[Policy], Iterator[str]] | None = None
    dated: Callable[[Policy, datetime], Iterator[str]] | None = None

    def said(self, pack: Policy, now: datetime) -> list[str]:
        """Its lines."""
        if self.dated:
            return list(self.dated(pack, now))
        return list(self.lines(pack)) if self.lines else []


SECTIONS = (
    Section("谁来接", ("routing",), routing.first),
    Section("还有谁知道", ("routing", "returns"), routing.told),
    Section("不受理的", ("scope",), routing.scope),
    Section("多长时间", ("tracks", "promises"), promises.tracks),
    Section("没有人动会怎样", ("reminders",), promises.silence),
    Section("级别、延期、挂起", ("grades", "grading", "regrade", "extend", "wait"), promises.moving),
    Section("协同办理", ("joint", "methods"), joint.joint),
    Section("集中反映", ("incidents",), incidents.incidents),
    Section("并案", ("duplicates",), duplicates.duplicates),
    Section("定期工作", ("cadences",), dated=cadences.cadences),
    Section("议事、走访、评议", ("governance",), governance.governance),
    Section("微心愿与志愿服务", ("volunteering",), volunteering.wishes),
    Section("知识库", ("knowledge",), answers.knowledge),
    Section("便民驿站", ("stations",), answers.stations),
    Section("寻人", ("lost",), answers.lost),
    Section("居民这边", ("survey", "quiet_hours"), promises.residents),
    Section("抽查", ("inspection",), inspecting.inspection),
    Section("承诺", ("commitments",), inspecting.commitments),
    Section("统计和成绩单", ("figures",), figures.counting),
    Section("未诉先办", ("figures",), figures.ahead),
    Section("工作日", ("working_hours", "calendar"), promises.days),
    Section("怎样听、怎样问", ("understanding", "conversation"), talk.listening),
    Section("拿不准的话", ("unsure",), unsure.unsure),
    Section("邻居同样的情况", ("evidence",), talk.evidence),
    Section("在群里的规矩", ("groups",), groups.manners),
    Section("险情先说什么", ("emergency",), talk.first_aid),
    Section("称呼", ("titles",), talk.titles),
    Section("单子名称", ("orders",), governance.orders),
    Section("卡片上的按钮", ("cards",), talk.buttons),
    Section("用语", ("texts",), talk.texts),
)
