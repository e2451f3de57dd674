"""Platform event → inbox (duplicates stop here) → handlers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection

from bot import attachments, joining
from bot.gathering import Alike, in_turn
from bot.product import Product
from handlers.importing import pasted
from handlers.messages import MAX_TEXT, Inbound, Outcome
from handlers.receive import receive
from nlu import unseen
from nlu.chatrecords.json_form import looks_forwarded
from nlu.understanding import Intent, Understanding
from storage import files, inbox
from storage.files import FileRow, Kept
from storage.inbox import InboxRow

log = logging.getLogger(__name__)

BATCH = 100
ATTEMPTS = 6
_LONGEST_ID = 191
_OPTIONAL = ("chat", "sender_name", "reply_to", "press", "button", "ticket", "scene", "recalls")
NO_FILES: Mapping[str, Kept] = {}
AT_ONCE = timedelta()


def accept(product: Product, message: Inbound, kept: Mapping[str, Kept] = NO_FILES, wait: timedelta = AT_ONCE) -> bool:
    """Store a message; once this returns True it will be handled, whatever happens to this process.

    Returns False when the platform delivered it before.

    Args:
        kept: those of its pictures that lie in the store already (our own pages take them with the message).
        wait: how long it waits before it is handled, where somebody sends more than one person does.

    Raises:
        ValueError: it has no usable sender, chat or id; the message says so in Chinese.
    """
    return accept_all(product, [message], kept=kept, wait=wait) == 1


def accept_all(
    product: Product,
    messages: Sequence[Inbound],
    note: Callable[[Connection], None] | None = None,
    kept: Mapping[str, Kept] = NO_FILES,
    wait: timedelta = AT_ONCE,
) -> int:
    """Store messages in one transaction, with their files and what a channel has to remember of them.

    Returns how many are new.

    Raises:
        ValueError: one has no usable sender, chat or id; nothing was stored.
    """
    write = storing(product, messages, note, kept, wait)
    with product.database.begin() as conn:
        new = write(conn)
    if new:
        product.wake()
    return new


def storing(
    product: Product,
    messages: Sequence[Inbound],
    note: Callable[[Connection], None] | None = None,
    kept: Mapping[str, Kept] = NO_FILES,
    wait: timedelta = AT_ONCE,
) -> Callable[[Connection], int]:
    """What `accept_all` does within its transaction, for somebody who has one; whoever commits wakes the product.

    Raises:
        ValueError: a message has no usable sender, chat or id.
    """
    cleaned = [clean(message) for message in messages]
    rows = [_row(product, message, wait) for message in cleaned]
    wanted = [attachments.wanted(product, row, message, kept) for row, message in zip(rows, cleaned, strict=True)]
    return _Storing(rows, wanted, note)


class _Storing(Alike[int]):
    """Messages that come in at the same moment, from anybody: one statement stores them all."""

    __slots__ = ("_note", "_rows", "_wanted")

    def __init__(
        self, rows: Sequence[InboxRow], wanted: Sequence[list[FileRow]], note: Callable[[Connection], None] | None
    ) -> None:
        self._rows, self._wanted, self._note = rows, wanted, note

    @staticmethod
    def together(conn: Connection, several: Sequence[_Storing]) -> list[int]:
        """Store all of them; how many messages of each are new."""
        fresh = inbox.add_all(conn, [row for one in several for row in one._rows])
        wanted = chain.from_iterable(one._wanted for one in several)
        files.add(conn, [file for some, is_new in zip(wanted, fresh, strict=True) if is_new for file in some])
        in_turn(conn, [one._note for one in several if one._note is not None])
        told = iter(fresh)
        return [sum(islice(told, len(one._rows))) for one in several]


def clean(message: Inbound) -> Inbound:
    """The message without what no person typed: control characters, text-turning marks, broken surrogates.

    Raises:
        ValueError: nothing, or too much, is left of who sent it, its id or its group.
    """
    cleaned = message if _is_clean(message) else _cleaned(message)
    for name, value in (
        ("发送人", cleaned.sender),
        ("消息编号", cleaned.id),
        ("群", "—" if cleaned.chat is None else cleaned.chat),
    ):
        if not value.strip() or len(value) > _LONGEST_ID:
            raise ValueError(f"{name}为空或超过{_LONGEST_ID}个字符。")
    if cleaned.at.tzinfo is None:
        raise ValueError("消息的时间没有时区。")
    return cleaned


def _is_clean(message: Inbound) -> bool:
    """True for most, and quickly: nothing that is taken out is printable, nor is a new line, which stays."""
    parts = [getattr(message, name) for name in _OPTIONAL]
    written = [message.id, message.sender, message.text, *message.images, *(part for part in parts if part)]
    return len(message.text) <= MAX_TEXT and all(map(str.isprintable, written))


def _cleaned(message: Inbound) -> Inbound:
    said = {name: getattr(message, name) for name in _OPTIONAL}
    optional: dict[str, Any] = {name: _clean(value) for name, value in said.items() if value is not None}
    return replace(
        message,
        id=_clean(message.id), sender=_clean(message.sender), text=_shortened(_clean(message.text)),
        images=tuple(_clean(image) for image in message.images),
        **optional,
    )  # fmt: skip


def _shortened(text: str) -> str:
    if len(text) <= MAX_TEXT:
        return text
    log.warning("message text of %d characters cut to %d", len(text), MAX_TEXT)
    return text[:MAX_TEXT] + "……（原文过长，已截断）"


def _clean(text: str) -> str:
    return unseen.without(text.replace("\r\n", "\n"))


def _row(product: Product, message: Inbound, wait: timedelta) -> InboxRow:
    now = product.now()
    return InboxRow(
        product.district, product.ids.next(now), message.channel, message.id, message.chat, message.sender,
        message.at, now, message.payload(), next_attempt_at=now + wait,
    )  # fmt: skip


def handle_waiting(product: Product) -> Iterator[tuple[InboxRow, Outcome]]:
    """Handle every stored message, oldest first, batch by batch; yields what became of each."""
    while True:
        with product.database.read() as conn:
            rows = inbox.waiting(conn, product.district, product.now(), BATCH)
        handled = _handle_batch(product, rows)
        yield from handled
        # A short batch was the last one. After a full one of which nothing could be handled, the others
        # wait for the next round as well: another worker may have them all.
        if len(rows) < BATCH or not handled:
            return


def _handle_batch(product: Product, rows: list[InboxRow]) -> list[tuple[InboxRow, Outcome]]:
    if not rows:
        return []
    # Before any transaction opens: a slow engine never holds a lock.
    said = _understood(product, rows)
    return [(row, outcome) for row, one in zip(rows, said, strict=True) if (outcome := _handle(product, row, one))]


def _understood(product: Product, rows: list[InboxRow]) -> list[Understanding]:
    """What every message means; a group, where most is talk, has to be plainer to be taken for an appeal."""
    listening, estates = product.policy().understanding, product.org().estates
    found: dict[int, Understanding] = {}
    for in_group, bounds in ((True, listening.group.bounds), (False, listening.private.bounds)):
        spoken = [(place, text) for place, row in enumerate(rows) if (row.chat is not None) == in_group
                  for text in _words(row)]  # fmt: skip
        understand = product.engine.listen_many if in_group else product.engine.understand_many
        answers = understand([text for _, text in spoken], estates, bounds)
        several: dict[int, list[Understanding]] = {}
        for (place, _), answer in zip(spoken, answers, strict=True):
            several.setdefault(place, []).append(answer)
        found |= {place: pasted.together(told) for place, told in several.items()}
    return [found.get(place) or Understanding("", Intent.CHATTER, 0.0) for place in range(len(rows))]


def _words(row: InboxRow) -> list[str]:
    """What has to be understood: nothing for a pressed button, and of others' talk the dangers."""
    text = "" if row.payload.get("press") or row.payload.get("button") else str(row.payload.get("text") or "")
    if row.chat is None and looks_forwarded(text):
        return pasted.dangers(text, row.at)
    return [text] if text else []


def _handle(product: Product, row: InboxRow, said: Understanding) -> Outcome | None:
    try:
        before = joining.before(product, row, said)
        with product.work(f"in:{row.id}") as work:
            if not inbox.claim(work.conn, row):
                return None
            return receive(work, row, said, before)
    except Exception as error:
        log.exception("message %s could not be handled (attempt %d)", row.id, row.attempts + 1)
        _put_off(product, row, type(error).__name__)
        return None


def _put_off(product: Product, row: InboxRow, reason: str) -> None:
    again = row.attempts + 1 < ATTEMPTS
    at = product.now() + timedelta(seconds=2.0 ** (row.attempts + 1)) if again else None
    with product.database.begin() as conn:
        inbox.failed(conn, row, at, reason)
