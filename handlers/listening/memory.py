"""What is remembered of a group's talk, between rows and what a listener thinks in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from handlers.evidence.fine import says_fine, works_again
from handlers.talk import Talk
from handlers.work import Case, Work
from handlers.workflow import Status
from nlu.conversation.choosing import Choice
from nlu.conversation.ear import TRACE
from nlu.conversation.listening import CANDIDATES
from nlu.conversation.offices import is_office
from nlu.conversation.remarks import DIMENSIONS, HARDLY, RECENT, UNHEARD, Remark, Scene, Sketch, seed_place, seeds
from nlu.judging import Meaning
from nlu.understanding import Issue, Kind, Sense, Urgency
from storage import heard, sketches
from storage.heard import Heard, Sound, Spoken
from storage.inbox import InboxRow
from storage.remembered import remembered
from storage.sketches import SketchRow

KEPT = timedelta(hours=72)  # how long it is known how a message sounded
AWAKE = timedelta(hours=40)  # how long a trouble may be spoken of again without its name
_LEAST = 0.005  # smaller probabilities are not kept
_OPTIONS = 4  # of a choice that are kept
_HALF = 2  # bytes of a number that is kept


def forget_old(work: Work) -> None:
    """What was heard so long ago is forgotten; tickets and their messages stay."""
    heard.forget(work.conn, work.district, work.now - KEPT)


def scene(work: Work, row: InboxRow, quotes: Sequence[int]) -> tuple[list[Spoken], Scene]:
    """What a message was said into: the messages just before it, and the troubles it may belong to."""
    place = (row.channel, row.chat or "")
    said = heard.recent(work.conn, work.district, place, row.id, RECENT)
    found = sketches.lately(work.conn, work.district, place, row.at - AWAKE, list(quotes), CANDIDATES)
    known = [
        sketch_of(kept, done=status == Status.RESOLVED, alarmed=urgency == Urgency.EMERGENCY)
        for kept, status, urgency in found
    ]
    recent = [remark_of(one) for one in said]
    return said, Scene(recent, [*known, *openings(recent, row.at)])


def openings(recent: Sequence[Remark], now: datetime) -> list[Sketch]:
    """What was just said and may prove to have begun a trouble; "5栋有电" and "我家也来水了" never did."""
    grown = ((one, seed_place(one.id)) for one in seeds(recent, now))
    return [one for one, place in grown if place is None or not _all_is_well(recent[place].text)]


def _all_is_well(text: str) -> bool:
    return says_fine(text) or works_again(text)


def heard_now(talk: Talk, office: bool, quotes: Sequence[int] | None) -> Remark:
    """The message that is being decided about."""
    message, said = talk.message, talk.said
    return Remark(
        talk.row.at, message.sender, talk.text, said.sense, bool(message.images), message.voice, office,
        said.place.building, quotes=None if quotes is None else tuple(quotes),
    )  # fmt: skip


@remembered()
def remark_of(said: Spoken) -> Remark:
    """A message that was heard before; the same for the same row."""
    kept, payload = said.sound, said.payload
    name = str(payload.get("sender_name") or said.sender)
    return Remark(
        said.at, said.sender, str(payload.get("text") or "").strip(), _sense(kept) if kept else None,
        bool(payload.get("images")), bool(payload.get("voice")), is_office(name), kept.building if kept else None,
        () if said.ticket_id is None else (said.ticket_id,), told=kept.told if kept else UNHEARD,
        subject=kept.sense.get("subject", {}) if kept else {}, trace=_trace(kept.meaning) if kept else None,
    )  # fmt: skip


def keep(work: Work, row: InboxRow, remark: Remark, choice: Choice) -> None:
    """Keep how a message sounded, and what was thought of it."""
    sense = remark.sense
    options = [[one.thread, round(one.probability, 3)] for one in choice.options[:_OPTIONS]]
    told = {"options": options, "because": list(choice.best.because)}
    kept = {} if sense is None else _kept(sense)
    if remark.subject:
        kept["subject"] = _rounded(remark.subject, HARDLY)
    vectors = _both(remark)
    row_ = Heard(work.district, row.id, row.at, round(choice.told, 3), kept, vectors, remark.building, told)
    heard.add(work.batch, row_)


def save(case: Case, sketch: Sketch) -> None:
    """More was said of it."""
    sketches.save(case.work.batch, row_of(case, sketch))


def row_of(case: Case, sketch: Sketch) -> SketchRow:
    """A sketch as it is stored."""
    ticket = case.ticket
    data = {
        "teller": sketch.teller, "opened_at": sketch.opened_at.isoformat(), "count": sketch.count,
        "speakers": {name: at.isoformat() for name, at in sketch.speakers.items()},
        "categories": {name: round(share, 3) for name, share in sketch.categories.items() if share > _LEAST},
        "words": sketch.words, "buildings": sorted(sketch.buildings), "calmed": sketch.calmed,
        "evidence": {name: round(share, 2) for name, share in sketch.evidence.items() if share > _LEAST},
    }  # fmt: skip
    place = (ticket.channel, ticket.chat or "")
    return SketchRow(ticket.district, ticket.id, *place, sketch.last_at, data, _with(sketch.centre, sketch.trace))


def sketch_of(row: SketchRow, *, done: bool = False, alarmed: bool = False) -> Sketch:
    """A sketch as it was stored, to go on with."""
    return _drawn(row, done, alarmed).copy()


@remembered()
def _drawn(row: SketchRow, done: bool, alarmed: bool) -> Sketch:
    data = row.data
    sketch = Sketch(
        row.ticket_id, data["teller"], datetime.fromisoformat(data["opened_at"]), row.last_at,
        {name: datetime.fromisoformat(at) for name, at in data["speakers"].items()}, dict(data["categories"]),
        _unpacked(row.centre), data["count"], data["words"], set(data["buildings"]), done,
        alarmed=alarmed, calmed=data.get("calmed", False), evidence=dict(data.get("evidence", data["categories"])),
        trace=_trace(row.centre),
    )  # fmt: skip
    sketch.bigrams()  # which every copy goes on with
    return sketch


def redrawn(case: Case, said: Sequence[Spoken]) -> Sketch | None:
    """The sketch of a ticket from the messages that belong to it now; None when nothing is known of any."""
    remarks = [replace(remark_of(one), threads=()) for one in said]
    if not remarks:
        return None
    sketch = Sketch.begun(case.ticket.id, remarks[0])
    for remark in remarks[1:]:
        sketch.add(remark)
    return sketch


def _kept(sense: Sense) -> dict[str, Any]:
    issue = sense.issue
    return {
        "appeal": round(sense.appeal, 4), "characters": round(sense.characters, 4),
        "categories": _rounded(sense.categories), "intents": _rounded(sense.intents),
        "issue": [issue.category, issue.kind.value, issue.urgency.value, round(issue.confidence, 4), *issue.span],
    }  # fmt: skip


def _sense(kept: Sound) -> Sense | None:
    data = kept.sense
    if "issue" not in data:
        return None
    category, kind, urgency, confidence, start, end = data["issue"]
    issue = Issue(category, Kind(kind), Urgency(urgency), confidence, (start, end))
    meaning = None if kept.meaning is None else _unpacked(kept.meaning)
    return Sense(data["appeal"], data["characters"], data["categories"], data["intents"], issue, meaning)


def _rounded(shares: Mapping[str, float], least: float = _LEAST) -> dict[str, float]:
    return {name: round(share, 4) for name, share in shares.items() if share >= least}


def _both(remark: Remark) -> bytes | None:
    """The direction of a remark, and behind it what the ear remembers of it, where it heard it."""
    unread = remark.sense is None or remark.sense.meaning is None
    return None if unread and remark.trace is None else _with(remark.meaning, remark.trace)


def _with(meaning: Meaning, trace: Meaning | None) -> bytes:
    return _packed(meaning) + (b"" if trace is None else _packed(trace))


def _trace(kept: bytes | None) -> Meaning | None:
    if kept is None or len(kept) <= DIMENSIONS * _HALF:
        return None
    found: Meaning = np.frombuffer(kept, np.float16, TRACE, DIMENSIONS * _HALF).astype(np.float32)
    return found


def _packed(meaning: Meaning) -> bytes:
    return meaning.astype(np.float16).tobytes()


def _unpacked(data: bytes) -> Meaning:
    found: Meaning = np.frombuffer(data, np.float16, DIMENSIONS).astype(np.float32)
    return found
