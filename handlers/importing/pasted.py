"""An official pastes or forwards a record in his private chat: kept, counted, and to be confirmed on its page."""

from __future__ import annotations

from handlers import notices, remembering, wording
from handlers.importing import keeping
from handlers.importing.record import Source
from handlers.messages import Inbound, Kind, Outcome
from handlers.org import Address
from handlers.work import Work
from nlu.chatrecords.reading import looks_pasted, read
from nlu.chatrecords.record import Record
from nlu.places import find_place
from storage import unrecorded
from storage.imports import Import
from storage.inbox import InboxRow

SOURCE = "私聊转发"
_CUT = "原文过长，已截断"


def heard(work: Work, row: InboxRow, message: Inbound, person: str) -> Outcome | None:
    """What becomes of a record; None where the words are none. Its words are kept in one place only, for a while."""
    if not looks_pasted(message.text):
        return None
    record = read(message.text, work.today)
    if record.problem:
        return _say(work, message, f"这段聊天记录还用不上：{record.problem}", ok=False)
    taken = keeping.take(work, record, Source(SOURCE, _unit(work, record, person)), person)
    unrecorded.blank(work.conn, work.district, row.id, row.sender, work.now)
    return _say(work, message, answer(work, record, taken, cut=message.text.rstrip("）").endswith(_CUT)))


def answer(work: Work, record: Record, row: Import, *, cut: bool = False) -> str:
    """How much it is and where it is confirmed; no ticket is open yet."""
    first, last = record.lines[0].at, record.lines[-1].at
    span = f"{wording.moment(first, work.now)}到{wording.moment(last, work.now)}"
    unit = work.org.unit(row.unit)
    parts = [f"收到聊天记录（{span}）：{record.counts()}。"]
    parts += [f"有{len(record.amiss)}处没看懂，页面上写明了是哪几行。"] if record.amiss else []
    parts += ["消息太长，后面的没有收到，请在工作台上传文件。"] if cut else []
    parts += [f"按{unit.name}整理。" if unit else "请在页面上选是哪个小区的。"]
    where = f"{work.public_url}/desk/import/{row.id}" if work.public_url else f"工作台“导入”第{row.id}份"
    return "".join(parts) + f"还没有开任何工单，请值班坐席核对后确认：{where}"


def _unit(work: Work, record: Record, person: str) -> str | None:
    """The estate the group is called after; else the only one he has a duty in."""
    named = find_place(record.group or "", work.org.estates)
    if named.estate and not named.guessed:
        return named.estate
    duties = work.org.duties_of(person, work.today)
    own = {home for duty in duties if (home := remembering.home(work.org, duty.unit))}
    return own.pop() if len(own) == 1 else None


def _say(work: Work, message: Inbound, text: str, *, ok: bool = True) -> Outcome:
    notices.owe(work, Address(message.channel, message.sender), Kind.ANSWER, text)
    return Outcome("聊天记录", None, ok)
