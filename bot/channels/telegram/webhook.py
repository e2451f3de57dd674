"""Telegram's calls: the proof that they are its own, and where they are sent."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from bot.channels.base import Call
from bot.channels.kit import Kit
from bot.channels.telegram.client import Client
from bot.channels.telegram.decode import UPDATES

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - a name, not a secret
PATH = "/hooks/telegram"
_SET = "webhook"


def trusted(secret: str, call: Call) -> bool:
    """Whether the call carries the secret that Telegram was given with our address."""
    given = call.headers.get(SECRET_HEADER, "")
    return bool(secret) and hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())


def update_in(body: bytes) -> Any:
    """What was sent; raises `ValueError` when it is no JSON."""
    try:
        return json.loads(body)
    except RecursionError as error:
        raise ValueError("太深的 JSON") from error


async def announce(client: Client, kit: Kit, token: str, secret: str) -> None:
    """Tell Telegram where we are, unless it knows; raises `DeliveryError`."""
    url = kit.public_url + PATH
    # Telegram never says which secret it was given, so we remember by a fingerprint that it was this one.
    print_ = hmac.new(token.encode(), f"{url} {secret}".encode(), hashlib.sha256).hexdigest()
    known = await client.webhook()
    if known.url == url and set(known.allowed_updates) == set(UPDATES) and await kit.get(_SET) == print_:
        return
    await client.set_webhook(url, secret)
    await kit.put(_SET, print_)
