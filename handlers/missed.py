"""可能漏掉的诉求: group messages nobody can say whether they are appeals, until somebody at the desk has looked."""

from __future__ import annotations

import re
from datetime import timedelta

from handlers import facts, hearing, opening, placing, remembering, teaching, texts
from handlers.entitled import RefusedError
from handlers.facts import Facts
from handlers.messages import Inbound
from handlers.placing import Where
from handlers.talk import Talk
from handlers.teaching import Word
from handlers.work import Case, Work
from nlu.places import find_place
from nlu.understanding import Intent, Issue, Kind, Understanding, Urgency
from storage import doubts, inbox
from storage.doubts import Doubt
from storage.inbox import InboxRow

KEPT = timedelta(days=7)  # after that nobody would register it any more
_GONE = "这条消息刚才已经有人处理过了。"
_WORDS = re.compile(r"(\d{1,19})\s*(.*)", re.DOTALL)
_BIGGEST = 2**63 - 1  # of a message's id
_PLAIN = Facts("other", Kind.REQUEST.value, Urgency.NORMAL.value)


def keep(work: Work, row: InboxRow, said: Understanding) -> None:
    """Keep a group message that opened nothing, if it may be an appeal all the same."""
    guess = said.topic
    if not said.unsure or guess is None:
        return
    # Praise opens nothing: if it is an appeal after all, it asks for something.
    kind = Kind.REQUEST if guess.kind is Kind.PRAISE else guess.kind
    found = (guess.category, kind.value, guess.urgency.value, said.appeal_score)
    doubts.add(work.conn, Doubt(work.district, row.id, said.intent.value, *found, work.now))


def forget_old(work: Work) -> None:
    """What nobody looked at in a week is not shown for ever."""
    doubts.forget(work.conn, work.district, work.now - KEPT)


def register(work: Work, person: str, words: str) -> tuple[Case | None, str]:
    """登记: a ticket with that message as its origin, as if it had been understood.

    Args:
        words: the id of the message; behind it what it is about, where the guess is wrong.
    """
    row, about = _meant(work, words)
    before = work.case(row.ticket_id) if row.ticket_id is not None else None
    if before is not None and before.ticket.outcome != "no_appeal":
        raise RefusedError(f"这条消息已经在工单{before.ticket.number}里了。")
    doubt = doubts.take(work.conn, work.district, row.id)
    guess = Facts(doubt.category, doubt.kind, doubt.urgency) if doubt else Facts.of(before.ticket) if before else _PLAIN
    meant = facts.read(about, guess)
    kind, urgency = (_changed(meant, guess, name) for name in ("kind", "urgency"))
    understood = doubt.intent if doubt else row.intent or Intent.CHATTER.value
    case = _open(work, row, meant, person)
    teaching.keep(work, row, understood, Word("registered", person, meant.category, kind, urgency))
    return case, f"已登记：{texts.about(case)}"


def _changed(meant: Facts, guess: Facts, name: str) -> str | None:
    value: str = getattr(meant, name)
    return value if value != getattr(guess, name) else None


def dismiss(work: Work, person: str, words: str) -> tuple[Case | None, str]:
    """不是诉求: it stays talk, and is known to be."""
    row, _ = _meant(work, words)
    doubt = doubts.take(work.conn, work.district, row.id)
    if doubt is None:
        raise RefusedError(_GONE)
    teaching.keep(work, row, doubt.intent, Word("dismissed", person, doubt.intent))
    return None, "好的，不算诉求"


def _meant(work: Work, words: str) -> tuple[InboxRow, str]:
    """The message, locked against a second dispatcher, and what is said of it."""
    found = _WORDS.fullmatch(words.strip())
    number = min(int(found[1]), _BIGGEST) if found else 0
    row = inbox.hold(work.conn, work.district, number)
    if found is None or row is None or row.payload.get("press") or row.payload.get("button"):
        raise RefusedError("找不到这条消息。")
    return row, found[2]


def _open(work: Work, row: InboxRow, meant: Facts, person: str) -> Case:
    message = Inbound.stored(row.channel, row.message_id, row.at, row.sender, row.chat, row.payload)
    issue = Issue(meant.category, Kind(meant.kind), Urgency(meant.urgency), 1.0, (0, len(message.text)))
    place = find_place(message.text, work.org.estates)
    talk, at = _where(work, row, message, Understanding(message.text, Intent.APPEAL, 1.0, (issue,), place))
    case = opening.open_ticket(work, row, message, issue, at)
    case.record("registered", person)
    inbox.belongs(work.batch, row, case.ticket.id, "由值班坐席登记")
    hearing.begin(talk, case, issue, at)
    return case


def _where(work: Work, row: InboxRow, message: Inbound, said: Understanding) -> tuple[Talk, Where]:
    if message.chat is not None:
        talk, unit = hearing.said_in(work, row, message, said)
        return talk, hearing.place_of(talk, unit)
    talk = Talk(work, row, message, said, remembering.told(work, message, said)[0])
    return talk, placing.of_resident(talk.resident, said.place)
