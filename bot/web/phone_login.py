"""Ways in to the phone pages: a platform's own login, a link for once, and the demo's list."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from bot.channels.base import DeliveryError, Login, Platform, TemporaryError
from bot.web.pages_sim import demo_only
from bot.web.phone_pass import DEMO, NO_DUTY, Cookies, Passes, Who, mine, on_duty, secure, still_his
from bot.web.site import Here, Site, has_data
from handlers import phone
from handlers.phone import Guest
from storage import notes

router = APIRouter(dependencies=[Depends(has_data)])

_NOT_HERE = "这次登录不是从这部手机开始的，或者已经过了10分钟，请重新打开。"
_USED = "这次登录已经用过了，或者过期了，请重新打开。"
_NO_ANSWER = "{title}没有回应，请稍后再打开。"
_STRANGER = "您不是本单位{title}的成员，进不来。有疑问请联系值班台。"
_UNKNOWN = "{title}账号“{account}”不在名单里。请把这个账号告诉管名单的人（不知道是谁，就问值班台），加上以后重新打开。"
_LINK_OVER = "这个链接已经用过，或者过了10分钟。在聊天里再给“民呼我行”发“手机页”，就有新的。"
_SIGN_IN = "请从企业微信的工单卡片打开，或者在聊天里给“民呼我行”发“手机页”，点收到的链接。"
_EXPIRED = "登录已经过期，刚才这一步没有做。重新登录后再提交一次。"


def ask(site: Site, request: Request, cookies: Passes, draft: str = "") -> Response:
    """Nobody is signed in: off to the platform whose browser this is, or a page that says how."""
    posted = request.method == "POST"
    query = f"?{request.url.query}" if request.url.query else ""
    target = mine(request.url.path + query)
    if not posted and (away := _away(site, request, cookies, target)):
        return away
    return refuse(site, _EXPIRED if posted else _SIGN_IN, 401, target, draft)


def refuse(site: Site, sentence: str, status: int, target: str = "/m", draft: str = "") -> Response:
    """A page with one sentence, and the demo's list in the demo."""
    people = site.telling().names.officials() if site.product.settings.demo and not draft else []
    return site.page("phone_login.html", status, sentence=sentence, target=target, draft=draft, people=people)


def logins(site: Site) -> Iterator[tuple[Platform, Login]]:
    """The platforms that can say who holds the phone."""
    for platform in site.product.platforms.values():
        if platform.login is not None:
            yield platform, platform.login


def _away(site: Site, request: Request, cookies: Passes, target: str) -> Response | None:
    base = (site.product.settings.public_url or "").rstrip("/")
    browser = request.headers.get("user-agent", "")
    found = next(((platform, login) for platform, login in logins(site) if login.fits(browser)), None)
    if not base or found is None:
        return None
    platform, login = found
    # Two pages opened at once take the same along: neither spoils the other's way back.
    state = cookies.state(request) or secrets.token_hex(16)
    back = f"{base}/m/login/{platform.name}?next={quote(target)}"
    response = RedirectResponse(login.address(back, state), 303, {"Cache-Control": "no-store"})
    cookies.begin(request, response, state, secure=secure(site, request))
    return response


@router.get("/m/login/{channel}")
async def came_back(
    site: Here, request: Request, cookies: Cookies, channel: str, code: str = "", state: str = "",
    next: str = "/m",  # noqa: A002 - its name in the address
) -> Response:  # fmt: skip
    """Somebody comes back from a platform's login."""
    found = next_login(site, channel)
    platform, login = found
    target, known = mine(next), cookies.guest(request)
    if known and known.channel == channel and await run_in_threadpool(still_his, site, known):
        # The page of the login opened anew, or the way back taken twice.
        return RedirectResponse(target, 303)
    if not code or not cookies.returned(request, state):
        return refuse(site, _NOT_HERE, 403, target)
    try:
        account = await site.product.account_of(login, platform, code)
    except TemporaryError:
        return refuse(site, _NO_ANSWER.format(title=platform.title), 503, target)
    except DeliveryError:
        return refuse(site, _USED, 403, target)
    return await run_in_threadpool(_known_as, site, request, cookies, platform, account, target)


def next_login(site: Site, channel: str) -> tuple[Platform, Login]:
    """The platform of this name and its login; 404 when it has none."""
    for platform, login in logins(site):
        if platform.name == channel:
            return platform, login
    raise HTTPException(404)


def _known_as(
    site: Site, request: Request, cookies: Passes, platform: Platform, account: str | None, target: str
) -> Response:
    if account is None:
        return refuse(site, _STRANGER.format(title=platform.title), 403, target)
    person = site.product.org().person_of(platform.name, account)
    if person is None:
        return refuse(site, _UNKNOWN.format(title=platform.title, account=account), 403, target)
    return _enter(site, request, cookies, Guest(person, platform.name, account), target)


def _enter(site: Site, request: Request, cookies: Passes, guest: Guest, target: str = "/m") -> Response:
    if not on_duty(site, guest.person):
        return refuse(site, NO_DUTY, 403)
    response = RedirectResponse(target, 303)
    cookies.let_in(response, guest, secure=secure(site, request))
    return response


@router.get("/m/k/{key}")
def link(site: Here, who: Who, key: str) -> Response:
    """A link for once: whose it is, and a button. Looking alone does not use it up: chats look at links as well."""
    with site.product.database.read() as conn:
        kept = notes.get(conn, site.district, phone.CHANNEL, phone.note(key), site.product.now())
    if kept is None:
        return RedirectResponse("/m", 303) if who else refuse(site, _LINK_OVER, 410)
    return site.page("phone_link.html", official=site.telling().names.official(Guest(**kept).person), key=key)


@router.post("/m/k/{key}")
def use_link(site: Here, request: Request, cookies: Cookies, who: Who, key: str) -> Response:
    """Come in by it."""
    with site.product.database.begin() as conn:
        kept = notes.take(conn, site.district, phone.CHANNEL, phone.note(key), site.product.now())
    if kept is None or not still_his(site, Guest(**kept)):
        return RedirectResponse("/m", 303) if who else refuse(site, _LINK_OVER, 410)
    return _enter(site, request, cookies, Guest(**kept))


@router.post("/sim/phone", dependencies=[Depends(demo_only)])
def choose(
    site: Here, request: Request, cookies: Cookies, person: Annotated[str, Form()], target: Annotated[str, Form()] = ""
) -> Response:
    """The demo: come in as anybody, as its other pages let one speak as anybody."""
    if site.product.org().person(person) is None:
        raise HTTPException(422)
    return _enter(site, request, cookies, Guest(person, DEMO, person), mine(target))


@router.post("/m/logout")
def sign_out(site: Here, cookies: Cookies) -> Response:
    """Forget this browser."""
    response = site.page("phone_bye.html")
    cookies.forget(response)
    return response
