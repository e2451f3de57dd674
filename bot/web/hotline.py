"""Calls to the hotline: what a seat types in becomes the caller's own message, and what we answer is read to him.

The channel is `hotline` and the account the caller's number: who calls again is known again, and the question
whether it is solved waits at the desk until a seat has called back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from fastapi import HTTPException
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from bot.web import acting, numbers
from bot.web.numbers import Numbers
from bot.web.site import Site
from bot.web.words import Telling
from handlers import wording
from handlers.answered import RESULTS
from handlers.closing import calling
from handlers.messages import Inbound
from nlu.taxonomy import CATEGORIES
from storage import inbox, outbox, residents, surveys, tickets
from storage.inbox import InboxRow
from storage.surveys import Survey

CHANNEL = "hotline"
LATELY = 20
LONGEST = 2000  # characters of what was said
_PHONE = re.compile(r"\d{3,15}")
_NONCE = re.compile(r"[\w-]{8,64}")


class Call(BaseModel):
    """The form: 来电号码, 来电人, 地址 (estate and door), 诉求内容, 诉求类型; and who fills it in."""

    person: str = ""
    nonce: str = ""
    phone: str = ""
    name: str = ""
    estate: str = ""
    door: str = ""
    text: str = ""
    category: str = ""


class Told(BaseModel):
    """What somebody said who was called back: `solved`, `partly` or `not`, a score if he gave one, and his words.

    `question` says who it was, as the list has it; empty: who reported the ticket.
    """

    number: str = Field("", max_length=40)
    result: str = Field("", max_length=20)
    score: str = Field("", max_length=1)
    text: str = Field("", max_length=LONGEST)
    question: str = Field("", pattern=r"^(q\d{1,19})?$")


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of a call.

    Attributes:
        read_out: what the caller is to be told, in the order it was answered.
        state: of its message: `new`, `done` or `failed`.
    """

    key: str
    row: InboxRow
    who: str
    phone: str
    at: str
    read_out: list[str]
    number: str

    @property
    def state(self) -> str:
        """Whether it was handled."""
        return self.row.state


@dataclass(frozen=True, slots=True)
class CallBack:
    """A question that waits for a seat to call."""

    number: str
    who: str
    phone: str
    masked: str
    about: str
    asked: str
    done: str
    question: str


def take(site: Site, call: Call) -> str:
    """Store a call as its caller's message and wait for the answer; returns the message's id.

    Raises:
        HTTPException: 422 with a sentence about what is missing.
    """
    number = account(site, phone(call.phone))
    said = call.text.strip()
    if not said:
        raise HTTPException(422, "请填写诉求内容。")
    if not _NONCE.fullmatch(call.nonce) or (call.category and call.category not in CATEGORIES):
        raise HTTPException(422)
    unit = site.product.org().unit(call.estate)
    where = (unit.name if unit else "") + call.door.strip()
    text = f"{where}，{said}" if where else said
    message = Inbound(
        CHANNEL, call.nonce, site.product.now(), number, text=text[: LONGEST + 200],
        sender_name=call.name.strip() or None, scene=unit.code if unit else None,
    )  # fmt: skip
    site.product.accept(message)
    site.product.settle()
    return call.nonce


def phone(written: str) -> str:
    """A number as an account: digits only, without the code of the country."""
    number = re.sub(r"[\s()（）-]|^(\+|00)86", "", written.strip())
    if not _PHONE.fullmatch(number):
        raise HTTPException(422, "来电号码不对：请只填数字，例如 13812345678 或 029-88001234。")
    return number


def account(site: Site, number: str) -> str:
    """Who calls with this number; who called before there was a key stays who he was."""
    with site.product.database.read() as conn:
        known = residents.get(conn, site.district, CHANNEL, number)
    return number if known else Numbers(site.product.settings.seal_key).account(number)


def answer(site: Site, person: str, told: Told, nonce: str) -> dict[str, object]:
    """What somebody said who was called back: a press of the seat, never the resident's own.

    Returns the address parts that show what the seat was answered.

    Raises:
        HTTPException: 404 where there is no such ticket; 422 where a page of ours did not send this.
    """
    with site.product.database.read() as conn:
        known = tickets.by_number(conn, site.district, told.number) if told.number.isprintable() else None
    if known is None:
        raise HTTPException(404, "没有这个编号的工单，请核对后再查。")
    if told.result not in RESULTS or told.score not in ("", "1", "2", "3", "4", "5"):
        raise HTTPException(422, "请选择回访结果：已解决、部分解决或没有解决。")
    press = calling.press(told.result, told.score, told.question)
    return acting.submit(site, person, press, f"{nonce}-{told.number}"[:64], told.text.strip(), told.number)


def handled(conn: Connection, site: Site, telling: Telling, key: str) -> Handled | None:
    """What became of the call with this id."""
    row = inbox.by_message(conn, site.district, CHANNEL, key)
    return _handled(conn, row, telling) if row else None


def lately(conn: Connection, site: Site, telling: Telling) -> list[Handled]:
    """The last calls, newest first."""
    rows = inbox.latest(conn, site.district, CHANNEL, LATELY)
    return [_handled(conn, row, telling) for row in rows if not row.payload.get("press")]


def _handled(conn: Connection, row: InboxRow, telling: Telling) -> Handled:
    ticket = tickets.get(conn, row.district, row.ticket_id) if row.ticket_id else None
    at, who = wording.moment(row.at, telling.now), _who(row)
    phone = telling.numbers.number(row.sender)
    return Handled(row.message_id, row, who, phone, at, [*_answers(conn, row)], ticket.number if ticket else "")


def _who(row: InboxRow) -> str:
    return f"{row.payload.get('sender_name') or '来电人'} {numbers.masked(row.sender)}"


def _answers(conn: Connection, row: InboxRow) -> Iterator[str]:
    """What was answered to this call, and not to the next one of the same caller."""
    later = (one.received_at for one in inbox.talk(conn, row.district, CHANNEL, None, row.sender) if one.id > row.id)
    until: datetime | None = min(later, default=None)
    for sent in outbox.of_recipient(conn, row.district, CHANNEL, row.sender):
        asked = sent.kind in ("answer", "ack", "ask", "emergency")
        if asked and sent.created_at >= row.received_at and (until is None or sent.created_at < until):
            yield sent.text


def call_backs(conn: Connection, site: Site, telling: Telling) -> list[CallBack]:
    """Callers to be asked whether it is solved, asked longest ago first."""
    waiting = surveys.unanswered(conn, site.district, CHANNEL)
    return [found for survey in waiting if (found := _call_back(conn, survey, telling))]


def _call_back(conn: Connection, survey: Survey, telling: Telling) -> CallBack | None:
    ticket = tickets.get(conn, survey.district, survey.ticket_id)
    if ticket is None or survey.sent_at is None:
        return None
    known = residents.get(conn, survey.district, CHANNEL, survey.recipient)
    return CallBack(
        ticket.number, (known.name if known else None) or "来电人", telling.numbers.number(survey.recipient),
        numbers.masked(survey.recipient), f"{wording.category(ticket.category)} · {telling.place(ticket)}",
        wording.moment(survey.sent_at, telling.now), ticket.resolution or "", calling.question(survey.id),
    )  # fmt: skip
