"""The sealed envelope calls come in: signature, freshness, AES. wechatpy has the cipher; the checks are ours.

Format: developer.work.weixin.qq.com/document/path/90968. Its own check neither compares in constant time nor looks
at the time, and answers spoiled input with whatever breaks first. A repeated call is no threat here: what it
says is stored under its id, once.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
import secrets
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from wechatpy.crypto import PrpCrypto
from wechatpy.exceptions import WeChatException

FRESH = 600  # seconds the platform's clock and ours may be apart, its three tries included


class EnvelopeError(Exception):
    """The call cannot be trusted or opened; the message says why, in Chinese."""


class StaleError(EnvelopeError):
    """Signed with our token, but not lately: most often a clock is wrong."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An answer in its envelope."""

    encrypt: str
    signature: str
    timestamp: str
    nonce: str


class _Cipher(PrpCrypto):  # type: ignore[misc]  # wechatpy ships no types
    def get_random_string(self) -> str:
        """The 16 characters before a message; wechatpy's come from a generator that can be guessed."""
        return secrets.token_hex(8)


class Envelope:
    """Opens and seals with the keys of one callback.

    Args:
        receive_id: app id, corp id, or empty for 智能机器人.
    """

    def __init__(self, token: str, aes_key: str, receive_id: str) -> None:
        self._token = token
        self._receive_id = receive_id
        self._cipher = _Cipher(binascii.a2b_base64(aes_key + "="))

    def open(self, query: Mapping[str, str], encrypted: str, now: datetime) -> str:
        """The text in the envelope.

        Raises:
            EnvelopeError: the signature is wrong, it is not fresh, or it does not open.
        """
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        check(query.get("msg_signature", ""), (self._token, timestamp, nonce, encrypted))
        check_fresh(timestamp, now)
        try:
            text: str = self._cipher.decrypt(encrypted, self._receive_id)
        except (ValueError, IndexError, struct.error, WeChatException) as error:
            raise EnvelopeError("消息解不开，请核对 EncodingAESKey 和企业（应用）ID。") from error
        return text

    def seal(self, text: str, now: datetime) -> Sealed:
        """An answer, sealed."""
        encrypt = self._cipher.encrypt(text, self._receive_id).decode()
        timestamp, nonce = str(int(now.timestamp())), secrets.token_hex(8)
        return Sealed(encrypt, signature(self._token, timestamp, nonce, encrypt), timestamp, nonce)


def signature(*parts: str) -> str:
    """SHA-1 over the sorted parts, as all of Tencent's callbacks sign."""
    return hashlib.sha1("".join(sorted(parts)).encode("utf-8", "replace")).hexdigest()  # noqa: S324 - their choice


def check(given: str, parts: tuple[str, ...]) -> None:
    """Raise `EnvelopeError` unless the parts were signed with our token."""
    if not hmac.compare_digest(signature(*parts).encode(), given.encode("utf-8", "replace")):
        raise EnvelopeError("签名不对，请核对 Token。")


def check_fresh(timestamp: str, now: datetime) -> None:
    """Raise `StaleError` unless it was made lately."""
    made = timestamp if timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12 else "0"
    if abs(int(made) - now.timestamp()) > FRESH:
        raise StaleError(f"时间和服务器相差超过 {FRESH // 60} 分钟，请校准服务器时间。")
