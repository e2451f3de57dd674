"""The figures on the desk: a unit's month, the tickets behind every number, and what has to be decided about them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Connection

from bot.reporting import gathering, workbook
from bot.web import acting
from bot.web.acting import Id
from bot.web.site import Here, Site, has_data
from handlers import wording
from handlers.durations import local_date
from handlers.figures import months, rates
from handlers.figures.rates import BY_KEY, MAIN, Rate
from handlers.figures.reports import LISTED, Report, row_of
from handlers.messages import Action, Inbound
from nlu.taxonomy import CATEGORIES
from storage import exclusions, nominations, tickets
from storage.exclusions import Exclusion

MOST = 500  # tickets of one list
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DECIDES = {Action.GRANT.value: "同意剔除", Action.KEEP.value: "不予剔除"}

router = APIRouter(prefix="/desk/figures", dependencies=[Depends(has_data)])
Words = Annotated[str, Form(max_length=500)]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures: a month, a unit, and perhaps one category or one person's own."""

    month: str = ""
    unit: str = ""
    category: str = ""
    person: str = ""

    def query(self, **more: str) -> str:
        """As a part of an address."""
        own = {"month": self.month, "unit": self.unit, "category": self.category, "person": self.person}
        return urlencode({name: value for name, value in (own | more).items() if value})


def _asked(
    month: Annotated[str, Query(max_length=7)] = "",
    unit: Annotated[str, Query(max_length=191)] = "",
    category: Annotated[str, Query(max_length=64)] = "",
    person: Annotated[str, Query(max_length=191)] = "",
) -> Asked:
    return Asked(month, unit, category, person)


These = Annotated[Asked, Depends(_asked)]


@router.get("")
def page(site: Here, asked: These) -> Response:
    """Every table of the month."""
    asked, report = _report(site, asked)
    shown = [table for table in report.tables() if table.title != "未解决清单"]
    names, org = site.telling().names, site.product.org()
    units = {unit.code: unit.name for unit in org.tree.units}
    roles = set(site.product.policy().figures.scorecard.roles)
    held = dict.fromkeys(duty.person for duty in org.tree.duties if duty.role in roles)
    people = {"": "所有人"} | {code: names.official(code).label for code in held if org.person(code)}
    return site.page(
        "figures.html", asked=asked, tables=shown, links=_links(report, asked), units=units, people=people,
        categories={"": "所有类别"} | CATEGORIES, unit=report.unit, said=months.said(asked.month), is_rate=_is_rate,
        before=months.later(asked.month, -1), after=months.later(asked.month, 1),
    )  # fmt: skip


@router.get("/tickets")
def behind(site: Here, asked: These, figure: str = "", part: str = "good") -> Response:
    """The tickets behind a number: `part` is `good` (numerator) or `rest` (in the denominator only)."""
    if figure not in BY_KEY or part not in ("good", "rest"):
        raise HTTPException(404, "没有这个指标。")
    asked, report = _report(site, asked)
    rate = rates.rate(BY_KEY[figure], report.appeals, report.policy)
    found = rate.good if part == "good" else rate.rest
    rows = [row_of(report.org, one) for one in found[:MOST]]
    return site.page(
        "figures_tickets.html", asked=asked, rate=rate, part=part, rows=rows, columns=LISTED, count=len(found),
        unit=report.unit, said=months.said(asked.month),
    )  # fmt: skip


@router.get("/report.xlsx")
def workbook_of(site: Here, asked: These) -> Response:
    """The same as a workbook."""
    asked, report = _report(site, asked)
    out = BytesIO()
    workbook.write(out, f"{report.unit.name} {months.said(asked.month)}", report.tables())
    name = quote(f"{report.unit.name}-{asked.month}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
    return Response(out.getvalue(), media_type=_XLSX, headers=headers)


@router.get("/decisions")
def decisions(site: Here, person: str = "", after: Id = None) -> Response:
    """What waits for a decision: exclusions, and objections to scorecards."""
    telling = site.telling()
    people = acting.at_desk(telling)
    with site.product.database.read() as conn:
        waiting = [_shown(conn, site, one) for one in exclusions.waiting(conn, site.district)]
        objections = nominations.objections(conn, site.district)
        answers = acting.said(acting.answered(conn, site, person, after))
    return site.page(
        "figures_decisions.html", waiting=waiting, objections=objections, names=telling.names, people=people,
        chosen=acting.chosen(people, person), answers=answers, nonce=secrets.token_urlsafe(12), decides=_DECIDES,
    )  # fmt: skip


@router.post("/decisions")
def decide(
    site: Here,
    person: Annotated[str, Form()],
    nonce: Annotated[str, Form()],
    action: Annotated[str, Form(max_length=20)],
    number: Annotated[str, Form(max_length=40)],
    text: Words = "",
) -> Response:
    """Grant or refuse an exclusion."""
    if action not in _DECIDES or not number.isprintable():
        raise HTTPException(422)
    return _back(acting.submit(site, person, action, f"{nonce}-{number}"[:60], text.strip(), number))


@router.post("/objections")
def answer(
    site: Here,
    person: Annotated[str, Form()],
    nonce: Annotated[str, Form(pattern=r"^[\w-]{8,64}$")],
    whom: Annotated[str, Form(max_length=191)],
    text: Words,
) -> Response:
    """Answer an objection to a scorecard, in the same words as in a chat."""
    if site.product.org().person(person) is None or site.product.org().person(whom) is None or not text.strip():
        raise HTTPException(422)
    message = Inbound(acting.DESK, f"{nonce}-{whom}"[:120], site.product.now(), person, text=f"答复申诉 {whom} {text}")
    site.product.accept(message)
    site.product.settle()
    return _back({"person": person})


def _back(shown: dict[str, object]) -> Response:
    return RedirectResponse(f"/desk/figures/decisions?{urlencode(shown)}", 303)


def _report(site: Site, asked: Asked) -> tuple[Asked, Report]:
    """The report, and what was asked with everything that was left open filled in."""
    product, org = site.product, site.product.org()
    month = asked.month or months.of(local_date(product.now()))
    unit = org.unit(asked.unit or org.district)
    if unit is None:
        raise HTTPException(404, "组织文件里没有这个单位。")
    try:
        with product.database.read() as conn:
            report = gathering.report(conn, org, product.policy(), unit, month, product.now())
    except ValueError as error:
        raise HTTPException(404, str(error)) from error
    found = [one for one in report.appeals if asked.category in ("", one.fact.category)]
    found = rates.of_person(asked.person, found) if asked.person else found
    narrowed = replace(report, appeals=found)
    return Asked(month, unit.code, asked.category, asked.person), narrowed


def _links(report: Report, asked: Asked) -> dict[str, str]:
    """Figure by name → the address of its tickets."""
    return {figure.name: f"/desk/figures/tickets?{asked.query(figure=key)}" for key, figure in BY_KEY.items()} | {
        BY_KEY[key].name + "·其余": f"/desk/figures/tickets?{asked.query(figure=key, part='rest')}" for key in MAIN
    }


def _is_rate(value: object) -> bool:
    return isinstance(value, Rate)


def _shown(conn: Connection, site: Site, one: Exclusion) -> dict[str, object]:
    """An exclusion as the page shows it."""
    ticket, telling = tickets.get(conn, site.district, one.ticket_id), site.telling()
    title = site.product.policy().figures.exclusions.get(one.code, one.code)
    return {
        "number": ticket.number if ticket else "", "title": title, "stage": one.stage, "reason": one.reason,
        "who": telling.names.person(one.person), "at": wording.moment(one.at, telling.now),
        "about": wording.short(ticket.summary, 80) if ticket and not ticket.confidential else "",
    }  # fmt: skip
