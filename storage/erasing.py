"""Taking somebody out of every row: his words and doors go, and a name that names nobody stands for his account.

Figures stay: how many appeals there were, how many households, and how warm it was in one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, or_, select, update

from storage import redacting, withdrawn
from storage import tables as t
from storage.inbox import InboxRow
from storage.redacting import Scrub
from storage.rows import select_rows

_ROOM = 3  # digits
GONE = "（按本人要求已删除）"
_DOOR = {"entrance": None, "room": None}
# Rows that are about nobody else: (table, columns of channel and account).
_DELETED = ((t.residents, "account"), (t.dialogues, "account"), (t.households, "account"), (t.buttons, "recipient"))
# Rows that are counted: the account is replaced, and with it what else would tell who it was.
_REPLACED: tuple[tuple[Table, str, dict[str, Any]], ...] = (
    (t.supporters, "account", _DOOR | {"floor": None}),
    (t.readings, "account", _DOOR | {"floor": None}),
    (t.ratings, "account", {"comment": None, "household": None}),
    (t.surveys, "recipient", {}),
    (t.nominations, "account", {"words": GONE}),
    (t.answers, "account", {}),
    (t.outbox, "recipient", {"text": GONE, "card": None}),
)
# Where officials may have written down what he said, or what he is called.
_WRITTEN: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (t.completions, ("words",)), (t.commitments, ("words", "name")), (t.broadcasts, ("text",)),
    (t.ratings, ("comment",)), (t.hints, ("evidence",)), (t.exclusions, ("reason", "answer")),
    (t.mergings, ("reason",)), (t.twins, ("evidence",)),
)  # fmt: skip
# The same where no ticket says whether it is about him: only what can be nobody else's is taken out there.
_FAR: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (t.meetings, ("minutes", "sections")), (t.visits, ("words", "reason")), (t.listed, ("text",)),
    (t.imports, ("data",)),
)  # fmt: skip
_i, _m, _k, _r, _d = t.inbox.c, t.ticket_messages.c, t.tickets.c, t.residents.c, t.dialogues.c


def said(conn: Connection, district: str, channel: str, account: str) -> list[InboxRow]:
    """Everything somebody wrote, oldest first."""
    query = select_rows(t.inbox, InboxRow).where(_i.district == district, _i.channel == channel, _i.sender == account)
    return [InboxRow(*row) for row in conn.execute(query.order_by(_i.id))]


def tickets_of(conn: Connection, district: str, channel: str, account: str, rows: Sequence[InboxRow]) -> list[int]:
    """The tickets he reported, joined, or said something about."""
    own = select(_k.id).where(_k.district == district, _k.channel == channel, _k.reporter == account)
    joined = select(t.supporters.c.ticket_id).where(
        t.supporters.c.district == district, t.supporters.c.channel == channel, t.supporters.c.account == account
    )
    found = {*conn.execute(own).scalars(), *conn.execute(joined).scalars()}
    for ids in _pieces([row.id for row in rows]):
        about = select(_m.ticket_id).where(_m.district == district, _m.inbox_id.in_(ids))
        found |= set(conn.execute(about).scalars())
    return sorted(found | _parts(conn, district, found))


def _parts(conn: Connection, district: str, found: set[int]) -> set[int]:
    """What departments were called for repeats the words of the whole."""
    parts: set[int] = set()
    for ids in _pieces(sorted(found)):
        query = select(_k.id).where(_k.district == district, _k.parent.in_(ids), _k.form == "part")
        parts |= set(conn.execute(query).scalars())
    return parts


def messages(conn: Connection, rows: Sequence[InboxRow], account: str, nobody: str, now: datetime) -> None:
    """Of his messages is left that there were some."""
    for row in rows:
        # In a private talk some platforms number messages by the account.
        message_id = row.message_id.replace(account, nobody) if len(account) > 1 else row.message_id
        message_id = message_id[:191]
        emptied = withdrawn.EMPTY | {name: row.payload.get(name) for name in ("press", "ticket")}
        here = update(t.inbox).where(_i.district == row.district, _i.id == row.id)
        conn.execute(here.values(sender=nobody, payload=emptied, message_id=message_id))
        about = update(t.ticket_messages).where(_m.district == row.district, _m.inbox_id == row.id)
        conn.execute(about.values(sender=nobody, message_id=message_id))
        withdrawn.drop_traces_of_words(conn, row.district, row.id, now)


def person(conn: Connection, district: str, channel: str, account: str, nobody: str) -> None:
    """His rows: deleted where they are about him alone, else nobody's."""
    # What was to be sent to him is over; what was asked of him stays unanswered, and ends as silence does.
    o = t.outbox.c
    owed = (o.district == district, o.channel == channel, o.recipient == account, o.state == "pending")
    conn.execute(update(t.outbox).where(*owed).values(state="dead", reason=GONE, next_attempt_at=None))
    for table, name in _DELETED:
        conn.execute(delete(table).where(*_his(table, name, district, channel, account)))
    # What he goes on telling is gathered under a key that has both in one.
    gathered = (_d.district == district, _d.channel == "pace", _d.account == f"{channel}:{account}"[:191])
    conn.execute(delete(t.dialogues).where(*gathered))
    _apart(conn, district, channel, account)
    for table, name, more in _REPLACED:
        query = update(table).where(*_his(table, name, district, channel, account))
        conn.execute(query.values({name: nobody} | more))
    own = (_k.district == district, _k.channel == channel, _k.reporter == account)
    conn.execute(update(t.tickets).where(*own).values({"reporter": nobody} | _DOOR))
    n = t.notes.c
    theirs = or_(n.name == account, n.name.endswith(f":{account}", autoescape=True))
    conn.execute(delete(t.notes).where(n.district == district, n.channel == channel, theirs))


def _apart(conn: Connection, district: str, channel: str, account: str) -> None:
    """No answer of those he lived with leads to his, or it would tell where he lives."""
    his = select(t.ratings.c.id).where(*_his(t.ratings, "account", district, channel, account))
    led = update(t.ratings).where(t.ratings.c.district == district, t.ratings.c.household.in_(his))
    conn.execute(led.values(household=None))


def written(conn: Connection, district: str, tickets: Sequence[int], near: Scrub, far: Scrub) -> None:
    """What officials wrote down about these tickets, and elsewhere, without his words and names."""
    for ids in _pieces(tickets):
        for table, columns in _WRITTEN:
            _scrub(conn, table, columns, [table.c.district == district, table.c.ticket_id.in_(ids)], near)
        about = select(_m.inbox_id).where(_m.district == district, _m.ticket_id.in_(ids))
        where = [_i.district == district, or_(_i.ticket_id.in_(ids), _i.id.in_(about))]
        _scrub(conn, t.inbox, ("payload", "reason"), where, near)
    for table, columns in _FAR:
        _scrub(conn, table, columns, [table.c.district == district], far)


def _scrub(conn: Connection, table: Table, columns: tuple[str, ...], where: list[Any], scrub: Scrub) -> None:
    key: list[Column[Any]] = list(table.primary_key.columns)
    for row in conn.execute(select(table).where(*where)).all():
        old = {name: getattr(row, name) for name in columns}
        new = {name: _without(value, scrub) for name, value in old.items()}
        if new != old:
            conn.execute(update(table).where(*(one == getattr(row, one.name) for one in key)).values(new))


def _without(value: Any, scrub: Scrub) -> Any:
    """A column without his words; of a message only what was said, not what it refers to."""
    if isinstance(value, dict) and "reply_to" in value:
        return value | {"text": scrub(str(value.get("text") or ""))}
    return redacting.everything(value, scrub)


def names_of(conn: Connection, district: str, channel: str, account: str) -> list[str]:
    """What he is called."""
    query = select(_r.name).where(_r.district == district, _r.channel == channel, _r.account == account)
    return [name for name in conn.execute(query).scalars() if name]


def rooms_of(conn: Connection, district: str, channel: str, account: str) -> list[str]:
    """The rooms he told of, where a number is long enough to be nothing else."""
    his = _his(t.residents, "account", district, channel, account)
    own = (_k.district == district, _k.channel == channel, _k.reporter == account)
    found = [*conn.execute(select(_r.room).where(*his)).scalars(), *conn.execute(select(_k.room).where(*own)).scalars()]
    return sorted({room for room in found if room and len(room) >= _ROOM})


def _his(table: Table, name: str, district: str, channel: str, account: str) -> list[Any]:
    return [table.c.district == district, table.c.channel == channel, table.c[name] == account]


def _pieces(ids: Sequence[int], size: int = 500) -> list[Sequence[int]]:
    """So many at once: no database takes any number of values in one question."""
    return [ids[start : start + size] for start in range(0, len(ids), size)]
