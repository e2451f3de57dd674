"""Signing in with the installation's key, and staying so for a working day."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from itsdangerous import BadData, URLSafeTimedSerializer

from bot.web.site import Here

COOKIE = "minhu_session"
HOURS = 12
TRIES = 5
PER_SECONDS = 60.0
_CLIENTS_KEPT = 10_000

router = APIRouter()


class Session:
    """Makes and checks the cookie; a changed key ends every session."""

    def __init__(self, secret_key: str) -> None:
        self._key = secret_key
        self._signer = URLSafeTimedSerializer(
            secret_key, salt="minhu-session", signer_kwargs={"digest_method": hashlib.sha256}
        )

    def opens(self, key: str) -> bool:
        """Whether this is the key; takes the same time whatever is wrong with it."""
        return secrets.compare_digest(key.encode("utf-8", "replace"), self._key.encode())

    def cookie(self) -> str:
        """A fresh cookie value."""
        return str(self._signer.dumps("desk"))

    def valid(self, cookie: str) -> bool:
        """Whether the cookie is ours and not too old."""
        try:
            return bool(self._signer.loads(cookie, max_age=HOURS * 3600) == "desk")
        except BadData:
            return False


class Tries:
    """Counts wrong keys per client: five a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: dict[str, deque[float]] = {}
        self._lock = Lock()

    def too_many(self, client: str) -> bool:
        """Whether this client has to wait."""
        with self._lock:
            wrong = self._wrong.get(client, deque())
            while wrong and wrong[0] <= self._clock() - PER_SECONDS:
                wrong.popleft()
            return len(wrong) >= TRIES

    def failed(self, client: str) -> None:
        """Note a wrong key."""
        with self._lock:
            if len(self._wrong) >= _CLIENTS_KEPT:
                self._wrong.clear()
            self._wrong.setdefault(client, deque(maxlen=TRIES)).append(self._clock())


def local(target: str) -> str:
    """An address on this site, or the front page: never a redirect to somewhere else."""
    safe = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if safe else "/"


@router.get("/login")
def sign_in_page(site: Here, request: Request, next: str = "/") -> Response:  # noqa: A002 - its name in the address
    """Ask for the key."""
    if request.app.state.session is None:
        return RedirectResponse("/", 303)
    return site.page("login.html", target=local(next), sentence="")


@router.post("/login")
def sign_in(
    site: Here,
    request: Request,
    key: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002 - its name in the form
) -> Response:
    """Check the key."""
    session: Session | None = request.app.state.session
    tries: Tries = request.app.state.tries
    client = request.client.host if request.client else ""
    if session is None:
        return RedirectResponse("/", 303)
    if tries.too_many(client):
        return site.page("login.html", 429, target=local(next), sentence="试错的次数太多，请等一分钟再试。")
    if not session.opens(key.strip()):
        tries.failed(client)
        return site.page("login.html", 403, target=local(next), sentence="密钥不对，请核对后再试。")
    response = RedirectResponse(local(next), 303)
    secure = request.url.scheme == "https" or (site.product.settings.public_url or "").startswith("https:")
    response.set_cookie(COOKIE, session.cookie(), HOURS * 3600, httponly=True, samesite="lax", secure=secure)
    return response


@router.post("/logout")
def sign_out() -> Response:
    """Forget this browser."""
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE)
    return response
