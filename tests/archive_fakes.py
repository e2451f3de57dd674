"""An enterprise's archive as the platform keeps it, and the ways it is read in tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from bot.channels.base import DeliveryError, RefusedError
from bot.channels.wecom_archive import cursor
from bot.channels.wecom_archive.channel import WecomArchive
from bot.channels.wecom_archive.consent import Ask, Consents
from bot.channels.wecom_archive.cursor import Progress
from bot.channels.wecom_archive.examine import examine
from bot.channels.wecom_archive.following import Follower
from bot.channels.wecom_archive.rows import Row
from bot.channels.wecom_archive.settings import WecomArchiveSection
from bot.channels.wecom_archive.taking import Taking
from bot.memory import kit_for
from bot.worker import Worker
from storage import inbox, tables
from storage.database import Database
from storage.inbox import InboxRow
from storage.tree import Account, Chat, Tree
from tests.fakes import MONDAY, Town, tree

CHANNEL = "wecom_archive"
GROUP, OTHER_GROUP = "wrJinYuan0001", "wrSomewhere0002"
LI, WANG, ZHANG = "wmLiJie0000001", "wmWangShu00002", "ZhangWei"


def milliseconds(at: datetime) -> int:
    """As the platform writes a moment."""
    return round(at.timestamp() * 1000)


def body(
    msgid: str, sender: str, msgtype: str, part: dict[str, Any], at: datetime, chat: str = GROUP
) -> dict[str, Any]:
    """An opened message as it is documented."""
    return {
        "msgid": msgid, "action": "recall" if msgtype == "revoke" else "send", "from": sender, "tolist": [ZHANG],
        "roomid": chat, "msgtime": milliseconds(at), "msgtype": msgtype, msgtype: part,
    }  # fmt: skip


@dataclass
class Archive:
    """Rows in the order of their numbers; plays a `Source`.

    Attributes:
        failures: raised at the next askings, one each.
        keys: versions of the keys we have.
    """

    now: Callable[[], datetime] = lambda: MONDAY
    rows: list[Row] = field(default_factory=list)
    failures: list[DeliveryError] = field(default_factory=list)
    keys: set[int] = field(default_factory=set)
    pictures: dict[str, bytes] = field(default_factory=dict)

    def add(self, sender: str, msgtype: str, part: dict[str, Any], *, chat: str = GROUP, msgid: str = "") -> str:
        """One more row; returns its message id."""
        seq = len(self.rows) + 101
        msgid = msgid or f"m{seq}"
        self.rows.append(Row(seq, body(msgid, sender, msgtype, part, at=self.now(), chat=chat)))
        return msgid

    def says(self, sender: str, text: str, *, chat: str = GROUP) -> str:
        """Somebody says something."""
        return self.add(sender, "text", {"content": text}, chat=chat)

    def agrees(self, person: str, *, chat: str = GROUP, agreed: bool = True) -> None:
        """Somebody agrees to the archive, or no longer does."""
        kind = "agree" if agreed else "disagree"
        self.add(person, kind, {"userid": person, f"{kind}_time": milliseconds(self.now())}, chat=chat)

    def revokes(self, sender: str, msgid: str) -> None:
        """Somebody takes back what he said."""
        self.add(sender, "revoke", {"pre_msgid": msgid})

    async def page(self, after: int, limit: int) -> list[Row]:
        if self.failures:
            raise self.failures.pop(0)
        found = [row for row in self.rows if row.seq > after][:limit]
        return [replace(row, trouble="", lacks=0) if row.lacks in self.keys else _sealed(row) for row in found]

    async def media(self, reference: str) -> bytes:
        if reference not in self.pictures:
            raise RefusedError("没有这个文件")
        return self.pictures[reference]

    def holds(self, version: int) -> bool:
        return version in self.keys

    async def close(self) -> None:
        return None


def _sealed(row: Row) -> Row:
    return replace(row, body=None) if row.lacks else row


class Reading:
    """A town whose residents' group is read from an archive, by a reader that can be replaced as after a restart."""

    def __init__(self, database: Database, folder: Path, ask: Ask | None = None, ignore: Sequence[str] = ()) -> None:
        self.town = Town(database, folder, _tree())
        self.archive = Archive(self.town.clock.now)
        self.kit = kit_for(self.town.product, CHANNEL)
        self.platform = WecomArchive(WecomArchiveSection(), self.kit, self.archive)
        self.town.product.channels[CHANNEL] = self.platform
        self.town.product.forget_org()
        self.town.worker = Worker(self.town.product)
        self._ask, self._ignore = ask, ignore
        self.restart()

    def restart(self) -> None:
        """Another process reads from now on."""
        self.taking = Taking(self.kit, Consents(self.kit, self._ask), self._ignore)
        self.follower = Follower(self.kit, self.archive, self.taking)

    def pull(self) -> bool:
        """Read one page."""
        return self.town.product.wires.submit(self.platform, self.follower.pull()).result(timeout=10)

    def read(self) -> None:
        """Read all there is, and handle it."""
        while self.pull():
            pass
        while self.town.worker.run_until_idle():
            pass

    def progress(self) -> Progress:
        """How far it came, as it is stored."""
        return self.town.product.wires.submit(self.platform, cursor.load(self.kit)).result(timeout=10)

    def stored(self) -> list[InboxRow]:
        """Every message that was accepted, oldest first."""
        with self.town.product.database.read() as conn:
            ids = conn.execute(tables.inbox.select().with_only_columns(tables.inbox.c.id)).scalars()
            return inbox.get_many(conn, self.town.product.district, [*ids])

    def texts(self) -> list[str]:
        """What they say."""
        return [row.payload["text"] for row in self.stored()]

    def troubles(self) -> str:
        """What the doctor would say, the library apart."""
        asked = examine(WecomArchiveSection(), self.kit, self.archive)
        found = self.town.product.wires.submit(self.platform, asked).result(timeout=10)
        return "\n".join(trouble.sentence for trouble in found)

    def everything(self) -> str:
        """All that lies in the database, as text: for asking whether something does not."""
        with self.town.product.database.read() as conn:
            found = [conn.execute(table.select()).all() for table in tables.metadata.sorted_tables]
        return "\n".join(str(row) for rows in found for row in rows)


def picture() -> bytes:
    """A small photo."""
    held = BytesIO()
    Image.new("RGB", (20, 20), (200, 30, 30)).save(held, "JPEG")
    return held.getvalue()


def _tree() -> Tree:
    found = tree()
    officials = [Account(CHANNEL, f"in-{account.person}", account.person) for account in found.accounts]
    return replace(
        found, accounts=[*officials, *found.accounts], chats=[*found.chats, Chat(CHANNEL, GROUP, "residents", "jy")]
    )


@contextmanager
def reading(database: Database, folder: Path, **more: Any) -> Iterator[Reading]:
    """A town that is read, ended at the end."""
    found = Reading(database, folder, **more)
    try:
        yield found
    finally:
        found.town.product.wires.close()
