"""The bridge's proof: HMAC-SHA256 over `timestamp.nonce.body` (interfaces.md section 5)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping

TIMESTAMP, NONCE, SIGNATURE = "X-Minhu-Timestamp", "X-Minhu-Nonce", "X-Minhu-Signature"
FRESH = 300.0  # seconds a clock may be wrong, and a nonce is remembered after
_LONGEST_NONCE = 128


class SignatureError(Exception):
    """The call cannot be trusted; the message says why, in Chinese."""


def sign(secret: str, timestamp: str, nonce: str, body: bytes) -> str:
    """Hex HMAC-SHA256 of `timestamp.nonce.body`."""
    return hmac.new(secret.encode(), f"{timestamp}.{nonce}.".encode() + body, hashlib.sha256).hexdigest()


def headers(secret: str, now: float, body: bytes) -> dict[str, str]:
    """What a call of ours carries; `now` in seconds since 1970."""
    timestamp, nonce = str(int(now)), secrets.token_hex(16)
    return {TIMESTAMP: timestamp, NONCE: nonce, SIGNATURE: sign(secret, timestamp, nonce, body)}


def check(secret: str, given: Mapping[str, str], body: bytes, now: float) -> str:
    """The nonce of a call that was signed with the secret lately.

    Args:
        given: headers, names in lower case.
        now: seconds since 1970.

    Raises:
        SignatureError: a header is missing, the signature is wrong, or the call is not fresh.
    """
    timestamp, nonce, signature = (given.get(name.lower(), "") for name in (TIMESTAMP, NONCE, SIGNATURE))
    if not timestamp or not nonce or not signature:
        raise SignatureError(f"缺少请求头 {TIMESTAMP}、{NONCE} 或 {SIGNATURE}。")
    if len(nonce) > _LONGEST_NONCE:
        raise SignatureError(f"{NONCE} 超过 {_LONGEST_NONCE} 个字符。")
    expected = sign(secret, timestamp, nonce, body)
    if not hmac.compare_digest(expected.encode(), signature.lower().encode("utf-8", "replace")):
        raise SignatureError("签名不对，请核对密钥和签名的内容。")
    if not timestamp.isascii() or not timestamp.isdigit() or abs(int(timestamp[:12]) - now) > FRESH:
        raise SignatureError(f"{TIMESTAMP} 和服务器时间相差超过 {FRESH:.0f} 秒，请校准时间。")
    return nonce
