"""Kept or broken: by a deed, by whoever promised, or by the resident, whose word is the last."""

from __future__ import annotations

import re

from handlers import notices, wording
from handlers.commitments import beneath, making, telling
from handlers.messages import Action, Kind
from handlers.regrouping.merging import looked_after
from handlers.work import Case
from handlers.workflow import Status
from storage import commitments as rows
from storage.commitments import WAITING, Commitment

# Deeds whose words may promise something.
_SAYS = {
    Action.PROGRESS, Action.PLAN, Action.WAIT, Action.CONTACT, Action.EXTEND, Action.ON_SITE, Action.RESOLVE,
    Action.REPORT,
}  # fmt: skip
_DONE = re.compile(
    r"已经?(?:修|换|处理|解决|恢复|清|装|拆|通|到|去|来|回复|答复|联系)|[修换装弄办]好了|处理完|解决了|恢复了"
)


def standing(case: Case) -> list[Commitment]:
    """The commitments of a ticket and of those put into it, to be changed."""
    return rows.about(case.work.conn, case.ticket.district, case.ticket.id)


def after(case: Case, person: str, action: Action, words: str, *, photo: bool) -> None:
    """A deed was done: it may keep what was promised, and its words may promise something."""
    whole = _whole(case)
    if whole is None or not making.counts(whole):
        return
    found = standing(whole)
    for one in found:
        if one.state in WAITING and (by := _kept_by(case, whole, one, person, action, words, photo=photo)):
            settle(whole, one, "kept", by)
    if action in _SAYS and words:
        making.made(whole, making.speaker(whole, person), words, found)


def _whole(case: Case) -> Case | None:
    """The appeal that a department's part belongs to, else the ticket itself."""
    if case.ticket.form == "part" and case.ticket.parent:
        return case.work.case(case.ticket.parent)
    return case


def _kept_by(
    case: Case, whole: Case, one: Commitment, person: str, action: Action, words: str, *, photo: bool
) -> str | None:
    # An incident asks nobody whether it is done: it is over the moment somebody says so.
    over = whole.ticket.status == Status.RESOLVED or whole.ticket.form == "incident"
    if over and whole.ticket.resolved_at == whole.work.now:
        return "resolved"
    if not mine(case, one, person):
        return None
    if action is Action.REPORT:
        return "resolved"
    if action is Action.ON_SITE and one.what == "visit":
        return "on_site"
    if action is Action.PROGRESS and photo:
        return "photo"
    return "official" if action is Action.PROGRESS and _DONE.search(words) else None


def mine(case: Case, one: Commitment, person: str) -> bool:
    """Whether somebody answers for a promise: he made it, or has the ticket of somebody no file knows."""
    return one.person == person if one.person is not None else person in case.assignees


def settle(case: Case, one: Commitment, state: str, by: str | None) -> None:
    """The end of a promise, or the resident's other word on it."""
    one.state, one.settled_by, one.settled_at, one.next_at = state, by, case.work.now, None
    rows.save(case.work.batch, one)
    if state in ("kept", "broken"):
        actor = "resident" if by == "resident" else one.person or "system"
        case.record(f"promise_{state}", actor, name=one.name, text=one.words, by=by)


def broken_by_resident(case: Case, one: Commitment) -> None:
    """The resident says that nobody came: whoever promised hears it, and nothing else of the resident."""
    settle(case, one, "broken", "resident")
    people = [one.person] if one.person else looked_after(case).assignees
    text = f"{case.ticket.number}：居民说“{one.words}”没有做到。请联系居民，并报一个新的时间。"
    for person in people:
        notices.to_person(case.work, person, Kind.NOTICE, text, ticket=case.ticket)


def by_person(case: Case, person: str, *, kept: bool, words: str = "") -> str:
    """做到了 or 没做到, said by whoever promised; returns what he is answered."""
    whole = _whole(case) or case
    found = standing(whole)
    own = [one for one in found if one.state in WAITING and mine(case, one, person)]
    own = [one for one in own if one.due_at <= case.work.now] or own
    if not own:
        return "没有等您回答的承诺；居民说没有做到的，请联系居民"
    for one in own:
        settle(whole, one, "kept" if kept else "broken", "official")
    if kept:
        return "已记下，谢谢"
    again = making.made(whole, making.speaker(whole, person), words, found)
    beneath.tell(whole, lambda told: telling.broken(told, own[-1], wording.short(words, 120), again))
    return "已记下，并告诉了居民" if again else "已记下，并告诉了居民；定了新的时间请报进展"
