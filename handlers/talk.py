"""One message and who said it: what every answer to a resident begins with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from handlers import asking, notices
from handlers.messages import Action, Card, Inbound, Kind
from handlers.org import Address
from handlers.pieces import Pieces
from handlers.work import Case, Work
from handlers.workflow import may
from nlu.guessing import SUBJECTS, SURE
from nlu.understanding import Intent, Issue, Understanding
from nlu.understanding import Kind as IssueKind
from storage import tickets
from storage.inbox import InboxRow
from storage.residents import Resident
from storage.tickets import Ticket

LOOKED_AT = 20  # of somebody's own tickets; who has more under way speaks of the newest
NUMBER = re.compile(r"(?<!\d)(\d{6})[-—－ ]?(\d{4,6})(?!\d)")


def number_in(text: str) -> str | None:
    """The ticket number somebody wrote, in its usual form."""
    found = NUMBER.search(text)
    return f"{found[1]}-{found[2]}" if found else None


@dataclass(frozen=True, slots=True)
class Talk:
    """One message and who said it.

    Attributes:
        learned: whether the message taught us where the sender lives.
        pieces: what he said just before and belongs to nothing yet; None where there is no such thing.
    """

    work: Work
    row: InboxRow
    message: Inbound
    said: Understanding
    resident: Resident
    learned: bool = False
    pieces: Pieces | None = None

    @property
    def text(self) -> str:
        """The words, without space around."""
        return self.message.text.strip()

    @property
    def issues(self) -> list[Issue]:
        """The troubles told; praise is none."""
        return [issue for issue in self.said.issues if issue.kind is not IssueKind.PRAISE]

    def as_trouble(self, issue: Issue) -> Talk:
        """The same message, taken for a trouble."""
        return replace(self, said=replace(self.said, intent=Intent.APPEAL, issues=(issue,)))

    def answer(
        self, text: str, *, case: Case | None = None, card: Card | None = None, kind: Kind = Kind.ANSWER
    ) -> None:
        """Answer in private."""
        to = Address(self.message.channel, self.message.sender)
        notices.owe(self.work, to, kind, text, card=card, ticket=case.ticket if case else None)

    def own(self, *actions: Action) -> list[Ticket]:
        """The resident's own tickets for which one of these actions fits (all without), newest first.

        A ticket whose number stands in the message is the only one meant.
        """
        work, message = self.work, self.message
        found = tickets.of_reporter(work.conn, work.district, message.channel, message.sender, LOOKED_AT)
        number = number_in(message.text)
        if number and (named := [ticket for ticket in found if ticket.number == number]):
            found = named
        return [t for t in found if not actions or any(may(action, t.status) for action in actions)]

    def case(self, ticket: Ticket) -> Case:
        """The ticket, locked for change."""
        return self.work.case(ticket.id) or self.work.case_of(ticket)

    def cases(self, ids: Iterable[int]) -> list[Case]:
        """Those of these tickets that exist."""
        return [case for ticket in ids if (case := self.work.case(ticket))]

    def ask(self, topic: str, data: dict[str, object], wait: timedelta) -> None:
        """Remember what was asked; without an answer in time the clock goes on."""
        asking.ask(self.work, self.message, topic, data, wait)

    def names(self, ticket: Ticket) -> bool:
        """Whether the words name the subject of this ticket."""
        if self.said.topic is not None and self.said.topic.confidence >= SURE:
            return self.said.topic.category == ticket.category
        words = SUBJECTS.get(ticket.category)
        return words is not None and bool(words.search(self.text))

    def likely(self, found: list[Ticket]) -> Ticket:
        """Of several tickets the one whose subject the words name; else the newest."""
        return next(filter(self.names, found), found[0])
