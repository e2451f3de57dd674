"""By which name somebody who is not recorded is found in a record that others bring, without keeping the name.

Kept is a keyed digest of it, with the place whose group he spoke in: who has no key cannot read it or look it up.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Collection

from handlers import remembering
from handlers.messages import Inbound
from handlers.org import Org
from handlers.work import Work
from storage import keys, residents, unrecorded

_MOST = 8  # of one account: people change what they are called in a group
_LETTERS = 32  # of a digest


def keep(work: Work, message: Inbound) -> None:
    """Remember by what mark whoever said this is known, who does not want to be recorded."""
    name = message.sender_name or ""
    if not _plain(name):
        return
    mark = _mark(keys.made(work.conn, work.district), _where(work, message), name)
    who = (work.district, message.channel, message.sender)
    marks = unrecorded.marks(work.conn, *who)
    if mark not in marks:
        unrecorded.put_marks(work.conn, *who, [*marks, mark][-_MOST:])


def known(work: Work, names: Collection[str], units: Collection[str]) -> set[str]:
    """Those of these names by which somebody is known who does not want to be recorded.

    Args:
        units: the places a record may come from; what was said in private of no known home counts everywhere.
    """
    key = keys.of(work.conn, work.district)
    marks = unrecorded.all_marks(work.conn, work.district) if key else set()
    if key is None or not marks:
        return set()
    return {name for name in names if any(_mark(key, unit, name) in marks for unit in ("", *units))}


def around(org: Org, unit: str) -> list[str]:
    """The codes of a place, of all above it and of all below it."""
    found = [place.code for place in org.path(unit)]
    below = [unit]
    for code in below:
        below += [child.code for child in org.children(code) if child.code not in below]
    return sorted({*found, *below})


def _where(work: Work, message: Inbound) -> str:
    """The place of the group, or of his home; empty where neither is known."""
    if message.chat is not None:
        chat = work.org.chat(message.channel, message.chat)
        return chat.unit if chat else ""
    resident = residents.get(work.conn, work.district, message.channel, message.sender)
    return remembering.home(work.org, resident.unit if resident else None) or ""


def _mark(key: str, unit: str, name: str) -> str:
    said = f"nickname:{unit}\n{_plain(name)}".encode("utf-8", "replace")
    return hmac.new(key.encode(), said, hashlib.sha256).hexdigest()[:_LETTERS]


def _plain(name: str) -> str:
    """A name as it stands in any copy of the talk."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
