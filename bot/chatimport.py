"""Taking a chat record in, and understanding it outside of any transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from handlers.importing import keeping, proposing
from handlers.importing import record as kept
from handlers.importing.proposing import UNWANTED, Setting
from handlers.importing.record import Source
from handlers.org import Org
from handlers.policy import Policy
from handlers.work import Work
from nlu.chatrecords.record import Record
from nlu.understanding import Engine, Understanding
from storage import imports
from storage.database import Database
from storage.imports import RECEIVED, Import
from storage.types import Ids

ONE_BY_ONE = "当前的理解引擎不会把前后的话连起来看：下面每件只有一条消息，同一件事请自己并到一张工单。"


class Host(Protocol):
    """What is needed of the product, in the command line and behind the pages."""

    @property
    def database(self) -> Database: ...

    @property
    def engine(self) -> Engine: ...

    def now(self) -> datetime: ...

    def org(self) -> Org: ...

    def policy(self) -> Policy: ...


def take(host: Host, record: Record, source: Source, person: str) -> int:
    """Keep a record and, where its place is known, what is proposed of it; its id."""
    with _writing(host, "record") as work:
        row = keeping.take(work, record, source, person)
    prepare(host, row.id)
    return row.id


def place(host: Host, import_id: int, unit: str) -> None:
    """Say where the group belongs, and propose.

    Raises:
        RefusedError: there is no such record or place.
    """
    with _writing(host, "record") as work:
        keeping.place(work, import_id, unit)
    prepare(host, import_id)


def prepare(host: Host, import_id: int) -> Import | None:
    """A record with what is proposed of it; nothing is proposed while nobody has said where it belongs."""
    row = _row(host, import_id)
    if row is None or row.state != RECEIVED or row.unit is None:
        return row
    with host.database.read() as conn:
        setting = Setting(_work(host, conn), keeping.source_of(row))
        data = _unwanted_left_out(setting, row)
    lines, answers = kept.lines_of(data)
    said = understood(host, [line.text for line in lines])
    with host.database.read() as conn:
        setting = Setting(_work(host, conn), keeping.source_of(row))
        found = proposing.propose(setting, lines, answers, said)
    with _writing(host, "record") as work:
        keeping.propose(work, row, data | found)
    return _row(host, import_id)


def understood(host: Host, texts: list[str]) -> list[Understanding | None]:
    """What every message means; None for pictures without words."""
    spoken = [text for text in texts if text]
    bounds = host.policy().understanding.group.bounds
    answers = iter(host.engine.listen_many(spoken, host.org().estates, bounds))
    return [next(answers) if text else None for text in texts]


def _unwanted_left_out(setting: Setting, row: Import) -> dict[str, object]:
    """The record without what was said by those who do not want to be recorded."""
    lines, answers = kept.lines_of(row.data)
    wanted = proposing.wanted(setting, lines, row.data.get("group"))
    if all(wanted):
        return row.data
    places = {place: new for new, place in enumerate(place for place, yes in enumerate(wanted) if yes)}
    left = [
        one | {"answers": places.get(answered) if answered is not None else None}
        for one, answered, yes in zip(row.data["lines"], answers, wanted, strict=True)
        if yes
    ]
    skipped = row.data["counts"]["skipped"] | {UNWANTED: wanted.count(False)}
    return row.data | {"lines": left, "counts": row.data["counts"] | {"used": len(left), "skipped": skipped}}


def _row(host: Host, import_id: int) -> Import | None:
    with host.database.read() as conn:
        return imports.get(conn, host.org().district, import_id)


@contextmanager
def _writing(host: Host, source: str) -> Iterator[Work]:
    org, policy = host.org(), host.policy()
    with host.database.begin() as conn:
        work = Work(conn, org, policy, host.now(), Ids(), source)
        yield work
        work.finish()


def _work(host: Host, conn: Connection) -> Work:
    return Work(conn, host.org(), host.policy(), host.now(), Ids(), "record")
