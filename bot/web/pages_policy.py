"""The rules in force, on the desk: who gets what, when, and why."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from bot.web.site import Here, has_data
from handlers import policy
from handlers.explaining import page
from handlers.policy import PolicyError

router = APIRouter(prefix="/desk", dependencies=[Depends(has_data)])


@router.get("/policy")
def rules(site: Here) -> Response:
    """The pack in plain Chinese, and every problem of the file when it is broken now."""
    product = site.product
    found, own = product.policy(), product.settings.policies_dir
    problems: tuple[str, ...] = ()
    if product.rules_trouble:
        problems = _problems(site)
    try:
        above = [] if found.extends == found.name else [own]
        parent = policy.load(found.extends, above) if found.extends else None
    except PolicyError:
        parent = None
    return site.page("policy.html", told=page.explain(found, product.now(), parent), problems=problems, rules=found)


def _problems(site: Here) -> tuple[str, ...]:
    try:
        policy.load(site.product.org().tree.policy, [site.product.settings.policies_dir])
    except PolicyError as error:
        return tuple(str(problem) for problem in error.problems)
    return ()
