"""Appeals made by hand for the stories about figures, and towns with enough people to decide about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from handlers.figures.cohort import Answers, Appeal
from storage.figures import Fact
from storage.tree import Account, Duty, Person, Tree
from tests.fakes import MONDAY, tree


def appeal(number: int, **more: Any) -> Appeal:
    """A counted appeal that was accepted in time, is done, asked about and not answered."""
    fact = Fact(
        id=number, number=f"261116-{number:04d}", category=more.pop("category", "heating"),
        urgency=more.pop("urgency", "normal"), status=more.pop("status", "closed"), unit=more.pop("unit", "jy"),
        building=None, summary="暖气不热", opened_at=MONDAY, accepted_at=MONDAY,
        resolved_at=MONDAY + timedelta(hours=5), closed_at=None, outcome=more.pop("outcome", None),
        reopened=more.pop("reopened", 0), confidential=False, channel="sim",
    )  # fmt: skip
    answers = Answers(more.pop("solved", None), False, more.pop("score", None), False)
    usual = Appeal(
        fact, counted=True, accept_due=True, accepted=True, in_time=True, done_due=True, done=True, hours=5.0,
        call_due=True, asked=True, answers=answers, people=frozenset({"yuan"}), promises=(), excluded=None,
    )  # fmt: skip
    return replace(usual, **more)


def with_leaders() -> Tree:
    """The town with a second seat at the desk and a leader of the district above them."""
    found = tree()
    new = [("zx2", "二号坐席", "dispatcher"), ("ld", "马区长", "district_leader")]
    return replace(
        found,
        people=[*found.people, *(Person(code, name, "13900000099") for code, name, _ in new)],
        accounts=[*found.accounts, *(Account("sim", code, code) for code, *_ in new)],
        duties=[*found.duties, *(Duty(code, role, "yb") for code, _, role in new)],
    )


def day(text: str) -> datetime:
    """Nine in the morning of a day: "2027-10-02"."""
    return datetime.fromisoformat(f"{text}T09:00:00+08:00")
