"""报到: a department signs for its part, gets in touch, and reports what it did."""

from __future__ import annotations

from handlers import clocks, notices, officials, wording
from handlers.entitled import RefusedError
from handlers.joint import asking_whistler, pending
from handlers.messages import Kind
from handlers.work import Case
from handlers.workflow import Status


def sign_in(case: Case, person: str, words: str) -> str:
    """签收: this person goes."""
    officials.take(case, person)
    clocks.done(case, "sign_in")
    _tell_whistler(case, f"{_office(case)}已签收，由{wording.name_of(case.work, person)}来办")
    _on_the_whole(case, person, "part_signed")
    return "已签收，请联系吹哨人"


def contact(case: Case, person: str, words: str) -> str:
    """已联系: with whoever blew."""
    officials.take(case, person)
    case.record("contacted", person, text=words)
    clocks.done(case, "contact")
    _tell_whistler(case, f"{wording.name_of(case.work, person)}说已联系" + (f"：{words}" if words else ""))
    return "已记录联系"


def report(case: Case, person: str, words: str) -> str:
    """报到结果: the part is done; whoever blew says at once how it was, the resident hears how it goes."""
    least = case.work.policy.conversation.resolution_length
    if sum(char.isalnum() for char in words) < least:
        raise RefusedError(f"请说明做了什么、现在怎样（至少{least}个字）。")
    officials.take(case, person)
    ticket = case.ticket
    ticket.resolved_at, ticket.resolution = case.work.now, words
    clocks.go_on(case)
    case.record("resolved", person, Status.RESOLVED, text=words)
    clocks.done(case, "report")
    clocks.done(case, "resolve")
    asking_whistler.ask(case, f"{_office(case)}报到：{words}")
    _on_the_whole(case, person, "part_reported", words)
    return "已报到，吹哨人会评价"


def _on_the_whole(case: Case, person: str, kind: str, words: str = "") -> None:
    """What the whole ticket, its people and the resident hear of it."""
    whole = case.work.case(case.ticket.parent or 0)
    if whole is None:
        return
    whole.record(kind, person, part=case.ticket.number, office=case.ticket.unit, text=words)
    if kind != "part_reported" or Status(whole.ticket.status) not in (Status.ACCEPTED, Status.WAITING):
        return
    text = f"{whole.ticket.number}：{_office(case)}来办过了：{words}"
    notices.to_reporter(case.work, whole.ticket, Kind.PROGRESS, text)
    missing = "、".join(pending.office(whole, part) for part in pending.open_parts(whole))
    rest = f"还差{missing}" if missing else "都报到了，可以办结"
    for other in whole.assignees:
        text = f"{whole.ticket.number}：{_office(case)}已报到，{rest}。"
        notices.to_person(case.work, other, Kind.NOTICE, text, ticket=whole.ticket)


def _office(case: Case) -> str:
    return pending.office(case, case.ticket)


def _tell_whistler(case: Case, text: str) -> None:
    notices.to_reporter(case.work, case.ticket, Kind.PROGRESS, f"{case.ticket.number}：{text}")
