"""The enterprise's private keys, by the version of the public key it gave the platform."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pydantic import SecretStr

_PEM = "-----BEGIN"


class KeyRefusedError(Exception):
    """A private key cannot be used; the message says which and why, in Chinese, and nothing of the key."""


class Keys:
    """Opens the random key of a row.

    Raises:
        KeyRefusedError: one of the keys cannot be read.
    """

    def __init__(self, given: Mapping[int, SecretStr]) -> None:
        self._keys = {version: _load(version, secret.get_secret_value()) for version, secret in given.items()}

    def __contains__(self, version: object) -> bool:
        return version in self._keys

    def open(self, version: int, sealed: str) -> bytes:
        """The random key that opens the message.

        Raises:
            KeyError: there is no key of this version.
            ValueError: the key does not fit.
        """
        key = self._keys[version]
        try:
            return key.decrypt(base64.b64decode(sealed, validate=True), PKCS1v15())
        except (binascii.Error, ValueError) as error:
            raise ValueError(f"第 {version} 版私钥打不开这条消息的密钥") from error


def _load(version: int, given: str) -> RSAPrivateKey:
    try:
        pem = given.encode() if given.lstrip().startswith(_PEM) else Path(given).read_bytes()
    except OSError as error:
        raise KeyRefusedError(f"第 {version} 版私钥的文件读不了：{given}（{error.strerror}）") from error
    try:
        key = load_pem_private_key(pem.strip() + b"\n", password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyRefusedError(f"第 {version} 版私钥不是没有口令的 PEM 私钥") from error
    if not isinstance(key, RSAPrivateKey):
        raise KeyRefusedError(f"第 {version} 版私钥不是 RSA 私钥")
    return key
