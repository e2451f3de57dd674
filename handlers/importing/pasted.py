"""Somebody pastes or forwards a group's record in his private chat: kept, counted, and to be confirmed on its page.

A resident's waits for the desk. Only what tells of a danger to life now is heard at once, as if he had said it himself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from handlers import notices, remembering, routing, talking, wording
from handlers.importing import keeping
from handlers.importing.bringing import BROUGHT
from handlers.importing.proposing import OLD
from handlers.importing.record import Source
from handlers.listening.dangers import in_so_many_words
from handlers.messages import Inbound, Kind, Outcome
from handlers.org import Address
from handlers.talk import Talk
from handlers.work import Work
from nlu.chatrecords.json_form import looks_forwarded
from nlu.chatrecords.reading import looks_pasted, read
from nlu.chatrecords.record import Record
from nlu.places import find_place
from nlu.understanding import Issue, Understanding, Urgency
from storage import imports, inbox, unrecorded
from storage.imports import Import

SOURCE = "私聊转发"
_TOLD_AGAIN = timedelta(hours=1)  # the desk is told of records that residents bring no more often than this
_LOOKED_AT = 20  # of the last records, to know when it was told
_CUT = "原文过长，已截断"
_THEN = "值班人员上班时会看，该办的登记去办，再告诉您；不会在群里说什么。要紧的事请直接打字告诉我：是什么事、在哪儿。"
_CLOCKS_DIFFER = timedelta(minutes=5)  # of a telephone and ours


def heard(talk: Talk, person: str) -> Outcome | None:
    """What becomes of an official's record; None where the words are none. They are kept in one place, for a while."""
    work, row, message = talk.work, talk.row, talk.message
    if not looks_pasted(message.text):
        return None
    record = read(message.text, work.today)
    if record.problem:
        return _say(work, message, f"这段聊天记录还用不上：{record.problem}", ok=False)
    unrecorded.blank(work.conn, work.district, row.id, row.sender, work.now)
    urgent = _alarmed(talk, record) is not None
    taken = keeping.take(work, record, Source(SOURCE, _unit(work, record, person)), person, row.id)
    cut = message.text.rstrip("）").endswith(_CUT)
    return _say(work, message, answer(work, record, taken, cut=cut, urgent=urgent))


def brought(talk: Talk) -> Outcome | None:
    """What becomes of a record that a resident forwards; None where his words are none.

    What he pastes is heard as his own words: a diary of noise looks like a record of talk.
    """
    work, message = talk.work, talk.message
    if not looks_forwarded(message.text):
        return None
    record = read(message.text, work.today)
    unrecorded.blank(work.conn, work.district, talk.row.id, talk.row.sender, work.now)
    if record.problem:
        return _say(work, message, f"这段聊天记录还用不上：{record.problem}是什么事、在哪儿，请直接打字说。", ok=False)
    alarm = _alarmed(talk, record)
    _keep(talk, record, urgent=alarm is not None)
    return alarm or _say(work, message, f"收到您转来的聊天记录：{record.counts()}。{_THEN}")


def dangers(text: str, at: datetime) -> list[str]:
    """The messages of a forwarded record that tell of a danger to life, of the last day.

    Args:
        at: when it was forwarded.
    """
    told = read(text).lines
    return [line.text for line in told if -_CLOCKS_DIFFER <= at - line.at <= OLD and in_so_many_words(line.text)]


def together(told: Sequence[Understanding]) -> Understanding:
    """What several messages of a record mean as one: every danger once, where they are told to be if they agree."""
    urgent = [one for one in told if _is_urgent(one)]
    if len(urgent) < 2:
        return (urgent or told)[0]
    issues, start = dict[str, Issue](), 0
    for one in urgent:
        for issue in one.issues:
            if issue.urgency is Urgency.EMERGENCY and issue.category not in issues:
                issues[issue.category] = replace(issue, span=(issue.span[0] + start, issue.span[1] + start))
        start += len(one.text) + 1
    named = [one.place for one in urgent if one.place.building]
    agreed = len({(place.estate, place.building) for place in named}) == 1
    place = named[0] if agreed else replace(urgent[0].place, building=None, entrance=None, room=None)
    return replace(urgent[0], text="\n".join(one.text for one in urgent), issues=tuple(issues.values()), place=place)


def _is_urgent(said: Understanding) -> bool:
    """Whether it tells of a danger to life."""
    return any(issue.urgency is Urgency.EMERGENCY for issue in said.issues)


def _alarmed(talk: Talk, record: Record) -> Outcome | None:
    """A danger told in a forwarded record calls people at once, as if who forwards it had said so himself.

    Not where he lives, though: what his neighbours tell is at the place they name, or somewhere in that estate.
    """
    work, said = talk.work, talk.said
    if not looks_forwarded(talk.message.text) or not _is_urgent(said):
        return None
    told = next((line.at for line in record.lines if line.text and said.text.startswith(line.text)), work.now)
    words = f"{said.text}（转来的群聊，{wording.moment(told, work.now)}说的）"
    inbox.reworded(work.conn, talk.row, words)
    home = _home(talk, record)
    nowhere = replace(talk.resident, unit=home, building=None, entrance=None, room=None)
    said = replace(said, place=replace(said.place, estate=said.place.estate or home))
    return talking.appeal(replace(talk, message=replace(talk.message, text=words), said=said, resident=nowhere))


def _named(work: Work, record: Record) -> str | None:
    """The estate the group is called after."""
    found = find_place(record.group or "", work.org.estates)
    return None if found.guessed else found.estate


def _home(talk: Talk, record: Record) -> str | None:
    """That; else where he lives who forwards it."""
    return _named(talk.work, record) or remembering.home(talk.work.org, talk.resident.unit)


def _keep(talk: Talk, record: Record, *, urgent: bool) -> None:
    """Until the desk has looked; it is told of the first of several."""
    work = talk.work
    earlier = imports.latest(work.conn, work.district, _LOOKED_AT)
    row = keeping.take(work, record, Source(BROUGHT, _home(talk, record)), "", talk.row.id)
    if any(one.data.get("desk_told") and work.now - one.at < _TOLD_AGAIN for one in earlier):
        return
    row.data["desk_told"] = True
    imports.save(work.conn, row)
    where = f"{work.public_url}/desk/import" if work.public_url else "工作台“导入”"
    opened = "其中的险情已经开了工单，其余还没有开" if urgent else "还没有开任何工单"
    text = f"有居民转来一段群聊记录（{record.counts()}），{opened}，请核对：{where}"
    for person in routing.holders(work.org, work.district, None, ["district"], ["dispatcher"], work.today):
        notices.to_person(work, person, Kind.NOTICE, text)


def answer(work: Work, record: Record, row: Import, *, cut: bool = False, urgent: bool = False) -> str:
    """How much it is and where it is confirmed; no ticket is open yet."""
    first, last = record.lines[0].at, record.lines[-1].at
    span = f"{wording.moment(first, work.now)}到{wording.moment(last, work.now)}"
    unit = work.org.unit(row.unit)
    parts = [f"收到聊天记录（{span}）：{record.counts()}。"]
    parts += [f"有{len(record.amiss)}处没看懂，页面上写明了是哪几行。"] if record.amiss else []
    parts += ["消息太长，后面的没有收到，请在工作台上传文件。"] if cut else []
    parts += [f"按{unit.name}整理。" if unit else "请在页面上选是哪个小区的。"]
    where = f"{work.public_url}/desk/import/{row.id}" if work.public_url else f"工作台“导入”第{row.id}份"
    parts += ["其中的险情已经开了工单，其余还没有开" if urgent else "还没有开任何工单"]
    return "".join(parts) + f"，请值班坐席核对后确认：{where}"


def _unit(work: Work, record: Record, person: str) -> str | None:
    """The estate the group is called after; else the only one he has a duty in."""
    if named := _named(work, record):
        return named
    duties = work.org.duties_of(person, work.today)
    own = {home for duty in duties if (home := remembering.home(work.org, duty.unit))}
    return own.pop() if len(own) == 1 else None


def _say(work: Work, message: Inbound, text: str, *, ok: bool = True) -> Outcome:
    notices.owe(work, Address(message.channel, message.sender), Kind.ANSWER, text)
    return Outcome("聊天记录", None, ok)
