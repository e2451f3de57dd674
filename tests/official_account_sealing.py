"""WeChat's signature and envelope, made of nothing of ours."""

from __future__ import annotations

import base64
import hashlib
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

APP_ID, SECRET, TOKEN = "wx0123456789abcdef", "s3cret-of-the-account", "t0ken-of-the-callback"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


def sign(*parts: str) -> str:
    """The signature of a call."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324 - WeChat's choice


def _cipher() -> Cipher[modes.CBC]:
    key = base64.b64decode(AES_KEY + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def seal(text: str) -> str:
    """A text as WeChat encrypts it: random, length, text, app id, padded to 32 bytes."""
    said = text.encode()
    plain = os.urandom(16) + struct.pack(">I", len(said)) + said + APP_ID.encode()
    rest = 32 - len(plain) % 32
    encryptor = _cipher().encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([rest]) * rest) + encryptor.finalize()).decode()


def unseal(encrypted: str) -> str:
    """The text of what we encrypted."""
    decryptor = _cipher().decryptor()
    padded = decryptor.update(base64.b64decode(encrypted)) + decryptor.finalize()
    plain = padded[: -padded[-1]]
    length = struct.unpack(">I", plain[16:20])[0]
    assert plain[20 + length :] == APP_ID.encode()
    return plain[20 : 20 + length].decode()
