"""可能漏掉的诉求: group messages that may be appeals, until somebody near the group, or at the desk, has looked."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from handlers import facts, group_talk, hearing, opening, placing, remembering, teaching, texts, wording
from handlers.entitled import RefusedError
from handlers.facts import Facts
from handlers.messages import Inbound, Outcome
from handlers.placing import Where
from handlers.regrouping import sketching
from handlers.talk import Talk, number_in
from handlers.teaching import Word
from handlers.unsure import attaching, gathering, guard, noting
from handlers.work import Case, Work
from nlu.places import find_place
from nlu.understanding import Intent, Issue, Kind, Understanding, Urgency
from storage import asks, doubts, heard, inbox, withdrawn
from storage.asks import Ask
from storage.doubts import Doubt
from storage.inbox import InboxRow

KEPT = timedelta(days=7)  # after that nobody would register it any more
SAYS = 0.4  # how likely a category is from which on it is worth telling
_TAKEN_BACK = "这句话发言人已经撤回，不能再登记。"
_GONE = "这条消息刚才已经有人处理过了。"
_WORDS = re.compile(r"(\d{1,19})\s*(.*)", re.DOTALL)
_BIGGEST = 2**63 - 1  # of a message's id
_PLAIN = Facts("other", Kind.REQUEST.value, Urgency.NORMAL.value)


def keep(work: Work, row: InboxRow, said: Understanding, outcome: Outcome) -> None:
    """Keep a group message that opened nothing, if it may be an appeal all the same."""
    guess, score = said.topic if said.unsure else None, said.appeal_score
    if said.sense is not None:
        # Who listened to the conversation knows better than the words alone say.
        guess, score = (said.sense.issue, outcome.unsure) if outcome.unsure else (None, 0.0)
    if guess is None:
        return
    # Praise opens nothing: if it is an appeal after all, it asks for something.
    kind = Kind.REQUEST if guess.kind is Kind.PRAISE else guess.kind
    category = guess.category if guess.confidence >= SAYS else _PLAIN.category
    found = (category, kind.value, guess.urgency.value, score)
    doubts.add(work.conn, Doubt(work.district, row.id, said.intent.value, *found, work.now))
    gathering.plan(work, row)


def forget_old(work: Work) -> None:
    """What nobody looked at in a week is not shown for ever."""
    doubts.forget(work.conn, work.district, work.now - KEPT)
    asks.forget(work.conn, work.district)


def register(work: Work, person: str, words: str) -> tuple[Case | None, str]:
    """登记: a ticket with that message as its origin, as if it had been understood.

    Args:
        words: the id of the message; behind it what it is about, where the guess is wrong.
    """
    row, about = _meant(work, words)
    guard.may_decide(work, person, row)
    before = work.case(row.ticket_id) if row.ticket_id is not None else None
    if before is not None and before.ticket.outcome != "no_appeal":
        raise RefusedError(f"这条消息已经在工单{before.ticket.number}里了。")
    kept = _waiting(work, row)
    doubt = _taken(work, row)
    guess = _guess(work, row, doubt, before)
    meant = facts.read(about, guess)
    kind, urgency = (_changed(meant, guess, name) for name in ("kind", "urgency"))
    understood = doubt.intent if doubt else row.intent or Intent.CHATTER.value
    case = _open(work, row, meant, person)
    teaching.keep(work, row, understood, Word("registered", person, meant.category, kind, urgency))
    noting.keep(work, person, "register", [(row.id, None, case.ticket.id)], {row.id: kept})
    return case, f"已登记：{texts.about(case)}{_left(work, person)}"


def attach(work: Work, person: str, words: str) -> tuple[Case | None, str]:
    """归到: it belongs to the ticket whose number is written behind the message, or else to the one it was near."""
    row, about = _meant(work, words)
    kept = _waiting(work, row)
    case = attaching.attach(work, person, row, number_in(about))
    noting.keep(work, person, "attach", [(row.id, None, case.ticket.id)], {row.id: kept})
    return case, f"已归到{case.ticket.number}（{wording.category(case.ticket.category)}）{_left(work, person)}"


def _taken(work: Work, row: InboxRow) -> Doubt | None:
    """What was in doubt; nobody has to look at it any more."""
    asks.settle(work.conn, work.district, row.id)
    return doubts.take(work.conn, work.district, row.id)


def _guess(work: Work, row: InboxRow, doubt: Doubt | None, before: Case | None) -> Facts:
    """What it would be about: as it was doubted, registered before, or sounded."""
    if doubt is not None:
        return Facts(doubt.category, doubt.kind, doubt.urgency)
    if before is not None:
        return Facts.of(before.ticket)
    kept = heard.get(work.conn, work.district, row.id)
    if kept is None or not kept.sense:
        return _PLAIN
    category, kind, _, sure = kept.sense["issue"][:4]
    category = category if sure >= SAYS else _PLAIN.category
    return Facts(category, _PLAIN.kind if kind == Kind.PRAISE else kind, _PLAIN.urgency)


def _waiting(work: Work, row: InboxRow) -> dict[str, Any]:
    """A message as it is put back when the decision about it is taken back: its doubt, and who is asked."""
    doubt = doubts.get(work.conn, work.district, row.id)
    ask = asks.get(work.conn, work.district, row.id)
    kept: dict[str, Any] = {}
    if doubt is not None:
        kept["doubt"] = [doubt.intent, doubt.category, doubt.kind, doubt.urgency, doubt.score]
    if ask is not None:
        moments = [at.isoformat() if at else None for at in (ask.asked_at, ask.next_at)]
        kept["ask"] = [ask.person, ask.near_id, *moments]
    return kept


def put_back(work: Work, inbox_id: int, kept: dict[str, Any]) -> None:
    """The decision about a message was taken back: it waits again, for whoever was asked."""
    if not kept.get("doubt") or doubts.get(work.conn, work.district, inbox_id) is not None:
        return
    intent, category, kind, urgency, score = kept["doubt"]
    doubts.add(work.conn, Doubt(work.district, inbox_id, intent, category, kind, urgency, score, work.now))
    if kept.get("ask") and asks.get(work.conn, work.district, inbox_id) is None:
        person, near, *moments = kept["ask"]
        asked_at, next_at = (datetime.fromisoformat(at) if at else None for at in moments)
        asks.add(work.conn, Ask(work.district, inbox_id, person, near, asked_at, next_at))


def _left(work: Work, person: str) -> str:
    """How many more somebody is asked about."""
    more = len(asks.waiting(work.conn, work.district, person))
    return f"；还有{more}条等您看" if more else ""


def _changed(meant: Facts, guess: Facts, name: str) -> str | None:
    value: str = getattr(meant, name)
    return value if value != getattr(guess, name) else None


def dismiss(work: Work, person: str, words: str) -> tuple[Case | None, str]:
    """不是诉求: it stays talk, and is known to be."""
    row, _ = _meant(work, words)
    guard.may_decide(work, person, row)
    kept = _waiting(work, row)
    doubt = _taken(work, row)
    if doubt is None:
        raise RefusedError(_GONE)
    teaching.keep(work, row, doubt.intent, Word("dismissed", person, doubt.intent))
    noting.keep(work, person, "dismiss", [(row.id, None, None)], {row.id: kept})
    return None, f"好的，不算诉求{_left(work, person)}"


def _meant(work: Work, words: str) -> tuple[InboxRow, str]:
    """The message, locked against a second dispatcher, and what is said of it."""
    found = _WORDS.fullmatch(words.strip())
    number = min(int(found[1]), _BIGGEST) if found else 0
    row = inbox.hold(work.conn, work.district, number)
    if found is None or row is None or row.payload.get("press") or row.payload.get("button"):
        raise RefusedError("找不到这条消息。")
    if row.reason == withdrawn.REASON:
        raise RefusedError(_TAKEN_BACK)
    return row, found[2]


def _open(work: Work, row: InboxRow, meant: Facts, person: str) -> Case:
    length = len(str(row.payload.get("text") or ""))
    issue = Issue(meant.category, Kind(meant.kind), Urgency(meant.urgency), 1.0, (0, length))
    talk, at = _told(work, row, issue)
    case = opening.open_ticket(work, row, talk.message, issue, at)
    case.record("registered", person)
    inbox.belongs(work.batch, work.district, row.id, case.ticket.id, f"由{wording.name_of(work, person)}登记")
    hearing.begin(talk, case, issue, at)
    sketching.redraw(case)
    return case


def _told(work: Work, row: InboxRow, issue: Issue) -> tuple[Talk, Where]:
    """The message with who said it, as if it had been understood, and where that is."""
    if row.chat is not None:
        talk = group_talk.said_before(work, row, Intent.APPEAL, (issue,))
        return talk, group_talk.place_of(talk)
    message = Inbound.stored(row.channel, row.message_id, row.at, row.sender, row.chat, row.payload)
    place = find_place(message.text, work.org.estates)
    said = Understanding(message.text, Intent.APPEAL, 1.0, (issue,), place)
    talk = Talk(work, row, message, said, remembering.told(work, message, said)[0])
    return talk, placing.of_resident(talk.resident, place)
