"""The wish wall `/r/wishes`, which anybody may read, and the desk's page of wishes and volunteers."""

from __future__ import annotations

import secrets

from fastapi import APIRouter, Depends, HTTPException, Response

from bot.web import wishes_view
from bot.web.site import Here, Site, has_data
from handlers.rules.volunteering import Volunteering

router = APIRouter(dependencies=[Depends(has_data)])


def _rule(site: Site) -> Volunteering:
    rule = site.product.policy().volunteering
    if rule is None:
        raise HTTPException(404, "本地没有开通微心愿。")
    return rule


@router.get("/r/wishes")
def wall(site: Here, place: str = "") -> Response:
    """Wishes and what became of them; nothing of who wished them."""
    rule, telling, policy = _rule(site), site.telling(), site.product.policy()
    with site.product.database.read() as conn:
        lines = wishes_view.wall(conn, telling, policy, place)
    return site.page(
        "wish_wall.html", lines=lines, places=wishes_view.places(telling), place=place, word=rule.wishes.words[0],
        nonce=secrets.token_urlsafe(12), district_name=telling.names.org.tree.name,
    )  # fmt: skip


@router.get("/desk/wishes")
def desk(site: Here, place: str = "") -> Response:
    """Wishes with who has them, volunteers with their month, and the rates of the last quarter."""
    rule, telling, policy = _rule(site), site.telling(), site.product.policy()
    with site.product.database.read() as conn:
        lines = wishes_view.desk(conn, telling, policy, place)
        people = wishes_view.volunteers(conn, telling, policy, rule)
        rates = wishes_view.rates(conn, site.district, telling.now, rule)
    return site.page(
        "wishes.html", lines=lines, places=wishes_view.places(telling), place=place, people=people, rates=rates,
        expected=rule.expected_services_month,
    )  # fmt: skip
