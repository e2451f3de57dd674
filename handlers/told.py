"""Who was told how much by this round of the clock, so that nobody is flooded."""

from __future__ import annotations

from collections import Counter, defaultdict

from handlers import dispatching, notices
from handlers.messages import Kind
from handlers.work import Case, Work

SHOWN = 20


class Told:
    """What one round of the clock sends: more cards for a person than the policy's number come as a list.

    It outlives the transactions of a round, so that a thousand tickets that are due at once are still
    a few cards and one list for each hundred.
    """

    def __init__(self) -> None:
        self._cards: Counter[str] = Counter()
        self._lists: dict[str, list[str]] = defaultdict(list)
        self._escalated: set[int] = set()
        self._escalating: set[int] = set()

    def begin(self) -> None:
        """A transaction begins; what a failed one before had gathered did not happen."""
        self._lists.clear()
        self._escalating.clear()

    def card(self, case: Case, person: str, kind: Kind, heading: str) -> None:
        """A card for one ticket, or one more line of the list."""
        self._cards[person] += 1
        at_once = case.work.policy.reminders.cards_at_once
        if self._cards[person] <= at_once or case.ticket.urgency == "emergency":
            dispatching.tell(case, person, kind, heading)
        else:
            self._lists[person].append(f"{case.ticket.number} {heading}")

    def mark(self, case: Case) -> None:
        """The ticket went up a level in this round."""
        self._escalating.add(case.ticket.id)

    def escalated(self, case: Case) -> bool:
        """Whether the ticket went up a level in this round already."""
        return case.ticket.id in self._escalating or case.ticket.id in self._escalated

    def finish(self, work: Work) -> None:
        """Send the lists."""
        for person, lines in self._lists.items():
            more = f"\n……等{len(lines)}件" if len(lines) > SHOWN else ""
            text = f"另有{len(lines)}件工单需要您处理，发“待办”查看：\n" + "\n".join(lines[:SHOWN]) + more
            notices.to_person(work, person, Kind.DIGEST, text)
        self._lists.clear()
        self._escalated |= self._escalating
