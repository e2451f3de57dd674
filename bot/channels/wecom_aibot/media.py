"""Pictures of the platform: encrypted, each under its own key or the callback's, fetched within five minutes.

Format: AES-256-CBC, the initial vector is the beginning of the key, PKCS#7 to 32 bytes
(developer.work.weixin.qq.com/document/path/100719 and 101463).
"""

from __future__ import annotations

import binascii

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

_KEY, _VECTOR, _BLOCK = 32, 16, 32  # bytes
_BETWEEN = " "  # neither an address nor a key in Base64 has one


def reference(url: str, key: str) -> str:
    """What a picture is called until it is fetched: its address and, where it has one, its own key."""
    return f"{key}{_BETWEEN}{url}" if key else url


def parts(called: str) -> tuple[str, str]:
    """Address and key of a reference; the key is empty where the callback's is meant."""
    key, _, url = called.rpartition(_BETWEEN)
    return url, key


def decrypt(content: bytes, key: str) -> bytes:
    """The picture.

    Args:
        key: in Base64; the platform leaves its padding away.

    Raises:
        ValueError: the key is none, or it is not the key of this content.
    """
    raw = _raw(key)
    if not content or len(content) % _VECTOR:
        raise ValueError("内容的长度不对")
    opened = Cipher(AES(raw), CBC(raw[:_VECTOR])).decryptor().update(content)
    padding = opened[-1]
    if not 1 <= padding <= _BLOCK or opened[-padding:] != bytes([padding]) * padding:
        raise ValueError("密钥不对")
    return opened[:-padding]


def _raw(key: str) -> bytes:
    try:
        raw = binascii.a2b_base64(key + "=" * (-len(key) % 4))
    except ValueError as error:
        raise ValueError("密钥不是 Base64") from error
    if len(raw) != _KEY:
        raise ValueError("密钥的长度不对")
    return raw
