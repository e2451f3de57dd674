"""A chat record as its page shows it: what would be opened, with every message and why it belongs there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.web.words import Telling
from handlers import wording
from handlers.importing.proposing import CHOICES
from nlu.taxonomy import CATEGORIES, URGENCY_NAMES
from storage.imports import CONFIRMED, DISCARDED, PROPOSED, RECEIVED, Import

STATES = {RECEIVED: "等着整理", PROPOSED: "等着确认", CONFIRMED: "已确认", DISCARDED: "已丢弃"}
_PARTS = {"opening": "起头", "more": "补充", "photo": "照片", "me_too": "我家也是", "restored": "说恢复了"}


@dataclass(frozen=True, slots=True)
class Told:
    """A message of a proposal."""

    at: str
    who: str
    text: str
    part: str
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that may become a ticket.

    Attributes:
        place: its place among the proposals: the form calls it by that.
        warns: what whoever confirms it must know first.
        choice: what is ticked; `into` the ticket it may join.
        own: the account that may be the reporter's.
        done: what somebody decided already.
    """

    place: int
    unsure: bool
    category: str
    category_name: str
    urgency: str
    urgency_name: str
    where: str
    who: str
    at: str
    summary: str
    households: str
    told: list[Told]
    warns: list[str]
    choice: str
    into: str
    own: str
    done: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A record in a line of the list, and at the head of its page."""

    id: int
    source: str
    state: str
    waits: bool
    unit: str
    unit_name: str
    at: str
    by: str
    counts: str
    amiss: list[str]
    amiss_more: int
    done: list[str]
    listened: bool


def shown(row: Import, telling: Telling) -> Shown:
    """What is said of a record."""
    unit = telling.names.org.unit(row.unit)
    counts, amiss = row.data.get("counts", {}), row.data.get("amiss", [])
    skipped = "，".join(f"{reason} {count} 条" for reason, count in counts.get("skipped", {}).items())
    said = f"读到 {counts.get('read', 0)} 条，用上 {counts.get('used', 0)} 条"
    said += f"，跳过：{skipped}" if skipped else ""
    done = row.data.get("done") or [one["done"] for one in row.data.get("proposals", ()) if one["done"]]
    known = telling.names.org.person(row.taken_by) is not None
    return Shown(
        row.id, row.source, STATES.get(row.state, row.state), row.state in (RECEIVED, PROPOSED), row.unit or "",
        unit.name if unit else "还没说是哪个小区", wording.moment(row.at, telling.now),
        telling.names.person(row.taken_by) if known else row.taken_by, said,
        [f"第 {number} 行：{sentence}" for number, sentence in amiss], row.data.get("amiss_count", 0) - len(amiss),
        list(done), row.data.get("listened", True),
    )  # fmt: skip


def proposals(row: Import, telling: Telling) -> list[Proposal]:
    """Everything to decide about, dangerous things first."""
    return [_proposal(place, one, row, telling) for place, one in enumerate(row.data.get("proposals", ()))]


def _proposal(place: int, one: dict[str, Any], row: Import, telling: Telling) -> Proposal:
    known = one["known"] or {}
    return Proposal(
        place, one["unsure"], one["category"], wording.category(one["category"]), one["urgency"],
        URGENCY_NAMES.get(one["urgency"], one["urgency"]), _where(one, telling), one["who"],
        _moment(row, one["opening"], telling), one["summary"], _households(one),
        [_told(row, message, telling) for message in one["messages"]], list(_warns(one, known)), one["choice"],
        known.get("number", ""), one["member"] or "", one["done"],
    )  # fmt: skip


def _where(one: dict[str, Any], telling: Telling) -> str:
    unit = telling.names.org.unit(one["unit"])
    parts = [unit.name if unit else "地点待核实"]
    parts += [f"{one['building']}号楼"] if one["building"] else []
    parts += [f"{one['entrance']}单元"] if one["entrance"] else []
    return "".join([*parts, one["room"] or ""])


def _households(one: dict[str, Any]) -> str:
    return "、".join(f"{each['who']}（{each['door']}）" if each["door"] else each["who"] for each in one["households"])


def _warns(one: dict[str, Any], known: dict[str, Any]) -> list[str]:
    found = []
    if one["urgency"] == "emergency":
        old = "过了一天，开单不再报警，按加急派，请先打电话问平安" if one["old"] else "开单会马上逐级报警"
        found.append(f"紧急：{old}。")
    found += ["群里后来说已经恢复，默认不开。"] if one["restored"] else []
    found += [f"{known['why']}：{known['number']}。"] if known else []
    return found


def _told(row: Import, message: dict[str, Any], telling: Telling) -> Told:
    line = row.data["lines"][message["place"]]
    text = line["text"] + ("［图片］" if line["picture"] else "") + ("［语音］" if line["voice"] else "")
    why = message["why"] if "%" in message["why"] else f"{message['why']}（{message['sure']:.0%}）"
    return Told(
        _moment(row, message["place"], telling), line["sender"], text, _PARTS.get(message["part"], message["part"]), why
    )


def _moment(row: Import, place: int, telling: Telling) -> str:
    return wording.moment(datetime.fromisoformat(row.data["lines"][place]["at"]), telling.now)


def options() -> tuple[dict[str, str], dict[str, str]]:
    """What may be chosen: what to do, and the category."""
    return CHOICES, CATEGORIES
