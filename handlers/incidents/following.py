"""What is done with an incident is done with every ticket beneath it; each keeps its own history and its people."""

from __future__ import annotations

from collections.abc import Iterator

from handlers import clocks, entitled, notices, officials, privacy, texts, wording
from handlers.entitled import RefusedError
from handlers.incidents import counting, leaving, raising
from handlers.incidents.covering import no_graver
from handlers.joint import finishing, pending
from handlers.messages import Kind
from handlers.org import Address
from handlers.volunteering import finishing as finishing_any
from handlers.work import Case
from handlers.workflow import UNDER_WAY, Status
from storage import incidents as rows
from storage.incidents import FOLLOWED

# From these nothing is called done: nobody has the ticket.
_UNTAKEN = (Status.OPEN, Status.RETURNED)


def _following(case: Case) -> Iterator[Case]:
    """The tickets beneath that are under way; an emergency, and another category by now, goes its own way."""
    for ticket in counting.beneath(case.work, case.ticket):
        same = ticket.category == case.ticket.category and no_graver(ticket.urgency, case.ticket)
        if same and Status(ticket.status) in UNDER_WAY and (below := case.work.case(ticket.id)):
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
    found = counting.households(case.work, [one.ticket for one in below])
    by_id = {one.ticket.id: one.ticket for one in below}
    told = f"您反映的{wording.category(case.ticket.category)}问题，{text.rstrip('。')}。"
    for home in found:
        to, ticket = Address(home.channel, home.account), by_id[home.ticket_id]
        if to.account == ticket.reporter or case.work.org.writes_to(to.channel):
            notices.owe(case.work, to, Kind.PROGRESS, told, ticket=ticket)
    return len(found)


def resolve(case: Case, person: str, words: str) -> str:
    """办结: of an incident every ticket beneath is resolved with it, and each asks its own residents."""
    if case.ticket.form != rows.FORM:
        return finishing_any.resolve(case, person, words)
    entitled.not_a_bystander(case, person)
    words = finishing.all_reported(case, person, words)
    least = case.work.policy.conversation.resolution_length
    if sum(char.isalnum() for char in words) < least:
        raise RefusedError(f"请说明做了什么、现在怎样（至少{least}个字），居民会看到。")
    left = [below.ticket.number for below in _following(case) if not _resolve(case, below, person, words)]
    _finish(case, person, words)
    count = len(counting.beneath(case.work, case.ticket))
    rest = f"；{'、'.join(left)}还有哨单没报到或没有人接，继续单独办" if left else ""
    return f"已办结，{count}张工单一起办结，系统会逐户回访{rest}"


def _resolve(case: Case, below: Case, person: str, words: str) -> bool:
    """A ticket beneath is done as well; False for one that cannot be yet: it goes on by itself."""
    if Status(below.ticket.status) in _UNTAKEN or pending.open_parts(below):
        below.ticket.parent = None
        below.record("left", person, incident=case.ticket.number)
        return False
    raising.follow_accepted(case.ticket, below, person)
    below.record(FOLLOWED, person, incident=case.ticket.number, what="resolve")
    officials.finish(below, person, words, texts.resolved(below, person, words))
    return True


def _finish(case: Case, person: str, words: str) -> None:
    """The incident itself asks nobody: it is over, and whoever asks later tells of a new trouble."""
    officials.take(case, person)
    case.ticket.resolved_at, case.ticket.resolution = case.work.now, words
    clocks.go_on(case)
    case.record("resolved", person, Status.RESOLVED, text=words)
    clocks.done(case, "resolve")
    leaving.end(case, person, leaving.HANDLED)
