"""A secret of each district's own, for proofs and for marks nobody else can make; it lies in the database."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection

from storage import meta


def of(conn: Connection, district: str) -> str | None:
    """The key; None where it was never needed."""
    found = meta.get(conn, _name(district))
    return None if found is None else str(found)


def made(conn: Connection, district: str) -> str:
    """The key, made at its first use: of several processes at once all get the same."""
    return of(conn, district) or str(meta.once(conn, _name(district), secrets.token_hex(32)))


def _name(district: str) -> str:
    # The codes of places were the first to need one.
    return f"place_key:{district}"
