"""Who writes on the residents' page: nobody we know, but always the same telephone."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from fastapi import Request, Response
from itsdangerous import BadData, URLSafeTimedSerializer

COOKIE = "minhu_device"
SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Device:
    """A telephone, by a random id in a cookie of a year.

    Attributes:
        scene: the place whose code it scanned, until a message has told it (`Inbound.scene`).
    """

    id: str
    scene: str | None = None


class Devices:
    """Reads and writes the cookie, signed so that nobody takes another one's place.

    Args:
        key: the district's own, so that it holds without `MINHU_SECRET_KEY` and when that is changed.
    """

    def __init__(self, key: str) -> None:
        self._signer = URLSafeTimedSerializer(key, salt="minhu-device", signer_kwargs={"digest_method": hashlib.sha256})

    def of(self, request: Request) -> Device:
        """The device a request comes from; a new one where it has no cookie of ours."""
        try:
            known = self._signer.loads(request.cookies.get(COOKIE, ""), max_age=SECONDS)
            return Device(str(known["id"]), known.get("scene"))
        except (BadData, KeyError, TypeError, AttributeError):
            return Device(f"w-{secrets.token_hex(12)}")

    def remember(self, response: Response, device: Device, *, secure: bool) -> None:
        """Let the browser keep it for another year."""
        value = str(self._signer.dumps({"id": device.id} | ({"scene": device.scene} if device.scene else {})))
        response.set_cookie(COOKIE, value, SECONDS, path="/r", httponly=True, samesite="lax", secure=secure)
