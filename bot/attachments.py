"""The files people send: fetched from their platforms, looked into, kept, and removed when their time is over."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from concurrent.futures import CancelledError, Future
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot import pictures
from bot.channels.base import DeliveryError, Download, Platform, RefusedError, TemporaryError
from bot.filestore import FileStore
from bot.pictures import BadFileError, Looked
from bot.product import Product
from handlers.messages import Inbound
from storage import files
from storage.files import FileRow, Kept
from storage.inbox import InboxRow

log = logging.getLogger(__name__)

MOST = 30  # files of one message; more is no resident
BATCH = 8  # fetched beside each other
PATIENCE = 60.0  # seconds for one file
LEASE = timedelta(minutes=10)
ATTEMPTS = 10  # with these waits the last is half a day after the first; platforms keep media for three days
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=3)
UNCLAIMED = timedelta(days=30)  # how long a file is kept that belongs to no ticket
LOOK_EVERY = timedelta(days=1)


def store_of(product: Product) -> FileStore:
    """Where this installation keeps files."""
    return FileStore(product.settings.data_dir / "files")


def keep(store: FileStore, looked: Looked) -> Kept:
    """Lay a file into the store.

    Once before its row is committed, and once after: whoever removes the same content meanwhile sees the row or not.
    """
    digest = store.put(looked.content, looked.small)
    return Kept(
        digest, looked.type, len(looked.content), looked.taken_at, looked.likeness, looked.likeness_inside
    )  # fmt: skip


def wanted(product: Product, row: InboxRow, message: Inbound, kept: Mapping[str, Kept]) -> list[FileRow]:
    """The files of a message: those that came with it are kept, those of a platform are to be fetched."""
    fetched = isinstance(product.channels.get(message.channel), Platform)
    found: list[FileRow] = []
    for reference in message.images[:MOST]:
        if not (fetched or reference in kept):
            continue
        file = FileRow(
            row.district, product.ids.next(row.received_at), row.id, row.channel, reference, row.received_at,
            row.received_at,
        )  # fmt: skip
        found.append(_with_content(file, kept[reference]) if reference in kept else file)
    return found


def _with_content(file: FileRow, kept: Kept) -> FileRow:
    return FileRow(
        file.district, file.id, file.inbox_id, file.channel, file.reference, file.created_at,
        file.created_at + UNCLAIMED, "kept", 0, kept.hash, kept.type, kept.size, kept.taken_at, None,
        kept.likeness, kept.likeness_inside,
    )  # fmt: skip


class Attachments:
    """Fetches what is wanted, and removes what is no longer needed. Several may run; each file is leased to one."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self._store = store_of(product)

    def run(self) -> int:
        """Fetch and remove everything that is due; returns how many files were fetched, refused or removed."""
        product, done = self._product, 0
        while product.district and self._due():
            with product.database.begin() as conn:
                rows = files.claim(conn, product.district, product.now(), LEASE, BATCH)
            moved = self._fetch_all(rows) + self._remove_old()
            if not moved:
                break  # others have them
            done += moved
        return done

    def _due(self) -> bool:
        """A look, so that an idle second costs no writing transaction."""
        product = self._product
        with product.database.read() as conn:
            moment = files.next_due(conn, product.district)
        return moment is not None and moment <= product.now()

    # --- fetching ---

    def _fetch_all(self, rows: list[FileRow]) -> int:
        coming = [(row, self._ask(row)) for row in rows]
        for row, future in coming:
            self._settle(row, future)
        return len(rows)

    def _ask(self, row: FileRow) -> Future[Download] | None:
        platform = self._product.channels.get(row.channel)
        if not isinstance(platform, Platform) or row.attempts >= ATTEMPTS:
            return None
        return self._product.wires.submit(platform, platform.fetch(row.reference))

    def _settle(self, row: FileRow, future: Future[Download] | None) -> None:
        """Keep it, put it off, or give it up."""
        try:
            looked = pictures.look(self._content(row, future))
            kept = keep(self._store, looked)
        except (BadFileError, RefusedError) as error:
            self._refuse(row, str(error))
        except DeliveryError as error:
            self._later(row, str(error), getattr(error, "retry_after", None))
        except Exception as error:
            log.exception("file %s of channel %s could not be kept", row.id, row.channel)
            self._later(row, f"程序出错：{type(error).__name__}", None)
        else:
            with self._product.database.begin() as conn:
                files.keep(conn, row, kept, self._product.now() + UNCLAIMED)
            keep(self._store, looked)

    def _content(self, row: FileRow, future: Future[Download] | None) -> bytes:
        if row.attempts >= ATTEMPTS:
            raise RefusedError("处理了多次都没有成功")
        if future is None:
            raise TemporaryError(f"渠道 {row.channel} 没有开启")
        try:
            return future.result(PATIENCE).content
        except (TimeoutError, CancelledError) as error:
            future.cancel()
            raise TemporaryError("没有按时取到") from error

    def _refuse(self, row: FileRow, why: str) -> None:
        with self._product.database.begin() as conn:
            files.refuse(conn, row, why, self._product.now() + UNCLAIMED)

    def _later(self, row: FileRow, why: str, retry_after: float | None) -> None:
        if row.attempts + 1 >= ATTEMPTS:
            self._refuse(row, f"试了{ATTEMPTS}次都没有取到：{why}")
            return
        wait = min(FIRST_WAIT * 2.0**row.attempts, LONGEST_WAIT)
        wait = max(wait, timedelta(seconds=min(retry_after or 0.0, LONGEST_WAIT.total_seconds())))
        with self._product.database.begin() as conn:
            files.later(conn, row, self._product.now() + wait, why)

    # --- removing ---

    def _remove_old(self) -> int:
        product, now = self._product, self._product.now()
        with product.database.begin() as conn:
            rows = files.old(conn, product.district, now, BATCH)
            over = [row for row in rows if self._is_over(conn, row, now)]
            for row in rows:
                if row in over:
                    files.over(conn, row)
                else:
                    files.look_later(conn, row, now + LOOK_EVERY)
        for digest in {row.hash for row in over if row.hash}:
            self._store.remove(digest, partial(self._unused, digest))
        if over:
            with product.database.begin() as conn:
                files.remove(conn, product.district, [row.id for row in over])
        return len(rows)

    def _is_over(self, conn: Connection, row: FileRow, now: datetime) -> bool:
        """Whether nobody needs the file: its tickets ended long ago, or it never belonged to one."""
        if row.state == "over":
            return True  # whoever sent it took it back
        belongs, at = files.ended(conn, row)
        if not belongs:
            return row.created_at + UNCLAIMED <= now
        return at is not None and at + timedelta(days=self._product.settings.keep_files_days) <= now

    def _unused(self, digest: str) -> bool:
        with self._product.database.read() as conn:
            return files.unused(conn, digest)
