"""What somebody writes in pieces is understood as one: before any transaction opens, as every message is."""

from __future__ import annotations

from bot.product import Product
from handlers import pieces
from handlers.pieces import Pieces
from nlu.understanding import Understanding
from storage import inbox
from storage.inbox import InboxRow


def before(product: Product, row: InboxRow, said: Understanding) -> Pieces | None:
    """What the sender of a private message said just before and belongs to nothing yet; None where nothing does."""
    if row.chat is not None or row.payload.get("press") or row.payload.get("button") or not pieces.goes_on(said):
        return None
    policy, now = product.policy(), product.now()
    length = policy.conversation.burst.after(now, policy.calendar) - now
    with product.database.read() as conn:
        rows = pieces.loose(inbox.said_before(conn, row, now - length))
    if not rows:
        return None
    written = pieces.joined([*map(pieces.words, rows), said.text.strip()])
    bounds = policy.understanding.private.bounds
    heard = product.engine.understand_many(list(dict.fromkeys(written)), product.org().estates, bounds)
    return Pieces(rows, max(heard, key=lambda one: (one.appeal, one.appeal_score)))
