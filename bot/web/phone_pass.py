"""Who holds the phone: a signed cookie that names a person and the account by which he is known."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import asdict
from typing import Annotated

from fastapi import Depends, HTTPException, Request, Response
from itsdangerous import BadData, URLSafeTimedSerializer

from bot.place_codes import district_key
from bot.web.session import local
from bot.web.site import Here, Site
from handlers import routing
from handlers.durations import local_date
from handlers.phone import Guest

HOURS = 12
STATE_SECONDS = 600  # between leaving for a platform's login and coming back
DEMO = "demo"  # as a channel: chosen from a list, in the demo only
NO_DUTY = "您在名单里现在没有职务，看不到工单。有疑问请联系值班台。"
_COOKIE, _STATE = "minhu_phone", "minhu_phone_state"


class Passes:
    """Reads and writes the cookies.

    Args:
        key: the district's own and the installation's: when either changes, everybody signs in anew.
    """

    def __init__(self, key: str) -> None:
        self._pass = _signer(key, "minhu-phone")
        self._state = _signer(key, "minhu-phone-state")

    def guest(self, request: Request) -> Guest | None:
        """Whom the cookie names, if it is ours and not too old."""
        try:
            return Guest(**self._pass.loads(request.cookies.get(_COOKIE, ""), max_age=HOURS * 3600))
        except (BadData, TypeError):
            return None

    def let_in(self, response: Response, guest: Guest, *, secure: bool) -> None:
        """This browser is his for a working day."""
        value = str(self._pass.dumps(asdict(guest)))
        response.set_cookie(_COOKIE, value, HOURS * 3600, path="/m", httponly=True, samesite="lax", secure=secure)

    def forget(self, response: Response) -> None:
        """This browser is nobody's."""
        response.delete_cookie(_COOKIE, path="/m")

    def state(self, request: Request) -> str | None:
        """What this browser took along to a platform's login."""
        try:
            return str(self._state.loads(request.cookies.get(_STATE, ""), max_age=STATE_SECONDS))
        except BadData:
            return None

    def begin(self, request: Request, response: Response, state: str, *, secure: bool) -> None:
        """Remember what it takes along."""
        if state != self.state(request):
            value = str(self._state.dumps(state))
            response.set_cookie(_STATE, value, STATE_SECONDS, path="/m", httponly=True, samesite="lax", secure=secure)

    def returned(self, request: Request, state: str) -> bool:
        """Whether this browser is the one that left with this state."""
        known = self.state(request)
        return known is not None and secrets.compare_digest(known.encode(), state.encode("utf-8", "replace"))


def _signer(key: str, salt: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt=salt, signer_kwargs={"digest_method": hashlib.sha256})


def passes(site: Here) -> Passes:
    """The cookies of this district."""
    return Passes(district_key(site.product.database, site.district) + (site.product.settings.secret_key or ""))


Cookies = Annotated[Passes, Depends(passes)]


def still_his(site: Site, guest: Guest) -> bool:
    """Whether the account is this person's today as well; the demo's list only counts in the demo."""
    org = site.product.org()
    if guest.channel == DEMO:
        return site.product.settings.demo and org.person(guest.person) is not None
    return org.person_of(guest.channel, guest.account) == guest.person


def on_duty(site: Site, person: str) -> bool:
    """Whether he has anything to do with us today."""
    return not routing.gone(site.product.org(), person, local_date(site.product.now()))


def visitor(site: Here, request: Request, cookies: Cookies) -> Guest | None:
    """Who asks; None for nobody we know. `HTTPException` 403 when his duties have ended."""
    guest = cookies.guest(request)
    if guest is None or not still_his(site, guest):
        return None
    if not on_duty(site, guest.person):
        raise HTTPException(403, NO_DUTY)
    return guest


Who = Annotated[Guest | None, Depends(visitor)]


def secure(site: Site, request: Request) -> bool:
    """Whether the cookie may go by https only."""
    return request.url.scheme == "https" or (site.product.settings.public_url or "").startswith("https:")


def mine(target: str) -> str:
    """An address among the phone pages, or the first of them."""
    found = local(target)
    return found if found == "/m" or found.startswith(("/m/", "/m?")) else "/m"
