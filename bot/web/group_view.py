"""A living group as the desk sees it: what was said, what each message was taken for and why. Reads only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from bot.web import correspondence, talk, words
from bot.web.correspondence import Attached
from bot.web.words import Telling
from handlers import wording
from handlers.evidence.fine import NOTED
from handlers.listening.deciding import BECAUSE
from handlers.missed import SAYS
from nlu.conversation.choosing import NEW, NOWHERE
from nlu.taxonomy import CATEGORIES
from storage import files, groups, heard, inbox, outbox, tickets
from storage.files import FileRow
from storage.groups import Place
from storage.heard import Heard
from storage.inbox import InboxRow
from storage.outbox import OutboxRow
from storage.tickets import Ticket, TicketMessage

SHOWN = 200
HUES = 8
THREAD, UNSURE, FINE, TALK, OURS = "thread", "unsure", "fine", "talk", "ours"
_QUOTED, _OURS = 40, 160
_PARTS = {"opening": "开头", "me_too": "+1", "photo": "照片"}
_PRESSED = ("press", "button")


@dataclass(frozen=True, slots=True)
class Tag:
    """The ticket a message belongs to; `part` is what it is to it, `first` whether it opened it."""

    number: str
    category: str
    hue: int
    part: str
    first: bool


@dataclass(frozen=True, slots=True)
class Option:
    """One thing a message was weighed against, and how likely it is, in per cent."""

    words: str
    per_cent: int


@dataclass(frozen=True, slots=True)
class Line:
    """A message of the stream.

    Attributes:
        kind: `thread`, `unsure`, `fine` (a household without the trouble), `talk`, or `ours`: what we said ourselves.
        quoted: the words it answers.
        reason: what became of it; `because`: why, where it was listened to.
        guess: category it would be about, as far as that is known.
    """

    id: int
    kind: str
    who: str
    at: str
    text: str
    files: list[Attached] = field(default_factory=list)
    images: int = 0
    quoted: str = ""
    tags: list[Tag] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    because: list[str] = field(default_factory=list)
    reason: str = ""
    guess: str = "other"


@dataclass(frozen=True, slots=True)
class _Read:
    """What the stream is made of."""

    telling: Telling
    known: Mapping[int, Ticket]
    belongs: Mapping[int, list[TicketMessage]]
    heard: Mapping[int, Heard]
    files: Mapping[int, Sequence[FileRow]]
    doubted: set[int]
    texts: Mapping[str, str]


def hue(ticket: Ticket) -> int:
    """The colour of a ticket: tickets that follow one another differ."""
    return int(ticket.number[-4:]) % HUES if ticket.number[-4:].isdecimal() else 0


def stream(conn: Connection, district: str, place: Place, telling: Telling) -> tuple[list[Line], set[int]]:
    """The last messages of a group with ours between them, newest below; and the tickets they belong to."""
    said = [row for row in inbox.talk(conn, district, *place, limit=SHOWN) if not _pressed(row)]
    sent = outbox.of_recipient(conn, district, *place, SHOWN)
    read = _read(conn, district, said, telling)
    first = said[0].at if said else telling.now
    entries = [(row.at, row.id, _line(row, read)) for row in said]
    entries += [(_at(row), row.id, _ours(row, telling)) for row in sent if _at(row) >= first or not said]
    return [line for _, _, line in sorted(entries, key=lambda one: one[:2])], set(read.known)


def _pressed(row: InboxRow) -> bool:
    return any(row.payload.get(name) for name in _PRESSED)


def _at(row: OutboxRow) -> datetime:
    return row.sent_at or row.created_at


def _read(conn: Connection, district: str, said: Sequence[InboxRow], telling: Telling) -> _Read:
    ids = [row.id for row in said]
    belongs: dict[int, list[TicketMessage]] = {}
    for one in groups.belonging(conn, district, ids):
        belongs.setdefault(one.inbox_id, []).append(one)
    kept = heard.by_id(conn, district, ids)
    wanted = {one.ticket_id for rows in belongs.values() for one in rows}
    weighed = {thread for row in kept.values() for thread, _ in row.choice.get("options", ()) if thread > 0}
    known = {one: ticket for one in wanted | weighed if (ticket := tickets.get(conn, district, one))}
    texts = {row.message_id: str(row.payload.get("text") or "［照片］") for row in said}
    return _Read(
        telling, known, belongs, kept, files.by_inbox(conn, district, ids), groups.doubted(conn, district, ids), texts
    )


def _line(row: InboxRow, read: _Read) -> Line:
    kept, payload = read.heard.get(row.id), row.payload
    tags = [_tag(one, read) for one in read.belongs.get(row.id, ()) if one.ticket_id in read.known]
    here = read.files.get(row.id, ())
    return Line(
        id=row.id,
        kind=_kind(row, tags, read),
        who=_who(row, read.telling),
        at=talk.stamp(row.at, read.telling.now),
        text=str(payload.get("text") or ""),
        files=[correspondence.attached(file, read.telling) for file in here],
        images=0 if here else len(payload.get("images") or ()),
        quoted=wording.short(read.texts.get(str(payload.get("reply_to")), ""), _QUOTED),
        tags=tags,
        options=_options(kept, read) if kept else [],
        because=[BECAUSE[name] for name in kept.choice.get("because", ()) if name in BECAUSE] if kept else [],
        reason=row.reason or ("还没有处理" if row.state == "new" else ""),
        guess=_guess(kept, tags, read),
    )


def _kind(row: InboxRow, tags: Sequence[Tag], read: _Read) -> str:
    if tags:
        return THREAD
    if row.id in read.doubted:
        return UNSURE
    return FINE if row.reason == NOTED else TALK


def _who(row: InboxRow, telling: Telling) -> str:
    person = telling.names.org.person_of(row.channel, row.sender)
    said = str(row.payload.get("sender_name") or words.account(row.channel, row.sender))
    return telling.names.person(person) if person else said


def _tag(one: TicketMessage, read: _Read) -> Tag:
    ticket = read.known[one.ticket_id]
    first = one.part == "opening"
    return Tag(ticket.number, wording.category(ticket.category), hue(ticket), _PARTS.get(one.part, ""), first)


def _options(kept: Heard, read: _Read) -> list[Option]:
    return [Option(_option(thread, read), round(chance * 100)) for thread, chance in kept.choice.get("options", ())]


def _option(thread: int, read: _Read) -> str:
    if thread == NOWHERE:
        return "闲聊，不是诉求"
    if thread == NEW:
        return "新的诉求"
    ticket = read.known.get(thread)
    return f"{ticket.number} {wording.category(ticket.category)}" if ticket else "前面一句没说明白的话"


def _guess(kept: Heard | None, tags: Sequence[Tag], read: _Read) -> str:
    """What it would be of itself; else as the ticket it was put to."""
    issue = (kept.sense.get("issue") or []) if kept else []
    if issue and issue[0] in CATEGORIES and issue[3] >= SAYS:
        return str(issue[0])
    return next((one.category for one in read.known.values() if tags and one.number == tags[0].number), "other")


def _ours(row: OutboxRow, telling: Telling) -> Line:
    text = (row.card or {}).get("title") or row.text
    return Line(row.id, OURS, talk.BOT, talk.stamp(_at(row), telling.now), wording.short(str(text), _OURS))
