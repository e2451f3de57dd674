"""What a group is told, or asked, before anybody listens there: once, and written down with its date."""

from __future__ import annotations

import re
from datetime import datetime

from handlers import notices, privacy, routing
from handlers.manners.aloud import RESIDENTS
from handlers.messages import Inbound, Kind, Outcome
from handlers.org import Address
from handlers.policy import Policy
from handlers.work import Work
from storage import consents
from storage.consents import AGREED, ASKED, REFUSED, TOLD, Consent, Looked
from storage.tree import Chat

NOT_YET = "这个群还没有告知或同意，不记录"
_LONGEST = 40
_YES = re.compile(r"群里?(?:的人|大家|居民)?(?:都)?(?:已经?|都)?同意(?:记录|了)?(?:了)?[。.！!]?$")
_NO = re.compile(r"群里?(?:的人|大家|居民)?(?:都)?(?:不|没有?)同意(?:记录|了)?(?:了)?[。.！!]?$")


def due(looked: Looked, policy: Policy, now: datetime) -> datetime | None:
    """Now, where groups were bound, or the rule was changed, since somebody looked."""
    if looked.mark == _mark(looked.version, policy):
        return None
    return max(now, looked.later) if looked.later else now


def put_off(work: Work, later: datetime) -> None:
    """Look again then."""
    consents.look_later(work.conn, work.district, later)


def tick(work: Work, limit: int) -> int:
    """Tell, or ask for, every group of residents that was neither told nor asked."""
    if not consents.look(work.conn, work.district, _mark(work.org.tree.version, work.policy)):
        return 0
    known = {(one.channel, one.chat): one for one in consents.listed(work.conn, work.district)}
    done = 0
    for chat in work.org.tree.chats:
        if chat.kind == RESIDENTS:
            done += _begin(work, chat, known.get((chat.channel, chat.id)))
    return done


def _begin(work: Work, chat: Chat, known: Consent | None) -> bool:
    rule = work.policy.groups.consent
    if rule == "ask" and known is None:
        return _ask(work, chat)
    if rule == "notice" and (known is None or known.state == ASKED):
        return _tell(work, chat)
    return False


def _tell(work: Work, chat: Chat) -> bool:
    """The notice: once, outside of quiet hours, and only where we can speak; it is no line of any ticket."""
    if not speaks(work, chat):
        return False
    text = work.policy.groups.notice
    notices.owe(work, Address(chat.channel, chat.id), Kind.NOTICE, text)
    before = consents.get(work.conn, work.district, chat.channel, chat.id)
    agreed = before is not None and before.state == AGREED
    state, person = (AGREED, before.person) if before and agreed else (TOLD, None)
    at = before.at if before and agreed else work.policy.quiet.end_after(work.now)
    consents.put(work.conn, Consent(work.district, chat.channel, chat.id, state, at, person, text))
    return True


def speaks(work: Work, chat: Chat) -> bool:
    """Whether this group is told anything unasked: not where groups are only played, nor where we only hear."""
    return chat.channel not in work.policy.groups.rehearsal and work.org.writes_to(chat.channel)


def _ask(work: Work, chat: Chat) -> bool:
    """Ask whoever looks after the unit to ask the group."""
    consents.put(work.conn, Consent(work.district, chat.channel, chat.id, ASKED, work.now))
    rungs = routing.ladder(work.org, work.policy, chat.unit, None, work.today)
    rung = next((rung for rung in rungs if rung.people), None)
    for person in rung.people if rung else ():
        if not privacy.never_learns_who(work, person):
            notices.to_person(work, person, Kind.NOTIFY, _question(work, chat))
    return True


def _question(work: Work, chat: Chat) -> str:
    return (
        f"{_name(work, chat)}的居民群接入了。请先在群里问一声，同不同意由民呼我行记录群里反映的问题。\n"
        f"同意就私下回我“{_name(work, chat)}群已同意”，不同意回“{_name(work, chat)}群不同意”。同意之前，一条都不记录。"
    )


def _name(work: Work, chat: Chat) -> str:
    unit = work.org.unit(chat.unit)
    return unit.name if unit else chat.id


def listens(work: Work, message: Inbound) -> bool:
    """Whether a group may be listened to: never one that refused.

    Under `ask` one whose consent somebody has confirmed; under `notice` one that was told, where it can be. Whoever
    speaks before its turn came has it told; what is said until the notice is read, in the morning, is not recorded.
    """
    rule, chat = work.policy.groups.consent, work.org.chat(message.channel, message.chat or "")
    if chat is not None and chat.kind != RESIDENTS:
        return True
    found = consents.get(work.conn, work.district, message.channel, message.chat or "")
    if rule == "ask" or (found is not None and found.state == REFUSED):
        return found is not None and found.state == AGREED
    if rule == "off" or chat is None or not speaks(work, chat):
        return True
    if _begin(work, chat, found):
        found = consents.get(work.conn, work.district, chat.channel, chat.id)
    return found is not None and found.at <= work.now


def confirmed(work: Work, message: Inbound) -> Outcome | None:
    """群已同意, or 群不同意, said in private by somebody who looks after its unit; None where he says anything else."""
    text = message.text.strip()
    if work.policy.groups.consent != "ask" or "同意" not in text or len(text) > _LONGEST:
        return None
    no = bool(_NO.search(text))
    person = work.org.person_of(message.channel, message.sender)
    if person is None or not (no or _YES.search(text)):
        return None
    theirs = _looked_after(work, person)
    named = [chat for chat in theirs if _name(work, chat) in text or chat.id in text] or theirs
    to = Address(message.channel, message.sender)
    if len(named) != 1:
        names = "、".join(_name(work, chat) for chat in named) or "没有您负责的居民群"
        notices.owe(work, to, Kind.ANSWER, f"请写明是哪个群，例如“{names}群已同意”。" if named else f"{names}。")
        return Outcome("群是否同意，没说清是哪个群")
    _settle(work, named[0], person, REFUSED if no else AGREED)
    said = "不同意，一条都不记录" if no else "同意了，从现在起记录群里反映的问题"
    notices.owe(work, to, Kind.ANSWER, f"记下了：{_name(work, named[0])}的居民群{said}。")
    return Outcome(f"{_name(work, named[0])}的居民群{'不同意' if no else '同意'}")


def _settle(work: Work, chat: Chat, person: str, state: str) -> None:
    before = consents.get(work.conn, work.district, chat.channel, chat.id)
    text = before.text if before else None
    consents.put(work.conn, Consent(work.district, chat.channel, chat.id, state, work.now, person, text))
    if state == AGREED and text is None:
        _tell(work, chat)


def _looked_after(work: Work, person: str) -> list[Chat]:
    """The residents' groups of the units somebody has a duty in, or that lie below them; not for who may be meant."""
    if privacy.never_learns_who(work, person):
        return []
    units = {duty.unit for duty in work.org.duties_of(person, work.today)}
    chats = (chat for chat in work.org.tree.chats if chat.kind == RESIDENTS)
    return [chat for chat in chats if units & {unit.code for unit in work.org.path(chat.unit)}]


def _mark(version: int, policy: Policy) -> str:
    rule = policy.groups
    return f"{version}:{rule.consent}:{','.join(rule.rehearsal)}"
