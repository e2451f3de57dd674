"""Listening in a group: silent unless something is wrong, and then one short line."""

from __future__ import annotations

from handlers import (
    correcting,
    duplicates,
    earlier,
    group_talk,
    neighbours,
    officers,
    opening,
    passing_on,
    placing,
    rating,
    rating_words,
    remembering,
    replying,
    speakers,
    talking,
    verdicts,
)
from handlers.closing import judging
from handlers.evidence import fine
from handlers.incidents import asked
from handlers.knowing import in_group, sighting
from handlers.listening import following, ruling
from handlers.listening.deciding import imagined
from handlers.listening.following import Listened
from handlers.manners import pacing
from handlers.messages import Inbound, Kind, Outcome
from handlers.passing_on import Line
from handlers.placing import Where
from handlers.regrouping.merging import standing_for
from handlers.talk import Talk
from handlers.threads import Decision
from handlers.work import Case, Work
from handlers.workflow import Status
from nlu.guessing import unsure
from nlu.places import find_place
from nlu.understanding import Intent, Issue, Understanding
from storage import inbox, tickets
from storage.inbox import InboxRow
from storage.unrecorded import is_nobody

_NOTHING = "没有文字、照片和语音"
_SEVERAL = 2


def hear(work: Work, row: InboxRow, message: Inbound, said: Understanding) -> Outcome:
    """A message in a group: joins tickets, opens some, or is none of our business."""
    talk = group_talk.said_in(work, row, message, said)
    if not (talk.text or message.images or message.voice):
        return Outcome(_NOTHING)
    if (known := sighting.heard(talk) or in_group.answer(talk)) is not None:
        return known
    office = speakers.for_the_office(work, message, group_talk.unit_of(talk))
    listened = following.listen(talk, office=office)
    decision = listened.decision if listened else ruling.decide(talk)
    if (decision.join or decision.open) and office:
        decision = speakers.as_answer(decision)
    if listened is not None and decision.begun_before is not None:
        begun = _begin_before(talk, listened, decision.begun_before)
        neighbours.join(talk, begun, decision.join[0][1])
        return Outcome(decision.reason, standing_for(work, begun.ticket).id)
    found = _join(talk, decision, listened)
    if decision.open:
        found = _open(talk, decision, listened) + found
    if found:
        return Outcome(decision.reason, standing_for(work, found[0].ticket).id)
    known = _in_private(talk) or fine.heard(talk)
    return known or Outcome(decision.reason, unsure=listened.unsure if listened else None)


def _join(talk: Talk, decision: Decision, listened: Listened | None) -> list[Case]:
    """Let the message belong to tickets the group speaks of."""
    joined = [(case, part) for ticket, part in decision.join if (case := talk.work.case(ticket))]
    for case, part in joined:
        if case.ticket.status == Status.RESOLVED and (_not_done(talk, case) or _done(talk, case)):
            continue
        neighbours.join(talk, case, part)
        if listened is not None:
            following.joined(case, listened)
            if category := following.better(case, listened):
                correcting.understood_better(case, category)
        if case.ticket.id in decision.alarming:
            correcting.understood_worse(case)
        elif case.ticket.id in decision.again and _counts_only(talk, case):
            passing_on.tell(case, Line("words", talk.text))
    return [case for case, _ in joined]


def _counts_only(talk: Talk, case: Case) -> bool:
    """Whether whoever speaks is one more household, of whose words nobody hears; of others they are passed on."""
    message = talk.message
    named = message.sender != case.ticket.reporter and not is_nobody(message.sender)
    return named and talk.work.org.person_of(message.channel, message.sender) not in case.people


def _not_done(talk: Talk, case: Case) -> bool:
    """Somebody whose trouble it is says in the group that what officials call done is not: it is reopened."""
    if talk.issues and talking.again(talk, talk.issues[0]):
        return True
    message = talk.message
    denied = rating_words.denies(talk.text) or verdicts.aloud(talk) is False
    if not denied or judging.speaker(case, message) is None:
        return False
    case.add_message(talk.row.id, message.id, message.sender, "more")
    rating.reject(talk, case)
    return True


def _done(talk: Talk, case: Case) -> bool:
    """Somebody who was asked whether it is solved says in the group that it is: that is his answer."""
    if not verdicts.aloud(talk) or judging.speaker(case, talk.message) is None:
        return False
    case.add_message(talk.row.id, talk.message.id, talk.message.sender, "more")
    rating.confirm(talk, case)
    return True


def _open(talk: Talk, decision: Decision, listened: Listened | None) -> list[Case]:
    at = group_talk.place_of(talk)
    cases = []
    for issue in decision.open:
        if again := talking.again(talk, issue) or pacing.gather(talk, issue):
            cases.append(again)
            continue
        where = _its_place(talk, issue) or at
        cases.append(_open_one(talk, issue, where, listened, alone=len(decision.open) == 1))
    if listened is None:
        ruling.earlier_photos(talk, cases[0])
    return cases


def _its_place(talk: Talk, issue: Issue) -> Where | None:
    """Where one of several troubles of a message is, as far as its own words tell a building."""
    unit = group_talk.unit_of(talk)
    if unit is None or len(talk.issues) < _SEVERAL:
        return None
    place = find_place(talk.said.text[slice(*issue.span)], talk.work.org.estates)
    return placing.in_group(unit, place) if place.building else None


def _open_one(talk: Talk, issue: Issue, at: Where, listened: Listened | None, *, alone: bool) -> Case:
    begun = following.begun(listened) if listened else None
    if begun is not None and alone:
        issue = begun.issue(issue)
    case = opening.open_ticket(talk.work, talk.row, talk.message, issue, at)
    if begun is not None:
        begun.keep(case)
    households = earlier.bring(talk.work, case, begun.earlier if begun else ())
    begin(talk, case, issue, at)
    earlier.count_in(talk.work, case, households)
    if listened is not None:
        duplicates.heard(case, listened.rivals)
    return case


def _begin_before(talk: Talk, listened: Listened, place: int) -> Case:
    """What follows shows that something said a moment ago was a trouble: it begins the ticket, with who said it."""
    work, said = talk.work, listened.said[place]
    (row,) = inbox.get_many(work.conn, work.district, [said.inbox_id])
    remark = listened.scene.recent[place]
    issue = imagined(remark.sense.issue) if remark.sense is not None else unsure(remark.text)
    then = group_talk.said_before(work, row, Intent.APPEAL, (issue,))
    at = group_talk.place_of(then)
    begun = following.begun(listened, place)
    issue = begun.issue(issue)
    case = opening.open_ticket(work, row, then.message, issue, at)
    begun.keep(case)
    inbox.belongs(work.batch, work.district, row.id, case.ticket.id, earlier.CAME_LATER)
    households = earlier.bring(work, case, begun.earlier)
    begin(then, case, issue, at)
    # Whoever joins it in a moment refers to its row.
    work.finish()
    earlier.count_in(work, case, households)
    return case


def begin(talk: Talk, case: Case, issue: Issue, at: Where) -> None:
    """Hand a fresh ticket on; only who was never heard to live anywhere is asked where it is."""
    if at.unit is None and talk.resident.unit is None:
        talking.begin_without_place(talk, case, issue)
        return
    opening.begin(case, issue)


def _in_private(talk: Talk) -> Outcome | None:
    """Questions asked in a group are answered in private, to those whom they concern."""
    if talk.said.intent is Intent.ASK_OFFICER and (unit := remembering.home(talk.work.org, talk.resident.unit)):
        officers.tell(talk, unit, kind=Kind.NOTICE)
        return Outcome("群里问负责人，私下回答")
    if talk.said.intent is Intent.ASK_PROGRESS and (known := asked.progress(talk)) is not None:
        return known
    if talk.said.intent is Intent.ASK_PROGRESS and any(t.status not in tickets.FINAL for t in talk.own()):
        return replying.progress(talk, kind=Kind.NOTICE)
    return None
