"""抽查 and 承诺: what an inspector at the desk looks at, his verdict in one tap, and which promises were kept."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Response
from fastapi.responses import RedirectResponse

from bot.web import acting, inspection_view
from bot.web.acting import BIGGEST, Id
from bot.web.inspection_view import VERDICTS
from bot.web.site import Here, has_data
from handlers.hints import figures
from storage import hints

PAGE = 50

router = APIRouter(prefix="/desk", dependencies=[Depends(has_data)])


@router.get("/inspection")
def inspection(site: Here, person: str = "", before: Id = None, done: bool = False) -> Response:
    """Hints nobody has looked at, newest first; with `done` those somebody has."""
    telling = site.telling()
    people = acting.at_desk(telling)
    with site.product.database.read() as conn:
        found = hints.listed(conn, site.district, open_only=not done, limit=PAGE, before=before)
        lines = inspection_view.hint_lines(conn, found, telling)
        counts = inspection_view.precision_counts(conn, site.district)
    return site.page(
        "inspection.html", lines=lines, people=people, chosen=acting.chosen(people, person), done=done, before=before,
        more=found[-1].id if len(found) == PAGE else None, verdicts=VERDICTS,
        rates=inspection_view.precision_lines(figures.precision(counts)),
    )  # fmt: skip


@router.post("/inspection")
def judge(
    site: Here,
    id: Annotated[int, Form(ge=0, le=BIGGEST)],  # noqa: A002 - its name in the form
    person: Annotated[str, Form()],
    verdict: Annotated[str, Form()],
    done: Annotated[bool, Form()] = False,
) -> Response:
    """属实 or 误报, by somebody at the desk; it changes no ticket."""
    if verdict not in VERDICTS or person not in {one.code for one in acting.at_desk(site.telling())}:
        raise HTTPException(422)
    with site.product.database.begin() as conn:
        if not hints.judge(conn, site.district, id, verdict, person, site.product.now()):
            raise HTTPException(404, "没有这条线索，可能已过保存期。")
    shown = {"person": person} | ({"done": "1"} if done else {})
    return RedirectResponse(f"/desk/inspection?{urlencode(shown)}", 303)


@router.get("/commitments")
def commitments(site: Here) -> Response:
    """Promises that wait or were broken, and 兑现率 by person and by office."""
    telling, policy = site.telling(), site.product.policy()
    length = policy.commitments.shown
    since = telling.now - (length.after(telling.now, policy.calendar) - telling.now)
    with site.product.database.read() as conn:
        found = inspection_view.promises(conn, telling, site.district, since)
        waiting = inspection_view.promise_lines(conn, [one for one in found if one.next_at], telling)
        missed = [one for one in found if one.state == "broken"][::-1]
        broken = inspection_view.promise_lines(conn, missed[:PAGE], telling)
    people, offices = inspection_view.rates(found, telling)
    return site.page(
        "commitments.html", waiting=waiting, broken=broken, rates=people, offices=offices, shown=length.said
    )
