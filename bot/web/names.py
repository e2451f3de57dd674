"""Who is who and where is where, as the pages say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handlers.org import Org
from handlers.policy import Policy


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

    def unit(self, code: object) -> str:
        """The name of a unit."""
        found = self.org.unit(str(code or ""))
        return found.name if found else "地点待核实"

    def phone(self, code: str) -> str:
        """How to call an official."""
        person = self.org.person(code)
        return (person.phone or "") if person else ""
