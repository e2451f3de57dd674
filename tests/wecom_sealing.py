"""How WeCom seals a call: written from its documentation, sharing nothing with the product.

Source: developer.work.weixin.qq.com/document/path/90968.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32


@dataclass(frozen=True)
class Keys:
    """What the console and the product share."""

    token: str
    aes_key: str
    receive_id: str

    def seal(self, text: str) -> str:
        """Base64 of AES-256-CBC over 16 random bytes, the length, the text and the receiver."""
        said, receiver = text.encode(), self.receive_id.encode()
        plain = os.urandom(16) + len(said).to_bytes(4, "big") + said + receiver
        filling = _BLOCK - len(plain) % _BLOCK
        worker = self._cipher().encryptor()
        return base64.b64encode(worker.update(plain + bytes([filling]) * filling) + worker.finalize()).decode()

    def signature(self, timestamp: str, nonce: str, sealed: str) -> str:
        """SHA-1 over the sorted parts."""
        parts = "".join(sorted((self.token, timestamp, nonce, sealed)))
        return hashlib.sha1(parts.encode()).hexdigest()  # noqa: S324 - their choice

    def _cipher(self) -> Cipher[modes.CBC]:
        key = base64.b64decode(self.aes_key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def xml(fields: Mapping[str, str | int]) -> str:
    """As WeCom writes it: texts in CDATA, numbers bare."""
    return f"<xml>{''.join(f'<{name}>{_value(value)}</{name}>' for name, value in fields.items())}</xml>"


def _value(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    return f"<![CDATA[{value.replace(']]>', ']]]]><![CDATA[>')}]]>"
