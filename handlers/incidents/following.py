"""What is done with an incident is done with every ticket beneath it; each keeps its own history and its people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers import clocks, entitled, officials, privacy, solved_texts, wording
from handlers.closing import voices
from handlers.commitments import settling
from handlers.entitled import RefusedError
from handlers.hints import watching as inspected
from handlers.incidents import counting, leaving, raising, telling
from handlers.incidents.covering import no_graver
from handlers.joint import finishing, pending
from handlers.messages import Action
from handlers.org import Address
from handlers.volunteering import finishing as finishing_any
from handlers.work import Case
from handlers.workflow import UNDER_WAY, Status
from storage import incidents as rows
from storage.incidents import FOLLOWED
from storage.tickets import Ticket

# From these nothing is called done: nobody has the ticket.
_UNTAKEN = (Status.OPEN, Status.RETURNED)


def _following(case: Case) -> Iterator[Case]:
    """The tickets beneath that are under way; what is graver, and another category by now, goes its own way."""
    for ticket in counting.going_along(case.work, case.ticket):
        if below := case.work.case(ticket.id):
            yield below


def accept(case: Case, person: str, words: str) -> str:
    """接单: of an incident every ticket beneath it is accepted, and stays with its people."""
    done = officials.accept(case, person, words)
    if case.ticket.form == rows.FORM:
        _pass_on(case, person, "accept", f"{wording.name_of(case.work, person)}已经接手", "")
    return done


def on_site(case: Case, person: str, words: str) -> str:
    """已到场."""
    done = officials.on_site(case, person, words)
    if case.ticket.form == rows.FORM:
        _pass_on(case, person, "on_site", f"{wording.name_of(case.work, person)}已到现场处理", words)
    return done


def progress(case: Case, person: str, words: str) -> str:
    """报进展: every household beneath hears it once, and so does everybody who asks later."""
    done = officials.progress(case, person, words)
    if case.ticket.form != rows.FORM:
        return done
    said, by = privacy.for_neighbours(case, words), wording.name_of(case.work, person)
    told = _pass_on(case, person, "progress", f"最新进展：{said}（{by}）", words)
    return f"进展已告诉{told}户居民"


def _pass_on(case: Case, person: str, what: str, text: str, words: str) -> int:
    """Each ticket beneath has done it as well; returns how many households are told."""
    below = list(_following(case))
    for one in below:
        raising.follow_accepted(case.ticket, one, person)
        if what == "accept":
            continue
        one.record(FOLLOWED, person, incident=case.ticket.number, what=what, text=words)
        clocks.done(one, what)
        if what == "progress" and one.ticket.status != Status.WAITING:
            clocks.start(one, *clocks.track_of(one.work.policy, one.ticket).repeat)
    told = f"您反映的{wording.category(case.ticket.category)}问题，{text.rstrip('。')}。"
    return telling.everybody(case.work, [one.ticket for one in below], lambda _: told)


def resolve(case: Case, person: str, words: str) -> str:
    """办结: of an incident every ticket beneath is resolved with it, and each asks its own residents."""
    if case.ticket.form != rows.FORM:
        return finishing_any.resolve(case, person, words)
    entitled.not_a_bystander(case, person)
    words = finishing.all_reported(case, person, words)
    least = case.work.policy.conversation.resolution_length
    if sum(char.isalnum() for char in words) < least:
        raise RefusedError(f"请说明做了什么、现在怎样（至少{least}个字），居民会看到。")
    done, left, before = _beneath(case)
    for one, why in left:
        one.ticket.parent = None
        one.record("left", person, incident=case.ticket.number, reason=why)
    _resolve(case, done, before, person, words)
    _finish(case, person, words)
    return _said(len(done), left, len(before))


def _beneath(case: Case) -> tuple[list[Case], list[tuple[Case, str]], list[Ticket]]:
    """What is done with the incident, what is not and why, and what was called done before."""
    done, left, before = [], [], []
    for ticket in counting.beneath(case.work, case.ticket):
        below = case.work.case(ticket.id) if Status(ticket.status) in UNDER_WAY else None
        if below is None or Status(below.ticket.status) not in UNDER_WAY:
            before += [ticket] if ticket.status in (Status.RESOLVED, Status.CLOSED) and ticket.resolved_at else []
        elif why := _stays(case, below):
            left.append((below, why))
        else:
            done.append(below)
    return done, left, before


def _stays(case: Case, below: Case) -> str:
    """Why a ticket beneath goes on by itself; empty where it is done with the incident."""
    if below.ticket.category != case.ticket.category:
        return "类别已改"
    if not no_graver(below.ticket.urgency, case.ticket):
        return "更紧急"
    if Status(below.ticket.status) in _UNTAKEN:
        return "没有人接"
    return "哨单没报到" if pending.open_parts(below) else ""


def _resolve(case: Case, done: Sequence[Case], before: Sequence[Ticket], person: str, words: str) -> None:
    """Every one of them is done as well, and looked at as if it had been done by itself.

    Who has a ticket of his own there, or joined several, hears the result and is asked about one of them.
    """
    asked = {Address(one.channel, one.reporter) for one in (*before, *(below.ticket for below in done))}
    for below in done:
        raising.follow_accepted(case.ticket, below, person)
        below.record(FOLLOWED, person, incident=case.ticket.number, what="resolve")
        told = solved_texts.resolved(below, person, words)
        officials.finish(below, person, words, told, without=frozenset(asked))
        asked |= {Address(one.channel, one.account) for one in voices.reached(below)}
        settling.after(below, person, Action.RESOLVE, "", photo=False)
        inspected.after(below, person)


def _said(done: int, left: Sequence[tuple[Case, str]], before: int) -> str:
    """What whoever called it done is answered: how many went along, and which have still to be done."""
    said = f"已办结，{done}张工单一起办结，系统会逐户回访" if done else "已办结，没有工单跟着办结"
    earlier = f"；另有{before}张之前已经办结" if before else ""
    numbers = "、".join(f"{one.ticket.number}（{why}）" for one, why in left)
    return said + earlier + (f"；没有跟着办结、要接着单独办的：{numbers}" if left else "")


def _finish(case: Case, person: str, words: str) -> None:
    """The incident itself asks nobody: it is over, and whoever asks later tells of a new trouble."""
    officials.take(case, person)
    case.ticket.resolved_at, case.ticket.resolution = case.work.now, words
    clocks.go_on(case)
    case.record("resolved", person, Status.RESOLVED, text=words)
    clocks.done(case, "resolve")
    leaving.end(case, person, leaving.HANDLED)
