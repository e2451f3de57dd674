"""Callers' telephone numbers as accounts: sealed where the district has set a key for it, in the clear elsewhere.

The account of the channel `hotline` is the number itself, and stands in every row about its ticket. Sealed it stays the
same for the same number (AES-SIV), so that who calls again is known again, and only who has the key reads it: a stolen
database or backup holds no number but its last four digits, which lists show.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

UNREADABLE = "号码打不开（MINHU_SEAL_KEY 换过）"
_SEALED = "tel-"
_SHOWN = 4
_USE = [b"minhu hotline number"]


class Numbers:
    """Writes and reads accounts of callers.

    Args:
        key: the district's sealing key; without one numbers are their own accounts.
    """

    def __init__(self, key: str | None = None) -> None:
        self._sealing = AESSIV(hashlib.sha512(key.encode()).digest()) if key else None

    def account(self, number: str) -> str:
        """The account of a number (digits only)."""
        if self._sealing is None:
            return number
        sealed = base64.urlsafe_b64encode(self._sealing.encrypt(number.encode(), _USE)).decode()
        return f"{_SEALED}{number[-_SHOWN:]}-{sealed}"

    def number(self, account: str) -> str:
        """The number of an account, in the clear or sealed; `UNREADABLE` when another key sealed it."""
        if not account.startswith(_SEALED):
            return account
        try:
            sealed = base64.urlsafe_b64decode(account[len(_SEALED) :].partition("-")[2])
            opened = self._sealing.decrypt(sealed, _USE) if self._sealing else b""
        except (InvalidTag, ValueError):
            opened = b""
        return opened.decode() or UNREADABLE


def masked(account: str) -> str:
    """A caller as lists show him: 138****5678, of a sealed number ****5678."""
    if account.startswith(_SEALED):
        return f"****{account[len(_SEALED) :].partition('-')[0]}"
    return f"{account[:3]}****{account[-4:]}" if len(account) >= 9 else f"{account[:1]}****{account[-2:]}"
