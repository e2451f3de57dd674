"""What a household that was counted in, and has no ticket of its own, says besides: its door, its people, good news."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers import asking, doors, passing_on, rating_words, remembering, talking, things, wording
from handlers.commitments import hearing as promised
from handlers.evidence import noting
from handlers.evidence.doors import Door, in_words
from handlers.incidents import entry, matter, parting, telling, watching
from handlers.incidents.covering import above, covers
from handlers.messages import Action, Outcome
from handlers.passing_on import Line
from handlers.regrouping import following
from handlers.talk import Talk
from handlers.work import Case
from handlers.workflow import UNDER_WAY, Status
from nlu import guessing
from nlu.places import PLACE_SPAN, find_place
from nlu.understanding import Place, Urgency
from nlu.whereabouts import corrects
from storage import outbox, supporters, tickets
from storage.residents import Dialogue
from storage.tickets import Ticket

_BARE = re.compile(r"([0-9]{1,2})(?:[-－—]([0-9]{1,2}))?")
# What besides a door says nothing of who lives there.
_FILLER = re.compile(r"[我俺咱家们的是在住说就吧啊哈呢不对错了应该打写更正改成为室号房间门牌0-9,，。.!！\s]")


def meant(talk: Talk, own: Sequence[Ticket]) -> Case | None:
    """The ticket he was counted into that he speaks of; None where he speaks of one of his own under way."""
    if talk.message.chat is not None:
        return None
    joined = following.joined(talk, [ticket.id for ticket in talk.own()])
    found = [ticket for ticket in joined if Status(ticket.status) in UNDER_WAY]
    if own:
        heard_of = _last_heard_of(talk)
        found = [ticket for ticket in found if ticket.id == heard_of]
    return talk.case(talk.likely(found)) if found else None


def _last_heard_of(talk: Talk) -> int | None:
    work, message = talk.work, talk.message
    rows = outbox.of_recipient(work.conn, work.district, message.channel, message.sender, 20)
    return next((row.ticket_id for row in reversed(rows) if row.ticket_id is not None), None)


def appeal(talk: Talk) -> Outcome:
    """Something is wrong; but perhaps he only says that we took it for another trouble."""
    case = meant(talk, []) if parting.DENIED.search(talk.text) else None
    apart = parting.another_thing(talk, case) if case else None
    return apart or _house_put_right(talk) or _told_again(talk) or things.appeal(talk)


def _house_put_right(talk: Talk) -> Outcome | None:
    """不对 是4号楼暖气不热: the trouble of a moment ago, at another house than we took."""
    now = talking.burst(talk) if corrects(talk.text) and talk.said.place.building else None
    if now is None or any(issue.category != now.category for issue in talk.issues):
        return None
    return doors.told(talk, [now])


def _told_again(talk: Talk) -> Outcome | None:
    """The very trouble he was counted in with is no ticket more: what he says of it reaches whoever has it."""
    own = talk.own(Action.CANCEL)
    case = meant(talk, own) if len(talk.issues) == 1 else None
    if case is None or above(talk.work, case.ticket) is not None:
        return None  # whoever is beneath an incident is told what is known of it
    if talk.issues[0].urgency is Urgency.EMERGENCY or talk.issues[0].category != case.ticket.category:
        return None
    at, here = talk.said.place, (case.ticket.building, entry.door_of(talk, case).building)
    if at.estate not in (None, case.ticket.estate) or at.building not in (None, *here):
        return None
    if not matter.alike(talk.work, case.ticket.category, talk.text, [case.ticket]):
        return None
    return added(talk, own)


def put_right(talk: Talk, own: Sequence[Ticket]) -> Outcome | None:
    """It is another matter, or another door; None where the words say neither."""
    case = meant(talk, own)
    if case is None:
        return None
    return parting.another_thing(talk, case) or _door_told(talk, case, _told_door(talk))


def added(talk: Talk, own: Sequence[Ticket], *, lately: bool = False) -> Outcome | None:
    """Any more of his words reach whoever has the ticket.

    Args:
        lately: only while he is still speaking of it; of his home he may speak later.
    """
    case = meant(talk, own)
    if case is None or not talk.text or (lately and not _speaking(talk, case)):
        return None
    _keep(talk, case)
    entry.tell(talk, case, "household")
    talk.answer(telling.added(case), case=case)
    return Outcome("记上的住户补充", case.ticket.id)


def restored(talk: Talk, own: Sequence[Ticket]) -> Outcome | None:
    """It works again at his place: good news of one household, not of all."""
    case = meant(talk, own)
    if case is None or rating_words.denies(talk.text):
        return None
    _keep(talk, case)
    case.record("restored", "resident", text=wording.short(talk.text))
    entry.tell(talk, case, "recovered")
    talk.answer(telling.recovered(case), case=case)
    return Outcome("记上的住户说已恢复", case.ticket.id)


def door(talk: Talk, asked: Dialogue) -> Outcome | None:
    """The answer to that question."""
    case = talk.work.case(asked.data["ticket"])
    bare = _BARE.fullmatch(talk.text.strip())
    told = Door(bare[1], bare[2]) if bare else _told_door(talk)
    if case is None or talk.said.appeal or not told.building:
        return None
    asking.settle(talk.work, asked)
    return _door_told(talk, case, told)


def _told_door(talk: Talk) -> Door:
    """The door that is meant; what stands behind "不是" is not."""
    meant = parting.DENIED.sub(" ", talk.text)
    place = find_place(meant, talk.work.org.estates) if meant != talk.text else talk.said.place
    return in_words(meant, place)


def _door_told(talk: Talk, case: Case, told: Door) -> Outcome | None:
    """His entry with this door; None where nothing is told of it, or it is in another estate."""
    place = talk.said.place
    before = entry.door_of(talk, case)
    if _of_others(talk, case, told, before):
        return None
    now = Door(
        told.building or before.building, told.entrance or before.entrance, told.room or before.room,
        told.floor or before.floor,
    )  # fmt: skip
    if not told or now == before or place.estate not in (None, case.ticket.estate):
        return None
    _remember(talk, case, before, now)
    incident = above(talk.work, case.ticket)
    if incident is not None and not covers(incident, now.building):
        return parting.elsewhere(talk, case, now)
    account = (talk.message.channel, talk.message.sender)
    supporters.put_door(talk.work.conn, case.ticket, account, (now.building, now.entrance), now.room, now.floor)
    _keep(talk, case)
    if _besides(talk):
        entry.tell(talk, case, "household")
    else:
        was = f"（原来记的是{before.said()}）" if before.building not in (None, now.building) else ""
        passing_on.tell(case, Line("place", f"记上的一户邻居是{now.said()}{was}"))
    talk.answer(telling.door_noted(case, now.said()), case=case)
    watching.look(case)
    return Outcome("记上的住户说明了门牌", case.ticket.id)


def _of_others(talk: Talk, case: Case, told: Door, before: Door) -> bool:
    """Whether the door is that of another trouble, or of somebody else: "5号楼老张家也停了"."""
    trouble = guessing.trouble(talk.text)
    if trouble is not None and trouble.category != case.ticket.category:
        return True
    if told.building in (None, before.building) or before.building is None:
        return False
    return _besides(talk) and not corrects(talk.text)


def _besides(talk: Talk) -> bool:
    """Whether the words say anything besides a door."""
    return bool(_FILLER.sub("", PLACE_SPAN.sub("", talk.text.lower())))


def _remember(talk: Talk, case: Case, before: Door, now: Door) -> None:
    right = Place(case.ticket.estate, now.building, now.entrance, now.room)
    for wrong in (before.building, None):
        remembering.put_right(talk.work, talk.resident, (case.ticket.unit, wrong), right)


def _keep(talk: Talk, case: Case) -> None:
    case.add_message(talk.row.id, talk.message.id, talk.message.sender, "more")
    promised.heard(talk, case)
    noting.facts(case, talk.row, talk.message)


def _speaking(talk: Talk, case: Case) -> bool:
    rule = talk.work.policy.conversation
    since = asking.ago(talk.work, rule.thread if remembering.of_home(talk.text) else rule.burst)
    said = tickets.messages_of(talk.work.conn, case.ticket)
    return any(row.sender == talk.message.sender and row.at >= since for row in said)
