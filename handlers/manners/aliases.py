"""Under which names somebody stands in records that others brought: to be found there when he wants to be forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handlers.importing import record
from handlers.manners import nicknames
from handlers.manners.words import GONE, Words
from handlers.work import Work
from storage import aliases as rows
from storage import erasing, imports, redacting, residents
from storage.imports import Import
from storage.inbox import InboxRow

EVERYBODY = {"", "业主", "居民", "用户", "邻居", "微信用户", "匿名", "物业"}
_NAMELESS = "（姓名已删除）"
_OVER = "本人要求删除"
# Of a record that waits: where words and names stand.
_SAID = frozenset({"text", "sender", "who", "summary", "amiss"})


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody as records know him.

    Attributes:
        who: channel and account; names: all he is called, as they stand.
        units: the places where he lives or speaks, with what lies above and below them.
    """

    who: tuple[str, str]
    names: frozenset[str]
    units: frozenset[str]

    def accounts(self, work: Work) -> list[tuple[str, str]]:
        """His on the channel of records: what people said is his, and his name where he alone bears it."""
        if self.who[0] == record.CHANNEL:
            return []
        found = set(rows.begun(work.conn, work.district, record.CHANNEL, *self.who))
        if self.units:
            found |= {record.account(unit, name) for name in self._own(work, self.units) for unit in self.units}
        return [(record.CHANNEL, one) for one in sorted(found)]

    def out_of_waiting(self, work: Work, texts: Sequence[str]) -> None:
        """Take him out of the records that wait for the desk: his lines, and what is proposed of nothing else."""
        for row in imports.waiting(work.conn, work.district):
            here = frozenset() if row.unit is None else self.units
            if row.unit is not None and row.unit not in self.units:
                continue
            if names := self._own(work, here) & {line["sender"] for line in row.data["lines"]}:
                row.data = _without(row, names, texts, self.who)
                imports.save(work.conn, row)

    def _own(self, work: Work, units: frozenset[str]) -> set[str]:
        """The names nobody else bears there."""
        if self.who[0] == record.CHANNEL:
            return set(self.names)
        others = rows.borne_by_others(work.conn, work.district, record.CHANNEL, self.who, self.names, units)
        return set(self.names) - others


def known(work: Work, channel: str, account: str, said: Sequence[InboxRow]) -> Known:
    """What is known of somebody; `said`: his messages."""
    names = {str(row.payload.get("sender_name") or "").strip() for row in said}
    names |= set(erasing.names_of(work.conn, work.district, channel, account))
    chats = (work.org.chat(channel, row.chat) for row in said if row.chat)
    homes = {chat.unit for chat in chats if chat}
    if (resident := residents.get(work.conn, work.district, channel, account)) and resident.unit:
        homes.add(resident.unit)
    if channel == record.CHANNEL:
        names.add(record.name_of(account))
        homes.add(account.rpartition("@")[2])
    units = {unit for home in homes if home != work.district for unit in nicknames.around(work.org, home)}
    return Known((channel, account), frozenset(names - EVERYBODY), frozenset(units))


def _without(row: Import, names: set[str], texts: Sequence[str], who: tuple[str, str]) -> dict[str, Any]:
    """A record that waits without what these people said in it."""
    own = {place for place, line in enumerate(row.data["lines"]) if line["sender"] in names}
    told = [row.data["lines"][place]["text"] for place in own]
    lines = [
        line | ({"sender": _NAMELESS, "text": GONE} if place in own else {})
        for place, line in enumerate(row.data["lines"])
    ]
    proposals = [_proposal(one, own, row.channel, who) for one in row.data.get("proposals", ())]
    data = row.data | {"lines": lines} | ({"proposals": proposals} if "proposals" in row.data else {})
    left: dict[str, Any] = redacting.left(data, Words([*texts, *told], names).out_of, words=_SAID)
    return left


def _proposal(one: dict[str, Any], own: set[int], channel: str | None, who: tuple[str, str]) -> dict[str, Any]:
    """Nobody is known to have told it; what nobody else told either is over."""
    his = one["opening"] in own
    alone = all(message["place"] in own for message in one["messages"])
    member = None if (channel, one["member"]) == who else one["member"]
    over = {"done": _OVER} if alone and not one["done"] else {}
    door = {"entrance": None, "room": None, "summary": GONE} if his else {}
    return one | {"member": member} | door | over
