"""A folder that `fixtures/finance_sdk.c` gives out as Tencent's library would: sealed with real RSA keys."""

from __future__ import annotations

import base64
import ctypes
import json
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bot.channels.wecom_archive.settings import WecomArchiveSection
from tests.cli_fakes import FIXTURES

SECRET = "secret-of-the-archive"
RANDOM_KEY = b"random-key-of-a-row"


def compiled(folder: Path) -> Path:
    """The library, built with this machine's C compiler; a skip where there is none."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        pytest.skip("no C compiler here")
    path = folder / "libWeWorkFinanceSdk_C.so"
    source = FIXTURES / "finance_sdk.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", path, source], check=True)  # noqa: S603 - our own source
    return path


def not_freed(library: Path) -> int:
    """How many things it made that nobody gave back."""
    return int(ctypes.CDLL(str(library)).MadeAndNotFreed())


@dataclass
class Sealed:
    """An enterprise's archive in a folder, with its keys."""

    folder: Path
    library: Path
    keys: dict[int, RSAPrivateKey] = field(default_factory=dict)
    seq: int = 100

    def key(self, version: int) -> Path:
        """Make a key of a version; returns the file of its private part."""
        key = self.keys[version] = generate_private_key(65537, 2048)
        path = self.folder / f"key{version}.pem"
        path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()))
        return path

    def add(self, body: dict[str, Any] | bytes, version: int, **spoiled: Any) -> int:
        """Seal one more row; returns its number."""
        self.seq += 1
        plain = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        crypt = bytes(byte ^ RANDOM_KEY[place % len(RANDOM_KEY)] for place, byte in enumerate(plain))
        sealed = self.keys[version].public_key().encrypt(RANDOM_KEY, PKCS1v15())
        row = {
            "seq": self.seq, "msgid": f"m{self.seq}", "publickey_ver": version,
            "encrypt_random_key": base64.b64encode(sealed).decode(), "encrypt_chat_msg": crypt.hex(),
        }  # fmt: skip
        with (self.folder / "rows").open("a", encoding="utf-8") as rows:
            rows.write(f"{self.seq}\t{json.dumps(row | spoiled)}\n")
        return self.seq

    def fails(self, code: int) -> None:
        """From now on every call is answered with this code; with 0 no more."""
        (self.folder / "fail").write_text(str(code))

    def section(self, keys: dict[int, Path], **more: Any) -> WecomArchiveSection:
        """Settings that lead here."""
        given = {
            "corp_id": str(self.folder), "secret": SECRET, "library": str(self.library),
            "private_keys": {version: str(path) for version, path in keys.items()},
        }  # fmt: skip
        return WecomArchiveSection.model_validate(given | more)
