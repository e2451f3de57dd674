"""What the simulator shows: the residents' phone, the official's phone and the list beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.web import talk
from bot.web.talk import BOT, Avatar, Bubble, Photo, avatar
from bot.web.words import Telling
from storage import files, inbox, outbox, rooms, surveys, tickets
from storage.files import FileRow
from storage.inbox import InboxRow
from storage.outbox import OutboxRow
from storage.tree import Chat

SIM = "sim"
RESIDENTS = ("李姐", "老张", "小陈", "王阿姨", "赵大爷")
PRIVATE = "bot"
UNREAD = 20
_CHAT_KINDS = {"residents": "业主群", "grid_workers": "网格员群", "volunteers": "志愿者群"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What the window looks at.

    Attributes:
        me: the resident who speaks.
        chat: a group's id, `bot` for the private chat, or empty for the list of chats.
        official: code of the official whose phone is shown.
        ticket: number of the opened ticket, or empty for the list.
        status: state the list is filtered by, `overdue`, or empty.
    """

    me: str
    chat: str
    official: str
    ticket: str
    status: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody one can speak as. `sent`: ids of the latest messages to them, for counting the unread."""

    key: str
    name: str
    about: str
    avatar: Avatar
    sent: str
    last: str
    at: str
    latest: int


@dataclass(frozen=True, slots=True)
class Room:
    """A chat in the list of chats."""

    key: str
    name: str
    avatar: Avatar
    sent: str
    last: str
    at: str


@dataclass(frozen=True, slots=True)
class Phone:
    """One phone: its title, who holds it, and the conversation, or the rooms when none is open."""

    title: str
    holder: str
    bubbles: list[Bubble]
    rooms: list[Room]

    @property
    def last(self) -> int:
        """Id of the newest entry, 0 without any."""
        return max((bubble.id for bubble in self.bubbles), default=0)


class Reader:
    """Reads one view of a channel; looks every ticket up once.

    Args:
        photos: where the page shows files; without it only their number is told.
    """

    def __init__(self, conn: Connection, district: str, telling: Telling, channel: str = SIM, photos: str = "") -> None:
        self._conn = conn
        self._district = district
        self._telling = telling
        self._channel = channel
        self._photos = photos
        self._org = telling.names.org
        self._accounts = {row.person: row.account for row in self._org.tree.accounts if row.channel == channel}
        self._status: dict[int, str | None] = {}
        self._scores: dict[tuple[int, str], tuple[int, datetime] | None] = {}

    def rooms(self, me: str) -> list[Room]:
        """The chats of a resident: every residents' group, the rooms of tickets, and the bot."""
        groups = [chat for chat in self._org.tree.chats if chat.channel == SIM and chat.kind == "residents"]
        found = [self._room(chat.id, self.group_name(chat), self._group(chat.id, me, 20)) for chat in groups]
        made = rooms.of_channel(self._conn, self._district, SIM)
        found += [self._room(room.chat, room.name, self._group(room.chat, me, 20)) for room in made]
        return [*found, self._room(PRIVATE, BOT, self._private(me, 20))]

    def resident(self, seen: Seen) -> Phone:
        """The residents' phone."""
        chat = self._org.chat(SIM, seen.chat)
        if seen.chat == PRIVATE:
            return Phone(BOT, seen.me, self.private(seen.me), [])
        if room := rooms.by_chat(self._conn, self._district, SIM, seen.chat):
            return Phone(room.name, seen.me, self._show(self._group(room.chat, seen.me)), [])
        if chat is None:
            return Phone("微信", seen.me, [], self.rooms(seen.me))
        return Phone(self.group_name(chat), seen.me, self._show(self._group(chat.id, seen.me)), [])

    def official(self, code: str) -> Phone:
        """An official's phone."""
        account = self._accounts.get(code, code)
        return Phone(BOT, code, self.private(account), [])

    def private(self, account: str) -> list[Bubble]:
        """What somebody and we said to each other."""
        return self._show(self._private(account))

    def residents(self, me: str) -> list[Person]:
        """The residents one can speak as."""
        names = dict.fromkeys([*RESIDENTS, me])
        return [self._person(name, name, "居民", name) for name in names]

    def officials(self) -> list[Person]:
        """The officials one can act as, whoever was written to last first."""
        found = [
            self._person(person.code, person.name, person.place, self._accounts[person.code])
            for person in self._telling.names.officials()
            if person.code in self._accounts
        ]
        return sorted(found, key=lambda person: -person.latest)

    def account(self, code: str) -> str | None:
        """The account of an official in the simulator."""
        return self._accounts.get(code)

    def is_group(self, chat: str) -> bool:
        """Whether there is such a group."""
        return self._org.chat(SIM, chat) is not None or bool(rooms.by_chat(self._conn, self._district, SIM, chat))

    def group_name(self, chat: Chat) -> str:
        """A group as its members call it."""
        return self._telling.names.unit(chat.unit) + _CHAT_KINDS.get(chat.kind, "群")

    def _person(self, key: str, name: str, about: str, account: str) -> Person:
        rows = outbox.of_recipient(self._conn, self._district, SIM, account, UNREAD)
        last = self._sent(rows[-1]) if rows else None
        at = talk.stamp(last.at, self._telling.now) if last else ""
        latest = last.id if last else 0
        return Person(key, name, about, avatar(name), _ids(rows), talk.preview(last), at, latest)

    def _room(self, key: str, name: str, bubbles: list[Bubble]) -> Room:
        last = max(bubbles, key=lambda bubble: (bubble.at, bubble.id), default=None)
        at = talk.stamp(last.at, self._telling.now) if last else ""
        face = Avatar("呼", talk.HUES) if key == PRIVATE else avatar(name)
        others = [bubble for bubble in bubbles if bubble.side in ("bot", "other")]
        return Room(key, name, face, _ids(others[-UNREAD:]), talk.preview(last), at)

    def _show(self, bubbles: list[Bubble]) -> list[Bubble]:
        return talk.merged(bubbles, self._telling.now)

    def _group(self, chat: str, me: str, limit: int = 60) -> list[Bubble]:
        said = inbox.talk(self._conn, self._district, SIM, chat, limit=limit)
        sent = outbox.of_recipient(self._conn, self._district, SIM, chat, limit)
        return self._both(said, sent, me)

    def _private(self, account: str, limit: int = 60) -> list[Bubble]:
        said = inbox.talk(self._conn, self._district, self._channel, None, account, limit)
        sent = outbox.of_recipient(self._conn, self._district, self._channel, account, limit)
        return self._both(said, sent, account)

    def _both(self, said: Sequence[InboxRow], sent: Iterable[OutboxRow], viewer: str) -> list[Bubble]:
        kept = files.by_inbox(self._conn, self._district, [row.id for row in said]) if self._photos else {}
        heard = [talk.heard(row, viewer, self._speaker(row), self._seen(kept.get(row.id, ()))) for row in said]
        return heard + [self._sent(row) for row in sent]

    def _seen(self, rows: Iterable[FileRow]) -> list[Photo]:
        return [Photo(f"{self._photos}/{row.id}", f"{self._photos}/{row.id}/small") for row in rows]

    def _speaker(self, row: InboxRow) -> str:
        person = self._org.person_of(self._channel, row.sender)
        known = self._telling.names.person(person) if person else ""
        return known or str(row.payload.get("sender_name") or row.sender)

    def _sent(self, row: OutboxRow) -> Bubble:
        if row.ticket_id is None or row.card is None:
            return talk.sent(row, None, None)
        if (row.ticket_id, row.recipient) not in self._scores:
            self._look_up(row.ticket_id, row.recipient)
        scored = self._scores[row.ticket_id, row.recipient]
        score = scored[0] if scored and scored[1] >= row.created_at else None
        return talk.sent(row, self._status[row.ticket_id], score)

    def _look_up(self, ticket_id: int, account: str) -> None:
        """How a ticket stands, and the last score this reader gave it: a neighbour gives his own."""
        ticket = tickets.get(self._conn, self._district, ticket_id)
        ratings = surveys.ratings_of(self._conn, self._district, ticket_id)
        scores = [(row.score, row.at) for row in ratings if row.score is not None and row.account == account]
        self._status[ticket_id] = ticket.status if ticket else None
        self._scores[ticket_id, account] = scores[-1] if scores else None


def _ids(rows: Sequence[OutboxRow] | Sequence[Bubble]) -> str:
    return " ".join(str(row.id) for row in rows)
