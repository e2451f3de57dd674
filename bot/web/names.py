"""Who is who and where is where, as the pages say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handlers import clocks, routing
from handlers.org import OFFICES, Org
from handlers.policy import Policy
from storage.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Official:
    """A person with a duty: what the switchers and selections show."""

    code: str
    name: str
    title: str
    unit: str

    @property
    def label(self) -> str:
        """Name, title and unit, e.g. 王秀英 · 锦绣花园院长."""
        return f"{self.name} · {self.place}" if self.place else self.name

    @property
    def place(self) -> str:
        """Unit and title without saying a word twice: 锦绣社区 and 社区服务长 are 锦绣社区服务长."""
        lengths = range(len(self.title), 1, -1)
        twice = next((length for length in lengths if self.unit.endswith(self.title[:length])), 0)
        return self.unit + self.title[twice:]


class Names:
    """Looks names up for one page."""

    def __init__(self, org: Org, policy: Policy, today: date) -> None:
        self.org = org
        self._policy = policy
        self.today = today

    @property
    def policy(self) -> Policy:
        """The rules of the district."""
        return self._policy

    def mediated(self, ticket: Ticket) -> bool:
        """Whether it is with the mediators."""
        mediation = self._policy.joint.mediation
        return mediation is not None and ticket.route == mediation.name

    def clock(self, kind: str) -> str:
        """What must have happened when a clock of this kind runs out."""
        return clocks.name(self._policy, kind)

    def locked(self, ticket: Ticket) -> bool:
        """Whether a ticket is not sent back any more."""
        return routing.locked(self._policy, ticket)

    def person(self, code: str) -> str:
        """Title and name, e.g. 院长王秀英."""
        official = self.official(code)
        return official.name if official.name == official.title else f"{official.title}{official.name}"

    def official(self, code: str) -> Official:
        """The person with his first duty of today; the bare code when he left the tree."""
        person = self.org.person(code)
        if person is None:
            return Official(code, code, "", "")
        for duty in self.org.duties_of(code, self.today):
            title = duty.title or self._policy.titles.get(duty.role, duty.role)
            return Official(code, person.name, title, self.unit(duty.unit))
        return Official(code, person.name, "", "")

    def officials(self) -> list[Official]:
        """Everybody in the tree: in the order of their duties in the file, those without one last."""
        tree = self.org.tree
        order = dict.fromkeys([*(duty.person for duty in tree.duties), *(person.code for person in tree.people)])
        return [self.official(code) for code in order]

    def offices(self, category: str = "") -> list[tuple[str, str]]:
        """Code and name of the departments, those whose business a category is first."""
        found = [unit for unit in self.org.tree.units if unit.kind in OFFICES]
        return [(unit.code, unit.name) for unit in sorted(found, key=lambda unit: category not in unit.categories)]

    def unit(self, code: object) -> str:
        """The name of a unit."""
        found = self.org.unit(str(code or ""))
        return found.name if found else "地点待核实"

    def phone(self, code: str) -> str:
        """How to call an official."""
        person = self.org.person(code)
        return (person.phone or "") if person else ""
