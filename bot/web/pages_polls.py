"""百姓参政团 on the desk: what panels were asked before, during and after a project, and asking them."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Response

from bot.web import acting
from bot.web.acting import Id
from bot.web.pages_meetings import back, looking, write
from bot.web.site import Here, has_data
from handlers.cadences import polling, reach
from storage import polls

router = APIRouter(prefix="/desk", dependencies=[Depends(has_data)])


@router.get("/polls")
def asked(site: Here, person: str = "", after: Id = None) -> Response:
    """Every project with what came of each of its times, and a form to ask."""
    telling, found = site.telling(), dict[tuple[str, str], list[str]]()
    org, rules = telling.names.org, telling.names.policy
    with site.product.database.read() as conn:
        work = looking(site, conn)
        every = sorted(polls.latest(conn, site.district), key=lambda poll: polling.PHASES.index(poll.phase))
        for poll in every:
            found.setdefault((poll.project, reach.name(org, poll.unit)), []).append(polling.result(work, poll))
        panels = [unit for unit in org.tree.units if reach.people(work, unit.code, rules.governance.panels.roles)]
        answers = [row.text for row in acting.answered(conn, site, person, after)]
        phases = [polling.phase(work, key) for key in polling.PHASES]
    return site.page(
        "polls.html", projects=found, panels=panels, phases=phases, answers=answers, usual=" ".join(polling.USUAL),
        actors=acting.at_desk(telling), nonce=secrets.token_urlsafe(12), longest=polling.LONGEST,
    )  # fmt: skip


@router.post("/polls")
def ask(
    site: Here, person: Annotated[str, Form()], nonce: Annotated[str, Form()], unit: Annotated[str, Form()],
    project: Annotated[str, Form(max_length=40)], phase: Annotated[str, Form(max_length=20)],
    question: Annotated[str, Form(max_length=300)], options: Annotated[str, Form(max_length=200)] = "",
) -> Response:  # fmt: skip
    """Ask the panel of a unit."""
    one_word = ["".join(words.split()) for words in (project, phase, question)]
    if site.product.org().unit(unit) is None or not all(one_word):
        raise HTTPException(422, "请写明单位、项目、阶段和问题。")
    after = write(site, person, nonce, f"评议#{unit} {' '.join(one_word)} {options}".strip())
    return back("/desk/polls", person, after, "answer")
