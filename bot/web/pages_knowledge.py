"""The knowledge file on the desk: what expired first, what failed often, and a form to put it right."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, HTTPException, Response
from fastapi.responses import RedirectResponse

from bot.web.site import Here, Site, has_data
from handlers.durations import local_date
from handlers.knowing import expiring
from nlu.taxonomy import CATEGORIES
from storage import knowledge
from storage.knowledge import Entry, Tally

LONGEST, MOST_QUESTIONS = 2000, 20
_ID = re.compile(r"[\w.-]{1,64}")
_FAILED_OFTEN = 3

router = APIRouter(prefix="/desk/knowledge", dependencies=[Depends(has_data)])
Words = Annotated[str, Form(max_length=LONGEST)]
Line = Annotated[str, Form(max_length=191)]


@router.get("")
def listed(site: Here, entry: str = "", problem: str = "") -> Response:
    """Every entry: expired ones first, then those that failed most often."""
    today = local_date(site.product.now())
    with site.product.database.read() as conn:
        found, tallies = knowledge.entries(conn, site.district), knowledge.tallies(conn, site.district)
    rows = [(one, tallies.get(one.id, Tally()), one.valid(today)) for one in found]
    rows.sort(key=lambda row: (row[2], -row[1].failed))
    chosen = next((one for one in found if one.id == entry), None)
    return site.page(
        "knowledge.html", rows=rows, chosen=chosen, categories=CATEGORIES, longest=LONGEST, often=_FAILED_OFTEN,
        problem=problem, units=site.product.org().tree.units, expired=sum(not row[2] for row in rows),
    )  # fmt: skip


@router.post("")
def change(
    site: Here, entry: Line = "", questions: Words = "", answer: Words = "", source: Line = "", phone: Line = "",
    link: Words = "", valid_until: Line = "", place: Line = "", category: Line = "",
) -> Response:  # fmt: skip
    """Change an entry, or add one under a new number."""
    asked = list(dict.fromkeys(line.strip() for line in questions.splitlines() if line.strip()))
    until, problem = _date(valid_until)
    problem = problem or _problem(site, entry, asked, answer, source, link, place, category)
    if problem:
        return RedirectResponse(f"/desk/knowledge?entry={quote(entry)}&problem={quote(problem)}", 303)
    made = Entry(
        entry.strip(), asked, answer.strip(), source.strip(), phone.strip()[:64] or None, link.strip() or None, until,
        place or None, category or None,
    )  # fmt: skip
    made = replace(made, next_at=expiring.look_at(site.product.policy(), until, site.product.now()))
    with site.product.database.begin() as conn:
        knowledge.put(conn, site.district, made)
    return RedirectResponse("/desk/knowledge", 303)


@router.post("/remove")
def remove(site: Here, entry: Line = "") -> Response:
    """Answer with an entry no more."""
    with site.product.database.begin() as conn:
        if knowledge.get(conn, site.district, entry) is None:
            raise HTTPException(404, "没有这一条，可能刚才已经删了。")
        knowledge.remove(conn, site.district, entry)
    return RedirectResponse("/desk/knowledge", 303)


def _date(text: str) -> tuple[date | None, str]:
    if not text.strip():
        return None, ""
    try:
        return date.fromisoformat(text.strip()), ""
    except ValueError:
        return None, "有效期请写成 2027-12-31 的样子，不限期就留空。"


def _problem(
    site: Site, entry: str, asked: list[str], answer: str, source: str, link: str, place: str, category: str
) -> str:
    """What is wrong with a form, in one sentence; empty when nothing is."""
    checks = (
        (_ID.fullmatch(entry.strip()), "编号只能用字母、数字、横线，最多64个字。"),
        (0 < len(asked) <= MOST_QUESTIONS, f"请写1到{MOST_QUESTIONS}种问法，一行一种。"),
        (answer.strip(), "请写答案。"),
        (source.strip(), "请写来源：谁说的。"),
        (not link.strip() or re.fullmatch(r"https?://\S+", link.strip()), "链接要以 http:// 或 https:// 开头。"),
        (not place or site.product.org().unit(place), "组织架构里没有这个单位。"),
        (not category or category in CATEGORIES, "没有这个类别。"),
    )
    return next((said for fine, said in checks if not fine), "")
