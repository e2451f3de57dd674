"""How the people of the rehearsal behave: simple habits, drawn from a seed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random

from sqlalchemy import Connection

from bot.product import Product
from handlers.cadences.minutes import STILL
from handlers.messages import Inbound
from handlers.org import Org
from storage import meetings, polls, tickets, visits
from storage.tickets import Ticket

CHANNEL = "sim"
_MOST = 5000
_DONE = (
    "已联系维修人员上门处理好，现场看过正常", "已和双方沟通，问题当场解决", "配件已更换，试用正常，请再观察",
    "已清理完毕，以后每天巡查一次",
)  # fmt: skip
# What is found on a visit; one in eight has something to register.
_FINE, _WRONG = ("一切正常", "老人身体都好", "邻居都说挺好"), ("楼道灯不亮", "下水道返水了", "消防通道停了一排车")
_FINDS, _WALKS = 0.12, 0.4
_TASKS = (
    "更换老化的楼道灯", "和供热公司核对管网检修时间", "划定电动车停放区", "联系物业清理楼道杂物",
    "走访独居老人建档",
)  # fmt: skip


@dataclass
class People:
    """Everybody in the rehearsal.

    Attributes:
        accepts, resolves: how much of what lies before them officials take up, or finish, in one round of work.
        answers: the share of residents who say how it was.
    """

    product: Product
    seed: int
    accepts: float = 0.9
    resolves: float = 0.2
    answers: float = 0.55

    def __post_init__(self) -> None:
        self._random = Random(self.seed)  # noqa: S311 - a story, not a secret
        self._numbers = count(1)
        self._asked: set[tuple[int, int]] = set()
        self._minuted: set[int] = set()
        self._voted: set[tuple[int, str]] = set()

    def says(self, at: datetime, sender: str, text: str, **more: str) -> Inbound:
        """A message of somebody."""
        return Inbound(CHANNEL, f"y{next(self._numbers)}", at, sender, text=text, **more)  # type: ignore[arg-type]

    def work(self, conn: Connection, at: datetime) -> list[Inbound]:
        """One round of everybody who holds an office: accept, then finish."""
        district, org = self.product.district, self.product.org()
        wanted = ["dispatched", "accepted"] if at.hour >= 10 else ["dispatched"]
        found = tickets.listed(conn, district, wanted, _MOST)
        return [said for ticket in reversed(found) if (said := self._official(conn, org, ticket, at)) is not None]

    def _official(self, conn: Connection, org: Org, ticket: Ticket, at: datetime) -> Inbound | None:
        share = self.accepts if ticket.status == "dispatched" else self.resolves
        if ticket.urgency != "emergency" and self._random.random() > share:
            return None
        if ticket.status == "accepted" and at - (ticket.accepted_at or at) < timedelta(hours=4):
            return None
        has = [row.person for row in tickets.people_of(conn, ticket) if row.part == "assignee"]
        reached = org.reach(has[0]) if has else None
        if reached is None:
            return None
        part = ticket.form == "part"
        accept, finish = ("sign_in", "report") if part else ("accept", "resolve")
        if ticket.status == "dispatched":
            return self.says(at, reached.account, "", press=accept, ticket=ticket.number)
        words = self._random.choice(_DONE)
        if ticket.category == "dispute" and not part:
            finish = "settled"
        return self.says(at, reached.account, words, press=finish, ticket=ticket.number)

    def answer(self, conn: Connection, at: datetime) -> list[Inbound]:
        """Residents say how it was, some of them at once, some when they are asked, some never."""
        found = tickets.listed(conn, self.product.district, ["resolved"], _MOST)
        return [said for ticket in reversed(found) if (said := self._resident(ticket, at)) is not None]

    def _resident(self, ticket: Ticket, at: datetime) -> Inbound | None:
        age = at - (ticket.resolved_at or at)
        key = (ticket.id, ticket.reopened)
        if key in self._asked or age < timedelta(hours=8 if ticket.id % 3 == 0 else 74):
            return None
        self._asked.add(key)
        if self._random.random() > self.answers:
            return None
        score = self._random.choices((1, 2, 3, 4, 5), (3, 4, 10, 28, 55))[0]
        return self.says(at, ticket.reporter, "", press=f"rate:{score}", ticket=ticket.number)

    def visit(self, conn: Connection, at: datetime) -> list[Inbound]:
        """Everybody walks some of the places on his list."""
        return list(self._visits(conn, at))

    def _visits(self, conn: Connection, at: datetime) -> Iterator[Inbound]:
        org, district = self.product.org(), self.product.district
        for person in dict.fromkeys(duty.person for duty in org.tree.duties):
            mine = visits.waiting(conn, district, person, at - timedelta(days=6))
            reached = org.reach(person)
            for one in mine if reached else ():
                if reached and one.building and self._random.random() < _WALKS:
                    unit = org.unit(one.unit)
                    where = f"{unit.name if unit else ''}{one.building}号楼"
                    found = _WRONG if self._random.random() < _FINDS else _FINE
                    yield self.says(at, reached.account, f"走访 {where}{self._random.choice(found)}")

    def minute(self, conn: Connection, at: datetime) -> list[Inbound]:
        """Somebody who was at a meeting of these days writes its minutes."""
        org, rules = self.product.org(), self.product.policy().cadences
        said = []
        for held in meetings.latest(conn, self.product.district, kinds=["meeting"], limit=5):
            known = held.id in self._minuted or held.minutes or at - held.made_at > STILL / 3
            if known or not held.people or not (rules.get(held.cadence) and rules[held.cadence].minutes):
                continue
            self._minuted.add(held.id)
            reached = org.reach(held.people[0])
            if reached:
                said.append(self.says(at, reached.account, self._minutes(org, held.people, at)))
        return said

    def _minutes(self, org: Org, people: list[str], at: datetime) -> str:
        owners = [*self._random.sample(people, min(2, len(people))), *_contacts(org)]
        lines = ["纪要"]
        for owner, what in zip(owners, self._random.sample(_TASKS, len(_TASKS)), strict=False):
            by = at + timedelta(days=self._random.randrange(5, 25))
            lines.append(f"{what} @{owner} {by.month}月{by.day}日")
        return "\n".join(lines)

    def vote(self, conn: Connection, at: datetime) -> list[Inbound]:
        """Most of a panel says what it thinks."""
        said, org = [], self.product.org()
        for poll in polls.latest(conn, self.product.district, 3):
            for member in poll.asked if poll.next_at else ():
                reached = org.reach(member)
                if reached and (poll.id, member) not in self._voted and self._random.random() < 0.7:
                    self._voted.add((poll.id, member))
                    option = self._random.choices(range(len(poll.options)), weights=range(len(poll.options), 0, -1))[0]
                    said.append(self.says(at, reached.account, "", press=f"vote:{poll.id}:{option}"))
        return said


def _contacts(org: Org) -> Iterable[str]:
    return [duty.person for duty in org.tree.duties if duty.role == "contact_leader"][:1]
