"""Residents who gave the machine no answer: whom to call, on which number, and a form for what they say."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Depends, Response
from sqlalchemy import Connection

from bot.web import acting, words
from bot.web.acting import Id
from bot.web.names import Official
from bot.web.site import Here, Site, has_data
from bot.web.words import Telling
from handlers import wording
from handlers.answered import RESULTS
from handlers.closing import calling
from handlers.importing.record import CHANNEL as IMPORTED
from handlers.org import in_force
from storage import surveys, tickets
from storage.surveys import Survey

HOTLINE = "hotline"
# Where somebody is reached who never told a number.
_ELSEWHERE = {
    "official_account": "公众号", "wecom_kf": "微信客服", "telegram": "Telegram", "web": "网页", IMPORTED: "居民群",
}  # fmt: skip

router = APIRouter(prefix="/desk/callbacks", dependencies=[Depends(has_data)])


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody to be asked by a person.

    Attributes:
        phone: the number in the clear, for whoever calls; empty where nobody knows it.
        how: how he is reached without a number.
    """

    number: str
    who: str
    phone: str
    how: str
    about: str
    asked: str
    done: str
    until: str
    question: str


@router.get("")
def page(site: Here, person: str = "", after: Id = None) -> Response:
    """The list, asked longest ago first."""
    telling = site.telling()
    people = _callers(site, telling)
    with site.product.database.read() as conn:
        calls = waiting(conn, site, telling)
        answers = acting.said(acting.answered(conn, site, person, after))
    return site.page(
        "callbacks.html", calls=calls, people=people, chosen=acting.chosen(people, person), answers=answers,
        results=RESULTS, fresh=secrets.token_urlsafe(12), rule=site.product.policy().survey.by_people,
    )  # fmt: skip


def waiting(conn: Connection, site: Site, telling: Telling) -> list[Call]:
    """Everybody the pack wants called: silent so long after the reminder."""
    policy, now = site.product.policy(), telling.now
    # Whom nobody can write to was asked nothing: he is called on at once, whatever the pack says.
    unasked = surveys.unanswered(conn, site.district, IMPORTED)
    found = [call for survey in unasked if (call := _call(conn, survey, telling))]
    if policy.survey.by_people is None:
        return found
    for survey in surveys.to_call(conn, site.district, now):
        due = policy.survey.by_people.after.after(survey.reminded_at or now, policy.calendar)
        if due <= now and survey.channel != IMPORTED and (call := _call(conn, survey, telling)):
            found.append(call)
    return found


def _call(conn: Connection, survey: Survey, telling: Telling) -> Call | None:
    ticket = tickets.get(conn, survey.district, survey.ticket_id)
    if ticket is None or ticket.form != "appeal":
        return None
    by_phone = survey.channel == HOTLINE
    where = _ELSEWHERE.get(survey.channel, "原来的渠道")
    return Call(
        ticket.number,
        words.account(survey.channel, survey.recipient),
        telling.numbers.number(survey.recipient) if by_phone else "",
        "" if by_phone else f"没有留电话：请在{where}里联系，或上门问",
        f"{wording.category(ticket.category)} · {telling.place(ticket)}",
        _moment(survey.sent_at, telling),
        ticket.resolution or "",
        _moment(survey.next_at, telling),
        calling.question(survey.id),
    )


def _moment(at: datetime | None, telling: Telling) -> str:
    return wording.moment(at, telling.now) if at else ""


def _callers(site: Site, telling: Telling) -> list[Official]:
    """The desk, and whom the pack names."""
    rule, org = site.product.policy().survey.by_people, site.product.org()
    roles = set(rule.roles) if rule else set()
    duties = [duty for duty in org.tree.duties if duty.role in roles and in_force(duty, telling.names.today)]
    named = [telling.names.official(duty.person) for duty in duties if org.person(duty.person)]
    return list(dict.fromkeys([*acting.at_desk(telling), *named]))
