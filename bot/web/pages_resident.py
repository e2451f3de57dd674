"""The residents' page `/r`: a chat in the browser of any phone, without signing in; `/r/<code>` tells where one is."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, HTTPException, Query, Request, Response, UploadFile
from fastapi.responses import JSONResponse, RedirectResponse, StreamingResponse

from bot import attachments
from bot.filestore import FileStore
from bot.pictures import Looked
from bot.place_codes import PlaceCodes, district_key
from bot.web import live, pages_files, resident_view, uploads
from bot.web.devices import Device, Devices
from bot.web.pacing import Pacing, Verdict
from bot.web.pages_files import FileId
from bot.web.resident_view import CHANNEL
from bot.web.site import Here, Site, has_data
from handlers.messages import Inbound
from nlu.understanding import Urgency
from storage import buttons

LONGEST = 2000  # characters of one message
_WHOLE_SECONDS = 600  # of a window in which the same words are one message, once somebody sends too many
_TOO_FAST = (
    "您发得太快了，这一条没有收下，请歇一分钟再发。"
    "有生命危险，请直接拨打110、119、120。"
)  # fmt: skip
_UNKNOWN = "这个二维码认不出来了，可能是旧的。没关系，直接说在哪个小区、几号楼、出了什么问题就行。"

router = APIRouter(prefix="/r", dependencies=[Depends(has_data)])


def devices(site: Here) -> Devices:
    """The cookies of this district."""
    return Devices(district_key(site.product.database, site.district))


Cookies = Annotated[Devices, Depends(devices)]


def device(request: Request, cookies: Cookies) -> Device:
    """Who asks."""
    return cookies.of(request)


Who = Annotated[Device, Depends(device)]


@router.get("")
def chat(site: Here, request: Request, cookies: Cookies, who: Who, code: str = "") -> Response:
    """The whole page. `code`: a code was scanned that is none."""
    return _page(site, request, cookies, who, _UNKNOWN if code else "")


@router.get("/talk")
def talk(site: Here, who: Who, have: Annotated[str, Query(max_length=40)] = "") -> Response:
    """What was said, unless the page has it already (`have`)."""
    html = resident_view.talk(site, who)
    mark = hashlib.sha256(html.encode("utf-8", "replace")).hexdigest()[:12]
    body = {"mark": mark} | ({"html": html} if mark != have else {})
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


@router.get("/live")
async def news(site: Here, who: Who) -> StreamingResponse:
    """A word whenever this device was sent something."""
    mine = resident_view.Mine(site, who.id, site.product.subscribe())
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(live.stream(mine), media_type="text/event-stream", headers=headers)


@router.get("/photos/{file_id}")
def photo(site: Here, who: Who, file_id: FileId) -> Response:
    """A photo this device sent."""
    return pages_files.sent(site, resident_view.own_photo(site, who.id, file_id), small=False)


@router.get("/photos/{file_id}/small")
def small_photo(site: Here, who: Who, file_id: FileId) -> Response:
    """The same, small."""
    return pages_files.sent(site, resident_view.own_photo(site, who.id, file_id), small=True)


@router.get("/{code}")
def scanned(site: Here, request: Request, cookies: Cookies, who: Who, code: str) -> Response:
    """Somebody scanned the code of a place: remembered with the device until its next message tells it."""
    scene = PlaceCodes(district_key(site.product.database, site.district)).scene(code)
    if not resident_view.place_of(site, scene):
        return RedirectResponse("/r?code=unknown", 303)
    answer = RedirectResponse("/r", 303)
    cookies.remember(answer, replace(who, scene=scene), secure=_secure(site, request))
    return answer


@router.post("/say")
def say(
    site: Here,
    request: Request,
    cookies: Cookies,
    who: Who,
    nonce: Annotated[str, Form(max_length=40)] = "",
    text: Annotated[str, Form(max_length=LONGEST)] = "",
    quick: Annotated[str, Form(max_length=40)] = "",
    photos: Annotated[list[UploadFile] | None, File()] = None,
) -> Response:
    """Say something, with photos or without."""
    words = (text.strip() or quick).strip()
    verdict = _pace(site, request, who, words)
    try:
        seen = _looked(photos or [], words, verdict)
    except HTTPException as error:
        return _refused(site, request, cookies, who, error.status_code, error.detail, words)
    _accept(site, who, words, seen, nonce, verdict)
    return _done(site, request, cookies, who)


@router.post("/press")
def press(
    site: Here, request: Request, cookies: Cookies, who: Who, button: Annotated[str, Form(max_length=40)],
    nonce: Annotated[str, Form(max_length=40)] = "",
) -> Response:  # fmt: skip
    """Press a button on a card."""
    with site.product.database.read() as conn:
        found = buttons.get(conn, site.district, button)
    if found is None or (found.channel, found.recipient) != (CHANNEL, who.id):
        return _refused(site, request, cookies, who, 404, "这个按钮不能用了，请直接写一句话。", "")
    verdict = _pace(site, request, who, "")
    if verdict.full:
        return _refused(site, request, cookies, who, 429, _TOO_FAST, "")
    key, now = _key(_once(nonce), who.id, button), site.product.now()
    site.product.accept(Inbound(CHANNEL, key, now, who.id, press=found.action, button=button), wait=verdict.wait)
    return _done(site, request, cookies, who)


def _looked(photos: Sequence[UploadFile], words: str, verdict: Verdict) -> list[Looked]:
    """The photos, if the message can be taken; `HTTPException` says why not."""
    if verdict.full:
        raise HTTPException(429, _TOO_FAST)
    seen = uploads.looked(photos)
    if not words and not seen:
        raise HTTPException(422, "请先写一句话，或选一张照片，再点发送。")
    return seen


def _accept(site: Site, who: Device, words: str, seen: list[Looked], nonce: str, verdict: Verdict) -> None:
    store = FileStore(site.product.settings.data_dir / "files")
    kept = {(found := attachments.keep(store, one)).hash: found for one in seen}
    key = _key(str(_window(site)) if verdict.crowded else _once(nonce), who.id, words, *kept)
    now = site.product.now()
    message = Inbound(CHANNEL, key, now, who.id, text=words, images=tuple(kept), scene=who.scene)
    site.product.accept(message, kept, verdict.wait)
    for one in seen:
        attachments.keep(store, one)


def _pace(site: Site, request: Request, who: Device, words: str) -> Verdict:
    """How fast this may go; an emergency always goes at once."""
    pacing: Pacing = request.app.state.pacing
    verdict = pacing.look(who.id, request.client.host if request.client else "")
    if not verdict.crowded or not words:
        return verdict
    understood = site.product.engine.understand(words, site.product.org().estates)
    if any(issue.urgency is Urgency.EMERGENCY for issue in understood.issues):
        return Verdict(crowded=True)
    return verdict


def _once(nonce: str) -> str:
    """The number of a form; without one nothing is taken for a repetition."""
    return nonce or secrets.token_urlsafe(12)


def _window(site: Site) -> int:
    return int(site.product.now().timestamp()) // _WHOLE_SECONDS


def _key(*parts: str) -> str:
    """The id of a message: the same words sent twice from one form are one message, other words are not."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _done(site: Site, request: Request, cookies: Devices, who: Device) -> Response:
    """It is stored, and where the device stands is told."""
    site.product.settle()
    scripted = "text/html" not in request.headers.get("accept", "")
    answer: Response = JSONResponse({"ok": True}) if scripted else RedirectResponse("/r#end", 303)
    cookies.remember(answer, replace(who, scene=None), secure=_secure(site, request))
    return answer


def _refused(
    site: Site, request: Request, cookies: Devices, who: Device, status: int, sentence: str, words: str
) -> Response:
    """Why it was not taken; what was written stays in the box."""
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"error": sentence}, status, {"Cache-Control": "no-store"})
    return _page(site, request, cookies, who, sentence, words, status)


def _page(
    site: Site, request: Request, cookies: Devices, who: Device, sentence: str, words: str = "", status: int = 200
) -> Response:
    answer = site.page(
        "resident.html", status, talk=resident_view.talk(site, who), place=resident_view.place(site, who),
        sentence=sentence, words=words, nonce=secrets.token_urlsafe(12), most=uploads.MOST,
        largest=uploads.MAX_SIZE, longest=LONGEST, district_name=site.product.org().tree.name,
    )  # fmt: skip
    cookies.remember(answer, who, secure=_secure(site, request))
    return answer


def _secure(site: Site, request: Request) -> bool:
    return request.url.scheme == "https" or (site.product.settings.public_url or "").startswith("https:")
