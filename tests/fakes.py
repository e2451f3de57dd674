"""Small stand-ins, and a town to tell stories in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot import bootstrap, intake
from bot.channels.base import Channel, Limits
from bot.channels.section import Section
from bot.clocks import VirtualTime
from bot.product import Product
from bot.settings import Settings
from bot.worker import Worker, run_through
from handlers.messages import Inbound, Outbound, Outcome
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
from storage import events, export, outbox, tickets
from storage.database import Database
from storage.events import Event
from storage.outbox import OutboxRow
from storage.tickets import Ticket
from storage.tree import Account, Chat, Duty, Person, Tree, Unit
from storage.types import CHINA

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=CHINA)

# What FakeEngine understands: a word and what it means. First match decides.
WORDS: tuple[tuple[str, Intent, str, Urgency], ...] = (
    ("煤气味", Intent.APPEAL, "gas", Urgency.EMERGENCY),
    ("困在电梯", Intent.APPEAL, "elevator", Urgency.EMERGENCY),
    ("不想活", Intent.APPEAL, "public_security", Urgency.EMERGENCY),
    ("我家也", Intent.ME_TOO, "", Urgency.NORMAL),
    ("暖气热了", Intent.RESTORED, "", Urgency.NORMAL),
    ("没解决", Intent.RATING, "", Urgency.NORMAL),
    ("满意", Intent.RATING, "", Urgency.NORMAL),
    ("分", Intent.RATING, "", Urgency.NORMAL),
    ("暖气", Intent.APPEAL, "heating", Urgency.NORMAL),
    ("爆管", Intent.APPEAL, "water", Urgency.URGENT),
    ("停水", Intent.APPEAL, "water", Urgency.NORMAL),
    ("物业", Intent.APPEAL, "property", Urgency.NORMAL),
    ("占车位", Intent.APPEAL, "parking", Urgency.NORMAL),
    ("补充", Intent.FOLLOW_UP, "", Urgency.NORMAL),
    ("进度", Intent.ASK_PROGRESS, "", Urgency.NORMAL),
    ("服务长", Intent.ASK_OFFICER, "", Urgency.NORMAL),
    ("撤销", Intent.CANCEL, "", Urgency.NORMAL),
    ("谢谢", Intent.THANKS, "", Urgency.NORMAL),
    ("你好", Intent.GREETING, "", Urgency.NORMAL),
    ("路灯坏", Intent.APPEAL, "public_facilities", Urgency.NORMAL),
    ("井盖", Intent.APPEAL, "public_facilities", Urgency.NORMAL),
    ("健身器材", Intent.APPEAL, "public_facilities", Urgency.NORMAL),
    ("水龙头", Intent.APPEAL, "water", Urgency.NORMAL),
)
UNSURE = "没准"  # whoever says this is understood with little confidence


class FakeEngine:
    """Understands by a list of words; places as the real engine does."""

    name = "fake"
    judges: Sequence[Judge] = ()

    def understand(self, text: str, estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS) -> Understanding:
        """The first word of the list that is in the text."""
        place = find_place(text, estates)
        found = [row for row in WORDS if row[0] in text]
        if not found:
            return Understanding(text, Intent.CHATTER, 0.0, (), place, self.name)
        intent = found[0][1]
        issues: dict[str, Issue] = {}
        sure = 0.5 if UNSURE in text else 0.9
        for _, meaning, category, urgency in found:
            if meaning is Intent.APPEAL and intent is Intent.APPEAL:
                issues.setdefault(category, Issue(category, Kind.COMPLAINT, urgency, sure, (0, len(text))))
        return Understanding(text, intent, 0.9 if issues else 0.0, tuple(issues.values()), place, self.name)

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


@dataclass
class FakeChannel:
    """A platform that keeps what it was sent, and fails as told: each entry of `failures` is raised once."""

    name: str
    limits: Limits = field(default_factory=Limits)
    failures: list[Exception] = field(default_factory=list)
    sent: list[Outbound] = field(default_factory=list)

    async def send(self, message: Outbound) -> None:
        """Take the message, or fail."""
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(message)


def tree() -> Tree:
    """A small district with every rung of the ladder: 锦园 (jy) in 东社区 (dong), 北街道 (bei), 样板区 (yb)."""
    units = [
        Unit("yb", "district", "样板区", None),
        Unit("bei", "subdistrict", "北街道", "yb"),
        Unit("dong", "community", "东社区", "bei"),
        Unit("jy", "estate", "锦园小区", "dong", ["锦园"], 12),
        Unit("hy", "estate", "和园小区", "dong", ["和园"], 6),
        Unit("heat", "department", "区供热办", "yb", categories=["heating"]),
    ]
    held = [
        ("yuan", "李秀英", "courtyard_chief", "jy"), ("wang", "张伟", "grid_worker", "jy"),
        ("wuye", "赵管家", "property_manager", "jy"), ("fwz", "王建国", "service_chief", "jy"),
        ("sqz", "周正", "service_chief", "dong"), ("jd", "郭强", "street_leader", "bei"),
        ("zx", "值班坐席", "dispatcher", "yb"), ("gr", "供热值班", "department", "heat"),
    ]  # fmt: skip
    return Tree(
        "yb", "样板区", "default", units,
        [Person(code, name, f"139000000{n:02d}") for n, (code, name, _, _) in enumerate(sorted(held))],
        [Account("sim", code, code) for code, *_ in sorted(held)],
        [Duty(code, role, unit) for code, _, role, unit in held],
        [Chat("sim", "g-jy", "residents", "jy")],
    )  # fmt: skip


class Town:
    """A product on a virtual clock, to tell stories with.

    Says and presses are handled and delivered at once; `later` lets time pass with everything due in it.
    """

    def __init__(
        self,
        database: Database,
        folder: Path,
        found: Tree | None = None,
        channels: dict[str, Channel] | None = None,
        sections: Mapping[str, Section] = bootstrap.NO_SECTIONS,
        **more: Any,
    ) -> None:
        self.clock = VirtualTime(MONDAY)
        settings = Settings(data_dir=folder, **more)
        bootstrap.import_tree(database, found or tree())
        self.product: Product = bootstrap.build(
            settings, database, FakeEngine(), self.clock, channels, sections=sections
        )
        self.worker = Worker(self.product)
        self._count = 0

    def says(self, sender: str, text: str = "", *, group: str | None = None, **more: Any) -> Outcome | None:
        """Somebody writes; returns what became of it (None for a duplicate)."""
        self._count += 1
        message_id = more.pop("id", f"m{self._count}")
        channel = more.pop("channel", "sim")
        message = Inbound(channel, message_id, self.clock.now(), sender, group, text, **more)
        intake.accept(self.product, message)
        results = self.worker.run_inbox()
        self.worker.run_outbox()
        return results[-1][1] if results else None

    def presses(self, sender: str, action: str, words: str = "", **more: Any) -> Outcome | None:
        """Somebody presses the button with this action on the newest card that offers it."""
        return self.says(sender, words, press=action, **more)

    def later(self, **length: float) -> None:
        """Time passes, e.g. `later(hours=3)`."""
        self.until(self.clock.now() + timedelta(**length))

    def until(self, moment: datetime) -> None:
        """Time passes until then."""
        run_through(self.worker, self.clock, moment)

    def received(self, account: str, channel: str = "sim") -> list[OutboxRow]:
        """What somebody (or a group) was sent, oldest first."""
        with self.product.database.read() as conn:
            return outbox.of_recipient(conn, self.product.district, channel, account)

    def tickets(self) -> list[Ticket]:
        """Every ticket, oldest first."""
        with self.product.database.read() as conn:
            return export.tickets(conn, self.product.district)

    def ticket(self) -> Ticket:
        """The only ticket there is; an incident above it is none."""
        (only,) = [ticket for ticket in self.tickets() if ticket.form != "incident"]
        return only

    def history(self, ticket: Ticket) -> list[Event]:
        """Its events, oldest first."""
        with self.product.database.read() as conn:
            return events.of_ticket(conn, self.product.district, ticket.id)

    def assignees(self, ticket: Ticket) -> list[str]:
        """Who is responsible for it now."""
        with self.product.database.read() as conn:
            return [row.person for row in tickets.people_of(conn, ticket) if row.part == "assignee"]
