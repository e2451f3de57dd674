"""Who does not want to be recorded in groups, and what is left of his messages there: that somebody spoke."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage import tables as t
from storage import withdrawn
from storage.prepared import prepared

# Stands for somebody whose name is not kept; nothing is ever sent there.
NOBODY = "nobody:"

_u, _i, _r = t.unrecorded.c, t.inbox.c, t.residents.c
_KEY = ["district", "channel", "account"]
_THIS = tuple(_u[name] == bindparam(name) for name in _KEY)
_ADD = {
    name: dialect.insert(t.unrecorded).on_conflict_do_nothing(index_elements=_KEY)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_HOLDS = select(exists().where(*_THIS))


def nobody(number: int) -> str:
    """A name for somebody who is not named."""
    return f"{NOBODY}{number:x}"


def is_nobody(account: str) -> bool:
    """Whether this stands for somebody who is not named."""
    return account.startswith(NOBODY)


def add(conn: Connection, district: str, channel: str, account: str, since: datetime) -> bool:
    """Somebody does not want to be recorded from now on; False where he said so before."""
    values = {"district": district, "channel": channel, "account": account, "since": since}
    return prepared(_ADD[conn.dialect.name]).run(conn, [values]) == 1


def remove(conn: Connection, district: str, channel: str, account: str) -> bool:
    """He may be recorded again; False where he could be all the time."""
    values = {"district": district, "channel": channel, "account": account}
    return conn.execute(delete(t.unrecorded).where(*_THIS), values).rowcount == 1


def holds(conn: Connection, district: str, channel: str, account: str) -> bool:
    """Whether somebody does not want to be recorded."""
    values = {"district": district, "channel": channel, "account": account}
    return bool(conn.execute(_HOLDS, values).scalar())


def count(conn: Connection, district: str) -> int:
    """How many do not."""
    return int(conn.execute(select(func.count()).where(_u.district == district)).scalar_one())


def marks(conn: Connection, district: str, channel: str, account: str) -> list[str]:
    """The marks of what he is called, oldest first."""
    values = {"district": district, "channel": channel, "account": account}
    return list(conn.execute(select(_u.names).where(*_THIS), values).scalar() or ())


def put_marks(conn: Connection, district: str, channel: str, account: str, names: list[str]) -> None:
    """Keep these; nothing where he may be recorded."""
    where = (_u.district == district, _u.channel == channel, _u.account == account)
    conn.execute(update(t.unrecorded).where(*where).values(names=names))


def all_marks(conn: Connection, district: str) -> set[str]:
    """The marks of everybody's names."""
    found = conn.execute(select(_u.names).where(_u.district == district, _u.names.is_not(None))).scalars()
    return {mark for names in found for mark in names}


def named(conn: Connection, district: str, groups: Iterable[tuple[str, str]], names: Collection[str]) -> set[str]:
    """Those of these names that somebody bears who does not want to be recorded and spoke in one of these groups.

    Args:
        groups: channel and chat of each.
    """
    chats, found = defaultdict(list), set[str]()
    for channel, chat in groups:
        chats[channel].append(chat)
    for channel, ids in chats.items():
        here = _u.district == district, _u.channel == channel
        spoke = exists().where(
            _i.district == district, _i.channel == channel, _i.chat.in_(ids), _i.sender == _u.account
        )
        called = _r.district == district, _r.channel == channel, _r.account == _u.account, _r.name.in_(names)
        found.update(conn.execute(select(_r.name).where(*here, *called, spoke)).scalars())
        # Some channels know nobody but by his name.
        found.update(conn.execute(select(_u.account).where(*here, _u.account.in_(names))).scalars())
    return found


def blank(conn: Connection, district: str, inbox_id: int, sender: str, now: datetime) -> None:
    """Of a message is left that there was one: no words, no pictures, and `sender` for whoever said it."""
    query = update(t.inbox).where(_i.district == district, _i.id == inbox_id)
    conn.execute(query.values(sender=sender, payload=withdrawn.EMPTY))
    withdrawn.drop_files(conn, district, inbox_id, now)
