"""The life of a ticket: its states, and the one table of allowed changes."""

from __future__ import annotations

from enum import StrEnum

from handlers.messages import Action


class Status(StrEnum):
    """Where a ticket stands (domain.md section 2)."""

    OPEN = "open"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"
    RETURNED = "returned"
    MERGED = "merged"
    OUT_OF_SCOPE = "out_of_scope"


NAMES = {
    Status.OPEN: "待派单",
    Status.DISPATCHED: "待接单",
    Status.ACCEPTED: "办理中",
    Status.WAITING: "已挂起",
    Status.RESOLVED: "已办结·待回访",
    Status.CLOSED: "已归档",
    Status.RETURNED: "已退单",
    Status.MERGED: "已并案",
    Status.OUT_OF_SCOPE: "不受理",
}

S = Status

# What may follow what. A ticket that changes hands stays `dispatched`; a reopened one goes back there.
ALLOWED: dict[Status, frozenset[Status]] = {
    S.OPEN: frozenset({S.OPEN, S.DISPATCHED, S.MERGED, S.OUT_OF_SCOPE, S.CLOSED}),
    S.DISPATCHED: frozenset({S.DISPATCHED, S.ACCEPTED, S.RETURNED, S.RESOLVED, S.MERGED, S.OUT_OF_SCOPE, S.CLOSED}),
    S.RETURNED: frozenset({S.RETURNED, S.DISPATCHED, S.MERGED, S.OUT_OF_SCOPE, S.CLOSED}),
    S.ACCEPTED: frozenset(
        {S.ACCEPTED, S.WAITING, S.DISPATCHED, S.RETURNED, S.RESOLVED, S.MERGED, S.OUT_OF_SCOPE, S.CLOSED}
    ),
    S.WAITING: frozenset({S.WAITING, S.ACCEPTED, S.DISPATCHED, S.RESOLVED, S.MERGED, S.CLOSED}),
    S.RESOLVED: frozenset({S.RESOLVED, S.CLOSED, S.DISPATCHED}),
    S.CLOSED: frozenset({S.CLOSED, S.DISPATCHED}),
    # Taken apart again it is what it was before.
    S.MERGED: frozenset({S.MERGED, S.OPEN, S.DISPATCHED, S.RETURNED, S.ACCEPTED}),
    S.OUT_OF_SCOPE: frozenset({S.OUT_OF_SCOPE, S.OPEN, S.DISPATCHED}),
}

FIRST = Status.OPEN
UNDER_WAY = frozenset({S.OPEN, S.DISPATCHED, S.RETURNED, S.ACCEPTED, S.WAITING})

# In which states a person may do what. Who may do it is checked by the press handler.
OFFERED: dict[Action, frozenset[Status]] = {
    Action.ACCEPT: frozenset({S.DISPATCHED}),
    Action.RETURN: frozenset({S.DISPATCHED, S.ACCEPTED}),
    Action.TRANSFER: frozenset({S.DISPATCHED, S.ACCEPTED}),
    Action.ON_SITE: frozenset({S.DISPATCHED, S.ACCEPTED}),
    Action.PROGRESS: frozenset({S.DISPATCHED, S.ACCEPTED, S.WAITING}),
    Action.RESOLVE: frozenset({S.DISPATCHED, S.ACCEPTED, S.WAITING}),
    Action.EXTEND: frozenset({S.ACCEPTED}),
    Action.APPROVE: frozenset({S.DISPATCHED, S.ACCEPTED, S.WAITING}),
    Action.DECLINE: frozenset({S.DISPATCHED, S.ACCEPTED, S.WAITING}),
    Action.PLAN: frozenset({S.DISPATCHED, S.ACCEPTED, S.WAITING}),
    Action.GRADE: frozenset({S.DISPATCHED, S.ACCEPTED}),
    Action.WAIT: frozenset({S.ACCEPTED}),
    Action.RESUME: frozenset({S.WAITING}),
    Action.CONFIRM: frozenset({S.RESOLVED}),
    Action.PARTLY: frozenset({S.RESOLVED, S.CLOSED}),
    Action.REJECT: frozenset({S.RESOLVED, S.CLOSED}),
    Action.RATE: frozenset({S.RESOLVED, S.CLOSED}),
    Action.CALLBACK: frozenset({S.RESOLVED, S.CLOSED}),
    Action.CANCEL: UNDER_WAY,
    Action.APPEAL_ANYWAY: frozenset({S.OUT_OF_SCOPE}),
    Action.REFUSE: UNDER_WAY - {S.WAITING},
    Action.RECATEGORISE: UNDER_WAY,
    Action.NO_APPEAL: UNDER_WAY - {S.WAITING},
    Action.WHISTLE: frozenset({S.ACCEPTED, S.WAITING}),
    Action.SIGN_IN: frozenset({S.DISPATCHED}),
    Action.CONTACT: frozenset({S.DISPATCHED, S.ACCEPTED, S.WAITING}),
    Action.REPORT: frozenset({S.DISPATCHED, S.ACCEPTED, S.WAITING}),
    Action.SETTLED: frozenset({S.DISPATCHED, S.ACCEPTED, S.WAITING}),
    Action.NOT_SETTLED: frozenset({S.DISPATCHED, S.ACCEPTED, S.WAITING}),
    Action.JUDICIAL: frozenset({S.RESOLVED, S.CLOSED}),
    Action.EXCLUDE: frozenset(S),
    Action.GRANT: frozenset(S),
    Action.KEEP: frozenset(S),
    Action.OBJECT: frozenset(S),
    Action.DIMENSION: frozenset(S),
    Action.NOMINATE: frozenset({S.RESOLVED, S.CLOSED}),
    Action.DETACH: UNDER_WAY,
    Action.DISSOLVE: UNDER_WAY,
    # About what was promised, whatever became of the ticket.
    Action.KEPT: frozenset(S),
    Action.NOT_KEPT: frozenset(S),
    Action.CAME: frozenset(S),
    Action.NOT_CAME: frozenset(S),
    # A visit, a poll and a household are about no ticket.
    Action.VISITED: frozenset(),
    Action.VOTE: frozenset(),
    Action.CONSENT: frozenset(),
    Action.CLAIM: frozenset({S.OPEN, S.DISPATCHED}),
    Action.RELEASE: frozenset({S.ACCEPTED}),
    Action.NEEDED: frozenset({S.OPEN, S.DISPATCHED}),
    Action.BROADCAST: frozenset({S.DISPATCHED, S.ACCEPTED, S.WAITING}),
    Action.FOUND: frozenset({S.DISPATCHED, S.ACCEPTED, S.WAITING, S.RESOLVED, S.CLOSED}),
    Action.MERGE: UNDER_WAY,
    Action.UNMERGE: frozenset({S.MERGED}),
    Action.SPLIT: UNDER_WAY | {S.RESOLVED},
    Action.MOVE: UNDER_WAY | {S.RESOLVED},
    Action.SET_ASIDE: UNDER_WAY | {S.RESOLVED},
    Action.NOT_TWIN: UNDER_WAY,
    # These are about a message that has no ticket.
    Action.HELPED: frozenset(),
    Action.NOT_HELPED: frozenset(),
    Action.MEANT: frozenset(),
    Action.REGISTER: frozenset(),
    Action.DISMISS: frozenset(),
    Action.IMPORT: frozenset(),
    Action.ATTACH: frozenset(),
    Action.UNDO: frozenset(),
    Action.SAID: frozenset(),
}


# What only some forms of order know; everything else all of them.
ONLY: dict[Action, frozenset[str]] = {
    Action.WHISTLE: frozenset({"appeal"}),
    Action.SIGN_IN: frozenset({"part"}),
    Action.CONTACT: frozenset({"part"}),
    Action.REPORT: frozenset({"part"}),
    Action.ACCEPT: frozenset({"appeal", "task"}),
    Action.RESOLVE: frozenset({"appeal", "wish", "task"}),
    Action.EXTEND: frozenset({"appeal", "task"}),
    Action.SETTLED: frozenset({"appeal"}),
    Action.NOT_SETTLED: frozenset({"appeal"}),
    Action.JUDICIAL: frozenset({"appeal"}),
    Action.BROADCAST: frozenset({"appeal"}),
    Action.FOUND: frozenset({"appeal"}),
    Action.CLAIM: frozenset({"wish"}),
    Action.RELEASE: frozenset({"wish"}),
    Action.NEEDED: frozenset({"wish"}),
    Action.RETURN: frozenset({"appeal", "part", "task"}),
    Action.EXCLUDE: frozenset({"appeal"}),
    Action.GRANT: frozenset({"appeal"}),
    Action.KEEP: frozenset({"appeal"}),
    Action.OBJECT: frozenset({"appeal"}),
    Action.DIMENSION: frozenset({"appeal"}),
    Action.NOMINATE: frozenset({"appeal"}),
    Action.DETACH: frozenset({"appeal", "incident"}),
    Action.DISSOLVE: frozenset({"incident"}),
    Action.MERGE: frozenset({"appeal"}),
    Action.UNMERGE: frozenset({"appeal"}),
    Action.SPLIT: frozenset({"appeal"}),
    Action.MOVE: frozenset({"appeal"}),
    Action.SET_ASIDE: frozenset({"appeal"}),
    Action.NOT_TWIN: frozenset({"appeal"}),
}
# Nobody asked for an umbrella incident: nothing that answers a resident fits it.
_OF_INCIDENTS = frozenset(
    {
        Action.ACCEPT, Action.RETURN, Action.TRANSFER, Action.ON_SITE, Action.PROGRESS, Action.RESOLVE, Action.EXTEND,
        Action.APPROVE, Action.DECLINE, Action.WHISTLE, Action.DETACH, Action.DISSOLVE,
        Action.KEPT, Action.NOT_KEPT,
    }
)  # fmt: skip


class NotAllowedError(Exception):
    """A change the table does not allow; the message says so in Chinese."""


def check(before: str, after: Status) -> None:
    """Raise `NotAllowedError` unless a ticket in state `before` may go to `after`."""
    if after not in ALLOWED[Status(before)]:
        raise NotAllowedError(f"工单现在是“{NAMES[Status(before)]}”，不能改为“{NAMES[after]}”。")


def may(action: Action, status: str, form: str = "appeal") -> bool:
    """Whether this action fits an order of this form in this state."""
    return suits(action, form) and Status(status) in OFFERED[action]


def suits(action: Action, form: str) -> bool:
    """Whether orders of this form know this action at all."""
    return action in _OF_INCIDENTS if form == "incident" else action not in ONLY or form in ONLY[action]
